"""Gazetteers as their publishers write them, as places one by one. Which file it is, is told by what stands in it.

Read: OCHA administrative boundaries and neighbourhoods (GeoJSON), OCHA populated places (CSV), Who's On First (JSON
Lines, and GeoJSON of its units), Open-Syria's aliases (JSON), GeoNames (tab-separated), Natural Earth (GeoJSON); any of
them compressed with gzip. What a record lacks is left empty; a file that is none of these is refused.
"""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.errors import FileRefused
from app.domain.gazetteers import Gazetteer, PlaceEntry, PlaceName, ReadGazetteer, settlement_of
from app.exchange import ocha
from app.exchange.gazetteer_cells import NOT_KNOWN, area, is_read, names

_WOF = (
    "Who's On First licence (attribution and a link back); GeoNames part CC BY 4.0",
    "Who's On First, whosonfirst.org",
)
_WOF_KINDS = {"neighbourhood": "neighbourhood", "campus": "site"}
_WOF_UNITS = {"region": "governorate", "county": "district"}
_OF_OTHER_LANGUAGES = re.compile(r"[پچژکگیےہھںەۆۇۈېۋڭڕڵێ]|\bئ")  # no Arabic word begins with the last
_EMPHATIC = {"ţ": "ط", "ḩ": "ح", "ş": "ص", "ḑ": "ض"}
_LANGUAGES = re.compile(r"^(ara|eng|und|fra|deu|tur|kur)_x_(preferred|variant|colloquial)$")

_NOT_WHOLE = "The file could not be read to its end: it is not whole, or not what its first lines say."


def read_gazetteer(path: Path) -> ReadGazetteer:
    """The gazetteer in a file. FileRefused where it is none that is known."""
    try:
        with _opened(path) as text:
            found = _read(path.name.removesuffix(".gz"), text)
            return replace(found, entries=tuple(found.entries))
    except (
        ValueError,
        KeyError,
        IndexError,
        EOFError,
        csv.Error,
        AttributeError,
        TypeError,
        gzip.BadGzipFile,
    ) as error:
        raise FileRefused(_NOT_WHOLE) from error
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be opened: {error.strerror or error}.") from error


def _read(name: str, text: io.TextIOWrapper) -> ReadGazetteer:
    if name.endswith(".csv"):
        return ocha.read_places(list(csv.DictReader(text)))
    if name.endswith(".tsv"):
        return _geonames(list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)))
    if name.endswith(".jsonl"):
        return _whosonfirst([json.loads(line) for line in text if line.strip()])
    return _json(json.load(text))


def _opened(path: Path) -> io.TextIOWrapper:
    binary: Any = gzip.GzipFile(path) if path.name.endswith(".gz") else path.open("rb")
    return io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")


def _json(found: Any) -> ReadGazetteer:
    if "governorates" in found and "subdistricts" in found:
        return _open_syria(found)
    first = found["features"][0]["properties"] if found.get("features") else {}
    for sign, read in _BY_PROPERTY.items():
        if sign in first:
            return read(found["features"])
    raise FileRefused(NOT_KNOWN)


# Who's On First


def _whosonfirst(rows: list[dict[str, Any]]) -> ReadGazetteer:
    if not rows or "wof_id" not in rows[0]:
        raise FileRefused(NOT_KNOWN)
    countries = "-".join(sorted({str(row["country"]) for row in rows}))
    known = Gazetteer(f"wof-{countries.lower()}-places", f"Who's On First, {countries}", "not stated", *_WOF, rank=20)
    return ReadGazetteer(known, (_wof_place(row) for row in rows))


def _wof_place(row: Mapping[str, Any]) -> PlaceEntry:
    """A place; of a unit, whose area another file has, only its names."""
    spelt = [
        PlaceName(name, {"ara": "ar", "eng": "en"}.get(language[:3], "und"))
        for language, given in row["names"].items()
        if _LANGUAGES.match(language)
        for name in given
        if is_read(name)
    ]
    kind = _WOF_KINDS.get(row["placetype"]) or (
        settlement_of(row["population"]) if row["placetype"] == "locality" else None
    )
    ids = {"wof": row["wof_id"], "geonames": row["geonames_id"], "wikidata": row["wikidata"]}
    return PlaceEntry(
        code=f"wof:{row['wof_id']}",
        names=(*names(row["name"]), *spelt),
        kind=kind,
        country=row["country"],
        longitude=row["lon"],
        latitude=row["lat"],
        population=row["population"],
        external_ids={scheme: str(value) for scheme, value in ids.items() if value},
    )


def _wof_units(features: list[dict[str, Any]]) -> ReadGazetteer:
    countries = "-".join(sorted({str(one["properties"]["country"]) for one in features}))
    known = Gazetteer(
        f"wof-{countries.lower()}-units", f"Who's On First units, {countries}", "not stated", *_WOF, rank=21
    )
    return ReadGazetteer(known, (_wof_unit(one) for one in features))


def _wof_unit(feature: Mapping[str, Any]) -> PlaceEntry:
    said = feature["properties"]
    is_district = said["placetype"] == "county"
    return PlaceEntry(
        code=f"wof:{said['wof_id']}",
        names=names(said["name"], said.get("name_ar")),
        kind=_WOF_UNITS[said["placetype"]],
        country=said["country"],
        area=area(feature["geometry"]),
        units=(f"wof:{said['region_id']}",) if is_district and said.get("region_id") else (),
        external_ids={"wof": str(said["wof_id"])},
    )


