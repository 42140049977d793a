"""Taking out by a program: asked for once, written by itself, fetched by whoever asked."""

import json
import re

import sqlalchemy as sa

from app.runtime.urls import Urls
from app.services import export_jobs
from app.settings import Settings
from app.web.policy import GuardedFlask
from app.worker import work_off_jobs
from tests.web.api.conftest import ProgramAs


def test_an_export_is_asked_for_written_and_fetched(
    program: ProgramAs, flask_app: GuardedFlask, urls: Urls, owner: sa.Engine
) -> None:
    analyst = program("analyst")
    asked = {"format": "jsonl", "question": {"act": "killing"}}
    made = analyst.post("exports", asked)
    assert made.status_code == 201 and analyst.post("exports", asked).status_code == 200
    ref = made.json["ref"]
    waiting = analyst.get(f"exports/{ref}").json
    assert (waiting["state"], waiting["question"], waiting["sha256"]) == ("waiting", {"act": "killing"}, None)
    assert analyst.get(f"exports/{ref}/file").status_code == 409
    assert program("verifier").get(f"exports/{ref}").status_code == 404, "it is its asker's"
    work_off_jobs(Settings(data=flask_app.keeping.vault.folder.parent), urls, wait=False)
    ready = analyst.get(f"exports/{ref}").json
    assert ready["state"] == "ready" and ready["manifest"]["question"] == {"act": "killing"}
    with analyst.call("HEAD", f"exports/{ref}/file") as asked_about:
        assert asked_about.status_code == 200
    with analyst.get(f"exports/{ref}/file", Range="bytes=0-9") as file:
        assert len(file.data) == ready["size"] and json.loads(file.data.splitlines()[0])
    with owner.connect() as connection:
        taken = sa.text("SELECT count(*) FROM event WHERE deed = 'take_export'")
        assert connection.execute(taken).scalar_one() == 1, "to ask about it is not to take it, and it goes out whole"
    assert analyst.get("exports").json["items"][0]["channel"] == "job"


def test_one_that_waits_is_stopped_at_once_by_its_asker_alone(program: ProgramAs) -> None:
    analyst = program("analyst")
    ref = analyst.post("exports", {"format": "csv"}).json["ref"]
    assert program("verifier").call("POST", f"exports/{ref}/stop").status_code == 404
    assert program("analyst", "read").call("POST", f"exports/{ref}/stop").status_code == 403
    assert analyst.get(f"exports/{ref}").json["state"] == "waiting"
    stopped = analyst.call("POST", f"exports/{ref}/stop")
    assert (stopped.status_code, stopped.json["state"], stopped.json["reason"]) == (200, "stopped", None)
    assert analyst.call("POST", f"exports/{ref}/stop").json["state"] == "stopped"


def test_an_export_that_stopped_says_why(program: ProgramAs, owner: sa.Engine) -> None:
    analyst = program("analyst")
    ref = analyst.post("exports", {"format": "csv"}).json["ref"]
    assert analyst.get(f"exports/{ref}").json["reason"] is None
    with owner.begin() as connection:
        ended = sa.text("UPDATE job SET begun_at = now(), ended_at = now(), outcome = 'stopped', reason = :why")
        connection.execute(ended, {"why": export_jobs.NO_ROOM})
    told = analyst.get(f"exports/{ref}").json
    assert (told["state"], told["reason"]) == ("stopped", export_jobs.NO_ROOM)


def test_what_cannot_be_taken_out_is_refused_and_nothing_is_kept(program: ProgramAs) -> None:
    analyst = program("analyst")
    assert analyst.post("exports", {"format": "exe"}).status_code == 422
    assert analyst.post("exports", {"format": "csv", "question": {"colour": "red"}}, "two").status_code == 400
    for who, why in (
        (program("analyst", "read"), "This token reads and does not write."),
        (program("documenter"), "Your role in this project does not allow this."),
    ):
        refused = who.post("exports", {"format": "csv"})
        assert refused.status_code == 403 and why in refused.json["detail"]
        arabic = who.post("exports", {"format": "csv"}, Accept_Language="ar").json["detail"]
        assert why not in arabic and re.search("[\u0621-\u064a]", arabic)


def test_a_parameter_that_a_route_does_not_have_is_refused(program: ProgramAs) -> None:
    analyst = program("analyst")
    ref = analyst.post("exports", {"format": "jsonl"}).json["ref"]
    for address in (f"exports/{ref}?limit=5", "statistics?cursor=5", "exports?act=killing"):
        assert analyst.get(address).status_code == 400, address
