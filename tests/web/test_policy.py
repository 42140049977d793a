"""What is not in the table is closed, what is in it exists, and no unsafe form goes through without its token."""

import pytest
import sqlalchemy as sa
from flask import abort, g
from flask.testing import FlaskClient

from app.domain.errors import Refused
from app.services.permissions import PERMISSIONS
from app.web.policy import ANYONE, POLICIES, SIGNED_IN, GuardedFlask, begin_work
from tests.conftest import ClientAs


def add(flask: GuardedFlask, policy: str | None, view: object, rule: str = "/p/<project>/tried") -> None:
    flask.add_url_rule(rule, "tried", view, methods=["GET", "POST"])  # type: ignore[arg-type]
    flask.policies = flask.policies | ({"tried": policy} if policy else {})


def test_every_route_has_a_policy_and_every_policy_a_route(web: GuardedFlask) -> None:
    assert {rule.endpoint for rule in web.url_map.iter_rules()} == set(POLICIES)
    assert set(POLICIES.values()) <= {ANYONE, SIGNED_IN} | set(PERMISSIONS)


def test_the_pages_of_a_project_and_no_others_name_a_deed(web: GuardedFlask) -> None:
    for rule in web.url_map.iter_rules():
        assert ("project" in rule.arguments) == (POLICIES[rule.endpoint] not in (ANYONE, SIGNED_IN)), rule
        of_project = ("/p/<project>/", "/tiles/<project>/", "/api/v1/projects/<project>/")
        assert ("project" in rule.arguments) == f"{rule.rule}/".startswith(of_project), rule


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_a_route_without_a_policy_is_closed(flask_app: GuardedFlask, client_as: ClientAs, method: str) -> None:
    add(flask_app, None, lambda: "open", "/tried")
    for role in (None, "documenter", "administrator"):
        assert client_as(role).open("/tried", method=method).status_code == 403
    flask_app.policies = flask_app.policies | {"tried": ANYONE}
    assert client_as(None).open("/tried", method=method).status_code == 200


def test_a_view_acts_in_the_project_of_its_address(flask_app: GuardedFlask, client_as: ClientAs) -> None:
    add(flask_app, "read_incidents", lambda project: f"{g.project.code} {begin_work().actor.name}")
    assert client_as("analyst").get("/p/EAST/tried").text == "EAST analyst of EAST"


def test_what_a_view_did_is_committed_before_it_is_answered(
    flask_app: GuardedFlask, client_as: ClientAs, owner: sa.Engine
) -> None:
    def view(project: str) -> str:
        begin_work().open(g.project, "try", reason="tried")
        return "done"

    add(flask_app, "record_incident", view)
    assert client_as("documenter").post("/p/EAST/tried").text == "done"
    assert tried(owner) == 1


@pytest.mark.parametrize(
    ("raised", "status"), [(Refused("No."), 409), (ZeroDivisionError(), 500), (None, 404), ("unprojected", 500)]
)
def test_a_view_that_fails_has_done_nothing(
    flask_app: GuardedFlask, client_as: ClientAs, owner: sa.Engine, raised: Exception | str | None, status: int
) -> None:
    def view(project: str) -> str:
        work = begin_work()
        work.open(g.project, "try", reason="tried")
        if raised == "unprojected":  # the commit itself is refused
            work.connection.execute(sa.text("UPDATE incident SET title = 'x'"))
            return "done"
        if isinstance(raised, Exception):
            raise raised
        abort(404)

    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    add(flask_app, "record_incident", view)
    assert client_as("documenter").post("/p/EAST/tried").status_code == status
    assert tried(owner) == 0
    # The connection is whole again for whoever comes next.
    assert client_as("analyst", "WEST").get("/projects").status_code == 200


def tried(owner: sa.Engine) -> int:
    with owner.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM event WHERE deed = 'try'")).scalar_one())


def test_a_page_for_anyone_asks_the_database_nothing(web: GuardedFlask) -> None:
    browser = web.test_client()
    browser.set_cookie("tawthiq", "some token")
    for address in ("/gallery", "/sign-in", "/static/site.css"):
        with browser.get(address) as answer:
            assert answer.status_code == 200


def test_a_database_that_is_gone_is_a_503(web: GuardedFlask) -> None:
    browser = web.test_client()
    browser.set_cookie("tawthiq", "some token")
    assert browser.get("/projects").status_code == 503


def test_no_unsafe_method_goes_through_without_its_token(flask_app: GuardedFlask, client_as: ClientAs) -> None:
    flask_app.config["WTF_CSRF_ENABLED"] = True
    client: FlaskClient = client_as("documenter")
    asked = 0
    with flask_app.test_request_context():
        adapter = flask_app.url_map.bind("localhost")
        for rule in flask_app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
                examples = {name: 1 if "int:" + name in rule.rule else "EAST" for name in rule.arguments}
                address = adapter.build(rule.endpoint, examples, method=method)
                answer = client.open(address, method=method, data={"csrf_token": "forged"})
                # What is for programs looks at no cookie.
                assert answer.status_code == (401 if rule.endpoint.startswith("api.") else 400), f"{method} {rule}"
                asked += 1
    assert asked >= 8
    assert client.get("/projects").status_code == 200  # nothing was done: signing out among it


def test_headers_stand_on_every_answer(flask_app: GuardedFlask, client_as: ClientAs) -> None:
    """WEB-1: whatever the status."""
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    add(flask_app, "read_incidents", lambda project: 1 / 0)
    client = client_as("analyst")
    answers = {
        200: client.get("/projects"),
        303: client_as(None).get("/projects"),
        401: client_as(None).open("/projects", method="OPTIONS"),
        403: client.get("/p/EAST/incidents/new"),
        404: client.get("/p/WEST/incidents"),
        405: client.delete("/projects"),
        413: client.post("/sign-in", data={"name": "x" * 2_000_000}),
        500: client.get("/p/EAST/tried"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
