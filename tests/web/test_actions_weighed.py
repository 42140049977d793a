"""Weighing what is said of an action or response, on its page: compared, decided, overtaken, taken back, in words."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.reported import AdoptionRecord, ConsideredRecord
from app.services.doors import Doors
from tests.conftest import ClientAs
from tests.exchange.records import APPEAL, everything
from tests.filled import Tokens
from tests.services.deciding import weigh_action
from tests.services.exporting import import_records
from tests.web.test_entry import ANSWERS, ONCE, kept
from tests.web.test_interventions import APPEAL as ANSWERED
from tests.web.test_interventions import CLAIM, NEW, claim_of

SANCTIONS = CLAIM | {"path": "intervention.kind", "term": "sanctions", "basis": "own_collection"}


@pytest.fixture
def action(client_as: ClientAs) -> str:
    """The address of an action that the council's page calls an appeal, and the wire sanctions."""
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location.rpartition("/")[2]
    address = kept(browser, ANSWERED | {"incident": incident}, NEW).location
    assert kept(browser, SANCTIONS, f"{address}/claims/new").status_code == 303
    return address


@pytest.fixture
def both(client_as: ClientAs, action: str) -> tuple[str, str]:
    page = client_as("documenter").get(action).text
    return claim_of(page, "Appeal or call"), claim_of(page, "Sanctions imposed")


def test_two_claims_are_compared_and_that_is_taken_back(
    client_as: ClientAs, action: str, both: tuple[str, str]
) -> None:
    browser, (one, other) = client_as("documenter"), both
    where = f"{action}/claims/{one}/link"
    page = browser.get(action).text
    assert f'href="{where}"' in page and "links/" not in page
    asked = browser.get(where).text
    assert "Sanctions imposed (Wire W)" in asked and "council C" in asked and f'href="{action}"' in asked
    assert browser.post(where, data={"other": other}).status_code == 422
    wrong = browser.post(where, data={"other": one, "kind": "refines", "why": "So."})
    assert wrong.status_code == 422 and "of this page that still stands" in wrong.text
    said = {"other": other, "kind": "contradicts", "why": "It asked, it did not act."}
    answer = browser.post(where, data=said)
    assert (answer.status_code, answer.location) == (303, action)
    assert browser.post(where, data=said).status_code == 412
    page = browser.get(action).text
    assert page.count("cannot hold together with") == 2 and "It asked, it did not act." in page
    [end] = set(re.findall(rf'"({action}/links/\d+/end)"', page))
    assert "It asked, it did not act." in browser.get(end).text
    assert browser.post(end, data={"why": ""}).status_code == 422
    done = browser.post(end, data={"why": "They are two steps."})
    assert (done.status_code, done.location) == (303, action)
    assert "cannot hold together with" not in browser.get(action).text
    assert browser.get(end).status_code == 404
    history = browser.get(f"{action}/history").text
    assert "Two claims compared" in history and "cannot hold together with “Sanctions imposed”" in history
    assert "A comparison of claims taken back" in history and "They are two steps." in history


def test_what_we_go_by_stands_on_its_page_until_something_else_is_said(
    client_as: ClientAs, action: str, both: tuple[str, str]
) -> None:
    browser, (one, other) = client_as("verifier"), both
    where = f"{action}/adopt/intervention.kind"
    assert f'href="{where}"' in browser.get(action).text
    assert f"{action}/adopt/intervention.by" not in browser.get(action).text, "one claim alone leaves nothing to decide"
    asked = browser.get(where).text
    assert "Appeal or call (Page of council C)" in asked and "Sanctions imposed (Wire W)" in asked
    whole = {one: "used", other: "insufficient_detail", "method": "source_priority", "why": "It is its own."}
    assert browser.post(where, data=whole | {other: ""}).status_code == 422
    seen = {"version": re.findall(r'name="version" value="(\d+)"', asked)[0]}
    answer = browser.post(where, data=whole | seen)
    assert (answer.status_code, answer.location) == (303, action)
    late = browser.post(where, data=whole | seen | {"why": "Read at the same time."})
    assert late.status_code == 412 and "Read at the same time." in late.text
    page = browser.get(action).text
    gone_by = page[page.index('class="adopted"') :].split("</p>")[0]
    assert "We go by" in gone_by and "<bdi>Appeal or call</bdi>" in gone_by and "Sanctions" not in gone_by
    assert (
        "It is its own." in gone_by
        and "verifier of EAST" in gone_by
        and "something was said or taken back since" not in page
    )
    assert page.count("not used:") == 1 and "Sanctions imposed" in page
    assert "<h1><bdi>Appeal or call, by council C</bdi></h1>" in page
    history = browser.get(f"{action}/history").text
    assert "Decided what we go by" in history and "What we go by: What was done about it" in history
    third = CLAIM | {"path": "intervention.kind", "term": "mediation", "once": ONCE.replace("0b", "5e")}
    assert kept(browser, third, f"{action}/claims/new").status_code == 303
    assert "something was said or taken back since" in browser.get(action).text


