"""How sure we are: what waits, where a track stands and what it lacks, moving it and deciding on a proposal."""

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.decisions import LEAST_GIVEN, LEAST_NAMED, MoveEntry, TrackRefs, VerdictEntry
from app.domain.errors import FilterNotUnderstood, InvalidInput, NotEnough, Refused, Stale
from app.domain.review import AGEING_DAYS
from app.domain.verification import LEVELS, STANDARDS
from app.services import incidents as reads
from app.services import verification as deeds
from app.services.permissions import may
from app.services.verification import TrackView
from app.web import meanwhile
from app.web.decided import missing_words, pick, show_track, show_waiting, track_href
from app.web.forms import Field, Option, answered, read_form
from app.web.ground import show_ground
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.resting import lapsed_notes
from app.web.tables import Column
from app.web.titles import titled
from app.web.understood import offered_documents

pages = Blueprint("verification", __name__, url_prefix="/p/<project>")

_ACT = "/incidents/<ref>/acts/<act>/verification"
_PARTY = "/incidents/<ref>/acts/<act>/alleged/<party>/verification"


@pages.get("/verification")
def list_waiting(project: str) -> ResponseReturnValue:
    if waits := request.args.get("waits"):
        return _list_queue(waits, request.args.get("after") or None)
    level = request.args.get("level") or "allegation"
    if level not in LEVELS:
        raise FilterNotUnderstood("There is no such level of verification.", "level")
    queue = deeds.read_queue(begin_work(), g.project, level, request.args.get("before") or None)
    language = current_language()
    levels = tuple(Option(one.code, one.label(language)) for one in sorted(LEVELS.values(), key=lambda one: one.rank))
    return render_template(
        "waiting.html",
        proposals=[show_waiting(one) for one in titled(queue.proposals)],
        stale=[show_waiting(one) for one in titled(queue.stale)],
        queues=_queues(),
        tracks=[show_waiting(one) for one in titled(queue.tracks)],
        level=level,
        levels=levels,
        columns=(
            Column(gettext("Incident")),
            Column(gettext("What was done, or by whom")),
            Column(gettext("What the next level asks for")),
        ),
        later=url_for("verification.list_waiting", project=project, level=level, before=queue.later)
        if queue.later
        else None,
    )


def _queues() -> tuple[Option, ...]:
    return (
        Option("", gettext("By level")),
        Option("me", gettext("Waiting for me")),
        Option("second", gettext("Waiting for a second person")),
        Option("ageing", gettext("Ageing")),
        Option("stale", gettext("Decisions that are overtaken")),
    )


def _list_queue(waits: str, after: str | None) -> ResponseReturnValue:
    """One queue, a page at a time, the longest waiting first."""
    label = next((one.label for one in _queues() if one.value == waits), None)
    if label is None:
        raise FilterNotUnderstood("There is no such queue.", "waits")
    found, on = deeds.find_waiting(begin_work(), g.project, waits, after)
    here = {"project": g.project.code, "waits": waits}
    return render_template(
        "queue.html",
        heading=label,
        intro=gettext("What nobody has taken further for more than %(days)s days.", days=AGEING_DAYS)
        if waits == "ageing"
        else "",
        lines=[show_waiting(one) for one in titled(found)],
        queues=_queues(),
        waits=waits,
        first=url_for("verification.list_waiting", **here) if after else None,
        on=url_for("verification.list_waiting", **here, after=on) if on else None,
    )


@pages.get(_ACT, defaults={"party": None})
@pages.get(_PARTY)
def read_track(project: str, ref: str, act: str, party: str | None) -> ResponseReturnValue:
    return _show(TrackRefs(ref, act, party))


@pages.post(f"{_ACT}/move", defaults={"party": None})
@pages.post(f"{_PARTY}/move")
def move_verification(project: str, ref: str, act: str, party: str | None) -> ResponseReturnValue:
    refs = TrackRefs(ref, act, party)
    try:
        deeds.move_verification(begin_work(), g.project, refs, read_form(MoveEntry, request.form))
    except InvalidInput as refusal:
        return _show(refs, problems=refusal.problems), 422
    except Refused as refusal:
        words = _refused(refusal, gettext("This level asks for more than is there:"))
        return _show(refs, whole=words), 422 if isinstance(refusal, NotEnough) else 409
    except Stale as late:
        return _late(refs, late), 412
    return redirect(track_href(refs), 303)


@pages.post(f"{_ACT}/decide", defaults={"party": None})
@pages.post(f"{_PARTY}/decide")
def decide_verification(project: str, ref: str, act: str, party: str | None) -> ResponseReturnValue:
    refs = TrackRefs(ref, act, party)
    try:
        deeds.decide_verification(begin_work(), g.project, refs, read_form(VerdictEntry, request.form))
    except InvalidInput as refusal:
        return _show(refs, verdict_problems=refusal.problems), 422
    except Refused as refusal:
        words = _refused(refusal, gettext("Something has changed since this was proposed. It lacks now:"))
        return _show(refs, verdict_whole=words), 409
    except Stale as late:
        return _late(refs, late), 412
    return redirect(track_href(refs), 303)


