"""The one blueprint of the API, and what its routes share: paths, pages of lists, versions, one-time keys, answers."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from flask import Response, g, make_response, request, url_for
from flask_babel import gettext
from flask_openapi import APIBlueprint
from flask_openapi.models import Response as SaidResponse
from pydantic import BaseModel, Field, ValidationError

from app.domain.errors import FilterNotUnderstood, InvalidInput, Stale, UnknownFilter, VersionMissing, mend
from app.domain.questions import given_too_often
from app.services.requests import is_first_or_same
from app.web.api.shapes import Kept
from app.web.forms import mends_of
from app.web.policy import begin_work
from app.web.problems import refused

_NONE = mend("This address takes no parameters.")
GEOJSON = "application/geo+json"
_KEY = "Idempotency-Key"
MOST = 200
USUAL = 50

_REFUSED = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REFUSALS = {
    "400": "What was sent cannot be read, or a filter is not known.",
    "401": "No token came along, or it is not known or has ended.",
    "403": "The token or the role of its owner does not allow this.",
    "404": "There is no such thing, or it may not be seen: the answer is the same.",
    "422": "Nothing was kept; each field says how to mend it.",
    "503": "The database cannot answer now. Nothing was saved.",
}
_OF_CREATES = {
    "409": "A rule forbids this; nothing was changed.",
    "413": "More than a megabyte was sent.",
    "415": "What was sent is no JSON.",
}
_OF_CHANGES = {
    "412": "This is no longer at the version that was read.",
    "428": "It is not said which version was read.",
}


Responses = dict[str | int | HTTPStatus, type[BaseModel] | SaidResponse | dict[str, Any] | None]


def refusals(of: Mapping[str, str]) -> Responses:
    """Statuses with problem details, as the description has them."""
    return {status: {"description": words, "content": _REFUSED} for status, words in of.items()}


CREATES: Responses = {"200": Kept, "201": Kept, **refusals(_OF_CREATES)}
"""What a route that makes something answers: 201, or 200 where the same key had made it before."""
CHANGES: Responses = refusals(_OF_CREATES | _OF_CHANGES)
"""What a route that changes something answers beside its 200."""

FILE: Responses = {
    "200": {"description": "The file.", "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}

pages = APIBlueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    abp_security=[{"token": []}],
    abp_responses=refusals(_REFUSALS),
    operation_id_callback=lambda name, path, method: name,
)


class InProject(BaseModel):
    """The project, by its code."""

    project: str = Field(description="The code of the project.")


class Of(InProject):
    """One record of the project, by its ref."""

    ref: str = Field(description="The ref of the record, such as INC-0123456789AB.")


class Further(BaseModel):
    """A page of a list of which every page is as long."""

    cursor: str = Field("", description="Where the page begins: the `next` of the one before.")


class Paged(Further):
    """A page of a list."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many at most.")


class Once(BaseModel):
    """The key that makes a request that is sent twice do its deed once."""

    idempotency_key: str = Field(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="1 to 200 of the letters, digits and signs of ASCII, without spaces, such as a UUID: the same for"
        " each try of one request, and for no other.",
    )


class Version(BaseModel):
    """Which version was read."""

    if_match: str = Field("", alias="If-Match", description="The ETag of what you read.")


def once_of(header: Once) -> str:
    """The one-time key of this request: of its sender, its address and the key sent, so that nobody meets another's.
    InvalidInput where another body came under it (draft-ietf-httpapi-idempotency-key-header, section 2.7: 422)."""
    told = f"{begin_work().actor.account_id} {request.path} {header.idempotency_key}"
    once = str(uuid.uuid5(uuid.NAMESPACE_OID, told))
    body = hashlib.sha256(json.dumps(request.get_json(), sort_keys=True).encode()).digest()
    if not is_first_or_same(begin_work(), g.project, once, body):
        raise InvalidInput(
            {_KEY: gettext("Another request was sent under this key. Take a new key for each new thing.")}
        )
    return once


def version_read(ref: str, now: int) -> int:
    """The version that whoever changes a record has read (RFC 9110, If-Match). VersionMissing where they do not say;
    Stale where what they say is none of the record."""
    given = request.if_match
    if not given:
        raise VersionMissing("Say which version you read: send its ETag as If-Match.")
    if given.star_tag:
        return now
    for tag in given.as_set():
        if read := re.fullmatch(re.escape(ref) + r"-([0-9]{1,9})(-[0-9a-f]{16})?", tag):
            return int(read.group(1))
    raise Stale("This is no longer at the version that was read.", now)


def answer(shape: BaseModel, version: int | None = None) -> Response:
    """A shape as JSON, with its version in an ETag where it has one. Whoever has that already gets no body (304)."""
    body = shape.model_dump_json()
    response = make_response(body, 200)
    response.mimetype = "application/json"
    if version is not None:
        # What others do (join, relate, rename) changes an answer without its version: the digest tells answers apart.
        # If-Match goes by the version alone.
        digest = hashlib.sha256(body.encode()).hexdigest()[:16]
        response.set_etag(f"{getattr(shape, 'ref')}-{version}-{digest}")  # noqa: B009 - each of these shapes has one
        if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(response.get_etag()[0] or ""):
            response.status_code, response.data = 304, b""
    return response


def kept(endpoint: str, ref: str, *, new: bool | None = None, **told: Any) -> Response:
    """That something was made, and where it stands: 201, or 200 where the same request had made it before. What makes
    something without an event says whether it is `new`."""
    address = url_for(endpoint, project=g.project.code, ref=ref)
    made = Kept(ref=ref, url=address, **told)
    response = answer(made)
    response.status_code = 201 if (begin_work().has_opened if new is None else new) else 200
    response.headers["Location"] = address
    return response


def know_parameters(*names: str, paged: tuple[str, ...] = ("limit", "cursor")) -> None:
    """UnknownFilter for a parameter that a route does not have: it never means everything."""
    known = (*names, *paged)
    if set(request.args) - set(known):
        told = mend("There is no such filter here. Known: %(known)s.", known=", ".join(known)) if known else _NONE
        raise UnknownFilter(told)
    for name, values in request.args.lists():
        if len(values) > 1:
            raise FilterNotUnderstood(given_too_often(name, len(values)), name)


def after_number(cursor: str) -> int | None:
    """A cursor that is a number. UnknownFilter for what is none."""
    if cursor and not re.fullmatch("[0-9]{1,15}", cursor):
        raise FilterNotUnderstood("This page of the list is not known. Start from the first.", "cursor")
    return int(cursor) if cursor else None


@contextmanager
def names_as_sent(**names: str) -> Iterator[None]:
    """What is wrong stands under the names that the API has, and not those of the domain."""
    try:
        yield
    except InvalidInput as refusal:
        raise InvalidInput({names.get(name, name): words for name, words in refusal.problems.items()}) from refusal


def told_of_validation(error: ValidationError) -> Response:
    """What pydantic refuses, as every other refusal is told."""
    problems = mends_of(error)
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        if one["type"] == "extra_forbidden":
            problems[str(one["loc"][0])] = gettext("There is no such field here. The description of this API has all.")
    if _KEY in problems:
        problems[_KEY] = gettext(
            "Send a key of 1 to 200 letters, digits and signs of ASCII, without spaces, such as a UUID."
        )
    return refused(InvalidInput(problems))
