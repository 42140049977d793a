"""Claims that are added by hand: the same once, however it is typed; what another says, or denies, beside it."""

from contextlib import ExitStack
from datetime import date
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.entry import ClaimEntry
from app.domain.errors import InvalidInput, Refused
from app.domain.places import Unit
from app.domain.records import PlaceValue
from app.services import claims, incidents
from app.services.doors import Doors
from app.store import turns
from tests.filled import Tokens
from tests.services.importing import look, one

ONCE = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d1{}"


def test_nobody_waits_for_a_form_of_another_project(doors: Doors, tokens: Tokens) -> None:
    with doors.work(tokens["EAST", "documenter"]) as east, doors.work(tokens["WEST", "documenter"]) as west:
        one, other = (work.enter(code, "attribute_claim").id for work, code in ((east, "EAST"), (west, "WEST")))
        turns.one_of_a_form(east.connection, one, ONCE)
        west.connection.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        turns.one_of_a_form(west.connection, other, ONCE)
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            turns.one_of_a_form(west.connection, one, ONCE)
        west.abandon()


def test_of_two_who_add_the_same_claim_at_once_the_second_is_told_that_it_stands(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    with owner.connect() as connection:
        ref = connection.execute(sa.text("SELECT ref FROM incident WHERE project_id = 1")).scalar_one()
        document = connection.execute(
            sa.text("SELECT ref FROM document WHERE project_id = 1 AND state = 'on_file'")
        ).scalar_one()
    refused: list[str] = []
    with ExitStack() as first_stack:
        second_stack = ExitStack()
        ready = []
        for number, stack in enumerate((first_stack, second_stack)):  # both have read the page before either saves
            work = stack.enter_context(doors.work(tokens["EAST", ("documenter", "verifier")[number]]))
            project = work.enter("EAST", "attribute_claim")
            view = incidents.read_incident(work, project, ref)
            entry = ClaimEntry(
                once=ONCE.format(number),
                document=document,
                path="incident.count",
                quote="Twelve were killed.",
                value="12 killed",
            )
            reading = claims.read_claim_entry(work, project, view, entry, date(2026, 1, 1))
            assert not reading.understood.problems
            ready.append((work, project, view, reading))

        def second() -> None:
            try:
                with second_stack:
                    claims.attribute_claim(*ready[1])
            except Refused as error:
                refused.append(str(error))

        claims.attribute_claim(*ready[0])
        beside = Thread(target=second)
        beside.start()
        beside.join(0.3)
        assert beside.is_alive()  # it waits
    beside.join(10)
    assert refused == ["This document's claim stands here already, with the same value."]
    with owner.connect() as connection:
        twelve = sa.text("SELECT count(*) FROM claim WHERE path = 'incident.count' AND quote = 'Twelve were killed.'")
        assert connection.execute(twelve).scalar_one() == 1


def add(doors: Doors, tokens: Tokens, owner: sa.Engine, number: int, **answers: Any) -> None:
    """Adds a claim to the one incident of EAST, from its document on file unless another is named."""
    ref = one(owner, "SELECT ref FROM incident WHERE project_id = 1")
    if "source_name" not in answers:
        answers["document"] = one(owner, "SELECT ref FROM document WHERE project_id = 1 AND title = 'Daily report 1'")
    entry = ClaimEntry(once=ONCE.format(number), **({"quote": "Twelve were killed."} | answers))
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "attribute_claim")
        view = incidents.read_incident(work, project, ref)
        entry = entry.model_copy(update={"act": view.acts[0].ref if entry.path.startswith("act.") else None})
        reading = claims.read_claim_entry(work, project, view, entry, date(2026, 1, 1))
        claims.attribute_claim(work, project, view, reading)


def said_by(name: str) -> dict[str, str]:
    return {"originator": "other", "originator_name": name, "originator_kind": "monitor"}