def _late(refs: TrackRefs, late: Stale) -> str:
    """What somebody else has decided, and what was typed beside it: offered again where it can still be sent."""
    begin_work().abandon()
    return _show(refs, late=translate(str(late)))


def _refused(refusal: Refused, lacks: str = "") -> str:
    """Takes back what was begun; why it was refused in the reader's words, what is missing after `lacks`."""
    begin_work().abandon()
    if isinstance(refusal, NotEnough):
        return " ".join([lacks, *missing_words(refusal.missing)])
    return translate(str(refusal))


def _show(
    refs: TrackRefs,
    problems: dict[str, str] | None = None,
    whole: str = "",
    verdict_problems: dict[str, str] | None = None,
    verdict_whole: str = "",
    late: str = "",
) -> str:
    """The page of a track as it stands now; beside it what was typed and could not be taken."""
    view = reads.read_incident(begin_work(), g.project, refs.incident, current_language())
    track = deeds.read_track(begin_work(), g.project, refs)
    fields: Sequence[Field] = _move_fields(track)
    verdict: Sequence[Field] = (Field("why", gettext("Why?"), "area", rows=2, dir="auto"),)
    typed: dict[str, str] = {}
    if late:
        whole = " ".join([late, meanwhile.of_track(track)])
        typed = _texts(request.form)
        offered = {"reason", "why"} & {field.name for field in (verdict if track.proposal else fields)}
        reason = typed.pop("reason", "") or typed.pop("why", "")
        given = MultiDict({**request.form, **dict.fromkeys(offered, reason)})
        fields, verdict = answered(fields, given), answered(verdict, given)
        typed = typed if track.proposal else {}
    if problems or (whole and not late):
        fields = answered(fields, request.form, problems)
    if verdict_problems or verdict_whole:
        verdict = answered(verdict, request.form, verdict_problems)
    return render_template(
        "track.html",
        incident=view,
        track=show_track(view, refs, track),
        ground=show_ground(view, refs),
        here=track_href(refs),
        fields={field.name: field for field in fields},
        whole=whole,
        verdict=verdict,
        verdict_whole=verdict_whole,
        may_move=may(g.project, "move_verification"),
        lapsed=lapsed_notes(view),
        typed=[(field.label, typed[field.name]) for field in fields if typed.get(field.name)],
    )


def _texts(form: MultiDict[str, str]) -> dict[str, str]:
    """What was typed in words, by field."""
    words = ("reason", "why", "contrary", "tried", "admitted", "body", "determined_on", "body_standard")
    return {name: form[name].strip() for name in words if form.get(name, "").strip()}


def _move_fields(track: TrackView) -> tuple[Field, ...]:
    """What a move asks: which level, by which standard, why; and what single levels ask besides."""
    language = current_language()
    levels = sorted((LEVELS[option.level] for option in track.options), key=lambda level: -level.rank)
    offered = tuple(Option(level.code, level.label(language)) for level in levels)
    standards = tuple(Option(code, pick(words)) for code, words in STANDARDS.items())
    own = pick(STANDARDS[g.project.standard_of_proof])
    signed = gettext(
        "This project goes by “%(standard)s”. You sign for what you choose: it stands with your name for good.",
        standard=own,
    )
    choose = gettext("choose")
    seen = gettext("Where it stands is cited: a report, a judgment, the picture published before.")
    return (
        Field("level", gettext("To which level?"), "select", options=offered, required=True, unanswered=choose),
        Field(
            "standard",
            gettext("By which standard of proof?"),
            "select",
            signed,
            options=standards,
            required=True,
            unanswered=choose,
        ),
        Field("reason", gettext("Why?"), "area", rows=3, dir="auto", required=True, least=LEAST_GIVEN),
        Field("contrary", gettext("What speaks against it, and your answer"), "area", rows=3, dir="auto"),
        Field("tried", gettext("What was tried to find out"), "area", rows=3, dir="auto"),
        Field("admitted", gettext("What exactly was admitted"), "area", rows=2, dir="auto"),
        Field("body", gettext("Which body found it"), dir="auto", least=LEAST_NAMED),
        Field("determined_on", gettext("On which day"), help=gettext("Year-month-day, such as 2025-03-07."), dir="ltr"),
        Field("body_standard", gettext("By which standard"), dir="auto", least=LEAST_NAMED),
        Field("document", gettext("In which document"), "select", seen, options=tuple(offered_documents())),
    )
