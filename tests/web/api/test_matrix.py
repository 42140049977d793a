"""Every route of the API × role × scope of the token × one's own project, another one, things of another, and nothing.

Generated from the URL map like that of the pages, on the same planted database; what a program may is what its owner
may, and what its token may.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from app.services import projects
from app.services import tokens as deeds
from app.services.permissions import PERMISSIONS
from app.services.tokens import Terms
from app.web.policy import ANYONE, POLICIES
from tests.conftest import Copies
from tests.filled import ROLES, Tokens
from tests.web import planting
from tests.web.test_matrix import (
    CROSSED,
    MISSING,
    NOWHERE,
    OTHER,
    OWN,
    Cell,
    Matrix,
    assert_hidden,
    assert_same_answer_for_foreign_and_nothing,
    places_of,
    prepared,
    text_of,
)

READ, WRITE, ELSEWHERE, ENDED, NONE = "read", "write", "write, in another project alone", "ended", "none"
SCOPES = (READ, WRITE, ELSEWHERE, ENDED, NONE)
REFS = {
    "source": "source", "document": "document", "task": "task", "incident": "ref", "export": "export",
    "evidence": "file",
}  # fmt: skip
"""Of which example of the pages' matrix the `ref` of a route is."""


class Programs(Matrix):
    """The routes of the API, asked with tokens."""

    def rules(self) -> list[Rule]:
        return [rule for rule in super().rules() if rule.endpoint.startswith("api.")]

    def token(self, role: str, scope: str) -> str | None:
        if scope == NONE:
            return None
        own, gate = self.tokens["EAST", role], self.flask.doors.gate
        project = None
        if scope == ELSEWHERE:
            with self.flask.doors.work(self.tokens["WEST", "documenter"]) as work:
                project = projects.get_project(work, "WEST")
        token = deeds.make_token(gate, own, Terms("A script", READ if scope == READ else WRITE, project))
        if scope == ENDED:
            deeds.end_token(gate, own, deeds.find_tokens(gate, own)[0].key)
        return token

    def asked(self, role: str, scope: str) -> Iterator[Cell]:
        """Every request that a program of a role can make with a token of this scope."""
        client, token = self.flask.test_client(), self.token(role, scope)
        headers = {"Idempotency-Key": "one", "If-Match": "*"} | ({"Authorization": f"Bearer {token}"} if token else {})
        for rule in self.rules():
            for place in places_of(rule):
                # OPTIONS is answered for all methods of an address at once.
                for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                    body: dict[str, Any] = {"json": {}} if method in ("POST", "PATCH") else {}
                    with client.open(self.of(rule, place), method=method, headers=headers, **body) as answer:
                        yield Cell(rule.endpoint, method, role, place, answer.status_code, text_of(answer), False)

    def of(self, rule: Rule, place: str) -> str:
        """The address, with the `ref` of what the route is about."""
        kind = rule.rule.split("/<ref>")[0].rsplit("/", 1)[-1].removesuffix("s")
        before = self.examples
        self.examples = {
            where: known | {"ref": known.get(REFS.get(kind, "ref"), known["ref"])} for where, known in before.items()
        }
        try:
            return self.address(rule, place)
        finally:
            self.examples = before


@pytest.fixture(scope="module")
def programs(
    database_copy: Copies, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Programs, dict[str, str]]]:
    for matrix in prepared(database_copy, tokens, tmp_path_factory.mktemp("matrix")):
        made = Programs.__new__(Programs)
        made.__dict__.update(matrix.__dict__)
        yield made, made.plant_for_people()


def expected(cell: Cell, scope: str) -> int | None:
    """With what a request is refused before anybody looks at it; None where it is looked at."""
    policy = POLICIES[cell.endpoint]
    if policy == ANYONE:
        return None
    if scope in (ENDED, NONE):
        return 401
    if cell.role == "administrator" or scope == ELSEWHERE or cell.place in (OTHER, NOWHERE):
        return 404
    if cell.role not in PERMISSIONS[policy]:
        return 403
    if scope == READ and cell.method in ("POST", "PATCH"):
        return 403
    return 404 if cell.place in (CROSSED, MISSING) and cell.method in ("GET", "HEAD") else None


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", ROLES)
def test_each_token_gets_what_it_and_its_owner_may(
    programs: tuple[Programs, dict[str, str]], role: str, scope: str
) -> None:
    matrix, canaries = programs
    cells = list(matrix.asked(role, scope))
    assert len(cells) > 100
    wrong = [
        str(cell)
        for cell in cells
        if cell.status >= 500
        or (
            cell.status != of_it
            if (of_it := expected(cell, scope))
            else cell.status in (401, 403, 405) or (cell.place == OWN and cell.status == 404)
        )
    ]
    assert not wrong
    assert_hidden(cells, canaries)
    assert_same_answer_for_foreign_and_nothing(cells)
    for cell in cells:
        if cell.status >= 400 and cell.method != "HEAD":
            assert json.loads(cell.body)["status"] == cell.status and json.loads(cell.body)["title"]


def test_members_find_the_canaries(programs: tuple[Programs, dict[str, str]]) -> None:
    """The control: what is hidden from others is there for its own."""
    matrix, canaries = programs
    own = matrix.tokens["WEST", "custodian"]
    token = deeds.make_token(matrix.flask.doors.gate, own, Terms("A script", "read"))
    client = matrix.flask.test_client()
    for rule in matrix.rules():
        if "project" not in rule.arguments or "GET" not in (rule.methods or ()) or rule.endpoint == "api.list_exports":
            continue
        # A table holds names where it goes by parties.
        asked = {"api.list_tasks": "?show=done", "api.compile_table": "?rows=alleged"}.get(rule.endpoint, "")
        sent = {"Authorization": f"Bearer {token}"}
        with client.get(matrix.of(rule, OTHER) + asked, headers=sent) as answer:
            assert answer.status_code == 200, rule.endpoint
            assert planting.found([text_of(answer)], canaries), f"nothing of the project stands on {rule.endpoint}"
