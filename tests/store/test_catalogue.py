"""What the database's own catalogue says of its walls. Each query is shown to find a fault that is planted."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from app.runtime.cluster import SUPERUSER, cluster_at
from app.runtime.urls import Urls

HERE = "'tawthiq'::regnamespace"
# A sign-in belongs to an account, outside projects; the project that it names is how far a token of it reaches.
OF_PROJECTS = f"""
  SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = {HERE} AND c.relkind = 'r'
    AND c.relname <> 'sign_in' AND (c.relname = 'project'
    OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'project_id'))
"""
# The log is its own proof; the index has `rebuild --check`.
# What somebody is typing, taking in or has asked for is no fact yet, and theirs alone: a second policy says whose.
THEIR_OWN = ["unsaved_entry", "sheet", "job", "export", "sent_request"]
# A question is kept by those who only read too, whose events may write nothing logged: the event itself names it.
KEPT_BY_READERS = ["saved_question"]
NOT_LOGGED = [
    "event",
    "event_salt",
    "entry",
    "incident_index",
    "incident_harm",
    "index_due",
    *KEPT_BY_READERS,
    *THEIR_OWN,
]
OURS = "'tawthiq_app', 'tawthiq_gate'"
RIGHTS = "information_schema.role_column_grants WHERE table_schema = 'tawthiq'"

# What every form and every import brings or moves on, whoever of those that may write it is for.
EVERYBODYS = {
    "INSERT": [
        "source", "source_alias", "document", "document_relation", "document_text", "passage", "party", "act",
        "property_item", "intervention", "claim", "claim_place", "claim_citation", "external_id", "same_as",
        "incident_link", "claim_link", "task", "evidence_item", "own_place", "own_place_name", "import_profile",
    ],
    "UPDATE": ["incident", "claim", "external_id"],
}  # fmt: skip
RULED = f"(table_name IN (SELECT name::text FROM logged_table) OR table_name = ANY (ARRAY{KEPT_BY_READERS}))"


def ruled(right: str, trigger: str, bit: int, column: str = "") -> str:
    """The logged tables, and those of readers, in which the application has this right and which no such trigger
    guards."""
    return (
        f"SELECT DISTINCT table_name FROM {RIGHTS} AND grantee = 'tawthiq_app' AND privilege_type = '{right}'"
        f" AND {RULED} {column} AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgname = '{trigger}'"
        f" AND g.tgrelid = ('tawthiq.' || table_name)::regclass AND g.tgtype & {bit} > 0 AND g.tgenabled = 'O')"
    )


FAULTS = {
    "a logged table to which every role that writes adds": (
        f"{ruled('INSERT', 'by_role', 4)} AND table_name <> ALL (ARRAY{EVERYBODYS['INSERT']} || 'custody_event'::text)",
        "DROP TRIGGER by_role ON entry_template",
    ),
    "a logged table that every role that writes changes": (
        f"{ruled('UPDATE', 'by_role', 16)} AND table_name <> ALL (ARRAY{EVERYBODYS['UPDATE']})",
        "DROP TRIGGER by_role ON own_place",
    ),
    "an end at another moment than this": (
        ruled("UPDATE", "at_this_moment", 16, "AND column_name IN ('ended_at', 'withdrawn_at')"),
        "DROP TRIGGER at_this_moment ON own_place_name",
    ),
    "a version that may shrink": (
        ruled("UPDATE", "only_grows", 16, "AND column_name = 'version'"),
        "DROP TRIGGER only_grows ON own_place",
    ),
    "a table of a project without forced row-level security": (
        f"SELECT t.relname FROM ({OF_PROJECTS}) t JOIN pg_class c USING (oid)"
        " WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)",
        "ALTER TABLE source NO FORCE ROW LEVEL SECURITY",
    ),
    "a table of a project without the one policy": (
        f"""SELECT t.relname FROM ({OF_PROJECTS}) t
          WHERE (SELECT count(*) FROM pg_policy p WHERE p.polrelid = t.oid)
            <> CASE WHEN t.relname = ANY (ARRAY{THEIR_OWN}) THEN 2 ELSE 1 END
          OR 1 <> (SELECT count(*) FROM pg_policy p WHERE p.polrelid = t.oid AND p.polcmd = '*' AND p.polpermissive
            AND p.polroles = ARRAY['tawthiq_app'::regrole::oid] AND p.polwithcheck IS NULL
            AND pg_get_expr(p.polqual, p.polrelid)
              ~ '^\\((id|project_id) = ANY \\(\\( SELECT my_projects\\(\\) AS my_projects\\)')""",
        "CREATE POLICY open ON source TO tawthiq_app USING (true)",
    ),
    "a table whose changes are not logged": (
        f"""SELECT t.relname FROM ({OF_PROJECTS} UNION SELECT 'account'::regclass, 'account') t
          WHERE t.relname <> ALL (ARRAY{NOT_LOGGED}) AND 2 <> (SELECT count(*) FROM pg_trigger g
            WHERE g.tgrelid = t.oid AND g.tgname IN ('log_insert', 'log_update') AND g.tgenabled = 'O')""",
        "ALTER TABLE source DISABLE TRIGGER log_update",
    ),
    "a view that is read with its owner's eyes": (
        f"""SELECT relname FROM pg_class WHERE relnamespace = {HERE} AND relkind IN ('v', 'm')
          AND (relkind = 'm' OR NOT coalesce(reloptions, '{{}}') @> '{{security_invoker=true}}')""",
        "CREATE VIEW everything AS SELECT * FROM source",
    ),
    "a function with its owner's rights that does not pin its search path": (
        f"""SELECT proname FROM pg_proc WHERE pronamespace = {HERE} AND prosecdef
          AND NOT coalesce(array_to_string(proconfig, ' '), '')
            ~ 'search_path=tawthiq, (public|pg_catalog), pg_temp'""",
        "CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ),
    "a function that anyone may call": (
        f"""SELECT proname FROM pg_proc p WHERE pronamespace = {HERE}
          AND has_function_privilege('public', p.oid, 'EXECUTE')""",
        "GRANT EXECUTE ON FUNCTION project_incidents(integer, bigint[]) TO PUBLIC",
    ),
    "a role of ours that could pass a wall": (
        f"""SELECT rolname FROM pg_roles r WHERE rolname IN ({OURS}) AND (rolsuper OR rolbypassrls OR rolcreaterole
          OR rolcreatedb OR rolreplication OR EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid)
          OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
          OR EXISTS (SELECT FROM pg_proc WHERE proowner = r.oid))""",
        "ALTER ROLE tawthiq_app CREATEDB",
    ),
    "a right to delete, truncate, refer or hang on a trigger": (
        f"""SELECT table_name FROM information_schema.role_table_grants WHERE table_schema = 'tawthiq'
          AND grantee IN ({OURS}, 'PUBLIC') AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE')
          AND NOT (grantee = 'tawthiq_gate' AND table_name = 'sign_in_attempt' AND privilege_type = 'DELETE')""",
        "GRANT DELETE ON claim TO tawthiq_app",
    ),
    "a right of the application on accounts or sign-ins": (
        f"""SELECT table_name FROM {RIGHTS} AND grantee IN ('tawthiq_app', 'PUBLIC')
          AND table_name IN ('account', 'sign_in', 'sign_in_attempt', 'event_salt')""",
        "GRANT SELECT (name) ON account TO tawthiq_app",
    ),
    "a right of the gate on anything of a project": (
        f"""SELECT table_name FROM {RIGHTS} AND grantee = 'tawthiq_gate'
          AND table_name IN (SELECT relname FROM ({OF_PROJECTS}) t)""",
        "GRANT SELECT ON membership TO tawthiq_gate",
    ),
    "a right to write what only a function writes": (
        f"""SELECT table_name || '.' || column_name FROM {RIGHTS} AND grantee = 'tawthiq_app'
          AND privilege_type IN ('INSERT', 'UPDATE') AND (table_name IN
            ('event', 'entry', 'incident_index', 'incident_harm', 'involvement', 'membership', 'project', 'term')
            OR column_name ~ 'status' OR privilege_type = 'UPDATE' AND column_name IN
              ('project_id', 'id', 'ref', 'recorded_by', 'entered_by', 'recorded_at', 'entered_at'))""",
        "GRANT UPDATE (occurrence_status) ON act TO tawthiq_app",
    ),
    "a foreign key between rows of projects that does not carry the project": (
        f"""SELECT conname FROM pg_constraint k JOIN ({OF_PROJECTS}) t ON t.oid = k.conrelid
          WHERE k.contype = 'f' AND k.confrelid IN (SELECT oid FROM ({OF_PROJECTS}) x WHERE x.relname <> 'project')
          AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'project_id'
            AND a.attnum = ANY (k.conkey))""",
        "ALTER TABLE source ADD UNIQUE (id); ALTER TABLE document ADD FOREIGN KEY (source_id) REFERENCES source (id)",
    ),
    "a number of another row that no foreign key holds": (
        f"""SELECT t.relname || '.' || a.attname FROM ({OF_PROJECTS}) t
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE a.attname ~ '_id$|^(superseded_by|entered_by|recorded_by)$'
          AND t.relname NOT IN ('event', 'event_salt', 'entry') AND NOT EXISTS (SELECT FROM pg_constraint k
            WHERE k.conrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))""",
        "ALTER TABLE document ADD other_source_id bigint",
    ),
    "a key or b-tree index of a project's rows that does not begin with the project": (
        f"""SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
          JOIN ({OF_PROJECTS}) t ON t.oid = i.indrelid WHERE m.amname = 'btree' AND t.relname <> 'project'
          AND c.relname NOT IN ('membership_account', 'event_open', 'event_run_sql')
          AND i.indkey[0] <> (SELECT attnum FROM pg_attribute WHERE attrelid = t.oid AND attname = 'project_id')""",
        "CREATE UNIQUE INDEX refs ON source (ref)",
    ),
}


@pytest.fixture
def superuser(urls: Urls, cluster_data: Path) -> Iterator[sa.Connection]:
    """Who may plant any fault; nothing of it is kept."""
    database = str(make_url(urls.owner).database)
    engine = sa.create_engine(cluster_at(cluster_data).url(SUPERUSER, database))
    with engine.connect() as connection:
        connection.execute(sa.text("SET search_path = tawthiq, public"))
        yield connection
        connection.rollback()
    engine.dispose()
    _wait_until_gone(cluster_data, database)


def _wait_until_gone(cluster_data: Path, database: str) -> None:
    """A session of the superuser ends a moment after it is closed, and its database cannot be dropped before."""
    here = "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND usename = :user"
    beside = sa.create_engine(cluster_at(cluster_data).url(SUPERUSER, "postgres"))
    for _ in range(100):
        with beside.connect() as connection:
            if not connection.execute(sa.text(here), {"name": database, "user": SUPERUSER}).scalar():
                break
        time.sleep(0.05)
    beside.dispose()


@pytest.mark.parametrize("fault", FAULTS)
def test_there_is_none_of(fault: str, superuser: sa.Connection) -> None:
    query, planted = FAULTS[fault]
    assert superuser.execute(sa.text(query)).scalars().all() == []
    for statement in planted.split(";"):
        superuser.execute(sa.text(statement))
    assert superuser.execute(sa.text(query)).scalars().all() != []


def test_the_application_changes_these_columns_and_no_others(superuser: sa.Connection) -> None:
    changed = superuser.execute(
        sa.text(
            f"SELECT table_name, array_agg(column_name::text ORDER BY column_name) FROM {RIGHTS}"
            " AND grantee = 'tawthiq_app' AND privilege_type = 'UPDATE' GROUP BY table_name"
        )
    )
    assert {table: set(columns) for table, columns in changed} == {
        "adoption": {"superseded_by"},
        "assessment": {"superseded_by"},
        "claim_link": {"ended_at", "ended_reason"},
        "incident_link": {"ended_at", "ended_reason"},
        "claim": {
            "superseded_by", "withdrawn_at", "ended_reason", "origin_ids", "edtf", "earliest_start", "latest_start",
            "earliest_end", "latest_end", "anchor_offset_days",
        },
        "document": {
            "kind", "title", "title_folded", "url", "url_key", "language", "state", "published_as_stated",
            "published_earliest_on", "published_latest_on", "series", "retraction", "retraction_as_stated",
            "retraction_earliest_on", "retraction_latest_on", "retraction_citation", "version", "changed_at",
        },
        "document_relation": {"ended_at", "ended_reason"},
        "source": {
            "kind", "name", "name_folded", "group_id", "group_reason", "default_basis", "compiles",
            "counts_as_origin", "affiliation", "interest", "counting_scope", "access", "version", "changed_at",
        },
        "source_alias": {"ended_at", "ended_reason"},
        "same_as": {"ended_at", "ended_reason"},
        "external_id": {"digest", "ended_at", "ended_reason"},
        "import_batch": {
            "bytes_done", "rows_done", "created", "updated", "unchanged", "quarantined", "completed_at",
        },
        "incident": {
            "kind", "title", "title_folded", "title_made_in", "summary", "summary_folded", "summary_made_in",
            "words_at", "version", "changed_at",
        },
        "document_text": {"replaced_at"},
        "own_place": {
            "kind", "name", "name_ar", "keys", "country", "point", "radius_m", "inside", "note", "version",
            "changed_at", "successor", "ended_at", "ended_reason",
            *(f"unit{level}_{part}" for level in (1, 2, 3) for part in ("code", "name", "name_ar", "keys")),
        },
        "own_place_name": {"ended_at", "ended_reason"},
        "entry_template": {"ended_at"},
        "saved_question": {"ended_at"},
        "index_due": {"done_at"},
        "passage": {"ends", "mark", "marked_by", "marked_at", "joined_at"},
        "unsaved_entry": {"answers", "saved_at", "ended_at"},
        "sheet": {
            "lines", "file", "mapping", "mends", "import_batch_id", "evidence_item_id", "saved_at", "ended_at",
        },
        "export": {"rows_done", "ready_at", "sha256", "size", "manifest", "taken", "expires_at"},
        "bulk_change": {"undone_by", "undone_at", "undone_reason"},
        "bulk_claim": {"new_claim_id", "restored_claim_id", "left_alone", "left_changed"},
        "task": {"what", "assigned_to", "due_on", "done_by", "done_at", "done_reason", "version"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "not_granted"),
    [
        ("claim", {"superseded_by", "entered_at"}),
        (
            "incident",
            {
                "version",
                "recorded_at",
                "changed_at",
                "words_at",
                "workflow",
                "workflow_reason",
                "workflow_by",
                "workflow_at",
                "same_as_id",
            },
        ),
        ("act", {"type_code", "completion_code", "occurrence_status", "unclaimed"}),
        ("adoption", {"superseded_by", "decided_at"}),
        ("assessment", {"superseded_by", "assessed_at"}),
        ("claim_link", {"linked_at"}),
        ("reported_decision", {"taken_in_at"}),
        ("evidence_item", {"uploaded_at"}),
        ("custody_event", {"id", "done_at"}),
        ("source", {"created_at", "version", "changed_at", "same_as_id"}),
        ("source_alias", {"ended_at", "ended_reason"}),
        ("document", {"created_at", "version", "changed_at", "retraction_at"}),
        ("document_relation", {"related_at"}),
        ("same_as", {"joined_at"}),
        ("party", {"created_at", "same_as_id"}),
        ("incident_link", {"linked_at"}),
        ("own_place", {"registered_at", "version", "changed_at"}),
        ("own_place_name", set()),  # former names come with the place that somebody else took out
        ("entry_template", {"saved_at", "ended_at"}),
        ("saved_question", {"saved_at", "ended_at"}),
        ("bulk_change", {"changed_at", "undone_by", "undone_at", "undone_reason"}),
    ],
)
def test_the_application_does_not_say_when_a_row_came_or_what_follows_from_it(
    superuser: sa.Connection, table: str, not_granted: set[str]
) -> None:
    query = f"""SELECT a.attname FROM pg_attribute a WHERE a.attrelid = 'tawthiq.{table}'::regclass AND a.attnum > 0
      AND NOT a.attisdropped AND a.attgenerated = ''
      AND NOT has_column_privilege('tawthiq_app', a.attrelid, a.attnum, 'INSERT')"""
    assert set(superuser.execute(sa.text(query)).scalars()) == not_granted
