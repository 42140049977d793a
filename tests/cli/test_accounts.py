"""`tawthiq account`: people come by one-time links, and the end of one-person mode is said before and after."""

import re

import pytest

from app.domain.errors import Refused
from app.services import projects
from app.services.work import Work
from app.store.accounts import Account
from tests.cli.conftest import Command

AS_RANA = ("--as", "Rana")


def test_an_account_comes_with_its_link(tawthiq: Command) -> None:
    ran = tawthiq("account", "create", "Dalal", "--role", "analyst", "--project", "EAST", "--json", *AS_RANA)
    assert ran.code == 0
    assert set(ran.json) == {"name", "sign_in_url"}
    assert re.fullmatch(r"http://localhost:8080/first/[\w-]{43}", ran.json["sign_in_url"])
    assert [one["roles"] for one in tawthiq("project", "list", "--as", "dalal", "--json").json["projects"]] == [
        ["analyst"]
    ]


def test_several_roles_at_once_and_more_later(tawthiq: Command) -> None:
    tawthiq("account", "create", "Dalal", "--role", "analyst", "--role", "verifier", "--project", "EAST", *AS_RANA)
    ran = tawthiq("account", "appoint", "Dalal", "--role", "documenter", "--project", "WEST", "--json", *AS_RANA)
    assert ran.json == {"name": "Dalal", "project": "WEST", "roles": ["documenter"]}
    listed = tawthiq("project", "list", "--as", "Dalal", "--json").json["projects"]
    assert {one["code"]: one["roles"] for one in listed} == {"EAST": ["verifier", "analyst"], "WEST": ["documenter"]}


def test_the_end_of_one_person_mode_is_said_before_and_after(new: Command) -> None:
    new("project", "create", "EAST", "--title", "East valley")
    ran = new("account", "create", "Dalal", "--role", "verifier", "--project", "EAST", "--json")
    before, after, unserved = ran.err.splitlines()
    assert "A second verifier ends it" in before
    assert "has ended" in after
    assert "Nobody serves" in unserved
    assert ran.json["name"] == "Dalal"
    assert new("project", "list", "--as", "administrator", "--json").json["projects"][0]["roles"] == []
    further = new("account", "create", "Amal", "--role", "verifier", "--project", "EAST", "--as", "administrator")
    assert (further.code, further.err.splitlines()) == (0, [unserved])


@pytest.mark.parametrize("agreed", [True, False])
def test_on_a_terminal_it_asks_first(new: Command, monkeypatch: pytest.MonkeyPatch, agreed: bool) -> None:
    new("project", "create", "EAST", "--title", "East valley")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_, **__: agreed)
    ran = new("account", "create", "Dalal", "--role", "verifier", "--project", "EAST")
    assert ran.code == (0 if agreed else 1)
    assert ("There is no account named" in new("project", "list", "--as", "Dalal").err) is not agreed


def test_an_administrator_is_made_without_a_project(tawthiq: Command) -> None:
    assert tawthiq("account", "create", "Amal", "--role", "administrator", *AS_RANA).code == 0
    assert tawthiq("project", "list", "--as", "Amal").out.count("read no content") == 2
    refused = tawthiq("account", "appoint", "Amal", "--role", "analyst", "--project", "EAST", *AS_RANA)
    assert (refused.code, "reads no content" in refused.err) == (1, True)


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "analyst"),
        ("--role", "administrator", "--project", "EAST"),
        ("--role", "administrator", "--role", "analyst"),
        ("--role", "perpetual", "--project", "EAST"),
        ("--project", "EAST"),
    ],
)
def test_wrong_usage_makes_nobody(tawthiq: Command, options: tuple[str, ...]) -> None:
    assert tawthiq("account", "create", "Dalal", *options, *AS_RANA).code == 2
    assert "There is no account named" in tawthiq("project", "list", "--as", "Dalal").err


def test_a_role_is_given_once(tawthiq: Command) -> None:
    twice = ("--role", "analyst", "--role", "analyst", "--project", "EAST")
    ran = tawthiq("account", "create", "Dalal", *twice, *AS_RANA)
    assert (ran.code, "A role is given once" in ran.err) == (2, True)
    assert "There is no account named" in tawthiq("project", "list", "--as", "Dalal").err


def test_the_link_is_printed_though_the_roles_could_not_be_given(
    tawthiq: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = projects.appoint

    def appoint(work: Work, code: str, account: Account, role: str) -> None:
        if role == "verifier":
            raise Refused("Not now.")
        given(work, code, account, role)

    monkeypatch.setattr(projects, "appoint", appoint)
    roles = ("--role", "analyst", "--role", "verifier", "--project", "EAST")
    ran = tawthiq("account", "create", "Dalal", *roles, *AS_RANA)
    assert (ran.code, "/first/" in ran.out, "Not now." in ran.err) == (1, True, True)
    assert tawthiq("project", "list", "--as", "Dalal", "--json").json["projects"] == []  # all of them or none


def test_a_refusal_makes_nobody(tawthiq: Command) -> None:
    for options in (("--project", "NORTH", *AS_RANA), ("--project", "EAST", "--as", "custodian of EAST")):
        assert tawthiq("account", "create", "Dalal", "--role", "analyst", *options).code == 1
        assert "There is no account named" in tawthiq("project", "list", "--as", "Dalal").err


def test_a_link_is_renewed(tawthiq: Command) -> None:
    ran = tawthiq("account", "link", "analyst of EAST", "--json", *AS_RANA)
    assert ran.json["name"] == "analyst of EAST" and "/first/" in ran.json["sign_in_url"]
    assert tawthiq("account", "link", "Nobody", *AS_RANA).code == 1
    assert tawthiq("account", "link", "Rana", "--as", "analyst of EAST").code == 1


def test_a_token_is_printed_once_and_works(tawthiq: Command) -> None:
    ran = tawthiq("account", "token", "documenter of EAST", "--scope", "read", "--project", "EAST", "--json")
    assert ran.code == 0 and re.fullmatch(r"[\w-]{43}", ran.json["token"])
    assert list(ran.json) == ["token"]
    for_people = tawthiq(
        "account", "token", "documenter of EAST", "--scope", "write", "--for", "Nightly", "--days", "7"
    )
    assert "it is shown this once" in for_people.out and "all of their projects" in for_people.out


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (("--scope", "all"), 2, "'all' is not one of"),
        (("--scope", "read", "--project", "WEST"), 1, "There is no such project"),
        (("--scope", "read", "--days", "0"), 2, "Write a whole number from 1 to 366"),
        (("--scope", "read", "--as", "Rana"), 1, "A token is made by whose it is"),
    ],
)
def test_a_token_that_will_not_do_is_refused(tawthiq: Command, wrong: tuple[str, ...], code: int, words: str) -> None:
    ran = tawthiq("account", "token", "documenter of EAST", *wrong)
    assert ran.code == code and words in ran.err
