"""What is offered for a name, what is taken by itself, and what follows from it in the index."""

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.coordinates import SEA, SeemsTurned
from app.domain.entry import ClaimEntry, Entry
from app.domain.errors import FilterNotUnderstood
from app.domain.gazetteers import KEPT_AS_TEXT, Offered
from app.domain.places import UNITS_ALLOWED
from app.domain.questions import ask
from app.runtime.urls import Urls
from app.services import claims, entry, gazetteers
from app.services.doors import Doors
from app.services.incidents import find_incidents, read_incident
from app.services.places import find_at_shell
from app.services.work import Work
from tests.filled import Tokens
from tests.outlining import keep_outlines
from tests.services.exporting import read_set, take_out
from tests.services.gazetteering import load_all, places_file, units_file, world_file
from tests.services.importing import faults, one

TODAY = date(2026, 1, 1)
ONCE = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d{:02x}"
ANSWERS = {
    "source_name": "Council of Wadi",
    "source_kind": "news_outlet",
    "document_kind": "news_article",
    "document_title": "Report",
    "quote": "Shells fell on the place.",
    "act": ["killing"],
    "danger": "no",
    "deed": "save",
}


@pytest.fixture
def found(urls: Urls, tmp_path: Path, engine: sa.Engine) -> "Find":
    load_all(urls.owner, tmp_path)
    return Find(engine)


class Find:
    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def __call__(self, text: str, within: str | None = None, limit: int = 5) -> Offered:
        return find_at_shell(self.engine, text, within=within, limit=limit)

    def codes(self, text: str, within: str | None = None) -> list[str]:
        return [one.code for one in self(text, within).candidates]


@pytest.mark.parametrize(
    "spelt",
    ["Bayt Rummana", "بيت رمانة", "بيت الرمانه", "Beit Rumaneh", "beit rummaneh", "Bait Rumana", "قرية بيت رمانة"],
)
def test_a_place_is_found_however_it_is_spelt(found: Find, spelt: str) -> None:
    assert found.codes(spelt)[0] == "ocha:C1"


def test_the_same_place_in_two_data_sets_is_offered_once_with_what_both_say(found: Find) -> None:
    [place] = [one for one in found("بيت رمانة").candidates if one.exact]
    assert (place.code, place.kind, place.radius_m) == ("ocha:C1", "town", 3000.0)
    assert place.external_ids == {"ocha": "C1", "wof": "7", "geonames": "77"}
    assert [unit.name for unit in place.parents] == ["Rummana", "Rummana", "Wadi"]


@pytest.mark.parametrize(
    ("spelt", "alone"),
    [
        ("عين حجل", "ocha:C5"),
        ("Ayn Hajal", "ocha:C5"),
        ("Ayn Hajl", None),  # not spelt so
        ("تل زين", None),  # two of them
        ("Rummana", None),  # a town, its subdistrict and its district
        ("Rummana district", "ocha:XA101"),
        ("مدينة الرمانة", "ocha:C4"),
        ("محافظة الوادي", "ocha:XA1"),
        ("Nowhere At All", None),
        ("", None),
        ("!!", None),
    ],
)
def test_only_what_is_unique_and_spelt_so_is_taken_by_itself(found: Find, spelt: str, alone: str | None) -> None:
    offered = found(spelt)
    assert (offered.alone.code if offered.alone else None) == alone


def test_a_unit_says_which_of_two_is_meant(found: Find) -> None:
    assert set(found.codes("تل زين")) >= {"ocha:C2", "ocha:C3"}
    assert found.codes("تل زين", "XA2") == ["ocha:C3"]
    assert found.codes("تل زين", "XA10201") == ["ocha:C2"]
    assert found.codes("تل زين", "XA999") == []


def test_what_no_newer_version_has_is_not_offered(found: Find, urls: Urls, tmp_path: Path) -> None:
    gazetteers.load_file(urls.owner, places_file(tmp_path, [("C5", "Ayn Hajal", "عين حجل", "XA20101", 37.5, 34.5)]))
    assert "ocha:C2" not in found.codes("Tall Zayn")


