"""What entry costs: keys on the desk and in quick entry, held against the budgets of worked cases, section 6."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.services.demo.article import articles
from app.services.doors import Doors
from app.web.policy import COOKIE
from tests.filled import Tokens
from tests.journeys.case_one import CaseOne
from tests.journeys.hand import Hand
from tests.services.deciding import LONG_REASON, Case, second_verifier, tells
from tests.services.read_article import read_article
from tests.store.claimed import Voice

TEXT = (
    "Shelling of a village\nMonitor Lark says that 12 people were killed at Tall Zayn on 17 April 2025 by force Quill. "
    "Nobody knows why."
)


def opened(browser: Browser, address: str, token: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context.new_page()


@pytest.fixture
def page(browser: Browser, address: str, tokens: Tokens) -> Iterator[Page]:
    found = opened(browser, address, tokens["EAST", "documenter"])
    yield found
    found.context.close()


def register(page: Page, project: str, text: str, title: str = "What was seen") -> None:
    """Puts a document and its text on record, which is before the clock starts: it is open on the desk."""
    page.goto(f"{project}/documents/new")
    page.fill("[name=source_name]", "Outlet Teal")
    page.select_option("[name=source_kind]", "news_outlet")
    page.select_option("[name=document_kind]", "news_article")
    page.fill("[name=document_title]", title)
    page.fill("[name=published]", "18 April 2025")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/documents/DOC-\w+$"))
    page.goto(f"{page.url}/text")
    page.fill("#text", text)
    page.click("button[name=deed][value=save]")
    expect(page.locator(".passage").first).to_be_visible()


def span(words: str) -> tuple[int, int]:
    at = TEXT.index(words)
    return at, at + len(words)


def simple_incident(hand: Hand) -> None:
    """Five facts of one sentence, and who says so."""
    hand.mark(*span("Monitor Lark"))
    hand.press("r")
    if hand.focused() == "originator_kind":
        hand.choose("monitor")
        hand.press("Escape")
    for words, key in (("killed", "4"), ("12 people were killed", "6"), ("17 April 2025", "7"), ("Tall Zayn", "8")):
        hand.mark(*span(words))
        hand.press(key)
        if hand.focused() == "act":
            hand.choose("killing")
            hand.press("Escape")
    hand.mark(*span("force Quill"))
    hand.press("9")
    hand.choose("armed_group")
    hand.press("Escape")
    hand.understood(
        (("count", "12"), ("when", "17 April 2025"), ("where", "Tall Zayn"), ("originator", "Monitor Lark"))
    )
    hand.save()


def test_a_simple_incident_on_the_desk(page: Page, address: str) -> None:
    register(page, f"{address}/p/EAST", TEXT)
    hand = Hand(page)
    simple_incident(hand)
    expect(page.locator("#read-so-far")).to_contain_text("1 of 3")
    page.locator(".mark-yields_claims summary").click()
    for words in ("Killed: 12", "Tall Zayn", "17 April 2025", "force Quill"):
        expect(page.locator(".mark-yields_claims .here")).to_contain_text(words)
    assert hand.cost.keys <= 35, hand.cost


def in_quick_entry(hand: Hand) -> None:
    """The same, typed, of a source that is new; the quotation is copied. Enter goes on to what is asked next."""
    hand.page.evaluate("(words) => navigator.clipboard.writeText(words)", TEXT.splitlines()[1])
    hand.page.locator("[name=document]").focus()
    hand.press("Enter")
    hand.type("Monitor Wren")
    hand.press("Enter")
    hand.choose("monitor")
    hand.press("Enter")
    hand.choose("report")
    hand.press("Enter")
    assert hand.focused() == "quote"
    hand.press("Control+V", "Tab", "Enter")
    for name, answer in (
        ("act", "killing"), ("victim", ""), ("count", "12 killed"), ("when", "17 Apr 2025"), ("where", "Tall Zayn"),
        ("alleged", "force R"), ("alleged_kind", "armed_group"),
    ):  # fmt: skip
        assert hand.focused() == name
        if name in ("act", "alleged_kind"):
            hand.choose(answer)
        else:
            hand.type(answer)
        hand.press("Enter")
    hand.understood((("count", "12"), ("when", "17 April 2025"), ("where", "Tall Zayn")))
    hand.save()


def test_the_same_typed_into_the_form_from_a_new_source(page: Page, address: str) -> None:
    page.goto(f"{address}/p/EAST/incidents/new")
    hand = Hand(page)
    in_quick_entry(hand)
    assert re.search(r"/incidents/INC-\w+$", page.url)
    main = page.locator("main").inner_text()
    assert "Monitor Wren" in main and "17 April 2025" in main and "12" in main
    assert hand.cost.keys <= 90, hand.cost


@pytest.mark.full
def test_case_one_through_the_desk(page: Page, address: str, doors: Doors, tokens: Tokens) -> None:
    """All that is said in the article, and the mark of every passage. Not at the desk, and not in the number: the two
    inferences, that one incident follows from another, and the five documents that are wanted."""
    article = articles()[0]
    register(page, f"{address}/p/EAST", article.text, article.title)
    document = re.search(r"DOC-\w+", page.url)
    assert document
    case = CaseOne(Hand(page), article, page.url)
    case.read()
    read = read_article(doors, tokens["EAST", "documenter"], "EAST", document.group())
    assert Counter(passage.mark for passage in read.desk.passages) == {
        "yields_claims": 16, "context": 1, "demand": 4, "heading_or_lead_in": 8, "opinion": 5, "prediction": 2,
        "link_or_credit": 1,
    }  # fmt: skip
    assert (len(read.incidents), len(read.interventions)) == (7, 9)
    assert case.hand.cost.keys <= 600, case.hand.cost


def activate(hand: Hand, label: str, role: str = "link") -> None:
    """Goes to a link or button and presses it: one key, however it was reached."""
    found = hand.page.get_by_role(role, name=label, exact=role == "button").first  # type: ignore[arg-type]
    found.focus()
    with hand.page.expect_navigation():
        hand.press("Enter")


def weigh(hand: Hand, document: str) -> None:
    """Grades one document, and goes back to the incident."""
    home = hand.page.url
    activate(hand, document)
    activate(hand, "Grades and checks")
    for answer in ("Usually reliable", "Probably true"):
        hand.page.get_by_label(answer, exact=answer == "Usually reliable").focus()
        hand.press("Space")
    hand.page.locator("#why").focus()
    hand.type("It was right before.")
    activate(hand, "Keep the grade", "button")
    hand.page.goto(home)


def move(hand: Hand, level: str) -> None:
    hand.page.get_by_label("To which level?").focus()
    hand.choose(level)
    hand.page.get_by_label("By which standard of proof?").focus()
    hand.choose("reasonable_grounds_to_believe")
    hand.page.get_by_label(re.compile("^Why")).focus()
    hand.type(LONG_REASON)
    activate(hand, "Move, or propose it", "button")


def test_case_three_from_what_waits_to_corroborated_by_two_people(
    browser: Browser, address: str, doors: Doors, tokens: Tokens
) -> None:
    """The deaths of worked case 3, told by a rescue service, a monitor and a council: no budget, the cost is told."""
    voices = [Voice("Rescue Kite"), Voice("Monitor Lark"), Voice("Council Reed", "records")]
    told = [claim for at, voice in enumerate(voices) for claim in tells(10 * at + 1, voice.name, voice.basis)]
    case = Case(doors, tokens, voices, told)
    hand = Hand(opened(browser, address, case.verifier))
    hand.page.goto(f"{address}/p/EAST/incidents/{case.ref}")
    for voice in voices:
        weigh(hand, f"Report of {voice.name}")
    activate(hand, "What waits")
    hand.page.locator(f"a[href*='{case.act.act}']").first.focus()
    with hand.page.expect_navigation():
        hand.press("Enter")
    move(hand, "credible")
    move(hand, "corroborated")
    other = Hand(opened(browser, address, second_verifier(doors, tokens)), hand.cost)
    other.page.goto(f"{address}/p/EAST/verification")
    activate(other, "Killing")
    activate(other, "Approve", "button")
    assert case.track().level == "corroborated"
    assert hand.cost.keys < 300, hand.cost
    for one in (hand, other):
        one.page.context.close()
