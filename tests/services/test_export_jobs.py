"""Exports that are written by themselves: progress, stop, begin again, fetch, expire; a file is whole or not there."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.errors import NotFound, Refused
from app.domain.questions import ask
from app.runtime.urls import Urls
from app.services import export_jobs, jobs
from app.services.doors import Doors
from app.services.evidence import Keeping, keeping_of
from app.services.export_jobs import Asked
from app.services.exports import Wanted
from app.services.jobs import Job, Task
from app.settings import Settings
from app.store.exports import streaming
from tests.filled import Tokens
from tests.services.exporting import plant, take_out
from tests.services.importing import look, one
from tests.services.test_exports import files_no_longer_than


class Desk:
    """Somebody of EAST who takes out what is written by itself."""

    def __init__(self, doors: Doors, tokens: Tokens, keeping: Keeping, urls: Urls, role: str = "analyst") -> None:
        self.doors, self.token, self.keeping, self.urls = doors, tokens["EAST", role], keeping, urls

    def start(self, name: str = "geojson", audience: str = "internal", **question: str) -> str:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "export_incidents")
            wanted = Wanted(ask(question), name, audience)
            return export_jobs.start_export(work, project, self.keeping, wanted)

    def look(self) -> tuple[Asked, Job | None]:
        with self.doors.work(self.token) as work:
            return export_jobs.find_exports(work, work.enter("EAST", "export_incidents"))[0]

    def do(self, deed: Callable[..., None], *arguments: object) -> None:
        with self.doors.work(self.token) as work:
            deed(work, work.enter("EAST", "export_incidents"), *arguments)

    def take(self, ref: str) -> tuple[str, bytes]:
        with self.doors.work(self.token) as work:
            kept = export_jobs.take_export(work, work.enter("EAST", "export_incidents"), self.keeping, ref)
        with kept.file:
            return kept.name, kept.file.read()

    def work_off(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Does what was asked for; while it is written something happens."""

        def write(task: Task) -> None:
            def stop() -> None:
                meanwhile()
                task.stop()

            export_jobs.export_for(replace(task, stop=stop))

        jobs.work_off(self.doors, self.keeping, self.urls.gate, {export_jobs.EXPORT: write}, wait=False)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.keeping.exports.rglob("*") if path.is_file())


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return keeping_of(Settings(data=tmp_path))


