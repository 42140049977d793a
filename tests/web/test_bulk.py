"""Changing many claims at once, by a person's steps: chosen on the list, looked at, made, undone."""

import re
import threading
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.incidents import ClaimView
from app.domain.questions import Question
from app.runtime.urls import Urls
from app.services import bulk
from app.services.doors import Doors
from app.services.own_words import follow_claims
from app.services.taking_in import take_in
from app.services.work import Work
from app.settings import Settings
from app.store import claim_views
from app.web.policy import GuardedFlask
from app.worker import work_off_jobs
from tests.conftest import ClientAs
from tests.filled import Tokens, incident
from tests.services.importing import faults, look, one
from tests.web.test_sheets import told

HOME = "/p/EAST/changes"
TYPES = (
    "SELECT term_code, superseded_by IS NULL, stated_as, ended_reason FROM claim"
    " WHERE project_id = 1 AND path = 'act.type' ORDER BY id"
)
WHY = "The monitor's method says so."


@pytest.fixture
def client(client_as: ClientAs, doors: Doors, tokens: Tokens) -> FlaskClient:
    """The verifier's browser; EAST has three incidents of a killing."""
    for number in (2, 3):
        with doors.work(tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "record_incident")
            work.open(project, "record_incident")
            take_in(work, project, incident(number))
    return client_as("verifier")


def send(client: FlaskClient, deed: str, shown: str = "3", at: str = HOME, **answers: str) -> TestResponse:
    form = {
        "act_change": "killing>mass_killing",
        "reason": WHY,
        "once": str(uuid.uuid4()),
        "window": "0123456789ab 0",
        "shown": shown,
        "deed": deed,
    }
    return client.post(at, data=form | answers)


def make(client: FlaskClient) -> str:
    answer = send(client, "make")
    assert answer.status_code == 303, told(answer.text)
    return answer.headers["Location"]


def test_the_list_leads_to_it_and_it_is_looked_at_before_it_is_made(client: FlaskClient, owner: sa.Engine) -> None:
    page = client.get("/p/EAST/incidents?act=killing&source=Monitor%20M1").text
    [href] = re.findall(r'href="(/p/EAST/changes[^"]*)"', page)
    asked = client.get(href.replace("&amp;", "&")).text
    assert "Killing (in 1 claims)" in asked and "killing&gt;mass_killing" in asked
    before = look(owner, TYPES)
    shown = send(client, "check", at=href.replace("&amp;", "&"), source="Monitor M1", act="killing")
    assert shown.status_code == 200
    assert "1 claims would be made more exact · 0 left as they are" in told(shown.text)
    assert 'name="shown" value="1"' in shown.text and 'name="source" value="Monitor M1"' in shown.text
    assert "Change these 1" in told(shown.text)
    assert look(owner, TYPES) == before, "looking changes nothing"
    assert send(client, "make", shown="3", source="Monitor M1").status_code == 409, "not what was looked at"
    assert look(owner, TYPES) == before
    assert send(client, "make", reason=" ").status_code == 422
    assert send(client, "make", shown="²").status_code == 200, "no number: it is looked at"
    refused = send(client, "make", source="Monitor M1", shown="1", reason="a\0b")
    assert refused.status_code == 422 and "A character in this text cannot be kept." in refused.text
    assert send(client, "make", act_change="killing>wounding").status_code == 422