@pytest.fixture
def world(found: Find, urls: Urls, tmp_path: Path) -> Find:
    """The same beside settlements of the world."""
    settlements = [
        (1, "Bayt Rumana", "", 60.0, 10.0, 0),
        (2, "Nahr Abyad", "", 61.0, 10.0, 500),
        (3, "Nahr Abyad", "", 62.0, 10.0, 900_000),
        (4, "Nahr Abyad", "", 63.0, 10.0, 40_000),
        (5, "Zofirkun Shahri", "Zafirkan", 64.0, 10.0, 20_000),
        (6, "Zoferkun", "", 65.0, 10.0, 30_000),
        (7, "Ţarţūb", "ترطوب,طرطوب", 66.0, 10.0, 5_000),
        (8, "Turtuba", "", 67.0, 10.0, 900_000),
    ]
    gazetteers.load_file(urls.owner, world_file(tmp_path, settlements))
    return found


def test_what_is_spelt_so_comes_before_what_is_much_like_it_wherever_it_lies(world: Find) -> None:
    assert world.codes("Bayt Rumana")[:2] == ["geonames:1", "ocha:C1"]
    assert world.codes("Bayt Rummana")[:2] == ["ocha:C1", "geonames:1"]


def test_of_several_that_are_spelt_so_the_larger_comes_first(world: Find) -> None:
    assert world.codes("Nahr Abyad")[:3] == ["geonames:3", "geonames:4", "geonames:2"]


@pytest.mark.parametrize("typed", ["طرتوب", "ترتوب"])
def test_letters_that_are_heard_alike_are_nearer_than_another_name_in_the_other_script(world: Find, typed: str) -> None:
    assert world.codes(typed)[0] == "geonames:7"


def test_a_name_that_begins_with_what_was_typed_comes_before_others_much_like_it(world: Find) -> None:
    assert world.codes("Zofirkun")[:2] == ["geonames:5", "geonames:6"]


@pytest.mark.parametrize(
    ("typed", "name", "arabic"),
    [
        ("Tartub", "Ţarţūb", "طرطوب"),  # of two spellings the one with the letters of the Latin name
        ("طرطوب", "Ţarţūb", "طرطوب"),
        ("ترطوب", "Ţarţūb", "ترطوب"),
        ("Zafirkan", "Zafirkan", None),
        ("Zofirkun", "Zofirkun Shahri", None),  # not spelt so: what it is called
    ],
)
def test_a_place_is_shown_under_the_name_that_was_typed(world: Find, typed: str, name: str, arabic: str | None) -> None:
    first = world(typed).candidates[0]
    assert (first.name, first.name_ar) == (name, arabic)


class Desk:
    """A documenter of EAST who fills in the ten questions."""

    def __init__(self, doors: Doors, tokens: Tokens) -> None:
        self.doors, self.tokens, self.entered = doors, tokens, 0

    def read(self, **answers: object) -> tuple[Entry, Offered, object]:
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "record_incident")
            reading = entry.read_entry(work, project, Entry(once=ONCE.format(0), **ANSWERS | answers), TODAY)
        return reading.entry, reading.offered, reading.understood

    def kept(self, **answers: object) -> str:
        """The ref of an entry with these answers, sent again as they were shown."""
        self.entered += 1
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "record_incident")
            asked = Entry(once=ONCE.format(self.entered), **ANSWERS | answers)
            return entry.record_incident(work, project, entry.read_entry(work, project, asked, TODAY), "en")

    def listed(self, **parameters: str) -> set[str]:
        with Work(self.doors.application, self.tokens["EAST", "analyst"]) as work:
            page = find_incidents(work, work.enter("EAST", "read_incidents"), ask(parameters))
        return {one.ref for one in page.items}


@pytest.fixture
def desk(doors: Doors, tokens: Tokens, found: Find) -> Desk:
    return Desk(doors, tokens)


def test_what_is_taken_by_itself_stands_in_the_answers_so_that_it_can_be_changed(desk: Desk) -> None:
    read, _, understood = desk.read(where="عين حجل")
    assert read.gazetteer_place == "ocha:C5"
    place = understood.place  # type: ignore[attr-defined]
    assert (place.gazetteer, place.method, place.precision, place.radius_m) == ("ocha:C5", "gazetteer", "place", 2000.0)
    assert (place.name, place.wkt, place.country) == ("عين حجل", "POINT(37.500000 34.500000)", "XA")


