"""The register of sources: finding them by name, reading one, putting one on record, amending what is known of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.domain.errors import InvalidInput, Stale, mend
from app.domain.records import Bundle
from app.domain.refs import ref_of_form
from app.domain.sources import (
    Became,
    ListedSource,
    RegisterPage,
    SourceEntry,
    SourceRegistration,
    SourceView,
    new_source,
)
from app.domain.text import fold
from app.services.own_words import follow_claims
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import history, incidents, origins, register_changes, registers, sources, turns
from app.store.projects import Project
from app.store.reading import PAGE_SIZE
from app.store.registers import Turn


def find_sources(
    work: Work, project: Project, search: str, turn: Turn = (None, None), at_most: int = PAGE_SIZE
) -> RegisterPage[ListedSource]:
    """A page of the register, by name. UnknownFilter where the page hangs on no source that may be seen."""
    return registers.find_sources_page(work.connection, project.id, search, turn, at_most)


def read_source(work: Work, project: Project, ref: str) -> SourceView:
    """One source. NotFound where there is none that may be seen."""
    return registers.read_source(work.connection, project.id, ref)


def became_of(work: Work, project: Project, view: SourceView) -> Became:
    """What a source reported and what became of it."""
    return registers.became_of(work.connection, project.id, view.id)


def source_at_version(work: Work, project: Project, view: SourceView, version: int) -> dict[str, Any]:
    """The columns of a source as they stood at an earlier version; none where it never stood at it."""
    return history.row_at_version(work.connection, project.id, "source", view.id, version)


def register_source(work: Work, project: Project, entry: SourceRegistration, once: str) -> str:
    """Puts a source on record by itself; returns its ref. Sent twice under one key (`once`) it is made once.

    InvalidInput names what cannot be kept: also a name by which another source goes.
    """
    turns.one_of_a_form(work.connection, project.id, once)
    sources.one_at_a_time(work.connection, project.id)
    ref = ref_of_form("source", once)
    if sources.find_sources(work.connection, project.id, [ref]):
        return ref
    names = (entry.name, *entry.aliases)
    if problems := entry.problems() | _taken(work, project, None, names):
        raise InvalidInput(problems)
    record = replace(
        new_source(entry.name, entry.kind, entry.basis),
        key=ref,
        aliases=tuple(_differing(dict.fromkeys(entry.aliases), [entry.name])),
        affiliation=entry.affiliation or None,
        interest=entry.interest or None,
        counting_scope=entry.counting_scope or None,
        access=entry.access,
    )
    work.open(project, "register_source", detail={"source": ref})
    take_in(work, project, Bundle(sources=(record,)))
    return ref


def amend_source(work: Work, project: Project, view: SourceView, entry: SourceEntry) -> None:
    """Changes what is known of a source, in one event with all that follows from it.

    InvalidInput names what cannot be kept. Stale where the source has moved on from the version that was read. Refused
    where more incidents would follow than can be projected at once.
    """
    sources.one_at_a_time(work.connection, project.id)
    if view.version != entry.version:
        raise Stale("This is no longer at the version that was read.", view.version)
    head, problems = _head_of_group(work, project, view, entry)
    regrouped = head != view.group_id
    ended, added = _differing(view.aliases, entry.names()), _differing(entry.names(), view.aliases)
    problems |= entry.problems(view) | _taken(work, project, view.id, (entry.name, *added))
    if (regrouped or ended) and not entry.reason:
        problems["reason"] = mend("Say why: which sources count as one, or why it no longer goes by a name.")
    if problems:
        raise InvalidInput(problems)
    work.open(project, "amend_source", reason=entry.reason or None, detail={"source": view.source.ref})
    values = _columns(view, entry)
    if regrouped:
        values["group_reason"] = entry.reason if head is not None else None
    if not register_changes.change_source(work.connection, project.id, view.id, entry.version, values):
        raise Stale("This is no longer at the version that was read.", view.version)
    register_changes.end_aliases(work.connection, project.id, view.id, ended, entry.reason)
    register_changes.add_aliases(work.connection, project.id, view.id, added)
    _follow(work, project, view, entry, head, regrouped=regrouped)


def _follow(
    work: Work, project: Project, view: SourceView, entry: SourceEntry, head: int | None, *, regrouped: bool
) -> None:
    """Claims follow whoever counts as one, our own words follow the name."""
    connection = work.connection
    if regrouped or entry.kind != view.source.kind:
        who = register_changes.grouped_with(connection, project.id, view.id)
        if regrouped:
            register_changes.regroup(connection, project.id, view.id, head)
        concerned = origins.few(connection, project.id, origins.incidents_of_sources(project.id, who))
        moved = origins.resolve_origins(connection, project.id, concerned)
        incidents.bump_all(connection, project.id, moved)
        work.touch(moved)
    if entry.name != view.source.name:
        naming = origins.incidents_of_sources(project.id, {view.id})
        named = origins.few(connection, project.id, naming, words_made=True)
        follow_claims(work, project, named)
        work.touch(named)


def _columns(view: SourceView, entry: SourceEntry) -> dict[str, Any]:
    anew = new_source(entry.name, entry.kind, entry.basis)
    values = {
        "name": entry.name,
        "name_folded": fold(entry.name),
        "kind": entry.kind,
        "affiliation": entry.affiliation or None,
        "interest": entry.interest or None,
        "counting_scope": entry.counting_scope or None,
        "access": entry.access,
        "default_basis": anew.default_basis,
        "compiles": anew.compiles,
    }
    if entry.kind != view.source.kind:
        values["counts_as_origin"] = anew.counts_as_origin
    return values


def _head_of_group(
    work: Work, project: Project, view: SourceView, entry: SourceEntry
) -> tuple[int | None, dict[str, str]]:
    """The head of the group that is named, and what is wrong with that; as it stands, where the same is named."""
    if not entry.group:
        return None, {}
    if view.group and entry.group in (view.group.name, view.group.ref):
        return view.group_id, {}
    name = sources.same_name(work.connection, project.id, entry.group)
    found = sources.find_sources(work.connection, project.id, [name]).get(name)
    if found is None:
        return None, {"group": mend("No source here is called so. Write its name as it stands in the register.")}
    head = found.head
    if head == view.id:
        return view.group_id, {"group": mend("The two count as one already: this source heads their group.")}
    return head, {}


def _taken(work: Work, project: Project, number: int | None, names: Iterable[str]) -> dict[str, str]:
    """What is wrong where another source than the one of this number goes by one of the names."""
    taken = register_changes.called_so(work.connection, project.id, names, number or 0)
    if not taken:
        return {}
    field = "name" if fold(next(iter(names))) in taken else "aliases"
    return {field: mend("Another source goes by this name. Say below that the two count as one, or tell them apart.")}


def _differing(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those of these names that are not among the others, however they are spelt."""
    known = {fold(other) for other in others}
    return [name for name in names if fold(name) not in known]
