"""A change of a document or a place that many incidents follow is kept at once, and a job has them follow."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.decisions import GradeEntry
from app.runtime.urls import Urls
from app.services import decisions, documents, following, jobs
from app.services.doors import Doors
from app.services.evidence import Keeping, keeping_of
from app.settings import Settings
from app.store import origins
from app.worker import JOBS
from tests.filled import Tokens
from tests.services.importing import faults, look, one
from tests.services.registering import Registers
from tests.services.test_sheets import Hand, mapping

TABLE = "Our table"
ROWS = 5
OF_TABLE = "SELECT i.id, i.version FROM incident i WHERE i.import_batch_id IS NOT NULL ORDER BY i.id"


class Many:
    """Five incidents of one document, of which two follow at once."""

    def __init__(self, doors: Doors, tokens: Tokens, keeping: Keeping, urls: Urls, owner: sa.Engine) -> None:
        self.doors, self.tokens, self.keeping, self.urls, self.owner = doors, tokens, keeping, urls, owner
        self.registers = Registers(doors, tokens, owner)
        lines = "".join(f"{number}\t2025-03-07\t{number}\n" for number in range(1, ROWS + 1))
        hand = Hand(doors, tokens, keeping, "No\tDay\tDead\n" + lines)
        hand.say(mapping(columns={"No": "id", "Day": "when", "Dead": "count:killed"}, act="killing"))
        hand.take()

    def grade(self, credibility: str) -> None:
        with self.doors.work(self.tokens["EAST", "verifier"]) as work:
            project = work.enter("EAST", "assess_document")
            ref = self.registers.ref("document", TABLE)
            entry = GradeEntry(reliability="E", credibility=credibility, why="Nobody else tells of it.")
            decisions.assess_document(work, project, ref, entry)

    def work_off(self) -> None:
        jobs.work_off(self.doors, self.keeping, self.urls.gate, JOBS, wait=False)

    def left(self) -> tuple[int, int] | None:
        ref = self.registers.ref("document", TABLE)
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            found = following.find_follow_up(work, work.enter("EAST", "read_documents"), ref)
        return (found[0].incidents, found[0].done) if found else None

    def versions(self) -> list[int]:
        return [version for _, version in look(self.owner, OF_TABLE)]

    def faults(self) -> list[object]:
        return faults(self.doors, self.tokens, self.owner)


@pytest.fixture
def many(
    doors: Doors, tokens: Tokens, urls: Urls, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Many:
    found = Many(doors, tokens, keeping_of(Settings.model_validate({"data": tmp_path})), urls, owner)
    monkeypatch.setattr(origins, "AT_ONCE", 2)
    return found


def test_a_retraction_that_many_incidents_follow_is_kept_and_a_job_reviews_each(many: Many) -> None:
    before = many.versions()
    many.registers.amend_document(TABLE, retraction="retracted", retraction_citation="Note 4")
    assert one(many.owner, "SELECT retraction FROM document WHERE title = :title", title=TABLE) == "retracted"
    assert many.left() == (ROWS, 0) and many.versions() == before
    many.work_off()
    assert many.left() is None and one(many.owner, "SELECT outcome FROM job") == "done"
    assert one(many.owner, "SELECT count(*) FROM task WHERE kind = 'retracted'") == ROWS
    assert many.versions() == [version + 1 for version in before]
    assert one(many.owner, "SELECT count(*) FROM event WHERE deed = 'follow_change'") == 3, "two, two and one"
    assert many.faults() == []


def test_a_grade_that_many_figures_have_is_kept_and_a_job_projects_them(many: Many) -> None:
    many.grade("5")
    assert many.left() == (ROWS, 0) and many.faults() != [], "it is kept before anything follows"
    many.work_off()
    assert many.left() is None and many.faults() == []


def test_a_grade_that_few_figures_have_counts_their_incidents_up(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origins, "AT_ONCE", 100)
    before = many.versions()
    many.grade("5")
    assert many.left() is None and many.faults() == []
    assert many.versions() == [version + 1 for version in before]


def test_a_change_while_an_earlier_one_is_under_way_begins_anew(many: Many) -> None:
    many.registers.amend_document(TABLE, retraction="retracted", retraction_citation="Note 4")
    ref = many.registers.ref("document", TABLE)
    with many.doors.work(many.registers.token) as work:
        work.open(work.enter("EAST", "follow_change"), "follow_change")
        ids = work.connection.execute(sa.select(sa.func.follow_on(1, ref, 2))).scalar_one()
        work.touch(ids)
    assert many.left() == (ROWS, 2)
    many.grade("5")
    assert many.left() == (ROWS, 0)
    many.work_off()
    assert many.faults() == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE follow_up SET ended_at = now()", "INSERT INTO follow_up (project_id, subject) VALUES (1, 'DOC-X')"],
)
def test_the_application_says_of_nothing_that_it_has_followed(many: Many, statement: str) -> None:
    many.registers.amend_document(TABLE, title="Their table")
    with pytest.raises(sa.exc.ProgrammingError), many.doors.work(many.registers.token) as work:
        work.open(work.enter("EAST", "follow_change"), "follow_change")
        work.connection.exec_driver_sql(statement)


def test_what_follows_is_projected_or_not_counted_as_done(many: Many) -> None:
    many.registers.amend_document(TABLE, title="Their table")
    ref = many.registers.ref("document", "Their table")
    with pytest.raises(sa.exc.IntegrityError, match="unprojected"), many.doors.work(many.registers.token) as work:
        work.open(work.enter("EAST", "follow_change"), "follow_change")
        work.connection.execute(sa.select(sa.func.follow_on(1, ref, 2)))
    with many.doors.work(many.registers.token) as work:
        view = documents.read_document(work, work.enter("EAST", "read_documents"), ref)
        found = following.find_follow_up(work, work.enter("EAST", "read_documents"), view.document.ref)
    assert found is not None and found[0].done == 0