def test_a_decision_is_seen_and_made_anew_where_one_claim_is_left(
    client_as: ClientAs, action: str, both: tuple[str, str]
) -> None:
    browser, (one, other) = client_as("verifier"), both
    where = f"{action}/adopt/intervention.kind"
    whole = {one: "other", other: "used", "method": "source_priority", "why": "It is its own."}
    assert browser.post(where, data=whole | {"version": "0"}).status_code == 303
    assert browser.post(f"{action}/claims/{other}/withdraw", data={"reason": "Misread."}).status_code == 303
    page = browser.get(action).text
    assert "We go by" in page and "something was said or taken back since" in page and f'href="{where}"' in page


def test_whoever_may_not_is_offered_nothing_and_refused(
    client_as: ClientAs, action: str, both: tuple[str, str], doors: Doors, tokens: Tokens
) -> None:
    weigh_action(doors, "EAST", tokens["EAST", "verifier"])
    link, adopt = f"{action}/claims/{both[0]}/link", f"{action}/adopt/intervention.kind"
    [end] = set(re.findall(rf'"({action}/links/\d+/end)"', client_as("verifier").get(action).text))
    analyst, documenter = client_as("analyst"), client_as("documenter")
    page = analyst.get(action).text
    assert "We go by" in page and "said more exactly by" in page, "what was decided is read by all"
    assert link not in page and adopt not in page and end not in page
    assert {analyst.get(where).status_code for where in (link, adopt, end)} == {403}
    assert adopt not in documenter.get(action).text and documenter.get(adopt).status_code == 403
    assert documenter.get(link).status_code == 200


def test_nothing_is_decided_of_what_is_not_said_of_it(
    client_as: ClientAs, action: str, doors: Doors, tokens: Tokens
) -> None:
    weigh_action(doors, "EAST", tokens["EAST", "verifier"])
    browser = client_as("verifier")
    [end] = set(re.findall(rf'"({action}/links/\d+/end)"', browser.get(action).text))
    other = kept(client_as("documenter"), ANSWERED | {"once": ONCE.replace("0b", "9d")}, NEW).location
    assert browser.get(other + end.removeprefix(action)).status_code == 404
    for path in ("act.type", "incident.when", "nonsense"):
        assert browser.get(f"{action}/adopt/{path}").status_code == 404
    assert browser.get(f"{action}/claims/CLM-000000000000/link").status_code == 404


def test_what_others_have_decided_of_it_is_read_as_theirs(client_as: ClientAs, others: str) -> None:
    page = client_as("analyst").get(others).text
    assert "Reported by other projects" in page and "reported by NORTH, 3 May 2025" in page
    assert "What was done about it: they go by Appeal or call." in page
    assert "We go by" not in page


@pytest.fixture
def others(doors: Doors, tokens: Tokens, tmp_path: Path) -> str:
    """The address of an action about which another project has decided."""
    whole = everything()
    [kind] = [claim.key for claim in whole.claims if claim.path == "intervention.kind"]
    theirs = AdoptionRecord(
        "NORTH", "intervention.kind", "source_priority", "It was there.", (ConsideredRecord(kind, True),),
        datetime(2025, 5, 3, tzinfo=UTC), intervention=APPEAL,
    )  # fmt: skip
    import_records(doors, tokens, tmp_path / "all.jsonl", replace(whole, decisions=(theirs,)))
    return f"/p/EAST/interventions/{APPEAL}"


def test_it_has_its_words_in_arabic(
    client_as: ClientAs, action: str, both: tuple[str, str], doors: Doors, tokens: Tokens
) -> None:
    weigh_action(doors, "EAST", tokens["EAST", "verifier"])
    browser = client_as("verifier")
    browser.set_cookie("language", "ar")
    page = browser.get(action).text
    assert "نعتمد" in page and "قرّر القيمة المعتمدة" in page and "قارن" in page
    wrong = browser.post(f"{action}/claims/{both[0]}/link", data={"other": both[0], "kind": "refines", "why": "x"})
    assert "اختر قولاً آخر من هذه الصفحة" in wrong.text
