"""Taking files of the UCDP GED in: whole, again, changed, in part, broken off; and what each leaves on record."""

import random
import secrets
from datetime import date
from pathlib import Path
from string import ascii_letters
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.entry import ClaimEntry
from app.domain.errors import FileRefused, InvalidValue, NotPermitted, Refused
from app.domain.records import ExternalId
from app.services import claims, import_chunks, imports
from app.services.doors import Doors
from app.services.incidents import OwnWords, amend_incident, read_incident
from app.services.work import Work
from app.store import imported, incidents
from app.store.claims import Keys
from tests.exchange.ged import row, some_rows, write
from tests.filled import Tokens
from tests.services.importing import faults, look, numbers, one, sizes, take

CLAIMS = """
    SELECT i.id, c.path, c.locator, c.stated_as, c.ended_reason IS NULL AS live, c.ended_reason, c.origin_ids
    FROM claim c JOIN incident i ON i.project_id = c.project_id AND i.id = c.incident_id
    JOIN external_id x ON x.project_id = i.project_id AND x.incident_id = i.id AND x.scheme = 'ucdp-ged'
    WHERE x.value = :number ORDER BY c.id"""


def test_rows_become_incidents_found_in_the_index(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    report = take(
        doors, tokens, write(tmp_path / "ged.csv", [row(7), row(8, where_prec="6"), row(9, event_clarity="2")])
    )
    assert (report.rows, numbers(report)) == (3, (3, 0, 0, 0))
    assert look(
        owner,
        """SELECT x.kind, x.earliest_start::text, x.precision, x.radius_m, x.unit1_name, x.act_codes, x.origins,
             x.verification_highest, h.minimum, h.maximum FROM incident_index x
           JOIN incident i ON i.project_id = x.project_id AND i.id = x.incident_id
           JOIN incident_harm h ON h.project_id = x.project_id AND h.incident_id = x.incident_id
           WHERE i.import_batch_id = :batch ORDER BY i.id""",
        batch=report.batch,
    ) == [
        ("single", "2016-05-03", "place", 2000.0, "Wadi province", ["armed_clash", "hostilities"], 1, 2, 3, 3),
        ("single", "2016-05-03", "country", None, None, ["armed_clash", "hostilities"], 1, 2, 3, 3),
        ("umbrella", "2016-05-03", "place", 2000.0, "Wadi province", ["armed_clash", "hostilities"], 1, 2, 3, 3),
    ]
    assert faults(doors, tokens, owner) == []


def test_the_data_set_compiles_and_its_claims_have_the_origins_that_the_row_cites(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    two = '"Monitor M,2016-05-04,Shells";"Wire W,2016-05-04,Shells, says M"'
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7, source_article=two, number_of_sources="2")]))
    assert look(owner, "SELECT kind, compiles, default_basis FROM source WHERE name = 'UCDP GED'") == [
        ("academic", True, "compiled")
    ]
    cited = look(owner, "SELECT id FROM source WHERE name IN ('Monitor M', 'Wire W') ORDER BY id")
    assert {tuple(claim[-1]) for claim in look(owner, CLAIMS, number="7")} == {tuple(id for (id,) in cited)}
    assert look(owner, "SELECT d.kind, d.state FROM document d JOIN source s USING (project_id) "
                       "WHERE d.source_id = s.id AND s.name = 'UCDP GED'") == [("dataset", "on_file")]  # fmt: skip


def test_a_source_and_a_report_on_record_are_found_again(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "one.csv", [row(7)]))
    take(doors, tokens, write(tmp_path / "two.csv", [row(8)]))
    assert one(owner, "SELECT count(*) FROM source WHERE name = 'Monitor M'") == 1
    assert one(owner, "SELECT count(*) FROM document WHERE title = 'Shells fell on Bayt Rummana'") == 1
    assert one(owner, "SELECT count(*) FROM party WHERE label = 'force F'") == 1


