"""The floors of what reads: statements by hand with the same result, over the same tables.

They name the project, as anyone's SQL would, and nothing else guards them.
"""

from collections.abc import Sequence
from typing import Any

from app.domain.incidents import ClaimView, IncidentView, Listed, Page
from app.domain.places import Place
from app.domain.questions import Question
from app.domain.records import PartyValue, PlaceValue
from app.domain.statistics import Compiled, is_single
from app.domain.text import words
from app.domain.verification import LEVELS
from app.store.reading import COUNTED_UP_TO, PAGE_SIZE

Row = tuple[Any, ...]

_BOX = "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
_PERIOD = "daterange(%(first)s, %(last)s, '[]')"
_STATUS = "verification_lowest {} %(rank)s AND verification_highest {} %(rank)s"
_TEXT = "search_vector @@ plainto_tsquery('simple', %(q)s)"
_NOWHERE = "extent IS NULL"
_ACT = "act_codes @> ARRAY[%(act)s]"

_ITEMS = """
SELECT i.ref, i.title, x.kind, x.when_as_stated, x.earliest_start, x.latest_start, x.earliest_end, x.latest_end,
  x.place_as_stated, x.precision, x.unit1_name, x.unit2_name, x.unit3_name, ST_X(x.geometry), ST_Y(x.geometry),
  x.radius_m, x.origins, x.sources, x.documents, x.verification_lowest, x.verification_highest,
  x.attribution_lowest, x.attribution_highest,
  (SELECT array_agg(a.type_code) FROM act a WHERE a.project_id = x.project_id AND a.incident_id = x.incident_id),
  (SELECT json_agg(json_build_array(h.harm, h.unit, h.measure, h.population, h.part_of, h.minimum, h.maximum)
      ORDER BY h.population, h.part_of, h.harm, h.unit, h.measure)
    FROM incident_harm h WHERE h.project_id = x.project_id AND h.incident_id = x.incident_id)
FROM (SELECT * FROM incident_index WHERE {where} ORDER BY sort_on DESC, incident_id DESC LIMIT %(rows)s) x
JOIN incident i ON i.project_id = x.project_id AND i.id = x.incident_id
ORDER BY x.sort_on DESC, x.incident_id DESC
"""
_COUNT = "(SELECT count(*) FROM (SELECT FROM incident_index WHERE {} LIMIT %(counted)s) n)"
_NUMBER = "(SELECT id FROM incident WHERE project_id = %(project)s AND ref = %(ref)s)"
_AFTER = f"(sort_on, incident_id) < (%(day)s, {_NUMBER})"

_INCIDENT = """
SELECT i.ref, i.title, i.summary, i.version, x.when_as_stated, x.place_as_stated, ST_X(x.geometry), ST_Y(x.geometry),
  (SELECT json_agg(json_build_array(c.ref, c.path, c.stated_as, s.name, p.label, l.name, ST_AsText(l.geometry),
      d.ref, d.title, ds.name, (SELECT json_agg(json_build_array(kd.ref, kd.title, ks.name) ORDER BY k.id)
        FROM claim_citation k JOIN document kd ON kd.project_id = k.project_id AND kd.id = k.document_id
        JOIN source ks ON ks.project_id = kd.project_id AND ks.id = kd.source_id
        WHERE k.project_id = c.project_id AND k.claim_id = c.id)) ORDER BY c.id)
    FROM claim c LEFT JOIN source s ON s.project_id = c.project_id AND s.id = c.originator_id
    LEFT JOIN party p ON p.project_id = c.project_id AND p.id = c.value_party_id
    LEFT JOIN claim_place l ON l.project_id = c.project_id AND l.claim_id = c.id
    LEFT JOIN document d ON d.project_id = c.project_id AND d.id = c.document_id
    LEFT JOIN source ds ON ds.project_id = d.project_id AND ds.id = d.source_id
    WHERE c.project_id = i.project_id AND c.incident_id = i.id),
  (SELECT json_agg(json_build_array(a.ref, a.type_code, a.occurrence_status) ORDER BY a.id)
    FROM act a WHERE a.project_id = i.project_id AND a.incident_id = i.id),
  (SELECT json_agg(json_build_array(p.label, n.role, n.claims, n.origins) ORDER BY n.id)
    FROM involvement n JOIN party p ON p.project_id = n.project_id AND p.id = n.party_id
    WHERE n.project_id = i.project_id AND n.incident_id = i.id),
  (SELECT json_agg(json_build_array(h.harm, h.minimum, h.maximum) ORDER BY h.harm)
    FROM incident_harm h WHERE h.project_id = i.project_id AND h.incident_id = i.id),
  (SELECT json_agg(json_build_array(e.scheme, e.value) ORDER BY e.id)
    FROM external_id e WHERE e.project_id = i.project_id AND e.incident_id = i.id)
FROM incident i JOIN incident_index x ON x.project_id = i.project_id AND x.incident_id = i.id
WHERE i.project_id = %(project)s AND i.ref = %(ref)s
"""

