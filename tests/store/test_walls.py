"""What the application's role is refused by the database itself, whatever the application asks."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.runtime.urls import Urls
from app.services.doors import Doors, Gate
from app.services.taking_in import take_in
from app.services.work import Work
from app.store.engine import make_engine, name_actor
from tests.filled import Tokens, incident

EAST, WEST = 1, 2
REFUSED = sa.exc.ProgrammingError  # insufficient privilege

Act = Callable[..., list[sa.Row[tuple[object, ...]]]]


@pytest.fixture
def act(engine: sa.Engine, tokens: Tokens) -> Act:
    """Runs statements in one transaction as the application, by default as EAST's documenter with an event open."""

    def run(*statements: str, role: str = "documenter", opened: int | None = EAST) -> list[sa.Row[tuple[object, ...]]]:
        with engine.begin() as connection:
            name_actor(connection, tokens["EAST", role])
            if opened is not None:
                connection.execute(sa.text(f"SELECT open_event({opened}, 'try', NULL, NULL, true, false)"))
            rows: list[sa.Row[tuple[object, ...]]] = []
            for statement in statements:
                result = connection.execute(sa.text(statement))
                rows = list(result.all()) if result.returns_rows else []
            return rows

    return run


SOURCE = (
    "INSERT INTO source (project_id, ref, kind, name, name_folded, default_basis)"
    " VALUES ({project}, 'SRC-' || {project} || '{ref}', 'monitor', 'Monitor N', 'monitor n', 'records')"
)


def test_what_a_member_may_write_is_written(act: Act) -> None:
    """The control of everything below: the same statements, where they are allowed."""
    act(SOURCE.format(project=EAST, ref="A"), "SELECT close_event()")
    assert act("SELECT name FROM source WHERE name = 'Monitor N'", opened=None) != []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO event (project_id, channel, deed, writes) VALUES (1, 'page', 'forged', true)",
        "UPDATE event SET deed = 'another'",
        "DELETE FROM event",
        "TRUNCATE event",
        "INSERT INTO entry (project_id, event_id, table_number, row_id, digest) VALUES (1, 1, 1, 1, '')",
        "UPDATE entry SET digest = ''",
        "DELETE FROM entry",
        "TRUNCATE entry CASCADE",
        "SELECT * FROM event_salt",
        "UPDATE logged_table SET name = 'x'",
        "ALTER TABLE source DISABLE TRIGGER log_update",
        "DROP TRIGGER guard ON event",
        "SET session_replication_role = replica",
        "SELECT open_gate_event(1, 'page', 'sign_in', NULL)",
    ],
)
def test_the_log_can_be_neither_written_nor_altered(act: Act, statement: str) -> None:
    with pytest.raises(REFUSED):
        act(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM account",
        "SELECT name FROM account",
        "SELECT token_hash FROM sign_in",
        "SELECT * FROM sign_in_attempt",
        "INSERT INTO sign_in (account_id, token_hash, channel, device, expires_at) VALUES (1, 'x', 'page', '', now())",
        "UPDATE account SET administrator = true",
        "INSERT INTO membership (project_id, account_id, role) VALUES (1, 1, 'custodian')",
        "UPDATE membership SET role = 'custodian'",
        "UPDATE project SET one_person = true",
        "SET ROLE tawthiq_owner",
        "SET SESSION AUTHORIZATION tawthiq_gate",
        "CREATE TABLE tawthiq.own (id int)",
        "CREATE FUNCTION tawthiq.own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE source DISABLE ROW LEVEL SECURITY",
        "COPY source TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_accounts_roles_and_the_schema_are_out_of_reach(act: Act, statement: str) -> None:
    with pytest.raises(REFUSED):
        act(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE act SET occurrence_status = 'corroborated'",
        "INSERT INTO act (project_id, incident_id, ref, occurrence_status)"
        " SELECT 1, id, 'ACT-X', 'credible' FROM incident",
        "UPDATE involvement SET attribution_status = 'admitted'",
        "UPDATE incident_index SET verification_lowest = 5",
        "UPDATE incident_harm SET minimum = 99",
        "DELETE FROM claim",
        "UPDATE claim SET stated_as = 'other words'",
        "UPDATE source SET project_id = 1",
    ],
)
def test_statuses_projections_and_words_are_changed_by_nobody(act: Act, statement: str) -> None:
    with pytest.raises(REFUSED):
        act(statement, role="custodian")


