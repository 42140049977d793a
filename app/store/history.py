"""The log: opening and closing the event of a command, projecting what it touched, and reading and checking it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.store.tables.accounts import project
from app.store.tables.history import entry, event, logged_table
from app.store.tables.incidents import incident
from app.store.tables.index import index_due
from app.store.tables.metadata import metadata

LOWEST, HIGHEST = -(2**63), 2**63 - 1
"""Between these lies every number of a row."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is signed in, as the database has looked them up from the sign-in.

    `due` says that the sign-in is to be noted as used: once a minute. `scope` is what a program's token may do: `read`,
    or also `write`.
    """

    account_id: int
    name: str
    administrator: bool
    channel: str
    due: bool
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one event did to one row: its table, and the columns before and after (None: there was no row before).

    `about` are the refs of what a decision is about: of the act and the alleged party whose verification moved, of the
    claims that a value rests on, of the claims compared or the claim graded.
    """

    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One command in the history of an incident. `number` counts that incident's events from its first, 1."""

    number: int
    at: datetime
    actor: str
    channel: str
    deed: str
    reason: str | None
    detail: dict[str, Any]
    changes: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a row last, when, and the reason given."""

    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the log that does not hold: an event, or a row of a table.

    `ref` is what people call the row, where it is there and has such a name; `incident` is the incident that it is of.
    """

    project: str
    what: str
    number: int
    fault: str
    ref: str | None = None
    incident: str | None = None


def whoami(connection: sa.Connection) -> Actor | None:
    row = connection.execute(sa.text("SELECT * FROM whoami()")).first()
    return Actor(*row) if row else None


def use_sign_in(connection: sa.Connection) -> None:
    """Puts off the end of the sign-in by which this transaction acts; to be committed at once."""
    connection.execute(sa.text("SELECT use_sign_in()"))


def open_event(
    connection: sa.Connection,
    project_id: int,
    deed: str,
    *,
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
    writes: bool = True,
    bulk: bool = False,
) -> int:
    """Opens the one event of this transaction. The database takes the actor from the sign-in."""
    arguments = (project_id, deed, reason, sa.cast(detail, JSONB), writes, bulk)
    number: int = connection.execute(sa.select(sa.func.open_event(*arguments))).scalar_one()
    return number


def take_in_lists(connection: sa.Connection, project_id: int) -> None:
    """Brings a project's own lists to the newest release, in an event of its own; nothing where they are."""
    connection.execute(sa.select(sa.func.take_in_lists(project_id)))


def close_event(connection: sa.Connection) -> None:
    connection.execute(sa.text("SELECT close_event()"))


def project_incidents(connection: sa.Connection, project_id: int, incident_ids: Iterable[int]) -> None:
    """Rewrites the stored copy of these incidents from their claims."""
    ids = sorted(set(incident_ids))
    if ids:
        connection.execute(
            sa.text("SELECT project_incidents(:project, CAST(:ids AS bigint[]))"), {"project": project_id, "ids": ids}
        )


def analyse(connection: sa.Connection, added: int) -> None:
    """Fresh statistics, which a new database lacks and its first import needs; none where that many rows change few of
    them."""
    connection.execute(sa.text("SELECT analyse_tables(:added)"), {"added": added})


