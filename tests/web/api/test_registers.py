"""Sources, documents, tasks and what was taken out, by the API."""

import sqlalchemy as sa

from app.web.policy import GuardedFlask
from tests.filled import Tokens
from tests.services.deciding import decide
from tests.web.api.conftest import ProgramAs

SOURCE = {"name": "Valley network", "kind": "monitor", "aliases": ["VN"], "affiliation": "The valley's council"}
DOCUMENT = {
    "source_name": "Valley network",
    "source_kind": "monitor",
    "document_kind": "news_article",
    "document_title": "Yearly report",
    "published": "March 2025",
    "state": "wanted",
}


def test_a_source_is_put_on_record_once_found_and_amended(program: ProgramAs, owner: sa.Engine) -> None:
    verifier = program("verifier")
    made = verifier.post("sources", SOURCE)
    assert made.status_code == 201, made.text
    assert verifier.post("sources", SOURCE).status_code == 200
    taken = verifier.post("sources", {"name": "vn", "kind": "monitor"}, "two")
    assert taken.status_code == 422 and [one["field"] for one in taken.json["errors"]] == ["name"]
    assert [one["ref"] for one in verifier.get("sources?q=vn").json["items"]] == [made.json["ref"]]
    read = verifier.get(made.json["url"])
    assert (read.json["basis"], read.json["aliases"], read.json["access"]) == ("own_collection", ["VN"], None)
    amended = verifier.patch(made.json["url"], {"access": "first_hand", "interest": "None"}, read.headers["ETag"])
    assert amended.status_code == 200, amended.text
    assert verifier.patch(made.json["url"], {"access": "word"}, amended.headers["ETag"]).status_code == 422
    assert (amended.json["interest"], amended.json["affiliation"]) == ("None", SOURCE["affiliation"])
    with owner.connect() as connection:
        channels = connection.execute(
            sa.text("SELECT deed, channel FROM event WHERE deed IN ('register_source', 'amend_source') ORDER BY id")
        ).all()
    assert [tuple(one) for one in channels] == [("register_source", "api"), ("amend_source", "api")]


def test_pages_of_sources_follow_one_another(program: ProgramAs) -> None:
    analyst, seen, cursor = program("analyst", "read"), [], ""
    while True:
        page = analyst.get(f"sources?limit=1&cursor={cursor}").json
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["Monitor M1", "Wire W1"]


def test_a_document_at_an_address_that_others_have_says_whose_they_are(program: ProgramAs) -> None:
    documenter, at = program(), {"document_url": "https://example.org/report", "state": "cited"}
    first = documenter.post("documents", DOCUMENT | at).json
    other = documenter.post("documents", DOCUMENT | at | {"source_name": "Hill network"}, "two").json
    assert first["ref"] != other["ref"]
    assert (first["elsewhere"], other["elsewhere"]) == ([], ["Valley network"])


def test_a_document_is_put_on_record_and_amended(program: ProgramAs) -> None:
    documenter = program()
    made = documenter.post("documents", DOCUMENT)
    assert made.status_code == 201, made.text
    assert documenter.post("documents", DOCUMENT).status_code == 200
    again = documenter.post("documents", DOCUMENT, "two")
    assert (again.status_code, again.json["ref"]) == (200, made.json["ref"])
    read = documenter.get(made.json["url"])
    assert (read.json["state"], read.json["published_latest_on"]) == ("wanted", "2025-03-31")
    source = read.json["source"]["ref"]
    assert [one["ref"] for one in documenter.get(f"documents?source={source}").json["items"]] == [made.json["ref"]]
    assert documenter.patch(made.json["url"], {"title": "Report of the year"}).status_code == 428
    amended = documenter.patch(made.json["url"], {"title": "Report of the year"}, read.headers["ETag"])
    assert amended.status_code == 200, amended.text
    assert (amended.json["title"], amended.json["published_as_stated"]) == ("Report of the year", "March 2025")
    assert documenter.patch(made.json["url"], {"title": "Mine"}, read.headers["ETag"]).status_code == 412


