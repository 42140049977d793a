"""The register and page of parties: who stands in what, and what is said of one beside all incidents."""

import html
import re

import pytest
import sqlalchemy as sa

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, FURTHER, kept
from tests.web.test_registers import ref_of


@pytest.fixture
def entered(client_as: ClientAs) -> None:
    answers = {"act": ["killing"], "victim": "families of the quarter", "victim_kind": "community",
               "alleged": "force G", "alleged_kind": "armed_group"}  # fmt: skip
    assert kept(client_as("documenter"), ANSWERS | answers).status_code == 303


def row_of(page: str, name: str) -> str:
    rows = re.findall(r'<tr role="row">(.*?)</tr>', html.unescape(page), re.DOTALL)
    return next(row for row in rows if name in row)


@pytest.mark.usefixtures("entered")
def test_nobody_stands_in_the_register_as_what_somebody_else_is(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/p/EAST/parties").text
    victims, force = row_of(page, "families of the quarter"), row_of(page, "force G")
    assert "it was done to them" in victims and "alleged" not in victims
    assert "alleged to have done it" in force and "it was done to them" not in force


@pytest.mark.usefixtures("entered")
def test_what_is_said_of_a_party_beside_all_incidents_is_kept(client_as: ClientAs, owner: sa.Engine) -> None:
    page = f"/p/EAST/parties/{ref_of(owner, 'party', 'force G')}"
    said = FURTHER | {
        "path": "context.pattern",
        "quote": "It takes the young men of one village after another.",
        "value": "takes the young men",
        "of_people": "no",
    }
    assert kept(client_as("documenter"), said, f"{page}/claims/new").status_code == 303
    assert "takes the young men" in client_as("analyst").get(page).text


@pytest.mark.parametrize("turn", ["after", "before"])
@pytest.mark.parametrize("register", ["parties", "sources", "documents", "interventions"])
def test_a_turn_that_is_no_ref_is_refused(client_as: ClientAs, register: str, turn: str) -> None:
    assert client_as("analyst").get(f"/p/EAST/{register}?{turn}=%00").status_code == 400


def test_whom_a_claim_names_leads_to_its_page(client_as: ClientAs, owner: sa.Engine) -> None:
    named = {"act": ["killing"], "victim": "families of the quarter", "victim_kind": "community",
             "alleged": "force G", "alleged_kind": "armed_group"}  # fmt: skip
    page = client_as("documenter").get(kept(client_as("documenter"), ANSWERS | named).location).text
    for name in ("force G", "families of the quarter"):
        address = f"/p/EAST/parties/{ref_of(owner, 'party', name)}"
        assert re.search(rf'<p class="what">\s*<a href="{address}"><bdi>[^<]*{name}', page)
