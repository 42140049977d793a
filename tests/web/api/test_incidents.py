"""Incidents and claims by the API: the same rows, the same rules and the same record as by the pages."""

import pytest
import sqlalchemy as sa

from app.domain.questions import FILTERS
from tests.conftest import ClientAs
from tests.web.api.conftest import VALLEY, ProgramAs

CLAIM = {
    "property": "incident.count",
    "value": "five people killed",
    "quote": "At least five people were killed, the rescue service said.",
    "source_name": "Rescue service",
    "source_kind": "ngo",
    "document_kind": "news_article",
    "document_title": "Rescue service statement",
}


def test_a_page_of_incidents_and_the_next(program: ProgramAs) -> None:
    documenter = program()
    made = documenter.post("incidents", VALLEY)
    assert made.status_code == 201, made.text
    first = documenter.get("incidents?limit=1").json
    assert [one["ref"] for one in first["items"]] == [made.json["ref"]]
    assert first["possible"] == {"count": 2, "more": False}
    second = documenter.get(f"incidents?limit=1&cursor={first['next']}").json
    assert second["next"] is None
    [known] = second["items"]
    assert (known["title"], known["verification"], known["acts"]) == (
        "Shelling of Bayt Rummana",
        "allegation",
        ["killing"],
    )
    assert known["where"]["longitude"] == 36.1 and known["where"]["uncertainty_m"] == 2000


def test_the_filters_are_those_of_the_list(program: ProgramAs, client_as: ClientAs) -> None:
    documenter = program()
    documenter.post("incidents", VALLEY)
    for asked, number in (("from=2025-03-08", 1), ("q=Rummana", 1), ("act=killing", 2), ("harm=killed&at_least=4", 1)):
        assert len(documenter.get(f"incidents?{asked}").json["items"]) == number, asked
        assert client_as("analyst").get(f"/p/EAST/incidents?{asked}").text.count('<tr role="row"') == number + 1


