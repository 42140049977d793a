"""The list of one's projects, and where the start leads."""

from tests.conftest import ClientAs


def test_a_member_sees_project_roles_and_number(client_as: ClientAs) -> None:
    page = client_as("documenter").get("/projects").text
    assert 'href="/p/EAST"' in page
    assert "East valley" in page and "West coast" not in page
    assert "documenter" in page


def test_an_administrator_sees_names_and_no_way_in(client_as: ClientAs) -> None:
    page = client_as("administrator").get("/projects").text
    assert "East valley" in page and "West coast" in page
    assert "/p/EAST" not in page
    assert client_as("administrator").get("/p/EAST/incidents").status_code == 404


def test_the_start_leads_to_the_only_project_else_to_the_list(client_as: ClientAs) -> None:
    assert client_as("analyst").get("/").headers["Location"] == "/p/EAST"
    assert client_as("administrator").get("/").headers["Location"] == "/projects"
    assert client_as(None).get("/").headers["Location"].startswith("/sign-in?")


def test_a_project_of_others_has_no_home(client_as: ClientAs) -> None:
    assert client_as("analyst").get("/p/EAST").status_code == 200
    assert client_as("analyst").get("/p/WEST").status_code == 404
