"""What writes: a file taken in, and one incident by form over HTTP, history included on both.

The floors write the same rows into plain tables (`plain`): a chunk's by INSERT … SELECT, an incident's by INSERT …
VALUES, each in one transaction.
"""

import re
import time
import uuid
from functools import partial
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from app.bench.ground import CODE, Ground
from app.bench.plain import PlainTables
from app.bench.timing import Measure, Result, timed
from app.bench.watch import Watch
from app.services import imports

PROFILE = "ucdp-ged"
_HIDDEN = re.compile(r'name="(csrf_token|shown)" value="([^"]+)"')
_NEW = re.compile(r"INC-[0-9A-Z]{12}")

# Times and numbers as people write them, some with no bound and some with no number, three claims an incident.
WHENS = ("3 May 2021", "in early March 2020", "since 2019", "before the winter of 2018", "one evening", "2022")
COUNTS = ("dozens", "3", "at least 12", "several", "between 4 and 6")


def take_in(ground: Ground, plain: PlainTables, file: Path, progress: imports.Progress) -> Result:
    """Times the import of a file, chunk by chunk, and after each chunk the floor of the same rows."""
    turns = _Turns(plain, progress)
    with Watch(ground.doors.application) as spent:
        report = imports.import_file(ground.doors, ground.token, CODE, PROFILE, file, progress=turns.taken)
    return Result("import", turns.floor, turns.product, _how_fast(turns, spent, plain, report.created))


class _Turns:
    """The clock of an import: it stands still while the floor has its turn."""

    def __init__(self, plain: PlainTables, progress: imports.Progress) -> None:
        self._plain, self._progress = plain, progress
        self._began = time.perf_counter()
        self.looking_over: float | None = None
        self.product: list[float] = []
        self.floor: list[float] = []

    def taken(self, done: int, size: int) -> None:
        """Called by the import at its first row and after each chunk."""
        took = time.perf_counter() - self._began
        if self.looking_over is None:
            self.looking_over = took
        else:
            self.product.append(took)
            self._plain.look()
            self.floor.append(timed(self._plain.follow))
            if len(self.floor) == 1:
                self._plain.analyse()
        self._progress(done, size)
        self._began = time.perf_counter()


def _how_fast(turns: _Turns, spent: Watch, plain: PlainTables, incidents: int) -> dict[str, Any]:
    """Paces, and where the time goes: the statements by purpose; what remains is reading and making rows, and COPY."""
    seconds = sum(turns.product) + (turns.looking_over or 0)
    known = {"looking the file over": turns.looking_over or 0, **spent.seconds}
    known["reading, making rows, copying"] = seconds - sum(known.values())
    return {
        "incidents_per_second": round(incidents / seconds, 1),
        "rows_per_second": round(plain.recorded_rows / seconds),
        "rows_per_incident": round(plain.recorded_rows / incidents, 2),
        "floor_incidents_per_second": round(incidents / sum(turns.floor), 1),
        "seconds": round(seconds, 2),
        "where_the_time_goes": {purpose: round(part, 2) for purpose, part in known.items()},
    }


def measures(ground: Ground, plain: PlainTables, browser: FlaskClient, rounds: int) -> list[Measure]:
    """One incident by form. It adds to what is on record."""
    form = _Form(browser)
    return [
        Measure(
            "create_incident",
            lambda _: partial(plain.write, _newest(plain)),
            lambda number: partial(form.save, form.understood(number)),
            lambda _: plain.differences(newest=True),
            # Saved where the answer leads to the new incident; then nothing differs.
            lambda address: 0 if _NEW.search(address) else address,
            rounds,
        )
    ]


def _newest(plain: PlainTables) -> Any:
    plain.look()
    return plain.newest()


class _Form:
    """The ten questions in a browser: asked, shown back, saved. Only the saving is timed."""

    def __init__(self, browser: FlaskClient) -> None:
        self._browser = browser
        self._address = f"/p/{CODE}/incidents/new"
        self._document = self._put_on_file()

    def understood(self, number: int) -> dict[str, str]:
        """The answers of an invented incident with what was shown back, ready to be saved."""
        answers = self._answers(number)
        return answers | self._hidden(self._post(answers)) | {"deed": "save"}

    def save(self, answers: dict[str, str]) -> str:
        """Saves; returns the address of the incident."""
        answer = self._browser.post(self._address, data=answers)
        return answer.headers.get("Location", answer.status)

    def _put_on_file(self) -> dict[str, str]:
        """Makes the first incident from a new document; later ones name the document as the form offers it."""
        new = {
            "source_name": "Monitor Rook", "source_kind": "monitor", "document_kind": "report",
            "document_title": "Invented report",
        }  # fmt: skip
        answers = self._answers(0, new)
        self.save(answers | self._hidden(self._post(answers)) | {"deed": "save"})
        page = self._browser.get(self._address).text
        return {"document": re.findall(r"DOC-[0-9A-Z]{12}", page)[0]}

    def _answers(self, number: int, document: dict[str, str] | None = None) -> dict[str, str]:
        where = {"where": f"Bayt {number}", "adm1": "Kalamshe Province", "point": "-7.25, -27.5"}
        how_many = {"count": COUNTS[number % len(COUNTS)]}
        return {
            "once": str(uuid.uuid4()),
            "quote": f"On its page {number} the monitor writes that houses near the mill were shelled.",
            "act": "killing",
            "when": WHENS[number % len(WHENS)],
            "danger": "no",
            **(document or self._document),
            **(how_many if number % 3 == 0 else where),
            **self._hidden(self._browser.get(self._address).text),
        }

    def _post(self, answers: dict[str, str]) -> str:
        return self._browser.post(self._address, data=answers).text

    def _hidden(self, page: str) -> dict[str, str]:
        return dict(_HIDDEN.findall(page))
