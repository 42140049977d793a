"""Claims that are added by hand: two people who add the same at the same moment add it once."""

from contextlib import ExitStack
from datetime import date
from threading import Thread

import pytest
import sqlalchemy as sa

from app.domain.entry import ClaimEntry
from app.domain.errors import Refused
from app.services import claims, incidents
from app.services.doors import Doors
from app.store import incidents as store
from tests.filled import Tokens

ONCE = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d1{}"


def test_nobody_waits_for_a_form_of_another_project(doors: Doors, tokens: Tokens) -> None:
    with doors.work(tokens["EAST", "documenter"]) as east, doors.work(tokens["WEST", "documenter"]) as west:
        one, other = (work.enter(code, "attribute_claim").id for work, code in ((east, "EAST"), (west, "WEST")))
        store.one_form_at_a_time(east.connection, one, ONCE)
        west.connection.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        store.one_form_at_a_time(west.connection, other, ONCE)
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            store.one_form_at_a_time(west.connection, one, ONCE)
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
