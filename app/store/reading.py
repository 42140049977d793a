"""The one read path. What a reader may see is chosen here, per property and audience, where the SQL is built.

List, incident page and export select what follows from claims through `seen` (columns of the index), `may_see` (lines
of harm, acts and their parts) and `visible` (claims). Of what follows from none (an incident's own words, its scope,
how many sources there are) everyone who may see the incident sees all. What leaves is a record that holds nothing else,
so that a template cannot leak.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSON

from app.domain.disclosure import Audience
from app.domain.errors import FilterNotUnderstood, NotFound
from app.domain.incidents import HarmLine, Listed, Location, Page, Period, Tally
from app.domain.properties import PROPERTIES
from app.domain.questions import Question
from app.domain.refs import is_ref
from app.store import questions
from app.store.same import entries_beside
from app.store.tables.claims import claim
from app.store.tables.imports import import_batch
from app.store.tables.incidents import act, incident
from app.store.tables.index import incident_harm, incident_index

PAGE_SIZE = 50
COUNTED_UP_TO = 1000

_index = incident_index.c

# Which property a column of the index follows from: a reader who may not see the property sees no such column.
_FOLLOWS_FROM = {
    "incident.when": (
        "earliest_start", "latest_start", "earliest_end", "latest_end", "when_as_stated", "edtf", "span", "sort_on",
        "adopted_earliest_start", "adopted_latest_start", "adopted_earliest_end", "adopted_latest_end",
        "adopted_when_as_stated", "adopted_edtf",
    ),
    "incident.place": (
        "place_as_stated", "precision", "country", "unit1_name", "unit1_code", "unit2_name", "unit2_code", "unit3_name",
        "unit3_code", "unit_keys", "unit_keys_certain", "place_keys", "place_keys_certain", "geometry", "radius_m",
        "extent", "extent_is_whole", "place_name", "unit_names_ar", "adopted_place_as_stated", "adopted_precision",
        "adopted_unit1_name", "adopted_unit2_name", "adopted_unit3_name", "adopted_unit_names_ar", "adopted_geometry",
        "adopted_radius_m", "adopted_unit1_code", "adopted_unit2_code", "adopted_unit3_code", "spot",
    ),
    "act.type": ("act_codes",),
    "act.method": ("method_codes",),
    "act.alleged": ("alleged_ids", "attribution_lowest", "attribution_highest"),
}  # fmt: skip
_PROPERTY_OF = {column: path for path, columns in _FOLLOWS_FROM.items() for column in columns}
# The columns that follow from no property alone: the incident's own, and how much stands behind it. What is searched
# is made of all properties, and is shown to nobody.
_OF_NO_PROPERTY = frozenset(
    (
        "project_id", "incident_id", "kind", "scope", "tier", "source_ids", "origins", "sources", "documents",
        "verification_lowest", "verification_highest", "projected_position", "same_as_id",
    )
)  # fmt: skip


def may_see(path: str, audience: Audience) -> bool:
    """Whether an audience sees a property at all. Single values of it can still lie above the audience's ceiling."""
    return PROPERTIES[path].tier <= audience.ceiling


def seen(column: sa.ColumnElement[Any], audience: Audience) -> sa.ColumnElement[Any]:
    """A column of the index as an audience may see it: itself, or nothing where its property lies above the ceiling.

    KeyError for a column of which nobody has said yet what it follows from.
    """
    name = column.key or ""
    if name in _OF_NO_PROPERTY or may_see(_PROPERTY_OF[name], audience):
        return column
    return sa.cast(sa.null(), column.type).label(name)


def visible(audience: Audience) -> sa.ColumnElement[bool]:
    """Which claims an audience may see: property and value both within its ceiling."""
    paths = [path for path in PROPERTIES if may_see(path, audience)]
    return (claim.c.tier <= audience.ceiling) & claim.c.path.in_(paths)


