"""Sources and documents: finding them by ref or by what they are called, and registering new ones."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.addresses import address_key
from app.domain.errors import NotFound
from app.domain.origins import Speaker
from app.domain.records import DocumentRecord, SourceRecord
from app.domain.refs import is_ref, new_ref
from app.domain.text import fold, searchable
from app.store.origins import speaking_document
from app.store.rows import insert_rows, take_ids
from app.store.same import Joined, joined_sources
from app.store.tables.incidents import external_id
from app.store.tables.sources import document, source, source_alias


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A registered source, as much of it as writing claims needs. `head` is who heads its group, itself perhaps."""

    id: int
    ref: str
    default_basis: str
    speaker: Speaker
    head: int


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A registered document, as much of it as writing claims needs. In a copy the original's source is who speaks."""

    id: int
    ref: str
    source_id: int
    speaker: Speaker
    published_earliest_on: date | None
    published_latest_on: date | None


def find_sources(connection: sa.Connection, project_id: int, keys: Collection[str]) -> dict[str, KnownSource]:
    """Registered sources by ref, by their exact name, or by an exact alias."""
    if not keys:
        return {}
    folded = [fold(key) for key in keys]
    columns = (source.c.id, source.c.ref, source.c.default_basis, source.c.group_id, source.c.counts_as_origin)
    by_name = sa.select(*columns, source.c.name.label("key")).where(
        source.c.project_id == project_id, source.c.name_folded == sa.any_(sa.cast(folded, sa.ARRAY(sa.Text)))
    )
    by_alias = (
        sa.select(*columns, source_alias.c.name.label("key"))
        .join(source_alias, (source_alias.c.project_id == project_id) & (source_alias.c.source_id == source.c.id))
        .where(
            source.c.project_id == project_id,
            source_alias.c.name_folded == sa.any_(sa.cast(folded, sa.ARRAY(sa.Text))),
            source_alias.c.ended_at.is_(None),
        )
    )
    by_ref = sa.select(*columns, source.c.ref.label("key")).where(
        source.c.project_id == project_id, source.c.ref.in_([key for key in keys if is_ref(key, "source")])
    )
    joined = joined_sources(connection, project_id)
    found: dict[str, KnownSource] = {}
    for row in connection.execute(sa.union_all(by_alias, by_name, by_ref)):
        if row.key in keys:
            head = row.group_id or row.id
            speaker = Speaker(joined.counted(head), row.counts_as_origin)
            found[row.key] = KnownSource(row.id, row.ref, row.default_basis, speaker, head)
    return found


