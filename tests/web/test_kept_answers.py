"""Answers that are kept: for the next incident, from the last one, as a template of the project. Never the evidence."""

import html
import re
from typing import Any

import sqlalchemy as sa

from tests.conftest import ClientAs
from tests.services.importing import one
from tests.web.test_entry import ANSWERS, NEW, errors, kept, shown, understood

LAST = f"{NEW}?repeat=last"


def filled(page: str) -> dict[str, str]:
    """The answers that stand in the fields of a form."""
    texts = re.findall(r'<input id="(\w+)" type="\w+" value="([^"]+)" name="\w+"', page)
    areas = re.findall(r'<textarea id="(\w+)"[^>]*>\n?([^<]+)</textarea>', page)
    selects = re.findall(r'<select id="(\w+)"(.*?)</select>', page, re.S)
    chosen = [(name, one) for name, body in selects for one in re.findall(r'value="([^"]+)" selected', body)]
    return {name: html.unescape(given) for name, given in (*texts, *areas, *chosen)}


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="keep" value="(\w+)"\s+type="checkbox" checked', page))


def next_after(client_as: ClientAs, **answers: Any) -> str:
    browser = client_as("documenter")
    digest = shown(browser.post(NEW, data=ANSWERS | answers))
    saved = browser.post(NEW, data=ANSWERS | answers | {"shown": digest, "deed": "next"})
    assert saved.status_code == 303 and "Tall" not in saved.location
    return browser.get(saved.location).text


def test_the_usual_answers_are_kept_for_the_next_one_and_never_the_quotation(client_as: ClientAs) -> None:
    page = next_after(client_as)
    found = filled(page)
    assert found["where"] == "near Tall Zayn" and found["alleged"] == "force F" and found["document"].startswith("DOC-")
    assert not {"quote", "count", "victim", "title", "summary"} & found.keys()
    assert ticked(page) == {"document", "originator", "when", "where", "alleged"}
    told = re.search(r'<p class="notice-line" role="status" id="kept" tabindex="-1" autofocus>.*?</p>', page)
    assert told and re.search(r'href="/p/EAST/incidents/(INC-\w+)".*\1', told.group()) and "Tall Zayn" in told.group()


def test_what_is_ticked_survives_and_the_ticks_with_it(client_as: ClientAs) -> None:
    page = next_after(client_as, keep=["none", "document", "act", "victim"])
    found = filled(page)
    assert found["act"] == "killing" and found["victim"] == "families of the quarter"
    assert found["victim_kind"] == "family" and not {"where", "when", "alleged"} & found.keys()
    assert ticked(page) == {"document", "act", "victim"}
    nothing = next_after(client_as, once="0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d77", keep="none", title="Another")
    assert not {"document", "where", "act"} & filled(nothing).keys()


