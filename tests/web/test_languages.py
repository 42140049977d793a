"""Both languages are whole, chosen by the reader, and never half shown."""

import datetime
import re
from pathlib import Path

import pytest
from flask_babel import force_locale, format_date, gettext, ngettext

from app.web import catalogue
from app.web.languages import LOCALES, own_path, translate
from app.web.policy import GuardedFlask
from app.web.showing import person_words

PLACEHOLDER = re.compile(r"%\(\w+\)s")


def test_every_message_of_the_code_has_its_arabic() -> None:
    known = {(message.context, message.id): message for message in catalogue.read_catalogue() if message.id}
    said = {(message.context, message.id) for message in catalogue.extract_messages() if message.id}
    missing = [key for key in said if key not in known or not catalogue.is_translated(known[key].string)]
    assert missing == [], "python -m app.web.catalogue takes new messages in; then write their Arabic"
    assert set(known) - said == set(), "messages that the code no longer says"
    assert [message.id for message in known.values() if message.fuzzy] == []


def test_the_catalogue_knows_messages_of_code_templates_and_the_domains_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "domain.py").write_text('raise InvalidValue("Write the month as a word.", field="when")\n')
    (tmp_path / "view.py").write_text('gettext("In code")\nprint("Not a message")\n')
    (tmp_path / "web" / "templates" / "page.html").write_text("{{ _('In a template') }}")
    monkeypatch.setattr(catalogue, "_CODE", tmp_path)
    found = {message.id for message in catalogue.extract_messages() if message.id}
    assert found == {"Write the month as a word.", "In code", "In a template"}


def test_arabic_keeps_every_placeholder_and_no_catalogue_head() -> None:
    for message in catalogue.read_catalogue():
        if not message.id:
            continue
        said = message.id if isinstance(message.id, str) else message.id[1]
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for form in forms:
            # "One incident", "two incidents" are words in Arabic and need no number.
            if isinstance(message.id, str):
                assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(said)), said
            assert set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(said)), said


def test_updating_keeps_what_is_translated_and_drops_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, po = tmp_path / "code", tmp_path / "messages.po"
    code.mkdir()
    (code / "view.py").write_text('gettext("Kept")\ngettext("New")\n')
    head = catalogue.ARABIC.read_text().split("\n\n")[0]
    po.write_text(f'{head}\n\nmsgid "Kept"\nmsgstr "باقية"\n\nmsgid "Gone"\nmsgstr "زائلة"\n')
    monkeypatch.setattr(catalogue, "_CODE", code)
    monkeypatch.setattr(catalogue, "ARABIC", po)
    assert catalogue.update_catalogue() == ["New"]
    assert "باقية" in po.read_text()
    assert "Gone" not in po.read_text()
    once = po.read_bytes()
    catalogue.update_catalogue()
    assert po.read_bytes() == once


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("ar", "ar"), ("ar-SY,ar;q=0.9,en;q=0.5", "ar"), ("en-GB", "en"), ("fr", "en"), ("fr,ar;q=0.3", "ar"), ("", "en")],
)
def test_the_browser_says_which_language(web: GuardedFlask, asked: str, shown: str) -> None:
    page = web.test_client().get("/gallery", headers={"Accept-Language": asked}).text
    assert f'<html lang="{shown}" dir="{"rtl" if shown == "ar" else "ltr"}">' in page


def test_the_reader_says_otherwise_and_it_is_remembered(web: GuardedFlask) -> None:
    client = web.test_client()
    token = client.get("/gallery").text.split('name="csrf_token" value="')[1].split('"')[0]
    response = client.post("/language", data={"csrf_token": token, "language": "ar", "back": "/gallery?x=1"})
    assert response.status_code == 303
    assert response.headers["Location"] == "/gallery?x=1"
    cookie = client.get_cookie("language")
    assert cookie is not None
    assert cookie.http_only
    assert '<html lang="ar" dir="rtl">' in client.get("/gallery", headers={"Accept-Language": "en"}).text


def test_an_unknown_language_is_refused_and_a_forged_cookie_passed_over(web: GuardedFlask) -> None:
    client = web.test_client()
    token = client.get("/gallery").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/language", data={"csrf_token": token, "language": "xx"}).status_code == 422
    client.set_cookie("language", "../../etc")
    assert '<html lang="en"' in client.get("/gallery").text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "elsewhere",
        "",
        "/\t/elsewhere.example",
        "/a\nb",
    ],
)
def test_the_way_back_never_leads_elsewhere(elsewhere: str) -> None:
    assert own_path(elsewhere) == "/"
    assert own_path("/projects/DEMO?q=قصف") == "/projects/DEMO?q=قصف"


def test_dates_and_numbers_are_those_of_the_region(web: GuardedFlask) -> None:
    day = datetime.date(2025, 3, 7)
    with web.test_request_context():
        with force_locale(LOCALES["ar"]):
            assert format_date(day, "long") == "7 آذار 2025"
            assert gettext("Save") == "حفظ"
            assert ngettext("%(num)s incident", "%(num)s incidents", 2) == "حادثتان"
            assert ngettext("%(num)s incident", "%(num)s incidents", 5) == "5 حوادث"
            assert ngettext("%(num)s incident", "%(num)s incidents", 11) == "11 حادثة"
        with force_locale(LOCALES["en"]):
            assert format_date(day, "long") == "7 March 2025"


def test_a_sentence_from_below_is_translated_or_left_as_it_stands(web: GuardedFlask) -> None:
    with web.test_request_context(headers={"Accept-Language": "ar"}):
        assert translate("") == ""
        assert translate("A sentence with 100 % of no translation.") == "A sentence with 100 % of no translation."
        assert translate("Nothing was changed.") == "لم يتغير شيء."


def test_a_name_in_another_script_does_not_turn_round_what_follows_it(web: GuardedFlask) -> None:
    at = datetime.datetime(2025, 4, 20, 10, 30, tzinfo=datetime.UTC)
    with web.test_request_context(headers={"Accept-Language": "ar"}):
        assert person_words("Salma", at).startswith(
            "\N{FIRST STRONG ISOLATE}Salma\N{POP DIRECTIONAL ISOLATE}، 20 نيسان"
        )
        assert person_words("سلمى", at).startswith("سلمى، 20 نيسان")
    with web.test_request_context(headers={"Accept-Language": "en"}):
        assert person_words("Salma", at) == "Salma, 20 April 2025, 10:30 UTC"
        assert person_words("سلمى", at).startswith("\N{FIRST STRONG ISOLATE}سلمى")