def projection_differences(
    connection: sa.Connection, project_id: int, first: int = LOWEST, last: int = HIGHEST
) -> Sequence[tuple[str, int]]:
    """(what, incident id) of each place where stored copy and views differ, of the incidents numbered in a stretch."""
    found = connection.execute(
        sa.text("SELECT * FROM projection_differences(:project, :first, :last)"),
        {"project": project_id, "first": first, "last": last},
    )
    return [(row.what, row.incident_id) for row in found]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is checked at once: rows of one table (or events) numbered from `first` to `last`."""

    table: str
    first: int
    last: int


def stretches(connection: sa.Connection, project_id: int, step: int) -> list[Stretch]:
    """A whole log in stretches of `step` numbers, so that no check holds more than one of them; events first."""
    found = connection.execute(
        sa.text("SELECT * FROM log_stretches(:project, :step)"), {"project": project_id, "step": step}
    )
    return [Stretch(row.table_name, row.first, row.last) for row in found]


def log_faults(
    connection: sa.Connection, project_id: int, project: str, stretch: Stretch, at_most: int
) -> tuple[list[Fault], int]:
    """Events that do not match their digest, or rows that differ from, lack or outlive their last entry.

    The first of a stretch, and how many there are in it.
    """
    numbers: dict[str, Any] = {"project": project_id, "first": stretch.first, "last": stretch.last, "most": at_most}
    if stretch.table == "event":
        found = "SELECT event_id AS number, fault, found FROM event_differences(:project, :first, :last, :most)"
    else:
        numbers["name"] = stretch.table
        found = "SELECT row_id AS number, fault, found FROM log_differences(:project, :name, :first, :last, :most)"
    rows = connection.execute(sa.text(found), numbers).all()
    names = (
        {} if stretch.table == "event" else _names_of(connection, project_id, stretch.table, [r.number for r in rows])
    )
    faults = [
        Fault(project, stretch.table, row.number, row.fault, *names.get(row.number, (None, None))) for row in rows
    ]
    return faults, rows[0].found if rows else 0


def _names_of(
    connection: sa.Connection, project_id: int, name: str, ids: list[int]
) -> dict[int, tuple[str | None, str | None]]:
    """By id, the ref of a row of a table and that of its incident, as far as the table has them."""
    columns = metadata.tables[f"{metadata.schema}.{name}"].c
    if "ref" not in columns and "incident_id" not in columns:
        return {}
    of_incident = columns.get("incident_id")
    ref = columns.ref if "ref" in columns else sa.null()
    wanted = sa.select(columns.id, ref, sa.null() if of_incident is None else incident.c.ref).where(
        columns.project_id == project_id, columns.id == sa.any_(sa.cast(ids, ARRAY(sa.BigInteger)))
    )
    if of_incident is not None:
        wanted = wanted.outerjoin(incident, (incident.c.project_id == project_id) & (incident.c.id == of_incident))
    return {number: (own, its) for number, own, its in connection.execute(wanted)}


def last_change(connection: sa.Connection, project_id: int, table: str, row_id: int) -> LastChange | None:
    """The last event that wrote a row; None where no event of the project did."""
    n, e = entry.c, event.c
    number = sa.select(logged_table.c.number).where(logged_table.c.name == table).scalar_subquery()
    row = connection.execute(
        sa.select(e.actor_id, e.at, e.reason)
        .join(entry, (n.project_id == e.project_id) & (n.event_id == e.id))
        .where(n.project_id == project_id, n.table_number == number, n.row_id == row_id)
        .order_by(n.position.desc())
        .limit(1)
    ).first()
    return LastChange(people_of(connection, project_id).get(row.actor_id, ""), row.at, row.reason) if row else None


def count_events(connection: sa.Connection, project_id: int) -> int:
    """How many events the log of a project holds; 0 is the log of deeds outside projects."""
    number: int = connection.execute(sa.select(sa.func.log_length(project_id))).scalar_one()
    return number


def people_of(connection: sa.Connection, project_id: int) -> dict[int, str]:
    """The names of those who have worked in a project, by account."""
    rows = connection.execute(sa.text("SELECT account_id, name FROM people_of(:project)"), {"project": project_id})
    return {row.account_id: row.name for row in rows}


def people_with(connection: sa.Connection, project_id: int, roles: Collection[str]) -> dict[int, str]:
    """The names of those who have one of these roles in a project now, by account."""
    asked = {"project": project_id, "roles": sorted(roles)}
    rows = connection.execute(sa.text("SELECT account_id, name FROM people_with(:project, :roles)"), asked)
    return {row.account_id: row.name for row in rows}


# Every row that belongs to an incident, by table, with the refs of what a decision is about.
_ROWS = """
    SELECT l.number, t.name, t.row_id, t.about FROM (
      SELECT 'incident' AS name, CAST(:incident AS bigint) AS row_id, CAST('{}' AS text[]) AS about
      UNION ALL SELECT 'act', a.id, '{}' FROM act a WHERE a.project_id = :project AND a.incident_id = :incident
      UNION ALL SELECT 'property_item', o.id, '{}' FROM property_item o
        WHERE o.project_id = :project AND o.incident_id = :incident
      UNION ALL SELECT 'claim', c.id, '{}' FROM claim c WHERE c.project_id = :project AND c.incident_id = :incident
      UNION ALL SELECT 'claim_place', p.id, '{}' FROM claim c
        JOIN claim_place p ON p.project_id = c.project_id AND p.claim_id = c.id
        WHERE c.project_id = :project AND c.incident_id = :incident
      UNION ALL SELECT 'claim_citation', k.id, ARRAY[c.ref] FROM claim c
        JOIN claim_citation k ON k.project_id = c.project_id AND k.claim_id = c.id
        WHERE c.project_id = :project AND c.incident_id = :incident
      UNION ALL SELECT 'reported_decision', d.id, '{}' FROM reported_decision d
        WHERE d.project_id = :project AND d.incident_id = :incident
      UNION ALL SELECT 'same_as', j.id, '{}' FROM same_as j
        WHERE j.project_id = :project AND j.kind = 'incident' AND :incident IN (j.one, j.other)
      UNION ALL SELECT 'external_id', x.id, '{}' FROM external_id x
        WHERE x.project_id = :project AND x.incident_id = :incident
      UNION ALL SELECT 'incident_link', k.id, ARRAY[one.ref, other.ref] FROM incident_link k
        JOIN incident one ON one.project_id = k.project_id AND one.id = k.incident_id
        JOIN incident other ON other.project_id = k.project_id AND other.id = k.other_id
        WHERE k.project_id = :project AND :incident IN (k.incident_id, k.other_id)
      UNION ALL SELECT 'assessment', g.id, ARRAY[c.ref] FROM claim c
        JOIN assessment g ON g.project_id = c.project_id AND g.claim_id = c.id
        WHERE c.project_id = :project AND c.incident_id = :incident
      UNION ALL SELECT 'claim_link', k.id, ARRAY[one.ref, other.ref] FROM claim_link k
        JOIN claim one ON one.project_id = k.project_id AND one.id = k.claim_id
        JOIN claim other ON other.project_id = k.project_id AND other.id = k.other_id
        WHERE k.project_id = :project AND k.incident_id = :incident
      UNION ALL SELECT 'adoption', d.id, ARRAY(
          SELECT c.ref FROM adoption_claim k JOIN claim c ON c.project_id = k.project_id AND c.id = k.claim_id
          WHERE k.project_id = d.project_id AND k.adoption_id = d.id AND k.used)
        FROM adoption d WHERE d.project_id = :project AND d.incident_id = :incident
      UNION ALL SELECT 'verification', v.id, array_remove(ARRAY[a.ref, y.ref], NULL) FROM verification v
        JOIN act a ON a.project_id = v.project_id AND a.id = v.act_id
        LEFT JOIN party y ON y.project_id = v.project_id AND y.id = v.party_id
        WHERE v.project_id = :project AND v.incident_id = :incident
    ) t JOIN logged_table l ON l.name = t.name
