"""Filters find what answers and nothing else: every case stands among incidents of its own and of another project."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.dates import day_between, from_edtf
from app.domain.errors import UnknownFilter
from app.domain.incidents import Location
from app.domain.places import Place, Unit, point
from app.domain.questions import ask
from app.domain.records import ActRecord, PartyRecord, PartyValue, PlaceValue, TermValue
from app.domain.verification import LEVELS
from app.services.incidents import find_incidents, read_incident
from app.services.work import Work
from app.store.reading import PAGE_SIZE
from tests.filled import Tokens
from tests.store.claimed import INCIDENT, Voice, bundle, recorded, said

WADI = Place(
    "Bayt Zayn village",
    "place",
    point(longitude=36.5, latitude=35.5),
    2000.0,
    units=(Unit("Wadi Governorate"), Unit("Zayn")),
)


@pytest.fixture
def two(engine: sa.Engine, tokens: Tokens) -> tuple[str, str]:
    """A well-known incident and a vague one, beside the one that the project holds already; their doubles next door."""
    known = [
        said(1, "act.type", TermValue("burning"), "Watch N", stated_as="homes were set alight"),
        said(2, "incident.when", from_edtf("2024-05-02"), "Watch N"),
        said(3, "incident.place", PlaceValue((WADI,)), "Watch N", stated_as="قرية بيت زَيْن"),
        said(4, "incident.count", Count(harm="killed", minimum=12, maximum=12, stated=12, operator="="), "Watch N"),
        said(5, "act.alleged", PartyValue("G", "ordered"), "Watch N"),
    ]
    vague = [
        said(1, "act.type", TermValue("killing"), "Page P", "none_stated"),
        said(2, "incident.when", day_between(date(2024, 4, 1), date(2024, 6, 30)), "Page P", "none_stated"),
        said(3, "incident.count", Count(harm="killed", quantity_class="tens"), "Page P", "none_stated"),
    ]
    party = [PartyRecord("G", "army", "group G")]
    for code in ("EAST", "WEST"):
        token = tokens[code, "documenter"]
        refs = (
            recorded(engine, token, bundle([Voice("Watch N")], known, party), code),
            recorded(engine, token, bundle([Voice("Page P", "none_stated")], vague), code),
        )
        if code == "EAST":
            mine = refs
    return mine


def found(engine: sa.Engine, tokens: Tokens, **parameters: str) -> set[str]:
    with Work(engine, tokens["EAST", "analyst"]) as work:
        page = find_incidents(work, work.enter("EAST", "read_incidents"), ask(parameters))
    return {listed.ref for listed in page.items}


KNOWN, VAGUE = 0, 1

ANSWERS = [
    ({"q": "alight"}, {KNOWN}),
    ({"q": "بيت زين"}, {KNOWN}),
    ({"q": "الزين"}, {KNOWN}),
    ({"q": "nowhere"}, set()),
    ({"q": "!!"}, set()),
    ({"from": "2024-05", "to": "2024-05"}, {KNOWN, VAGUE}),
    ({"from": "2024-05", "to": "2024-05", "match": "certain"}, {KNOWN}),
    ({"from": "2024", "to": "2024", "match": "certain"}, {KNOWN, VAGUE}),
    ({"from": "2023", "to": "2023"}, set()),
    ({"bbox": "36,35.3,37,36"}, {KNOWN}),
    ({"bbox": "36.49,35.49,36.6,35.6"}, {KNOWN}),
    ({"bbox": "36.49,35.49,36.6,35.6", "match": "certain"}, set()),
    ({"within": "wadi"}, {KNOWN}),
    ({"within": "Wadi Governorate", "match": "certain"}, {KNOWN}),
    ({"place": "Bayt Zayn", "match": "certain"}, {KNOWN}),
    ({"act": "property_destruction"}, {KNOWN}),
    ({"act": "home_property"}, {KNOWN}),
    ({"harm": "killed", "at_least": "10", "match": "certain"}, {KNOWN}),
    ({"harm": "killed", "at_least": "10"}, {KNOWN, VAGUE}),
    ({"harm": "killed", "at_least": "100"}, set()),
    ({"source": "watch n"}, {KNOWN}),
    ({"alleged": "group G"}, {KNOWN}),
    ({"verification": "credible"}, set()),
    ({"attribution": "allegation", "alleged": "group g"}, {KNOWN}),
]


@pytest.mark.parametrize("parameters, expected", ANSWERS, ids=[str(a[0]) for a in ANSWERS])
def test_a_filter_finds_what_answers_and_nothing_else(
    two: tuple[str, str], engine: sa.Engine, tokens: Tokens, parameters: dict[str, str], expected: set[int]
) -> None:
    assert found(engine, tokens, **parameters) & set(two) == {two[n] for n in expected}


def test_no_filter_shows_the_whole_project_and_no_other(
    two: tuple[str, str], engine: sa.Engine, tokens: Tokens
) -> None:
    with Work(engine, tokens["EAST", "analyst"]) as work:
        page = find_incidents(work, work.enter("EAST", "read_incidents"), ask({}))
    assert len(page.items) == page.possible.count == 3 and set(two) < {listed.ref for listed in page.items}


def test_how_many_there_were_at_one_time_possibly_answers_how_many_in_all(engine: sa.Engine, tokens: Tokens) -> None:
    number = Count(harm="displaced_within", minimum=4812, maximum=4812, stated=4812, operator="=", measure="stock")
    told = [said(1, "incident.count", number, "Agency A")]
    ref = recorded(engine, tokens["EAST", "documenter"], bundle([Voice("Agency A")], told))
    asked = {"harm": "displaced_within", "at_least": "4000"}
    assert found(engine, tokens, **asked) == {ref}
    assert found(engine, tokens, **asked, match="certain") == set()
    assert found(engine, tokens, harm="displaced_within", at_least="5000") == set()


def test_an_act_certainly_at_a_level_is_found_whatever_else_happened_there(
    engine: sa.Engine, owner: sa.Engine, tokens: Tokens
) -> None:
    """A killing that is corroborated beside a burning that is an allegation; force F's part beside group G's."""
    killed = [
        said(1, "act.type", TermValue("killing"), "Watch N"),
        said(2, "act.alleged", PartyValue("F"), "Watch N"),
        said(3, "act.alleged", PartyValue("G"), "Watch N"),
    ]
    burned = replace(said(4, "act.type", TermValue("burning"), "Watch N"), act="second")
    parties = [PartyRecord("F", "army", "force F"), PartyRecord("G", "army", "group G")]
    told = bundle([Voice("Watch N")], [*killed, burned], parties)
    told = replace(told, acts=(*told.acts, ActRecord("second", INCIDENT)))
    ref = recorded(engine, tokens["EAST", "documenter"], told)
    with owner.begin() as connection:
        for table in ("act", "involvement"):  # a level is nobody's to type in
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for change in (
            "UPDATE act a SET occurrence_status = 'corroborated' FROM incident i WHERE i.id = a.incident_id"
            " AND i.ref = :ref AND a.type_code = 'killing'",
            "UPDATE involvement v SET attribution_status = 'corroborated' FROM incident i, party p"
            " WHERE i.id = v.incident_id AND i.ref = :ref AND p.id = v.party_id AND p.label = 'force F'",
            f"UPDATE incident_index x SET verification_highest = {LEVELS['corroborated'].rank}, attribution_highest ="
            f" {LEVELS['corroborated'].rank} FROM incident i WHERE i.id = x.incident_id AND i.ref = :ref",
        ):
            connection.execute(sa.text(change), {"ref": ref})
    for act, level, answers in (
        ("killing", "corroborated", True), ("burning", "allegation", True), ("burning", "corroborated", False),
    ):  # fmt: skip
        asked = {"act": act, "verification": level, "alleged": "force F", "attribution": "corroborated"}
        assert (ref in found(engine, tokens, **asked, match="certain")) == answers, act
    assert ref not in found(engine, tokens, verification="corroborated", match="certain")
    assert ref not in found(engine, tokens, alleged="group G", attribution="corroborated", match="certain")


def test_without_a_place_is_counted_beside(two: tuple[str, str], engine: sa.Engine, tokens: Tokens) -> None:
    with Work(engine, tokens["EAST", "analyst"]) as work:
        page = find_incidents(work, work.enter("EAST", "read_incidents"), ask({"within": "Wadi"}))
    assert page.without_place is not None and page.without_place.count == 1


def test_what_is_certainly_not_within_a_unit_is_known_to_lie_elsewhere(
    two: tuple[str, str], engine: sa.Engine, tokens: Tokens
) -> None:
    """The one without a place, one known to the country alone and one of two governorates may lie in either."""

    def told(*places: Place) -> str:
        claim = said(1, "incident.place", PlaceValue(places), "Watch N")
        return recorded(engine, tokens["EAST", "documenter"], bundle([Voice("Watch N")], [claim]))

    told(Place("the country", "country"))
    told(*(Place(f"in {name}", "governorate", units=(Unit(name),), list="either") for name in ("Wadi", "Sahl")))
    sahl = told(Place("in Sahl", "governorate", units=(Unit("Sahl"),)))
    wadi = told(Place("in Wadi", "governorate", units=(Unit("Wadi Governorate"),)))
    assert found(engine, tokens, not_within="Wadi", match="certain") == {sahl}
    assert found(engine, tokens, not_within="Sahl", match="certain") > {two[0], wadi}
    zayn = found(engine, tokens, not_within="Zayn", match="certain")
    assert sahl in zayn and wadi not in zayn, "of its governorate alone it is known"
    with Work(engine, tokens["EAST", "analyst"]) as work:
        page = find_incidents(work, work.enter("EAST", "read_incidents"), ask({"not_within": "Wadi"}))
    assert page.certain.count == 1 and page.possible.count > 3


@pytest.mark.parametrize("name", ["within", "place", "not_within"])
def test_a_place_that_nobody_names_is_refused(
    two: tuple[str, str], engine: sa.Engine, tokens: Tokens, name: str
) -> None:
    with pytest.raises(UnknownFilter, match="No place of that name") as refused:
        found(engine, tokens, **{name: "Nowhere at all"})
    assert refused.value.field == name


@pytest.mark.parametrize("name", ["source", "alleged", "not_source"])
def test_a_name_that_is_on_no_record_is_refused(engine: sa.Engine, tokens: Tokens, name: str) -> None:
    with pytest.raises(UnknownFilter) as refused:
        found(engine, tokens, **{name: "nobody at all"})
    assert refused.value.field == name


def test_pages_follow_each_other_without_gap_or_double(engine: sa.Engine, tokens: Tokens) -> None:
    """Half of the incidents have no known beginning: the key is never null, so none of them is lost."""
    token = tokens["EAST", "documenter"]
    refs = set()
    for number in range(PAGE_SIZE + 20):
        when = day_between(None, date(2024, 1, 1)) if number % 2 else from_edtf(f"2024-01-{number % 28 + 1:02}")
        claims = [said(1, "act.type", TermValue("killing"), "M"), said(2, "incident.when", when, "M")]
        refs.add(recorded(engine, token, bundle([Voice("M")], claims)))
    with Work(engine, token) as work:
        project = work.enter("EAST", "read_incidents")
        first = find_incidents(work, project, ask({}))
        second = find_incidents(work, project, ask({}), after=first.earlier)
        back = find_incidents(work, project, ask({}), before=second.later)
    shown = [listed.ref for listed in (*first.items, *second.items)]
    assert len(shown) == len(set(shown)) == PAGE_SIZE + 21 and refs < set(shown)
    assert back.items == first.items and back.later is None and second.earlier is None


@pytest.mark.parametrize(
    "cursor", ["x", "2024-01-01~INC-000000000000", "now~INC-000000000000", "'; --~INC-000000000000"]
)
def test_a_page_that_is_not_known_is_refused(engine: sa.Engine, tokens: Tokens, cursor: str) -> None:
    with pytest.raises(UnknownFilter), Work(engine, tokens["EAST", "analyst"]) as work:
        find_incidents(work, work.enter("EAST", "read_incidents"), ask({}), after=cursor)


def test_of_here_or_there_the_point_of_the_one_alone_is_no_point(engine: sa.Engine, tokens: Tokens) -> None:
    def told(list_: str) -> str:
        known = Place("Bayt Zayn", "place", point(longitude=36.5, latitude=35.5), 1000.0, list=list_)
        places = PlaceValue((known, Place("Farawayville", "unknown", list=list_)))
        return recorded(
            engine,
            tokens["EAST", "documenter"],
            bundle([Voice("Watch N")], [said(1, "incident.place", places, "Watch N")]),
        )

    def where(ref: str) -> Location:
        with Work(engine, tokens["EAST", "analyst"]) as work:
            return read_incident(work, work.enter("EAST", "read_incidents"), ref).where

    either, both = where(told("either")), where(told("each"))
    assert (either.longitude, either.radius_m) == (None, None), "it may have been in the other"
    assert (both.longitude, both.radius_m) == (36.5, 1000.0), "there it was, and elsewhere too"