# Open-Syria


def _open_syria(found: Mapping[str, Any]) -> ReadGazetteer:
    """Further names of OCHA's units: the units themselves and their areas are OCHA's."""
    known = Gazetteer(
        "open-syria-aliases", "Open-Syria, other names of OCHA units", "0.1.3", "CC BY 4.0", "OpenSyria Data Geography",
        rank=13,
    )  # fmt: skip
    units = [unit for level in ("governorates", "districts", "subdistricts") for unit in found[level]]
    return ReadGazetteer(known, [entry for unit in units if (entry := _open_syria_unit(unit))])


def _open_syria_unit(unit: Mapping[str, Any]) -> PlaceEntry | None:
    code = unit["externalIds"].get("ochaPcode")
    others = [PlaceName(alias["value"], alias["language"]) for alias in unit["aliases"]]
    return PlaceEntry(f"ocha:{code}", (*names(unit["name"]["en"], unit["name"]["ar"]), *others)) if code else None


# GeoNames


def _geonames(rows: list[dict[str, str]]) -> ReadGazetteer:
    if not rows or "geonameid" not in rows[0]:
        raise FileRefused(NOT_KNOWN)
    return ReadGazetteer(geonames_gazetteer("geonames-cities500", "not stated"), map(_geonames_row, rows))


def _geonames_row(row: Mapping[str, str]) -> PlaceEntry:
    return geonames_place(
        number=row["geonameid"], name=row["name"], others=(row["alternatenames"] or "").split(","), country=row["cc"],
        longitude=float(row["lon"]), latitude=float(row["lat"]), population=int(row["population"] or 0),
    )  # fmt: skip


def geonames_gazetteer(name: str, version: str) -> Gazetteer:
    return Gazetteer(
        name, "GeoNames, settlements of the world", version, "CC BY 4.0", "GeoNames, geonames.org", rank=30
    )


def geonames_place(
    *, number: str, name: str, others: Iterable[str], country: str, longitude: float, latitude: float, population: int
) -> PlaceEntry:
    """A settlement of GeoNames with its names in the two scripts that are read."""
    return PlaceEntry(
        code=f"geonames:{number}",
        names=names(name, *sorted(filter(is_read, others), key=lambda other: _oddness(other, name))),
        kind=settlement_of(population),
        country=country,
        longitude=longitude,
        latitude=latitude,
        population=population or None,
        external_ids={"geonames": number},
    )


def _oddness(name: str, latin: str) -> tuple[bool, int, int]:
    """Of names in no order, which to show: those in Arabic letters before those of Persian, Urdu, Kurdish and Uyghur,
    of two ways to space one the fewer words, and of two spellings the one with the emphatic letters that GeoNames
    writes in its Latin name: Ţarţūs is طرطوس, and not ترطوس."""
    folded = latin.casefold()
    differing = sum(abs(folded.count(one) - name.count(other)) for one, other in _EMPHATIC.items())
    return bool(_OF_OTHER_LANGUAGES.search(name)), len(name.split()), differing


# Natural Earth


def _natural_earth_units(features: list[dict[str, Any]]) -> ReadGazetteer:
    known = _natural_earth("natural-earth-adm1", "Natural Earth, first-level units of the world")
    return ReadGazetteer(known, (_natural_earth_unit(one) for one in features if one["properties"].get("name")))


def _natural_earth_unit(feature: Mapping[str, Any]) -> PlaceEntry:
    said = feature["properties"]
    return PlaceEntry(
        code=f"ne:{said['adm0_a3']}:{said['name']}",
        names=names(said["name"], said.get("gn_name")),
        kind="governorate",
        country=_country(said["iso_a2"]),
        area=area(feature["geometry"]),
    )


def _natural_earth_countries(features: list[dict[str, Any]]) -> ReadGazetteer:
    known = _natural_earth("natural-earth-adm0", "Natural Earth, countries of the world")
    return ReadGazetteer(known, (_natural_earth_country(one) for one in features))


def _natural_earth_country(feature: Mapping[str, Any]) -> PlaceEntry:
    said = feature["properties"]
    return PlaceEntry(
        code=f"ne:{said['ISO_A3']}:{said['NAME']}",
        names=names(said["NAME"]),
        kind="country",
        country=_country(said["iso_a2"]),
        area=area(feature["geometry"]),
    )


def _natural_earth(name: str, title: str) -> Gazetteer:
    return Gazetteer(name, title, "10m 4.1", "public domain", "Natural Earth, naturalearthdata.com", rank=40)


def _country(code: str | None) -> str | None:
    return code if code and re.fullmatch("[A-Z]{2}", code) else None


_BY_PROPERTY: dict[str, Callable[[list[dict[str, Any]]], ReadGazetteer]] = {
    "neighborhoodpcode": ocha.read_neighbourhoods,
    "adm3_pcode": ocha.read_units,
    "adm2_pcode": ocha.read_units,
    "adm1_pcode": ocha.read_units,
    "adm0_pcode": ocha.read_units,
    "wof_id": _wof_units,
    "adm0_a3": _natural_earth_units,
    "ISO_A3": _natural_earth_countries,
}