# Every place that lies in a tile, gathered in cells, as a vector tile; nothing is as uncertain as it is known.
_TILE = """
WITH t AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS bounds),
b AS (SELECT ST_Transform(bounds, 4326) AS box, 56 * 360.0 / 512 / (1 << %(z)s) AS cell FROM t),
cells AS (
  SELECT ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_MakePoint(avg(x), avg(y)), 4326), 3857), (SELECT bounds FROM t), 4096,
    0, true) AS geom, count(*)::integer AS n
  FROM (SELECT (ST_XMin(extent) + ST_XMax(extent)) / 2 AS x, (ST_YMin(extent) + ST_YMax(extent)) / 2 AS y, b.*
    FROM incident_index, b WHERE project_id = %(project)s AND same_as_id IS NULL AND extent && b.box) i
  WHERE x >= ST_XMin(box) AND x < ST_XMax(box) AND y >= ST_YMin(box) AND y < ST_YMax(box)
  GROUP BY floor(x / cell), floor(y / cell))
SELECT ST_AsMVT(cells, 'cells', 4096, 'geom'), coalesce(sum(n), 0) FROM cells
"""


def tile_statement() -> str:
    """A vector tile with how many incidents it holds; its parameters are `project`, `z`, `x` and `y`."""
    return _TILE


_PIVOT = """
SELECT to_char(x.earliest_start, 'YYYY-MM'), x.unit1_name, count(*), coalesce(sum(h.minimum), 0),
  coalesce(sum(coalesce(h.maximum, h.minimum)), 0)
FROM incident_index x LEFT JOIN incident_harm h ON h.project_id = x.project_id AND h.incident_id = x.incident_id
  AND h.harm = 'killed' AND h.unit = 'person' AND h.measure = 'event' AND h.population = '' AND h.part_of = ''
WHERE x.project_id = %(project)s AND x.kind = 'single' AND x.scope = 'counted' AND x.same_as_id IS NULL
  AND x.verification_highest > 0 AND x.unit1_name IS NOT NULL
  AND date_trunc('month', x.earliest_start) = date_trunc('month', x.latest_end)
GROUP BY 1, 2
"""


def pivot_statement() -> str:
    """The killed of each month and governorate, of the incidents that are certainly of one of each."""
    return _PIVOT


def table_says(table: Compiled) -> dict[tuple[str, str], tuple[int, int, int]]:
    """The cells of a table in which everything is certainly of one of each, as the floor has them."""
    return {
        place: (cell.number, cell.minimum, cell.maximum)
        for place, cell in table.cells.items()
        if all(is_single(key) for key in place)
    }


def list_statements(question: Question, *, deep: bool = False) -> tuple[str, str]:
    """A page of the list (`deep`: the one after a place in it); how many are possible, certain, and without a place."""
    filters = _filters(question)
    possible = " AND ".join(name_sql for name_sql, _, _ in filters)
    certain = " AND ".join(certain_sql for _, certain_sql, _ in filters)
    nowhere = " AND ".join([sql for sql, _, is_place in filters if not is_place] + [_NOWHERE])
    counts = [possible] + ([certain] if certain != possible else []) + ([nowhere] if question.bbox else [])
    items = _ITEMS.format(where=f"{possible} AND {_AFTER}" if deep else possible)
    return items, "SELECT " + ", ".join(_COUNT.format(where) for where in counts)


