"""How sure we are, in words. A level is earned by people and rules; imports and machines start at `allegation`.

Two tracks: occurrence (did it happen so) on the act, attribution (by whom) on an act and an alleged party. This module
names the levels and their order; nobody can move one yet.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level. `rank` orders levels for filters alone; `sign` is the ring that repeats the word."""

    code: str
    rank: int
    label_en: str
    label_ar: str
    sign: str

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en


OCCURRENCE = (
    Level("refuted", 0, "Refuted", "ثبت خلافه", "struck"),
    Level("unsubstantiated", 1, "Unsubstantiated", "لم تسنده أدلة", "empty"),
    Level("allegation", 2, "Reported, not assessed", "بلاغ غير مُقيَّم", "empty"),
    Level("contested", 3, "Accounts differ", "الروايات متباينة", "split"),
    Level("credible", 4, "Credible report", "بلاغ موثوق", "quarter"),
    Level("corroborated", 5, "Corroborated", "معزَّز بأدلة مستقلة", "half"),
    Level("finding_on_record", 7, "Finding on record", "استنتاج رسمي مسجَّل", "full"),
)
ATTRIBUTION = (
    Level("misattributed", 0, "Misattributed", "نُسب خطأً", "struck"),
    *OCCURRENCE[1:6],
    Level("admitted", 6, "Admitted", "أقرّ به", "full"),
    OCCURRENCE[6],
)
LEVELS = {level.code: level for level in (*OCCURRENCE, *ATTRIBUTION)}


def level_at(rank: int, *, attribution: bool = False) -> Level:
    """The level of a stored rank. KeyError for a rank that no level of the track has."""
    return {level.rank: level for level in (ATTRIBUTION if attribution else OCCURRENCE)}[rank]
