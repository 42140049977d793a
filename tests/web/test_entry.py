"""Entry by hand over HTTP: shown back before it is kept, refused with its mend, kept once, never overwritten."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.domain.entry import ClaimEntry
from app.services import accounts
from app.web.policy import COOKIE, GuardedFlask
from tests.conftest import ClientAs
from tests.filled import PASSPHRASE, Tokens

ONCE = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d11"
ANSWERS: dict[str, Any] = {
    "once": ONCE,
    "source_name": "Local page L",
    "source_kind": "local_outlet",
    "document_kind": "news_article",
    "document_title": "Post of 18 April",
    "published": "18 April 2025",
    "quote": "Yesterday dozens were killed and 3 hurt near Tall Zayn, says watch N",
    "originator": "other",
    "originator_name": "Watch N",
    "originator_kind": "monitor",
    "act": ["killing", "wounding"],
    "victim": "families of the quarter",
    "victim_kind": "family",
    "count": "dozens killed, 3 hurt",
    "when": "yesterday",
    "where": "near Tall Zayn",
    "precision": "near_place",
    "point": "35.2, 36.1",
    "adm1": "Wadi Governorate",
    "alleged": "force F",
    "alleged_kind": "armed_group",
    "degree": "carried_out",
    "danger": "no",
    "modality": "reported",
    "deed": "check",
}
NEW = "/p/EAST/incidents/new"


def understood(answer: TestResponse) -> dict[str, str]:
    found = re.findall(r'id="(\w+)-understood"><span class="label">[^<]*</span> ([^<]*)<', answer.text)
    return {name: html.unescape(words) for name, words in found}


def errors(answer: TestResponse) -> set[str]:
    return set(re.findall(r'id="(\w+)-error"', answer.text))


def shown(answer: TestResponse) -> str:
    [digest] = re.findall(r'name="shown" value="(\w+)"', answer.text)
    return str(digest)


def kept(browser: FlaskClient, answers: dict[str, Any], where: str = NEW) -> TestResponse:
    """Shown back, then saved as shown."""
    back = browser.post(where, data=answers)
    assert back.status_code == 200, errors(back)
    return browser.post(where, data=answers | {"shown": shown(back), "deed": "save"})


def test_what_was_understood_is_shown_back_and_nothing_is_kept_yet(client_as: ClientAs, engine: sa.Engine) -> None:
    back = client_as("documenter").post(NEW, data=ANSWERS)
    told = understood(back)
    assert told.pop("alleged").startswith("new: force F. It looks like what is on record already: force F1 (")
    assert told == {
        "source_name": "new: Local page L",
        "document_title": "new: Post of 18 April",
        "originator_name": "new: Watch N",
        "published": "18 April 2025",
        "count": "Killed: dozens (no number) · Injured: 3",
        "when": "17 April 2025",
        "where": "near Tall Zayn, Wadi Governorate (near that place, 35.2° N, 36.1° E, ± 5 km)",
        "originator": "Watch N, on this basis: Collected it itself",
        "victim": "families of the quarter: kept at tier 2, confidential, whatever the last question says, because it"
        " can show who a person, a family or a community is",
    }
    assert "Post of 18 April" not in client_as("documenter").get("/p/EAST/incidents?q=yesterday").text


def test_what_is_told_from_a_document_without_a_day_asks_for_the_day(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    undated = {"published": "", "when": "yesterday", "quote": "Yesterday dozens were killed, says watch N"}
    assert "Say it under “Published”" in understood(browser.post(NEW, data=ANSWERS | undated))["when"]
    browser.set_cookie("language", "ar")
    told = understood(browser.post(NEW, data=ANSWERS | undated | {"when": "أمس"}))["when"]
    assert "تاريخ صدور الوثيقة" in told and "Published" not in told


def test_one_save_makes_everything_and_twice_makes_it_once(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    first = kept(browser, ANSWERS)
    again = kept(browser, ANSWERS)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    page = browser.get(first.location).text
    for words in (
        "17 April 2025",
        "dozens (no number)",
        "force F",
        "families of the quarter",
        "Watch N",
        "passed on by",
    ):
        assert words in page
    assert "Reported, not assessed" in page
    listed = browser.get("/p/EAST/incidents?q=yesterday").text
    assert listed.count(first.location) == 1


def test_private_people_take_the_tier_of_their_kind(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    kept(browser, ANSWERS | {"quote": "Dozens killed and 3 hurt, says watch N"})
    with owner.connect() as connection:
        query = "SELECT p.label, p.tier, c.tier FROM party p JOIN claim c ON c.value_party_id = p.id"
        tiers = {tuple(row) for row in connection.execute(sa.text(query))}
    assert {("families of the quarter", 2, 2), ("force F", 0, 0)} <= tiers
    assert "Tall Zayn" not in browser.get("/p/EAST/incidents?q=families").text  # nothing above tier 1 is searched


def test_a_private_person_whose_part_is_alleged_is_in_no_index_and_on_the_page(
    client_as: ClientAs, owner: sa.Engine
) -> None:
    browser = client_as("documenter")
    page = kept(browser, ANSWERS | {"alleged": "a neighbour", "alleged_kind": "private_person"}).location
    with owner.connect() as connection:
        query = (
            "SELECT alleged_ids, attribution_lowest, attribution_highest FROM incident_index"
            " ORDER BY incident_id DESC LIMIT 1"
        )
        assert tuple(connection.execute(sa.text(query)).one()) == ([], None, None)
    assert "alleged: a neighbour" in browser.get(page).text


@pytest.mark.parametrize("kind", ["private_person", "public_official"])
@pytest.mark.parametrize("field", ["victim", "alleged"])
def test_a_person_s_name_is_warned_of_and_kept_closer_in_both_questions(
    client_as: ClientAs, owner: sa.Engine, field: str, kind: str
) -> None:
    browser = client_as("documenter")
    for name in ("Rami Testname", "رامي تجريبي"):
        answers = ANSWERS | {"once": str(uuid4()), field: name, f"{field}_kind": kind}
        told = understood(browser.post(NEW, data=answers))[field]
        assert "tier 2" in told and "reads like a name" in told
        assert kept(browser, answers).status_code == 303
        with owner.connect() as connection:
            query = "SELECT p.tier, c.tier FROM party p JOIN claim c ON c.value_party_id = p.id WHERE p.label = :name"
            assert {tuple(row) for row in connection.execute(sa.text(query), {"name": name})} == {(2, 2)}
        assert "INC-" not in browser.get(f"/p/EAST/incidents?alleged={name}").text


@pytest.mark.parametrize("field", ["victim", "alleged"])
def test_a_description_and_the_name_of_a_group_are_not_taken_for_a_person_s(client_as: ClientAs, field: str) -> None:
    browser = client_as("documenter")
    told = browser.post(NEW, data=ANSWERS | {field: "farmer, about 40", f"{field}_kind": "private_person"})
    assert "tier 2" in understood(told)[field] and "like a name" not in understood(told)[field]
    group = browser.post(NEW, data=ANSWERS | {field: "force F", f"{field}_kind": "army"})
    assert understood(group)[field].startswith("new: force F")
    told = browser.post(NEW, data=ANSWERS | {field: "Rami Testname", f"{field}_kind": "army"})
    assert "reads like a person’s name" in understood(told)[field]


@pytest.mark.parametrize("field", ["victim", "alleged"])
def test_what_reads_like_a_name_is_warned_of_before_anybody_has_said_of_whom(client_as: ClientAs, field: str) -> None:
    browser = client_as("documenter")
    for kind in ("", "party_unknown", "party_other"):
        told = browser.post(NEW, data=ANSWERS | {field: "Testname Alpha", f"{field}_kind": kind})
        assert "reads like a person’s name" in understood(told)[field]
    told = browser.post(NEW, data=ANSWERS | {field: "farmer, about 40", f"{field}_kind": ""})
    assert understood(told)[field] == "new: farmer, about 40"
    page = kept(browser, ANSWERS).location
    claim = ANSWERS | {"path": f"act.{field}", "value": "Testname Alpha"}
    claim = {key: answer for key, answer in claim.items() if key in ClaimEntry.model_fields}
    assert "reads like a person’s name" in understood(browser.post(f"{page}/claims/new", data=claim))["value"]


def test_a_person_in_the_name_of_a_group_is_warned_of_and_kept_as_it_was_meant(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    for number, name in enumerate(("army of General Testname", "جيش اللواء تجربة")):
        answers = ANSWERS | {"once": str(uuid4()), "alleged": name, "alleged_kind": "army", "title": f"Entry {number}"}
        told = understood(browser.post(NEW, data=answers))["alleged"]
        assert "a person seems to be named in the name of a group" in told and "it can stay" in told
        page = kept(browser, answers).location
        claim = answers | {"path": "act.alleged", "value": name, "party_kind": "army"}
        claim = {key: answer for key, answer in claim.items() if key in ClaimEntry.model_fields}
        back = browser.post(f"{page}/claims/new", data=claim)
        assert "a person seems to be named" in understood(back)["value"]


def test_a_changed_answer_is_shown_back_again(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    digest = shown(browser.post(NEW, data=ANSWERS))
    back = browser.post(NEW, data=ANSWERS | {"when": "March 2025", "shown": digest, "deed": "save"})
    assert back.status_code == 200 and understood(back)["when"] == "March 2025"


@pytest.mark.parametrize(
    "answers, field",
    [
        ({"when": "07/03/2025"}, "when"),
        ({"when": "3 May 2025"}, "when"),
        ({"published": "", "when": "1 January 2099"}, "when"),
        ({"point": "0, 0"}, "point"),
        ({"point": "36"}, "point"),
        ({"point": "95, 36"}, "point"),
        ({"point": "35, -181"}, "point"),
        ({"act": ["killing", "killing"]}, "act"),
        ({"quote": ""}, "quote"),
        ({"act": []}, "act"),
        ({"act": ["life"]}, "act"),
        ({"act": ["murder"]}, "act"),
        ({"source_kind": ""}, "source_kind"),
        ({"source_kind": "victim"}, "source_kind"),
        ({"originator_kind": "eyewitness"}, "originator_kind"),
        ({"document_kind": "testimony_in_person"}, "document_kind"),
        ({"victim_kind": ""}, "victim_kind"),
        ({"document": "DOC-000000000000"}, "document"),
        ({"document_url": "javascript:alert(1)"}, "document_url"),
    ],
)
def test_what_is_refused_says_where_and_keeps_what_was_typed(
    client_as: ClientAs, answers: dict[str, Any], field: str
) -> None:
    back = client_as("documenter").post(NEW, data=ANSWERS | answers | {"deed": "save"})
    assert back.status_code == 422 and field in errors(back)
    assert "families of the quarter" in back.text and "near Tall Zayn" in back.text


def test_all_that_is_wrong_is_said_at_once(client_as: ClientAs) -> None:
    wrong = {"quote": "", "point": "north", "uncertainty": "0", "when": "07/03/2025", "source_kind": ""}
    back = client_as("documenter").post(NEW, data=ANSWERS | wrong | {"document_url": "javascript:alert(1)"})
    assert errors(back) == {"quote", "point", "uncertainty", "when", "source_kind", "document_url"}
    assert "Write a number above 0." in back.text
    assert "Write a whole address that begins with https:// or http://." in back.text
    assert understood(back)["count"] == "Killed: dozens (no number) · Injured: 3"
    back = client_as("documenter").post(NEW, data=ANSWERS | {"point": "95, 36"})
    assert errors(back) == {"point"} and "are the two swapped?" in back.text


@pytest.mark.parametrize("written", ["٣٥.٢، ٣٦٫١", "۳۵٫۲ ۳۶.۱", "35,2, 36.1", "٣٥٫٢ ش ٣٦٫١ ق", "36°06' E 35°12' N"])
def test_coordinates_are_read_in_the_digits_of_any_script(client_as: ClientAs, written: str) -> None:
    answers = ANSWERS | {"point": written, "uncertainty": "٧٠٠"}
    back = client_as("documenter").post(NEW, data=answers)
    assert back.status_code == 200 and "(near that place, 35.2° N, 36.1° E, ± 700 m)" in understood(back)["where"]
    assert written in html.unescape(back.text)


def test_a_point_stands_on_page_and_paper_with_its_radius_and_no_digit_more(client_as: ClientAs, incident: str) -> None:
    browser = client_as("analyst")
    for page in (incident, f"{incident}/print"):
        text = browser.get(page).text
        assert "35.2° N, 36.1° E, ± 5 km" in text and "35.20" not in text


def test_what_is_taken_for_one_day_says_how_to_say_that_it_lasted(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    one = understood(browser.post(NEW, data=ANSWERS | {"when": "between 1 and 10 March 2025"}))["when"]
    assert one == "1–10 March 2025, one day of it (if it lasted all that time, write “from … to …”)"
    lasting = understood(browser.post(NEW, data=ANSWERS | {"when": "from 1 to 10 March 2025"}))["when"]
    assert lasting == "from 1 to 10 March 2025"


def test_no_field_but_those_asked_can_be_sent(client_as: ClientAs) -> None:
    for name in ("project_id", "tier", "entered_by", "occurrence_status", "workflow", "origin_ids"):
        back = client_as("documenter").post(NEW, data=ANSWERS | {name: "1"})
        assert back.status_code == 422, name


def test_the_same_document_is_not_made_twice(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    kept(browser, ANSWERS)
    kept(browser, ANSWERS | {"once": ONCE.replace("0b", "1c"), "act": ["burning"], "count": ""})
    with owner.connect() as connection:
        query = sa.text("SELECT count(*) FROM tawthiq.document WHERE title = 'Post of 18 April'")
        assert connection.execute(query).scalar_one() == 1


def test_a_document_is_known_again_by_its_number_elsewhere(client_as: ClientAs, owner: sa.Engine) -> None:
    browser = client_as("documenter")
    first = ANSWERS | {"document_known_as": "UN: A/HRC/57/86"}
    assert errors(browser.post(NEW, data=first | {"document_known_as": "A/HRC/57/86"})) == {"document_known_as"}
    kept(browser, first)
    with owner.connect() as connection:
        [ref] = connection.execute(sa.text("SELECT ref FROM document WHERE title = 'Post of 18 April'")).scalars()
    assert "un: A/HRC/57/86" in browser.get(f"/p/EAST/documents/{ref}").text
    again = first | {"once": ONCE.replace("0b", "1c"), "document_title": "Names", "document_known_as": "un:A/HRC/57/86"}
    told = understood(browser.post(NEW, data=again))["document_title"]
    assert told.startswith(f"on record as “Post of 18 April” ({ref})") and "Known elsewhere as" not in told
    lost = understood(browser.post(NEW, data=first | {"document_known_as": "Library L: 7"}))["document_title"]
    assert "Not kept: Known elsewhere as." in lost
    others = browser.post(NEW, data=again | {"source_name": "Wire of the coast", "source_kind": "news_outlet"})
    assert errors(others) == {"document_known_as"} and ref in others.text


def test_what_is_filed_under_a_document_on_record_says_so_and_what_is_not_kept(
    client_as: ClientAs, owner: sa.Engine
) -> None:
    browser = client_as("documenter")
    first = ANSWERS | {"document_url": "https://page.example/april"}
    assert understood(browser.post(NEW, data=first))["document_title"].startswith("new: ")
    kept(browser, first)
    with owner.connect() as connection:
        [ref] = connection.execute(sa.text("SELECT ref FROM document WHERE url = :url"),
                                   {"url": first["document_url"]}).scalars()  # fmt: skip
    there = f"on record as “Post of 18 April” ({ref}), where what is said here is filed"
    again = first | {"once": ONCE.replace("0b", "1c")}
    assert understood(browser.post(NEW, data=again))["document_title"] == there
    titled = again | {"document_title": "Names of the dead", "document_url": "http://www.page.example/april/"}
    told = understood(browser.post(NEW, data=titled | {"document_kind": "report"}))["document_title"]
    assert told.startswith(f"{there}. Not kept: ")
    assert "Kind of document · Title, or first words." in told and "Choose that document" in told
    other = titled | {"document_url": "https://page.example/april/names"}
    assert understood(browser.post(NEW, data=other))["document_title"].startswith("new: ")
    kept(browser, other)
    with owner.connect() as connection:
        titles = sa.text("SELECT title FROM document WHERE url LIKE 'https://page.example%' ORDER BY id")
        assert connection.execute(titles).scalars().all() == ["Post of 18 April", "Names of the dead"]


def test_an_address_on_record_of_another_source_is_noticed_and_its_document_not_joined(
    client_as: ClientAs, owner: sa.Engine
) -> None:
    browser = client_as("documenter")
    first = ANSWERS | {"document_url": "https://page.example/april"}
    assert "document_url" not in understood(browser.post(NEW, data=first))
    kept(browser, first)
    other = first | {"source_name": "Wire W1", "source_kind": "news_outlet", "once": ONCE.replace("0b", "1c")}
    words = understood(browser.post(NEW, data=other))["document_url"]
    assert words == "also the address of a document of Local page L; this one is kept beside it"
    kept(browser, other)
    with owner.connect() as connection:
        query = sa.text(
            "SELECT s.name FROM document d JOIN source s ON s.project_id = d.project_id AND s.id = d.source_id"
            " WHERE d.url = 'https://page.example/april' ORDER BY s.name"
        )
        assert connection.execute(query).scalars().all() == ["Local page L", "Wire W1"]


def test_nothing_typed_is_lost_when_the_sign_in_ends(flask_app: GuardedFlask, tokens: Tokens) -> None:
    flask_app.config["WTF_CSRF_ENABLED"] = True  # the page gives a token of its own, which holds after signing in
    browser, gate, me = flask_app.test_client(), flask_app.doors.gate, "documenter of EAST"
    link = accounts.renew_link(gate, tokens["EAST", "administrator"], me)
    browser.set_cookie(COOKIE, accounts.use_link(gate, link, PASSPHRASE, name=me, device="Firefox"))
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', browser.get(NEW).text))
    typed = ANSWERS | {"quote": 'Dozens were killed,\n"so they say", & 3 hurt'}
    browser.post("/sign-out", data={"csrf_token": token})
    answer = browser.post(NEW, data=typed | {"csrf_token": token})
    for _ in range(2):  # sent again before anyone signed in, it still stands there
        assert answer.status_code == 401
        [form] = re.findall(f'<form method="post" action="{NEW}">.*?</form>', answer.text, re.DOTALL)
        held = MultiDict(
            (name, html.unescape(given)) for name, given in re.findall(r'name="(\w+)" value="([^"]*)"', form)
        )
        answer = browser.post(NEW, data=held)
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text))
    signed_in = browser.post("/sign-in", data={"name": me, "passphrase": PASSPHRASE, "csrf_token": token})
    assert signed_in.status_code == 303
    back = browser.post(NEW, data=held)
    assert back.status_code == 200
    assert understood(back)["count"] == "Killed: dozens (no number) · Injured: 3"
    assert html.escape(typed["quote"], quote=False) in back.text.replace("&#34;", '"')


def test_danger_not_answered_counts_as_yes(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    place = kept(browser, {name: answer for name, answer in ANSWERS.items() if name != "danger"}).location
    assert "Restricted" in browser.get(place).text


@pytest.fixture
def incident(client_as: ClientAs) -> str:
    """The address of one incident entered by hand."""
    return kept(client_as("documenter"), ANSWERS).location


FURTHER = {
    "once": ONCE.replace("0b", "2d"),
    "path": "incident.count",
    "source_name": "Wire W",
    "source_kind": "news_outlet",
    "document_kind": "news_article",
    "document_title": "At least twelve dead",
    "quote": "At least 12 people died.",
    "originator": "source",
    "modality": "reported",
    "polarity": "asserts",
    "value": "at least 12 killed",
    "deed": "check",
}


def test_a_further_source_stands_beside_and_nothing_is_overwritten(client_as: ClientAs, incident: str) -> None:
    browser = client_as("verifier")
    where = f"{incident}/claims/new"
    for _ in range(2):
        assert kept(browser, FURTHER, where).status_code == 303
    page = browser.get(incident).text
    assert page.count('class="what"><bdi>Killed: 12 or more') == 1 and "Killed: dozens (no number)" in page
    assert "2 origins: " in page


def claim_of(page: str, words: str) -> str:
    """The ref of the claim whose line reads so."""
    [ref] = re.findall(rf'claims/(CLM-\w+)/withdraw">[^<]*<span class="unseen">: {re.escape(words)}', page)
    return str(ref)


def test_a_claim_is_superseded_with_a_reason_and_stays_readable(client_as: ClientAs, incident: str) -> None:
    browser = client_as("verifier")
    old = claim_of(browser.get(incident).text, "Injured: 3")
    where = f"{incident}/claims/{old}/supersede"
    correction = FURTHER | {"value": "5 hurt", "reason": "The page corrected itself."}
    assert kept(browser, correction, where).status_code == 303
    page = browser.get(incident).text
    assert "Superseded: The page corrected itself." in page and "Injured: 5" in page and "Injured: 3" in page
    assert browser.post(where, data=correction | {"reason": "", "deed": "save"}).status_code == 412


def test_the_same_correction_sent_twice_is_kept_once(client_as: ClientAs, incident: str) -> None:
    browser = client_as("verifier")
    where = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}/supersede"
    answers = FURTHER | {"value": "5 hurt", "reason": "The page corrected itself."}
    answers |= {"shown": shown(browser.post(where, data=answers)), "deed": "save"}
    assert [browser.post(where, data=answers).location for _ in range(2)] == [incident, incident]
    assert browser.get(incident).text.count('class="what"><bdi>Injured: 5') == 1


def test_a_correction_that_came_late_stands_beside_what_was_kept_and_can_go_on(
    client_as: ClientAs, incident: str
) -> None:
    first, second = client_as("verifier"), client_as("documenter")
    where = f"{incident}/claims/{claim_of(first.get(incident).text, 'Injured: 3')}/supersede"
    mine = FURTHER | {"once": ONCE.replace("0b", "4e"), "value": "6 hurt", "reason": "A later count."}
    digest = shown(second.post(where, data=mine))
    assert kept(first, FURTHER | {"value": "5 hurt", "reason": "Corrected."}, where).status_code == 303
    late = second.post(where, data=mine | {"shown": digest, "deed": "save"})
    assert late.status_code == 412 and "verifier of EAST superseded this claim on" in late.text
    for words in ("Injured: 5", "6 hurt", "A later count.", "At least twelve dead"):
        assert words in late.text
    [way] = re.findall(r'<form method="post" class="form" action="([^"]+)"', late.text)
    [once] = re.findall(r'name="once" value="([^"]+)"', late.text)
    assert kept(second, mine | {"once": once}, way).status_code == 303
    assert "Superseded: A later count." in second.get(incident).text
    again = first.post(where, data=FURTHER | {"once": ONCE.replace("0b", "5f"), "value": "7 hurt", "reason": "Mine."})
    assert again.status_code == 412 and "You superseded this claim on" in again.text and "Injured: 6" in again.text


def test_what_is_typed_against_a_withdrawn_claim_can_become_one_of_its_own(client_as: ClientAs, incident: str) -> None:
    browser = client_as("verifier")
    claim = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}"
    browser.post(f"{claim}/withdraw", data={"reason": "Entered twice."})
    mine = FURTHER | {"value": "6 hurt", "reason": "A later count."}
    late = browser.post(f"{claim}/supersede", data=mine)
    assert late.status_code == 412 and "You withdrew this claim on" in late.text
    assert "Withdrawn: Entered twice." in late.text and "6 hurt" in late.text
    [way] = re.findall(r'<form method="post" class="form" action="([^"]+)"', late.text)
    assert kept(browser, mine, way).status_code == 303
    assert "Injured: 6" in browser.get(incident).text


def test_a_withdrawal_that_came_late_keeps_its_reason(client_as: ClientAs, incident: str) -> None:
    first, second = client_as("verifier"), client_as("documenter")
    claim = f"{incident}/claims/{claim_of(first.get(incident).text, 'Injured: 3')}"
    kept(first, FURTHER | {"value": "5 hurt", "reason": "Corrected."}, f"{claim}/supersede")
    late = second.post(f"{claim}/withdraw", data={"reason": "Entered twice."})
    assert late.status_code == 412
    assert "Injured: 5" in late.text and "Entered twice." in late.text
    [way] = re.findall(r'<form method="post" class="form" action="([^"]+)"', late.text)
    assert second.post(way, data={"reason": "Entered twice."}).status_code == 303
    too_late = first.post(way, data={"reason": "No longer true."})
    assert too_late.status_code == 412 and "documenter of EAST withdrew this claim on" in too_late.text
    assert "Withdrawn: Entered twice." in too_late.text and "No longer true." in too_late.text


@pytest.mark.parametrize("deed", ["supersede", "withdraw"])
def test_an_ended_claim_opens_no_form_but_says_what_became_of_it(client_as: ClientAs, incident: str, deed: str) -> None:
    browser = client_as("verifier")
    claim = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}"
    kept(browser, FURTHER | {"value": "5 hurt", "reason": "Corrected."}, f"{claim}/supersede")
    page = browser.get(f"{claim}/{deed}")
    assert page.status_code == 409 and 'class="form"' not in page.text
    now = claim_of(browser.get(incident).text, "Injured: 5")
    assert f'href="{incident}#{now}"' in page.text and f'id="{now}"' in browser.get(incident).text


def test_only_where_something_is_interpreted_is_it_shown_again(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    again = "Show again how it is understood"
    withdraw = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}/withdraw"
    assert all(again not in browser.get(page).text for page in (withdraw, f"{incident}/amend"))
    assert again in browser.post(f"{incident}/claims/new", data=FURTHER).text


def test_a_claim_form_with_nothing_in_it_is_refused_not_broken(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    claim = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}"
    assert browser.post(f"{claim}/supersede", data={"deed": "save"}).status_code == 422
    place = kept(browser, ANSWERS | {"once": ONCE.replace("0b", "6a"), "act": ["burning"], "count": "3 hurt"}).location
    claim = f"{place}/claims/{claim_of(browser.get(place).text, 'Injured: 3')}"
    assert browser.post(f"{claim}/supersede", data={"deed": "save"}).status_code == 422


def test_only_the_first_act_has_to_be_chosen(client_as: ClientAs) -> None:
    page = client_as("documenter").get(NEW).text
    chosen = re.findall(r'<select id="(act[-\d]*)"([^>]*)>', page)
    assert [(name, "required" in attributes) for name, attributes in chosen] == [
        ("act", True),
        ("act-2", False),
        ("act-3", False),
    ]


def test_the_basis_that_was_not_chosen_is_shown_back(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    said = {"not_said": "nobody named, on this basis: No basis stated", "source": "Local page L, on this basis: "}
    for originator, words in said.items():
        assert understood(browser.post(NEW, data=ANSWERS | {"originator": originator}))["originator"].startswith(words)
    chosen = understood(browser.post(NEW, data=ANSWERS | {"basis": "observed"}))["originator"]
    assert chosen == "Watch N, on this basis: Saw or heard it"


def test_of_which_act_is_not_asked_where_there_is_one(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    place = kept(browser, ANSWERS | {"act": ["burning"], "count": ""}).location
    where = f"{place}/claims/new"
    assert 'name="act"' not in browser.get(f"{where}?path=act.method").text
    answers = {name: answer for name, answer in FURTHER.items() if name != "value"}
    answers |= {"path": "act.side", "value": "group G", "party_kind": "armed_group"}
    assert kept(browser, answers, where).status_code == 303
    assert "group G" in browser.get(place).text


def test_a_claim_is_withdrawn_once_and_with_a_reason(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    where = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}/withdraw"
    assert browser.post(where, data={"reason": " "}).status_code == 422
    assert browser.post(where, data={"reason": "Entered twice."}).status_code == 303
    page = browser.get(incident).text
    assert "Withdrawn: Entered twice." in page
    assert browser.post(where, data={"reason": "Again."}).status_code == 412
    assert "Again." not in browser.get(f"{incident}/history").text


def test_two_editors_at_once_lose_nothing(client_as: ClientAs, incident: str) -> None:
    first, second = client_as("documenter"), client_as("verifier")
    where = f"{incident}/amend"
    [version] = re.findall(r'name="version" value="(\d+)"', first.get(where).text)
    assert first.post(where, data={"title": "First title", "summary": "One.", "version": version}).status_code == 303
    late = second.post(where, data={"title": "Second title", "summary": "Two.", "version": version})
    assert late.status_code == 412
    for words in ("First title", "Second title", "documenter of EAST saved other words on"):
        assert words in late.text
    own = first.post(where, data={"title": "Third title", "summary": "Three.", "version": version})
    assert own.status_code == 412 and "You saved other words on" in own.text
    assert "First title" in first.get(incident).text
    [now] = re.findall(r'name="version" value="(\d+)"', late.text)
    assert second.post(where, data={"title": "Both titles", "summary": "", "version": now}).status_code == 303


def test_what_sources_say_more_is_not_called_a_change_of_words(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    where = f"{incident}/amend"
    [version] = re.findall(r'name="version" value="(\d+)"', browser.get(where).text)
    kept(browser, FURTHER, f"{incident}/claims/new")
    late = browser.post(where, data={"title": "Title", "summary": "", "version": version})
    assert late.status_code == 412 and "Nobody wrote other words" in late.text


def test_an_amendment_without_its_version_is_refused(client_as: ClientAs, incident: str) -> None:
    assert client_as("documenter").post(f"{incident}/amend", data={"title": "T", "summary": ""}).status_code in (
        422,
        428,
    )


def test_each_version_has_its_own_etag(client_as: ClientAs, incident: str) -> None:
    browser = client_as("documenter")
    before = browser.get(incident).headers["ETag"]
    assert kept(browser, FURTHER, f"{incident}/claims/new").status_code == 303
    assert browser.get(incident).headers["ETag"] != before


def test_the_history_says_who_did_what_and_why(client_as: ClientAs, incident: str) -> None:
    browser = client_as("verifier")
    where = f"{incident}/claims/{claim_of(browser.get(incident).text, 'Injured: 3')}/withdraw"
    browser.post(where, data={"reason": "Entered twice."})
    history = browser.get(f"{incident}/history").text
    for words in ("Entered", "documenter of EAST", "A claim withdrawn", "verifier of EAST", "Entered twice."):
        assert words in history


def test_paper_speaks_in_the_attributed_voice(client_as: ClientAs, incident: str) -> None:
    paper = client_as("analyst").get(f"{incident}/print").text
    sentences = re.findall(r'<p class="prose">([^<]*)', paper)
    assert sentences and all(s.startswith("According to ") for s in sentences if s.strip())


def test_arabic_answers_are_understood_in_arabic(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    browser.set_cookie("language", "ar")
    arabic = {"count": "مقتل ١٢ شخصاً", "when": "أمس", "quote": "قُتل ١٢ شخصاً أمس", "where": "بيت زين"}
    back = browser.post(NEW, data=ANSWERS | arabic)
    assert understood(back)["when"] == "17 نيسان 2025"
    assert "12" in understood(back)["count"]


def test_a_new_document_without_a_title_goes_by_the_first_of_the_words_that_are_copied(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    untitled = ANSWERS | {"document_title": "", "once": ONCE.replace("0b", "7a"), "source_name": "Outlet Kite"}
    page = html.unescape(browser.get(kept(browser, untitled).location).text)
    assert " ".join(ANSWERS["quote"].split()[:8]) in page
