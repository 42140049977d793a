"""What left the project and was corrected since: a level that was lowered, a figure that is lower now."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from app.domain import wording
from app.domain.corrections import Figure, FigureDecided, Figures, Moved, is_below, lowered, stood_at
from app.domain.counts import Line
from app.domain.counts.count import describe_bounds
from app.domain.counts_in_words import counted
from app.domain.errors import Refused, UnknownFilter
from app.domain.questions import ask
from app.domain.report_words import instant_words
from app.domain.reports import Cell, Section, Table
from app.domain.text import isolated
from app.domain.verification import LEVELS
from app.services.reports.subjects import ABOUT
from app.services.reports.telling import Teller, Told
from app.store import history, reports
from app.store.reports import About, Lowered, Taken

_STATUS = ("Levels that were lowered", "مستويات خُفضت")
_FIGURES = ("Figures that are lower", "أعداد صارت أقل")
_HEAD = (
    ("Incident", "الحادثة"),
    ("What", "الموضوع"),
    ("As it went out", "كما أُخرج"),
    ("As it stands", "كما هو الآن"),
    ("Why", "السبب"),
    ("Went out before", "أُخرجت قبل ذلك"),
)
_BY_WHOM = ("{what}, alleged of {party}", "{what}، المنسوب إلى {party}")
_ON = ("{at}, by {by}: {reason}", "{at}، {by}: {reason}")
_TIMES = ("{n} times, first {first}, last {last}", "عدد المرات: {n}، أولها {first}، وآخرها {last}")
_TAKEN = ("{at} ({form}, by {by})", "{at} ({form}، {by})")
_NO_FIGURE = ("no figure", "لا عدد")
_SOMETHING_SAID = ("what was said or decided since", "ما قيل أو حُسم منذ ذلك")
_ENDED = ("{words}, according to {who}: {reason}", "{words}، بحسب {who}: {reason}")
_NEVER = ("Nothing has been taken out of this project yet.", "لم يُخرج من هذا المشروع شيء بعد.")
_NONE = (
    "Of what was taken out, no level was lowered and no figure is lower since.",
    "مما أُخرج، لم يُخفض مستوى ولم يصر عدد أقل منذ ذلك.",
)
_MOST = 5_000
_MORE = (
    "More figures were gone over since than are told here: those of the first 5,000 incidents. Narrow the question.",
    "أُعيد النظر منذ ذلك في أعداد أكثر مما يُروى هنا: أعداد أول 5,000 حادثة. ضيّق السؤال.",
)
_VOLATILE = frozenset(
    ("verification", "attribution", "at_least", "harm", "workflow", "changed_since", "cell", "match",
     "not_verification", "not_attribution", "not_harm", "not_workflow")
)  # fmt: skip
"""Filters by which an incident may have answered then and no longer does, for the very thing that was corrected."""


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Lowered levels, then lower figures; each with when it had gone out."""
    connection, project = teller.work.connection, teller.project
    people = history.people_of(connection, project.id)
    taken = reports.taken_out(connection, project.id, people)
    if not taken:
        return [Section(teller.say(_STATUS), (teller.say(_NEVER),))]
    since, last = taken[0].at, max(one.at for one in taken)
    tracks = reports.lowered_since(connection, teller.where(), since, people)
    changed = reports.changed_since(connection, teller.where(), (since, last), min(teller.most, _MOST) + 1)
    more = len(changed) > _MOST
    if teller.most < _MOST and max(len(changed), len({one.incident_id for one in tracks})) > teller.most:
        raise Refused(
            "More incidents were corrected or gone over since something went out than this report tells of from the"
            " page: 200. Narrow the question by period, place or act, or use the command line, which tells of 5,000."
        )
    changed = dict(islice(changed.items(), _MOST))
    held = _Held(teller, taken, {*(one.incident_id for one in tracks), *changed})
    statuses = [row for one in tracks if (row := _status(teller, one, held))]
    decided = reports.figures_decided(connection, project.id, changed)
    figures = [row for number, told in zip(changed, teller.read([*changed.values()]), strict=True)
               for row in _figures(teller, number, told, decided.get(number, []), held)]  # fmt: skip
    found = [(_STATUS, statuses), (_FIGURES, figures)]
    head = tuple(teller.say(one) for one in _HEAD)
    sections = [
        Section(teller.say(heading), tables=(Table(teller.say(heading), head, tuple(rows)),))
        for heading, rows in found
        if rows
    ]
    sections = sections or [Section(teller.say(_STATUS), (teller.say(_NONE),))]
    return [*sections, Section(teller.say(_FIGURES), (teller.say(_MORE),))] if more else sections


