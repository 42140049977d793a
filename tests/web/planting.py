"""Canaries: a word of its own in every text column of every row of a project, put there past every wall.

A column that a check or a foreign key binds to a list cannot hold one and is passed over. Columns whose content the
pages must understand (a unit, a date in EDTF) are planted in the newest row of a table alone, so that the rest of the
project stays readable, and last, because whoever reads that row may fail over it.
"""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime

import psycopg
import sqlalchemy as sa
from PIL import Image, PngImagePlugin

from app.domain.records import Bundle, Citation, ClaimRecord, IncidentRecord, LinkRecord, TextValue
from app.domain.reported import AssessmentRecord
from app.domain.same import SameEntry
from app.domain.tasks import TaskEntry
from app.services import same
from app.services.doors import Doors
from app.services.evidence import Keeping, keep_file
from app.services.taking_in import take_in
from app.services.tasks import change_task, read_task, take_up_task
from app.store import reported
from tests.filled import Tokens, incident
from tests.services.deciding import decide

# Read by code, not by people: nonsense in them makes their own project's pages fail.
CODES = frozenset(
    {
        "claim.unit",
        "reported_decision.record",
        "claim.population",
        "claim.part_of",
        "claim.edtf",
        "claim.zone",
        "act.completion_code",
        "evidence_item.media_type",
        "act.type_code",
        "incident_index.edtf",
        "incident_index.precision",
        "incident_index.kind",
        "incident_index.scope",
        "incident_harm.harm",
        "incident_harm.unit",
        "incident_harm.measure",
        "incident_harm.population",
        "incident_harm.part_of",
        "incident_harm.quantity_class",
        "involvement.degree_code",
        "entry.before",
        "entry.after",
        "event.detail",
        "event.deed",
        "adoption.harm",
        "adoption.path",
        "assessment.item",
        "verification.from_level",
        "verification.snapshot",
        "verification.to_level",
        "term.attributes",
    }
)
# In addresses, where whoever asks has typed it. Refs are words of their own already: `refs`.
IN_ADDRESSES = frozenset({"project.code"})

# The word in the file that is planted, before the project's code.
FILE = "canaryfile"

# What a change of other rows writes: the index and the log.
WRITTEN_LAST = frozenset({"incident_index", "incident_harm", "event", "entry"})

_VALUES = {
    "text": "{word} || {key}",
    "ARRAY": "ARRAY[{word} || {key}]",
    "jsonb": "jsonb_build_object('planted', {word} || {key})",
}


def add_rows(doors: Doors, code: str, tokens: Tokens) -> None:
    """A second incident, and a row in each table that the filled database leaves empty, so that there is where to
    plant."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "record_incident")
        work.open(project, "record_incident", reason="second report")
        take_in(work, project, incident(2))
        batch = work.connection.execute(
            sa.text(
                "INSERT INTO import_batch (project_id, profile, profile_version, file_name, file_digest)"
                " VALUES (:project, 'invented', 1, 'rows.csv', sha256('rows')) RETURNING id"
            ),
            {"project": project.id},
        ).scalar_one()
        work.connection.execute(
            sa.text(
                "INSERT INTO import_row (project_id, import_batch_id, row_number, byte_from, byte_to, state, rule,"
                " column_name) VALUES (:project, :batch, 1, 0, 9, 'flagged', 'rule', 'column')"
            ),
            {"project": project.id, "batch": batch},
        )
        number, ref = work.connection.execute(
            sa.text("SELECT id, ref FROM document WHERE project_id = :project ORDER BY id LIMIT 1"),
            {"project": project.id},
        ).one()
        grade = AssessmentRecord(
            "NORTH", "reliability", "B", "As before.", datetime(2025, 5, 2, tzinfo=UTC), document=ref
        )
        reported.keep_reported(work.connection, project.id, [grade], {}, {ref: number})
    decide(doors, code, tokens)
    join(doors, code, tokens, "incident")


def join(doors: Doors, code: str, tokens: Tokens, table: str) -> None:
    """Says that the first two incidents, or sources, of a project are the same."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "join_entries")
        refs = f"SELECT ref FROM {table} WHERE project_id = :project ORDER BY id LIMIT 2"
        one, other = work.connection.execute(sa.text(refs), {"project": project.id}).scalars()
        entry = same.find_entry(work, project, one)
        same.join_entries(work, project, entry, SameEntry(other=other, reason="One street, one hour."))


