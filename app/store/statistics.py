"""A table of figures as SQL: what answers a question, placed by the dimensions of a layout, every unit summed once.

Everything is read from the index and the acts as they stand now: a table is exact as of the last commit.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.errors import Refused, TooMany
from app.domain.questions import Question
from app.domain.statistics import (
    ABOUT,
    DIMENSIONS,
    HAPPENED,
    Cell,
    Compiled,
    Dimension,
    Heading,
    Layout,
    Left,
    Possible,
    Umbrella,
    certain_periods,
    key_within,
    sort_key,
)
from app.domain.verification import level_at
from app.domain.vocabularies import terms
from app.store import questions
from app.store.dimensions import REFUTED, Placing, alleged_still, counted, days_of, of_the_whole, refuted
from app.store.reading import may_see
from app.store.tables.incidents import act, incident, involvement
from app.store.tables.index import incident_harm, incident_index

MOST_HEADINGS = 400
MOST_UMBRELLAS = 20
_index = incident_index.c
_NAMES = ("ar", "label")


def compile_table(
    connection: sa.Connection, project_id: int, question: Question, layout: Layout, audience: Audience
) -> Compiled:
    """The table. UnknownFilter for a name in the question that is on no record; TooMany for more rows or columns than
    can be read; Refused where the audience may not see what is counted."""
    if layout.harm and not may_see("incident.count", audience):
        raise Refused("Who asks may not see figures of people.")
    asked = [*questions.conditions(connection, project_id, question), _index.tier <= audience.ceiling]
    placing = Placing(layout.dimensions, layout.measure)
    placed = _placed(placing, layout, asked)
    rows = connection.execute(_sums(placed, layout)).all()
    parted = {name: _of_one_name(rows, name) for name, dimension in _axes(layout) if dimension.level}
    headings = [_headings(rows, name, dimension, parted) for name, dimension in _axes(layout)]
    by_row, by_column, cells, total = _Cells(), _Cells(), _Cells(), Cell()
    for row in rows:
        cell = _cell(row, layout)
        at_row, at_column = _key(row, "row", parted), _key(row, "column", parted)
        match row.of_row, row.of_column:
            case True, True:
                cells[at_row, at_column] += cell
            case True, False:
                by_row[at_row] += cell
            case False, True:
                by_column[at_column] += cell
            case _:
                total = cell
    levels, left = _levels_and_left(connection, asked, layout)
    possible, beyond = _possible(connection, asked, layout, [one.key for one in headings[0]])
    return Compiled(
        layout,
        headings[0],
        headings[1] if layout.columns else (),
        cells,
        by_row,
        by_column,
        total,
        left,
        possible,
        beyond,
        levels,
        connection.execute(sa.select(sa.func.now())).scalar_one(),
    )


def _axes(layout: Layout) -> list[tuple[str, Dimension]]:
    axes = [("row", DIMENSIONS[layout.rows])]
    return [*axes, ("column", DIMENSIONS[layout.columns])] if layout.columns else axes


def _placed(placing: Placing, layout: Layout, asked: Sequence[questions.Condition]) -> sa.CTE:
    """One row for each unit and each place where it stands, with the figures of its incident."""
    rows, values = placing.rows, list[sa.ColumnElement[Any]]()
    if layout.harm:
        line = incident_harm.alias("placed_line")
        rows = rows.outerjoin(line, _whole_of(_index, line, layout.harm))
        apart = incident_harm.alias("line_apart")
        own = (apart.c.project_id == _index.project_id) & (apart.c.incident_id == _index.incident_id)
        stands_apart = sa.exists().where(own, apart.c.harm == layout.harm)
        values = [*_figure(line), sa.case((line.c.harm.is_(None), stands_apart), else_=False).label("apart")]
    axes = _axes(layout)
    keys = [placing.keys[dimension.code].label(name) for name, dimension in axes]
    if not layout.columns:
        keys.append(sa.literal("").label("column"))
    named = [placing.name_ar(dimension).label(f"{name}_ar") for name, dimension in axes]
    called = [placing.label(dimension).label(f"{name}_label") for name, dimension in axes]
    called += [placing.larger(dimension).label(f"{name}_larger") for name, dimension in axes]
    query = sa.select(*keys, *named, *called, placing.unit.label("unit"), *values).select_from(rows)
    return query.where(*asked, *counted(), placing.unit.is_not(None)).cte("placed")


def _whole_of(index: Any, line: sa.FromClause, harm: str) -> sa.ColumnElement[bool]:
    """Which line is the whole figure of one harm of an incident."""
    own = (line.c.project_id == index.project_id) & (line.c.incident_id == index.incident_id) & (line.c.harm == harm)
    return sa.and_(own, of_the_whole(line.c))


def _figure(line: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The whole figure of an incident: what we go by, else the reported range. Words without a basis, and those that
    were graded doubtful, are no more one than numbers of that kind are."""
    h = line.c
    low = sa.case((h.adopted, h.adopted_minimum), else_=h.minimum)
    high = sa.case((h.adopted, h.adopted_maximum), else_=h.maximum)
    about = sa.case((h.adopted, h.adopted_about), (h.grounded.is_not(False), h.about))
    in_words = sa.case((h.adopted, h.adopted_class), (h.grounded.is_not(False), h.quantity_class))
    word = sa.func.coalesce(in_words, sa.case((about.is_not(None), ABOUT)))
    return [low.label("low"), high.label("high"), word.label("word"), h.harm.label("said")]


