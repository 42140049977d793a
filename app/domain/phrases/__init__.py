"""Dates in words: a closed list of phrases, in English and Arabic, and the four bounds that each can mean.

The list is data (`../lists/date_phrases.csv`, printed in `docs/date-phrases.md`). What is not in it stays text.

    book       the list, and a typed phrase put into signs to be matched with it
    windows    what a time phrase is read against and into
    calendar   the rules of phrases that name days; `anchored` of those told from the document's date
    frames     since, between, before …: windows put together into bounds
    reading    a whole phrase, start to end
    page       the list as a page of the documentation
"""

from app.domain.phrases.reading import understand_when as understand_when
from app.domain.phrases.windows import DayOrder as DayOrder
