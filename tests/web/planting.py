"""Canaries: a word of its own in every text column of every row of a project, put there past every wall.

A column that a check or a foreign key binds to a list cannot hold one and is passed over. Columns whose content the
pages must understand (a unit, a date in EDTF) are planted in the newest row of a table alone, so that the rest of the
project stays readable, and last, because whoever reads that row may fail over it.
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import sqlalchemy as sa
from PIL import Image, PngImagePlugin

from app.domain.mapping import Mapping
from app.domain.own_places import OwnPlaceEntry
from app.domain.questions import ask
from app.domain.records import (
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    IncidentRecord,
    IncidentValue,
    InterventionRecord,
    LinkRecord,
    PartyRecord,
    PartyValue,
    PropertyItemRecord,
    SourceRecord,
    TermValue,
    TextValue,
)
from app.domain.reported import AssessmentRecord
from app.domain.same import SameEntry
from app.domain.tasks import TaskEntry
from app.services import desk, entry_templates, jobs, own_places, same, saved_questions, sheet_imports, sheets, unsaved
from app.services.doors import Doors
from app.services.evidence import Keeping, keep_file
from app.services.taking_in import take_in
from app.services.tasks import change_task, read_task, take_up_task
from app.store import bulk, imports, reported
from app.store import sheets as in_hand
from app.store.exports import asked
from tests.filled import Tokens, incident
from tests.services.deciding import decide, weigh_action

# Read by code, not by people: nonsense in them makes their own project's pages fail.
CODES = frozenset(
    {
        "claim.unit",
        "reported_decision.record",
        "export.question",
        "export.format",
        "export.audience",
        "claim.population",
        "claim.part_of",
        "claim.edtf",
        "claim.zone",
        "act.completion_code",
        "evidence_item.media_type",
        "act.type_code",
        "incident_index.edtf",
        "incident_index.precision",
        "incident_index.adopted_precision",
        "incident_index.adopted_edtf",
        "incident_harm.adopted_class",
        "incident_index.kind",
        "incident_index.scope",
        "incident_index.unit_names_ar",  # one for each level
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
        "verification.answers",
        "verification.from_level",
        "verification.snapshot",
        "verification.to_level",
        "term.attributes",
        "unsaved_entry.answers",
        "import_profile.mapping",
        "own_place.successor",
        "own_place.kind",
        "entry_template.answers",
        "saved_question.question",
        "bulk_change.from_code",
        "bulk_change.to_code",
        "follow_up.subject",
        "job.subject",
        "sheet.lines",
        "sheet.mapping",
        "sheet.mends",
    }
)
# In addresses, where whoever asks has typed it. Refs are words of their own already: `refs`.
IN_ADDRESSES = frozenset({"project.code"})

# The word in the file that is planted, before the project's code.
FILE = "canaryfile"

# The one-time keys of the forms that are planted as drafts.
DRAFT = {code: f"{number}a1b2c3d-0000-4000-8000-000000000000" for number, code in enumerate(("EAST", "WEST"))}

# The refs of the exports that are planted.
EXPORT = {code: f"EXP-{number}{11 * 'Z'}" for number, code in enumerate(("EAST", "WEST"))}

# What a change of other rows writes: the index and the log.
WRITTEN_LAST = frozenset({"incident_index", "incident_harm", "event", "entry"})

_VALUES = {
    "text": "{word} || {key}",
    "ARRAY": "ARRAY[{word} || {key}]",
    "jsonb": "jsonb_build_object('planted', {word} || {key})",
}


def damaged(told: Bundle) -> Bundle:
    """The same incident, in which a shrine was harmed too."""
    kind = next(claim for claim in told.claims if claim.path == "incident.when")
    said = {"item.kind": TermValue("shrine"), "item.community": TextValue("People of the springs")}
    return replace(
        told,
        property_items=(PropertyItemRecord("shrine", "incident", "Shrine of the springs"),),
        claims=(
            *told.claims,
            *(
                replace(kind, key=path, path=path, value=value, item="shrine", stated_as="People of the springs")
                for path, value in said.items()
            ),
        ),
    )


def add_text(doors: Doors, code: str, token: str) -> None:
    """A text for each document of a project."""
    with doors.work(token) as work:
        refs = work.connection.execute(
            sa.text("SELECT d.ref FROM document d JOIN project p ON p.id = d.project_id WHERE p.code = :code"),
            {"code": code},
        ).scalars()
        documents = list(refs)
    for document in documents:
        with doors.work(token) as work:
            desk.take_text(work, work.enter(code, "take_text"), document, f"Words of {code}.")


def add_drafts(doors: Doors, code: str, tokens: Tokens) -> None:
    """What two of a project's people have begun, each under the same key."""
    for role in ("documenter", "verifier"):
        with doors.work(tokens[code, role]) as work:
            project = work.enter(code, "discard_entry")
            address = f"/p/{code}/incidents/new"
            unsaved.keep_entry(work, project, DRAFT[code], address, (("quote", f"Begun in {code}"),))


def add_sheets(doors: Doors, code: str, tokens: Tokens) -> None:
    """A table in the hand of whoever may import, each under the same key, and taken in; and a profile."""
    mapping = Mapping.model_validate({"columns": {"Day": "when"}})
    told = '{"columns": ["Day"], "rows": 1, "sha256": "0", "heading_row": 1}\n[2, ["2025-03-07"]]\n'
    batch = 0
    for role in ("documenter", "custodian"):
        with doors.work(tokens[code, role]) as work:
            project = work.enter(code, "import_incidents")
            if not batch:
                sheets.save_profile(work, project, f"Profile of {code}", mapping)
                batch = imports.start_batch(work.connection, project.id, "table", 1, b"sheet", "rows.csv").id
            mine = (work.connection, project.id, work.actor.account_id, DRAFT[code])
            in_hand.add(*mine, ("rows.csv", told, b"Day"))
            in_hand.keep(*mine, {"mapping": mapping.model_dump(mode="json"), "import_batch_id": batch})
            jobs.start_job(work, project, sheet_imports.IMPORT, DRAFT[code])


