"""Which answers of the entry form can be kept: for the next incident, or under a name as a template of the project.

Never what makes a claim one source's: the quotation, the figures, what this source calls it, title and sentence; nor
whether it endangers anybody, which is asked of each anew.
"""

from collections.abc import Collection, Iterable

QUESTIONS: dict[str, tuple[str, ...]] = {
    "document": ("document", "source_name", "source_kind", "document_kind"),
    "originator": ("originator", "originator_name", "originator_kind", "modality", "basis"),
    "act": ("act", "method", "completion"),
    "victim": ("victim", "victim_kind"),
    "when": ("when",),
    "where": (
        "where", "gazetteer_place", "precision", "point", "uncertainty", "adm1", "adm2", "adm3", "also_at", "several",
        "where_from", "where_to",
    ),
    "alleged": ("alleged", "alleged_kind", "degree"),
}  # fmt: skip
"""Each question of which the answers can be kept, with its fields."""

SHARED = tuple(question for question in QUESTIONS if question not in ("victim", "alleged"))
"""What a template can keep, which everybody in the project opens: not what may name a person."""

USUAL = ("document", "originator", "when", "where", "alleged")
"""What is kept for the next incident unless somebody says otherwise."""

Answers = Iterable[tuple[str, str]]


def answers_of(answers: Answers, kept: Collection[str]) -> list[tuple[str, str]]:
    """Those of a form's answers that belong to the questions kept."""
    names = {name for question in QUESTIONS if question in kept for name in QUESTIONS[question]}
    return [(name, given) for name, given in answers if name in names and given.strip()]
