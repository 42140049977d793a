"""What a person is told when something is refused or fails: the one table from cause to HTTP status, words and way out.

Services raise the errors of `app.domain.errors` and know no HTTP; here each becomes a status and a page, or for a
program problem details (RFC 9457). Neither ever shows the value that was refused, nor anything of a fault but the
number under which the log says where it happened. One form is given back as it was sent: one that came when the sign-in
had ended, as nothing else holds what was typed.
"""

import re
import secrets
import traceback
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, json, make_response, redirect, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from app.domain import errors
from app.web.forms import Sent, as_sent
from app.web.languages import translate
from app.web.programs import is_for_programs

PROBLEM = "application/problem+json"
SIGN_IN = "/sign-in"
_A_FORM = "application/x-www-form-urlencoded"
_log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """How one cause is answered. `speaks` = the error's own sentence is written for people and is shown."""

    status: int
    heading: LazyString
    way: LazyString
    speaks: bool = False


ANSWERS: dict[type[errors.TawthiqError], Answer] = {
    errors.InvalidValue: Answer(
        422,
        lazy_gettext("This could not be taken as it stands"),
        lazy_gettext("Go back: what you typed is still there. Change it and send it again."),
        speaks=True,
    ),
    errors.InvalidInput: Answer(
        422,
        lazy_gettext("This could not be taken as it stands"),
        lazy_gettext("Go back: what you typed is still there. Change it and send it again."),
    ),
    errors.UnknownFilter: Answer(
        400,
        lazy_gettext("This filter is not known"),
        lazy_gettext("It was not passed over, because a list that quietly shows everything misleads."),
        speaks=True,
    ),
    errors.FilterNotUnderstood: Answer(
        400,
        lazy_gettext("This filter takes another value"),
        lazy_gettext("It was not passed over, because a list that quietly shows everything misleads."),
        speaks=True,
    ),
    errors.NotSignedIn: Answer(
        401,
        lazy_gettext("You are no longer signed in"),
        lazy_gettext("Sign in in another window, then go back a page in this one and choose the file again."),
    ),
    errors.NotPermitted: Answer(
        403,
        lazy_gettext("This is not open to you"),
        lazy_gettext("Your roles in this project do not include it. Ask whoever administers the project."),
    ),
    errors.NotFound: Answer(
        404,
        lazy_gettext("Nothing to be seen here"),
        lazy_gettext("There is no such page or record, or it is not open to you: the answer is the same."),
    ),
    errors.Stale: Answer(
        412,
        lazy_gettext("This no longer stands as you opened it"),
        lazy_gettext("Nothing was overwritten. Go back, copy what you wrote and reload the page."),
    ),
    errors.KeptElsewhere: Answer(
        412,
        lazy_gettext("Somebody – you, in another window – has gone on with this since"),
        lazy_gettext(
            "Nothing was overwritten: what was typed there is kept as the draft, or was saved, and what stands here is"
            " kept as a draft of its own, on the page of the project. Go on in the other window, or with either draft."
        ),
    ),
    errors.VersionMissing: Answer(
        428,
        lazy_gettext("It is not known which version you changed"),
        lazy_gettext("Open the page again and make the change there, so that nobody’s work is lost."),
    ),
    errors.Refused: Answer(
        409,
        lazy_gettext("A rule forbids this"),
        lazy_gettext("Nothing was changed."),
        speaks=True,
    ),
    errors.TemplateWrong: Answer(
        409,
        lazy_gettext("A template has an error"),
        lazy_gettext("Nothing was written."),
        speaks=True,
    ),
    errors.NotWritten: Answer(
        409,
        lazy_gettext("A rule forbids this"),
        lazy_gettext("Nothing was changed."),
        speaks=True,
    ),
    errors.TooMany: Answer(
        409,
        lazy_gettext("This is too much at once"),
        lazy_gettext("Nothing was changed."),
        speaks=True,
    ),
    errors.NotEnough: Answer(
        409,
        lazy_gettext("This level asks for more than is there"),
        lazy_gettext("Nothing was changed. The page of the act says what is missing."),
    ),
    errors.FileTooLarge: Answer(
        413,
        lazy_gettext("This is too much at once"),
        lazy_gettext("Nothing was kept. Send a smaller file, or ask for more room."),
        speaks=True,
    ),
    errors.QuotaReached: Answer(
        409,
        lazy_gettext("This is too much at once"),
        lazy_gettext("Nothing was kept. Send a smaller file, or ask for more room."),
        speaks=True,
    ),
    errors.FileRefused: Answer(
        422,
        lazy_gettext("The file is not what was expected"),
        lazy_gettext("Nothing was taken in. Check that it is whole and of the kind asked for."),
    ),
    errors.Unavailable: Answer(
        503,
        lazy_gettext("The database does not answer"),
        lazy_gettext("Nothing was saved. Load this page anew in a moment: what was typed is then sent again."),
    ),
    errors.SetUpProblem: Answer(
        503,
        lazy_gettext("This installation is not complete"),
        lazy_gettext("Whoever runs it can see what is missing with the command tawthiq setup --plan."),
    ),
}

