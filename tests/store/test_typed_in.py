"""What nobody types in by hand: as the application's role, with their own sign-ins, on a connection past the program.

One line a forbidden way. Each stands beside a way that is almost the same and is let by, so that a line that is refused
for another reason than it says fails.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from app.domain.decisions import Question
from app.services import accounts
from app.services.doors import open_doors
from app.store.engine import name_actor
from tests.conftest import Copies
from tests.filled import CHEAP, Tokens, planted
from tests.services.deciding import Case, second_verifier, tells
from tests.store.claimed import Voice

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")


@dataclass(frozen=True)
class Way:
    """What is refused to whom, and what is let by to whom."""

    refused: str
    let_by: str
    says: str
    who: str = "documenter"
    may: str = ""


def same(statement: str, says: str, who: str, may: str) -> Way:
    """The same statement, which one may and another may not."""
    return Way(statement, statement, says, who, may)


HERE = "(SELECT max(id) FROM incident WHERE project_id = 1)"
SOURCE = "(SELECT id FROM source WHERE name = '{}')"
CLAIM = "(SELECT min(c.id) FROM claim c JOIN source s ON s.id = c.originator_id WHERE s.name = '{}' AND c.path = '{}')"
LARK, TEAL = (CLAIM.format(name, "incident.when") for name in (M.name, N.name))
PLACE_OF_LARK = CLAIM.format(M.name, "incident.place")
DECISION = "(SELECT max(id) FROM adoption WHERE path = '{}')"
SOMEBODY = "(SELECT min(account_id) FROM people_of(1) WHERE account_id <> who())"

GRADE = (
    "INSERT INTO assessment (project_id, document_id, scheme, item, grade, reason, assessed_by)"
    " SELECT 1, max(id), 'check', 'identity', 'pass', 'x', {} FROM document"
)
CHECK = "(SELECT max(id) FROM assessment WHERE scheme = 'check')"
ANEW = (
    "INSERT INTO assessment (project_id, id, document_id, scheme, item, grade, reason, assessed_by) SELECT 1, 9001,"
    f" document_id, 'check', '{{}}', 'pass', 'x', who() FROM assessment WHERE id = {CHECK}"
)
DECIDES = (
    f"INSERT INTO adoption (project_id, id, incident_id, path, method, rationale, decided_by)"
    f" VALUES (1, 9001, {HERE}, 'incident.place', 'analyst_judgement', 'x', who())"
)
CONSIDERS = "INSERT INTO adoption_claim (project_id, adoption_id, claim_id, used, reason_code) VALUES (1, {}, {}, {})"
USES_PLACE = CONSIDERS.format(9001, PLACE_OF_LARK, "true, NULL")
CLAIMS = (
    "INSERT INTO claim (project_id, id, ref, incident_id, path, originator_id, basis, origin_ids, stated_as,"
    " stated_folded, document_id, value_kind, entered_by{more}) SELECT 1, 9001, 'CLM-9', incident_id, path,"
    " originator_id, '{basis}', {origins}, 'w', 'w', document_id, value_kind, who(){values}"
    f" FROM claim WHERE id = {PLACE_OF_LARK}"
)
OWN, TWO = "origin_ids", f"ARRAY[{SOURCE.format(M.name)}, {SOURCE.format(N.name)}]"
PLACED = (
    "INSERT INTO claim_place (project_id, claim_id, position, name, name_key, precision, method, part, list)"
    " SELECT 1, {}, 9, 'Elsewhere', '', precision, method, part, list FROM claim_place LIMIT 1"
)
ENDS = {"basis": "own_collection", "origins": OWN, "more": ", withdrawn_at, ended_reason"}
COMPARES = (
    "INSERT INTO claim_link (project_id, incident_id, claim_id, other_id, kind, reason, linked_by)"
    f" VALUES (1, {HERE}, {LARK}, {{}}, 'refines', 'x', who())"
)
ELSEWHERE = "(SELECT min(id) FROM claim WHERE project_id = 1 AND path = 'incident.when')"
TASK = (
    "INSERT INTO task (project_id, ref, kind, incident_id, what, opened_by, assigned_to)"
    f" VALUES (1, 'TSK-000000000009', 'other', {HERE}, 'Call them.', who(), {{}})"
)
HANDLED = "INSERT INTO custody_event (project_id, deed, done_by, item_id) VALUES (1, '{}', who(), {})"
ITEM = "(SELECT max(id) FROM evidence_item)"
JOINS = (
    "INSERT INTO same_as (project_id, kind, one, other, reason, joined_by) SELECT 1, 'party', min(id), max(id), 'x',"
    " who() FROM party WHERE label IN ('force F', '{}')"
)
COPY = (
    "INSERT INTO document_relation (project_id, from_id, to_id, kind, reason, related_by)"
    " SELECT 1, a.id, b.id, 'republishes', 'x', who() FROM document a, document b"
    " WHERE (a.title, b.title) = ('Report of {}', 'Report of {}')"
)
DAYS = "UPDATE claim SET earliest_start = '1999-01-01' WHERE anchor_document_id IS NOT NULL"

PLACE, NAME, TEMPLATE = "own_place", "own_place_name", "entry_template"
RETIRES = "UPDATE own_place SET ended_at = now(){}, ended_reason = 'x'"
BULK = (
    "INSERT INTO bulk_change (project_id, id, key, from_code, to_code, reason, changed_by)"
    " VALUES (1, 9001, gen_random_uuid(), 'killing', 'mass_killing', 'x', who())"
)
EXACTER, OTHER = (CLAIM.format(name, "act.type") for name in (M.name, N.name))
OF_BULK = "INSERT INTO bulk_claim (project_id, bulk_change_id, claim_id) SELECT 1, {}, {}"
UNDOES = "UPDATE bulk_change SET undone_by = {}, undone_at = now(){}, undone_reason = 'x'"
EXACT = (
    "INSERT INTO claim (project_id, id, ref, incident_id, act_id, path, originator_id, basis, origin_ids, stated_as,"
    " stated_folded, document_id, value_kind, vocabulary, term_code, entered_by) SELECT 1, 9001, 'CLM-9', incident_id,"
    " act_id, path, originator_id, basis, origin_ids, 'w', 'w', document_id, value_kind, vocabulary, 'mass_killing',"
    f" who() FROM claim WHERE id = {EXACTER};"
    " UPDATE claim SET superseded_by = 9001, ended_reason = 'x'"
    f" WHERE id = {EXACTER}"
)

WAYS = {
    "a place amended by a custodian": same(f"UPDATE {PLACE} SET note = 'x'", "this role", "custodian", "verifier"),
    "a name of a place ended by a custodian": same(
        f"UPDATE {NAME} SET ended_at = now(), ended_reason = 'x'", "this role", "custodian", "documenter"
    ),
    "a place retired yesterday": Way(RETIRES.format(" - interval '1 day'"), RETIRES.format(""), "at this moment"),
    "a name of a place ended yesterday": Way(
        f"UPDATE {NAME} SET ended_at = now() - interval '1 day', ended_reason = 'x'",
        f"UPDATE {NAME} SET ended_at = now(), ended_reason = 'x'",
        "at this moment",
    ),
    "a place at an earlier version": Way(
        f"UPDATE {PLACE} SET version = 0", f"UPDATE {PLACE} SET version = 3", "only grows"
    ),
    "a place changed yesterday": Way(
        f"UPDATE {PLACE} SET version = 3, changed_at = now() - interval '1 day'",
        f"UPDATE {PLACE} SET version = 3, changed_at = now()",
        "only grows",
    ),
    "a template by a verifier": same(
        "INSERT INTO entry_template (project_id, name, name_folded, answers, saved_by)"
        " VALUES (1, 'Daily', 'daily', '[]', who())", "this role", "verifier", "documenter",
    ),
    "a template ended by a custodian": same(
        f"UPDATE {TEMPLATE} SET ended_at = now()", "this role", "custodian", "documenter"
    ),
    "a template ended yesterday": Way(
        f"UPDATE {TEMPLATE} SET ended_at = now() - interval '1 day'", f"UPDATE {TEMPLATE} SET ended_at = now()",
        "at this moment",
    ),
    "the link of somebody else's question removed by a verifier": same(
        "UPDATE saved_question SET ended_at = now()", "whoever kept it", "verifier", "custodian"
    ),
    "a change of many by a custodian": same(BULK, "this role", "custodian", "verifier"),
    "a claim added to a change of before": Way(
        OF_BULK.format(9000, OTHER), f"{BULK}; {OF_BULK.format(9001, OTHER)}", "written whole"
    ),
    "a change of many undone by a custodian": same(UNDOES.format("who()", ""), "this role", "custodian", "verifier"),
    "a change of many undone in another's name": Way(
        UNDOES.format(SOMEBODY, ""), UNDOES.format("who()", ""), "by whoever says so"
    ),
    "a change of many undone yesterday": Way(
        UNDOES.format("who()", " - interval '1 day'"), UNDOES.format("who()", ""), "by whoever says so"
    ),
    "what has become of a claim, which it has not": Way(
        f"UPDATE bulk_claim SET new_claim_id = {PLACE_OF_LARK}",
        f"{EXACT}; UPDATE bulk_claim SET new_claim_id = 9001",
        "not what has become",
    ),
    "what has become of a claim, noted again": Way(
        "UPDATE bulk_claim SET left_alone = 'said'; UPDATE bulk_claim SET left_alone = 'ended'",
        "UPDATE bulk_claim SET left_alone = 'said'",
        "noted once",
    ),
    "a grade by a custodian": same(GRADE.format("who()"), "this role", "custodian", "verifier"),
    "a grade by a documenter": same(GRADE.format("who()"), "this role", "documenter", "verifier"),
    "a grade in another's name": Way(GRADE.format(SOMEBODY), GRADE.format("who()"), "somebody else", "verifier"),
    "a grade taken away by one of something else": Way(
        f"UPDATE assessment SET superseded_by = 9001 WHERE id = {CHECK}; {ANEW.format('access')}",
        f"UPDATE assessment SET superseded_by = 9001 WHERE id = {CHECK}; {ANEW.format('provenance')}",
        "about something else",
        "verifier",
    ),
    "a decision by a documenter": same(f"{DECIDES}; {USES_PLACE}", "this role", "documenter", "verifier"),
    "a decision by a custodian": same(f"{DECIDES}; {USES_PLACE}", "this role", "custodian", "verifier"),
    "a decision that considers nothing": Way(DECIDES, f"{DECIDES}; {USES_PLACE}", "uses a claim", "verifier"),
    "a decision by what is said of something else": Way(
        f"{DECIDES}; {CONSIDERS.format(9001, LARK, 'true, NULL')}",
        f"{DECIDES}; {USES_PLACE}",
        "said of the thing it decides",
        "verifier",
    ),
    "a claim considered in a decision of before": Way(
        CONSIDERS.format(DECISION.format("incident.when"), PLACE_OF_LARK, "false, 'other'"),
        f"{DECIDES}; {USES_PLACE}",
        "written whole",
        "verifier",
    ),
    "a decision taken away by one of something else": Way(
        f"UPDATE adoption SET superseded_by = 9001 WHERE id = {DECISION.format('incident.when')}; {DECIDES};"
        f" {USES_PLACE}",
        f"{DECIDES}; {USES_PLACE}",
        "about something else",
        "verifier",
    ),
    "origins typed over those that follow": Way(
        f"UPDATE claim SET origin_ids = {TWO} WHERE id = {LARK}",
        f"UPDATE claim SET origin_ids = origin_ids WHERE id = {LARK}",
        "reckoned, and not typed in",
    ),
    "origins taken away": Way(
        f"UPDATE claim SET origin_ids = '{{}}' WHERE id = {LARK}",
        f"UPDATE claim SET origin_ids = origin_ids WHERE id = {LARK}",
        "reckoned, and not typed in",
    ),
    "a claim with the origins of two": Way(
        CLAIMS.format(basis="own_collection", origins=TWO, more="", values=""),
        CLAIMS.format(basis="own_collection", origins=OWN, more="", values=""),
        "reckoned, and not typed in",
    ),
    "an origin of a claim without a basis": Way(
        CLAIMS.format(basis="none_stated", origins=OWN, more="", values=""),
        CLAIMS.format(basis="none_stated", origins="'{}'::bigint[]", more="", values=""),
        "reckoned, and not typed in",
    ),
    "an origin of a compiler that cites nobody": Way(
        CLAIMS.format(basis="compiled", origins=OWN, more="", values=""),
        CLAIMS.format(basis="compiled", origins="'{}'::bigint[]", more="", values=""),
        "reckoned, and not typed in",
    ),
    "a place added to what was said": Way(
        PLACED.format(PLACE_OF_LARK),
        f"{CLAIMS.format(basis='own_collection', origins=OWN, more='', values='')}; {PLACED.format(9001)}",
        "written whole",
    ),
    "a claim withdrawn yesterday": Way(
        f"UPDATE claim SET withdrawn_at = now() - interval '1 day', ended_reason = 'x' WHERE id = {LARK}",
        f"UPDATE claim SET withdrawn_at = now(), ended_reason = 'x' WHERE id = {LARK}",
        "at this moment",
    ),
    "a claim that will have been withdrawn": Way(
        CLAIMS.format(**ENDS, values=", now() + interval '1 day', 'x'"),
        CLAIMS.format(**ENDS, values=", now() - interval '1 day', 'x'"),
        "at this moment",
    ),
    "days that follow a document which has not changed": Way(
        DAYS,
        f"UPDATE document SET title = title WHERE id IN (SELECT anchor_document_id FROM claim); {DAYS}",
        "follow its document",
    ),
    "claims of two incidents set against each other": Way(
        COMPARES.format(ELSEWHERE), COMPARES.format(PLACE_OF_LARK), "about one thing"
    ),
    "a contradiction taken back yesterday": Way(
        "UPDATE claim_link SET ended_at = now() - interval '1 day', ended_reason = 'x'",
        "UPDATE claim_link SET ended_at = now(), ended_reason = 'x'",
        "at this moment",
    ),
    "a contradiction taken back by a custodian": same(
        "UPDATE claim_link SET ended_at = now(), ended_reason = 'x'", "this role", "custodian", "documenter"
    ),
    "a source amended by a custodian": same(
        f"UPDATE source SET counts_as_origin = false WHERE id = {SOURCE.format(N.name)}", "this role", "custodian",
        "documenter",
    ),
    "a document amended by a custodian": same(
        "UPDATE document SET title = title", "this role", "custodian", "verifier"
    ),
    "a file taken in by a verifier": same(
        "INSERT INTO reported_decision (project_id, incident_id, kind, reported_by, record, digest)"
        f" VALUES (1, {HERE}, 'adoption', 'West', '{{}}', '')", "this role", "verifier", "documenter",
    ),
    "an incident recorded by a verifier": same(
        "INSERT INTO incident (project_id, ref, title, title_folded, recorded_by) VALUES (1, 'INC-9', 'T', 't', who())",
        "this role", "verifier", "documenter",
    ),
    "an earlier version": Way(
        "UPDATE incident SET version = version - 1", "UPDATE incident SET version = version + 1", "only grows"
    ),
    "a change of yesterday": Way(
        "UPDATE incident SET changed_at = now() - interval '1 day'", "UPDATE incident SET changed_at = now()",
        "only grows",
    ),
    "a task done in another's name": Way(
        f"UPDATE task SET done_at = now(), done_reason = 'x', done_by = {SOMEBODY}",
        "UPDATE task SET done_at = now(), done_reason = 'x', done_by = who()",
        "by whoever says so",
    ),
    "a task done yesterday": Way(
        "UPDATE task SET done_at = now() - interval '1 day', done_reason = 'x', done_by = who()",
        "UPDATE task SET done_at = now(), done_reason = 'x', done_by = who()",
        "at this moment",
    ),
    "a task given to a stranger": Way(
        TASK.format("(SELECT max(account_id) + 1 FROM people_of(1))"), TASK.format(SOMEBODY), "who works in its project"
    ),
    "a passage marked in another's name": Way(
        f"UPDATE passage SET mark = 'opinion', marked_by = {SOMEBODY}",
        "UPDATE passage SET mark = 'opinion', marked_by = who()",
        "whoever reads it",
    ),
    "a check of the files by a documenter": same(
        HANDLED.format("verified", "NULL"), "does not note", "documenter", "verifier"
    ),
    "a hand-out noted by hand": Way(
        HANDLED.format("served", ITEM), HANDLED.format("received_again", ITEM), "does not note"
    ),
    "a group that is a person": Way(JOINS.format("P"), JOINS.format("force G"), "never the same"),
    "a copy of its own copies": Way(
        f"{COPY.format(M.name, N.name)}; {COPY.format(N.name, M.name)}", COPY.format(M.name, N.name), "its own copies"
    ),
    "one's own proposal, from another sign-in": same(
        "SELECT decide_verification(1, (SELECT max(id) FROM verification), 'done', 'x')", "somebody else",
        "verifier again", "second verifier",
    ),
    "a proposal approved by a documenter": same(
        "SELECT decide_verification(1, (SELECT max(id) FROM verification), 'done', 'x')", "only a verifier",
        "documenter", "second verifier",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def ground(database_copy: Copies, tokens: Tokens) -> Iterator[tuple[sa.Engine, dict[str, str]]]:
    """An incident of which something of each kind was said and decided, and who is signed in."""
    with database_copy() as urls, closing(open_doors(urls.gate, urls.application, cost=CHEAP)) as doors:
        case = Case(doors, tokens, [M, N], [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records")])
        case.grade(M.name)
        case.grade(N.name)
        case.check(N.name, "provenance", "pass")
        case.adopt(Question("incident.when"), {})
        case.contradict(case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.when"))
        case.adopt(Question("incident.when"), {})
        case.move("credible")
        case.move("corroborated", contrary="Answered.")
        signed_in = {role: tokens["EAST", role] for role in ("documenter", "verifier", "custodian")}
        signed_in["second verifier"] = second_verifier(doors, tokens)
        me = accounts.get_account(doors.gate, tokens["EAST", "administrator"], "verifier of EAST")
        signed_in["verifier again"] = planted(doors, me)
        try_out(doors.application, signed_in["documenter"], PLANTED, keep=True)
        yield doors.application, signed_in


PLANTED = "; ".join(
    [
        "INSERT INTO own_place (project_id, id, ref, kind, name, keys, registered_by)"
        " VALUES (1, 9000, 'PLC-9', 'site', 'Post 7', '{post 7}', who())",
        f"UPDATE {PLACE} SET version = 2, changed_at = now()",
        "INSERT INTO own_place_name (project_id, place_id, name, language, key, skeleton)"
        " VALUES (1, 9000, 'Post 7', 'en', 'post 7', 'bst')",
        "INSERT INTO entry_template (project_id, name, name_folded, answers, saved_by)"
        " VALUES (1, 'Weekly', 'weekly', '[]', who())",
        "INSERT INTO saved_question (project_id, ref, name, question, certain, possible, saved_by)"
        " VALUES (1, 'QST-000000000009', 'Killings', '{}', 0, 0, who())",
        BULK.replace("9001", "9000"),
        OF_BULK.format(9000, EXACTER),
        TASK.format("NULL"),
        "INSERT INTO party (project_id, ref, kind, label, label_folded) VALUES (1, 'PTY-8', 'armed_group', 'force G',"
        " 'g'), (1, 'PTY-9', 'private_person', 'P', 'p')",
        "INSERT INTO evidence_item (project_id, ref, document_id, sha256, sha512, size, media_type, original_name,"
        " uploaded_by) SELECT 1, 'EVD-9', max(id), sha256('x'), sha512('x'), 1, 'text/plain', 'x', who() FROM document",
        "INSERT INTO document_text (project_id, id, document_id, text, taken_by)"
        " SELECT 1, 9001, max(id), 'w', who() FROM document",
        "INSERT INTO passage (project_id, document_text_id, starts, ends, mark) VALUES (1, 9001, 0, 1, 'unread')",
        "INSERT INTO claim (project_id, ref, incident_id, path, basis, stated_as, stated_folded, document_id,"
        " value_kind, anchor_document_id, anchor_offset_days, entered_by) SELECT 1, 'CLM-8', incident_id, path,"
        f" 'none_stated', 'w', 'w', document_id, value_kind, document_id, 0, who() FROM claim WHERE id = {ELSEWHERE}",
    ]
).replace("TSK-000000000009", "TSK-000000000008")


def try_out(engine: sa.Engine, token: str, statements: str, *, keep: bool = False) -> None:
    """Runs statements in an event that calls itself as it likes, up to all that a commit asks for."""
    with engine.connect() as connection:
        name_actor(connection, token)
        for statement in (
            "SELECT open_event(1, 'amend_incident', NULL, NULL, true, false)",
            *statements.split("; "),
            "SELECT project_incidents(1, array_agg(id)) FROM incident WHERE project_id = 1",
            "SELECT close_event()",
            "SET CONSTRAINTS ALL IMMEDIATE",
        ):
            connection.exec_driver_sql(statement)
        if keep:
            connection.commit()


@pytest.mark.parametrize("what", WAYS)
def test_is_refused(ground: tuple[sa.Engine, dict[str, str]], what: str) -> None:
    engine, signed_in = ground
    way = WAYS[what]
    try_out(engine, signed_in[way.may or way.who], way.let_by)
    with pytest.raises(sa.exc.DBAPIError, match=way.says):
        try_out(engine, signed_in[way.who], way.refused)
