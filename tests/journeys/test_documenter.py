"""A documenter enters, finds and weighs by keyboard alone, without JavaScript, in English and in Arabic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request

from app.web.policy import COOKIE
from tests.filled import Tokens


@dataclass(frozen=True)
class Words:
    """What the journey types and presses, in one language."""

    language: str
    published: str
    quote: str
    count: str
    when: str
    read: str
    check: str
    save: str
    killed: str


LANGUAGES = {
    "en": Words(
        "en", "18 April 2025", "Yesterday 12 people were killed.", "12 killed", "yesterday", "17 April 2025",
        "Show how it is understood", "Save", "Killed: 12",
    ),
    "ar": Words(
        "ar", "١٨ نيسان ٢٠٢٥", "قُتل أمس ١٢ شخصاً.", "مقتل ١٢ شخصاً", "أمس", "17 نيسان 2025", "", "", "12",
    ),
}  # fmt: skip


@pytest.fixture
def opened(browser: Browser, address: str, tokens: Tokens) -> Iterator[tuple[BrowserContext, list[Request]]]:
    """A browser in which a documenter is signed in, and every request that it makes."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": tokens["EAST", "documenter"], "url": address}])
    asked: list[Request] = []

    def note(request: Request) -> None:  # the driver hangs a mark on it, which no built-in method takes
        asked.append(request)

    context.on("request", note)
    yield context, asked
    context.close()


def by_keyboard(page: Page, name: str, text: str) -> None:
    """Reaches a field as the keyboard does, opening its fold where it lies on one."""
    field = page.locator(f"#{name}")
    fold = field.locator("xpath=ancestor::details[not(@open)]")
    if fold.count():
        fold.locator("summary").first.press("Enter")
    if field.evaluate("element => element.tagName") == "SELECT":
        field.select_option(text)
    else:
        field.fill(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_ten_questions_to_the_list(
    opened: tuple[BrowserContext, list[Request]], address: str, language: str
) -> None:
    (context, asked), words = opened, LANGUAGES[language]
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/p/EAST/incidents/new")
    for name, text in (
        ("source_name", "Watch N"),
        ("source_kind", "monitor"),
        ("document_kind", "report"),
        ("document_title", "Daily note"),
        ("published", words.published),
        ("quote", words.quote),
        ("act", "killing"),
        ("count", words.count),
        ("when", words.when),
        ("where", "Bayt Zayn"),
    ):
        by_keyboard(page, name, text)
    page.locator("button[value=check]").press("Enter")
    assert words.read in page.locator("#when-understood").inner_text()
    page.locator("button[value=save]").press("Enter")
    assert re.search(r"/incidents/INC-\w{12}$", page.url)
    assert words.read in page.locator("main").inner_text()
    page.locator("#search").fill("Zayn")
    page.locator("#search").press("Enter")
    row = page.locator("tbody tr")
    assert row.count() == 1 and words.read in row.inner_text() and "12" in row.inner_text()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert {request.url.split("/")[2] for request in asked} == {address.split("/")[2]}


VIEWS = [("en", "light", 1280), ("ar", "dark", 390)]
MORE_VIEWS = [
    pytest.param(language, theme, width, marks=pytest.mark.full)
    for language in ("en", "ar")
    for theme in ("light", "dark")
    for width in (1280, 390)
    if (language, theme, width) not in VIEWS
]


@pytest.mark.parametrize("language, theme, width", [*VIEWS, *MORE_VIEWS])
def test_the_real_pages_are_accessible_and_fit(
    browser: Browser, address: str, tokens: Tokens, language: str, theme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    cookies = {COOKIE: tokens["EAST", "documenter"], "language": language}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{address}/p/EAST/incidents")
    incident = page.locator("tbody a").first.get_attribute("href")
    claim = f"{incident}/claims/new"
    for path in (
        "/projects", "/p/EAST/incidents", "/p/EAST/incidents?from=07/03/2025", incident, f"{incident}/history",
        f"{incident}/print", f"{incident}/amend", claim, f"{claim}?path=incident.place", "/p/EAST/incidents/new",
    ):  # fmt: skip
        page.goto(f"{address}{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
