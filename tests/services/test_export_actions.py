"""interventions.csv: when something was done about it, read as of incidents."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.domain.dates import When, day_between
from app.domain.records import InterventionRecord
from app.domain.refs import new_ref
from app.services.doors import Doors
from app.services.taking_in import take_in
from tests.filled import Tokens
from tests.services.exporting import by_ref, read_set, take_out
from tests.store.claimed import Voice, bundle, said

NAMES = ("occurred_as_stated", "occurred_edtf", "earliest_start", "latest_start", "earliest_end", "latest_end")


def test_when_it_was_done_is_the_hull_of_what_is_said_on_a_ground(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    """A claim without a basis does not widen it where another has one; one that leaves a bound open opens it."""
    day, later = (day_between(date(2025, 4, d), date(2025, 4, d), f"{d} April") for d in (18, 20))
    since = When(stated_as="since spring", earliest_start=date(2025, 3, 1))
    told = {
        "one": [("S", day)], "two": [("S", day), ("X", later), ("O", since)], "open": [("S", day), ("X", since)],
        "baseless": [("O", since)], "none": [],
    }  # fmt: skip
    keys = {name: new_ref("intervention") for name in told}
    bases = {"S": "records", "X": "observed", "O": "none_stated"}
    claims = [
        said(10 * row + number, "intervention.when", when, by, bases[by], intervention=key, stated_as=when.stated_as)
        for row, (key, ones) in enumerate(zip(keys.values(), told.values(), strict=True))
        for number, (by, when) in enumerate(ones)
    ]
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_intervention")
        work.open(project, "record_intervention")
        whole = bundle([Voice(name, basis) for name, basis in bases.items()], claims)
        actions = tuple(InterventionRecord(key) for key in keys.values())
        take_in(work, project, replace(whole, incidents=(), acts=(), interventions=actions))
    take_out(doors, tokens, tmp_path / "set")
    rows = by_ref(read_set(tmp_path / "set")["interventions"])
    assert {name: [rows[key][column] for column in NAMES] for name, key in keys.items()} == {
        "one": ["18 April", *["2025-04-18"] * 5],
        "two": ["18 April · 20 April", "", "2025-04-18", "2025-04-20", "2025-04-18", "2025-04-20"],
        "open": ["18 April · since spring", "", "2025-03-01", "", "", ""],
        "baseless": ["since spring", "", "2025-03-01", "", "", ""],
        "none": [""] * 6,
    }
