"""Worked cases, entered through the services and read back. Places, people and small organisations are invented."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from app.domain import wording
from app.domain.counts import Count
from app.domain.dates import When, day_between
from app.domain.decisions import Question
from app.domain.errors import NotEnough
from app.domain.phrases import understand_when
from app.domain.places import Place, point
from app.domain.records import (
    Bundle,
    Citation,
    ClaimRecord,
    IncidentValue,
    InterventionRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    TermValue,
    TextValue,
    Value,
)
from app.services import decisions
from app.services.doors import Doors
from app.services.history import verify_log
from app.services.incidents import read_incident
from app.services.interventions import about_incident, find_interventions
from app.services.taking_in import take_in
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier
from tests.store.claimed import OBJECT, Voice, bundle, said

# Case 3: a village shelled; 7, "at least 12", 10 named.
RESCUE, MONITOR, COUNCIL = (
    Voice("Rescue service S", "observed"),
    Voice("Monitor M"),
    Voice("Village council", "records"),
)
WIRE, FORCE = Voice("Wire W", "none_stated"), Voice("Spokesman of F", "none_stated")
DAY = day_between(date(2025, 4, 17), date(2025, 4, 17))
VILLAGE = PlaceValue((Place("Bayt Rummana", "place", point(longitude=36.1, latitude=34.9), 1500.0),))
KILLED = Question("incident.count", None, "killed")


def dead(minimum: int, maximum: int | None, words: str, measure: str = "event") -> Count:
    operator = "=" if maximum == minimum else ">="
    stated = minimum if maximum == minimum else None
    return Count(
        harm="killed", minimum=minimum, maximum=maximum, stated=stated, operator=operator, words=words, measure=measure
    )


@pytest.fixture
def shelling(doors: Doors, tokens: Tokens) -> Case:
    claims = [
        said(1, "act.type", TermValue("killing"), RESCUE.name, "observed"),
        said(2, "incident.when", DAY, RESCUE.name, "observed"),
        said(3, "incident.place", VILLAGE, RESCUE.name, "observed"),
        said(
            4, "incident.count", dead(7, None, "7 bodies recovered so far"), RESCUE.name, "observed",
            stated_as="7 bodies recovered so far", as_of=datetime(2025, 4, 17, 14),
        ),
        said(11, "act.type", TermValue("killing"), MONITOR.name),
        said(12, "incident.when", DAY, MONITOR.name),
        said(13, "incident.place", VILLAGE, MONITOR.name),
        said(14, "incident.count", dead(12, None, "at least 12"), MONITOR.name, stated_as="at least 12 dead"),
        said(15, "act.alleged", PartyValue("F", "carried_out"), MONITOR.name),
        said(21, "act.type", TermValue("killing"), COUNCIL.name, "records"),
        said(22, "incident.when", DAY, COUNCIL.name, "records"),
        said(23, "incident.place", VILLAGE, COUNCIL.name, "records"),
        said(24, "incident.count", dead(9, 9, "9 named"), COUNCIL.name, "records", stated_as="9 named"),
        # The wire repeats the monitor: another document, no origin.
        said(31, "act.type", TermValue("killing"), MONITOR.name, document=f"report of {WIRE.name}"),
        said(
            41, "act.alleged", PartyValue("F"), FORCE.name, "none_stated", polarity="denies",
            stated_as="our units did not fire that day",
        ),
    ]  # fmt: skip
    return Case(doors, tokens, [RESCUE, MONITOR, COUNCIL, WIRE, FORCE], claims)


def test_three_origins_and_no_more_with_the_wire(shelling: Case) -> None:
    view = shelling.view()
    assert view.acts[0].origins == 3
    assert view.act_origins(view.acts[0]).count == 3
    line = next(line for line in view.harms if line.harm == "killed")
    assert (line.minimum, line.maximum, line.open_maximum, line.origins) == (7, None, True, 3)
    assert wording.harm_words(line, "en") == "7 or more"


def test_going_by_nine_or_more_with_the_seven_an_earlier_state(shelling: Case, doors: Doors) -> None:
    shelling.adopt(KILLED, {shelling.claim_of(RESCUE.name, "incident.count"): "different_part"}, "range_of_claims")
    with doors.work(shelling.verifier) as work:
        decided = decisions.read_decisions(work, work.enter("EAST", "read_incidents"), shelling.view())
    [adoption] = decided.adoptions
    assert not adoption.stale
    used = {one.claim for one in adoption.considered if one.used}
    values = [claim.value for claim in shelling.view().claims if claim.ref in used]
    assert wording.values_words(values, "incident.count", "en") == "Killed: 9 or more"
    reasons = {one.reason_code for one in adoption.considered if not one.used}
    assert reasons == {"different_part"}


def test_occurrence_is_corroborated_by_two_people_and_attribution_is_not(
    shelling: Case, doors: Doors, tokens: Tokens
) -> None:
    other = second_verifier(doors, tokens)
    for voice in (RESCUE, MONITOR, COUNCIL):
        shelling.grade(voice.name)
    shelling.move("credible")
    shelling.move("corroborated")
    shelling.decide("done", other)
    assert shelling.track().level == "corroborated"
    assert shelling.alleged
    shelling.move("credible", shelling.alleged)
    assert {"origins", "first_hand", "contrary"} <= shelling.lacks("corroborated", shelling.alleged)
    with pytest.raises(NotEnough):
        shelling.move("corroborated", shelling.alleged, contrary="The denial names no unit.")
    view = shelling.view()
    assert view.acts[0].status == "corroborated"
    alleged = next(part for part in view.acts[0].involvements if part.role == "alleged")
    assert (alleged.status, alleged.origins) == ("credible", 1)
    denial = next(claim for claim in view.claims if claim.polarity == "denies")
    assert "force F" in wording.claim_sentence(denial, "en")
    with doors.work(other) as work:
        assert verify_log(work).ok


def test_a_later_figure_marks_the_decision_as_overtaken_and_moves_nothing(shelling: Case, doors: Doors) -> None:
    shelling.adopt(KILLED, {shelling.claim_of(RESCUE.name, "incident.count"): "different_part"}, "range_of_claims")
    clinic = Voice("Clinic register", "records")
    shelling.add([said(61, "incident.count", dead(11, 11, "11"), clinic.name, "records")], [clinic])
    with doors.work(shelling.verifier) as work:
        decided = decisions.read_decisions(work, work.enter("EAST", "read_incidents"), shelling.view())
    assert [adoption.stale for adoption in decided.adoptions] == [True]
    line = next(line for line in shelling.view().harms if line.harm == "killed")
    assert (line.minimum, line.maximum) == (7, None), "the reported range has one figure more and the same bounds"
    assert shelling.view().acts[0].status == "allegation"


# Case 1, what was done about it: nine interventions that one opinion article tells of, each of which stands alone.
ARTICLE, COMMUNITY = Voice("Opinion article A", "none_stated"), Voice("Community council", "none_stated")
DEEDS: dict[str, tuple[tuple[str, Value, str], ...]] = {
    # The council's own call, relayed by the article.
    "N-1": (
        ("kind", TermValue("appeal"), COMMUNITY.name),
        ("kind", TermValue("call_for_protest"), COMMUNITY.name),
        ("by", PartyValue("council"), ARTICLE.name),
        ("when", When(stated_as="after the new attacks"), ARTICLE.name),
    ),
    # By whom is not said.
    "N-2": (("kind", TermValue("appeal"), ARTICLE.name), ("addressee", PartyValue("un"), ARTICLE.name)),
    "N-3": (("kind", TermValue("appeal"), ARTICLE.name), ("kind", TermValue("call_for_sanctions"), ARTICLE.name)),
    **{
        f"N-{number}": (("kind", TermValue("humanitarian_aid"), ARTICLE.name), ("by", PartyValue(who), ARTICLE.name))
        for number, who in enumerate(("aid 1", "aid 2", "aid 3", "aid 4"), 4)
    },
    "N-8": (
        ("kind", TermValue("third_state_action"), ARTICLE.name),
        ("by", PartyValue("state 1"), ARTICLE.name),
        ("outcome", TextValue("the authorities withdrew their militias"), ARTICLE.name),
        ("incident", IncidentValue("incident"), ARTICLE.name),
    ),
    "N-9": (("kind", TermValue("diplomatic_pressure"), ARTICLE.name), ("by", PartyValue("state 2"), ARTICLE.name)),
}
ACTORS = {
    "council": "community_body", "un": "un_or_intergovernmental", "aid 1": "human_rights_organisation",
    "aid 2": "un_or_intergovernmental", "aid 3": "red_cross_or_red_crescent", "aid 4": "aid_organisation",
    "state 1": "foreign_state", "state 2": "foreign_state",
}  # fmt: skip


def of_deed(key: str, name: str, value: Value, by: str, **more: Any) -> ClaimRecord:
    words = value.words if isinstance(value, TextValue) else "as told"
    return ClaimRecord(
        key=f"{key} {name} {value} {by}", incident=None, intervention=key, path=f"intervention.{name}", value=value,
        stated_as=words, basis="none_stated", originator=by, citation=Citation(f"report of {ARTICLE.name}"), **more,
    )  # fmt: skip


def test_what_was_done_is_told_nine_times_and_each_stands_or_falls_alone(doors: Doors, tokens: Tokens) -> None:
    told = bundle([ARTICLE, COMMUNITY], [said(1, "act.type", TermValue("killing"), ARTICLE.name, "none_stated")])
    deeds = Bundle(
        parties=tuple(PartyRecord(key, kind, f"the {key}") for key, kind in ACTORS.items()),
        interventions=tuple(InterventionRecord(key) for key in DEEDS),
        claims=tuple(of_deed(key, *one) for key, ones in DEEDS.items() for one in ones),
    )
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_intervention")
        work.open(project, "record_intervention")
        parties, claims = (*told.parties, *deeds.parties), (*told.claims, *deeds.claims)
        taken = take_in(work, project, replace(told, parties=parties, interventions=deeds.interventions, claims=claims))
        denied = of_deed("N-7", "by", PartyValue("aid 4"), COMMUNITY.name, polarity="denies")
        take_in(work, project, Bundle(claims=(denied,)), keys=taken.keys)
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "read_incidents")
        page = find_interventions(work, project, "", (None, None), "en").items
        titles = [one.title for one in reversed(page)]
        about = about_incident(work, project, read_incident(work, project, taken.keys.incidents["incident"].ref), "en")
    assert len(titles) == 9
    assert titles[:3] == [
        "Appeal or call, Call for protest", "Appeal or call", "Appeal or call, Call for sanctions",
    ]  # fmt: skip
    aid = [title.startswith("Humanitarian aid, by the aid") for title in titles]
    assert aid == [False] * 3 + [True] * 4 + [False] * 2
    assert [one.title for one in about] == ["Action of another state, by the state 1"], "it is said of that one alone"
    denials = [sum(claim.polarity == "denies" for claim in one.claims) for one in reversed(page)]
    assert denials == [0, 0, 0, 0, 0, 0, 1, 0, 0], "one can be denied alone"
    sentence = wording.intervention_sentence(page[-1].claims, "en")
    assert sentence == (
        f"According to {COMMUNITY.name}: Appeal or call, Call for protest."
        f" According to {ARTICLE.name}: action or response, by the council."
    ), "that it was the council is the article's word"
    [outcome] = [claim for claim in page[1].claims if claim.path == "intervention.outcome"]
    assert outcome.origin_ids == (), "what came of it is claimed, and counted nowhere"


# Case 5: a shrine damaged, with photographs. What is destroyed by one account is slightly damaged by two others.
POST, VISIT = Voice("Local page", "none_stated"), Voice("Own visit", "observed")
ELDERS, ARCHIVE = Voice("Council of the hamlet", "observed"), Voice("Photograph archive", "records")
SITE = PlaceValue((Place("Dahr al-Sunun", "place", point(longitude=36.2, latitude=35.0), 1500.0),))
SEVERITY = "item.severity"
PATROL = PartyRecord("P", "police_or_internal_security", "a patrol")
NOBODY = PartyRecord("U", "party_unknown", "unknown persons")


def shrine_claims(kind: str = "shrine") -> list[ClaimRecord]:
    last_night = understand_when(
        "last night", document_date=(date(2025, 6, 12), date(2025, 6, 12)), today=date(2025, 7, 1)
    )
    between = day_between(date(2025, 6, 9), date(2025, 6, 13))
    return [
        said(1, "act.type", TermValue("attack_on_religious_site"), POST.name, "none_stated"),
        said(2, "incident.when", last_night, POST.name, "none_stated", anchor=f"report of {POST.name}"),
        said(3, "incident.place", SITE, POST.name, "none_stated"),
        said(4, "item.kind", TermValue(kind), POST.name, "none_stated"),
        said(5, SEVERITY, TermValue("destroyed"), POST.name, "none_stated", stated_as="destroyed by a patrol"),
        said(6, "act.alleged", PartyValue("P", "carried_out"), POST.name, "none_stated"),
        said(11, "act.type", TermValue("attack_on_religious_site"), ELDERS.name, "observed"),
        said(12, "incident.when", between, ELDERS.name, "observed"),
        said(13, "incident.place", SITE, ELDERS.name, "observed"),
        said(14, "item.kind", TermValue(kind), ELDERS.name, "observed"),
        said(15, SEVERITY, TermValue("slight"), ELDERS.name, "observed", stated_as="door forced, carpets burnt"),
        said(16, "item.certainty", TermValue("medium"), ELDERS.name, "observed"),
        said(17, "act.alleged", PartyValue("U"), ELDERS.name, "observed", polarity="states_unknown"),
        said(
            18,
            "item.community",
            TextValue("the people of the hamlet"),
            ELDERS.name,
            "observed",
            stated_as="the people of the hamlet",
        ),
        said(21, SEVERITY, TermValue("slight"), VISIT.name, "observed", modality="observed"),
        said(22, "item.extent", TermValue("part_small"), VISIT.name, "observed", modality="observed"),
        said(23, "item.certainty", TermValue("high"), VISIT.name, "observed", modality="observed"),
        said(31, "item.before", TermValue("none_seen"), ARCHIVE.name, "records", as_of=datetime(2022, 1, 1)),
    ]


@pytest.fixture
def damage(doors: Doors, tokens: Tokens) -> Case:
    return Case(doors, tokens, [POST, ELDERS, VISIT, ARCHIVE], shrine_claims(), parties=[PATROL, NOBODY])


def test_the_shrine_counts_once_and_each_scale_stands_by_itself(damage: Case) -> None:
    view = damage.view()
    [shrine] = view.items_harmed
    assert shrine.label == OBJECT
    last_night = view.claims_on("incident.when")[0].value
    assert isinstance(last_night, When)
    assert (last_night.earliest_start, last_night.part_of_day) == (date(2025, 6, 11), "night")
    severity = [wording.claim_words(claim, "en") for claim in view.claims_on(SEVERITY, shrine.ref)]
    assert severity == ["Destroyed", "Slight", "Slight"]
    assert view.origins_of(view.claims_on(SEVERITY, shrine.ref)).count == 2
    [community] = view.claims_on("item.community")
    assert (wording.claim_words(community, "en"), community.tier) == ("the people of the hamlet", 1)
    sentence = wording.claim_sentence(view.claims_on("item.before")[0], "en")
    assert sentence == f"According to {ARCHIVE.name}, of {OBJECT}, its state before was: no damage seen."


def test_a_recycled_photograph_lowers_the_claim_and_withdraws_nothing(damage: Case, doors: Doors) -> None:
    damage.check(POST.name, "published_before", "fail")
    damage.grade(POST.name, "5", "D")
    destroyed, slight = damage.claim_of(POST.name, SEVERITY), damage.claim_of(VISIT.name, SEVERITY)
    damage.contradict(destroyed, slight)
    shrine = damage.view().items[0].ref
    damage.adopt(Question(SEVERITY, shrine), {destroyed: "technical_disproof"}, "primary_over_secondary")
    view = damage.view()
    with doors.work(damage.verifier) as work:
        decided = decisions.read_decisions(work, work.enter("EAST", "read_incidents"), view)
    assert decided.credibilities[destroyed] == (5, False)
    [adoption] = decided.adoptions
    assert (adoption.subject, adoption.stale) == (shrine, False)
    assert {one.reason_code for one in adoption.considered if not one.used} == {"technical_disproof"}
    used = {one.claim for one in adoption.considered if one.used}
    values = [claim.value for claim in view.claims if claim.ref in used]
    assert wording.values_words(values, SEVERITY, "en") == "Slight"
    assert [claim.live for claim in view.claims_on(SEVERITY)] == [True] * 3, "all remain on the page"
    # A later claim of this object overtakes the decision.
    surveyor = Voice("Surveyor", "observed")
    told = said(41, SEVERITY, TermValue("moderate"), surveyor.name, "observed")
    damage.add([replace(told, item=shrine)], [surveyor])
    with doors.work(damage.verifier) as work:
        decided = decisions.read_decisions(work, work.enter("EAST", "read_incidents"), damage.view())
    assert [one.stale for one in decided.adoptions] == [True]


def test_unknown_persons_are_said_and_the_patrol_stays_alleged(damage: Case) -> None:
    view = damage.view()
    [patrol] = [part for part in view.acts[0].involvements if part.role == "alleged"]
    assert (patrol.party, patrol.origins, patrol.status) == ("a patrol", 0, "allegation")
    unknown = next(claim for claim in view.claims_on("act.alleged") if claim.polarity == "states_unknown")
    assert wording.claim_words(unknown, "en") == "says that it is not known: unknown persons"
    assert damage.alleged
    assert "origin" in damage.lacks("credible", damage.alleged)
    with pytest.raises(NotEnough):
        damage.move("credible", damage.alleged)
    # The visit is an origin like another: it lifts nothing by itself.
    damage.grade(VISIT.name, "1", "A")
    assert damage.view().acts[0].status == "allegation"


def test_camps_swapped_the_same_words_and_thresholds(doors: Doors, tokens: Tokens) -> None:
    def lacks(party: str) -> list[set[str]]:
        voices = [MONITOR, COUNCIL]
        claims = [
            said(1, "act.type", TermValue("killing"), MONITOR.name),
            said(2, "incident.when", DAY, MONITOR.name),
            said(3, "incident.place", VILLAGE, MONITOR.name),
            said(4, "act.alleged", PartyValue(party, "carried_out"), MONITOR.name),
        ]
        case = Case(doors, tokens, voices, claims, parties=[PartyRecord(party, "armed_group", f"force {party}")])
        assert case.alleged
        return [
            {code for option in case.track(refs).options for code in (option.level, *option.missing)}
            for refs in (case.act, case.alleged)
        ]

    assert lacks("G") == lacks("H")


# Case 4: people crossing a border, counted by two agencies.
AGENCY_R, AGENCY_T, MAYOR = Voice("Agency R", "records"), Voice("Agency T", "records"), Voice("Mayor", "none_stated")
CROSSED = "displaced_across_border"


def crossed(number: int, by: Voice, words: str, **count: Any) -> ClaimRecord:
    told = Count(**({"harm": CROSSED, "operator": "=", "words": words} | count))
    return said(number, "incident.count", told, by.name, by.basis, stated_as=words)


@pytest.fixture
def border(doors: Doors, tokens: Tokens) -> Case:
    claims: list[ClaimRecord] = []
    for first, voice in ((1, AGENCY_R), (11, AGENCY_T), (21, MAYOR)):
        claims.append(said(first, "act.type", TermValue("displacement"), voice.name, voice.basis))
    claims += [
        crossed(2, AGENCY_R, "4,812 people registered", minimum=4812, maximum=4812, stated=4812, measure="stock"),
        crossed(3, AGENCY_R, "1,103 families", minimum=1103, maximum=1103, stated=1103, measure="stock", unit="family"),
        crossed(12, AGENCY_T, "6,340 entries", minimum=6340, maximum=6340, stated=6340, measure="flow",
                unit="crossing"),
        crossed(13, AGENCY_T, "1,150 exits", harm="returned", minimum=1150, maximum=1150, stated=1150, measure="flow",
                unit="crossing"),
        crossed(22, MAYOR, "nearly 9,000", minimum=None, maximum=9000, stated=9000, operator="<=",
                measure="not_stated"),
    ]  # fmt: skip
    return Case(doors, tokens, [AGENCY_R, AGENCY_T, MAYOR], claims)


def test_figures_of_different_things_are_never_one_range_and_say_why(border: Case, client_as: ClientAs) -> None:
    lines = [line for line in border.view().harms if line.harm == CROSSED]
    assert {(line.unit, line.measure, line.minimum, line.maximum) for line in lines if line.minimum} == {
        ("person", "stock", 4812, 4812),
        ("family", "stock", 1103, 1103),
        ("crossing", "flow", 6340, 6340),
    }
    # Whom the mayor counts is not said, and by what he knows neither: a line of its own, without a bound.
    assert [(line.unit, line.minimum, line.maximum) for line in lines if line.measure == "not_stated"] == [
        ("person", None, None)
    ]
    page = client_as("verifier").get(f"/p/EAST/incidents/{border.ref}").text
    assert "are neither merged nor added: they count different things, one says how many there are at a time" in page
    assert "5,190" not in page and "11,152" not in page and "4,812 to" not in page


def test_two_agencies_are_two_origins_and_neither_bears_out_the_others_number(border: Case) -> None:
    view = border.view()
    assert view.harm_origins(CROSSED).count == 2
    assert {line.claims for line in view.harms} == {1}