"""
# Every row that belongs to a party, by table: its names, that they are the same, and what is said of it under any of
# them beside all incidents.
_ROWS_OF_PARTY = """
    SELECT l.number, t.name, t.row_id, t.about FROM (
      SELECT 'party' AS name, y.id AS row_id, CAST('{}' AS text[]) AS about
        FROM unnest(CAST(:parties AS bigint[])) y (id)
      UNION ALL SELECT 'same_as', j.id, '{}' FROM same_as j
        WHERE j.project_id = :project AND j.kind = 'party' AND (j.one = ANY (:parties) OR j.other = ANY (:parties))
      UNION ALL SELECT 'claim', c.id, '{}' FROM claim c WHERE c.project_id = :project AND c.party_id = ANY (:parties)
      UNION ALL SELECT 'claim_citation', k.id, ARRAY[c.ref] FROM claim c
        JOIN claim_citation k ON k.project_id = c.project_id AND k.claim_id = c.id
        WHERE c.project_id = :project AND c.party_id = ANY (:parties)
    ) t JOIN logged_table l ON l.name = t.name
"""
# Every row that belongs to an action or response: itself, and what is said of it.
_ROWS_OF_INTERVENTION = """
    SELECT l.number, t.name, t.row_id, t.about FROM (
      SELECT 'intervention' AS name, CAST(:intervention AS bigint) AS row_id, CAST('{}' AS text[]) AS about
      UNION ALL SELECT 'claim', c.id, '{}' FROM claim c
        WHERE c.project_id = :project AND c.intervention_id = :intervention
      UNION ALL SELECT 'claim_citation', k.id, ARRAY[c.ref] FROM claim c
        JOIN claim_citation k ON k.project_id = c.project_id AND k.claim_id = c.id
        WHERE c.project_id = :project AND c.intervention_id = :intervention
      UNION ALL SELECT 'assessment', g.id, ARRAY[c.ref] FROM claim c
        JOIN assessment g ON g.project_id = c.project_id AND g.claim_id = c.id
        WHERE c.project_id = :project AND c.intervention_id = :intervention
      UNION ALL SELECT 'reported_decision', d.id, '{}' FROM reported_decision d
        WHERE d.project_id = :project AND d.intervention_id = :intervention
      UNION ALL SELECT 'claim_link', k.id, ARRAY[one.ref, other.ref] FROM claim_link k
        JOIN claim one ON one.project_id = k.project_id AND one.id = k.claim_id
        JOIN claim other ON other.project_id = k.project_id AND other.id = k.other_id
        WHERE k.project_id = :project AND k.intervention_id = :intervention
      UNION ALL SELECT 'adoption', d.id, ARRAY(
          SELECT c.ref FROM adoption_claim k JOIN claim c ON c.project_id = k.project_id AND c.id = k.claim_id
          WHERE k.project_id = d.project_id AND k.adoption_id = d.id AND k.used)
        FROM adoption d WHERE d.project_id = :project AND d.intervention_id = :intervention
    ) t JOIN logged_table l ON l.name = t.name
