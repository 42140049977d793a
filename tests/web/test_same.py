"""The same thing twice over HTTP: said, seen on both pages and in the history, taken back; in both languages."""

import pytest
import sqlalchemy as sa

from app.services.doors import Doors
from app.services.taking_in import take_in
from tests.conftest import ClientAs
from tests.filled import Tokens, incident
from tests.web.test_registers import ref_of

WHY = {"reason": "One street, one hour."}


@pytest.fixture
def twice(doors: Doors, tokens: Tokens, owner: sa.Engine) -> list[str]:
    """The refs of two entries in EAST."""
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident")
        take_in(work, project, incident(2))
    with owner.connect() as connection:
        query = "SELECT i.ref FROM incident i JOIN project p ON p.id = i.project_id WHERE p.code = 'EAST' ORDER BY i.id"
        return list(connection.execute(sa.text(query)).scalars())


def test_two_entries_are_joined_from_the_page_and_parted_again(client_as: ClientAs, twice: list[str]) -> None:
    one, other = twice
    browser, home = client_as("documenter"), f"/p/EAST/incidents/{other}"
    assert f'href="/p/EAST/same/{other}/join"' in browser.get(home).text
    form = browser.get(f"/p/EAST/same/{other}/join")
    assert "The same incident, entered twice" in form.text and f'href="{home}"' in form.text
    for wrong in ({"other": one}, WHY | {"other": "INC-000000000000"}, WHY | {"other": other}):
        refused = browser.post(f"/p/EAST/same/{other}/join", data=wrong)
        assert refused.status_code == 422 and "-error" in refused.text
    done = browser.post(f"/p/EAST/same/{other}/join", data=WHY | {"other": one})
    again = browser.post(f"/p/EAST/same/{other}/join", data=WHY | {"other": one})
    assert again.status_code == 422 and "You decided meanwhile" in again.text
    assert f"{one} = {other}" in again.text and f"The reason given: {WHY['reason']}" in again.text
    assert (done.status_code, done.headers["Location"]) == (303, home)
    listed = browser.get("/p/EAST/incidents").text
    assert one in listed and other not in listed
    page = browser.get(home).text
    assert f"The same incident as {one}, which stands for it in the list" in page
    assert f'Recorded in <a class="ref" href="/p/EAST/incidents/{one}">' in page
    first = browser.get(f"/p/EAST/incidents/{one}").text
    assert "Entered more than once" in first and f"/p/EAST/incidents/{other}/claims/" in first  # done where it stands
    assert "Entered more than once" in browser.get(f"/p/EAST/incidents/{one}/print").text
    told = browser.get(f"/p/EAST/incidents/{one}/history").text
    assert f"Said to be the same: {other} = {one}" in told and WHY["reason"] in told
    end = first[first.index(f"/p/EAST/same/{one}/") :].split('"')[0]
    assert end.endswith("/end")
    assert browser.post(end, data={"reason": ""}).status_code == 422
    assert browser.post(end, data={"reason": "Another hour."}).status_code == 303
    late = browser.post(end, data={"reason": "Another hour."})
    assert late.status_code == 412 and "This has been taken back" in late.text and "Another hour." in late.text
    assert "You decided meanwhile" in late.text and "The reason given: Another hour." in late.text
    assert "Taken back: Another hour." in browser.get(home).text
    assert other in browser.get("/p/EAST/incidents").text
    assert "No longer said to be the same" in browser.get(f"{home}/history").text


def test_what_stands_in_another_entry_is_not_ended_from_here(client_as: ClientAs, twice: list[str]) -> None:
    one, other = twice
    browser = client_as("documenter")
    page = browser.get(f"/p/EAST/incidents/{other}").text
    claim = page[page.index("/claims/CLM-") :].split("/")[2]
    browser.post(f"/p/EAST/same/{other}/join", data=WHY | {"other": one})
    for deed in ("withdraw", "supersede"):
        assert browser.get(f"/p/EAST/incidents/{one}/claims/{claim}/{deed}").status_code == 404
        assert browser.get(f"/p/EAST/incidents/{other}/claims/{claim}/{deed}").status_code == 200
    assert browser.get(f"/p/EAST/incidents/{one}/claims/{claim}/link").status_code == 200


def test_two_names_of_a_source_are_joined_by_name(client_as: ClientAs, owner: sa.Engine, twice: list[str]) -> None:
    ref = ref_of(owner, "source", "Monitor M2")
    browser, home = client_as("verifier"), f"/p/EAST/sources/{ref}"
    assert f'href="/p/EAST/same/{ref}/join"' in browser.get(home).text
    assert '<option value="Monitor M1">' in browser.get(f"/p/EAST/same/{ref}/join").text
    assert browser.post(f"/p/EAST/same/{ref}/join", data=WHY | {"other": "monitor m1"}).status_code == 303
    page = browser.get(home).text
    assert "In lists, " in page and "Monitor M1" in page
    reader = client_as("analyst")
    assert "/join" not in reader.get(home).text and "/end" not in reader.get(home).text
    assert reader.get(f"/p/EAST/same/{ref}/join").status_code == 403


def test_two_names_of_a_party_are_joined_on_its_page(client_as: ClientAs, owner: sa.Engine, twice: list[str]) -> None:
    with owner.connect() as connection:
        query = (
            "SELECT y.ref FROM party y JOIN project p ON p.id = y.project_id WHERE p.code = 'EAST' AND y.label = :label"
        )
        one, other = (connection.execute(sa.text(query), {"label": f"force F{n}"}).scalar_one() for n in (1, 2))
    browser, home = client_as("documenter"), f"/p/EAST/parties/{other}"
    assert f'href="/p/EAST/same/{other}/join"' in browser.get(home).text
    done = browser.post(f"/p/EAST/same/{other}/join", data=WHY | {"other": one})
    assert (done.status_code, done.headers["Location"]) == (303, home)
    page = browser.get(home).text
    assert "In lists, " in page and f'href="/p/EAST/parties/{one}"' in page


def test_it_is_said_in_arabic_too(client_as: ClientAs, twice: list[str]) -> None:
    one, other = twice
    browser = client_as("documenter")
    browser.post(f"/p/EAST/same/{other}/join", data=WHY | {"other": one})
    browser.post("/language", data={"language": "ar"})
    page = browser.get(f"/p/EAST/incidents/{other}").text
    assert 'dir="rtl"' in page and "الشيء نفسه مرتين" in page and f"هي الحادثة {one} نفسها" in page
    assert "الحادثة نفسها مُدخلة مرتين" in browser.get(f"/p/EAST/same/{one}/join").text