def test_geojson_by_accept(program: ProgramAs) -> None:
    answer = program("analyst", "read").get("incidents", Accept="application/geo+json")
    assert answer.mimetype == "application/geo+json" and "Accept" in answer.headers["Vary"]
    [feature] = answer.json["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [36.1, 34.9]}
    assert feature["properties"]["ref"] == feature["id"]


def test_a_new_incident_is_what_the_form_would_have_made(program: ProgramAs, owner: sa.Engine) -> None:
    documenter = program()
    made = documenter.post("incidents", VALLEY)
    assert made.headers["Location"] == made.json["url"]
    incident = documenter.get(made.json["url"]).json
    assert incident["when"]["earliest_start"] == "2025-03-08"
    [harm] = incident["harms"]
    assert (harm["harm"], harm["minimum"], harm["maximum"], harm["harm_origins"]) == ("killed", 4, 4, 1)
    claims = documenter.get(f"{made.json['url']}/claims").json["items"]
    assert {claim["property"] for claim in claims} == {"act.type", "incident.when", "incident.place", "incident.count"}
    for claim in claims:
        assert claim["originator"]["name"] == "Valley network" and claim["modality"] == "reported"
        assert claim["citations"][0]["quote"] == VALLEY["quote"]
    with owner.connect() as connection:
        event = connection.execute(sa.text("SELECT channel, deed, actor_id FROM event ORDER BY id DESC LIMIT 1")).one()
    assert (event.channel, event.deed) == ("api", "record_incident")


def test_history_says_that_it_came_through_the_api(program: ProgramAs, client_as: ClientAs) -> None:
    documenter = program()
    ref = documenter.post("incidents", VALLEY).json["ref"]
    [event] = documenter.get(f"incidents/{ref}/history").json["items"]
    assert (event["channel"], event["by"], event["deed"]) == ("api", "documenter of EAST", "record_incident")
    assert "through the interface for programs" in client_as("analyst").get(f"/p/EAST/incidents/{ref}/history").text


def test_the_same_key_makes_one(program: ProgramAs, owner: sa.Engine) -> None:
    documenter, colleague = program(), program("verifier")
    first, again = documenter.post("incidents", VALLEY), documenter.post("incidents", VALLEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["ref"] == again.json["ref"]
    assert documenter.post("incidents", VALLEY, "another").json["ref"] != first.json["ref"]
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM incident WHERE project_id = 1")).scalar_one() == 3
    # Nobody meets what somebody else sent under the same key.
    address = f"incidents/{first.json['ref']}/claims"
    made = documenter.post(address, CLAIM)
    assert len(made.json["claims"]) == 1
    of_colleague = colleague.post(address, CLAIM | {"value": "six people killed"})
    assert of_colleague.status_code == 201 and of_colleague.json["claims"] != made.json["claims"]
    assert documenter.post(address, CLAIM).json["claims"] == made.json["claims"]


def test_another_body_under_a_used_key_is_refused(program: ProgramAs, owner: sa.Engine) -> None:
    documenter = program()
    refused = documenter.post("incidents", VALLEY | {"when": "31 February 2025"})
    assert refused.status_code == 422
    first = documenter.post("incidents", VALLEY)
    assert first.status_code == 201, "what was refused has used no key up"
    other = documenter.post("incidents", VALLEY | {"where": "Bayt Rummana"})
    assert other.status_code == 422
    assert [(one["field"], one["detail"]) for one in other.json["errors"]] == [
        ("Idempotency-Key", "Another request was sent under this key. Take a new key for each new thing.")
    ]
    in_another_order = dict(reversed(VALLEY.items()))
    assert documenter.post("incidents", in_another_order).json["ref"] == first.json["ref"], "it is the same body"
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM incident WHERE project_id = 1")).scalar_one() == 2


@pytest.mark.parametrize("key", ["a b", "", "x" * 300])
def test_a_key_that_is_none_is_refused_with_the_rule(program: ProgramAs, key: str) -> None:
    refused = program().post("incidents", VALLEY, key)
    assert refused.status_code == 422
    assert [one["detail"] for one in refused.json["errors"]] == [
        "Send a key of 1 to 200 letters, digits and signs of ASCII, without spaces, such as a UUID."
    ]


def test_without_a_key_nothing_is_made(program: ProgramAs) -> None:
    refused = program().call("POST", "incidents", VALLEY)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json["errors"]] == ["Idempotency-Key"]


def test_a_claim_is_cited_attributed_and_stands_beside(program: ProgramAs) -> None:
    documenter = program()
    ref = documenter.get("incidents").json["items"][0]["ref"]
    made = documenter.post(f"incidents/{ref}/claims", CLAIM | {"modality": "alleged"})
    assert made.status_code == 201, made.text
    [claim] = [c for c in documenter.get(f"incidents/{ref}/claims").json["items"] if c["ref"] in made.json["claims"]]
    assert claim["value"]["minimum"] == 5 and claim["modality"] == "alleged"
    assert claim["originator"]["name"] == "Rescue service"
    [harm] = documenter.get(f"incidents/{ref}").json["harms"]
    assert (harm["minimum"], harm["maximum"]) == (3, 5)
    # The same in the same words adds nothing.
    assert documenter.post(f"incidents/{ref}/claims", CLAIM | {"modality": "alleged"}, "two").status_code == 409


def test_a_name_in_our_own_words_is_looked_at_first(program: ProgramAs) -> None:
    documenter = program()
    named = VALLEY | {"title": "Killing of Karim Testname in Ayn Zahra"}
    refused = documenter.post("incidents", named)
    assert refused.status_code == 422 and [one["field"] for one in refused.json["errors"]] == ["title"]
    assert "Testname" not in refused.text and "looked" in refused.json["errors"][0]["detail"]
    made = documenter.post("incidents", named | {"looked": True})
    assert made.status_code == 201
    assert documenter.get(made.json["url"]).json["title"] == named["title"]


@pytest.mark.parametrize("name", FILTERS)
def test_what_a_filter_was_asked_for_is_not_said_again(program: ProgramAs, name: str) -> None:
    answer = program().get(f"incidents?{name}=Karim-Testname")
    assert answer.status_code == (200 if name.removeprefix("not_") == "q" else 400)
    assert "Testname" not in answer.text


WRONG = {
    "no quote": ({**VALLEY, "quote": ""}, "quote"),
    "no act": ({**VALLEY, "act": []}, "act"),
    "an unknown act": ({**VALLEY, "act": ["secret-word"]}, "act"),
    "a future": ({**VALLEY, "when": "8 March 2098"}, "when"),
    "no such modality": ({**VALLEY, "modality": "secret-word"}, "modality"),
    "a field that is not there": ({**VALLEY, "colour": "secret-word"}, "colour"),
    "a field that is written otherwise": ({**VALLEY, "documentTitle": "secret-word"}, "documentTitle"),
    "a name in place of a field": ({**VALLEY, "Secret-word of the village": 1}, ""),
    "a number for a text": ({**VALLEY, "when": 2025}, "when"),
    "a text for a number": ({**VALLEY, "uncertainty": "300"}, "uncertainty"),
    "a truth for a number": ({**VALLEY, "uncertainty": True}, "uncertainty"),
    "a text for a list": ({**VALLEY, "act": "killing"}, "act"),
    "a character that cannot be kept": ({**VALLEY, "title": "secret-word\0"}, "title"),
    "half a character": ({**VALLEY, "title": "secret-word\ud800"}, "title"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_bad_body_says_which_field_and_how_to_mend_it(program: ProgramAs, owner: sa.Engine, what: str) -> None:
    body, field = WRONG[what]
    refused = program().post("incidents", body)
    assert refused.status_code == 422 and refused.mimetype == "application/problem+json"
    assert [one["field"] for one in refused.json["errors"]] == [field]
    assert all(one["detail"] for one in refused.json["errors"])
    assert "ecret-word" not in refused.text
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM incident WHERE project_id = 1")).scalar_one() == 1
        assert connection.execute(sa.text("SELECT count(*) FROM event WHERE channel = 'api'")).scalar_one() == 0


def test_what_is_no_json_object_is_refused(program: ProgramAs) -> None:
    documenter = program()
    assert documenter.post("incidents", [VALLEY]).status_code == 400
    assert documenter.post("incidents", '{"quote": "x"}').status_code == 400
    sent = {"Authorization": f"Bearer {documenter.token}", "Idempotency-Key": "one"}
    for data, kind, status in (("{", "application/json", 400), ("quote=x", "application/x-www-form-urlencoded", 415)):
        address = "/api/v1/projects/EAST/incidents"
        refused = documenter.client.post(address, data=data, content_type=kind, headers=sent)
        assert refused.status_code == status and refused.json["detail"]
    large = documenter.post("incidents", VALLEY | {"summary": "x" * 1_100_000})
    assert large.status_code == 413 and large.mimetype == "application/problem+json"


def test_our_words_are_amended_by_version(program: ProgramAs) -> None:
    documenter = program()
    ref = documenter.get("incidents").json["items"][0]["ref"]
    read = documenter.get(f"incidents/{ref}")
    etag, before = read.headers["ETag"], read.json
    assert documenter.patch(f"incidents/{ref}", {"title": "Shells on Bayt Rummana"}).status_code == 428
    amended = documenter.patch(f"incidents/{ref}", {"title": "Shells on Bayt Rummana"}, etag)
    assert amended.status_code == 200, amended.text
    assert (amended.json["title"], amended.json["summary"]) == ("Shells on Bayt Rummana", before["summary"])
    late = documenter.patch(f"incidents/{ref}", {"title": "Mine"}, etag)
    assert (late.status_code, late.json["now_version"]) == (412, amended.json["version"])
    assert late.json["type"] == "urn:tawthiq:problem:stale"
    assert documenter.patch(f"incidents/{ref}", {"title": "Mine"}, f"W/{amended.headers['ETag']}").status_code == 412
    assert documenter.patch(f"incidents/{ref}", {"title": "Mine"}, '"INC-000000000000-1"').status_code == 412
    assert documenter.patch(f"incidents/{ref}", {"title": ""}, amended.headers["ETag"]).status_code == 422
    assert documenter.get(f"incidents/{ref}").json["title"] == "Shells on Bayt Rummana"


def test_what_a_program_has_already_is_not_sent_again(program: ProgramAs) -> None:
    documenter = program()
    ref = documenter.get("incidents").json["items"][0]["ref"]
    read = documenter.get(f"incidents/{ref}")
    again = documenter.get(f"incidents/{ref}", If_None_Match=read.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", read.headers["ETag"])
    assert documenter.get(f"incidents/{ref}", If_None_Match='"x"').json == read.json
    assert documenter.post(f"incidents/{ref}/claims", CLAIM).status_code == 201
    changed = documenter.get(f"incidents/{ref}", If_None_Match=read.headers["ETag"])
    assert changed.status_code == 200 and changed.headers["ETag"] != read.headers["ETag"]


def test_a_title_that_names_a_person_is_asked_about(program: ProgramAs) -> None:
    documenter = program()
    ref = documenter.get("incidents").json["items"][0]["ref"]
    body = {"title": "Killing of Ahmad al-Hasan"}
    asked = documenter.patch(f"incidents/{ref}", body, "*")
    assert asked.status_code == 422 and "looked" in asked.json["errors"][0]["detail"]
    assert documenter.patch(f"incidents/{ref}", body | {"looked": True}, "*").status_code == 200


UNKNOWN = {
    "secret=word": [],
    "act=word": ["act"],
    "from=word": ["from"],
    "act=killing&act=word": ["act"],
    "limit=0": ["limit"],
    "limit=201": ["limit"],
    "cursor=word": ["cursor"],
    "q=%00word": [],
    "q=word%ff": [],
    "cell=verification:word": ["cell"],
    "cell=act:%2500word": ["cell"],
    "cell=month:2025-13": ["cell"],
}


@pytest.mark.parametrize("asked", UNKNOWN)
def test_a_filter_that_is_not_known_never_means_everything(program: ProgramAs, asked: str) -> None:
    refused = program().get(f"incidents?{asked}")
    assert refused.status_code in (400, 422) and refused.mimetype == "application/problem+json"
    assert "word" not in refused.text
    assert [one["field"] for one in refused.json.get("errors", [])] == UNKNOWN[asked]
