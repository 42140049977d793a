"""The bench's ground in the run's cluster, under a name of this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bench import ground
from app.bench.ground import Ground
from app.runtime.urls import Urls
from app.settings import Settings


@pytest.fixture
def bench_settings(cluster_data: Path) -> Settings:
    return Settings(data=cluster_data, database_url=None, samples=None)


@pytest.fixture
def bench_name(monkeypatch: pytest.MonkeyPatch, worker_id: str) -> str:
    """What the bench's database is called here, so that two processes do not meet."""
    name = f"tawthiq_bench_{worker_id}"
    monkeypatch.setattr(ground, "NAME", name)
    return name


@pytest.fixture
def bench_ground(bench_name: str, bench_settings: Settings, held: Urls) -> Iterator[Ground]:
    with ground.own_database(bench_settings, held) as made:
        yield made
