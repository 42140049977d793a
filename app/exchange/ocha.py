"""OCHA's boundaries, neighbourhoods and populated places (COD-AB and what goes with it), as places one by one."""

from collections.abc import Mapping
from typing import Any

from app.domain.errors import FileRefused
from app.domain.gazetteers import Gazetteer, PlaceEntry, ReadGazetteer
from app.exchange.gazetteer_cells import NOT_KNOWN, area, names

_OCHA = ("CC BY 3.0 IGO", "UN OCHA, Humanitarian Data Exchange")
_LEVELS = {1: "governorate", 2: "district", 3: "subdistrict"}


def read_units(features: list[dict[str, Any]]) -> ReadGazetteer:
    first = features[0]["properties"]
    level = max(number for number in range(4) if f"adm{number}_pcode" in first)
    country = str(first[f"adm{level}_pcode"])[:2].upper()
    known = Gazetteer(
        f"ocha-{country.lower()}-adm{level}",
        f"OCHA administrative boundaries, {country}, level {level}",
        _version(first),
        *_OCHA,
        rank=10,
    )
    return ReadGazetteer(known, (_unit(feature, level, country) for feature in features))


def _unit(feature: Mapping[str, Any], level: int, country: str) -> PlaceEntry:
    said, code = feature["properties"], feature["properties"][f"adm{level}_pcode"]
    suffixes = ("_en", "_name", "_ar", "_name1", "_ref_name", "altname1_en", "altname1_ar")
    return PlaceEntry(
        code=f"ocha:{code}",
        names=names(*(said.get(f"adm{level}{suffix}") for suffix in suffixes)),
        kind=_LEVELS.get(level, "country"),
        country=country,
        area=area(feature["geometry"]),
        units=tuple(said.get(f"adm{number}_pcode") for number in range(1, level)),
        external_ids={"ocha": str(code)},
    )


def read_neighbourhoods(features: list[dict[str, Any]]) -> ReadGazetteer:
    first = features[0]["properties"]
    country = str(first.get("adm0_pcode") or str(first["adm1_pcode"])[:2]).upper()
    known = Gazetteer(
        f"ocha-{country.lower()}-neighbourhoods",
        f"OCHA neighbourhoods, {country}",
        _version(first),
        *_OCHA,
        rank=12,
    )
    return ReadGazetteer(known, (_neighbourhood(feature, country) for feature in features))


def _neighbourhood(feature: Mapping[str, Any], country: str) -> PlaceEntry:
    said = feature["properties"]
    kinds = ("name_en", "name_ar", "refname", "altname1_en", "altname2_en", "altname1_ar", "altname2_ar")
    return PlaceEntry(
        code=f"ocha:{said['neighborhoodpcode']}",
        names=names(*(said.get(f"neighborhood{name}") for name in kinds)),
        kind="neighbourhood",
        country=country,
        area=area(feature["geometry"]),
        units=tuple(said.get(f"adm{number}_pcode") for number in (1, 2, 3)),
        external_ids={"ocha": str(said["neighborhoodpcode"])},
    )


def read_places(rows: list[dict[str, str]]) -> ReadGazetteer:
    if not rows or "pcode" not in rows[0] or "adm3_pcode" not in rows[0]:
        raise FileRefused(NOT_KNOWN)
    country = rows[0]["adm3_pcode"][:2].upper()
    known = Gazetteer(
        f"ocha-{country.lower()}-places", f"OCHA populated places, {country}", _version(rows[0]), *_OCHA, rank=11
    )
    return ReadGazetteer(known, (_place(row, country) for row in rows))


def _place(row: Mapping[str, str], country: str) -> PlaceEntry:
    spelt = (
        row.get("name_en") or row.get("featurename_en"), row.get("name_en_ref") or row.get("featurerefname"),
        # A name that the publisher's file cut off is none.
        None if row.get("name_ar_truncated") == "1" else row.get("name_ar") or row.get("featurename_ar"),
        row.get("featurealtname1_en"), row.get("featurealtname1_ar"),
    )  # fmt: skip
    return PlaceEntry(
        code=f"ocha:{row['pcode']}",
        names=names(*spelt),
        kind={"1": "city", "2": "town", "3": "town"}.get(row.get("capital_level") or "", "settlement"),
        country=country,
        longitude=_number(row.get("lon") or row.get("point_x")),
        latitude=_number(row.get("lat") or row.get("point_y")),
        units=tuple(row.get(f"adm{number}_pcode") or None for number in (1, 2, 3)),
        external_ids={"ocha": row["pcode"]},
    )


def _version(said: Mapping[str, Any]) -> str:
    day = str(said.get("valid_on") or said.get("validon") or "")[:10]
    return " ".join(part for part in (str(said.get("version") or ""), day) if part) or "not stated"


def _number(text: str | None) -> float | None:
    return float(text) if text else None
