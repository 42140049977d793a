"""What differs where a program calls and not a browser: a bearer token in place of the cookie, JSON in place of forms.

Everything under `/api/` is for programs. No cookie is looked at there, so that no page elsewhere can make a browser do
anything; and a program's token opens no page. How refusals are told to programs is left to `app.web.problems`.
"""

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.domain.errors import InvalidInput, NotSignedIn, UnknownFilter

PREFIX = "/api/"
_CHANGING = ("POST", "PATCH")
_WITHOUT_BODY = ("api.stop_export",)
_UNWRITABLE = lazy_gettext("A character in this text cannot be kept. Send the passage anew.")


def is_for_programs() -> bool:
    """Whether this request is one that programs make."""
    return request.path.startswith(PREFIX)


def bearer_token() -> str:
    """The token that came along (RFC 6750). NotSignedIn where none did."""
    authorization = request.authorization
    if authorization is not None and authorization.type == "bearer" and authorization.token:
        return authorization.token
    raise NotSignedIn("No token came along.")


def check_text() -> None:
    """Refuses what could not be read, or not be kept as it is: a body that is no JSON object, a text with a character
    that PostgreSQL cannot hold. BadRequest, UnsupportedMediaType, InvalidInput, UnknownFilter."""
    if any("\0" in text for pair in request.args.items(multi=True) for text in pair):
        raise UnknownFilter("A character in the address cannot be read.")
    if request.method not in _CHANGING or request.endpoint in _WITHOUT_BODY:
        return
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadRequest
        wrong = {name: str(_UNWRITABLE) for name, value in body.items() if not all(map(_can_be_kept, _texts(value)))}
    except RecursionError:  # lists in lists, deeper than can be followed: no body of ours
        raise BadRequest from None
    if wrong:
        raise InvalidInput(wrong)


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _texts(part)
        case dict():
            for name, part in value.items():
                yield name
                yield from _texts(part)
