"""What is certainly and what is possibly inside a period, whatever its bounds leave open."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.domain.dates import day_between
from app.domain.questions import ask
from app.domain.records import TermValue
from app.services.incidents import find_incidents
from app.services.work import Work
from tests.filled import Tokens
from tests.store.claimed import Voice, bundle, recorded, said

W = "Watch N"
FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)
DAY = timedelta(days=1)
EARLY, IN, LATE = date(2025, 2, 10), date(2025, 3, 10), date(2025, 4, 10)
TRUTH_TABLE = {
    # (earliest start, latest end): (certainly, possibly) inside March
    (EARLY, EARLY): (False, False),
    (EARLY, IN): (False, True),
    (EARLY, LATE): (False, True),
    (EARLY, None): (False, True),
    (IN, IN): (True, True),
    (IN, LATE): (False, True),
    (IN, None): (False, True),
    (LATE, LATE): (False, False),
    (LATE, None): (False, False),
    (None, EARLY): (False, False),
    (None, IN): (False, True),
    (None, LATE): (False, True),
    (None, None): (False, True),
    (FIRST, LAST): (True, True),
    (FIRST - DAY, LAST): (False, True),
    (FIRST, LAST + DAY): (False, True),
    (LAST, LATE): (False, True),
    (EARLY, FIRST): (False, True),
}
Bounds = tuple[date | None, date | None]


@pytest.fixture
def told(engine: sa.Engine, tokens: Tokens) -> dict[str, Bounds]:
    """An incident for each pair of bounds, by ref."""
    found = {}
    for bounds in TRUTH_TABLE:
        claims = [said(1, "act.type", TermValue("killing"), W)]
        if any(bounds):
            claims.append(said(2, "incident.when", day_between(*bounds), W))
        found[recorded(engine, tokens["EAST", "documenter"], bundle([Voice(W)], claims))] = bounds
    return found


@pytest.mark.parametrize("match", ["certain", "possible"])
def test_what_stands_inside_a_period(told: dict[str, Bounds], engine: sa.Engine, tokens: Tokens, match: str) -> None:
    def listed(**period: str) -> set[Bounds]:
        with Work(engine, tokens["EAST", "analyst"]) as work:
            question = ask({"source": W, "match": match} | period)
            page = find_incidents(work, work.enter("EAST", "read_incidents"), question)
        return {told[one.ref] for one in page.items}

    inside = {bounds for bounds, answers in TRUTH_TABLE.items() if answers[match == "possible"]}
    assert listed(**{"from": "2025-03", "to": "2025-03"}) == inside
    # A limit that is left open asks nothing; one that is set holds for certain only where the bound is known.
    since = {(first, last) for first, last in TRUTH_TABLE if first and first >= FIRST}
    until = {(first, last) for first, last in TRUTH_TABLE if last and last <= LAST}
    if match == "possible":
        since = {(first, last) for first, last in TRUTH_TABLE if last is None or last >= FIRST}
        until = {(first, last) for first, last in TRUTH_TABLE if first is None or first <= LAST}
    assert (listed(**{"from": "2025-03"}), listed(to="2025-03"), listed()) == (since, until, set(TRUTH_TABLE))
