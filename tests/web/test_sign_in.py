"""Signing in and out in a browser, the one-time link, and the list of one's devices."""

import re
from unittest import mock

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from app.domain.errors import Unavailable
from app.factory import create_app
from app.runtime.urls import Urls
from app.services import accounts, projects, sign_ins
from app.services.sign_ins import FREE_TRIES
from app.settings import Settings
from app.web.policy import COOKIE, GuardedFlask
from tests.conftest import ClientAs
from tests.filled import CHEAP, PASSPHRASE, Tokens

RANA = {"name": "Rana", "passphrase": PASSPHRASE}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browser(flask_app: GuardedFlask) -> FlaskClient:
    return flask_app.test_client()


def cookies(answer: TestResponse) -> dict[str, str]:
    """The `Set-Cookie` headers of an answer, by name."""
    return {next(iter(parse_cookie(line))): line for line in answer.headers.getlist("Set-Cookie")}


def test_signing_in_opens_the_pages_and_signing_out_closes_them(browser: FlaskClient) -> None:
    assert browser.get("/projects").headers["Location"] == "/sign-in?next=%2Fprojects"
    answer = browser.post("/sign-in?next=%2Fprojects", data=RANA)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/projects")
    page = browser.get("/projects")
    assert page.status_code == 200
    assert ">Rana<" in page.text
    kept = browser.get_cookie(COOKIE)
    assert kept
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert browser.get_cookie(COOKIE) is None
    browser.set_cookie(COOKIE, kept.value)
    assert browser.get("/projects").status_code == 303  # the sign-in itself has ended, not only the cookie


def test_signing_out_is_not_a_link(browser: FlaskClient) -> None:
    browser.post("/sign-in", data=RANA)
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/projects").status_code == 200


def test_signing_out_twice_is_well(browser: FlaskClient) -> None:
    assert browser.post("/sign-out").status_code == 303


@pytest.mark.parametrize(("scheme", "name"), [("http", "tawthiq"), ("https", "__Host-tawthiq")])
def test_the_cookie_is_kept_from_scripts_other_sites_and_other_hosts(
    browser: FlaskClient, scheme: str, name: str
) -> None:
    answer = browser.post("/sign-in", data=RANA, base_url=f"{scheme}://localhost")
    line = cookies(answer)[name]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))
    assert ("Secure" in line.split("; ")) == (scheme == "https")
    assert "Domain" not in line
    assert "Expires" not in line and "Max-Age" not in line  # it ends with the browser
    assert len(parse_cookie(line)[name]) >= 43  # 256 random bits


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(browser: FlaskClient) -> None:
    """SESS-2: a token that somebody planted or saw before is worth nothing afterwards."""
    browser.post("/sign-in", data=RANA)
    first = browser.get_cookie(COOKIE)
    browser.post("/sign-in", data=RANA)
    second = browser.get_cookie(COOKIE)
    assert first and second and first.value != second.value
    browser.set_cookie(COOKIE, first.value)
    assert browser.get("/projects").status_code == 303


@pytest.mark.parametrize(
    "form", [{"name": "Rana", "passphrase": "not the one I chose"}, {"name": "Nobody", "passphrase": PASSPHRASE}]
)
def test_a_wrong_name_and_a_wrong_passphrase_are_one_answer(browser: FlaskClient, form: dict[str, str]) -> None:
    answer = browser.post("/sign-in", data=form)
    assert answer.status_code == 422
    assert "The name or the passphrase is not right." in answer.text
    assert form["passphrase"] not in answer.text
    assert f'value="{form["name"]}"' in answer.text  # the name need not be typed again
    assert COOKIE not in cookies(answer)


def test_an_empty_form_says_what_is_needed(browser: FlaskClient) -> None:
    answer = browser.post("/sign-in", data={})
    assert answer.status_code == 422
    assert answer.text.count("This is needed.") >= 2


def test_nothing_but_name_and_passphrase_is_taken(browser: FlaskClient) -> None:
    """AUTHZ-8."""
    answer = browser.post("/sign-in", data=RANA | {"administrator": "true"})
    assert answer.status_code == 422
    assert COOKIE not in cookies(answer)