def add_link(doors: Doors, code: str, tokens: Tokens) -> None:
    """Another incident, to which the first is held comparable."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "link_incidents")
        work.open(project, "link_incidents")
        first = work.connection.execute(
            sa.text("SELECT ref FROM incident WHERE project_id = :project ORDER BY id LIMIT 1"), {"project": project.id}
        ).scalar_one()
        link = LinkRecord(first, "other", "comparable_to", "alike")
        take_in(work, project, Bundle(incidents=(IncidentRecord("other", "Alike"),), incident_links=(link,)))


def add_context(doors: Doors, code: str, tokens: Tokens) -> None:
    """What a source says of the party of the first incident beside all incidents."""
    found = "SELECT ref FROM {} WHERE project_id = :project ORDER BY id LIMIT 1"
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "attribute_claim")
        party, source, document = (
            work.connection.execute(sa.text(found.format(table)), {"project": project.id}).scalar_one()
            for table in ("party", "source", "document")
        )
        work.open(project, "attribute_claim")
        claim = ClaimRecord(
            key="context", incident=None, party=party, path="context.pattern", value=TextValue("again and again"),
            stated_as="again and again", basis="own_collection", originator=source,
            citation=Citation(document, "paragraph 3", "They come again and again."),
        )  # fmt: skip
        take_in(work, project, Bundle(claims=(claim,)))


def add_task(doors: Doors, code: str, tokens: Tokens) -> None:
    """A task about the first incident that somebody has taken up, and put down with a reason."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "take_up_task")
        query = "SELECT ref FROM incident WHERE project_id = :project ORDER BY id LIMIT 1"
        incident_ref = work.connection.execute(sa.text(query), {"project": project.id}).scalar_one()
        entry = TaskEntry(kind="other", incident=incident_ref, what="Which village?", assigned_to=f"verifier of {code}")
        ref = take_up_task(work, project, entry)
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "change_task")
        view = read_task(work, project, ref, date(2026, 1, 1))
        change_task(work, project, view, TaskEntry(what="Which village?", done_reason="The monitor says which."))


def add_file(doors: Doors, keeping: Keeping, code: str, token: str) -> str:
    """A picture of a document, with a word of its own in it that is in no pixel. Returns the file's ref."""
    with doors.work(token) as work:
        project = work.enter(code, "add_file")
        document = work.connection.execute(
            sa.text(
                "SELECT d.ref FROM document_relation r JOIN document d ON d.project_id = r.project_id"
                " AND d.id = r.from_id WHERE r.project_id = :project ORDER BY r.id LIMIT 1"
            ),
            {"project": project.id},
        ).scalar_one()
        with keeping.vault.draft(project.id, keeping.file_limit) as draft:
            draft.write(picture(f"{FILE}{code}"))
            return keep_file(work, project, keeping, document, draft, "photo.png").ref


