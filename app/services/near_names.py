"""What the names typed into a form are: on record, or new, and which on record are spelt much like them.

Nothing is joined by it: whoever types decides, by writing the name as it stands on record or by keeping their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.disclosure import INDEX_CEILING, party_tier
from app.domain.entry import Provenance
from app.domain.properties import PROPERTIES
from app.domain.records import PartyRecord
from app.domain.text import fold
from app.domain.vocabularies import terms
from app.services.work import Work
from app.store import incidents, near_names
from app.store.projects import Project


@dataclass(frozen=True, slots=True)
class Near:
    """A name that is typed: whether it is new here, and names on record much like it, each with the code of its kind
    where that may be another. Of one that is not new these are what it may be, as long as its kind is not chosen."""

    name: str
    new: bool
    like: tuple[tuple[str, str], ...] = ()


PARTIES = {
    "victim": "victim_kind", "alleged": "alleged_kind", "by": "by_kind", "addressee": "addressee_kind",
    "party": "party_of", "value": "party_kind",
}  # fmt: skip
"""The answers that name a party, and those that say of what kind it is."""


def names_typed(
    work: Work, project: Project, entry: Provenance, known: Mapping[str, object], *, new_document: bool
) -> dict[str, Near]:
    """By answer, what its name is. `known`: the names of sources that are on record; `new_document`: whether the
    document is none that is."""
    return {
        **_sources(work, project, entry, known, new_document),
        **_document(work, project, entry, new_document),
        **dict(_parties(work, project, entry)),
    }


def _sources(
    work: Work, project: Project, entry: Provenance, known: Mapping[str, object], new_document: bool
) -> dict[str, Near]:
    typed = {"source_name": entry.source_name if new_document else None}
    typed["originator_name"] = entry.originator_name if entry.originator == "other" else None
    found = {}
    for answer, name in typed.items():
        if name and answer not in known:
            like = near_names.sources_like(work.connection, project.id, name)
            found[answer] = Near(name, True, tuple((one, "") for one in like))
    return found


def _document(work: Work, project: Project, entry: Provenance, new_document: bool) -> dict[str, Near]:
    if not new_document or not entry.document_title:
        return {}
    like = near_names.documents_like(work.connection, project.id, entry.document_title)
    return {"document_title": Near(entry.document_title, True, tuple((one, "") for one in like))}


def _parties(work: Work, project: Project, entry: Provenance) -> Iterator[tuple[str, Near]]:
    """Groups and organisations alone: people are described, and a description is nobody's name. Until a kind is chosen,
    those on record under the very same name say of what kind they are."""
    for answer, asked in PARTIES.items():
        label, kind = getattr(entry, answer, None), getattr(entry, asked, None) or ""
        if not label or not hasattr(entry, asked) or (answer == "value" and not _names_a_party(entry)):
            continue
        if kind and (kind not in terms("party_kinds") or party_tier(kind) > INDEX_CEILING):
            continue
        on_record = kind and incidents.find_parties(work.connection, project.id, [PartyRecord("", kind, label)])
        like = () if on_record else near_names.parties_like(work.connection, project.id, label, kind)
        seen = tuple((one, of) for one, of in like if party_tier(of) <= INDEX_CEILING)
        same = () if kind else tuple((one, of) for one, of in seen if fold(one) == fold(label))
        yield answer, Near(label, not (on_record or same), same or seen)


def _names_a_party(entry: Provenance) -> bool:
    """Whether a claim's value is a party, and no figure, day or word."""
    known = PROPERTIES.get(getattr(entry, "path", ""))
    return known is not None and known.value_kind == "party"
