"""The same thing twice: joining two entries by a judgement that can be taken back, with all that follows from it."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from app.domain.errors import InvalidInput, NotFound, Stale, mend
from app.domain.records import SameRecord
from app.domain.refs import PREFIXES, is_ref
from app.domain.same import Entry, SameEntry, SameView, unlike
from app.services.work import Work
from app.store import history, incidents, origins, same, sources
from app.store.projects import Project

KINDS = ("incident", "source", "party")


def find_entry(work: Work, project: Project, ref: str) -> Entry:
    """The incident, source or party of this ref. NotFound where there is none that may be seen."""
    kind = next((kind for kind in KINDS if is_ref(ref, kind)), None)
    found = same.find_entry(work.connection, project.id, kind, ref) if kind else None
    if found is None:
        raise NotFound("There is no such entry here, or you may not see it.")
    return found


JOINED_ALREADY = mend("These two are joined already.")


def read_judgements(work: Work, project: Project, entry: Entry) -> tuple[SameView, ...]:
    """Who has said that an entry, or one that it is joined with, is the same as another; taken back ones too."""
    people = history.people_of(work.connection, project.id)
    return same.judgements_of(work.connection, project.id, entry.kind, entry.id, people)


def join_entries(work: Work, project: Project, entry: Entry, said: SameEntry) -> None:
    """States that two entries are the same, in one event with all that follows: origins, lists, counts.

    InvalidInput names what cannot be joined. Refused where more incidents would follow than can be projected at once.
    """
    sources.one_at_a_time(work.connection, project.id)
    other = _other(work, project, entry, said.other)
    pair = (entry.id, other.id)
    if same.joined_with(work.connection, project.id, entry.kind, {entry.id}) & {other.id}:
        raise InvalidInput({"other": JOINED_ALREADY})
    concerned = concerned_by(work, project, entry.kind, pair)
    record = SameRecord(entry.kind, entry.ref, other.ref, said.reason)
    work.open(project, "join_entries", reason=said.reason, detail={"one": entry.ref, "other": other.ref})
    same.join(work.connection, project.id, record, pair, work.actor.account_id)
    follow(work, project, entry.kind, concerned)
    _bump(work, project, entry.kind, pair, concerned)


def part_entries(work: Work, project: Project, entry: Entry, number: int, reason: str) -> None:
    """Takes back that two entries are the same, with a reason: every projection is again what it was.

    NotFound where there never was such a judgement on this entry; Stale where somebody else has taken it back.
    """
    if not reason.strip():
        raise InvalidInput({"reason": mend("Say why they are not the same.")})
    sources.one_at_a_time(work.connection, project.id)
    told = next((one for one in read_judgements(work, project, entry) if one.number == number), None)
    if told is None:
        raise NotFound("There is no such judgement here, or you may not see it.")
    pair = same.find_standing(work.connection, project.id, number)
    if not pair:
        raise Stale(mend("This has been taken back while you were reading."), 0)
    concerned = concerned_by(work, project, entry.kind, pair)
    work.open(project, "part_entries", reason=reason.strip(), detail={"one": told.one[0], "other": told.other[0]})
    same.part(work.connection, project.id, number, reason.strip())
    follow(work, project, entry.kind, concerned)
    _bump(work, project, entry.kind, pair, concerned)


def concerned_by(work: Work, project: Project, kind: str, pair: Collection[int]) -> set[int]:
    """The incidents of which something follows from these two being the same, or not: few enough to follow at once."""
    connection = work.connection
    if kind == "incident":
        return same.joined_with(connection, project.id, kind, pair)
    if kind == "party":
        parties = same.joined_with(connection, project.id, kind, pair)
        return origins.few(connection, project.id, same.incidents_naming(project.id, parties))
    alike = same.counted_together(connection, project.id, pair)
    return origins.few(connection, project.id, origins.incidents_of_sources(project.id, alike))


def follow(work: Work, project: Project, kind: str, concerned: Collection[int]) -> None:
    """What follows once two are the same, or no longer: whose origins claims are, and every projection."""
    if kind == "source":
        origins.resolve_origins(work.connection, project.id, concerned)
    work.touch(concerned)


def _bump(work: Work, project: Project, kind: str, pair: Collection[int], concerned: Collection[int]) -> None:
    """Whoever has one of these incidents open will see that more, or less, is said of it now."""
    incidents.bump_all(work.connection, project.id, pair if kind == "incident" else concerned)


def _other(work: Work, project: Project, entry: Entry, named: str) -> Entry:
    """The entry that is named: by ref, by the address of its page here, or as a source by its exact name."""
    ref = _ref_in(named, entry.kind)
    if ref is None and entry.kind == "source":
        name = sources.same_name(work.connection, project.id, named)
        known = sources.find_sources(work.connection, project.id, [name]).get(name)
        ref = known.ref if known else None
    other = same.find_entry(work.connection, project.id, entry.kind, ref) if ref else None
    if other is None:
        raise InvalidInput(
            {
                "other": mend(
                    "There is no such entry in this project. Write its ref, as it stands at the head of its page."
                )
            }
        )
    if other.id == entry.id:
        raise InvalidInput({"other": mend("Nothing is joined with itself.")})
    if why := unlike(entry.kind, {entry.sort, other.sort}):
        raise InvalidInput({"other": why})
    return other


def _ref_in(named: str, kind: str) -> str | None:
    """The ref that was written, or the last of an address."""
    written = named.strip().upper()
    if is_ref(written, kind):
        return written
    found = re.findall(rf"{PREFIXES[kind]}-[0-9A-Z]{{12}}", urlsplit(named).path)
    return found[-1] if found else None