def picture(word: str) -> bytes:
    """A small PNG that has a word as its comment."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", word)
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG", pnginfo=words)
    return made.getvalue()


def refs(owner: sa.Engine, code: str) -> dict[str, str]:
    """The refs of everything in a project: nobody outside it may learn even these."""
    tables = ("incident", "act", "party", "source", "document", "claim", "evidence_item", "task")
    with owner.connect() as connection:
        return {
            f"{table}.ref {ref}": ref.lower()
            for table in tables
            for ref in connection.execute(
                sa.text(f"SELECT ref FROM {table} JOIN project p ON p.id = project_id WHERE p.code = :code"),
                {"code": code},
            ).scalars()
        }


def plant(owner: sa.Engine, code: str, token: str, *, codes: bool) -> dict[str, str]:
    """Plants the columns for people, or with `codes` those that code reads. Returns column → canary."""
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE claim DISABLE TRIGGER follow_only"))  # a wall that no claim passes
        project = _open(connection, code, token)
        planted = _plant(connection, project, codes, written_last=False)
        connection.execute(
            sa.text("SELECT project_incidents(:project, array_agg(id)) FROM incident WHERE project_id = :project"),
            {"project": project},
        )
        connection.execute(sa.text("SELECT close_event()"))
    with owner.begin() as connection:
        return planted | _plant(connection, _number(connection, code), codes, written_last=True)


def _plant(connection: sa.Connection, project: int, codes: bool, *, written_last: bool) -> dict[str, str]:
    planted = {}
    for table, column, kind in _columns(connection):
        name = f"{table}.{column}"
        wanted = (name in CODES) is codes and column != "ref" and name not in IN_ADDRESSES
        if not wanted or (table in WRITTEN_LAST) is not written_last:
            continue
        if _planted(connection, table, column, kind, project, newest=codes):
            planted[name] = canary(name)
    return planted


def name_people(owner: sa.Engine, code: str) -> dict[str, str]:
    """Gives the people of a project telling names."""
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT open_gate_event(NULL, 'shell', 'rename', NULL)"))
        connection.execute(
            sa.text(
                "UPDATE account SET name = :word || id, name_folded = :word || id WHERE NOT administrator AND id IN"
                " (SELECT m.account_id FROM membership m JOIN project p ON p.id = m.project_id WHERE p.code = :code)"
            ),
            {"word": canary("account.name"), "code": code},
        )
        connection.execute(sa.text("SELECT close_event()"))
    return {"account.name": canary("account.name")}


def canary(name: str) -> str:
    """The word of a column: letters alone, which no folding, quoting or casing changes."""
    return "canary" + "".join(letter for letter in name if letter.isalpha())


def found(bodies: Iterable[str], canaries: dict[str, str]) -> set[str]:
    """Of which columns a canary stands in one of the bodies."""
    text = "\n".join(bodies).lower()
    return {column for column, word in canaries.items() if word in text}


def _open(connection: sa.Connection, code: str, token: str) -> int:
    """Opens an event that may write, as the owner but in the name of a member."""
    connection.execute(sa.text("SELECT set_config('tawthiq.token', :token, true)"), {"token": token})
    project = _number(connection, code)
    connection.execute(sa.text("SELECT open_event(:project, 'plant', 'x', NULL, true, false)"), {"project": project})
    return project


def _number(connection: sa.Connection, code: str) -> int:
    number: int = connection.execute(sa.text("SELECT id FROM project WHERE code = :code"), {"code": code}).scalar_one()
    return number


def _columns(connection: sa.Connection) -> list[tuple[str, str, str]]:
    rows = connection.execute(
        sa.text(
            """
            SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = 'tawthiq' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
              AND (c.data_type IN ('text', 'jsonb') OR c.udt_name = '_text')
              AND (c.table_name = 'project' OR EXISTS (SELECT FROM information_schema.columns p
                WHERE p.table_schema = 'tawthiq' AND p.table_name = c.table_name AND p.column_name = 'project_id'))
            ORDER BY c.table_name, c.ordinal_position
            """
        )
    )
    return [tuple(row) for row in rows]


def _planted(connection: sa.Connection, table: str, column: str, kind: str, project: int, *, newest: bool) -> bool:
    """Plants one column, in all rows that can take it or in the newest of them; whether any could."""
    key = {"incident_index": "incident_id", "incident_harm": "incident_id", "entry": "row_id"}.get(table, "id")
    value = _VALUES[kind].format(word=f"'{canary(f'{table}.{column}')}'", key=key)
    scope = f"{'id' if table == 'project' else 'project_id'} = {project}"
    change = f'UPDATE {table} SET "{column}" = {value} WHERE {scope}'
    if not newest and _changed(connection, change):
        return True
    rows = connection.execute(sa.text(f"SELECT ctid::text FROM {table} WHERE {scope} ORDER BY {key} DESC")).scalars()
    changed = (_changed(connection, f"{change} AND ctid = '{row}'") for row in rows.all())
    return any(changed) if newest else any(list(changed))


def _changed(connection: sa.Connection, change: str) -> bool:
    try:
        with connection.begin_nested():
            return bool(connection.execute(sa.text(change)).rowcount)
    except sa.exc.IntegrityError as error:
        if not isinstance(error.orig, psycopg.errors.CheckViolation | psycopg.errors.ForeignKeyViolation):
            raise
        return False
