"""What is asked of a table: what each column is, and what holds for every row of it."""

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext, lazy_gettext
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from app.domain.errors import mend
from app.domain.mapping import LISTS, MOST_WORDS, NOTHING, Mapping, harms, uses
from app.domain.text import fold
from app.domain.vocabularies import terms
from app.domain.wording import PRECISIONS
from app.services.sheets import Facts, Sheet
from app.web.entry_fields import danger_field, new_document_fields, term_options
from app.web.forms import Field, Option
from app.web.languages import current_language, translate

EXAMPLES = 3
_LONG = 60

USE_LABELS = {
    "id": lazy_gettext("Number of the row in its data set"),
    "title": lazy_gettext("Title"),
    "quote": lazy_gettext("The words that say it"),
    "act": lazy_gettext("What happened"),
    "method": lazy_gettext("By what means"),
    "when": lazy_gettext("When"),
    "year": lazy_gettext("Year"),
    "month": lazy_gettext("Month"),
    "day": lazy_gettext("Day of the month"),
    "where": lazy_gettext("Where"),
    "country": lazy_gettext("Country"),
    "adm1": lazy_gettext("Governorate"),
    "adm2": lazy_gettext("District"),
    "adm3": lazy_gettext("Subdistrict"),
    "point": lazy_gettext("Coordinates, both in one"),
    "latitude": lazy_gettext("Latitude"),
    "longitude": lazy_gettext("Longitude"),
    "precision": lazy_gettext("How precise the place is"),
    "count": lazy_gettext("How many, in words that say of what"),
    "victim": lazy_gettext("To whom"),
    "alleged": lazy_gettext("By whom, as alleged"),
    "said_by": lazy_gettext("Who says so"),
    "report": lazy_gettext("Report that says so: title or address"),
}
ORDERS = {
    "dmy": lazy_gettext("day, month, year: 31/12/2025"),
    "mdy": lazy_gettext("month, day, year: 12/31/2025"),
    "ymd": lazy_gettext("year, month, day: 2025/12/31"),
    "serial": lazy_gettext("a number of days, as a spreadsheet keeps it: 46022; beside it year first"),
}
_ABOUT = {
    "source_name": "", "source_kind": "", "document_title": "", "document_kind": "dataset", "document_url": "",
    "published": "",
}  # fmt: skip


@dataclass(frozen=True)
class ShownColumn:
    """A column with some of its cells, the field that says what it is, and for a list what its words stand for."""

    name: str
    examples: tuple[str, ...]
    field: Field
    words: tuple[tuple[str, Field], ...] = ()


def heading_field(facts: Facts, wrong: str) -> Field:
    """In which row the names of the columns stand."""
    return Field(
        "row", gettext("Row with the names of the columns"), "text",
        gettext("Its number, as the spreadsheet shows it. What stands above it is passed over."),
        value=str(facts.heading_row), error=wrong, dir="ltr",
    )  # fmt: skip


def use_label(use: str) -> str:
    """What a column is, in words."""
    harm = use.partition(":")[2]
    if harm:
        return str(gettext("How many: %(harm)s", harm=terms("harms")[harm].label(current_language())))
    return str(USE_LABELS[use])


def choosing_columns(sheet: Sheet, mapping: Mapping) -> tuple[ShownColumn, ...]:
    """A question a column: what is it?"""
    options = _uses()
    shown = []
    for place, name in enumerate(sheet.facts.columns):
        said = mapping.columns.get(name, "")
        field = Field(f"column-{place}", name, "select", value=said, options=options, unanswered=gettext("not used"))
        cells = dict.fromkeys(_short(cells[place]) for cells in sheet.cells[:200] if cells[place])
        shown.append(ShownColumn(name, tuple(cells)[:EXAMPLES], field, _words(sheet, mapping, name, said)))
    return tuple(shown)


