"""What a page and its paper give as said: the source's words and none of ours, denials as such, parts as parts."""

import html
import re

import pytest
import sqlalchemy as sa

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, FURTHER, NEW, ONCE, claim_of, errors, kept, shown, understood

DENIAL = FURTHER | {
    "path": "act.alleged",
    "document_title": "Statement",
    "quote": "No members of our force took part.",
    "value": "force F",
    "party_kind": "armed_group",
    "polarity": "denies",
}
ONE_ACT = ANSWERS | {"act": ["killing"]}


@pytest.fixture
def incident(client_as: ClientAs) -> str:
    return kept(client_as("documenter"), ONE_ACT).location


def quotations(page: str) -> list[str]:
    return [html.unescape(words) for words in re.findall(r"<blockquote[^>]*><p>([^<]*)</p>", page)]


def test_only_the_source_s_words_stand_as_its_words(client_as: ClientAs, incident: str, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    assert kept(browser, DENIAL, f"{incident}/claims/new").status_code == 303
    for page in (incident, f"{incident}/print"):
        said = set(quotations(browser.get(page).text))
        assert said == {ONE_ACT["quote"], "No members of our force took part."}
    with owner.connect() as connection:
        query = sa.text(
            "SELECT path, stated_as FROM tawthiq.claim c JOIN tawthiq.incident i ON i.id = c.incident_id"
            " AND i.project_id = c.project_id WHERE i.ref = :ref"
        )
        rows = connection.execute(query, {"ref": incident.rpartition("/")[2]}).all()
    stated = {(path, words) for path, words in rows}
    assert {
        ("act.alleged", "No members of our force took part."),
        ("act.victim", ONE_ACT["quote"]),  # it was described, in nobody's words
        ("incident.when", "Yesterday"),
        ("incident.place", "near Tall Zayn"),
    } <= stated


def test_what_takes_a_claim_s_place_is_said_by_whom_the_claim_was(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    page = browser.get(incident).text
    form = browser.get(f"{incident}/claims/{claim_of(page, 'Injured: 3')}/supersede").text
    assert re.search(r'value="other"[^>]* checked', form)
    assert re.search(r'name="originator_name"', form) and 'value="Watch N"' in form
    assert re.search(r'<option value="monitor" selected', form)
    assert re.search(r'<option value="DOC-\w+" selected>Post of 18 April', form)
    kept(browser, DENIAL, f"{incident}/claims/new")
    denied = claim_of(browser.get(incident).text, "denies the involvement of force F")
    form = browser.get(f"{incident}/claims/{denied}/supersede").text
    assert re.search(r'<option value="denies" selected', form) and 'value="force F"' in form


def test_a_denial_shows_at_the_top_and_where_it_is_understood(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    assert "Reported, not assessed, denied" not in browser.get(incident).text
    back = browser.post(f"{incident}/claims/new", data=DENIAL)
    assert understood(back)["value"] == "denies the involvement of force F · force F, which is on record"
    assert kept(browser, DENIAL, f"{incident}/claims/new").status_code == 303
    for page in (incident, f"{incident}/print"):
        assert re.search(r"alleged: force F</bdi>: <span>[^<]*, denied</span>", browser.get(page).text)
        assert "Killing</bdi>: <span>Reported, not assessed</span>" in browser.get(page).text
    denied = claim_of(browser.get(incident).text, "denies the involvement of force F")
    browser.post(f"{incident}/claims/{denied}/withdraw", data={"reason": "Misread."})
    assert ", denied" not in browser.get(incident).text
    browser.set_cookie("language", "ar")
    assert understood(browser.post(f"{incident}/claims/new", data=DENIAL))["value"].startswith("ينفي ضلوع force F · ")


def test_a_part_is_named_wherever_its_number_stands(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    answers = ONE_ACT | {"count": "12 people killed including 3 children"}
    assert understood(browser.post(NEW, data=answers))["count"] == "Killed: 12 · Killed: 3 (children)"
    incident = kept(browser, answers).location
    page = browser.get(incident).text
    assert page.count('class="what"><bdi>Killed: 3 (children)') == 1 and "Killed: 3<" not in page
    assert "killed: 3 (children)" in page and "12 · 3 (children)" in page
    browser.set_cookie("language", "ar")
    assert "3 (أطفال)" in browser.get(incident).text


def test_the_heading_says_of_duration_only_what_its_claims_say(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ONE_ACT | {"published": "11 March 2025", "when": "between 1 and 10 March 2025"}).location
    day = FURTHER | {"path": "incident.when", "value": "8 March 2025", "quote": "On 8 March 2025 it happened."}
    assert kept(browser, day, f"{incident}/claims/new").status_code == 303
    assert 'class="follows"><bdi>1–10 March 2025, one day of it<' in browser.get(incident).text
    listed = browser.get("/p/EAST/incidents?from=1 March 2025&to=10 March 2025").text
    assert "1–10 March 2025</bdi>" in listed
    month = day | {"value": "March 2025", "once": ONCE.replace("0b", "7c"), "document_title": "Another"}
    assert kept(browser, month, f"{incident}/claims/new").status_code == 303
    assert "one day or more" not in browser.get(incident).text


def test_the_part_of_the_day_is_not_lost(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ONE_ACT | {"when": "ليلة أمس", "quote": "قُتل العشرات ليلة أمس"}).location
    assert 'class="follows"><bdi>17 April 2025, at night<' in browser.get(incident).text


def test_a_description_that_is_kept_closer_says_so_and_why(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    words = understood(browser.post(NEW, data=ANSWERS))["victim"]
    assert words.startswith("families of the quarter: kept at tier 2, confidential, whatever the last question says")
    group = browser.post(NEW, data=ANSWERS | {"victim_kind": "armed_group"})
    assert understood(group)["victim"] == "new: families of the quarter"
    victim = FURTHER | {"path": "act.victim", "value": "a farmer", "party_kind": "private_person"}
    assert "tier 2" in understood(browser.post(f"{incident}/claims/new", data=victim))["value"]


def test_words_that_were_not_understood_are_named_and_the_others_kept(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    answers = ONE_ACT | {"count": "12 killed, 3 homes brned"}
    words = "Killed: 12. Not understood, and kept only where the quotation has it: “3 homes brned”"
    assert understood(browser.post(NEW, data=answers))["count"] == words
    further = FURTHER | {"value": "12 killed, 3 homes brned"}
    beside = "Others say: dozens (no number) (Watch N). What differs stays side by side"
    assert understood(browser.post(f"{incident}/claims/new", data=further))["value"] == f"{words}. {beside}"
    burnt = ANSWERS | {"act": ["killing", "burning"], "count": "at least 3 homes"}
    assert understood(browser.post(NEW, data=burnt))["count"] == "Property damaged: 3 or more (homes)"


@pytest.mark.parametrize(
    ("where", "precise"),
    [
        ("a village near Bayt Zayn", "near that place, 35.2° N, 36.1° E, ± 5 km"),
        ("قرية قرب بيت زين", "near that place, 35.2° N, 36.1° E, ± 5 km"),
        ("Bayt Zayn", "village, town or city, 35.2° N, 36.1° E, ± 2 km"),
    ],
)
def test_what_is_usual_for_a_point_is_said_to_be_that(client_as: ClientAs, where: str, precise: str) -> None:
    open_ = ANSWERS | {"where": where, "precision": "", "adm1": ""}
    words = understood(client_as("documenter").post(NEW, data=open_))["where"]
    assert words == f"{where} ({precise}). How precise was not said: this is the usual, and can be changed below"


@pytest.mark.parametrize("where", ["between Bayt Zayn and Wadi", "ريف الوادي"])
def test_where_the_words_leave_it_open_how_precise_a_point_is_is_asked(client_as: ClientAs, where: str) -> None:
    browser = client_as("documenter")
    open_ = ANSWERS | {"where": where, "precision": "", "adm1": ""}
    assert errors(browser.post(NEW, data=open_)) == {"precision"}
    assert "± 9 km" in understood(browser.post(NEW, data=open_ | {"uncertainty": "9000"}))["where"]


def test_a_name_that_is_on_record_says_so_and_keeps_its_kind(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    again = ANSWERS | {"source_name": "local page l", "document_title": "Another"}
    assert (
        understood(browser.post(NEW, data=again))["source_name"]
        == "Local page L, which is on record as: Local news page"
    )
    other = understood(browser.post(NEW, data=again | {"source_kind": "monitor"}))["source_name"]
    assert other.endswith("Local news page. The kind chosen here is not used: the source keeps its own")


def test_what_is_carried_to_the_next_form_is_what_its_button_says(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    back = browser.post(NEW, data=ANSWERS)
    assert "Save, and next with the answers that are kept" in back.text
    onwards = browser.post(NEW, data=ANSWERS | {"shown": shown(back), "deed": "next"}).location
    assert re.fullmatch(r"/p/EAST/incidents/new\?after=INC-\w+(&keep=[a-z]+){5}", onwards)  # no word that was typed
    page = browser.get(onwards).text
    for name, value in {
        "originator_name": "Watch N", "when": "Yesterday", "where": "near Tall Zayn", "alleged": "force F",
    }.items():  # fmt: skip
        assert re.search(f'<input id="{name}" type="text" value="{value}"', page), name
    for name, label in {
        "originator_kind": "Monitor",
        "alleged_kind": "armed group",
        "document": "Post of 18 April",
    }.items():
        [answers] = re.findall(f'<select id="{name}".*?</select>', page, re.DOTALL)
        [chosen] = re.findall("<option[^>]* selected[^>]*>([^<]*)<", answers)
        assert label.lower() in chosen.lower(), name
    assert re.search('value="other"\\s+type="radio" checked', page)
    for name in ("victim", "count", "title"):
        assert re.search(f'<input id="{name}" type="text" value=""', page), name


def test_nothing_is_carried_on_from_an_incident_that_may_not_be_seen(client_as: ClientAs) -> None:
    back = client_as("documenter").post(NEW, data=ANSWERS)
    onwards = client_as("documenter").post(NEW, data=ANSWERS | {"shown": shown(back), "deed": "next"}).location
    elsewhere = client_as("documenter", "WEST").get(onwards.replace("EAST", "WEST"))
    assert elsewhere.status_code == 404 and "Tall Zayn" not in elsewhere.text


@pytest.mark.parametrize("path", ["act.victim", "act.alleged"])
def test_a_name_is_warned_of_in_one_claim_more(client_as: ClientAs, incident: str, path: str) -> None:
    named = DENIAL | {"path": path, "value": "Rami Testname", "party_kind": "public_official", "polarity": "asserts"}
    [act] = re.findall(r"acts/(ACT-\w+)", client_as("documenter").get(incident).text)[:1]
    told = understood(client_as("documenter").post(f"{incident}/claims/new", data=named | {"act": act}))["value"]
    assert "tier 2" in told and "reads like a name" in told


def test_a_figure_that_differs_from_another_source_s_is_said_and_not_refused(
    client_as: ClientAs, incident: str
) -> None:
    browser = client_as("documenter")
    given = FURTHER | {"path": "incident.count", "quote": "Five people were injured.", "value": "5 injured"}
    asked = browser.post(f"{incident}/claims/new", data=given)
    assert asked.status_code == 200
    assert "Others say: 3 (" in understood(asked)["value"] and "Watch N" in understood(asked)["value"]
    same = browser.post(f"{incident}/claims/new", data=given | {"value": "3 injured"})
    assert "Others say" not in understood(same)["value"]
    assert kept(browser, given, f"{incident}/claims/new").status_code == 303


def test_a_second_figure_of_one_source_says_that_the_later_counts(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    theirs = {"path": "incident.count", "source_name": "Watch N", "source_kind": "monitor"}
    given = FURTHER | theirs | {"quote": "Five people were injured.", "value": "5 injured"}
    said = understood(browser.post(f"{incident}/claims/new", data=given))["value"]
    assert "This source already says: 3. " in said and "the later figure counts" in said and "Others say" not in said
    assert kept(browser, given, f"{incident}/claims/new").status_code == 303
