"""How many independent origins stand behind what is claimed: the figure that matters.

An origin is the root originator's independence group; for footage, the group of the same footage. Relays join nothing:
whoever passes a claim on is not its origin, and a copy (republished, translated, the same footage) is no new one. A
claim counts only if it has a basis. A compiler (a data set, a digest) states values in its own name, but it and what it
compiled from are never two: compilers add one origin at most, and only where none of the sources they cite already
counts.

`origin_ids` is resolved when a claim is written, and anew when a source is regrouped or joined with another, or a
document found to be a copy.
`act_origins` and its like in the store count by the same rule over the same ids; a test holds the two equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source as an origin: its independence group (its own id where it has none), and whether it counts at all."""

    group_id: int
    counts_as_origin: bool = True


COPIES = ("republishes", "translates", "same_footage")
"""The relations by which one document is a copy of another: its original's words or footage, not its own."""


def origin_ids(
    originator: Speaker | None, basis: str, cited: Iterable[Speaker] = (), own: Iterable[Speaker] = ()
) -> tuple[int, ...]:
    """The independence groups behind one claim: its own, or for a compiler those that it cites. Empty: counts 0.

    `own` are the originator's own publications in which the claim stands, each by whoever speaks in it: in a copy that
    is the source of the original. Where all of them are copies, the claim is of whoever put out the originals.
    """
    if originator is None or basis == "none_stated":
        return ()
    speakers = cited if basis == "compiled" else _roots(originator, tuple(own))
    return tuple(sorted({speaker.group_id for speaker in speakers if speaker.counts_as_origin}))


def _roots(originator: Speaker, own: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    all_copies = own and all(speaker.group_id != originator.group_id for speaker in own)
    return own if all_copies else (originator,)


def joined_groups(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """By which group an origin is counted where sources of two groups are the same: the one whose head was recorded
    first, of all that are joined. Groups that are joined with none are not in it."""
    counted: dict[int, int] = {}
    for one, other in pairs:
        first, later = sorted((counted.get(one, one), counted.get(other, other)))
        counted |= {group: first for group in {one, other, *(g for g, now in counted.items() if now == later)}}
    return {group: first for group, first in counted.items() if group != first}


@dataclass(frozen=True, slots=True)
class Voice:
    """What one claim brings to the count of its property."""

    originator: str | None
    basis: str
    origin_ids: tuple[int, ...]
    documents: frozenset[str] = frozenset()
    relayed: bool = False
    compiled_from: tuple[str, ...] = ()

    @property
    def compiled(self) -> bool:
        return self.basis == "compiled"

    @property
    def is_origin(self) -> bool:
        """Whether it may count: whoever has no basis, or whose root is not known, is named and counts 0."""
        return self.compiled or (self.basis != "none_stated" and bool(self.origin_ids))


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin that counts: who, through how many documents, whether only others have passed it on to us, and for a
    compiler whose reports it is made from."""

    name: str
    documents: int
    only_relayed: bool
    compiled_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of one property: those that count, compilers that do not count beside them, and the rest."""

    counting: tuple[Origin, ...]
    beside: tuple[str, ...]
    without_basis: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.counting)


def count_origins(voices: Iterable[Voice]) -> Origins:
    """Counts and names the origins of the claims of one subject and property (2-domain, "Independent origins")."""
    heard = list(voices)
    own: dict[int, list[Voice]] = {}
    for voice in heard:
        if voice.basis != "none_stated" and not voice.compiled:
            for group in voice.origin_ids:
                own.setdefault(group, []).append(voice)
    compilers = [t for t in heard if t.compiled]
    adding = [t for t in compilers if own.keys().isdisjoint(t.origin_ids)]
    counting = [_origin(group) for group in own.values()]
    if adding:
        counting.append(_origin(adding))
    named = {t.originator for t in adding}
    return Origins(
        counting=tuple(counting),
        beside=tuple(sorted({t.originator for t in compilers if t.originator and t.originator not in named})),
        without_basis=tuple(sorted({t.originator or "" for t in heard if not t.is_origin})),
    )


def _origin(voices: list[Voice]) -> Origin:
    names = dict.fromkeys(t.originator for t in voices if t.originator)
    return Origin(
        name=" / ".join(names),
        documents=len(frozenset().union(*(t.documents for t in voices))),
        only_relayed=all(t.relayed for t in voices),
        compiled_from=tuple(dict.fromkeys(name for t in voices for name in t.compiled_from)),
    )
