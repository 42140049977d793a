"""What waits: for whoever asks, for a second person, and for too long; page by page and each line once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.domain.decisions import Question, Waiting
from app.domain.errors import UnknownFilter
from app.services import verification
from app.services.doors import Doors
from app.store import waiting
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.services.test_review import KILLED, dead, move
from tests.store.claimed import Voice, said


@pytest.fixture
def other(doors: Doors, tokens: Tokens) -> str:
    return second_verifier(doors, tokens)


@pytest.fixture
def proposed(doors: Doors, tokens: Tokens, other: str) -> Case:
    """Two origins, and a proposal of the verifier that waits for the other one."""
    claims = [*tells(1, "S"), said(5, "incident.count", dead(7), "S"), *tells(11, "X", "observed"),
              said(15, "incident.count", dead(9), "X")]  # fmt: skip
    case = Case(doors, tokens, [Voice("S"), Voice("X", "observed")], claims)
    for name in ("S", "X"):
        case.grade(name)
    case.move("credible")
    case.move("corroborated")
    return case


def waits(doors: Doors, token: str, queue: str) -> Iterator[Waiting]:
    """Every line of a queue, page after page."""
    after: str | None = None
    while True:
        with doors.work(token) as work:
            project = work.enter("EAST", "read_verification")
            page, after = verification.find_waiting(work, project, queue, after)
        yield from page
        if after is None:
            return


def aged(owner: sa.Engine, days: int = 30) -> None:
    """Makes everything that waits older, and each line by another moment."""
    with owner.begin() as connection:
        for table, column in (("verification", "proposed_at"), ("incident", "workflow_at"), ("adoption", "decided_at")):
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            connection.execute(
                sa.text(f"UPDATE {table} SET {column} = now() - make_interval(days => :days, mins => - id::int)"
                        f" WHERE {column} IS NOT NULL"), {"days": days}
            )  # fmt: skip
            connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def test_a_proposal_waits_for_others_and_not_for_whoever_made_it(
    proposed: Case, doors: Doors, other: str, tokens: Tokens
) -> None:
    assert [one.what for one in waits(doors, other, "me")] == ["proposal"]
    assert not list(waits(doors, proposed.verifier, "me"))
    assert [one.mine for one in waits(doors, proposed.verifier, "second")] == [True]
    assert [one.mine for one in waits(doors, other, "second")] == [False]
    assert not list(waits(doors, tokens["EAST", "analyst"], "me"))


def test_what_is_submitted_waits_for_verifiers_and_what_comes_back_for_who_recorded_it(
    proposed: Case, doors: Doors, other: str, tokens: Tokens
) -> None:
    documenter = tokens["EAST", "documenter"]
    move(proposed, "submitted", who="documenter")
    assert [(one.what, one.level) for one in waits(doors, other, "me") if one.what == "review"] == [
        ("review", "submitted")
    ]
    assert not list(waits(doors, documenter, "me"))
    move(proposed, "in_review")
    assert not [one for one in waits(doors, other, "me") if one.what == "review"], "somebody has taken it"
    assert [one.level for one in waits(doors, proposed.verifier, "me")] == ["in_review"]
    move(proposed, "returned", "Grade the second document.")
    assert [one.level for one in waits(doors, documenter, "me")] == ["returned"]
    assert not list(waits(doors, proposed.verifier, "me"))


def test_what_has_waited_for_long_is_ageing_whatever_it_is(
    proposed: Case, doors: Doors, other: str, owner: sa.Engine
) -> None:
    proposed.adopt(KILLED, {}, "range_of_claims")
    proposed.add([said(61, "incident.count", dead(30), "N")], [Voice("N")])
    move(proposed, "submitted", who="documenter")
    assert not list(waits(doors, other, "ageing"))
    aged(owner)
    assert sorted(one.what for one in waits(doors, other, "ageing")) == ["proposal", "review", "stale"]
    assert [one.path for one in waits(doors, other, "stale")] == ["incident.count"]
    assert all(one.since < datetime.now(UTC) - timedelta(days=14) for one in waits(doors, other, "ageing"))


def test_pages_hold_every_line_once(
    proposed: Case, doors: Doors, other: str, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed.adopt(KILLED, {}, "range_of_claims")
    proposed.add([said(61, "incident.count", dead(30), "N")], [Voice("N")])
    move(proposed, "submitted", who="documenter")
    aged(owner)
    monkeypatch.setattr(verification, "PAGE", 1)
    lines = [(one.what, one.since) for one in waits(doors, other, "ageing")]
    assert len(lines) == len(set(lines)) == 3 and lines == sorted(lines, key=lambda line: line[1])


def test_overtaken_decisions_are_asked_one_after_another_until_the_page_is_full(
    proposed: Case, doors: Doors, other: str, owner: sa.Engine, tokens: Tokens
) -> None:
    """In the order of an index, and no more of them than the page needs."""
    proposed.adopt(KILLED, {}, "range_of_claims")
    proposed.adopt(Question("incident.when"), {})
    proposed.add([said(61, "incident.count", dead(30), "N"), *tells(62, "N")[1:2]], [Voice("N")])
    lines = list(waits(doors, other, "stale"))
    assert [one.path for one in lines] == ["incident.count", "incident.when"]
    assert [one.path for one in waits(doors, proposed.verifier, "me")] == ["incident.count", "incident.when"]
    assert not list(waits(doors, tokens["EAST", "documenter"], "me")), "nobody but a verifier decides"
    with doors.work(other) as work:
        branch = waiting._first(waiting._stale(1, None), None, 1)
        query = branch.compile(work.connection, compile_kwargs={"literal_binds": True})
        work.connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        work.connection.execute(sa.text("SET LOCAL enable_sort = off"))
        plan = work.connection.execute(sa.text(f"EXPLAIN (ANALYZE, COSTS off, TIMING off) {query}")).scalars().all()
    assert any("adoption_by_age" in line for line in plan), plan
    [asked] = [line for line in plan if "Subquery Scan on overtaken" in line]
    assert "loops=1" in asked and len(lines) == 2, plan


@pytest.mark.parametrize("cursor", ["x", "2026-01-01~proposal~1", "2026-01-01T00:00:00+00:00~other~1", "~~"])
def test_a_cursor_that_is_none_is_refused(proposed: Case, doors: Doors, cursor: str) -> None:
    with doors.work(proposed.verifier) as work, pytest.raises(UnknownFilter):
        verification.find_waiting(work, work.enter("EAST", "read_verification"), "second", cursor)


def test_the_pages_lead_from_queue_to_queue(proposed: Case, client_as: ClientAs) -> None:
    browser = client_as("verifier")
    page = browser.get("/p/EAST/verification").text
    for queue in ("me", "second", "ageing"):
        assert f"waits={queue}" in page
    second = browser.get("/p/EAST/verification?waits=second").text
    assert "not for you" in second and proposed.ref in second
    assert "Nothing waits here." in browser.get("/p/EAST/verification?waits=me").text
    assert browser.get("/p/EAST/verification?waits=nothing").status_code == 400
    move(proposed, "submitted", who="documenter")
    assert "Review: Submitted for review" in browser.get("/p/EAST/verification?waits=me").text
