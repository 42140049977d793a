"""Incidents, their acts and parties: finding them by ref or outside number, adding new ones. No fact stands here."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import party_tier
from app.domain.errors import NotFound
from app.domain.records import ActRecord, ExternalId, IncidentRecord, PartyRecord, PropertyItemRecord
from app.domain.refs import is_ref, new_ref
from app.domain.text import fold, searchable
from app.store.rows import insert_rows, take_ids
from app.store.tables.incidents import act, external_id, incident, party, property_item


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """An incident on record. `digest` is that of the imported row it came from, where it came from one."""

    id: int
    ref: str
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party on record, as much of it as writing claims needs."""

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An object that was harmed, on record: what is said of it is of its tier at least."""

    id: int
    incident_id: int
    tier: int


@dataclass(frozen=True, slots=True)
class KnownIntervention:
    """An action or a response on record: what is said of it is of its tier at least."""

    id: int
    tier: int


@dataclass(frozen=True, slots=True)
class MadeWords:
    """What we made ourselves of an incident's title and summary, and in which language; None: a person wrote it."""

    incident_id: int
    ref: str
    title: str | None
    summary: str | None
    title_made_in: str | None
    summary_made_in: str | None


def find_incidents(
    connection: sa.Connection, project_id: int, keys: Collection[str], external: Iterable[ExternalId] = ()
) -> dict[str, KnownIncident]:
    """Incidents on record by ref, and by outside number: those come back under the external id's `subject`.

    Of several incidents under one outside number the one that had it first.
    """
    found = {
        row.ref: KnownIncident(row.id, row.ref)
        for row in connection.execute(
            sa.select(incident.c.id, incident.c.ref).where(
                incident.c.project_id == project_id,
                incident.c.ref.in_([key for key in keys if is_ref(key, "incident")]),
            )
        )
    }
    by_scheme: dict[str, dict[str, str]] = {}
    for outside in external:
        by_scheme.setdefault(outside.scheme, {})[outside.value] = outside.subject
    for scheme, subjects in by_scheme.items():
        rows = connection.execute(
            sa.select(external_id.c.value, external_id.c.digest, incident.c.id, incident.c.ref)
            .join(incident, (incident.c.project_id == project_id) & (incident.c.id == external_id.c.incident_id))
            .where(
                external_id.c.project_id == project_id,
                external_id.c.scheme == scheme,
                external_id.c.value == sa.any_(sa.cast(list(subjects), sa.ARRAY(sa.Text))),
            )
            .order_by(external_id.c.id.desc())
        )
        for row in rows:
            found[subjects[row.value]] = KnownIncident(row.id, row.ref, row.digest)
    return found


def add_incidents(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[IncidentRecord],
    known: dict[str, KnownIncident],
    recorded: dict[str, Any],
) -> None:
    """Adds incidents; `recorded` holds the columns that say how they came in (who, which batch or form)."""
    ids = take_ids(connection, incident, len(records))
    rows = []
    for record in records:
        number = next(ids)
        ref = record.key if is_ref(record.key, "incident") else new_ref("incident")
        known[record.key] = KnownIncident(number, ref)
        rows.append(
            {
                "project_id": project_id,
                "id": number,
                "ref": ref,
                "kind": record.kind,
                "title": record.title,
                "title_folded": searchable(record.title),
                "summary": record.summary,
                "summary_folded": searchable(record.summary),
                "scope": record.scope,
                "tier": record.tier,
                "title_made_in": record.title_made_in,
                "summary_made_in": record.summary_made_in,
                "not_said": list(record.not_said) or None,
                **recorded,
            }
        )
    insert_rows(connection, incident, rows)


def find_acts(connection: sa.Connection, project_id: int, incident_ids: Collection[int]) -> dict[str, tuple[int, int]]:
    """The acts of some incidents by ref: (id, incident id)."""
    rows = connection.execute(
        sa.select(act.c.ref, act.c.id, act.c.incident_id)
        .where(
            act.c.project_id == project_id,
            act.c.incident_id == sa.any_(sa.cast(list(incident_ids), sa.ARRAY(sa.BigInteger))),
        )
        .order_by(act.c.id)
    )
    return {row.ref: (row.id, row.incident_id) for row in rows}


