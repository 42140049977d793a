"""What reads: one incident whole, pages of the list, text in two scripts; and the same as pages over HTTP.

The product's side is the service call as the application's role, permission to record. The floor is one statement
by hand (`reading_floors`), as the owner, for whom no row-level security holds.
"""

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from math import asinh, pi, radians, tan
from typing import Any

from flask.testing import FlaskClient

from app.bench import invented, invented_words
from app.bench.ground import CODE, Ground
from app.bench.reading_floors import (
    Row,
    incident_says,
    incident_statement,
    list_says,
    list_statements,
    list_values,
    page_says,
    pivot_statement,
    table_says,
    tile_statement,
)
from app.bench.timing import Deed, Measure, Side
from app.bench.watch import statements_of
from app.domain.errors import Refused
from app.domain.incidents import IncidentView, Page
from app.domain.questions import Question
from app.domain.statistics import Compiled, Layout
from app.services import incidents, maps, statistics
from app.store.reading import PAGE_SIZE

DEEP_PAGE = 1_000
_SCALES = 15
_LAST_KEY = b"without_outline"
_LISTED = re.compile(r'href="[^"?]*/incidents/(INC-[0-9A-Z]{12})"')
_CLAIM = re.compile(r"\bCLM-[0-9A-Z]{12}\b")


def measures(ground: Ground, browser: FlaskClient, rounds: int) -> list[Measure]:
    """Every measure of this module, on what is on record now."""
    reader = _Reader(ground, browser, random.Random(invented.SEED), rounds)
    return [
        reader.incident_page(),
        reader.incident_page(over_http=True),
        reader.lists("list_page", reader.filtered()),
        reader.lists("http_list_page", reader.filtered(), over_http=True),
        reader.lists("list_first", [Question()]),
        reader.lists("list_deep", [Question()], after=reader.cursor_of_page(DEEP_PAGE)),
        reader.lists("text_newest_en", reader.texts(invented_words.ENGLISH)),
        reader.lists("text_newest_ar", reader.texts(invented_words.ARABIC)),
        reader.pivot(),
        reader.tiles(),
    ]


