"""What a report is: sections of attributed sentences, tables and drawings, with footnotes, and what it says of itself.

A report is made once, from records, in one language; how it looks is a template's (`app.exchange.reports`). A sentence
about a fact says who says so: below `corroborated` one that names nobody cannot be made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.errors import FilterNotUnderstood, mend
from app.domain.verification import LEVELS

NOT_INSTALLED = mend(
    "This format needs parts that are not installed. Whoever runs this installation adds them: ./tawthiq setup --all"
)
FORMATS = ("html", "pdf", "docx")
LANGUAGES = ("en", "ar")
_STANDS = LEVELS["corroborated"].rank


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report. `one_by_one`: it tells of each incident, so that there is a number that nobody would read."""

    code: str
    label_en: str
    label_ar: str
    one_by_one: bool = True

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en


KINDS = {
    one.code: one
    for one in (
        Kind("dossier", "Dossier of incidents", "ملف الحوادث"),
        Kind("bulletin", "Bulletin", "نشرة دورية", one_by_one=False),
        Kind("casualties", "Figures of people, by source", "أعداد الأشخاص بحسب المصدر"),
        Kind("discrepancies", "Discrepancies between sources", "التباينات بين المصادر"),
        Kind("pipeline", "State of verification", "حال التحقق", one_by_one=False),
        Kind(
            "heritage",
            "Attacks on religious and cultural property",
            "الاعتداءات على الممتلكات الدينية والثقافية",
        ),
        Kind("displacement", "Displacement", "النزوح والتهجير"),
        Kind("detention", "Detention", "الاحتجاز"),
        Kind("corrections", "Corrections to what was taken out", "تصحيحات لما أُخرج", one_by_one=False),
    )
}


def kind_named(code: str) -> Kind:
    """The kind of this name. UnknownFilter where there is none."""
    return KINDS[_one_of("kind", code, KINDS)]


def refuse_unknown(language: str, name: str) -> None:
    """UnknownFilter for a language or a format that there is not: another in its place would pass for it."""
    _one_of("language", language, LANGUAGES)
    _one_of("format", name, FORMATS)


def _one_of(field_name: str, value: str, known: Sequence[str] | dict[str, Kind]) -> str:
    if value not in known:
        raise FilterNotUnderstood(f"There is no such {field_name}. Known: {', '.join(known)}.", field_name)
    return value


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement about a fact. `by` are those who say so, as `words` name them; `level` how sure it is; `notes` the
    numbers of its footnotes. ValueError below `corroborated` where `words` name none of them."""

    words: str
    by: tuple[str, ...]
    level: str = "allegation"
    notes: tuple[int, ...] = ()
    quote: str = ""
    quote_language: str = ""
    aside: str = ""

    def __post_init__(self) -> None:
        if LEVELS[self.level].rank < _STANDS and not any(name and name in self.words for name in self.by):
            raise ValueError("A sentence below 'corroborated' names whoever says so.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in words, with the numbers of its footnotes. Its lines are its own: what runs one way stands above what
    runs the other."""

    words: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its heading. `sum`: the last row holds sums."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sum: bool = False

    @property
    def wide(self) -> bool:
        """Whether it needs a page on its side."""
        return len(self.head) > 7


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or a map as SVG that stands alone; `caption` says what it shows, and where the data behind it stand."""

    svg: str
    title: str
    caption: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: what has to be known of it (`notes`), then drawings, tables, sentences and its own parts."""

    heading: str
    notes: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    tables: tuple[Table, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    parts: "tuple[Section, ...]" = ()

    @property
    def is_empty(self) -> bool:
        own = self.notes or self.drawings or self.tables or self.sentences
        return not own and all(part.is_empty for part in self.parts)


@dataclass(frozen=True, slots=True)
class Footnote:
    """A citation: the document, when it came out, where in it. `address` is its own on the web."""

    number: int
    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many of something a rule has kept back."""

    rule: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report whole. `says` are label and words of what it says of itself: project, question, as-of, who made it."""

    kind: str
    language: str
    title: str
    subtitle: str
    as_of: datetime
    incidents: int
    says: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    methodology: tuple[Section, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    """The fixed words of a page, by name, in the language of the report."""

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"
