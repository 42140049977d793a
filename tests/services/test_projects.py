"""Founding, appointing, and the end of one-person mode: from then on an administrator reads no content."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from app.domain import vocabularies
from app.domain.errors import InvalidValue, NotFound, NotPermitted, Refused
from app.domain.incidents import Tally
from app.runtime.urls import Urls
from app.services import accounts, history, projects, sign_ins
from app.services.doors import Doors, open_doors
from app.services.projects import ListedProject
from app.store import schema
from tests.filled import CHEAP, Tokens


@pytest.fixture
def alone(empty_urls: Urls) -> Iterator[tuple[Doors, str]]:
    """A new installation with one person, who has founded one project."""
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        accounts.make_first_account(doors.gate)
        token = sign_ins.sign_in_at_shell(doors.gate, None)
        with doors.work(token) as work:
            projects.found_project(work, "EAST", "  East   valley ")
        yield doors, token


def listed(doors: Doors, token: str) -> list[ListedProject]:
    with doors.work(token) as work:
        return projects.list_projects(work)


def test_the_founder_holds_every_role_in_one_person_mode(alone: tuple[Doors, str]) -> None:
    [found] = listed(*alone)
    assert found == ListedProject("EAST", "East valley", True, ("documenter", "verifier", "custodian"), Tally(0))
    doors, token = alone
    with doors.work(token) as work:
        terms = work.connection.execute(sa.text("SELECT count(*) FROM term")).scalar_one()
    assert terms > 200  # the project's own copy of the lists


def test_a_second_verifier_ends_it_and_the_administrator_reads_no_content(alone: tuple[Doors, str]) -> None:
    doors, token = alone
    for role, ends in (("analyst", False), ("verifier", True)):
        made = accounts.create_account(doors.gate, token, f"the {role}")
        with doors.work(token) as work:
            assert projects.check_appointment(work, "EAST", role) is ends
            projects.appoint(work, "EAST", made.account, role)
        assert [one.one_person for one in listed(doors, token)] == [not ends]
    assert listed(doors, token) == [ListedProject("EAST", "East valley", False, (), None)]
    with doors.work(token) as work, pytest.raises(NotFound):
        work.enter("EAST", "read_incidents")
    verifier = sign_ins.sign_in_at_shell(doors.gate, "the verifier")
    assert [one.roles for one in listed(doors, verifier)] == [("verifier",)]


def test_a_role_is_given_at_once_and_once(doors: Doors, tokens: Tokens) -> None:
    administrator, analyst = tokens["EAST", "administrator"], tokens["EAST", "analyst"]
    account = accounts.get_account(doors.gate, administrator, "analyst of EAST")
    with doors.work(analyst) as work, pytest.raises(NotPermitted):
        work.enter("EAST", "record_incident")
    with doors.work(administrator) as work:
        projects.appoint(work, "EAST", account, "documenter")
    with doors.work(analyst) as work:
        work.enter("EAST", "record_incident")
    with pytest.raises(Refused, match="already"), doors.work(administrator) as work:
        projects.appoint(work, "EAST", account, "documenter")


def test_a_role_that_is_taken_is_gone_at_the_next_request(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    """AUTHZ-12."""
    with doors.work(tokens["EAST", "analyst"]) as work:
        work.enter("EAST", "read_incidents")
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT set_config('tawthiq.token', :t, true)"), {"t": tokens["EAST", "verifier"]})
        connection.execute(
            sa.text(
                "SELECT open_event((SELECT id FROM project WHERE code = 'EAST'), 'dismiss', NULL, NULL, true, false)"
            )
        )
        connection.execute(sa.text("UPDATE membership SET ended_at = now() WHERE role = 'analyst' AND project_id = 1"))
        connection.execute(sa.text("SELECT close_event()"))
    with doors.work(tokens["EAST", "analyst"]) as work, pytest.raises(NotFound):
        work.enter("EAST", "read_incidents")


def test_nobody_both_administers_and_works_where_several_do(doors: Doors, tokens: Tokens) -> None:
    administrator = tokens["EAST", "administrator"]
    rana = accounts.get_account(doors.gate, administrator, "Rana")
    with doors.work(administrator) as work, pytest.raises(Refused, match="administers"):
        projects.appoint(work, "EAST", rana, "analyst")
    with (
        pytest.raises(sa.exc.ProgrammingError, match="no role in a project of several"),
        doors.work(administrator) as work,
    ):
        work.connection.execute(sa.text("SELECT appoint(1, :account, 'analyst')"), {"account": rana.id})


def test_two_administrators_do_not_shut_each_other_out_of_a_project(doors: Doors, tokens: Tokens) -> None:
    """A second verifier ends one-person mode: were that an administrator as well, nobody would read the project."""
    administrator = tokens["EAST", "administrator"]
    amal = accounts.create_account(doors.gate, administrator, "Amal", administrator=True).account
    with doors.work(administrator) as work:
        projects.found_project(work, "NORTH", "North")
        north = work.connection.execute(sa.text("SELECT id FROM all_projects() WHERE code = 'NORTH'")).scalar_one()
    with doors.work(administrator) as work, pytest.raises(Refused, match="neither would"):
        projects.appoint(work, "NORTH", amal, "verifier")
    with pytest.raises(sa.exc.ProgrammingError, match="no role in a project"), doors.work(administrator) as work:
        work.connection.execute(sa.text(f"SELECT appoint({north}, {amal.id}, 'verifier')"))
    with doors.work(administrator) as work:
        assert projects.list_projects(work)[1].roles == ("documenter", "verifier", "custodian")
        projects.appoint(work, "NORTH", amal, "documenter")


@pytest.mark.parametrize("role", projects.ROLES)
def test_only_an_administrator_founds_and_appoints(doors: Doors, tokens: Tokens, role: str) -> None:
    account = accounts.get_account(doors.gate, tokens["EAST", "administrator"], "analyst of EAST")
    with doors.work(tokens["EAST", role]) as work:
        with pytest.raises(NotPermitted):
            projects.found_project(work, "NORTH", "North")
        with pytest.raises(NotPermitted):
            projects.appoint(work, "EAST", account, "custodian")
    for forbidden in ("found_project('NORTH', 'North')", f"appoint(1, {account.id}, 'custodian')"):
        with pytest.raises(sa.exc.ProgrammingError, match="an administrator"), doors.work(tokens["EAST", role]) as work:
            work.connection.execute(sa.text(f"SELECT {forbidden}"))


def test_a_code_is_taken_once(doors: Doors, tokens: Tokens) -> None:
    with doors.work(tokens["EAST", "administrator"]) as work, pytest.raises(Refused):
        projects.found_project(work, "WEST", "Another west")


@pytest.mark.parametrize(
    ("code", "title", "field"),
    [
        *((code, "T", "code") for code in ("", "a b", "-A", "A" * 33, "../A", "قرية")),
        *(("A", title, "title") for title in ("", "  ", "T" * 201, "T\x1b[2J")),
    ],
)
def test_what_cannot_be_a_project_is_refused_with_its_mend(
    doors: Doors, tokens: Tokens, code: str, title: str, field: str
) -> None:
    with doors.work(tokens["EAST", "administrator"]) as work, pytest.raises(InvalidValue) as refused:
        projects.found_project(work, code, title)
    assert refused.value.field == field


def test_unknown_roles_and_projects_are_refused_by_name(doors: Doors, tokens: Tokens) -> None:
    with doors.work(tokens["EAST", "administrator"]) as work:
        with pytest.raises(InvalidValue, match="perpetual"):
            projects.check_appointment(work, "EAST", "perpetual")
        with pytest.raises(NotFound, match="NORTH"):
            projects.check_appointment(work, "NORTH", "analyst")


def test_incidents_are_counted_as_far_as_a_list_counts(
    doors: Doors, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.reading.COUNTED_UP_TO", 0)
    assert [one.incidents for one in listed(doors, tokens["EAST", "analyst"])] == [Tally(0, more=True)]


def test_a_member_lists_only_projects_of_their_own(doors: Doors, tokens: Tokens) -> None:
    assert [(one.code, one.incidents) for one in listed(doors, tokens["EAST", "analyst"])] == [("EAST", Tally(1))]
    assert [(one.code, one.incidents) for one in listed(doors, tokens["WEST", "administrator"])] == [
        ("EAST", None),
        ("WEST", None),
    ]


def test_lists_that_changed_are_taken_in_before_something_is_written(
    urls: Urls, doors: Doors, tokens: Tokens, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whoever writes, in an event of its own, once; also where the release kept its version."""
    listed = json.loads(vocabularies.release_as_json())
    killing = next(term for term in listed if term["code"] == "killing")
    listed.append(killing | {"code": "new_term", "lineage": ["new_term"], "parent_code": None})
    killing["label_en"] = "Killing, as renamed"
    monkeypatch.setattr(vocabularies, "release_as_json", lambda: json.dumps(listed))
    schema.upgrade(urls.owner)

    def state(code: str) -> tuple[set[str], int]:
        with doors.work(tokens[code, "analyst"]) as work:
            query = "SELECT label_en FROM term WHERE code IN ('killing', 'new_term')"
            labels = set(work.connection.execute(sa.text(query)).scalars())
            query = "SELECT count(*) FROM event WHERE deed = 'take_in_lists'"
            return labels, work.connection.execute(sa.text(query)).scalar_one()

    assert state("EAST") == ({"Killing"}, 0)
    for _ in range(2):
        with doors.work(tokens["EAST", "documenter"]) as work:
            work.open(work.enter("EAST", "record_incident"), "record_incident")
        assert state("EAST") == ({"Killing, as renamed", "Killing"}, 1)
    assert state("WEST") == ({"Killing"}, 0)
    with doors.work(tokens["EAST", "analyst"]) as work:
        assert history.verify_log(work).ok
    monkeypatch.undo()  # and back: the older release is the newest again
    schema.upgrade(urls.owner)
    with doors.work(tokens["EAST", "documenter"]) as work:
        work.open(work.enter("EAST", "record_incident"), "record_incident")
    assert state("EAST") == ({"Killing"}, 2)
