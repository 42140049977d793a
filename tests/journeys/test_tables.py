"""A documenter who comes from a spreadsheet: rows pasted, columns said, good rows in, the rest mended."""

from collections.abc import Callable, Iterator
from itertools import count
from threading import Event, Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.runtime.urls import Urls
from app.services import jobs
from app.services.doors import Doors
from app.settings import Settings
from app.web.policy import COOKIE, GuardedFlask
from app.worker import work_off_jobs
from tests.filled import Tokens
from tests.web.test_gallery import keep_picture

ROWS = {
    "en": "No\tDate\tPlace\tKilled\tType\tColour\n1\t07/03/2025\tBayt Rummana\t12\tRaid\tred\n"
    "2\t31/31/2025\tTall Zayn\tdozens\tKilling\tblue\n",
    "ar": "رقم\tالتاريخ\tالمكان\tالقتلى\tنوع الفعل\tاللون\n1\t07/03/2025\tبيت رمانة\t١٢\tقتل\tأحمر\n"
    "2\t31/31/2025\tتل زين\tعشرات\tقتل\tأزرق\n",
}
WORDS = {
    "en": ("7 March 2025", "Columns not used: Colour", "1 wait", "Every row is in."),
    "ar": ("7 آذار 2025", "أعمدة غير مستعملة: اللون", "ينتظر واحد", "أُدخلت الصفوف كلها."),
}


@pytest.fixture
def page(browser: Browser, address: str, tokens: Tokens) -> Iterator[Page]:
    context = browser.new_context()
    context.add_cookies([{"name": COOKIE, "value": tokens["EAST", "documenter"], "url": address}])
    yield context.new_page()
    context.close()


def look_at(page: Page, name: str) -> None:
    """The page has no script, is accessible and fits, as it stands."""
    assert not page.locator("script").count()
    keep_picture(page, name)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize(("language", "width", "theme"), [("en", 1280, "light"), ("ar", 390, "dark")])
def test_rows_of_a_spreadsheet_go_in_within_a_few_steps(
    page: Page, address: str, language: str, width: int, theme: str
) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    day, unused, waits, done = WORDS[language]
    shots = f"tables-{language}-{theme}-{width}"
    page.goto(f"{address}/p/EAST/tables")
    look_at(page, f"{shots}-start")
    page.fill("#pasted", ROWS[language])
    page.fill("#name", "March")
    page.locator("form:has(#pasted) button").click()
    page.fill("#source_name", "Monitor M")
    page.select_option("#source_kind", "monitor")
    page.fill("#document_title", "Our table of March")
    page.select_option("#order", "dmy")
    page.locator('button[value="check"]').click()
    look_at(page, f"{shots}-mapping")
    shown = page.locator("main").inner_text()
    assert day in shown and unused in shown
    page.locator('button[value="take"]').click()
    assert waits in page.locator("main").inner_text()
    look_at(page, f"{shots}-repair")
    mended, left = (page.locator(css).first.bounding_box() for css in ("td.wrong", "td.read:not(.wrong)"))
    way = "y" if width == 390 else "x"
    assert mended and left and mended[way] < left[way], "what has to be mended stands first"
    below = page.get_by_text(unused).bounding_box()
    assert below and below["y"] > left["y"]
    page.fill("input[value='31/31/2025']", "31/03/2025")
    page.locator("form.repair button").click()
    assert done in page.locator("main").inner_text()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_a_long_table_goes_in_by_itself_while_the_page_shows_how_far(
    page: Page,
    address: str,
    flask_app: GuardedFlask,
    urls: Urls,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    width: int,
) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/p/EAST/tables")
    rows = "".join(f"{number}\t2025-03-07\n" for number in range(1, 2_101))
    file = {"name": "long.tsv", "mimeType": "text/tab-separated-values", "buffer": f"No\tDate\n{rows}".encode()}
    page.set_input_files("#file", file)  # type: ignore[arg-type]
    page.locator("form:has(#file) button").click()
    page.fill("#source_name", "Monitor M")
    page.select_option("#source_kind", "monitor")
    page.fill("#document_title", "Our long table")
    page.select_option("#act", "killing")
    page.locator('button[value="check"]').click()
    page.locator('button[value="take"]').click()
    bar = page.locator("progress")
    assert (bar.get_attribute("value"), bar.get_attribute("max")) == ("0", "2100")
    keep_picture(page, f"tables-progress-{language}-{width}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    settings = Settings(data=flask_app.keeping.vault.folder.parent)
    shown = Event()
    check = jobs._check

    def look_first(doors: Doors, number: tuple[int, int], stop: Callable[[], None]) -> Callable[[], None]:
        """The check before the first chunk and behind each, held back there until the page has shown the first."""
        go_on, chunks = check(doors, number, stop), count()

        def held() -> None:
            go_on()
            if next(chunks):
                shown.wait(60)

        return held

    monkeypatch.setattr(jobs, "_check", look_first)
    # In a thread of its own: the browser's library holds the loop of this one.
    worker = Thread(target=work_off_jobs, args=(settings, urls), kwargs={"wait": False})
    worker.start()
    try:
        # Nobody presses anything.
        page.locator("progress[value='1000']").wait_for(timeout=30_000)
    finally:
        shown.set()
        worker.join()
    page.wait_for_selector("main a[href*='/files/']", timeout=30_000)
    assert not page.locator("progress").count()
    keep_picture(page, f"tables-in-{language}-{width}")