TWELVE = {"path": "incident.count", "value": "12 killed"}
FORCE = {"path": "act.alleged", "value": "force F", "party_kind": "armed_group"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TWELVE | said_by("Ministry"), TWELVE | said_by("Hospital")),
        (TWELVE, TWELVE | said_by("Hospital")),
        (TWELVE, TWELVE | {"polarity": "denies"}),
        (TWELVE, TWELVE | {"value": "13 killed"}),
        (FORCE, FORCE | {"party_kind": "state_force"}),
        (FORCE, FORCE | {"degree": "ordered"}),
        (
            {"path": "incident.when", "value": "at the olive harvest", "quote": "It was at the olive harvest."},
            {"path": "incident.when", "value": "after the wedding", "quote": "It was after the wedding."},
        ),
    ],
)
def test_what_differs_in_who_says_it_whether_so_or_what_is_another_claim(
    doors: Doors, tokens: Tokens, owner: sa.Engine, first: dict[str, str], second: dict[str, str]
) -> None:
    before: int = one(owner, "SELECT count(*) FROM claim")
    add(doors, tokens, owner, 1, **first)
    add(doors, tokens, owner, 2, **second)
    assert one(owner, "SELECT count(*) FROM claim") == before + 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TWELVE | said_by("Ministry"), TWELVE | said_by("MINISTRY")),
        (FORCE, FORCE),
        ({"path": "incident.count", "value": "12 killed, dozens hurt"},) * 2,
        ({"path": "incident.count", "value": "12 killed, dozens hurt"}, TWELVE),
        ({"path": "incident.place", "where": "Tall Zayn", "point": "35, 36.2"},) * 2,
        ({"path": "incident.when", "value": "at the olive harvest"},) * 2,
    ],
)
def test_the_same_a_second_time_is_refused_however_it_was_kept(
    doors: Doors, tokens: Tokens, owner: sa.Engine, first: dict[str, str], second: dict[str, str]
) -> None:
    add(doors, tokens, owner, 1, **first)
    with pytest.raises(Refused, match="stands here already"):
        add(doors, tokens, owner, 2, **second)


def test_a_basis_other_than_that_of_the_same_claim_is_not_lost_in_silence(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    twelve = TWELVE | said_by("Hospital") | {"basis": "records"}
    add(doors, tokens, owner, 1, **twelve)
    with pytest.raises(InvalidInput) as refusal:
        add(doors, tokens, owner, 2, **twelve | {"basis": "observed", "quote": "Twelve bodies lay there."})
    assert list(refusal.value.problems) == ["basis"]
    before: int = one(owner, "SELECT count(*) FROM claim")
    add(doors, tokens, owner, 3, **TWELVE | said_by("Hospital"), quote="Twelve bodies came in.")
    add(doors, tokens, owner, 4, **twelve | {"quote": "Twelve were brought."})
    assert one(owner, "SELECT count(*) FROM claim") == before, "it is cited once more"


def test_a_report_of_another_day_is_another_document(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    daily = {
        "source_name": "Monitor M1", "source_kind": "monitor", "document_kind": "report", "document_title": "Daily",
        "path": "incident.count",
    }  # fmt: skip
    add(doors, tokens, owner, 1, **daily, value="12 killed", published="1 March 2025")
    add(doors, tokens, owner, 2, **daily, value="13 killed", published="2 March 2025")
    add(doors, tokens, owner, 3, **daily, value="14 killed", published="2 March 2025")
    add(doors, tokens, owner, 4, **daily, value="15 killed")
    days = "SELECT published_earliest_on FROM document WHERE title = 'Daily' ORDER BY id"
    assert look(owner, days) == [(date(2025, 3, 1),), (date(2025, 3, 2),)]


def test_a_district_alone_is_kept_as_a_district_from_the_form_to_the_page(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    add(doors, tokens, owner, 1, path="incident.place", adm2="Zayn")
    assert look(
        owner, "SELECT unit1_name, unit2_name, unit3_name, precision FROM claim_place ORDER BY id DESC LIMIT 1"
    ) == [(None, "Zayn", None, "district")]
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "read_incidents")
        view = incidents.read_incident(work, project, one(owner, "SELECT ref FROM incident WHERE project_id = 1"))
    last = view.claims[-1].value
    assert isinstance(last, PlaceValue) and last.places[0].units == (None, Unit("Zayn"))