def test_nobody_enters_in_somebody_elses_name(act: Act) -> None:
    entered = (
        "INSERT INTO incident (project_id, ref, title, title_folded, recorded_by)"
        " VALUES (1, 'INC-' || md5('{who}'), 'T', 't', {who}) RETURNING id"
    )
    act(entered.format(who="who()"), "SELECT project_incidents(1, array_agg(id)) FROM incident", "SELECT close_event()")
    with pytest.raises(REFUSED, match="somebody else"):
        act(entered.format(who="(SELECT account_id FROM people_of(1) WHERE account_id <> who() LIMIT 1)"))


@pytest.mark.parametrize("token", [None, "", "forged", "1"])
def test_a_forged_token_shows_no_row(engine: sa.Engine, tokens: Tokens, token: str | None) -> None:
    def seen(token: str | None) -> int:
        with engine.begin() as connection:
            if token is not None:
                name_actor(connection, token)
            return sum(
                connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in ("project", "membership", "term", "source", "claim", "event", "entry", "incident_index")
            )

    assert seen(token) == 0
    assert seen(tokens["EAST", "analyst"]) > 0


def test_the_digest_of_a_token_is_no_token(engine: sa.Engine, owner: sa.Engine) -> None:
    with owner.connect() as connection:
        digests = connection.execute(sa.text("SELECT encode(token_hash, 'hex') FROM sign_in")).scalars().all()
    with engine.begin() as connection:
        for digest in digests:
            name_actor(connection, digest)
            assert connection.execute(sa.text("SELECT who()")).scalar_one() is None


def test_a_write_outside_an_event_is_refused(act: Act) -> None:
    with pytest.raises(REFUSED, match="outside an event"):
        act(SOURCE.format(project=EAST, ref="A"), opened=None)


def test_a_write_in_an_event_that_only_reads_is_refused(act: Act) -> None:
    with pytest.raises(REFUSED, match="outside an event that may write"):
        act(
            "SELECT open_event(1, 'read', NULL, NULL, false, false)",
            SOURCE.format(project=EAST, ref="A"),
            opened=None,
        )


def test_a_write_in_another_project_is_refused(act: Act) -> None:
    with pytest.raises(REFUSED, match="row-level security"):
        act(SOURCE.format(project=WEST, ref="A"))


def test_the_event_of_another_project_is_refused(act: Act) -> None:
    with pytest.raises(REFUSED, match="an event belongs to a project"):
        act(opened=WEST)


def test_a_member_of_two_projects_writes_in_one_at_a_time(act: Act, owner: sa.Engine, tokens: Tokens) -> None:
    with owner.begin() as connection:
        name_actor(connection, tokens["WEST", "verifier"])
        connection.execute(sa.text("SELECT open_event(2, 'appoint', NULL, NULL, true, false)"))
        connection.execute(
            sa.text(
                "INSERT INTO membership (project_id, account_id, role)"
                " SELECT 2, m.account_id, 'documenter' FROM membership m JOIN account a ON a.id = m.account_id"
                " WHERE m.project_id = 1 AND m.role = 'documenter' AND NOT a.administrator"
            )
        )
        connection.execute(sa.text("SELECT close_event()"))
    act(SOURCE.format(project=WEST, ref="A"), "SELECT close_event()", opened=WEST)
    with pytest.raises(REFUSED, match="in another project than its event"):
        act(SOURCE.format(project=WEST, ref="B"), opened=EAST)


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_whoever_only_reads_opens_no_event_that_writes(act: Act, role: str) -> None:
    with pytest.raises(REFUSED, match=r"this role reads only|belongs to a project"):
        act(role=role)


def test_an_event_left_open_is_refused_at_commit(act: Act) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="was not closed"):
        act(SOURCE.format(project=EAST, ref="A"))