def find_page(
    connection: sa.Connection,
    project_id: int,
    question: Question,
    audience: Audience,
    *,
    after: str | None = None,
    before: str | None = None,
    at_most: int = PAGE_SIZE,
) -> Page:
    """A page of incidents, newest first, by key; with how many answer the question certainly and possibly."""
    named = questions.of_names(connection, project_id, question)
    outside = questions.certainly_outside(connection, project_id, question.matching("certain"))
    where = [*questions.of_values(project_id, question), *named, *(outside if question.certain else ())]
    rows = _page_rows(
        connection,
        project_id,
        where,
        audience,
        after or before,
        backwards=after is None and before is not None,
        at_most=at_most + 1,
    )
    more = len(rows) > at_most
    rows = rows[:at_most]
    if after is None and before is not None:
        rows = rows[::-1]
        has_earlier, has_later = True, more
    else:
        has_earlier, has_later = more, after is not None
    harms = harms_of(connection, project_id, [row.incident_id for row in rows], audience)
    possible, certain, without_place = _tallies(connection, project_id, question, named, outside)
    return Page(
        items=tuple(_listed(row, harms.get(row.incident_id, ())) for row in rows),
        certain=certain,
        possible=possible,
        without_place=without_place,
        earlier=_cursor(rows[-1]) if rows and has_earlier else None,
        later=_cursor(rows[0]) if rows and has_later else None,
    )


def find_some(
    connection: sa.Connection, project_id: int, question: Question, audience: Audience, at_most: int
) -> tuple[Listed, ...]:
    """The newest of the incidents that possibly answer a question, uncounted. UnknownFilter for a name that is on no
    record."""
    where = questions.conditions(connection, project_id, question)
    rows = _page_rows(connection, project_id, where, audience, None, backwards=False)[:at_most]
    return tuple(_listed(row, ()) for row in rows)


def listed_of(
    connection: sa.Connection, project_id: int, incident_ids: Sequence[int], audience: Audience
) -> dict[str, Listed]:
    """Some incidents as lists have them, by ref; one that lies above what lists hold is missing."""
    if not incident_ids:
        return {}
    where = [_index.project_id == project_id, _index.incident_id.in_(list(incident_ids))]
    rows = _page_rows(connection, project_id, where, audience, None, backwards=False, at_most=len(incident_ids))
    harms = harms_of(connection, project_id, [row.incident_id for row in rows], audience)
    return {row.ref: _listed(row, harms.get(row.incident_id, ())) for row in rows}


def geometries_of(
    connection: sa.Connection, project_id: int, refs: Sequence[str], audience: Audience
) -> dict[str, dict[str, Any]]:
    """The geometries of some incidents as GeoJSON (RFC 7946), by ref: points and areas. One without is missing."""
    rows = connection.execute(
        sa.select(incident.c.ref, sa.cast(as_geojson(seen(_index.geometry, audience)), JSON).label("geometry"))
        .join(incident_index, (_index.project_id == incident.c.project_id) & (_index.incident_id == incident.c.id))
        .where(incident.c.project_id == project_id, incident.c.ref.in_(list(refs)))
    )
    return {row.ref: row.geometry for row in rows if row.geometry is not None}


def harms_of(
    connection: sa.Connection, project_id: int, incident_ids: Sequence[int], audience: Audience
) -> dict[int, tuple[HarmLine, ...]]:
    """The lines of harm of some incidents, wholes first; none for an audience that may not see counts."""
    if not incident_ids or not may_see("incident.count", audience):
        return {}
    line = incident_harm.c
    rows = connection.execute(
        sa.select(incident_harm)
        .where(line.project_id == project_id, line.incident_id.in_(list(incident_ids)))
        .order_by(line.incident_id, line.population, line.part_of, line.harm, line.unit, line.measure)
    )
    found: dict[int, list[HarmLine]] = {}
    for row in rows:
        found.setdefault(row.incident_id, []).append(_harm_line(row))
    return {key: tuple(lines) for key, lines in found.items()}


def _harm_line(row: sa.Row[Any]) -> HarmLine:
    line = HarmLine(
        row.harm, row.unit, row.measure, row.population, row.part_of, row.minimum, row.maximum, row.open_maximum,
        row.quantity_class, row.origins, row.claims, tuple(row.about or ()),
    )  # fmt: skip
    if not row.adopted:
        return line
    gone_by = replace(
        line,
        minimum=row.adopted_minimum,
        maximum=row.adopted_maximum,
        open_maximum=row.adopted_maximum is None,
        quantity_class=row.adopted_class,
        about=tuple(row.adopted_about or ()),
    )
    return replace(line, gone_by=gone_by)


