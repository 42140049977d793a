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


def test_words_that_do_not_stand_in_the_quotation_are_told(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    said = understood(browser.post(NEW, data=APPEAL | {"outcome": "they went home"}))
    assert said["outcome"].startswith("kept as the whole quotation")
    assert "outcome" not in understood(browser.post(NEW, data=APPEAL))


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
    told = understood(browser.post(where, data=denial | {"value": "they stayed"}))["value"]
    assert "kept as the whole quotation" in told
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
    assert "<bdi>Call for an inquiry</bdi></h1>" in page, "by whom is what another source says"
    assert "Superseded: It asks who did it." in page
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


REPLY: dict[str, Any] = APPEAL | {
    "once": ONCE.replace("0b", "1c"), "kind": "", "statement": "denies_responsibility", "by": "force F",
    "by_kind": "armed_group", "addressee": "", "addressee_kind": "", "outcome": "",
    "quote": "Our units did not fire that day.",
}  # fmt: skip
CHIP = r"alleged: force F</bdi>: <span>[^<]*, denied</span>"


@pytest.fixture
def accused(client_as: ClientAs) -> str:
    """The address of an incident in which force F and force G are alleged to have done it."""
    browser = client_as("documenter")
    alleged = ANSWERS | {"act": ["killing"], "alleged": "force F", "alleged_kind": "armed_group"}
    address = kept(browser, alleged | {"once": ONCE.replace("0b", "7a")}).location
    other = CLAIM | {"path": "act.alleged", "value": "force G", "party_kind": "armed_group", "degree": "carried_out"}
    assert kept(browser, other, f"{address}/claims/new").status_code == 303
    return address


def test_a_reply_shows_where_the_alleged_part_stands_and_where_it_is_verified(
    client_as: ClientAs, accused: str
) -> None:
    browser = client_as("documenter")
    before = browser.get(accused).text
    track, other = (
        next(h for h in re.findall(r'class="level" href="([^"]+)"', before) if party in browser.get(h).text)
        for party in ("alleged: force F", "alleged: force G")
    )
    assert ", denied" not in before and "did not fire" not in browser.get(track).text
    kept(browser, REPLY | {"incident": accused.rpartition("/")[2]}, NEW)
    page = browser.get(accused).text
    assert len(re.findall(CHIP, page)) == 1 and page.count(", denied") == 1, "the other and the deed are not denied"
    page = browser.get(track).text
    assert "Denies responsibility" in page and "Our units did not fire that day." in page and "Reply by" in page
    assert "did not fire" not in browser.get(other).text
    assert "Reported, not assessed" in page, "it lowers nothing"


@pytest.mark.parametrize(
    "answers, denied",
    [
        ({"statement": "denies_event"}, ["Killing", "alleged: force F"]),
        ({"statement": "accepts_responsibility"}, []),
        ({"statement": "denies_responsibility", "by": "force H"}, []),
        ({"statement": "denies_responsibility", "by": "", "by_kind": ""}, []),
    ],
)
def test_what_is_denied_is_what_the_reply_says_and_whose_it_is(
    client_as: ClientAs, accused: str, answers: dict[str, str], denied: list[str]
) -> None:
    browser = client_as("documenter")
    kept(browser, REPLY | answers | {"incident": accused.rpartition("/")[2]}, NEW)
    page = browser.get(accused).text
    assert re.findall(r"<bdi>([^<]*)</bdi>: <span>[^<]*, denied</span>", page) == denied


def test_a_reply_that_no_longer_stands_counts_no_longer(client_as: ClientAs, accused: str) -> None:
    browser = client_as("verifier")
    reply = kept(client_as("documenter"), REPLY | {"incident": accused.rpartition("/")[2]}, NEW).location
    said = claim_of(browser.get(reply).text, "Denies responsibility")
    assert browser.post(f"{reply}/claims/{said}/withdraw", data={"reason": "Misread."}).status_code == 303
    assert ", denied" not in browser.get(accused).text


def test_one_source_s_reply_is_not_laid_on_whom_another_names(client_as: ClientAs, accused: str) -> None:
    """The wire says that force G spoke; that force F denied it is what the council's page says."""
    browser = client_as("documenter")
    reply = kept(browser, REPLY | {"incident": accused.rpartition("/")[2]}, NEW).location
    spoke = CLAIM | {"path": "intervention.by", "value": "force G", "party_kind": "armed_group"}
    assert kept(browser, spoke, f"{reply}/claims/new").status_code == 303
    page = browser.get(accused).text
    assert re.search(CHIP, page) and page.count(", denied") == 1


def test_its_title_is_of_one_source_and_each_sentence_says_whose(client_as: ClientAs, incident: str) -> None:
    """The council's page says what it was, the wire by whom: no title has the two as one."""
    browser = client_as("documenter")
    nobody = {"by": "", "by_kind": "", "incident": incident.rpartition("/")[2]}
    appeal = kept(browser, APPEAL | nobody, NEW).location
    for more in ({"path": "intervention.by", "value": "force G", "party_kind": "armed_group"},
                 {"path": "intervention.kind", "term": "sanctions", "once": ONCE.replace("0b", "2e")}):  # fmt: skip
        assert kept(browser, CLAIM | more, f"{appeal}/claims/new").status_code == 303
    assert "<h1><bdi>Appeal or call</bdi></h1>" in browser.get(appeal).text
    page = browser.get(f"{incident}/print").text
    assert "According to Page of council C: Appeal or call." in page
    assert "According to Wire W: Sanctions imposed, by force G." in page


def test_the_document_and_the_source_that_tell_of_it_say_so(client_as: ClientAs, appeal: str) -> None:
    browser = client_as("documenter")
    page = browser.get(appeal).text
    [document], [source] = ({*re.findall(rf'"(/p/EAST/{kind}/\w+-\w+)"', page)} for kind in ("documents", "sources"))
    denial = CLAIM | {
        "path": "intervention.outcome", "value": "Nobody came", "polarity": "denies", "quote": "Nobody came, it says.",
    }  # fmt: skip
    assert kept(browser, denial, f"{appeal}/claims/new").status_code == 303
    page = browser.get(appeal).text
    [wire] = {*re.findall(r'"(/p/EAST/sources/\w+-\w+)"', page)} - {source}
    [report] = {*re.findall(r'"(/p/EAST/documents/\w+-\w+)"', page)} - {document}
    for where in (document, source, wire, report):
        assert f'href="{appeal}"' in browser.get(where).text, "who denies something of it tells of it too"
    [ended] = re.findall(r'claims/(CLM-\w+)/withdraw">[^<]*<span class="unseen">: denies this:[^<]*Nobody came', page)
    assert browser.post(f"{appeal}/claims/{ended}/withdraw", data={"reason": "Misread."}).status_code == 303
    for where in (wire, report):
        assert f'href="{appeal}"' not in browser.get(where).text


def test_its_claims_are_graded_and_its_origins_counted_as_an_act_s_are(client_as: ClientAs, appeal: str) -> None:
    browser = client_as("verifier")
    more = CLAIM | {"path": "intervention.kind", "term": "appeal", "basis": "own_collection"}
    assert kept(browser, more, f"{appeal}/claims/new").status_code == 303
    page = browser.get(appeal).text
    assert re.findall(r'class="origins">([^<]*)<', page)[0] == "2 origins: Page of council C; Wire W"
    told = claim_of(page, "Appeal or call, Page")
    grade = f"{appeal}/claims/{told}/assessment"
    assert grade in page and grade not in client_as("documenter").get(appeal).text
    assert browser.get(grade).status_code == 200 and f'href="{appeal}"' in browser.get(grade).text
    assert browser.post(grade, data={"why": "Heard it."}).status_code == 422
    assert browser.post(grade, data={"credibility": "2", "why": "It was printed that day."}).status_code == 303
    assert "graded by itself: Probably true" in browser.get(appeal).text
    assert "A claim graded" in browser.get(f"{appeal}/history").text
    assert browser.get(f"{appeal}/claims/CLM-000000000000/assessment").status_code == 404
    assert client_as("documenter").get(grade).status_code == 403