@pytest.fixture
def desk(
    doors: Doors, tokens: Tokens, keeping: Keeping, urls: Urls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Desk:
    plant(doors, tokens, tmp_path)
    monkeypatch.setattr(export_jobs, "_BETWEEN_S", 0.0)
    monkeypatch.setattr(streaming, "_A_STEP", 2)
    return Desk(doors, tokens, keeping, urls)


@pytest.mark.parametrize("name", ["csv", "xlsx", "geojson", "jsonl"])
def test_a_job_writes_it_and_whoever_asked_takes_it(desk: Desk, owner: sa.Engine, name: str) -> None:
    ref = desk.start(name, act="abduction")
    assert desk.look()[0].ready_at is None and desk.files() == []
    with pytest.raises(Refused, match="not ready"):
        desk.take(ref)
    before = one(owner, "SELECT max(id) FROM event")
    desk.work_off()
    found, job = desk.look()
    assert job and job.outcome == "done"
    called, content = desk.take(ref)
    desk.take(ref)
    assert called.startswith("EAST-20") and called.endswith({"csv": "zip"}.get(name, name))
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).digest())
    assert found.manifest and found.manifest["rows"]["incidents"] == 2
    assert (found.rows_done, desk.look()[0].taken) == (sum(found.manifest["rows"].values()), 2)
    events = look(
        owner,
        "SELECT deed, channel, detail FROM event WHERE id > :before AND deed LIKE '%export%' ORDER BY id",
        before=before,
    )
    assert [event[:2] for event in events] == [("export_incidents", "job")] + 2 * [("take_export", "page")]
    assert events[1][2] == {
        "export": ref, "format": name, "question": {"act": "abduction"}, "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def test_it_is_the_same_file_as_from_the_command_line(desk: Desk, doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    ref = desk.start()
    desk.work_off()
    take_out(doors, tokens, tmp_path / "a.geojson")
    assert desk.take(ref)[1].split(b'"manifest"')[0] == (tmp_path / "a.geojson").read_bytes().split(b'"manifest"')[0]


def test_how_far_it_has_come_is_seen_while_it_is_written(desk: Desk) -> None:
    desk.start()
    seen: list[int] = []
    desk.work_off(lambda: seen.append(desk.look()[0].rows_done))
    assert seen == [0, 2, 4]
    assert desk.look()[0].rows_done == 7


def test_what_is_stopped_leaves_nothing_and_begins_again(desk: Desk, owner: sa.Engine) -> None:
    ref = desk.start()
    events = one(owner, "SELECT count(*) FROM event WHERE deed = 'export_incidents'")
    desk.work_off(lambda: desk.do(export_jobs.stop_export, ref))
    found, job = desk.look()
    assert job and (job.outcome, found.ready_at, desk.files()) == ("cancelled", None, [])
    assert one(owner, "SELECT count(*) FROM event WHERE deed = 'export_incidents'") == events
    desk.do(export_jobs.begin_again, desk.keeping, ref)
    desk.work_off()
    assert desk.look()[0].ready_at and desk.files() == ["export.geojson", "export.geojson.manifest.json"]
    with pytest.raises(Refused, match="done with"):
        desk.do(export_jobs.begin_again, desk.keeping, ref)


def test_what_still_waits_is_stopped_at_once(desk: Desk, owner: sa.Engine) -> None:
    first, second = desk.start(), desk.start("jsonl")
    desk.do(export_jobs.stop_export, second)
    found, job = desk.look()
    assert job and (job.outcome, export_jobs.state_of(found, job)) == ("cancelled", "stopped")
    desk.work_off()
    assert look(owner, "SELECT subject, outcome FROM job ORDER BY id") == [(first, "done"), (second, "cancelled")]
    desk.do(export_jobs.begin_again, desk.keeping, second)
    desk.work_off()
    assert desk.look()[0].ready_at


def test_what_a_killed_process_left_is_not_kept_and_three_times_are_enough(desk: Desk, owner: sa.Engine) -> None:
    """Killed while it writes, it is begun anew by the next; what kills each of them is given up."""
    ref = desk.start()

    class Killed(BaseException):
        pass

    def kill(task: Task) -> None:
        def stop() -> None:
            (desk.keeping.exports / ref / "half.part").write_text("half")
            raise Killed

        export_jobs.export_for(replace(task, stop=stop))

    for attempt in range(1, 4):
        with pytest.raises(Killed), desk.doors.gate.passage() as connection:
            errand = export_jobs.jobs.jobs.take_up(connection, 1, one(owner, "SELECT max(id) FROM job"))
            assert errand and errand.attempts <= attempt
            connection.commit()
            kill(Task(desk.doors, desk.keeping, desk.token, "EAST", ref, lambda: None))
    desk.work_off()
    found, job = desk.look()
    assert job and (job.outcome, job.reason, found.ready_at) == ("stopped", jobs.GAVE_UP, None)
    desk.do(export_jobs.begin_again, desk.keeping, ref)
    desk.work_off()
    assert desk.files() == ["export.geojson", "export.geojson.manifest.json"]


@pytest.mark.parametrize("name", ["csv", "xlsx", "geojson", "jsonl"])
def test_a_full_disk_leaves_no_half_file_and_says_so(desk: Desk, owner: sa.Engine, name: str) -> None:
    ref = desk.start(name)
    with files_no_longer_than(2000):
        jobs_before = one(owner, "SELECT count(*) FROM event WHERE deed = 'export_incidents'")
        desk.work_off()
    found, job = desk.look()
    assert job and (job.outcome, job.reason) == ("stopped", export_jobs.NO_ROOM)
    assert (found.ready_at, desk.files()) == (None, [])
    assert one(owner, "SELECT count(*) FROM event WHERE deed = 'export_incidents'") == jobs_before
    desk.do(export_jobs.begin_again, desk.keeping, ref)
    desk.work_off()
    assert desk.look()[0].ready_at


def test_whoever_left_the_project_gets_nothing_written(desk: Desk, owner: sa.Engine) -> None:
    desk.start()
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE membership DISABLE TRIGGER USER")

    def leave() -> None:
        with owner.begin() as connection:
            connection.execute(
                sa.text(
                    "UPDATE membership SET ended_at = now() WHERE project_id = 1 AND account_id ="
                    " (SELECT id FROM account WHERE name = 'analyst of EAST')"
                )
            )

    desk.work_off(leave)
    assert look(owner, "SELECT outcome, reason FROM job") == [("stopped", jobs.NOT_ANY_MORE)]
    assert desk.files() == []


def test_nobody_sees_or_takes_what_somebody_else_asked_for(
    desk: Desk, doors: Doors, tokens: Tokens, urls: Urls
) -> None:
    ref = desk.start()
    desk.work_off()
    custodian = Desk(doors, tokens, desk.keeping, urls, "custodian")
    for deed in (export_jobs.stop_export, export_jobs.read_export):
        with pytest.raises(NotFound):
            custodian.do(deed, ref)
    with pytest.raises(NotFound):
        custodian.take(ref)
    with doors.work(tokens["EAST", "custodian"]) as work:
        assert work.connection.execute(sa.text("SELECT count(*) FROM export")).scalar_one() == 0, (
            "nor does the database"
        )


def test_an_analyst_may_ask_for_this_job_and_for_no_other(desk: Desk, doors: Doors) -> None:
    desk.start()
    with pytest.raises(sa.exc.DBAPIError, match="may write"), doors.work(desk.token) as work:
        jobs.start_job(work, work.enter("EAST", "export_incidents"), "import_sheet", "x")


def test_what_has_expired_is_removed_and_its_manifest_stays(desk: Desk, owner: sa.Engine, urls: Urls) -> None:
    old, new = desk.start(), desk.start("jsonl")
    desk.work_off()
    assert export_jobs.remove_expired(urls.owner, desk.keeping) == 0
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE export SET expires_at = now() WHERE ref = :ref"), {"ref": old})
    with pytest.raises(Refused, match="no longer kept"):
        desk.take(old)
    (desk.keeping.exports / "EXP-ZZZZZZZZZZZZ").mkdir()
    (desk.keeping.exports / "something else").write_text("")
    assert export_jobs.remove_expired(urls.owner, desk.keeping) == 2, "and a folder that belongs to none"
    assert desk.files() == ["export.jsonl", "export.jsonl.manifest.json", "something else"]
    assert desk.take(new)[1].startswith(b"{")
    assert one(owner, "SELECT manifest->'rows'->>'incidents' FROM export WHERE ref = :ref", ref=old) == "7"
    with pytest.raises(Refused, match="done with"):
        desk.do(export_jobs.begin_again, desk.keeping, old)


def test_what_a_killed_process_left_of_a_file_that_somebody_waited_for_is_removed(desk: Desk, urls: Urls) -> None:
    with export_jobs.room_for_now(desk.keeping) as left, export_jobs.room_for_now(desk.keeping) as being_written:
        (left / "export.zip").write_text("names")
        os.utime(left, (0, 0))
        export_jobs.remove_expired(urls.owner, desk.keeping)
        assert not left.exists() and being_written.parent == desk.keeping.exports
        left.mkdir()
    assert list(desk.keeping.exports.iterdir()) == []


def test_an_audience_that_waits_is_refused_before_a_job_is_asked_for(desk: Desk, owner: sa.Engine) -> None:
    with pytest.raises(Refused, match="public"):
        desk.start(audience="public")
    assert one(owner, "SELECT count(*) FROM job") == 0


def test_the_event_of_taking_stands_in_the_history(desk: Desk, owner: sa.Engine) -> None:
    ref = desk.start()
    desk.work_off()
    desk.take(ref)
    detail = one(owner, "SELECT detail::text FROM event WHERE deed = 'take_export'")
    assert json.loads(detail)["export"] == ref
