"""One question, everywhere: the filters that page, command line and export share, under the same names.

An unknown name or value is refused by name; it never means everything. `match` says how to read a filter on time,
place, number and status where what is known leaves room: `possible` (the default) or `certain`. With `not_` before it
a filter leaves out what it finds: possibly outside is what is not certainly inside, and the other way round.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.dates import When
from app.domain.errors import FilterNotUnderstood, InvalidValue, UnknownFilter, mend
from app.domain.phrases import understand_when
from app.domain.review import WORKFLOW
from app.domain.statistics import Place, read_cells, write_cells
from app.domain.text import whole_number
from app.domain.verification import ATTRIBUTION, OCCURRENCE
from app.domain.vocabularies import terms

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the incidents of a project; None is not asked. `bbox` is west, south, east, north in WGS 84.

    When, where and how many are those that the project goes by, where that is decided, else those that are claimed.
    `act` with `verification` asks for acts of that type at that level, `alleged` with `attribution` for that party's.
    `party` stands in it in whatever part; `intervention` is a kind of action or response about it, or `any`; `document`
    one that it cites. `workflow` is a state of review, or `pending`: cleared, and something was said since. `cell` is a
    cell of a table of figures, with those over which that table was made. `without` holds, filter by filter, what is
    left out.
    """

    q: str | None = None
    from_: date | None = None
    to: date | None = None
    bbox: Box | None = None
    within: str | None = None
    place: str | None = None
    act: str | None = None
    harm: str | None = None
    at_least: int | None = None
    verification: str | None = None
    attribution: str | None = None
    source: str | None = None
    alleged: str | None = None
    party: str | None = None
    document: str | None = None
    intervention: str | None = None
    changed_since: datetime | None = None
    workflow: str | None = None
    cell: tuple[Place, ...] | None = None
    match: str = "possible"
    without: Mapping[str, Any] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        return self.match == "certain"

    @property
    def leaves_room(self) -> bool:
        """Whether certain and possible answers can differ."""
        asked = (
            self.from_,
            self.to,
            self.bbox,
            self.within,
            self.place,
            self.at_least,
            self.verification,
            self.attribution,
        )
        return any(value is not None for value in asked) or any(name in _LEAVE_ROOM for name in self.without)

    def matching(self, match: str) -> "Question":
        return replace(self, match=match)

    def anywhere(self) -> "Question":
        """The question without its places."""
        return replace(self, bbox=None, within=None, place=None)

    def left_out(self) -> "tuple[Question, ...]":
        """What `without` leaves out, a question each, to be read the other way round."""
        other = "possible" if self.certain else "certain"
        return tuple(Question(**{name: value}, match=other) for name, value in self.without.items())

    def as_parameters(self) -> dict[str, str]:
        """The question as it is written in an address: what `ask` reads back."""
        found = {
            name.rstrip("_"): _written(value)
            for name in (f.name for f in fields(self))
            if name not in ("without", "cell")
            and (value := getattr(self, name)) is not None
            and (name, value) != ("match", "possible")
        }
        if self.cell is not None:
            found["cell"] = write_cells(self.cell)
        return found | {f"{NOT}{name}": _written(value) for name, value in self.without.items()}


def ask(parameters: Mapping[str, str | Sequence[str]]) -> Question:
    """Reads a question. UnknownFilter for a name that is no filter, or a value that is not understood.

    An empty value is a filter left open. A filter given twice is refused: which of the two counts, nobody could say.
    """
    values: dict[str, Any] = {}
    without: dict[str, Any] = {}
    for name, given in parameters.items():
        if name not in _READERS:
            raise UnknownFilter(mend("There is no such filter. Known: %(known)s.", known=", ".join(_READERS)), name)
        texts = [given] if isinstance(given, str) else list(given)
        if len(texts) > 1:
            raise FilterNotUnderstood(given_too_often(name, len(texts)), name)
        # One of a list is taken as it stands: what only looks empty would else pass as a filter left open.
        text = "".join(texts) if values_of(name) else "".join(texts).strip()
        if not text:
            continue
        if "\0" in text:
            raise UnknownFilter("A character in the address cannot be read.")
        value = _read(name, text)
        if name.startswith(NOT):
            without[name.removeprefix(NOT)] = value
        else:
            values["from_" if name == "from" else name] = value
    question = Question(**values, without=without)
    if question.at_least is not None and question.harm is None:
        raise FilterNotUnderstood(
            "Say of which harm there should be at least so many, such as harm=killed.", "at_least"
        )
    if question.from_ and question.to and question.from_ > question.to:
        raise FilterNotUnderstood("The period ends before it begins.", "to")
    return question


def given_too_often(name: str, times: int) -> str:
    """How it is told that a filter is given more than once."""
    return mend("The filter '%(name)s' is given %(times)s times. Give it once.", name=name, times=times)


