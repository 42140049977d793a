"""What the index follows from: whatever is written of it, by hand too, is projected in the same event or not kept."""

from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.decisions import Question
from app.services.doors import open_doors
from app.store.engine import name_actor
from tests.conftest import Copies
from tests.filled import CHEAP, Tokens
from tests.services.deciding import LONG_REASON, Case, second_verifier, tells
from tests.store.claimed import Voice, said
from tests.store.test_typed_in import CLAIM, DECIDES, HERE, SOURCE, USES_PLACE

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")
COUNT, PLACE = (CLAIM.format(M.name, path) for path in ("incident.count", "incident.place"))
EARLIER = f"(SELECT max(id) FROM incident WHERE project_id = 1 AND kind = 'single' AND id < {HERE})"
REPORT = f"(SELECT id FROM document WHERE title = 'Report of {M.name}')"
JOINS = "INSERT INTO same_as (project_id, kind, one, other, reason, joined_by) VALUES (1, '{}', {}, {}, 'x', who())"
GRADES = (
    "INSERT INTO assessment (project_id, {}, scheme, grade, reason, assessed_by) VALUES (1, {}, 'credibility', '5',"
    " 'x', who())"
)
ANEW = f"{DECIDES}; {USES_PLACE}"

# By table: statements of which each leaves the index behind, and who may write them.
FOLLOWED = {
    "incident": [("documenter", "UPDATE incident SET title_folded = 'other'")],
    "act": [("second verifier", "SELECT decide_verification(1, (SELECT max(id) FROM verification), 'done', 'x')")],
    "involvement": [
        (
            "verifier",
            "SELECT move_verification(1, act_id, party_id, 'unsubstantiated', 'credible_allegation',"
            f" '{LONG_REASON}', '{{\"tried\": \"Asked.\"}}') FROM involvement WHERE incident_id = {HERE}"
            " AND role = 'alleged'",
        )
    ],
    "claim": [("documenter", f"UPDATE claim SET withdrawn_at = now(), ended_reason = 'x' WHERE id = {COUNT}")],
    "claim_place": [
        (
            "documenter",
            "INSERT INTO claim (project_id, id, ref, incident_id, path, basis, stated_as, stated_folded, document_id,"
            " value_kind, entered_by) SELECT 1, 9001, 'CLM-9', incident_id, path, 'none_stated', 'w', 'w', document_id,"
            f" value_kind, who() FROM claim WHERE id = {PLACE};"
            " INSERT INTO claim_place (project_id, claim_id, position, name, name_key, precision, method, part, list)"
            " SELECT 1, 9001, 9, 'Elsewhere', '', precision, method, part, list FROM claim_place LIMIT 1",
        )
    ],
    "claim_citation": [
        (
            "documenter",
            "INSERT INTO claim_citation (project_id, claim_id, document_id, via)"
            f" SELECT 1, {COUNT}, max(id), '{{}}' FROM document WHERE project_id = 1",
        )
    ],
    "external_id": [
        (
            "documenter",
            f"INSERT INTO external_id (project_id, incident_id, scheme, value) VALUES (1, {HERE}, 'their', '7')",
        )
    ],
    "assessment": [
        ("verifier", GRADES.format("claim_id", COUNT)),
        (
            "verifier",
            f"UPDATE assessment SET superseded_by = 9001 WHERE document_id = {REPORT} AND scheme = 'credibility'; "
            + GRADES.format("id, document_id", f"9001, {REPORT}"),
        ),
    ],
    "adoption": [("verifier", ANEW)],
    "adoption_claim": [("verifier", ANEW)],
    "document": [
        ("documenter", f"UPDATE document SET title_folded = 'other' WHERE id = {REPORT}"),
        ("verifier", f"UPDATE document SET retraction = 'retracted', retraction_citation = 'x' WHERE id = {REPORT}"),
        ("documenter", f"UPDATE document SET published_latest_on = '2026-01-01' WHERE id = {REPORT}"),
    ],
    "same_as": [
        ("documenter", JOINS.format("incident", EARLIER, HERE)),
        ("documenter", JOINS.format("source", SOURCE.format(M.name), SOURCE.format(N.name))),
        (
            "documenter",
            JOINS.format(
                "party", "(SELECT id FROM party WHERE label = 'force F')", "(SELECT id FROM party WHERE label = 'G')"
            ),
        ),
    ],
    "own_place": [
        ("verifier", "UPDATE own_place SET name = 'Post 8', keys = '{post 8}' WHERE id = 9000"),
        (
            "documenter",
            "UPDATE own_place SET ended_at = now(), ended_reason = 'x', successor = 'PLC-8' WHERE id = 9000",
        ),
        ("documenter", "UPDATE own_place SET keys = '{post 9}' WHERE id = 9002"),
    ],
}
# Of these nothing stands in the index, or it follows through the claims that are written with them.
BESIDE = {
    "account", "project", "membership", "term", "import_batch", "import_row", "import_profile", "source",
    "source_alias", "party", "property_item", "claim_link", "verification", "document_relation", "reported_decision",
    "evidence_item", "custody_event", "task", "intervention", "incident_link", "document_text", "passage",
    "own_place_name", "entry_template", "bulk_change", "bulk_claim", "follow_up",
}  # fmt: skip
PLANTED = (
    "INSERT INTO own_place (project_id, id, ref, kind, name, keys, registered_by, ended_at, ended_reason, successor)"
    " VALUES (1, 9000, 'PLC-9', 'site', 'Post 7', '{post 7}', who(), NULL, NULL, NULL), (1, 9001, 'PLC-8', 'site',"
    " 'Post 6', '{post 6}', who(), NULL, NULL, NULL), (1, 9002, 'PLC-7', 'site', 'Post 5', '{post 5}', who(), NULL,"
    " NULL, NULL), (1, 9003, 'PLC-6', 'site', 'Post 4', '{post 4}', who(), now(), 'x', 'PLC-7')",
    "INSERT INTO claim_place (project_id, claim_id, position, name, name_key, precision, method, part, list,"
    " gazetteer_place) SELECT 1, 9000, n, 'Post', 'post', precision, method, part, list, code FROM claim_place,"
    " (VALUES (1, 'PLC-9'), (2, 'PLC-6')) v (n, code) WHERE claim_id = {}",
    "INSERT INTO party (project_id, ref, kind, label, label_folded) VALUES (1, 'PTY-8', 'armed_group', 'G', 'g')",
)
MEANT = (
    "INSERT INTO claim (project_id, id, ref, incident_id, path, basis, stated_as, stated_folded, document_id,"
    " value_kind, entered_by) SELECT 1, 9000, 'CLM-8', incident_id, path, 'none_stated', 'w', 'w', document_id,"
    " value_kind, who()"
    f" FROM claim WHERE id = {PLACE}"
)


