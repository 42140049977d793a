"""Which figures make the reported range, and why the others stand beside it: page and store reckon by one rule."""

import itertools
from datetime import datetime
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.counts import Count
from app.domain.incidents import ClaimView
from app.domain.outside_range import outside_range
from app.domain.records import Citation, ClaimRecord
from app.domain.same import SameEntry
from app.services import decisions, same
from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.deciding import KILLING, Case, tells
from tests.services.test_review import dead
from tests.store.claimed import Voice, said

DATA_SET = Voice("data set", "compiled")
VOICES = [Voice("S"), Voice("M"), Voice("W"), Voice("X", "none_stated"), Voice("D"), DATA_SET]
MORNING, NOON = (datetime(2025, 4, 17, hour) for hour in (8, 12))


def count(number: int, killed: Count, by: str | None, basis: str = "own_collection", **more: object) -> ClaimRecord:
    return said(number, "incident.count", killed, by, basis, **more)  # type: ignore[arg-type]


FIGURES: list[tuple[ClaimRecord, str | None]] = [
    (count(11, dead(7), "S", as_of=NOON), None),
    (count(12, dead(5), "S", as_of=MORNING), "earlier"),
    (count(13, dead(12), "M"), None),
    (count(14, dead(15), "M", document="report of W"), "relayed"),
    (count(15, dead(12), "M", document="report of W", stated_as="twelve"), None),
    (count(16, dead(40), "X", "none_stated"), "no_basis"),
    (count(17, dead(41), None, document="report of W"), "no_basis"),
    (count(18, dead(60), "D"), "doubtful"),
    (count(19, dead(2), "S", polarity="denies"), "not_asserted"),
    (count(20, dead(70), "S", tier=2), "confidential"),
]


def figures(case: Case) -> dict[str, str]:
    with case.doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_verification")
        view = case.view()
        grades = decisions.read_decisions(work, project, view).grades
    why = outside_range(view.claims_on("incident.count"), grades)
    return {claim.ref: str(why.get(claim.ref)) for claim in view.claims_on("incident.count")}


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    return Case(doors, tokens, VOICES, [*tells(1, "S"), *(claim for claim, _ in FIGURES)])


def test_one_value_an_origin_makes_the_range_and_the_rest_stands_beside_it(case: Case) -> None:
    case.grade("D", "5")
    assert list(figures(case).values()) == [str(why) for _, why in FIGURES]
    [line] = case.view().harms
    assert (line.minimum, line.maximum) == (7, 12), "the store reckons by the same rule"


def test_a_grade_moves_a_figure_in_and_out_of_the_range(case: Case) -> None:
    def reaches() -> int | None:
        return case.view().harms[0].maximum

    assert reaches() == 60
    for grade, maximum in (("4", 12), ("3", 60), ("6", 12)):
        case.grade("D", grade)
        assert reaches() == maximum


def test_where_nothing_has_a_basis_every_figure_stands_beside(doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [Voice("X", "none_stated")], [count(1, dead(3), "X", "none_stated")])
    assert list(figures(case).values()) == ["no_basis"] and not case.view().harms[0].is_told


def test_a_data_set_makes_no_range_beside_what_it_is_compiled_from(doors: Doors, tokens: Tokens) -> None:
    cited = (Citation("report of S"),)
    compiled = [
        said(2, "act.type", KILLING, "data set", "compiled", further_citations=cited),
        count(3, dead(9), "data set", "compiled"),
    ]
    case = Case(doors, tokens, [Voice("S"), DATA_SET], [count(1, dead(7), "S"), *compiled])
    assert list(figures(case).values()) == ["None", "compiled"]
    assert case.view().harms[0].maximum == 7


class Figure(NamedTuple):
    """One figure of a generated case: who states it on what ground, and in whose reports it stands."""

    killed: Count
    by: str
    basis: str
    documents: tuple[str, ...]
    as_of: datetime | None
    polarity: str