"""


_ROWS_OF_TASK = """
    SELECT l.number, l.name, CAST(:task AS bigint) AS row_id, CAST('{}' AS text[]) AS about
    FROM logged_table l WHERE l.name = 'task'
"""


_ROWS_OF_PLACE = """
    SELECT l.number, t.name, t.row_id, CAST('{}' AS text[]) AS about FROM (
      SELECT 'own_place' AS name, CAST(:place AS bigint) AS row_id
      UNION ALL SELECT 'own_place_name', n.id FROM own_place_name n
        WHERE n.project_id = :project AND n.place_id = :place
    ) t JOIN logged_table l ON l.name = t.name
"""


def _events(rows: str) -> str:
    """The events of some rows, numbered from the first: the number in the log would say how much others do."""
    return f"""
    SELECT event_id, row_number() OVER (ORDER BY event_id) AS number FROM (
      SELECT DISTINCT n.event_id FROM ({rows}) r
      JOIN entry n ON n.project_id = :project AND n.table_number = r.number AND n.row_id = r.row_id) d
"""


def _changes(rows: str) -> str:
    return f"""
    SELECT n.event_id, r.name, n.row_id, n.before, n.after, r.about FROM ({rows}) r
    JOIN entry n ON n.project_id = :project AND n.table_number = r.number AND n.row_id = r.row_id
    WHERE n.event_id = ANY (:events)
    ORDER BY n.event_id DESC, n.table_number, n.row_id
"""


def count_events_of_incident(connection: sa.Connection, project_id: int, incident_id: int) -> int:
    """How many events an incident's history has."""
    counted = sa.text(f"SELECT count(*) FROM ({_events(_ROWS)}) e")
    number: int = connection.execute(counted, {"project": project_id, "incident": incident_id}).scalar_one()
    return number


def events_of_incident(
    connection: sa.Connection, project_id: int, incident_id: int, *, at_most: int, before: int | None = None
) -> list[Event]:
    """What was done to an incident, its acts, claims with their places and citations, outside numbers, judgements
    that it is the same as another, and what was decided of them, here or as others reported.

    Newest first, those whose number is below `before` where it is given.
    """
    return _events_of(connection, project_id, _ROWS, {"incident": incident_id}, at_most, before)


def events_of_party(
    connection: sa.Connection, project_id: int, party_ids: Collection[int], *, at_most: int, before: int | None = None
) -> list[Event]:
    """What was done to a party (all the entries that it has) and the claims of its context, as `events_of_incident`
    tells it."""
    return _events_of(connection, project_id, _ROWS_OF_PARTY, {"parties": sorted(party_ids)}, at_most, before)


def events_of_task(connection: sa.Connection, project_id: int, task_id: int, *, at_most: int) -> list[Event]:
    """What was done to a task, as `events_of_incident` tells it."""
    return _events_of(connection, project_id, _ROWS_OF_TASK, {"task": task_id}, at_most, None)