@pytest.fixture(scope="module")
def signed_in(database_copy: Copies, tokens: Tokens) -> Iterator[tuple[sa.Engine, dict[str, str]]]:
    """An incident with something of each kind, and who is signed in."""
    with database_copy() as urls, closing(open_doors(urls.gate, urls.application, cost=CHEAP)) as doors:
        killed = Count(harm="killed", minimum=7, maximum=7, stated=7, words="7")
        case = Case(
            doors, tokens, [M, N],
            [*tells(1, M.name, alleged="F"), said(9, "incident.count", killed, M.name), *tells(11, N.name, "records")],
        )  # fmt: skip
        case.grade(M.name)
        case.grade(N.name)
        case.adopt(Question("incident.when"), {})
        case.move("credible")
        case.move("corroborated", contrary="Answered.")
        people = {role: tokens["EAST", role] for role in ("documenter", "verifier")}
        people["second verifier"] = second_verifier(doors, tokens)
        planted = (MEANT, PLANTED[0], PLANTED[1].format(PLACE), PLANTED[2])
        run(doors.application, people["documenter"], planted, projects=True, keep=True)
        yield doors.application, people


def run(engine: sa.Engine, token: str, statements: tuple[str, ...], *, projects: bool, keep: bool = False) -> None:
    """Runs statements in an event of EAST, and projects what is to follow, or not, up to all that a commit asks for."""
    follows = "SELECT project_incidents(1, array_agg(id)) FROM incident WHERE project_id = 1"
    with engine.connect() as connection:
        name_actor(connection, token)
        for statement in (
            "SELECT open_event(1, 'run_sql', NULL, NULL, true, false)",
            *statements,
            *([follows] if projects else []),
            "SELECT close_event()",
            "SET CONSTRAINTS ALL IMMEDIATE",
        ):
            connection.exec_driver_sql(statement)
        if keep:
            connection.commit()


@pytest.mark.parametrize(
    ("who", "written"),
    [pytest.param(*one, id=f"{table} {n}") for table, each in FOLLOWED.items() for n, one in enumerate(each)],
)
def test_is_projected_or_not_kept(signed_in: tuple[sa.Engine, dict[str, str]], who: str, written: str) -> None:
    engine, people = signed_in
    statements = tuple(written.split("; "))
    run(engine, people[who], statements, projects=True)
    with pytest.raises(sa.exc.DBAPIError, match="leaves an incident unprojected"):
        run(engine, people[who], statements, projects=False)


@pytest.mark.parametrize(
    "written",
    [
        f"UPDATE document SET language = 'ar', state = 'on_file' WHERE id = {REPORT}",
        "INSERT INTO own_place_name (project_id, place_id, name, language, key, skeleton)"
        " VALUES (1, 9000, 'P', 'en', 'p', 'p')",
    ],
)
def test_what_it_does_not_follow_from_asks_for_nothing(
    signed_in: tuple[sa.Engine, dict[str, str]], written: str
) -> None:
    """Else whoever corrects the language of a large document would wait for all that stands in it."""
    engine, people = signed_in
    run(engine, people["documenter"], (written,), projects=False)


def test_each_logged_table_is_one_or_the_other(signed_in: tuple[sa.Engine, dict[str, str]], owner: sa.Engine) -> None:
    with owner.connect() as connection:
        logged = set(connection.execute(sa.text("SELECT name::text FROM logged_table")).scalars())
    assert logged == FOLLOWED.keys() | BESIDE and not FOLLOWED.keys() & BESIDE