def test_the_same_file_again_adds_nothing(doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [*some_rows(5), row(6, best="some")])
    first = take(doors, tokens, path)
    before = sizes(owner)
    again = take(doors, tokens, path)
    assert numbers(again) == (0, 0, 5, 1)
    assert again.batch == first.batch
    assert sizes(owner) == before


def test_a_dry_run_says_the_same_and_writes_nothing(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", some_rows(3)))
    before = sizes(owner)
    path = write(tmp_path / "newer.csv", [*some_rows(2), row(3, best="2", low="9"), row(4), row(5, low="")])
    dry = take(doors, tokens, path, dry_run=True)
    assert sizes(owner) == before
    wet = take(doors, tokens, path)
    assert numbers(dry) == numbers(wet) == (1, 1, 2, 1)
    assert dry.flagged == wet.flagged == {"best_outside_range": 1, "low_above_high": 1}
    assert dry.batch is None


def test_a_changed_file_supersedes_the_changed_claims_alone_and_says_which_rows(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    rows = some_rows(4)
    take(doors, tokens, write(tmp_path / "ged.csv", rows))
    rows[1] = {**rows[1], "best": "5", "high": "6", "year": "2016"}
    rows[2] = {**rows[2], "where_coordinates": "Tell Zaytun"}
    rows[3] = {**rows[3], "year": "2016"}
    report = take(doors, tokens, write(tmp_path / "newer.csv", rows))
    assert numbers(report) == (0, 2, 2, 0)
    assert report.updated_rows == [3, 4]
    ended = [claim for claim in look(owner, CLAIMS, number="2") if not claim[4]]
    assert [(claim[1], claim[3]) for claim in ended] == [("incident.count", "3 – 3 – 3")]
    assert ended[0][5].startswith("newer.csv (SHA-256 ") and ended[0][5].endswith("row 3, says otherwise.")
    assert one(owner, "SELECT detail->'updated_rows' FROM event WHERE detail->>'file' = 'newer.csv'") == [3, 4]
    assert look(
        owner,
        """SELECT i.title, i.version, x.place_as_stated, h.maximum FROM incident i
           JOIN incident_index x ON x.project_id = i.project_id AND x.incident_id = i.id
           JOIN incident_harm h ON h.project_id = i.project_id AND h.incident_id = i.id
           WHERE i.import_batch_id IS NOT NULL ORDER BY i.id""",
    ) == [
        ("Armed clash reported at Village 1, 2 May 2016", 1, "Village 1", 3),
        ("Armed clash reported at Village 2, 3 May 2016", 2, "Village 2", 6),
        ("Armed clash reported at Tell Zaytun, 4 May 2016", 2, "Tell Zaytun", 3),
        ("Armed clash reported at Village 4, 5 May 2016", 1, "Village 4", 3),
    ]
    assert numbers(take(doors, tokens, tmp_path / "newer.csv")) == (0, 0, 4, 0)
    assert faults(doors, tokens, owner) == []


def test_going_back_to_the_older_file_supersedes_again(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    older = write(tmp_path / "older.csv", [row(7)])
    newer = write(tmp_path / "newer.csv", [row(7, best="4", high="4")])
    for path in (older, newer, older):
        report = take(doors, tokens, path)
    assert numbers(report) == (0, 1, 0, 0)
    counts = [claim for claim in look(owner, CLAIMS, number="7") if claim[1] == "incident.count"]
    assert [(claim[3], claim[4]) for claim in counts] == [
        ("3 – 3 – 3", False), ("3 – 4 – 4", False), ("3 – 3 – 3", True),
    ]  # fmt: skip


def test_another_type_of_violence_withdraws_no_more_than_it_must(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]))
    take(doors, tokens, write(tmp_path / "newer.csv", [row(7, type_of_violence="3", side_b="Civilians")]))
    live = [claim[1] for claim in look(owner, CLAIMS, number="7") if claim[4]]
    assert sorted(live) == [
        "act.alleged", "act.type", "act.victim", "incident.count", "incident.place", "incident.when",
    ]  # fmt: skip
    assert look(owner, "SELECT role, claims FROM involvement n JOIN incident i ON i.project_id = n.project_id "
                       "AND i.id = n.incident_id WHERE i.import_batch_id IS NOT NULL ORDER BY role, claims DESC") == [
        ("alleged", 1), ("side", 0), ("side", 0), ("victim", 1),
    ]  # fmt: skip
    assert faults(doors, tokens, owner) == []


def test_other_reports_of_another_source_give_the_row_other_origins(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7), row(8)]))
    take(doors, tokens, write(tmp_path / "newer.csv", [
        row(7, source_article='"Monitor M,2016-05-09,A second report"'),
        row(8, source_article='"Wire W,2016-05-09,Another voice"'),
    ]))  # fmt: skip
    assert [claim[1] for claim in look(owner, CLAIMS, number="7") if not claim[4]] == ["act.type"]
    assert [claim[1] for claim in look(owner, CLAIMS, number="8") if not claim[4]] == [
        "act.type", "incident.when", "incident.place", "incident.count", "act.side", "act.side",
    ]  # fmt: skip
    (wire,) = look(owner, "SELECT id FROM source WHERE name = 'Wire W'")
    assert {tuple(claim[-1]) for claim in look(owner, CLAIMS, number="8") if claim[4]} == {wire}


