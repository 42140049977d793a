"""Actions and responses: entered from an incident or by themselves, cited, contradicted, ended, listed, in words."""

import re
from typing import Any

import pytest

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, FURTHER, ONCE, errors, kept, understood

NEW = "/p/EAST/interventions/new"
APPEAL: dict[str, Any] = {
    name: ANSWERS[name] for name in ("source_kind", "document_kind", "published", "originator", "modality", "deed")
} | {
    "once": ONCE.replace("0b", "1a"),
    "originator": "source",
    "source_name": "Page of council C",
    "source_kind": "community_body",
    "document_title": "A call",
    "quote": "We call on the authorities for protection, and the patrols were withdrawn.",
    "kind": "appeal",
    "by": "council C",
    "by_kind": "community_body",
    "addressee": "authorities of the valley",
    "addressee_kind": "state_authority",
    "outcome": "the patrols were withdrawn",
    "when": "18 April 2025",
}
CLAIM: dict[str, Any] = {name: answer for name, answer in FURTHER.items() if name not in ("path", "value")}


@pytest.fixture
def incident(client_as: ClientAs) -> str:
    return kept(client_as("documenter"), ANSWERS).location


@pytest.fixture
def appeal(client_as: ClientAs, incident: str) -> str:
    """The address of an appeal about that incident."""
    about = {"incident": incident.rpartition("/")[2]}
    return kept(client_as("documenter"), APPEAL | about, NEW).location