def _read(name: str, text: str) -> Any:
    try:
        return _READERS[name](text)
    except UnknownFilter as refusal:
        raise FilterNotUnderstood(str(refusal), name) from None


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(repr(number).removesuffix(".0") for number in value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _text(text: str) -> str:
    return text


def _first_day(text: str) -> date:
    return _bounds("from", text)[0]


def _last_day(text: str) -> date:
    return _bounds("to", text)[1]


def _bounds(name: str, text: str) -> tuple[date, date]:
    """A day, month or year, or what else of both ends the phrase book knows, as its first and last day."""
    try:
        when = understand_when(text)
    except InvalidValue:
        when = When()
    if when.earliest_start is None or when.latest_end is None:
        told = mend(
            "'%(name)s' takes a day, month or year such as 7 March 2025, March 2025, 2025-03-07 or 2025.", name=name
        )
        raise UnknownFilter(told, name)
    return when.earliest_start, when.latest_end


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise UnknownFilter("'bbox' takes four numbers: west,south,east,north in degrees.", "bbox") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise UnknownFilter("'bbox' goes west,south,east,north within -180,-90,180,90.", "bbox")
    return west, south, east, north


def _whole_number(text: str) -> int:
    number = whole_number(text)
    if not number:
        raise UnknownFilter("'at_least' takes a whole number above 0.", "at_least")
    return number


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UnknownFilter("'changed_since' takes an instant such as 2025-03-07T12:00:00Z.", "changed_since") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


_KNOWN: dict[str, Callable[[], tuple[str, ...]]] = {
    "act": lambda: tuple(terms("act_types")),
    "harm": lambda: tuple(terms("harms")),
    "verification": lambda: tuple(level.code for level in OCCURRENCE),
    "attribution": lambda: tuple(level.code for level in ATTRIBUTION),
    "intervention": lambda: ("any", *terms("intervention_kinds")),
    "workflow": lambda: (*WORKFLOW, "pending"),
    "match": lambda: ("possible", "certain"),
}


def values_of(name: str) -> tuple[str, ...]:
    """The values that a filter takes; none where it takes words, days or numbers."""
    name = name.removeprefix(NOT)
    return _KNOWN[name]() if name in _KNOWN else ()


def _one_of(name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values_of(name):
            known = ", ".join(values_of(name))
            raise UnknownFilter(
                mend("'%(name)s' does not know that value. Known: %(known)s.", name=name, known=known), name
            )
        return text

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "q": _text,
    "from": _first_day,
    "to": _last_day,
    "bbox": _box,
    "within": _text,
    "place": _text,
    "act": _one_of("act"),
    "harm": _one_of("harm"),
    "at_least": _whole_number,
    "verification": _one_of("verification"),
    "attribution": _one_of("attribution"),
    "source": _text,
    "alleged": _text,
    "party": _text,
    "document": _text,
    "intervention": _one_of("intervention"),
    "changed_since": _instant,
    "workflow": _one_of("workflow"),
    "cell": read_cells,
    "match": _one_of("match"),
}
NOT = "not_"
_CAN_BE_LEFT_OUT = (
    "q", "within", "place", "act", "harm", "verification", "attribution", "source", "alleged", "party", "document",
    "intervention", "workflow",
)  # fmt: skip
_LEAVE_ROOM = frozenset(("within", "place", "verification", "attribution"))
_READERS |= {f"{NOT}{name}": _READERS[name] for name in _CAN_BE_LEFT_OUT}
FILTERS = tuple(_READERS)

_TOLD = {
    "q": "Words, in English or Arabic.",
    "from": "The first day, month or year.",
    "to": "The last day, month or year.",
    "bbox": "west,south,east,north in degrees.",
    "within": "An administrative unit, by name.",
    "place": "A place, by name.",
    "act": "A type of act, or a group of them.",
    "harm": "A harm.",
    "at_least": "That at least so many came to the harm.",
    "verification": "A level of verification.",
    "attribution": "A level of verification of who did it.",
    "source": "A source, by ref or name.",
    "alleged": "An alleged party, by ref or name.",
    "party": "A party in any part, by ref or name.",
    "document": "A document that it cites, by ref or title.",
    "intervention": "A kind of action or response about it, or any.",
    "cell": "A cell of a table of figures, as its address has it; several behind each other, by commas.",
    "changed_since": "An instant, such as 2025-03-07T12:00:00Z; UTC where no zone is written.",
    "workflow": "A state of review, or pending: cleared, and something was said since.",
    "match": "possible (the default) or certain: how to read time, place and number.",
}


def told_of(name: str) -> str:
    """What a filter asks for, in English: for whoever writes commands or programs. KeyError for a name that is none."""
    return f"Leave out what {name.removeprefix(NOT)} finds." if name.startswith(NOT) else _TOLD[name]
