"""Places offered beneath a name, as one types or after a round trip; the words can always stay alone."""

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.domain.gazetteers import Candidate, UnitNamed
from app.runtime.urls import Urls
from app.services import gazetteers
from app.web.places import beside
from app.web.policy import GuardedFlask
from tests.conftest import ClientAs
from tests.outlining import keep_outlines
from tests.services.gazetteering import load_all, world_file
from tests.web.test_entry import ANSWERS, NEW, kept, shown, understood

PLAIN = {name: answer for name, answer in ANSWERS.items() if name not in ("where", "precision", "point", "adm1")}


@pytest.fixture(autouse=True)
def gazetteer(urls: Urls, tmp_path: Path) -> None:
    load_all(urls.owner, tmp_path)


def offered(page: str) -> list[str]:
    return re.findall(r'name="gazetteer_place" value="([^"]+)"', page)


def chosen(page: str) -> list[str]:
    return re.findall(r'name="gazetteer_place" value="([^"]+)" type="radio" checked', page)


def asked(client_as: ClientAs, **answers: Any) -> TestResponse:
    return client_as("documenter").post(NEW, data=PLAIN | answers)


def test_without_a_script_candidates_are_shown_after_a_round_trip(client_as: ClientAs) -> None:
    back = asked(client_as, where="تل زين")
    assert offered(back.text) == ["ocha:C2", "ocha:C3", "new", "text"] and chosen(back.text) == []
    assert "the words alone are kept" in understood(back)["where"]
    assert "Tall Zayn · \N{FIRST STRONG ISOLATE}تل زين" in back.text
    assert "town or village · Zaytun, Zaytun, Wadi, XA" in back.text


