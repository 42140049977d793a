"""Context: what is said of a party beside all incidents is cited and shown, and nothing follows from it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import InvalidInput, Refused, Stale
from app.domain.parties import ContextEntry, PartyView
from app.domain.questions import Question
from app.domain.records import Bundle, Citation, ClaimRecord, PartyRecord, PartyValue, TextValue
from app.services import claims, documents, incidents, parties, sources
from app.services.doors import Doors
from app.services.history import verify_log
from app.services.taking_in import take_in
from tests.conftest import ClientAs
from tests.exchange.records import with_context
from tests.filled import Tokens
from tests.services.exporting import import_records, take_out
from tests.services.test_round_trip import records

TODAY = date(2026, 1, 1)
ONCE = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d{:02}"


class Context:
    """What people enter of the parties of EAST."""

    def __init__(self, doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
        self.doors, self.token, self.owner, self.forms = doors, tokens["EAST", "documenter"], owner, 0

    def one(self, query: str, **given: Any) -> Any:
        with self.owner.connect() as connection:
            return connection.execute(sa.text(query), given).scalar()

    def view(self, label: str = "force F1") -> PartyView:
        ref = self.one("SELECT ref FROM party WHERE project_id = 1 AND label = :label", label=label)
        with self.doors.work(self.token) as work:
            return parties.read_party(work, work.enter("EAST", "read_incidents"), ref)

    def entry(self, **answers: Any) -> ContextEntry:
        self.forms += 1
        document = self.one("SELECT ref FROM document WHERE project_id = 1 AND state = 'on_file'")
        given = {
            "once": ONCE.format(self.forms), "document": document, "path": "context.pattern", "of_people": "no",
            "quote": "They come by night, again and again.", "value": "come by night, again and again",
        }  # fmt: skip
        return ContextEntry(**given | answers)

    def add(self, label: str = "force F1", **answers: Any) -> None:
        self._keep(label, None, self.entry(**answers))

    def supersede(self, old: int = 0, label: str = "force F1", **answers: Any) -> None:
        self._keep(label, old, self.entry(**answers))

    def _keep(self, label: str, old: int | None, entry: ContextEntry) -> None:
        view = self.view(label)
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "attribute_claim")
            supersedes = old is not None
            reading = claims.read_claim_entry(work, project, view, entry, TODAY, supersedes=supersedes)
            if old is None:
                claims.attribute_claim(work, project, view, reading)
            else:
                claims.supersede_claim(work, project, view, view.claims[old], reading)

    def take_in(self, *claims_of: ClaimRecord, kind: str = "community") -> None:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "record_incident")
            work.open(project, "record_incident")
            take_in(work, project, Bundle(parties=(PartyRecord("people", kind, f"a {kind}"),), claims=claims_of))

    def said_of_people(self, **more: Any) -> ClaimRecord:
        document = self.one("SELECT ref FROM document WHERE project_id = 1 AND state = 'on_file'")
        source = self.one("SELECT ref FROM source WHERE project_id = 1 AND name = 'Monitor M1'")
        return ClaimRecord(
            **{
                "key": "c", "incident": None, "party": "people", "path": "context.characterisation",
                "value": TextValue("most are poor"), "stated_as": "most are poor", "basis": "own_collection",
                "originator": source, "citation": Citation(document, quote="Most are poor."), **more,
            }
        )  # fmt: skip


@pytest.fixture
def context(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Context:
    return Context(doors, tokens, owner)


def following(owner: sa.Engine) -> list[Any]:
    """All that follows from claims."""
    queries = (
        "SELECT to_jsonb(x) - 'projected_position' FROM incident_copy x ORDER BY incident_id",
        "SELECT to_jsonb(h) FROM incident_harm h ORDER BY 1",
        "SELECT to_jsonb(n) FROM involvement n ORDER BY id",
    )
    with owner.connect() as connection:
        return [connection.execute(sa.text(query)).all() for query in queries]


def test_what_is_said_of_a_party_stands_with_it_and_with_the_document_and_nothing_follows(
    context: Context, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    before = following(owner)
    context.add()
    context.add(path="context.aim", value="out of fear, they say", quote="They do it out of fear, they say.")
    context.add(path="context.relation", value="Authority of the valley", party_kind="state_authority",
                quote="backed by the authority of the valley")  # fmt: skip
    view = context.view()
    assert [claim.path for claim in view.claims] == ["context.pattern", "context.aim", "context.relation"]
    assert {claim.tier for claim in view.claims} == {1}
    assert {claim.origin_ids for claim in view.claims} == {()}, "context is not counted"
    assert view.claims[0].citations[0].quote == "They come by night, again and again."
    assert following(owner) == before
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "read_incidents")
        document = documents.read_document(work, project, view.claims[0].citations[0].document.ref)
        told = parties.context_in(work, project, document.id)
        assert [party.label for party, _ in told] == ["force F1"] * 3
        incident = incidents.read_incident(work, project, view.incidents[0].incident)
        assert not [claim for claim in incident.claims if claim.path.startswith("context")]
        source = sources.read_source(work, project, context.said_of_people().originator or "")
        assert sources.became_of(work, project, source).claims.count == 5, "of incidents alone"
        assert incidents.find_incidents(work, project, Question(q="night")).items == ()
        assert verify_log(work).ok


def test_it_is_superseded_and_withdrawn_with_a_reason_and_stays_readable(context: Context, doors: Doors) -> None:
    context.add()
    with pytest.raises(InvalidInput):
        context.supersede(value="come by day", quote="They come by day.")
    context.supersede(value="come by day", quote="They come by day.", reason="The monitor corrects itself.")
    view = context.view()
    assert [claim.live for claim in view.claims] == [False, True]
    with pytest.raises(Stale):
        context.supersede(0, value="come at dawn", quote="They come at dawn.", reason="Late.")
    with doors.work(context.token) as work:
        project = work.enter("EAST", "withdraw_claim")
        claims.withdraw_claim(work, project, view, view.claims[1], "Entered under the wrong name.")
    ended = context.view().claims
    assert [claim.ended_reason for claim in ended] == ["The monitor corrects itself.", "Entered under the wrong name."]
    with doors.work(context.token) as work:
        events, older = parties.read_history(work, work.enter("EAST", "read_incidents"), context.view())
    assert [event.deed for event in events] == [
        "withdraw_claim",
        "supersede_claim",
        "attribute_claim",
        "record_incident",
    ]
    assert older is None


def test_the_same_from_the_same_document_once(context: Context) -> None:
    context.add()
    with pytest.raises(Refused, match="stands here already"):
        context.add()


@pytest.mark.parametrize("of_people, tier", [("yes", 2), ("not_sure", 2), ("no", 1)])
def test_what_may_characterise_people_is_confidential(context: Context, of_people: str, tier: int) -> None:
    context.add(of_people=of_people)
    [claim] = context.view().claims
    assert claim.tier == tier


def test_a_claim_without_words_is_refused(context: Context) -> None:
    with pytest.raises(InvalidInput) as refusal:
        context.add(quote="They come.", value="")
    assert "value" in refusal.value.problems


CASE_1 = [
    ("C07", {"path": "context.pattern", "value": "systematic violence against two communities", "of_people": "yes"}),
    ("C11", {"path": "context.characterisation", "value": "close to the former government", "of_people": "yes"}),
    ("C13", {"path": "context.characterisation", "value": "most of them are poor", "of_people": "yes"}),
    ("C16", {"path": "context.aim", "value": "out of fear, as they give it"}),
    ("C22", {"path": "context.relation", "value": "authority of the valley", "party_kind": "state_authority"}),
    ("C52", {"path": "context.pattern", "value": "threatens those across the border"}),
    ("C53", {"path": "context.relation", "value": "another state", "party_kind": "foreign_state"}),
]
"""The claims of context of worked case 1, mirrored; those that characterise a community are confidential."""


@pytest.mark.parametrize("name, answers", CASE_1)
def test_the_context_of_worked_case_1(context: Context, name: str, answers: dict[str, str]) -> None:
    context.add(**answers | {"quote": f"{answers['value']}, it says"})
    [claim] = context.view().claims
    assert claim.tier == (2 if name in ("C07", "C11", "C13") else 1)
    assert claim.path == answers["path"] and claim.citations


def test_of_a_community_it_is_confidential_and_of_a_person_nothing_is_entered(context: Context) -> None:
    for kind in ("community", "public_official"):
        context.take_in(kind=kind)
    context.add("a community", of_people="no")
    [claim] = context.view("a community").claims
    assert claim.tier == 2, "who a community is, is confidential by its kind"
    with pytest.raises(Refused, match="no person"):
        context.add("a public_official")


def test_what_a_file_says_of_a_community_is_confidential(context: Context) -> None:
    context.take_in(context.said_of_people(), replace(context.said_of_people(path="context.pattern"), key="d"))
    assert {claim.tier for claim in context.view("a community").claims} == {2}


@pytest.mark.parametrize("person", ["party", "value"])
def test_the_database_puts_no_context_on_a_person(context: Context, person: str) -> None:
    """Past the application's own rule: the row itself is refused."""
    context.take_in(kind="private_person")
    context.add()
    columns = {"party": "party_id = {}", "value": "value_party_id = {}, value_kind = 'party'"}[person]
    number = context.one("SELECT id FROM party WHERE label = 'a private_person'")
    row = "jsonb_populate_record(c, jsonb_build_object('id', 99999, 'ref', 'CLM-000000000000'{}))".format(
        "".join(
            f", '{name.strip()}', {value.strip()}"
            for name, _, value in (part.partition("=") for part in columns.format(number).split(","))
        )
    )
    names = context.one(
        "SELECT string_agg(column_name, ',') FROM information_schema.columns WHERE table_name = 'claim'"
        " AND table_schema = 'tawthiq' AND is_generated = 'NEVER'"
    )
    insert = f"INSERT INTO claim ({names}) SELECT {names} FROM (SELECT (({row})).* FROM claim c WHERE party_id > 0) r"
    with context.owner.begin() as connection:
        connection.execute(sa.text("SELECT set_config('tawthiq.token', :token, true)"), {"token": context.token})
        connection.execute(sa.text("SELECT open_event(1, 'attribute_claim', NULL, NULL, true, false)"))
        with pytest.raises(sa.exc.IntegrityError, match="on a person"), connection.begin_nested():
            connection.execute(sa.text(insert))
        connection.rollback()