def one_at_a_time(connection: sa.Connection, project_id: int) -> None:
    """Until the end of the transaction nobody else registers sources here: two saves of a new name make one source."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SOURCES, project_id)))


_SOURCES = 7001


def same_source(connection: sa.Connection, project_id: int, name: str) -> tuple[str, str] | None:
    """Name and kind of the source on record that is typed so but for case, accents or vowel signs."""
    found = connection.execute(
        sa.select(source.c.name, source.c.kind)
        .where(source.c.project_id == project_id, source.c.name_folded == fold(name))
        .order_by(source.c.name != name, source.c.id)
        .limit(1)
    ).first()
    return (found.name, found.kind) if found else None


def same_name(connection: sa.Connection, project_id: int, name: str) -> str:
    """The name of the source on record that is typed so but for case, accents or vowel signs; or `name` itself."""
    found = same_source(connection, project_id, name)
    return found[0] if found else name


def register_sources(
    connection: sa.Connection, project_id: int, records: Sequence[SourceRecord], known: dict[str, KnownSource]
) -> None:
    """Adds sources, each under its key, to the database and to `known`. A key that is a ref is kept as the ref."""
    ids = take_ids(connection, source, len(records))
    rows, aliases = [], []
    for record in records:
        number = next(ids)
        ref = record.key if is_ref(record.key, "source") else new_ref("source")
        beside = known[record.group] if record.group and record.group != record.key else None
        group = beside.head if beside else None
        speaker = Speaker(beside.speaker.group_id if beside else number, record.counts_as_origin)
        known[record.key] = KnownSource(number, ref, record.default_basis, speaker, group or number)
        rows.append(
            {
                "project_id": project_id,
                "id": number,
                "ref": ref,
                "kind": record.kind,
                "name": record.name,
                "name_folded": fold(record.name),
                "group_id": group,
                "default_basis": record.default_basis,
                "compiles": record.compiles,
                "counts_as_origin": record.counts_as_origin,
                "tier": record.tier,
                "affiliation": record.affiliation,
                "interest": record.interest,
                "counting_scope": record.counting_scope,
                "access": record.access,
                "group_reason": record.group_reason,
            }
        )
        aliases += [
            {"project_id": project_id, "source_id": number, "name": name, "name_folded": fold(name), "as_stated": True}
            for name in record.aliases
        ]
    insert_rows(connection, source, rows)
    insert_rows(connection, source_alias, aliases)


def find_documents(
    connection: sa.Connection, project_id: int, keys: Collection[str], external: Iterable[tuple[str, str]] = ()
) -> dict[str, KnownDocument]:
    """Registered documents by ref, and by external id: those come back under "scheme:value"."""
    queries = [
        _documents(project_id, document.c.ref).where(
            document.c.ref.in_([key for key in keys if is_ref(key, "document")])
        )
    ]
    by_scheme: dict[str, list[str]] = {}
    for scheme, value in external:
        by_scheme.setdefault(scheme, []).append(value)
    for scheme, values in by_scheme.items():
        queries.append(
            _documents(project_id, external_id.c.scheme + ":" + external_id.c.value)
            .join(external_id, (external_id.c.project_id == project_id) & (external_id.c.document_id == document.c.id))
            .where(
                external_id.c.scheme == scheme,
                external_id.c.ended_at.is_(None),
                external_id.c.value == sa.any_(sa.cast(values, sa.ARRAY(sa.Text))),
            )
        )
    joined = joined_sources(connection, project_id)
    return {row.key: _known_document(row, joined) for row in connection.execute(sa.union_all(*queries))}


def find_same_document(
    connection: sa.Connection,
    project_id: int,
    source_id: int,
    title: str,
    url: str | None,
    published: tuple[date | None, date | None] = (None, None),
) -> KnownDocument | None:
    """The document that a source already has under this address, or under this very title and no other address.

    `published`: the first and last day on which it may have come out, both None where that is not said. A document of
    other days is another one: every daily report has one title.
    """
    days = document.c.published_earliest_on, document.c.published_latest_on
    same_days = sa.and_(*(column.is_not_distinct_from(day) for column, day in zip(days, published, strict=True)))
    unsaid = sa.and_(*(column.is_(None) for column in days))
    one_day = sa.true() if published == (None, None) else sa.or_(same_days, unsaid)
    same_title = sa.func.md5(document.c.title_folded) == sa.func.md5(searchable(title))
    same = sa.or_(_at(url), same_title & document.c.url.is_(None)) if url else same_title
    row = connection.execute(
        _documents(project_id, document.c.ref)
        .where(document.c.source_id == source_id, same, one_day)
        .order_by(sa.desc(same_days), document.c.id)
        .limit(1)
    ).first()
    return _known_document(row, joined_sources(connection, project_id)) if row else None


def find_at_address(connection: sa.Connection, project_id: int, source_id: int, url: str) -> str | None:
    """The ref of the document that a source already has under this address."""
    d = document.c
    query = sa.select(d.ref).where(d.project_id == project_id, d.source_id == source_id, _at(url)).order_by(d.id)
    found: str | None = connection.execute(query.limit(1)).scalar()
    return found


def sources_at(connection: sa.Connection, project_id: int, url: str) -> list[str]:
    """The names of the sources that have a document under this address."""
    named = (
        sa.select(source.c.name)
        .distinct()
        .join(document, (document.c.project_id == project_id) & (document.c.source_id == source.c.id))
        .where(source.c.project_id == project_id, _at(url))
        .order_by(source.c.name)
    )
    return list(connection.execute(named).scalars())


def documents_at(connection: sa.Connection, project_id: int, urls: Collection[str]) -> dict[str, set[str]]:
    """By the key of an address, the refs of the documents on record under it."""
    keys = sorted({address_key(url) for url in urls})
    found: dict[str, set[str]] = {}
    hashed = sa.select(sa.func.md5(sa.func.unnest(sa.cast(keys, sa.ARRAY(sa.Text)))))
    query = sa.select(document.c.url_key, document.c.ref).where(
        document.c.project_id == project_id, sa.func.md5(document.c.url_key).in_(hashed)
    )
    for key, ref in connection.execute(query) if keys else ():
        found.setdefault(key, set()).add(ref)
    return found


def _at(url: str) -> sa.ColumnElement[bool]:
    """Documents under an address; one that was registered before keys were kept, under the very same."""
    d, md5 = document.c, sa.func.md5
    return sa.or_(md5(d.url_key) == md5(address_key(url)), d.url_key.is_(None) & (md5(d.url) == md5(url)))


def register_documents(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[DocumentRecord],
    sources: dict[str, KnownSource],
    known: dict[str, KnownDocument],
) -> None:
    """Adds documents, each under its key, to the database and to `known`. A key that is a ref is kept as the ref."""
    ids = take_ids(connection, document, len(records))
    rows = []
    for record in records:
        number = next(ids)
        ref = record.key if is_ref(record.key, "document") else new_ref("document")
        said_by = sources[record.source]
        known[record.key] = KnownDocument(
            number, ref, said_by.id, said_by.speaker, record.published_earliest_on, record.published_latest_on
        )
        rows.append(
            {
                "project_id": project_id,
                "id": number,
                "ref": ref,
                "source_id": said_by.id,
                "kind": record.kind,
                "title": record.title,
                "title_folded": searchable(record.title),
                "url": record.url,
                "url_key": address_key(record.url) if record.url else None,
                "language": record.language,
                "state": record.state,
                "published_as_stated": record.published_as_stated,
                "published_earliest_on": record.published_earliest_on,
                "published_latest_on": record.published_latest_on,
                "tier": record.tier,
                "series": record.series,
                "retraction": record.retraction,
                "retraction_as_stated": record.retraction_as_stated,
                "retraction_earliest_on": record.retraction_earliest_on,
                "retraction_latest_on": record.retraction_latest_on,
                "retraction_citation": record.retraction_citation,
            }
        )
    insert_rows(connection, document, rows)


def _documents(project_id: int, key: sa.ColumnElement[str]) -> sa.Select[Any]:
    speaking = speaking_document(project_id, document.c.id)
    return (
        sa.select(
            key.label("key"),
            document.c.id,
            document.c.ref,
            document.c.source_id,
            document.c.published_earliest_on,
            document.c.published_latest_on,
            speaking.c.group_id,
            speaking.c.counts_as_origin,
        )
        .select_from(document)
        .join(speaking, sa.true())
        .where(document.c.project_id == project_id)
    )


def _known_document(row: sa.Row[Any], joined: Joined) -> KnownDocument:
    speaker = Speaker(joined.counted(row.group_id), row.counts_as_origin)
    return KnownDocument(row.id, row.ref, row.source_id, speaker, row.published_earliest_on, row.published_latest_on)


@dataclass(frozen=True, slots=True)
class DocumentOnRecord:
    """A document as a form offers it: what it is called, who put it out, when."""

    ref: str
    title: str
    source_ref: str
    source_name: str
    source_kind: str
    published_earliest_on: date | None
    published_latest_on: date | None
    kind: str = ""
    url: str | None = None


def find_document(connection: sa.Connection, project_id: int, ref: str) -> DocumentOnRecord | None:
    """A document of one's project by ref."""
    row = connection.execute(_on_record(project_id).where(document.c.ref == ref)).first()
    return DocumentOnRecord(*row) if row else None


