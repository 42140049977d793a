"""Places are offered as one types, by a script of ours alone, and picked by keyboard or map; nobody else is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from app.runtime.urls import Urls
from app.web.policy import COOKIE
from tests.filled import Tokens
from tests.services.gazetteering import load_all

LANGUAGES = {"en": ("Tall Zayn · ", "town or village"), "ar": ("تل زين · ", "بلدة أو قرية")}


def _is_complaint(message: ConsoleMessage) -> bool:
    """The browser also complains of a form that is not whole yet and comes back so."""
    return message.type == "error" and "422" not in message.text


@pytest.fixture
def opened(
    browser: Browser, address: str, tokens: Tokens, urls: Urls, tmp_path: Path
) -> Iterator[tuple[Page, list[Request], list[str]]]:
    """A page with script on, of a documenter; every request that it makes, and every complaint of the browser."""
    load_all(urls.owner, tmp_path)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": COOKIE, "value": tokens["EAST", "documenter"], "url": address}])
    page, asked, complaints = context.new_page(), list[Request](), list[str]()
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (the driver marks what it calls)
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, asked, complaints
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_candidates_appear_as_one_types_and_are_picked(
    opened: tuple[Page, list[Request], list[str]], address: str, language: str
) -> None:
    page, asked, complaints = opened
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    page.goto(f"{address}/p/EAST/incidents/new")
    page.locator("#where").press_sequentially("تل زين")
    answers = page.locator('input[name="gazetteer_place"]')
    expect(answers).to_have_count(4)
    names, kind = LANGUAGES[language]
    shown = page.locator("[data-field=gazetteer_place]").inner_text()
    assert names in shown and kind in shown
    assert not page.locator('input[name="gazetteer_place"]:checked').count()
    page.locator('[data-choose="ocha:C3"] .dot').click()
    expect(page.locator('input[value="ocha:C3"]')).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.locator('input[name="gazetteer_place"][value="new"]')).to_be_checked()
    expect(page.locator("#place_kind")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator('input[value="text"]')).to_be_checked()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # What was chosen for other words does not stay.
    page.locator("#where").fill("عين حجل")
    expect(answers).to_have_count(3)
    assert all(request.url.startswith(address) for request in asked)
    assert not any("%D8" in request.url for request in asked)
    assert complaints == []


def test_what_is_unique_and_spelt_so_is_taken_by_itself_as_one_types(
    opened: tuple[Page, list[Request], list[str]], address: str
) -> None:
    page, _, complaints = opened
    page.goto(f"{address}/p/EAST/incidents/new")
    page.locator("#where").press_sequentially("Ayn Hajal")
    expect(page.locator('input[value="ocha:C5"]')).to_be_checked()
    expect(page.locator("#gazetteer_place-understood")).to_contain_text("Taken by itself")
    assert complaints == []


FORM = {
    "source_name": "Local page L",
    "document_title": "Post of 18 April",
    "quote": "Two men were taken at the post at Kafr Nawr.",
    "where": "Kafr Nawr",
}
CHOICES = {
    "source_kind": "local_outlet", "document_kind": "news_article", "act": "arrest_or_detention",
}  # fmt: skip
MARKED = {"en": "of this project", "ar": "من أماكن هذا المشروع"}


@pytest.mark.parametrize("language", MARKED)
def test_a_place_nobody_knows_is_registered_without_leaving_the_form_and_offered_next_time(
    opened: tuple[Page, list[Request], list[str]], address: str, language: str
) -> None:
    page, _, complaints = opened
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    page.goto(f"{address}/p/EAST/incidents/new")
    page.locator("details:has(#source_name) > summary").click()
    for name, answer in CHOICES.items():
        page.locator(f"#{name}").select_option(answer)
    for name, answer in FORM.items():
        page.locator(f"#{name}").fill(answer)
    page.locator('input[name="gazetteer_place"][value="new"]').check()
    page.locator("#place_kind").select_option("village")
    expect(page.locator("#place_kind-error")).to_have_count(0)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator('button[value="save"]').click()
    page.wait_for_url("**/incidents/INC-*")
    page.goto(f"{address}/p/EAST/incidents/new")
    page.locator("#where").fill("كفر نور")
    expect(page.locator('input[value^="PLC-"]')).to_have_count(1)
    assert MARKED[language] in page.locator("[data-field=gazetteer_place]").inner_text()
    page.goto(f"{address}/p/EAST/places")
    page.locator('a[href*="/places/PLC-"]').click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert complaints == []
