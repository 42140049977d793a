"""What a program is refused with says what to do, in the language that it asks for."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.web.api.conftest import Program, ProgramAs

ANY = "/api/v1/projects/EAST/incidents"
FORM = "application/x-www-form-urlencoded"


def raw(program: Program, data: str, kind: str, **headers: str) -> TestResponse:
    sent = {"Authorization": f"Bearer {program.token}", "Idempotency-Key": "one", **headers}
    return program.client.post(f"{ANY}/INC-000000000000/claims", data=data, content_type=kind, headers=sent)


def amend(program: Program, title: str = "x", **headers: str) -> TestResponse:
    ref = program.get("incidents").json["items"][0]["ref"]
    return program.call("PATCH", f"incidents/{ref}", {"title": title}, **headers)


Call = Callable[[Program, dict[str, str]], TestResponse]
REFUSALS: dict[str, tuple[int, str, Call]] = {
    "no token": (401, "Authorization: Bearer", lambda one, said: one.client.get(ANY, headers=said)),
    "broken JSON": (400, "one JSON object", lambda one, said: raw(one, '{"quote": ', "application/json", **said)),
    "a form": (415, "application/json", lambda one, said: raw(one, "quote=x", FORM, **said)),
    "a method": (405, "Allow", lambda one, said: one.call("PUT", "incidents", **said)),
    "too long a page": (422, "errors", lambda one, said: one.get("incidents?limit=500", **said)),
    "lists in lists": (
        400,
        "one JSON object",
        lambda one, said: raw(one, '{"kind": ' + "[" * 50_000 + "]" * 50_000 + "}", "application/json", **said),
    ),
    "no such filter": (400, "Known: q, from", lambda one, said: one.get("incidents?governorate=x", **said)),
    "no parameters": (400, "no parameters", lambda one, said: one.get("exports/EXP-000000000000?q=x", **said)),
    "no such day": (400, "'from' takes", lambda one, said: one.get("incidents?from=x", **said)),
    "no such act": (400, "'act' does not", lambda one, said: one.get("incidents?act=x", **said)),
    "twice": (400, "2 times", lambda one, said: one.get("incidents?act=killing&act=killing", **said)),
    "nothing of the name": (400, "called that", lambda one, said: one.get("incidents?source=x", **said)),
    "no such rows": (400, "'rows' does not", lambda one, said: one.get("statistics?rows=x", **said)),
    "nothing there": (404, "no such incident", lambda one, said: one.get("incidents/INC-000000000000", **said)),
    "no version": (428, "If-Match", lambda one, said: amend(one, **said)),
    "an old version": (412, "version that was read", lambda one, said: amend(one, If_Match='"x-1"', **said)),
    "no answers": (422, "Nothing was kept", lambda one, said: amend(one, title="", If_Match="*", **said)),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_speaks_the_language_that_is_asked_for(program: ProgramAs, what: str) -> None:
    status, words, call = REFUSALS[what]
    english, arabic = (call(program("verifier"), {"Accept-Language": language}) for language in ("en", "ar"))
    assert english.status_code == arabic.status_code == status
    assert words in english.json["detail"]
    for part in ("title", "detail"):
        assert re.search("[\u0620-\u064a]{3}", arabic.json[part]), arabic.json
        assert not re.search("[\u0620-\u064a]", english.json[part]), english.json


def test_of_what_is_only_read_it_is_not_said_that_nothing_was_kept(program: ProgramAs) -> None:
    refused = program().get("incidents?limit=500").json
    assert "kept" not in refused["detail"]
    assert refused["errors"] == [{"field": "limit", "detail": "Write 200 or less."}]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [("incidents?governorate=x", "unknown-filter"), ("incidents?from=x", "filter-not-understood"),
     ("incidents?source=x", "filter-not-understood"), ("statistics?rows=x", "filter-not-understood"),
     ("incidents?cell=month:2025-03;month:2025-04", "filter-not-understood")],
)  # fmt: skip
def test_a_filter_that_is_known_is_not_called_unknown(program: ProgramAs, asked: str, kind: str) -> None:
    refused = program().get(asked).json
    assert refused["type"] == f"urn:tawthiq:problem:{kind}"
    assert ("not known" in refused["title"]) is (kind == "unknown-filter")
