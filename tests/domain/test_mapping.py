"""What a row means by what its columns were said to be: as the ten questions would read it, or a cell with its mend."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.mapping import Mapping, RowRead, check, order_that_fits, read_row, uses
from app.domain.mapping_hints import seem_to_be_people, suggest_columns, suggest_unsaid, suggest_words

TODAY = date(2026, 1, 1)


def read(columns: dict[str, str], cells: dict[str, str], **more: Any) -> RowRead:
    said = {"columns": columns, "act": "killing", "victim_kind": "community", "alleged_kind": "armed_group"}
    return read_row(Mapping.model_validate(said | more), cells, (None, None), TODAY)


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("07/03/2025", "dmy", "2025-03-07"),
        ("07/03/2025", "mdy", "2025-07-03"),
        ("٠٧/٠٣/٢٠٢٥", "dmy", "2025-03-07"),
        ("7.3.2025", "dmy", "2025-03-07"),
        ("3/7/2025 0:00", "mdy", "2025-03-07"),
        ("2025/03/07", "ymd", "2025-03-07"),
        ("2025-03-07", "", "2025-03-07"),
        ("2025-03-07", "dmy", "2025-03-07"),
        ("45723", "serial", "2025-03-07"),
        ("2025-03-07", "serial", "2025-03-07"),
        ("2025-03-07 14:30", "serial", "2025-03-07T14:30:00"),
        ("March 2025", "dmy", "2025-03"),
        ("آذار 2025", "", "2025-03"),
    ],
)
def test_days_are_read_in_the_order_that_was_declared(text: str, order: str, edtf: str) -> None:
    row = read({"D": "when"}, {"D": text}, order=order)
    assert row.problems == {} and row.when is not None
    assert (row.when.edtf, row.when.stated_as) == (edtf, text)


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("07/03/2025", "", "Which number is the month"),
        ("07/03/25", "dmy", "four digits"),
        ("31/02/2025", "dmy", "no such day"),
        ("07/03/2025", "ymd", "not written in the order"),
        ("March", "serial", "not written in the order"),
        ("59", "serial", "not written in the order"),
        ("07/03/2025", "serial", "not written in the order"),
        ("45723", "dmy", "as a spreadsheet keeps a date"),
        ("45723.5", "", "as a spreadsheet keeps a date"),
        ("07/03/2027", "dmy", ""),
    ],
)
def test_a_day_that_could_be_another_is_refused(text: str, order: str, why: str) -> None:
    assert why in read({"D": "when"}, {"D": text}, order=order).problems["D"]


@given(st.dates(date(1901, 1, 1), date(2025, 12, 31)))
def test_every_day_is_the_same_in_every_order(day: date) -> None:
    for order, text in (
        ("dmy", f"{day:%d/%m/%Y}"), ("mdy", f"{day:%m/%d/%Y}"), ("ymd", f"{day:%Y/%m/%d}"),
        ("serial", str((day - date(1899, 12, 30)).days)),
    ):  # fmt: skip
        row = read({"D": "when"}, {"D": text}, order=order)
        assert row.when is not None and row.when.earliest_start == row.when.latest_end == day


def test_parts_of_a_date_say_no_more_than_is_said() -> None:
    columns = {"Y": "year", "M": "month", "D": "day"}
    for cells, edtf in (
        ({"Y": "2025", "M": "3", "D": "7"}, "2025-03-07"), ({"Y": "2025.0", "M": "3", "D": ""}, "2025-03"),
        ({"Y": "2025", "M": "", "D": ""}, "2025"), ({"Y": "2025", "M": "March", "D": "7"}, "2025-03-07"),
    ):  # fmt: skip
        row = read(columns, cells)
        assert row.problems == {} and row.when is not None and row.when.edtf == edtf
    assert list(read(columns, {"Y": "", "M": "3", "D": ""}).problems) == ["M"]
    assert list(read(columns, {"Y": "2025", "M": "", "D": "7"}).problems) == ["D"]
    assert read(columns, {"Y": "", "M": "", "D": ""}).when is None


def test_figures_are_read_as_the_form_reads_them_and_empty_is_no_zero() -> None:
    columns = {"K": "count:killed", "I": "count:injured"}
    row = read(columns, {"K": "0", "I": ""})
    assert [(one.minimum, one.maximum) for one in row.counts["count:killed"]] == [(0, 0)]
    assert "count:injured" not in row.counts
    row = read(columns, {"K": "at least 3", "I": "dozens"})
    assert row.counts["count:killed"][0].minimum == 3 and row.counts["count:injured"][0].quantity_class == "tens"
    assert read(columns, {"K": "3.0", "I": ""}).counts["count:killed"][0].minimum == 3
    assert list(read(columns, {"K": "blue", "I": ""}).problems) == ["K"]


def test_words_that_say_nothing_are_named_and_then_nothing_is_said() -> None:
    columns = {"K": "count:killed", "B": "alleged"}
    cells = {"K": "n/a", "B": "No Information"}
    assert list(read(columns, cells).problems) == ["K"]
    row = read(columns, cells, nothing="N/A; no information")
    assert row.problems == {} and row.cells == {}


def test_a_place_is_no_more_precise_than_it_is_said_to_be() -> None:
    columns = {"P": "where", "G": "adm1", "D": "adm2", "X": "longitude", "Y": "latitude", "H": "precision"}
    cells = {"P": "Bayt Rummana", "G": "East", "D": "Upper", "X": "36.1", "Y": "34.9", "H": "Country"}
    words = {"precision": {"country": "country", "town": "place"}}
    rough = read(columns, cells, words=words)
    assert rough.place is not None and rough.place.wkt is None and rough.place.units == ()
    assert set(rough.flags) == {"point_of_so_rough_a_place", "units_of_so_rough_a_place"}
    fine = read(columns, cells | {"H": "town"}, words=words).place
    assert fine is not None and fine.wkt is not None and fine.radius_m == 2_000 and len(fine.units) == 2
    near = read(
        columns, cells | {"H": "(2) 25 km Precision "}, words={"precision": {"(2) 25 km precision": "near_place"}}
    )
    assert near.place is not None and near.place.radius_m == 25_000, "as far off as the word says, and no nearer"
    assert list(read(columns, cells | {"H": "other"}, words=words).problems) == ["H"]
    assert list(read(columns, cells | {"H": "town", "Y": ""}, words=words).problems) == ["Y"]
    assert list(read(columns, cells | {"H": "town", "Y": "134.9"}, words=words).problems) == ["Y"]


@pytest.mark.parametrize("written", ["34.9, 36.1", "34°54'N 36°06'E", "٣٤٫٩، ٣٦٫١"])
def test_one_column_may_hold_both_coordinates(written: str) -> None:
    row = read({"C": "point"}, {"C": written})
    assert row.problems == {} and row.place is not None and row.place.wkt == "POINT(36.100000 34.900000)"
    assert suggest_columns(("Location",), [[written]]) == {"Location": "point"}


def test_what_is_no_point_is_mended_in_its_column_and_a_point_is_said_once() -> None:
    assert list(read({"C": "point"}, {"C": "somewhere"}).problems) == ["C"]
    assert suggest_columns(("Location", "Ages"), [["Bayt Rummana", "3-5"]]) == {"Location": "where"}
    both = Mapping(columns={"C": "point", "Y": "latitude"})
    assert "both coordinates" in check(both, ("C", "Y"), TODAY)["columns"]


@pytest.mark.parametrize(
    ("declared", "days", "fits"),
    [
        ("mdy", ("07/03/2025", "31/03/2025"), "dmy"),
        ("dmy", ("07/03/2025", "03/31/2025"), "mdy"),
        ("", ("31/03/2025",), "dmy"),
        ("", ("07/03/2025",), ""),  # either
        ("dmy", ("07/03/2025",), ""),  # nothing is wrong
        ("mdy", ("13/03/2025", "03/13/2025"), ""),  # none
        ("dmy", ("45723",), "serial"),
        ("mdy", ("31/03/2025", "March 2025"), "dmy"),
    ],
)
def test_another_order_is_told_where_it_alone_fits_every_day(declared: Any, days: tuple[str, ...], fits: str) -> None:
    assert order_that_fits(days, declared) == fits


@pytest.mark.parametrize("cells", [["3", "4"], ["dozens", "five"], ["عشرات", "٣"]])
def test_a_heading_of_all_is_the_whole_beside_its_parts_in_figures_or_in_words(cells: list[str]) -> None:
    columns = ("Number Dead", "Number Dead Children")
    assert suggest_columns(columns, [[cell, cell] for cell in cells]) == {"Number Dead": "count:killed"}
    assert suggest_columns(("NumberDead",), [[cell] for cell in cells]) == {"NumberDead": "count:killed"}
    assert suggest_columns(("Killed", "Dead"), [[cell, cell] for cell in cells]) == {}  # which of the two?


@pytest.mark.parametrize(("cell", "use"), [("7", "day"), ("07/03/2025", "when"), ("2025-03-07", "when")])
def test_a_day_is_of_the_month_where_its_cells_are(cell: str, use: str) -> None:
    assert suggest_columns(("Day",), [[cell], [cell]]) == {"Day": use}


@pytest.mark.parametrize("heading", ["Source words", "What the source says", "Text", "نص المصدر"])
def test_the_words_of_a_source_come_before_notes(heading: str) -> None:
    assert suggest_columns(("Notes", heading), [["to check", "Ten were killed."]])[heading] == "quote"


def test_a_persons_name_stands_nowhere_and_a_row_needs_an_act_and_its_number() -> None:
    assert list(read({"B": "alleged"}, {"B": "Ali Testname"}).problems) == ["B"]
    assert list(read({"V": "victim"}, {"V": "families of the quarter"}).problems) == []
    for kind in ("party_unknown", "party_other"):
        row = read({"B": "alleged"}, {"B": "Testname Alpha"}, alleged_kind=kind)
        assert "may be a person" in row.problems["B"], "two capitalised words, and nothing says that a group is meant"
    assert read({"B": "alleged"}, {"B": "Free Testers"}).problems == {}
    assert list(read({"N": "id"}, {"N": ""}).problems) == ["N"]
    assert list(read({"T": "act"}, {"T": ""}, act="").problems) == ["T"]


def test_a_mapping_is_in_order_or_says_what_is_missing() -> None:
    whole = {
        "columns": {"D": "when"}, "act": "killing", "source_name": "M", "source_kind": "monitor",
        "document_title": "Table", "danger": "no",
    }  # fmt: skip
    assert check(Mapping.model_validate(whole), ("D",), TODAY) == {}
    for change, wrong in (
        ({"act": ""}, "act"), ({"act": "life"}, "act"), ({"source_kind": "victim"}, "source_kind"),
        ({"columns": {"D": "when", "E": "when"}}, "columns"), ({"columns": {"D": "count:nothing"}}, "columns"),
        ({"columns": {"D": "alleged"}}, "alleged_kind"), ({"columns": {"D": "report"}}, "columns"),
        ({"published": "07/03/2025"}, "published"), ({"document_url": "ftp://x"}, "document_url"),
        ({"danger": "perhaps"}, "columns"),
    ):  # fmt: skip
        assert wrong in check(Mapping.model_validate(whole | change), ("D", "E"), TODAY), change


def test_suggestions_come_from_names_in_both_languages_and_are_refuted_by_cells() -> None:
    columns = ("رقم", "التاريخ", "المحافظة", "القتلى", "Total killed", "Dead and missing", "Victims")
    rows = [["1", "2025-03-07", "حمص", "3", "3", "4", "12"], ["2", "2025-03-08", "حماة", "", "1", "2", "3"]]
    assert suggest_columns(columns, rows) == {
        "رقم": "id", "التاريخ": "when", "المحافظة": "adm1", "Total killed": "count:killed",
    }  # fmt: skip
    assert suggest_columns(("Id", "Killed"), [["1", "x"], ["1", "y"]]) == {}, "no numbers of their own, no figures"
    assert suggest_words("act", ["Killing", "N/A", "else"]) == {"killing": "killing", "n/a": "-"}
    assert suggest_words("precision", ["(2) 25 km", "(6) Country"]) == {
        "(2) 25 km": "near_place",
        "(6) country": "country",
    }
    assert suggest_unsaid([["No Information", "x"], ["N/A", "No Information"]]) == ["No Information", "N/A"]


HEADINGS = {
    "mass shootings": {
        "CaseID": "id", "Location": "where", "City": "", "State": "adm1", "Total Number of Fatalities": "count:killed",
        "Number of Civilian Fatalities": "", "Number of Civilian Injured": "", "Number of Enforcement Injured": "",
        "Total Number of Victims": "", "Description": "quote", "Date": "when", "Shooter Name": "", "Notes": "",
    },
    "attacks on health care": {
        "Date": "when", "Event Description": "quote", "Country": "country", "Country ISO": "", "Admin 1": "adm1",
        "Latitude": "latitude", "Longitude": "longitude", "Geo Precision": "precision", "Reported Perpetrator": "",
        "Reported Perpetrator Name": "alleged", "Weapon Carried/Used": "method",
        "Health Workers Killed": "count:killed", "SiND Event ID": "id",
    },
    "events and acts": {
        "Event Number": "id", "Event Title": "title", "Initial Date": "when", "Final Date": "", "Type of Act": "act",
        "Event Description": "quote", "Local Geographical Area": "where", "Perpetrator": "alleged", "Victim": "victim",
        "Source": "said_by", "Date of Source Material": "",
    },
    "entities": {
        "sharedId": "id", "Title": "title", "Date of event": "when", "Date added": "", "Country": "country",
        "Geolocation__latitude": "latitude", "Geolocation__longitude": "longitude", "Type of violation": "act",
        "Sources": "said_by", "Link to source": "report",
    },
    "coded events": {
        "event_id_cnty": "id", "event_date": "when", "year": "", "time_precision": "", "event_type": "",
        "sub_event_type": "act", "actor1": "", "region": "", "country": "country", "admin1": "adm1", "admin2": "adm2",
        "location": "where", "geo_precision": "precision", "source": "said_by", "source_scale": "", "notes": "quote",
        "fatalities": "count:killed",
    },
    "battle deaths": {
        "date_start": "when", "where_prec": "precision", "adm_1": "adm1", "region": "", "deaths_a": "", "deaths_b": "",
    },
    "بالعربية": {"الرقم": "id", "التاريخ": "when", "المحافظة": "adm1", "المكان": "where", "المصدر": "said_by"},
}  # fmt: skip


@pytest.mark.parametrize("kind", HEADINGS)
def test_headings_of_tables_of_the_field_are_known(kind: str) -> None:
    said = HEADINGS[kind]

    def cell(use: str, row: int) -> str:
        of_use = {"latitude": "33.51", "longitude": "36.27", "report": "https://example.org"}
        return of_use.get(use, str(row)) if use in of_use or use == "id" or use.startswith("count") else "Words"

    rows = [[cell(use, row) if use else "1" for use in said.values()] for row in range(40)]
    assert suggest_columns(tuple(said), rows) == {name: use for name, use in said.items() if use}
    rows[1] = rows[0]
    assert suggest_columns(tuple(said), rows) == {name: use for name, use in said.items() if use}, "one typed twice"


@pytest.mark.parametrize(
    ("heading", "words", "people"),
    [
        ("By", ["Testname Alpha", "Rami Testname", "force F"], True),
        ("By", ["Free Testers", "force F", "a neighbour", "gunmen"], False),
        ("اسم الضحية", ["زيتون رمان"], True),
        ("Victim_Name", ["x"], True),
        ("اسم الضحية", [], False),
        ("Tournament", ["force F"], False),
    ],
)
def test_a_column_seems_to_name_people_by_its_heading_or_by_half_of_its_words(
    heading: str, words: list[str], people: bool
) -> None:
    assert seem_to_be_people(heading, words) is people


def test_headings_that_ask_the_questions_are_known_in_both_languages() -> None:
    row = ["7", "shelling", "force F", "families", "Bayt Rummana", "2025-03-07"]
    asked = ["id", "act", "alleged", "victim", "where", "when"]
    for columns in (
        ("Ref", "What", "By whom", "To whom", "Where", "When"), ("Ref.", "What", "By whom", "Who", "Where", "When"),
        ("Reference No", "What happened", "Who", "Victim", "Where", "When"),
        ("المرجع", "ماذا", "من", "ضد من", "أين", "متى"),
    ):  # fmt: skip
        assert suggest_columns(columns, [row]) == dict(zip(columns, asked, strict=True))
    told = ["Shells fell on the market in the morning and again in the evening, and houses around it burned down." * 2]
    assert suggest_columns(("What",), [told]) == {"What": "quote"}, "what is told at length is no list of acts"


def test_sealed_harms_and_those_whose_measure_must_be_said_are_no_columns() -> None:
    assert {"count:killed", "count:abducted"} <= set(uses())
    assert not {"count:sexual_violence", "count:displaced_within"} & set(uses())
