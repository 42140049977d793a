"""The register of documents, the page of one, and amending it."""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import wording
from app.domain.addresses import number_words
from app.domain.documents import Registration
from app.domain.errors import InvalidInput, NotFound
from app.domain.incidents import NamedDocument
from app.domain.relations import RelationEntry
from app.domain.sources import DocumentEntry, DocumentView, read_document_entry
from app.services import decisions, interventions, parties, provenance
from app.services import documents as deeds
from app.services import resting as resting_deeds
from app.services import sources as source_deeds
from app.services.permissions import may
from app.services.provenance import Reading
from app.web import drafts
from app.web.decided import show_grade
from app.web.entry_fields import reason_field
from app.web.evidence import show_files
from app.web.following import show_follow_up
from app.web.forms import Ending, Field, answered, read_form, read_in_part
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.register_fields import (
    document_differences,
    document_fields,
    language_words,
    registration_fields,
    relation_fields,
    relation_words,
    retraction_date,
)
from app.web.reported import show_reported
from app.web.resting import show_resting
from app.web.showing import (
    document_date,
    document_title,
    instant_words,
    party_name,
    person_words,
    show_claim,
    show_document,
    show_told,
    source_name,
    state_words,
)
from app.web.shown import Linked, ShownRegister, ShownRelation
from app.web.sources import address, asked, said, turn
from app.web.tables import Column
from app.web.titles import titled
from app.web.understood import mends, offered_documents, show_back, today
from app.web.versions import Amended, ask_amendment, keep_amendment, show_conflict

pages = Blueprint("documents", __name__, url_prefix="/p/<project>/documents")


@pages.get("")
def list_documents(project: str) -> str:
    search, source = asked("q"), asked("source")
    page = deeds.find_documents(begin_work(), g.project, search, source or None, turn())
    columns = (
        Column(gettext("Title"), sorted="down", order=gettext("last recorded first")),
        Column(gettext("Source")),
        Column(gettext("Kind")),
        Column(gettext("Published")),
        Column(gettext("State")),
    )
    kept = {"q": search, "source": source}
    shown = ShownRegister(
        heading=_heading(source),
        caption=gettext("Documents, the last recorded first"),
        columns=columns,
        rows=tuple(_row(one) for one in page.items),
        search=Field("q", gettext("Words of the title"), value=search, dir="auto"),
        asked=bool(search or source),
        back=page.back and address("documents.list_documents", **kept, before=page.back),
        on=page.on and address("documents.list_documents", **kept, after=page.on),
        kept={"source": source} if source else {},
        add=address("documents.register_document") if may(g.project, "register_document") else "",
    )
    return render_template("register.html", register=shown)


@pages.route("/new", methods=["GET", "POST"])
def register_document(project: str) -> ResponseReturnValue:
    """Puts a document on record by itself; `related`: one that names it, to which it leads back."""
    form = drafts.typed()
    related = (form or request.args).get("related", "")
    view = deeds.read_document(begin_work(), g.project, related) if related else None
    fields = registration_fields(provenance.suggested_sources(begin_work(), g.project), view)
    if request.method != "POST":
        return _register(view, answered(fields, form) if form else fields, form)
    entry, problems = read_in_part(Registration, request.form)
    reading = deeds.read_registration(begin_work(), g.project, entry, today()).also(problems)
    if not reading.can_be_kept:
        shown = show_back(answered(fields, form, mends(reading.understood)), reading)
        return _register(view, shown, form, reading), 422 if reading.understood.problems else 200
    try:
        ref = deeds.register_document(begin_work(), g.project, reading)
    except InvalidInput as refusal:
        return _register(view, answered(fields, form, refusal.problems), form), 422
    drafts.end()
    return redirect(address("documents.read_document", document=related or ref), 303)


def _register(
    view: DocumentView | None,
    fields: Sequence[Field],
    form: Mapping[str, str],
    reading: Reading[Registration] | None = None,
) -> str:
    checked = reading is not None and not reading.understood.problems
    here = address("documents.register_document", related=view.document.ref if view else None)
    return render_template(
        "claim_form.html",
        heading=gettext("Put a document on record"),
        intro=gettext("One that is wanted, because another names it, or one that is on file and not read yet."),
        about=_about(view) if view else None,
        home=_about(view).home if view else address("documents.list_documents"),
        standing=None,
        fields=fields,
        whole=mends(reading.understood).get("", "") if reading else "",
        warnings=(),
        version=None,
        action=here,
        checked=checked,
        deed=gettext("Save"),
        once=form.get("once") or str(uuid.uuid4()),
        shown=reading.digest if reading and checked else None,
        drafts=drafts.offered(here),
        draft=drafts.keep(here) if reading else "",
        kept={"related": view.document.ref} if view else {},
    )


