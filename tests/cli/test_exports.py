"""`tawthiq export`: one object that says what went out, filters by their names, refusals in one line."""

import json
from pathlib import Path

import pytest

from app.domain.questions import FILTERS, NOT
from tests.cli.conftest import Command
from tests.services.exporting import read_features, read_set

AS_ANALYST = ("--as", "analyst of EAST")
BASE = ("export", "--project", "EAST", "--audience", "internal")


@pytest.mark.parametrize("name", ["csv", "geojson", "jsonl"])
def test_an_export_says_what_went_out(tawthiq: Command, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"out.{name}"
    ran = tawthiq(*BASE, "--format", name, "-o", str(path), "--json", *AS_ANALYST)
    assert ran.code == 0, ran
    assert list(ran.json) == ["path", "rows", "manifest", "withheld", "seconds"]
    assert (ran.json["path"], ran.json["withheld"]) == (str(path), {})
    assert ran.json["rows"]["incidents"] == 1
    assert ran.json["manifest"]["format"] == name
    assert ran.json["seconds"] > 0
    assert path.is_dir() == (name == "csv")
    beside = path / "manifest.json" if name == "csv" else Path(f"{path}.manifest.json")
    assert json.loads(beside.read_text("utf-8")) == ran.json["manifest"]


def test_for_people_it_is_a_line_and_what_to_know(tawthiq: Command, tmp_path: Path) -> None:
    ran = tawthiq(*BASE, "--format", "geojson", "-o", str(tmp_path / "a.geojson"), *AS_ANALYST)
    assert ran.code == 0
    assert "1 incidents" in ran.out
    assert "reported, not assessed" in ran.out
    assert read_features(tmp_path / "a.geojson")


FITTING = {
    "q": "shelling", "from": "2025-03", "to": "2025", "bbox": "36,34,37,35", "within": "Wadi province",
    "place": "Bayt Rummana", "act": "killing", "harm": "killed", "at_least": "3", "verification": "allegation",
    "attribution": "allegation", "source": "Monitor M1", "alleged": "force F1", "changed_since": "2020-01-01T00:00:00Z",
    "match": "certain", "workflow": "draft", "party": "force F1", "document": "Daily report 1", "cell": "all",
    "not_intervention": "any",
}  # fmt: skip
OTHER = {
    "q": "flood", "from": "2026", "to": "2024", "bbox": "1,1,2,2", "within": None, "place": None,
    "act": "abduction", "harm": "injured", "at_least": "4", "verification": "credible", "attribution": "credible",
    "source": "Wire W1", "alleged": None, "changed_since": "2100-01-01T00:00:00Z", "match": None,
    "workflow": "cleared", "party": None, "document": None, "cell": "year:2001", "intervention": "any",
}  # fmt: skip
# What a filter finds, it leaves out with not_ before it, and the other way round.
FITTING |= {f"{NOT}{name}": value for name, value in OTHER.items() if value and name not in ("source", "intervention")}
OTHER |= {f"{NOT}{name}": value for name, value in FITTING.items() if not name.startswith(NOT)}


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_is_an_option_of_its_name(tawthiq: Command, tmp_path: Path, name: str) -> None:
    def found(value: str) -> int:
        harm = ("--harm", "killed") if name == "at_least" else ()
        option = f"--{name.replace('_', '-')}"
        ran = tawthiq(*BASE, "--format", "csv", "-o", str(tmp_path), option, value, *harm, "--json", *AS_ANALYST)
        assert ran.code == 0, ran
        assert ran.json["manifest"]["question"][name].startswith(value[:2])
        assert len(read_set(tmp_path)["incidents"]) == ran.json["rows"]["incidents"]
        rows: int = ran.json["rows"]["incidents"]
        return rows

    if (fitting := FITTING.get(name)) is not None:
        assert found(fitting) == 1
    if (other := OTHER.get(name)) is not None:
        assert found(other) == (1 if name == "source" else 0)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--harm", "sadness"), "'harm' does not know that value"),
        (("--q", "a", "--q", "b"), "'q' is given 2 times"),
        (("--at-least", "3"), "Say of which harm"),
        (("--from", "7/3/2025"), "'from' takes a day, month or year"),
        (("--source", "monitor of nowhere"), "Nothing in this project is called that"),
        (("--format", "exe"), "There is no such format"),
        (("--audience", "public"), "The audience 'public' waits"),
        (("--audience", "everybody"), "There is no such audience"),
        (("--project", "NOWHERE"), "There is no such project"),
        (("-o", "nowhere/at/all"), "There is no folder"),
    ],
)
def test_a_refusal_is_one_line_and_leaves_nothing(
    tawthiq: Command, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    ran = tawthiq(*BASE, "--format", "csv", "-o", str(tmp_path / "set"), *arguments, *AS_ANALYST)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), ran
    assert why in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_filter_is_wrong_usage(tawthiq: Command, tmp_path: Path) -> None:
    ran = tawthiq(*BASE, "--format", "csv", "-o", str(tmp_path / "set"), "--sect", "x", *AS_ANALYST)
    assert (ran.code, ran.out) == (2, "")
    assert "--sect" in ran.err


def test_whoever_documents_takes_nothing_out(tawthiq: Command, tmp_path: Path) -> None:
    ran = tawthiq(*BASE, "--format", "csv", "-o", str(tmp_path / "set"), "--as", "documenter of EAST")
    assert (ran.code, ran.out) == (1, "")
    assert list(tmp_path.iterdir()) == []
