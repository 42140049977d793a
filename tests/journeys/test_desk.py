"""A documenter reads a text on the desk by key: words become sourced claims, passages get their marks."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from app.web.policy import COOKIE
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.web.test_entry import ANSWERS, kept

TEXTS = {
    "en": "A heading\nMonitor M 😀 says that 12 people were killed at Tall Zayn on 17 April 2025. The rulers are evil. "
    "In all 12 people were killed there.",
    "ar": "عنوان\nقالت جهة الرصد م إن ١٢ شخصاً قُتلوا في تل زين في ١٧ نيسان ٢٠٢٥. الحكام أشرار. قُتل ١٢ شخصاً هناك.",
}


@pytest.fixture
def document(client_as: ClientAs) -> str:
    browser: FlaskClient = client_as("documenter")
    found = re.search(r"/p/EAST/documents/DOC-\w+", browser.get(kept(browser, ANSWERS).location).text)
    assert found
    return found.group()


@pytest.fixture
def desk(browser: Browser, document: str, address: str, tokens: Tokens) -> Iterator[Page]:
    """The page where the text of a document is pasted, with scripts; every request stays at home."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": tokens["EAST", "documenter"], "url": address}])
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}{document}/text")
    yield page
    context.close()
    assert all(url.startswith(address) for url in asked)
    assert [one for one in said if "422" not in one] == [], "an answer that is needed and not there yet is told so"


def paste(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("button[name=deed][value=save]")
    expect(page.locator(".passage")).to_have_count(4)
    expect(page.locator(".passage[aria-current]")).to_have_count(1)  # until then nobody listens to keys


def select(page: Page, words: str, nth: int = 0) -> None:
    """Selects words as a hand would, within one passage."""
    page.evaluate(
        """([words, nth]) => {
          const found = [...document.querySelectorAll('.words')].filter((one) => one.textContent.includes(words))[nth];
          const node = found.firstChild, at = node.data.indexOf(words), range = document.createRange();
          range.setStart(node, at); range.setEnd(node, at + words.length);
          getSelection().removeAllRanges(); getSelection().addRange(range);
          found.closest('.passage').focus();
        }""",
        [words, nth],
    )


def test_words_become_sourced_claims_by_one_key_each(desk: Page) -> None:
    paste(desk, TEXTS["en"])
    select(desk, "Monitor M")
    desk.keyboard.press("r")
    for words, key in (("12 people were killed", "6"), ("17 April 2025", "7"), ("Tall Zayn", "8")):
        select(desk, words)
        desk.keyboard.press(key)
    expect(desk.locator("#count-understood")).to_contain_text("12")
    expect(desk.locator("#when-understood")).to_contain_text("17 April 2025")
    assert (
        desk.input_value("#quote").startswith("Monitor M 😀 says")
        and desk.input_value("#originator_name") == "Monitor M"
    )
    select(desk, "killed")
    desk.keyboard.press("4")
    desk.select_option("#act", "killing")
    desk.select_option("#originator_kind", "monitor")
    desk.check("[name=danger][value=no]")
    expect(desk.locator("button[name=deed][value=save]")).to_be_visible()
    desk.keyboard.press("Control+Shift+Enter")
    expect(desk.locator("main > .notice-line")).to_contain_text("INC-")
    expect(desk.locator("#read-so-far")).to_contain_text("1 of 4")
    # The same said again, of the same incident, is one citation more.
    assert desk.input_value("#incident").startswith("INC-")
    select(desk, "In all 12 people were killed there.")
    desk.keyboard.press("2")
    select(desk, "12 people were killed", 1)
    desk.keyboard.press("6")
    select(desk, "Monitor M")
    desk.keyboard.press("r")
    desk.select_option("#originator_kind", "monitor")
    expect(desk.locator("button[name=deed][value=save]")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".passage.mark-repeats")).to_have_count(1)
    desk.locator(".mark-yields_claims summary").click()
    expect(desk.locator(".mark-yields_claims .here")).to_contain_text("Killed: 12")
    assert Axe().run(desk).response["violations"] == []


