"""HTML forms: what a template knows of a field, and the one way from what a browser sent to a checked model.

`read_form` turns form data into a pydantic model or raises `InvalidInput` with one mend a field, in the reader's
language; `read_in_part` gives what could be read beside the mends, so that whoever knows more can say all that is wrong
at once; `answered` gives the fields back with what was typed and what is wrong, so that nothing typed is lost. What a
value *means* (dates, counts, places) is the domain's; views put its words into `Field.understood`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

from flask_babel import LazyString, lazy_gettext
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic import Field as Asked
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from app.domain.errors import InvalidInput, InvalidValue
from app.domain.text import fold
from app.web.languages import current_language, translate
from app.web.small_map import Drawing

Model = TypeVar("Model", bound=BaseModel)
Text: TypeAlias = str | LazyString
Sent: TypeAlias = tuple[tuple[str, str], ...]

_LISTS = (list, tuple, set, frozenset)
_NUMBERED = (date, int, float, Decimal)
_NOT_ANSWERS = {"csrf_token", "window"}
_SECRETS = {"passphrase", "again"}

_MENDS: dict[str, LazyString] = {
    "missing": lazy_gettext("This is needed."),
    "string_too_short": lazy_gettext("Write at least %(min_length)s characters."),
    "string_too_long": lazy_gettext("Write at most %(max_length)s characters."),
    "too_long": lazy_gettext("Choose at most %(max_length)s."),
    "too_short": lazy_gettext("Choose at least %(min_length)s."),
    "int_parsing": lazy_gettext("Write a whole number in digits."),
    "int_from_float": lazy_gettext("Write a whole number in digits."),
    "float_parsing": lazy_gettext("Write a number in digits, with a point for the fraction."),
    "decimal_parsing": lazy_gettext("Write a number in digits, with a point for the fraction."),
    "finite_number": lazy_gettext("Write a number in digits, with a point for the fraction."),
    "greater_than": lazy_gettext("Write a number above %(gt)s."),
    "greater_than_equal": lazy_gettext("Write %(ge)s or more."),
    "less_than": lazy_gettext("Write a number below %(lt)s."),
    "less_than_equal": lazy_gettext("Write %(le)s or less."),
    "literal_error": lazy_gettext("Choose one of the answers offered."),
    "enum": lazy_gettext("Choose one of the answers offered."),
    "bool_parsing": lazy_gettext("Choose one of the answers offered."),
    "date_parsing": lazy_gettext("Write the day as year-month-day, such as 2025-03-07."),
    "date_from_datetime_parsing": lazy_gettext("Write the day as year-month-day, such as 2025-03-07."),
    "extra_forbidden": lazy_gettext("The form sent an answer that this page does not ask for. Reload it."),
    "string_type": lazy_gettext("Write a text here."),
    "list_type": lazy_gettext("Give a list here."),
    "int_type": lazy_gettext("Write a whole number in digits."),
    "float_type": lazy_gettext("Write a number in digits, with a point for the fraction."),
    "given_twice": lazy_gettext("One answer was expected here and several came."),
    "unwritable": lazy_gettext("A character in this text cannot be kept. Type the passage anew."),
}
_ANY_OTHER = lazy_gettext("This could not be understood. Write it in another way.")


@dataclass(frozen=True)
class Option:
    """One answer offered by a field; `group` heads the answers that belong together in a list. `other` is its label in
    the other language, and `said` are further words of a source that speak of it: a text proposes it in its own
    language, whatever that of the page."""

    value: str
    label: Text
    help: Text = ""
    group: Text = ""
    other: Text = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One question of a form, with its answer so far: what the macro `field` needs to draw it.

    `understood` is how the answer was read, in words; `unsure` says that it leaves something open (a month, no
    number). `needed` says on what condition an answer is needed, where it is not `required` whatever else is answered.
    `least` is how many characters it has at least, which is said before anybody is refused for it.
    `quote` are words of a source that it asks about, in `quote_lang`.
    `unanswered` is what an empty select says instead of "not said". `rows` is the height of a text area, or
    for `select` how many answers the question may have. `drawing` is a map of the answers of `places`, and `beneath`
    the question that one of these opens: by itself (`kind` is `beneath`) it is not drawn.
    """

    name: str
    label: Text
    kind: Literal["text", "area", "select", "radios", "checks", "password", "url", "places", "beneath"] = "text"
    help: Text = ""
    value: str | tuple[str, ...] = ""
    error: Text = ""
    understood: Text = ""
    unsure: bool = False
    options: tuple[Option, ...] = ()
    unanswered: Text = ""
    suggestions: tuple[str, ...] = ()
    required: bool = False
    needed: Text = ""
    least: int = 0
    rows: int = 1
    dir: Literal["", "auto", "ltr", "rtl"] = ""
    lang: str = ""
    autocomplete: str = "off"
    drawing: Drawing | None = None
    quote: str = ""
    quote_lang: str = ""
    beneath: "Field | None" = None

    @property
    def grouped(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """The options under the heads of their groups, in the order in which they are given."""
        return tuple((group, tuple(members)) for group, members in groupby(self.options, lambda one: str(one.group)))

    @property
    def values(self) -> tuple[str, ...]:
        """The answer as several, for fields that take several."""
        return (self.value,) if isinstance(self.value, str) else self.value


def pairs(named: Mapping[str, tuple[str, str]]) -> tuple[Option, ...]:
    """Codes with their labels in English and Arabic, as answers in the reader's language."""
    index = 1 if current_language() == "ar" else 0
    return tuple(Option(code, labels[index]) for code, labels in named.items())


class Ruled(BaseModel):
    """A form whose answers have rules of the domain or of a service beside their types."""

    model_config = ConfigDict(extra="forbid")

    def rules(self) -> Iterator[Callable[[], object]]:
        """The rules of the answers that are there, each of which raises InvalidValue. All are asked, so that all that
        is wrong is said at once."""
        yield from ()


class Ending(BaseModel):
    """Why something that was said of entries is taken back."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    reason: str = Asked(min_length=1, max_length=1000)


def read_form(model: type[Model], form: MultiDict[str, str]) -> Model:
    """The form's answers as one checked `model`; a field left empty is a field not answered.

    Raises `InvalidInput`: field → mend, in the reader's language; what is wrong with the whole form stands under "".
    No message holds the value that was refused.
    """
    read, problems = read_in_part(model, form)
    if problems:
        raise InvalidInput(problems)
    return read


def read_in_part(model: type[Model], form: MultiDict[str, str]) -> tuple[Model, dict[str, str]]:
    """The form's answers as a `model`, and what is wrong with them as in `read_form`.

    Where anything is wrong the model is unchecked and holds what is right by itself; an answer that is needed and not
    there is None, or an empty list.
    """
    answers, problems = _collect(model, form)
    try:
        read = model.model_validate(answers)
    except ValidationError as error:
        problems = mends_of(error) | problems
        read = _unchecked(model, {name: given for name, given in answers.items() if name not in problems})
    return read, _broken_rules(read) | problems


def _broken_rules(read: BaseModel) -> dict[str, str]:
    problems: dict[str, str] = {}
    for rule in read.rules() if isinstance(read, Ruled) else ():
        try:
            rule()
        except InvalidValue as error:
            problems.setdefault(error.field or "", translate(str(error)))
    return problems


def answered(
    fields: Sequence[Field], form: MultiDict[str, str], problems: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """The same fields with what was typed and what is wrong with it, in the reader's language.

    A passphrase is never given back.
    """
    wrong = problems or {}
    return tuple(
        replace(field, value=_typed(field, form), error=translate(wrong.get(field.name, ""))) for field in fields
    )


def as_sent(form: MultiDict[str, str]) -> Sent:
    """A form as it came, the button that was pressed with it, so that the same can be sent once more.

    Left out are the token, which the page gives anew, and passphrases, which no page gives back.
    """
    return tuple((name, given) for name, given in form.items(multi=True) if name not in {"csrf_token"} | _SECRETS)


def touched(fields: Mapping[str, Field], names: Iterable[str]) -> bool:
    """Whether any of these fields was answered or is wrong: then the fold that holds them stands open."""
    return any(fields[name].error or any(fields[name].values) for name in names)


def _typed(field: Field, form: MultiDict[str, str]) -> str | tuple[str, ...]:
    if field.kind == "password":
        return ""
    given = form.getlist(field.name)
    if field.kind == "checks" or (field.kind == "select" and field.rows > 1):
        return tuple(given)
    return given[0] if given else ""


def _collect(model: type[BaseModel], form: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers by field name, and the problems that pydantic would not see."""
    many = {info.alias or name: _takes_many(info) for name, info in model.model_fields.items()}
    # Days and numbers are read in the digits of any script.
    numbered = {info.alias or name for name, info in model.model_fields.items() if _kind(info) in _NUMBERED}
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name in form:
        if name in _NOT_ANSWERS:
            continue
        # Browsers send line ends as CR LF, whatever was typed.
        given = [text.replace("\r\n", "\n") for text in form.getlist(name) if text.strip()]
        if name not in many:
            problems[""] = str(_MENDS["extra_forbidden"])
        elif any("\0" in text for text in given):
            problems[name] = str(_MENDS["unwritable"])
        elif many[name]:
            answers[name] = given
        elif len(given) > 1:
            problems[name] = str(_MENDS["given_twice"])
        elif given:
            answers[name] = fold(given[0]) if name in numbered else given[0]
    return answers, problems


def _unchecked(model: type[Model], answers: Mapping[str, Any]) -> Model:
    fields = {info.alias or name: (name, info) for name, info in model.model_fields.items()}
    alike = ConfigDict(str_strip_whitespace=model.model_config.get("str_strip_whitespace", False))
    read: dict[str, Any] = {
        name: [] if _takes_many(info) else None for name, info in fields.values() if info.is_required()
    }
    for answer, given in answers.items():
        name, info = fields[answer]
        kind: Any = Annotated[info.annotation, info]
        with suppress(ValidationError):
            read[name] = TypeAdapter(kind, config=alike).validate_python(given)
    return model.model_construct(**read)


def _kind(info: FieldInfo) -> Any:
    """What a field takes, where it may be left empty as well."""
    kind = info.annotation
    if get_origin(kind) in (Union, UnionType):
        kind = next((part for part in get_args(kind) if part is not NoneType), None)
    return kind


def _takes_many(info: FieldInfo) -> bool:
    kind = _kind(info)
    return kind in _LISTS or get_origin(kind) in _LISTS


def mends_of(error: ValidationError) -> dict[str, str]:
    """What is wrong with each answer, with its mend in the reader's language; under "" what is wrong with all."""
    mends: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        limits = {limit: _plainly(value) for limit, value in problem.get("ctx", {}).items()}
        mends.setdefault(name, str(_MENDS.get(problem["type"], _ANY_OTHER)) % limits)
    return mends


def _plainly(limit: Any) -> Any:
    """A limit as a person writes it: 0, not 0.0."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit
