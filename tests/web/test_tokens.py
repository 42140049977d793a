"""The page of one's tokens, and the walls between pages and programs."""

import re

from app.services import sign_ins
from app.services import tokens as deeds
from app.services.tokens import Terms
from app.web.policy import COOKIE, GuardedFlask
from tests.conftest import ClientAs
from tests.filled import Tokens


def test_a_token_is_shown_once_and_ended(client_as: ClientAs, flask_app: GuardedFlask) -> None:
    page = client_as("documenter")
    assert "There is none now" in page.get("/tokens").text
    made = page.post("/tokens", data={"name": "Nightly script", "scope": "read", "project": "EAST", "days": "7"}).text
    [token] = re.findall(r"<code dir=\"ltr\">([\w-]{43})</code>", made)
    later = page.get("/tokens").text
    assert token not in later and "Nightly script" in later and ">never<" in later
    program = flask_app.test_client()
    ask = {"Authorization": f"Bearer {token}"}
    assert program.get("/api/v1/projects/EAST/incidents", headers=ask).status_code == 200
    assert ">never<" not in page.get("/tokens").text
    assert "Nightly script" not in page.get("/sign-ins").text
    assert client_as("verifier").post(f"/tokens/{sign_ins.key_of(token)}/end").status_code == 404
    assert page.post(f"/tokens/{sign_ins.key_of(token)}/end").status_code == 303
    assert program.get("/api/v1/projects/EAST/incidents", headers=ask).status_code == 401


def test_what_is_wrong_is_said_on_the_form(client_as: ClientAs) -> None:
    page = client_as("documenter")
    for form, words in (
        ({"scope": "read"}, "This is needed."),
        ({"name": "x", "scope": "all"}, "Choose one of the answers offered."),
        ({"name": "x", "scope": "read", "days": "400"}, "A token lasts from 1 to 366 days."),
    ):
        refused = page.post("/tokens", data=form)
        assert refused.status_code == 422 and words in refused.text
    assert page.post("/tokens", data={"name": "x", "scope": "read", "project": "WEST"}).status_code == 404


def test_a_token_opens_no_page_and_a_cookie_no_api(
    client_as: ClientAs, flask_app: GuardedFlask, tokens: Tokens
) -> None:
    own = tokens["EAST", "documenter"]
    token = deeds.make_token(flask_app.doors.gate, own, Terms("A script", "write"))
    page = flask_app.test_client()
    page.set_cookie(COOKIE, token)
    assert page.get("/projects").status_code == 303 and page.get("/p/EAST/incidents").status_code == 303
    assert page.post("/tokens", data={"name": "x", "scope": "read"}).status_code == 401
    address = "/api/v1/projects/EAST/incidents"
    assert client_as("documenter").get(address).status_code == 401
    assert flask_app.test_client().get(address, headers={"Authorization": f"Bearer {own}"}).status_code == 401
    refused = flask_app.test_client().get(address, headers={"Authorization": "Bearer unknown"})
    assert refused.status_code == 401 and refused.mimetype == "application/problem+json"
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_a_program_needs_no_form_token(flask_app: GuardedFlask, tokens: Tokens) -> None:
    flask_app.config["WTF_CSRF_ENABLED"] = True
    token = deeds.make_token(flask_app.doors.gate, tokens["EAST", "documenter"], Terms("A script", "write"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    address = "/api/v1/projects/EAST/sources"
    made = flask_app.test_client().post(address, json={"name": "Network N", "kind": "monitor"}, headers=headers)
    assert made.status_code == 201
