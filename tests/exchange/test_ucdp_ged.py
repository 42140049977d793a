"""What one row of the data set becomes, and which files are refused before a row is taken."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.counts import Count
from app.domain.dates import When, day_between, span
from app.domain.errors import FileRefused
from app.domain.places import Place, Unit
from app.domain.records import Bundle, ClaimRecord, PartyRecord, PartyValue, PlaceValue, TermValue
from app.exchange import ucdp_ged
from app.exchange.profiles import Contents, Row, open_file
from tests.exchange.ged import COLUMNS, Cells, row, some_rows, write


def read(path: Path) -> tuple[Contents, list[Row]]:
    with open_file(path) as file:
        contents = ucdp_ged.look_over(file, path.name)
        return contents, list(ucdp_ged.rows(file, contents, contents.first_byte, contents.first_row))


def read_one(tmp_path: Path, cells: Cells) -> Row:
    _, (found,) = read(write(tmp_path / "ged.csv", [cells]))
    return found


def taken(tmp_path: Path, **changes: str) -> Bundle:
    found = read_one(tmp_path, row(7, **changes))
    assert found.problem is None
    assert found.bundle is not None
    return found.bundle


def claims(bundle: Bundle) -> dict[str, list[ClaimRecord]]:
    found: dict[str, list[ClaimRecord]] = {}
    for claim in bundle.claims:
        found.setdefault(claim.path, []).append(claim)
    return found


def value(bundle: Bundle, path: str) -> object:
    return claims(bundle)[path][0].value


def place(bundle: Bundle) -> Place:
    found = value(bundle, "incident.place")
    assert isinstance(found, PlaceValue)
    return found.places[0]


def test_a_row_is_one_incident_with_one_act_and_six_claims_of_the_data_set(tmp_path: Path) -> None:
    bundle = taken(tmp_path)
    assert [(i.title, i.kind) for i in bundle.incidents] == [
        ("Armed clash reported at Bayt Rummana village, 3 May 2016", "single")
    ]
    assert len(bundle.acts) == 1
    assert [c.path for c in bundle.claims] == [
        "act.type", "incident.when", "incident.place", "incident.count", "act.side", "act.side",
    ]  # fmt: skip
    assert {(c.originator, c.basis) for c in bundle.claims} == {("UCDP GED", "compiled")}
    assert all(
        c.citation and c.citation.locator and c.citation.locator.startswith("id 7, column") for c in bundle.claims
    )
    assert len({c.citation.locator for c in bundle.claims if c.citation}) == 6


def test_fighting_names_two_sides_and_accuses_nobody(tmp_path: Path) -> None:
    bundle = taken(tmp_path, type_of_violence="2", side_a="force G")
    said = claims(bundle)
    assert said["act.type"][0].value == TermValue("armed_clash")
    assert [c.value for c in said["act.side"]] == [PartyValue("force G"), PartyValue("force F")]
    assert "act.alleged" not in said


def test_one_sided_violence_alleges_side_a_and_has_a_group_as_victim(tmp_path: Path) -> None:
    bundle = taken(tmp_path, type_of_violence="3", side_b="Civilians")
    said = claims(bundle)
    assert said["act.type"][0].value == TermValue("killing")
    assert said["act.alleged"][0].value == PartyValue("Government of Rumman", "carried_out")
    (victims,) = [p for p in bundle.parties if PartyValue(p.key) == said["act.victim"][0].value]
    assert (victims.kind, victims.label) == ("party_other", "Civilians")
    assert "act.side" not in said
    assert bundle.incidents[0].title.startswith("Killing reported")


def test_a_government_is_a_state_force_and_any_other_side_an_armed_group(tmp_path: Path) -> None:
    assert set(taken(tmp_path).parties) == {
        PartyRecord("Government of Rumman", "state_force", "Government of Rumman"),
        PartyRecord("force F", "armed_group", "force F"),
    }


@pytest.mark.parametrize(
    ("precision", "clarity", "expected"),
    [
        ("1", "1", day_between(date(2016, 5, 3), date(2016, 5, 3), "2016-05-03")),
        ("2", "1", day_between(date(2016, 5, 3), date(2016, 5, 6), "2016-05-03 – 2016-05-06")),
        ("5", "1", day_between(date(2016, 5, 3), date(2016, 5, 6), "2016-05-03 – 2016-05-06")),
        ("4", "2", span(date(2016, 5, 3), date(2016, 5, 6), "2016-05-03 – 2016-05-06")),
        ("1", "2", span(date(2016, 5, 3), date(2016, 5, 3), "2016-05-03")),
    ],
)
def test_an_unclear_date_is_one_day_between_and_a_summary_lasts(
    tmp_path: Path, precision: str, clarity: str, expected: When
) -> None:
    last = "2016-05-03" if precision == "1" else "2016-05-06"
    bundle = taken(tmp_path, date_prec=precision, event_clarity=clarity, date_end=last)
    assert value(bundle, "incident.when") == expected
    assert bundle.incidents[0].kind == ("umbrella" if clarity == "2" else "single")


@pytest.mark.parametrize(
    ("code", "precision", "radius_m", "units"),
    [
        ("1", "place", 2_000, 2),
        ("2", "near_place", 25_000, 2),
        ("3", "district", 30_000, 2),
        ("4", "governorate", 100_000, 1),
        ("5", "line_or_area", 50_000, 1),
        ("6", "country", None, 0),
        ("7", "unknown", None, 0),
    ],
)
def test_a_point_has_the_radius_of_its_code_and_units_as_far_as_it_vouches(
    tmp_path: Path, code: str, precision: str, radius_m: float | None, units: int
) -> None:
    found = place(taken(tmp_path, where_prec=code))
    assert (found.precision, found.radius_m) == (precision, radius_m)
    assert found.wkt == (None if radius_m is None else "POINT(36.100000 34.900000)")
    assert found.units == (Unit("Wadi province"), Unit("Rummana district"))[:units]


def test_a_place_named_exactly_as_the_country_is_the_country(tmp_path: Path) -> None:
    found = place(taken(tmp_path, where_prec="2", where_coordinates="Rumman"))
    assert (found.precision, found.wkt, found.units) == ("country", None, ())


def test_a_district_without_its_governorate_is_not_moved_up(tmp_path: Path) -> None:
    assert place(taken(tmp_path, adm_1="")).units == (None, Unit("Rummana district"))
    assert place(taken(tmp_path, adm_2="")).units == (Unit("Wadi province"),)


def count(bundle: Bundle) -> Count:
    found = value(bundle, "incident.count")
    assert isinstance(found, Count)
    return found


def test_the_killed_are_stated_beside_a_range_with_the_part_of_each_side(tmp_path: Path) -> None:
    bundle = taken(tmp_path, low="2", best="3", high="9", deaths_unknown="4")
    found = count(bundle)
    assert (found.harm, found.minimum, found.stated, found.maximum, found.operator) == ("killed", 2, 3, 9, "range")
    (claim,) = claims(bundle)["incident.count"]
    assert claim.breakdown == {"side_a": 1, "side_b": 2, "civilians": 0, "unknown": 4}
    assert count(taken(tmp_path)).operator == "="


def test_a_low_above_the_high_is_kept_as_smaller_and_larger_and_flagged(tmp_path: Path) -> None:
    found = read_one(tmp_path, row(7, low="9", best="5", high="2"))
    assert found.bundle
    assert (count(found.bundle).minimum, count(found.bundle).maximum) == (2, 9)
    assert claims(found.bundle)["incident.count"][0].stated_as == "9 – 5 – 2"
    assert found.flags == {"low_above_high": "low"}


def test_a_best_outside_the_range_is_kept_and_does_not_widen_it(tmp_path: Path) -> None:
    found = read_one(tmp_path, row(7, low="2", best="12", high="9"))
    assert found.bundle
    assert (count(found.bundle).minimum, count(found.bundle).stated, count(found.bundle).maximum) == (2, 12, 9)
    assert found.flags == {"best_outside_range": "best"}


def test_cited_reports_stand_once_on_the_type_under_the_source_named_first(tmp_path: Path) -> None:
    article = '"Monitor M ,2016-05-04,Shells, and more";"Wire W,2016-05-05,No day known";"https://wire.example/1"'
    bundle = taken(tmp_path, source_article=article, number_of_sources="3")
    assert [(d.source, d.title, d.published_earliest_on, d.state) for d in bundle.documents] == [
        ("Monitor M", "Shells, and more", date(2016, 5, 4), "cited"),
        ("Wire W", "No day known", date(2016, 5, 5), "cited"),
        ("https://wire.example/1", "https://wire.example/1", None, "cited"),
    ]
    assert {source.name for source in bundle.sources} == {"Monitor M", "Wire W", "https://wire.example/1"}
    with_reports = [c for c in bundle.claims if c.further_citations]
    assert [c.path for c in with_reports] == ["act.type"]
    assert [c.document for c in with_reports[0].further_citations] == [d.key for d in bundle.documents]


def test_a_report_cited_twice_in_a_row_is_one_document_and_two_citations(tmp_path: Path) -> None:
    bundle = taken(tmp_path, source_article='"M,2016-05-04,A";"M,2016-05-04,A"', number_of_sources="2")
    assert len(bundle.documents) == 1
    assert len(bundle.claims[0].further_citations) == 2


def test_a_wrong_number_of_reports_is_flagged(tmp_path: Path) -> None:
    assert read_one(tmp_path, row(7, number_of_sources="4")).flags == {"number_of_sources_differs": "number_of_sources"}
    assert read_one(tmp_path, row(7, number_of_sources="-1")).flags == {}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("id", "seven"),
        ("type_of_violence", "4"),
        ("event_clarity", ""),
        ("date_prec", "0"),
        ("date_start", "03/05/2016"),
        ("date_start", "2016-02-30"),
        ("date_end", "2016-05-01"),
        ("where_prec", "8"),
        ("latitude", "north"),
        ("latitude", "134.9"),
        ("longitude", ""),
        ("low", "-1"),
        ("best", "some"),
        ("deaths_civilians", ""),
        ("side_a", " "),
    ],
)
def test_a_cell_that_cannot_be_understood_puts_its_row_aside_and_names_the_column(
    tmp_path: Path, column: str, cell: str
) -> None:
    found = read_one(tmp_path, row(7, **{column: cell}))
    assert found.bundle is None
    assert found.problem
    assert found.problem.column in (column, "longitude")
    assert cell.strip() == "" or cell not in found.problem.reason


def test_rows_have_their_number_in_a_spreadsheet_their_bytes_and_their_digest(tmp_path: Path) -> None:
    rows = [*some_rows(3), row(9, where_coordinates='Rumm"ana\nvillage'), row(10)]
    path = write(tmp_path / "ged.csv", rows)
    contents, found = read(path)
    raw = path.read_bytes()
    assert [r.number for r in found] == [2, 3, 4, 5, 6]
    assert b"".join(raw[r.byte_from : r.byte_to] for r in found) == raw[contents.first_byte :]
    assert found[-1].byte_to == contents.size
    assert len({r.digest for r in found}) == 5
    with open_file(path) as file:
        assert list(ucdp_ged.rows(file, contents, found[3].byte_from, found[3].number)) == found[3:]


def test_columns_may_stand_in_any_order_and_those_not_used_are_named(tmp_path: Path) -> None:
    columns = [*reversed(COLUMNS), "code_status"]
    contents, (found,) = read(write(tmp_path / "ged.csv", [row(7)], columns))
    assert found.bundle
    assert found.bundle.incidents[0].key == "7"
    assert "code_status" in contents.columns_not_used
    assert {"year", "source_headline"} <= set(contents.columns_not_used)
    assert "best" not in contents.columns_not_used


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [row(7), row(8)])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    contents, found = read(path)
    assert [r.bundle.incidents[0].key for r in found if r.bundle] == ["7", "8"]
    assert found[-1].byte_to == contents.size


def test_a_row_of_tags_under_the_heading_is_no_row(tmp_path: Path) -> None:
    tags = {"where_coordinates": "#loc+name", "high": "#affected+killed"}
    contents, found = read(write(tmp_path / "ged.csv", [tags, row(7)]))
    assert contents.rows == 1
    assert [r.number for r in found] == [3]


def test_a_row_with_too_few_cells_is_put_aside(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [row(7), row(8)])
    heading, first, last = path.read_text().splitlines()
    path.write_text("\n".join((heading, first.rpartition(",")[0], last)) + "\n")
    _, found = read(path)
    assert [r.problem.reason if r.problem else None for r in found] == ["has 40 cells, 41 were expected", None]


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as refusal, open_file(path) as file:
        ucdp_ged.look_over(file, path.name)
    message = str(refusal.value)
    assert "\n" not in message
    return message


def test_a_directory_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    assert "is a directory" in refused(tmp_path)
    assert "is not there" in refused(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b'{"type": "FeatureCollection"}', "has no line end at all"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "is a web page"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"id,date\n1,2016-05-03\n", "has no column type_of_violence"),
        ("id,best\n".encode("utf-16"), "UTF-16"),
        (",".join(COLUMNS).encode() + b"\n\x00\n", "NUL"),
        (",".join([*COLUMNS, "best"]).encode() + b"\n", "more than once"),
        (",".join(COLUMNS).encode() + b"\n", "no row under them"),
        (",".join(COLUMNS).encode() + b"\n" + b"#id" + (len(COLUMNS) - 1) * b"," + b"\n", "no row under them"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "ged.csv"
    path.write_bytes(content)
    assert says in refused(path)


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [row(7), row(8, where_coordinates="Bayt Rummāna")])
    path.write_bytes(path.read_text().replace("ā", "é").encode("latin-1"))
    assert refused(path).startswith("ged.csv:3: byte ")


def test_a_file_cut_anywhere_inside_a_row_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", some_rows(4))
    whole = path.read_bytes()
    start = whole.index(b"\n") + 1
    inside = [n for n in range(start + 1, len(whole)) if whole[n - 1 : n] != b"\n"]
    for length in inside[::17] + inside[-3:]:
        path.write_bytes(whole[:length])
        assert refused(path)


def test_quotes_that_do_not_close_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", some_rows(4))
    path.write_text(path.read_text().replace(',"""Monitor M', ',"Monitor M"x', 1))
    assert "quotes" in refused(path)
