"""The first page of a project: what one has begun, what is one's own, what waits, what changed, and how to begin."""

import html
import re

import sqlalchemy as sa

from tests.conftest import ClientAs
from tests.services.importing import look
from tests.web.test_entry import ANSWERS, NEW, ONCE, kept
from tests.web.test_interventions import APPEAL
from tests.web.test_interventions import NEW as NEW_ACTION
from tests.web.test_registering import NEW as NEW_DOCUMENT
from tests.web.test_registering import WANTED

HOME = "/p/EAST"


def test_what_one_has_begun_and_what_changed_stand_there(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    browser.post(NEW, data=ANSWERS | {"once": ONCE.replace("0b", "e1"), "quote": "Begun and not ended"})
    page = html.unescape(browser.get(HOME).text)
    assert "“Begun and not ended”" in page
    latest = re.search(r'id="changes".*?<li>(.*?)</li>', page, re.S)
    assert latest and "Entered" in latest.group(1) and incident in latest.group(1)
    assert "documenter of EAST" in latest.group(1)
    others = html.unescape(client_as("analyst").get(HOME).text)
    assert "Begun and not ended" not in others and "Enter an incident" not in others and incident in others


def changes(page: str) -> list[str]:
    """What changed, the newest first, as the page shows it."""
    listed = re.search(r'id="changes".*?<ul[^>]*>(.*?)</ul>', html.unescape(page), re.S)
    assert listed
    return [re.sub(r"<(?!a )[^>]*>", "", line) for line in re.findall(r"<li>(.*?)</li>", listed.group(1), re.S)]


def test_what_changed_names_the_one_thing_that_a_deed_was_about(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    document = kept(browser, WANTED, NEW_DOCUMENT).location
    assert f'on record · <a href="{document}">Call of the council' in changes(browser.get(HOME).text)[0]
    incident = kept(browser, ANSWERS).location
    assert f'Entered · <a href="{incident}">' in changes(browser.get(HOME).text)[0]
    action = kept(browser, APPEAL | {"incident": incident.rpartition("/")[2]}, NEW_ACTION).location
    assert f'<a href="{action}">' in changes(browser.get(HOME).text)[0]
    assert changes(client_as("analyst").get(HOME).text) == changes(browser.get(HOME).text)


def test_titles_that_we_made_stand_in_the_readers_language(client_as: ClientAs) -> None:
    browser, arabic = client_as("documenter"), {"Accept-Language": "ar"}
    incident = kept(browser, ANSWERS).location
    [title] = re.findall(r"<h1><bdi>(.*?)</bdi></h1>", browser.get(incident, headers=arabic).text)
    assert title not in browser.get(incident).text
    assert f'<a href="{incident}"><bdi>{title}</bdi></a>' in browser.get(HOME, headers=arabic).text
    ref = incident.rpartition("/")[2]
    browser.post("/p/EAST/tasks/new", data={"kind": "other", "incident": ref, "what": "Call the registry"})
    assert title in browser.get("/p/EAST/tasks", headers=arabic).text


def test_a_task_that_is_given_to_one_stands_there_alone(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    ref = kept(browser, ANSWERS).location.rpartition("/")[2]
    task = {"kind": "other", "incident": ref, "what": "Call the registry", "assigned_to": "documenter of EAST"}
    made = browser.post(f"/p/EAST/tasks/new?incident={ref}&kind=other", data=task)
    assert made.status_code == 303, made.text
    assert "Call the registry" in browser.get(HOME).text
    assert "Call the registry" not in client_as("verifier").get(HOME).text
    assert look(owner, "SELECT kind FROM task WHERE what = 'Call the registry'") == [("other",)]


def test_where_nothing_is_recorded_it_says_how_to_begin(client_as: ClientAs, owner: sa.Engine) -> None:
    assert "How to begin" not in client_as("documenter").get(HOME).text
    with owner.begin() as connection:  # a project that was founded, and nothing more
        connection.execute(sa.text("UPDATE event SET deed = 'found_project'"))
    page = client_as("documenter").get(HOME).text
    assert "How to begin" in page and "/p/EAST/documents/new" in page and "/p/EAST/incidents/new" in page
    assert "Nothing is recorded here yet" in client_as("analyst").get(HOME).text


def test_the_same_done_to_one_thing_again_stands_once_with_its_number(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    for what in ("Call the registry", "Ask the wire", "Find the picture"):
        made = browser.post(
            "/p/EAST/tasks/new", data={"kind": "other", "incident": incident.rpartition("/")[2], "what": what}
        )
        assert made.status_code == 303, made.text
    about = [line for line in changes(browser.get(HOME).text) if incident in line]
    assert len(about) == 2 and "3 times lately, last " in about[0] and "lately" not in about[1]


def test_that_the_index_is_to_be_made_anew_is_said_to_whoever_can_have_it_done(
    client_as: ClientAs, owner: sa.Engine
) -> None:
    told = "tawthiq rebuild --project EAST"
    assert told not in client_as("custodian").get(HOME).text
    with owner.begin() as connection:
        connection.execute(sa.text("INSERT INTO index_due (project_id) SELECT id FROM project"))
    assert told in client_as("custodian").get(HOME).text and told not in client_as("documenter").get(HOME).text
    projects = client_as("administrator").get("/projects").text
    assert "until a custodian runs tawthiq rebuild" in projects
