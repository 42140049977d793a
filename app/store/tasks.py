"""Tasks that a person has taken up and those that a rule has opened, in one list; taking up, changing, closing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.errors import FilterNotUnderstood, NotFound, Stale, mend
from app.domain.incidents import NamedParty
from app.domain.records import TaskRecord
from app.domain.refs import is_ref, new_ref
from app.domain.sources import NamedIncident
from app.domain.tasks import BY_RULE, TaskAbout, TaskQuestion, TaskView
from app.store import reading, sources
from app.store.claims import Keys
from app.store.registers import named_document, named_documents
from app.store.rows import insert_rows
from app.store.same import entries_of, joined_with
from app.store.tables.incidents import incident, involvement, party
from app.store.tables.sources import document
from app.store.tables.tasks import task

_NO_DAY = date.max
"""Where a task without a day stands in the list: last."""

About = tuple[tuple[int, ...], int | None]
"""The entries of an incident, and a document, of which tasks are asked for."""

Place = tuple[date, int, int, int]
"""The day, the kind's number (0: taken up), and two ids: where a line stands in the list."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks, the day on which they do, and the names of those who work in the project."""

    account_id: int
    today: date
    people: dict[int, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about, by ids."""

    incident_id: int | None = None
    document_id: int | None = None
    party_id: int | None = None

    def holds(self, connection: sa.Connection, project_id: int, table: Any) -> list[sa.ColumnElement[bool]]:
        """Rows about the same: of whichever entry of the incident, and whatever the party is called."""
        incidents, parties = [self.incident_id], [self.party_id]
        if self.incident_id is not None:
            incidents = [*entries_of(connection, project_id, self.incident_id)]
        if self.party_id is not None:
            parties = [*joined_with(connection, project_id, "party", {self.party_id})]
        return [
            sa.or_(*(table.incident_id.is_not_distinct_from(one) for one in incidents)),
            table.document_id.is_not_distinct_from(self.document_id),
            sa.or_(*(table.party_id.is_not_distinct_from(one) for one in parties)),
        ]


def subject_of(connection: sa.Connection, project_id: int, about: TaskAbout) -> Subject:
    """The ids of what a task is about. NotFound where one of them may not be seen."""
    number = None
    if about.document and not is_ref(about.document, "document"):
        raise NotFound("There is no such document, or you may not see it.")
    if about.party and not is_ref(about.party, "party"):
        raise NotFound("There is no such party, or you may not see it.")
    if about.party:
        number = connection.execute(
            sa.select(party.c.id).where(party.c.project_id == project_id, party.c.ref == about.party)
        ).scalar()
        if number is None:
            raise NotFound("There is no such party, or you may not see it.")
    return Subject(
        reading.incident_id(connection, project_id, about.incident) if about.incident else None,
        sources.document_id(connection, project_id, about.document) if about.document else None,
        number,
    )


def find_tasks(
    connection: sa.Connection, project_id: int, question: TaskQuestion, asker: Asker, after: str | None, at_most: int
) -> tuple[list[TaskView], str | None]:
    """A page of tasks: by their day, then those taken up, then what the rules opened; and the cursor of the next."""
    place = _read(after) if after else None
    asked = TaskAbout("", question.incident, question.document)
    subject = subject_of(connection, project_id, asked) if question.incident or question.document else None
    about = _entries(connection, project_id, subject) if subject else None
    branches = [_first(_taken_up(project_id, question, asker, about), place, at_most + 1)]
    if not (question.mine or question.due or question.done):
        kinds = [question.kind] if question.kind else BY_RULE
        opened = (_opened(project_id, kind, about, place, at_most + 1) for kind in kinds if kind in BY_RULE)
        branches += [branch for branch in opened if branch is not None]
    every = sa.union_all(*branches).subquery("tasks")
    t = every.c
    rows = connection.execute(sa.select(every).order_by(t.day, t.rank, t.one, t.two).limit(at_most + 1)).all()
    page = rows[:at_most]
    on = _written(page[-1]) if len(rows) > at_most else None
    return _views(connection, project_id, page, asker), on


def read_task(connection: sa.Connection, project_id: int, ref: str, asker: Asker) -> TaskView:
    """One task that a person has taken up. NotFound where there is none that may be seen."""
    query = _columns_of_taken_up(project_id).where(task.c.ref == ref)
    rows = connection.execute(query).all()
    if not rows:
        raise NotFound("There is no such task, or you may not see it.")
    return _views(connection, project_id, rows, asker)[0]


def is_taken_up(connection: sa.Connection, project_id: int, kind: str, subject: Subject) -> str | None:
    """The ref of the open task of this kind about the same, where somebody has taken it up."""
    t = task.c
    query = sa.select(t.ref).where(t.project_id == project_id, t.kind == kind, t.done_at.is_(None))
    query = query.where(*subject.holds(connection, project_id, t)).order_by(t.id).limit(1)
    found: str | None = connection.execute(query).scalar()
    return found


def is_on_record(connection: sa.Connection, project_id: int, ref: str) -> bool:
    """Whether somebody has taken up a task of this ref."""
    found = sa.select(task.c.id).where(task.c.project_id == project_id, task.c.ref == ref)
    return connection.execute(found).first() is not None


def stands(connection: sa.Connection, project_id: int, kind: str, subject: Subject) -> bool:
    """Whether there is something to do: no deed has closed it."""
    return bool(connection.execute(sa.select(_stands(project_id, kind, subject))).scalar())


def add_task(
    connection: sa.Connection,
    project_id: int,
    kind: str,
    subject: Subject,
    values: dict[str, Any],
    opened_by: int,
    ref: str | None = None,
) -> str:
    """Adds a task that somebody takes up. Returns its ref."""
    ref = ref or new_ref("task")
    row = {
        "project_id": project_id, "ref": ref, "kind": kind, "incident_id": subject.incident_id,
        "document_id": subject.document_id, "party_id": subject.party_id, "opened_by": opened_by, **values,
    }  # fmt: skip
    insert_rows(connection, task, [row])
    return ref


def add_records(
    connection: sa.Connection, project_id: int, records: Sequence[TaskRecord], keys: Keys, opened_by: int
) -> None:
    """Adds tasks of a bundle, whose they are left open."""
    rows = [
        {
            "project_id": project_id, "ref": record.key if is_ref(record.key, "task") else new_ref("task"),
            "kind": record.kind, **_ids(record, keys), "what": record.what, "due_on": record.due_on,
            "opened_by": opened_by, "done_at": record.done_at, "done_reason": record.done_reason,
        }
        for record in records
    ]  # fmt: skip
    insert_rows(connection, task, rows)


def open_reviews(
    connection: sa.Connection, project_id: int, kind: str, incident_ids: Collection[int], document_id: int, by: int
) -> None:
    """Opens a review, of a kind, of each incident that a change of a document concerns, unless one is open already."""
    for number in sorted(incident_ids):
        subject = Subject(number, document_id)
        if is_taken_up(connection, project_id, kind, subject) is None:
            add_task(connection, project_id, kind, subject, {}, by)


def on_record(connection: sa.Connection, project_id: int, records: Sequence[TaskRecord], keys: Keys) -> set[str]:
    """Which of these tasks are on record, by ref, or open about the same by another."""
    t = task.c
    refs = sa.select(t.ref).where(t.project_id == project_id, t.ref.in_([record.key for record in records]))
    found = set(connection.execute(refs).scalars())
    for record in records:
        named = [record.incident in keys.incidents, record.document in keys.documents, record.party in keys.parties]
        if record.kind != "other" and record.done_at is None and any(named):
            try:
                subject = Subject(**_ids(record, keys))
            except KeyError:
                continue  # what it is about is not on record, so neither is it
            if is_taken_up(connection, project_id, record.kind, subject):
                found.add(record.key)
    return found


def _ids(record: TaskRecord, keys: Keys) -> dict[str, int | None]:
    """What a record is about, by ids. KeyError where that is not on record."""
    return {
        "incident_id": keys.incidents[record.incident].id if record.incident else None,
        "document_id": keys.documents[record.document].id if record.document else None,
        "party_id": keys.parties[record.party].id if record.party else None,
    }


def done(account_id: int, reason: str) -> dict[str, Any]:
    """The columns of a task that somebody closes with a reason."""
    return {"done_by": account_id, "done_at": sa.func.now(), "done_reason": reason}


def change_task(connection: sa.Connection, project_id: int, ref: str, version: int, values: dict[str, Any]) -> None:
    """Changes a task that is not done. Stale where it has moved on from the version that was read, or is done."""
    t = task.c
    changed = sa.update(task).where(t.project_id == project_id, t.ref == ref, t.version == version, t.done_at.is_(None))
    if not connection.execute(changed.values(**values, version=version + 1)).rowcount:
        raise Stale(mend("This task has been changed while you were reading."), version)


def _stands(project_id: Any, kind: Any, about: Any) -> sa.ColumnElement[bool]:
    ids = (sa.cast(one, sa.BigInteger) for one in (about.incident_id, about.document_id, about.party_id))
    return sa.func.task_stands(project_id, kind, *ids, type_=sa.Boolean())


def _columns_of_taken_up(project_id: int) -> sa.Select[Any]:
    t = task.c
    return sa.select(
        sa.func.coalesce(t.due_on, _NO_DAY).label("day"), sa.literal(0).label("rank"), t.id.label("one"),
        sa.literal(0, sa.BigInteger).label("two"), t.kind, t.incident_id, t.document_id, t.party_id, t.id.label("id"),
        t.ref, t.what, t.assigned_to, t.due_on, t.opened_by, t.opened_at, t.done_by, t.done_at, t.done_reason,
        t.version, _stands(t.project_id, t.kind, t).label("stands"),
    ).where(t.project_id == project_id)  # fmt: skip


def _taken_up(project_id: int, question: TaskQuestion, asker: Asker, about: About | None) -> sa.Select[Any]:
    t = task.c
    closed = t.done_at.is_not(None) | ~_stands(t.project_id, t.kind, t)
    query = _columns_of_taken_up(project_id).where(closed if question.done else ~closed)
    if question.kind:
        query = query.where(t.kind == question.kind)
    if question.mine:
        query = query.where(t.assigned_to == asker.account_id)
    if question.due:
        query = query.where(t.due_on <= asker.today)
    return query.where(*_about(t, about))


def _opened(
    project_id: int, kind: str, about: About | None, place: Place | None, at_most: int
) -> sa.Select[Any] | None:
    """The first lines, behind a place in the whole list, of what the rule of one kind has opened and nobody has taken
    up; None where they all stand before it.

    The candidates are put in order first and then asked one after another (OFFSET keeps the two apart) until the page
    is full: what disagrees takes a while to find out.
    """
    rank = 1 + BY_RULE.index(kind)
    if place is not None and (_NO_DAY, rank) < place[:2]:
        return None
    names = ("project_id", "kind", "incident_id", "document_id", "party_id")
    t = sa.table("task_candidate", *(sa.column(name, sa.BigInteger) for name in names)).c
    of_document = {"find_primary": (t.document_id,), "find_relayed": (t.document_id,)}
    key = {**of_document, "ask_reply": (t.incident_id, t.party_id)}.get(kind, (t.incident_id,))
    where = [t.project_id == project_id, t.kind == sa.literal(kind, sa.Text), *_about(t, about)]
    if place is not None and place[:2] == (_NO_DAY, rank):
        where.append(sa.tuple_(*key) > sa.tuple_(*map(sa.literal, place[2 : 2 + len(key)])))
    subject = (sa.cast(one, sa.BigInteger).label(one.name) for one in (t.incident_id, t.document_id, t.party_id))
    c = sa.select(*subject).where(*where).order_by(*key).offset(0).subquery("candidate").c
    ordered = [c[one.name] for one in key]
    asked = sa.func.task_is_nobodys(project_id, kind, c.incident_id, c.document_id, c.party_id)
    nobodys = sa.select(asked.label("yes")).correlate(ordered[0].table).offset(0).lateral("nobodys")
    empty: dict[str, Any] = {
        "ref": sa.Text, "what": sa.Text, "assigned_to": sa.BigInteger, "due_on": sa.Date, "opened_by": sa.BigInteger,
        "opened_at": sa.DateTime(timezone=True), "done_by": sa.BigInteger, "done_at": sa.DateTime(timezone=True),
        "done_reason": sa.Text, "version": sa.Integer,
    }  # fmt: skip
    two = ordered[1] if len(key) > 1 else sa.literal(0, sa.BigInteger)
    lines = sa.select(
        sa.literal(_NO_DAY).label("day"), sa.literal(rank).label("rank"), ordered[0].label("one"), two.label("two"),
        sa.literal(kind).label("kind"), c.incident_id, c.document_id, c.party_id,
        sa.cast(sa.null(), sa.BigInteger).label("id"),
        *(sa.cast(sa.null(), type_).label(name) for name, type_ in empty.items()), sa.true().label("stands"),
    )  # fmt: skip
    lines = lines.select_from(ordered[0].table).join(nobodys, sa.true()).where(nobodys.c.yes)
    return sa.select(lines.order_by(*ordered).limit(at_most).subquery())


def _entries(connection: sa.Connection, project_id: int, subject: Subject) -> About:
    """What tasks are asked for by: the document, or all entries of the incident."""
    entries = entries_of(connection, project_id, subject.incident_id) if subject.incident_id else []
    return tuple(entries), subject.document_id


def _about(table: Any, about: About | None) -> list[sa.ColumnElement[bool]]:
    if about is None:
        return []
    entries, document_id = about
    found = [table.incident_id.in_(entries)] if entries else []
    return [*found, table.document_id == document_id] if document_id is not None else found


def _first(branch: sa.Select[Any], place: Place | None, at_most: int) -> sa.Select[Any]:
    """The first lines of what is taken up, behind a place in the whole list."""
    c = branch.selected_columns
    if place is not None:
        branch = branch.where(sa.tuple_(c.day, c.rank, c.one, c.two) > sa.tuple_(*map(sa.literal, place)))
    return sa.select(branch.order_by(c.day, c.one, c.two).limit(at_most).subquery())


def _views(connection: sa.Connection, project_id: int, rows: Any, asker: Asker) -> list[TaskView]:
    """The tasks with the names of what they are about, looked up for the page at once."""
    i, p = incident.c, party.c
    incidents = {
        row.id: NamedIncident(row.ref, row.title)
        for row in connection.execute(
            sa.select(i.id, i.ref, i.title).where(
                i.project_id == project_id, i.id.in_({row.incident_id for row in rows if row.incident_id})
            )
        )
    }
    documents = {
        row.id: named_document(row)
        for row in connection.execute(
            named_documents(project_id).where(document.c.id.in_({row.document_id for row in rows if row.document_id}))
        )
    }
    parties = {
        row.id: NamedParty(row.ref, row.label, row.kind)
        for row in connection.execute(
            sa.select(p.id, p.ref, p.label, p.kind).where(
                p.project_id == project_id, p.id.in_({row.party_id for row in rows if row.party_id})
            )
        )
    }
    people = asker.people
    return [
        TaskView(
            ref=row.ref, kind=row.kind, incident=incidents.get(row.incident_id),
            document=documents.get(row.document_id), party=parties.get(row.party_id), what=row.what,
            assigned_to=people.get(row.assigned_to) if row.assigned_to else None,
            mine=row.assigned_to == asker.account_id, due_on=row.due_on,
            opened_by=people.get(row.opened_by) if row.opened_by else None, opened_at=row.opened_at,
            done_by=people.get(row.done_by) if row.done_by else None, done_at=row.done_at,
            done_reason=row.done_reason, stands=row.stands, version=row.version or 1, id=row.id,
        )
        for row in rows
    ]  # fmt: skip


def alleged_in(connection: sa.Connection, project_id: int, incident_ref: str) -> tuple[NamedParty, ...]:
    """The parties that are alleged in an incident, in whichever entry, each once under the name recorded first."""
    n, p = involvement.c, party.c
    entries = entries_of(connection, project_id, reading.incident_id(connection, project_id, incident_ref))
    named = sa.select(sa.func.named_party(project_id, n.party_id)).where(
        n.project_id == project_id, n.role == "alleged", n.claims > 0, n.incident_id.in_(entries)
    )
    rows = connection.execute(
        sa.select(p.ref, p.label, p.kind).where(p.project_id == project_id, p.id.in_(named)).order_by(p.label, p.ref)
    )
    return tuple(NamedParty(row.ref, row.label, row.kind) for row in rows)


def _written(row: sa.Row[Any]) -> str:
    return f"{row.day.isoformat()}~{row.rank}~{row.one}~{row.two}"


def _read(cursor: str) -> Place:
    try:
        day, rank, one, two = cursor.split("~")
        return date.fromisoformat(day), int(rank), min(int(one), 2**62), min(int(two), 2**62)
    except ValueError:
        raise FilterNotUnderstood(
            "This page of the list is not known any more. Start from the first.", "after"
        ) from None
