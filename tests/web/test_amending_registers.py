"""Amending a source over HTTP: by version, nothing typed is lost, nobody overwrites anybody."""

import pytest
import sqlalchemy as sa

from app.store import origins
from tests.conftest import ClientAs
from tests.web.test_registers import ref_of

FORM = {
    "version": "1", "deed": "save", "name": "Monitor M1", "kind": "monitor", "basis": "own_collection", "aliases": "M",
}  # fmt: skip


def test_a_source_is_amended_by_whoever_documents(client_as: ClientAs, owner: sa.Engine) -> None:
    address = f"/p/EAST/sources/{ref_of(owner, 'source', 'Monitor M1')}"
    browser = client_as("documenter")
    assert f'href="{address}/amend"' in browser.get(address).text
    assert "Claims of its own that stand: " in browser.get(f"{address}/amend").text
    assert browser.get(f"{address}/amend").headers["ETag"].endswith('-1"')
    done = browser.post(f"{address}/amend", data=FORM | {"affiliation": "Foundation P", "aliases": "M\r\nالمرصد م"})
    assert (done.status_code, done.headers["Location"]) == (303, address)
    page = browser.get(address).text
    assert "Foundation P" in page and "<bdi>المرصد م</bdi>" in page
    reader = client_as("analyst")
    assert "/amend" not in reader.get(address).text and reader.get(f"{address}/amend").status_code == 403


def test_what_is_wrong_stands_in_place_and_nothing_typed_is_lost(client_as: ClientAs, owner: sa.Engine) -> None:
    address = f"/p/EAST/sources/{ref_of(owner, 'source', 'Monitor M1')}/amend"
    answer = client_as("verifier").post(address, data=FORM | {"group": "Wire W1", "interest": "Much."})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text and 'value="Wire W1"' in answer.text and "Much." in answer.text


def test_both_versions_are_shown_to_who_was_slower(client_as: ClientAs, owner: sa.Engine) -> None:
    address = f"/p/EAST/sources/{ref_of(owner, 'source', 'Monitor M1')}/amend"
    client_as("documenter").post(address, data=FORM | {"affiliation": "Foundation P"})
    slower = client_as("verifier").post(address, data=FORM | {"affiliation": "Foundation Q"})
    assert slower.status_code == 412
    assert "Foundation P" in slower.text and "Foundation Q" in slower.text and 'name="version" value="2"' in slower.text
    mended = client_as("verifier").post(address, data=FORM | {"affiliation": "Foundation Q", "version": "2"})
    assert mended.status_code == 303


DOCUMENT = {
    "version": "1", "deed": "save", "title": "Daily report 1", "kind": "news_article", "state": "on_file",
    "language": "en",
}  # fmt: skip


def test_a_retraction_is_said_on_the_document_and_wherever_it_is_cited(client_as: ClientAs, owner: sa.Engine) -> None:
    address = f"/p/EAST/documents/{ref_of(owner, 'document', 'Daily report 1')}"
    browser = client_as("verifier")
    told = {"retraction": "retracted", "retraction_on": "3 April 2025", "retraction_citation": "Note of 3 April"}
    refused = browser.post(f"{address}/amend", data=DOCUMENT | told | {"retraction_citation": ""})
    assert refused.status_code == 422 and 'id="retraction_citation-error"' in refused.text
    asked = browser.post(f"{address}/amend", data=DOCUMENT | told)
    assert (
        asked.status_code == 200 and 'name="seen" value="retracted"' in asked.text and "Note of 3 April" in asked.text
    )
    assert browser.post(f"{address}/amend", data=DOCUMENT | told | {"seen": "retracted"}).status_code == 303
    assert "Its source has retracted it: 3 April 2025, Note of 3 April" in browser.get(address).text
    listed = browser.get("/p/EAST/incidents").text
    incident = listed[listed.index("/p/EAST/incidents/INC-") :].split('"')[0]
    assert "on file · retracted since" in browser.get(incident).text


def test_both_versions_of_a_document_are_shown_to_who_was_slower(client_as: ClientAs, owner: sa.Engine) -> None:
    address = f"/p/EAST/documents/{ref_of(owner, 'document', 'Daily report 1')}/amend"
    client_as("documenter").post(address, data=DOCUMENT | {"series": "Daily"})
    slower = client_as("verifier").post(address, data=DOCUMENT | {"series": "Weekly"})
    assert slower.status_code == 412 and "Daily<" in slower.text and 'value="Weekly"' in slower.text


def test_what_many_incidents_follow_is_kept_and_its_page_says_how_far_it_has_come(
    client_as: ClientAs, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "AT_ONCE", 0)
    address = f"/p/EAST/documents/{ref_of(owner, 'document', 'Daily report 1')}"
    answer = client_as("documenter").post(f"{address}/amend", data=DOCUMENT | {"title": "Another title"})
    assert answer.status_code == 303
    page = client_as("documenter").get(address).text
    assert "Another title" in page and "in 1 incidents: 0 done" in page and "data-progress" in page
    other = client_as("verifier").get(address).text
    assert "data-progress" not in other and f'action="{address}/follow"' in other
    assert client_as("verifier").post(f"{address}/follow").status_code == 303
    assert "data-progress" in client_as("verifier").get(address).text
    assert f'action="{address}/follow"' not in client_as("analyst").get(address).text


def test_how_a_document_stands_to_another_is_said_and_taken_back(client_as: ClientAs, owner: sa.Engine) -> None:
    cited = ref_of(owner, "document", "Shelling in the valley 1")
    report = ref_of(owner, "document", "Daily report 1")
    address, browser = f"/p/EAST/documents/{cited}", client_as("documenter")
    asked = browser.get(f"{address}/relations/new").text
    assert report in asked and "is no new origin" in asked
    refused = browser.post(f"{address}/relations/new", data={"kind": "republishes", "other": report})
    assert refused.status_code == 422 and 'id="reason-error"' in refused.text
    told = {"kind": "republishes", "other": report, "reason": "Word for word."}
    assert browser.post(f"{address}/relations/new", data=told).status_code == 303
    assert "is republished by <a" in browser.get(f"/p/EAST/documents/{report}").text
    again = browser.post(f"{address}/relations/new", data=told)
    assert again.status_code == 422 and 'id="kind-error"' in again.text
    page = browser.get(address).text
    end = page[page.rindex("/relations/") :].split('"')[0]
    page = page[: page.rindex("/relations/")]
    end = address + page[page.rindex("/relations/") :].split('"')[0] if not end.endswith("/end") else address + end
    assert browser.post(end, data={"reason": ""}).status_code == 422
    assert browser.post(end, data={"reason": "It is not."}).status_code == 303
    assert "Taken back: <bdi>It is not.</bdi>" in browser.get(address).text
    assert client_as("analyst").get(f"{address}/relations/new").status_code == 403
