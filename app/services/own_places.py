"""Places of a project's own: registering, amending and retiring them. What a name may mean: `app.services.places`.

Claims mean one by its ref and are never changed by what becomes of it: its names and units, and what stands for it once
it is retired, are found through it, so that the incidents concerned are projected with the change.
"""

from typing import Any

from app.domain.coordinates import SeemsTurned, read_point
from app.domain.errors import InvalidInput, InvalidValue, Stale, mend
from app.domain.gazetteers import Candidate
from app.domain.own_places import ListedPlace, OwnPlaceEntry, OwnPlaceView, Retirement, names_of
from app.domain.records import OwnPlaceRecord
from app.domain.refs import ref_of_form
from app.domain.sources import RegisterPage
from app.services import following
from app.services.places import find_candidates, find_unit, turned_point
from app.services.work import Work
from app.store import history, own_places, turns
from app.store.history import Event
from app.store.projects import Project
from app.store.registers import Turn

EVENTS = 100

_NO_UNIT = mend(
    "No one unit is called so here. Write its name as the gazetteer has it, with its kind where several are called so:"
    " “Rummana district”. Leave it empty where it is not known."
)
_NO_REASON = mend("Say why it no longer goes by a name.")
_NO_SUCCESSOR = mend("No one place is called so. Write its reference (PLC-…), or its name as it is spelt there.")
_MOVED_ON = "This place is no longer at the version that was read, or was retired."


def find_places(work: Work, project: Project, search: str, turn: Turn = (None, None)) -> RegisterPage[ListedPlace]:
    """A page of the register, by name. UnknownFilter for a turn that is on no record."""
    return own_places.find_places_page(work.connection, project.id, search, turn)


def read_place(work: Work, project: Project, ref: str) -> OwnPlaceView:
    """One place. NotFound where there is none that may be seen."""
    return own_places.read_place(work.connection, project.id, ref)


def place_at_version(work: Work, project: Project, view: OwnPlaceView, version: int) -> dict[str, Any]:
    """The columns of a place as they stood at an earlier version; none where it never stood at it."""
    return history.row_at_version(work.connection, project.id, "own_place", view.id, version)


def read_history(work: Work, project: Project, view: OwnPlaceView) -> list[Event]:
    """What was done to a place and its names, newest first."""
    return history.events_of_place(work.connection, project.id, view.id, at_most=EVENTS)


def similar_places(work: Work, project: Project, entry: OwnPlaceEntry) -> tuple[Candidate, ...]:
    """Places, of the project or of a gazetteer, with a name that is spelt or sounds as one that is to be registered:
    whoever registers it looks at them first."""
    found: dict[str, Candidate] = {}
    for name in (entry.name, entry.name_ar):
        candidates = find_candidates(work, project, name).candidates if name else ()
        found.update((one.code, one) for one in candidates if one.score >= 0.9)
    return tuple(found.values())


def point_that_seems_turned(work: Work, project: Project, entry: OwnPlaceEntry) -> SeemsTurned | None:
    """Whether the point of one that is to be registered seems to be typed the other way round."""
    unit = find_unit(work, entry.inside) if entry.inside else None
    try:
        point = read_point(entry.point) if entry.point else None
    except InvalidValue:
        return None  # registering it says what is wrong
    return turned_point(work, project, point, [unit.country] if unit and unit.country else ()) if point else None


def register_place(work: Work, project: Project, entry: OwnPlaceEntry) -> str:
    """Registers a place; returns its ref. The same form sent twice registers one. InvalidInput names what is wrong."""
    ref = ref_of_form("own_place", entry.once or "")
    record = _record(work, project, entry, ref)
    turns.one_of_a_form(work.connection, project.id, entry.once or "")
    if ref not in own_places.known_places(work.connection, project.id, {ref}):
        work.open(project, "register_place", detail={"place": ref})
        own_places.add_places(work.connection, project.id, [record], work.actor.account_id)
    return ref


def amend_place(work: Work, project: Project, view: OwnPlaceView, entry: OwnPlaceEntry) -> None:
    """Changes what is known of a place, in one event with the incidents whose claims mean it.

    InvalidInput names what is wrong. Stale where the place has moved on from the version that was read.
    """
    record = _record(work, project, entry, view.ref)
    before = dict(names_of(_as_it_is(view)))
    after = dict(names_of(record))
    ended = set(before.values()) - set(after.values())
    if ended and not entry.reason:
        raise InvalidInput({"reason": _NO_REASON})
    work.open(project, "amend_place", reason=entry.reason or None, detail={"place": view.ref})
    inside = view.inside.code if view.inside else None
    moved = (record.longitude, record.latitude, record.inside) != (view.longitude, view.latitude, inside)
    values = own_places.columns_of(work.connection, record, moved=moved)
    if not own_places.change_place(work.connection, project.id, view.id, entry.version, values):
        raise Stale(_MOVED_ON, view.version)
    own_places.end_names(work.connection, project.id, view.id, ended, entry.reason)
    new = [(name, key) for name, key in after.items() if key not in before.values()]
    own_places.add_names(work.connection, project.id, view.id, new)
    following.follow(work, project, view.ref, own_places.incidents_meaning(project.id, view.ref))


def retire_place(work: Work, project: Project, view: OwnPlaceView, entry: Retirement) -> None:
    """Offers a place no longer, and lets another stand for it, where one is named. What means it stays as it is.
    InvalidInput, Stale as in `amend_place`."""
    turns.one_in_the_places(work.connection, project.id)
    successor = _successor(work, project, view, entry.successor) if entry.successor else None
    work.open(project, "retire_place", reason=entry.reason, detail={"place": view.ref})
    following.follow(work, project, view.ref, own_places.incidents_meaning(project.id, view.ref))
    if not own_places.retire_place(work.connection, project.id, view.ref, entry.version, entry.reason, successor):
        raise Stale(_MOVED_ON, view.version)


def _record(work: Work, project: Project, entry: OwnPlaceEntry, ref: str) -> OwnPlaceRecord:
    unit = find_unit(work, entry.inside) if entry.inside else None
    problems = {"inside": _NO_UNIT} if entry.inside and unit is None else {}
    try:
        record = entry.record(ref, unit.code if unit else None)
    except InvalidValue as refusal:
        raise InvalidInput(problems | {refusal.field or "": str(refusal)}) from None
    if problems:
        raise InvalidInput(problems)
    return record


def _as_it_is(view: OwnPlaceView) -> OwnPlaceRecord:
    return OwnPlaceRecord(view.ref, view.kind, view.name, view.name_ar, view.aliases)


def _successor(work: Work, project: Project, view: OwnPlaceView, named: str) -> str:
    """The code of the place that is meant instead: by its ref or code, or the only one that is spelt so."""
    if named in own_places.known_places(work.connection, project.id, {named}):
        found = own_places.read_place(work.connection, project.id, named)
        code = found.successor[0] if found.successor else named
        if found.ended_reason and not found.successor:
            raise InvalidInput({"successor": mend("That place was retired itself, and nothing stands for it.")})
    else:
        offered = find_candidates(work, project, named).candidates
        spelt = [one.code for one in offered if one.exact and one.code != view.ref] or [
            one.code for one in offered if one.code == named
        ]
        if len(spelt) != 1:
            raise InvalidInput({"successor": _NO_SUCCESSOR})
        code = spelt[0]
    if code == view.ref:
        raise InvalidInput({"successor": mend("A place cannot stand for itself.")})
    return code