def test_a_candidate_that_is_chosen_is_shown_back_and_kept(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    answers = PLAIN | {"where": "تل زين", "gazetteer_place": "ocha:C3"}
    back = browser.post(NEW, data=answers)
    assert chosen(back.text) == ["ocha:C3"]
    assert "35° N, 38° E, ± 2 km" in understood(back)["where"]
    page = browser.get(kept(browser, answers).location).text
    assert "Jabal" in page and "± 2 km" in page


@pytest.mark.parametrize("words", ["Wadi or Jabal", "إما الوادي أو الجبل"])
def test_one_place_or_another_is_known_to_be_one_of_the_two(client_as: ClientAs, words: str) -> None:
    """Both are taken for what they are called, and figures have a cell of their own for it."""
    browser = client_as("documenter")
    answers = PLAIN | {"where": words}
    assert understood(browser.post(NEW, data=answers))["where"].startswith("either: ")
    kept(browser, answers)
    found = client_as("analyst").get("/p/EAST/statistics?rows=governorate&as=json").json
    assert found and {"key": "?Jabal|Wadi", "words": "Jabal or Wadi", "certain": False} in found["rows"]


def test_one_place_or_another_stays_words_where_that_was_chosen(client_as: ClientAs) -> None:
    back = asked(client_as, where="Wadi or Jabal", gazetteer_place="text")
    assert understood(back)["where"].startswith("Wadi or Jabal")


def test_what_is_taken_by_itself_says_so_and_can_be_kept_as_text(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    back = browser.post(NEW, data=PLAIN | {"where": "عين حجل"})
    assert chosen(back.text) == ["ocha:C5"] and "Taken by itself" in understood(back)["gazetteer_place"]
    # Sent again as it was shown, it is kept.
    answers = PLAIN | {"where": "عين حجل", "gazetteer_place": "ocha:C5", "shown": shown(back), "deed": "save"}
    assert browser.post(NEW, data=answers).status_code == 303
    back = browser.post(NEW, data=PLAIN | {"where": "عين حجل", "gazetteer_place": "text"})
    assert chosen(back.text) == ["text"] and "the words alone are kept" in understood(back)["where"]


def test_a_choice_made_for_other_words_is_not_kept_unseen(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    back = browser.post(NEW, data=PLAIN | {"where": "تل زين", "gazetteer_place": "ocha:C3"})
    changed = {"where": "بيت رمانة", "gazetteer_place": "ocha:C3", "shown": shown(back), "deed": "save"}
    again = browser.post(NEW, data=PLAIN | changed)
    assert again.status_code == 200 and chosen(again.text) != ["ocha:C3"]


def test_coordinates_in_the_sea_are_warned_of_in_both_languages_and_kept_all_the_same(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("760", "Syria"): [(36, 32, 42, 37)]})
    browser = client_as("documenter")
    answers = PLAIN | {"where": "Some Hamlet", "point": "41, 34.5"}
    told = understood(browser.post(NEW, data=answers))["point"]
    assert "a point in the sea; turned round it would lie in Syria. If latitude and longitude are swapped" in told
    assert browser.post(NEW, data=answers | {"point": "34.5, 41"}).text.count("turned round") == 0
    invented = understood(browser.post(NEW, data=answers | {"point": "36.9, 34.5"}))["point"]
    assert "it would lie in XA." in invented  # as whoever loaded its boundaries calls it
    browser.set_cookie("language", "ar")
    assert "في البحر" in understood(browser.post(NEW, data=answers))["point"]
    browser.set_cookie("language", "en")
    page = browser.get(kept(browser, answers).location).text
    assert "41° N" in page


def test_a_next_entry_and_a_draft_keep_the_place_that_was_chosen(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    answers = PLAIN | {"where": "تل زين", "gazetteer_place": "ocha:C3"}
    digest = shown(browser.post(NEW, data=answers))
    taken_up = re.findall(r'href="([^"]+\?draft=[^"]+)"', browser.get(NEW).text)
    assert chosen(browser.get(html.unescape(taken_up[0])).text) == ["ocha:C3"]
    after = browser.post(NEW, data=answers | {"shown": digest, "deed": "next"}).location
    assert chosen(browser.get(after).text) == ["ocha:C3"]


def test_a_further_claim_of_place_is_offered_the_same(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, PLAIN | {"where": "عين حجل", "gazetteer_place": "ocha:C5"}).location
    claim = {name: ANSWERS[name] for name in ("source_name", "source_kind", "document_kind", "document_title", "quote")}
    claim |= {"once": "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2dff", "path": "incident.place", "where": "تل زين"}
    back = browser.post(f"{incident}/claims/new", data=claim)
    assert offered(back.text)[-1] == "text" and "ocha:C3" in offered(back.text)
    assert "72 km away" in back.text


def test_arabic_readers_have_the_arabic_names_first(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    browser.set_cookie("language", "ar")
    back = browser.post(NEW, data=PLAIN | {"where": "Tall Zayn"})
    assert "تل زين · \N{FIRST STRONG ISOLATE}Tall Zayn" in back.text and "الزيتون، الوادي" in back.text


def test_what_takes_a_claims_place_keeps_its_place_unless_somebody_says_otherwise(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    for choice in ("ocha:C3", "text"):
        answers = PLAIN | {"where": "تل زين", "gazetteer_place": choice, "title": f"Entry with {choice}"}
        answers["once"] = f"0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d{'aa' if choice == 'text' else 'bb'}"
        page = browser.get(kept(browser, answers).location).text
        pages = {browser.get(html.unescape(one)).text for one in re.findall(r'href="([^"]+/supersede)"', page)}
        [place] = [one for one in pages if 'name="where"' in one]
        assert chosen(place) == [choice]


def test_the_map_shows_the_places_by_their_numbers_and_only_what_is_on_this_machine(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {})
    page = asked(client_as, where="Tall Zayn").text
    assert re.findall(r'data-choose="([^"]+)"', page) == ["ocha:C3", "ocha:C2"]
    assert page.count("<path") == 2 and "no endorsement" in page
    assert "<svg" not in asked(client_as, where="Nowhere At All").text


@pytest.fixture
def nothing_loaded(urls: Urls, owner: sa.Engine, tmp_path: Path) -> None:
    """Settlements of the world as they come with the program, and no boundaries."""
    with owner.begin() as connection:
        connection.execute(sa.text("TRUNCATE tawthiq.place_name, tawthiq.place, tawthiq.gazetteer"))
    settlements = [
        (1, "Qaryat Nur", "قرية نور", 60.0, 10.0, 500),
        (2, "Qaryat Nur", "قرية نور", 61.0, 10.0, 700),
        (3, "Nahr", "نهر", 60.2, 10.2, 200_000),
        (4, "Qaryat Nuri", "", 62.0, 10.0, 900),
    ]
    gazetteers.load_file(urls.owner, world_file(tmp_path, settlements))


@pytest.mark.usefixtures("nothing_loaded")
def test_where_no_boundaries_were_loaded_the_map_has_the_outlines_of_countries_and_the_cities(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("792", "Turkey"): [(55, 5, 65, 15)], ("368", "Iraq"): [(9, 44, 46, 46)]})
    page = asked(client_as, where="Qaryat Nur").text
    assert page.count("<path") == 1 and "Outlines of countries: Natural Earth" in page
    assert re.findall(r'data-choose="([^"]+)"', page) == ["geonames:2", "geonames:1"][::-1]
    assert re.findall(r'<text class="city"[^>]*>([^<]+)<', page) == ["Nahr"]
    (tmp_path / "none").mkdir()
    keep_outlines(monkeypatch, tmp_path / "none", {})
    assert "<svg" not in asked(client_as, where="Qaryat Nur").text


@pytest.mark.usefixtures("nothing_loaded")
def test_how_far_a_place_lies_from_a_city_is_said_in_both_languages(client_as: ClientAs) -> None:
    assert "31 km south-west of Nahr" in asked(client_as, where="Qaryat Nur").text
    browser = client_as("documenter")
    browser.set_cookie("language", "ar")
    assert "على بعد 31 كم جنوب غرب نهر" in browser.post(NEW, data=PLAIN | {"where": "قرية نور"}).text


@pytest.mark.usefixtures("nothing_loaded")
def test_what_is_spelt_otherwise_stands_on_a_fold_which_is_open_once_it_is_chosen(client_as: ClientAs) -> None:
    page = asked(client_as, where="Qaryat Nur").text
    front, fold = page.split("Others, spelt or heard much like it")
    assert 'value="geonames:4"' not in front and 'value="geonames:4"' in fold.split("</details>")[0]
    assert "<details><summary>Others" in page
    page = asked(client_as, where="Qaryat Nur", gazetteer_place="geonames:4").text
    assert "<details open><summary>Others" in page and chosen(page) == ["geonames:4"]
    assert len(re.findall(r'<input id="(gazetteer_place[^"]*)"', page)) == len(
        set(re.findall(r'<input id="(gazetteer_place[^"]*)"', page))
    )


def test_a_name_that_a_place_and_its_units_share_is_offered_with_kind_and_units_and_none_is_taken(
    client_as: ClientAs,
) -> None:
    back = asked(client_as, where="Rummana")
    assert {"ocha:C4", "ocha:XA101", "ocha:XA10101"} <= set(offered(back.text)) and chosen(back.text) == []
    for said in ("town or village · Rummana, Rummana, Wadi", "district · Wadi", "subdistrict · Rummana, Wadi"):
        assert said in back.text, said


def test_places_with_no_unit_above_them_are_told_apart_by_where_they_lie(web: GuardedFlask) -> None:
    one = Candidate("g:1", "city", "Springfield", None, "US", (), -89.64, 39.8, 8_000, 1.0, True, "geonames", {})
    with web.test_request_context():
        assert "39.80, -89.64" in beside(one)
        assert "39.80" not in beside(replace(one, parents=(UnitNamed("US.IL", "Illinois"),)))