@pytest.mark.parametrize(
    "wrong",
    [
        "path = 'incident.when', value_kind = 'when'",
        "party_id = NULL",
        "incident_id = (SELECT min(id) FROM incident WHERE project_id = 1)",
    ],
)
def test_a_claim_is_about_an_incident_or_else_a_party(context: Context, wrong: str) -> None:
    context.add()
    with context.owner.connect() as connection, pytest.raises(sa.exc.IntegrityError, match="path_of_a_subject"):
        connection.execute(sa.text(f"UPDATE claim SET {wrong} WHERE party_id IS NOT NULL"))


def test_it_leaves_with_the_whole_project_alone(context: Context, doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    import_records(doors, tokens, tmp_path / "everything.jsonl", with_context())
    whole = take_out(doors, tokens, tmp_path / "whole.jsonl")
    some = take_out(doors, tokens, tmp_path / "some.jsonl", act="killing")
    told = [record for record in records(tmp_path / "whole.jsonl") if record.get("property", "").startswith("context")]
    assert len(told) == 4 and all(record["party"].startswith("PTY-") and "incident" not in record for record in told)
    assert whole.withheld["context_not_projected"] == 4 and some.withheld["context_left_out"] == 4
    assert "context." not in (tmp_path / "some.jsonl").read_text("utf-8")
    table = take_out(doors, tokens, tmp_path / "set")
    lines = (tmp_path / "set" / "claims.csv").read_text("utf-8-sig")
    assert table.rows["claims"] == lines.count("CLM-") and "'=comes by night" in lines
    assert "context.pattern" in lines and '"=comes by night' not in lines.replace("'=comes", "")


def test_the_page_of_a_party_and_of_its_document(client_as: ClientAs, context: Context) -> None:
    browser, view = client_as("documenter"), context.view()
    assert "force F1" in browser.get("/p/EAST/parties?q=FORCE").text
    assert "Nothing here is called so" in browser.get("/p/EAST/parties?q=nobody").text
    page = browser.get(f"/p/EAST/parties/{view.ref}").text
    assert (
        "Shelling of Bayt Rummana" in page and "alleged to have done it" in page and "Nothing is said of it yet" in page
    )
    choices = browser.get(f"/p/EAST/parties/{view.ref}/claims/new").text
    assert "context.pattern" in choices and "context.characterisation" in choices
    entry = context.entry().model_dump(exclude_none=True, exclude={"deed"})
    address = f"/p/EAST/parties/{view.ref}/claims/new"
    checked = browser.post(address, data=entry | {"deed": "check"})
    shown = checked.text.split('name="shown" value="')[1].split('"')[0]
    assert browser.post(address, data=entry | {"deed": "save", "shown": shown}).status_code == 303
    page = browser.get(f"/p/EAST/parties/{view.ref}").text
    assert "come by night, again and again" in page and "Supersede" in page
    claim = context.view().claims[0]
    document = browser.get(f"/p/EAST/documents/{claim.citations[0].document.ref}").text
    assert "What it says of parties beside all incidents" in document and "come by night" in document
    history = browser.get(f"/p/EAST/parties/{view.ref}/history").text
    assert "Said to do, again and again: come by night, again and again" in history
    wrong = browser.post(address, data=entry | {"of_people": "yes", "once": ONCE.format(77)})
    assert wrong.status_code == 200 and "Understood as" in wrong.text
    withdraw = f"/p/EAST/parties/{view.ref}/claims/{claim.ref}/withdraw"
    assert browser.post(withdraw, data={"reason": "Wrong name."}).status_code == 303
    assert "Withdrawn: Wrong name." in browser.get(f"/p/EAST/parties/{view.ref}").text
    assert browser.post(withdraw, data={"reason": "Again."}).status_code == 412
    assert client_as("analyst").get(withdraw).status_code == 403


def test_a_relation_says_to_whom(context: Context) -> None:
    context.add(path="context.relation", value="Authority of the valley", party_kind="state_authority", quote="backed")
    assert context.view().claims[0].value == PartyValue("Authority of the valley")
