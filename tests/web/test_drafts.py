"""Drafts: what is typed is kept on the server, offered again to its author alone, and ended by saving or by them."""

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa

from app.runtime.urls import Urls
from app.services import unsaved
from tests.conftest import ClientAs
from tests.services.importing import one
from tests.web.test_entry import ANSWERS, FURTHER, NEW, ONCE, kept
from tests.web.test_interventions import APPEAL
from tests.web.test_interventions import NEW as NEW_ACTION


def offered(page: str) -> list[str]:
    return [html.unescape(href) for href in re.findall(r'<a href="([^"]+draft=[0-9a-f-]+)">', page)]


@pytest.mark.parametrize(("where", "answers"), [(NEW, ANSWERS), (NEW_ACTION, APPEAL)])
def test_what_was_typed_survives_and_is_offered_until_it_is_saved(
    client_as: ClientAs, where: str, answers: dict[str, Any]
) -> None:
    browser = client_as("documenter")
    half = {name: answer for name, answer in answers.items() if name not in ("source_name", "document_title")}
    refused = browser.post(where, data=half)
    assert refused.status_code == 422 and "Kept as a draft" in refused.text
    [resume] = offered(client_as("documenter").get(where).text)
    page = html.unescape(browser.get(resume).text)
    assert f'value="{answers["once"]}"' in page and str(answers["quote"]) in page and "2025" in page
    assert offered(page) == [], "what is taken up is not offered beside itself"
    assert kept(browser, answers, where).status_code == 303
    assert offered(browser.get(where).text) == []
    assert browser.get(resume).status_code == 404
    late = browser.post(where, data=answers)
    assert late.status_code == 200 and offered(browser.get(where).text) == [], "what was saved does not come back"
    assert "Kept as a draft" not in late.text and "saved or discarded already" in late.text


