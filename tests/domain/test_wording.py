"""Claims in words: a plain sentence that says who says so, a denial that reads as one, a point with its radius."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.attributed import origins_counted
from app.domain.counts import Count
from app.domain.dates import PartOfDay, When, day_between
from app.domain.incidents import ClaimView, HarmLine, NamedSource
from app.domain.own_words import Told, summary_words, title_words
from app.domain.places import Place, point
from app.domain.records import PartyValue, PlaceValue, TermValue, Value
from app.domain.wording import claim_sentence, harm_words, point_words, precision_words, radius_words, value_words

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KILLED = Count(harm="killed", minimum=12, maximum=12, operator="=")


def said(path: str, value: Value, polarity: str = "asserts", language: str = "en") -> str:
    nothing: dict[str, Any] = dict.fromkeys(ClaimView.__dataclass_fields__)
    known = {
        "path": path,
        "value": value,
        "polarity": polarity,
        "originator": NamedSource("SRC-1", "watch N", "monitor"),
    }
    return claim_sentence(ClaimView(**nothing | {"citations": (), "entered_at": NOW} | known), language)


@pytest.mark.parametrize(
    "path, value, sentence",
    [
        ("act.type", TermValue("killing"), "According to watch N, this was done: killing."),
        ("act.victim", PartyValue("families"), "According to watch N, it was done to families."),
        ("act.side", PartyValue("force F"), "According to watch N, force F took part in the fighting."),
        ("incident.place", PlaceValue((Place("Bayt Zayn"),)), "According to watch N, the place was Bayt Zayn."),
        ("incident.count", KILLED, "According to watch N, killed: 12."),
    ],
)
def test_each_property_has_its_sentence(path: str, value: Value, sentence: str) -> None:
    assert said(path, value) == sentence


def test_a_denial_and_what_is_not_known_read_as_such() -> None:
    alleged = PartyValue("force F", "carried_out")
    assert said("act.alleged", alleged) == "According to watch N, it is alleged to have been done by force F."
    assert said("act.alleged", alleged, "denies") == ("According to watch N, this is denied: it was done by force F.")
    assert said("incident.count", KILLED, "states_unknown") == "According to watch N, this is not known: killed: 12."
    assert said("incident.count", KILLED, language="ar").startswith("بحسب \u2068watch N\u2069، ")


def test_a_first_summary_says_who_says_so_once() -> None:
    place = PlaceValue((Place("Bayt Zayn", "place"),))
    values = {"act.type": TermValue("killing"), "incident.count": KILLED, "incident.place": place}
    told = [Told("watch N", path, value) for path, value in values.items()]
    assert summary_words(told, "en") == "According to watch N: killing; killed: 12; Bayt Zayn."


def test_a_point_has_the_digits_that_were_given_and_its_radius() -> None:
    place = Place("Bayt Zayn", "site", point(longitude=-36.125, latitude=35.0), 250.0)
    assert point_words(place, "en") == "35° N, 36.125° W"
    assert point_words(place, "ar") == "35° شمالاً، 36.125° غرباً"
    words = value_words(PlaceValue((place,)), "incident.place", "en")
    assert words == "Bayt Zayn (\N{FIRST STRONG ISOLATE}35° N, 36.125° W, ± 250 m\N{POP DIRECTIONAL ISOLATE})"
    assert point_words(Place("Wadi"), "en") == point_words(Place("Wadi", wkt="POLYGON((0 1,1 1,1 2,0 1))"), "en") == ""


@pytest.mark.parametrize(
    ("metres", "words"),
    [(19_496.8, "± 19 km"), (20_155.6, "± 20 km"), (2_449.9, "± 2.4 km"), (5_000, "± 5 km"), (250.0, "± 250 m")],
)
def test_a_radius_is_no_closer_than_radii_are_known(metres: float, words: str) -> None:
    place = Place("Bayt Zayn", "district", point(longitude=36.125, latitude=35.0), metres)
    assert radius_words(metres, "en") == words
    assert precision_words(place.precision, metres, "en").endswith(f", {words}")
    assert f", {words}" in value_words(PlaceValue((place,)), "incident.place", "en")


def test_a_summary_says_through_whom_and_where_nobody_is_named() -> None:
    told = [Told("watch N", "incident.count", KILLED, "wire W"), Told("", "act.type", TermValue("killing"), "wire W")]
    assert summary_words(told, "en") == (
        "According to watch N (as relayed by wire W): killed: 12. According to wire W, which does not say who: killing."
    )


def test_a_name_alone_does_not_say_how_precise_it_is() -> None:
    near = PlaceValue((Place("a village near Bayt Zayn", "near_place"),))
    assert said("incident.place", near) == (
        "According to watch N, the place was a village near Bayt Zayn (near that place)."
    )
    assert said("incident.place", PlaceValue((Place("Bayt Zayn", "place"),))).endswith("was Bayt Zayn.")


def test_figures_without_a_basis_are_no_unknown_number() -> None:
    line = HarmLine("killed", "person", "event", "", "", None, None, True, None, 0, 1)
    assert harm_words(line, "en") == "no figure with a sound basis"


def test_words_of_the_other_direction_are_kept_from_turning_a_sentence() -> None:
    assert said("act.victim", PartyValue("عائلات الحي")) == (
        "According to watch N, it was done to \u2068عائلات الحي\u2069."
    )


def at(day: int, part: PartOfDay | None = None) -> When:
    return replace(day_between(date(2025, 4, day), date(2025, 4, day)), part_of_day=part)


@pytest.mark.parametrize(
    "said, title",
    [
        ([(at(17, "night"), False), (at(17), True)], "17 April 2025"),
        ([(at(17, "night"), False)], "17 April 2025, at night"),
        ([(at(17, "night"), True), (at(17), True)], "17 April 2025"),
        ([(at(17, "night"), True), (at(19, "night"), True)], "17–19 April 2025, one day of it, at night"),
        ([(at(17), True), (When(stated_as="some time"), True)], "No claim stands"),
    ],
)
def test_a_title_says_what_the_claims_with_a_basis_leave_open(said: list[tuple[When, bool]], title: str) -> None:
    told = [Told(f"S{number}", "incident.when", when, based=based) for number, (when, based) in enumerate(said)]
    assert title_words(told, "en") == title


def test_a_name_of_the_other_direction_turns_no_day_of_a_title() -> None:
    told = [Told("S", "incident.place", PlaceValue((Place("Bayt Zayn"),))), Told("S", "incident.when", at(17))]
    assert title_words(told, "ar") == "\u2068Bayt Zayn\u2069، 17 نيسان 2025"
    assert summary_words(told, "ar") == "بحسب \u2068S\u2069: \u2068Bayt Zayn\u2069؛ 17 نيسان 2025."
    assert title_words(told, "en") == "Bayt Zayn, 17 April 2025"


def test_a_title_names_the_place_that_has_a_basis() -> None:
    told = [
        Told(name, "incident.place", PlaceValue((Place(name),)), based=based)
        for name, based in (("Wadi", False), ("Bayt Zayn", True))
    ]
    assert title_words(told, "en") == "Bayt Zayn"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "مصدر أصلي مستقل واحد"),
        (2, "مصدرين أصليين مستقلين"),
        (3, "3 مصادر أصلية مستقلة"),
        (11, "11 مصدراً أصلياً مستقلاً"),
        (100, "100 مصدر أصلي مستقل"),
        (103, "103 مصادر أصلية مستقلة"),
        (111, "111 مصدراً أصلياً مستقلاً"),
    ],
)
def test_in_arabic_origins_agree_with_their_number(number: int, words: str) -> None:
    assert origins_counted(number, "ar") == words
