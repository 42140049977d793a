"""Writing a report: compiled from one moment, set by templates, recorded as an event, then put in its place whole.

What fails between the last two leaves the event without a file: on record may be what never left, and nothing leaves
that is not on record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain import report_words
from app.domain.disclosure import INTERNAL
from app.domain.errors import Refused
from app.domain.questions import Question
from app.domain.reports import Kind, Report, Section, Withheld, kind_named, refuse_unknown
from app.domain.wording import saying
from app.exchange import drafts
from app.exchange.reports import setting
from app.services.doors import Doors
from app.services.reports import (
    bulletin,
    casualties,
    corrections,
    discrepancies,
    dossier,
    methodology,
    pipeline,
    subjects,
)
from app.services.reports.telling import Teller
from app.services.work import Work, in_time
from app.store import reports
from app.store.exports import scope, summary
from app.store.projects import Project

DEED = "write_report"
MOST = 5_000
"""Incidents that a report tells one by one: more is no document that anybody reads."""
MOST_PAGES = 1_000
"""The same where it is set as pages: PDF and DOCX are made in memory, whole."""

Compile = Callable[[Teller, list[str]], list[Section]]
_COMPILE: dict[str, Compile] = {
    "dossier": dossier.compile_sections,
    "bulletin": bulletin.compile_sections,
    "casualties": casualties.compile_sections,
    "discrepancies": discrepancies.compile_sections,
    "pipeline": pipeline.compile_sections,
    "heritage": subjects.heritage_sections,
    "displacement": subjects.displacement_sections,
    "detention": subjects.detention_sections,
    "corrections": corrections.compile_sections,
}


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """A report as it is asked for. `templates` is where an organisation keeps its own; `most` is how many incidents
    whoever asks can wait for."""

    kind: str
    question: Question
    language: str
    format: str
    templates: Path
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: of how many incidents, and what was withheld by which rule."""

    kind: str
    language: str
    incidents: int
    withheld: dict[str, int]
    as_of: str


def write_report(doors: Doors, token: str, code: str, wanted: ReportWanted, path: Path) -> Written:
    """Writes a report to `path`, in the name of whoever holds the token, and records that it went out.

    UnknownFilter for a kind, language, format or a name in the question that there is not; Refused for a path that
    cannot be written, a template with an error (said with file, line and column), more incidents than are told one by
    one, or more than can be read in time; NotFound, NotPermitted. Whatever goes wrong, nothing is left at `path` that
    was not there before.
    """
    kind = kind_named(wanted.kind)
    refuse_unknown(wanted.language, wanted.format)
    with drafts.one_file(path) as draft:
        with doors.work(token, one_moment=True) as work, in_time():
            report = compile_report(work, work.enter(code, DEED), wanted, kind)
        # Setting pages takes longer than reading, and no moment of the database is held meanwhile.
        with draft.file(path.name) as written:
            written.write(setting.FORMATS[wanted.format](report, wanted.templates))
        done = Written(
            kind.code,
            wanted.language,
            report.incidents,
            {one.rule: one.number for one in report.withheld},
            report.as_of.isoformat(),
        )
        with doors.work(token) as work:
            work.open(work.enter(code, DEED), DEED, detail=_detail(wanted, done, draft), writes=False)
    return done


def write_templates(path: Path) -> list[str]:
    """Writes our templates into a new folder; returns their names. Refused where it holds anything, or cannot be
    written; or where the library for DOCX is not installed."""
    ours = setting.our_templates()
    with drafts.folder(path, replaces=ours.keys()) as draft:
        for name, content in ours.items():
            with draft.file(name) as written:
                written.write(content)
    return sorted(ours)


def _detail(wanted: ReportWanted, done: Written, draft: drafts.Draft) -> dict[str, Any]:
    """What the event says of a report: enough to know its file again, and what it went by."""
    return {
        "question": wanted.question.as_parameters(),
        "kind": done.kind,
        "language": done.language,
        "format": wanted.format,
        "audience": INTERNAL.name,
        "as_of": done.as_of,
        "rows": {"incidents": done.incidents},
        "withheld": done.withheld,
        "files": {name: {"bytes": one.bytes, "sha256": one.sha256} for name, one in draft.written.items()},
    }


def count_incidents(work: Work, project: Project, question: Question) -> int:
    """How many incidents answer a question. UnknownFilter for a name that is on no record."""
    where = reports.conditions(work.connection, project.id, question, INTERNAL)
    return reports.count(work.connection, where)


def compile_report(work: Work, project: Project, wanted: ReportWanted, kind: Kind) -> Report:
    """The report as a record, as of the work's moment."""
    language = wanted.language
    compile_sections, about = _COMPILE[kind.code], subjects.ABOUT.get(kind.code)
    further = [reports.is_about(about)] if about else []
    asked = scope.ask(work.connection, project.id, wanted.question, INTERNAL, further)
    said = summary.summarise(work.connection, asked)
    teller = Teller(work, project, wanted.question, INTERNAL, kind, language, wanted.most)
    where = [*reports.conditions(work.connection, project.id, wanted.question, INTERNAL), *further]
    number = reports.count(work.connection, where)
    if kind.one_by_one and number > (wanted.most if wanted.format == "html" else min(wanted.most, MOST_PAGES)):
        raise Refused(
            "This report tells incidents one by one, and more answer than it can tell: 5,000 as HTML, 1,000 as PDF or"
            " DOCX, 200 from the page. Narrow the question by period, place or act. The bulletin and the state of"
            " verification tell of any number."
        )
    refs = reports.refs(work.connection, where, wanted.most) if number else []
    sections = compile_sections(teller, refs) if number else []
    sections = [one for one in sections if not one.is_empty]
    if not sections:
        sections = [Section("", notes=(report_words.word("nothing", language),))]
    held = {rule: n for rule, n in said.withheld.items() if rule in methodology.WITHHELD}
    if teller.not_told:
        held["not_told_one_by_one"] = teller.not_told
    return Report(
        kind=kind.code,
        language=language,
        title=kind.label(language),
        subtitle=project.title,
        as_of=said.at,
        incidents=number,
        says=_says(teller, said.at, number),
        sections=tuple(sections),
        footnotes=teller.notes.all(),
        withheld=tuple(Withheld(rule, n, methodology.withheld_words(rule, n, language)) for rule, n in held.items()),
        methodology=methodology.sections(project, kind, said.levels, said.import_incomplete, language),
        words=report_words.words(language),
    )


def _says(teller: Teller, at: Any, number: int) -> tuple[tuple[str, str], ...]:
    language, project = teller.language, teller.project
    asked = report_words.question_words(teller.question, language)
    word = report_words.word
    semicolon = saying("and", language)
    return (
        (word("project", language), f"{project.title} ({project.code})"),
        (
            word("question", language),
            semicolon.join(f"{label}: {text}" for label, text in asked) or word("whole", language),
        ),
        (word("as_of", language), report_words.instant_words(at, language)),
        (word("incidents", language), f"{number:,}"),
        (word("made_by", language), teller.work.actor.name),
        (word("audience", language), word("members", language)),
    )
