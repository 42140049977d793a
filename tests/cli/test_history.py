"""`tawthiq verify-log` and `tawthiq rebuild`."""

import pytest
import sqlalchemy as sa

from app.cli.serve import due_line
from app.runtime.urls import Urls
from app.services.history import projects_due
from tests.cli.conftest import Command

CUSTODIAN = ("--as", "custodian of EAST")


def test_a_log_that_holds(tawthiq: Command) -> None:
    ran = tawthiq("verify-log", "--json", *CUSTODIAN)
    assert ran.code == 0
    assert ran.json | {"events": 0} == {"ok": True, "events": 0, "checkpoints": 0, "first_failure": None}
    assert ran.json["events"] > 5
    assert "events hold, in EAST." in tawthiq("verify-log", *CUSTODIAN).out
    assert "events hold, outside projects." in tawthiq("verify-log", "--as", "Rana").out


def test_a_log_that_does_not_hold_names_what(tawthiq: Command, owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE source DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE source SET name = 'Monitor X' WHERE project_id = 1"))
        connection.execute(sa.text("ALTER TABLE source ENABLE TRIGGER USER"))
    ran = tawthiq("verify-log", "--json", *CUSTODIAN)
    assert ran.code == 1
    assert ran.json["ok"] is False
    first = ran.json["first_failure"]
    assert (first["project"], first["what"], "differs" in first["fault"]) == ("EAST", "source", True)
    assert ran.err.count("\n") == 2  # one line each of two sources
    assert "EAST: source" in ran.err


def test_one_thing_that_does_not_hold_is_one_thing(tawthiq: Command, owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE source DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE source SET name = 'Monitor X' WHERE id = (SELECT min(id) FROM source)"))
        connection.execute(sa.text("ALTER TABLE source ENABLE TRIGGER USER"))
    assert tawthiq("verify-log", *CUSTODIAN).out == "1 thing does not hold.\n"


def test_a_record_is_named_as_people_know_it(tawthiq: Command, owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE claim DISABLE TRIGGER USER"))
        found = "UPDATE claim SET quote = 'Two dozen.' WHERE project_id = 1 AND path = 'act.type' RETURNING id, ref"
        number, ref = connection.execute(sa.text(found)).one()
        connection.execute(sa.text("ALTER TABLE claim ENABLE TRIGGER USER"))
        incident = connection.execute(sa.text("SELECT ref FROM incident WHERE project_id = 1")).scalar_one()
    ran = tawthiq("verify-log", "--json", *CUSTODIAN)
    assert ran.err.startswith(f"EAST: claim {ref} of {incident} (number {number}) differs from its entry of event ")
    first = ran.json["first_failure"]
    assert (first["number"], first["ref"], first["incident"]) == (number, ref, incident)


def test_nothing_to_check_is_a_refusal(new: Command) -> None:
    ran = new("verify-log", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "no account yet" in ran.err


def test_rebuilding_mends_what_the_check_finds(tawthiq: Command, owner: sa.Engine) -> None:
    assert tawthiq("rebuild", "--check", "--json", *CUSTODIAN).json == {"differences": 0}
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE incident_index SET place_as_stated = 'elsewhere'"))
    ran = tawthiq("rebuild", "--check", "--json", *CUSTODIAN)
    assert (ran.code, ran.json) == (1, {"differences": 1})
    assert "EAST: incident_index of incident" in ran.err
    assert tawthiq("rebuild", "--project", "EAST", "--json", *CUSTODIAN).json == {"incidents": 1}
    assert tawthiq("rebuild", "--check", *CUSTODIAN).code == 0


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_only_a_custodian_rebuilds(tawthiq: Command, options: tuple[str, ...]) -> None:
    assert tawthiq("rebuild", *options, "--as", "analyst of EAST").code == 1


def test_that_the_index_is_to_be_made_anew_is_said_until_it_is(tawthiq: Command, urls: Urls, owner: sa.Engine) -> None:
    def listed() -> bool:
        found = tawthiq("project", "list", "--json", *CUSTODIAN).json["projects"]
        return bool(next(one["index_due"] for one in found if one["code"] == "EAST"))

    assert not listed()
    with owner.begin() as connection:
        connection.execute(sa.text("INSERT INTO index_due (project_id) SELECT id FROM project"))
    assert listed() and "EAST, WEST may be found and counted by the older rule" in due_line(projects_due(urls.owner))
    assert "tawthiq rebuild" in tawthiq("project", "list", *CUSTODIAN).out
    assert tawthiq("rebuild", "--project", "EAST", *CUSTODIAN).code == 0
    assert "tawthiq rebuild" not in tawthiq("project", "list", *CUSTODIAN).out
    assert not listed() and projects_due(urls.owner) == ["WEST"]