def add_acts(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[ActRecord],
    incidents: dict[str, KnownIncident],
    known: dict[str, tuple[int, int]],
) -> None:
    """Adds acts, each under its key, to the database and to `known`."""
    ids = take_ids(connection, act, len(records))
    rows = []
    for record in records:
        number = next(ids)
        incident_id = incidents[record.incident].id
        known[record.key] = (number, incident_id)
        ref = record.key if is_ref(record.key, "act") else new_ref("act")
        rows.append({"project_id": project_id, "id": number, "incident_id": incident_id, "ref": ref})
    insert_rows(connection, act, rows)


def find_items(connection: sa.Connection, project_id: int, incident_ids: Collection[int]) -> dict[str, KnownItem]:
    """The objects harmed in some incidents, by ref."""
    i = property_item.c
    rows = connection.execute(
        sa.select(i.ref, i.id, i.incident_id, i.tier)
        .where(
            i.project_id == project_id, i.incident_id == sa.any_(sa.cast(list(incident_ids), sa.ARRAY(sa.BigInteger)))
        )
        .order_by(i.id)
    )
    return {row.ref: KnownItem(row.id, row.incident_id, row.tier) for row in rows}


def add_items(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[PropertyItemRecord],
    incidents: dict[str, KnownIncident],
    known: dict[str, KnownItem],
) -> None:
    """Adds objects that were harmed, each under its key, to the database and to `known`."""
    ids = take_ids(connection, property_item, len(records))
    rows = []
    for record in records:
        added = known[record.key] = KnownItem(next(ids), incidents[record.incident].id, record.tier)
        rows.append(
            {
                "project_id": project_id,
                "id": added.id,
                "incident_id": added.incident_id,
                "ref": record.key if is_ref(record.key, "property_item") else new_ref("property_item"),
                "label": record.label,
                "label_folded": searchable(record.label),
                "tier": record.tier,
            }
        )
    insert_rows(connection, property_item, rows)


def find_parties(connection: sa.Connection, project_id: int, records: Sequence[PartyRecord]) -> dict[str, KnownParty]:
    """Parties on record under the records' refs, or of the same kind under the very same label, white space apart."""
    labels = [hashlib.md5(fold(record.label).encode()).hexdigest() for record in records]
    refs = [record.key for record in records if is_ref(record.key, "party")]
    rows = connection.execute(
        sa.select(party.c.id, party.c.ref, party.c.kind, party.c.label)
        .where(
            party.c.project_id == project_id,
            sa.or_(party.c.ref.in_(refs), sa.func.md5(party.c.label_folded).in_(labels)),
        )
        .order_by(party.c.id.desc())
    ).all()
    by_ref = {row.ref: KnownParty(row.id, row.kind) for row in rows}
    by_label = {(row.kind, " ".join(row.label.split())): KnownParty(row.id, row.kind) for row in rows}
    found: dict[str, KnownParty] = {}
    for record in records:
        known = by_ref.get(record.key) or by_label.get((record.kind, " ".join(record.label.split())))
        if known is not None:
            found[record.key] = known
    return found


def add_parties(
    connection: sa.Connection, project_id: int, records: Sequence[PartyRecord], known: dict[str, KnownParty]
) -> None:
    """Adds parties, each under its key, to the database and to `known`; none below the tier of its kind."""
    ids = take_ids(connection, party, len(records))
    rows = []
    for record in records:
        number = next(ids)
        known[record.key] = KnownParty(number, record.kind)
        rows.append(
            {
                "project_id": project_id,
                "id": number,
                "ref": record.key if is_ref(record.key, "party") else new_ref("party"),
                "kind": record.kind,
                "label": record.label,
                "label_folded": fold(record.label),
                "tier": max(record.tier, party_tier(record.kind)),
            }
        )
    insert_rows(connection, party, rows)


def change_incident(
    connection: sa.Connection,
    project_id: int,
    incident_id: int,
    version: int,
    *,
    title: str,
    summary: str,
    kind: str,
) -> bool:
    """Changes the own words of an incident that still stands at `version`, and whether it is a summary figure. False
    where it has moved on."""
    done = connection.execute(
        sa.update(incident)
        .where(incident.c.project_id == project_id, incident.c.id == incident_id, incident.c.version == version)
        .values(
            kind=kind,
            title=title,
            title_folded=searchable(title),
            summary=summary,
            summary_folded=searchable(summary),
            version=version + 1,
            # What was left as it is remains ours to renew.
            title_made_in=sa.case((incident.c.title == title, incident.c.title_made_in)),
            summary_made_in=sa.case((incident.c.summary == summary, incident.c.summary_made_in)),
            words_at=sa.func.now(),
            changed_at=sa.func.now(),
        )
    )
    return bool(done.rowcount)