@pytest.mark.parametrize(
    ("answers", "gazetteer", "precision", "radius"),
    [
        ({"where": "Tall Zayn"}, None, "unknown", None),
        ({"where": "Tall Zayn", "gazetteer_place": "ocha:C3"}, "ocha:C3", "place", 2000.0),
        ({"where": "near Tall Zayn", "gazetteer_place": "ocha:C3"}, "ocha:C3", "near_place", 5000.0),
        ({"where": "near Ayn Hajal"}, None, "near_place", None),
        ({"where": "Ayn Hajal", "gazetteer_place": KEPT_AS_TEXT}, None, "unknown", None),
        ({"where": "Ayn Hajal", "gazetteer_place": "ocha:C3"}, "ocha:C5", "place", 2000.0),  # chosen for other words
        ({"where": "Ayn Hajal", "uncertainty": "700"}, "ocha:C5", "place", 700.0),
        ({"where": "Ayn Hajal", "precision": "site"}, "ocha:C5", "site", 2000.0),
        ({"where": "Ayn Hajal", "point": "34.51, 37.52"}, None, "place", 2000.0),
        ({"where": "Tall Zayn", "adm1": "Jabal governorate"}, "ocha:C3", "place", 2000.0),
        ({"where": "تل زين", "adm1": "محافظة الوادي"}, "ocha:C2", "place", 2000.0),
    ],
)
def test_precision_and_radius_follow_from_the_kind_and_the_words(
    desk: Desk, answers: dict[str, str], gazetteer: str | None, precision: str, radius: float | None
) -> None:
    place = desk.read(**answers)[2].place  # type: ignore[attr-defined]
    assert (place.gazetteer, place.radius_m) == (gazetteer, radius)
    assert place.precision == precision or (precision == "near_place" and gazetteer is None)


def test_a_governorate_is_a_circle_that_holds_it_and_no_finer(desk: Desk) -> None:
    place = desk.read(where="محافظة الوادي")[2].place  # type: ignore[attr-defined]
    assert place.precision == "governorate" and place.radius_m > 140_000
    assert UNITS_ALLOWED[place.precision] == 1


def test_the_distance_is_from_the_point_that_was_typed(desk: Desk) -> None:
    offered = desk.read(where="Tall Zayn", point="35.0, 37.9")[1]
    far = {one.code: one.distance_m for one in offered.candidates}
    assert far["ocha:C3"] == pytest.approx(9100, rel=0.02) and (far["ocha:C2"] or 0) > 100_000
    assert offered.candidates[0].code == "ocha:C3"


def test_a_place_is_told_by_the_nearest_other_city_of_its_country(desk: Desk, urls: Urls, tmp_path: Path) -> None:
    settlements = [
        (1, "Qaryat Nur", "", 60.0, 10.0, 500),
        (2, "Qaryat Nur", "", 62.0, 10.0, 700),
        (3, "Madinat Nahr", "مدينة نهر", 60.2, 10.2, 200_000),
        (4, "Baldat Nahr", "", 60.01, 10.01, 20_000),  # no city
        (5, "Qaryat Nur", "", 90.0, 10.0, 900),
        (6, "Wahat Rih", "", 62.3, 10.0, 150_000),
    ]
    gazetteers.load_file(urls.owner, world_file(tmp_path, settlements))
    offered = desk.read(where="Qaryat Nur")[1]
    near = {one.code: one.landmark and (one.landmark.name, one.landmark.direction) for one in offered.close}
    assert near == {
        "geonames:1": ("Madinat Nahr", "south_west"),
        "geonames:2": ("Wahat Rih", "west"),
        "geonames:5": None,  # no city far around
    }
    first = next(one.landmark for one in offered.close if one.code == "geonames:1")
    assert first is not None and first.distance_m == pytest.approx(31_200, rel=0.02)
    [city] = desk.read(where="Madinat Nahr")[1].close
    assert city.landmark is None  # it is not told by itself


def test_the_larger_place_that_words_name_is_offered_and_never_taken_by_itself(desk: Desk) -> None:
    offered = desk.read(where="السوق الشعبي غرب بلدة عين حجل")[1]
    assert [one.code for one in offered.close] == ["ocha:C5"]
    assert offered.alone is None and not offered.close[0].exact
    assert [one.code for one in desk.read(where="عين حجل")[1].close] == ["ocha:C5"]