def document_id(connection: sa.Connection, project_id: int, ref: str) -> int:
    """The id of a document. NotFound where there is none that may be seen."""
    number: int | None = connection.execute(
        sa.select(document.c.id).where(document.c.project_id == project_id, document.c.ref == ref)
    ).scalar()
    if number is None:
        raise NotFound("There is no such document, or you may not see it.")
    return number


def newest_documents(connection: sa.Connection, project_id: int, how_many: int) -> list[DocumentOnRecord]:
    """The documents last put on file, newest first: what a documenter is most likely working from."""
    rows = connection.execute(
        _on_record(project_id).where(document.c.state == "on_file").order_by(document.c.id.desc()).limit(how_many)
    )
    return [DocumentOnRecord(*row) for row in rows]


def source_names(connection: sa.Connection, project_id: int, how_many: int) -> list[str]:
    """Names of sources, newest first, for a form to suggest."""
    rows = connection.execute(
        sa.select(source.c.name).where(source.c.project_id == project_id).order_by(source.c.id.desc()).limit(how_many)
    )
    return list(rows.scalars())


def names_and_kinds(connection: sa.Connection, project_id: int, how_many: int) -> list[tuple[str, str]]:
    """Names of sources with their kinds, newest first."""
    newest = sa.select(source.c.name, source.c.kind).where(source.c.project_id == project_id)
    rows = connection.execute(newest.order_by(source.c.id.desc()).limit(how_many))
    return [(row.name, row.kind) for row in rows]


def _on_record(project_id: int) -> sa.Select[Any]:
    return (
        sa.select(
            document.c.ref,
            document.c.title,
            source.c.ref.label("source_ref"),
            source.c.name.label("source_name"),
            source.c.kind.label("source_kind"),
            document.c.published_earliest_on,
            document.c.published_latest_on,
            document.c.kind,
            document.c.url,
        )
        .join(source, (source.c.project_id == project_id) & (source.c.id == document.c.source_id))
        .where(document.c.project_id == project_id)
    )
