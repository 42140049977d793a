"""Incidents: a page of those that answer a question, one of them with its claims and history, a new one, our words."""

from typing import Any, cast

from flask import Response, g, request
from flask_babel import gettext

from app.domain.entry import ClaimEntry, Entry
from app.domain.errors import InvalidInput
from app.domain.questions import FILTERS, ask
from app.services import claims, entry
from app.services import incidents as deeds
from app.services.incidents import OwnWords
from app.services.provenance import Answers, Reading
from app.services.verification import find_lapsed
from app.web.api import shapes
from app.web.api.asked import ChangedIncident, IncidentsAsked, NewClaim, NewIncident, answers, provenance_of
from app.web.api.blueprint import (
    CHANGES,
    CREATES,
    GEOJSON,
    Further,
    InProject,
    Of,
    Once,
    Paged,
    Version,
    after_number,
    answer,
    kept,
    know_parameters,
    names_as_sent,
    once_of,
    pages,
    version_read,
)
from app.web.changes import show_event
from app.web.languages import current_language
from app.web.names_warned import warned_of
from app.web.policy import begin_work
from app.web.understood import today


@pages.get("/projects/<project>/incidents", responses={"200": shapes.Incidents})
def list_incidents(path: InProject, query: IncidentsAsked) -> Response:  # type: ignore[valid-type]
    """The incidents that answer a question, the latest first; as GeoJSON where Accept asks for application/geo+json."""
    page_of = cast(Paged, query)
    know_parameters(*FILTERS)
    question = ask({name: value for name, value in request.args.items() if name in FILTERS})
    found = deeds.find_incidents(begin_work(), g.project, question, after=page_of.cursor or None, at_most=page_of.limit)
    page = shapes.Incidents(
        items=[shapes.ListedIncident.model_validate(one) for one in found.items],
        next=found.earlier,
        possible=shapes.Tally.model_validate(found.possible),
        certain=shapes.Tally.model_validate(found.certain),
        without_place=shapes.Tally.model_validate(found.without_place) if found.without_place else None,
    )
    wanted = request.accept_mimetypes.best_match(["application/json", GEOJSON], "application/json")
    response = answer(page if wanted != GEOJSON else _features(page))
    response.mimetype = wanted
    response.vary.add("Accept")
    return response


def _features(page: shapes.Incidents) -> shapes.FeatureCollection:
    where = deeds.geometries_of(begin_work(), g.project, [one.ref for one in page.items])
    features = [shapes.Feature(id=one.ref, geometry=where.get(one.ref), properties=one) for one in page.items]
    return shapes.FeatureCollection(
        features=features,
        next=page.next,
        possible=page.possible,
        certain=page.certain,
        without_place=page.without_place,
    )


@pages.post("/projects/<project>/incidents", responses=CREATES)
def record_incident(path: InProject, header: Once, body: NewIncident) -> Response:  # type: ignore[valid-type]
    """Records an incident: its document and source where they are new, its acts, and a claim for each answer."""
    _refuse_names(body)
    read = entry.read_entry(begin_work(), g.project, provenance_of(Entry, body, once_of(header)), today())
    ref = entry.record_incident(begin_work(), g.project, read, current_language())
    return kept("api.read_incident", ref, not_kept=_not_kept(read), elsewhere=list(read.understood.elsewhere))


@pages.get("/projects/<project>/incidents/<ref>", responses={"200": shapes.Incident})
def read_incident(path: Of) -> Response:
    """One incident."""
    return _incident(path.ref)


@pages.patch("/projects/<project>/incidents/<ref>", responses={"200": shapes.Incident, **CHANGES})
def amend_incident(path: Of, header: Version, body: ChangedIncident) -> Response:
    """Amends the organisation's own words about an incident. What sources say is claimed, never changed here."""
    view = deeds.read_incident(begin_work(), g.project, path.ref)
    version = version_read(view.ref, view.version)
    _refuse_names(body)
    title, summary = (given if given is not None else standing for given, standing in (
        (body.title, view.title), (body.summary, view.summary)))  # fmt: skip
    deeds.amend_incident(begin_work(), g.project, view.ref, version, OwnWords(title, summary, body.kind))
    return _incident(view.ref)


@pages.get("/projects/<project>/incidents/<ref>/claims", responses={"200": shapes.Claims})
def list_claims(path: Of) -> Response:
    """Every claim of an incident, in the order in which they were entered."""
    view = deeds.read_incident(begin_work(), g.project, path.ref)
    return answer(shapes.Claims(items=[shapes.Claim.model_validate(claim) for claim in view.claims]))


@pages.post("/projects/<project>/incidents/<ref>/claims", responses=CREATES)
def attribute_claim(path: Of, header: Once, body: NewClaim) -> Response:  # type: ignore[valid-type]
    """Adds what a source says of an incident: with its citation, its originator and its modality. A claim can always be
    added; one that stands is never changed."""
    view = deeds.read_incident(begin_work(), g.project, path.ref)
    _refuse_names(body)
    given = answers(body)
    said = ClaimEntry(once=once_of(header), deed="save", path=given.pop("property"), **given)
    with names_as_sent(path="property"):
        read = claims.read_claim_entry(begin_work(), g.project, view, said, today())
        made = claims.attribute_claim(begin_work(), g.project, view, read)
    elsewhere = list(read.understood.elsewhere)
    return kept("api.list_claims", view.ref, claims=list(made), not_kept=_not_kept(read), elsewhere=elsewhere)


@pages.get("/projects/<project>/incidents/<ref>/history", responses={"200": shapes.History})
def read_history(path: Of, query: Further) -> Response:
    """What was done to an incident and its claims, the newest first, fifty deeds a page."""
    know_parameters(paged=("cursor",))
    view = deeds.read_incident(begin_work(), g.project, path.ref)
    events, older = deeds.read_history(begin_work(), g.project, view.ref, after_number(query.cursor))
    told = [(event, show_event(event, view)) for event in events]
    items = [
        shapes.HistoryEvent(
            number=event.number,
            at=event.at,
            by=event.actor,
            channel=event.channel,
            deed=event.deed,
            reason=shown.reason or None,
            changes=[shapes.Change(**change._asdict()) for change in shown.changes],
            sentences=list(shown.sentences),
        )
        for event, shown in told
    ]
    return answer(shapes.History(items=items, next=str(older) if older else None))


def _refuse_names(body: Any) -> None:
    """InvalidInput where our own words seem to name a person, unless whoever sends them says that they have looked: a
    page shows its warning before it keeps, a program is asked to send the same again."""
    if not body.looked and (warned := warned_of(body)):
        how = gettext("Where it names no person, send the same with “looked”: true.")
        raise InvalidInput({name: f"{words}. {how}" for name, words in warned.items()})


def _incident(ref: str) -> Response:
    view = deeds.read_incident(begin_work(), g.project, ref, current_language())
    lapsed = [shapes.Track.model_validate(track) for track, *_ in find_lapsed(begin_work(), g.project, view)]
    told = shapes.Incident.model_validate(view).model_copy(update={"no_longer_borne_out": lapsed})
    return answer(told, view.version)


def _not_kept(read: Reading[Answers]) -> list[str]:
    return [*read.not_kept, *read.kept_as_quotation]
