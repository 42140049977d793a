"""Who may see what. A tier is a ceiling on a value; an audience is a set of readers with a ceiling of its own.

Tiers: 0 public, 1 restricted, 2 confidential, 3 sealed. There is one audience yet, the project's own members; the
outside ones are refused by name until releases, consent and the identity store exist. Tier 3 is refused at entry.
"""

from dataclasses import dataclass

from app.domain.errors import FilterNotUnderstood, Refused, mend
from app.domain.vocabularies import terms

INDEX_CEILING = 1
ENTRY_CEILING = 2


@dataclass(frozen=True)
class Audience:
    """Readers who may see values up to and including `ceiling`."""

    name: str
    ceiling: int


INTERNAL = Audience("internal", 2)

_LATER = ("partner", "accountability", "public")


def audience_named(name: str) -> Audience:
    """The audience of this name. UnknownFilter where there is none; Refused for one that waits."""
    if name == INTERNAL.name:
        return INTERNAL
    if name in _LATER:
        raise Refused(
            mend(
                "The audience '%(name)s' waits until releases and consent are recorded; only 'internal' is open now.",
                name=name,
            )
        )
    raise FilterNotUnderstood("There is no such audience. Known: internal.", "audience")


PEOPLE = frozenset({"private_person", "public_official", "family"})
"""Kinds of party that are people, known by person or as relatives: context is never put on them."""


def party_tier(kind_code: str) -> int:
    """The tier of a party of this kind, and of the claims that name it: people, in office or not, whatever their
    part, and their families and communities 2."""
    return kind_tier("party_kinds", kind_code)


NO_KIND = frozenset({"", "party_unknown", "party_other"})
"""What says neither that a person is meant nor that a group is: a person's name may stand under it."""


def is_group(kind_code: str) -> bool:
    """Whether the kind says that a group or an organisation is meant, which may bear any name."""
    return party_tier(kind_code) <= INDEX_CEILING and kind_code not in NO_KIND


def kind_tier(vocabulary: str, code: str) -> int:
    """The tier of what is of this kind, by its list: a place of detention 2, a grave of several people 3."""
    known = terms(vocabulary).get(code)
    return int(known.attributes.get("default_tier", "0")) if known else 0


TAKEN_OUT = ("export_incidents", "write_report")
"""Deeds by which incidents leave a project."""
