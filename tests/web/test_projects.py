"""The list of one's projects, and where the start leads."""

from tests.conftest import ClientAs


def test_a_member_sees_project_roles_and_number(client_as: ClientAs) -> None:
    page = client_as("documenter").get("/projects").text
    assert 'href="/p/EAST/incidents"' in page
    assert "East valley" in page and "West coast" not in page
    assert "documenter" in page


def test_an_administrator_sees_names_and_no_way_in(client_as: ClientAs) -> None:
    page = client_as("administrator").get("/projects").text
    assert "East valley" in page and "West coast" in page
    assert "/p/EAST" not in page
    assert client_as("administrator").get("/p/EAST/incidents").status_code == 404


def test_the_start_leads_to_the_only_project_else_to_the_list(client_as: ClientAs) -> None:
    assert client_as("analyst").get("/").headers["Location"] == "/p/EAST/incidents"
    assert client_as("administrator").get("/").headers["Location"] == "/projects"
    assert client_as(None).get("/").headers["Location"].startswith("/sign-in?")


def test_a_projects_address_alone_leads_to_its_incidents(client_as: ClientAs) -> None:
    assert client_as("analyst").get("/p/EAST").headers["Location"] == "/p/EAST/incidents"
    assert client_as("analyst").get("/p/WEST").status_code == 404


def test_roles_are_in_the_readers_language(client_as: ClientAs) -> None:
    page = client_as("documenter").get("/projects", headers={"Accept-Language": "ar"}).text
    assert "documenter" not in page.split("<main")[1]
