"""What follows from the claims: the stored copy, the views and the domain's own rules say the same."""

from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.counts import Count, ReportedValue, reported_ranges
from app.domain.dates import day_between, from_edtf
from app.domain.disclosure import INTERNAL
from app.domain.places import Place, Unit, point
from app.domain.properties import PROPERTIES
from app.domain.questions import Question
from app.domain.records import Citation, ClaimRecord, PartyRecord, PartyValue, PlaceValue, TermValue
from app.services.work import Work
from app.store import history, reading
from app.store.incident_page import read_incident
from app.store.tables.index import incident_index
from tests.filled import Tokens
from tests.store.claimed import Voice, bundle, read, recorded, said

KILLING = TermValue("killing")
NOWHERE = PlaceValue((Place("Bayt Rummana", "place"),))
DAY = from_edtf("2025-04-17")
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told_by(
    number: int, name: str, basis: str = "own_collection", document: str | None = None, **more: object
) -> list[ClaimRecord]:
    """One source asserts the act and says when and where."""
    values = (("act.type", KILLING), ("incident.when", DAY), ("incident.place", NOWHERE))
    return [
        said(number * 10 + n, path, value, name, basis, document, **(more if path == "act.type" else {}))  # type: ignore[arg-type]
        for n, (path, value) in enumerate(values)
    ]


def cites(*names: str) -> dict[str, object]:
    return {"further_citations": tuple(Citation(f"report of {name}") for name in names)}


CASES: dict[str, tuple[list[Voice], list[ClaimRecord], int]] = {
    "a data set citing S, and S's own post": (
        [Voice("data set", "compiled"), Voice("S")],
        [*told_by(1, "data set", "compiled", **cites("S")), *told_by(2, "S")],
        1,
    ),
    "a data set alone": (
        [Voice("data set", "compiled"), Voice("S")],
        told_by(1, "data set", "compiled", **cites("S")),
        1,
    ),
    "a ministry and a hospital, quoted by one article": (
        [Voice("ministry"), Voice("hospital"), Voice("article")],
        [
            *told_by(1, "ministry", document="report of article"),
            *told_by(2, "hospital", "records", "report of article"),
        ],
        2,
    ),
    "a monitor, an article and a wire that pass it on": (
        [Voice("M"), Voice("article"), Voice("wire")],
        [*told_by(1, "M"), *told_by(2, "M", document="report of article"), *told_by(3, "M", document="report of wire")],
        1,
    ),
    "an author and a monitor in one opinion piece": (
        [Voice("author"), Voice("M")],
        [*told_by(1, "author", "none_stated"), *told_by(2, "M", document="report of author")],
        1,
    ),
    "three relatives": (
        [Voice("mother"), Voice("sister", group="mother"), Voice("uncle", group="mother")],
        [*told_by(1, "mother"), *told_by(2, "sister"), *told_by(3, "uncle")],
        1,
    ),
    "unnamed residents told R": ([Voice("R")], told_by(1, "R"), 1),
    "one video on five channels": (
        [Voice("camera"), *(Voice(f"channel {n}") for n in range(5))],
        [c for n in range(5) for c in told_by(n, "camera", "observed", f"report of channel {n}")],
        1,
    ),
    "two people filming": ([Voice("A"), Voice("B")], [*told_by(1, "A", "observed"), *told_by(2, "B", "observed")], 2),
}


@pytest.mark.parametrize("case", CASES)
def test_nine_cases_of_origins_in_sql_and_in_words(case: str, engine: sa.Engine, tokens: Tokens) -> None:
    voices, claims, count = CASES[case]
    token = tokens["EAST", "documenter"]
    view = read(engine, token, recorded(engine, token, bundle(voices, claims)))
    assert view.acts[0].origins == count
    assert view.act_origins(view.acts[0]).count == count