def test_a_passage_that_repeats_gives_its_words_to_the_same_questions(desk: Page) -> None:
    paste(desk, TEXTS["en"])
    for words, key in (("12 people were killed", "6"), ("17 April 2025", "7"), ("killed", "4")):
        select(desk, words)
        desk.keyboard.press(key)
    desk.check("[name=danger][value=no]")
    expect(desk.locator("button[name=deed][value=save]")).to_be_visible()
    desk.keyboard.press("Control+Shift+Enter")
    expect(desk.locator("main > .notice-line")).to_contain_text("INC-")
    expect(desk.locator(".mark-yields_claims .here summary")).to_have_text("3 claims")
    expect(desk.locator(".passage[aria-current]")).to_contain_text("The rulers are evil.")  # the next that is unread
    for pressed in range(2):
        desk.locator(".passage").nth(3).click()
        desk.keyboard.press("c")
        expect(desk.locator(".passage").nth(3)).to_have_class(re.compile("mark-repeats"))
        expect(desk.locator("[data-told]")).to_contain_text("12 people were killed")
        assert (desk.input_value("#count"), desk.input_value("#act")) == ("12 people were killed", "killing")
        assert desk.input_value("#quote") == "In all 12 people were killed there." and desk.input_value("#when") == ""
        if not pressed:
            desk.keyboard.press("z")
            expect(desk.locator(".passage").nth(3)).to_have_class(re.compile("unread"))
            assert desk.input_value("#count") == desk.input_value("#act") == desk.input_value("#quote") == ""
    expect(desk.locator("button[name=deed][value=save]")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("main > .notice-line")).to_contain_text("INC-")
    desk.locator(".mark-repeats summary").click()
    expect(desk.locator(".mark-repeats .here li")).to_have_count(2)
    for line in desk.locator(".mark-repeats .here li").all():
        expect(line).to_contain_text("cited again")


def test_an_arrow_chooses_words_though_the_list_of_kinds_waits(desk: Page) -> None:
    paste(desk, TEXTS["en"])
    select(desk, "Monitor M")
    desk.keyboard.press("5")
    expect(desk.locator("#victim_kind")).to_be_focused()
    kind = desk.input_value("#victim_kind")
    desk.keyboard.press("ArrowRight")
    assert desk.input_value("#victim_kind") == kind
    assert desk.evaluate("getSelection().toString()") not in ("", "Monitor M")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_passages_are_marked_by_keys_that_do_not_depend_on_the_language(desk: Page, language: str) -> None:
    if language == "ar":
        desk.click("button[name=language][value=ar]")
    paste(desk, TEXTS[language])
    desk.locator(".passage").first.click()
    expect(desk.locator(".passage[aria-current]")).to_have_count(1)  # until then nobody listens to keys
    letters = "hjo" if language == "en" else "اتخ"  # the same places on an Arabic keyboard
    for letter, code in zip(letters, ("KeyH", "KeyJ", "KeyO"), strict=True):
        desk.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {key, code, bubbles: true}))",
            [letter, code],
        )
    expect(desk.locator(".passage.mark-opinion")).to_have_count(1)
    marks = desk.locator(".passage").evaluate_all("all => all.map((one) => one.dataset.mark)")
    assert marks == ["heading_or_lead_in", "unread", "opinion", "unread"]
    expect(desk.locator("#read-so-far")).to_contain_text("2")
    desk.keyboard.press("z")
    expect(desk.locator(".passage.mark-opinion")).to_have_count(0)
    desk.keyboard.press("c")
    expect(desk.locator(".passage.mark-repeats")).to_have_count(1)
    expect(desk.locator("[data-told]")).not_to_be_empty()
    desk.keyboard.press("z")
    desk.keyboard.press("k")
    desk.keyboard.press("k")
    desk.keyboard.press("Shift+J")
    desk.keyboard.press("x")
    expect(desk.locator(".passage.mark-context")).to_have_count(2)
    assert Axe().run(desk).response["violations"] == []


def test_a_passage_is_split_where_words_are_marked_and_keys_can_be_changed(desk: Page) -> None:
    paste(desk, TEXTS["en"])
    select(desk, "at Tall Zayn on 17 April 2025.")
    desk.keyboard.press("s")
    expect(desk.locator(".passage")).to_have_count(5)
    expect(desk.locator(".passage").nth(1)).to_contain_text("12 people were killed")
    desk.locator(".passage").nth(2).click()
    desk.keyboard.press("b")
    expect(desk.locator(".passage")).to_have_count(4)
    told = desk.locator("[data-told]")
    desk.click("[data-deed=keys]")
    expect(told).to_contain_text("J and K")
    desk.click("[data-mark=opinion]")
    expect(told).to_contain_text("Opinion")
    desk.locator(".passage").first.focus()
    for fixed in ("j", "5", "i"):
        desk.keyboard.press(fixed)
        expect(told).to_contain_text(f"{fixed.upper()}\u2069 is fixed")
    desk.keyboard.press("x")
    expect(told).to_contain_text("is now \u2068X")
    expect(told).to_contain_text("which had it, is now \u2068O")
    desk.click("[data-mark=opinion]")
    desk.locator(".passage").first.focus()
    desk.keyboard.press("q")
    expect(told).to_contain_text("has no key any more")
    desk.click("[data-deed=keys]")
    expect(told).to_be_empty()
    desk.reload()
    desk.locator(".passage").first.click()
    desk.keyboard.press("q")
    expect(desk.locator(".passage.mark-opinion")).to_have_count(1)


