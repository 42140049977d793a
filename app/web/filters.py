"""The filters of the list as fields, in their two rows, and the mend for each in the reader's language.

What a filter means and which values it takes is `app.domain.questions`; here are only its words on the page.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import LazyString, gettext, lazy_gettext

from app.domain.questions import FILTERS, NOT
from app.domain.review import WORKFLOW
from app.domain.statistics import cells_words, read_cells
from app.domain.verification import ATTRIBUTION, OCCURRENCE, Level
from app.domain.vocabularies import Term, terms
from app.web.forms import Field, Option
from app.web.languages import current_language, translate

FIRST = ("q", "from", "to", "place", "act", "verification")
FURTHER = (
    "within", "bbox", "harm", "at_least", "source", "document", "alleged", "attribution", "party", "intervention",
    "workflow", "changed_since",
)  # fmt: skip
"""Those on a fold."""
LEFT_OUT = tuple(name for name in FILTERS if name.startswith(NOT))
"""Those that leave out, on a fold of their own."""

_A_DATE = lazy_gettext("Write a day, month or year, such as 7 March 2025, March 2025 or 2025.")
_OFFERED = lazy_gettext("Choose one of the answers offered.")
_A_NAME = lazy_gettext("Nothing in this project is called so: write a ref or a full name.")
_ONCE = lazy_gettext("Give this filter once.")
# A place says why by itself: a gazetteer may know under which name it stands here.
MENDS: dict[str, LazyString] = {
    "from": _A_DATE,
    "to": lazy_gettext("Write a day, month or year that does not lie before the beginning, such as March 2025."),
    "q": _ONCE,
    "source": _A_NAME,
    "alleged": _A_NAME,
    "party": _A_NAME,
    "document": _A_NAME,
    "intervention": _OFFERED,
    "cell": lazy_gettext("Choose the cell again in the table of figures."),
    "act": _OFFERED,
    "verification": _OFFERED,
    "attribution": _OFFERED,
    "harm": _OFFERED,
    "workflow": _OFFERED,
    "match": _OFFERED,
    "bbox": lazy_gettext("Write west, south, east, north in degrees, such as 35.7,34.6,36.3,35.6."),
    "at_least": lazy_gettext("Write a whole number above 0, and choose the harm that it counts."),
    "changed_since": lazy_gettext("Write a day and a time such as 2025-03-07T12:00:00Z."),
}


def filter_fields(asked: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> dict[str, Field]:
    """Every filter by name, with what was asked; `wrong` has why the values of some were not understood."""
    plain = {name.removeprefix(NOT): value for name, value in asked.items() if name.startswith(NOT)}
    against = [one for one in (*_first_row(plain), *_second_row(plain)) if NOT + one.name in FILTERS]
    left_out = (replace(one, name=NOT + one.name, help="") for one in against)
    made = (*_first_row(asked), *_second_row(asked), *left_out)
    told = wrong or {}
    return {field.name: _marked(field, told[field.name]) if field.name in told else field for field in made}


def asking(asked: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `parts/filters.html` reads of a question; a page with further fields or another way to all gives its own."""
    return {
        "filters": filter_fields(asked, wrong),
        "further": FURTHER,
        "left_out": LEFT_OUT,
        "asked": dict(asked),
        "only_cell": cell_in_words(asked["cell"]) if "cell" in asked and not wrong else None,
        "layout_fields": None,
        "all_of": request.path,
    }


def cell_in_words(text: str) -> str:
    """Which cell of a table of figures a question goes by, or which several."""
    cells = read_cells(text)
    return cells_words(cells, current_language()) if any(cells) else str(gettext("all that the table counts"))


def _marked(field: Field, why: str) -> Field:
    """The field with what was typed and what it takes."""
    mend = MENDS.get(field.name.removeprefix(NOT)) or translate(why)
    if mend is _ONCE or not field.value:
        return replace(field, error=mend)
    return replace(field, error=gettext("“%(typed)s” cannot be used here. %(mend)s", typed=field.value, mend=mend))


def _first_row(asked: Mapping[str, str]) -> tuple[Field, ...]:
    return (
        Field("q", gettext("Words"), value=asked.get("q", ""), dir="auto"),
        Field("from", gettext("From"), value=asked.get("from", ""), dir="ltr"),
        Field("to", gettext("To"), value=asked.get("to", ""), dir="ltr"),
        Field("place", gettext("Place"), value=asked.get("place", ""), dir="auto"),
        _choice("act", gettext("What happened"), asked, _acts()),
        _choice("verification", gettext("Verification"), asked, _levels(OCCURRENCE)),
    )


def _second_row(asked: Mapping[str, str]) -> tuple[Field, ...]:
    harms = tuple(Option(term.code, term.label(current_language())) for term in terms("harms").values())
    box = gettext("west, south, east, north in degrees")
    utc = gettext("a day or an instant; UTC where no zone is written")
    ways = (
        Option("possible", gettext("what is possibly inside")),
        Option("certain", gettext("only what is certainly inside")),
    )
    return (
        Field("within", gettext("Governorate"), value=asked.get("within", ""), dir="auto"),
        Field("bbox", gettext("Box"), help=box, value=asked.get("bbox", ""), dir="ltr"),
        _choice("harm", gettext("Harm"), asked, harms),
        Field("at_least", gettext("At least"), value=asked.get("at_least", ""), dir="ltr"),
        Field("source", gettext("Source"), value=asked.get("source", ""), dir="auto"),
        Field("alleged", gettext("Alleged party"), value=asked.get("alleged", ""), dir="auto"),
        _choice("attribution", gettext("Attribution"), asked, _levels(ATTRIBUTION)),
        Field("party", gettext("Party, in any part"), value=asked.get("party", ""), dir="auto"),
        Field("document", gettext("Document"), value=asked.get("document", ""), dir="auto"),
        _choice("intervention", gettext("Action or response"), asked, _interventions()),
        _choice("workflow", gettext("Review"), asked, _states()),
        Field("changed_since", gettext("Changed since"), help=utc, value=asked.get("changed_since", ""), dir="ltr"),
        Field("match", gettext("Show"), "radios", value=asked.get("match", "possible"), options=ways),
    )


def _choice(name: str, label: str, asked: Mapping[str, str], options: tuple[Option, ...]) -> Field:
    return Field(name, label, "select", value=asked.get(name, ""), options=options, unanswered=gettext("any"))


def _levels(track: tuple[Level, ...]) -> tuple[Option, ...]:
    return tuple(Option(level.code, level.label(current_language())) for level in track)


def _states() -> tuple[Option, ...]:
    words = ((code, pair[current_language() == "ar"]) for code, pair in WORKFLOW.items())
    return (*(Option(code, label) for code, label in words), Option("pending", gettext("pending new information")))


def _interventions() -> tuple[Option, ...]:
    kinds = (Option(one.code, one.label(current_language())) for one in terms("intervention_kinds").values())
    return (Option("any", gettext("of any kind")), *kinds)


def _acts() -> tuple[Option, ...]:
    """Every type of act, under its group; a group can be asked for as a whole."""
    found = terms("act_types")

    def group(term: Term) -> str:
        return found[term.lineage[-1]].label(current_language())

    return tuple(Option(term.code, term.label(current_language()), group=group(term)) for term in found.values())
