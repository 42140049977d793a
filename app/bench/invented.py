"""Invented rows in the format of the UCDP GED's table, so that the importer takes them in as it takes any other.

Same seed, same bytes. How often each code comes, how many reports a row cites and how many of them others cite too
follow what files of that data set look like; places, forces, offices and texts are made up, and the box lies in the
open Atlantic. That format has no words instead of numbers and no open bounds: those come in by form (`writing`).
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.bench import invented_words
from app.exchange.ucdp_ged_rows import Cells

SEED = 16_566
COUNTRY = "Nusquam"
PROVINCES = 14
DISTRICTS = 56
TOWNS = 1_200
FORCES = 40
OFFICES = 120
WEST, SOUTH, EAST, NORTH = -30.0, -10.0, -24.0, -5.0
FIRST_DAY = date(2011, 1, 1)
DAYS = 15 * 365


@dataclass(frozen=True)
class _Town:
    name: str
    province: str
    district: str
    longitude: float
    latitude: float


def write_file(path: Path, how_many: int, seed: int = SEED) -> None:
    """Writes a table of so many rows, UTF-8, with its heading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(Cells._fields)
        table.writerows(rows(how_many, seed))


def rows(how_many: int, seed: int = SEED) -> Iterator[Cells]:
    """So many rows; the first ones are the same whatever their number."""
    invention = _Invention(seed)
    for number in range(1, how_many + 1):
        yield invention.row(number)


class _Invention:
    """The invented country, and one row after another out of it."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._words = invented_words.english(), invented_words.arabic()
        self._towns = self._invent_towns()
        self._forces = [f"Force {name}" for name in invented_words.names(self._chance, FORCES)]
        self._offices = [f"Monitor {name}" for name in invented_words.names(self._chance, OFFICES)]
        self._recent: list[str] = []

    def row(self, number: int) -> Cells:
        chance = self._chance
        one_sided = chance.random() < 0.03
        where = self._drawn("124536", (54, 35, 4, 3, 2, 2))
        town = self._towns[min(int(chance.expovariate(6 / TOWNS)), TOWNS - 1)]
        umbrella = chance.random() < 0.038
        exact = chance.random() < 0.934
        first = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        last = first if exact and not umbrella else first + timedelta(days=chance.randrange(1, 30))
        reports = self._reports(first)
        low, best, high = self._counts()
        return Cells(
            id=str(number),
            type_of_violence="3" if one_sided else self._drawn("12", (70, 27)),
            side_a=f"Government of {COUNTRY}" if chance.random() < 0.7 else chance.choice(self._forces),
            side_b="Civilians" if one_sided else chance.choice(self._forces),
            number_of_sources=str(len(reports)),
            source_article=";".join(f'"{report}"' for report in reports),
            where_prec=where,
            where_coordinates=COUNTRY if where == "6" else f"{town.name} town",
            adm_1=town.province,
            adm_2=town.district,
            latitude=f"{town.latitude:.6f}",
            longitude=f"{town.longitude:.6f}",
            country=COUNTRY,
            event_clarity="2" if umbrella else "1",
            date_prec="1" if exact else self._drawn("245", (76, 17, 7)),
            date_start=first.isoformat(),
            date_end=last.isoformat(),
            deaths_a="0",
            deaths_b="0",
            deaths_civilians=str(best) if one_sided else "0",
            deaths_unknown="0" if one_sided else str(best),
            low=str(low),
            best=str(best),
            high=str(high),
        )

    def _invent_towns(self) -> list[_Town]:
        provinces = [f"{name} Province" for name in invented_words.names(self._chance, PROVINCES)]
        districts = [f"{name} district" for name in invented_words.names(self._chance, DISTRICTS)]
        made = []
        for name in invented_words.names(self._chance, TOWNS):
            district = self._chance.randrange(DISTRICTS)
            longitude, latitude = self._chance.uniform(WEST, EAST), self._chance.uniform(SOUTH, NORTH)
            made.append(_Town(name, provinces[district % PROVINCES], districts[district], longitude, latitude))
        return made

    def _reports(self, day: date) -> list[str]:
        """What a row cites: most often one report of the one monitor; two in five are cited elsewhere too."""
        cited: dict[str, None] = {}
        for _ in range(self._chance.choices((1, 2, 3, 4), (81, 14, 3, 2))[0]):
            cited.setdefault(self._report(day))
        return list(cited)

    def _report(self, day: date) -> str:
        chance = self._chance
        if self._recent and chance.random() < 0.4:
            return chance.choice(self._recent)
        office = self._offices[0 if chance.random() < 0.86 else chance.randrange(1, OFFICES)]
        script = self._words[chance.random() < 0.45]
        report = f"{office},{day.isoformat()},{' '.join(script.draw(chance, chance.randrange(10, 22)))}"
        self._recent = [*self._recent[-7:], report]
        return report

    def _counts(self) -> tuple[int, int, int]:
        """Low, best, high: mostly small and equal; now and then low above high, or best outside the two."""
        best = min(int(self._chance.paretovariate(1.1)), 20_000)
        width = min(int(self._chance.paretovariate(0.9)), 20_000) if self._chance.random() < 0.1 else 0
        low, high = max(best - width, 0), best + width
        if self._chance.random() < 0.003:
            return high + 1, best, low
        return low, best + high + 1 if self._chance.random() < 0.003 else best, high

    def _drawn(self, codes: str, weights: tuple[int, ...]) -> str:
        return self._chance.choices(codes, weights)[0]