def list_values(project_id: int, question: Question, cursor: str | None = None) -> dict[str, Any]:
    """The parameters of both statements."""
    west, south, east, north = question.bbox or (None, None, None, None)
    day, _, ref = (cursor or "").partition("~")
    return {
        "project": project_id,
        "rows": PAGE_SIZE + 1,
        "counted": COUNTED_UP_TO + 1,
        "q": " ".join(words(question.q or "")),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "first": question.from_,
        "last": question.to,
        "act": question.act,
        "rank": LEVELS[question.verification].rank if question.verification else None,
        "day": day,
        "ref": ref,
    }


def _filters(question: Question) -> list[tuple[str, str, bool]]:
    """Each filter that is asked, for possibly and for certainly, and whether it is about the place."""
    asked = [("project_id = %(project)s", "project_id = %(project)s", False)]
    if question.q is not None:
        asked.append((_TEXT, _TEXT, False))
    if question.bbox is not None:
        asked.append((f"extent && {_BOX}", f"extent @ {_BOX} AND extent_is_whole", True))
    if question.from_ is not None:
        asked.append((f"span && {_PERIOD}", f"span <@ {_PERIOD}", False))
    if question.act is not None:
        asked.append((_ACT, _ACT, False))
    if question.verification is not None:
        asked.append((_STATUS.format("<=", ">="), _STATUS.format("=", "="), False))
    return asked


def list_says(items: Sequence[Row], counts: Row) -> Any:
    """What the floor's two answers come to."""
    return [(*row[:-2], sorted(row[-2] or []), row[-1] or []) for row in items[:PAGE_SIZE]], list(counts)


def page_says(page: Page, question: Question) -> Any:
    """What the product's page comes to, in the same values."""
    tallies = [page.possible]
    tallies += [page.certain] if question.leaves_room else []
    tallies += [page.without_place] if page.without_place else []
    return [_item_says(item) for item in page.items], [tally.count + tally.more for tally in tallies]


def _item_says(item: Listed) -> Row:
    when, where = item.when, item.where
    names = dict(enumerate(reversed(where.units)))
    return (
        item.ref, item.title, item.kind, when.stated_as, when.earliest_start, when.latest_start, when.earliest_end,
        when.latest_end, where.stated_as, where.precision, names.get(0), names.get(1), names.get(2), where.longitude,
        where.latitude, where.radius_m, item.origins, item.sources, item.documents, item.verification_lowest,
        item.verification_highest, item.attribution_lowest, item.attribution_highest, sorted(item.act_types),
        [[h.harm, h.unit, h.measure, h.population, h.part_of, h.minimum, h.maximum] for h in item.harms],
    )  # fmt: skip


def incident_statement() -> str:
    """One incident whole; its parameters are `project` and `ref`."""
    return _INCIDENT


def incident_says(view: IncidentView) -> Row:
    """One incident in the values of the floor's row."""
    parts = [n for act in view.acts for n in act.involvements]
    return (
        view.ref, view.title, view.summary, view.version, view.when.stated_as, view.where.stated_as,
        view.where.longitude, view.where.latitude,
        [_claim_says(claim) for claim in view.claims] or None,
        [[act.ref, act.type_code, act.status] for act in view.acts] or None,
        [[n.party, n.role, n.claims, n.origins] for n in parts] or None,
        [[h.harm, h.minimum, h.maximum] for h in view.harms] or None,
        [list(outside) for outside in view.external_ids] or None,
    )  # fmt: skip


def _claim_says(claim: ClaimView) -> list[Any]:
    place: Place | None = claim.value.places[0] if isinstance(claim.value, PlaceValue) else None
    first, *further = [cited.document for cited in claim.citations]
    return [
        claim.ref, claim.path, claim.stated_as, claim.originator.name if claim.originator else None,
        claim.value.party if isinstance(claim.value, PartyValue) else None,
        place.name if place else None, place.wkt if place else None, first.ref, first.title, first.source.name,
        [[document.ref, document.title, document.source.name] for document in further] or None,
    ]  # fmt: skip