def test_wrong_guesses_elsewhere_do_not_shut_out_ones_own_device(flask_app: GuardedFlask) -> None:
    mine, strangers = flask_app.test_client(), flask_app.test_client()
    mine.post("/sign-in", data=RANA)
    mine.post("/sign-out")
    for _ in range(FREE_TRIES):
        assert strangers.post("/sign-in", data=RANA | {"passphrase": "guess after guess"}).status_code == 422
    refused = strangers.post("/sign-in", data=RANA)
    assert refused.status_code == 429
    assert "Wait a few minutes" in refused.text
    assert mine.post("/sign-in", data=RANA).status_code == 303


def test_a_device_counts_for_itself_only_under_the_name_it_signed_in_with(
    flask_app: GuardedFlask, tokens: Tokens
) -> None:
    link = accounts.create_account(flask_app.doors.gate, tokens["EAST", "administrator"], "Dalal").link
    browser = flask_app.test_client()
    assert browser.post(f"/first/{link}", data={"passphrase": PASSPHRASE, "again": PASSPHRASE}).status_code == 303
    mark = browser.get_cookie("tawthiq-device")
    assert mark
    for place in (mark.value, mark.value[:-1] + "x", "forged"):  # none of them is a place of its own for Rana
        strangers = flask_app.test_client()
        strangers.set_cookie("tawthiq-device", place)
        for _ in range(2):
            strangers.post("/sign-in", data=RANA | {"passphrase": "guess after guess"})
    assert flask_app.test_client().post("/sign-in", data=RANA).status_code == 429


