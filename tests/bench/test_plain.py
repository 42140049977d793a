"""Plain tables: the same rows, columns, checks, keys and indexes as the product's; no walls, no log."""

from pathlib import Path

import pytest

from app.bench import invented, writing
from app.bench.ground import Ground
from app.bench.plain import SCHEMA, TABLES, PlainTables

ROWS = 60

COUNTS = {
    "columns": "SELECT count(*) FROM pg_attribute a WHERE a.attrelid = t.oid AND attnum > 0 AND NOT attisdropped",
    "checks and keys": "SELECT count(*) FROM pg_constraint c WHERE c.conrelid = t.oid",
    "foreign keys": "SELECT count(*) FROM pg_constraint c WHERE c.conrelid = t.oid AND contype = 'f'",
    "indexes": "SELECT count(*) FROM pg_index i WHERE i.indrelid = t.oid",
}


@pytest.fixture
def plain(bench_ground: Ground, tmp_path: Path) -> PlainTables:
    """The plain tables once they have followed an import."""
    file = tmp_path / "invented.csv"
    invented.write_file(file, ROWS)
    made = PlainTables(bench_ground.plain, bench_ground.project_id())
    result = writing.take_in(bench_ground, made, file, lambda done, size: None)
    assert len(result.floor) == len(result.product) == 1
    return made


def test_they_hold_what_the_product_holds(bench_ground: Ground, plain: PlainTables) -> None:
    assert plain.rows["incident"] == plain.rows["incident_index"] == ROWS
    assert plain.rows["claim"] > 5 * ROWS
    assert plain.differences() == 0
    bench_ground.plain.execute("UPDATE plain.claim SET stated_as = 'something else' WHERE id = 1")
    assert plain.differences() == 2


def test_they_are_made_alike(bench_ground: Ground, plain: PlainTables) -> None:
    for what, count in COUNTS.items():
        query = (
            f"SELECT relname, ({count}) FROM pg_class t WHERE relnamespace = %s::regnamespace AND relname = ANY (%s)"
        )
        found = [
            dict(bench_ground.plain.execute(query, [schema, list(TABLES)]).fetchall()) for schema in ("tawthiq", SCHEMA)
        ]
        assert found[0] == found[1], what
        assert sum(found[0].values()) > 10


def test_they_have_no_walls_and_no_log(bench_ground: Ground, plain: PlainTables) -> None:
    query = """SELECT count(*) FILTER (WHERE relrowsecurity), count(*) FILTER (WHERE EXISTS
        (SELECT FROM pg_trigger g WHERE g.tgrelid = t.oid AND NOT tgisinternal))
        FROM pg_class t WHERE relnamespace = %s::regnamespace AND relname = ANY (%s)"""
    behind_walls = len(TABLES)
    logged = behind_walls - 2
    assert bench_ground.plain.execute(query, ["tawthiq", list(TABLES)]).fetchone() == (behind_walls, logged)
    assert bench_ground.plain.execute(query, [SCHEMA, list(TABLES)]).fetchone() == (0, 0)


def test_the_newest_rows_go_in_by_value(bench_ground: Ground, plain: PlainTables) -> None:
    written = plain.newest()
    for name in reversed(TABLES):
        bench_ground.plain.execute(f"DELETE FROM plain.{name}")
    plain.write(written)
    assert plain.differences() == 0
