"""What a name of a place may mean: candidates of the gazetteers and of the project's own places, best first, and when
one is taken by itself.

Candidates come from the database's indexes; the order is found here: how near the spelling is, what the name says of
its kind, which units the source names. Nothing is taken by itself but a place that is spelt exactly so, where no other
sounds like it in either script: spellings of one name in Latin letters differ more than names do.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import cos, hypot, log10, radians
from typing import Generic, TypeVar

import sqlalchemy as sa
from rapidfuzz import fuzz

from app.domain.coordinates import Point, SeemsTurned, read_point, seems_turned
from app.domain.entry import Provenance, Understood
from app.domain.errors import InvalidValue
from app.domain.gazetteers import (
    KEPT_AS_TEXT,
    KINDS,
    LEVELS,
    OF_THE_WORLD,
    OWN,
    REGISTERED_NEW,
    SETTLEMENTS,
    Candidate,
    Offered,
)
from app.domain.maps import Box
from app.domain.place_answers import PlaceAnswers
from app.domain.place_names import heard, kind_said, name_key, named_last, skeleton
from app.domain.places import place_key, precision_said
from app.domain.records import OwnPlaceRecord
from app.domain.refs import ref_of_form
from app.domain.text import detect_language
from app.exchange import countries
from app.exchange.outlines import land
from app.services.work import Work
from app.store import gazetteers, own_places, places
from app.store.places import Hit
from app.store.projects import Project

Place = TypeVar("Place", bound=PlaceAnswers)

OFFERED = 5
_SAME_PLACE_M = 5_000.0
_FAR_M = 1_000_000.0
_DEGREE_M = 111_320.0
_AS_COUNTRY = 100_000_000
"""As how many people a country counts beside towns of its name, since gazetteers say none of it."""
_AS_HEARD = 0.97
_STEPS_ACROSS = 400  # a boundary is drawn no finer than the screen shows it


@dataclass(frozen=True)
class _Ranked:
    """A hit with how well it answers; `score` is what is shown, `order` also weighs what else speaks for it, behind
    whether it is spelt so, or as the place is that the words name last. `spelt`: the name of it that is."""

    hit: Hit
    score: float
    order: tuple[bool, bool, float]
    spelt: str | None

    @property
    def place(self) -> Candidate:
        """What is offered, under the name that was typed, in the script in which it was."""
        is_so, named, _ = self.order
        place = replace(self.hit.place, score=round(self.score, 3), exact=is_so, named=is_so or named)
        if self.spelt is None or name_key(self.spelt) in (name_key(name) for name in _both(place)):
            return place
        if detect_language(self.spelt) == "ar":
            return replace(place, name_ar=self.spelt)
        return replace(place, name=self.spelt)


def _both(place: Candidate) -> list[str]:
    return [name for name in (place.name, place.name_ar) if name]


@dataclass(frozen=True)
class _Asked:
    """A name as it is looked up: by its two keys, and the kind of place that it says; `last` is the place that it
    names last, where it names several."""

    key: str
    consonants: str
    kind: str | None
    last: str | None = None


def _asked(text: str) -> _Asked:
    return _Asked(name_key(text), skeleton(text), kind_said(text), named_last(text))


def find_candidates(
    work: Work,
    project: Project,
    text: str,
    *,
    units: Sequence[str] = (),
    near: tuple[float, float] | None = None,
) -> Offered:
    """What `text` may mean in a project. `units`: names of units as a source gives them, which decide where a candidate
    lies in them. `near`: longitude, latitude, for the distance."""
    asked = _asked(text)
    if not asked.key:
        return Offered()
    hits = _hits(work, project, asked, near)
    if asked.last and all(hit.key != asked.key for hit in hits):
        larger = _hits(work, project, _asked(asked.last), near)
        hits += [hit for hit in larger if hit.key == name_key(asked.last)]
    if not hits and not gazetteers.loaded(work.connection):
        return Offered(nothing_in=True)
    return _with_landmarks(work, _offered(asked, _in_units(hits, units), OFFERED))


def _hits(work: Work, project: Project, asked: _Asked, near: tuple[float, float] | None) -> list[Hit]:
    found = places.find_places(work.connection, asked.key, asked.consonants, near)
    return found + own_places.find_places(work.connection, project.id, asked.key, asked.consonants, near)


def find_at_shell(application: sa.Engine, text: str, *, within: str | None, limit: int) -> Offered:
    """The same for a command, which needs no account: gazetteers belong to no project. `within`: the code of a unit,
    outside of which nothing is meant."""
    asked = _asked(text)
    if not asked.key:
        return Offered()
    with application.begin() as connection:
        hits = places.find_places(connection, asked.key, asked.consonants)
        if within:
            inside = places.codes_within(connection, [hit.place.code for hit in hits], within)
            hits = [hit for hit in hits if hit.place.code in inside]
    return _offered(asked, hits, limit)


def find_unit(work: Work, text: str) -> Candidate | None:
    """The administrative unit of this name; of several the largest, unless the name says its kind. None where none is
    called so, or two of one level are."""
    asked = _asked(text)
    hits = [hit for hit in places.find_places(work.connection, asked.key, asked.consonants) if hit.level]
    units = [one for one in _offered(asked, hits, len(hits)).candidates if one.exact and asked.kind in (None, one.kind)]
    largest = min((LEVELS[one.kind] for one in units), default=0)
    meant = [one for one in units if LEVELS[one.kind] == largest]
    return meant[0] if len(meant) == 1 else None


def _offered(asked: _Asked, hits: list[Hit], limit: int) -> Offered:
    """Some hits as candidates, best first."""
    consonants, kind = asked.consonants, asked.kind
    ranked = _merged(sorted(_rank(hits, asked), key=lambda one: one.order, reverse=True))
    offered = tuple(one.place for one in ranked)
    sounds_so = [
        place
        for place, one in zip(offered, ranked, strict=True)
        if (place.exact or one.hit.skeleton == consonants) and (kind is None or _is_kind(place.kind, kind))
    ]
    alone = sounds_so[0] if len(sounds_so) == 1 and sounds_so[0].exact else None
    return Offered(offered[:limit], alone if alone in offered[:limit] else None)


def _with_landmarks(work: Work, offered: Offered) -> Offered:
    """The same, each place with the city that it lies near. A unit is no point that would lie near anything."""
    within = [one for one in offered.candidates if one.kind not in LEVELS]
    known = places.landmarks(work.connection, within) if within else {}
    told = {one.code: replace(one, landmark=known.get(one.code)) for one in offered.candidates}
    return Offered(tuple(told.values()), told[offered.alone.code] if offered.alone else None)


def offer(work: Work, project: Project, answers: PlaceAnswers, near: tuple[float, float] | None = None) -> Offered:
    """What is offered for the answers to "where?": the candidates, and the one that is taken by itself. None is where
    the words leave open how far off the place may be, a point was typed, or somebody has already chosen."""
    if not answers.where:
        return Offered()
    point = _point(answers)
    units = [name for name in (answers.adm1, answers.adm2, answers.adm3) if name]
    at = (point.longitude, point.latitude) if point else near
    found = find_candidates(work, project, answers.where, units=units, near=at)
    if point or precision_said(answers.where):
        return replace(found, alone=None)
    return found


@dataclass(frozen=True)
class Chosen(Generic[Place]):
    """The answers with the place that is `meant`, if one is, and what is `offered` for its name; `registers` is that
    place where it is not on record yet. `further` are those that are meant by further places, None where none is."""

    answers: Place
    offered: Offered = field(default_factory=Offered)
    meant: Candidate | None = None
    registers: OwnPlaceRecord | None = None
    further: tuple[Candidate | None, ...] = ()

    @property
    def all_meant(self) -> tuple[Candidate | None, ...]:
        return (self.meant, *self.further)

    @property
    def read(self) -> Place:
        """The answers as they are to be understood: the point of a place that is registered is its own."""
        own = {"point": None, "uncertainty": None} if self.registers else {}
        return self.answers.model_copy(update=own)


def choose_place(
    work: Work, project: Project, answers: Place, near: tuple[float, float] | None = None
) -> Chosen[Place]:
    """Which place is meant. What was chosen for other words counts as not chosen; where nothing was, what is taken by
    itself is."""
    offered = offer(work, project, answers, near)
    further = tuple(_taken(work, project, name) for name in answers.further_places)
    if answers.gazetteer_place == KEPT_AS_TEXT:
        return Chosen(answers, offered, further=further)
    if answers.gazetteer_place == REGISTERED_NEW:
        registers = _new_place(work, project, answers)
        return Chosen(answers, offered, own_candidate(registers) if registers else None, registers, further)
    meant = offered.chosen(answers.gazetteer_place) or offered.alone
    chosen = meant.code if meant else None
    return Chosen(answers.model_copy(update={"gazetteer_place": chosen}), offered, meant, further=further)


def _taken(work: Work, project: Project, name: str) -> Candidate | None:
    """What a further place is taken for by itself: nobody is asked about it."""
    return None if precision_said(name) else find_candidates(work, project, name).alone


def _new_place(work: Work, project: Project, answers: PlaceAnswers) -> OwnPlaceRecord | None:
    """The place that a form registers, under a ref of the form's own key; None while something is wrong with it."""
    name, kind = answers.where, answers.place_kind
    once = answers.once if isinstance(answers, Provenance) else None
    if not once or not name or not kind or answers.new_place_problems():
        return None
    point = _point(answers)
    units = [unit for unit in (answers.adm1, answers.adm2, answers.adm3) if unit]
    inside = find_unit(work, units[-1]) if units else None
    return OwnPlaceRecord(
        key=ref_of_form("own_place", once),
        kind=kind,
        name=name,
        name_ar=name if detect_language(name) == "ar" else None,
        longitude=point.longitude if point else None,
        latitude=point.latitude if point else None,
        radius_m=(answers.uncertainty or KINDS[kind][1]) if point else None,
        inside=inside.code if inside else None,
    )


