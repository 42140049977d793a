"""How an incident stands to others: stating it, taking it back, and laying comparable ones side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.domain import wording
from app.domain.errors import InvalidInput, NotFound
from app.domain.incidents import IncidentView
from app.domain.links import BesideParts, LinkEntry, LinkView, beside_parts
from app.domain.properties import INCIDENT_LINKS
from app.services import incidents as reads
from app.services import links as deeds
from app.services.permissions import may
from app.web.entry_fields import reason_field
from app.web.forms import Ending, Field, Option, answered, read_form
from app.web.languages import current_language
from app.web.levels import show_levels
from app.web.policy import begin_work
from app.web.showing import person_words, show_incident, show_row
from app.web.shown import Linked, ShownFact, ShownIncident, ShownRow
from app.web.tables import Column
from app.web.titles import titled
from app.web.versions import Amended

pages = Blueprint("links", __name__, url_prefix="/p/<project>/incidents")

COMPARED = 3
"""How many incidents stand side by side at most."""
PARTS_SHOWN = 100


@dataclass(frozen=True)
class ShownLink:
    """One link in words; `row` is the other incident as the list has it, None where lists do not hold it."""

    words: str
    other: Linked
    row: ShownRow | None
    reason: str
    by: str
    end: str


@dataclass(frozen=True)
class ShownLinks:
    """How an incident stands to others. `figures` say what its parts come to beside it, each with whether that is more
    than the figure; `more` is how many parts are not shown; `side_by_side` and `link` are addresses, or empty."""

    links: tuple[ShownLink, ...]
    figures: tuple[tuple[str, bool], ...]
    more: int
    side_by_side: str
    link: str


@pages.route("/<ref>/relations/new", methods=["GET", "POST"])
def link_incidents(project: str, ref: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref, current_language())
    fields = _link_fields(view)
    if request.method == "POST":
        try:
            deeds.link_incidents(begin_work(), g.project, view, read_form(LinkEntry, request.form))
            return redirect(_home(view), 303)
        except InvalidInput as refusal:
            fields = answered(fields, request.form, refusal.problems)
    intro = gettext("A summary figure is never added to its parts. Neither link moves a figure or a level.")
    heading = gettext("How it stands to another incident")
    return _ask(view, heading, intro, fields), 422 if request.method == "POST" else 200


@pages.route("/<ref>/relations/<int:incident_link>/end", methods=["GET", "POST"])
def unlink_incidents(project: str, ref: str, incident_link: int) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref, current_language())
    told = next((one for one in deeds.read_links(begin_work(), g.project, ref) if one.id == incident_link), None)
    if told is None:
        raise NotFound("There is no such link, or it was taken back.")
    fields: Sequence[Field] = (reason_field(),)
    if request.method == "POST":
        try:
            deeds.unlink_incidents(begin_work(), g.project, view, incident_link, read_form(Ending, request.form).reason)
            return redirect(_home(view), 303)
        except InvalidInput as refusal:
            fields = answered(fields, request.form, refusal.problems)
    intro = f"{link_words(told.kind, told.forwards)} {told.title}"
    return _ask(view, gettext("Take back a link"), intro, fields), 422 if request.method == "POST" else 200


@pages.get("/<ref>/compare")
def compare_incidents(project: str, ref: str) -> ResponseReturnValue:
    """An incident beside those that are held comparable to it, property by property; what one says nothing of stands as
    not said."""
    views = [reads.read_incident(begin_work(), g.project, one, current_language()) for one in (ref, *_comparable(ref))]
    shown = [show_incident(view, show_levels(view), {}) for view in views]
    columns = (Column(gettext("Property")), *(Column(one.title) for one in shown))
    return render_template("compare.html", incidents=shown, columns=columns, rows=_side_by_side(shown))


def _comparable(ref: str) -> list[str]:
    found = deeds.read_links(begin_work(), g.project, ref)
    each = {one.counted: one.other for one in found if one.kind == "comparable_to"}
    return list(each.values())[: COMPARED - 1]


def show_links(view: IncidentView, found: Sequence[LinkView]) -> ShownLinks:
    """How an incident stands to others, for its page: what it contains last, as far as that is shown."""
    found = titled(found, "other")
    parts = [one for one in found if one.kind == "part_of" and not one.forwards]
    shown = [one for one in found if one not in parts] + parts[:PARTS_SHOWN]
    comparable = any(one.kind == "comparable_to" for one in found)
    told = list({one.counted: one.listed for one in parts if one.listed}.values())
    may_link = may(g.project, "link_incidents")
    return ShownLinks(
        links=tuple(_link(view, one, may_link) for one in shown),
        figures=tuple((_figure_words(one), one.exceeded) for one in beside_parts(view.harms, told)),
        more=max(0, len(parts) - PARTS_SHOWN),
        side_by_side=url_for("links.compare_incidents", project=g.project.code, ref=view.ref) if comparable else "",
        link=url_for("links.link_incidents", project=g.project.code, ref=view.ref) if may_link else "",
    )


def link_words(kind: str, forwards: bool) -> str:
    """How an incident stands to another: "contains"."""
    return INCIDENT_LINKS[kind][0 if forwards else 1][1 if current_language() == "ar" else 0]


def _link(view: IncidentView, one: LinkView, may_link: bool) -> ShownLink:
    code = g.project.code
    return ShownLink(
        words=link_words(one.kind, one.forwards),
        other=Linked(one.title, url_for("incidents.read_incident", project=code, ref=one.other)),
        row=show_row(one.listed) if one.listed else None,
        reason=one.reason,
        by=person_words(one.by, one.at),
        end=url_for("links.unlink_incidents", project=code, ref=view.ref, incident_link=one.id) if may_link else "",
    )


def _figure_words(one: BesideParts) -> str:
    language = current_language()
    together = replace(one.figure, minimum=one.minimum, maximum=one.maximum, quantity_class=None)
    told = {
        "harm": wording.term_words("harms", one.figure.harm, language),
        "figure": wording.harm_words(one.figure, language),
        "parts": wording.harm_words(together, language) if one.counted else gettext("no number"),
        "counted": one.counted,
        "uncounted": one.uncounted,
    }
    if one.uncounted:
        words = gettext(
            "%(harm)s: the figure says %(figure)s. Its parts say %(parts)s together (%(counted)s with a number,"
            " %(uncounted)s without); they are never added to it.",
            **told,
        )
    else:
        words = gettext(
            "%(harm)s: the figure says %(figure)s. Its parts say %(parts)s together (%(counted)s with a number); they"
            " are never added to it.",
            **told,
        )
    if one.decided:
        decided = ngettext(
            "%(num)s of them by the value that we go by.", "%(num)s of them by the values that we go by.", one.decided
        )
        words = f"{words} {decided}"
    if not one.rejected:
        return str(words)
    left_out = ngettext(
        "%(num)s part that was refuted or found unsubstantiated is not counted.",
        "%(num)s parts that were refuted or found unsubstantiated are not counted.",
        one.rejected,
    )
    return f"{words} {left_out}"


def _link_fields(view: IncidentView) -> tuple[Field, ...]:
    ways = {deeds.CONTAINS: link_words("part_of", False), "part_of": link_words("part_of", True)}
    ways["comparable_to"] = link_words("comparable_to", True)
    options = tuple(Option(kind, ways[kind]) for kind in deeds.kinds_for(view))
    other = gettext("Its ref, as it stands above its title.")
    return (
        Field("kind", gettext("This incident"), "select", options=options, required=True),
        Field("other", gettext("Which incident?"), help=other, dir="ltr", required=True),
        reason_field(),
    )


def _ask(view: IncidentView, heading: str, intro: str, fields: Sequence[Field]) -> str:
    about = Amended(view.ref, view.title, _home(view), view.version)
    return render_template(
        "amend.html", heading=heading, intro=intro, about=about, home=about.home, fields=fields, whole="", version=None
    )


def _home(view: IncidentView) -> str:
    return url_for("incidents.read_incident", project=g.project.code, ref=view.ref)


def _side_by_side(incidents: Sequence[ShownIncident]) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """By property, what each incident's claims come to; of an act's property every value that a claim gives."""
    found: dict[str, dict[int, list[str]]] = {}
    for number, one in enumerate(incidents):
        found.setdefault(gettext("Kind"), {})[number] = [one.kind, one.scope]
        for part in one.parts:
            for fact in part.facts:
                found.setdefault(fact.label, {}).setdefault(number, []).extend(_said(fact))
    return [
        (label, tuple(tuple(dict.fromkeys(told.get(number, ()))) for number in range(len(incidents))))
        for label, told in found.items()
    ]


def _said(fact: ShownFact) -> list[str]:
    """The words of a fact, or of its standing claims where nothing follows from them together; then its origins."""
    words = [fact.words] if fact.words else [claim.words for claim in fact.claims if not claim.ended]
    return [*words, *([fact.open] if fact.open else []), *([fact.origins] if fact.origins else [])]
