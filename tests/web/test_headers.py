"""Every response carries the headers, whichever way it came about."""

import pytest
from flask import Response, abort

from app.domain.errors import NotFound
from app.web.policy import ANYONE, GuardedFlask

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def failing(web: GuardedFlask) -> GuardedFlask:
    """The application with pages that fail in their several ways."""

    def raise_(error: Exception) -> Response:
        raise error

    web.config["PROPAGATE_EXCEPTIONS"] = False
    web.policies = web.policies | dict.fromkeys(
        (
            "absent",
            "broken",
            "large",
        ),
        ANYONE,
    )
    web.add_url_rule("/absent", "absent", lambda: raise_(NotFound("secret")))
    web.add_url_rule("/broken", "broken", lambda: raise_(ZeroDivisionError("secret")))
    web.add_url_rule("/large", "large", lambda: abort(413))
    return web


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/gallery", 200),
        ("HEAD", "/gallery", 200),
        ("OPTIONS", "/gallery", 200),
        ("GET", "/no-such-page", 404),
        ("GET", "/absent", 404),
        ("DELETE", "/gallery", 405),
        ("POST", "/language", 400),
        ("GET", "/large", 413),
        ("GET", "/broken", 500),
        ("GET", "/static/site.css", 200),
        ("GET", "/static/no-such-file", 404),
        ("GET", "/static/../factory.py", 404),
    ],
)
def test_headers_stand_on_every_response(failing: GuardedFlask, method: str, path: str, status: int) -> None:
    response = failing.test_client().open(path, method=method)
    response.close()
    assert response.status_code == status
    assert response.headers.getlist("Content-Security-Policy") == [POLICY]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Server" not in response.headers


def test_a_static_file_is_kept_only_under_the_address_that_names_its_digest(web: GuardedFlask) -> None:
    client = web.test_client()
    page = client.get("/gallery").text
    address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    with client.get(address) as kept, client.get("/static/site.css") as asked_anew:
        assert "immutable" in kept.headers["Cache-Control"]
        assert asked_anew.headers["Cache-Control"] == "no-store"


def test_no_page_holds_script_or_inline_style(web: GuardedFlask) -> None:
    page = web.test_client().get("/gallery").text
    assert "<script" not in page
    assert "style=" not in page
    assert " onclick" not in page
    assert "http://" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "https://" not in page