def test_where_places_are_spelt_so_the_others_are_set_apart(world: Find) -> None:
    offered = world("Nahr Abyad")
    assert [one.code for one in offered.close] == ["geonames:3", "geonames:4", "geonames:2"]
    much_like = world("Nahr Abyadd")
    assert much_like.close == much_like.candidates != ()


@pytest.mark.parametrize(
    ("answers", "turned"),
    [
        ({"point": "34.5, 35.5"}, None),  # in Wadi either way
        ({"point": "37.5, 34.5"}, SeemsTurned(SEA, "XA")),
        ({"point": "37.5 N 34.5 E"}, None),
        ({"point": "60.1, 20.2"}, None),  # the sea either way
        ({"point": "38.5, 35.5"}, SeemsTurned("TR", "XA")),
        ({"point": "38.5, 35.5", "where": "Nowhere At All"}, SeemsTurned("TR", "XA")),
        ({"point": "35.5, 38.5"}, None),
        ({"point": "10, 45", "where": "Nowhere At All"}, SeemsTurned(SEA, "IQ")),
        ({"point": "38.5, 44", "where": "Nowhere At All"}, None),  # nothing says that the other country is not meant
    ],
)
def test_a_point_that_seems_turned_is_warned_of_and_never_refused(
    desk: Desk, answers: dict[str, str], turned: SeemsTurned | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("792", "Turkey"): [(35, 37, 45, 40)], ("368", "Iraq"): [(9, 44, 46, 46)]})
    understood = desk.read(**{"where": "Tall Zayn"} | answers)[2]
    assert (understood.turned, understood.problems) == (turned, {})  # type: ignore[attr-defined]


def test_where_the_project_has_incidents_says_which_of_two_countries_is_meant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("792", "Turkey"): [(30, 37, 45, 40)], ("368", "Iraq"): [(37, 28, 40, 33)]})
    answers = {"where": "Nowhere At All", "point": "38.5, 31"}
    assert desk.read(**answers)[2].turned is None  # type: ignore[attr-defined]
    desk.kept(where="Some Hamlet", point="31.2, 38.2")
    assert desk.read(**answers)[2].turned == SeemsTurned("TR", "IQ")  # type: ignore[attr-defined]
    desk.kept(where="Another Hamlet", point="38.2, 31.2", document_title="Report 2")
    assert desk.read(**answers)[2].turned is None  # type: ignore[attr-defined]


def test_the_same_words_mean_the_place_that_the_incident_has_until_another_is_chosen(
    desk: Desk, doors: Doors, tokens: Tokens
) -> None:
    ref = desk.kept(where="Tall Zayn", gazetteer_place="ocha:C3")
    with doors.work(tokens["EAST", "analyst"]) as work:
        view = read_incident(work, work.enter("EAST", "read_incidents"), ref)
    [cited] = {claim.citations[0].document.ref for claim in view.claims}
    same = {"incident": ref, "document": cited, "act": [], "where": "tall zayn", "quote": "Tall Zayn was hit again."}
    read, _, understood = desk.read(**same)
    assert read.gazetteer_place == "ocha:C3"
    assert understood.place.wkt == view.claims_on("incident.place")[0].value.places[0].wkt  # type: ignore[attr-defined, union-attr]
    for other in ({"gazetteer_place": KEPT_AS_TEXT}, {"gazetteer_place": "ocha:C2"}, {"precision": "site"}):
        assert desk.read(**same, **other)[2].place.gazetteer != "ocha:C3"  # type: ignore[attr-defined]
    assert desk.kept(**same) == ref
    with doors.work(tokens["EAST", "analyst"]) as work:
        after = read_incident(work, work.enter("EAST", "read_incidents"), ref)
    [claim] = after.claims_on("incident.place")
    assert len(claim.citations) == 2 and after.where.latitude == view.where.latitude is not None


def test_units_of_the_place_are_found_in_both_scripts_and_shown(desk: Desk, doors: Doors, tokens: Tokens) -> None:
    ref = desk.kept(where="Tall Zayn", gazetteer_place="ocha:C3")
    for asked in (
        {"within": "Jabal"}, {"within": "محافظة الجبل"}, {"within": "XA2"}, {"within": "Jawz"}, {"place": "تل زين"},
        {"place": "Tall Zayn"},
    ):  # fmt: skip
        assert desk.listed(**asked) == {ref} == desk.listed(**asked, match="certain"), asked
    with pytest.raises(FilterNotUnderstood, match="another name: wadi"):  # of another incident, whose claim says so
        desk.listed(within="الوادي")
    with doors.work(tokens["EAST", "analyst"]) as work:
        where = read_incident(work, work.enter("EAST", "read_incidents"), ref).where
    assert (where.units, where.units_ar) == (("Jawz", "Jawz", "Jabal"), ("الجوز", "الجوز", "الجبل"))


