"""The gallery as its readers get it: both languages, both themes, desk and phone. TAWTHIQ_SHOTS keeps the pictures."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

WIDTHS = {1280: 900, 390: 844}
LOCALES = {"en": "en-GB", "ar": "ar-SY"}


@pytest.fixture(
    params=[(lang, theme, width) for lang in ("en", "ar") for theme in ("light", "dark") for width in WIDTHS],
    ids=lambda case: "-".join(map(str, case)),
)
def view(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[tuple[Page, list[Request], str]]:
    """The gallery, the requests that it made, and the name of this way of looking at it."""
    lang, theme, width = request.param
    context = browser.new_context(
        locale=LOCALES[lang],
        color_scheme=theme,
        viewport={"width": width, "height": WIDTHS[width]},
    )
    page = context.new_page()
    requests: list[Request] = []
    # playwright marks the handlers it is given, and a built-in method cannot be marked.
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108
    page.goto(f"{served}/gallery")
    yield page, requests, f"gallery-{lang}-{theme}-{width}"
    context.close()


def test_the_gallery_is_accessible_and_keeps_to_itself(view: tuple[Page, list[Request], str], served: str) -> None:
    page, requests, name = view
    for fold in page.locator("details").all():
        fold.evaluate("fold => { fold.open = true }")
    keep_picture(page, name)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert {request.url.split("/", 3)[2] for request in requests} == {served.split("/", 3)[2]}


def test_axe_sees_what_it_is_asked_to_see(view: tuple[Page, list[Request], str]) -> None:
    page, _requests, _name = view
    page.locator("h1").evaluate("heading => { heading.innerHTML = '<input type=text>' }")
    assert "label" in violations(page)


def test_everything_is_reached_by_keyboard_and_shows_that_it_is(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}/gallery")
    reachable = page.locator(
        "a[href], button, summary, :is(input, select, textarea):not([type=hidden]):not(details:not([open]) *)"
    ).count()
    seen = set()
    for _ in range(reachable + 5):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            "() => { const at = document.activeElement;"
            " return [[...document.querySelectorAll('*')].indexOf(at), getComputedStyle(at).outlineStyle] }"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        assert outline == "solid", page.evaluate("document.activeElement.outerHTML")
        seen.add(place)
    page.close()
    # Of a group of radio buttons one is a stop, and the arrow keys reach the others.
    assert len(seen) == reachable - 2


def violations(page: Page) -> list[str]:
    """The names of the rules of axe that the page breaks. The script runs from outside, our CSP in force."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [rule["id"] for rule in found]


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("TAWTHIQ_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