_PROTOCOL: dict[int, Answer] = {
    404: ANSWERS[errors.NotFound],
    405: Answer(
        405,
        lazy_gettext("This page cannot be used in that way"),
        lazy_gettext("Open it from a link on another page."),
    ),
    413: Answer(
        413,
        lazy_gettext("This is too much at once"),
        lazy_gettext("A form takes one megabyte of text. Go back and send less."),
    ),
}
_UNREADABLE = Answer(
    400, lazy_gettext("The request could not be read"), lazy_gettext("Open the page again and repeat what you did.")
)
SEND_AGAIN = replace(
    ANSWERS[errors.NotSignedIn],
    way=lazy_gettext(
        "Nothing was kept, and nothing is lost: all that you typed is held in this page. Leave it open, sign in in"
        " another window, then send it again from here."
    ),
)
_FORM_ENDED = Answer(
    400,
    lazy_gettext("This form can no longer be sent"),
    lazy_gettext("Go back, reload the page and send it again. Copy a long text first, to be safe."),
)
_NO_TOKEN = Answer(
    401,
    lazy_gettext("No token that holds came along"),
    lazy_gettext(
        "Send one that has not ended with each request: Authorization: Bearer TOKEN. It is made on the page “Your"
        " tokens”, reached from your sign-ins."
    ),
)
_WAYS_OF_PROGRAMS = {
    400: lazy_gettext("Send one JSON object, in UTF-8: every bracket and quotation mark closed, no comma too many."),
    405: lazy_gettext("The header Allow names the methods that this address takes."),
    413: lazy_gettext("A request takes one megabyte of text. Send less, in several requests."),
    415: lazy_gettext("Send a JSON object, with Content-Type: application/json."),
}
_FAULT = Answer(
    500,
    lazy_gettext("Something went wrong here"),
    lazy_gettext("The fault is the software’s, and nothing was half saved. In the log it has the number"),
)


def answer_problems(flask: Flask) -> None:
    """Answer every refusal and fault of `flask` from the table above."""
    flask.register_error_handler(errors.TawthiqError, refused)
    flask.register_error_handler(CSRFError, lambda _error: _page(_FORM_ENDED))
    flask.register_error_handler(HTTPException, _protocol_problem)
    flask.register_error_handler(Exception, _fault)


def answer_for(error: errors.TawthiqError) -> Answer:
    """The table's row for an error, that of its nearest ancestor where it has none of its own."""
    return next((ANSWERS[cause] for cause in type(error).__mro__ if cause in ANSWERS), _FAULT)


