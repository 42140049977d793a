"""Title and summary that we made follow their claims; what a person wrote is marked; the history names what ended."""

import html
import re

import pytest
from flask.testing import FlaskClient

from app.domain import own_words as made
from app.domain.records import TermValue
from app.domain.text import without_isolates
from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, FURTHER, claim_of, kept

TYPED = {"title": "Deaths at Tall Zayn", "summary": "Three were hurt."}


def own_words(browser: FlaskClient, incident: str) -> tuple[str, str]:
    """Title and summary as the page shows them."""
    page = without_isolates(html.unescape(browser.get(incident).text))
    [title] = re.findall(r"<h1><bdi>([^<]*)</bdi></h1>", page)
    [summary] = re.findall(r'<p class="prose" dir="auto">([^<]*)</p>', page)
    return title, summary


def end(browser: FlaskClient, incident: str, words: str, **correction: str) -> None:
    """Withdraws the claim whose line reads so, or supersedes it where a correction is given."""
    claim = claim_of(html.unescape(browser.get(incident).text), words)
    if correction:
        assert kept(browser, FURTHER | correction, f"{incident}/claims/{claim}/supersede").status_code == 303
    else:
        where = f"{incident}/claims/{claim}/withdraw"
        assert browser.post(where, data={"reason": "Entered by mistake."}).status_code == 303


