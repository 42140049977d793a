"""What is typed outlives the server, the line and the tab: it is offered again, as it was a few seconds before."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.runtime.urls import Urls
from app.web.policy import COOKIE
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.web.test_entry import ANSWERS, kept

CHECKOUT = Path(__file__).parents[2]
SERVE = """
import json, sys
from pathlib import Path
from werkzeug.serving import make_server
from app.factory import create_app
from app.runtime.urls import Urls
from app.settings import Settings
from tests.filled import CHEAP
flask = create_app(Settings(data=Path(sys.argv[1])), Urls(*sys.argv[3:]), CHEAP)
make_server("127.0.0.1", int(sys.argv[2]), flask, threaded=True).serve_forever()
"""
TEXT = "A heading\nMonitor M says that 12 people were killed at Tall Zayn on 17 April 2025."


class Server:
    """The pages as a process of its own, which can be killed outright and started again at the same port."""

    def __init__(self, data: Path, urls: Urls) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._arguments = [str(data), str(self.port), *(str(getattr(urls, name)) for name in Urls.__annotations__)]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE, *self._arguments], env={**os.environ, "PYTHONPATH": str(CHECKOUT)}
        )
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def server(tmp_path: Path, urls: Urls) -> Iterator[Server]:
    found = Server(tmp_path, urls)
    yield found
    found.kill()


@pytest.fixture
def document(client_as: ClientAs) -> str:
    """A document with a text: the address of its desk."""
    browser: FlaskClient = client_as("documenter")
    found = re.search(r"/p/EAST/documents/DOC-\w+", browser.get(kept(browser, ANSWERS).location).text)
    assert found
    browser.post(f"{found.group()}/text", data={"text": TEXT, "deed": "save"})
    return f"{found.group()}/desk"


def signed_in(browser: Browser, address: str, tokens: Tokens) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": tokens["EAST", "documenter"], "url": address}])
    return context


def is_kept(page: Page) -> None:
    expect(page.locator("[data-draft]")).to_contain_text(
        "Kept as a draft", timeout=30_000
    )  # it is sent again after 5 s


def taken_up(browser: Browser, address: str, tokens: Tokens, where: str) -> Page:
    """The form as it is offered again to whoever signs in anew."""
    page = signed_in(browser, address, tokens).new_page()
    page.goto(f"{address}{where}")
    page.get_by_role("link", name="Go on with it").first.click()
    return page


@pytest.mark.parametrize("form", ["desk", "quick entry"])
def test_a_server_that_is_killed_while_somebody_types(
    browser: Browser, server: Server, tokens: Tokens, document: str, form: str
) -> None:
    where = document if form == "desk" else "/p/EAST/incidents/new"
    page = signed_in(browser, server.address, tokens).new_page()
    page.goto(f"{server.address}{where}")
    page.locator("#when").press_sequentially("17 April 2025")
    is_kept(page)
    page.locator("#victim").press_sequentially("families of the quarter")
    server.kill()
    expect(page.locator("[data-draft]")).to_contain_text("cannot be reached", timeout=30_000)
    expect(page.locator("[data-draft]")).to_be_in_viewport(ratio=1)
    server.start()
    other = taken_up(browser, server.address, tokens, where)
    assert other.input_value("#when") == "17 April 2025", "kept before the server went"
    other.context.close()
    is_kept(page)  # and whoever left the page open has what was typed since sent again by itself
    other = taken_up(browser, server.address, tokens, where)
    assert other.input_value("#victim") == "families of the quarter"
    other.context.close()
    page.context.close()


def test_a_tab_that_is_closed_at_once(browser: Browser, document: str, address: str, tokens: Tokens) -> None:
    for where in (document, "/p/EAST/incidents/new"):
        context = signed_in(browser, address, tokens)
        page = context.new_page()
        page.goto(f"{address}{where}")
        page.locator("#where").press_sequentially("Tall Zayn")
        page.close(run_before_unload=True)
        other = context.new_page()
        for _ in range(50):
            other.goto(f"{address}{where}")
            if other.get_by_role("link", name="Go on with it").count():
                break
        other.get_by_role("link", name="Go on with it").first.click()
        assert other.input_value("#where") == "Tall Zayn"
        context.close()


def test_a_line_that_is_gone_for_a_while(browser: Browser, address: str, tokens: Tokens) -> None:
    context = signed_in(browser, address, tokens)
    page = context.new_page()
    page.goto(f"{address}/p/EAST/incidents/new")
    page.locator("#when").fill("March 2025")
    read = page.locator("#when-understood")
    expect(read).to_contain_text("March 2025")
    context.set_offline(True)
    page.locator("#when").fill("April 2025")
    expect(read).to_contain_text("Being read anew; before")  # March does not stand under April
    page.locator("#count").press_sequentially("12 killed")
    expect(page.locator("[data-draft]")).to_contain_text("cannot be reached", timeout=30_000)
    assert page.input_value("#count") == "12 killed"
    context.set_offline(False)
    is_kept(page)
    expect(page.locator("#count-understood")).to_contain_text("12")
    expect(read).to_have_text("Understood as April 2025")
    context.close()


def test_an_answer_without_the_form_keeps_nothing(
    browser: Browser, document: str, address: str, tokens: Tokens
) -> None:
    """While the database starts anew a page comes back that is not the form: what was typed is sent again."""
    for where in (document, "/p/EAST/incidents/new"):
        for leaves in (False, True):
            context = signed_in(browser, address, tokens)
            page = context.new_page()
            page.goto(f"{address}{where}")
            context.route("**/*", _unavailable)
            words = f"Tall Zayn, {'left' if leaves else 'stayed'}"
            page.locator("#where").press_sequentially(words)
            expect(page.locator("[data-draft]")).to_contain_text("Not available", timeout=30_000)
            context.unroute("**/*", _unavailable)
            if leaves:
                page.close(run_before_unload=True)
            else:
                is_kept(page)
            other = context.new_page()
            for _ in range(50):
                other.goto(f"{address}{where}")
                if other.get_by_role("link", name="Go on with it").count():
                    other.get_by_role("link", name="Go on with it").first.click()
                    if other.input_value("#where") == words:
                        break
            assert other.input_value("#where") == words
            context.close()


def _unavailable(route: Route) -> None:
    if route.request.method == "POST":
        route.fulfill(status=503, content_type="text/html", body="<h1>Not available</h1>")
    else:
        route.continue_()


def test_a_passage_marked_while_the_line_is_gone_stays_unread(
    browser: Browser, document: str, address: str, tokens: Tokens
) -> None:
    context = signed_in(browser, address, tokens)
    page = context.new_page()
    page.goto(f"{address}{document}")
    unread = page.locator(".passage.unread").count()
    context.set_offline(True)
    page.locator(".passage").first.focus()
    page.keyboard.press("h")
    expect(page.locator("[data-told]")).to_contain_text("cannot be reached", timeout=30_000)
    assert page.locator(".passage.unread").count() == unread > 0
    context.close()
