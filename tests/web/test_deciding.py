"""Deciding on pages: a grade, two claims set beside each other, what we go by, a level moved and approved."""

import html
import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.services.doors import Doors
from app.web.policy import COOKIE, GuardedFlask
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import LONG_REASON, Case, second_verifier, tells
from tests.services.test_review import move
from tests.store.claimed import Voice

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    return Case(doors, tokens, [M, N], [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records")])


@pytest.fixture
def verifier(client_as: ClientAs) -> FlaskClient:
    return client_as("verifier")


def incident(case: Case) -> str:
    return f"/p/EAST/incidents/{case.ref}"


def track(case: Case) -> str:
    return f"{incident(case)}/acts/{case.act.act}/verification"


MOVE = {"seen": "allegation", "level": "credible", "standard": "credible_allegation", "reason": LONG_REASON}


def test_a_level_says_what_it_lacks_until_it_lacks_nothing(case: Case, verifier: FlaskClient) -> None:
    lacks = "A grade of the source&#39;s document"
    assert lacks in verifier.get(track(case)).text
    refused = verifier.post(f"{track(case)}/move", data=MOVE)
    assert refused.status_code == 422 and lacks in refused.text and LONG_REASON in refused.text
    assert "Somebody who has not entered" not in refused.text
    document = f"/p/EAST/documents/{case.document_of(M.name)}"
    grade = {"reliability": "B", "credibility": "2", "why": "It has been right before."}
    assert verifier.post(f"{document}/grades", data=grade).status_code == 303
    page = verifier.get(f"{document}/assessment").text
    assert "Probably true" in page and "It has been right before." in page
    assert verifier.post(f"{track(case)}/move", data=MOVE).status_code == 303
    page = verifier.get(track(case)).text
    assert "Credible report" in page and "It rests on" in page
    assert "Credible report" in verifier.get(incident(case)).text


def test_how_long_a_reason_has_to_be_is_said_before_anybody_is_refused(case: Case, verifier: FlaskClient) -> None:
    page = verifier.get(track(case)).text
    told = {name: words.strip() for name, words in re.findall(r'id="(\w+)-help">([^<]*)<', page)}
    assert told["reason"] == "At least 20 characters." and told["body"] == "At least 3 characters."
    assert re.search(r'<textarea id="reason"[^>]*aria-describedby="reason-help"', page)
    verifier.set_cookie("language", "ar")
    assert "لا يقل عدد الأحرف عن 20." in verifier.get(track(case)).text


def test_a_proposal_waits_for_somebody_else(
    case: Case, verifier: FlaskClient, flask_app: GuardedFlask, doors: Doors, tokens: Tokens
) -> None:
    case.grade(M.name)
    case.grade(N.name)
    case.move("credible")
    raised = MOVE | {"seen": "credible", "level": "corroborated"}
    assert verifier.post(f"{track(case)}/move", data=raised).status_code == 303
    own = verifier.get("/p/EAST/verification").text
    assert "Monitor" not in own and "not for you" in own
    number = re.findall(r'name="number" value="(\d+)"', verifier.get(track(case)).text)[0]
    approval = {"number": number, "verdict": "done", "why": ""}
    refused = verifier.post(f"{track(case)}/decide", data=approval)
    assert refused.status_code == 409 and "cannot approve it" in refused.text
    other = flask_app.test_client()
    other.set_cookie(COOKIE, second_verifier(doors, tokens))
    assert "not for you" not in other.get("/p/EAST/verification").text
    assert other.post(f"{track(case)}/decide", data=approval).status_code == 303
    late = other.post(f"{track(case)}/decide", data=approval)
    assert late.status_code == 412 and "decided already" in late.text
    assert case.track().level == "corroborated"


def test_nobody_is_offered_to_approve_what_they_entered(
    case: Case, flask_app: GuardedFlask, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    case.grade(M.name)
    case.grade(N.name)
    case.move("credible")
    case.move("corroborated")
    other = flask_app.test_client()
    other.set_cookie(COOKIE, second_verifier(doors, tokens))
    why = "You entered what this rests on"
    page = other.get(track(case)).text
    assert 'value="done"' in page and why not in page
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE claim DISABLE TRIGGER USER"))
        connection.execute(
            sa.text("UPDATE claim SET entered_by = (SELECT id FROM account WHERE name = 'Second verifier')")
        )
        connection.execute(sa.text("ALTER TABLE claim ENABLE TRIGGER USER"))
    page = other.get(track(case)).text
    assert 'value="done"' not in page and 'value="declined"' in page and why in page


def test_what_is_wrong_with_a_move_stands_first_on_its_page(case: Case, verifier: FlaskClient) -> None:
    refused = verifier.post(f"{track(case)}/move", data=MOVE | {"reason": "Short."})
    assert refused.status_code == 422
    assert refused.text.index('role="alert"') < refused.text.index('id="ground"')
    assert refused.text.count('role="alert"') == 1


def test_a_level_that_is_skipped_or_unknown_is_refused(case: Case, verifier: FlaskClient) -> None:
    for level in ("corroborated", "nonsense"):
        refused = verifier.post(f"{track(case)}/move", data=MOVE | {"level": level})
        assert refused.status_code == 409 and "No level is skipped" in refused.text
    late = verifier.post(f"{track(case)}/move", data=MOVE | {"seen": "credible"})
    assert late.status_code == 412 and LONG_REASON in late.text


def test_two_claims_are_set_beside_each_other_and_decided(case: Case, verifier: FlaskClient) -> None:
    one, other = case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.when")
    where = f"{incident(case)}/claims/{one}/link"
    assert "needed" in verifier.get(where).text
    empty = verifier.post(where, data={"other": other})
    assert empty.status_code == 422
    said = {"other": other, "kind": "contradicts", "why": "One was there by day."}
    assert verifier.post(where, data=said).status_code == 303
    page = verifier.get(incident(case)).text
    assert page.count("cannot hold together with") == 2 and "One was there by day." in page
    assert verifier.post(where, data=said).status_code == 412, "the same is not said twice"
    adopt = f"{incident(case)}/adopt/incident.when"
    left_out = verifier.post(adopt, data={one: "used", "method": "source_priority", "why": "It kept the register."})
    assert left_out.status_code == 422 and "Say whether this claim is used" in left_out.text
    whole = {one: "used", other: "lower_precision", "method": "source_priority", "why": "It kept the register."}
    assert verifier.post(adopt, data=whole).status_code == 303
    # Somebody who read the claims before that decision is told, and keeps what was typed.
    late = verifier.post(adopt, data=whole | {"why": "Read at the same time."})
    assert late.status_code == 412 and "This has been decided" in late.text
    assert "Read at the same time." in late.text
    seen = re.findall(r'name="version" value="(\d+)"', late.text)[0]
    assert verifier.post(adopt, data=whole | {"version": seen}).status_code == 303
    page = verifier.get(incident(case)).text
    assert "We go by" in page and "It kept the register." in page and "not used: less exact" in page
    assert page.count("used for the value we go by") == 1
    assert "something was said or taken back since" not in page
    link = re.findall(r"/links/(\d+)/end", page)[0]
    ended = verifier.post(f"{incident(case)}/links/{link}/end", data={"why": "They mean the same day."})
    assert ended.status_code == 303
    assert "cannot hold together with" not in verifier.get(incident(case)).text


def test_what_its_source_has_retracted_is_gone_by_knowingly_alone(
    case: Case, verifier: FlaskClient, owner: sa.Engine
) -> None:
    one, other = case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.when")
    adopt = f"{incident(case)}/adopt/incident.when"
    knowingly = 'name="although_retracted"'
    assert knowingly not in verifier.get(adopt).text
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE document DISABLE TRIGGER USER"))
        connection.execute(
            sa.text("UPDATE document SET retraction = 'retracted', retraction_citation = 'p. 1' WHERE ref = :ref"),
            {"ref": case.document_of(M.name)},
        )
        connection.execute(sa.text("ALTER TABLE document ENABLE TRIGGER USER"))
    page = verifier.get(adopt).text
    assert knowingly in page and page.count("Its source has retracted the document: Report of Monitor Lark") == 1
    answers = {one: "used", other: "lower_precision", "method": "source_priority", "why": "The notice is a forgery."}
    refused = verifier.post(adopt, data=answers)
    assert refused.status_code == 422 and "Say that you know" in refused.text
    not_used = answers | {one: "superseded_by_source", other: "used"}
    assert verifier.post(adopt, data=not_used).status_code == 303
    seen = re.findall(r'name="version" value="(\d+)"', verifier.get(adopt).text)[0]
    assert verifier.post(adopt, data=answers | {"version": seen, "although_retracted": "yes"}).status_code == 303


def test_a_single_claim_is_graded_by_itself(case: Case, verifier: FlaskClient) -> None:
    case.grade(M.name)
    claim = case.claim_of(M.name, "incident.place")
    where = f"{incident(case)}/claims/{claim}/assessment"
    assert verifier.post(where, data={"credibility": "5", "why": "It was not there."}).status_code == 303
    assert "graded by itself: Improbable" in verifier.get(incident(case)).text


def test_what_has_ended_is_not_graded(case: Case, verifier: FlaskClient) -> None:
    claim = case.claim_of(M.name, "incident.place")
    where = f"{incident(case)}/claims/{claim}"
    assert verifier.post(f"{where}/withdraw", data={"reason": "Misread."}).status_code == 303
    asked = verifier.get(f"{where}/assessment")
    sent = verifier.post(f"{where}/assessment", data={"credibility": "2", "why": "It names the street."})
    beside = verifier.get(f"{where}/link")
    assert {asked.status_code, sent.status_code, beside.status_code} == {409}
    assert "It names the street." in sent.text and "This claim no longer stands" in beside.text
    assert "This claim no longer stands" in asked.text and "Misread." in asked.text


def test_no_file_is_found_intact_where_there_is_none(case: Case, verifier: FlaskClient) -> None:
    document = f"/p/EAST/documents/{case.document_of(M.name)}"
    refused = verifier.post(f"{document}/checks", data={"item": "file_intact", "result": "pass"})
    assert refused.status_code == 422 and "No file of this document is kept here" in refused.text
    none = {"item": "file_intact", "result": "not_applicable", "note": "Read on the web."}
    assert verifier.post(f"{document}/checks", data=none).status_code == 303


def test_a_check_that_fails_says_what_was_seen(case: Case, verifier: FlaskClient) -> None:
    document = f"/p/EAST/documents/{case.document_of(M.name)}"
    failed = {"item": "published_before", "result": "fail"}
    refused = verifier.post(f"{document}/checks", data=failed)
    assert refused.status_code == 422 and "Say what was seen" in refused.text
    kept = verifier.post(f"{document}/checks", data=failed | {"note": "The same picture stood online in 2019."})
    assert kept.status_code == 303
    page = verifier.get(f"{document}/assessment").text
    assert "The same picture stood online in 2019." in page and "Earlier checks" not in page
    seen = re.findall(r'name="version" value="(\d+)"', page)[-1]
    anew = failed | {"note": "It is another picture.", "result": "pass", "version": seen}
    assert verifier.post(f"{document}/checks", data=anew).status_code == 303
    now, before = verifier.get(f"{document}/assessment").text.split("Earlier checks")
    assert "It is another picture." in now and "online in 2019" not in now and "online in 2019" in before


def test_a_check_names_the_document_that_shows_it(case: Case, verifier: FlaskClient) -> None:
    document, shows = (f"/p/EAST/documents/{case.document_of(name)}" for name in (M.name, N.name))
    check = {"item": "published_before", "result": "pass", "note": "Looked for.", "cited": shows.rpartition("/")[2]}
    assert verifier.post(f"{document}/checks", data=check).status_code == 303
    page = verifier.get(f"{document}/assessment").text
    assert "Shown in" in page and f'href="{shows}"' in page
    wrong = verifier.post(f"{document}/checks", data=check | {"cited": "DOC-000000000000"})
    assert wrong.status_code == 422 and "Choose a document that is on record." in wrong.text


def test_what_is_said_of_different_things_does_not_contradict(case: Case, verifier: FlaskClient) -> None:
    when, where = case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.place")
    said = {"other": where, "kind": "contradicts", "why": "They differ."}
    refused = verifier.post(f"{incident(case)}/claims/{when}/link", data=said)
    assert refused.status_code == 422 and "said of one thing" in refused.text
    said["other"] = case.claim_of(N.name, "incident.when")
    assert verifier.post(f"{incident(case)}/claims/{when}/link", data=said).status_code == 303


@pytest.mark.parametrize("role", ["documenter", "analyst"])
def test_whoever_does_not_verify_reads_and_is_offered_nothing(case: Case, client_as: ClientAs, role: str) -> None:
    browser = client_as(role)
    page = browser.get(track(case)).text
    assert "What can follow" in page and "Move it" not in page
    assert browser.post(f"{track(case)}/move", data=MOVE).status_code == 403
    assert "Decide what we go by" not in browser.get(incident(case)).text


def test_the_queue_lists_acts_by_level_and_says_what_they_lack(
    case: Case, verifier: FlaskClient, owner: sa.Engine
) -> None:
    page = verifier.get("/p/EAST/verification").text
    assert case.ref in page and "A grade of the source&#39;s document" in page
    assert "Nothing stands at this level." in verifier.get("/p/EAST/verification?level=corroborated").text
    assert verifier.get("/p/EAST/verification?level=nonsense").status_code == 400


@pytest.mark.parametrize("language", ["ar"])
def test_pages_of_decisions_speak_arabic(case: Case, verifier: FlaskClient, language: str) -> None:
    verifier.set_cookie("language", language)
    for page in (track(case), "/p/EAST/verification", f"/p/EAST/documents/{case.document_of(M.name)}/assessment"):
        text = verifier.get(page).text
        assert 'lang="ar" dir="rtl"' in text and not re.search(r"<h[12][^>]*>[A-Za-z ]+</h", text)


def ways(page: str) -> set[str]:
    """What the page of something leads to within the project, beside the bar above."""
    return set(re.findall(r'href="(/p/EAST/[^"#]+)', html.unescape(page.partition("<main")[2].partition("</main>")[0])))


def empty_choices(page: str) -> list[str]:
    """Questions that have to be answered and offer nothing to choose."""
    lists = re.findall(r'<select[^>]* name="(\w+)"[^>]* required[^>]*>(.*?)</select>', page, re.DOTALL)
    return [name for name, options in lists if not re.search(r'<option value="[^"]', options)]


@pytest.mark.parametrize("state", ["draft", "in_review", "cleared"])
def test_every_way_from_an_incident_is_open_to_whoever_is_shown_it(
    case: Case, client_as: ClientAs, doors: Doors, tokens: Tokens, state: str
) -> None:
    second_verifier(doors, tokens)
    way_there = ("submitted", "in_review", "cleared")
    for step in way_there[: way_there.index(state) + 1] if state in way_there else ():
        move(case, step)
    for role in ("documenter", "verifier", "analyst", "custodian"):
        browser = client_as(role)
        for way in ways(browser.get(incident(case)).text):
            answer = browser.get(way)
            assert answer.status_code == 200, (role, way)
            assert not empty_choices(answer.text), (role, way)
            assert "Nothing can follow here" not in answer.text, (role, way)


def test_what_the_next_step_waits_for_stands_in_place_of_the_way(
    case: Case, client_as: ClientAs, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    second_verifier(doors, tokens)
    move(case, "submitted")
    page = client_as("documenter").get(incident(case)).text
    assert "Move it on" not in page and "somebody else moves it on" in page
    assert "Move it on" in client_as("verifier").get(incident(case)).text
    assert "somebody else moves it on" not in client_as("analyst").get(incident(case)).text
    move(case, "in_review")
    review = client_as("verifier").get(f"{incident(case)}/review").text
    assert 'value="cleared"' in review and "You recorded this incident" not in review
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE incident DISABLE TRIGGER USER"))
        its = "UPDATE incident SET recorded_by = (SELECT id FROM account WHERE name = 'verifier of EAST')"
        connection.execute(sa.text(its))
        connection.execute(sa.text("ALTER TABLE incident ENABLE TRIGGER USER"))
    review = client_as("verifier").get(f"{incident(case)}/review").text
    assert 'value="cleared"' not in review and "You recorded this incident" in review and 'value="returned"' in review


def test_a_claim_that_stands_alone_has_nothing_to_be_compared_with(
    doors: Doors, tokens: Tokens, client_as: ClientAs
) -> None:
    alone = Case(doors, tokens, [M], tells(1, M.name))
    browser = client_as("documenter")
    page = browser.get(incident(alone)).text
    assert page.count(">Compare<") == 3
    for path in ("incident.when", "incident.place"):
        way = f"{incident(alone)}/claims/{alone.claim_of(M.name, path)}/withdraw"
        assert browser.post(way, data={"reason": "Entered by mistake"}).status_code == 303
    page = browser.get(incident(alone)).text
    assert "Withdraw<" in page and ">Compare<" not in page