def test_a_claim_past_the_projection_is_refused_at_commit(act: Act) -> None:
    claim = (
        "INSERT INTO claim (project_id, ref, incident_id, path, basis, stated_as, stated_folded, document_id,"
        " value_kind, earliest_start, entered_by) SELECT 1, 'CLM-X', i.id, 'incident.when', 'none_stated', 'w', 'w',"
        " d.id, 'when', '2025-03-01', who() FROM incident i, document d LIMIT 1"
    )
    act(claim, "SELECT project_incidents(1, array_agg(id)) FROM incident", "SELECT close_event()")
    with pytest.raises(sa.exc.IntegrityError, match="leaves an incident unprojected"):
        act(claim.replace("CLM-X", "CLM-Y"), "SELECT close_event()")


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("origin_ids", "ARRAY[{source}]"),
        ("via", "ARRAY[{source}]"),
        ("premises, modality", "ARRAY[{claim}], 'inferred'"),
    ],
)
@pytest.mark.parametrize("project", [EAST, WEST])
def test_who_counts_as_an_origin_and_what_is_followed_from_is_of_the_project(
    act: Act, owner: sa.Engine, columns: str, values: str, project: int
) -> None:
    """EAST's own ids are the control: they pass this wall, and origins that are typed in stop at another."""
    with owner.connect() as connection:
        ids = {
            table: connection.execute(
                sa.text(f"SELECT min(id) FROM {table} WHERE project_id = :project"), {"project": project}
            ).scalar_one()
            for table in ("source", "claim")
        }
    document = "NULL" if "premises" in columns else "min(document_id)"
    statement = (
        "INSERT INTO claim (project_id, ref, incident_id, path, basis, stated_as, stated_folded, document_id,"
        f" value_kind, entered_by, {columns}) SELECT 1, 'CLM-X', min(incident_id), 'incident.when', 'none_stated',"
        f" '', '', {document}, 'when', who(), {values.format(**ids)} FROM claim"
    )
    made = (statement, "SELECT project_incidents(1, array_agg(id)) FROM incident", "SELECT close_event()")
    if project == EAST and columns == "origin_ids":
        with pytest.raises(sa.exc.ProgrammingError, match="are reckoned, and not typed in"):
            act(*made)
    elif project == EAST:
        act(*made)
    else:
        with pytest.raises(sa.exc.IntegrityError, match="not of its project"):
            act(*made)


def test_whom_a_further_citation_came_through_is_of_the_project(act: Act) -> None:
    citation = (
        "INSERT INTO claim_citation (project_id, claim_id, document_id, via)"
        " SELECT 1, min(id), min(document_id), ARRAY[{}]::bigint[] FROM claim"
    )
    act(
        citation.format("(SELECT min(id) FROM source)"),
        "SELECT project_incidents(1, array_agg(id)) FROM incident",
        "SELECT close_event()",
    )
    with pytest.raises(sa.exc.IntegrityError, match="not of its project"):
        act(citation.format("999999"), "SELECT close_event()")


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("path, value_kind, harm, unit, measure", "'incident.count', 'count', 'murdered', 'person', 'event'"),
        (
            "path, value_kind, harm, unit, measure, quantity_class",
            "'incident.count', 'count', 'killed', 'person', 'event', 'a lot'",
        ),
        ("path, value_kind, part_of_day", "'incident.when', 'when', 'teatime'"),
        (
            "path, value_kind, value_party_id, degree_code",
            "'incident.x', 'party', (SELECT min(id) FROM party), 'guilty of'",
        ),
        ("path, value_kind", "'weather', 'place'"),
    ],
)
def test_a_code_that_is_on_no_list_is_refused(act: Act, columns: str, values: str) -> None:
    claim = (
        f"INSERT INTO claim (project_id, ref, incident_id, basis, stated_as, stated_folded, document_id, entered_by,"
        f" {columns}) SELECT 1, 'CLM-X', i.id, 'none_stated', 'w', 'w', d.id, who(), {values}"
        " FROM incident i, document d LIMIT 1"
    )
    with pytest.raises(sa.exc.IntegrityError):
        act(claim, "SELECT project_incidents(1, array_agg(id)) FROM incident", "SELECT close_event()")


def twelve(connection: sa.Connection, ref: str, incident: int, path: str = "incident.when") -> int:
    """A claim more about an incident."""
    inserted = (
        "INSERT INTO claim (project_id, ref, incident_id, path, basis, stated_as, stated_folded, document_id,"
        " value_kind, entered_by) SELECT 1, :ref, :incident, :path, 'none_stated', 'w', 'w', min(d.id),"
        " CASE :path WHEN 'incident.when' THEN 'when' ELSE 'place' END, who() FROM document d RETURNING id"
    )
    number: int = connection.execute(sa.text(inserted), {"ref": ref, "incident": incident, "path": path}).scalar_one()
    return number


def test_what_supersedes_a_claim_is_of_its_incident_and_property_and_leads_on(
    engine: sa.Engine, tokens: Tokens, doors: Doors
) -> None:
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident")
        take_in(work, project, incident(2))
    with engine.connect() as connection:
        name_actor(connection, tokens["EAST", "documenter"])
        connection.execute(sa.text("SELECT open_event(1, 'try', NULL, NULL, true, false)"))
        here, there = connection.execute(sa.text("SELECT id FROM incident ORDER BY id")).scalars()
        first, second, third = (twelve(connection, f"CLM-{n}", here) for n in range(3))
        elsewhere, place = twelve(connection, "CLM-3", there), twelve(connection, "CLM-4", here, "incident.place")

        def supersede(old: int, new: int) -> None:
            with connection.begin_nested():
                ended = "UPDATE claim SET superseded_by = :new, ended_reason = 'r' WHERE id = :old"
                connection.execute(sa.text(ended), {"old": old, "new": new})

        for stray in (elsewhere, place):
            with pytest.raises(sa.exc.IntegrityError, match="not of its subject and property"):
                supersede(first, stray)
        supersede(first, second)
        supersede(second, third)
        with pytest.raises(sa.exc.IntegrityError, match="supersede itself in the end"):
            supersede(third, first)


