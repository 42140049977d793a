"""One change of many claims at once: a more exact act in the place of a wider one, never a wider or another one."""

from app.domain.errors import InvalidInput, mend
from app.domain.vocabularies import Term, terms

VOCABULARY = "act_types"
PATH = "act.type"
LONGEST_REASON = 1000


def more_exact(code: str) -> tuple[Term, ...]:
    """The acts that stand under one and are as open as it is: what is more protected is entered one by one."""
    known = terms(VOCABULARY)
    tier = known[code].attributes.get("default_tier") if code in known else None
    return tuple(
        term
        for term in known.values()
        if code in term.lineage[1:] and term.can_be_chosen and term.attributes.get("default_tier") == tier
    )


def check_change(from_code: str, to_code: str, reason: str) -> None:
    """InvalidInput where the one is not more exact than the other, or no reason is given."""
    problems: dict[str, str] = {}
    if to_code not in {term.code for term in more_exact(from_code)}:
        problems["to"] = mend("Choose an act that is more exact than the one that stands.")
    try:
        check_reason(reason)
    except InvalidInput as refusal:
        problems |= refusal.problems
    if problems:
        raise InvalidInput(problems)


def check_reason(reason: str) -> None:
    """InvalidInput where no reason is given."""
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        why = mend("Say why, in at most 1,000 characters: it stands with each claim for good.")
        raise InvalidInput({"reason": why})