def test_a_title_that_somebody_has_chosen_stays(doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]))
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "amend_incident")
        work.open(project, "amend_incident")
        work.connection.execute(
            sa.text("UPDATE incident SET title = 'The third of May' WHERE import_batch_id IS NOT NULL RETURNING id")
        )
        work.touch([one(owner, "SELECT id FROM incident WHERE import_batch_id IS NOT NULL")])
    take(doors, tokens, write(tmp_path / "newer.csv", [row(7, where_coordinates="Tell Zaytun")]))
    assert one(owner, "SELECT title FROM incident WHERE import_batch_id IS NOT NULL") == "The third of May"


def test_a_title_that_somebody_writes_while_a_file_is_taken_in_stays(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]))
    ref, version = one(owner, "SELECT ref, version FROM incident WHERE import_batch_id IS NOT NULL")
    renew = imported.renew_incidents

    def amended_meanwhile(*given: Any) -> None:
        with doors.work(tokens["EAST", "documenter"]) as work:
            amend_incident(work, work.enter("EAST", "amend_incident"), ref, version, OwnWords("Mine"))
        renew(*given)

    monkeypatch.setattr(imported, "renew_incidents", amended_meanwhile)
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7, type_of_violence="3")]))
    assert one(owner, "SELECT title, title_folded, version FROM incident WHERE ref = :ref", ref=ref) == (
        "Mine", "mine", version + 2,
    )  # fmt: skip
    assert faults(doors, tokens, owner) == []