def events_of_place(connection: sa.Connection, project_id: int, place_id: int, *, at_most: int) -> list[Event]:
    """What was done to a place of the project's own and its names, as `events_of_incident` tells it."""
    return _events_of(connection, project_id, _ROWS_OF_PLACE, {"place": place_id}, at_most, None)


def events_of_intervention(
    connection: sa.Connection, project_id: int, intervention_id: int, *, at_most: int, before: int | None = None
) -> list[Event]:
    """What was done to an action or response and its claims, as `events_of_incident` tells it."""
    return _events_of(connection, project_id, _ROWS_OF_INTERVENTION, {"intervention": intervention_id}, at_most, before)


def _events_of(
    connection: sa.Connection,
    project_id: int,
    of_rows: str,
    subject: Mapping[str, object],
    at_most: int,
    before: int | None,
) -> list[Event]:
    of = {"project": project_id, **subject}
    page = sa.text(
        f"SELECT e.event_id, e.number FROM ({_events(of_rows)}) e"
        " WHERE e.number < coalesce(CAST(:before AS bigint), e.number + 1) ORDER BY e.number DESC LIMIT :at_most"
    )
    rows = connection.execute(page, of | {"before": before, "at_most": at_most})
    numbers = {row.event_id: row.number for row in rows}
    names = people_of(connection, project_id)
    changes: dict[int, list[RowChange]] = {}
    for row in connection.execute(sa.text(_changes(of_rows)), of | {"events": list(numbers)}):
        changes.setdefault(row.event_id, []).append(
            RowChange(row.name, row.row_id, row.before, row.after, tuple(row.about))
        )
    events = connection.execute(
        sa.select(event)
        .where(event.c.project_id == project_id, event.c.id.in_(list(numbers)))
        .order_by(event.c.id.desc())
    )
    return [
        Event(
            number=numbers[row.id],
            at=row.at,
            actor=names.get(row.actor_id, ""),
            channel=row.channel,
            deed=row.deed,
            reason=row.reason,
            detail=row.detail or {},
            changes=tuple(changes[row.id]),
        )
        for row in events
    ]


def deeds_done(
    connection: sa.Connection, project_id: int, deeds: Collection[str], at_most: int, before: int | None = None
) -> list[Event]:
    """The newest events of some deeds in a project, before that of a number; `number` is that of the event."""
    e = event.c
    query = sa.select(event).where(e.project_id == project_id, e.deed.in_(deeds))
    query = query.where(e.id < before) if before is not None else query
    names = people_of(connection, project_id)
    return [
        Event(row.id, row.at, names.get(row.actor_id, ""), row.channel, row.deed, row.reason, row.detail or {}, ())
        for row in connection.execute(query.order_by(e.id.desc()).limit(at_most))
    ]


def row_at_version(connection: sa.Connection, project_id: int, table: str, row_id: int, version: int) -> dict[str, Any]:
    """The columns of a row as they stood at an earlier version; none where it never stood at it.

    A row that says no version is at its first.
    """
    stood_at = sa.func.coalesce(entry.c.before["version"].as_integer(), 1)
    found: dict[str, Any] | None = connection.execute(
        sa.select(entry.c.before)
        .join(logged_table, logged_table.c.number == entry.c.table_number)
        .where(
            logged_table.c.name == table,
            entry.c.project_id == project_id,
            entry.c.row_id == row_id,
            entry.c.before.is_not(None),
            stood_at == version,
        )
        .limit(1)
    ).scalar()
    return found or {}


def is_index_due(connection: sa.Connection, project_id: int) -> bool:
    """Whether an upgrade has changed what a project's index is made of, and it was not made anew since."""
    of_it = (index_due.c.project_id == project_id, index_due.c.done_at.is_(None))
    return connection.execute(sa.select(index_due.c.project_id).where(*of_it)).first() is not None


def projects_due(connection: sa.Connection) -> list[str]:
    """The codes of the projects of which that is so: for the owner."""
    due = sa.select(project.c.code).join(index_due, index_due.c.project_id == project.c.id)
    return list(connection.execute(due.where(index_due.c.done_at.is_(None)).order_by(project.c.code)).scalars())


def note_projected(connection: sa.Connection, project_id: int) -> None:
    """Notes that the whole of a project was projected anew."""
    due = (index_due.c.project_id == project_id, index_due.c.done_at.is_(None))
    connection.execute(sa.update(index_due).where(*due).values(done_at=sa.func.now()))
