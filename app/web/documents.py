"""The register of documents, the page of one, and amending it."""

from collections.abc import Sequence

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import wording
from app.domain.errors import InvalidInput, NotFound, Refused, Stale
from app.domain.incidents import NamedDocument
from app.domain.relations import RelationEntry
from app.domain.sources import DocumentEntry, DocumentView
from app.services import decisions, parties
from app.services import documents as deeds
from app.services import sources as source_deeds
from app.services.permissions import may
from app.web.decided import show_grade
from app.web.entry_fields import reason_field
from app.web.evidence import show_files
from app.web.forms import Ending, Field, answered, read_form
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.register_fields import (
    document_differences,
    document_fields,
    language_words,
    relation_fields,
    relation_words,
    retraction_date,
)
from app.web.reported import show_reported
from app.web.showing import (
    document_date,
    document_title,
    instant_words,
    party_name,
    show_claim,
    show_document,
    source_name,
    state_words,
)
from app.web.shown import Linked, ShownRegister, ShownRelation
from app.web.sources import address, asked, said, turn
from app.web.tables import Column
from app.web.understood import offered_documents, today
from app.web.versions import Amended, ask_amendment, show_conflict

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
    )
    return render_template("register.html", register=shown)


@pages.get("/<document>")
def read_document(project: str, document: str) -> ResponseReturnValue:
    view = deeds.read_document(begin_work(), g.project, document)
    graded = decisions.read_graded(begin_work(), g.project, document)
    return render_template(
        "document.html",
        document=view.document,
        source=source_name(view.document.source),
        notes=_notes(view),
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
        incidents=[Linked(one.title, address("incidents.read_incident", ref=one.ref)) for one in view.incidents],
        more_incidents=view.more_incidents,
    )


@pages.route("/<document>/amend", methods=["GET", "POST"])
def amend_document(project: str, document: str) -> ResponseReturnValue:
    view = deeds.read_document(begin_work(), g.project, document)
    fields = document_fields(view)
    if request.method != "POST":
        return _amend(view, fields)
    try:
        given = read_form(DocumentEntry, request.form)
        deeds.amend_document(begin_work(), g.project, view, given, today())
    except InvalidInput as refusal:
        return _amend(view, answered(fields, request.form, refusal.problems)), 422
    except Refused as refusal:
        begin_work().abandon()
        return _amend(view, answered(fields, request.form), translate(str(refusal))), 409
    except Stale:
        return _conflict(view, answered(fields, request.form), given), 412
    return redirect(address("documents.read_document", document=document), 303)


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
            by=gettext("%(person)s, %(time)s", person=one.related_by, time=instant_words(one.related_at)),
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


def _amend(view: DocumentView, fields: Sequence[Field], whole: str = "") -> Response:
    intro = gettext("What stands in a document is claimed, not typed here. Days told from its date follow it.")
    return ask_amendment(_about(view), gettext("Amend a document"), intro, fields, whole)


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
        return []
    what = {
        "corrected": gettext("Its source has corrected it: %(where)s"),
        "retracted": gettext("Its source has retracted it: %(where)s"),
    }[view.document.retraction]
    where = ", ".join(said(retraction_date(view), view.retraction_citation))
    return [what % {"where": where}]


def _facts(view: DocumentView) -> list[tuple[str, tuple[str, ...]]]:
    """Label and words; no words: nothing is said."""
    document = view.document
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
        (gettext("Known elsewhere as"), tuple(f"{scheme} {value}" for scheme, value in view.external_ids)),
        (gettext("Recorded"), (instant_words(view.recorded_at),)),
    ]


def kind_words(document: NamedDocument) -> str:
    return wording.term_words("document_kinds", document.kind, current_language())