@pytest.mark.parametrize(
    "next_", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(browser: FlaskClient, next_: str) -> None:
    answer = browser.post("/sign-in", query_string={"next": next_}, data=RANA)
    assert answer.headers["Location"] == "/"
    assert "elsewhere" not in browser.get("/sign-in", query_string={"next": next_}).text.split("<main")[1]


def test_whoever_comes_by_somebody_elses_link_can_go_on(browser: FlaskClient) -> None:
    """The cookie is not sent along from another site; from our own page it is."""
    assert 'href="/p/EAST/incidents"' in browser.get("/sign-in?next=/p/EAST/incidents").text


def test_the_first_link_founds_and_signs_in(empty_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> None:
    flask = create_app(Settings(data=tmp_path_factory.mktemp("first")), empty_urls, CHEAP)
    link = accounts.open_first_link(flask.doors.gate)
    browser = flask.test_client()
    page = browser.get(f"/first/{link}")
    for name in ("name", "passphrase", "again", "code", "title"):
        assert f'name="{name}"' in page.text
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))
    form = {"name": "Salma", "passphrase": PASSPHRASE, "again": PASSPHRASE, "code": "EAST", "title": "East valley"}
    assert browser.post(f"/first/{link}", data=form).status_code == 400  # the token is missing
    for wrong, where in (
        ({"passphrase": "short", "again": "short"}, "passphrase"),
        ({"again": "seven olives on a well"}, "again"),
        ({"code": "no code"}, "code"),
        ({"name": ""}, "name"),
    ):
        answer = browser.post(f"/first/{link}", data=form | wrong | {"csrf_token": token})
        assert answer.status_code == 422
        assert f'aria-describedby="{where}-' in answer.text and PASSPHRASE not in answer.text
    wrong = {"name": "\u200b", "passphrase": "short", "again": "shorter", "code": "no code", "title": "t" * 201}
    answer = browser.post(f"/first/{link}", data=form | wrong | {"csrf_token": token})
    assert set(re.findall(r'id="(\w+)-error"', answer.text)) == set(wrong)  # all at once
    answer = browser.post(f"/first/{link}", data=form | {"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.get("/").headers["Location"] == "/p/EAST"
    page = browser.get("/projects")
    assert "East valley" in page.text
    assert "documenter, verifier, custodian" in page.text
    ended = browser.get(f"/first/{link}")
    assert ended.status_code == 404
    assert "used already" in ended.text and str(link) not in ended.text
    flask.doors.close()


def test_where_the_first_link_founds_nothing_the_projects_page_does(
    empty_urls: Urls, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    flask = create_app(Settings(data=tmp_path_factory.mktemp("first")), empty_urls, CHEAP)
    flask.config["WTF_CSRF_ENABLED"] = False
    link = accounts.open_first_link(flask.doors.gate)
    browser = flask.test_client()
    form = {"name": "Salma", "passphrase": PASSPHRASE, "again": PASSPHRASE, "code": "EAST", "title": "East valley"}
    with monkeypatch.context() as patched:
        patched.setattr(projects, "found_project", mock.Mock(side_effect=Unavailable("Not now.")))
        assert browser.post(f"/first/{link}", data=form).status_code == 303  # and signed in
    assert browser.get("/").headers["Location"] == "/projects"
    assert 'name="code"' in browser.get("/projects").text
    wrong = browser.post("/projects", data={"code": "no code", "title": "East valley"})
    assert (wrong.status_code, "1 to 32 letters" in wrong.text) == (422, True)
    answer = browser.post("/projects", data={"code": "EAST", "title": "East valley"})
    assert answer.headers["Location"] == "/p/EAST"
    assert 'name="code"' not in browser.get("/projects").text
    flask.doors.close()


def test_whoever_does_not_administer_founds_nothing(browser: FlaskClient, tokens: Tokens) -> None:
    browser.set_cookie(COOKIE, tokens["EAST", "custodian"])
    assert browser.post("/projects", data={"code": "NORTH", "title": "North"}).status_code == 403


def test_an_invited_person_chooses_a_passphrase_and_nothing_else(
    flask_app: GuardedFlask, browser: FlaskClient, tokens: Tokens
) -> None:
    link = accounts.create_account(flask_app.doors.gate, tokens["EAST", "administrator"], "Dalal").link
    page = browser.get(f"/first/{link}")
    assert "for Dalal" in page.text
    assert 'name="name"' not in page.text and 'name="code"' not in page.text
    answer = browser.post(f"/first/{link}", data={"passphrase": PASSPHRASE, "again": PASSPHRASE, "name": "Rana"})
    assert answer.status_code == 422
    assert browser.post(f"/first/{link}", data={"passphrase": PASSPHRASE, "again": PASSPHRASE}).status_code == 303
    assert ">Dalal<" in browser.get("/projects").text


def test_a_device_is_listed_and_ended_from_another(flask_app: GuardedFlask, tokens: Tokens) -> None:
    here, phone = flask_app.test_client(), flask_app.test_client()
    here.post("/sign-in", data=RANA, headers={"User-Agent": FIREFOX})
    phone.post(
        "/sign-in", data=RANA, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36"}
    )
    sign_ins.sign_in_at_shell(flask_app.doors.gate, "Rana")
    page = here.get("/sign-ins").text
    for device in ("Firefox · Linux", "Chrome · Android", "the machine’s own shell", "this device"):
        assert device in page
    assert FIREFOX not in page
    cookie = phone.get_cookie(COOKIE)
    assert cookie
    assert here.post(f"/sign-ins/{sign_ins.key_of(cookie.value)}/end").status_code == 303
    assert phone.get("/projects").status_code == 303
    assert here.get("/projects").status_code == 200


def test_nobody_elses_device_is_listed_or_ended(client_as: ClientAs, tokens: Tokens) -> None:
    key = sign_ins.key_of(tokens["EAST", "verifier"])
    analyst = client_as("analyst")
    assert key not in analyst.get("/sign-ins").text
    assert sign_ins.key_of(tokens["EAST", "analyst"]) in analyst.get("/sign-ins").text
    assert analyst.post(f"/sign-ins/{key}/end").status_code == 404
    assert client_as("verifier").get("/projects").status_code == 200


def test_neither_address_nor_browser_is_kept(browser: FlaskClient, owner: sa.Engine) -> None:
    browser.post("/sign-in", data=RANA | {"passphrase": "guess after guess"}, headers={"User-Agent": FIREFOX})
    browser.post("/sign-in", data=RANA, headers={"User-Agent": FIREFOX})
    with owner.connect() as connection:
        kept = connection.execute(
            sa.text(
                "SELECT (SELECT string_agg(e::text, ' ') FROM event e)"
                " || (SELECT string_agg(s::text, ' ') FROM sign_in s)"
                " || coalesce((SELECT string_agg(t::text, ' ') FROM sign_in_attempt t), '')"
            )
        ).scalar_one()
    assert "127.0.0.1" not in kept and "Gecko" not in kept
    assert "Firefox · Linux" in kept