def test_the_place_that_a_claim_means_goes_out_with_its_country_and_the_codes_of_its_units(
    desk: Desk, doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    desk.kept(where="Tall Zayn", gazetteer_place="ocha:C3")
    desk.kept(where="محافظة الوادي", document_title="Report 2")
    take_out(doors, tokens, tmp_path / "set")
    unit, place = read_set(tmp_path / "set")["places"][::-1]
    assert (unit["code"], unit["kind"], unit["adm1_code"], unit["adm2_code"]) == ("ocha:XA1", "governorate", "XA1", "")
    codes = [place[f"adm{level}_code"] for level in (1, 2, 3)]
    assert (place["code"], place["country"], codes) == ("ocha:C3", "XA", ["XA2", "XA201", "XA20101"])
    assert (place["name"], place["name_ar"], place["adm1_name"]) == ("Tall Zayn", "تل زين", "Jabal")
    assert json.loads(place["external_ids"]) == {"ocha": "C3"} and "OCHA" in place["gazetteer"]
    take_out(doors, tokens, tmp_path / "all.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    [[said], _] = [line["gazetteer_places"] for line in lines if "gazetteer_places" in line]
    assert (said["code"], said["country"], [one["code"] for one in said["lies_in"]]) == ("ocha:C3", "XA", codes)


def test_near_a_place_is_certainly_in_no_unit(desk: Desk) -> None:
    ref = desk.kept(where="near Tall Zayn", gazetteer_place="ocha:C3")
    assert desk.listed(within="Jabal") == {ref}
    assert desk.listed(within="Jabal", match="certain") == set()


def test_a_governorate_is_certainly_in_itself_and_in_no_district(desk: Desk) -> None:
    ref = desk.kept(where="محافظة الجبل")
    assert desk.listed(within="Jabal", match="certain") == {ref}
    assert desk.listed(within="Jawz") == set()


def test_two_spellings_of_one_place_are_one_place(desk: Desk, doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    ref = desk.kept(where="Tall Zayn", gazetteer_place="ocha:C3")
    more = {name: answer for name, answer in ANSWERS.items() if name not in ("act", "danger")}
    answers = more | {"path": "incident.place", "where": "تل زين", "source_name": "Watch N", "document_title": "Post"}
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "attribute_claim")
        view = read_incident(work, project, ref)
        read = claims.read_claim_entry(
            work, project, view, ClaimEntry(once=ONCE.format(99), gazetteer_place="ocha:C3", **answers), TODAY
        )
        assert read.offered.candidates[0].code == "ocha:C3" and read.offered.candidates[0].distance_m == 0
        claims.attribute_claim(work, project, view, read)
    kept = "SELECT precision, place_name, unit1_code, country FROM incident_index WHERE place_name IS NOT NULL"
    assert one(owner, kept) == ("place", "Tall Zayn", "XA2", "XA")
    assert desk.listed(within="الجبل", match="certain") == {ref}
    assert faults(doors, tokens, owner) == []


def test_a_changed_gazetteer_says_whose_entries_are_to_be_projected_anew(
    desk: Desk, urls: Urls, tmp_path: Path
) -> None:
    desk.kept(where="Tall Zayn", gazetteer_place="ocha:C3")
    same = [(code, english, arabic, west, east) for code, english, arabic, west, east in
            [("XA1", "Wadi", "الوادي", 35, 37), ("XA2", "Jabal", "الجبل", 37, 39.5)]]  # fmt: skip
    assert gazetteers.load_file(urls.owner, units_file(tmp_path, 1, same))[0].projects == ()
    renamed = [("XA1", "Wadi", "الوادي", 35, 37), ("XA2", "Djebel Gharb", "جبل الغرب", 37, 39)]
    assert gazetteers.load_file(urls.owner, units_file(tmp_path, 1, renamed))[0].projects == ("EAST",)
