"""Programs that call: a token of a role in a project, and what is sent with it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.services import tokens as deeds
from app.services.tokens import Terms
from app.web.policy import GuardedFlask
from tests.filled import Tokens

VALLEY = {
    "source_name": "Valley network",
    "source_kind": "monitor",
    "document_kind": "news_article",
    "document_title": "Shelling near Ayn Zahra",
    "published": "9 March 2025",
    "quote": "On 8 March shells fell on Ayn Zahra. Four people were killed, the network said.",
    "act": ["killing"],
    "when": "8 March 2025",
    "where": "Ayn Zahra",
    "count": "four people killed",
    "danger": "no",
}
"""A new incident, as the API takes it."""


@dataclass(frozen=True)
class Program:
    """A client that sends a token along."""

    client: FlaskClient
    token: str | None
    code: str = "EAST"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """`path` is one under the project's own, unless it begins with a slash."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        address = path if path.startswith("/") else f"/api/v1/projects/{self.code}/{path}"
        data = None if body is None else json.dumps(body)
        kind = None if body is None else "application/json"
        return self.client.open(address, method=method, data=data, content_type=kind, headers=sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, key: str = "one", **headers: str) -> TestResponse:
        return self.call("POST", path, body, Idempotency_Key=key, **headers)

    def patch(self, path: str, body: Any, read: str | None = None) -> TestResponse:
        return self.call("PATCH", path, body, **({"If_Match": read} if read else {}))


ProgramAs = Callable[..., Program]


@pytest.fixture
def program(flask_app: GuardedFlask, tokens: Tokens) -> ProgramAs:
    """A program that acts for a role of a project."""

    def made(role: str = "documenter", scope: str = "write", code: str = "EAST") -> Program:
        token = deeds.make_token(flask_app.doors.gate, tokens[code, role], Terms("A script", scope))
        return Program(flask_app.test_client(), token, code)

    return made