def refused(error: errors.TawthiqError) -> Response:
    if is_for_programs():
        return _told_to_program(error)
    if isinstance(error, errors.NotSignedIn) and request.method in ("GET", "HEAD"):
        back = urlencode({"next": request.full_path.rstrip("?")})
        return make_response(redirect(f"{SIGN_IN}?{back}", 303))
    # A file is not read for whoever is not signed in. Of any other form the token was checked before this.
    if isinstance(error, errors.NotSignedIn) and request.mimetype == _A_FORM and request.form:
        return _page(SEND_AGAIN, again=as_sent(request.form))
    answer = answer_for(error)
    if answer is _FAULT:
        return _fault(error)
    response = _page(answer, translate(str(error)) if answer.speaks else "")
    if answer.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _protocol_problem(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # An unknown host name: no address of ours can be made for it, so there is no page to show.
        return Response("This address is not served here.\n", 400, mimetype="text/plain")
    if is_for_programs() and error.response is None and error.code is not None and error.code >= 400:
        answer = _PROTOCOL.get(error.code, _UNREADABLE)
        said = str(_WAYS_OF_PROGRAMS.get(error.code, answer.way))
        return _allowing(_details(answer, said, status=error.code), error)
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    return _allowing(_page(_PROTOCOL.get(error.code, _UNREADABLE), status=error.code), error)


def _allowing(response: Response, error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def _fault(error: Exception) -> Response:
    number = secrets.token_hex(4)
    # Only names and lines: the text of an error may hold what a source said.
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("fault", number=number, kind=type(error).__name__, where=where)
    if is_for_programs():
        return _details(_FAULT, str(_FAULT.way), number=number)
    return _page(_FAULT, number=number)


_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SENT_AS = {"after": "cursor", "before": "cursor"}
"""Where a page of a list begins, as pages of ours say it and as programs do."""
_OUR_NAMES = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def _told_to_program(error: errors.TawthiqError) -> Response:
    """A refusal in problem details: the error's own sentence, and under `errors` each field with its mend."""
    answer = answer_for(error) if not isinstance(error, errors.NotSignedIn) else _NO_TOKEN
    if answer is _FAULT:
        return _fault(error)
    said = str(answer.way) if answer is _NO_TOKEN or isinstance(error, errors.SetUpProblem) else translate(str(error))
    fields: dict[str, str] = {}
    if isinstance(error, errors.InvalidInput):
        fields = {name: translate(mend) for name, mend in error.problems.items()}
        said = _how_to_mend()
    elif isinstance(error, errors.InvalidValue) and error.field:
        fields = {_SENT_AS.get(error.field, error.field): said}
    # A field that we do not have is called by whoever sent it: only what can be a slip of the pen is said again.
    named = ((name if _OUR_NAMES.fullmatch(name) else "", mend) for name, mend in fields.items())
    told: dict[str, Any] = {"errors": [{"field": name, "detail": mend} for name, mend in named]}
    if isinstance(error, errors.Stale):
        told["now_version"] = error.now_version
    response = _details(
        answer, said, cause=type(error).__name__, **{name: value for name, value in told.items() if value}
    )
    if answer.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if answer.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _how_to_mend() -> str:
    if request.method in ("GET", "HEAD"):
        return str(gettext("Under “errors” each parameter says how to mend it."))
    return str(gettext("Nothing was kept. Under “errors” each field says how to mend it."))


def _details(answer: Answer, said: str, status: int | None = None, cause: str = "", **further: Any) -> Response:
    """Problem details; `type` names the cause where it is one of ours."""
    number = status or answer.status
    kind = "urn:tawthiq:problem:" + _CAPITALS.sub("-", cause).lower() if cause else "about:blank"
    told = {"type": kind, "title": str(answer.heading), "status": number, "detail": said, **further}
    body = json.dumps({name: value for name, value in told.items() if value != ""}, ensure_ascii=False)
    return Response(body, number, mimetype=PROBLEM)


def _page(
    answer: Answer, said: str = "", status: int | None = None, number: str = "", again: Sent | None = None
) -> Response:
    page = render_template("problem.html", answer=answer, said=said, number=number, again=again, back="/")
    return make_response(page, status or answer.status)