def _sums(placed: sa.CTE, layout: Layout) -> sa.CompoundSelect[Any]:
    """Cells, then sums of rows, of columns, and of all: in each, a unit counts once. Sums have the names of what they
    are of."""
    kinds = [("row", "column"), ("row",), ("column",), ()] if layout.columns else [("row",), ()]
    if any(dimension.of_acts for dimension in layout.dimensions):  # a unit stands in several places
        return sa.union_all(*(_sums_of(_once(placed, layout, kind), layout, kind) for kind in kinds))
    # By expressions of which it knows no statistics PostgreSQL would sort where it can hash: it is not let through.
    cells = _sums_of(sa.select(placed).offset(0).subquery(), layout, kinds[0]).cte("cells")
    return sa.union_all(sa.select(*cells.c), *(_sums_of_cells(cells, kind) for kind in kinds[1:]))


def _once(placed: sa.CTE, layout: Layout, kind: tuple[str, ...]) -> sa.FromClause:
    """Each unit once in each sum of a kind."""
    p = placed.c
    values = [p.low, p.high, p.word, p.said, p.apart] if layout.harm else []
    names = [p[f"{name}_{of}"] for name in kind for of in _NAMES]
    return sa.select(*_by(p, kind), *names, p.unit, *values).distinct().subquery()


def _by(columns: Any, kind: tuple[str, ...]) -> list[sa.ColumnElement[Any]]:
    """What a cell or a sum stands for: units of one name apart by what they lie in."""
    return [columns[of] for name in kind for of in (name, f"{name}_larger")]


def _sums_of(rows: sa.FromClause, layout: Layout, kind: tuple[str, ...]) -> sa.Select[Any]:
    r = rows.c
    sums = [sa.func.count().label("number"), *(_sums_of_figures(r) if layout.harm else [])]
    return sa.select(*_head(r, kind), *sums).select_from(rows).group_by(*_by(r, kind))


def _sums_of_cells(cells: sa.CTE, kind: tuple[str, ...]) -> sa.Select[Any]:
    """The same, where a unit stands in one cell alone."""
    c, head = cells.c, _head(cells.c, kind)
    placed = {column.name for column in head}
    sums = [
        sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger).label(column.name)
        for column in c
        if column.name not in placed
    ]
    return sa.select(*head, *sums).group_by(*_by(c, kind))


def _head(columns: Any, kind: tuple[str, ...]) -> list[sa.Label[Any]]:
    """What a cell or a sum is of: each axis with its names, nothing where it is of all."""
    found: list[sa.Label[Any]] = []
    for name in ("row", "column"):
        of_it = name in kind
        found.append(sa.literal(of_it).label(f"of_{name}"))
        found += [(columns[of] if of_it else sa.literal("")).label(of) for of in (name, f"{name}_larger")]
        for of in _NAMES:
            called = sa.func.max(columns[f"{name}_{of}"]) if of_it else sa.cast(sa.null(), sa.Text)
            found.append(called.label(f"{name}_{of}"))
    return found


def _sums_of_figures(o: Any) -> list[sa.ColumnElement[Any]]:
    count, numbered = sa.func.count, sa.or_(o.low.is_not(None), o.high.is_not(None))
    at_least = sa.func.coalesce(o.high, o.low, 0)
    return [
        sa.func.coalesce(sa.func.sum(o.low), 0).label("low"),
        sa.func.coalesce(sa.func.sum(at_least), 0).label("high"),
        count().filter(numbered).label("figures"),
        count().filter(numbered & o.high.is_(None)).label("without_bound"),
        count().filter(~o.apart, o.said.is_(None) | (~numbered & o.word.is_(None))).label("without_figure"),
        *(count().filter(~numbered & (o.word == code)).label(f"word_{code}") for code in _words()),
    ]


def _words() -> tuple[str, ...]:
    """What figures without bounds are counted under."""
    return (ABOUT, *terms("quantity_words"))


def _cell(row: sa.Row[Any], layout: Layout) -> Cell:
    if layout.harm is None:
        return Cell(row.number)
    words = {code: times for code in _words() if (times := getattr(row, f"word_{code}"))}
    return Cell(
        row.number, int(row.low), int(row.high), row.without_bound, words, row.without_figure, figures=row.figures
    )


