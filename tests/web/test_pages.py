"""Every page template with invented records: it holds in both languages, is accessible, and fits a phone."""

from typing import Literal
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.web.test_gallery import LOCALES, WIDTHS, keep_picture, violations

Theme = Literal["light", "dark"]
PAGES = (
    "sign-in",
    "first-sign-in",
    "send-again",
    "projects",
    "incidents",
    "no-incidents",
    "figures",
    "no-figures",
    "questions",
    "no-questions",
    "question-form",
    "question",
    "incident",
    "register",
    "intervention",
    "source",
    "document",
    "party",
    "place",
    "place-retired",
    "place-form",
    "tasks",
    "task",
    "queue",
    "review",
    "entry",
    "supersede",
    "ended-claim",
    "conflict",
    "history",
    "print",
    "files",
    "desk",
    "desk-text",
    "home",
    "home-empty",
)

SCROLLS = """
[...document.querySelectorAll("body *")].filter((one) => {
  return one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto";
}).map((one) => [one.className, getComputedStyle(one).backgroundImage.includes("gradient")])
"""
"""What scrolls sideways, and whether its edges say so."""


TOPS = """
[...document.querySelectorAll(".grid tbody tr")].map((row) => {
  const within = document.querySelector(".wide").getBoundingClientRect();
  const boxes = [row.firstElementChild, row.lastElementChild].map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [...range.getClientRects()].find((box) => box.width > 2);
  });
  const seen = (box) => box.left >= within.left - 1 && box.right <= within.right + 1;
  return [...boxes.map((box) => box.top), ...boxes.map(seen)];
})
"""
"""Where the first line of the name and of the sum of each row stands, and whether they are in view."""


def look(browser: Browser, address: str, language: str, theme: Theme, width: int) -> Page:
    page = browser.new_page(
        locale=LOCALES[language], color_scheme=theme, viewport={"width": width, "height": WIDTHS[width]}
    )
    assert (response := page.goto(address)) is not None
    assert response.status == 200
    return page


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1280), ("ar", "dark", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(
    browser: Browser, served: str, name: str, language: str, theme: Theme, width: int
) -> None:
    page = look(browser, f"{served}/example/{name}", language, theme, width)
    keep_picture(page, f"{name}-{language}-{theme}-{width}")
    found = violations(page)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    scrolls = page.evaluate(SCROLLS)
    page.close()
    assert found == []
    assert wider <= 0
    assert all(shows for _, shows in scrolls), scrolls


def test_a_table_that_is_wider_than_the_page_shows_it_at_its_edges(browser: Browser, served: str) -> None:
    page = look(browser, f"{served}/example/figures", "ar", "light", 1280)
    page.locator(".wide .table").evaluate("(one) => { one.style.inlineSize = '2000px' }")
    scrolls = page.evaluate(SCROLLS)
    page.close()
    assert scrolls == [["wide", True]]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_row_names_of_a_table_of_figures_stay_beside_their_numbers(
    browser: Browser, served: str, language: str
) -> None:
    page = look(browser, f"{served}/example/figures", language, "light", 1280)
    page.locator(".wide .table").evaluate("(one) => { one.style.inlineSize = '2000px' }")
    page.locator(".wide").evaluate(f"(one) => {{ one.scrollLeft = {'-' * (language == 'ar')}400 }}")
    seen = page.evaluate(TOPS)
    page.close()
    assert len(seen) == 3
    for name, figure, name_seen, figure_seen in seen:
        assert abs(name - figure) < 6 and name_seen and figure_seen


def test_every_example_is_visited(served: str) -> None:
    with urlopen(f"{served}/example") as answer:
        assert sorted(answer.read().decode().split()) == sorted(PAGES)


def test_on_paper_only_what_is_said_remains(browser: Browser, served: str) -> None:
    page = look(browser, f"{served}/example/incident", "en", "light", 1280)
    page.emulate_media(media="print")
    assert page.locator(".claim").first.is_visible()
    assert not page.locator(".bar").is_visible()
    assert not page.locator(".doing").first.is_visible()
    page.close()


def test_an_error_leads_to_its_field(browser: Browser, served: str) -> None:
    page = look(browser, f"{served}/example/entry", "en", "light", 1280)
    page.locator(".summary a").click()
    assert page.evaluate("location.hash") == "#when"
    described = page.locator("#when").get_attribute("aria-describedby")
    assert described == "when-help when-error"
    assert page.locator("#when").get_attribute("aria-invalid") == "true"
    page.close()


def test_a_fold_is_open_where_something_on_it_was_answered(browser: Browser, served: str) -> None:
    page = look(browser, f"{served}/example/entry", "en", "light", 1280)
    # The example answers nothing on a fold.
    assert page.locator("details[open]").count() == 0
    page.close()