def test_what_a_form_adds_in_the_name_of_the_data_set_has_its_origins(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]))
    ref = one(owner, "SELECT ref FROM incident WHERE import_batch_id IS NOT NULL")
    document = one(owner, "SELECT d.ref FROM document d JOIN source s ON s.id = d.source_id WHERE s.name = 'UCDP GED'")

    def entry(number: int, **answers: str) -> ClaimEntry:
        once = f"0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d1{number}"
        return ClaimEntry(once=once, document=document, quote="7", **answers)  # type: ignore[arg-type]

    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "attribute_claim")
        view = read_incident(work, project, ref)
        told = next(claim for claim in view.claims if claim.path == "act.type")
        added = entry(1, path="incident.when", value="4 May 2016")
        newer = entry(2, path="act.type", term="killing", act=view.acts[0].ref, reason="A later release.")
    for deed, answers in (("attribute", added), ("supersede", newer)):
        with doors.work(tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", f"{deed}_claim")
            reading = claims.read_claim_entry(work, project, view, answers, date(2026, 1, 1))
            assert reading.basis == "compiled"
            if deed == "attribute":
                claims.attribute_claim(work, project, view, reading)
            else:
                claims.supersede_claim(work, project, view, told, reading)
    origins = {tuple(claim[-1]) for claim in look(owner, CLAIMS, number="7")}
    assert len(origins) == 1 and origins != {()}
    assert faults(doors, tokens, owner) == []


def test_of_incidents_under_one_number_a_file_means_the_first(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]))
    first, other = (ref for (ref,) in look(owner, "SELECT ref FROM incident WHERE project_id = 1 ORDER BY id DESC"))
    number = ExternalId("seven", "ucdp-ged", "7")
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "amend_incident")
        work.open(project, "amend_incident")
        keys = incidents.find_incidents(work.connection, project.id, [other])
        again = ExternalId(other, "ucdp-ged", "7")
        imported.add_external_ids(work.connection, project.id, [again], Keys({}, {}, {}, keys, {}, {}, {}, {}))
        work.touch([keys[other].id])
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "read_incidents")
        assert incidents.find_incidents(work.connection, project.id, (), [number])["seven"].ref == first


def test_words_of_a_person_are_marked_when_a_file_supersedes_what_they_may_say(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    def outlived(ref: str) -> list[str]:
        with doors.work(tokens["EAST", "analyst"]) as work:
            view = read_incident(work, work.enter("EAST", "read_incidents"), ref)
        return [claim.path for claim in view.outlived]

    take(doors, tokens, write(tmp_path / "ged.csv", [row(7), row(8)]))
    typed, ours = (ref for (ref,) in look(owner, "SELECT ref FROM incident WHERE import_batch_id > 0 ORDER BY id"))
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "amend_incident")
        title = one(owner, "SELECT title FROM incident WHERE ref = :ref", ref=typed)
        amend_incident(work, project, typed, 1, OwnWords(title, "Three died, the data set says."))
    changed = {"best": "5", "high": "6"}
    take(doors, tokens, write(tmp_path / "newer.csv", [row(7, **changed), row(8, **changed)]))
    assert (outlived(typed), outlived(ours)) == (["incident.count"], [])


def test_a_claim_that_was_withdrawn_here_is_not_raised_by_a_file_that_repeats_it(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]))
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "withdraw_claim")
        work.open(project, "withdraw_claim")
        ended = work.connection.execute(
            sa.text("UPDATE claim SET withdrawn_at = now(), ended_reason = 'Not a party to this.' "
                    "WHERE path = 'act.side' AND stated_as = 'force F' RETURNING incident_id")
        )  # fmt: skip
        work.touch(ended.scalars())
    report = take(doors, tokens, write(tmp_path / "newer.csv", [row(7, best="4", high="4")]))
    assert numbers(report) == (0, 1, 0, 0)
    assert [claim[3] for claim in look(owner, CLAIMS, number="7") if claim[1] == "act.side"] == [
        "Government of Rumman", "force F",
    ]  # fmt: skip


