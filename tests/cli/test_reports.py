"""`tawthiq report`: a file, what it holds and what was withheld; and templates to begin with."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

BASE = ("report", "dossier", "--project", "EAST", "--language", "en", "--format", "html")
AS_ANALYST = ("--as", "analyst of EAST")


def test_a_report_says_what_it_tells_of(tawthiq: Command, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    ran = tawthiq(*BASE, "-o", str(path), "--act", "killing", "--json", *AS_ANALYST)
    assert ran.code == 0, ran
    said = ran.json
    assert said.pop("seconds") > 0
    withheld = said["withheld"]
    assert said == {
        "path": str(path), "kind": "dossier", "language": "en", "incidents": 1, "withheld": withheld,
    }  # fmt: skip
    assert "Shelling of Bayt Rummana" in path.read_text("utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_people_read_a_line(tawthiq: Command, tmp_path: Path) -> None:
    ran = tawthiq(*BASE, "-o", str(tmp_path / "report.html"), *AS_ANALYST)
    assert ran.code == 0 and "report.html: 1 incidents (" in ran.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("report", "novel", *BASE[2:]), "There is no such kind"),
        ((*BASE, "--language", "fr"), "There is no such language"),
        ((*BASE, "--format", "odt"), "There is no such format"),
        ((*BASE, "--act", "sadness"), "'act' does not know that value"),
        ((*BASE, "--project", "NOWHERE"), "There is no such project"),
    ],
)
def test_a_refusal_is_one_line_and_leaves_nothing(
    tawthiq: Command, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    ran = tawthiq(*arguments, "-o", str(tmp_path / "report.html"), *AS_ANALYST)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), ran
    assert why in ran.err
    assert list(tmp_path.iterdir()) == []


def test_templates_to_begin_with(tawthiq: Command, tmp_path: Path) -> None:
    pytest.importorskip("docx")
    ran = tawthiq("report-templates", "-o", str(tmp_path / "templates"), "--json")
    assert ran.code == 0, ran
    assert ran.json["templates"] == ["report.ar.docx", "report.css", "report.en.docx", "report.html"]
    assert sorted(one.name for one in (tmp_path / "templates").iterdir()) == ran.json["templates"]
    (tmp_path / "templates" / "ours.html").write_text("")
    assert "holds other things" in tawthiq("report-templates", "-o", str(tmp_path / "templates")).err


def test_an_own_template_is_used_and_its_error_told(tawthiq: Command, tmp_path: Path, cluster_data: Path) -> None:
    own = cluster_data / "templates"
    own.mkdir(exist_ok=True)
    template = own / "dossier.en.html"
    try:
        template.write_text("Only {{ report.title }}")
        ran = tawthiq(*BASE, "-o", str(tmp_path / "a.html"), *AS_ANALYST)
        assert ran.code == 0 and (tmp_path / "a.html").read_text() == "Only Dossier of incidents"
        template.write_text("Only\n{{ report.tittle }}")
        ran = tawthiq(*BASE, "-o", str(tmp_path / "b.html"), *AS_ANALYST)
        assert ran.code == 1 and "dossier.en.html, line 2, column 11" in ran.err
        assert not (tmp_path / "b.html").exists()
    finally:
        template.unlink()
