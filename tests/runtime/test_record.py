from pathlib import Path

from app.runtime.record import read_record, record, told


def test_deeds_are_told_in_order_and_undone_backwards(tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    assert told(read_record(file)) == "Set-up has not changed anything on this machine."
    record(file, "made a folder", "rm -r folder")
    record(file, "installed figs", "apt-get remove figs")
    record(file, "installed figs again", "apt-get remove figs")
    lines = told(read_record(file)).splitlines()
    assert [line[2:].partition("  ")[2] for line in lines[1:4]] == [
        "made a folder",
        "installed figs",
        "installed figs again",
    ]
    assert lines[-2:] == ["  apt-get remove figs", "  rm -r folder"]
