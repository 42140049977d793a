"""`tawthiq sql`: rows for people and for programs, refusals in one line."""

from tests.cli.conftest import Command

CUSTODIAN = ("--project", "EAST", "--as", "custodian of EAST")


def test_rows_come_as_json(tawthiq: Command) -> None:
    ran = tawthiq(
        "sql",
        "SELECT code, NULL AS nothing, date '2025-03-01' AS day, now() > '-infinity' AS now, 1.5::numeric AS number,"
        " '\\x00ff'::bytea AS bytes, '{\"a\": [1]}'::jsonb AS document FROM project",
        "--json",
        *CUSTODIAN,
    )
    assert ran.json == {
        "columns": ["code", "nothing", "day", "now", "number", "bytes", "document"],
        "rows": [["EAST", None, "2025-03-01", True, "1.5", "00ff", {"a": [1]}]],
    }


def test_rows_come_as_a_table(tawthiq: Command) -> None:
    ran = tawthiq("sql", "SELECT code, '[red]قصف[/red]' AS word FROM project", *CUSTODIAN)
    assert ran.code == 0
    assert "EAST" in ran.out and "WEST" not in ran.out and "[red]قصف[/red]" in ran.out


def test_what_returns_nothing_says_so(tawthiq: Command) -> None:
    ran = tawthiq("sql", "UPDATE import_batch SET rows_done = 0", "--write", *CUSTODIAN)
    assert (ran.code, ran.out) == (0, "")
    assert "no rows" in ran.err


def test_what_the_database_refuses_is_one_line(tawthiq: Command) -> None:
    for statement, reason in (
        ("UPDATE act SET occurrence_status = 'corroborated'", "permission denied"),
        ("SELECT * FROM account", "permission denied"),
        ("SELECT", "Done"),
    ):
        ran = tawthiq("sql", statement, "--write", *CUSTODIAN)
        assert reason in ran.err
        assert (ran.code, ran.err.count("\n"), ran.out) == (0 if reason == "Done" else 1, 1, "")