def _page_rows(
    connection: sa.Connection,
    project_id: int,
    where: Sequence[questions.Condition],
    audience: Audience,
    cursor: str | None,
    *,
    backwards: bool,
    at_most: int = PAGE_SIZE + 1,
) -> Sequence[sa.Row[Any]]:
    key = sa.tuple_(_index.sort_on, _index.incident_id)
    if cursor is not None:
        place = _read_cursor(connection, project_id, cursor)
        where = [*where, key > place if backwards else key < place]
    order = (_index.sort_on, _index.incident_id) if backwards else (_index.sort_on.desc(), _index.incident_id.desc())
    page = sa.select(incident_index).where(*where).order_by(*order).limit(at_most).subquery("page")
    shown = [seen(page.c[column.key], audience) for column in _SHOWN]
    # Of entries that are joined, one stands in the list with what was done in any of them.
    types = (
        sa.select(
            sa.func.coalesce(sa.func.array_agg(act.c.type_code).filter(act.c.type_code.is_not(None)), sa.text("'{}'"))
        )
        .where(act.c.project_id == page.c.project_id, act.c.incident_id == sa.any_(entries_beside(page)))
        .scalar_subquery()
    )
    query = (
        sa.select(
            page.c.incident_id,
            sa.cast(page.c.sort_on, sa.Text).label("sorted_on"),
            *shown,
            *point_of(seen(page.c.geometry, audience)),
            *point_of(seen(page.c.adopted_geometry, audience), "adopted_"),
            incident.c.ref,
            incident.c.title,
            (types if may_see("act.type", audience) else sa.cast(sa.text("'{}'"), ARRAY(sa.Text))).label("act_types"),
            (import_batch.c.id.is_not(None) & import_batch.c.completed_at.is_(None)).label("import_incomplete"),
        )
        .join(incident, (incident.c.project_id == page.c.project_id) & (incident.c.id == page.c.incident_id))
        .outerjoin(
            import_batch,
            (import_batch.c.project_id == page.c.project_id) & (import_batch.c.id == incident.c.import_batch_id),
        )
        .order_by(*(page.c[column.key] if backwards else page.c[column.key].desc() for column in _ORDER))
    )
    return connection.execute(query).all()


_ORDER = (_index.sort_on, _index.incident_id)
_SHOWN = (
    _index.kind, _index.scope, _index.tier, _index.earliest_start, _index.latest_start, _index.earliest_end,
    _index.latest_end, _index.when_as_stated, _index.edtf, _index.place_as_stated, _index.precision, _index.unit1_name,
    _index.unit2_name, _index.unit3_name, _index.unit_names_ar, _index.radius_m, _index.origins, _index.sources,
    _index.documents,
    _index.verification_lowest, _index.verification_highest, _index.attribution_lowest, _index.attribution_highest,
    _index.adopted_earliest_start, _index.adopted_latest_start, _index.adopted_earliest_end,
    _index.adopted_latest_end, _index.adopted_when_as_stated, _index.adopted_edtf, _index.adopted_place_as_stated,
    _index.adopted_precision, _index.adopted_unit1_name, _index.adopted_unit2_name, _index.adopted_unit3_name,
    _index.adopted_unit_names_ar, _index.adopted_radius_m,
)  # fmt: skip


def point_of(geometry: sa.ColumnElement[Any], prefix: str = "") -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Longitude and latitude where the geometry is one point, else nothing (an area has no coordinates of its own)."""
    is_point = sa.func.ST_GeometryType(geometry) == "ST_Point"
    return (
        sa.case((is_point, sa.func.ST_X(geometry))).label(f"{prefix}longitude"),
        sa.case((is_point, sa.func.ST_Y(geometry))).label(f"{prefix}latitude"),
    )


def as_geojson(geometry: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A geometry as the text of a GeoJSON geometry, outer rings to the right (RFC 7946, section 3.1.6)."""
    # ST_ForcePolygonCCW would also turn lines around, and a line may have a direction.
    turned = sa.case((sa.func.ST_Dimension(geometry) == 2, sa.func.ST_ForcePolygonCCW(geometry)), else_=geometry)
    return sa.func.ST_AsGeoJSON(turned, type_=sa.Text)


def period_of(row: sa.Row[Any]) -> Period:
    return Period(
        row.when_as_stated or "", row.edtf, row.earliest_start, row.latest_start, row.earliest_end, row.latest_end
    )


def _period_gone_by(row: sa.Row[Any]) -> Period | None:
    if row.adopted_when_as_stated is None:
        return None
    return Period(
        row.adopted_when_as_stated, row.adopted_edtf, row.adopted_earliest_start, row.adopted_latest_start,
        row.adopted_earliest_end, row.adopted_latest_end,
    )  # fmt: skip


def location_of(row: sa.Row[Any]) -> Location:
    return _location(row, "")


