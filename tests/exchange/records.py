"""One invented incident as records: a claim of every kind, ended ones and an inference among them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from app.domain.counts import Count
from app.domain.dates import When, day_between
from app.domain.gazetteers import UnitNamed
from app.domain.places import Place, Unit
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimLinkRecord,
    ClaimRecord,
    DocumentRecord,
    DocumentTextRecord,
    ExternalId,
    FormerName,
    IncidentRecord,
    IncidentValue,
    InterventionRecord,
    LinkRecord,
    OwnPlaceRecord,
    PartyRecord,
    PartyValue,
    PassageRecord,
    PlaceValue,
    PropertyItemRecord,
    RelationRecord,
    SameRecord,
    SourceRecord,
    TaskRecord,
    TermValue,
    TextValue,
)
from app.domain.refs import new_ref
from app.domain.reported import AdoptionRecord, AssessmentRecord, ConsideredRecord, VerificationRecord

M, W = new_ref("source"), new_ref("source")
D1, D2 = new_ref("document"), new_ref("document")
F, PEOPLE, AID = new_ref("party"), new_ref("party"), new_ref("party")
INC, LEAF, ACT = new_ref("incident"), new_ref("incident"), new_ref("act")
SHRINE, APPEAL = new_ref("property_item"), new_ref("intervention")
POST, FORMER = new_ref("own_place"), new_ref("own_place")


TEXT = "=It is said: A dozen shells 😀 in the night. قصف 😀. Yes."


def claim(path: str, value: object, **more: object) -> ClaimRecord:
    given: dict[str, object] = {
        "key": new_ref("claim"),
        "incident": INC,
        "path": path,
        "value": value,
        "stated_as": "",
        "basis": "own_collection",
        "originator": M,
        "citation": Citation(D1, "paragraph 2", "A dozen shells", "Yesterday.", "Nobody", (W,)),
    }
    return ClaimRecord(**(given | more))  # type: ignore[arg-type]


def of_appeal(name: str, value: object, **more: object) -> ClaimRecord:
    return claim(f"intervention.{name}", value, incident=None, intervention=APPEAL, **more)


NUMBERS = (
    ExternalId(D1, "un", "A/HRC/57/86"),
    ExternalId(
        D2,
        "un",
        "A/HRC/57/86",
        ended_at=datetime(2025, 5, 1, tzinfo=UTC),
        ended_reason="Of the report, not of the copy.",
    ),
)


def everything() -> Bundle:
    """One incident with a claim of every kind, an ended one and an inference among them."""
    newer = claim(
        "act.type", TermValue("killing"), act=ACT, further_citations=(Citation(D2, quote="قصف"), Citation(D2))
    )
    older = claim(
        "act.type", TermValue("armed_clash"), act=ACT, superseded_by=newer.key, ended_reason="M says so itself."
    )
    when = When(
        stated_as="yesterday evening",
        earliest_start=date(2025, 3, 6),
        latest_start=date(2025, 3, 7),
        part_of_day="evening",
        local_time=time(21, 30),
        zone="Asia/Damascus",
        follows_document=True,
        anchor_offset_days=-1,
    )
    inferred = claim(
        "incident.when",
        day_between(date(2025, 3, 6), None, "not before 6 March"),
        stated_as="not before 6 March",
        modality="inferred",
        citation=None,
        premises=(newer.key,),
    )
    place = Place(
        "Bayt Rummana", "place", "POINT(36.1 34.9)", 2000.0, "as_stated", "at", "either", "XA", (Unit("Wadi", "XA1"),)
    )
    district = Place("somewhere", "district", units=(None, Unit("Zayn")))
    post = Place("the post", "site", "POINT(36.2 34.8)", 250.0, "gazetteer", "at", "either", gazetteer=POST)
    return Bundle(
        own_places=(
            OwnPlaceRecord(
                POST, "site", "=the post", "الحاجز", ("Post 7",), 36.2, 34.8, 250.0, "ocha:XA1", "Told.",
                former_names=(FormerName("Post 6", datetime(2025, 4, 2, 1, 2, 3, 4, UTC), "Numbered anew."),),
                country="XA", lies_in=(UnitNamed("XA1", "Wadi", "الوادي"), None, UnitNamed("XA10101", "Rummana")),
            ),
            OwnPlaceRecord(FORMER, "village", "Old Rummana", ended_at=datetime(2025, 4, 1, tzinfo=UTC),
                           ended_reason="The same place.", successor=POST),
        ),
        sources=(SourceRecord(
                M, "monitor", "Monitor M", "own_collection", aliases=("M", "م"), affiliation="Foundation P",
                interest="Funded by a party.", counting_scope="Civilians.", access="near",
            ),
                 SourceRecord(W, "news_outlet", "Wire W", "none_stated", group=M, tier=1)),
        documents=(DocumentRecord(D1, M, "report", "Daily report", "on_file", url="https://m.example/1", language="en",
                           series="Daily", retraction="corrected", retraction_as_stated="3 April 2025",
                           retraction_earliest_on=date(2025, 4, 3), retraction_latest_on=date(2025, 4, 3),
                           retraction_citation="Note",
                                  published_as_stated="7 March", published_earliest_on=date(2025, 3, 7),
                                  published_latest_on=date(2025, 3, 7)),
                   DocumentRecord(D2, W, "news_article", "Shelling", "cited")),
        document_texts=(
            DocumentTextRecord(D1, "=Shells. Many.", (PassageRecord(0, 8), PassageRecord(9, 14)),
                               datetime(2025, 3, 8, tzinfo=UTC), datetime(2025, 3, 9, tzinfo=UTC)),
            DocumentTextRecord(
                D1, TEXT, (PassageRecord(0, 43, "context", datetime(2025, 3, 9, 1, tzinfo=UTC)),
                           PassageRecord(44, 50, "opinion", datetime(2025, 3, 9, 2, tzinfo=UTC)),
                           PassageRecord(51, 55)),
                datetime(2025, 3, 9, tzinfo=UTC),
            ),
        ),
        parties=(PartyRecord(F, "armed_group", "force F"), PartyRecord(PEOPLE, "community", "families", 1),
                 PartyRecord(AID, "aid_organisation", "relief R")),
        incidents=(IncidentRecord(INC, "Shelling of Bayt Rummana", "umbrella", "As told by M.", "comparator"),),
        acts=(ActRecord(ACT, INC),),
        property_items=(PropertyItemRecord(SHRINE, INC, "=shrine of the springs", 1),),
        claims=(
            newer,
            older,
            claim("incident.when", when, stated_as="yesterday evening", anchor=D1),
            inferred,
            claim("incident.place", PlaceValue((place, district, post)), language="en"),
            claim("incident.count", Count(harm="killed", minimum=3, operator=">=", words="at least three", stated=3),
                  act=ACT, stated_as="at least three", breakdown={"women": 1, "unknown": 2},
                  as_of=datetime(2025, 3, 8, 12)),
            claim("act.alleged", PartyValue(F, "carried_out"), act=ACT, polarity="denies",
                  withdrawn_at=datetime(2025, 4, 1, tzinfo=UTC), ended_reason="Entered twice."),
            claim("item.kind", TermValue("shrine"), item=SHRINE, tier=1),
            claim("item.severity", TermValue("slight"), item=SHRINE, tier=1),
            claim("item.community", TextValue("-people of the springs"), item=SHRINE, tier=1,
                  stated_as="-people of the springs"),
            claim("act.victim", PartyValue(PEOPLE), act=ACT, originator=None, basis="none_stated", tier=2),
            of_appeal("kind", TermValue("appeal"), further_citations=(Citation(D2),)),
            of_appeal("by", PartyValue(AID)),
            of_appeal("outcome", TextValue("=nothing"), stated_as="=nothing", polarity="denies"),
            of_appeal("incident", IncidentValue(INC)),
            of_appeal("when", day_between(date(2025, 3, 9), None, "after 9 March"), stated_as="after 9 March"),
        ),
        external_ids=(NUMBERS[0], ExternalId(D2, "report", "17"), NUMBERS[1], ExternalId(INC, "ged", "7", b"\x00\xff")),
        interventions=(InterventionRecord(APPEAL),),
        document_relations=(
            RelationRecord(D2, D1, "republishes", "The same words, a day later."),
            RelationRecord(D1, D2, "quotes", "It seemed so.", datetime(2025, 5, 1, tzinfo=UTC), "The other way."),
        ),
        claim_links=(
            ClaimLinkRecord(newer.key, older.key, "corroborates", "M says both.", datetime(2025, 5, 1, tzinfo=UTC),
                       "It corrects itself.", incident=INC),
        ),
        decisions=(
            AssessmentRecord("NORTH", "reliability", "B", "As before.", datetime(2025, 5, 2, tzinfo=UTC), document=D1),
            AdoptionRecord(
                "NORTH", "act.type", "later_correction", "M corrected it.",
                (ConsideredRecord(newer.key, True), ConsideredRecord(older.key, False, "superseded_by_source")),
                datetime(2025, 5, 3, tzinfo=UTC), act=ACT, incident=INC,
            ),
            VerificationRecord(
                "NORTH", INC, ACT, "allegation", "credible", "done", "reasonable_grounds_to_believe",
                "It holds together.", True, False, {"contrary": "Nothing speaks against it."},
                [{"claim": newer.key, "origins": [1], "basis": "own_collection", "credibility": 2}],
                datetime(2025, 5, 4, tzinfo=UTC), decided_at=datetime(2025, 5, 4, tzinfo=UTC),
            ),
        ),
        same_as=(SameRecord("source", M, W, "It seemed so.", datetime(2025, 5, 1, tzinfo=UTC), "They are two."),),
    )  # fmt: skip


def part() -> Bundle:
    """An incident that is part of that one, and was held comparable to it."""
    return Bundle(
        incidents=(IncidentRecord(LEAF, "A shell on the school"),),
        incident_links=(
            LinkRecord(LEAF, INC, "part_of", "The school is one of the places."),
            LinkRecord(INC, LEAF, "comparable_to", "The same day.", datetime(2025, 5, 1, tzinfo=UTC), "It is a part."),
        ),
    )


def with_context() -> Bundle:
    """The same, what is said of its two parties beside all incidents, and what people have taken up about it."""
    backed = claim("context.relation", PartyValue(PEOPLE), incident=None, party=F, tier=2, stated_as="their own")
    pattern = "comes by night, again and again"
    said_before = claim(
        "context.pattern", TextValue("=comes by night"), incident=None, party=F, tier=1, stated_as="=comes by night",
        superseded_by=(again := new_ref("claim")), ended_reason="M says more.",
    )  # fmt: skip
    context = (
        claim("context.pattern", TextValue(pattern), key=again, incident=None, party=F, tier=1, stated_as=pattern),
        said_before,
        backed,
        claim(
            "context.characterisation", TextValue("poor"), incident=None, party=PEOPLE, tier=2, stated_as="poor",
            further_citations=(Citation(D2, quote="poor"),),
        ),
    )  # fmt: skip
    told = everything()
    tasks = (
        TaskRecord(new_ref("task"), "find_primary", document=D2, due_on=date(2025, 6, 1)),
        TaskRecord(new_ref("task"), "ask_reply", incident=INC, party=F, what="By letter."),
        TaskRecord(
            new_ref("task"), "other", incident=INC, what="Which village?", done_at=datetime(2025, 5, 1, tzinfo=UTC),
            done_reason="M says which.",
        ),
    )  # fmt: skip
    return replace(told, claims=(*context, *told.claims), tasks=tasks)