def titled_by_us(connection: sa.Connection, project_id: int, refs: Collection[str]) -> list[int]:
    """Of these incidents, those whose title we made ourselves and may renew."""
    i = incident.c
    made = i.title_made_in.is_not(None), i.workflow != "cleared"
    query = sa.select(i.id).where(i.project_id == project_id, i.ref.in_(list(refs)), *made)
    return list(connection.execute(query).scalars()) if refs else []


def made_words(connection: sa.Connection, project_id: int, incident_ids: Collection[int]) -> list[MadeWords]:
    """Of these incidents, those whose title or summary we made ourselves and may renew."""
    columns = incident.c
    made_in = columns.title_made_in, columns.summary_made_in
    rows = connection.execute(
        sa.select(columns.id, columns.ref, columns.title, columns.summary, *made_in).where(
            columns.project_id == project_id,
            columns.id == sa.any_(sa.cast(sorted(incident_ids), sa.ARRAY(sa.BigInteger))),
            sa.or_(*(column.is_not(None) for column in made_in)),
            columns.workflow != "cleared",  # what was cleared stays as it was read
        )
    )
    return [MadeWords(*row) for row in rows]


def renew_words(connection: sa.Connection, project_id: int, made: MadeWords) -> None:
    """Puts our own words about an incident in the place of those that we made before; a person's stay."""
    own = {name: text for name, text in (("title", made.title), ("summary", made.summary)) if text is not None}
    folded = {f"{name}_folded": searchable(text) for name, text in own.items()}
    # Where a person wrote one of the two, that one is as old as it was.
    written = {"words_at": sa.func.now()} if len(own) == 2 else {}
    connection.execute(
        sa.update(incident)
        .where(incident.c.project_id == project_id, incident.c.id == made.incident_id)
        .values(**own, **folded, **written)
    )


def bump(connection: sa.Connection, project_id: int, ref: str) -> int:
    """Counts an incident's version up, since what is said of it has changed. Returns its id."""
    number: int = connection.execute(
        sa.update(incident)
        .where(incident.c.project_id == project_id, incident.c.ref == ref)
        .values(version=incident.c.version + 1, changed_at=sa.func.now())
        .returning(incident.c.id)
    ).scalar_one()
    return number


def bump_all(connection: sa.Connection, project_id: int, incident_ids: Collection[int]) -> None:
    """Counts up the versions of incidents of which more is said now."""
    connection.execute(
        sa.update(incident)
        .where(incident.c.project_id == project_id, incident.c.id.in_(sorted(incident_ids)))
        .values(version=incident.c.version + 1, changed_at=sa.func.now())
    )


def version_of(connection: sa.Connection, project_id: int, ref: str, *, locked: bool = False) -> tuple[int, int]:
    """(id, version) of an incident, `locked` until the transaction ends. NotFound where there is none that may be
    seen."""
    query = sa.select(incident.c.id, incident.c.version).where(
        incident.c.project_id == project_id, incident.c.ref == ref
    )
    row = connection.execute(query.with_for_update(key_share=True) if locked else query).first()
    if row is None:
        raise NotFound("There is no such incident, or you may not see it.")
    return row.id, row.version


def last_recorded(connection: sa.Connection, project_id: int, account_id: int) -> str | None:
    """The ref of the incident that somebody last entered by hand, among the newest of the project."""
    i = incident.c
    newest = sa.select(sa.func.max(i.id) - 20_000).where(i.project_id == project_id).scalar_subquery()
    mine = sa.select(i.ref).where(
        i.project_id == project_id, i.id > newest, i.recorded_by == account_id, i.form_key.is_not(None)
    )
    ref: str | None = connection.execute(mine.order_by(i.id.desc()).limit(1)).scalar()
    return ref


def incident_of_form(connection: sa.Connection, project_id: int, form_key: str) -> str | None:
    """The ref of the incident that a form with this one-time key has already made."""
    ref: str | None = connection.execute(
        sa.select(incident.c.ref).where(incident.c.project_id == project_id, incident.c.form_key == form_key)
    ).scalar()
    return ref


def incident_ids(connection: sa.Connection, project_id: int, after: int, at_most: int) -> list[int]:
    """The ids of a project's incidents in order, from the one after `after` on."""
    return list(
        connection.execute(
            sa.select(incident.c.id)
            .where(incident.c.project_id == project_id, incident.c.id > after)
            .order_by(incident.c.id)
            .limit(at_most)
        ).scalars()
    )
