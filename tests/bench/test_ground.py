"""The bench's own database: there while it is used, gone afterwards, and never another's."""

import psycopg
import pytest

from app.bench.ground import CODE, own_database
from app.domain.errors import Refused
from app.runtime.database import create_database
from app.runtime.urls import Urls
from app.settings import Settings


def databases(urls: Urls) -> set[str]:
    with psycopg.connect(urls.owner) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_it_is_there_for_as_long_as_the_block(bench_name: str, bench_settings: Settings, held: Urls) -> None:
    with own_database(bench_settings, held) as ground:
        assert bench_name in databases(held)
        with ground.work() as work:
            assert work.enter(CODE, "read_incidents").code == CODE
    assert bench_name not in databases(held)


def test_it_goes_when_something_breaks(bench_name: str, bench_settings: Settings, held: Urls) -> None:
    with pytest.raises(RuntimeError), own_database(bench_settings, held):
        raise RuntimeError
    assert bench_name not in databases(held)


def test_what_a_killed_bench_has_left_is_cleared_away(bench_name: str, bench_settings: Settings, held: Urls) -> None:
    create_database(held, bench_name)
    with own_database(bench_settings, held) as ground:
        assert ground.project_id()


def test_two_at_once_are_refused(bench_name: str, bench_settings: Settings, held: Urls) -> None:
    with own_database(bench_settings, held) as first:
        with pytest.raises(Refused, match="Another bench"), own_database(bench_settings, held):
            pass
        assert first.project_id()