class _Reader:
    """Draws what is asked for, and asks it on both sides."""

    def __init__(self, ground: Ground, browser: FlaskClient, chance: random.Random, rounds: int) -> None:
        self._ground, self._browser, self._chance, self._rounds = ground, browser, chance, rounds
        self._project_id = ground.project_id()

    def incident_page(self, *, over_http: bool = False) -> Measure:
        refs = self._some_refs()

        def ref(number: int) -> str:
            return refs[number % len(refs)]

        def floor(number: int) -> Deed:
            return partial(self._plain_row, incident_statement(), {"project": self._project_id, "ref": ref(number)})

        if over_http:
            # A page dresses the words; which claims stand on it can be held against the floor.
            return Measure(
                "http_incident_page",
                floor,
                lambda number: partial(self._get, f"/p/{CODE}/incidents/{ref(number)}"),
                lambda row: {claim[0] for claim in row[8]},
                lambda page: set(_CLAIM.findall(page)),
                self._rounds,
            )

        def product(number: int) -> Deed:
            return partial(self._incident, ref(number))

        return Measure(
            "incident_page",
            floor,
            product,
            product_says=incident_says,
            rounds=self._rounds,
            beside=lambda _: self._statements_of(product),
        )

    def lists(
        self, name: str, questions: Sequence[Question], *, after: str | None = None, over_http: bool = False
    ) -> Measure:
        """A page of the list for each of the questions in turn, the first or the one after a cursor."""

        def question(number: int) -> Question:
            return questions[number % len(questions)]

        def floor(number: int) -> Deed:
            statements = list_statements(question(number), deep=after is not None)
            return partial(self._plain_list, statements, list_values(self._project_id, question(number), after))

        if over_http:
            return Measure(
                name,
                floor,
                lambda number: partial(self._get, f"/p/{CODE}/incidents", question(number).as_parameters()),
                lambda answer: [item[0] for item in answer[0][:PAGE_SIZE]],
                _LISTED.findall,
                self._rounds,
            )

        def product(number: int) -> Deed:
            return partial(self._list, question(number), after)

        return Measure(
            name,
            floor,
            product,
            floor_says=lambda answer: list_says(*answer),
            product_says=lambda answer: page_says(*answer),
            rounds=self._rounds,
            beside=lambda _: self._statements_of(product),
        )

    def pivot(self) -> Measure:
        """The killed by month and governorate, over the whole project."""

        def floor(_: int) -> Deed:
            return partial(self._plain, pivot_statement(), {"project": self._project_id})

        def product(_: int) -> Deed:
            return self._table

        return Measure(
            "pivot",
            floor,
            product,
            floor_says=lambda rows: {(month, unit): tuple(figures) for month, unit, *figures in rows},
            product_says=table_says,
            rounds=self._rounds,
            beside=lambda _: self._statements_of(product),
        )

    def tiles(self) -> Measure:
        """A vector tile of everything, at each scale in turn, in the middle of what is invented."""

        def tile(number: int) -> tuple[int, int, int]:
            z = number % _SCALES
            return z, *_tile_at(z, longitude=invented.WEST + 2, latitude=invented.SOUTH + 2)

        def floor(number: int) -> Deed:
            z, x, y = tile(number)
            return partial(self._plain_row, tile_statement(), {**self._values(), "z": z, "x": x, "y": y})

        return Measure(
            "tile",
            floor,
            lambda number: partial(self._tile, *tile(number)),
            lambda row: row[1],
            _incidents_in,
            rounds=self._rounds,
        )

    def filtered(self) -> list[Question]:
        """Questions by box, period, type and status, as in the measurements that the bars come from."""
        return [self._draw_filtered() for _ in range(40)]

    def _draw_filtered(self) -> Question:
        west, south = self._chance.uniform(invented.WEST, -24.6), self._chance.uniform(invented.SOUTH, -5.6)
        first = invented.FIRST_DAY + timedelta(days=self._chance.randrange(invented.DAYS - 550))
        return Question(
            bbox=(round(west, 3), round(south, 3), round(west + 0.6, 3), round(south + 0.6, 3)),
            from_=first,
            to=first + timedelta(days=550),
            act="armed_clash",
            verification="allegation",
        )

    def texts(self, frequent: Sequence[str]) -> list[Question]:
        """Questions for two frequent words at once."""
        return [Question(q=" ".join(self._chance.sample(frequent[:20], 2))) for _ in range(40)]

    def cursor_of_page(self, number: int) -> str:
        """Where that page begins, or the last whole one where there are not so many."""
        count = self._plain("SELECT count(*) FROM incident_index WHERE project_id = %(project)s", self._values())[0][0]
        row = max(min((number - 1) * PAGE_SIZE, count - PAGE_SIZE) - 1, 0)
        found = self._plain(
            "SELECT x.sort_on::text, i.ref FROM incident_index x JOIN incident i"
            " ON i.project_id = x.project_id AND i.id = x.incident_id WHERE x.project_id = %(project)s"
            " ORDER BY x.sort_on DESC, x.incident_id DESC OFFSET %(row)s LIMIT 1",
            {**self._values(), "row": row},
        )
        return "~".join(found[0])

    def _some_refs(self) -> list[str]:
        rows = self._plain(
            "SELECT ref FROM incident WHERE project_id = %(project)s ORDER BY md5(id::text) LIMIT 40", self._values()
        )
        return [ref for (ref,) in rows]

    def _values(self) -> dict[str, Any]:
        return {"project": self._project_id}

    def _plain(self, statement: str, values: dict[str, Any]) -> list[Row]:
        return self._ground.plain.execute(statement, values).fetchall()

    def _plain_row(self, statement: str, values: dict[str, Any]) -> Row:
        return self._plain(statement, values)[0]

    def _plain_list(self, statements: tuple[str, str], values: dict[str, Any]) -> Any:
        items, counts = statements
        return self._plain(items, values), self._plain_row(counts, values)

    def _incident(self, ref: str) -> IncidentView:
        with self._ground.work() as work:
            return incidents.read_incident(work, work.enter(CODE, "read_incidents"), ref)

    def _list(self, question: Question, after: str | None) -> tuple[Page, Question]:
        with self._ground.work() as work:
            return incidents.find_incidents(work, work.enter(CODE, "read_incidents"), question, after=after), question

    def _table(self) -> Compiled:
        with self._ground.work() as work:
            project = work.enter(CODE, "read_incidents")
            return statistics.compile_table(work, project, Question(), Layout("month", "governorate", "killed"))

    def _tile(self, z: int, x: int, y: int) -> bytes:
        with self._ground.work() as work:
            return maps.read_tile(work, work.enter(CODE, "read_incidents"), Question(), z, x, y)

    def _statements_of(self, product: Side) -> dict[str, float]:
        return statements_of(self._ground.doors.application, (product(number) for number in range(self._rounds)))

    def _get(self, path: str, query: dict[str, str] | None = None) -> str:
        answer = self._browser.get(path, query_string=query)
        if answer.status_code != 200:
            raise Refused(f"{path} answers {answer.status}.")
        return answer.text


def _incidents_in(tile: bytes) -> int:
    """How many incidents a tile says it holds: the first value of its last layer, a varint behind the last key."""
    said = tile[tile.rindex(_LAST_KEY) + len(_LAST_KEY) + 3 :]
    number = shift = 0
    for byte in said:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            break
    return number


def _tile_at(z: int, *, longitude: float, latitude: float) -> tuple[int, int]:
    """The tile in which a point lies."""
    north = asinh(tan(radians(latitude)))
    return int((longitude + 180) / 360 * (1 << z)), int((1 - north / pi) / 2 * (1 << z))