def test_it_is_entered_from_an_incident_and_stands_on_both_pages(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    ref = incident.rpartition("/")[2]
    assert f"/interventions/new?incident={ref}" in browser.get(incident).text
    assert f'value="{ref}"' in browser.get(f"{NEW}?incident={ref}").text
    assert understood(browser.post(NEW, data=APPEAL))["when"] == "18 April 2025"
    first, again = (kept(browser, APPEAL | {"incident": ref}, NEW).location for _ in range(2))
    assert first == again, "a form sent twice makes one"
    page = browser.get(first).text
    for words in (
        "Appeal or call, by council C",
        "authorities of the valley",
        "the patrols were withdrawn",
        "18 April",
    ):
        assert words in page
    assert incident in page
    assert "Appeal or call, by council C" in browser.get(incident).text
    register = browser.get("/p/EAST/interventions").text
    assert register.count(first) == 1 and "authorities of the valley" in register
    assert first in browser.get("/p/EAST/interventions?q=PROTECTION").text
    assert first not in browser.get("/p/EAST/interventions?q=nothing").text


def test_it_may_be_about_no_incident_and_by_nobody_named(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    bare = {name: "" for name in ("by", "by_kind", "addressee", "addressee_kind", "outcome", "when")}
    page = browser.get(kept(browser, APPEAL | bare, NEW).location).text
    assert "<bdi>Appeal or call</bdi></h1>" in page and "No source that stands says which." in page


def test_a_denial_is_a_reply_printed_beside_and_lowers_nothing(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    ref = incident.rpartition("/")[2]
    reply = APPEAL | {
        "kind": "", "statement": "denies_responsibility", "by": "force F", "by_kind": "armed_group", "addressee": "",
        "addressee_kind": "", "outcome": "", "quote": "Our units did not fire that day.", "incident": ref,
    }  # fmt: skip
    kept(browser, reply, NEW)
    page = browser.get(incident).text
    assert "Denies responsibility, by force F" in page and "Reported, not assessed" in page
    assert "According to Page of council C: Denies responsibility, by force F." in browser.get(f"{incident}/print").text


def test_another_source_denies_it_and_both_stand(client_as: ClientAs, appeal: str) -> None:
    browser = client_as("verifier")
    where = f"{appeal}/claims/new"
    assert "path=intervention.outcome" in browser.get(where).text and "path=act.type" not in browser.get(where).text
    denial = CLAIM | {
        "path": "intervention.outcome", "value": "Nobody was withdrawn", "polarity": "denies",
        "quote": "Nobody was withdrawn, says the wire.",
    }  # fmt: skip
    assert kept(browser, denial, where).status_code == 303
    page = browser.get(appeal).text
    assert "the patrols were withdrawn" in page and "denies this: Nobody was withdrawn" in page
    again = browser.post(where, data=denial | {"once": ONCE.replace("0b", "8b")})
    digest = re.findall(r'name="shown" value="(\w+)"', again.text)[0]
    twice = browser.post(where, data=denial | {"once": ONCE.replace("0b", "8b"), "shown": digest, "deed": "save"})
    assert twice.status_code == 409 and "stands here already" in twice.text


def claim_of(page: str, words: str) -> str:
    [ref] = re.findall(rf'claims/(CLM-\w+)/withdraw">[^<]*<span class="unseen">: {re.escape(words)}', page)
    return str(ref)


def test_its_claims_are_superseded_and_withdrawn_and_the_history_says_so(client_as: ClientAs, appeal: str) -> None:
    browser = client_as("verifier")
    kind = claim_of(browser.get(appeal).text, "Appeal or call")
    newer = CLAIM | {"path": "intervention.kind", "term": "call_for_inquiry", "reason": "It asks who did it."}
    assert kept(browser, newer, f"{appeal}/claims/{kind}/supersede").status_code == 303
    page = browser.get(appeal).text
    assert "Call for an inquiry, by council C" in page and "Superseded: It asks who did it." in page
    assert browser.get(f"{appeal}/claims/{kind}/supersede").status_code == 409
    about = claim_of(page, "INC-")
    done = browser.post(f"{appeal}/claims/{about}/withdraw", data={"reason": "It was about another."})
    assert done.status_code == 303
    page = browser.get(appeal).text
    assert "No source that stands says which." in page and "Withdrawn: It was about another." in page
    history = browser.get(f"{appeal}/history").text
    assert history.count('class="event"') == 3
    assert "was superseded by claim" in history and "was withdrawn: It was about another." in history


def test_a_second_incident_is_linked_by_a_claim_of_its_own(client_as: ClientAs, appeal: str) -> None:
    browser = client_as("documenter")
    other = kept(browser, ANSWERS | {"once": ONCE.replace("0b", "6f"), "act": ["killing"], "when": ""}).location
    link = CLAIM | {"path": "intervention.incident", "value": other.rpartition("/")[2]}
    assert kept(browser, link, f"{appeal}/claims/new").status_code == 303
    page = browser.get(appeal).text
    assert page.count('href="/p/EAST/incidents/INC-') == 2
    assert appeal in browser.get(other).text


@pytest.mark.parametrize(
    "answers, field",
    [
        ({"kind": ""}, "kind"),
        ({"kind": "referral"}, "kind"),
        ({"kind": "murder"}, "kind"),
        ({"statement": "not_asked"}, "statement"),
        ({"by_kind": ""}, "by_kind"),
        ({"incident": "the shelling"}, "incident"),
        ({"incident": "INC-000000000000"}, "incident"),
        ({"when": "07/03/2025"}, "when"),
        ({"quote": ""}, "quote"),
    ],
)
def test_what_is_refused_says_where_and_keeps_what_was_typed(
    client_as: ClientAs, answers: dict[str, str], field: str
) -> None:
    back = client_as("documenter").post(NEW, data=APPEAL | answers)
    assert back.status_code == 422 and errors(back) == {field}
    assert "the patrols were withdrawn" in back.text


def test_a_claim_links_no_incident_of_another_project(client_as: ClientAs, appeal: str) -> None:
    theirs = kept(client_as("documenter", "WEST"), ANSWERS, "/p/WEST/incidents/new").location.rpartition("/")[2]
    browser = client_as("documenter")
    link = CLAIM | {"path": "intervention.incident", "value": theirs}
    assert errors(browser.post(f"{appeal}/claims/new", data=link)) == {"value"}


def test_what_is_confidential_by_its_kind_is_kept_so(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    page = kept(browser, APPEAL | {"kind": "report_to_authority"}, NEW).location
    assert "Report or complaint to an authority, by council C" in browser.get(page).text


def test_only_documenters_enter_one(client_as: ClientAs) -> None:
    assert client_as("analyst").get("/p/EAST/interventions").status_code == 200
    assert "/interventions/new" not in client_as("analyst").get("/p/EAST/interventions").text
    assert client_as("analyst").get(NEW).status_code == 403


def test_actions_have_their_words_in_arabic(client_as: ClientAs, appeal: str) -> None:
    browser = client_as("documenter")
    browser.set_cookie("language", "ar")
    page = browser.get(appeal).text
    assert "نداء أو دعوة، من council C" in page and "إجراء أو استجابة" in page and "ما يُقال إنه نتج عنه" in page
    assert "إدخال إجراء أو استجابة" in browser.get(NEW).text