@pages.get("/<document>")
def read_document(project: str, document: str) -> ResponseReturnValue:
    view = deeds.read_document(begin_work(), g.project, document)
    graded = decisions.read_graded(begin_work(), g.project, document)
    return render_template(
        "document.html",
        document=view.document,
        source=source_name(view.document.source),
        notes=_notes(view),
        follow_up=show_follow_up(view.document.ref),
        facts=_facts(view),
        grades=[show_grade(one) for one in graded.assessments if one.current and one.scheme != "check"],
        reported=show_reported(decisions.read_reported_grades(begin_work(), g.project, document)),
        files=show_files(document),
        context=[
            (party_name(party), show_claim(claim))
            for party, claim in parties.context_in(begin_work(), g.project, view.id)
        ],
        relations=_relations(view),
        relate=may(g.project, "amend_document") and address("documents.relate_documents", document=view.document.ref),
        amend=may(g.project, "amend_document") and address("documents.amend_document", document=view.document.ref),
        incidents=[
            Linked(one.title, address("incidents.read_incident", ref=one.ref)) for one in titled(view.incidents, "ref")
        ],
        more_incidents=view.more_incidents,
        told=show_told(interventions.told_in(begin_work(), g.project, view.id, current_language())),
    )


@pages.route("/<document>/amend", methods=["GET", "POST"])
def amend_document(project: str, document: str) -> ResponseReturnValue:
    view = deeds.read_document(begin_work(), g.project, document)
    fields = document_fields(view)
    if request.method != "POST":
        return _amend(view, fields)
    return keep_amendment(
        DocumentEntry,
        fields,
        partial(_keep, view, fields),
        partial(_amend, view),
        partial(_conflict, view),
        address("documents.read_document", document=document),
    )


def _keep(view: DocumentView, fields: Sequence[Field], given: DocumentEntry) -> Response | None:
    """Amends a document, or asks once more where something rests on what is taken from it."""
    wrong = read_document_entry(given, view, today()).problems
    if not wrong and (weakened := given.weakens(view)) not in ("", given.seen):
        resting = resting_deeds.rests_on_document(begin_work(), g.project, view)
        if resting.anything:
            return _amend(
                view,
                answered(fields, request.form),
                resting=show_resting(resting, retracted=given.retraction == "retracted"),
                seen=weakened,
            )
    deeds.amend_document(begin_work(), g.project, view, given, today())
    return None


@pages.route("/<document>/relations/new", methods=["GET", "POST"])
def relate_documents(project: str, document: str) -> ResponseReturnValue:
    view = deeds.read_document(begin_work(), g.project, document)
    fields = relation_fields(offered_documents())
    if request.method != "POST":
        return _relate(view, fields)
    try:
        deeds.relate_documents(begin_work(), g.project, view, read_form(RelationEntry, request.form))
    except InvalidInput as refusal:
        return _relate(view, answered(fields, request.form, refusal.problems)), 422
    return redirect(address("documents.read_document", document=document), 303)


@pages.route("/<document>/relations/<int:relation>/end", methods=["GET", "POST"])
def end_relation(project: str, document: str, relation: int) -> ResponseReturnValue:
    view = deeds.read_document(begin_work(), g.project, document)
    told = next((one for one in view.relations if one.id == relation), None)
    if told is None:
        raise NotFound("There is no such relation, or it has been taken back.")
    fields: Sequence[Field] = (reason_field(),)
    if request.method == "POST":
        try:
            reason = read_form(Ending, request.form).reason
            deeds.end_relation(begin_work(), g.project, view, relation, reason)
            return redirect(address("documents.read_document", document=document), 303)
        except InvalidInput as refusal:
            fields = answered(fields, request.form, refusal.problems)
    intro = f"{relation_words(told)} {told.other.title}"
    return _ask(view, gettext("Take back a relation"), intro, fields), 422 if request.method == "POST" else 200


