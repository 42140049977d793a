"""Amending the organisation's own words about an incident: by version, so that no two people overwrite each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Asked

from app.domain.errors import InvalidInput, Refused, Stale, VersionMissing
from app.domain.incidents import IncidentView
from app.services import incidents as deeds
from app.services.incidents import OwnWords
from app.services.review import refuse_cleared
from app.web.entry_fields import kind_field
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import translate, within
from app.web.names_warned import warned_of
from app.web.policy import begin_work
from app.web.showing import KINDS, instant_words
from app.web.shown import ShownDifference
from app.web.versions import Amended, ask_amendment, show_conflict

pages = Blueprint("amendments", __name__, url_prefix="/p/<project>/incidents")


class _Amendment(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    title: str = Asked(min_length=1, max_length=300)
    summary: str = Asked("", max_length=2000)
    kind: str | None = None
    version: int = Asked(ge=1, lt=2**31)
    deed: str = "save"
    looked: list[str] = Asked(default_factory=list)


@pages.route("/<ref>/amend", methods=["GET", "POST"])
def amend_incident(project: str, ref: str) -> ResponseReturnValue:
    view = deeds.read_incident(begin_work(), g.project, ref)
    fields = _own_words(view)
    if request.method != "POST":
        refuse_cleared(begin_work(), g.project, ref)  # before anybody fills it in
        return _amend(view, fields)
    try:
        given = read_form(_Amendment, request.form)
        if warned := _warned(given):
            return _amend(view, _with_warnings(answered(fields, request.form), warned))
        words = OwnWords(given.title, given.summary, given.kind)
        deeds.amend_incident(begin_work(), g.project, ref, given.version, words)
    except InvalidInput as refusal:
        if "version" in refusal.problems:  # no field of the form, so nobody could mend it there
            raise VersionMissing("The form does not say which version was read.") from None
        return _amend(view, answered(fields, request.form, refusal.problems)), 422
    except Refused as refusal:
        begin_work().abandon()
        return _amend(view, answered(fields, request.form), translate(str(refusal))), 409
    except Stale:
        return _conflict(view, answered(fields, request.form), given), 412
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


def _own_words(view: IncidentView) -> tuple[Field, ...]:
    help_ = gettext("Your own words, in the attributed voice. They are no evidence.")
    return (
        Field("title", gettext("Title"), help=help_, value=view.title, dir="auto", required=True),
        Field("summary", gettext("Summary"), "area", value=view.summary, rows=4, dir="auto"),
        kind_field(view.kind),
    )


def _warned(given: _Amendment) -> dict[str, str]:
    """What seems to name a person, by field, unless whoever wrote it says that they have looked."""
    return {} if given.looked else warned_of(given)


def _with_warnings(fields: Sequence[Field], warned: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields with the warnings beside them, and the question whether it is kept all the same."""
    told = (
        replace(field, understood=warned[field.name], unsure=True) if field.name in warned else field
        for field in fields
    )
    looked = Option("yes", gettext("I have looked: no person is named here"))
    return (*told, Field("looked", gettext("Keep it as it is?"), "checks", value=(), options=(looked,)))


def _about(view: IncidentView) -> Amended:
    home = url_for("incidents.read_incident", project=g.project.code, ref=view.ref)
    return Amended(view.ref, view.title, home, view.version)


def _amend(view: IncidentView, fields: Sequence[Field], whole: str = "") -> Response:
    heading = gettext("Amend title, summary and kind")
    intro = gettext("The words of the sources stay as they are; these are the organisation’s own.")
    return ask_amendment(_about(view), heading, intro, fields, whole)


def _conflict(view: IncidentView, fields: Sequence[Field], given: _Amendment) -> str:
    """Both versions and the reader's own: as it was read, as it is now, as they have it."""
    begin_work().abandon()
    view = deeds.read_incident(begin_work(), g.project, view.ref)
    events, _ = deeds.read_history(begin_work(), g.project, view.ref)
    read = deeds.words_at_version(begin_work(), g.project, view.ref, given.version)
    saved = next((event for event in events if _own_words_changed(event)), None)
    pairs = (("title", gettext("Title"), view.title), ("summary", gettext("Summary"), view.summary))
    differences = [
        ShownDifference(label, str(read.get(name, "")), now, getattr(given, name)) for name, label, now in pairs
    ]
    kinds = (str(read.get("kind", "single")), view.kind, given.kind or view.kind)
    if len(set(kinds)) > 1:
        differences.append(ShownDifference(gettext("Kind"), *(str(KINDS.get(kind, kind)) for kind in kinds)))
    return show_conflict(_about(view), _how_it_changed(saved, read, view), differences, fields)


def _how_it_changed(saved: deeds.Event | None, read: Mapping[str, object], view: IncidentView) -> str:
    """What happened since it was read: who saved other words, "you" to the one who did; or that nobody did."""
    stood = (read.get("title"), read.get("summary", ""), read.get("kind", "single"))
    if saved is None or stood == (view.title, view.summary, view.kind):
        return str(gettext("Title and summary stand as you read them; what has changed is what sources say."))
    if saved.deed != "amend_incident":
        return str(gettext("Nobody wrote other words: those made from what sources say have followed the claims."))
    at = instant_words(saved.at)
    if saved.actor == g.person.name:
        return str(gettext("You saved other words on %(time)s, from another page.", time=at))
    return str(gettext("%(person)s saved other words on %(time)s.", person=within(saved.actor), time=at))


def _own_words_changed(event: deeds.Event) -> bool:
    return any(
        change.table == "incident"
        and change.before
        and any(change.before.get(name) != (change.after or {}).get(name) for name in ("title", "summary", "kind"))
        for change in event.changes
    )
