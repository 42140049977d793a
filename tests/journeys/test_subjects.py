"""The pages of objects harmed and of actions and responses: accessible, and narrow enough for a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.domain.records import PartyRecord, PartyValue, TermValue
from app.services.doors import Doors
from tests.filled import Tokens
from tests.journeys.test_verifier import opened, violations
from tests.services.deciding import Case, tells
from tests.store.claimed import Voice, said
from tests.web import planting

POST, COUNCIL = Voice("Local page", "none_stated"), Voice("Council of the hamlet", "observed")


def shrine(doors: Doors, tokens: Tokens) -> Case:
    """A shrine that one account calls destroyed and another slightly damaged."""
    claims = [
        *tells(1, POST.name, "none_stated", alleged="P"),
        said(5, "item.kind", TermValue("shrine"), POST.name, "none_stated"),
        said(6, "item.severity", TermValue("destroyed"), POST.name, "none_stated"),
        said(11, "item.severity", TermValue("slight"), COUNCIL.name, "observed", stated_as="door forced"),
        said(12, "act.alleged", PartyValue("P"), COUNCIL.name, "observed", polarity="denies"),
    ]
    parties = [PartyRecord("P", "police_or_internal_security", "a patrol")]
    return Case(doors, tokens, [POST, COUNCIL], claims, parties=parties)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser, address: str, doors: Doors, tokens: Tokens, language: str
) -> None:
    case = shrine(doors, tokens)
    planting.add_intervention(doors, "EAST", tokens)
    page = opened(browser, address, tokens["EAST", "documenter"], language, script=True)
    page.goto(f"{address}/p/EAST/interventions")
    action = page.locator("td a").first.get_attribute("href") or ""
    case.reply("denies_responsibility", by="a patrol", kind="police_or_internal_security")
    alleged = case.alleged
    assert alleged and alleged.party
    party = f"/p/EAST/parties/{alleged.party}"
    track_href = f"/p/EAST/incidents/{case.ref}/acts/{alleged.act}/alleged/{alleged.party}/verification"
    incident, item = f"/p/EAST/incidents/{case.ref}", case.view().items[0].ref
    places = {
        "incident": incident,
        "object": f"{incident}/claims/new?path=item.kind",
        "questions": "/p/EAST/incidents/new",
        "actions": "/p/EAST/interventions",
        "action": action,
        "enter-action": "/p/EAST/interventions/new",
        "action-history": f"{action}/history",
        "tasks": "/p/EAST/tasks",
        "party": party,
        "track": track_href,
    }
    for name, where in places.items():
        page.goto(address + where)
        assert violations(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
        row = page.locator(".registers")
        assert row.evaluate("row => row.scrollWidth <= row.clientWidth"), "it wraps, and hides nothing"
        if folder := os.environ.get("LOOKED_AT"):
            page.screenshot(path=Path(folder) / f"{name}-{language}.png", full_page=True)
    page.context.close()
    judge = opened(browser, address, case.verifier, language, script=True)
    judge.goto(f"{address}{incident}/adopt/item.severity?subject={item}")
    assert violations(judge) == []
    judge.context.close()