class _Held:
    """In which exports each of some incidents was."""

    def __init__(self, teller: Teller, taken: Sequence[Taken], incidents: set[int]) -> None:
        self._teller, self._incidents = teller, incidents
        self._recorded = reports.recorded_at(teller.work.connection, teller.project.id, incidents)
        self._answers: dict[tuple[About | None, tuple[tuple[str, str], ...]], set[int]] = {}
        self._taken = [(one, self._of(one)) for one in taken] if incidents else []

    def times(self, number: int) -> list[Taken]:
        """The times that an incident went out."""
        recorded = self._recorded[number]
        return [one for one, held in self._taken if recorded <= one.at and number in held]

    def _of(self, taken: Taken) -> set[int]:
        asked = {name: text for name, text in taken.question.items() if name not in _VOLATILE}
        about = ABOUT.get(taken.kind or "")
        key = about, tuple(sorted(asked.items()))
        if key not in self._answers:
            self._answers[key] = self._found(asked, about) if asked or about else self._incidents
        return self._answers[key]

    def _found(self, asked: dict[str, str], about: About | None) -> set[int]:
        teller = self._teller
        try:
            where = [*teller.where_of(ask(asked)), *([reports.is_about(about)] if about else [])]
        except UnknownFilter:  # what it named is on record no longer: it may have been any
            return self._incidents
        return reports.answering(teller.work.connection, where, self._incidents)


def _status(teller: Teller, track: Lowered, held: _Held) -> tuple[Cell, ...] | None:
    """A row, where the level is lower now than when it last went out higher; with why, of each time it was lowered
    since then."""
    language, moves, now = teller.language, track.moves, track.moves[-1].to_level
    higher = [taken for taken in held.times(track.incident_id) if is_below(now, stood_at(moves, taken.at))]
    if not higher:
        return None
    what = wording.term_words("act_types", track.act_type, language) if track.act_type else "–"
    if track.party:
        what = teller.say(_BY_WHOM, what=what, party=isolated(track.party, language))
    last = higher[-1].at
    reasons = [_lowered(teller, move) for move in moves if move.is_down and move.at > last]
    return (
        Cell(f"{isolated(track.ref, language)}: {isolated(track.title, language)}"),
        Cell(what),
        Cell(LEVELS[stood_at(moves, last)].label(language)),
        Cell(LEVELS[now].label(language)),
        Cell(wording.saying("and", language).join(reasons)),
        Cell(_times(teller, higher)),
    )


def _lowered(teller: Teller, move: Moved) -> str:
    language = teller.language
    return teller.say(
        _ON, at=instant_words(move.at, language), by=isolated(move.by, language), reason=isolated(move.reason, language)
    )


def _figures(
    teller: Teller, number: int, told: Told, decided: Sequence[FigureDecided], held: _Held
) -> list[tuple[Cell, ...]]:
    """A row a line of harm that is lower now than when it last went out higher."""
    view, rows = told.view, list[tuple[Cell, ...]]()
    figures = Figures(view.claims_on("incident.count"), told.decided.grades, decided)
    now = figures.at(datetime.max.replace(tzinfo=view.recorded_at.tzinfo))
    higher: dict[Line, list[tuple[Taken, Figure]]] = {}
    for taken in held.times(number):
        for line, then in figures.at(taken.at).items():
            if lowered(then, now.get(line)):
                higher.setdefault(line, []).append((taken, then))
    for line, found in higher.items():
        then, stands = found[-1][1], now.get(line)
        rows.append(
            (
                Cell(f"{teller.ref(view)}: {isolated(view.title, teller.language)}"),
                Cell(wording.term_words("harms", line.harm, teller.language)),
                _figure(teller, line, then),
                _figure(teller, line, stands),
                Cell(_why(teller, then, stands)),
                Cell(_times(teller, [taken for taken, _ in found])),
            )
        )
    return rows


def _figure(teller: Teller, line: Line, figure: Figure | None) -> Cell:
    if figure is None:
        return Cell(teller.say(_NO_FIGURE))
    words = describe_bounds(figure.minimum, figure.maximum, teller.language)
    count = counted(words, figure.claims[0].value, teller.language)  # type: ignore[arg-type]
    return Cell(f"{count} ({teller.names(figure.claims)})", teller.notes.of(figure.claims))


def _why(teller: Teller, then: Figure, now: Figure | None) -> str:
    """The claims that ended since, each with the reason that was given."""
    stand = {claim.ref for claim in now.claims} if now else set()
    ended = [
        teller.say(
            _ENDED,
            words=wording.claim_words(claim, teller.language),
            who=teller.names([claim]),
            reason=isolated(claim.ended_reason, teller.language),
        )
        for claim in then.claims
        if claim.ref not in stand and claim.ended_reason
    ]
    return wording.saying("and", teller.language).join(ended) or teller.say(_SOMETHING_SAID)


def _times(teller: Teller, taken: Sequence[Taken]) -> str:
    first, last = _taken(teller, taken[0]), _taken(teller, taken[-1])
    return first if len(taken) == 1 else teller.say(_TIMES, n=len(taken), first=first, last=last)


def _taken(teller: Teller, one: Taken) -> str:
    return teller.say(
        _TAKEN,
        at=instant_words(one.at, teller.language),
        form=isolated(one.form, teller.language),
        by=isolated(one.by, teller.language),
    )