def _relate(view: DocumentView, fields: Sequence[Field]) -> str:
    intro = gettext(
        "A copy – republished, translated, the same footage – is no new origin: its original is. Whoever cites or"
        " quotes others stays an origin of what it says itself."
    )
    return _ask(view, gettext("How it stands to another document"), intro, fields)


def _ask(view: DocumentView, heading: str, intro: str, fields: Sequence[Field]) -> str:
    about = _about(view)
    return render_template(
        "amend.html", heading=heading, intro=intro, about=about, home=about.home, fields=fields, whole="", version=None
    )


def _relations(view: DocumentView) -> list[ShownRelation]:
    may_end = may(g.project, "amend_document")
    here = view.document.ref
    return [
        ShownRelation(
            words=relation_words(one),
            document=show_document(one.other),
            reason=one.reason,
            by=person_words(one.related_by, one.related_at),
            ended=one.ended_reason or "",
            end=address("documents.end_relation", document=here, relation=one.id)
            if may_end and one.ended_reason is None
            else "",
        )
        for one in view.relations
    ]


def _about(view: DocumentView) -> Amended:
    home = address("documents.read_document", document=view.document.ref)
    return Amended(view.document.ref, view.document.title, home, view.version)


def _amend(view: DocumentView, fields: Sequence[Field], whole: str = "", **further: Any) -> Response:
    intro = gettext("What stands in a document is claimed, not typed here. Days told from its date follow it.")
    return ask_amendment(_about(view), gettext("Amend a document"), intro, fields, whole, **further)


def _conflict(view: DocumentView, fields: Sequence[Field], given: DocumentEntry) -> str:
    begin_work().abandon()
    view = deeds.read_document(begin_work(), g.project, view.document.ref)
    read = deeds.document_at_version(begin_work(), g.project, view, given.version)
    how = gettext("Somebody has amended this document since you opened it.")
    return show_conflict(_about(view), how, document_differences(view, read, given), fields)


def _heading(source: str) -> str:
    if not source:
        return str(gettext("Documents"))
    name = source_deeds.read_source(begin_work(), g.project, source).source.name
    return str(gettext("Documents of %(source)s", source=name))


def _row(document: NamedDocument) -> tuple[str | None, ...]:
    return (
        document_title(document),
        source_name(document.source),
        kind_words(document),
        document_date(document) or None,
        state_words(document),
    )


def _notes(view: DocumentView) -> list[str]:
    """That its source no longer stands by it as it is."""
    if view.document.retraction is None:
        return _not_kept(view)
    what = {
        "corrected": gettext("Its source has corrected it: %(where)s"),
        "retracted": gettext("Its source has retracted it: %(where)s"),
    }[view.document.retraction]
    where = ", ".join(said(retraction_date(view), view.retraction_citation))
    return [what % {"where": where}, *_not_kept(view)]


def _not_kept(view: DocumentView) -> list[str]:
    """That it is said to be on file, and nothing of it stands here."""
    document = view.document
    if document.state != "on_file" or document.url or deeds.is_kept(begin_work(), g.project, view):
        return []
    return [
        gettext("It is said to be on file, and neither a file nor its text nor an address stands with it. Add one.")
    ]


def _facts(view: DocumentView) -> list[tuple[str, tuple[str, ...]]]:
    """Label and words; no words: nothing is said."""
    document = view.document
    former = tuple(
        gettext("%(name)s (%(reason)s)", name=number_words(number), reason=why) for number, why in view.former_ids
    )
    on = document_date(document)
    stated = document.published_as_stated
    as_stated = gettext("in its own words: %(words)s", words=stated) if stated and stated != on else ""
    return [
        (gettext("Kind"), (kind_words(document),)),
        (gettext("State"), (state_words(document),)),
        (gettext("Published"), said(on, as_stated)),
        (gettext("Address on the web"), said(document.url)),
        (gettext("Language"), said(view.language and language_words(view.language))),
        (gettext("Series"), said(view.series)),
        (gettext("Known elsewhere as"), tuple(map(number_words, view.external_ids))),
        *([(gettext("Not known any more as"), former)] if former else []),
        (gettext("Recorded"), (instant_words(view.recorded_at),)),
    ]


def kind_words(document: NamedDocument) -> str:
    return wording.term_words("document_kinds", document.kind, current_language())
