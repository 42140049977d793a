"""Places of a project's own: registered from the form of entry or by themselves, offered as one types, never lost."""

import html
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.domain.own_places import Retirement
from app.domain.records import Bundle, OwnPlaceRecord
from app.runtime.urls import Urls
from app.services import own_places
from app.services.doors import Doors
from app.services.taking_in import take_in
from app.services.work import Work
from app.settings import Settings
from app.store import gazetteers, origins
from app.web.policy import GuardedFlask
from app.worker import work_off_jobs
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.outlining import keep_outlines
from tests.services.gazetteering import load_all
from tests.services.importing import look
from tests.web.test_entry import NEW, errors, kept, understood
from tests.web.test_places import PLAIN, chosen, offered

PLACES = "/p/EAST/places"
SHRINE = {"where": "Maqam Sitt Nur", "gazetteer_place": "new", "place_kind": "site", "point": "35.1, 36.4"}


@pytest.fixture(autouse=True)
def gazetteer(urls: Urls, tmp_path: Path) -> None:
    load_all(urls.owner, tmp_path)


def once(number: int) -> str:
    return f"0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b{number:04}"


def registered(browser: FlaskClient, number: int = 1, **answers: Any) -> str:
    """Registers a place by its page, past what may be the same; returns its address."""
    form = {"once": once(number), "kind": "village", **answers}
    answer = browser.post(f"{PLACES}/new", data=form)
    if answer.status_code == 200:
        answer = browser.post(f"{PLACES}/new", data=form | looked(answer.text))
    assert answer.status_code == 303, errors(answer)
    return answer.location


def looked(page: str) -> dict[str, str]:
    """What a page sends along that has shown what may be the same, or is odd about a point."""
    return {"looked": "".join(re.findall(r'name="looked" value="(\w+)"', page))}


def version(page: str) -> str:
    [found] = re.findall(r'name="version" value="(\d+)"', page)
    return str(found)