def test_what_is_said_of_an_object_names_one_and_stays_with_it(engine: sa.Engine, tokens: Tokens) -> None:
    told = (
        "INSERT INTO claim (project_id, ref, incident_id, property_item_id, path, basis, stated_as, stated_folded,"
        " document_id, value_kind, entered_by) SELECT 1, :ref, i.id, :item, :path, 'none_stated', 'w', 'w', min(d.id),"
        " :kind, who() FROM incident i, document d GROUP BY i.id RETURNING id"
    )
    with engine.connect() as connection:
        name_actor(connection, tokens["EAST", "documenter"])
        connection.execute(sa.text("SELECT open_event(1, 'try', NULL, NULL, true, false)"))
        made = "INSERT INTO property_item (project_id, incident_id, ref, label) SELECT 1, id, :ref, 'w' FROM incident"
        one, other = (
            connection.execute(sa.text(f"{made} RETURNING id"), {"ref": f"ITM-{n}"}).scalar_one() for n in range(2)
        )

        def claim(ref: str, item: int | None, path: str = "item.community", kind: str = "text") -> int:
            with connection.begin_nested():
                values = {"ref": ref, "item": item, "path": path, "kind": kind}
                return int(connection.execute(sa.text(told), values).scalar_one())

        for item, path, kind in ((None, "item.community", "text"), (one, "incident.when", "when")):
            with pytest.raises(sa.exc.IntegrityError, match="item_property"):
                claim("CLM-9", item, path, kind)
        ended = "UPDATE claim SET superseded_by = :new, ended_reason = 'r' WHERE id = :old"
        with pytest.raises(sa.exc.IntegrityError, match="not of its subject"), connection.begin_nested():
            connection.execute(sa.text(ended), {"old": claim("CLM-1", one), "new": claim("CLM-2", other)})


@pytest.mark.parametrize(
    "added",
    [
        "INSERT INTO act (project_id, incident_id, ref) SELECT 1, id, 'ACT-X' FROM incident LIMIT 1",
        "INSERT INTO external_id (project_id, incident_id, scheme, value) SELECT 1, id, 's', 'x' FROM incident LIMIT 1",
        "UPDATE external_id SET digest = '' WHERE incident_id IS NOT NULL",
    ],
)
def test_an_act_or_a_number_elsewhere_touches_its_incident(act: Act, added: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="leaves an incident unprojected"):
        act(added, "SELECT close_event()")
    act(added, "SELECT project_incidents(1, array_agg(id)) FROM incident", "SELECT close_event()")


def test_two_people_in_turn_on_one_connection_see_their_own_project(urls: Urls, tokens: Tokens) -> None:
    """AUTHZ-7: who acts is forgotten at the end of each transaction."""
    engine = make_engine(urls.application, pool_size=1)
    backends = set()
    for _ in range(3):
        for code in ("EAST", "WEST"):
            with Work(engine, tokens[code, "analyst"]) as work:
                backends.add(work.connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())
                assert work.connection.execute(sa.text("SELECT code FROM project")).scalars().all() == [code]
            with engine.connect() as connection:
                assert connection.execute(sa.text("SELECT code FROM project")).scalars().all() == []
    engine.dispose()
    assert len(backends) == 1


def test_the_gate_reads_nothing_of_a_project(gate: Gate, tokens: Tokens) -> None:
    for table in ("project", "membership", "source", "claim", "event", "entry", "incident_index"):
        with pytest.raises(REFUSED), gate.passage() as connection:
            name_actor(connection, tokens["EAST", "documenter"])
            connection.execute(sa.text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET administrator = true",
        "DELETE FROM account",
        "DELETE FROM sign_in",
        "UPDATE sign_in SET account_id = 1",
        "UPDATE sign_in SET expires_at = now() + interval '1 year'",
        "SELECT appoint(1, 1, 'custodian')",
        "SELECT open_event(1, 'x', NULL, NULL, true, false)",
    ],
)
def test_the_gate_makes_nobody_an_administrator_and_lengthens_no_sign_in(gate: Gate, statement: str) -> None:
    with pytest.raises(REFUSED), gate.passage() as connection:
        connection.execute(sa.text(statement))