def own_candidate(record: OwnPlaceRecord) -> Candidate:
    """A place of the project's own as what a name may mean."""
    return Candidate(
        code=record.key, kind=record.kind, name=record.name, name_ar=record.name_ar, country=None, parents=(),
        longitude=record.longitude, latitude=record.latitude, radius_m=record.radius_m or KINDS[record.kind][1],
        score=1.0, exact=True, gazetteer=OWN, external_ids={},
    )  # fmt: skip


def read_ground(work: Work, box: Box) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What lies within a box (west, south, east, north in degrees) as SVG paths, x longitude and y latitude turned
    downwards: the outlines of countries that came with set-up, and over them the boundaries that were loaded."""
    coarseness = (box[2] - box[0]) / _STEPS_ACROSS
    return land(box, coarseness), tuple(places.outlines(work.connection, box, coarseness))


def place_checked(work: Work, project: Project, chosen: Chosen[Place], understood: Understood) -> Understood:
    """The same, and whether a point seems to be typed the other way round: in the sea, or in another country than the
    place that is named or than is expected here."""
    point = _point(chosen.answers)
    if point is None or "point" in understood.problems:
        return understood
    return replace(understood, turned=turned_point(work, project, point, _named_countries(chosen)))


def turned_point(work: Work, project: Project, point: Point, named: Collection[str] = ()) -> SeemsTurned | None:
    """Whether a point seems to be typed the other way round. `named`: the countries of the place that is named."""
    if point.said_which:
        return None
    return seems_turned(point, partial(_lies_in, work), named or _countries_here(work, project, point))


def _named_countries(chosen: Chosen[Place]) -> set[str]:
    """The countries in which the place that is meant lies, or those that are called exactly so."""
    exact = (one for one in chosen.offered.candidates if one.exact)
    return {one.country for one in ([chosen.meant] if chosen.meant else exact) if one.country}


def _countries_here(work: Work, project: Project, point: Point) -> set[str]:
    """The country of the point as it is turned, where its own boundaries were loaded, or where the project has
    incidents thereabouts and none where the point is typed."""
    turned = point.turned
    if turned is None:
        return set()
    loaded = places.country_at(work.connection, longitude=turned.longitude, latitude=turned.latitude)
    near, far = (
        places.has_incidents_near(work.connection, project.id, longitude=one.longitude, latitude=one.latitude)
        for one in (turned, point)
    )
    found = loaded or (_lies_in(work, turned) if near and not far else None)
    return {found} if found else set()


def _lies_in(work: Work, point: Point) -> str | None:
    """The country that a point lies in: by boundaries that were loaded, else by the outlines that came with set-up."""
    loaded = places.country_at(work.connection, longitude=point.longitude, latitude=point.latitude)
    return loaded or countries.lies_in(point)


def _point(answers: PlaceAnswers) -> Point | None:
    try:
        return read_point(answers.point) if answers.point else None
    except InvalidValue:
        return None


def _in_units(hits: list[Hit], units: Sequence[str]) -> list[Hit]:
    """Those that lie in the units that the source names; all, where none does."""
    named = {place_key(name) for name in units}
    return [hit for hit in hits if named <= hit.unit_keys] or hits if named else hits


def _rank(hits: Iterable[Hit], asked: _Asked) -> list[_Ranked]:
    best: dict[str, _Ranked] = {}
    key, last = asked.key, name_key(asked.last) if asked.last else None
    for hit in hits:
        names = (hit.key, *map(name_key, _both(hit.place)))
        score, is_so = _score(hit, names, key, asked.consonants), hit.key == key
        begins_so = any(name.startswith(f"{key} ") for name in names)
        order = score + _leaning(hit, asked.kind) + (0.1 if begins_so else 0.0)
        found = _Ranked(hit, score, (is_so, hit.key == last, order), hit.name if is_so else None)
        if hit.place.code not in best or best[hit.place.code].order < found.order:
            best[hit.place.code] = found
    return list(best.values())


def _leaning(hit: Hit, kind: str | None) -> float:
    """What else speaks for a place where spellings are alike: the kind that the name says, a gazetteer that somebody
    loaded for this country, what is near, what is large."""
    leaning = 0.1 if kind and _is_kind(hit.place.kind, kind) else 0.0
    leaning += 0.05 if hit.rank < OF_THE_WORLD else 0.0
    if hit.place.distance_m is not None:
        leaning -= 0.05 * min(1, hit.place.distance_m / _FAR_M)
    large = _AS_COUNTRY if hit.place.kind == "country" else hit.population
    return leaning + log10(large + 1) / 150 - hit.rank / 10_000


def _score(hit: Hit, names: Sequence[str], key: str, consonants: str) -> float:
    """1 for the same spelling. Else how like the letters are and, which counts in either script, the consonants. A name
    in the other script is compared by what the place is called in this one (`names`, its keys)."""
    if hit.key == key:
        return 1.0
    sounds = fuzz.ratio(hit.skeleton, consonants) / 100 if consonants and hit.skeleton else 0.0
    script = detect_language(key)
    spelt = [_alike(name, key) for name in names if detect_language(name) == script]
    return 0.6 * max(spelt, default=0.85 * sounds) + 0.38 * sounds


def _alike(one: str, other: str) -> float:
    """How like two keys of one script are: by their letters, or nearly as much by what is heard of them."""
    first, second = one.replace(" ", ""), other.replace(" ", "")
    return max(fuzz.ratio(first, second), _AS_HEARD * fuzz.ratio(heard(first), heard(second))) / 100


def _is_kind(kind: str, said: str) -> bool:
    return kind == said or (said == "settlement" and kind in SETTLEMENTS)


def _merged(ranked: list[_Ranked]) -> list[_Ranked]:
    """The same place in several gazetteers is offered once: as the one that is gone by has it, with all its numbers."""
    kept: list[_Ranked] = []
    for one in ranked:
        at = next((n for n, other in enumerate(kept) if _are_one(one.hit, other.hit)), None)
        if at is None:
            kept.append(one)
            continue
        first, second = sorted((kept[at].hit, one.hit), key=lambda hit: hit.rank)
        whole = replace(first, place=_joined(first.place, second.place))
        spelt = kept[at].spelt or one.spelt
        kept[at] = replace(kept[at], hit=whole, score=max(kept[at].score, one.score), spelt=spelt)
    return kept


def _joined(first: Candidate, second: Candidate) -> Candidate:
    """The first, with the numbers of both, and how large it is where the second alone says so."""
    whole = replace(first, external_ids=second.external_ids | first.external_ids)
    if first.kind == "settlement" and second.kind in SETTLEMENTS:
        return replace(whole, kind=second.kind, radius_m=second.radius_m)
    return whole


def _are_one(one: Hit, other: Hit) -> bool:
    a, b = one.place, other.place
    if OWN in (a.gazetteer, b.gazetteer):
        return a.code == b.code  # somebody registered it because it is none of the others
    alike = one.key == other.key or (one.skeleton == other.skeleton and one.skeleton != "")
    if one.level is not None or other.level is not None:
        return alike and one.level == other.level and a.country == b.country and _apart(a, b) < (a.radius_m or 1e6)
    settlements = a.kind in SETTLEMENTS and b.kind in SETTLEMENTS
    return alike and (settlements or a.kind == b.kind) and a.gazetteer != b.gazetteer and _apart(a, b) <= _SAME_PLACE_M


def _apart(one: Candidate, other: Candidate) -> float:
    """Metres between two places, near enough to tell whether they are one."""
    if None in (one.longitude, one.latitude, other.longitude, other.latitude):
        return 0.0
    assert one.longitude is not None and one.latitude is not None
    assert other.longitude is not None and other.latitude is not None
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(east, one.latitude - other.latitude) * _DEGREE_M
