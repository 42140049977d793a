"""The register of the project's own places, the page of one, registering, amending and retiring it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.coordinates import SeemsTurned
from app.domain.errors import InvalidInput, Refused, Stale
from app.domain.gazetteers import Candidate
from app.domain.own_places import ListedPlace, OwnPlaceEntry, OwnPlaceView, Retirement
from app.domain.sources import NamedIncident
from app.domain.text import isolated
from app.services import own_places as deeds
from app.services.permissions import may
from app.web.changes import show_row_event
from app.web.entry_fields import reason_field
from app.web.following import show_follow_up
from app.web.forms import Field, answered, read_form
from app.web.languages import current_language, translate, within
from app.web.place_fields import own_kind_field
from app.web.places import beside, both_names, turned_words
from app.web.policy import begin_work
from app.web.register_fields import differences
from app.web.showing import PLACE_KINDS, instant_words
from app.web.shown import Linked, ShownRegister
from app.web.sources import address, asked, said, turn
from app.web.tables import Column
from app.web.titles import titled
from app.web.versions import Amended, ask_amendment, keep_amendment, show_conflict

pages = Blueprint("own_places", __name__, url_prefix="/p/<project>/places")

COLUMNS = {
    "name": lazy_gettext("Name"),
    "name_ar": lazy_gettext("Name in Arabic"),
    "kind": lazy_gettext("Kind"),
    "radius_m": lazy_gettext("Radius in metres"),
    "inside": lazy_gettext("The unit that it lies in"),
    "note": lazy_gettext("Note"),
    "successor": lazy_gettext("Meant instead"),
    "ended_reason": lazy_gettext("Retired"),
}
"""The columns of a place and of its names that its history tells."""


@pages.get("")
def list_places(project: str) -> str:
    search = asked("q")
    page = deeds.find_places(begin_work(), g.project, search, turn())
    shown = ShownRegister(
        heading=gettext("Places of this project"),
        caption=gettext("Places that no gazetteer knows, by name"),
        columns=(Column(gettext("Name")), Column(gettext("Kind")), Column(gettext("Lies in"))),
        rows=tuple(_row(one) for one in page.items),
        search=Field("q", gettext("Name"), value=search, dir="auto"),
        asked=bool(search),
        back=page.back and address("own_places.list_places", q=search, before=page.back),
        on=page.on and address("own_places.list_places", q=search, after=page.on),
        add=address("own_places.register_place") if may(g.project, "register_place") else "",
    )
    return render_template("register.html", register=shown)


@pages.route("/new", methods=["GET", "POST"])
def register_place(project: str) -> ResponseReturnValue:
    fields = _fields(None)
    if request.method != "POST":
        return _register(fields, {})
    try:
        entry = read_form(OwnPlaceEntry, request.form)
        similar = () if entry.was_looked_at else deeds.similar_places(begin_work(), g.project, entry)
        turned = None if entry.was_looked_at else deeds.point_that_seems_turned(begin_work(), g.project, entry)
        if similar or turned:
            shown = _warned(answered(fields, request.form), turned)
            return _register(shown, request.form, similar, looked=entry.asked_about)
        ref = deeds.register_place(begin_work(), g.project, entry)
    except InvalidInput as refusal:
        return _register(answered(fields, request.form, refusal.problems), request.form), 422
    return redirect(address("own_places.read_place", place=ref), 303)


@pages.get("/<place>")
def read_place(project: str, place: str) -> ResponseReturnValue:
    view = deeds.read_place(begin_work(), g.project, place)
    ended = view.ended_reason is not None
    return render_template(
        "place.html",
        place=view,
        follow_up=show_follow_up(view.ref),
        facts=_facts(view),
        retired=view.ended_reason,
        successor=_successor(view),
        incidents=[_incident(one) for one in titled(view.incidents, "ref")],
        every_incident=address("incidents.list_incidents", place=view.name),
        amend=not ended and may(g.project, "amend_place") and address("own_places.amend_place", place=place),
        retire=not ended and may(g.project, "retire_place") and address("own_places.retire_place", place=place),
        history=address("own_places.read_history", place=place),
    )


@pages.get("/<place>/history")
def read_history(project: str, place: str) -> ResponseReturnValue:
    view = deeds.read_place(begin_work(), g.project, place)
    events = deeds.read_history(begin_work(), g.project, view)
    return render_template(
        "history.html",
        about=view,
        home=_about(view).home,
        events=[show_row_event(event, COLUMNS) for event in events],
        earlier=None,
        later=None,
    )


@pages.route("/<place>/amend", methods=["GET", "POST"])
def amend_place(project: str, place: str) -> ResponseReturnValue:
    view = deeds.read_place(begin_work(), g.project, place)
    fields = (*_fields(view), _reason())
    if request.method != "POST":
        return _amend(view, fields)
    return keep_amendment(
        OwnPlaceEntry,
        fields,
        partial(_amend_or_ask, view, fields),
        partial(_amend, view),
        partial(_conflict, view),
        _about(view).home,
    )


@pages.route("/<place>/retire", methods=["GET", "POST"])
def retire_place(project: str, place: str) -> ResponseReturnValue:
    view = deeds.read_place(begin_work(), g.project, place)
    instead = gettext(
        "Its reference (PLC-…), or its name as it is spelt. Left empty: none, it was registered in error."
    )
    fields = (Field("successor", gettext("Which place is meant instead?"), help=instead, dir="auto"), reason_field())
    if request.method != "POST":
        return _retire(view, fields)
    try:
        deeds.retire_place(begin_work(), g.project, view, read_form(Retirement, request.form))
    except InvalidInput as refusal:
        return _retire(view, answered(fields, request.form, refusal.problems)), 422
    except Refused as refusal:
        begin_work().abandon()
        return _retire(view, answered(fields, request.form), translate(str(refusal))), 409
    except Stale as moved:
        begin_work().abandon()
        return _retire(view, answered(fields, request.form), translate(str(moved))), 412
    return redirect(_about(view).home, 303)


def _warned(fields: Sequence[Field], turned: SeemsTurned | None) -> tuple[Field, ...]:
    """The fields with what is odd about a point beside it."""
    words = turned_words(turned) if turned else ""
    return tuple(
        replace(one, understood=words, unsure=True) if words and one.name == "point" else one for one in fields
    )


def _register(
    fields: Sequence[Field], form: Mapping[str, str], similar: Sequence[Candidate] = (), *, looked: str = ""
) -> str:
    return render_template(
        "place_form.html",
        fields=fields,
        similar=[_similar(one) for one in similar],
        once=form.get("once") or str(uuid.uuid4()),
        looked=looked or form.get("looked"),
        home=address("own_places.list_places"),
    )


def _amend(view: OwnPlaceView, fields: Sequence[Field], whole: str = "", *, looked: str = "") -> Response:
    intro = gettext(
        "Claims that mean this place stay as they are, with the point that they were entered with; its names and units"
        " follow."
    )
    looked = looked or request.form.get("looked", "")
    return ask_amendment(_about(view), gettext("Amend a place"), intro, fields, whole, looked=looked)


def _amend_or_ask(view: OwnPlaceView, fields: Sequence[Field], given: OwnPlaceEntry) -> Response | None:
    """Amends it; or asks once whether another point is meant so that seems to be written the wrong way round."""
    asks = not given.was_looked_at and given.point != _point(view)
    turned = deeds.point_that_seems_turned(begin_work(), g.project, given) if asks else None
    if turned:
        return _amend(view, _warned(answered(fields, request.form), turned), looked=given.asked_about)
    deeds.amend_place(begin_work(), g.project, view, given)
    return None


def _retire(view: OwnPlaceView, fields: Sequence[Field], whole: str = "") -> Response:
    intro = gettext(
        "It is offered no longer. What means it stays and can be read; where another place is meant instead, it is"
        " found as that one."
    )
    return ask_amendment(_about(view), gettext("Retire a place"), intro, fields, whole)


def _conflict(view: OwnPlaceView, fields: Sequence[Field], given: OwnPlaceEntry) -> str:
    begin_work().abandon()
    view = deeds.read_place(begin_work(), g.project, view.ref)
    read = deeds.place_at_version(begin_work(), g.project, view, given.version)
    rows = (
        (str(COLUMNS["name"]), read.get("name"), view.name, given.name),
        (str(COLUMNS["name_ar"]), read.get("name_ar"), view.name_ar, given.name_ar),
        (gettext("Other names"), None, " · ".join(view.aliases), " · ".join(given.other_names())),
        (str(COLUMNS["kind"]), _kind(read.get("kind")), _kind(view.kind), _kind(given.kind)),
        (gettext("Coordinates"), None, _point(view), given.point),
        (str(COLUMNS["note"]), read.get("note"), view.note, given.note),
    )
    how = gettext("Somebody has amended this place since you opened it.")
    return show_conflict(_about(view), how, differences(rows), fields)


def _fields(view: OwnPlaceView | None) -> tuple[Field, ...]:
    """What is asked of a place; as it stands, where there is one."""
    one_a_line = gettext("One a line, in any script.")
    as_written = gettext("Latitude, then longitude: 35.2, 36.1 or 35°12'N 36°06'E, in either set of digits.")
    off = gettext("How far the point may be off. Left empty: the usual for the kind of place.")
    unit = gettext("Of a place without a point: the subdistrict, district or governorate that it lies in.")
    note = gettext("Who knows of it, and how it is told from others. No names of people.")
    radius = f"{view.radius_m:g}" if view and view.radius_m else ""
    return (
        Field("name", gettext("Name"), value=view.name if view else "", dir="auto", required=True),
        Field("name_ar", gettext("Name in Arabic"), value=(view.name_ar or "") if view else "", dir="rtl", lang="ar"),
        Field("aliases", gettext("Other names"), "area", one_a_line, "\n".join(view.aliases) if view else "", rows=2,
              dir="auto"),
        own_kind_field("select", "kind", view.kind if view else ""),
        Field("point", gettext("Coordinates"), help=as_written, value=_point(view), dir="ltr"),
        Field("uncertainty", gettext("Radius in metres"), help=off, value=radius, dir="ltr"),
        Field("inside", gettext("The unit that it lies in"), help=unit, value=_unit_as_typed(view), dir="auto"),
        Field("note", gettext("Note"), "area", note, (view.note or "") if view else "", rows=2, dir="auto"),
    )  # fmt: skip


def _reason() -> Field:
    needed = gettext("Needed where it no longer goes by a name.")
    return Field("reason", gettext("Why?"), "area", needed, rows=2, dir="auto")


def _unit_as_typed(view: OwnPlaceView | None) -> str:
    """The unit by name and kind, as it is understood again."""
    if view is None or view.inside is None:
        return ""
    return f"{view.inside.name} {view.inside_kind}" if view.inside_kind else view.inside.name


def _point(view: OwnPlaceView | None) -> str:
    if view is None or view.latitude is None or view.longitude is None:
        return ""
    return f"{view.latitude}, {view.longitude}"


def _row(listed: ListedPlace) -> tuple[str | None, ...]:
    href = address("own_places.read_place", place=listed.ref)
    lies = " · ".join(_unit(one.name, one.name_ar) for one in listed.parents)
    kind = _kind(listed.kind)
    retired = gettext("%(kind)s, retired", kind=kind)
    return Linked(both_names(listed.name, listed.name_ar), href), retired if listed.ended else kind, lies or None


def _similar(one: Candidate) -> tuple[str, str]:
    """A place that may be the same, linked where it is the project's own; and what stands beside it."""
    name = both_names(one.name, one.name_ar)
    if one.code.startswith("PLC-"):
        name = Linked(name, address("own_places.read_place", place=one.code))
    return name, beside(one)


