"""The list of date phrases as a page of the documentation, with each example read by the program itself.

After changing the list run `python -m app.domain.phrases.page > docs/date-phrases.md`; a test fails while they differ.
"""

import sys
from collections.abc import Iterator
from datetime import date

from app.domain import edtf
from app.domain.dates_in_words import describe
from app.domain.phrases.book import Phrase, phrases
from app.domain.phrases.reading import understand_when

DOCUMENT_DATE = date(2025, 5, 12)

_HEAD = f"""# Date phrases

What a source says about time is kept word for word. Beside the words stand four days: the earliest and the latest on
which it can have begun, the earliest and the latest on which it can have ended. Whatever is in this list gets them;
they hold every day that the phrase can mean. Anything else stays text with unknown bounds, and the page says so.
Nothing is supplied from general knowledge, and no year is ever guessed: one end may lend the other its year, or the
neighbouring year where a new year lies between them and half a year at most (28 December to 3 January 2025).

- In a pattern `[x]` may be missing, `(x|y)` is either, `{{day}}` and the like are filled in, `{{p}}` and `{{q}}` are
  time phrases of the first tables. Case, vowel signs, the forms of alif and both sets of digits make no difference.
  Months are known by their English, Levantine and Egyptian names.
- Time told from the document (yesterday, on Friday, since …) moves with the document's date, and is open while that is
  unknown. The examples take a document of {DOCUMENT_DATE.isoformat()}, a Monday.
- The night belongs to the evening's date. `07/03/2025` is refused unless the order of day and month was declared.
- "About" reaches {edtf.ABOUT_A_DAY} days either side of a day, {edtf.ABOUT_A_MONTH} of a month,
  {edtf.ABOUT_A_YEAR} of a year.
- EDTF (`2025-03`, `2025-03-01/2025-03-10`, `[2025-03-01..2025-03-10]`) is read as it stands.
"""
_COLUMNS = "| phrase | means | for instance | earliest start | latest start | earliest end | latest end | shown as |"
_TITLES = {
    ("time", "any"): "Times in figures",
    ("time", "en"): "Times, English",
    ("time", "ar"): "Times, Arabic",
    ("frame", "en"): "Around a time, English",
    ("frame", "ar"): "Around a time, Arabic",
}


def page() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD]
    for (kind, language), title in _TITLES.items():
        rows = [phrase for phrase in phrases(kind) if phrase.language == language]
        parts.append("\n".join([f"## {title}", "", _COLUMNS, "|---" * 8 + "|", *_lines(rows)]) + "\n")
    return "\n".join(parts)


def _lines(rows: list[Phrase]) -> Iterator[str]:
    for phrase in rows:
        when = understand_when(phrase.example, document_date=DOCUMENT_DATE)
        bounds = (when.earliest_start, when.latest_start, when.earliest_end, when.latest_end)
        shown = describe(when, "ar" if phrase.language == "ar" else "en")
        pattern = phrase.pattern.replace("|", "\\|")
        cells = [
            f"`{pattern}`",
            phrase.meaning,
            phrase.example,
            *(bound.isoformat() if bound else "?" for bound in bounds),
        ]
        yield "| " + " | ".join([*cells, shown]) + " |"


if __name__ == "__main__":
    sys.stdout.write(page())
