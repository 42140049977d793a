"""Two people at the same moment: nothing is lost, nothing is doubled, and the log does not cry wolf."""

import threading

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.services import incidents
from app.services.history import verify_log
from app.services.work import Work
from app.store import history
from tests.filled import Tokens
from tests.store.claimed import Voice, bundle, recorded, said


def faults(engine: sa.Engine, token: str) -> list[object]:
    with Work(engine, token) as work:
        project = work.enter("EAST", "verify_log")
        return [
            *verify_log(work).faults,
            *history.projection_differences(work.connection, project.id),
        ]


@pytest.fixture
def ref(engine: sa.Engine, tokens: Tokens) -> str:
    claims = [said(1, "incident.count", Count(harm="killed", minimum=3, maximum=3, stated=3, operator="="), "M")]
    return recorded(engine, tokens["EAST", "documenter"], bundle([Voice("M")], claims))


def test_whoever_opened_first_and_commits_last_breaks_nothing(engine: sa.Engine, tokens: Tokens, ref: str) -> None:
    token = tokens["EAST", "documenter"]
    with Work(engine, token) as first:
        project = first.enter("EAST", "amend_incident")
        first.open(project, "amend_incident")
        with Work(engine, tokens["EAST", "verifier"]) as second:
            incidents.amend_incident(
                second, second.enter("EAST", "amend_incident"), ref, 1, incidents.OwnWords("Second")
            )
        statement = sa.text("UPDATE incident SET title = 'First', version = version + 1 WHERE ref = :ref RETURNING id")
        first.touch(first.connection.execute(statement, {"ref": ref}).scalars())
    assert faults(engine, token) == []


def test_a_row_written_after_its_projection_is_refused(engine: sa.Engine, tokens: Tokens, ref: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="unprojected"), Work(engine, tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "amend_incident")
        work.open(project, "amend_incident")
        number = work.connection.execute(sa.text("SELECT id FROM incident WHERE ref = :ref"), {"ref": ref}).scalar_one()
        history.project_incidents(work.connection, project.id, [number])
        work.connection.execute(sa.text("UPDATE incident SET title = 'Later' WHERE id = :id"), {"id": number})


def test_a_rebuild_beside_a_save_leaves_no_stale_copy(engine: sa.Engine, tokens: Tokens, ref: str) -> None:
    """The rebuild has projected and not committed; the save waits for it and projects what is there then."""
    token = tokens["EAST", "custodian"]
    done: list[bool] = []

    def save() -> None:
        with Work(engine, tokens["EAST", "verifier"]) as work:
            incidents.amend_incident(
                work, work.enter("EAST", "amend_incident"), ref, 1, incidents.OwnWords("Saved beside")
            )
        done.append(True)

    with Work(engine, token) as work:
        project = work.enter("EAST", "rebuild")
        work.open(project, "rebuild")
        numbers = list(work.connection.execute(sa.text("SELECT id FROM incident")).scalars())
        history.project_incidents(work.connection, project.id, numbers)
        beside = threading.Thread(target=save)
        beside.start()
        beside.join(0.3)
        assert not done  # it waits
    beside.join(10)
    assert done and faults(engine, token) == []


def test_a_claim_ends_once(engine: sa.Engine, tokens: Tokens, ref: str) -> None:
    def run(statement: str) -> None:
        with Work(engine, tokens["EAST", "documenter"]) as work:
            work.open(work.enter("EAST", "withdraw_claim"), "withdraw_claim")
            work.touch(work.connection.execute(sa.text(statement), {"ref": ref}).scalars())

    of_ref = "WHERE incident_id = (SELECT id FROM incident WHERE ref = :ref) RETURNING incident_id"
    run(f"UPDATE claim SET withdrawn_at = now(), ended_reason = 'once' {of_ref}")
    for again in ("withdrawn_at = NULL, ended_reason = NULL", "ended_reason = 'another'"):
        with pytest.raises(sa.exc.IntegrityError, match="ended already"):
            run(f"UPDATE claim SET {again} {of_ref}")
