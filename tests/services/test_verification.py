"""How sure we are is earned: by rules, by people, with reasons; and the database lets nobody type it in."""

import json
from dataclasses import replace
from itertools import count
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.counts import Count
from app.domain.decisions import AdoptionEntry, Considered, LinkEntry, MoveEntry, Question, TrackRefs
from app.domain.errors import InvalidInput, NotEnough, NotFound, NotPermitted, Refused, Stale
from app.domain.records import ClaimRecord, PartyRecord, PartyValue
from app.domain.verification import ATTRIBUTION, CHECKS, CONDITIONS, OCCURRENCE
from app.services import accounts, decisions, projects, verification
from app.services.desk import take_text
from app.services.doors import Doors
from app.services.history import verify_log
from tests.conftest import ClientAs
from tests.filled import Tokens, planted
from tests.services.deciding import KILLING, Case, second_verifier, statement, tells
from tests.store.claimed import Voice, said

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")


def two_sources(doors: Doors, tokens: Tokens) -> Case:
    return Case(doors, tokens, [M, N], [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records")])


def credible(doors: Doors, tokens: Tokens) -> Case:
    case = two_sources(doors, tokens)
    case.grade(M.name)
    case.grade(N.name)
    case.move("credible")
    return case


def test_words_moves_and_checks_are_those_of_the_database(owner: sa.Engine) -> None:
    with owner.connect() as connection:
        moves = connection.execute(sa.text("SELECT * FROM verification_move")).all()
        items = connection.execute(sa.text("SELECT item, analysis, media_only FROM check_item")).all()
    assert {asked for move in moves for asked in move.asks} == CONDITIONS.keys()
    levels = {"occurrence": OCCURRENCE, "attribution": ATTRIBUTION}
    for move in moves:
        codes = {level.code for level in levels[move.track]}
        assert {move.from_level, move.to_level} <= codes
    for track, known in levels.items():
        assert {move.to_level for move in moves if move.track == track} == {level.code for level in known}
    assert [tuple(item) for item in items] == [(check.item, check.analysis, check.media_only) for check in CHECKS]


def test_no_level_is_skipped_upwards(owner: sa.Engine) -> None:
    with owner.connect() as connection:
        moves = connection.execute(sa.text("SELECT * FROM verification_move")).all()
    up = {"allegation": 0, "contested": 0, "credible": 1, "corroborated": 2, "admitted": 3, "finding_on_record": 4}
    for move in moves:
        if up.get(move.to_level, -1) >= 2:
            assert up.get(move.from_level, -1) >= 1, move


def test_credible_asks_for_an_origin_that_somebody_has_graded(doors: Doors, tokens: Tokens) -> None:
    case = two_sources(doors, tokens)
    assert case.lacks("credible") == {"assessed"}
    with pytest.raises(NotEnough) as refused:
        case.move("credible")
    assert refused.value.missing == ("assessed",)
    case.grade(M.name, credibility="4")
    assert case.lacks("credible") == {"assessed"}
    case.grade(M.name, credibility="3")
    assert case.lacks("credible") == set()
    case.move("credible")
    track = case.track()
    assert (track.level, track.moves[0].outcome, track.moves[0].self_reviewed) == ("credible", "done", False)
    relied = {entry["claim"] for entry in track.moves[0].snapshot}
    assert relied == {claim.ref for claim in case.view().claims if claim.path != "act.alleged"}
    assert case.view().acts[0].status == "credible"
    assert case.track(case.alleged).level == "allegation", "by whom does not inherit what is proven of the act"


def test_opinion_without_a_basis_is_no_origin(doors: Doors, tokens: Tokens) -> None:
    page = Voice("Page of opinion", "none_stated")
    case = Case(doors, tokens, [page], tells(1, page.name, "none_stated"))
    case.grade(page.name, "1", "A")
    assert {"origin", "assessed", "original"} <= case.lacks("credible")


def test_whoever_entered_the_claims_does_not_raise_them(doors: Doors, tokens: Tokens) -> None:
    case = two_sources(doors, tokens)
    case.grade(M.name)
    with doors.work(tokens["EAST", "administrator"]) as work:
        documenter = accounts.get_account(doors.gate, tokens["EAST", "administrator"], "documenter of EAST")
        projects.appoint(work, "EAST", documenter, "verifier")
    entered = tokens["EAST", "documenter"]
    assert case.lacks("credible", who=entered) == {"other_person"}
    with pytest.raises(NotEnough):
        case.move("credible", who=entered)
    assert case.lacks("credible") == set(), "another verifier can"


def test_corroborated_takes_two_people_and_two_origins(doors: Doors, tokens: Tokens) -> None:
    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    assert case.lacks("corroborated") == set()
    case.move("corroborated")
    assert case.track().level == "credible", "a proposal moves nothing"
    with pytest.raises(Stale):
        case.move("allegation")
    with pytest.raises(Refused):
        case.decide("done", case.verifier)
    case.decide("done", other)
    track = case.track()
    assert (track.level, track.moves[0].outcome, track.moves[0].decided_by) == (
        "corroborated",
        "done",
        "Second verifier",
    )
    with pytest.raises(Stale):
        case.decide("declined", other, number=track.moves[0].id)
    assert verify_log_is_clean(doors, tokens)


def verify_log_is_clean(doors: Doors, tokens: Tokens) -> bool:
    with doors.work(tokens["EAST", "verifier"]) as work:
        return not verify_log(work).faults


def test_one_monitor_told_by_three_is_one_origin(doors: Doors, tokens: Tokens) -> None:
    wire = Voice("Wire Osprey", "none_stated")
    relayed = [
        said(21 + n, claim.path, claim.value, M.name, document=f"report of {wire.name}")
        for n, claim in enumerate(tells(1, M.name))
    ]
    case = Case(doors, tokens, [M, wire], [*tells(1, M.name), *relayed])
    case.grade(M.name)
    case.move("credible")
    assert "origins" in case.lacks("corroborated")


@pytest.mark.parametrize(
    ("voice", "missing"),
    [
        (Voice("Monitor Wren"), "first_hand"),
        (Voice("Monitor Wren", "none_stated"), "origins"),
        (Voice("Monitor Wren", "own_collection", group=M.name), "origins"),
    ],
)
def test_what_corroboration_lacks_is_named(doors: Doors, tokens: Tokens, voice: Voice, missing: str) -> None:
    case = Case(doors, tokens, [M, voice], [*tells(1, M.name), *tells(11, voice.name, voice.basis)])
    case.grade(M.name)
    case.move("credible")
    assert missing in case.lacks("corroborated")


def test_a_project_may_ask_for_more_origins_never_for_fewer(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    case = credible(doors, tokens)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE project DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE project SET least_origins = 3"))
    assert case.lacks("corroborated") == {"origins"}
    with pytest.raises(sa.exc.IntegrityError), owner.begin() as connection:
        connection.execute(sa.text("UPDATE project SET least_origins = 1"))


def test_accounts_that_cannot_both_hold_are_settled_first(doors: Doors, tokens: Tokens) -> None:
    case = two_sources(doors, tokens)
    case.grade(M.name)
    case.grade(N.name)
    question = Question("incident.when")
    pair = [case.claim_of(name, "incident.when") for name in (M.name, N.name)]
    case.contradict(*pair)
    assert case.lacks("credible") == {"settled"}
    assert case.lacks("contested") == set()
    case.adopt(question, {pair[1]: "lower_precision"})
    assert case.lacks("credible") == set()
    case.move("credible")
    assert case.lacks("corroborated") == {"contrary"}
    third = Voice("Monitor Wren")
    case.add([claim for claim in tells(31, third.name) if claim.path == "incident.when"], [third])
    assert {"decided:incident.when", "settled"} <= case.lacks("corroborated"), "a later claim makes the decision stale"
    case.adopt(question, {pair[1]: "lower_precision"})
    assert case.lacks("corroborated") == {"contrary"}


def killed(number: int, by: Voice, how_many: int, **more: Any) -> ClaimRecord:
    value = Count(harm="killed", minimum=how_many, maximum=how_many, stated=how_many, words=str(how_many))
    return replace(said(number, "incident.count", value, by.name, by.basis), **more)


@pytest.mark.parametrize("of_act", [False, True], ids=["of the incident", "of the act"])
def test_nothing_that_a_level_rests_on_is_overtaken(
    doors: Doors, tokens: Tokens, client_as: ClientAs, of_act: bool
) -> None:
    """A number is not what the act's occurrence turns on, and what is corroborated stands beside it all the same."""
    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    third, more = Voice("Monitor Wren"), {"act": "act"} if of_act else {}
    question = Question("incident.count", case.act.act if of_act else None, "killed")
    case.add([killed(41, M, 7, **more)], [M])
    case.adopt(question, {})
    assert case.lacks("corroborated") == set()
    case.move("corroborated")
    case.add([killed(42, third, 12, **more)], [third])
    assert case.lacks("corroborated") == {"decided:incident.count"}
    with pytest.raises(NotEnough) as refused:
        case.decide("done", other)
    assert refused.value.missing == ("decided:incident.count",)
    page = client_as("verifier").get(f"/p/EAST/incidents/{case.ref}/acts/{case.act.act}/verification").text
    assert "a later claim has overtaken. (How many)" in page
    by_number = "SELECT decide_verification(1, :number, 'done', 'x')"
    proposal = case.track().proposal
    with pytest.raises(sa.exc.DBAPIError, match="something is missing"):
        by_hand(doors, other, by_number, number=proposal.id if proposal else 0)
    assert case.track().level == "credible"
    case.adopt(question, {})
    case.decide("done", other)
    assert case.track().level == "corroborated"


def test_what_another_act_or_object_leaves_undecided_is_not_asked_of_this_one(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    alleged = Voice("Monitor Wren")
    case.adopt(Question("act.alleged", case.act.act), {})
    named = said(45, "act.alleged", PartyValue("F", "carried_out"), alleged.name, alleged.basis)
    case.add([named], [alleged], [PartyRecord("F", "armed_group", "force F")])
    assert case.lacks("corroborated") == set(), "whether it happened does not turn on who did it"
    assert case.alleged is not None
    case.move("credible", case.alleged)
    assert "decided:act.alleged" in case.lacks("corroborated", case.alleged)


def test_an_adoption_that_leaves_a_claim_out_is_refused(doors: Doors, tokens: Tokens) -> None:
    case = two_sources(doors, tokens)
    view = case.view()
    with doors.work(case.verifier) as work:
        project = work.enter("EAST", "adopt_value")
        one = case.claim_of(M.name, "incident.when")
        with pytest.raises(InvalidInput) as refused:
            entry = AdoptionEntry("analyst_judgement", (Considered(one, True),), "So.")
            decisions.adopt(work, project, view, Question("incident.when"), entry)
    assert refused.value.problems.keys() == {case.claim_of(N.name, "incident.when")}


def test_contested_asks_for_two_graded_claims(doors: Doors, tokens: Tokens) -> None:
    case = two_sources(doors, tokens)
    assert case.lacks("contested") == {"contradiction"}
    case.contradict(case.claim_of(M.name, "act.type"), case.claim_of(N.name, "act.type"))
    assert case.lacks("contested") == {"contradiction"}, "nobody has graded them"
    case.grade(M.name)
    case.grade(N.name, "5")
    assert case.lacks("contested") == {"contradiction"}, "one of them is improbable"
    case.grade(N.name, "3")
    case.move("contested")
    assert case.track().level == "contested"


def test_a_denial_lowers_nothing_and_asks_for_an_answer(doors: Doors, tokens: Tokens) -> None:
    speaker = Voice("Spokesman of F")
    denial = said(51, "act.alleged", PartyValue("F"), speaker.name, "own_collection", polarity="denies")
    case = Case(
        doors,
        tokens,
        [M, N, speaker],
        [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records", alleged="F"), denial],
    )
    assert case.alleged
    case.grade(M.name)
    case.grade(N.name)
    case.move("credible", case.alleged)
    assert case.track(case.alleged).level == "credible"
    assert case.lacks("corroborated", case.alleged) == {"contrary"}
    case.move("corroborated", case.alleged, contrary="The spokesman was not there; the register was kept that day.")
    case.decide("done", second_verifier(doors, tokens), case.alleged)
    assert case.track(case.alleged).level == "corroborated"
    assert case.view().acts[0].status == "allegation"


@pytest.mark.parametrize(
    "statement, asked", [("denies_responsibility", (False, True)), ("denies_event", (True, True)),
                         ("accepts_responsibility", (False, False))],
)  # fmt: skip
def test_a_denial_in_a_reply_of_its_own_asks_for_an_answer_too(
    doors: Doors, tokens: Tokens, statement: str, asked: tuple[bool, bool]
) -> None:
    case = Case(doors, tokens, [Voice("S"), Voice("X")], [*tells(1, "S", alleged="F"), *tells(11, "X", alleged="F")])
    case.grade("S")
    for refs in (case.act, case.alleged):
        case.move("credible", refs)
    case.reply(statement)
    assert tuple("contrary" in case.lacks("corroborated", refs) for refs in (case.act, case.alleged)) == asked
    assert {case.track(refs).level for refs in (case.act, case.alleged)} == {"credible"}, "it lowers nothing"


def test_every_check_of_a_photograph_is_made_first(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    case = credible(doors, tokens)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE document DISABLE TRIGGER USER"))
        connection.execute(
            sa.text("UPDATE document SET kind = 'photo' WHERE ref = :ref"), {"ref": case.document_of(M.name)}
        )
    assert case.lacks("corroborated") == {"checks"}
    for check in CHECKS:
        if check.media_only:
            # Nothing of it is kept here that could be intact.
            case.check(M.name, check.item, "not_applicable" if check.item == "file_intact" else "pass")
    assert case.lacks("corroborated") == set()
    case.check(M.name, "published_before", "fail")
    assert case.lacks("corroborated") == {"checks"}, "a later check takes the place of the earlier one"


def test_a_finding_is_of_a_body_outside(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    assert case.lacks("finding_on_record") == {"determination"}
    found = {"body": "An inquiry", "determined_on": "2025-09-01", "body_standard": "reasonable grounds"}
    with pytest.raises(NotEnough):
        case.move("finding_on_record", **found)
    case.move("finding_on_record", document=case.document_of(N.name), **found)
    case.decide("done", second_verifier(doors, tokens))
    assert case.track().moves[0].answers["body"] == "An inquiry"


@pytest.mark.parametrize(
    "wrong, field",
    [({"body": "U"}, "body"), ({"body_standard": "b"}, "body_standard"),
     ({"determined_on": "2999-01-01"}, "determined_on"), ({"determined_on": "2025-09-02"}, "document")],
)  # fmt: skip
def test_a_finding_names_what_it_is_and_is_not_younger_than_its_document(
    doors: Doors, tokens: Tokens, owner: sa.Engine, wrong: dict[str, str], field: str
) -> None:
    case = credible(doors, tokens)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE document DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE document SET published_latest_on = '2025-09-01'"))
        connection.execute(sa.text("ALTER TABLE document ENABLE TRIGGER USER"))
    found = {"body": "An inquiry", "determined_on": "2025-09-01", "body_standard": "reasonable grounds"}
    found = found | {"document": case.document_of(N.name)} | wrong
    with pytest.raises(InvalidInput) as refused:
        case.move("finding_on_record", **found)
    assert refused.value.problems.keys() == {field}
    answers = MoveEntry(
        seen="credible", level="finding_on_record", standard="bodys_own", reason="x" * 20, **found
    ).answers()
    by_function = (
        "SELECT move_verification(1, (SELECT id FROM act WHERE ref = :act), NULL, 'finding_on_record', 'bodys_own',"
        " 'why', CAST(:answers AS jsonb))"
    )
    with pytest.raises(sa.exc.DBAPIError, match="something is missing"):
        by_hand(doors, case.verifier, by_function, act=case.act.act, answers=json.dumps(answers))


def test_a_finding_is_not_older_than_what_was_found(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    found = {"body": "An inquiry", "determined_on": "2001-09-01", "body_standard": "reasonable grounds"}
    with pytest.raises(InvalidInput) as refused:
        case.move("finding_on_record", document=case.document_of(N.name), **found)
    assert refused.value.problems.keys() == {"determined_on"}


def test_a_proposal_is_decided_where_it_stands_and_nowhere_else(doors: Doors, tokens: Tokens) -> None:
    case, elsewhere, other = credible(doors, tokens), credible(doors, tokens), second_verifier(doors, tokens)
    case.move("corroborated")
    proposal = case.track().proposal
    assert proposal
    for track in (elsewhere.act, TrackRefs(case.ref, case.act.act, "PTY-000000000000")):
        with pytest.raises(NotFound):
            case.decide("done", other, track, number=proposal.id)
    assert case.track().proposal and elsewhere.track().level == "credible"


def test_a_title_alone_is_no_original(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    case = two_sources(doors, tokens)
    case.grade(M.name)
    assert case.lacks("credible") == set()
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE document DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE document SET url = NULL, url_key = NULL"))
        connection.execute(sa.text("ALTER TABLE document ENABLE TRIGGER USER"))
    assert case.lacks("credible") == {"original"}
    with doors.work(tokens["EAST", "documenter"]) as work:
        take_text(work, work.enter("EAST", "take_text"), case.document_of(M.name), "Seven people were killed.")
    assert case.lacks("credible") == set()


@pytest.mark.parametrize("check", ["before the fault", "after it"])
def test_a_file_that_was_found_altered_is_no_original(
    doors: Doors, tokens: Tokens, owner: sa.Engine, check: str
) -> None:
    """Until a later check of all files finds it whole again. The check of the checklist does not help it either."""
    case = two_sources(doors, tokens)
    case.grade(M.name)
    ref, noted = case.document_of(M.name), ("verified", "found_altered")
    tables = ("document", "evidence_item", "custody_event")
    with owner.begin() as connection:
        for table in tables:
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE document SET url = NULL, url_key = NULL"))
        connection.execute(sa.text("UPDATE document SET kind = 'photo' WHERE ref = :ref"), {"ref": ref})
        connection.execute(
            sa.text(
                "INSERT INTO evidence_item (project_id, ref, document_id, sha256, sha512, size, media_type,"
                " original_name, uploaded_by) SELECT d.project_id, 'FIL-1', d.id, decode(repeat('ab', 32), 'hex'),"
                " decode(repeat('cd', 64), 'hex'), 9, 'image/png', 'a.png', (SELECT min(id) FROM account)"
                " FROM document d WHERE d.ref = :ref"
            ),
            {"ref": ref},
        )
        for deed in noted if check == "before the fault" else noted[::-1]:
            connection.execute(
                sa.text(
                    "INSERT INTO custody_event (project_id, item_id, deed, done_by) SELECT project_id,"
                    " CASE WHEN :deed = 'found_altered' THEN id END, :deed, uploaded_by FROM evidence_item"
                ),
                {"deed": deed},
            )
        for table in tables:
            connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    for item in CHECKS:
        if item.media_only and item.item != "file_intact":
            case.check(M.name, item.item, "pass")
    case.check(M.name, "file_intact", "not_applicable")
    is_altered = check == "before the fault"
    assert ("original" in case.lacks("credible")) == is_altered
    with owner.connect() as connection:
        missing = connection.execute(
            sa.text(
                "SELECT verification_missing(a.project_id, a.id, NULL, '{checks}', '{}', 0) FROM act a"
                " WHERE a.ref = :ref"
            ),
            {"ref": case.act.act},
        ).scalar_one()
    assert missing == (["checks"] if is_altered else [])


def test_a_source_that_nobody_has_graded_takes_nothing_from_a_level(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    case.move("corroborated")
    case.decide("done", second_verifier(doors, tokens))
    case.add(tells(31, "Third"), [Voice("Third")])
    with doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_verification")
        found = verification.find_lapsed(work, project, case.view())
    assert not any({"each_assessed", "origins"} & set(missing) for _, _, missing in found)
    assert case.track().level == "corroborated"


def test_what_only_says_it_is_no_disproof_of_it(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    for name in (M.name, N.name):
        with pytest.raises(NotEnough) as refused:
            case.move("refuted", document=case.document_of(name))
        assert refused.value.missing == ("disproof",)
        with pytest.raises(NotEnough):
            case.move("misattributed", case.alleged, document=case.document_of(M.name))
    checker = Voice("Fact checker", "records")
    told_there = said(71, "act.type", KILLING, M.name, document=f"report of {checker.name}")
    denied = said(72, "act.type", KILLING, checker.name, checker.basis, polarity="denies")
    case.add([told_there, denied], [M, checker])
    case.move("refuted", document=case.document_of(checker.name))
    assert case.track().proposal, "a document that tells what was said and denies it may disprove it"


def test_a_bare_denial_disproves_nothing_whoever_passes_it_on(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    spoke = Voice("Spokesman", "none_stated", kind="party_to_events")
    ministry = Voice("Ministry", kind="state_body")  # its word has a ground by default, and is its word
    denials = [
        said(81, "act.type", KILLING, spoke.name, spoke.basis, polarity="denies"),
        said(82, "act.type", KILLING, ministry.name, polarity="denies"),
    ]
    case.add(denials, [spoke, ministry])
    for name in (spoke.name, ministry.name):
        with pytest.raises(NotEnough) as refused:
            case.move("refuted", document=case.document_of(name))
        assert refused.value.missing == ("disproof",)


def test_a_report_that_disproves_may_tell_of_another_denial(doors: Doors, tokens: Tokens) -> None:
    """That whoever is alleged denies their part is no denial of the act."""
    case = credible(doors, tokens)
    checker = Voice("Fact checker", "records")
    denied = said(83, "act.alleged", PartyValue("F"), checker.name, "none_stated", polarity="denies")
    case.add([denied], [checker], [PartyRecord("F", "armed_group", "force F")])
    case.move("refuted", document=case.document_of(checker.name))
    assert case.track().proposal


def test_only_the_party_itself_admits(doors: Doors, tokens: Tokens) -> None:
    wire, force = Voice("Wire", "admission"), Voice("Force F", "admission", kind="party_to_events")
    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    assert case.alleged
    case.move("credible", case.alleged)
    admits = PartyValue("F", "carried_out")
    parties = [PartyRecord("F", "armed_group", "force F")]
    case.add([said(91, "act.alleged", admits, wire.name, "admission")], [wire], parties)
    assert "admission" in case.lacks("admitted", case.alleged), "a newspaper writes that it does"
    case.add([said(92, "act.alleged", admits, force.name, "admission")], [force], parties)
    case.move("admitted", case.alleged, admitted="That its men fired.", contrary="None that denies it.")
    case.decide("done", other, case.alleged)
    assert case.track(case.alleged).level == "admitted"


def test_a_finding_is_of_nobody_in_the_project(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    case = credible(doors, tokens)
    with owner.connect() as connection:
        title = connection.execute(sa.text("SELECT title FROM project WHERE code = 'EAST'")).scalar_one()
    found = {"determined_on": "2025-09-01", "body_standard": "reasonable grounds", "document": case.document_of(N.name)}
    for body in (title, " east ", "Éast", "\uff25\uff21\uff33\uff34"):
        with pytest.raises(InvalidInput) as refused:
            case.move("finding_on_record", body=body, **found)
        assert refused.value.problems.keys() == {"body"}
    case.move("finding_on_record", body="Commission of inquiry", **found)


def test_of_two_who_move_at_once_the_second_is_told_that_it_was_moved(doors: Doors, tokens: Tokens) -> None:
    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    entry = MoveEntry(
        seen="credible", level="allegation", standard="reasonable_grounds_to_believe", reason="A reason, long enough."
    )
    told: list[type[Exception]] = []
    with doors.work(case.verifier) as first:
        verification.move_verification(first, first.enter("EAST", "move_verification"), case.act, entry)

        def second() -> None:
            try:
                with doors.work(other) as work:
                    verification.move_verification(work, work.enter("EAST", "move_verification"), case.act, entry)
            except (Stale, Refused) as error:
                told.append(type(error))

        beside = Thread(target=second)
        beside.start()
        beside.join(0.3)
        assert beside.is_alive()  # it waits
    beside.join(10)
    assert told == [Stale]


def test_two_claims_do_not_bear_out_and_contradict_each_other_at_once(doors: Doors, tokens: Tokens) -> None:
    case = two_sources(doors, tokens)
    one, other = (case.claim_of(name, "incident.when") for name in (M.name, N.name))
    case.contradict(one, other)
    with doors.work(case.verifier) as work:
        project = work.enter("EAST", "link_claims")
        for first, second in ((one, other), (other, one)):
            entry = LinkEntry(other=second, kind="corroborates", why="Both say so.")
            with pytest.raises(InvalidInput) as refused:
                decisions.link_claims(work, project, case.view(), first, entry)
            assert list(refused.value.problems) == ["kind"]


def test_where_one_person_works_nothing_is_proposed_that_nobody_can_approve(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    case = credible(doors, tokens)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE project DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE project SET one_person = true"))
        connection.execute(sa.text("ALTER TABLE project ENABLE TRIGGER USER"))
    assert case.lacks("corroborated") == {"second_person"}
    with pytest.raises(NotEnough) as refused:
        case.move("corroborated")
    assert refused.value.missing == ("second_person",)
    assert case.track().proposal is None
    assert case.lacks("contested") == {"contradiction"}, "what nobody has to approve is asked for as before"
    case.move("allegation")


def test_what_a_body_has_found_is_refuted_only_from_where_it_is_open_again(doors: Doors, tokens: Tokens) -> None:
    """No row leads from a finding to its refutation: it is lowered first, with a reason, and positive disproof and a
    second person take it further."""
    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    found = {"body": "An inquiry", "determined_on": "2025-09-01", "body_standard": "reasonable grounds"}
    case.move("finding_on_record", document=case.document_of(N.name), **found)
    case.decide("done", other)
    assert {option.level for option in case.track().options} == {"credible"}
    for level in ("refuted", "contested", "unsubstantiated", "allegation", "corroborated"):
        with pytest.raises(Refused, match="No level is skipped"):
            case.move(level, document=case.document_of(M.name), tried="Asked.")
    assert case.track().level == "finding_on_record"
    case.move("credible")
    assert case.track().level == "credible", "lowering takes one person and a reason"
    assert case.lacks("refuted") == {"disproof"}
    with pytest.raises(NotEnough):
        case.move("refuted")
    case.move("refuted", document=case.disproof())
    assert case.track().level == "credible", "a second person has to approve"
    with pytest.raises(Refused):
        case.decide("done", case.verifier)
    case.decide("done", other)
    assert case.track().level == "refuted"


def test_lowering_is_easy_and_gives_a_reason(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    case.move("allegation")
    assert case.track().level == "allegation"
    with pytest.raises(ValueError, match="at least 20"):
        MoveEntry(seen="allegation", level="credible", standard="credible_allegation", reason="Because.")


def test_whoever_reads_a_stale_page_is_told(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    with pytest.raises(Stale):
        case.move("credible", seen="allegation")


@pytest.mark.parametrize("role", ["documenter", "analyst", "custodian"])
def test_only_a_verifier_moves(doors: Doors, tokens: Tokens, role: str) -> None:
    case = two_sources(doors, tokens)
    case.grade(M.name)
    with pytest.raises(NotPermitted):
        case.move("credible", who=tokens["EAST", role])


def test_two_who_decide_at_once(doors: Doors, tokens: Tokens) -> None:
    case = credible(doors, tokens)
    one, two = second_verifier(doors, tokens), second_verifier(doors, tokens, name="Third verifier")
    case.move("corroborated")
    proposal = case.track().proposal
    assert proposal
    together, seen = Barrier(2), []

    def decide(who: str, verdict: str) -> None:
        together.wait()
        try:
            case.decide(verdict, who, number=proposal.id)
            seen.append(verdict)
        except Stale as late:
            seen.append(str(late))

    threads = [Thread(target=decide, args=args) for args in ((one, "done"), (two, "declined"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = case.track().moves[0].outcome
    assert sorted(seen, key=len) == [won, "This was decided already, while you were reading."]
    assert case.track().level == ("corroborated" if won == "done" else "credible")


FORBIDDEN = {
    "a status typed in": "UPDATE act SET occurrence_status = 'corroborated'",
    "a status of attribution typed in": "UPDATE involvement SET attribution_status = 'admitted'",
    "a move written": "INSERT INTO verification (project_id, incident_id, act_id, from_level, to_level,"
    " standard_of_proof, reason, answers, snapshot, self_reviewed, outcome, proposed_by) SELECT project_id,"
    " incident_id, id, 'credible', 'corroborated', 'credible_allegation', repeat('x', 30), '{}', '[]', false, 'done',"
    " 1 FROM act",
    "a move rewritten": "UPDATE verification SET outcome = 'done'",
    "a move removed": "DELETE FROM verification",
    "the setter called": "SELECT set_verification(1, (SELECT min(id) FROM act), NULL, 'corroborated')",
    "a grade in the name of another": "INSERT INTO assessment (project_id, document_id, scheme, item, grade, reason,"
    " assessed_by)"
    " SELECT project_id, id, 'check', 'identity', 'pass', 'x', 1 FROM document",
    "a grade rewritten": "UPDATE assessment SET grade = '1'",
    "a decision revived": "UPDATE adoption SET superseded_by = NULL",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_sql_by_hand_as_the_application_moves_nothing(doors: Doors, tokens: Tokens, what: str) -> None:
    case = credible(doors, tokens)
    question = Question("incident.when")
    case.adopt(question, {})
    case.adopt(question, {})
    case.move("corroborated")
    with pytest.raises(sa.exc.DBAPIError, match=r"permission denied|somebody else|already"):
        statement(doors.application, case.verifier, FORBIDDEN[what])
    assert case.track().level == "credible"


def test_a_second_sign_in_is_not_a_second_person(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    case = credible(doors, tokens)
    case.move("corroborated")
    proposal = case.track().proposal
    assert proposal
    me = accounts.get_account(doors.gate, tokens["EAST", "administrator"], "verifier of EAST")
    again = planted(doors, me)
    decide = "SELECT decide_verification(1, :number, 'done', 'x')"
    ways = {
        "another sign-in of the same person": (again, decide, "somebody else"),
        "a documenter": (tokens["EAST", "documenter"], decide, "only a verifier"),
        "a verifier of another project": (tokens["WEST", "verifier"], decide, "only a verifier|belongs to"),
    }
    for who, sql, says in ways.values():
        with pytest.raises((sa.exc.DBAPIError, Exception), match=says):
            by_hand(doors, who, sql, number=proposal.id)
    with pytest.raises(sa.exc.DBAPIError, match="open event"), doors.work(second_verifier(doors, tokens)) as work:
        work.connection.execute(sa.text(decide), {"number": proposal.id})
    assert case.track().level == "credible"


def by_hand(doors: Doors, token: str, sql: str, **values: object) -> None:
    """As `statement`, in whichever project the sign-in belongs to."""
    with doors.work(token) as work:
        code = "WEST" if work.connection.execute(sa.text("SELECT 2 = ANY (my_projects())")).scalar() else "EAST"
        work.open(work.enter(code, "read_incidents"), "run_sql")
        work.connection.execute(sa.text(sql), values)


_numbers = count(2)
STEPS = (
    "grade M",
    "grade N",
    "spoil N",
    "credible",
    "corroborated",
    "approve",
    "approve own",
    "contradict",
    "adopt",
    "lower",
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=12))
def test_no_sequence_of_permitted_acts_reaches_corroborated_without_its_conditions(
    doors: Doors, tokens: Tokens, steps: list[str]
) -> None:
    case = two_sources(doors, tokens)
    other = second_verifier(doors, tokens, name=f"Verifier {next(_numbers)}")
    deeds = {
        "grade M": lambda: case.grade(M.name),
        "grade N": lambda: case.grade(N.name),
        "spoil N": lambda: case.grade(N.name, "5"),
        "credible": lambda: case.move("credible"),
        "corroborated": lambda: case.move("corroborated", contrary="Answered."),
        "approve": lambda: case.decide("done", other),
        "approve own": lambda: case.decide("done", case.verifier),
        "contradict": lambda: case.contradict(
            case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.when")
        ),
        "adopt": lambda: case.adopt(Question("incident.when"), {}),
        "lower": lambda: case.move("allegation"),
    }
    # What must hold at the moment at which somebody else approves, reckoned beside the database.
    grades: dict[str, int] = {}
    disputed = settled = False
    for step in steps:
        before = case.track().level
        try:
            deeds[step]()
        except (Refused, Stale, InvalidInput, NotFound):
            assert case.track().level == before
            continue
        match step:
            case "grade M":
                grades[M.name] = 2
            case "grade N":
                grades[N.name] = 2
            case "spoil N":
                grades[N.name] = 5
            case "contradict":
                disputed = True
            case "adopt":
                settled = True
        if case.track().level == "corroborated" and before != "corroborated":
            assert step == "approve"
            assert sorted(grades.values()) == [2, 2]
            assert settled or not disputed