def _words(sheet: Sheet, mapping: Mapping, column: str, use: str) -> tuple[tuple[str, Field], ...]:
    words = sheet.words(column) if use in LISTS else []
    if len(words) > MOST_WORDS:
        return ()
    options = (Option(NOTHING, gettext("says nothing")), *_terms(use)) if words else ()
    return tuple(
        (
            word,
            Field(
                f"word-{use}-{number}", gettext("“%(word)s” stands for", word=word), "select",
                value=mapping.stands_for(use, word) or "", options=options, unanswered=gettext("not said yet"),
            ),
        )
        for number, word in enumerate(words)
        if fold(word) not in mapping.unsaid
    )  # fmt: skip


def _terms(use: str) -> tuple[Option, ...]:
    if LISTS[use]:
        return term_options(LISTS[use])
    index = 1 if current_language() == "ar" else 0
    return tuple(Option(code, words[index]) for code, words in PRECISIONS.items())


def _uses() -> tuple[Option, ...]:
    counted = gettext("How many")
    figures = tuple(Option(f"count:{harm.code}", harm.label(current_language()), group=counted) for harm in harms())
    return (*(Option(use, label) for use, label in USE_LABELS.items()), *figures)


def table_fields(mapping: Mapping, sources: Sequence[str], wrong: Pairs[str, str]) -> dict[str, Field]:
    """What holds for every row, as fields by name: answered, with what is wrong."""
    needed = gettext("needed if a column names it")
    parties, kinds = term_options("party_kinds"), {one.name: one for one in new_document_fields(())}["source_kind"]
    once = gettext("Where a column says it, the row’s own word comes first.")
    orders = tuple(Option(order, label) for order, label in ORDERS.items())
    unsaid = gettext("Words in cells that say nothing, with a semicolon between them.")
    fields = (
        *new_document_fields(sources),
        Field("order", gettext("In what order are days written?"), "select",
              gettext("Nothing is guessed: 07/03/2025 is refused until this is said."),
              options=orders, unanswered=gettext("not with three numbers, or year first")),
        Field("nothing", gettext("What means “not said”?"), "area", unsaid, rows=2, dir="auto"),
        Field("act", gettext("What happened, in every row"), "select", once, options=term_options("act_types")),
        Field("victim_kind", gettext("What kind of people were harmed?"), "select", options=parties, needed=needed),
        Field("alleged_kind", gettext("What kind of force, group or organisation?"), "select", options=parties,
              needed=needed),
        replace(kinds, name="said_by_kind", label=gettext("What kind of sources do the rows name?"), required=False,
                needed=needed),
        danger_field(),
        Field("profile", gettext("Name of the profile"), dir="auto"),
    )  # fmt: skip
    values = mapping.model_dump()
    return {
        one.name: replace(one, value=values.get(one.name, ""), error=translate(wrong.get(one.name, "")))
        for one in fields
    }


def said_of_columns(sheet: Sheet, form: MultiDict[str, str]) -> tuple[Mapping, dict[str, str]]:
    """What was answered, as a mapping, and what could not be taken at all."""
    columns = {name: form.get(f"column-{place}", "") for place, name in enumerate(sheet.facts.columns)}
    known = uses()
    columns = {name: what for name, what in columns.items() if what in known}
    words = {use: dict(said) for use, said in (sheet.mapping.words if sheet.mapping else {}).items()}
    for use in LISTS:
        for name in sheet.facts.columns:
            if columns.get(name) == use:
                for number, word in enumerate(sheet.words(name)[:MOST_WORDS]):
                    if (code := form.get(f"word-{use}-{number}")) is not None and _offers(use, code):
                        words.setdefault(use, {})[fold(word)] = code
    asked = {name: form.get(name, "") for name in Mapping.model_fields if name in form}
    answers = {**asked, "columns": columns, "words": words, "language": current_language()}
    try:
        return Mapping.model_validate(answers), {}
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors()}
        kept = {name: value for name, value in answers.items() if name not in wrong}
        why = mend("This could not be understood. Write it in another way.")
        return Mapping.model_validate(kept), dict.fromkeys(wrong, why)


def _offers(use: str, code: str) -> bool:
    return code in ("", NOTHING) or code in (terms(LISTS[use]) if LISTS[use] else PRECISIONS)


def _short(cell: str) -> str:
    return cell if len(cell) <= _LONG else f"{cell[:_LONG].rstrip()}…"
