"""A document is amended by version; what was told from its date follows when that date is learnt."""

import uuid
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.dates import day_between
from app.domain.documents import Registration
from app.domain.errors import InvalidInput, NotPermitted, Refused, Stale
from app.domain.phrases import understand_when
from app.domain.records import ClaimRecord
from app.services import claims, documents
from app.services.doors import Doors
from app.store import origins, sources
from tests.filled import Tokens
from tests.services.deciding import KILLING, PLACE, Case, statement
from tests.services.registering import TODAY, Registers
from tests.services.test_review import cleared
from tests.services.test_tasks import Tasks
from tests.store.claimed import Voice, said

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")
DAY = day_between(date(2025, 4, 17), date(2025, 4, 17))
REPORT = f"Report of {M.name}"


@pytest.fixture
def registers(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Registers:
    return Registers(doors, tokens, owner)


def told(words: str, **more: Any) -> ClaimRecord:
    """When, as a document tells it whose own date is not known."""
    when = understand_when(words, document_date=None)
    return said(2, "incident.when", when, M.name, stated_as=words, anchor=f"report of {M.name}", **more)


def case_of(doors: Doors, tokens: Tokens, words: str) -> Case:
    return Case(
        doors,
        tokens,
        [M],
        [said(1, "act.type", KILLING, M.name), told(words), said(3, "incident.place", PLACE, M.name)],
    )


def bounds(case: Case) -> tuple[date | None, ...]:
    when = case.view().when
    return when.earliest_start, when.latest_start, when.earliest_end, when.latest_end


@pytest.mark.parametrize(
    ("words", "published", "first", "last"),
    [
        ("yesterday", "18 April 2025", date(2025, 4, 17), date(2025, 4, 17)),
        ("أمس", "18 نيسان 2025", date(2025, 4, 17), date(2025, 4, 17)),
        ("yesterday", "April 2025", date(2025, 3, 31), date(2025, 4, 29)),
        ("on Friday", "20 April 2025", date(2025, 4, 18), date(2025, 4, 18)),
        ("last month", "20 April 2025", date(2025, 3, 1), date(2025, 4, 19)),
    ],
)
def test_days_told_from_a_documents_date_follow_when_it_is_learnt(
    doors: Doors, tokens: Tokens, registers: Registers, words: str, published: str, first: date, last: date
) -> None:
    case = case_of(doors, tokens, words)
    assert bounds(case) == (None, None, None, None)
    version = case.view().version
    registers.amend_document(REPORT, published=published)
    assert (bounds(case)[0], bounds(case)[3]) == (first, last)
    assert case.view().version == version + 1 and case.view().claims_on("incident.when")[0].stated_as == words
    assert registers.holds()


def test_a_review_opens_where_days_have_moved(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    """Worked cases, section 0, point 8: the bounds follow and a review opens, that says which date it was."""
    case, todo = case_of(doors, tokens, "yesterday"), Tasks(doors, tokens)
    beside = Case(doors, tokens, [N], [said(1, "act.type", KILLING, N.name), said(2, "incident.when", DAY, N.name)])
    cleared(case)
    registers.amend_document(REPORT, title=REPORT, language="en")
    assert todo.find(incident=case.ref) == [] and not case.view().review.pending, "no day has moved"
    registers.amend_document(REPORT, published="18 April 2025")
    [task] = todo.find(incident=case.ref)
    assert task.document is not None and (task.kind, task.document.title) == ("days_moved", REPORT)
    assert (task.open, task.assigned_to) == (True, None) and task.opened_by == "documenter of EAST"
    assert case.view().review.pending, "what was cleared says another day now"
    assert not todo.find(incident=beside.ref, kind="days_moved")
    registers.amend_document(REPORT, published="20 April 2025", reason="Misread.")
    assert [one.ref for one in todo.find(incident=case.ref)] == [task.ref], "one review is open already"
    todo.change(task.ref or "", done_reason="Read both documents again.")
    assert not todo.find(incident=case.ref)
    registers.amend_document(REPORT, published="21 April 2025", reason="Misread again.")
    assert [one.kind for one in todo.find(incident=case.ref)] == ["days_moved"]
    with pytest.raises(InvalidInput, match="kind"):
        todo.take_up(kind="days_moved", incident=case.ref)
    assert registers.holds()


def test_they_follow_again_when_the_date_is_corrected_and_open_when_it_is_taken_back(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = case_of(doors, tokens, "yesterday")
    before = bounds(case)
    registers.amend_document(REPORT, published="18 April 2025")
    registers.amend_document(REPORT, published="20 April 2025", reason="Misread.")
    assert bounds(case)[0] == date(2025, 4, 19)
    registers.amend_document(REPORT, published="")
    assert bounds(case) == before and registers.holds()


def test_a_day_that_a_claim_does_not_go_with_is_refused_and_nothing_moves(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = case_of(doors, tokens, "since 10 April 2025")
    before = registers.state()
    with pytest.raises(InvalidInput) as refused:
        registers.amend_document(REPORT, published="1 April 2025")
    assert refused.value.problems.keys() == {"published"} and registers.state() == before
    registers.amend_document(REPORT, published="15 April 2025")
    assert bounds(case)[3] == date(2025, 4, 15)


def test_a_withdrawn_claim_stays_as_it_was(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    case = case_of(doors, tokens, "yesterday")
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "withdraw_claim")
        view = case.view()
        claims.withdraw_claim(work, project, view, view.claims_on("incident.when")[0], "Misread.")
    registers.amend_document(REPORT, published="18 April 2025")
    assert case.view().claims_on("incident.when")[0].value.earliest_start is None  # type: ignore[union-attr]
    assert registers.holds()


def test_what_is_known_of_a_document_is_kept_and_logged(registers: Registers) -> None:
    registers.amend_document(
        "Daily report 1", title="Daily report, no. 1", state="unobtainable", url="https://m.example/1",
        published="March 2025", language="ar", series="Daily report", retraction="corrected",
        retraction_on="3 April 2025", retraction_citation="Note of 3 April",
    )  # fmt: skip
    view = registers.document("Daily report, no. 1")
    assert view.published_on == (date(2025, 3, 1), date(2025, 3, 31)) and view.series == "Daily report"
    assert view.retracted_on == (date(2025, 4, 3), date(2025, 4, 3)) and view.document.retraction == "corrected"
    assert (view.document.state, view.language, view.version) == ("unobtainable", "ar", 2)
    assert registers.holds(), "the words of the title are searched"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "message_thread"}, "kind"),
        ({"url": "ftp://m.example"}, "url"),
        ({"published": "07/03/2025"}, "published"),
        ({"published": "some day"}, "published"),
        ({"published": "1 March 2027"}, "published"),
        ({"retraction": "retracted"}, "retraction_citation"),
        ({"retraction_citation": "Note"}, "retraction"),
        ({"retraction": "retracted", "retraction_citation": "Note", "retraction_on": "soon"}, "retraction_on"),
    ],
)
def test_what_cannot_be_kept_says_where(registers: Registers, changed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registers.amend_document("Daily report 1", **changed)
    assert refused.value.problems.keys() == {field}


def test_one_address_is_one_document_of_a_source(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    Case(doors, tokens, [M], [said(1, "act.type", KILLING, M.name)])
    registers.amend_document("Daily report 1", url="https://www.m.example/1/")
    registers.amend_document(REPORT, url="http://m.example/1?utm_source=x")  # another source's: kept beside it
    with doors.work(registers.token) as work:
        project = work.enter("EAST", "read_documents")
        at = sources.sources_at(work.connection, project.id, "https://m.example/1")
        assert at == [M.name, "Monitor M1"]
        number = registers.source("Monitor M1").id
        same = sources.find_same_document(
            work.connection, project.id, number, "Another title", "http://m.example/1#top"
        )
        assert same is not None and same.ref == registers.ref("document", "Daily report 1")


def test_one_number_elsewhere_is_one_document(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    Case(doors, tokens, [M], [said(1, "act.type", KILLING, M.name)])
    registers.amend_document("Daily report 1", known_as="UN: A/HRC/57/86\nLibrary L: 12")
    assert registers.document("Daily report 1").external_ids == (("un", "A/HRC/57/86"), ("library-l", "12"))
    with pytest.raises(InvalidInput) as caught:
        registers.amend_document(REPORT, known_as="un: A/HRC/57/86")
    assert caught.value.problems == {
        "known_as": f"This is the number of {registers.ref('document', 'Daily report 1')}."
    }
    with pytest.raises(InvalidInput) as caught:
        registers.amend_document("Daily report 1", known_as="library-l: 12")
    assert set(caught.value.problems) == {"reason"}
    registers.amend_document("Daily report 1", known_as="library-l: 12", reason="Of another report.")
    view = registers.document("Daily report 1")
    assert view.external_ids == (("library-l", "12"),)
    assert view.former_ids == ((("un", "A/HRC/57/86"), "Of another report."),)
    registers.amend_document(REPORT, known_as="UN: A/HRC/57/86")
    assert registers.document(REPORT).external_ids == (("un", "A/HRC/57/86"),)
    assert registers.holds()


def test_of_two_who_register_one_number_the_second_is_told(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    """Both have read before either has kept."""

    def asked(source: str, once: str) -> Registration:
        return Registration(
            once=once, source_name=source, source_kind="monitor", document_kind="report", document_title="Report",
            document_known_as="UN: A/HRC/57/86", state="wanted",
        )  # fmt: skip

    entries = [asked("Monitor Q", str(uuid.uuid4())), asked("Monitor R", str(uuid.uuid4()))]
    with doors.work(registers.token) as work:
        project = work.enter("EAST", "register_document")
        readings = [documents.read_registration(work, project, entry, TODAY) for entry in entries]
    assert not any(reading.understood.problems for reading in readings)
    with doors.work(registers.token) as work:
        kept = documents.register_document(work, work.enter("EAST", "register_document"), readings[0])
    with pytest.raises(InvalidInput) as caught, doors.work(registers.token) as work:
        documents.register_document(work, work.enter("EAST", "register_document"), readings[1])
    assert set(caught.value.problems) == {"document_known_as"} and kept in str(caught.value)


def test_a_document_with_a_number_that_another_has_too_can_still_be_amended(
    doors: Doors, tokens: Tokens, registers: Registers, owner: sa.Engine
) -> None:
    """Both came in so. What an import knows it by is neither offered nor ended."""
    Case(doors, tokens, [M], [said(1, "act.type", KILLING, M.name)])
    for title, scheme in (("Daily report 1", "un"), (REPORT, "un"), (REPORT, "sha256")):
        with owner.begin() as connection:
            connection.execute(sa.text("ALTER TABLE external_id DISABLE TRIGGER USER"))
            connection.execute(
                sa.text(
                    "INSERT INTO external_id (project_id, scheme, value, document_id)"
                    " SELECT project_id, :scheme, '1', id FROM document WHERE ref = :ref"
                ),
                {"scheme": scheme, "ref": registers.ref("document", title)},
            )
            connection.execute(sa.text("ALTER TABLE external_id ENABLE TRIGGER USER"))
    registers.amend_document(REPORT, series="Reports")
    assert registers.document(REPORT).numbers == (("un", "1"),)
    registers.amend_document(REPORT, known_as="", reason="It is the other's.")
    assert registers.document(REPORT).external_ids == (("sha256", "1"),)


def test_who_was_slower_overwrites_nobody(registers: Registers) -> None:
    late = registers.document_entry("Daily report 1", series="late")
    registers.amend_document("Daily report 1", series="first")
    with pytest.raises(Stale):
        registers.amend_document("Daily report 1", late)
    assert registers.document("Daily report 1").series == "first"


def test_days_that_move_in_more_incidents_than_can_follow_at_once_are_refused_whole(
    doors: Doors, tokens: Tokens, registers: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_of(doors, tokens, "yesterday")
    monkeypatch.setattr(origins, "AT_ONCE", 0)
    with pytest.raises(Refused, match="More than 1,000 incidents"):
        registers.amend_document(REPORT, published="18 April 2025")
    registers.amend_document("Daily report 1", series="It moves nothing.")


def test_an_analyst_amends_nothing(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    entry, view = registers.document_entry("Daily report 1"), registers.document("Daily report 1")
    with doors.work(tokens["EAST", "analyst"]) as work, pytest.raises(NotPermitted):
        documents.amend_document(work, work.enter("EAST", "amend_document"), view, entry, TODAY)


def test_the_days_of_a_claim_that_is_told_from_no_document_stay(doors: Doors, tokens: Tokens) -> None:
    for values in ("earliest_start = '2020-01-01'", "edtf = '2020'", "origin_ids = '{999999}'"):
        with pytest.raises(sa.exc.DBAPIError):
            statement(doors.application, tokens["EAST", "documenter"], f"UPDATE claim SET {values}")