class _Cells(dict[Any, Cell]):
    """Cells by their keys; what holds nothing yet is empty."""

    def __missing__(self, key: Any) -> Cell:
        return Cell()


def _of_one_name(rows: Sequence[sa.Row[Any]], name: str) -> set[str]:
    """Names of units of which several are in the table: they lie in different larger ones."""
    larger: dict[str, set[str]] = {}
    for row in rows:
        if at := getattr(row, f"{name}_larger"):
            larger.setdefault(getattr(row, name), set()).add(at)
    return {unit for unit, known in larger.items() if len(known) > 1}


def _key(row: sa.Row[Any], name: str, parted: Mapping[str, set[str]]) -> str:
    key: str = getattr(row, name)
    return key_within(key, getattr(row, f"{name}_larger")) if key in parted.get(name, ()) else key


def _headings(
    rows: Sequence[sa.Row[Any]], name: str, dimension: Dimension, parted: Mapping[str, set[str]]
) -> tuple[Heading, ...]:
    """What the sums of rows, or of columns, are of."""
    other = "of_column" if name == "row" else "of_row"
    called = attrgetter(*(f"{name}_{of}" for of in _NAMES))
    found: dict[str, Heading] = {}
    for row in rows:
        if getattr(row, f"of_{name}") and not getattr(row, other):
            key, (arabic, label) = _key(row, name, parted), called(row)
            if key not in found or arabic:
                found[key] = Heading(key, arabic, label)
    if len(found) > MOST_HEADINGS:
        raise TooMany("This makes more than 400 rows or columns. Narrow the question, or go by something coarser.")
    return tuple(sorted(found.values(), key=lambda one: sort_key(dimension, one.key)))


def _levels_and_left(
    connection: sa.Connection, asked: Sequence[questions.Condition], layout: Layout
) -> tuple[dict[str, int], Left]:
    """How many of each level are counted; and what the question finds and the table leaves out."""
    kinds = (
        (_index.kind == "single").label("single"),
        (_index.scope == "counted").label("of_scope"),
        (_index.verification_highest <= REFUTED).label("refuted"),
        (_index.documents == 0).label("unclaimed"),
        _index.verification_lowest,
    )
    levels: dict[str, int] = {}
    umbrellas = out_of_scope = refuted_ones = unclaimed = 0
    rows = connection.execute(
        sa.select(*kinds, sa.func.count().label("number")).where(*asked).group_by(*kinds).order_by(*kinds)
    )
    for row in rows:
        if not row.single:
            umbrellas += row.number
        elif not row.of_scope:
            out_of_scope += row.number
        elif row.unclaimed:
            unclaimed += row.number
        elif row.refuted:
            refuted_ones += row.number
        else:
            levels[level_at(row.verification_lowest).code] = row.number
    told = _umbrellas(connection, asked, layout) if umbrellas else ()
    other = _other_lines(connection, asked, layout.harm) if layout.harm else {}
    acts, parts = _refuted(connection, asked) if _is_of_acts(layout) else (0, 0)
    return levels, Left(told, umbrellas - len(told), out_of_scope, refuted_ones, unclaimed, other, acts, parts)


def _is_of_acts(layout: Layout) -> bool:
    return layout.measure == "acts" or any(dimension.of_acts for dimension in layout.dimensions)


def _refuted(connection: sa.Connection, asked: Sequence[questions.Condition]) -> tuple[int, int]:
    """How many acts of the incidents that are counted were refuted, and how many parts in those that were not."""
    a, entry, part = act.c, incident.alias("entry"), involvement.c
    found = sa.select(_index.project_id, _index.incident_id).where(*asked, *counted())
    stands_for = sa.func.coalesce(entry.c.same_as_id, entry.c.id)
    acts = (
        sa.select(a.project_id, a.id, refuted(a.occurrence_status).label("refuted"))
        .join(entry, (entry.c.project_id == a.project_id) & (entry.c.id == a.incident_id))
        .where(alleged_still(), sa.tuple_(a.project_id, stands_for).in_(found))
        .cte("acts")
    )
    of_act = (part.project_id == acts.c.project_id) & (part.act_id == acts.c.id)
    parts = sa.select(sa.func.count()).select_from(acts.join(involvement, of_act)).where(
        ~acts.c.refuted, part.role == "alleged", part.claims > 0, refuted(part.attribution_status)
    )  # fmt: skip
    of_acts = sa.select(sa.func.count()).where(acts.c.refuted)
    row = connection.execute(sa.select(of_acts.scalar_subquery(), parts.scalar_subquery())).one()
    return row[0], row[1]


