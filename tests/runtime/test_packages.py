"""Against a small repository of invented packages on disk, read by the real apt."""

import shutil
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime.packages import Apt, Need, WouldUpgrade, for_an_administrator

pytestmark = pytest.mark.skipif(not shutil.which("apt-get"), reason="this system has no apt")


def stanza(name: str, version: str = "1", depends: str = "", download: int = 1000, disk: int = 2) -> str:
    return (
        f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: R <r@example.org>\n"
        f"{f'Depends: {depends}{chr(10)}' if depends else ''}Installed-Size: {disk}\nSize: {download}\n"
        f"Filename: ./{name}.deb\nSHA256: {'0' * 64}\nDescription: invented\n\n"
    )


OFFERED = (
    stanza("postgresql-13-postgis-3")
    + stanza("postgresql-96-postgis-3", depends="libpomegranate")
    + stanza("postgresql-97-postgis-3", depends="libpomegranate", download=5000, disk=30)
    + stanza("libpomegranate", "2", download=700, disk=4)
    + stanza("python3-orchard", depends="orchard (= 2)")
    + stanza("orchard", "2")
)
INSTALLED = "Status: install ok installed\n" + stanza("orchard", "1")


@pytest.fixture
def apt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Apt:
    repository = folder / "repository"
    (repository / "parts").mkdir(parents=True)
    (repository / "Packages").write_text(OFFERED)
    (repository / "status").write_text(INSTALLED)
    (repository / "sources.list").write_text(f"deb [trusted=yes] file:{repository} ./\n")
    (repository / "apt.conf").write_text(
        f'Dir::Etc::SourceList "{repository}/sources.list";\nDir::Etc::SourceParts "{repository}/parts";\n'
        f'Dir::State::Status "{repository}/status";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(repository / "apt.conf"))
    (folder / "lists").mkdir()
    return Apt(folder / "lists")


POSTGIS = Need("postgresql-{version}-postgis-3", "the database", lambda: False)


def test_the_newest_database_is_taken_with_all_it_brings_and_their_sizes(apt: Apt) -> None:
    apt.read_lists()
    wanted = apt.wanted([POSTGIS], existing=None)
    assert wanted == {"postgresql-97-postgis-3": "the database"}
    brought = {part.name: (part.download, part.disk) for part in apt.simulate(list(wanted))}
    assert brought == {"postgresql-97-postgis-3": (5000, 30 * 1024), "libpomegranate": (700, 4 * 1024)}


def test_data_that_are_there_decide_the_version(apt: Apt) -> None:
    apt.read_lists()
    assert list(apt.wanted([POSTGIS], existing=96)) == ["postgresql-96-postgis-3"]


def test_what_is_optional_is_left_out_where_it_is_not_offered_and_the_rest_is_refused_by_name(apt: Apt) -> None:
    apt.read_lists()
    missing = Need("fig", "for a test", lambda: False, optional=True)
    offered = Need("orchard", "for a test", lambda: False, optional=True)
    assert list(apt.wanted([missing, offered], existing=None)) == ["orchard"]
    with pytest.raises(SetUpProblem, match=r"do not offer the package quince\."):
        apt.simulate(["quince"])


def test_nothing_that_is_here_is_upgraded(apt: Apt) -> None:
    apt.read_lists()
    with pytest.raises(WouldUpgrade, match=r"\(orchard\)"):
        apt.simulate(["python3-orchard"])


def test_without_a_connection_it_says_that_one_is_needed(apt: Apt, folder: Path) -> None:
    (folder / "repository/sources.list").write_text("deb [trusted=yes] http://127.0.0.1:9/ ./\n")
    apt.read_lists()
    with pytest.raises(SetUpProblem, match="repositories cannot be reached"):
        apt.wanted([POSTGIS], existing=None)
    with pytest.raises(SetUpProblem, match="repositories cannot be reached"):
        apt.wanted([Need("fig", "for a test", lambda: False, optional=True)], existing=None)


def test_an_administrator_gets_one_line_that_starts_no_second_server() -> None:
    line = for_an_administrator(["postgresql-97-postgis-3", "python3-venv"])
    assert "\n" not in line
    assert line.index("create_main_cluster = false") < line.index(
        "apt-get install --no-install-recommends postgresql-97"
    )
    assert line.endswith("; rm -f /etc/postgresql-common/createcluster.d/tawthiq.conf")
    assert "create_main_cluster" not in for_an_administrator(["python3-venv"])
