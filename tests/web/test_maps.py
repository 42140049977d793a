"""The map over HTTP: what is refused, what leaves on record, and what is kept by browsers."""

import csv
import io
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from app.web.policy import GuardedFlask
from app.web.vendor import MAP_LIBRARY
from tests.conftest import ClientAs
from tests.services.importing import look

TILE = "/tiles/EAST/12/2458/1623.mvt"


def test_the_list_leads_to_the_map_of_the_same_question_and_back(client_as: ClientAs) -> None:
    browser = client_as("analyst")
    assert "/p/EAST/map?act=killing" in browser.get("/p/EAST/incidents?act=killing").text
    assert "/p/EAST/incidents?act=killing" in browser.get("/p/EAST/map?act=killing").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (TILE, 200),
        (f"{TILE}?act=killing&match=certain", 200),
        (f"{TILE}?colour=red", 400),
        (f"{TILE}?from=soon", 400),
        ("/tiles/EAST/3/8/1.mvt", 404),
        ("/tiles/EAST/19/1/1.mvt", 404),
        ("/ground/0/1/0.mvt", 404),
        ("/ground/0/0/0.mvt", 200),
    ],
)
def test_a_tile_answers_as_the_list_does(client_as: ClientAs, path: str, status: int) -> None:
    assert client_as("analyst").get(path).status_code == status


def test_a_question_that_is_not_understood_is_explained_by_the_list(client_as: ClientAs) -> None:
    answer = client_as("analyst").get("/p/EAST/map?from=soon", follow_redirects=True)
    assert answer.status_code == 400 and answer.request.path == "/p/EAST/incidents" and "soon" in answer.text


def test_a_picture_that_is_taken_out_is_on_record(client_as: ClientAs, owner: sa.Engine) -> None:
    answer = client_as("analyst").post("/p/EAST/map/picture", data={"act": "killing"})
    picture = ElementTree.fromstring(answer.text)
    assert answer.mimetype == "image/svg+xml" and "attachment" in answer.headers["Content-Disposition"]
    assert "1" in (picture.findtext("{http://www.w3.org/2000/svg}title") or "")
    ((detail,),) = look(owner, "SELECT detail FROM event WHERE deed = 'export_incidents'")
    assert (detail["format"], detail["question"], detail["rows"]) == ("svg", {"act": "killing"}, {"incidents": 1})
    nothing = client_as("analyst").post("/p/EAST/map/picture", data={"from": "2030"})
    assert nothing.status_code == 404
    assert client_as("documenter").post("/p/EAST/map/picture").status_code == 403


def test_the_places_of_a_picture_that_are_taken_out_are_on_record(client_as: ClientAs, owner: sa.Engine) -> None:
    answer = client_as("analyst").post("/p/EAST/map/picture", data={"act": "killing", "as": "csv"})
    assert answer.headers["Content-Disposition"] == "attachment; filename=EAST-map.csv"
    [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["place"], row["known_to"], row["incidents"]) == ("Bayt Rummana", "circle", "1")
    assert row["place_ar"] == "", "no Arabic name is known, and the English one is none"
    assert (float(row["longitude"]), float(row["latitude"]), row["uncertainty_m"]) == (36.1, 34.9, "2000")
    ((detail,),) = look(owner, "SELECT detail FROM event WHERE deed = 'export_incidents'")
    assert (detail["format"], detail["question"], detail["rows"]) == ("csv", {"act": "killing"}, {"incidents": 1})
    empty = client_as("analyst").post("/p/EAST/map/picture", data={"from": "2030", "as": "csv"})
    assert empty.status_code == 200 and len(empty.data.splitlines()) == 1
    assert client_as("documenter").post("/p/EAST/map/picture", data={"as": "csv"}).status_code == 403
    assert client_as("analyst").post("/p/EAST/map/picture", data={"as": "exe"}).status_code == 400


def test_what_set_up_fetched_is_kept_by_browsers_under_its_digest_alone(
    flask_app: GuardedFlask, client_as: ClientAs
) -> None:
    digest = flask_app.vendored.digest
    if digest is None:
        pytest.skip("set-up could not fetch the map library")
    with client_as(None).get(f"/static/vendor/{digest}/{MAP_LIBRARY}") as given:
        assert (given.status_code, given.mimetype) == (200, "text/javascript")
        assert "immutable" in given.headers["Cache-Control"]
    for path in (f"0{digest[1:]}0/{MAP_LIBRARY}", f"{digest}/maplibre-gl-LICENSE.txt"):
        assert client_as(None).get(f"/static/vendor/{path}").status_code == 404