def test_it_is_made_as_one_with_every_citation_and_stands_in_the_history(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    before = one(owner, "SELECT count(*) FROM claim_citation")
    page = make(client)
    assert "3 of 3 claims made more exact · 0 left as they are" in told(client.get(page).text)
    assert look(owner, TYPES) == [("killing", False, "killed", WHY)] * 3 + [("mass_killing", True, "killed", None)] * 3
    assert one(owner, "SELECT count(*) FROM claim_citation") == before + 3
    assert look(owner, "SELECT DISTINCT a.name FROM claim c JOIN account a ON a.id = c.entered_by"
                " WHERE c.term_code = 'mass_killing'") == [("verifier of EAST",)]  # fmt: skip
    assert one(owner, "SELECT count(*) FROM incident_index WHERE 'mass_killing' = ANY (act_codes)") == 3
    [ref] = look(owner, "SELECT ref FROM incident WHERE project_id = 1 ORDER BY id LIMIT 1")[0]
    assert "Changed with many others at once" in client.get(f"/p/EAST/incidents/{ref}/history").text
    assert faults(doors, tokens, owner) == []


def test_what_denies_or_is_said_already_is_left_as_it_is_and_named(client: FlaskClient, owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE claim DISABLE TRIGGER USER")
        connection.exec_driver_sql(
            "UPDATE claim SET polarity = 'denies' WHERE project_id = 1 AND id ="
            " (SELECT min(id) FROM claim WHERE project_id = 1 AND path = 'act.type')"
        )
    shown = told(send(client, "check").text)
    assert "2 claims would be made more exact · 1 left as they are" in shown and "the source denies it" in shown
    assert "1 left as they are" in told(client.get(make(client)).text)
    assert [row[0] for row in look(owner, TYPES)].count("mass_killing") == 2


def test_undone_as_a_whole_what_stood_before_stands_again_but_for_what_was_changed_since(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    page = make(client)
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "withdraw_claim")
        work.open(project, "withdraw_claim", reason="Mistaken.")
        number, of = work.connection.execute(
            sa.text("SELECT max(id), max(incident_id) FROM claim WHERE term_code = 'mass_killing'")
        ).one()
        work.connection.execute(
            sa.text("UPDATE claim SET withdrawn_at = now(), ended_reason = 'Mistaken.' WHERE id = :id"), {"id": number}
        )
        work.touch([of])
    assert client.post(page, data={"deed": "undo", "reason": ""}).status_code == 422
    assert client.post(page, data={"deed": "undo", "reason": "It was the wrong list."}).status_code == 303
    words = told(client.get(page).text)
    assert "2 of 3 set back · 1 changed since by somebody, left as they are" in words
    assert "somebody has changed it since" in words and "Undo the whole change" not in words
    assert client.post(page, data={"deed": "undo", "reason": "Again."}).status_code == 409
    live = look(owner, "SELECT term_code FROM claim WHERE project_id = 1 AND path = 'act.type'"
        " AND superseded_by IS NULL"
                " AND withdrawn_at IS NULL ORDER BY id")  # fmt: skip
    assert live == [("killing",), ("killing",)]
    assert one(owner, "SELECT count(*) FROM claim WHERE project_id = 1 AND path = 'act.type'") == 8, (
        "nothing is deleted"
    )
    assert faults(doors, tokens, owner) == []


def test_many_are_changed_by_themselves_and_the_same_form_twice_is_one(
    client: FlaskClient, flask_app: GuardedFlask, urls: Urls, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK_CLAIMS", 2)
    once = str(uuid.uuid4())
    pages = {send(client, "make", once=once).headers["Location"] for _ in range(2)}
    assert one(owner, "SELECT count(*) FROM bulk_change") == 1 and one(owner, "SELECT count(*) FROM job") == 1
    [page] = pages
    assert "It waits for its turn." in told(client.get(page).text)
    assert client.post(page, data={"deed": "undo", "reason": "Too soon."}).status_code == 409
    work_off_jobs(Settings(data=flask_app.keeping.vault.folder.parent), urls, wait=False)
    assert "3 of 3 claims made more exact" in told(client.get(page).text)
    assert one(owner, "SELECT count(*) FROM event WHERE detail ->> 'change' = :key", key=once) == 2


def test_one_that_was_stopped_is_undone_and_what_was_not_changed_yet_stays(
    client: FlaskClient,
    doors: Doors,
    tokens: Tokens,
    flask_app: GuardedFlask,
    urls: Urls,
    owner: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def work_off() -> None:
        work_off_jobs(Settings(data=flask_app.keeping.vault.folder.parent), urls, wait=False)

    monkeypatch.setattr(bulk, "CHUNK_CLAIMS", 1)
    page = make(client)
    key = page.rpartition("/")[2]
    assert bulk._step(doors, tokens["EAST", "verifier"], "EAST", key)
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE job SET begun_at = now()"))  # what nobody has begun would end at once
    assert client.post(page, data={"deed": "stop"}).status_code == 303
    shown = told(client.get(page).text)
    assert "Undo the whole change" not in shown, "it is still being stopped"
    assert client.post(page, data={"deed": "undo", "reason": "The wrong act."}).status_code == 409
    work_off()
    shown = told(client.get(page).text)
    assert "1 of 3 claims made more exact" in shown and "Go on" in shown
    assert "Undo the whole change" in shown and "What was not changed yet stays as it is." in shown
    assert client.post(page, data={"deed": "undo", "reason": "The wrong act."}).status_code == 303
    work_off()
    shown = told(client.get(page).text)
    assert "1 of 1 set back" in shown and "Go on" not in shown
    client.post(page, data={"deed": "go_on"})
    work_off()
    live = "SELECT term_code FROM claim WHERE project_id = 1 AND path = 'act.type' AND superseded_by IS NULL"
    assert look(owner, live) == [("killing",)] * 3
    assert faults(doors, tokens, owner) == []


def test_a_step_that_is_under_way_is_made_before_the_change_is_undone(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_now_or_later", lambda *_: True)
    monkeypatch.setattr(bulk, "do_at_once", lambda *_: None)
    page = make(client)
    key, stepped = page.rpartition("/")[2], follow_claims
    undoing = threading.Thread(
        target=lambda: client.post(page, data={"deed": "undo", "reason": "The wrong act."}), daemon=True
    )

    def meanwhile(*given: Any) -> None:
        stepped(*given)
        undoing.start()
        undoing.join(0.5)
        assert undoing.is_alive(), "it waits"

    with monkeypatch.context() as slow:
        slow.setattr(bulk, "follow_claims", meanwhile)
        assert bulk._step(doors, tokens["EAST", "verifier"], "EAST", key)
    undoing.join(10)
    while bulk._step(doors, tokens["EAST", "verifier"], "EAST", key):
        pass
    assert "3 of 3 set back" in told(client.get(page).text)


def test_our_own_words_about_many_are_made_of_claims_that_are_read_together(
    client: FlaskClient, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE incident DISABLE TRIGGER USER")
        connection.exec_driver_sql("UPDATE incident SET title_made_in = 'en' WHERE project_id = 1")
        connection.exec_driver_sql("ALTER TABLE incident ENABLE TRIGGER USER")
    read, entries = claim_views.read_claims, []

    def reading(connection: sa.Connection, project_id: int, ids: Sequence[int], *further: Any) -> tuple[ClaimView, ...]:
        entries.append(len(ids))
        return read(connection, project_id, ids, *further)

    monkeypatch.setattr(claim_views, "read_claims", reading)
    make(client)
    assert entries == [3]
    titles = look(owner, "SELECT title FROM incident WHERE project_id = 1")
    assert len(titles) == 3 and all(title.startswith("Killing of several") for [title] in titles), titles


def test_of_two_at_once_with_one_key_the_second_waits_and_makes_nothing(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    once = str(uuid.uuid4())

    def ask_for_it(work: Work) -> None:
        project = work.enter("EAST", bulk.CHANGE)
        bulk.change_in_bulk(work, project, once, ("killing", "mass_killing", WHY), Question(), 3)

    def beside() -> None:
        with doors.work(tokens["EAST", "verifier"]) as work:
            ask_for_it(work)

    other = threading.Thread(target=beside)
    with doors.work(tokens["EAST", "verifier"]) as work:
        ask_for_it(work)
        other.start()
        other.join(0.3)
        assert other.is_alive(), "it waits"
    other.join(10)
    assert one(owner, "SELECT count(*) FROM bulk_change") == 1
    with doors.work(tokens["EAST", "verifier"]) as work:
        [change] = bulk.find_changes(work, work.enter("EAST", bulk.CHANGE))
    assert (change.claims, change.changed, change.waiting) == (3, 0, 3)


def test_it_is_for_whoever_may_supersede_and_of_their_own_project(client: FlaskClient, client_as: ClientAs) -> None:
    page = make(client)
    assert client_as("analyst").get(page).status_code == 403 and client_as("analyst").get(HOME).status_code == 403
    assert client_as("documenter").get(page).status_code == 200
    assert client_as("verifier", "WEST").get(page.replace("EAST", "WEST")).status_code == 404
    assert client.get(f"{HOME}/nothing").status_code == 404
