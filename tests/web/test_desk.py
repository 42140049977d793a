"""The reading desk: a text taken in, marked and cited from by whoever may, and replaced."""

import html
import io
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.domain.vocabularies import terms
from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, ONCE, errors, kept, understood
from tests.web.test_exports import send

TEXT = (
    "Yesterday shells fell on the village. Monitor M says that 12 people were killed. The camp of the rulers is evil. "
    "In all 12 people were killed there."
)


def span(words: str, text: str = TEXT, nth: int = 0) -> str:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return f"{at}-{at + len(words)}"


@pytest.fixture
def browser(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


@pytest.fixture
def document(browser: FlaskClient) -> str:
    """The address of a document on record with a text."""
    page = browser.get(kept(browser, ANSWERS).location).text
    found = re.search(r"/p/EAST/documents/DOC-\w+", page)
    assert found
    taken = browser.post(f"{found.group()}/text", data={"text": TEXT, "deed": "save"})
    assert taken.status_code == 303, taken.text
    return found.group()


def text_id(browser: FlaskClient, document: str) -> str:
    found = re.search(r'data-text="(\d+)"', browser.get(f"{document}/desk").text)
    assert found
    return found.group(1)


def marks(browser: FlaskClient, document: str) -> list[str]:
    return re.findall(r'data-mark="(\w+)" data-read', browser.get(f"{document}/desk").text)


def answers(browser: FlaskClient, document: str, **further: Any) -> dict[str, Any]:
    return {
        "once": ONCE.replace("0b", "5e"),
        "document": document.rpartition("/")[2],
        "text": text_id(browser, document),
        "quote": "Monitor M says that 12 people were killed.",
        "originator": "other",
        "originator_name": "Monitor M",
        "originator_kind": "monitor",
        "modality": "reported",
        "act": "killing",
        "danger": "no",
        "count": "12 people were killed",
        "cited": [
            f"quote={span('Monitor M says that 12 people were killed.')}",
            f"count={span('12 people were killed')}",
            f"act={span('killed')}",
        ],
    } | further


def test_a_text_is_cut_into_passages_and_read_by_marks(browser: FlaskClient, document: str) -> None:
    page = browser.get(f"{document}/desk").text
    assert "0 of 4 read" in page
    assert marks(browser, document) == ["unread"] * 4
    number = text_id(browser, document)
    starts = [int(at) for at in re.findall(r'data-starts="(\d+)"', page)]
    for mark, at in (("opinion", starts[2:3]), ("unclear", starts[:2])):
        sent = browser.post(f"{document}/desk/passages", data={"text": number, "mark": mark, "starts": at})
        assert sent.status_code == 303
    assert marks(browser, document) == ["unclear", "unclear", "opinion", "unread"]
    assert "1 of 4 read" in browser.get(f"{document}/desk").text, "a question that is open is not dealt with"
    for wrong in ({"mark": "yields_claims"}, {"mark": "nonsense"}, {"mark": "opinion", "starts": [starts[0] + 1]}):
        refused = browser.post(f"{document}/desk/passages", data={"text": number, "starts": starts[:1]} | wrong)
        assert refused.status_code == 422, wrong
    assert marks(browser, document) == ["unclear", "unclear", "opinion", "unread"]


def test_passages_are_joined_and_split(browser: FlaskClient, document: str) -> None:
    number = text_id(browser, document)

    def passages() -> list[str]:
        return [
            html.unescape(one)
            for one in re.findall(r'<p class="words" dir="auto">(.*?)</p>', browser.get(f"{document}/desk").text)
        ]

    whole = passages()
    at = TEXT.index("12 people")
    assert (
        browser.post(f"{document}/desk/passages", data={"text": number, "deed": "split", "at": at}).status_code == 303
    )
    assert passages() == [whole[0], "Monitor M says that", "12 people were killed.", *whole[2:]]
    for status in (303, 422):
        joined = browser.post(f"{document}/desk/passages", data={"text": number, "deed": "join", "starts": at})
        assert joined.status_code == status
        assert passages() == whole
    browser.post(f"{document}/desk/passages", data={"text": number, "deed": "split", "at": at})
    assert len(passages()) == 5, "what was joined is split off again"
    for at in (0, len(TEXT), TEXT.index("Monitor") - 1):
        assert (
            browser.post(f"{document}/desk/passages", data={"text": number, "deed": "split", "at": at}).status_code
            == 422
        )


def test_an_entry_cites_each_answer_in_the_words_that_it_was_marked_in(
    client_as: ClientAs, browser: FlaskClient, document: str
) -> None:
    incident = kept(browser, answers(browser, document), f"{document}/desk/incident").location
    assert "kept=INC-" in incident
    page = browser.get(f"{document}/desk").text
    assert marks(browser, document)[1] == "yields_claims" and "Killed: 12" in html.unescape(page)
    ref = re.search(r"INC-\w+", incident)
    assert ref
    lines = [
        one for one in exported(client_as("custodian")) if one["type"] == "claim" and one.get("incident") == ref.group()
    ]
    by_path = {one["property"]: one for one in lines}
    assert by_path["incident.count"]["citation"] == {
        "document": document.rpartition("/")[2],
        "quote": "12 people were killed",
        "prefix": " fell on the village. Monitor M says that "[-32:],
        "suffix": ". The camp of the rulers is evil. In all 12"[:32],
        "starts": TEXT.index("12 people"),
    }
    assert by_path["act.type"]["citation"]["quote"] == "killed"
    assert by_path["incident.count"]["stated_as"] == "12 people were killed"


def exported(browser: FlaskClient) -> list[dict[str, Any]]:
    sent = send(browser, {"format": "jsonl"})
    assert sent.status_code == 200
    return [json.loads(line) for line in sent.text.splitlines()]


def test_the_same_said_in_another_passage_is_cited_again(browser: FlaskClient, document: str) -> None:
    first = kept(browser, answers(browser, document), f"{document}/desk/incident").location
    ref = re.search(r"INC-\w+", first)
    assert ref
    again = answers(
        browser,
        document,
        once=ONCE.replace("0b", "6f"),
        incident=ref.group(),
        quote="In all 12 people were killed there.",
        act="",
        cited=[f"quote={span('In all 12 people were killed there.')}", f"count={span('12 people were killed', nth=1)}"],
    )
    kept(browser, again, f"{document}/desk/incident")
    assert marks(browser, document)[3] == "repeats"
    page = html.unescape(browser.get(f"{document}/desk").text)
    assert page.count(">cited again<") == 1
    incident = html.unescape(browser.get(f"/p/EAST/incidents/{ref.group()}").text)
    assert "1 more citation" in incident and "Drifted" not in incident and "Lost:" not in incident
    history = html.unescape(browser.get(f"/p/EAST/incidents/{ref.group()}/history").text)
    assert "cited once more: “12 people were killed”" in history
    refused = browser.post(
        f"{document}/desk/incident", data=again | {"once": ONCE.replace("0b", "77"), "deed": "check"}
    )
    shown = re.search(r'name="shown" value="(\w+)"', refused.text)
    assert shown
    repeated = browser.post(
        f"{document}/desk/incident",
        data=again | {"once": ONCE.replace("0b", "77"), "deed": "save", "shown": shown.group(1)},
    )
    assert repeated.status_code == 409, "all of it stands there in the same words"


def test_a_basis_other_than_that_of_the_same_claim_is_asked_about_and_nothing_is_kept(
    browser: FlaskClient, document: str
) -> None:
    first = kept(browser, answers(browser, document, basis="records"), f"{document}/desk/incident").location
    ref = re.search(r"INC-\w+", first)
    assert ref
    again = answers(
        browser, document, once=ONCE.replace("0b", "6f"), incident=ref.group(), act="", basis="observed",
        quote="In all 12 people were killed there.", cited=[f"quote={span('In all 12 people were killed there.')}"],
    )  # fmt: skip
    refused = kept(browser, again, f"{document}/desk/incident")
    assert refused.status_code == 422 and errors(refused) == {"basis"}
    assert "1 more citation" not in browser.get(f"/p/EAST/incidents/{ref.group()}").text
    assert kept(browser, again | {"basis": ""}, f"{document}/desk/incident").status_code == 303


def test_what_was_marked_in_a_text_that_was_replaced_is_refused_and_what_was_cited_is_looked_up(
    browser: FlaskClient, document: str
) -> None:
    kept(browser, answers(browser, document), f"{document}/desk/incident")
    stale = answers(browser, document, once=ONCE.replace("0b", "88"))
    new = TEXT.replace("12 people", "11 people").replace("says that", "holds that")
    assert (
        browser.post(
            f"{document}/text", data={"text": new, "replaces": text_id(browser, document), "deed": "save"}
        ).status_code
        == 303
    )
    assert "12 people were killed" in lost(browser, document)
    answer = browser.post(f"{document}/desk/incident", data=stale | {"deed": "check"})
    assert answer.status_code == 422 and "was replaced while you were reading" in answer.text
    assert 'name="cited"' not in answer.text, "positions in another text are not sent again"
    back = browser.post(f"{document}/text", data={"text": TEXT, "replaces": text_id(browser, document), "deed": "save"})
    assert back.status_code == 303
    assert "12 people were killed" not in lost(browser, document)


def test_a_citation_does_not_go_over_to_the_sentence_of_another_when_the_text_is_replaced(
    client_as: ClientAs, browser: FlaskClient, document: str
) -> None:
    def replace(text: str) -> None:
        sent = {"text": text, "replaces": text_id(browser, document), "deed": "save"}
        assert browser.post(f"{document}/text", data=sent).status_code == 303

    def passages() -> list[str]:
        return browser.get(f"{document}/desk").text.split('<li class="passage')[1:]

    residents = "On 3 March gunmen killed 12 farmers near Homs, residents said."
    nurse = "On 3 March gunmen killed 12 farmers near Homs, according to a nurse."
    text = f"{residents} It rained. {nurse}"
    replace(text)
    marked = {"count": "12 farmers", "act": "killing", "quote": nurse}
    cited = [f"quote={span(nurse, text)}", f"count={span('12 farmers', text, 1)}", f"act={span('killed', text, 1)}"]
    ref = re.search(
        r"INC-\w+",
        kept(browser, answers(browser, document, **marked, cited=cited), f"{document}/desk/incident").location,
    )
    assert ref
    told_anew = "On 3 March armed men shot 12 farmers close to Homs, as a nurse told us."
    replace(f"{residents} It rained. {told_anew}")
    first, _, third = passages()
    assert 'class="here"' not in first and "12" in third and "drifted" in third
    assert "killed" in lost(browser, document)
    incident = html.unescape(browser.get(f"/p/EAST/incidents/{ref.group()}").text)
    assert "Lost: “killed”" in incident and "Drifted: what stands around “12 farmers”" in incident
    rows = send(client_as("custodian"), {"format": "csv", "tables": "passages"}).text
    assert residents not in rows or "yields_claims" not in rows.partition(residents)[0].rpartition("\n")[2]


def lost(browser: FlaskClient, document: str) -> list[str]:
    """The words that were marked in this document and stand in its text no more; what was typed stands apart."""
    page = html.unescape(browser.get(f"{document}/desk").text)
    before, _, by_hand = page.partition("data-by-hand")
    typed = by_hand.partition("</details>")[0]
    assert "Yesterday dozens were killed and 3 hurt near Tall Zayn, says watch N" in _quoted(typed)
    assert "12 people were killed" not in _quoted(typed)
    return _quoted(before)


def _quoted(part: str) -> list[str]:
    return re.findall(r"<li><bdi>“(.*?)”</bdi> –", part)


def test_whoever_only_reads_sees_the_text_and_no_keys(client_as: ClientAs, document: str) -> None:
    page = client_as("analyst").get(f"{document}/desk").text
    assert "Monitor M says that" in page and '<form class="desk-keys' not in page and "data-desk" not in page


def test_a_document_without_a_text_asks_for_it(browser: FlaskClient) -> None:
    page = browser.get(kept(browser, ANSWERS).location).text
    found = re.search(r"/p/EAST/documents/DOC-\w+", page)
    assert found and browser.get(f"{found.group()}/desk").location.endswith("/text")
    assert browser.post(f"{found.group()}/text", data={"text": "  ", "deed": "save"}).status_code == 422


def test_an_action_is_entered_and_gone_on_with(browser: FlaskClient, document: str) -> None:
    said = {
        name: answer for name, answer in answers(browser, document).items() if name not in ("act", "danger", "count")
    }
    said |= {
        "quote": "In all 12 people were killed there.",
        "kind": "call_for_protest",
        "cited": [f"kind={span('In all')}"],
    }
    first = kept(browser, said, f"{document}/desk/action").location
    ref = re.search(r"ITV-\w+", first)
    assert ref and f'value="{ref.group()}"' in browser.get(f"{document}/desk?about=action").text
    second = said | {"once": ONCE.replace("0b", "aa"), "intervention": ref.group(), "kind": "appeal"}
    again = kept(browser, second | {"quote": "Yesterday shells fell", "cited": []}, f"{document}/desk/action").location
    assert ref.group() in again
    page = html.unescape(browser.get(f"/p/EAST/interventions/{ref.group()}").text)
    assert terms("intervention_kinds")["call_for_protest"].label("en") in page and "Appeal or call" in page
    assert marks(browser, document)[3] == "yields_claims"


def test_context_is_kept_with_its_party_new_or_known(browser: FlaskClient, document: str) -> None:
    said = {
        name: answer for name, answer in answers(browser, document).items() if name not in ("act", "danger", "count")
    }
    said |= {
        "quote": "The camp of the rulers is evil.", "path": "context.characterisation", "party": "the rulers' camp",
        "party_of": "political_party", "value": "is evil", "of_people": "no",
        "cited": [f"value={span('is evil')}", f"party={span('The camp of the rulers')}"],
    }  # fmt: skip
    first = kept(browser, said, f"{document}/desk/context").location
    other = said | {"once": ONCE.replace("0b", "bb"), "path": "context.pattern", "value": "shells fell"}
    second = kept(browser, other | {"cited": [f"value={span('shells fell')}"]}, f"{document}/desk/context").location
    refs = {found.group() for where in (first, second) if (found := re.search(r"PTY-\w+", where))}
    assert len(refs) == 1, "one party"
    page = html.unescape(browser.get(f"/p/EAST/parties/{refs.pop()}").text)
    assert "is evil" in page and "shells fell" in page
    assert marks(browser, document)[2] == "yields_claims"
    person = said | {"once": ONCE.replace("0b", "cc"), "party_of": "private_person"}
    assert "is put on no person" in browser.post(f"{document}/desk/context", data=person).text


def test_a_text_is_taken_from_a_file_that_is_kept(browser: FlaskClient, document: str) -> None:
    page = "<!doctype html><html><head><title>A post</title></head><body><p>Three died.</p></body></html>"
    for data, name in ((page.encode(), "post.html"), (b"\x89PNG\r\n\x1a\nnothing", "picture.png")):
        sent = browser.post(f"{document}/files/new", data={"file": (io.BytesIO(data), name)})
        assert sent.status_code == 303, sent.text
    form = browser.get(f"{document}/text").text
    offered = re.findall(r'href="([^"]+\?file=FIL-\w+)"', form)
    assert len(offered) == 1 and "post.html" in form and "picture.png" not in form
    assert "A post\nThree died." in browser.get(offered[0]).text
    other = re.search(r"FIL-\w+(?=[^>]*>(?:<bdi>)?picture)", browser.get(document).text)
    assert other and browser.get(f"{document}/text?file={other.group()}").status_code == 409


def test_a_file_without_words_says_why_and_an_older_encoding_is_shown_back(browser: FlaskClient, document: str) -> None:
    arabic = "قُتل عشرات الأشخاص في القرية، قال الشهود."
    for data, name in (
        (arabic.encode("cp1256"), "post.txt"),
        (b"<!doctype html><html>\x00<p>x</p>", "zeros.html"),
        (b"<!doctype html><html><script>write()</script>", "nothing.html"),
    ):
        sent = browser.post(f"{document}/files/new", data={"file": (io.BytesIO(data), name)})
        assert sent.status_code == 303, sent.text
    page = browser.get(f"{document}/files").text
    offered = re.findall(r'href="([^"]+/text\?file=FIL-\w+)"', page)
    assert len(offered) == 3 and f'href="{document}/desk"' in page
    told = {one: html.unescape(browser.get(one).text) for one in offered}
    assert sum(arabic in one and "Windows, Arabic (1256)" in one for one in told.values()) == 1
    for why in ("zero bytes", "No words stand in this file"):
        assert sum(why in one and "and paste the" in one and 'name="text"' in one for one in told.values()) == 1


def test_two_who_replace_a_text_do_not_overwrite_each_other(browser: FlaskClient, document: str) -> None:
    number = text_id(browser, document)
    first = browser.post(f"{document}/text", data={"text": TEXT + " First.", "replaces": number, "deed": "save"})
    assert first.status_code == 303
    late = browser.post(f"{document}/text", data={"text": TEXT + " Second.", "replaces": number, "deed": "save"})
    assert late.status_code == 422 and "Somebody has given this document another text" in late.text
    assert "Second." in late.text and "First." in browser.get(f"{document}/desk").text
    now = re.search(r'name="replaces" value="(\d+)"', late.text)
    assert now and now.group(1) != number
    kept_after = browser.post(
        f"{document}/text", data={"text": TEXT + " Second.", "replaces": now.group(1), "deed": "save"}
    )
    assert kept_after.status_code == 303


def test_a_quotation_over_two_passages_keeps_its_place(
    client_as: ClientAs, browser: FlaskClient, document: str
) -> None:
    two = "Yesterday shells fell on the village.  Monitor M says that 12 people were killed."
    number = text_id(browser, document)
    browser.post(f"{document}/text", data={"text": two, "replaces": number, "deed": "save"})
    said = answers(
        browser,
        document,
        quote=two.replace("  ", " "),
        cited=[f"quote=0-{len(two)}", f"count={span('12 people', two)}"],
    )
    kept(browser, said, f"{document}/desk/incident")
    assert marks(browser, document) == ["yields_claims", "yields_claims"]


def test_yesterday_in_a_text_without_a_day_asks_for_the_day_of_its_document(
    browser: FlaskClient,
) -> None:
    page = browser.get(kept(browser, ANSWERS | {"published": ""}).location).text
    document = re.findall(r"/p/EAST/documents/DOC-\w+", page)[0]
    browser.post(f"{document}/text", data={"text": TEXT, "deed": "save"})
    said = answers(browser, document, when="yesterday")
    assert "Say it on the document’s page" in understood(browser.post(f"{document}/desk/incident", data=said))["when"]


def test_the_words_of_a_context_claim_are_no_party(client_as: ClientAs, browser: FlaskClient, document: str) -> None:
    said = {
        name: answer for name, answer in answers(browser, document).items() if name not in ("act", "danger", "count")
    }
    said |= {"path": "context.pattern", "party": "force G", "party_of": "army", "value": "is evil", "of_people": "yes",
             "party_kind": "community", "quote": "The camp of the rulers is evil."}  # fmt: skip
    kept(browser, said, f"{document}/desk/context")
    assert "is evil" not in browser.get("/p/EAST/parties?q=evil").text
    assert errors(browser.post(f"{document}/desk/context", data=said | {"party_kind": "nobody"})) == {"party_kind"}


def test_a_verifier_finds_what_they_may_enter(client_as: ClientAs, document: str) -> None:
    page = client_as("verifier").get(f"{document}/desk").text
    assert f'action="{document}/desk/context"' in page and "about=incident" not in page


def test_the_longest_text_goes_in_and_a_longer_one_is_told(browser: FlaskClient, document: str) -> None:
    number = text_id(browser, document)
    longest = "قُتل اثنان. " * (500_000 // 12)
    taken = browser.post(f"{document}/text", data={"text": longest, "replaces": number, "deed": "save"})
    assert taken.status_code == 303
    late = browser.post(f"{document}/text", data={"text": longest + "ب" * 20, "replaces": number, "deed": "save"})
    assert late.status_code == 422 and "500,000" in late.text


def test_while_somebody_types_the_form_alone_is_answered(browser: FlaskClient, document: str) -> None:
    asked = answers(browser, document) | {"deed": "check"}
    whole = browser.post(f"{document}/desk/incident", data=asked)
    part = browser.post(f"{document}/desk/incident", data=asked, headers={"Tawthiq-Part": "form"})
    assert (whole.status_code, part.status_code) == (200, 200)
    for page in (whole.text, part.text):
        assert "data-live" in page and 'id="count-understood"' in page and 'name="shown"' in page
    assert 'class="words"' in whole.text and 'class="words"' not in part.text and "<html" not in part.text
    wrong = browser.post(f"{document}/desk/incident", data=asked | {"act": ""}, headers={"Tawthiq-Part": "form"})
    assert wrong.status_code == 422 and 'class="words"' not in wrong.text


def test_it_goes_on_with_an_author_who_spoke_last_and_knows_the_kind_of_whom_it_knows(
    browser: FlaskClient, document: str
) -> None:
    relayed = answers(browser, document, modality="alleged")
    page = browser.get(kept(browser, relayed, f"{document}/desk/incident").location).text
    assert not re.search(r'value="other"[^>]* checked', page), "whom it passes on is marked each time"
    assert not re.search(r'value="alleged" selected', page)
    assert '<option value="Monitor M" data-kind="monitor">' in page
    again = answers(browser, document, once=ONCE.replace("0b", "99"), originator_kind="", deed="check")
    assert browser.post(f"{document}/desk/incident", data=again).status_code == 200, "what kind it is, is known"
    own = answers(browser, document, once=ONCE.replace("0b", "98"), originator="source", modality="alleged")
    own = {name: answer for name, answer in own.items() if not name.startswith("originator_")}
    page = browser.get(kept(browser, own, f"{document}/desk/incident").location).text
    assert re.search(r'value="source"[^>]* checked', page) and re.search(r'value="alleged" selected', page)


def test_an_incident_of_another_document_can_be_what_a_text_tells_of(browser: FlaskClient, document: str) -> None:
    known = re.search(r"INC-\w+", browser.get("/p/EAST/incidents?from=2025-04-17&to=2025-04-17").text)
    assert known
    other = ANSWERS | {"once": ONCE.replace("0b", "8a"), "document_title": "Another post", "when": "1 April 2025"}
    second = re.search(r"/p/EAST/documents/DOC-\w+", browser.get(kept(browser, other).location).text)
    assert second and second.group() != document
    assert browser.post(f"{second.group()}/text", data={"text": TEXT, "deed": "save"}).status_code == 303
    desk = f"{second.group()}/desk/incident"
    near = {name: ANSWERS[name] for name in ("where", "precision", "point", "adm1")} | {"when": "17 April 2025"}
    told = answers(browser, second.group(), once=ONCE.replace("0b", "8b"), **near)
    shown_back = browser.post(desk, data=told | {"deed": "check"}).text
    assert f'value="{known.group()}"' in shown_back, "it is within reach, and stands among the answers"
    chosen = told | {"incident": known.group(), "act": ""}
    kept(browser, chosen, desk)
    incident = browser.get(f"/p/EAST/incidents/{known.group()}").text
    assert second.group() in incident, "the document is cited by a claim of the incident"