def test_rows_put_aside_and_flagged_rows_are_kept_by_number_bytes_and_column(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    path = write(tmp_path / "ged.csv", [row(1), row(2, date_start="May"), row(3, low="9"), row(4, where_prec="9")])
    report = take(doors, tokens, path)
    assert numbers(report) == (2, 0, 0, 2)
    assert report.quarantine == [
        {"row": 3, "column": "date_start", "reason": "is not a day written year-month-day"},
        {"row": 5, "column": "where_prec", "reason": "is none of the codes 1, 2, 3, 4, 5, 6, 7"},
    ]
    assert report.flagged_rows == {"low_above_high": [4]}
    kept = look(owner, "SELECT row_number, state, rule, column_name, byte_from, byte_to FROM import_row ORDER BY id")
    assert [found[:4] for found in kept] == [
        (3, "quarantined", "is not a day written year-month-day", "date_start"),
        (4, "flagged", "low_above_high", "low"),
        (5, "quarantined", "is none of the codes 1, 2, 3, 4, 5, 6, 7", "where_prec"),
    ]
    assert path.read_bytes()[kept[0][4] : kept[0][5]].startswith(b"2,")


def test_of_rows_of_one_id_that_differ_none_is_believed(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 2)
    take(doors, tokens, write(tmp_path / "older.csv", [row(7, best="1", low="1"), row(9)]))
    before = look(owner, CLAIMS, number="7")
    # Of 7 there are three, of which two agree; the two of 8 say the same and are one.
    rows = [row(7), row(7), row(9), row(7, best="2", low="2"), row(8), row(8)]
    path = write(tmp_path / "ged.csv", rows)
    dry = take(doors, tokens, path, dry_run=True)
    report = take(doors, tokens, path)
    assert numbers(dry) == numbers(report) == (1, 0, 2, 3)
    why = "is the same in rows 2, 3, 5, which say different things: none of them is taken in"
    assert report.quarantine == [{"row": number, "column": "id", "reason": why} for number in (2, 3, 5)]
    assert look(owner, CLAIMS, number="7") == before
    assert numbers(take(doors, tokens, path)) == (0, 0, 3, 3)


def test_a_file_in_which_hardly_an_id_is_one_rows_own_is_refused(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CONTRADICTED_ROWS", 3)
    before = sizes(owner)
    with pytest.raises(FileRefused, match="more than 3 rows that share their id"):
        take(doors, tokens, write(tmp_path / "ged.csv", [{**cells, "id": "7"} for cells in some_rows(4)]))
    assert sizes(owner) == before


def test_a_value_that_the_database_alone_refuses_puts_its_one_row_aside(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    rows = some_rows(9)
    # No comma ends the name of the source, which is then too long for the index.
    rows[6] |= {"source_article": "".join(random.Random(7).choices(ascii_letters, k=9_000)), "number_of_sources": "1"}
    report = take(doors, tokens, write(tmp_path / "ged.csv", rows))
    assert numbers(report) == (8, 0, 0, 1)
    assert report.quarantine == [{"row": 8, "column": None, "reason": "is refused by the database (value too long)"}]
    assert faults(doors, tokens, owner) == []


def test_a_fault_of_the_program_ends_the_import_and_puts_no_row_aside(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sizes(owner)
    monkeypatch.setattr(Work, "touch", lambda work, ids: None)
    with pytest.raises(imports.imports.DATABASE_ERRORS, match="unprojected"):
        take(doors, tokens, write(tmp_path / "ged.csv", some_rows(3)))
    assert sizes(owner) == before


def test_a_random_ref_that_is_taken_is_drawn_again(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, drawn = secrets.token_bytes, [b"\0" * 8, b"\0" * 8]
    monkeypatch.setattr(secrets, "token_bytes", lambda size: drawn.pop() if drawn and size == 8 else real(size))
    report = take(doors, tokens, write(tmp_path / "ged.csv", [row(7, source_article='"M,x,y";"W,x,z"')]))
    assert not drawn
    assert numbers(report) == (1, 0, 0, 0)


@pytest.mark.parametrize("content", [b"<html></html>\n", b"id\n1\n", b""])
def test_a_refused_file_leaves_nothing_behind(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "ged.csv"
    path.write_bytes(content)
    before = sizes(owner)
    with pytest.raises(FileRefused):
        take(doors, tokens, path)
    assert sizes(owner) == before


def test_a_file_of_headings_alone_is_refused_and_leaves_nothing_behind(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    before = sizes(owner)
    with pytest.raises(FileRefused, match="no row under them"):
        take(doors, tokens, write(tmp_path / "ged.csv", []))
    assert sizes(owner) == before


def test_an_unknown_profile_is_refused_by_name(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="ucdp-ged, tawthiq"):
        take(doors, tokens, write(tmp_path / "ged.csv", [row(7)]), "acled")


def test_a_role_that_may_not_import_is_refused_before_the_file_is_read(
    doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    with pytest.raises(NotPermitted):
        imports.import_file(doors, tokens["EAST", "analyst"], "EAST", "ucdp-ged", tmp_path / "none.csv")


def test_an_import_that_was_stopped_between_chunks_goes_on_and_keeps_its_numbers(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 4)
    path = write(tmp_path / "ged.csv", [*some_rows(5), row(6, low="9"), row(7, low="x"), *some_rows(5, 8)])

    def stop(done: int, size: int) -> None:
        if done > size / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(doors, tokens, path, progress=stop)
    unfinished = (
        "SELECT count(*) FROM incident i JOIN import_batch b ON b.id = i.import_batch_id WHERE b.completed_at IS NULL"
    )
    assert one(owner, unfinished) == 7
    report = take(doors, tokens, path)
    assert (report.resumed_after, report.rows) == (8, 12)
    assert numbers(report) == (11, 0, 0, 1)
    assert report.flagged_rows == {"low_above_high": [7]}
    assert report.quarantine[0]["row"] == 8
    assert one(owner, unfinished) == 0
    assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == 11
    assert one(owner, "SELECT bytes_done, rows_done FROM import_batch") == (path.stat().st_size, 12)


def test_a_file_taken_in_again_and_broken_off_notes_what_was_put_aside_before_its_first_change(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 2)
    rows = [row(1, best="some"), row(2, low="9"), row(3), row(4), row(5)]
    older = write(tmp_path / "older.csv", rows)
    take(doors, tokens, older)
    take(doors, tokens, write(tmp_path / "newer.csv", [*rows[:2], row(3, best="4", high="4"), *rows[3:]]))

    def stop(done: int, size: int) -> None:
        if 0.7 * size < done < size:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(doors, tokens, older, progress=stop)
    report = take(doors, tokens, older)
    assert (report.resumed_after, numbers(report)) == (4, (0, 1, 3, 1))
    assert [aside["row"] for aside in report.quarantine] == [2]
    assert report.flagged_rows == {"low_above_high": [3]}


def test_a_second_run_beside_the_first_is_refused(
    doors: Doors, tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 2)
    path = write(tmp_path / "ged.csv", some_rows(6))
    seen = []

    def meddle(done: int, size: int) -> None:
        if not seen and 0 < done < size:
            seen.append(take(doors, tokens, path))

    with pytest.raises(Refused, match="another run"):
        take(doors, tokens, path, progress=meddle)
    assert numbers(seen[0]) == (6, 0, 0, 0)


def test_what_an_import_adds_is_one_event_a_chunk_with_file_and_bytes(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 3)
    report = take(doors, tokens, write(tmp_path / "ged.csv", some_rows(7)))
    details = [detail for (detail,) in look(owner, "SELECT detail FROM event WHERE bulk ORDER BY id")]
    assert [detail["rows"] for detail in details] == [[2, 4], [5, 7], [8, 8]]
    assert {(detail["file_sha256"], detail["profile"], detail["profile_version"]) for detail in details} == {
        (report.file_sha256, "ucdp-ged", 1)
    }
    assert [detail["bytes"][0] for detail in details[1:]] == [detail["bytes"][1] for detail in details[:-1]]
    assert one(owner, "SELECT count(*) FROM entry n JOIN event e USING (project_id) "
                      "WHERE e.id = n.event_id AND e.bulk AND n.before IS NULL"
                      " AND n.after IS NOT NULL AND n.table_number <> 5") == 0  # fmt: skip


def test_a_file_that_is_written_to_meanwhile_is_not_gone_on_with(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 2)
    path = write(tmp_path / "ged.csv", some_rows(6))

    def meddle(done: int, size: int) -> None:
        if 0 < done < size:
            write(path, some_rows(6, 100))

    with pytest.raises(FileRefused, match="was changed"):
        take(doors, tokens, path, progress=meddle)
    assert faults(doors, tokens, owner) == []