def test_what_rests_on_a_document_is_said_before_it_is_taken_back(program: ProgramAs) -> None:
    documenter = program()
    [known] = [one for one in documenter.get("documents").json["items"] if one["state"] == "on_file"]
    body = {"retraction": "retracted", "retraction_citation": "page 2"}
    read = documenter.get(f"documents/{known['ref']}").headers["ETag"]
    asked = documenter.patch(f"documents/{known['ref']}", body, read)
    assert asked.status_code == 409 and "“retracted”" in asked.json["detail"]
    done = documenter.patch(f"documents/{known['ref']}", body | {"seen": "retracted"}, read)
    assert done.status_code == 200 and done.json["retraction"] == "retracted"


def test_a_task_is_written_once_given_and_done(program: ProgramAs) -> None:
    documenter = program()
    [incident] = documenter.get("incidents").json["items"]
    body = {
        "kind": "other",
        "incident": incident["ref"],
        "what": "Ask the monitor for its list",
        "due_on": "2030-01-31",
    }
    made = documenter.post("tasks", body)
    assert made.status_code == 201, made.text
    assert documenter.post("tasks", body).json == made.json
    assert documenter.post("tasks", body, "two").json["ref"] != made.json["ref"]
    read = documenter.get(made.json["url"])
    assert (read.json["due_on"], read.json["open"]) == ("2030-01-31", True)
    given = documenter.patch(made.json["url"], {"assigned_to": "verifier of EAST"}, read.headers["ETag"])
    assert (given.json["assigned_to"], given.json["due_on"]) == ("verifier of EAST", "2030-01-31")
    done = documenter.patch(made.json["url"], {"done_reason": "They sent it."}, given.headers["ETag"])
    assert done.json["done_by"] == "documenter of EAST" and not done.json["open"]
    assert documenter.patch(made.json["url"], {"what": "More"}, read.headers["ETag"]).status_code == 412
    listed = documenter.get("tasks?show=done").json["items"]
    assert [one["ref"] for one in listed] == [made.json["ref"]]
    for day in ("2030-02-31", "31 January"):
        refused = documenter.post("tasks", body | {"due_on": day}, "three")
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "due_on")


def test_what_a_rule_opens_is_listed_and_taken_up(program: ProgramAs) -> None:
    documenter = program()
    documenter.post("documents", DOCUMENT)
    opened = [one for one in documenter.get("tasks?limit=200").json["items"] if one["ref"] is None]
    assert opened
    one = opened[0]
    about = {name: one[name]["ref"] for name in ("incident", "document", "party") if one[name]}
    made = documenter.post("tasks", {"kind": one["kind"], **about})
    assert made.status_code == 201, made.text
    assert documenter.post("tasks", {"kind": one["kind"], **about}, "two").json["ref"] == made.json["ref"]
    assert documenter.get("tasks?kind=word").status_code == 400


def test_what_was_taken_out_is_listed_for_those_who_may(
    program: ProgramAs, flask_app: GuardedFlask, tokens: Tokens
) -> None:
    decide(flask_app.doors, "EAST", tokens)
    analyst = program("analyst", "read")
    assert analyst.get("exports").json == {"items": [], "next": None}
    page = flask_app.test_client()
    page.set_cookie("tawthiq", tokens["EAST", "analyst"])
    for name in ("geojson", "jsonl"):
        with page.post("/p/EAST/export", data={"format": name, "q": "Rummana"}) as file:
            assert file.status_code == 200
    first = analyst.get("exports?limit=1").json
    [newest] = first["items"]
    assert (newest["by"], newest["channel"], newest["manifest"]["format"]) == ("analyst of EAST", "page", "jsonl")
    second = analyst.get(f"exports?limit=1&cursor={first['next']}").json
    assert second["items"][0]["manifest"]["question"] == {"q": "Rummana"} and second["next"] is None
    assert program("documenter").get("exports").status_code == 403