def add_export(doors: Doors, keeping: Keeping, code: str, tokens: Tokens) -> None:
    """An export of whoever may take out, each under the same ref: ready, its file in its place."""
    for role in ("analyst", "verifier", "custodian"):
        with doors.work(tokens[code, role]) as work:
            project = work.enter(code, "export_incidents")
            values = {"ref": EXPORT[code], "question": {"q": f"{FILE}{code.lower()}"}, "format": "jsonl"}
            values |= {"audience": "internal", "language": "en", "incidents": 1}
            asked.add(work.connection, project.id, work.actor.account_id, 7, values)
            done = {"sha256": bytes(32), "size": 1, "manifest": {"title": FILE}, "rows_done": 1}
            asked.finish(work.connection, project.id, EXPORT[code], 7, done)
    file = keeping.exports / EXPORT[code] / "export.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text(f"{FILE}{code.lower()}")


def add_bulk_change(doors: Doors, code: str, tokens: Tokens) -> None:
    """A change of a killing that was left as it was."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "change_in_bulk")
        work.open(project, "change_in_bulk")
        claim = work.connection.execute(
            sa.text("SELECT min(id) FROM claim WHERE project_id = :project AND path = 'act.type'"),
            {"project": project.id},
        ).scalar_one()
        values = {"key": DRAFT[code], "from_code": "killing", "to_code": "mass_killing", "reason": f"Exact in {code}"}
        bulk.begin(work.connection, project.id, values | {"changed_by": work.actor.account_id}, [claim])
        work.connection.execute(
            sa.text("UPDATE bulk_claim SET left_alone = 'said' WHERE project_id = :project"), {"project": project.id}
        )


def add_rows(doors: Doors, code: str, tokens: Tokens) -> None:
    """A second incident, and a row in each table that the filled database leaves empty, so that there is where to
    plant."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "record_incident")
        work.open(project, "record_incident", reason="second report")
        take_in(work, project, damaged(incident(2)))
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
        reported.keep_reported(work.connection, project.id, [grade], {}, {ref: number}, {})
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


def add_place(doors: Doors, code: str, tokens: Tokens) -> None:
    """A place of the project's own, with a name of every kind."""
    entry = OwnPlaceEntry(
        once=DRAFT[code], name="Post 7", name_ar="الحاجز", aliases="The post", kind="site", note="Told."
    )
    with doors.work(tokens[code, "documenter"]) as work:
        own_places.register_place(work, work.enter(code, "register_place"), entry)


def add_template(doors: Doors, code: str, tokens: Tokens) -> None:
    """Answers of the entry form under a name."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "keep_template")
        entry_templates.keep_template(work, project, "Weekly", [("where", "Kafr Nab")], ["where"])


def add_question(doors: Doors, code: str, tokens: Tokens) -> None:
    """A question under a name."""
    with doors.work(tokens[code, "analyst"]) as work:
        project = work.enter(code, "save_question")
        saved_questions.save_question(work, project, "Weekly", ask({"act": "killing"}))


def add_intervention(doors: Doors, code: str, tokens: Tokens) -> None:
    """An appeal about the first incident, as a council tells of it, and what was decided of that."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "record_intervention")
        ref = work.connection.execute(
            sa.text("SELECT ref FROM incident WHERE project_id = :project ORDER BY id LIMIT 1"), {"project": project.id}
        ).scalar_one()
        work.open(project, "record_intervention")
        values = {"kind": TermValue("appeal"), "by": PartyValue("council"), "incident": IncidentValue(ref)}
        take_in(
            work,
            project,
            Bundle(
                sources=(SourceRecord("council", "community_body", "Council C", "none_stated"),),
                documents=(DocumentRecord("call", "council", "report", "A call", "on_file"),),
                parties=(PartyRecord("council", "community_body", "Council C"),),
                interventions=(InterventionRecord("appeal"),),
                claims=tuple(
                    ClaimRecord(
                        key=name, incident=None, intervention="appeal", path=f"intervention.{name}", value=value,
                        stated_as="We call for protection.", basis="none_stated", originator="council",
                        citation=Citation("call", quote="We call for protection."),
                    )
                    for name, value in values.items()
                ),
            ),
        )  # fmt: skip
    weigh_action(doors, code, tokens[code, "verifier"])


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
        _walls(connection, "DISABLE")
        project = _open(connection, code, token)
        planted = _plant(connection, project, codes, written_last=False)
        connection.execute(
            sa.text("SELECT project_incidents(:project, array_agg(id)) FROM incident WHERE project_id = :project"),
            {"project": project},
        )
        connection.execute(sa.text("SELECT close_event()"))
    with owner.begin() as connection:
        planted |= _plant(connection, _number(connection, code), codes, written_last=True)
    with owner.begin() as connection:
        _walls(connection, "ENABLE")
    return planted


def _walls(connection: sa.Connection, do: str) -> None:
    """Takes down, or puts up again, whatever refuses words that nobody may type in; the log goes on."""
    walls = connection.execute(
        sa.text(
            "SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = 'tawthiq'::regnamespace AND t.tgname NOT LIKE 'log%'"
            " AND t.tgname <> 'guard'"
        )
    )
    for table, wall in walls.all():
        connection.execute(sa.text(f'ALTER TABLE {table} {do} TRIGGER "{wall}"'))


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