def test_a_place_that_nobody_knows_is_registered_from_the_form_and_offered_from_then_on(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    unknown = browser.post(NEW, data=PLAIN | {"where": SHRINE["where"]})
    assert offered(unknown.text) == ["new", "text"] and "No place of this name is known here" in unknown.text
    told = understood(browser.post(NEW, data=PLAIN | SHRINE))["where"]
    assert "± 250 m" in told and "New: it is registered as a place of this project" in told
    page = browser.get(kept(browser, PLAIN | SHRINE).location).text
    assert "± 250 m" in page and "Zaytun" in page  # the subdistrict that holds the point
    again = browser.post(NEW, data=PLAIN | {"where": "مقام ست نور", "once": once(7)})
    [code] = [one for one in offered(again.text) if one.startswith("PLC-")]
    assert "of this project · site" in again.text and chosen(again.text) == []
    back = browser.post(NEW, data=PLAIN | {"where": "Maqam Sitt Nur", "once": once(7)})
    assert chosen(back.text) == [code] and "Taken by itself" in understood(back)["gazetteer_place"]


def test_what_is_asked_of_a_new_place_stands_beneath_the_answer_that_opens_it(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    back = browser.post(NEW, data=PLAIN | {"where": "Kafr Nowhere", "gazetteer_place": "new"})
    assert errors(back) == {"place_kind"} and 'id="place_kind"' in back.text and chosen(back.text) == ["new"]
    assert 'id="place_kind"' not in browser.post(NEW, data=PLAIN | {"where": "Kafr Nowhere"}).text
    near = {"where": "near Kafr Nowhere", "gazetteer_place": "new", "place_kind": "village"}
    assert errors(browser.post(NEW, data=PLAIN | near)) == {"where"}


def test_the_same_form_twice_registers_one(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    assert kept(browser, PLAIN | SHRINE).location == kept(browser, PLAIN | SHRINE).location
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM tawthiq.own_place")).scalar_one() == 1


def test_a_further_claim_of_place_can_register_one_too(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, PLAIN | {"where": "عين حجل", "gazetteer_place": "ocha:C5"}).location
    claim = {name: PLAIN[name] for name in ("source_name", "source_kind", "document_kind", "document_title", "quote")}
    claim |= {"once": once(3), "path": "incident.place", **SHRINE}
    assert kept(browser, claim, f"{incident}/claims/new").status_code == 303
    assert "Maqam Sitt Nur" in browser.get(PLACES).text


def test_a_unit_that_was_named_decides_where_a_place_without_a_point_lies(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    answers = PLAIN | SHRINE | {"point": "", "adm1": "Jabal governorate"}
    incident = kept(browser, answers).location
    assert "Jabal" in browser.get(incident).text
    found = browser.get("/p/EAST/incidents?within=Jabal&match=certain").text
    assert incident.rsplit("/", 1)[1] in found


def test_what_may_be_the_same_is_shown_before_it_is_registered(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    first = registered(browser, name="Kafr Shams", name_ar="كفر شمس", point="34.5, 37.5")
    form = {"once": once(2), "kind": "village", "name": "Kafr Shems"}
    look = browser.post(f"{PLACES}/new", data=form)
    assert look.status_code == 200 and f'href="{first}"' in look.text and "Look first" in look.text
    seen = form | looked(look.text)
    other = browser.post(f"{PLACES}/new", data=seen | {"name": "Kafr Shamss"})
    assert other.status_code == 200 and f'href="{first}"' in other.text, "of another name nobody has looked yet"
    assert browser.post(f"{PLACES}/new", data=seen).status_code == 303
    assert browser.get(PLACES).text.count("PLC-") == 2


def test_a_name_in_the_wrong_script_and_a_unit_nobody_knows_are_refused_in_place(client_as: ClientAs) -> None:
    form = {"once": once(1), "kind": "village", "name": "Kafr Shams"}
    browser = client_as("documenter")
    assert errors(browser.post(f"{PLACES}/new", data=form | {"name_ar": "Kafr Shams"})) == {"name_ar"}
    assert errors(browser.post(f"{PLACES}/new", data=form | {"inside": "Atlantis"})) == {"inside"}
    assert errors(browser.post(f"{PLACES}/new", data=form | {"kind": "governorate"})) == {"kind"}
    assert errors(browser.post(f"{PLACES}/new", data=form | {"point": "0, 0"})) == {"point"}


def test_a_point_that_seems_turned_is_asked_about_once(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("760", "Syria"): [(40, 32, 42, 37)]})
    browser = client_as("documenter")
    form = {"once": once(1), "kind": "village", "name": "Kafr Shams", "point": "41, 34.5"}
    asked = browser.post(f"{PLACES}/new", data=form)
    assert "a point in the sea; turned round it would lie in Syria" in understood(asked)["point"]
    seen = form | looked(asked.text)
    assert "turned round" in browser.post(f"{PLACES}/new", data=seen | {"point": "41.1, 34.5"}).text
    assert browser.post(f"{PLACES}/new", data=seen).status_code == 303
    right = form | {"once": once(2), "name": "Tall Birkat", "point": "34.5, 41"}
    assert browser.post(f"{PLACES}/new", data=right).status_code == 303


def test_another_point_that_seems_turned_is_asked_about_once_where_a_place_is_amended(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("760", "Syria"): [(40, 32, 42, 37)]})
    browser = client_as("documenter")
    place = registered(browser, name="Kafr Shams", point="34.5, 41")
    form = {"name": "Kafr Shams", "kind": "village", "point": "41.0, 34.5", "version": "1"}
    asked = browser.post(f"{place}/amend", data=form)
    assert asked.status_code == 200 and "turned round it would lie in Syria" in understood(asked)["point"]
    assert browser.post(f"{place}/amend", data=form | looked(asked.text)).status_code == 303
    again = form | {"version": "2", "note": "On the hill."}
    assert browser.post(f"{place}/amend", data=again).status_code == 303, "it stands there already"


def test_a_place_is_amended_by_version_with_its_history_and_its_incidents_follow(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, PLAIN | SHRINE).location.rsplit("/", 1)[1]
    assert incident not in browser.get("/p/EAST/incidents?place=Mazar+Nuri").text
    [place] = re.findall(r'href="(/p/EAST/places/PLC-\w+)"', browser.get(PLACES).text)
    form = {"name": "Maqam Sitt Nur", "aliases": "Mazar Nuri\nمزار نوري", "kind": "site", "point": "35.1, 36.4"}
    form |= {"version": version(browser.get(f"{place}/amend").text), "note": "On the hill road."}
    assert browser.post(f"{place}/amend", data=form).status_code == 303
    assert browser.post(f"{place}/amend", data=form).status_code == 412
    assert "Mazar Nuri" in browser.get(place).text
    assert offered(browser.post(NEW, data=PLAIN | {"where": "مزار نوري", "once": once(9)}).text)[0].startswith("PLC-")
    form |= {"version": "2", "aliases": ""}
    assert errors(browser.post(f"{place}/amend", data=form)) == {"reason"}
    assert browser.post(f"{place}/amend", data=form | {"reason": "Another shrine."}).status_code == 303
    assert "Mazar Nuri (Another shrine.)" in html.unescape(browser.get(place).text)
    history = browser.get(f"{place}/history").text
    assert "A place amended" in history and "On the hill road." in history and "Another shrine." in history


def test_a_change_that_many_incidents_follow_is_kept_and_a_job_has_them_follow(
    client_as: ClientAs, flask_app: GuardedFlask, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_as("documenter")
    incident = kept(browser, PLAIN | SHRINE).location.rsplit("/", 1)[1]
    [place] = re.findall(r'href="(/p/EAST/places/PLC-\w+)"', browser.get(PLACES).text)
    monkeypatch.setattr(origins, "AT_ONCE", 0)
    form = {"version": "1", "successor": "Ayn Hajal", "reason": "It is in the gazetteer now."}
    assert browser.post(f"{place}/retire", data=form).status_code == 303
    assert "in 1 incidents: 0 done" in browser.get(place).text
    found = "/p/EAST/incidents?place=Ayn+Hajal&match=certain"
    assert incident not in browser.get(found).text
    monkeypatch.setattr(origins, "AT_ONCE", 1)
    work_off_jobs(Settings(data=flask_app.keeping.vault.folder.parent), urls, wait=False)
    assert incident in browser.get(found).text and "0 done" not in browser.get(place).text


def test_a_retired_place_is_offered_no_longer_and_its_claims_are_found_as_the_successor_s(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, PLAIN | SHRINE).location
    [place] = re.findall(r'href="(/p/EAST/places/PLC-\w+)"', browser.get(PLACES).text)
    other = registered(browser, 5, name="Great Mazar", kind="site", point="35.1, 36.4").rsplit("/", 1)[1]
    form = {"version": "1", "successor": other, "reason": "The same shrine under its own name."}
    assert browser.post(f"{place}/retire", data=form | {"reason": ""}).status_code == 422
    assert errors(browser.post(f"{place}/retire", data=form | {"successor": "Atlantis"})) == {"successor"}
    assert browser.post(f"{place}/retire", data=form).status_code == 303
    page = browser.get(place).text
    assert "The same shrine under its own name." in page and other in page and f'href="{incident}"' in page
    assert f'href="{incident}"' in browser.get(f"{PLACES}/{other}").text
    again = offered(browser.post(NEW, data=PLAIN | {"where": "Maqam Sitt Nur", "once": once(9)}).text)
    assert place.rsplit("/", 1)[1] not in again
    assert incident.rsplit("/", 1)[1] in browser.get("/p/EAST/incidents?place=Great+Mazar&match=certain").text
    assert browser.post(f"{place}/retire", data=form).status_code == 412


def test_a_gazetteer_s_place_can_stand_for_one_that_was_retired(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    incident = kept(browser, PLAIN | SHRINE).location.rsplit("/", 1)[1]
    [place] = re.findall(r'href="(/p/EAST/places/PLC-\w+)"', browser.get(PLACES).text)
    form = {"version": "1", "successor": "Ayn Hajal", "reason": "It is in the gazetteer now."}
    assert browser.post(f"{place}/retire", data=form).status_code == 303
    assert incident in browser.get("/p/EAST/incidents?place=Ayn+Hajal&match=certain").text
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE place SET keys = keys || ARRAY['another'] WHERE name = 'Ayn Hajal'")
    assert look(owner, gazetteers._STALE) == [("EAST",)], "what is found by it is to be projected anew"


def test_who_retires_what_another_is_retired_for_at_that_moment_waits_and_goes_on_to_its_successor(
    client_as: ClientAs, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    browser = client_as("documenter")
    points = ("35.1, 36.4", "35.5, 36.9", "34.2, 37.4")
    names = ("Kafr Shams", "Tall Birkat", "Ayn Zuhur")
    one, two, three = (
        registered(browser, number, name=name, point=point).rsplit("/", 1)[1]
        for number, (name, point) in enumerate(zip(names, points, strict=True), 1)
    )

    def retire(work: Work, ref: str, successor: str) -> None:
        project = work.enter("EAST", "retire_place")
        view = own_places.read_place(work, project, ref)
        own_places.retire_place(work, project, view, Retirement(version=1, successor=successor, reason="The same."))

    def beside() -> None:
        with doors.work(tokens["EAST", "verifier"]) as work:
            retire(work, two, three)

    other = threading.Thread(target=beside)
    with doors.work(tokens["EAST", "documenter"]) as work:
        retire(work, one, two)
        other.start()
        other.join(0.3)
        assert other.is_alive(), "it waits"
    other.join(10)
    assert look(owner, "SELECT successor FROM own_place WHERE successor IS NOT NULL") == [(three,), (three,)]


def test_of_places_that_are_taken_in_none_stands_for_one_that_was_retired_itself(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    ended = {"ended_at": datetime(2025, 5, 1, tzinfo=UTC), "ended_reason": "The same."}
    refs = ("PLC-000000000001", "PLC-000000000002", "PLC-000000000003")
    places = (
        OwnPlaceRecord(refs[0], "village", "Kafr Shams", successor=refs[1], **ended),
        OwnPlaceRecord(refs[1], "village", "Tall Birkat", successor=refs[2], **ended),
        OwnPlaceRecord(refs[2], "village", "Ayn Zuhur"),
    )
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident")
        take_in(work, project, Bundle(own_places=places))
    assert look(owner, "SELECT successor FROM own_place ORDER BY ref") == [(refs[2],), (refs[2],), (None,)]


def test_a_place_is_its_project_s_alone(client_as: ClientAs) -> None:
    place = registered(client_as("documenter"), name="Kafr Shams", point="34.5, 37.5").rsplit("/", 1)[1]
    west = client_as("documenter", "WEST")
    assert west.get(f"/p/WEST/places/{place}").status_code == 404
    assert "Kafr Shams" not in west.get("/p/WEST/places").text
    back = west.post("/p/WEST/incidents/new", data=PLAIN | {"where": "Kafr Shams"})
    assert offered(back.text) == ["new", "text"]


def test_who_only_reads_registers_nothing(client_as: ClientAs) -> None:
    analyst = client_as("analyst")
    assert analyst.get(PLACES).status_code == 200 and f"{PLACES}/new" not in analyst.get(PLACES).text
    assert analyst.post(f"{PLACES}/new", data={"name": "x", "kind": "site", "once": once(1)}).status_code == 403
