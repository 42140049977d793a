"""Two entries of one incident found, joined and parted in a browser without a script, on a phone; axe finds nothing."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.services.doors import Doors
from tests.exchange.records import everything
from tests.filled import Tokens
from tests.journeys.test_verifier import opened, press
from tests.services.deciding import Case, tells
from tests.services.exporting import import_records
from tests.store.claimed import Voice
from tests.web.test_gallery import violations

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_two_entries_to_one_and_back(
    browser: Browser, address: str, doors: Doors, tokens: Tokens, language: str, tmp_path: Path
) -> None:
    one, other = (Case(doors, tokens, [voice], tells(1, voice.name, voice.basis)) for voice in (M, N))
    import_records(doors, tokens, tmp_path / "records.jsonl", everything())
    page = opened(browser, address, tokens["EAST", "documenter"], language)
    page.goto(f"{address}/p/EAST/incidents/{other.ref}")
    page.locator(f"a[href$='/same/{other.ref}/join']").click()
    page.locator("#other").fill(f"{address}/p/EAST/incidents/{one.ref}")
    page.locator("#reason").fill("One street, one hour.")
    seen = [page.url]
    press(page, {"en": "Save", "ar": "حفظ"}[language])
    assert page.url.endswith(other.ref) and page.locator(f"section a[href$='{one.ref}']").count()
    assert page.get_by_text("Report of Monitor Lark").count() and page.get_by_text("Report of Registry Teal").count()
    seen.append(page.url)
    if shots := os.environ.get("TAWTHIQ_SHOTS"):
        page.screenshot(path=f"{shots}/joined-{language}.png", full_page=True)
    page.locator("a[href$='/end']").last.click()
    seen.append(page.url)
    page.locator("#reason").fill("Another hour.")
    press(page, {"en": "Save", "ar": "حفظ"}[language])
    assert page.get_by_text("Another hour.").count() == 1
    scripted = opened(browser, address, tokens["EAST", "documenter"], language, script=True)
    scripted.goto(f"{address}/p/EAST/incidents")
    reported = scripted.locator("a[href*='/incidents/INC-']").first.get_attribute("href")
    for url in (*seen[:2], f"{address}{reported}"):
        scripted.goto(url)
        assert violations(scripted) == [], url
