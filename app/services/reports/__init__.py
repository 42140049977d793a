"""Reports: a question told on paper, for a kind, in a language, in a format; taken out as an event on record.

`writing` is the deed; `telling` reads and words incidents; the others compile the sections of each kind.
"""

from app.services.reports.writing import (
    MOST,
    MOST_PAGES,
    ReportWanted,
    Written,
    count_incidents,
    write_report,
    write_templates,
)

__all__ = ["MOST", "MOST_PAGES", "ReportWanted", "Written", "count_incidents", "write_report", "write_templates"]
