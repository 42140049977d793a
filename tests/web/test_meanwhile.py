"""Two people who decide at once: one wins; the other sees what was decided, by whom, why, and keeps what was typed."""

import re
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.decisions import Question
from app.services.doors import Doors
from app.web.policy import COOKIE, GuardedFlask
from tests.filled import Tokens
from tests.services.deciding import LONG_REASON, Case, second_verifier
from tests.web.test_deciding import M, N, incident, track
from tests.web.test_deciding import case as case
from tests.web.test_deciding import verifier as verifier

MINE = "I had read the register as well, and thought so too."
MOVE = {"standard": "credible_allegation", "reason": MINE}


@pytest.fixture
def other(flask_app: GuardedFlask, doors: Doors, tokens: Tokens) -> FlaskClient:
    """The browser of another verifier, Huda."""
    browser = flask_app.test_client()
    browser.set_cookie(COOKIE, second_verifier(doors, tokens, name="Huda"))
    return browser


def version(browser: FlaskClient, address: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', browser.get(address).text)[0]


def tells_what(page: TestResponse, *words: str) -> None:
    assert page.status_code == 412
    said = page.text.split('role="alert"')[1].split("</div>")[0]
    for word in ("Huda", *words):
        assert word in said, (word, said)
    assert MINE in page.text, "what was typed is offered again"


def test_a_move_that_somebody_else_has_made(case: Case, verifier: FlaskClient, other: FlaskClient) -> None:
    case.grade(M.name)
    theirs = {"seen": "allegation", "level": "credible", "standard": "credible_allegation", "reason": LONG_REASON}
    assert other.post(f"{track(case)}/move", data=theirs).status_code == 303
    late = verifier.post(f"{track(case)}/move", data=MOVE | {"seen": "allegation", "level": "credible"})
    tells_what(late, "Reported, not assessed", "Credible report", LONG_REASON)


def test_a_proposal_that_somebody_else_has_made(case: Case, verifier: FlaskClient, other: FlaskClient) -> None:
    for name in (M.name, N.name):
        case.grade(name)
    case.move("credible")
    raised = MOVE | {"seen": "credible", "level": "corroborated", "contrary": "The denial names another place."}
    assert other.post(f"{track(case)}/move", data=raised | {"reason": LONG_REASON}).status_code == 303
    late = verifier.post(f"{track(case)}/move", data=raised)
    tells_what(late, "Corroborated", "waits for a second person", LONG_REASON)
    assert "The denial names another place." in late.text


def test_a_proposal_that_somebody_else_has_decided(case: Case, verifier: FlaskClient, other: FlaskClient) -> None:
    for name in (M.name, N.name):
        case.grade(name)
    case.move("credible")
    case.move("corroborated")
    number = re.findall(r'name="number" value="(\d+)"', other.get(track(case)).text)[0]
    declined = {"number": number, "verdict": "declined", "why": "The register was begun a week later."}
    assert other.post(f"{track(case)}/decide", data=declined).status_code == 303
    late = verifier.post(f"{track(case)}/decide", data={"number": number, "verdict": "taken_back", "why": MINE})
    tells_what(late, "Corroborated", "declined", "The register was begun a week later.")


def test_a_value_that_somebody_else_has_adopted(case: Case, verifier: FlaskClient, other: FlaskClient) -> None:
    where = f"{incident(case)}/adopt/incident.when"
    refs = [case.claim_of(name, "incident.when") for name in (M.name, N.name)]
    said = {**dict.fromkeys(refs, "used"), "method": "analyst_judgement", "version": version(other, where)}
    assert other.post(where, data=said | {"why": "Both say the same day."}).status_code == 303
    late = verifier.post(where, data=said | {"why": MINE})
    tells_what(late, "17 April 2025", "Both say the same day.")
    assert verifier.post(where, data=said | {"why": MINE, "version": version(verifier, where)}).status_code == 303


@pytest.mark.parametrize("what", ["grade", "check", "claim"])
def test_a_grade_that_somebody_else_has_given(case: Case, verifier: FlaskClient, other: FlaskClient, what: str) -> None:
    document = f"/p/EAST/documents/{case.document_of(M.name)}"
    claim = f"{incident(case)}/claims/{case.claim_of(M.name, 'incident.when')}/assessment"
    page, address, said, why, words = {
        "grade": (f"{document}/assessment", f"{document}/grades", {"reliability": "B", "credibility": "2"}, "why",
                  ("Usually reliable", "Probably true")),
        "check": (f"{document}/assessment", f"{document}/checks", {"item": "identity", "result": "fail"}, "note",
                  ("Who the source is", )),
        "claim": (claim, claim, {"credibility": "5"}, "why", ("Improbable",)),
    }[what]  # fmt: skip
    said = said | {"version": version(verifier, page)}
    assert other.post(address, data=said | {why: "As Huda sees it."}).status_code == 303
    tells_what(verifier.post(address, data=said | {why: MINE}), "As Huda sees it.", *words)
    said["version"] = version(verifier, page)
    assert verifier.post(address, data=said | {why: MINE}).status_code == 303, "whoever has seen it may decide anew"


def test_a_contradiction_that_somebody_else_has_taken_back(
    case: Case, verifier: FlaskClient, other: FlaskClient
) -> None:
    case.contradict(*(case.claim_of(name, "incident.when") for name in (M.name, N.name)))
    [where] = set(re.findall(r"/p/EAST/incidents/[^\"]+/links/\d+/end", verifier.get(incident(case)).text))
    assert other.post(where, data={"why": "One day, two calendars."}).status_code == 303
    tells_what(verifier.post(where, data={"why": MINE}), "taken back", "One day, two calendars.")


def test_two_grade_at_the_same_moment(
    case: Case, flask_app: GuardedFlask, other: FlaskClient, verifier: FlaskClient
) -> None:
    """Two connections, one grade: whoever waits is told whose grade stands."""
    document = f"/p/EAST/documents/{case.document_of(M.name)}"
    seen = version(verifier, f"{document}/assessment")
    together, answers = Barrier(2), []

    def grade(browser: FlaskClient, why: str) -> Callable[[], None]:
        def send() -> None:
            together.wait()
            said = {"reliability": "B", "credibility": "2", "why": why, "version": seen}
            answers.append((why, browser.post(f"{document}/grades", data=said)))

        return send

    threads = [Thread(target=grade(browser, why)) for browser, why in ((other, "As Huda sees it."), (verifier, MINE))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [(won, _)] = [answer for answer in answers if answer[1].status_code == 303]
    [(lost, late)] = [answer for answer in answers if answer[1].status_code == 412]
    assert won in late.text and lost in late.text and won != lost


def test_a_decision_of_somebody_else_is_told_in_arabic(case: Case, verifier: FlaskClient, other: FlaskClient) -> None:
    case.adopt(Question("incident.when"), {})
    case.grade(M.name)
    theirs = {"seen": "allegation", "level": "credible", "standard": "credible_allegation", "reason": LONG_REASON}
    assert other.post(f"{track(case)}/move", data=theirs).status_code == 303
    verifier.set_cookie("language", "ar")
    late = verifier.post(f"{track(case)}/move", data=MOVE | {"seen": "allegation", "level": "credible"})
    tells_what(late, "بلاغ موثوق", LONG_REASON)
    assert "Decided meanwhile" not in late.text
