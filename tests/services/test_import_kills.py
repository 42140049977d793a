"""An import whose process is killed outright goes on where it stopped: nothing doubled, nothing lost."""

import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from app.runtime.urls import Urls
from app.services import imports
from app.services.doors import Doors
from tests.exchange.ged import some_rows, write
from tests.filled import Tokens
from tests.services.importing import faults, look, numbers, one, take

CHILD = """
import sys
from pathlib import Path
from app.services import import_chunks, imports
from app.services.doors import open_doors

gate, application, token, path = sys.argv[1:]
import_chunks.CHUNK_ROWS = 50
doors = open_doors(gate, application)
imports.import_file(doors, token, "EAST", "ucdp-ged", Path(path), progress=lambda done, size: print(done, flush=True))
"""

TABLES = ("incident", "act", "claim", "claim_place", "claim_citation", "document", "source", "party", "external_id")


def kill_after(urls: Urls, token: str, path: Path, chunks: int, seconds: float) -> None:
    """Starts an import and kills its process some time after it has reported so many chunks."""
    arguments = [sys.executable, "-c", CHILD, urls.gate, urls.application, token, str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for _ in range(chunks + 1):
            assert child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        assert child.wait() == -9


def test_killed_again_and_again_it_still_ends_as_if_never_killed(
    urls: Urls, doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    path = write(tmp_path / "ged.csv", some_rows(600))
    done = 0
    for chunks, seconds in ((1, 0.0), (2, 0.02), (1, 0.05), (2, 0.08)):
        kill_after(urls, tokens["EAST", "documenter"], path, chunks, seconds)
        now: int = one(owner, "SELECT rows_done FROM import_batch")
        assert done < now < 600
        assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == now
        assert one(owner, "SELECT completed_at IS NULL FROM import_batch")
        assert faults(doors, tokens, owner) == []
        done = now
    report = take(doors, tokens, path)
    assert (report.rows, numbers(report)) == (600, (600, 0, 0, 0))
    assert faults(doors, tokens, owner) == []
    assert (
        look(owner, "SELECT value FROM external_id WHERE scheme = 'ucdp-ged' GROUP BY value HAVING count(*) > 1") == []
    )


def test_broken_off_or_not_as_many_rows_stand_in_every_table(
    urls: Urls, doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    path = write(tmp_path / "ged.csv", some_rows(300))
    start = rows_of_facts(owner)
    kill_after(urls, tokens["EAST", "documenter"], path, 2, 0.01)
    take(doors, tokens, path)
    killed = rows_of_facts(owner)
    imports.import_file(doors, tokens["WEST", "documenter"], "WEST", "ucdp-ged", path)
    whole = rows_of_facts(owner)
    assert [b - a for a, b in zip(start, killed, strict=True)] == [b - a for a, b in zip(killed, whole, strict=True)]


def rows_of_facts(owner: sa.Engine) -> list[int]:
    return [one(owner, f"SELECT count(*) FROM {table}") for table in TABLES]
