"""The register of sources, the page of one, and amending it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from app.domain import wording
from app.domain.incidents import NamedSource, Tally
from app.domain.properties import ACCESS, BASES
from app.domain.sources import Became, SourceEntry, SourceView
from app.services import interventions, provenance
from app.services import sources as deeds
from app.services.permissions import may
from app.web.forms import Field
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.register_fields import source_differences, source_fields
from app.web.same import show_same
from app.web.showing import instant_words, show_document, show_told, source_name
from app.web.shown import ShownRegister
from app.web.tables import Column
from app.web.versions import Amended, ask_amendment, keep_amendment, show_conflict

pages = Blueprint("sources", __name__, url_prefix="/p/<project>/sources")


@pages.get("")
def list_sources(project: str) -> str:
    search = asked("q")
    page = deeds.find_sources(begin_work(), g.project, search, turn())
    rows = tuple((source_name(one.source), kind_words(one.source), _number(one.documents)) for one in page.items)
    columns = (Column(gettext("Name")), Column(gettext("Kind")), Column(gettext("Documents"), figure=True))
    shown = ShownRegister(
        heading=gettext("Sources"),
        caption=gettext("Sources, by name"),
        columns=columns,
        rows=rows,
        search=Field("q", gettext("Name or alias"), value=search, dir="auto"),
        asked=bool(search),
        back=page.back and address("sources.list_sources", q=search, before=page.back),
        on=page.on and address("sources.list_sources", q=search, after=page.on),
    )
    return render_template("register.html", register=shown)


@pages.get("/<source>")
def read_source(project: str, source: str) -> ResponseReturnValue:
    view = deeds.read_source(begin_work(), g.project, source)
    return render_template(
        "source.html",
        source=view.source,
        facts=_facts(view),
        same=show_same(view.source.ref),
        became=_became(deeds.became_of(begin_work(), g.project, view)),
        documents=[show_document(one) for one in view.documents],
        every_document=address("documents.list_documents", source=view.source.ref),
        amend=may(g.project, "amend_source") and address("sources.amend_source", source=view.source.ref),
        incidents=address("incidents.list_incidents", source=view.source.ref),
        told=show_told(interventions.told_by(begin_work(), g.project, view.id, current_language())),
    )


@pages.route("/<source>/amend", methods=["GET", "POST"])
def amend_source(project: str, source: str) -> ResponseReturnValue:
    view = deeds.read_source(begin_work(), g.project, source)
    fields = source_fields(view, provenance.suggested_sources(begin_work(), g.project))
    if request.method != "POST":
        return _amend(view, fields)
    return keep_amendment(
        SourceEntry,
        fields,
        lambda given: deeds.amend_source(begin_work(), g.project, view, given),
        partial(_amend, view),
        partial(_conflict, view),
        address("sources.read_source", source=source),
    )


def _about(view: SourceView) -> Amended:
    home = address("sources.read_source", source=view.source.ref)
    return Amended(view.source.ref, view.source.name, home, view.version)


def _amend(view: SourceView, fields: Sequence[Field], whole: str = "") -> Response:
    intro = gettext("What a source says stands in its claims; here is what you know of it, to weigh what it says by.")
    return ask_amendment(_about(view), gettext("Amend a source"), " ".join([intro, *_following(view)]), fields, whole)


def _following(view: SourceView) -> list[str]:
    """How much was recorded of it already, for whoever changes on what ground it speaks or how near it is."""
    told = deeds.became_of(begin_work(), g.project, view)
    if not told.claims.count:
        return []
    return [
        gettext(
            "Claims of its own that stand: %(claims)s; incidents that these are about: %(incidents)s. They keep the"
            " ground that each was recorded with: another ground is offered for what is entered from now on. How near"
            " it is, is said of all of them at once.",
            claims=_number(told.claims),
            incidents=format_decimal(told.incidents),
        )
    ]


def _conflict(view: SourceView, fields: Sequence[Field], given: SourceEntry) -> str:
    begin_work().abandon()
    view = deeds.read_source(begin_work(), g.project, view.source.ref)
    read = deeds.source_at_version(begin_work(), g.project, view, given.version)
    how = gettext("Somebody has amended this source since you opened it.")
    return show_conflict(_about(view), how, source_differences(view, read, given), fields)


def _became(told: Became) -> list[tuple[str, tuple[str, ...]]]:
    """Label and number: never one score."""
    counted = [
        (gettext("Incidents that these are about"), told.incidents),
        (gettext("Claims that another origin corroborates"), told.corroborated),
        (gettext("Claims that another claim contradicts"), told.contradicted),
        (gettext("Claims that stand alone"), told.single),
    ]
    claims = (gettext("Claims of its own that stand"), said(_number(told.claims)))
    return [claims, *((label, said(str(format_decimal(number)))) for label, number in counted)]


def _facts(view: SourceView) -> list[tuple[str, tuple[str, ...]]]:
    """Label and words; no words: nothing is said."""
    index = 1 if current_language() == "ar" else 0
    basis = BASES[view.default_basis][index]
    former = tuple(gettext("%(name)s (%(reason)s)", name=name, reason=why) for name, why in view.former_aliases)
    origin = gettext("can be an origin") if view.counts_as_origin else gettext("counts for no origin")
    if view.compiles:
        origin = gettext("compiles from others: it adds one origin at most, where none that it cites counts already")
    return [
        (gettext("Kind"), (kind_words(view.source),)),
        (gettext("Other names"), view.aliases),
        *([(gettext("Former names"), former)] if former else []),
        (gettext("On what ground it speaks, where it says nothing else"), (basis,)),
        (gettext("Affiliation"), said(view.affiliation)),
        (gettext("Interest in the matter"), said(view.interest)),
        (gettext("What it counts"), said(view.counting_scope)),
        (gettext("How near it is to what it tells"), said(view.access and ACCESS[view.access][index])),
        (gettext("As an origin"), (origin,)),
        (gettext("Counts as one origin with"), _alike(view)),
        (gettext("Recorded"), (instant_words(view.recorded_at),)),
    ]


def _alike(view: SourceView) -> tuple[str, ...]:
    """Those that count as one origin with it, and why."""
    names: tuple[str, ...] = tuple(source_name(one) for one in (view.group, *view.grouped) if one)
    return (*names, *said(view.group_reason)) if names else ()


def said(*words: str | None) -> tuple[str, ...]:
    """What is said of it; nothing: not said."""
    return tuple(one for one in words if one)


def kind_words(source: NamedSource) -> str:
    return wording.term_words("source_kinds", source.kind, current_language())


def asked(name: str) -> str:
    """A parameter of the address as it was asked, without white space around it."""
    return request.args.get(name, "").strip()


def turn() -> tuple[str | None, str | None]:
    """The refs after or before which a page of a register begins."""
    return asked("after") or None, asked("before") or None


def address(endpoint: str, **parameters: Any) -> str:
    """The address of a page of this project; what is empty is left out."""
    return url_for(endpoint, project=g.project.code, **{name: value or None for name, value in parameters.items()})


def _number(tally: Tally) -> str:
    number = format_decimal(tally.count)
    return str(gettext("more than %(number)s", number=number)) if tally.more else str(number)