NAMES = "ABCDE"
cases = itertools.count()
small = st.integers(0, 30)
shapes = st.one_of(
    small.map(dead),
    small.map(lambda n: Count(harm="killed", minimum=n, stated=n, operator=">=")),
    small.map(lambda n: Count(harm="killed", maximum=n, stated=n, operator="<=")),
    small.map(lambda n: Count(harm="killed", minimum=n, maximum=n, stated=n, operator="=", measure="cumulative")),
    small.map(lambda n: Count(harm="killed", minimum=n, maximum=n, stated=n, operator="=", population="children")),
    small.map(lambda n: Count(harm="killed", minimum=n, maximum=n, stated=n, operator="=", part_of="the first wave")),
    st.sampled_from(["event", "cumulative"]).map(lambda m: Count(harm="killed", quantity_class="tens", measure=m)),
)
names = st.sampled_from(NAMES)
figures_told = st.lists(
    st.builds(
        Figure,
        shapes,
        names,
        st.sampled_from(["own_collection", "own_collection", "none_stated", "compiled"]),
        st.lists(names, min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from([None, MORNING, NOON]),
        st.sampled_from(["asserts", "asserts", "asserts", "denies"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],  # a case takes a second: to shrink one would take many minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=figures_told, doubted=st.sets(names, max_size=2), joined=st.booleans())
def test_what_is_not_outside_is_the_range_that_the_store_reckons(
    doors: Doors, tokens: Tokens, told: list[Figure], doubted: set[str], joined: bool
) -> None:
    """Also where sources are of one group or joined, figures stand in several documents, and some were doubted."""
    number = next(cases)  # a source of the same name is the same in the next case, and may be joined there
    a, b, c, d, e = (f"{letter}{number}" for letter in NAMES)
    voices = [Voice(a), Voice(b, group=a), Voice(c), Voice(d), Voice(e)]
    claims = [
        count(n, one.killed, f"{one.by}{number}", one.basis, document=f"report of {one.documents[0]}{number}",
              as_of=one.as_of, polarity=one.polarity,
              further_citations=tuple(Citation(f"report of {letter}{number}") for letter in one.documents[1:]))
        for n, one in enumerate(told)
    ]  # fmt: skip
    case = Case(doors, tokens, voices, [*claims, *tells(100, c), *tells(110, d)])
    for letter in doubted & {letter for one in told for letter in one.documents}:
        case.grade(f"{letter}{number}", "5")
    sources = {claim.originator.name: claim.originator.ref for claim in case.view().claims if claim.originator}
    if joined:
        with doors.work(case.verifier) as work:
            project = work.enter("EAST", "join_entries")
            one = same.find_entry(work, project, sources[d])
            same.join_entries(work, project, one, SameEntry(other=sources[c], reason="One office."))
    with doors.work(case.verifier) as work:
        view = case.view()
        grades = decisions.read_decisions(work, work.enter("EAST", "read_verification"), view).grades
    counted = view.claims_on("incident.count")
    why = outside_range(counted, grades)
    ranges = {
        (one.population or None, one.part_of or None): (one.minimum, one.maximum, one.open_maximum)
        for one in view.harms
    }
    lines: dict[tuple[str | None, str | None], list[Count]] = {
        (value.population, value.part_of): [] for claim in counted if claim.standing and (value := figure_of(claim))
    }
    for claim in counted:
        if claim.ref not in why:
            lines[figure_of(claim).population, figure_of(claim).part_of].append(figure_of(claim))
    assert ranges == {line: spanned(inside) for line, inside in lines.items()}


def figure_of(claim: ClaimView) -> Count:
    assert isinstance(claim.value, Count)
    return claim.value


def spanned(inside: list[Count]) -> tuple[int | None, int | None, bool]:
    """The range of these figures: lowest minimum to highest maximum, open where one is open."""
    minima = [one.minimum for one in inside if one.minimum is not None]
    maxima = [one.highest for one in inside if one.highest is not None]
    opens_below = any(one.minimum is None and one.highest is not None for one in inside)
    closed = bool(inside) and len(maxima) == len(inside)
    return (
        min(minima) if minima and not opens_below else None,
        max(maxima) if closed else None,
        not closed,
    )
