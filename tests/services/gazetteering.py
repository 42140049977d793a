"""A tiny gazetteer of an invented country, XA, as its publishers would write it: two governorates side by side, their
districts and subdistricts, a handful of places, some in two data sets.

Wadi (XA1) goes from 35 to 37 east, Jabal (XA2) from 37 to 39; both from 34 to 36 north.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.services import gazetteers

UNITS = {
    1: [("XA1", "Wadi", "الوادي", 35, 37), ("XA2", "Jabal", "الجبل", 37, 39)],
    2: [
        ("XA101", "Rummana", "الرمانة", 35, 36),
        ("XA102", "Zaytun", "الزيتون", 36, 37),
        ("XA201", "Jawz", "الجوز", 37, 39),
    ],
    3: [
        ("XA10101", "Rummana", "الرمانة", 35, 36),
        ("XA10201", "Zaytun", "الزيتون", 36, 37),
        ("XA20101", "Jawz", "الجوز", 37, 39),
    ],
}
# code, English, Arabic, subdistrict, longitude, latitude
PLACES = [
    ("C1", "Bayt Rummana", "بيت رمانة", "XA10101", 35.5, 34.9),
    ("C2", "Tall Zayn", "تل زين", "XA10201", 36.4, 35.1),
    ("C3", "Tall Zayn", "تل زين", "XA20101", 38.0, 35.0),
    ("C4", "Rummana", "الرمانة", "XA10101", 35.6, 35.0),
    ("C5", "Ayn Hajal", "عين حجل", "XA20101", 37.5, 34.5),
]


def _square(west: float, east: float, south: float = 34, north: float = 36) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def units_file(folder: Path, level: int, units: Iterable[tuple[str, str, str, float, float]] | None = None) -> Path:
    """Boundaries as OCHA writes them."""
    features = []
    for code, english, arabic, west, east in units or UNITS[level]:
        said = {
            f"adm{level}_pcode": code,
            f"adm{level}_en": english,
            f"adm{level}_ar": arabic,
            "valid_on": "2020-12-17",
        }
        for upper in range(1, level):
            said[f"adm{upper}_pcode"] = code[: 1 + 2 * upper]
        features.append({"type": "Feature", "properties": said, "geometry": _square(west, east)})
    path = folder / f"adm{level}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def places_file(folder: Path, places: Iterable[tuple[str, str, str, str, float, float]] = PLACES) -> Path:
    """Populated places as OCHA writes them."""
    path = folder / "places.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pcode", "name_en", "name_ar", "adm3_pcode", "adm2_pcode", "adm1_pcode", "lat", "lon"])
        for code, english, arabic, unit, longitude, latitude in places:
            rows.writerow([code, english, arabic, unit, unit[:5], unit[:3], latitude, longitude])
    return path


def other_file(folder: Path) -> Path:
    """The same Bayt Rummana 300 m off, under another spelling; a place that only this data set has; one in the sea."""
    spelt = [
        (7, "Beit Rummaneh", "بيت رمانة", 35.503, 34.9, 15_000),
        (8, "Khirbat Sahl", "خربة سهل", 36.2, 34.6, None),
        (9, "Marsa Sahl", "مرسى سهل", 34.97, 35.0, None),
    ]
    path = folder / "others.jsonl"
    rows = [
        {
            "wof_id": number, "name": name, "placetype": "locality", "country": "XA", "lat": latitude, "lon": longitude,
            "population": people, "region_id": None, "county_id": None, "geonames_id": number * 11, "wikidata": None,
            "names": {"ara_x_preferred": [arabic], "eng_x_preferred": [name], "rus_x_preferred": ["Рум"]},
        }
        for number, name, arabic, longitude, latitude, people in spelt
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def world_file(folder: Path, places: Iterable[tuple[int, str, str, float, float, int]]) -> Path:
    """Settlements of the world as GeoNames writes them: number, name, further names, longitude, latitude, people."""
    path = folder / "world.tsv"
    lines = ["geonameid\tname\talternatenames\tcc\tlon\tlat\tpopulation"]
    for number, name, others, longitude, latitude, people in places:
        lines.append(f"{number}\t{name}\t{others}\tXB\t{longitude}\t{latitude}\t{people}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def load_all(owner_url: str, folder: Path) -> None:
    """All of it, in the order in which nobody would have to think."""
    files = [*(units_file(folder, level) for level in (1, 2, 3)), places_file(folder), other_file(folder)]
    for path in files:
        gazetteers.load_file(owner_url, path)