def test_whoever_gives_no_place_is_no_origin_of_the_act(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    claims = [c for c in told_by(1, "M") if c.path != "incident.place"]
    view = read(engine, token, recorded(engine, token, bundle([Voice("M")], claims)))
    assert view.acts[0].origins == view.act_origins(view.acts[0]).count == 0


bases = st.sampled_from(["own_collection", "records", "none_stated", "compiled"])
spoken = st.lists(
    st.tuples(st.sampled_from("ABCD"), bases, st.sampled_from("ABCD"), st.sampled_from("ABCD")), min_size=1, max_size=5
)


@SOME
@given(spoken)
def test_sql_and_python_count_the_same_origins(
    engine: sa.Engine, tokens: Tokens, told: list[tuple[str, str, str, str]]
) -> None:
    voices = [Voice("A"), Voice("B", group="A"), Voice("C"), Voice("D")]
    claims = [
        c
        for n, (name, basis, document, cited) in enumerate(told)
        for c in told_by(n, name, basis, f"report of {document}", **(cites(cited) if basis == "compiled" else {}))
    ]
    token = tokens["EAST", "documenter"]
    view = read(engine, token, recorded(engine, token, bundle(voices, claims)))
    assert view.acts[0].origins == view.act_origins(view.acts[0]).count


numbers = st.integers(0, 40)
counts = st.one_of(
    numbers.map(lambda n: Count(harm="killed", minimum=n, maximum=n, stated=n, operator="=")),
    numbers.map(lambda n: Count(harm="killed", minimum=n, stated=n, operator=">=")),
    numbers.map(lambda n: Count(harm="killed", maximum=n, stated=n, operator="<=")),
    st.tuples(numbers, numbers).map(lambda p: Count(harm="killed", minimum=min(p), maximum=max(p), operator="range")),
    st.sampled_from(["few", "tens", "thousands", "many_or_mass"]).map(lambda c: Count(harm="killed", quantity_class=c)),
    st.sampled_from(["tens", "many_or_mass"]).flatmap(
        lambda c: st.sampled_from(
            [
                Count(harm="killed", quantity_class=c, measure="cumulative"),
                Count(harm="killed", quantity_class=c, operator=">="),
            ]
        )
    ),
    numbers.map(lambda n: Count(harm="killed", minimum=n, maximum=n, stated=n, operator="=", population="children")),
    numbers.map(lambda n: Count(harm="injured", minimum=n, maximum=n, stated=n, operator="=")),
    numbers.map(lambda n: Count(harm="killed", minimum=n, maximum=n, operator="=", measure="cumulative")),
    numbers.map(lambda n: Count(harm="killed", minimum=n, maximum=n, operator="=", measure="stock")),
    numbers.map(lambda n: Count(harm="killed", minimum=n, maximum=n, operator="=", part_of="the first wave")),
)
figures = st.lists(
    st.tuples(
        counts, st.sampled_from("ABCD"), st.sampled_from(["own_collection", "none_stated"]), st.sampled_from("ABCD")
    ),
    min_size=1,
    max_size=6,
)


@SOME
@given(figures)
def test_sql_and_python_report_the_same_range(
    engine: sa.Engine, tokens: Tokens, told: list[tuple[Count, str, str, str]]
) -> None:
    """Also where two sources are of one group, and a figure so far is in words."""
    voices = [Voice("A"), Voice("B", group="A"), Voice("C"), Voice("D")]
    token = tokens["EAST", "documenter"]
    claims = [
        said(n, "incident.count", count, name, basis, f"report of {document}")
        for n, (count, name, basis, document) in enumerate(told)
    ]
    ref = recorded(engine, token, bundle(voices, claims))
    values = [
        ReportedValue(
            count=count,
            originator=ord(name),
            origins=frozenset([ord("A" if name == "B" else name)]) if basis != "none_stated" else frozenset(),
            based=basis != "none_stated",
            own=name == document,
            entered=n,
        )
        for n, (count, name, basis, document) in enumerate(told)
    ]
    expected = {
        tuple(line): (r.minimum, r.maximum, r.open_maximum, r.quantity_class, r.ceiling, r.origins, r.line_origins,
                      r.values)
        for line, r in reported_ranges(values).items()
    }  # fmt: skip
    assert expected == lines_of(engine, token, ref)


def lines_of(engine: sa.Engine, token: str, ref: str) -> dict[tuple[str, ...], tuple[object, ...]]:
    """The stored lines of one incident, by what figures must share."""
    query = """SELECT h.harm, h.unit, h.measure, h.population, h.part_of, h.minimum, h.maximum, h.open_maximum,
        h.quantity_class, h.filter_ceiling, h.origins, h.line_origins, h.claims
      FROM incident_harm h JOIN incident i ON i.project_id = h.project_id AND i.id = h.incident_id WHERE i.ref = :ref"""
    with Work(engine, token) as work:
        work.enter("EAST", "read_incidents")
        rows = work.connection.execute(sa.text(query), {"ref": ref}).all()
    return {tuple(row[:5]): tuple(row[5:]) for row in rows}


def test_seven_at_least_twelve_and_nine_named(engine: sa.Engine, tokens: Tokens) -> None:
    """A village shelled: 7 recovered so far, at least 12, 9 by name. From 7, no upper bound; never 7 to 12."""
    token = tokens["EAST", "documenter"]
    figures = (("rescue", 7, ">="), ("monitor", 12, ">="), ("council", 9, ">="))
    claims = [
        said(n, "incident.count", Count(harm="killed", minimum=number, stated=number, operator=operator), name)
        for n, (name, number, operator) in enumerate(figures)
    ]
    voices = [Voice(name) for name, _, _ in figures]
    killed = read(engine, token, recorded(engine, token, bundle(voices, claims))).harms[0]
    assert (killed.minimum, killed.maximum, killed.open_maximum, killed.origins) == (7, None, True, 3)


days = st.dates(date(2024, 1, 1), date(2025, 12, 31))
windows = st.tuples(days, st.integers(0, 60)).map(lambda p: day_between(p[0], p[0] + timedelta(p[1])))


@SOME
@given(
    st.lists(st.tuples(windows | st.just(day_between(None, date(2025, 1, 1))), st.booleans()), min_size=1, max_size=4)
)
def test_when_is_the_hull_of_the_claims_with_a_basis(
    engine: sa.Engine, tokens: Tokens, told: list[tuple[object, bool]]
) -> None:
    token = tokens["EAST", "documenter"]
    claims = [
        said(n, "incident.when", when, "M", "own_collection" if based else "none_stated")  # type: ignore[arg-type]
        for n, (when, based) in enumerate(told)
    ]
    view = read(engine, token, recorded(engine, token, bundle([Voice("M")], claims)))
    heard = [when for when, based in told if based] or [when for when, _ in told]
    starts = [when.earliest_start for when in heard]  # type: ignore[attr-defined]
    ends = [when.latest_end for when in heard]  # type: ignore[attr-defined]
    assert view.when.earliest_start == (None if None in starts else min(starts))
    assert view.when.latest_end == (None if None in ends else max(ends))


def place(name: str, *units: str, **more: object) -> PlaceValue:
    return PlaceValue((Place(name, units=tuple(Unit(unit) for unit in units), **more),))  # type: ignore[arg-type]


def test_a_unit_is_certain_only_where_all_agree(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    one = said(1, "incident.place", place("Tall Zayn", "Wadi", precision="governorate"), "M")
    other = said(2, "incident.place", place("Ayn Zayn", "Sahil", precision="governorate"), "N")
    voices = [Voice("M"), Voice("N")]
    assert read(engine, token, recorded(engine, token, bundle(voices, [one]))).where.units == ("Wadi",)
    two = read(engine, token, recorded(engine, token, bundle(voices, [one, other])))
    assert two.where.units == () and two.where.precision == "several"


def test_an_open_list_is_never_certain(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    told = said(1, "incident.place", place("Tall Zayn", "Wadi", precision="governorate", list="such_as"), "M")
    assert read(engine, token, recorded(engine, token, bundle([Voice("M")], [told]))).where.units == ()


def test_a_place_without_a_point_is_not_hidden_by_one_with_a_point(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    somewhere = said(1, "incident.place", place("poor quarters"), "M")
    there = said(
        2,
        "incident.place",
        place("Bayt Rummana", precision="place", wkt=point(longitude=36.1, latitude=34.9), radius_m=2000.0),
        "M",
    )
    where = read(engine, token, recorded(engine, token, bundle([Voice("M")], [somewhere, there]))).where
    assert (where.stated_as, where.longitude, where.latitude, where.radius_m) == (
        "Bayt Rummana · poor quarters",
        36.1,
        34.9,
        2000.0,
    )


def test_an_attribution_has_origins_and_a_status_of_its_own(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    force = PartyRecord("F", "armed_group", "force F")
    claims = [
        *told_by(1, "M"),
        *told_by(2, "N"),
        said(91, "act.alleged", PartyValue("F", "carried_out"), "M"),
        said(92, "act.alleged", PartyValue("F", "carried_out"), "F spokesman", polarity="denies"),
    ]
    voices = [Voice("M"), Voice("N"), Voice("F spokesman")]
    act = read(engine, token, recorded(engine, token, bundle(voices, claims, [force]))).acts[0]
    [alleged] = act.involvements
    assert (act.origins, alleged.origins, alleged.claims) == (2, 1, 1)
    assert (act.status, alleged.status, alleged.degree) == ("allegation", "allegation", "carried_out")


def test_a_denial_alone_makes_nobody_involved(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    denial = said(1, "act.alleged", PartyValue("F"), "F spokesman", polarity="denies")
    told = bundle([Voice("F spokesman")], [denial], [PartyRecord("F", "armed_group", "force F")])
    assert read(engine, token, recorded(engine, token, told)).acts[0].involvements == ()


def differences(engine: sa.Engine, token: str, code: str = "EAST") -> list[tuple[str, int]]:
    with Work(engine, token) as work:
        return list(history.projection_differences(work.connection, work.enter(code, "read_incidents").id))


def test_rebuild_check_finds_nothing_and_then_what_was_planted(
    engine: sa.Engine, owner: sa.Engine, tokens: Tokens
) -> None:
    token = tokens["EAST", "custodian"]
    assert differences(engine, token) == []
    planted = (
        "UPDATE incident_index SET origins = origins + 1 WHERE project_id = 1",
        "UPDATE incident_harm SET minimum = minimum - 1 WHERE project_id = 1",
        "DELETE FROM incident_harm WHERE project_id = 1",
        "DELETE FROM incident_index WHERE project_id = 1",
    )
    for statement in planted:
        with owner.begin() as connection:
            connection.execute(sa.text(statement))
        assert differences(engine, token), statement


def test_copy_and_projection_have_the_same_columns(owner: sa.Engine) -> None:
    inspector = sa.inspect(owner)
    copy, projection, harm, harm_projection = (
        [column["name"] for column in inspector.get_columns(name, schema="tawthiq")]
        for name in ("incident_copy", "incident_projection", "incident_harm", "harm_projection")
    )
    assert copy == [*projection, "projected_position"]
    assert harm == harm_projection
    computed = {c["name"] for c in inspector.get_columns("incident_index", schema="tawthiq") if "computed" in c}
    assert {c["name"] for c in inspector.get_columns("incident_index", schema="tawthiq")} - computed == set(copy)


@pytest.mark.parametrize("tier", [1, 2])
def test_nothing_that_lies_above_tier_1_is_in_the_index(
    engine: sa.Engine, owner: sa.Engine, tokens: Tokens, tier: int
) -> None:
    """Tier 1 is the control: the same claims are in it."""
    token = tokens["EAST", "documenter"]
    claims = [replace(claim, tier=tier) for claim in told_by(1, "M")]
    claims.append(said(91, "act.alleged", PartyValue("P", "carried_out"), "M", tier=tier))
    claims.append(said(92, "act.completion", TermValue("attempted"), "M", tier=tier))
    party = PartyRecord("P", "private_person" if tier > 1 else "armed_group", "a neighbour", tier=tier)
    view = read(engine, token, recorded(engine, token, bundle([Voice("M")], claims, [party])))
    with owner.begin() as connection:
        found = connection.execute(
            sa.text(
                "SELECT act_codes <> '{}', source_ids <> '{}', documents, origins, when_as_stated <> '',"
                " alleged_ids <> '{}', attribution_lowest, attribution_highest,"
                " search_text LIKE '%as told%', (SELECT count(*) FROM involvement n WHERE n.incident_id = x.incident_id"
                " AND n.claims > 0), (SELECT type_code FROM act a WHERE a.incident_id = x.incident_id),"
                " (SELECT completion_code FROM act a WHERE a.incident_id = x.incident_id)"
                " FROM incident_index x ORDER BY incident_id DESC LIMIT 1"
            )
        ).one()
    level = 2  # allegation
    assert tuple(found) == (
        (True, True, 1, 1, True, True, level, level, True, 1, "killing", "attempted")
        if tier == 1
        else (False, False, 0, 0, False, False, None, None, False, 0, None, None)
    )
    # A member reads the claims themselves, whose part is alleged too.
    [part] = view.acts[0].involvements
    assert (part.party, part.role, part.degree, part.status, part.claims, part.origins) == (
        "a neighbour", "alleged", "carried_out", "allegation", 1, 1,
    )  # fmt: skip
    assert differences(engine, token) == []


@pytest.mark.parametrize("wkt", ["LINESTRING(35 34, 36 34)", "LINESTRING(35 34, 35 35)", "LINESTRING(35 34, 36 35)"])
def test_a_line_along_a_degree_has_a_box_without_height(
    engine: sa.Engine, owner: sa.Engine, tokens: Tokens, wkt: str
) -> None:
    token = tokens["EAST", "documenter"]
    along = said(1, "incident.place", place("the road", precision="line_or_area", wkt=wkt), "M")
    recorded(engine, token, bundle([Voice("M")], [along]))
    with owner.connect() as connection:
        box = "SELECT ST_Covers(extent, geometry) FROM incident_index ORDER BY incident_id DESC LIMIT 1"
        assert connection.execute(sa.text(box)).scalar_one()
    assert differences(engine, token) == []


def test_of_each_column_that_is_read_it_is_said_what_it_follows_from() -> None:
    """A new column of the index is shown to nobody until someone has said which property it follows from."""
    columns = set(incident_index.c.keys()) - {"search_text", "search_vector"}
    for name in columns:
        assert reading.seen(incident_index.c[name], INTERNAL) is incident_index.c[name]
    with pytest.raises(KeyError):
        reading.seen(incident_index.c.search_text, INTERNAL)


def test_an_audience_that_may_not_see_a_property_reads_nothing_of_it(
    engine: sa.Engine, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = ("incident.count", "incident.place", "act.type", "act.alleged")
    with Work(engine, tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "read_incidents").id
        for path in hidden:
            monkeypatch.setitem(PROPERTIES, path, replace(PROPERTIES[path], tier=3))
        [listed] = reading.find_page(work.connection, project, Question(), INTERNAL).items
        view = read_incident(work.connection, project, listed.ref, INTERNAL)
    assert (listed.harms, listed.act_types, listed.where.longitude, listed.attribution_lowest) == ((), (), None, None)
    assert (view.harms, view.where.longitude, view.acts[0].type_code, view.acts[0].involvements) == ((), None, None, ())
    assert {claim.path for claim in view.claims}.isdisjoint(hidden)


def test_a_claim_written_past_the_projection_is_refused_at_commit(engine: sa.Engine, tokens: Tokens) -> None:
    token = tokens["EAST", "documenter"]
    copied = """
        INSERT INTO claim (project_id, ref, incident_id, act_id, path, basis, stated_as, stated_folded, document_id,
          value_kind, vocabulary, term_code, entered_by)
        SELECT project_id, 'CLM-000000000000', incident_id, act_id, path, 'none_stated', 'x', 'x', document_id,
          value_kind, vocabulary, term_code, entered_by FROM claim WHERE path = 'act.type' LIMIT 1
    """

    def write(project_it: bool) -> None:
        with Work(engine, token) as work:
            work.open(work.enter("EAST", "record_incident"), "record_incident")
            work.connection.execute(sa.text(copied))
            if project_it:
                work.touch(work.connection.execute(sa.text("SELECT id FROM incident")).scalars())

    with pytest.raises(sa.exc.IntegrityError, match="unprojected") as refused:
        write(project_it=False)
    assert isinstance(refused.value.__cause__, psycopg.Error)  # no error is its own cause
    write(project_it=True)  # the control: the same statement, projected, is kept
