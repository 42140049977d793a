"""The CSV set: its columns, its dictionary, and the sign before what a spreadsheet would take for a formula."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.properties import PROPERTIES
from app.domain.vocabularies import LISTS, terms
from app.exchange import csv_files, csv_page, csv_set
from app.exchange.csv_set import NEEDS_A_SIGN, Column, File, write_cell
from tests.services.exporting import read_cell

DOCS = Path(__file__).parents[2] / "docs"


@given(st.text())
@example("'=1")
@example("''")
@example("")
def test_a_cell_is_read_as_it_was_entered_and_starts_no_formula(text: str) -> None:
    written = write_cell(text)
    assert read_cell(written) == text
    assert not written or written[0] not in "=+-@\t\r"
    assert written in (text, f"'{text}")


@pytest.mark.parametrize("start", list(NEEDS_A_SIGN))
def test_each_beginning_of_a_formula_gets_one_sign(start: str) -> None:
    assert write_cell(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize("text", ["5", "a=1", " =1", "بيت", "(1)", "/x", "\n=1"])
def test_other_text_gets_none(text: str) -> None:
    assert write_cell(text) == text


def test_the_files_are_those_of_the_tables_there_are() -> None:
    assert [file.file_name for file in csv_files.FILES] == [
        "incidents.csv", "acts.csv", "parties.csv", "involvements.csv", "property_items.csv", "interventions.csv",
        "claims.csv", "counts.csv", "locations.csv", "places.csv", "own_places.csv", "sources.csv", "documents.csv",
        "document_relations.csv", "citations.csv", "passages.csv", "links.csv", "external_ids.csv", "adoptions.csv",
        "verification_events.csv", "same_as.csv",
    ]  # fmt: skip


def test_incidents_have_the_columns_that_others_rely_on_in_their_order() -> None:
    pairs = [f"{harm.code}_{bound}" for harm in csv_files.harms_of_people() for bound in ("min", "max")]
    assert list(csv_files.INCIDENTS.column_names) == [
        "ref", "kind", "title", "summary", "occurred_as_stated", "occurred_edtf", "earliest_start", "latest_start",
        "earliest_end", "latest_end", "place_as_stated", "place_name", "adm1_code", "adm1_name", "adm2_code",
        "adm2_name", "adm3_code", "adm3_name", "country", "longitude", "latitude", "precision", "uncertainty_m",
        "geometry_wkt", "acts", *pairs, "alleged_parties", "verification", "verification_highest",
        "attribution_verification",
        "attribution_verification_highest", "standard_of_proof", "origins", "documents", "sources", "counted",
        "self_reviewed", "late_verified", "tier", "external_ids", "recorded_at", "changed_at", "version",
        "nearest_airwars", "nearest_mrm", "nearest_ucdp",
        "workflow", "workflow_at", "workflow_reason", "new_information",
        "adopted_occurred_as_stated", "adopted_occurred_edtf", "adopted_earliest_start", "adopted_latest_start",
        "adopted_earliest_end", "adopted_latest_end", "adopted_place_as_stated", "adopted_adm1_code",
        "adopted_adm1_name", "adopted_adm2_code", "adopted_adm2_name", "adopted_adm3_code", "adopted_adm3_name",
        "adopted_longitude", "adopted_latitude", "adopted_precision",
        "adopted_uncertainty_m", "adopted_geometry_wkt", "adopted_counts", "no_longer_borne_out",
    ]  # fmt: skip
    assert pairs[:2] == ["killed_min", "killed_max"]
    assert {"injured_min", "displaced_within_max"} < set(pairs)
    assert "property_destroyed_min" not in pairs, "its unit would be unknown"


def test_claims_have_the_columns_that_others_rely_on_in_their_order() -> None:
    claims = next(file for file in csv_files.FILES if file.name == "claims")
    assert list(claims.column_names)[:17] == [
        "ref", "subject", "property", "value", "stated_as", "language", "polarity", "modality", "originator",
        "relay_chain", "document", "citation", "as_of", "basis", "lifecycle", "disposition", "recorded_at",
    ]  # fmt: skip


@pytest.mark.parametrize("file", csv_files.FILES, ids=lambda file: file.name)
def test_every_column_is_described_by_what_exists(file: File) -> None:
    assert len(set(file.column_names)) == len(file.columns)
    for column in file.columns:
        assert column.kind in {"text", "code", "ref", "number", "date", "instant", "yes_or_no", "list", "object"}
        assert column.meaning.endswith((".", "…"))
        assert column.follows_from in {"", *PROPERTIES}
        assert column.vocabulary in {"", *LISTS}


def test_every_harm_of_people_has_a_pair_and_no_other() -> None:
    of_people = {code for code, term in terms("harms").items() if term.attributes["kind"] == "person"}
    assert {harm.code for harm in csv_files.harms_of_people()} == of_people


def test_the_dictionary_holds_each_column_of_each_file() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_set.dictionary(csv_files.FILES).decode("utf-8-sig"), newline="")))
    assert [(row["file"], row["column"]) for row in rows] == [
        (file.file_name, column.name) for file in csv_files.FILES for column in file.columns
    ]
    assert all(row["meaning"] and row["kind"] for row in rows)


def test_the_dictionary_is_itself_safe_and_ends_its_lines_as_rfc_4180_has_it() -> None:
    written = csv_set.dictionary([File("a", "a row", (Column("b", "text", "=meaning"),))])
    assert (
        written == b"\xef\xbb\xbffile,column,kind,meaning,follows_from,vocabulary,hxl\r\na.csv,b,text,'=meaning,,,\r\n"
    )


def test_the_page_of_the_documentation_is_current() -> None:
    assert (DOCS / "exporting.md").read_text("utf-8") == csv_page.page(), (
        "run: python -m app.exchange.csv_page > docs/exporting.md"
    )
