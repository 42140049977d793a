"""A verifier in a browser without a script: from "what waits" to a level that somebody else approves, by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page

from app.services.doors import Doors
from app.web.policy import COOKIE
from tests.filled import Tokens
from tests.services.deciding import LONG_REASON, Case, second_verifier, tells
from tests.store.claimed import Voice
from tests.web.test_gallery import violations

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")


def opened(browser: Browser, address: str, token: str, language: str = "en", *, script: bool = False) -> Page:
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in (
        (COOKIE, token), ("language", language),
    )])  # fmt: skip
    return context.new_page()


def press(page: Page, label: str) -> None:
    """The button of this label, by keyboard."""
    page.get_by_role("button", name=label, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def grade(page: Page, document: str) -> None:
    page.get_by_role("link", name=document).first.click()
    page.get_by_role("link", name="Grades and checks").click()
    page.get_by_label("Usually reliable", exact=True).check()
    page.get_by_label("Probably true").check()
    page.locator("#why").fill("Its figures have held before.")
    press(page, "Keep the grade")
    assert page.get_by_text("Its figures have held before.").count() == 2  # one for each of the two questions
    for _ in range(3):
        page.go_back()


def test_from_what_waits_to_corroborated(browser: Browser, address: str, doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [M, N], [*tells(1, M.name), *tells(11, N.name, "records")])
    page = opened(browser, address, case.verifier)
    page.goto(f"{address}/p/EAST/incidents/{case.ref}")
    for voice in (M, N):
        grade(page, f"Report of {voice.name}")
    page.get_by_role("link", name="What waits").click()
    page.locator(f"a[href*='{case.act.act}']").first.click()
    page.get_by_label("To which level?").select_option("credible")
    page.get_by_label(re.compile("^Why")).fill(LONG_REASON)
    press(page, "Move, or propose it")
    standard = page.get_by_label("By which standard of proof?")
    assert standard.input_value() == ""  # nobody signs for a standard that they did not choose
    assert page.get_by_text("“Reasonable grounds to believe”").count() == 1
    standard.select_option("reasonable_grounds_to_believe")
    press(page, "Move, or propose it")
    page.get_by_label("To which level?").select_option("corroborated")
    page.get_by_label("By which standard of proof?").select_option("reasonable_grounds_to_believe")
    page.get_by_label(re.compile("^Why")).fill(LONG_REASON)
    press(page, "Move, or propose it")
    assert page.get_by_role("button", name="Approve").count() == 0
    other = opened(browser, address, second_verifier(doors, tokens))
    other.goto(f"{address}/p/EAST/verification")
    other.get_by_role("link", name="Killing", exact=True).click()
    press(other, "Approve")
    assert case.track().level == "corroborated"
    assert other.get_by_text("done by Second verifier").count() == 1
    page.context.close()
    other.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_decisions_are_accessible_and_fit_a_phone(
    browser: Browser, address: str, doors: Doors, tokens: Tokens, language: str
) -> None:
    case = Case(doors, tokens, [M, N], [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records")])
    case.grade(M.name)
    case.grade(N.name)
    case.contradict(case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.when"))
    case.check(M.name, "identity", "pass")
    incident = f"/p/EAST/incidents/{case.ref}"
    page = opened(browser, address, case.verifier, language, script=True)
    for where in (
        incident,
        f"{incident}/acts/{case.act.act}/verification",
        f"{incident}/adopt/incident.when",
        f"{incident}/claims/{case.claim_of(M.name, 'act.type')}/link",
        f"{incident}/claims/{case.claim_of(M.name, 'act.type')}/assessment",
        f"/p/EAST/documents/{case.document_of(M.name)}/assessment",
        "/p/EAST/verification",
    ):
        page.goto(address + where)
        assert violations(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    page.context.close()
