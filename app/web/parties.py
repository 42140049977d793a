"""The register of parties, the page of one, its history, and claims about it beside all incidents."""

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.parties import ListedParty, PartyView, StandsIn
from app.domain.properties import properties_of
from app.services import parties as deeds
from app.services.permissions import may
from app.web import claims
from app.web.changes import show_event
from app.web.forms import Field
from app.web.incidents import event_number
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.same import show_same
from app.web.showing import instant_words, party_name, show_claim
from app.web.shown import Linked, ShownFact, ShownRegister
from app.web.sources import address, asked, turn
from app.web.tables import Column
from app.web.titles import titled

pages = Blueprint("parties", __name__, url_prefix="/p/<project>/parties")

ROLES = {
    "alleged": lazy_gettext("alleged to have done it"),
    "side": lazy_gettext("took part in fighting"),
    "victim": lazy_gettext("it was done to them"),
}


@pages.get("")
def list_parties(project: str) -> str:
    search = asked("q")
    page = deeds.find_parties(begin_work(), g.project, search, turn())
    shown = ShownRegister(
        heading=gettext("Parties"),
        caption=gettext("Persons, groups and organisations, by name"),
        columns=(
            Column(gettext("Name")),
            Column(gettext("Also recorded as")),
            Column(gettext("Kind")),
            Column(gettext("Stands in incidents as")),
        ),
        rows=tuple(_row(one) for one in page.items),
        search=Field("q", gettext("Name or description"), value=search, dir="auto"),
        asked=bool(search),
        back=page.back and address("parties.list_parties", q=search, before=page.back),
        on=page.on and address("parties.list_parties", q=search, after=page.on),
    )
    return render_template("register.html", register=shown)


@pages.get("/<party>")
def read_party(project: str, party: str) -> ResponseReturnValue:
    view = deeds.read_party(begin_work(), g.project, party, asked("after") or None)
    return render_template(
        "party.html",
        party=view.party,
        facts=_facts(view),
        context=[
            _context(view, path) for path in (known.path for known in properties_of("party")) if view.claims_on(path)
        ],
        incidents=[(_incident(one), _as_what(one)) for one in titled(view.incidents)],
        later=view.earlier and address("parties.read_party", party=party, after=view.earlier),
        first=address("parties.read_party", party=party) if asked("after") else None,
        may_enter=may(g.project, "attribute_claim"),
        closed=_closed(view),
        same=show_same(view.party.ref),
        history=address("parties.read_history", party=party),
    )


@pages.get("/<party>/history")
def read_history(project: str, party: str) -> ResponseReturnValue:
    view = deeds.read_party(begin_work(), g.project, party)
    events, older = deeds.read_history(begin_work(), g.project, view, event_number())
    return render_template(
        "history.html",
        about=view,
        home=claims.home_of(view),
        events=[show_event(event, view) for event in events],
        earlier=address("parties.read_history", party=party, before=older) if older else None,
        later=address("parties.read_history", party=party) if request.args.get("before") else None,
    )


@pages.route("/<party>/claims/new", methods=["GET", "POST"])
def attribute_claim(project: str, party: str) -> ResponseReturnValue:
    return claims.add_claim(deeds.read_party(begin_work(), g.project, party))


@pages.route("/<party>/claims/<said>/supersede", methods=["GET", "POST"])
def supersede_claim(project: str, party: str, said: str) -> ResponseReturnValue:
    return claims.replace_claim(deeds.read_party(begin_work(), g.project, party), said)


@pages.route("/<party>/claims/<said>/withdraw", methods=["GET", "POST"])
def withdraw_claim(project: str, party: str, said: str) -> ResponseReturnValue:
    return claims.end_claim(deeds.read_party(begin_work(), g.project, party), said)


def _row(listed: ListedParty) -> tuple[str | None, ...]:
    roles = " · ".join(str(ROLES[role]) for role in listed.roles)
    return party_name(listed.party), " · ".join(listed.also) or None, _kind(listed.party.kind), roles or None


def _kind(code: str) -> str:
    return wording.term_words("party_kinds", code, current_language())


def _facts(view: PartyView) -> list[tuple[str, tuple[str, ...]]]:
    tiers = (gettext("public"), gettext("restricted"), gettext("confidential"))
    return [
        (gettext("Kind"), (_kind(view.party.kind),)),
        (gettext("Who may see it"), (tiers[view.tier],)),
        (gettext("Recorded"), (instant_words(view.recorded_at),)),
    ]


def _context(view: PartyView, path: str) -> ShownFact:
    said = view.claims_on(path)
    label = next(known for known in properties_of("party") if known.path == path).label(current_language())
    return ShownFact(label, tuple(show_claim(claim, view.ref) for claim in said))


def _incident(one: StandsIn) -> Linked:
    return Linked(one.title, url_for("incidents.read_incident", project=g.project.code, ref=one.incident))


def _as_what(one: StandsIn) -> str:
    act = wording.term_words("act_types", one.act_type, current_language()) if one.act_type else ""
    return " · ".join(part for part in (str(ROLES[one.role]), act) if part)


def _closed(view: PartyView) -> str:
    """Why nothing can be entered of it here, where that is so."""
    if view.is_people:
        return str(gettext("What is said of people in general is put on no person. Nothing can be entered here."))
    return ""
