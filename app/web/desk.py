"""The reading desk: a document's text on one side, the form on the other; and taking the text in.

Reading works without a script. Marking words and passages needs one (`static/desk.js`); quick entry offers the same
questions without it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Asked

from app.domain import wording
from app.domain.desk import Desk, DeskPassage, StandsHere
from app.domain.entry import Entry
from app.domain.errors import InvalidInput, Refused
from app.domain.incidents import ClaimView, Listed
from app.domain.interventions import InterventionEntry
from app.domain.parties import DeskContextEntry
from app.domain.properties import PROPERTIES
from app.domain.records import PartyValue, TermValue
from app.domain.sources import DocumentView
from app.services import desk as deeds
from app.services import documents, entry, interventions
from app.services.permissions import may
from app.services.provenance import Answers, Reading
from app.web import drafts
from app.web.desk_form import as_said_last, asks_for_form, form_fields, form_values, home, may_be_entered
from app.web.forms import Field, answered, read_form, read_in_part
from app.web.languages import current_language, translate
from app.web.places import offer_as_kept
from app.web.policy import begin_work, end_work, keeping
from app.web.sheet_grid import ENCODINGS
from app.web.showing import source_name
from app.web.shown import Linked, ShownHere, ShownPassage
from app.web.sources import address
from app.web.understood import mends, show_back, today

pages = Blueprint("desk", __name__, url_prefix="/p/<project>/documents/<document>")

MARK_KEYS = {
    "opinion": "O", "context": "X", "heading_or_lead_in": "H", "prediction": "P", "demand": "D", "link_or_credit": "L",
    "unclear": "U", "repeats": "C", "unread": "N",
}  # fmt: skip
"""Which key gives a passage which mark. They are places on the keyboard, whatever language it types."""


_ANSWERED = {
    "act.type": "act", "act.victim": "victim", "act.alleged": "alleged", "incident.count": "count",
    "incident.when": "when", "incident.place": "where",
}  # fmt: skip
"""Which claims are given again from a passage that repeats their words, and the questions that they answer."""


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Asked(min_length=1)
    replaces: int | None = None
    deed: str = "save"


class _Mark(BaseModel):
    """What a reader does with passages: a mark, or where one begins (`join`: with the one before, `split`)."""

    model_config = ConfigDict(extra="forbid")
    text: int
    starts: list[int] = Asked(default_factory=list, max_length=200)
    mark: str | None = None
    deed: str = "mark"
    at: int | None = None


@pages.route("/text", methods=["GET", "POST"])
def take_text(project: str, document: str) -> ResponseReturnValue:
    view = documents.read_document(begin_work(), g.project, document)
    on_desk = deeds.read_desk(begin_work(), g.project, document)
    as_it_stands, why, read_as = on_desk.text.text if on_desk else "", "", ""
    if request.method == "GET" and (file := request.args.get("file")):
        opened = deeds.open_text_file(begin_work(), g.project, keeping().vault, document, file)
        end_work()  # reading it takes its turn, and its time
        try:
            as_it_stands, read_as = deeds.words_of_file(opened)
        except Refused as refusal:
            why = translate(str(refusal))
    copied = gettext("As it stands there, in its own language. It is cut into passages; nothing of it is changed.")
    fields: Sequence[Field] = (
        Field(
            "text",
            gettext("The words of the document"),
            "area",
            copied,
            as_it_stands,
            rows=20,
            dir="auto",
            required=True,
        ),
    )
    if request.method == "POST":
        try:
            given = read_form(_Text, request.form)
            deeds.take_text(begin_work(), g.project, document, given.text, given.replaces)
            return redirect(address("desk.read_text", document=document), 303)
        except InvalidInput as refusal:
            fields = answered(fields, request.form, refusal.problems)
    files = [
        Linked(one.item.name, address("desk.take_text", document=document, file=one.item.ref))
        for one in deeds.texts_among(begin_work(), g.project, document)
    ]
    shown = render_template(
        "desk_text.html",
        document=view.document,
        fields=fields,
        replaces=on_desk.text.id if on_desk else None,
        files=files,
        why=why,
        read_as="" if read_as in ("", "utf-8", "utf-8-sig") else ENCODINGS.get(read_as, read_as),
    )
    return shown, 422 if request.method == "POST" or why else 200


@pages.get("/desk")
def read_text(project: str, document: str) -> ResponseReturnValue:
    view = documents.read_document(begin_work(), g.project, document)
    on_desk = deeds.read_desk(begin_work(), g.project, document)
    if on_desk is None:
        return redirect(address("desk.take_text", document=document), 303)
    offered, about = may_be_entered(), request.args.get("about", "")
    if about not in offered:
        about = next(iter(offered), "incident")
    form, of = drafts.typed(), request.args.get("of", "")
    named = entry.find_incident(begin_work(), g.project, form.get("incident") or of) if about == "incident" else ()
    fields = form_fields(view, about, of, named)
    if form:
        fields = tuple(offer_as_kept(answered(fields, form), new=True))
    elif "kept" in request.args:
        fields = as_said_last(fields, on_desk)
    return _desk(on_desk, view, form_values(view, on_desk.text.id, about, fields, form))


@pages.post("/desk/incident")
def record_incident(project: str, document: str) -> ResponseReturnValue:
    given, problems = read_in_part(Entry, request.form)
    reading = entry.read_entry(begin_work(), g.project, given, today()).also(problems)
    record = partial(entry.record_incident, language=current_language())
    return _keep_or_ask(document, "incident", reading, record)


@pages.post("/desk/action")
def record_action(project: str, document: str) -> ResponseReturnValue:
    given, problems = read_in_part(InterventionEntry, request.form)
    reading = interventions.read_entry(begin_work(), g.project, given, today()).also(problems)
    return _keep_or_ask(document, "action", reading, deeds.record_action)


@pages.post("/desk/context")
def record_context(project: str, document: str) -> ResponseReturnValue:
    given, problems = read_in_part(DeskContextEntry, request.form)
    reading = deeds.read_context(begin_work(), g.project, given, today()).also(problems)
    return _keep_or_ask(document, "context", reading, deeds.record_context)


@pages.post("/desk/passages")
def mark_passage(project: str, document: str) -> ResponseReturnValue:
    documents.read_document(begin_work(), g.project, document)
    given = read_form(_Mark, request.form)
    work, starts = begin_work(), given.starts
    if given.deed == "join":
        deeds.join_passage(work, g.project, document, given.text, starts[0] if starts else -1)
    elif given.deed == "split":
        deeds.split_passage(work, g.project, document, given.text, -1 if given.at is None else given.at)
    else:
        deeds.mark_passages(work, g.project, document, given.text, starts, given.mark or "")
    return redirect(address("desk.read_text", document=document), 303)


def _keep_or_ask(
    document: str, about: str, reading: Reading[Answers], record: Callable[..., str]
) -> ResponseReturnValue:
    """Keeps what was understood and shown back, by the deed `record`; else shows it back."""
    if not reading.can_be_kept:
        return _again(document, about, reading)
    try:
        ref = record(begin_work(), g.project, reading)
    except InvalidInput as refusal:
        begin_work().abandon()
        return _again(document, about, reading.also(refusal.problems))
    return _next(document, about, reading, ref)


def _again(document: str, about: str, reading: Reading[Answers]) -> ResponseReturnValue:
    """The desk with what was typed, how it was understood, and what is wrong; for a script its form alone."""
    view = documents.read_document(begin_work(), g.project, document)
    on_desk = None if asks_for_form() else deeds.read_desk(begin_work(), g.project, document)
    text = on_desk.text.id if on_desk else deeds.text_that_stands(begin_work(), g.project, document)
    wrong = mends(reading.understood)
    shown = show_back(answered(form_fields(view, about, reach=_reach(about, reading)), request.form, wrong), reading)
    kept = drafts.keep(home(document, about))
    values = form_values(view, text, about, shown, request.form, kept, reading)
    page = _desk(on_desk, view, values) if on_desk else render_template("parts/desk_form.html", **values)
    return page, 422 if wrong else 200


def _reach(about: str, reading: Reading[Any]) -> tuple[Listed, ...]:
    """The incidents that may be meant: those within reach, and the one that was chosen."""
    if about != "incident":
        return ()
    chosen = entry.find_incident(begin_work(), g.project, reading.entry.incident)
    return (*entry.within_reach(begin_work(), g.project, reading.understood), *chosen)


def _next(document: str, about: str, reading: Reading[Answers], ref: str) -> ResponseReturnValue:
    """Back to the text. What was just entered is what the next marks are about, where that is asked for."""
    drafts.end()
    of = ref if reading.entry.deed == "next" else None
    return redirect(address("desk.read_text", document=document, about=about, of=of, kept=ref), 303)


def _words_of(ref: str, fields: Iterable[Field]) -> str:
    """What was just entered, as the form offers it to go on with."""
    offered = (str(option.label) for field in fields for option in field.options if option.value == ref)
    return next(offered, "").removesuffix(f" · {ref}")


def _shown(passage: DeskPassage) -> ShownPassage:
    return ShownPassage(
        number=passage.number,
        starts=passage.span.starts,
        ends=passage.span.ends,
        text=passage.text,
        mark=passage.mark,
        given=passage.given,
        words=_marked_words(passage),
        read=passage.read,
        claims=tuple(_here(one) for one in passage.here),
    )


def _here(one: StandsHere) -> ShownHere:
    """A claim that stands in the text: what it says of what, and whether its words still stand as they stood."""
    claim, language = one.claim, current_language()
    label = PROPERTIES[claim.path].label(language)
    if claim.intervention:
        about = address("interventions.read_intervention", intervention=claim.intervention)
    elif claim.entry:
        about = address("incidents.read_incident", ref=claim.entry)
    else:
        about = ""
    return ShownHere(
        words=gettext("%(property)s: %(value)s", property=label, value=wording.claim_words(claim, language)),
        quote=one.quote,
        about=about,
        ref=claim.intervention or claim.entry,
        claim=claim.ref,
        answers=_as_answered(claim),
        again=one.again,
        drifted=one.state == "drifted",
    )


def _as_answered(claim: ClaimView) -> dict[str, str]:
    """Which question of the form a claim of an incident answers, and what was chosen there: for a passage that says the
    same in the same words."""
    recorded = claim.as_recorded
    field, value = _ANSWERED.get(claim.path), recorded.value
    if not field or not claim.live or claim.polarity != "asserts":
        return {}
    chosen = {"field": field, "stated": claim.stated_as}
    if isinstance(value, TermValue):
        chosen["code"] = value.code
    if isinstance(value, PartyValue):
        chosen |= {"kind": claim.own_party.kind if claim.own_party else "", "degree": value.degree or ""}
    if recorded.originator and not claim.own_word:
        chosen |= {"speaker": recorded.originator.name, "speaker_kind": recorded.originator.kind}
    return {name: said for name, said in chosen.items() if said}


def _marked_words(passage: DeskPassage) -> str:
    """What a passage is; beside it the mark that a reader gave it, where claims cited from it have taken its place."""
    shown = _mark_words(passage.mark)
    if passage.given in (passage.mark, "unread"):
        return shown
    return str(gettext("%(mark)s (marked as: %(given)s)", mark=shown, given=_mark_words(passage.given)))


def _mark_words(code: str) -> str:
    return wording.term_words("passage_marks", code, current_language())


def _desk(on_desk: Desk, view: DocumentView, values: dict[str, Any]) -> str:
    """The whole desk, the text beside the form's `values`."""
    kept = request.args.get("kept", "")
    return render_template(
        "desk.html",
        source=source_name(view.document.source),
        passages=[_shown(passage) for passage in on_desk.passages],
        lost=[_here(one) for one in on_desk.lost],
        by_hand=[_here(one) for one in on_desk.by_hand],
        read=on_desk.read,
        marks=[(code, key, _mark_words(code)) for code, key in MARK_KEYS.items()],
        may_mark=may(g.project, "mark_passage"),
        tabs=may_be_entered(),
        kept=kept,
        kept_words=_words_of(kept, values["fields"].values()),
        **values,
    )
