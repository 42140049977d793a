"""The list over HTTP: an unknown filter is refused by name, and what was asked stays in the form."""

import re

import pytest

from tests.conftest import ClientAs


@pytest.mark.parametrize(
    "asked, told",
    [
        ("governorate=x", "There is no such filter"),
        ("from=07/03/2025", 'id="from-error"'),
        ("act=murder", 'id="act-error"'),
        ("source=nobody", 'id="source-error"'),
        ("bbox=1,2", 'id="bbox-error"'),
        ("harm=killed&amp;at_least=0".replace("&amp;", "&"), 'id="at_least-error"'),
        ("q=a&q=b", 'id="q-error"'),
        ("after=x", "Start from the first"),
    ],
)
def test_a_filter_that_is_not_understood_never_means_everything(client_as: ClientAs, asked: str, told: str) -> None:
    answer = client_as("analyst").get(f"/p/EAST/incidents?{asked}")
    assert answer.status_code == 400
    assert told in answer.text and "Bayt Rummana" not in answer.text


@pytest.mark.parametrize("turn", ["after", "before"])
@pytest.mark.parametrize("day", ["2025-99-99", "2025-02-30", "9" * 30, "-infinity-", "2025-W01-1"])
def test_a_page_of_the_list_that_is_not_known_is_refused(client_as: ClientAs, turn: str, day: str) -> None:
    browser = client_as("analyst")
    [ref] = set(re.findall(r"INC-\w+", browser.get("/p/EAST/incidents").text))
    assert browser.get(f"/p/EAST/incidents?{turn}=2025-03-07~{ref}").status_code == 200
    assert browser.get(f"/p/EAST/incidents?{turn}={day}~{ref}").status_code == 400


@pytest.mark.parametrize("before", ["9" * 30, "x", "-1", "٣"])
def test_a_page_of_a_history_that_is_not_known_is_refused(client_as: ClientAs, before: str) -> None:
    browser = client_as("analyst")
    [ref] = set(re.findall(r"INC-\w+", browser.get("/p/EAST/incidents").text))
    history = f"/p/EAST/incidents/{ref}/history"
    assert browser.get(f"{history}?before=2").status_code == browser.get(history).status_code == 200
    answer = browser.get(f"{history}?before={before}")
    assert (answer.status_code, "Start from the newest." in answer.text) == (400, True)


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 30])
def test_an_amendment_of_no_version_is_refused(client_as: ClientAs, version: str) -> None:
    browser = client_as("documenter")
    [ref] = set(re.findall(r"INC-\w+", browser.get("/p/EAST/incidents").text))
    words = {"title": "Other words", "summary": "", "version": version}
    assert browser.post(f"/p/EAST/incidents/{ref}/amend", data=words).status_code == 428


def test_a_filter_that_is_not_understood_says_which_and_what_it_takes(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/incidents?from=07/03/2025").text
    assert "A filter was not understood" in page and "“07/03/2025” cannot be used here. Write a day, month" in page
    assert "Nothing was looked up" in page
    assert "Not kept yet" not in page and "Nothing here answers" not in page


def test_every_filter_that_is_not_understood_is_named_at_once(client_as: ClientAs) -> None:
    for asked, wrong in {
        "from=07/03/2025&act=murder": {"from", "act"},
        "source=nobody&alleged=no+one&bbox=1,2": {"source", "alleged", "bbox"},
        "harm=x&at_least=3": {"harm"},
    }.items():
        page = client_as("analyst").get(f"/p/EAST/incidents?{asked}")
        assert page.status_code == 400
        assert (
            set(re.findall(r'id="(\w+)-error"', page.text))
            == wrong
            == set(re.findall(r'<li><a href="#(\w+)"', page.text))
        )


def test_days_are_asked_for_in_words_as_they_are_entered(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/incidents?from=March 2025&to=آذار ٢٠٢٦")
    assert page.status_code == 200
    assert 'value="2025-03-01"' in page.text and 'value="2026-03-31"' in page.text


@pytest.mark.parametrize("role, offered", [("analyst", True), ("verifier", True), ("documenter", False)])
def test_files_are_offered_to_whoever_may_take_them(client_as: ClientAs, role: str, offered: bool) -> None:
    page = client_as(role).get("/p/EAST/incidents").text
    assert "Bayt Rummana" in page and ("GeoJSON" in page) is offered


def test_where_all_that_answers_does_so_certainly_the_number_stands_once(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/incidents?from=2025&to=2025").text
    assert "1 certainly in this question" in page and "possibly in this question" not in page


def test_where_nothing_is_certain_what_is_possible_is_still_counted(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/incidents?harm=killed&at_least=4&match=certain").text
    assert "0 certainly" in page and "Nothing here answers" in page


def test_both_numbers_are_shown_where_a_filter_leaves_room(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/incidents?bbox=36.1,34.8,36.2,35").text
    assert "0 certainly" in page and "1 possibly in this question" in page


def test_what_has_no_place_is_counted_beside_and_never_inside(client_as: ClientAs) -> None:
    answer = client_as("analyst").get("/p/EAST/incidents?within=Nowhere")
    assert "Bayt Rummana" not in answer.text
    assert answer.status_code == 400 and "No place of that name is on record here" in answer.text


def test_an_analyst_is_offered_nothing_that_changes(client_as: ClientAs) -> None:
    browser = client_as("analyst")
    page = browser.get("/p/EAST/incidents")
    assert "/incidents/new" not in page.text
    assert browser.get("/p/EAST/incidents/new").status_code == 403


def test_a_moment_is_written_as_the_readers_language_writes_it(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/incidents", headers={"Accept-Language": "ar"}).text
    href = re.search(r'href="(/p/EAST/incidents/INC-[^"/]+)"', page)
    assert href
    history = client_as("analyst").get(f"{href[1]}/history", headers={"Accept-Language": "ar"}).text
    assert re.search(r"\d{4}، \d\d:\d\d بالتوقيت العالمي", history)
