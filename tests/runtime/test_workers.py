"""What gunicorn answers by itself, before there is a request that the pages could answer."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPMessage

import pytest

from tests.runtime.examples import Start

SERVE = """
from app.runtime.server import listen
from app.runtime.workers import Pages

def page(environ, start_response):
    start_response("200 OK", [])
    return [b"a page"]

listening = listen(0)
print(listening[0].getsockname()[1], flush=True)
Pages(lambda: page, listening[:1]).run()
"""
LETTER = "%D8%A8"  # an Arabic letter, as an address writes it


@pytest.fixture
def port(start: Start) -> Iterator[int]:
    server = start(SERVE)
    assert server.stdout
    yield int(server.stdout.readline())
    server.terminate()
    server.wait(timeout=30)


def asked(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, HTTPMessage, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def test_a_search_of_a_thousand_arabic_letters_is_taken(port: int) -> None:
    assert asked(port, f"/p/EAST/incidents?q={LETTER * 1_300}")[2] == "a page"


@pytest.mark.parametrize(
    "path, headers, status, said",
    [
        (f"/?q={LETTER * 1_400}", {}, 414, "This address is too long."),
        ("/", {"Cookie": "x" * 10_000}, 431, "The browser sent too much along"),
        ("/", {"Not a name": "x"}, 400, "The request could not be read."),
    ],
)
def test_what_gunicorn_refuses_itself_is_plain_and_guarded(
    port: int, path: str, headers: dict[str, str], status: int, said: str
) -> None:
    answered, head, text = asked(port, path, headers)
    assert answered == status and text.startswith(said)
    assert head["Content-Type"] == "text/plain; charset=utf-8"
    assert "default-src 'none'" in head["Content-Security-Policy"]
    assert head["X-Content-Type-Options"] == "nosniff"
    assert "gunicorn" not in text.lower() and "x" * 100 not in text
