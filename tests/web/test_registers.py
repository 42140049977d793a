"""The registers over HTTP: found in any spelling, a page at a time; and every name on an incident leads to its page."""

import re

import pytest
import sqlalchemy as sa

from app.domain.records import Bundle, DocumentRecord, SourceRecord
from app.services.doors import Doors
from app.services.taking_in import take_in
from tests.conftest import ClientAs
from tests.filled import Tokens


def ref_of(owner: sa.Engine, table: str, name: str, code: str = "EAST") -> str:
    column = {"source": "name", "document": "title", "party": "label"}[table]
    query = (
        f"SELECT t.ref FROM {table} t JOIN project p ON p.id = t.project_id WHERE p.code = :code AND t.{column} = :name"
    )
    with owner.connect() as connection:
        return str(connection.execute(sa.text(query), {"code": code, "name": name}).scalar_one())


def many(doors: Doors, tokens: Tokens, number: int, code: str = "EAST") -> None:
    """Further sources with a document each."""
    sources = tuple(SourceRecord(f"s{n}", "monitor", f"Page {n:03}", "own_collection") for n in range(number))
    documents = tuple(DocumentRecord(f"d{n}", f"s{n}", "report", f"Issue {n:03}", "on_file") for n in range(number))
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "record_incident")
        work.open(project, "record_incident")
        take_in(work, project, Bundle(sources=sources, documents=documents))


@pytest.mark.parametrize("role", ["documenter", "verifier", "analyst", "custodian"])
def test_every_member_reads_the_registers(client_as: ClientAs, role: str) -> None:
    browser = client_as(role)
    assert "Monitor M1" in browser.get("/p/EAST/sources").text
    assert "Daily report 1" in browser.get("/p/EAST/documents").text


@pytest.mark.parametrize("asked, found", [("MONITOR m1", True), ("m", True), ("wire", False), ("%", False)])
def test_a_source_is_found_by_name_or_alias_in_any_spelling(client_as: ClientAs, asked: str, found: bool) -> None:
    page = client_as("analyst").get("/p/EAST/sources", query_string={"q": asked}).text
    assert ("Monitor M1" in page) is found
    assert ("Nothing here is called so" in page) is (asked == "%")


def test_documents_are_found_by_title_and_by_source(client_as: ClientAs, owner: sa.Engine) -> None:
    browser, wire = client_as("analyst"), ref_of(owner, "source", "Wire W1")
    page = browser.get("/p/EAST/documents?q=daily").text
    assert "Daily report 1" in page and "Shelling in the valley 1" not in page
    page = browser.get(f"/p/EAST/documents?source={wire}").text
    assert "Documents of Wire W1" in page and "Shelling in the valley 1" in page and "Daily report 1" not in page
    assert browser.get("/p/EAST/documents?source=SRC-000000000000").status_code == 400


@pytest.mark.parametrize("register, name", [("sources", "Page"), ("documents", "Issue")])
def test_pages_of_a_register_hold_everything_once(
    client_as: ClientAs, doors: Doors, tokens: Tokens, register: str, name: str
) -> None:
    many(doors, tokens, 120)
    browser, seen, address = client_as("analyst"), list[str](), f"/p/EAST/{register}?q={name.lower()}"
    while address:
        page = browser.get(address).text
        here = re.findall(rf"<bdi>({name} \d+)</bdi></a></div></td>\s*<td", page)
        seen += [one for one in here if one.startswith(name)]
        before = re.search(r'rel="prev" href="([^"]+)"', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        last, address = page, further.group(1).replace("&amp;", "&") if further else ""
    assert len(set(seen)) == 120 and seen == sorted(seen, reverse=register == "documents")
    assert before and 'rel="next"' not in last
    back = browser.get(before.group(1).replace("&amp;", "&")).text
    assert re.findall(rf"<bdi>({name} \d+)</bdi></a></div></td>\s*<td", back)[-1] == seen[len(seen) - 21]
    assert browser.get(f"/p/EAST/{register}?after=nothing").status_code == 400


def test_every_name_on_an_incident_leads_to_its_page(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("analyst")
    [incident] = set(re.findall(r"/p/EAST/incidents/INC-\w+", browser.get("/p/EAST/incidents").text))
    page = browser.get(incident).text
    for table, name in (
        ("source", "Monitor M1"), ("source", "Wire W1"), ("document", "Daily report 1"),
        ("document", "Shelling in the valley 1"),
    ):  # fmt: skip
        assert f'<a href="/p/EAST/{table}s/{ref_of(owner, table, name)}"><bdi>{name}</bdi></a>' in page
    claims = page.count('class="claim')
    assert page.count("passed on by <a") == claims


def test_a_source_and_a_document_lead_to_each_other_and_to_what_is_said(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("analyst")
    source, document = ref_of(owner, "source", "Monitor M1"), ref_of(owner, "document", "Daily report 1")
    page = browser.get(f"/p/EAST/sources/{source}").text
    assert f"/documents/{document}" in page and f"/incidents?source={source}" in page and ">M<" in page
    page = browser.get(f"/p/EAST/documents/{document}").text
    assert f"/sources/{source}" in page and "Shelling of Bayt Rummana" in page and "on file" in page


def test_nothing_of_another_project_is_found(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("analyst")
    for table, name in (("source", "Monitor M1"), ("document", "Daily report 1")):
        assert browser.get(f"/p/EAST/{table}s/{ref_of(owner, table, name, 'WEST')}").status_code == 404