def _umbrellas(connection: sa.Connection, asked: Sequence[questions.Condition], layout: Layout) -> tuple[Umbrella, ...]:
    i, line = incident.c, incident_harm.alias("umbrella_line")
    figured = sa.exists().where(_whole_of(_index, line, layout.harm or "")).label("figured")
    # The few are found before anything is joined to them.
    found = (
        sa.select(_index.project_id, _index.incident_id, _index.sort_on, figured)
        .where(*asked, _index.kind != "single")
        .order_by(figured.desc(), _index.sort_on, _index.incident_id)  # what is asked for is not cut off
        .limit(MOST_UMBRELLAS)
        .cte("umbrellas")
    )
    f = found.c
    rows = connection.execute(
        sa.select(i.ref, i.title, *_figure(line))
        .select_from(
            found.join(incident, (i.project_id == f.project_id) & (i.id == f.incident_id)).outerjoin(
                line, _whole_of(f, line, layout.harm or "")
            )
        )
        .order_by(f.figured.desc(), f.sort_on, f.incident_id)
    )
    return tuple(Umbrella(row.ref, row.title, row.low, row.high, row.word) for row in rows)


def _other_lines(connection: sa.Connection, asked: Sequence[questions.Condition], harm: str) -> dict[str, int]:
    """Figures of a harm that stand apart from its whole: by measure, else by what they are not of."""
    line = incident_harm.c
    kind = sa.case(
        (line.measure != "event", line.measure),
        (line.unit != "person", "unit"),
        else_="part",
    )
    found = sa.select(_index.project_id, _index.incident_id).where(*asked, *counted())
    rows = connection.execute(
        sa.select(kind.label("kind"), sa.func.count().label("number"))
        .where(line.harm == harm, ~of_the_whole(line), sa.tuple_(line.project_id, line.incident_id).in_(found))
        .group_by(kind)
        .order_by(kind)
    )
    return {row.kind: row.number for row in rows}


def _possible(
    connection: sa.Connection, asked: Sequence[questions.Condition], layout: Layout, keys: Sequence[str]
) -> tuple[tuple[Possible, ...], int]:
    """Of months or years, how many incidents may belong to each and certainly belong to none alone; and how many of
    them may also lie outside. The months or years are those that are certain, and as far as what is known to within a
    year reaches."""
    dimension = DIMENSIONS[layout.rows]
    sure = certain_periods(dimension, keys)
    if dimension.clock != HAPPENED or not sure or layout.measure != "incidents":
        return (), 0
    is_month = dimension.code == "month"
    unit, step, day = ("month", "1 month", "-01") if is_month else ("year", "1 year", "-01-01")
    form = "YYYY-MM" if is_month else "YYYY"
    first, _, _, last = days_of(incident_index)
    open_ones = (
        sa.select(first.label("first"), last.label("last"))
        .where(
            *asked,
            *counted(),
            sa.func.to_char(first, form).is_distinct_from(sa.func.to_char(last, form)) | first.is_(None),
            first.is_not(None) | last.is_not(None),
        )
        .cte("open_ones")
    )
    o = open_ones.c
    near = o.last < o.first + sa.cast("1 year", sa.Interval)
    from_, to = (sa.cast(one + day, sa.Date) for one in (min(sure), max(sure)))
    drawn = sa.select(
        _starts(unit, sa.func.least(from_, sa.func.min(o.first).filter(near))).label("begins"),
        _starts(unit, sa.func.greatest(to, sa.func.max(o.last).filter(near))).label("last_begins"),
    ).cte("drawn")
    begins, last_begins = (sa.select(one).scalar_subquery() for one in drawn.c)
    steps: Any = sa.func.generate_series(begins, last_begins, sa.cast(step, sa.Interval)).column_valued("step")
    at, ends = sa.cast(steps, sa.Date), sa.cast(steps + sa.cast(step, sa.Interval), sa.Date)
    meets = (sa.func.coalesce(o.first, at) < ends) & (sa.func.coalesce(o.last, at) >= at)
    outside = (
        o.first.is_(None) | o.last.is_(None) | (o.first < begins)
        | (o.last >= last_begins + sa.cast(step, sa.Interval))
    )  # fmt: skip
    rows = connection.execute(
        sa.union_all(
            sa.select(sa.func.to_char(at, form).label("key"), sa.func.count().label("number"))
            .select_from(open_ones)
            .where(meets)
            .group_by(at),
            sa.select(sa.literal(""), sa.func.count()).select_from(open_ones).where(outside),
        ).order_by("key")
    )
    beyond, *possible = (Possible(row.key, row.number) for row in rows)
    return tuple(possible), beyond.number


def _starts(unit: str, day: Any) -> sa.ColumnElement[Any]:
    """The first day of the month or year of a day."""
    return sa.cast(sa.func.date_trunc(unit, sa.cast(day, sa.Date)), sa.Date)
