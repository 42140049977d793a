"""Files in the browser: sent by a plain form, kept or clearly refused, and given back so that no browser opens them."""

import hashlib
import http.client
import io
import re
import threading
import tracemalloc
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask, send_file
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, expect
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from app.domain.files import name_to_save_under, original_name
from app.services.evidence import Keeping, verify_files
from app.web import uploads
from app.web.evidence import size_words
from app.web.policy import COOKIE, GuardedFlask
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.serving import behind_a_port

SANDBOX = "sandbox; default-src 'none'"
MEGABYTE = 1024 * 1024


@pytest.fixture
def home(flask_app: GuardedFlask, owner: sa.Engine) -> str:
    """Where EAST's report keeps its files, of at most 3 MB each and 5 MB together."""
    flask_app.keeping = Keeping(flask_app.keeping.vault, 3 * MEGABYTE, 5 * MEGABYTE)
    with owner.connect() as connection:
        ref = connection.execute(
            sa.text("SELECT ref FROM document WHERE project_id = 1 AND title = 'Daily report 1'")
        ).scalar_one()
    return f"/p/EAST/documents/{ref}/files"


@pytest.fixture
def client(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


def body(data: bytes, name: str = "a", *, cut: int = 0, token: str = "") -> tuple[bytes, dict[str, str]]:
    """What a browser sends for a form of a token and one file, all but the last bytes of it, and its headers."""
    whole = (
        f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode() + data
    whole += b"\r\n--b--\r\n"
    return whole[: len(whole) - cut], {"Content-Type": "multipart/form-data; boundary=b"}


def send(
    client: FlaskClient, home: str, data: bytes, name: str = "photo.jpg", *, cut: int = 0, token: str = ""
) -> TestResponse:
    sent, headers = body(data, name, cut=cut, token=token)
    return client.post(f"{home}/new", data=sent, headers=headers)


def take(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """A file taken out, and closed."""
    return client.get(address, headers=headers, buffered=True)


def ref_of(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].split("#")[1]


def handlings(owner: sa.Engine) -> list[str]:
    with owner.connect() as connection:
        return list(connection.execute(sa.text("SELECT deed FROM custody_event ORDER BY id")).scalars())


def picture(kind: str = "JPEG", **how: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (800, 600), (10, 90, 10)).save(made, kind, **how)
    return made.getvalue()


def test_a_file_is_sent_listed_and_given_back_byte_for_byte(client: FlaskClient, home: str, owner: sa.Engine) -> None:
    data = b"<script>alert(1)</script>" + bytes(range(256)) * 9000
    ref = ref_of(send(client, home, data, "شهادة.html"))
    page = client.get(home).text
    assert f'id="{ref}"' in page and "شهادة.html" in page and "2.2 MB" in page
    assert hashlib.sha256(data).hexdigest() in page and "Received" in page and "documenter of EAST" in page
    answer = take(client, f"{home}/{ref}")
    assert (answer.status_code, answer.data) == (200, data)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers.getlist("Content-Security-Policy") == [SANDBOX]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Content-Length"] == str(len(data))
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert (kind, options["filename"]) == ("attachment", "شهادة.html")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert handlings(owner) == ["received", "served"]


def test_only_what_goes_out_is_on_record_and_it_goes_out_whole(
    client: FlaskClient, home: str, owner: sa.Engine
) -> None:
    ref = ref_of(send(client, home, b"0123456789"))
    asked = client.head(f"{home}/{ref}", buffered=True)
    assert (asked.status_code, asked.data, asked.headers["Content-Length"]) == (200, b"", "10")
    assert client.options(f"{home}/{ref}").status_code == 200
    assert handlings(owner) == ["received"]
    for headers in (
        {"Range": "bytes=2-4"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        answer = take(client, f"{home}/{ref}", **headers)
        assert (answer.status_code, answer.data) == (200, b"0123456789")
        assert answer.headers["Accept-Ranges"] == "none"
        assert not {"ETag", "Last-Modified"} & set(answer.headers.keys())
    assert handlings(owner) == ["received"] + ["served"] * 3


@given(st.text(min_size=1, max_size=80))
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    """What the page does with a name, without the database."""
    saved = name_to_save_under(original_name(name), "FIL-X")
    with Flask("x").test_request_context():
        header = send_file(
            io.BytesIO(b"x"), "application/octet-stream", as_attachment=True, download_name=saved
        ).headers["Content-Disposition"]
    assert header.startswith("attachment; ") and header.isascii() and header.isprintable()
    extended = re.search(r"filename\*=UTF-8''(\S+)$", header)
    assert (unquote(extended[1]) if extended else parse_options_header(header)[1]["filename"]) == saved


def test_a_name_that_would_lead_elsewhere_does_not(client: FlaskClient, home: str) -> None:
    ref = ref_of(send(client, home, b"x", "../../a\u202egpj.exe"))
    header = take(client, f"{home}/{ref}").headers["Content-Disposition"]
    assert parse_options_header(header)[1]["filename"] == "agpj.exe"


def test_the_same_file_again_is_noticed(client: FlaskClient, home: str, owner: sa.Engine) -> None:
    first, again = send(client, home, b"same"), send(client, home, b"same")
    assert ref_of(first) == ref_of(again)
    assert "byte for byte" in client.get(again.headers["Location"]).text
    assert "byte for byte" not in client.get(first.headers["Location"]).text
    assert handlings(owner) == ["received", "received_again"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_refused_says_what_where_and_how_to_mend_it(
    client: FlaskClient, home: str, owner: sa.Engine, language: str
) -> None:
    client.set_cookie("language", language)
    words = {
        "en": ("larger than 3 MB", "TAWTHIQ_FILE_LIMIT", "may take up 5 MB together", "empty", "Choose a file first"),
        "ar": ("أكبر من", "TAWTHIQ_FILE_LIMIT", "TAWTHIQ_PROJECT_QUOTA", "فارغ", "اختر ملفاً"),
    }[language]
    too_large = send(client, home, b"x" * (3 * MEGABYTE + 1))
    assert too_large.status_code == 413
    assert words[0] in too_large.text and words[1] in too_large.text
    assert 'id="file-error"' in too_large.text and 'type="file"' in too_large.text
    ref_of(send(client, home, b"x" * 3 * MEGABYTE))
    quota = send(client, home, b"y" * 3 * MEGABYTE)
    assert quota.status_code == 409 and words[2] in quota.text
    empty = send(client, home, b"", "empty.txt")
    assert empty.status_code == 422 and words[3] in empty.text
    none = send(client, home, b"", "")
    assert none.status_code == 422 and words[4] in none.text
    assert handlings(owner) == ["received"]


def test_several_at_once_are_refused(client: FlaskClient, home: str, owner: sa.Engine) -> None:
    both = [(io.BytesIO(b"a"), "a"), (io.BytesIO(b"b"), "b")]
    answer = client.post(f"{home}/new", data={"file": both})
    assert answer.status_code == 422 and "one file at a time" in answer.text
    assert handlings(owner) == []


@pytest.mark.parametrize("cut", [6, 500, 9_990])
def test_a_file_that_breaks_off_is_not_kept(
    client: FlaskClient, home: str, owner: sa.Engine, tmp_path: Path, cut: int
) -> None:
    answer = send(client, home, b"z" * 10_000, cut=cut)
    assert answer.status_code == 422 and "did not arrive whole" in answer.text
    assert handlings(owner) == []
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []
    ref_of(send(client, home, b"z" * 10_000))


def test_far_more_than_is_taken_is_not_even_read(
    client: FlaskClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_BEYOND", 1)
    assert send(client, home, b"x" * (5 * MEGABYTE)).status_code == 413


def test_whoever_may_not_add_sends_nothing_that_is_read(
    client_as: ClientAs, home: str, owner: sa.Engine, tmp_path: Path
) -> None:
    for role, status in ((None, 401), ("analyst", 403), ("custodian", 403), ("administrator", 404)):
        assert send(client_as(role), home, b"x" * 2 * MEGABYTE).status_code == status
    assert not (tmp_path / "evidence").exists()
    assert 'type="file"' not in client_as("analyst").get(home).text
    assert 'type="file"' in client_as("verifier").get(home).text


def test_a_form_without_its_token_keeps_nothing(
    flask_app: GuardedFlask, client: FlaskClient, home: str, owner: sa.Engine
) -> None:
    flask_app.config["WTF_CSRF_ENABLED"] = True
    assert send(client, home, b"x").status_code == 400
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(f"{home}/new").text)[-1]
    ref_of(send(client, home, b"x", token=token))
    assert handlings(owner) == ["received"]


def test_a_file_is_of_its_document(client: FlaskClient, home: str, owner: sa.Engine) -> None:
    ref = ref_of(send(client, home, picture()))
    with owner.connect() as connection:
        other = connection.execute(
            sa.text("SELECT ref FROM document WHERE project_id = 1 AND title <> 'Daily report 1'")
        ).scalar_one()
    for address in (f"/p/EAST/documents/{other}/files/{ref}", f"{home}/FIL-000000000000"):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}/preview").status_code == 404
        assert client.get(f"{address}/custody").status_code == 404
    assert handlings(owner) == ["received"]


def test_a_plain_picture_is_shown_small(
    client: FlaskClient, home: str, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ref_of(send(client, home, picture(comment=b"planted-words"), "name.txt"))
    assert f'<img src="{home}/{ref}/preview"' in client.get(home).text
    answer = client.get(f"{home}/{ref}/preview")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers.getlist("Content-Security-Policy") == [SANDBOX]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"planted" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as small:
        assert small.size == (320, 240)
    monkeypatch.setattr("app.services.evidence.make_preview", lambda file: 1 / 0)
    assert client.get(f"{home}/{ref}/preview").data == answer.data  # made once
    assert handlings(owner) == ["received"]  # what is shown small is not what was received


def test_of_a_picture_that_is_none_there_is_no_preview(client: FlaskClient, home: str) -> None:
    cut = ref_of(send(client, home, picture()[:700]))
    program = ref_of(send(client, home, b"MZ not a picture", "holiday.jpg"))
    drawing = ref_of(send(client, home, b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "a.svg"))
    page = client.get(home).text
    assert page.count("<img") == 1 and f"{cut}/preview" in page
    for ref in (cut, program, drawing):
        assert client.get(f"{home}/{ref}/preview").status_code == 404
    page = client.get(home).text
    assert page.count("<img") == 0 and page.count("No preview") == 1
    assert take(client, f"{home}/{cut}").status_code == 200


def test_what_was_found_altered_is_said_on_the_page(
    client: FlaskClient, home: str, flask_app: GuardedFlask, tokens: Tokens, tmp_path: Path
) -> None:
    ref = ref_of(send(client, home, b"as it was"))
    [kept] = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    unharmed = ref_of(send(client, home, b"another"))
    kept.write_bytes(b"as it has")  # as long as before
    verify_files(flask_app.doors, tokens["EAST", "verifier"], "EAST", flask_app.keeping.vault)
    assert "Found altered or missing" in client.get(home).text
    take(client, f"{home}/{unharmed}")
    assert f'href="{home}/{unharmed}/custody"' in client.get(home).text
    told = client.get(f"{home}/{ref}/custody").text
    deeds = ("Found altered or missing", "All files of the project were checked", "Received")
    assert [told.index(deed) for deed in deeds] == sorted(told.index(deed) for deed in deeds)
    assert "verifier of EAST" in told and "Taken out" not in told
    assert "Taken out" in client.get(f"{home}/{unharmed}/custody").text
    answer = client.get(f"{home}/{ref}")
    assert answer.status_code == 409 and "tawthiq evidence verify" in answer.text


def test_of_a_picture_that_was_altered_nothing_is_shown(
    client: FlaskClient, client_as: ClientAs, home: str, flask_app: GuardedFlask, tokens: Tokens, tmp_path: Path
) -> None:
    ref = ref_of(send(client, home, picture()))
    [kept] = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert client.get(f"{home}/{ref}/preview").status_code == 200
    kept.write_bytes(picture(comment=b"another"))
    verify_files(flask_app.doors, tokens["EAST", "verifier"], "EAST", flask_app.keeping.vault)
    page = client.get(home).text
    assert "Found altered or missing" in page and "<img" not in page and "No preview" not in page
    intact = {"item": "file_intact", "result": "pass"}
    checked = client_as("verifier").post(home.replace("/files", "/checks"), data=intact)
    assert checked.status_code == 422 and "was found altered or missing" in checked.text
    assert client.get(f"{home}/{ref}/preview").status_code == 404


def test_a_large_file_goes_in_and_out_without_being_held(flask_app: GuardedFlask, home: str, tokens: Tokens) -> None:
    """Behind a real port, 200 MB; the most that Python holds at once is watched."""
    flask_app.keeping = Keeping(flask_app.keeping.vault, 300 * MEGABYTE, 300 * MEGABYTE)
    start, _, end = body(b"|")[0].partition(b"|")
    headers = body(b"")[1] | {"Cookie": f"{COOKIE}={tokens['EAST', 'documenter']}"}
    piece = bytes(MEGABYTE)

    def pieces():  # type: ignore[no-untyped-def]
        yield start
        for _ in range(200):
            yield piece
        yield end

    with behind_a_port(flask_app) as address:
        connection = http.client.HTTPConnection(address.removeprefix("http://"))
        headers["Content-Length"] = str(len(start) + 200 * MEGABYTE + len(end))
        tracemalloc.start()
        connection.request("POST", f"{home}/new", body=pieces(), headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303
        ref = answer.headers["Location"].split("#")[1]
        connection.request("GET", f"{home}/{ref}", headers={"Cookie": headers["Cookie"]})
        answer = connection.getresponse()
        size = 0
        while part := answer.read(MEGABYTE):
            size += len(part)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        connection.close()
    assert size == 200 * MEGABYTE
    assert held < 40 * MEGABYTE


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_real_browser_sends_reads_the_refusal_and_takes_out(
    browser: Browser, flask_app: GuardedFlask, home: str, tokens: Tokens, tmp_path: Path, language: str
) -> None:
    large, good = tmp_path / "large.bin", tmp_path / "صورة.jpg"
    large.write_bytes(bytes(8 * MEGABYTE))
    good.write_bytes(picture())
    with behind_a_port(flask_app) as address:
        context = browser.new_context(locale={"en": "en-GB", "ar": "ar-SY"}[language], java_script_enabled=False)
        context.add_cookies([{"name": COOKIE, "value": tokens["EAST", "documenter"], "url": address}])
        page = context.new_page()
        page.goto(address + home)
        for path in (large, good):
            page.set_input_files("#file", path)
            page.click("form.form button")
            if path == large:
                assert page.locator("#file-error").is_visible()
        expect(page.locator(".file")).to_have_count(1)
        assert page.evaluate("document.querySelector('.file img').naturalWidth") in (0, 320)
        with page.expect_download() as taken:
            page.click(".file-name a")
        assert taken.value.suggested_filename == good.name
        assert Path(taken.value.path()).read_bytes() == good.read_bytes()
        context.close()


def test_sizes_are_said_as_people_say_them(flask_app: GuardedFlask) -> None:
    with flask_app.test_request_context():
        said = [size_words(size) for size in (0, 1, 1023, 1024, 1536, 20 * 1024, MEGABYTE, 3 * MEGABYTE, 5 * 1024**4)]
    assert said == ["0 bytes", "1 bytes", "1,023 bytes", "1 KB", "1.5 KB", "20 KB", "1 MB", "3 MB", "5,120 GB"]


def test_pages_answer_while_hostile_pictures_are_looked_at(
    flask_app: GuardedFlask, client_as: ClientAs, home: str, client: FlaskClient
) -> None:
    refs = [ref_of(send(client, home, picture()[: 600 + number])) for number in range(6)]
    answers: list[int] = []

    def ask(ref: str) -> None:
        answers.append(client_as("analyst").get(f"{home}/{ref}/preview").status_code)

    threads = [threading.Thread(target=ask, args=(ref,)) for ref in refs]
    for thread in threads:
        thread.start()
    assert client.get(home).status_code == 200
    for thread in threads:
        thread.join()
    assert answers == [404] * 6
