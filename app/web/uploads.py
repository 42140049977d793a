"""A file that a browser sends: its bytes go on as they arrive, and never wait in memory or in another folder."""

from typing import IO, NamedTuple, cast

from flask import current_app, request
from flask_wtf.csrf import CSRFError, ValidationError, validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

from app.domain.errors import InvalidValue
from app.services.evidence import Draft

_FIELDS = 1024 * 1024
_BEYOND = 4
"""How many times the largest file is read before it is given up: a browser shows an answer only when it could send."""


class _Arriving:
    """What the form's parser writes a file into: the first that was chosen goes on to the draft."""

    def __init__(self, draft: Draft | None) -> None:
        self._draft = draft

    def write(self, data: bytes) -> int:
        return self._draft.write(data) if self._draft else len(data)

    def seek(self, offset: int) -> int:
        """Nothing is read back here."""
        return offset


class Upload(NamedTuple):
    """What the sender calls the file, and what else the form answered."""

    name: str
    answers: MultiDict[str, str]


def read_upload(draft: Draft, most: int) -> Upload:
    """Takes the one file of a form into a draft, checks the form's token, and returns the rest of the form.

    InvalidValue (of the field `file`) where none was chosen, several were, or it did not come whole; CSRFError.
    """
    request.max_content_length = _BEYOND * most + _FIELDS
    names: list[str] = []

    def arrive(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if filename:  # a field left empty is sent too, without a name
            names.append(filename)
        return cast(IO[bytes], _Arriving(draft if filename and len(names) == 1 else None))

    parser = FormDataParser(arrive, max_form_memory_size=_FIELDS, max_form_parts=20, silent=False)
    try:
        _, form, _ = parser.parse(
            request.stream, request.mimetype, request.content_length, dict(request.mimetype_params)
        )
    except ValueError as error:
        raise InvalidValue("The file did not arrive whole. Send it again.", "file") from error
    _check_token(form.get("csrf_token", ""))
    if not names:
        raise InvalidValue("Choose a file first.", "file")
    if len(names) > 1:
        raise InvalidValue("Send one file at a time.", "file")
    return Upload(names[0], form)


def _check_token(token: str) -> None:
    """What the application does for other forms before their views: here it would have read the file first."""
    if current_app.config.get("WTF_CSRF_ENABLED", True):
        try:
            validate_csrf(token)
        except ValidationError as error:
            raise CSRFError(str(error)) from error
