"""Long work: taken up for whoever asked, who is looked up at each chunk; stopped, gone on with, never done twice."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from app.domain.errors import Refused, Unavailable
from app.runtime.urls import Urls
from app.services import import_chunks, jobs, sheet_imports, sheets, sign_ins
from app.services.doors import Doors
from app.services.evidence import Keeping, keeping_of
from app.services.export_jobs import EXPORT
from app.services.jobs import Job, Task
from app.settings import Settings
from app.worker import JOBS
from tests.filled import Tokens
from tests.services.importing import faults, look, one
from tests.services.test_sheets import Hand, mapping


@dataclass
class Table(Hand):
    """Rows in the documenter's hand, taken in ten at a time by a job."""

    def __init__(self, doors: Doors, tokens: Tokens, keeping: Keeping, urls: Urls, rows: int = 60) -> None:
        lines = "".join(f"{number}\t2025-03-07\n" for number in range(1, rows + 1))
        super().__init__(doors, tokens, keeping, "No\tDay\n" + lines)
        self.urls = urls
        self.say(mapping(columns={"No": "id", "Day": "when"}, act="killing"))

    def start(self) -> None:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "import_incidents")
            sheet_imports.start_import(work, project, sheets.open_sheet(work, project, self.key))

    def cancel(self) -> None:
        with self.doors.work(self.token) as work:
            sheet_imports.cancel_import(work, work.enter("EAST", "import_incidents"), self.key)

    def job(self) -> Job:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "import_incidents")
            found = sheet_imports.find_import(work, project, sheets.open_sheet(work, project, self.key))
        assert found
        return found

    def work_off(self, meanwhile: Callable[[], None] = lambda: None, after: int = 2) -> None:
        """Does what was asked for; behind so many whole chunks something happens."""

        def take_in(task: Task) -> None:
            checks = 0

            def check() -> None:
                nonlocal checks
                checks += 1
                if checks == after + 1:  # once before the first chunk, then behind each
                    meanwhile()
                task.check()

            sheet_imports.import_for(Task(task.doors, task.keeping, task.token, task.code, task.subject, check))

        jobs.work_off(self.doors, self.keeping, self.urls.gate, {sheet_imports.IMPORT: take_in}, wait=False)


@pytest.fixture
def table(doors: Doors, tokens: Tokens, urls: Urls, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Table:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 10)
    return Table(doors, tokens, keeping_of(Settings.model_validate({"data": tmp_path})), urls)


