import sys
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime.console import run_step, size, table


def test_a_step_says_how_long_it_took_and_keeps_its_output(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_step("Figs", ["sh", "-c", "echo picked; echo more >&2"], tmp_path / "log")
    assert (tmp_path / "log").read_text() == "\n$ sh -c echo picked; echo more >&2\npicked\nmore\n"
    said = capfd.readouterr()
    assert (said.out, "Figs: 0 s" in said.err) == ("", True)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("open('/dev/full', 'w').write('x' * 100000)", "The disk is full"),
        ("print('Temporary failure in name resolution'); raise SystemExit(1)", "The package index cannot be reached"),
        ("print('first'); print('the stalk broke'); raise SystemExit(3)", "Figs did not work: the stalk broke"),
    ],
)
def test_a_step_that_fails_is_explained_in_one_sentence(program: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("No space left on device, but that was another day\n")
    with pytest.raises(SetUpProblem, match=sentence):
        run_step("Figs", [sys.executable, "-c", program], tmp_path / "log")


def test_sizes_and_tables_line_up() -> None:
    assert [size(number) for number in (0, 1_500, 99_999, 3_600_000, 1_234_000_000)] == [
        "0 kB",
        "2 kB",
        "100 kB",
        "3.6 MB",
        "1,234.0 MB",
    ]
    lines = table([("figs", "to eat", "1 kB", "10.0 MB")]).splitlines()
    assert lines == ["  what  why     download  on disk", "  figs  to eat      1 kB  10.0 MB"]
