"""The same thing twice: saying that two entries are the same, taking it back, and what their pages say of it."""

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.domain.errors import InvalidInput, NotFound, Refused, Stale
from app.domain.same import Entry, SameEntry, SameView
from app.services import provenance
from app.services import same as deeds
from app.services.history import last_change
from app.services.permissions import may
from app.web import meanwhile
from app.web.entry_fields import reason_field
from app.web.forms import Ending, Field, answered, read_form
from app.web.languages import translate
from app.web.policy import begin_work
from app.web.showing import person_words
from app.web.shown import Linked, ShownJudgement, ShownSame
from app.web.versions import Amended

pages = Blueprint("same", __name__, url_prefix="/p/<project>/same/<entry>")

_HEADINGS = {
    "incident": lazy_gettext("The same incident, entered twice"),
    "source": lazy_gettext("The same source under two names"),
    "party": lazy_gettext("The same party under two names"),
}
_FOLLOWS = {
    "incident": lazy_gettext(
        "Of two entries the one recorded first stands in the list, with all that both say. Nothing is moved or deleted,"
        " no status changes, and it can be taken back."
    ),
    "source": lazy_gettext(
        "The two count as one origin, and their claims stand under the name recorded first. Nothing is moved or"
        " deleted, no status changes, and it can be taken back."
    ),
    "party": lazy_gettext(
        "What is said of either stands under the name recorded first. Nothing is moved or deleted, no status changes,"
        " and it can be taken back."
    ),
}


@pages.route("/join", methods=["GET", "POST"])
def join_entries(project: str, entry: str) -> ResponseReturnValue:
    found = deeds.find_entry(begin_work(), g.project, entry)
    fields = _fields(found)
    whole, status = "", 200
    if request.method == "POST":
        try:
            deeds.join_entries(begin_work(), g.project, found, read_form(SameEntry, request.form))
            return redirect(_home(found.kind, found.ref), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
            whole = _joined_meanwhile(found, refusal.problems.get("other", ""))
        except Refused as refusal:
            begin_work().abandon()
            fields, whole, status = answered(fields, request.form), translate(str(refusal)), 409
    return _ask(found, str(_HEADINGS[found.kind]), str(_FOLLOWS[found.kind]), fields, whole), status


@pages.route("/<int:judgement>/end", methods=["GET", "POST"])
def part_entries(project: str, entry: str, judgement: int) -> ResponseReturnValue:
    found = deeds.find_entry(begin_work(), g.project, entry)
    told = _standing(found, judgement)
    fields: Sequence[Field] = (reason_field(),)
    whole, status = "", 200
    if request.method == "POST":
        try:
            reason = read_form(Ending, request.form).reason
            deeds.part_entries(begin_work(), g.project, found, judgement, reason)
            return redirect(_home(found.kind, found.ref), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
        except (Refused, Stale) as refusal:
            begin_work().abandon()
            status = 412 if isinstance(refusal, Stale) else 409
            fields, whole = answered(fields, request.form), translate(str(refusal))
            if isinstance(refusal, Stale):
                change = last_change(begin_work(), g.project, "same_as", judgement)
                whole = " ".join([whole, meanwhile.of_end(change)])
    (one, one_name), (other, other_name) = told.one, told.other
    intro = f"{one_name} ({one}) = {other_name} ({other}): {told.reason}"
    return _ask(found, gettext("Take back that they are the same"), intro, fields, whole), status


def show_same(ref: str) -> ShownSame:
    """What stands on the page of an entry: with what it is joined, by whom and why, and what can be done."""
    entry = deeds.find_entry(begin_work(), g.project, ref)
    may_join = may(g.project, "join_entries")
    return ShownSame(
        judgements=tuple(_shown(entry, one) for one in deeds.read_judgements(begin_work(), g.project, entry)),
        first=_linked(entry.kind, entry.first, entry.first) if entry.first else "",
        join=url_for("same.join_entries", project=g.project.code, entry=ref) if may_join else "",
    )


def _shown(entry: Entry, one: SameView) -> ShownJudgement:
    address = {"project": g.project.code, "entry": entry.ref, "judgement": one.number}
    standing = one.ended_reason is None
    return ShownJudgement(
        one=_linked(entry.kind, *one.one),
        other=_linked(entry.kind, *one.other),
        reason=one.reason,
        by=person_words(one.joined_by, one.joined_at),
        ended=one.ended_reason or "",
        end=url_for("same.part_entries", **address) if standing and may(g.project, "part_entries") else "",
    )


def _linked(kind: str, ref: str, name: str) -> Linked:
    """An entry by ref and name, leading to its page."""
    return Linked(name if name == ref else f"{ref} · {name}", _home(kind, ref))


def _home(kind: str, ref: str) -> str:
    code = g.project.code
    if kind == "incident":
        return url_for("incidents.read_incident", project=code, ref=ref)
    if kind == "source":
        return url_for("sources.read_source", project=code, source=ref)
    return url_for("parties.read_party", project=code, party=ref)


def _joined_meanwhile(entry: Entry, refusal: str) -> str:
    """Who has joined an entry that is joined already, and why."""
    if refusal != deeds.JOINED_ALREADY:
        return ""
    standing = [one for one in deeds.read_judgements(begin_work(), g.project, entry) if one.ended_reason is None]
    told = (
        meanwhile.told(f"{one.one[0]} = {one.other[0]}", one.joined_by, one.joined_at, one.reason) for one in standing
    )
    return " ".join(told)


def _standing(entry: Entry, number: int) -> SameView:
    for one in deeds.read_judgements(begin_work(), g.project, entry):
        if one.number == number:
            return one
    raise NotFound("There is no such judgement here, or you may not see it.")


def _fields(entry: Entry) -> tuple[Field, ...]:
    by_ref = gettext("Its ref, as it stands at the head of its page, or the address of that page.")
    if entry.kind == "source":
        names = tuple(provenance.suggested_sources(begin_work(), g.project))
        by_name = gettext("Its name as it stands in the register, or its ref.")
        other = Field(
            "other", gettext("Which source is it the same as?"), help=by_name, suggestions=names, required=True
        )
    else:
        label = {
            "incident": gettext("Which incident is it the same as?"),
            "party": gettext("Which party is it the same as?"),
        }[entry.kind]
        other = Field("other", label, help=by_ref, dir="ltr", required=True)
    return (other, reason_field())


def _ask(entry: Entry, heading: str, intro: str, fields: Sequence[Field], whole: str) -> str:
    about = Amended(entry.ref, entry.name, _home(entry.kind, entry.ref), 0)
    return render_template(
        "amend.html",
        heading=heading,
        intro=intro,
        about=about,
        home=about.home,
        fields=fields,
        whole=whole,
        version=None,
    )
