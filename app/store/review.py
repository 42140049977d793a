"""Moves of the work on an incident. The database has the rule, and is the only one that can write the state."""

import sqlalchemy as sa

from app.domain.errors import InvalidInput, NotPermitted, Refused, mend
from app.domain.review import WorkflowMove
from app.store import reading
from app.store.same import entries_of
from app.store.tables.incidents import incident

CLEARED = mend("This incident is cleared: reopen it first, with a reason. A claim can be added all the same.")
CLEARED_BESIDE = mend(
    "An entry of this incident that is joined with this one is cleared: reopen it first, with a reason. A claim can be"
    " added all the same."
)


def options(connection: sa.Connection, project_id: int, ref: str) -> tuple[WorkflowMove, ...]:
    """The states that can follow on where an incident stands, by the role of whoever is signed in."""
    rows = connection.execute(
        sa.text(
            "SELECT m.to_state, m.asks_reason, m.second AND i.recorded_by = who() AND NOT p.one_person AS needs_another"
            " FROM incident i JOIN project p ON p.id = i.project_id JOIN workflow_move m ON m.from_state = i.workflow"
            " WHERE i.project_id = :project AND i.ref = :ref AND m.roles && my_roles(:project) ORDER BY m.to_state"
        ),
        {"ref": ref, "project": project_id},
    )
    return tuple(WorkflowMove(row.to_state, row.asks_reason, row.needs_another) for row in rows)


def move(connection: sa.Connection, project_id: int, incident_id: int, state: str, reason: str) -> None:
    """Moves an incident on. Refused, NotPermitted, or InvalidInput where a reason is missing."""
    call = sa.text("SELECT move_workflow(:project, :incident, :state, :why)")
    given = {"project": project_id, "incident": incident_id, "state": state, "why": reason}
    try:
        connection.execute(call, given)
    except sa.exc.DBAPIError as error:
        match getattr(error.orig, "sqlstate", None):
            case "TW001":
                raise Refused("That does not follow on where this incident stands now.") from error
            case "TW002":
                raise InvalidInput({"reason": mend("Say why, so that somebody else can follow.")}) from error
            case "TW005":
                raise Refused("Whoever recorded an incident does not clear it: this needs somebody else.") from error
            case "42501":
                raise NotPermitted("Your role does not allow this. Ask a custodian of the project.") from error
        raise


def why_closed(connection: sa.Connection, project_id: int, ref: str) -> str | None:
    """Why nothing is decided of an incident now: it is cleared, or an entry that is joined with it; else None."""
    i = incident.c
    entries = entries_of(connection, project_id, reading.incident_id(connection, project_id, ref))
    found = sa.select(i.ref).where(i.project_id == project_id, i.id.in_(entries), i.workflow == "cleared")
    cleared = set(connection.execute(found).scalars())
    if not cleared:
        return None
    return CLEARED if ref in cleared else CLEARED_BESIDE