def test_a_claim_and_the_desk_keep_drafts_at_their_own_address(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    where = f"{incident}/claims/new"
    assert browser.post(where, data=FURTHER).status_code == 200
    [resume] = offered(browser.get(f"{where}?path=incident.count").text)
    assert offered(browser.get(f"{where}?path=incident.when").text) == []
    assert "At least twelve dead" in browser.get(resume).text
    assert browser.post(re.sub(r".*draft=(.+)", r"/p/EAST/drafts/\1/discard", resume)).status_code == 303
    assert offered(browser.get(f"{where}?path=incident.count").text) == []


def test_of_two_windows_the_older_overwrites_nothing_and_saves_nothing(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    browser.post(NEW, data=ANSWERS)
    [resume] = offered(browser.get(NEW).text)
    one, other = (
        {"window": re.findall(r'name="window" value="([^"]+)"', html.unescape(browser.get(resume).text))[0]}
        for _ in range(2)
    )
    for words in ("First in one window", "Then more in it"):
        kept_here = browser.post(NEW, data=ANSWERS | one | {"quote": words, "deed": "check"})
        assert "Kept as a draft" in kept_here.text
        assert one["window"] in html.unescape(kept_here.text), "what is shown back stands in the same window"
    digest = html.unescape(re.findall(r'name="shown" value="([^"]+)"', kept_here.text)[0])
    for deed in ({"deed": "check"}, {"deed": "save"}):
        late = browser.post(NEW, data=ANSWERS | other | {"quote": "In the other"} | deed)
        assert late.status_code == 412 and "in another window" in late.text
    [apart] = set(offered(browser.get(NEW).text)) - {resume}
    assert "In the other" in browser.get(apart).text, "what stands there is kept as a draft of its own"
    assert "Then more in it" in browser.get(resume).text
    late = browser.post(NEW, data=ANSWERS | other | {"quote": "Then more in it", "deed": "save", "shown": digest})
    assert late.status_code == 412, "an older window ends no draft"
    saved = browser.post(NEW, data=ANSWERS | one | {"quote": "Then more in it", "deed": "save", "shown": digest})
    assert saved.status_code == 303 and offered(browser.get(NEW).text) == [apart]
    page = html.unescape(browser.get(apart).text)
    assert "Then more in it" in page and ANSWERS["once"] not in page, "and is saved by itself"


def test_what_was_typed_in_an_older_window_is_kept_once_the_draft_was_saved_from_another(
    client_as: ClientAs, owner: sa.Engine
) -> None:
    browser = client_as("documenter")
    one_window, other = {"window": ONCE.replace("0b", "a1")}, {"window": ONCE.replace("0b", "a2")}
    assert kept(browser, ANSWERS | one_window).status_code == 303
    assert kept(browser, ANSWERS | one_window).status_code == 303, "the same form sent twice is kept once"
    for words in ("In the other", "In the other, more"):
        late = browser.post(NEW, data=ANSWERS | other | {"quote": words, "deed": "check"})
        assert late.status_code == 412
    [apart] = offered(browser.get(NEW).text)
    assert "In the other, more" in browser.get(apart).text
    key = apart.partition("draft=")[2]
    assert browser.post(f"/p/EAST/drafts/{key}/discard").status_code == 303
    assert browser.post(NEW, data=ANSWERS | other | {"quote": "Once more"}).status_code == 412
    assert "Once more" in browser.get(offered(browser.get(NEW).text)[0]).text
    emptied = "SELECT answers::text FROM unsaved_entry WHERE form_key = '" + ANSWERS["once"] + "'"
    assert one(owner, emptied) == f'[["window", "{one_window["window"]}"]]'


def test_the_language_of_a_form_that_was_refused_changes_and_what_was_typed_stays(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    page = browser.get(kept(browser, ANSWERS).location).text
    document = re.findall(r"/p/EAST/documents/DOC-\w+", page)[0]
    browser.post(f"{document}/text", data={"text": "Twelve were killed.", "deed": "save"})
    typed = {"once": ONCE.replace("0b", "7a"), "quote": "Twelve were killed.", "count": "some that nobody understands"}
    refused = browser.post(f"{document}/desk/incident", data=typed)
    assert refused.status_code == 422
    back = html.unescape(re.findall(r'name="back" value="([^"]+)"', refused.text)[0])
    turned = browser.post("/language", data={"language": "ar", "back": back}, follow_redirects=True)
    assert turned.status_code == 200 and 'lang="ar"' in turned.text
    assert "some that nobody understands" in turned.text and "Twelve were killed.</textarea>" in turned.text


def test_a_draft_is_its_authors_alone_by_each_wall(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    browser.post(NEW, data=ANSWERS)
    number = one(owner, "SELECT form_key FROM unsaved_entry ORDER BY id DESC LIMIT 1")
    for other in (client_as("verifier"), client_as("documenter", "WEST")):
        for place in ("EAST", "WEST"):
            assert other.post(f"/p/{place}/drafts/{number}/discard").status_code == 404
    assert client_as("verifier").get(f"{NEW}?draft={number}").status_code in (403, 404)
    assert len(offered(browser.get(NEW).text)) == 1
    assert client_as("analyst").post(f"/p/EAST/drafts/{number}/discard").status_code == 403


def test_nothing_typed_is_no_draft_and_what_has_ended_is_empty(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    before = one(owner, "SELECT count(*) FROM unsaved_entry")
    browser.post(
        NEW, data={"once": ONCE.replace("0b", "9c"), "deed": "check", "originator": "source", "kind": "single"}
    )
    browser.post(NEW, data=ANSWERS | {"once": "no key at all"})
    assert one(owner, "SELECT count(*) FROM unsaved_entry") == before
    kept(browser, ANSWERS)
    assert one(owner, "SELECT answers::text FROM unsaved_entry ORDER BY id DESC LIMIT 1") == "[]"
    events = one(owner, "SELECT count(*) FROM event")
    browser.post(NEW, data=ANSWERS | {"once": ONCE.replace("0b", "9d"), "quote": "Something else"})
    assert one(owner, "SELECT count(*) FROM event") == events, "a draft is no event"
    assert browser.post(NEW, data=ANSWERS | {"once": ONCE.replace("0b", "9e"), "where": "a\0b"}).status_code == 422


def test_what_nobody_touches_for_so_many_days_is_emptied_and_its_author_was_told(
    client_as: ClientAs, owner: sa.Engine, urls: Urls
) -> None:
    browser = client_as("documenter")
    for number, saved in ((1, "29 days"), (2, "31 days")):
        browser.post(NEW, data=ANSWERS | {"once": f"{ONCE[:-1]}{number}"})
        with owner.begin() as connection:
            sent = {"key": f"{ONCE[:-1]}{number}", "saved": saved}
            told = (
                "UPDATE tawthiq.unsaved_entry SET saved_at = now() - CAST(:saved AS interval)"
                " WHERE form_key = CAST(:key AS uuid)"
            )
            connection.execute(sa.text(told), sent)
    assert "emptied after" in browser.get("/p/EAST").text
    assert unsaved.empty_old(urls.owner, 30) == 1
    [resume] = offered(browser.get("/p/EAST").text)
    assert resume.endswith("1")
    assert one(owner, f"SELECT answers FROM tawthiq.unsaved_entry WHERE form_key = '{ONCE[:-1]}2'") == []


def test_whoever_leaves_a_project_leaves_no_drafts_in_it(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    browser.post(NEW, data=ANSWERS)
    kept_in = f"SELECT answers, ended_at FROM tawthiq.unsaved_entry WHERE form_key = '{ONCE}'"
    who = f"(SELECT account_id FROM tawthiq.unsaved_entry WHERE form_key = '{ONCE}')"
    project = "(SELECT id FROM tawthiq.project WHERE code = 'EAST')"
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tawthiq.membership DISABLE TRIGGER log_update")
        connection.exec_driver_sql(
            f"UPDATE tawthiq.membership SET ended_at = now() WHERE account_id = {who} AND project_id = {project}"
        )
        connection.exec_driver_sql("ALTER TABLE tawthiq.membership ENABLE TRIGGER log_update")
    answers, ended_at = one(owner, kept_in)
    assert answers == [] and ended_at is not None
    assert browser.get(NEW).status_code in (403, 404)
