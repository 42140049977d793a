"""What one row of the UCDP GED says, as records: an incident, its act, and what the data set claims of them.

Codes are those of the data set's code book: `where_prec` 1 the named place, 2 within about 25 km of it, 3 its district,
4 its governorate, 5 a line or a wide area, 6 the country, 7 at sea or in the air; `date_prec` 1 the day, 2 to 5 one day
between the two; `event_clarity` 2 a source's own sum over several events; `type_of_violence` 3 one-sided.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain import dates, dates_in_words
from app.domain.counts import Count
from app.domain.dates import When
from app.domain.errors import InvalidValue
from app.domain.places import Place, Unit, point, units_of
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    ExternalId,
    IncidentRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    TermValue,
    Value,
)
from app.exchange.ucdp_ged_cells import Cells as Cells
from app.exchange.ucdp_ged_reports import Report, read_reports

SOURCE = "UCDP GED"
SCHEME = "ucdp-ged"


class _Where(NamedTuple):
    precision: str
    radius_m: float | None
    units: int


# The radius is how far the code book lets the point be off. Units go down only as far as it vouches for them.
_WHERE = {
    "1": _Where("place", 2_000.0, 2),
    "2": _Where("near_place", 25_000.0, 2),
    "3": _Where("district", 30_000.0, 2),
    "4": _Where("governorate", 100_000.0, 1),
    "5": _Where("line_or_area", 50_000.0, 1),
    "6": _Where("country", None, 0),
    "7": _Where("unknown", None, 0),
}


def read_row(cells: Cells, document: str, digest: bytes) -> tuple[Bundle, dict[str, str]]:
    """The records of one row, cited from the document of that key, and the rules that it met, each with its column.

    InvalidValue, naming the column, where a cell cannot be understood.
    """
    number = str(cells.whole("id"))
    flags: dict[str, str] = {}
    one_sided = cells.one_of("type_of_violence", "123") == "3"
    umbrella = cells.one_of("event_clarity", "12") == "2"
    when = _when(cells, umbrella, flags)
    place = _place(cells)
    reports = read_reports(cells, flags)
    act = ActRecord(f"{number}/act", number)
    says = _Says(number, act.key, document)
    claims = [
        says("act.type", TermValue("killing" if one_sided else "armed_clash"), cells.type_of_violence,
             "column type_of_violence", cites=reports),
        says("incident.when", when, when.stated_as, "columns date_start, date_end, date_prec"),
        says("incident.place", PlaceValue((place,)), cells.where_coordinates,
             "columns where_coordinates, where_prec", language="en"),
        _count(cells, says, flags),
    ]  # fmt: skip
    parties = _parties(cells, one_sided)
    claims += [
        says(path, PartyValue(party.key, degree), party.label, f"column {column}", language="en")
        for column, path, degree, party in parties
    ]
    kind = "umbrella" if umbrella else "single"
    title = title_of(kind, {claim.path: claim.value for claim in claims})
    bundle = Bundle(
        sources=tuple(dict.fromkeys(source for _, source, _ in reports)),
        documents=tuple(dict.fromkeys(report for report, _, _ in reports)),
        parties=tuple(dict.fromkeys(party for _, _, _, party in parties)),
        incidents=(IncidentRecord(number, title, kind=kind),),
        acts=(act,),
        claims=tuple(claims),
        external_ids=(
            ExternalId(number, SCHEME, number, digest),
            *dict.fromkeys(outside for _, _, outside in reports),
        ),
    )
    return bundle, flags


def title_of(kind: str, values: Mapping[str, Value]) -> str:
    """Our own title of an incident of this kind, from its values by property. It says no more than that it is reported.

    "Armed clash reported near Bayt Rummana, 3 May 2016"; "Killings reported in … (summary figure)".
    """
    act, when, place = values["act.type"], values["incident.when"], values["incident.place"]
    assert isinstance(act, TermValue) and isinstance(when, When) and isinstance(place, PlaceValue)
    umbrella = kind == "umbrella"
    what = _WHAT[act.code][umbrella]
    days = dates_in_words.describe(when)
    return f"{what} reported {_where(place.places[0])}, {days}{' (summary figure)' if umbrella else ''}"


TITLED_BY = {"act.type", "incident.when", "incident.place"}
_WHAT = {"killing": ("Killing", "Killings"), "armed_clash": ("Armed clash", "Armed clashes")}
_PREPOSITIONS = {"place": "at", "near_place": "near", "line_or_area": "in the area of"}


def _where(place: Place) -> str:
    if not place.name:
        return "at a place that is not named"
    return f"{_PREPOSITIONS.get(place.precision, 'in')} {place.name}"


class _Says:
    """Makes the claims of one row: the data set is their originator, the row their citation."""

    def __init__(self, number: str, act: str, document: str) -> None:
        self._number, self._act, self._document = number, act, document
        self._claims = 0

    def __call__(
        self,
        path: str,
        value: Value,
        words: str,
        where: str,
        *,
        language: str | None = None,
        cites: Sequence[Report] = (),
        breakdown: dict[str, int] | None = None,
    ) -> ClaimRecord:
        self._claims += 1
        return ClaimRecord(
            key=f"{self._number}/{self._claims}",
            incident=self._number,
            act=self._act if path.startswith("act.") else None,
            path=path,
            value=value,
            stated_as=words,
            basis="compiled",
            originator=SOURCE,
            citation=Citation(self._document, f"id {self._number}, {where}"),
            further_citations=tuple(Citation(report.key) for report, _, _ in cites),
            language=language,
            breakdown=breakdown,
        )


def _when(cells: Cells, umbrella: bool, flags: dict[str, str]) -> When:
    """A summary lasts from the one day to the other; a single event was one day, that day or one between."""
    first, last = cells.day("date_start"), cells.day("date_end")
    if first > last:
        raise InvalidValue("is before date_start", "date_end")
    exact = cells.one_of("date_prec", "12345") == "1"
    if exact and first != last and not umbrella:
        flags["exact_date_of_several_days"] = "date_prec"
    words = first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
    return dates.span(first, last, words) if umbrella else dates.day_between(first, last, words)


def _place(cells: Cells) -> Place:
    """Where. A place named exactly as the country is the country, whatever its code."""
    cells.one_of("where_prec", "1234567")
    name = cells.where_coordinates.strip()
    where = _WHERE["6" if name == cells.country.strip() else cells.where_prec]
    units = [Unit(unit) for unit in (cells.adm_1.strip(), cells.adm_2.strip())[: where.units]]
    wkt = None
    if where.radius_m is not None:
        longitude = cells.degrees("longitude")
        latitude = cells.degrees("latitude")
        wkt = point(longitude=longitude, latitude=latitude)
    return Place(
        name=name,
        precision=where.precision,
        wkt=wkt,
        radius_m=where.radius_m,
        method="data_set",
        country=cells.country.strip() or None,
        units=units_of(units),
    )


def _count(cells: Cells, says: _Says, flags: dict[str, str]) -> ClaimRecord:
    """The killed: what is stated (`best`) beside the range (`low`, `high`), and the part of each side.

    A low above the high is kept as the smaller and the larger; a best outside the two is kept as it is stated, and the
    range is not widened for it. Both are flagged, neither is refused.
    """
    low, best, high = (cells.whole(column) for column in ("low", "best", "high"))
    if low > high:
        flags["low_above_high"] = "low"
    minimum, maximum = min(low, high), max(low, high)
    if not minimum <= best <= maximum:
        flags["best_outside_range"] = "best"
    words = f"{cells.low} – {cells.best} – {cells.high}"
    count = Count(
        harm="killed",
        unit="person",
        minimum=minimum,
        maximum=maximum,
        stated=best,
        operator="=" if minimum == maximum == best else "range",
        words=words,
        measure="event",
    )
    breakdown = {
        side: cells.whole(column)
        for side, column in (
            ("side_a", "deaths_a"),
            ("side_b", "deaths_b"),
            ("civilians", "deaths_civilians"),
            ("unknown", "deaths_unknown"),
        )
    }
    return says("incident.count", count, words, "columns low, best, high", breakdown=breakdown)


def _parties(cells: Cells, one_sided: bool) -> list[tuple[str, str, str | None, PartyRecord]]:
    """(column, property, degree, party). One-sided: A is alleged to have done it to B; otherwise both took part."""
    side_a, side_b = (cells.named(column) for column in ("side_a", "side_b"))
    if one_sided:
        return [
            ("side_a", "act.alleged", "carried_out", _armed(side_a)),
            ("side_b", "act.victim", None, PartyRecord(f"people/{side_b}", "party_other", side_b)),
        ]
    return [
        ("side_a", "act.side", None, _armed(side_a)),
        ("side_b", "act.side", None, _armed(side_b)),
    ]


def _armed(label: str) -> PartyRecord:
    """A side of the fighting, under the name that the data set gives it."""
    kind = "state_force" if label.startswith("Government of ") else "armed_group"
    return PartyRecord(label, kind, label)
