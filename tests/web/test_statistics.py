"""The page of figures: a table with its words, the way to its rows, and as files; questions kept under a name."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import render_template
from flask.testing import FlaskClient

from app.domain.charts import Bar, Chart, draw_bars, draw_series
from app.domain.questions import Question, ask
from app.services import saved_questions
from app.services.doors import Doors
from app.store import statistics as stored
from app.web.policy import COOKIE, GuardedFlask
from tests.conftest import ClientAs
from tests.filled import Tokens

HERE = "/p/EAST/statistics"


@pytest.fixture
def analyst(flask_app: GuardedFlask, tokens: Tokens) -> FlaskClient:
    browser = flask_app.test_client()
    browser.set_cookie(COOKIE, tokens["EAST", "analyst"])
    return browser


def test_a_table_says_what_it_counts_and_leads_to_its_rows(analyst: FlaskClient) -> None:
    page = analyst.get(f"{HERE}?rows=month&measure=killed&act=killing").text
    assert "The sum of documented ranges" in page and "when it is said to have happened" in page
    [cell] = set(re.findall(r'href="(/p/EAST/incidents\?[^"]*cell=month[^"]*)"', page))
    listed = analyst.get(cell.replace("&amp;", "&")).text
    assert "Only this cell of the table of figures:" in listed and "INC-" in listed
    [within] = re.findall('cell=([^&"]*)', cell)
    over = analyst.get(f"{HERE}?rows=act&cell={within}").text
    [further] = set(re.findall(r'href="(/p/EAST/incidents\?[^"]*cell=month[^"]*act[^"]*)"', over))
    narrower = analyst.get(further.replace("&amp;", "&")).text
    assert "month: March 2025; act: " in narrower and "INC-" in narrower
    whole = analyst.get("/p/EAST/incidents")
    assert whole.status_code == 200 and "Only this cell" not in whole.text
    arabic = analyst.get(f"{HERE}?rows=month", headers={"Accept-Language": "ar"})
    assert arabic.status_code == 200


def test_all_of_a_table_is_of_one_moment(
    analyst: FlaskClient, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = stored._levels_and_left

    def after_a_change(*asked: Any) -> Any:
        with owner.begin() as connection:
            connection.execute(sa.text("UPDATE incident_index SET kind = 'umbrella'"))
        return levels(*asked)

    monkeypatch.setattr(stored, "_levels_and_left", after_a_change)
    told = json.loads(analyst.get(f"{HERE}?rows=month&as=json").text)
    assert sum(told["verification"].values()) == told["total"]["incidents"] > 0
    monkeypatch.undo()
    assert json.loads(analyst.get(f"{HERE}?rows=month&as=json").text)["total"]["incidents"] == 0


def test_the_table_leaves_as_csv_json_and_svg(analyst: FlaskClient) -> None:
    address = f"{HERE}?rows=governorate&measure=incidents&as="
    told = json.loads(analyst.get(address + "json").text)
    assert told["total"]["incidents"] == sum(one["incidents"] for one in told["by_row"].values())
    rows = list(csv.DictReader(io.StringIO(analyst.get(address + "csv").data.decode("utf-8-sig"))))
    assert {row["governorate"]: int(row["incidents"]) for row in rows} == {
        key: one["incidents"] for key, one in told["by_row"].items()
    }
    assert {(row["table_counts"], row["table_measure"], row["table_clocks"]) for row in rows} == {
        (told["counts"], "incidents", "; ".join(told["clocks"]))
    }
    assert {(row["table_question"], row["table_total"]) for row in rows} == {
        ("the whole project", told["total"]["words"])
    }
    assert all(datetime.fromisoformat(row["table_as_of"]) for row in rows)
    slices = {row["table_verification"] for row in rows}
    assert slices == {"; ".join(f"{level} {number}" for level, number in told["verification"].items())}
    [row, *_] = csv.DictReader(
        io.StringIO(analyst.get(f"{HERE}?act=killing&measure=killed&as=csv").data.decode("utf-8-sig"))
    )
    assert (row["table_counts"], row["table_question"]) == ("Killed: persons", "act=killing")
    drawn = analyst.get(address + "svg")
    assert ElementTree.fromstring(drawn.data).tag.endswith("svg")
    assert drawn.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("draw", [draw_series, draw_bars])
def test_words_in_a_chart_stay_words(flask_app: GuardedFlask, draw: Callable[..., Chart]) -> None:
    with flask_app.test_request_context():
        chart = draw([Bar("<b>a & b</b>", 3, 1), Bar("none", 0)], "<i>killed</i>", "")
        drawn = ElementTree.fromstring(render_template("parts/chart.svg", chart=chart))
    spaced = {str(one.text) for one in drawn.iter() if one.text and one.text.strip()}
    assert {"<b>a & b</b>", "<b>a & b</b>: 3–4", "<i>killed</i>"} <= spaced
    assert not [one for one in drawn.iter() if one.tag.endswith(("}b", "}i"))]


@pytest.mark.parametrize("asked", ["rows=colour", "rows=month&columns=month", "act=nothing", "cell=month"])
def test_what_is_not_understood_is_said_and_nothing_is_counted(analyst: FlaskClient, asked: str) -> None:
    answer = analyst.get(f"{HERE}?{asked}")
    assert answer.status_code == 400 and "Nothing was counted" in answer.text


@pytest.mark.parametrize("asked", ["as=exe", "act=killing&act=burning", "colour=red"])
def test_what_no_table_takes_is_refused(analyst: FlaskClient, asked: str) -> None:
    assert analyst.get(f"{HERE}?{asked}").status_code == 400


@pytest.mark.parametrize(
    "asked", ["cell=verification:x", "cell=month:2025-13", "cell=act:%2500", "q=%00", "within=%00", "q=%ff", "%ff=x"]
)
@pytest.mark.parametrize("page", ["incidents", "map", "statistics", "reports", "questions/keep"])
def test_what_no_filter_takes_is_refused_on_every_page(analyst: FlaskClient, page: str, asked: str) -> None:
    assert analyst.get(f"/p/EAST/{page}?{asked}", follow_redirects=True).status_code == 400
    assert "cannot be read" in analyst.get("/p/EAST/incidents?q=%00").text


def test_a_name_with_what_cannot_be_kept_is_refused_in_words(analyst: FlaskClient) -> None:
    refused = analyst.post("/p/EAST/questions/keep", data={"act": "killing", "name": "a\0b"})
    assert refused.status_code == 422 and "A character in this text cannot be kept." in refused.text


def test_a_question_is_kept_under_a_name_and_shared(analyst: FlaskClient) -> None:
    keep = "/p/EAST/questions/keep"
    assert "Keep this question" in analyst.get(f"{keep}?act=killing&rows=month").text
    assert analyst.post(keep, data={"act": "killing", "name": ""}).status_code == 422
    answer = analyst.post(keep, data={"act": "killing", "rows": "month", "name": "Killings, by month"})
    assert answer.status_code == 303
    page = analyst.get(answer.location).text
    assert "Killings, by month" in page and "1 certainly · 1 possibly" in page and "rows=month" in page
    assert "changed_since=" in page
    for way in ("map", "reports", "export"):
        assert re.search(rf'href="/p/EAST/{way}[^"]*act=killing', page), way
    assert answer.location in analyst.get("/p/EAST/questions").text
    assert analyst.post(f"{answer.location}/end").status_code == 303
    assert analyst.get(answer.location).status_code == 404


def test_the_link_of_a_question_is_removed_by_whoever_kept_it_or_a_custodian(client_as: ClientAs) -> None:
    for role, removes in (("documenter", False), ("verifier", False), ("custodian", True)):
        kept = client_as("analyst").post("/p/EAST/questions/keep", data={"act": "killing", "name": "Killings"}).location
        assert ("Remove the link" in client_as(role).get(kept).text) == removes
        assert client_as(role).post(f"{kept}/end").status_code == (303 if removes else 403)
        assert client_as("analyst").get(kept).status_code == (404 if removes else 200)


@pytest.mark.parametrize(
    ("asked", "later"), [("2020-01-01T00:00:00+00:00", False), ("2999-01-01T00:00:00+00:00", True)]
)
def test_what_changed_since_a_question_was_kept_is_still_an_answer_to_it(
    analyst: FlaskClient, doors: Doors, tokens: Tokens, asked: str, later: bool
) -> None:
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "save_question")
        ref = saved_questions.save_question(work, project, "What is new", ask({"changed_since": asked}))
        kept_at = saved_questions.read_question(work, project, ref).saved_at.isoformat()
    page = analyst.get(f"/p/EAST/questions/{ref}").text
    [same, since] = re.findall(r'href="[^"]*/incidents\?changed_since=([^"&]*)', page)
    assert unquote(same) == asked and unquote(since) == (asked if later else kept_at)


def test_a_question_that_is_not_understood_any_more_is_shown_and_can_be_removed(
    client_as: ClientAs, doors: Doors, tokens: Tokens
) -> None:
    retired = Question(act="of_a_list_that_was")
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "save_question")
        ref = saved_questions.save_question(work, project, "An older one", retired)
    page = client_as("analyst").get(f"/p/EAST/questions/{ref}")
    assert page.status_code == 200 and "act=of_a_list_that_was" in page.text and "To the list" not in page.text
    assert client_as("analyst").post(f"/p/EAST/questions/{ref}/end").status_code == 303


@pytest.mark.parametrize(
    "asked",
    ["harm=killed", "harm=killed&at_least=1", "not_harm=injured", "workflow=draft", "changed_since=2020-01-01",
     "not_act=burning", "alleged=nobody", "verification=allegation", "within=nobody", "q=killing"],
)  # fmt: skip
def test_a_summary_figure_stands_beside_whatever_is_asked(analyst: FlaskClient, owner: sa.Engine, asked: str) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE incident_index SET kind = 'umbrella'"))
    page = analyst.get(f"{HERE}?rows=month&{asked}")
    assert page.status_code == (400 if "nobody" in asked else 200)
    known = asked.startswith(("harm", "not_", "workflow", "changed", "verification"))
    assert ("summary figure is printed beside" in page.text) is known
    assert "Further summary figures" not in page.text


def test_that_not_every_summary_figure_is_named_is_told(
    analyst: FlaskClient, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.statistics.MOST_UMBRELLAS", 0)
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE incident_index SET kind = 'umbrella'"))
    assert "Further summary figures, not named here: 1." in analyst.get(f"{HERE}?rows=month").text


def test_where_no_figure_is_known_none_is_given(analyst: FlaskClient) -> None:
    table = analyst.get(f"{HERE}?rows=month&measure=displaced_unspecified&as=json").json
    assert table["total"]["without_figure"] == 1
    assert (table["total"]["minimum"], table["total"]["maximum"]) == (None, None)
    assert "<figure" not in analyst.get(f"{HERE}?rows=governorate&measure=displaced_unspecified").text


def test_a_table_is_saved_with_its_layout_from_its_page(analyst: FlaskClient) -> None:
    [to_save] = re.findall(r'href="([^"]*questions/keep[^"]*)"', analyst.get(f"{HERE}?act=killing&rows=month").text)
    assert "rows=month" in to_save and "act=killing" in to_save and "measure=incidents" in to_save


def test_a_table_says_as_of_when_and_its_chart_says_what_it_shows(analyst: FlaskClient) -> None:
    asked = f"{HERE}?rows=month&measure=killed&act=killing"
    assert "As of" in analyst.get(asked).text and analyst.get(f"{asked}&as=json").json["as_of"]
    words = [one.text for one in ElementTree.fromstring(analyst.get(f"{asked}&as=svg").data).iter() if one.text]
    drawn = [text.strip() for text in words]
    assert drawn.count("Killed: persons, by month") == 2, "in its title for readers aloud, and above it"
    assert sum(text.startswith("dark: the lower sum; light: up to the upper sum") for text in drawn) == 2
    assert "+ and more; ? said without a number" in drawn
    crossed = analyst.get(f"{asked}&columns=governorate&as=svg").text
    assert "Killed: persons, by month<" in crossed and "×" not in crossed, "the columns are not drawn"