def history_of(browser: FlaskClient, incident: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", browser.get(f"{incident}/history").text))


def test_words_that_we_made_follow_what_stands(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    title = "Killing, Injury, near Tall Zayn, 17 April 2025"
    first = (
        "According to Watch N (as relayed by Local page L): killing; injury; killed: dozens (no number); injured: 3;"
        " near Tall Zayn; 17 April 2025."
    )
    assert own_words(browser, incident) == (title, first)
    end(browser, incident, "Injured: 3", value="5 hurt", reason="The page corrected itself.")
    assert own_words(browser, incident) == (
        title,
        first.replace("injured: 3; ", "") + " According to Wire W: injured: 5.",
    )
    end(browser, incident, "Injury")
    assert own_words(browser, incident)[0] == "Killing, near Tall Zayn, 17 April 2025"
    for page in (incident, f"{incident}/print"):
        assert "written before" not in browser.get(page).text
    history = history_of(browser, incident)
    assert "was: Killing, Injury, near Tall Zayn" in history and "is now: Killing, near Tall Zayn" in history


def test_each_reads_our_own_words_in_their_language_whoever_entered_and_changed_them(client_as: ClientAs) -> None:
    browser, other = client_as("documenter"), client_as("verifier")
    browser.set_cookie("language", "ar")
    incident = kept(browser, ANSWERS).location
    end(other, incident, "Injured: 3")
    english = "According to Watch N (as relayed by Local page L): killing; injury; killed: dozens"
    for page in (incident, f"{incident}/print"):
        title, summary = own_words(other, page)
        assert title.startswith("Killing") and summary.startswith(english)
        title, summary = own_words(browser, page)
        assert "قتل" in title and summary.startswith("بحسب Watch N") and "17 نيسان 2025" in title
        assert not re.search("According|Killing|April", title + summary)
    browser.set_cookie("language", "en")
    assert "قتل" in browser.get(f"{incident}/amend").text, "what is kept is amended as it is kept"


def test_what_was_cleared_stays_as_it_was_read_in_the_other_language_too(client_as: ClientAs) -> None:
    browser, verifier = client_as("documenter"), client_as("verifier")
    incident = kept(browser, ANSWERS).location
    verifier.set_cookie("language", "ar")
    read = own_words(verifier, incident)
    assert f'{incident}/amend"' in browser.get(incident).text
    for who, state in ((browser, "submitted"), (verifier, "in_review"), (verifier, "cleared")):
        [version] = re.findall(r'name="version" value="(\d+)"', who.get(f"{incident}/review").text)
        assert who.post(f"{incident}/review", data={"state": state, "version": version}).status_code == 303
    page = browser.get(incident).text
    assert "This incident is cleared: reopen it first" in page and f'{incident}/amend"' not in page
    end(browser, incident, "Injured: 3")
    assert own_words(verifier, incident) == read and "3" in read[1]


def test_when_a_document_came_out_is_said_in_the_language_of_whoever_reads(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS | {"published": "between October 2024 and 20 January 2026"}).location
    english, arabic = "1 October 2024 – 20 January 2026, one day of it", "1 تشرين الأول 2024 – 20 كانون الثاني 2026"
    for page in (incident, f"{incident}/print"):
        assert english in browser.get(page).text
        browser.set_cookie("language", "ar")
        text = browser.get(page).text
        assert arabic in text and "between" not in text
        browser.delete_cookie("language")


def test_what_stands_no_longer_leaves_nothing_said(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    page = html.unescape(browser.get(incident).text)
    for claim in re.findall(r"claims/(CLM-\w+)/withdraw", page):
        browser.post(f"{incident}/claims/{claim}/withdraw", data={"reason": "All of it."})
    assert own_words(browser, incident) == ("No claim stands", "")


def test_words_that_a_person_wrote_stay_and_say_what_has_ended_since(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS | TYPED).location
    end(browser, incident, "Injured: 3", value="5 hurt", reason="The page corrected itself.")
    assert own_words(browser, incident) == tuple(TYPED.values())
    browser.set_cookie("language", "ar")
    assert own_words(browser, incident) == tuple(TYPED.values()), "in the language in which it was typed"
    browser.delete_cookie("language")
    said = re.compile(
        r"Title and summary were written before this, and may still say it: Claim \d+ \(Injured: 3, according to"
        r" Watch N\) was superseded by claim \d+ \(Injured: 5, according to Wire W\): The page corrected itself\."
    )
    for page in (incident, f"{incident}/print"):
        assert len(said.findall(html.unescape(browser.get(page).text))) == 1
    [version] = re.findall(r'name="version" value="(\d+)"', browser.get(f"{incident}/amend").text)
    amended = {"title": "Deaths at Tall Zayn", "summary": "Five were hurt.", "version": version}
    assert browser.post(f"{incident}/amend", data=amended).status_code == 303
    assert "written before" not in browser.get(incident).text


def test_of_the_two_only_what_a_person_wrote_stays(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS | {"summary": "Three were hurt."}).location
    end(browser, incident, "Injury")
    assert own_words(browser, incident) == ("Killing, near Tall Zayn, 17 April 2025", "Three were hurt.")
    assert "The summary was written before this" in browser.get(incident).text


def test_the_history_says_which_claim_ended_and_what_took_its_place(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    end(browser, incident, "Injured: 3", value="5 hurt", reason="The page corrected itself.")
    end(browser, incident, "Injured: 5")
    history = history_of(browser, incident)
    [(old, new)] = re.findall(
        r"Claim (\d+) \(Injured: 3, according to Watch N\) was superseded by claim (\d+)"
        r" \(Injured: 5, according to Wire W\): The page corrected itself\.",
        history,
    )
    assert f"Claim {new} (Injured: 5, according to Wire W) was withdrawn: Entered by mistake." in history
    page = re.sub("<[^>]+>", "", browser.get(incident).text)
    for number in (old, new):
        assert f"Claim {number} · " in page  # and the page numbers its claims
    browser.set_cookie("language", "ar")
    arabic = history_of(browser, incident)
    assert f"القول {old} (" in arabic and f"حلّ محله القول {new} (" in arabic and "سُحب القول" in arabic


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_summary_is_never_longer_than_a_form_takes(language: str) -> None:
    told = [made.Told(f"Monitor {number}", "act.type", TermValue("killing")) for number in range(1000)]
    assert 1900 < len(made.summary_words(told, language)) <= made.SUMMARY_LENGTH


def test_a_history_is_turned_page_by_page(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.incidents.EVENTS_A_PAGE", 2)
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    for words in ("Injured: 3", "Injury", "Killing", "17 April 2025"):
        end(browser, incident, words)
    assert re.search(r"History</a>|History\s*\(5\)", browser.get(incident).text)
    pages, where = [], f"{incident}/history"
    while where:
        page = html.unescape(browser.get(where).text)
        pages.append(page)
        where = next(iter(re.findall(r'rel="prev" href="([^"]+)"', page)), "")
    assert [page.count('<li class="event">') for page in pages] == [2, 2, 1]
    assert [len(re.findall(r'rel="next"', page)) for page in pages] == [0, 1, 1]
    assert "Entered" in pages[2]
    back = html.unescape(re.findall(r'rel="next" href="([^"]+)"', pages[2])[0])
    # The tokens of a page's forms carry the second they were made in; everything else is the same page.
    before, again = (re.sub(r'name="csrf_token" value="[^"]+"', "", one) for one in (pages[1], browser.get(back).text))
    assert html.unescape(again) == before
