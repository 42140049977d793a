"""Taking the rows of tables in: of a table in hand, in the request or as a job; of a file by a profile of the project.

The file that a table came in is kept with the table's document before its first row is taken in, so that every claim
leads to it.
"""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.errors import InvalidInput, InvalidValue
from app.domain.mapping import Mapping, check
from app.exchange.mapped_table import MappedTable, facts_of
from app.exchange.profiles import open_file
from app.services import import_chunks, import_rows, jobs
from app.services.doors import Doors
from app.services.evidence import Keeping, keep_file
from app.services.import_report import Report
from app.services.imports import PROFILES, How, Opened, take_file
from app.services.jobs import Job, Task
from app.services.sheet_reading import read_sheet
from app.services.sheets import Sheet, SheetHead, find_profiles, open_sheet, problems_of, today
from app.services.taking_in import look_up, take_in
from app.services.work import Work
from app.store import evidence, sheets, sources
from app.store.projects import Project

IMPORT = "import_sheet"
"""The kind of job that takes a table in."""


def is_long(sheet: SheetHead) -> bool:
    """Whether a table has more rows than are taken in while a browser waits."""
    return sheet.facts.rows > import_chunks.CHUNK_ROWS


def start_import(work: Work, project: Project, sheet: Sheet) -> None:
    """Asks for a table to be taken in by itself. InvalidInput where what was said of its columns is not in order."""
    if problems := problems_of(sheet, sheet.mapping or Mapping.model_validate({})):
        raise InvalidInput(problems)
    jobs.start_job(work, project, IMPORT, sheet.key)


def find_import(work: Work, project: Project, sheet: SheetHead) -> Job | None:
    """The last time that a table was to be taken in by itself."""
    return jobs.find_job(work, project, IMPORT, sheet.key)


def cancel_import(work: Work, project: Project, key: str) -> None:
    """Stops taking a table in, behind the thousand rows that are under way."""
    jobs.cancel_job(work, project, IMPORT, key)


def import_for(task: Task) -> None:
    """Does what `start_import` asked for: goes on from where the table has come, to its end."""
    how = How(progress=lambda done, size: task.check())
    import_sheet(task.doors, task.token, task.code, task.subject, task.keeping, how)


def import_sheet(doors: Doors, token: str, code: str, key: str, keeping: Keeping, how: How | None = None) -> Report:
    """Takes a table in hand in, further than it has come. InvalidInput where what was said of its columns is not in
    order; FileTooLarge or Refused where its file cannot be kept, and then no row is taken in either."""
    with doors.work(token) as work:
        project = work.enter(code, "import_incidents")
        sheet = open_sheet(work, project, key)
        mapping = _known_names(work, project, sheet.mapping or Mapping.model_validate({}))
    if problems := problems_of(sheet, mapping):
        raise InvalidInput(problems)
    profile = MappedTable(mapping, sheet.facts, today(), sheet.mends)
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps({}).encode() + b"\n")
        file.writelines(sheet.lines)
        opened = Opened(file, sheet.file_name)
        kept = sheet.kept or _keep_file(doors, token, code, (sheet, profile, opened), keeping)

        def begun(work: Work, project: Project, batch: int) -> None:
            sheets.keep(work.connection, project.id, work.actor.account_id, key, {"import_batch_id": batch})

        whole = replace(how or How(), kept=kept, begun=begun)
        report = take_file(doors, token, code, (profile, import_rows.compare), opened, whole)
    with doors.work(token) as work:  # of the very same table again no batch was begun
        project = work.enter(code, "import_incidents")
        sheets.keep(work.connection, project.id, work.actor.account_id, key, {"import_batch_id": report.batch})
    return report


def _keep_file(
    doors: Doors, token: str, code: str, taken: tuple[Sheet, MappedTable, Opened], keeping: Keeping
) -> int | None:
    """Keeps the file that a table came in as one of the table's document, which is registered first where it is not on
    record. Returns the number of the item; None of a table that came without its file."""
    sheet, profile, opened = taken
    shared = profile.shared(profile.look_over(opened.file, opened.name))
    key = shared.documents[0].key
    with doors.work(token) as work:
        project = work.enter(code, "import_incidents")
        file = sheets.file_of(work.connection, project.id, work.actor.account_id, sheet.key)
        if file is None:
            return None
        known = look_up(work, project, shared)
        if key not in known.documents:
            work.open(project, "register_document", detail={"file": sheet.file_name})
            known = take_in(work, project, shared, keys=known).keys
        document = known.documents[key].ref
    with doors.work(token) as work, keeping.vault.draft(project.id, keeping.file_limit) as draft:
        project = work.enter(code, "import_incidents")
        draft.write(file)
        done: dict[str, Any] = {"file": None}  # from here on it is counted as a file
        sheets.keep(work.connection, project.id, work.actor.account_id, sheet.key, done)
        kept = keep_file(work, project, keeping, document, draft, sheet.file_name)
        item = evidence.find_item(work.connection, project.id, document, kept.ref)
        sheets.keep(work.connection, project.id, work.actor.account_id, sheet.key, {"evidence_item_id": item.id})
    return item.id


def import_table(
    doors: Doors,
    token: str,
    code: str,
    profile_name: str,
    path: Path,
    how: How | None = None,
    *,
    heading: int = 0,
) -> Report:
    """Takes a file into the project by a saved profile, whole. `heading`: the number of the row that names the columns,
    0 where it is to be found. InvalidValue where there is no such profile, or a column that it uses is missing."""
    with doors.work(token) as work:
        project = work.enter(code, "import_incidents")
        saved = next(iter(sheets.find_profiles(work.connection, project.id, profile_name)), None)
        if saved is None:
            known = [*PROFILES, *(one.name for one in find_profiles(work, project))]
            raise InvalidValue(f"There is no profile {profile_name!r}. Known: {', '.join(known)}.", "profile")
        mapping = _known_names(work, project, Mapping.model_validate(saved.mapping))
    with open_file(path) as brought:
        lines = read_sheet(brought, heading=heading)
    facts = facts_of(lines.partition(b"\n")[0])
    if missing := sorted(name for name, what in mapping.columns.items() if what and name not in facts.columns):
        why = (
            f"{path.name} has no column {', '.join(missing)}, which the profile uses: row {facts.heading_row} was read"
        )
        raise InvalidValue(f"{why} as the one that names them. Does another? Say which: --headings ROW.", "profile")
    if problems := check(mapping, facts.columns, today()):
        raise InvalidInput(problems)
    profile = MappedTable(mapping, facts, today(), {}, saved.name, saved.version)
    with tempfile.TemporaryFile() as file:
        file.write(lines)
        opened = Opened(file, path.name)
        return take_file(doors, token, code, (profile, import_rows.compare), opened, how or How())


def _known_names(work: Work, project: Project, mapping: Mapping) -> Mapping:
    """The mapping with the source's name as it is on record, however it was typed."""
    if not mapping.source_name:
        return mapping
    return mapping.model_copy(
        update={"source_name": sources.same_name(work.connection, project.id, mapping.source_name)}
    )
