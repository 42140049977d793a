"""Statements without a ref in our own JSON Lines: links, relations, judgements. What was taken back here stays so."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.records import (
    Bundle,
    ClaimLinkRecord,
    IncidentRecord,
    LinkRecord,
    PartyRecord,
    RelationRecord,
    SameRecord,
)
from app.domain.refs import new_ref
from app.services import import_chunks, same
from app.services.doors import Doors
from app.store import origins
from tests.exchange.records import D1, D2, INC, LEAF, M, W, everything, part
from tests.filled import Tokens
from tests.services.deciding import statement
from tests.services.importing import faults, look, numbers, one
from tests.services.test_import_records import take_bundle

TWIN = new_ref("incident")
F2 = new_ref("party")
MAY = datetime(2025, 5, 1, tzinfo=UTC)
# What was stated from here on: the filled database knows one relation already.
STATED = """
  SELECT * FROM (
    SELECT 'same_as ' || kind AS what, reason, ended_reason FROM same_as UNION ALL
    SELECT 'relation ' || kind, reason, ended_reason FROM document_relation UNION ALL
    SELECT 'incidents ' || kind, reason, ended_reason FROM incident_link UNION ALL
    SELECT 'claims ' || kind, reason, ended_reason FROM claim_link) stated
  WHERE reason NOT LIKE '%own words%' ORDER BY what, reason, ended_reason"""


def base() -> Bundle:
    """What the statements are between; none of them."""
    whole, leaf = everything(), part()
    return dataclasses.replace(
        whole,
        incidents=(*whole.incidents, *leaf.incidents, IncidentRecord(TWIN, "A shell on a school")),
        parties=(*whole.parties, PartyRecord(F2, "armed_group", "the force F")),
        document_relations=(),
        claim_links=(),
        same_as=(),
        decisions=(),
    )


def stating(bundle: Bundle, *, ended: bool = False) -> Bundle:
    """One statement of each kind that stands, or as it was taken back where it came from."""
    first, other = (claim.key for claim in bundle.claims[:2])
    more: dict[str, Any] = {"ended_at": MAY, "ended_reason": "Not so."} if ended else {}
    return dataclasses.replace(
        bundle,
        document_relations=(
            RelationRecord(D1, D2, "quotes", "It says so.", **more),
            RelationRecord(D2, D1, "same_footage", "The same street.", **more),
        ),
        incident_links=(LinkRecord(LEAF, TWIN, "comparable_to", "The same weapon.", **more),),
        claim_links=(ClaimLinkRecord(first, other, "refines", "It says more.", incident=INC, **more),),
        same_as=(
            SameRecord("source", M, W, "One office.", **more),
            SameRecord("party", bundle.parties[0].key, F2, "One name in two spellings.", **more),
            SameRecord("incident", LEAF, TWIN, "One shell.", **more),
        ),
    )


def take_all_back(doors: Doors, tokens: Tokens) -> None:
    """Every statement that stands is taken back here."""
    for table in ("document_relation", "incident_link", "claim_link"):
        sql = f"UPDATE {table} SET ended_at = now(), ended_reason = 'Looked again.' WHERE ended_at IS NULL"
        statement(doors.application, tokens["EAST", "documenter"], sql)
    for ref in (M, F2, LEAF):
        with doors.work(tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "part_entries")
            entry = same.find_entry(work, project, ref)
            [number] = [j.number for j in same.read_judgements(work, project, entry) if j.ended_reason is None]
            same.part_entries(work, project, entry, number, "Looked again.")


def test_what_was_taken_back_here_is_not_stated_again(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = stating(base())
    take_bundle(doors, tokens, tmp_path, bundle)
    assert [row[2] for row in look(owner, STATED)] == [None] * 7
    take_all_back(doors, tokens)
    before = look(owner, STATED)
    assert [row[2] for row in before] == ["Looked again."] * 7
    report = take_bundle(doors, tokens, tmp_path, bundle)
    assert (report.created, report.quarantined) == (0, 0)
    assert look(owner, STATED) == before
    other_words = dataclasses.replace(bundle.incident_links[0], reason="The same unit, says the court.")
    report = take_bundle(doors, tokens, tmp_path, dataclasses.replace(bundle, incident_links=(other_words,)))
    assert report.created == 1  # a statement with another reason is another
    assert faults(doors, tokens, owner) == []


def test_what_was_taken_back_and_said_again_where_it_comes_from_stands(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    """In the same words: the end that came along is theirs, and no reason to leave out what they said after it."""
    claims = base()
    before, again = stating(claims, ended=True), stating(claims)
    names = ("document_relations", "incident_links", "claim_links", "same_as")
    both = dataclasses.replace(claims, **{name: getattr(before, name) + getattr(again, name) for name in names})
    for created in (True, False):
        report = take_bundle(doors, tokens, tmp_path, both)
        assert (report.created > 0, report.quarantined) == (created, 0)
        assert sorted((row[2] or "") for row in look(owner, STATED)) == [""] * 7 + ["Not so."] * 7
    assert faults(doors, tokens, owner) == []


def test_each_time_that_a_pair_was_linked_and_parted_is_kept(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    first, later = stating(base(), ended=True), stating(base(), ended=True)
    first = dataclasses.replace(first, claims=later.claims, claim_links=later.claim_links)
    changed = {"ended_at": datetime(2025, 6, 1, tzinfo=UTC), "reason": "Once more."}
    names = ("document_relations", "incident_links", "claim_links", "same_as")
    both = dataclasses.replace(
        first,
        **{
            name: (*getattr(first, name), *(dataclasses.replace(r, **changed) for r in getattr(later, name)))
            for name in names
        },
    )
    take_bundle(doors, tokens, tmp_path, both)
    assert len(look(owner, STATED)) == 14
    assert take_bundle(doors, tokens, tmp_path, both).created == 0


def test_a_comparison_said_from_the_other_side_is_the_same(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = stating(base())
    take_bundle(doors, tokens, tmp_path, bundle)
    before = look(owner, STATED)
    turned = LinkRecord(TWIN, LEAF, "comparable_to", "They say so, too.")
    footage = RelationRecord(D1, D2, "same_footage", "From the other side.")
    report = take_bundle(doors, tokens, tmp_path, Bundle(incident_links=(turned,), document_relations=(footage,)))
    assert numbers(report) == (0, 0, 2, 0)
    assert look(owner, STATED) == before


def test_a_judgement_that_too_many_would_follow_is_put_aside_alone(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_bundle(doors, tokens, tmp_path, base())
    monkeypatch.setattr(origins, "AT_ONCE", 0)
    after = Bundle(incidents=(IncidentRecord(new_ref("incident"), "After"),))
    too_many = Bundle(same_as=(SameRecord("source", M, W, "One office."),))
    copy = Bundle(document_relations=(RelationRecord(D2, D1, "republishes", "The same words."),))
    report = take_bundle(doors, tokens, tmp_path, too_many, copy, after)
    assert numbers(report) == (1, 0, 0, 2)
    assert all("More than 1,000" in aside["reason"] for aside in report.quarantine)
    assert one(owner, "SELECT count(*) FROM same_as") == 0


@pytest.mark.parametrize("kind", ["incident", "party"])
def test_only_like_is_joined_with_like_by_a_file_too(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, kind: str
) -> None:
    bundle, person = base(), PartyRecord(new_ref("party"), "private_person", "a baker")
    bundle = dataclasses.replace(bundle, parties=(*bundle.parties, person))
    take_bundle(doors, tokens, tmp_path, bundle)
    pair = {"incident": (INC, LEAF), "party": (F2, person.key)}[kind]
    report = take_bundle(doors, tokens, tmp_path, Bundle(same_as=(SameRecord(kind, *pair, "They look alike."),)))
    assert numbers(report) == (0, 0, 0, 1)
    assert "are not the same" in report.quarantine[0]["reason"]
    assert one(owner, "SELECT count(*) FROM same_as") == 0


@pytest.mark.parametrize(
    "wrong",
    [
        Bundle(same_as=(SameRecord("source", M, new_ref("source"), "One office."),)),
        Bundle(same_as=(SameRecord("party", F2, new_ref("party"), "One name."),)),
        Bundle(document_relations=(RelationRecord(D1, new_ref("document"), "quotes", "So."),)),
        Bundle(incident_links=(LinkRecord(LEAF, new_ref("incident"), "comparable_to", "So."),)),
        Bundle(claim_links=(ClaimLinkRecord(new_ref("claim"), new_ref("claim"), "refines", "So.", incident=INC),)),
    ],
)
def test_a_dry_run_tells_what_points_at_nothing_as_the_run_does(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Bundle
) -> None:
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 1)  # each run of records is a chunk of its own
    bundles = (stating(base()), wrong)
    dry = take_bundle(doors, tokens, tmp_path, *bundles, dry_run=True)
    assert one(owner, "SELECT count(*) FROM incident WHERE ref = :ref", ref=INC) == 0
    wet = take_bundle(doors, tokens, tmp_path, *bundles)
    assert dry.quarantine == wet.quarantine and "points at" in wet.quarantine[0]["reason"]
    assert numbers(dry) == numbers(wet)
    assert wet.quarantined == 1