def _facts(view: OwnPlaceView) -> list[tuple[str, tuple[str, ...]]]:
    """Label and words; no words: nothing is said."""
    language = current_language()
    point = ""
    if view.latitude is not None and view.radius_m is not None:
        point = f"{_point(view)}, {wording.radius_words(view.radius_m, language)}"
    former = tuple(gettext("%(name)s (%(reason)s)", name=name, reason=why) for name, why in view.former_names)
    who = gettext("%(at)s, by %(person)s", at=instant_words(view.registered_at), person=within(view.registered_by))
    return [
        (str(COLUMNS["kind"]), (_kind(view.kind),)),
        (str(COLUMNS["name_ar"]), said(view.name_ar)),
        (gettext("Other names"), view.aliases),
        *([(gettext("Former names"), former)] if former else []),
        (gettext("Coordinates"), said(point)),
        (gettext("Lies in"), tuple(_unit(one.name, one.name_ar) for one in view.parents)),
        (str(COLUMNS["note"]), said(view.note)),
        (gettext("Registered"), (who,)),
    ]


def _successor(view: OwnPlaceView) -> str | None:
    if view.successor is None:
        return None
    code, name = view.successor
    return Linked(name, address("own_places.read_place", place=code)) if code.startswith("PLC-") else name


def _incident(one: NamedIncident) -> Linked:
    return Linked(one.title, address("incidents.read_incident", ref=one.ref))


def _unit(name: str, arabic: str | None) -> str:
    language = current_language()
    return isolated((arabic or name) if language == "ar" else name, language)


def _kind(code: str | None) -> str:
    return str(PLACE_KINDS[code]) if code in PLACE_KINDS else ""


def _about(view: OwnPlaceView) -> Amended:
    return Amended(view.ref, view.name, address("own_places.read_place", place=view.ref), view.version)