def _location(row: sa.Row[Any], prefix: str) -> Location:
    told = {name.removeprefix(prefix): value for name, value in row._mapping.items() if name.startswith(prefix)}
    named = (told["unit1_name"], told["unit2_name"], told["unit3_name"])
    arabic = told["unit_names_ar"] or (None, None, None)
    both = [(name, other or name) for name, other in zip(named, arabic, strict=True) if name][::-1]
    return Location(
        told["place_as_stated"] or "", told["precision"], tuple(name for name, _ in both), told["longitude"],
        told["latitude"], told["radius_m"], tuple(other for _, other in both),
    )  # fmt: skip


def _listed(row: sa.Row[Any], harms: tuple[HarmLine, ...]) -> Listed:
    return Listed(
        ref=row.ref,
        title=row.title,
        kind=row.kind,
        scope=row.scope,
        tier=row.tier,
        when=period_of(row),
        where=location_of(row),
        act_types=tuple(dict.fromkeys(row.act_types)),
        harms=harms,
        origins=row.origins,
        sources=row.sources,
        documents=row.documents,
        verification_lowest=row.verification_lowest,
        verification_highest=row.verification_highest,
        attribution_lowest=row.attribution_lowest,
        attribution_highest=row.attribution_highest,
        import_incomplete=row.import_incomplete,
        when_gone_by=_period_gone_by(row),
        where_gone_by=_location(row, "adopted_") if row.adopted_precision else None,
    )


def _tallies(
    connection: sa.Connection,
    project_id: int,
    question: Question,
    named: Sequence[questions.Condition],
    outside: Sequence[questions.Condition],
) -> tuple[Tally, Tally, Tally | None]:
    """How many answer possibly and certainly, and, where a place is asked for, how many answer all else and have none.

    Exact up to 1,000, then "more than". One statement; what leaves no room is counted once.
    """
    wheres = [questions.of_values(project_id, question.matching("possible"))]
    if question.leaves_room:
        wheres.append([*questions.of_values(project_id, question.matching("certain")), *outside])
    if asks_place := question != question.anywhere():
        wheres.append([*questions.of_values(project_id, question.anywhere()), _placeless(question)])
    possible, *more = tallies(connection, [[*where, *named] for where in wheres])
    return possible, more[0] if more else possible, more[1] if asks_place else None


def tallies(connection: sa.Connection, wheres: Sequence[Sequence[questions.Condition]]) -> list[Tally]:
    """How many rows of the index answer to each list of conditions: exact up to 1,000, then "more than"."""
    numbers = connection.execute(sa.select(*(_number(where) for where in wheres))).one()
    return [Tally(min(number, COUNTED_UP_TO), number > COUNTED_UP_TO) for number in numbers]


def _number(where: Sequence[questions.Condition]) -> sa.ScalarSelect[int]:
    """How many rows answer, counted no further than one past what is shown."""
    some = sa.select(sa.literal(1)).select_from(incident_index).where(*where).limit(COUNTED_UP_TO + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _placeless(question: Question) -> questions.Condition:
    """Nothing is known of what the question asks of the place: counted beside, never inside. In the indexes' words."""
    no_names: sa.ColumnElement[Any] = sa.literal_column("'{}'::text[]")
    asked = {
        "bbox": _index.extent.is_(None),
        "within": _index.unit_keys == no_names,
        "place": _index.place_keys == no_names,
    }
    return sa.or_(*(condition for name, condition in asked.items() if getattr(question, name) is not None))


def _cursor(row: sa.Row[Any]) -> str:
    return f"{row.sorted_on}~{row.ref}"


def _read_cursor(connection: sa.Connection, project_id: int, cursor: str) -> sa.ColumnElement[Any]:
    day, _, ref = cursor.partition("~")
    number = None
    if is_ref(ref, "incident") and _is_day(day):
        number = connection.execute(
            sa.select(incident.c.id).where(incident.c.project_id == project_id, incident.c.ref == ref)
        ).scalar()
    if number is None:
        raise FilterNotUnderstood("This page of the list is not known any more. Start from the first.", "after")
    return sa.tuple_(sa.cast(day, sa.Date), sa.literal(number, sa.BigInteger))


def _is_day(text: str) -> bool:
    if text == "-infinity":
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def incident_id(connection: sa.Connection, project_id: int, ref: str) -> int:
    """The inner number of an incident. NotFound where there is none that may be seen."""
    number: int | None = None
    if is_ref(ref, "incident"):
        query = sa.select(incident.c.id).where(incident.c.project_id == project_id, incident.c.ref == ref)
        number = connection.execute(query).scalar()
    if number is None:
        raise NotFound("There is no such incident, or you may not see it.")
    return number