def test_a_job_takes_the_whole_table_in_and_history_names_whoever_asked(
    table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    table.start()
    table.start()
    assert one(owner, "SELECT count(*) FROM job") == 1, "asked for twice it is one"
    args = one(owner, "SELECT args::text FROM queue.procrastinate_jobs")
    assert re.fullmatch(r'{"job": \d+, "project": 1}', args), "nothing but numbers"
    assert not table.job().begun
    table.work_off()
    assert (table.job().outcome, table.standing().rows_done, table.standing().complete) == ("done", 60, True)
    assert look(
        owner,
        "SELECT DISTINCT e.channel, a.name FROM event e JOIN account a ON a.id = e.actor_id"
        " WHERE e.deed = 'import_chunk'",
    ) == [("job", "documenter of EAST")]
    assert one(owner, "SELECT count(*) FROM sign_in WHERE channel = 'job' AND ended_at IS NULL") == 0
    assert one(owner, "SELECT count(*) FROM queue.procrastinate_jobs") == 0
    assert faults(doors, tokens, owner) == []


def test_what_is_cancelled_stops_behind_a_whole_chunk_and_goes_on_when_asked_again(
    table: Table, owner: sa.Engine
) -> None:
    table.start()
    table.work_off(table.cancel)
    assert (table.job().outcome, table.standing().rows_done) == ("cancelled", 20)
    table.start()
    table.work_off()
    assert (table.job().outcome, table.standing().rows_done) == ("done", 60)
    assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == 60


SUSPENSIONS = {
    "left the project": (
        "UPDATE membership SET ended_at = now() WHERE project_id = 1 AND account_id ="
        " (SELECT id FROM account WHERE name = 'documenter of EAST')",
        jobs.NOT_ANY_MORE,
    ),
    "suspended": ("UPDATE account SET ended_at = now() WHERE name = 'documenter of EAST'", jobs.SIGNED_OUT),
    "ended the sign-in": ("UPDATE sign_in SET ended_at = now() WHERE channel = 'job'", jobs.SIGNED_OUT),
}


@pytest.mark.parametrize("what", SUSPENSIONS)
def test_whoever_may_not_any_more_stops_their_work_at_its_next_chunk(table: Table, owner: sa.Engine, what: str) -> None:
    statement, reason = SUSPENSIONS[what]

    def suspend() -> None:
        with owner.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE membership DISABLE TRIGGER USER")
            connection.exec_driver_sql("ALTER TABLE account DISABLE TRIGGER USER")
            connection.exec_driver_sql(statement)

    table.start()
    table.work_off(suspend)
    assert look(owner, "SELECT outcome, reason FROM job") == [("stopped", reason)]
    assert one(owner, "SELECT rows_done FROM import_batch") == 20, "what was kept stays"
    assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == 20


def test_whoever_was_suspended_before_it_began_has_nothing_done(table: Table, owner: sa.Engine) -> None:
    table.start()
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE account DISABLE TRIGGER USER")
        connection.exec_driver_sql(SUSPENSIONS["suspended"][0])
    table.work_off()
    assert look(owner, "SELECT outcome, reason FROM job") == [("stopped", jobs.SIGNED_OUT)]
    assert one(owner, "SELECT count(*) FROM import_batch") == 0


def test_a_fault_of_the_program_ends_the_job_and_says_so(table: Table) -> None:
    def break_off() -> None:
        raise KeyError("Rana of Bayt Rummana")

    table.start()
    table.work_off(break_off)
    assert (table.job().outcome, table.job().reason) == ("stopped", jobs.BROKE)


def test_what_a_process_that_is_gone_had_begun_is_begun_again(
    table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.kill", lambda *_: None)

    def lose_the_database() -> None:
        raise Unavailable("gone")

    table.start()
    table.work_off(lose_the_database)
    assert (table.job().outcome, table.standing().rows_done) == (None, 20)
    table.work_off()
    assert (table.job().outcome, table.standing().rows_done) == ("done", 60)
    assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == 60
    assert faults(doors, tokens, owner) == []


def test_what_comes_no_further_three_times_is_not_begun_again(
    table: Table, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.kill", lambda *_: None)

    def lose_the_database() -> None:
        raise Unavailable("gone")

    table.start()
    table.work_off(lose_the_database)
    assert one(owner, "SELECT attempts FROM job") == 0, "it came further"
    for _ in range(jobs.MOST_ATTEMPTS):
        table.work_off(lose_the_database, after=0)
    assert table.job().outcome is None and one(owner, "SELECT attempts FROM job") == jobs.MOST_ATTEMPTS
    table.work_off(lose_the_database, after=0)
    assert (table.job().outcome, table.job().reason) == ("stopped", jobs.GAVE_UP)
    table.start()
    table.work_off()
    assert (table.job().outcome, table.standing().rows_done) == ("done", 60), "asked for again it is begun again"


def test_nobody_has_more_than_ten_under_way_but_for_what_follows_from_a_fact(table: Table, doors: Doors) -> None:
    with doors.work(table.token) as work:
        project = work.enter("EAST", "import_incidents")
        for number in range(jobs.MOST_UNDER_WAY):
            jobs.start_job(work, project, sheet_imports.IMPORT, str(number))
        jobs.start_job(work, project, sheet_imports.IMPORT, "1")
        with pytest.raises(Refused, match="Ten works"):
            jobs.start_job(work, project, sheet_imports.IMPORT, "another")
        jobs.start_job(work, project, jobs.FOLLOW, "DOC-000000000000")
        with pytest.raises(sa.exc.DBAPIError, match="ten jobs"):
            work.connection.exec_driver_sql("SELECT start_job(1, 'import_sheet', 'another')")
        work.abandon()


def test_the_database_knows_each_kind_of_job_and_no_other(table: Table, doors: Doors) -> None:
    with doors.work(table.token) as work:
        for kind in JOBS.keys() - {EXPORT}:  # of those who take out: `test_export_jobs`
            work.connection.execute(sa.select(sa.func.start_job(1, kind, "x")))
        with pytest.raises(sa.exc.IntegrityError, match="job_kind_check"):
            work.connection.execute(sa.select(sa.func.start_job(1, "another", "x")))
        work.abandon()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM queue.procrastinate_jobs",
        "SELECT queue.procrastinate_fetch_job_v2(NULL, 1)",
        "SELECT resume_jobs()",
        "SELECT * FROM take_up_job(1, 1)",
        "SELECT end_job(1, 1, 'done', NULL)",
        "SELECT job_goes_on(1, 1)",
        "SELECT put_in_queue(1, 1)",
        "INSERT INTO job (project_id, account_id, kind, subject) VALUES (1, 1, 'import_sheet', 'x')",
        "UPDATE job SET ended_at = now(), outcome = 'done'",
        "UPDATE job SET cancelled_at = now()",
        "UPDATE job SET account_id = 1",
        "DELETE FROM job",
        "SELECT start_job(2, 'import_sheet', 'x')",
    ],
)
def test_the_application_reaches_neither_the_queue_nor_anybody_elses_work(
    table: Table, doors: Doors, statement: str
) -> None:
    table.start()
    with pytest.raises(sa.exc.ProgrammingError), doors.work(table.token) as work:
        work.connection.exec_driver_sql(statement)


def test_each_sees_and_stops_their_own_alone(table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    table.start()
    for code, role in (("EAST", "custodian"), ("WEST", "documenter")):
        with doors.work(tokens[code, role]) as work:
            assert work.connection.exec_driver_sql("SELECT count(*) FROM job").scalar_one() == 0
            jobs.cancel_job(work, work.enter(code, "read_incidents"), sheet_imports.IMPORT, table.key)
    assert one(owner, "SELECT cancelled_at IS NULL FROM job")
    with pytest.raises(sa.exc.ProgrammingError), doors.work(tokens["EAST", "analyst"]) as work:
        work.connection.exec_driver_sql("SELECT start_job(1, 'import_sheet', 'x')")
    with doors.work(table.token) as work:
        assert work.connection.exec_driver_sql("SELECT count(*) FROM job").scalar_one() == 1
    assert sign_ins.JOB == "job"
