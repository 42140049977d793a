"""Each cause has its status, its words in both languages, and never the value that was refused."""

import html
import io
import re
from inspect import isclass

import pytest
from flask import Response

from app.domain import errors
from app.web.policy import ANYONE, GuardedFlask
from app.web.problems import ANSWERS, answer_for

CANARY = "Nadim Rummani"
STATUSES = {
    errors.InvalidValue: 422,
    errors.InvalidInput: 422,
    errors.UnknownFilter: 400,
    errors.FilterNotUnderstood: 400,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.Stale: 412,
    errors.KeptElsewhere: 412,
    errors.VersionMissing: 428,
    errors.Refused: 409,
    errors.TooMany: 409,
    errors.NotEnough: 409,
    errors.TemplateWrong: 409,
    errors.NotWritten: 409,
    errors.FileTooLarge: 413,
    errors.QuotaReached: 409,
    errors.FileRefused: 422,
    errors.Unavailable: 503,
    errors.SetUpProblem: 503,
}


def raise_on(web: GuardedFlask, error: Exception, methods: tuple[str, ...] = ("GET",)) -> None:
    def view() -> Response:
        raise error

    web.config["PROPAGATE_EXCEPTIONS"] = False
    web.policies = web.policies | dict.fromkeys(("raising",), ANYONE)
    web.add_url_rule("/raising", "raising", view, methods=list(methods))


def made(cause: type[errors.TawthiqError]) -> errors.TawthiqError:
    if cause is errors.InvalidInput:
        return errors.InvalidInput({"when": f"not {CANARY}"})
    if cause is errors.Stale:
        return errors.Stale(CANARY, 4)
    if cause is errors.NotEnough:
        return errors.NotEnough(("origin",))
    if issubclass(cause, errors.FileTooLarge):
        return cause("Say it in another way.", 4)
    return cause("Say it in another way.")


def test_every_cause_has_a_row() -> None:
    causes = {
        cause
        for cause in vars(errors).values()
        if isclass(cause) and issubclass(cause, errors.TawthiqError) and cause is not errors.TawthiqError
    }
    assert causes == set(ANSWERS)
    assert causes == set(STATUSES) | {errors.NotSignedIn}


def test_an_error_of_a_finer_kind_is_answered_as_its_ancestor() -> None:
    class TooLate(errors.Refused):
        pass

    assert answer_for(TooLate("x")) is ANSWERS[errors.Refused]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("cause", STATUSES)
def test_a_refusal_is_a_page_in_the_readers_language(
    web: GuardedFlask, cause: type[errors.TawthiqError], language: str
) -> None:
    raise_on(web, made(cause))
    response = web.test_client().get("/raising", headers={"Accept-Language": language})
    assert response.status_code == STATUSES[cause]
    assert f'<html lang="{language}"' in response.text
    with web.test_request_context(headers={"Accept-Language": language}):
        assert str(ANSWERS[cause].heading) in response.text.replace("&#39;", "'")
    assert CANARY not in response.text
    # The error's own sentence stands there exactly where the table lets it speak.
    assert ("Say it in another way." in response.text) == ANSWERS[cause].speaks
    assert response.headers.get("Retry-After") == ("5" if STATUSES[cause] == 503 else None)


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(web: GuardedFlask) -> None:
    raise_on(web, errors.NotSignedIn("x"))
    response = web.test_client().get("/raising?q=%D9%82%D8%B5%D9%81")
    assert response.status_code == 303
    assert response.headers["Location"] == "/sign-in?next=%2Fraising%3Fq%3D%25D9%2582%25D8%25B5%25D9%2581"


def test_what_was_sent_after_the_sign_in_ended_is_not_thrown_away_by_a_redirect(web: GuardedFlask) -> None:
    raise_on(web, errors.NotSignedIn("x"), ("POST",))
    web.config["WTF_CSRF_ENABLED"] = False
    sent = {"quote": f'{CANARY} said:\n"<b>twelve</b>"', "act": ["killing", "wounding"], "deed": "check"}
    secret = {"passphrase": "seven olives on a wall", "again": "seven olives on a wall"}
    response = web.test_client().post("/raising?q=1", data=sent | secret)
    assert response.status_code == 401
    assert 'target="_blank"' in response.text and "<b>" not in response.text and "olives" not in response.text
    [again] = re.findall('<form method="post" action="/raising\\?q=1">.*?</form>', response.text, re.DOTALL)
    held = [(name, html.unescape(given)) for name, given in re.findall('name="([^"]+)" value="([^"]*)"', again)]
    expected = [("quote", sent["quote"]), ("act", "killing"), ("act", "wounding"), ("deed", "check")]
    assert [(name, given) for name, given in held if name != "csrf_token"] == expected
    assert len(held) == len(expected) + 1  # and a token, which this page gives


def test_a_file_that_was_sent_after_the_sign_in_ended_is_to_be_chosen_again(web: GuardedFlask) -> None:
    raise_on(web, errors.NotSignedIn("x"), ("POST",))
    web.config["WTF_CSRF_ENABLED"] = False
    sent = {"csrf_token": "x", "file": (io.BytesIO(CANARY.encode()), "a.txt")}
    response = web.test_client().post("/raising", data=sent)
    assert response.status_code == 401 and CANARY not in response.text
    assert "choose the file again" in response.text and "Send it again" not in response.text


def test_a_fault_shows_a_number_and_logs_where_but_not_what(
    web: GuardedFlask, capsys: pytest.CaptureFixture[str]
) -> None:
    raise_on(web, ZeroDivisionError(CANARY))
    response = web.test_client().get("/raising")
    logged = capsys.readouterr().out
    assert response.status_code == 500
    assert CANARY not in response.text
    assert "ZeroDivisionError" not in response.text
    number = response.text.split("<bdi>")[-1].split("</bdi>")[0]
    assert number in logged
    assert "ZeroDivisionError" in logged
    assert "test_problems.py" in logged
    assert CANARY not in logged


def test_what_was_asked_for_stands_nowhere_in_the_answer(web: GuardedFlask) -> None:
    response = web.test_client().get(f"/{CANARY}")
    assert response.status_code == 404
    # The language switch carries the path back, percent-encoded: nothing of it is shown.
    assert CANARY not in response.text


def test_a_method_that_does_not_fit_names_those_that_do(web: GuardedFlask) -> None:
    response = web.test_client().delete("/gallery")
    assert response.status_code == 405
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}


def test_a_form_without_its_token_changes_nothing(web: GuardedFlask) -> None:
    response = web.test_client().post("/language", data={"language": "ar"})
    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers or "language=ar" not in response.headers["Set-Cookie"]


def test_an_unknown_host_name_is_turned_away(web: GuardedFlask) -> None:
    web.config["TRUSTED_HOSTS"] = ["localhost"]
    client = web.test_client()
    assert client.get("/gallery", base_url="http://localhost:8080").status_code == 200
    response = client.get("/gallery", base_url="http://elsewhere.example")
    assert response.status_code == 400
    assert response.mimetype == "text/plain"
    assert "Content-Security-Policy" in response.headers
