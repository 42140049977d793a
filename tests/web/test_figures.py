"""Figures typed by hand: what they measure, which part they are and of whom they consist, shown back and kept."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import ClientAs
from tests.web.test_desk import answers as desk_answers
from tests.web.test_desk import document as document  # the document with a text
from tests.web.test_entry import ANSWERS, NEW, errors, kept, understood

ONE_ACT: dict[str, Any] = ANSWERS | {
    "act": ["killing"],
    "quote": "Yesterday 12 were killed near Tall Zayn, says watch N",
}
WAVE = {"count": "2 killed", "part_of": "the first wave"}


@pytest.fixture
def browser(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


def claim(page: str, words: str) -> str:
    """The ref of the claim that says so."""
    found = re.search(rf'id="(CLM-\w+)"(?:(?!id="CLM).)*?<bdi>{re.escape(words)}</bdi>', page, re.DOTALL)
    assert found, words
    return found.group(1)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"count": "7 killed so far"}, "Killed: 7 or more (so far)"),
        ({"count": "7 killed", "measure": "cumulative"}, "Killed: 7 or more (so far)"),
        ({"count": "سقوط ٧ قتلى حتى الآن"}, "Killed: 7 or more (so far)"),
        ({"count": "2 of the injured died"}, "Killed: 2 (of the injured)"),
        (WAVE, "Killed: 2 (the first wave)"),
        ({"count": "10 of the dead were named"}, "Killed: 10 or more"),
        ({"count": "12 killed", "breakdown": "3 women, 2 girls, 1 man of unknown age"},
         "Killed: 12; women: 3, girls: 2, male of unknown age: 1, not known: 6"),
        ({"count": "4,812 displaced", "measure": "stock"}, "Displaced, direction not stated: 4,812 (stock)"),
        ({"count": "4,812 displaced"}, "Displaced, direction not stated: 4,812. Whether that is how many there are or"
         " how many pass is not said"),
        ({"count": "3 killed", "breakdown": "3 women, 2 girls"}, "Killed: 3; women: 3, girls: 2. Those named by sex and"
         " age are more than the figure; both are kept as said"),
    ],
)  # fmt: skip
def test_it_is_shown_back_as_it_is_meant(browser: FlaskClient, answers: dict[str, str], words: str) -> None:
    assert understood(browser.post(NEW, data=ONE_ACT | answers))["count"] == words


@pytest.mark.parametrize(
    ("answers", "field", "mend"),
    [
        ({"count": "two families of five killed"}, "count", "“10 people killed” or “2 families killed”"),
        ({"count": "12 killed", "breakdown": "5 children and 2 girls"}, "breakdown", "5 children, 2 of them girls"),
        ({"count": "", "part_of": "the first wave"}, "part_of", "write how many"),
        ({"count": "up to 50 killed", "measure": "cumulative"}, "measure", "no upper bound"),
        ({"count": "12 killed", "measure": "average"}, "measure", "one of the answers offered"),
        ({"count": "between 5 and 3 killed"}, "count", "Is “between 3 and 5 killed” meant?"),
        ({"count": "7 civilians", "act": ["raid"]}, "harm", "not what came to them"),
        ({"count": "7 killed", "harm": "injured"}, "harm", "say already what came to them"),
    ],
)
def test_what_cannot_be_kept_says_how_to_mend_it(
    browser: FlaskClient, answers: dict[str, str], field: str, mend: str
) -> None:
    refused = browser.post(NEW, data=ONE_ACT | answers)
    assert refused.status_code == 422 and errors(refused) == {field}
    assert mend in html.unescape(refused.text)
    assert ("More on the figure" in refused.text) and (
        field == "count" or '<details class="fold" open>' in refused.text
    )


def test_how_many_is_shown_back_where_only_the_harm_is_missing_and_kept_with_it(browser: FlaskClient) -> None:
    asked = ONE_ACT | {"act": ["raid"], "count": "سبعة مدنيين", "quote": "سبعة مدنيين قرب تل زين"}
    back = browser.post(NEW, data=asked)
    told = "7 (civilians). What came to them is not said: choose it under “More on the figure”"
    assert understood(back)["count"] == told and errors(back) == {"harm"}
    assert 'value="سبعة مدنيين"' in back.text and '<details class="fold" open>' in back.text
    incident = kept(browser, asked | {"harm": "detained"}).location
    assert "Detained: 7 (civilians)" in html.unescape(browser.get(incident).text)
    figure = claim(browser.get(incident).text, "Detained: 7 (civilians)")
    form = browser.get(f"{incident}/claims/{figure}/supersede").text
    assert re.search(r'<option value="detained" selected>', form), "it is taken up with the harm that was chosen"


def test_a_figure_of_casualties_is_one_of_people_to_whom_it_is_not_said_what_came(browser: FlaskClient) -> None:
    back = browser.post(NEW, data=ONE_ACT | {"count": "12 casualties"})
    assert understood(back)["count"] == "Affected, way not stated: 12"


def test_a_part_stands_beside_the_whole_and_is_taken_up_as_it_was(browser: FlaskClient) -> None:
    """Quick entry, one claim more, and what takes its place: the fold is filled as the claim has it."""
    incident = kept(browser, ONE_ACT | {"count": "12 killed", "breakdown": "3 women, 2 girls"}).location
    more = {name: ONE_ACT[name] for name in ("source_name", "source_kind", "document_kind", "document_title")}
    of_part = more | {"once": ANSWERS["once"].replace("0b", "7c"), "path": "incident.count", "quote": "2 of the second"}
    of_part |= {"source_name": "Hospital H", "document_title": "Register", "polarity": "asserts", "deed": "check"}
    added = kept(browser, of_part | {"value": "2 killed", "part_of": "the second wave"}, f"{incident}/claims/new")
    assert added.status_code == 303
    page = browser.get(incident).text
    assert "12 · 2 (the second wave)" in page and "14" not in re.findall(r"<bdi>Killed: (\d+)", page)
    whole = claim(page, "Killed: 12; women: 3, girls: 2, not known: 7")
    form = browser.get(f"{incident}/claims/{whole}/supersede").text
    assert 'value="women: 3, girls: 2, not known: 7"' in form and '<details class="fold" open>' in form
    part = claim(page, "Killed: 2 (the second wave)")
    assert 'value="the second wave"' in browser.get(f"{incident}/claims/{part}/supersede").text
    browser.set_cookie("language", "ar")
    arabic = browser.get(incident).text
    assert "نساء: 3، فتيات: 2، غير معروفين: 7" in arabic


def test_stock_and_flow_are_neither_merged_nor_added(browser: FlaskClient) -> None:
    stock = {
        "act": ["displacement"],
        "count": "4,812 displaced",
        "measure": "stock",
        "quote": "4,812 displaced, in all",
    }
    incident = kept(browser, ONE_ACT | stock).location
    more = {name: ONE_ACT[name] for name in ("source_name", "source_kind", "document_kind", "document_title")}
    flow = more | {"once": ANSWERS["once"].replace("0b", "7d"), "path": "incident.count", "quote": "6,340 displaced"}
    flow |= {"value": "6,340 displaced", "measure": "flow", "polarity": "asserts", "deed": "check"}
    kept(browser, flow | {"source_name": "Agency T"}, f"{incident}/claims/new")
    page = html.unescape(browser.get(incident).text)
    assert "4,812 (stock)" in page and "6,340 (flow)" in page
    assert "are neither merged nor added: one says how many there are at a time" in page
    assert "11,152" not in page and "4,812 to" not in page


def test_the_desk_asks_the_same(browser: FlaskClient, document: str) -> None:
    page = browser.get(f"{document}/desk").text
    assert all(f'name="{name}"' in page for name in ("harm", "measure", "part_of", "breakdown"))
    bare = browser.post(
        f"{document}/desk/incident", data=desk_answers(browser, document) | {"act": "raid", "count": "12 people"}
    )
    assert errors(bare) == {"harm"} and understood(bare)["count"].startswith("12. What came to them is not said")
    entered = desk_answers(browser, document) | {"count": "12 killed", "measure": "cumulative"}
    assert understood(browser.post(f"{document}/desk/incident", data=entered))["count"] == "Killed: 12 or more (so far)"
