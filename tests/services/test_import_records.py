"""Taking our own JSON Lines in: refs are kept, nothing on record is overwritten, an incident comes whole."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.dates import from_edtf
from app.domain.records import Bundle, Citation, ClaimRecord, IncidentRecord, PartyRecord, PartyValue, PassageRecord
from app.domain.refs import new_ref
from app.exchange import json_lines, json_records
from app.services.doors import Doors
from app.services.import_report import Report
from app.services.own_words import follow_claims
from app.store import incidents
from tests.exchange.records import ACT, D1, INC, claim, everything
from tests.filled import Tokens
from tests.services.importing import faults, look, numbers, one, sizes, take

# What `everything` is, line by line.
LINES = 45


def written(path: Path, *bundles: Bundle) -> Path:
    path.write_text("".join(f"{line}\n" for bundle in bundles for line in json_lines.write_lines(bundle)), "utf-8")
    return path


def take_bundle(doors: Doors, tokens: Tokens, folder: Path, *bundles: Bundle, **more: Any) -> Report:
    return take(doors, tokens, written(folder / "records.jsonl", *bundles), "tawthiq", **more)


def with_claims(bundle: Bundle, *claims: ClaimRecord) -> Bundle:
    """With these claims alone, and the links between them."""
    keys = {claim.key for claim in claims}
    links = tuple(link for link in bundle.claim_links if {link.claim, link.other} <= keys)
    return dataclasses.replace(bundle, claims=claims, claim_links=links)


def test_refs_ends_and_order_are_kept_and_statuses_start_anew(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    report = take_bundle(doors, tokens, tmp_path, bundle)
    assert (report.rows, numbers(report)) == (LINES, (LINES, 0, 0, 0))
    assert look(
        owner,
        """SELECT c.ref, n.ref, c.withdrawn_at IS NOT NULL, c.ended_reason FROM claim c
           JOIN incident i ON i.project_id = c.project_id AND i.id = c.incident_id
           LEFT JOIN claim n ON n.project_id = c.project_id AND n.id = c.superseded_by
           WHERE i.ref = :ref ORDER BY c.id""",
        ref=INC,
    ) == [(c.key, c.superseded_by, c.withdrawn_at is not None, c.ended_reason) for c in bundle.claims if c.incident]
    assert one(owner, "SELECT title, kind, scope, summary FROM incident WHERE ref = :ref", ref=INC) == (
        "Shelling of Bayt Rummana", "umbrella", "comparator", "As told by M.",
    )  # fmt: skip
    assert one(owner, "SELECT occurrence_status FROM act WHERE ref = :ref", ref=ACT) == "allegation"
    assert one(owner, "SELECT count(*) FROM external_id x JOIN incident i ON i.project_id = x.project_id "
                      "AND i.id = x.incident_id WHERE i.ref = :ref AND x.digest = '\\x00ff'", ref=INC) == 1  # fmt: skip
    assert faults(doors, tokens, owner) == []


def test_the_same_records_again_add_nothing(doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path) -> None:
    bundle = everything()
    take_bundle(doors, tokens, tmp_path, bundle)
    before = sizes(owner)
    assert numbers(take_bundle(doors, tokens, tmp_path, bundle)) == (0, 0, LINES, 0)
    assert sizes(owner) == before


def test_later_records_bring_new_claims_ends_and_citations(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    first, *rest = bundle.claims
    take_bundle(doors, tokens, tmp_path, with_claims(bundle, first, *rest))
    place = next(c for c in rest if c.path == "incident.place")
    newer = dataclasses.replace(place, key=new_ref("claim"), stated_as="near Bayt Rummana")
    ended = dataclasses.replace(place, superseded_by=newer.key, ended_reason="M corrects itself.")
    cited = dataclasses.replace(first, further_citations=(*first.further_citations, Citation(D1, "page 3")))
    others = [c for c in rest if c is not place]
    report = take_bundle(doors, tokens, tmp_path, with_claims(bundle, cited, *others, ended, newer))
    assert numbers(report) == (2, 1, LINES - 1, 0)
    assert report.updated_rows == [19]
    assert look(owner, "SELECT stated_as, ended_reason FROM claim WHERE ref IN (:old, :new) ORDER BY id",
                old=place.key, new=newer.key) == [("", "M corrects itself."), ("near Bayt Rummana", None)]  # fmt: skip
    assert one(owner, "SELECT count(*) FROM claim_citation WHERE locator = 'page 3'") == 1
    assert faults(doors, tokens, owner) == []


def test_words_that_we_made_follow_a_file_that_ends_their_claim(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    def figure(number: int) -> Count:
        return Count(harm="killed", minimum=number, maximum=number, stated=number, operator="=", words=str(number))

    bundle = everything()
    killed = claim("incident.count", figure(12), stated_as="12")
    take_bundle(doors, tokens, tmp_path, with_claims(bundle, *bundle.claims, killed))
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "amend_incident")
        work.open(project, "amend_incident")
        number = incidents.version_of(work.connection, project.id, INC)[0]
        made = {"made": "en", "number": number}
        work.connection.execute(sa.text("UPDATE incident SET summary_made_in = :made WHERE id = :number"), made)
        follow_claims(work, project, [number])
        work.touch([number])
    summary = "SELECT summary FROM incident WHERE ref = :ref"
    assert "killed: 12" in one(owner, summary, ref=INC)
    newer = dataclasses.replace(killed, key=new_ref("claim"), value=figure(9), stated_as="9")
    ended = dataclasses.replace(killed, superseded_by=newer.key, ended_reason="M corrects itself.")
    take_bundle(doors, tokens, tmp_path, with_claims(bundle, *bundle.claims, ended, newer))
    assert "killed: 9" in one(owner, summary, ref=INC) and "12" not in one(owner, summary, ref=INC)
    assert one(owner, "SELECT title FROM incident WHERE ref = :ref", ref=INC) == "Shelling of Bayt Rummana"
    assert faults(doors, tokens, owner) == []


def test_a_private_person_is_confidential_whatever_a_file_says(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    person = PartyRecord(new_ref("party"), "private_person", "a baker")
    told = claim("act.victim", PartyValue(person.key), act=ACT)
    bundle = everything()
    bundle = dataclasses.replace(bundle, parties=(*bundle.parties, person), claims=(*bundle.claims, told))
    take_bundle(doors, tokens, tmp_path, bundle)
    later = claim("act.victim", PartyValue(person.key), act=ACT)
    take_bundle(doors, tokens, tmp_path, with_claims(bundle, later))
    tiers = "SELECT p.tier, c.tier FROM claim c JOIN party p ON p.id = c.value_party_id WHERE p.ref = :ref"
    assert look(owner, tiers, ref=person.key) == [(2, 2), (2, 2)]
    assert look(owner, tiers, ref=bundle.parties[0].key) == [(0, 0)]


@pytest.mark.parametrize("where", ["another incident", "another property", "a circle", "a circle with the record"])
def test_a_claim_that_no_claim_can_take_the_place_of_so_puts_its_incident_aside(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, where: str
) -> None:
    bundle, other = everything(), new_ref("incident")
    place = next(c for c in bundle.claims if c.path == "incident.place")
    newer = dataclasses.replace(place, key=new_ref("claim"))
    old = dataclasses.replace(place, key=new_ref("claim"), superseded_by=newer.key, ended_reason="So.")
    if where == "another incident":
        newer = dataclasses.replace(newer, incident=other)
        old = dataclasses.replace(old, incident=INC)
    elif where == "another property":
        newer = claim("incident.when", from_edtf("2025-03-07"), key=newer.key)
    before = dataclasses.replace(bundle, incidents=(*bundle.incidents, IncidentRecord(other, "Other")))
    if where == "a circle with the record":
        take_bundle(doors, tokens, tmp_path, with_claims(before, newer, old))
        old, newer = newer, dataclasses.replace(old, superseded_by=None)
        old = dataclasses.replace(old, superseded_by=newer.key, ended_reason="So.")
    elif where == "a circle":
        newer = dataclasses.replace(newer, superseded_by=old.key, ended_reason="So.")
    else:
        take_bundle(doors, tokens, tmp_path, with_claims(before, newer))
    ended = "SELECT count(*) FROM claim WHERE superseded_by IS NOT NULL"
    known: int = one(owner, ended)
    report = take_bundle(doors, tokens, tmp_path, with_claims(bundle, newer, old))
    assert report.quarantined and report.quarantine[-1]["column"] == "superseded_by"
    assert "circle" in report.quarantine[-1]["reason"] or "another" in report.quarantine[-1]["reason"]
    assert one(owner, ended) == known
    assert faults(doors, tokens, owner) == []


def test_an_incident_with_other_words_of_its_own_keeps_ours_and_is_flagged(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    take_bundle(doors, tokens, tmp_path, bundle)
    theirs = dataclasses.replace(bundle, incidents=(IncidentRecord(INC, "Their title", "umbrella"),))
    report = take_bundle(doors, tokens, tmp_path, theirs)
    assert report.flagged == {"own_words_differ": 1}
    assert one(owner, "SELECT title FROM incident WHERE ref = :ref", ref=INC) == "Shelling of Bayt Rummana"


def test_a_place_that_was_retired_there_stays_and_is_flagged(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    standing = tuple(
        dataclasses.replace(p, ended_at=None, ended_reason=None, successor=None) for p in bundle.own_places
    )
    take_bundle(doors, tokens, tmp_path, dataclasses.replace(bundle, own_places=standing))
    retired = tuple(
        dataclasses.replace(p, ended_at=datetime(2025, 6, 1, tzinfo=UTC), ended_reason="It is in the gazetteer now.")
        for p in standing[:1]
    )
    report = take_bundle(doors, tokens, tmp_path, dataclasses.replace(bundle, own_places=retired))
    assert report.flagged == {"own_place_retired_there": 1}
    assert one(owner, "SELECT count(*) FROM own_place WHERE ended_at IS NOT NULL") == 0


def test_a_document_that_has_a_text_keeps_it_with_its_marks(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    take_bundle(doors, tokens, tmp_path, bundle)
    [_, text] = bundle.document_texts
    read_there = dataclasses.replace(text, passages=(PassageRecord(0, 43, "heading_or_lead_in"),))
    other = dataclasses.replace(text, text="Other words.", passages=(PassageRecord(0, 12, "opinion"),))
    for theirs, flagged in ((read_there, {}), (other, {"text_on_record_differs": 1})):
        report = take_bundle(doors, tokens, tmp_path, dataclasses.replace(bundle, document_texts=(theirs,)))
        assert (numbers(report)[0], report.flagged) == (0, flagged)
    assert one(owner, "SELECT count(*) FROM document_text") == 2
    assert one(owner, "SELECT mark FROM passage p JOIN document_text t ON t.id = p.document_text_id"
               " WHERE t.replaced_at IS NULL AND p.starts = 0") == "context"  # fmt: skip
    assert faults(doors, tokens, owner) == []


def test_a_new_document_under_an_address_on_record_is_kept_and_flagged(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    first = dataclasses.replace(bundle.documents[0], url="https://m.example/releases/1")
    take_bundle(doors, tokens, tmp_path, dataclasses.replace(bundle, documents=(first, *bundle.documents[1:])))
    again = dataclasses.replace(first, key=new_ref("document"), url="http://www.m.example/releases/1/?utm_source=x")
    report = take_bundle(doors, tokens, tmp_path, Bundle(sources=bundle.sources, documents=(again,)))
    assert report.flagged == {"address_on_record": 1}
    assert one(owner, "SELECT count(*) FROM document WHERE ref = :ref", ref=again.key) == 1
    assert take_bundle(doors, tokens, tmp_path, Bundle(documents=(first,))).flagged == {}


def test_an_outside_number_alone_makes_no_two_incidents_one(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    bundle = everything()
    take_bundle(doors, tokens, tmp_path, bundle)
    other = new_ref("incident")
    twin = Bundle(
        incidents=(IncidentRecord(other, "Another"),),
        external_ids=tuple(dataclasses.replace(x, subject=other) for x in bundle.external_ids if x.subject == INC),
    )
    assert numbers(take_bundle(doors, tokens, tmp_path, twin)) == (2, 0, 0, 0)
    assert one(owner, "SELECT count(DISTINCT incident_id) FROM external_id WHERE scheme = 'ged'") == 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"citation": Citation(new_ref("document"))}, "points at DOC-"),
        ({"originator": new_ref("source")}, "points at SRC-"),
        ({"superseded_by": new_ref("claim"), "ended_reason": "So."}, "points at CLM-"),
        ({"path": "incident.count", "value": Count(harm="killed", minimum=10**12)}, "value out of range"),
        ({"citation": None}, "cited_or_inferred"),
    ],
)
def test_an_incident_that_points_at_nothing_or_breaks_a_rule_is_put_aside_and_no_other(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, more: dict[str, Any], says: str
) -> None:
    sound, broken = everything(), new_ref("incident")
    said = {"path": "incident.when", "value": from_edtf("2025-03-07"), "incident": broken, **more}
    wrong = Bundle(incidents=(IncidentRecord(broken, "Broken"),), claims=(claim(**said),))
    after = Bundle(incidents=(IncidentRecord(new_ref("incident"), "After"),))
    dry = take_bundle(doors, tokens, tmp_path, sound, wrong, after, dry_run=True)
    report = take_bundle(doors, tokens, tmp_path, sound, wrong, after)
    if "points at" in says:  # what the database refuses, a dry run cannot know
        assert dry.quarantine == report.quarantine
    assert numbers(report) == (LINES + 1, 0, 0, 2)
    assert says in report.quarantine[0]["reason"]
    assert one(owner, "SELECT count(*) FROM incident WHERE title IN ('After', 'Broken')") == 1
    assert faults(doors, tokens, owner) == []


def test_claims_of_an_incident_on_record_may_come_alone(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    take_bundle(doors, tokens, tmp_path, everything())
    later = claim("act.alleged", everything().claims[6].value, act=ACT)
    path = tmp_path / "later.jsonl"
    path.write_text(json.dumps(json_records.to_json(later)) + "\n", "utf-8")
    assert numbers(take(doors, tokens, path, "tawthiq")) == (1, 0, 0, 0)
    assert one(owner, "SELECT count(*) FROM claim WHERE ref = :ref", ref=later.key) == 1
    assert faults(doors, tokens, owner) == []


def test_of_records_of_one_ref_that_differ_none_is_believed(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    one_way, other_way = (Bundle(incidents=(IncidentRecord(INC, title),)) for title in ("One way", "Another"))
    before = Bundle(incidents=(IncidentRecord(new_ref("incident"), "Before"),))
    report = take_bundle(doors, tokens, tmp_path, before, one_way, other_way)
    assert numbers(report) == (1, 0, 0, 2)
    why = "is the same in rows 2, 3, which say different things: none of them is taken in"
    assert report.quarantine == [{"row": number, "column": "ref", "reason": why} for number in (2, 3)]
    assert one(owner, "SELECT count(*) FROM incident WHERE ref = :ref", ref=INC) == 0


def test_a_line_that_is_not_understood_is_named_by_its_own_number_alone(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "all.jsonl"
    lines = list(json_lines.write_lines(everything()))
    at = next(number for number, line in enumerate(lines, 1) if '"incident.when"' in line)
    lines[at - 1] = lines[at - 1].replace('"incident.when"', '"incident.whence"')
    path.write_text("\n".join(lines) + "\n", "utf-8")
    aside, *others = take(doors, tokens, path, "tawthiq").quarantine
    # What is said to be about it, and what its claims are to each other, rest on it.
    assert len(others) == 2 and all(f"points at {INC}" in one["reason"] for one in others)
    assert (aside["row"], aside["column"]) == (at, "property")
    assert "line" not in aside["reason"]