def test_what_a_key_did_is_said_and_taken_back_by_another(desk: Page) -> None:
    paste(desk, TEXTS["en"])
    told, marks = desk.locator("[data-told]"), "all => all.map((one) => one.dataset.mark)"
    desk.locator(".passage").nth(2).click()
    desk.keyboard.press("o")
    expect(told).to_contain_text("“\u2068The rulers are evil.\u2069”: \u2068Opinion")
    expect(told).to_contain_text("Z")
    desk.keyboard.press("z")
    expect(told).to_have_text("Taken back.")
    assert set(desk.locator(".passage").evaluate_all(marks)) == {"unread"}
    desk.locator(".passage").nth(2).click()
    desk.keyboard.press("b")
    expect(desk.locator(".passage")).to_have_count(3)
    expect(told).to_contain_text("join to the one before")
    desk.keyboard.press("z")
    expect(desk.locator(".passage")).to_have_count(4)
    select(desk, " at Tall Zayn on 17 April 2025.")
    desk.keyboard.press("s")
    expect(desk.locator(".passage")).to_have_count(5)
    expect(told).to_contain_text("split here")
    desk.keyboard.press("z")
    expect(desk.locator(".passage")).to_have_count(4)
    select(desk, "17 April 2025")
    desk.keyboard.press("7")
    expect(told).to_contain_text("17 April 2025")
    desk.keyboard.press("z")
    expect(told).to_have_text("Taken back.")
    assert desk.input_value("#when") == "" and desk.input_value("#quote") == ""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_happened_is_proposed_in_the_language_of_the_text(desk: Page, language: str) -> None:
    if language == "ar":
        desk.click("button[name=language][value=ar]")
    paste(
        desk,
        "قُتل اثنان وجُرح ثالث.\nثم قصفوا القرية.\nوأحرقوا البيوت بعد الاعتقال.\nTwo were detained and it was torched.",
    )
    for words, act in (
        ("قُتل", "killing"),
        ("وجُرح", "wounding"),
        ("قصفوا", "attack_on_populated_area"),
        ("وأحرقوا", "burning"),
        ("الاعتقال", "arrest_or_detention"),
        ("detained", "arrest_or_detention"),
        ("torched", "burning"),
    ):
        select(desk, words)
        desk.keyboard.press("4")
        assert desk.input_value("#act") == act, words
        desk.keyboard.press("z")
    desk.focus("#act")
    for letter in "اعتقال":
        desk.evaluate(
            "(key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", letter
        )
    assert desk.input_value("#act") == "arrest_or_detention"


@pytest.mark.parametrize(
    ("language", "onwards", "back", "words"),
    [
        ("en", "ArrowRight", "ArrowLeft", ("Monitor", "M", "says")),
        ("ar", "ArrowLeft", "ArrowRight", ("قالت", "جهة", "الرصد")),
    ],
)
def test_words_are_chosen_by_key_in_the_direction_in_which_they_are_read(
    desk: Page, language: str, onwards: str, back: str, words: tuple[str, ...]
) -> None:
    paste(desk, TEXTS[language])
    first, second, third = words

    def chosen() -> str:
        return str(desk.evaluate("getSelection().toString().replace(/[^\\p{L} ]+/gu, ' ').replace(/ +/g, ' ').trim()"))

    desk.locator(".passage").first.click()
    desk.keyboard.press("j")
    desk.keyboard.press(f"Shift+{onwards}")
    assert chosen() == first
    desk.keyboard.press(f"Shift+{onwards}")
    assert chosen() == f"{first} {second}"
    desk.keyboard.press(f"Shift+{back}")
    assert chosen() == first
    desk.keyboard.press(onwards)
    assert chosen() == second
    desk.keyboard.press(f"Shift+{onwards}")
    assert chosen() == f"{second} {third}"
    desk.keyboard.press("5")
    assert desk.input_value("#victim").replace("😀 ", "") == f"{second} {third}"
    expect(desk.locator("#victim_kind")).to_be_focused()
    desk.keyboard.press("o")
    expect(desk.locator(".passage.mark-opinion")).to_have_count(0)
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    assert chosen() == "", "words of a passage that is left are let go"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 390])
def test_how_much_is_read_stays_in_view(desk: Page, language: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    if language == "ar":
        desk.click("button[name=language][value=ar]")
    desk.fill("#text", "\n".join(f"A sentence that goes on and on, with the number {number}." for number in range(60)))
    desk.click("button[name=deed][value=save]")
    for seen in ("#text .passage:last-child", "[name=danger]"):
        desk.locator(seen).last.scroll_into_view_if_needed()
        expect(desk.locator("#read-so-far")).to_be_in_viewport(ratio=1)
