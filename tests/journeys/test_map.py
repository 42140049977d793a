"""The map draws under the strict policy, asks nobody else, says what the list says, and is led by it by keyboard."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from app.exchange.outlines import COUNTRIES, folder
from app.runtime.urls import Urls
from app.services.doors import Doors
from app.web.policy import COOKIE
from tests.filled import Tokens
from tests.services.gazetteering import load_all
from tests.services.mapping_places import EVERY, WORDS, add_incidents

LIVE = pytest.mark.skipif(not (folder() / COUNTRIES).exists(), reason="set-up could not fetch the map library")
DRAWN = len(EVERY) + 1 - EVERY.count(WORDS)


class Watched:
    """A reader's page, every request that it makes, and every complaint of the browser."""

    def __init__(self, browser: Browser, address: str, token: str, language: str, width: int, scripts: bool) -> None:
        self.address, self.asked, self.complaints = address, list[Request](), list[str]()
        self.context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=scripts)
        self.context.add_cookies(
            [
                {"name": COOKIE, "value": token, "url": address},
                {"name": "language", "value": language, "url": address},
            ]
        )
        self.page = self.context.new_page()
        self.page.on("request", self._note)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request: Request) -> None:
        self.asked.append(request)

    def open(self, question: str = "") -> Page:
        self.page.goto(f"{self.address}/p/EAST/map{question}")
        return self.page

    def drawn(self) -> Page:
        """The page once the map stands still. Polled, since the policy forbids what waiting for a function needs."""
        until = time.monotonic() + 60
        while not self.page.evaluate("document.querySelector('[data-drawn]') !== null"):
            assert time.monotonic() < until, self.complaints
            time.sleep(0.2)
        return self.page


@pytest.fixture
def watched(
    browser: Browser, address: str, tokens: Tokens, urls: Urls, doors: Doors, tmp_path: Path
) -> Iterator[Callable[..., Watched]]:
    load_all(urls.owner, tmp_path)
    add_incidents(doors, tokens, EVERY)
    made: list[Watched] = []

    def watch(language: str = "en", width: int = 1280, *, scripts: bool = True) -> Watched:
        made.append(Watched(browser, address, tokens["EAST", "analyst"], language, width, scripts))
        return made[-1]

    yield watch
    for one in made:
        one.context.close()


@LIVE
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_the_map_is_drawn_and_nobody_else_is_asked(watched: Callable[..., Watched], language: str, width: int) -> None:
    one = watched(language, width)
    one.open()
    page = one.drawn()
    assert page.locator("[data-map] canvas").count() == 1
    paths = {request.url.removeprefix(one.address).split("?")[0] for request in one.asked}
    assert any(path.startswith("/ground/") for path in paths)
    assert any(path.startswith("/tiles/EAST/") for path in paths)
    # The browser's own log: nothing but this address, and what the page holds itself.
    assert [r.url for r in one.asked if not r.url.startswith((one.address, "data:", f"blob:{one.address}"))] == []
    assert one.complaints == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@LIVE
def test_the_list_leads_the_map_by_keyboard(watched: Callable[..., Watched]) -> None:
    one = watched()
    one.open()
    page = one.drawn()
    lines = page.locator(".map-list [data-shape]")
    assert lines.count() == DRAWN
    lines.nth(0).locator("a").focus()
    expect(lines.nth(0)).to_have_attribute("data-shown", "")
    # The next lines stand beside the map, and show nothing; then comes one that has a place again.
    page.keyboard.press("Tab")
    expect(page.locator(".map-list [data-shown]")).to_have_count(0)
    for _ in range(EVERY.count(WORDS)):
        page.keyboard.press("Tab")
    expect(lines.nth(1)).to_have_attribute("data-shown", "")
    expect(page.locator(".map-list [data-shown]")).to_have_count(1)
    assert one.complaints == []


@LIVE
def test_moving_the_map_can_become_the_box_of_the_question(watched: Callable[..., Watched]) -> None:
    one = watched()
    one.open("?act=killing")
    page = one.drawn()
    page.locator("[data-follow]").check()
    expect(page).to_have_url(re.compile("act=killing.*bbox="))
    page.locator(".maplibregl-canvas").focus()
    for _ in range(3):
        page.keyboard.press("+")
        page.wait_for_timeout(600)
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
    # What lies far from where the map was moved to is no longer listed, and the list opens the same question.
    until = time.monotonic() + 30
    while page.locator(".map-list li").count() >= DRAWN and time.monotonic() < until:
        time.sleep(0.2)
    assert page.locator(".map-list li").count() < DRAWN
    assert "bbox=" in (page.locator("[data-to-list]").get_attribute("href") or "")
    boxes = page.locator("input[name=bbox]").evaluate_all("all => all.map((one) => one.value)")
    assert len(boxes) == 2 and boxes[0] == boxes[1] != "", "what is taken out is what is asked"
    assert one.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_map_and_chart_are_kept_as_png(
    watched: Callable[..., Watched], language: str, owner: sa.Engine, tmp_path: Path
) -> None:
    one = watched(language)
    for address, name in (("/p/EAST/map?act=killing", "EAST-map"), ("/p/EAST/statistics?rows=month", "EAST-figures")):
        one.page.goto(one.address + address)
        with one.page.expect_download() as got:
            one.page.locator("[data-png]").click()
        assert got.value.suggested_filename == f"{name}.png"
        got.value.save_as(tmp_path / "a.png")
        with Image.open(tmp_path / "a.png") as picture:
            assert picture.format == "PNG" and picture.width >= 1440
            assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 8, "not blank"
    assert one.complaints == []
    with owner.connect() as connection:
        taken = connection.execute(sa.text("SELECT detail FROM event WHERE deed = 'export_incidents'")).scalars()
        assert [(one["format"], one["question"]) for one in taken] == [("svg", {"act": "killing"})]


def test_without_a_script_the_still_picture_says_the_same(watched: Callable[..., Watched]) -> None:
    one = watched(scripts=False)
    page = one.open()
    picture = page.locator(".map svg.map-picture")
    expect(picture).to_be_visible()
    assert str(DRAWN) in (page.locator(".map svg.map-picture > title").text_content() or "")
    words = page.locator("main").inner_text()
    assert f"On the map: {DRAWN}" in words
    assert f"lie: {EVERY.count(WORDS)}" in words
    assert one.complaints == []