def test_the_last_one_is_repeated_but_for_what_must_differ(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    assert not {"where", "act", "document"} & filled(browser.get(LAST).text).keys()
    kept(browser, ANSWERS)
    found = filled(browser.get(LAST).text)
    assert found["act"] == "killing" and found["where"] == "near Tall Zayn" and found["when"]
    assert found["alleged"] == "force F" and found["victim"] == "families of the quarter"
    assert not {"quote", "count", "title", "summary"} & found.keys()
    assert f'href="{LAST}"' in browser.get(NEW).text


def test_a_template_of_the_project_is_kept_under_a_name_and_started_from(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    named = ANSWERS | {"template": "Weekly report", "keep": ["none", "document", "originator", "where"]}
    back = browser.post(NEW, data=named | {"deed": "template"})
    assert back.status_code == 200 and "Kept as a template: Weekly report" in back.text
    answers = one(owner, "SELECT answers FROM tawthiq.entry_template")
    assert {name for name, _ in answers} <= {
        "source_name", "source_kind", "document_kind", "originator", "originator_name", "originator_kind", "modality",
        "where", "precision", "point", "adm1",
    }  # fmt: skip
    [start] = re.findall(r'href="([^"]+\?template=\d+)"', browser.get(NEW).text)
    found = filled(browser.get(start).text)
    assert found["source_name"] == "Local page L" and found["where"] == "near Tall Zayn"
    assert not {"quote", "count", "alleged", "document_title"} & found.keys()
    assert client_as("documenter", "WEST").get(start.replace("EAST", "WEST")).status_code == 404


def test_a_template_kept_anew_takes_the_former_s_place_and_can_be_removed(
    client_as: ClientAs, owner: sa.Engine
) -> None:
    browser = client_as("documenter")
    for where in ("Tall Zayn", "Kafr Nab"):
        sent = ANSWERS | {"where": where, "template": "weekly", "keep": ["none", "where"], "deed": "template"}
        assert browser.post(NEW, data=sent).status_code == 200
    [start] = re.findall(r'href="([^"]+\?template=\d+)"', browser.get(NEW).text)
    assert filled(browser.get(start).text)["where"] == "Kafr Nab"
    number = start.rsplit("=", 1)[1]
    assert browser.post(f"/p/EAST/incidents/templates/{number}/end").status_code == 303
    assert browser.get(start).status_code == 404
    assert one(owner, "SELECT count(*) FROM tawthiq.entry_template") == 2


def test_a_template_keeps_nothing_that_may_name_a_person(client_as: ClientAs, owner: sa.Engine) -> None:
    """Everybody in the project opens it; for whoever entered them, the same answers are there the next time."""
    browser = client_as("documenter")
    page = browser.get(NEW).text
    assert "may name a person" in html.unescape(page)
    both = ANSWERS | {"keep": ["none", "victim", "alleged"]}
    assert "keep" in errors(browser.post(NEW, data=both | {"template": "Both", "deed": "template"}))
    some = both | {"template": "Some", "keep": ["none", "where", "victim", "alleged"], "deed": "template"}
    assert browser.post(NEW, data=some).status_code == 200
    names = {name for name, _ in one(owner, "SELECT answers FROM tawthiq.entry_template")}
    assert "where" in names and not names & {"victim", "victim_kind", "alleged", "alleged_kind", "degree"}
    kept(browser, ANSWERS)
    assert filled(browser.get(LAST).text)["alleged"] == "force F"


def test_a_template_needs_a_name_and_something_to_keep(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    assert errors(browser.post(NEW, data=ANSWERS | {"deed": "template"})) == {"template"}
    empty = {"once": ANSWERS["once"], "template": "Empty", "keep": ["none", "where"], "deed": "template"}
    assert "keep" in errors(browser.post(NEW, data=empty))


def test_a_name_that_is_new_says_so_and_one_much_like_it_is_named(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    told = understood(browser.post(NEW, data=ANSWERS))
    assert told["source_name"] == "new: Local page L" and told["alleged"].startswith("new: force F. It looks like")
    kept(browser, ANSWERS)
    again = {"once": "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d78", "document_title": "Post of 19 April"}
    told = understood(browser.post(NEW, data=ANSWERS | again | {"source_name": "Lokal page L", "alleged": "forces F"}))
    assert "new: Lokal page L" in told["source_name"] and "on record already: Local page L" in told["source_name"]
    assert (
        "on record already: force F" in told["alleged"]
        and "on record already: Post of 18 April" in (told["document_title"])
    )
    told = understood(browser.post(NEW, data=ANSWERS | again))
    assert told["alleged"] == "force F, which is on record"


def test_whether_a_party_is_on_record_is_said_before_its_kind_is_chosen(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    kept(browser, ANSWERS | {"victim": "herder of Tall Zayn", "victim_kind": "private_person"})
    nothing_yet = {"alleged_kind": "", "victim_kind": ""}
    told = understood(browser.post(NEW, data=ANSWERS | nothing_yet | {"victim": "herder of Tall Zayn"}))
    assert told["alleged"] == "force F (Non-state armed group), which is on record"
    assert told["victim"] == "new: herder of Tall Zayn"  # of people nothing is said
    told = understood(browser.post(NEW, data=ANSWERS | nothing_yet | {"alleged": "brigade of Wadi"}))
    assert told["alleged"] == "new: brigade of Wadi"
    browser.set_cookie("language", "ar")
    told = understood(browser.post(NEW, data=ANSWERS | nothing_yet))
    assert "وهو مسجّل" in told["alleged"]


def test_a_person_s_name_in_words_of_ours_is_warned_of(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    told = understood(browser.post(NEW, data=ANSWERS | {"title": "Arrest of Ahmad in Tall Zayn"}))
    assert "reads like a person" in told["title"]
    assert "title" not in understood(browser.post(NEW, data=ANSWERS | {"title": "Shelling of Bayt Rummana"}))
    incident = kept(browser, ANSWERS).location
    form = {"title": "Arrest of Ahmad", "summary": "", "version": "1", "kind": "single"}
    warned = browser.post(f"{incident}/amend", data=form)
    assert warned.status_code == 200 and "reads like a person" in understood(warned)["title"]
    assert browser.post(f"{incident}/amend", data=form | {"looked": "yes"}).status_code == 303
