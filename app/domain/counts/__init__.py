"""How many: one source's figure, the words for it, and the range that several figures make.

    count      one figure as a value, and in words
    lexicon    the words that are known (`../lists/count_words.csv`), English and Arabic
    clauses    a typed text cut into clauses: a quantity, a harm, of whom
    reading    clauses into counts, or nothing
    ranges     the reported range of a line over its origins

Words instead of numbers have no number. What is not wholly understood is left as text.
"""

from app.domain.counts.count import Count as Count
from app.domain.counts.count import Line as Line
from app.domain.counts.count import describe_count as describe_count
from app.domain.counts.ranges import ReportedRange as ReportedRange
from app.domain.counts.ranges import ReportedValue as ReportedValue
from app.domain.counts.ranges import certainly_at_least as certainly_at_least
from app.domain.counts.ranges import describe_range as describe_range
from app.domain.counts.ranges import possibly_at_least as possibly_at_least
from app.domain.counts.ranges import reported_ranges as reported_ranges
from app.domain.counts.reading import turned_round as turned_round
from app.domain.counts.reading import understand_count as understand_count
from app.domain.counts.reading import understand_in_part as understand_in_part
from app.domain.counts.reading import without_a_harm as without_a_harm
