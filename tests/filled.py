"""What the filled database holds: two projects of several people each, and in each one invented incident.

One account a role and project, an administrator of both, each with a sign-in on a page whose token is known.
"""

import secrets
from datetime import date, timedelta

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.places import Place, Unit
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    ExternalId,
    IncidentRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    RelationRecord,
    SourceRecord,
    TermValue,
)
from app.services import accounts, projects, sign_ins
from app.services.doors import Cost, Doors
from app.services.taking_in import take_in
from app.store.accounts import Account
from app.store.accounts import open_sign_in as plant

TITLES = {"EAST": "East valley", "WEST": "West coast"}
ROLES = ("documenter", "verifier", "analyst", "custodian", "administrator")
PASSPHRASE = "seven olives on a wall"
CHEAP = Cost(memory=8, passes=1, lanes=1)

Tokens = dict[tuple[str, str], str]
"""The token of each role in each project, by (code, role)."""


def fill(doors: Doors) -> Tokens:
    """Fills a new database; nobody is in one-person mode afterwards, so the administrator reads no content."""
    link = accounts.make_first_account(doors.gate)
    assert link
    founder = accounts.use_link(doors.gate, link, PASSPHRASE, name="Rana", device="Firefox · Linux")
    tokens: Tokens = {}
    for code, title in TITLES.items():
        with doors.work(founder) as work:
            projects.found_project(work, code, title)
        for role in projects.ROLES:
            made = accounts.create_account(doors.gate, founder, f"{role} of {code}")
            with doors.work(founder) as work:
                projects.appoint(work, code, made.account, role)
            tokens[code, role] = planted(doors, made.account)
        tokens[code, "administrator"] = planted(doors, accounts.get_account(doors.gate, founder, "Rana"))
        with doors.work(tokens[code, "documenter"]) as work:
            project = work.enter(code, "record_incident")
            work.open(project, "record_incident")
            take_in(work, project, incident())
    return tokens


def planted(doors: Doors, account: Account, lasts: timedelta = timedelta(hours=12)) -> str:
    """The token of a page sign-in of an account that never chose a passphrase."""
    token = secrets.token_urlsafe(32)
    with doors.gate.passage() as connection:
        plant(connection, account.id, sign_ins.digest_of(token), channel="page", device="Chrome · Android", lasts=lasts)
    return token


def incident(number: int = 1) -> Bundle:
    """Shelling of a village that does not exist, as one monitor tells it."""
    said = Citation(
        "document", "paragraph 2", "A dozen shells fell on Bayt Rummana.", "Yesterday.", "Nobody", ("wire",)
    )
    day = When(
        stated_as="7 March 2025",
        edtf="2025-03-07",
        earliest_start=date(2025, 3, 7),
        latest_start=date(2025, 3, 7),
        earliest_end=date(2025, 3, 7),
        latest_end=date(2025, 3, 7),
    )
    village = Place(
        "Bayt Rummana",
        "place",
        "POINT(36.1 34.9)",
        2000.0,
        country="XA",
        units=(Unit("Wadi province", "XA1"), Unit("Rummana district", "XA101")),
    )
    killed = Count(harm="killed", minimum=3, maximum=3, stated=3, operator="=", words="three")

    def claim(path: str, value: object, stated_as: str, act: str | None = None) -> ClaimRecord:
        return ClaimRecord(
            key=path,
            incident="incident",
            path=path,
            value=value,  # type: ignore[arg-type]
            stated_as=stated_as,
            basis="own_collection",
            act=act,
            originator="monitor",
            citation=said,
            language="en",
        )

    return Bundle(
        sources=(
            SourceRecord("monitor", "monitor", f"Monitor M{number}", "own_collection", aliases=("M",)),
            SourceRecord("wire", "news_outlet", f"Wire W{number}", "none_stated"),
        ),
        documents=(
            DocumentRecord("document", "monitor", "news_article", f"Daily report {number}", "on_file", language="en"),
            DocumentRecord("cited", "wire", "news_article", f"Shelling in the valley {number}", "cited"),
        ),
        document_relations=(RelationRecord("cited", "document", "quotes", "It gives the report's own words."),),
        parties=(PartyRecord("force", "armed_group", f"force F{number}"),),
        incidents=(IncidentRecord("incident", "Shelling of Bayt Rummana", summary="As told by one monitor."),),
        acts=(ActRecord("act", "incident"),),
        claims=(
            ClaimRecord(
                key="type",
                incident="incident",
                path="act.type",
                value=TermValue("killing"),
                stated_as="killed",
                basis="own_collection",
                act="act",
                originator="monitor",
                citation=said,
                further_citations=(Citation("cited", quote="Shells fell."),),
            ),
            claim("incident.when", day, "7 March 2025"),
            claim("incident.place", PlaceValue((village,)), "Bayt Rummana"),
            claim("incident.count", killed, "three", "act"),
            claim("act.alleged", PartyValue("force"), "force F", "act"),
        ),
        external_ids=(ExternalId("incident", "monitor-m", str(number)),),
    )
