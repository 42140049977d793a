"""The reports that a row of the UCDP GED cites: documents of others, not on file, named by the compiler."""

import hashlib

from app.domain.records import DocumentRecord, ExternalId, SourceRecord
from app.domain.text import whole_number
from app.exchange.ucdp_ged_cells import Cells, find_day

SCHEME = "ucdp-ged-report"
NOT_NAMED = "Not named by UCDP GED"

Report = tuple[DocumentRecord, SourceRecord, ExternalId]


def read_reports(cells: Cells, flags: dict[str, str]) -> list[Report]:
    """The reports that the row cites: `source_article`, split where one quoted text ends and the next begins."""
    texts = [text.strip('"') for text in cells.source_article.split('";"')]
    if whole_number(cells.number_of_sources) not in (None, len(texts)):
        flags["number_of_sources_differs"] = "number_of_sources"
    return [_report(text) for text in texts if text.strip()]


def _report(text: str) -> Report:
    """One cited report, "office,day,title". It is known by the whole text: two spellings are two reports."""
    office, _, rest = text.partition(",")
    day, comma, title = rest.partition(",")
    published = find_day(day) if comma else None
    office = office.strip()
    key = hashlib.sha256(text.encode()).hexdigest()
    source = SourceRecord(
        key=office or NOT_NAMED,
        kind="monitor" if office else "source_unknown",
        name=office or NOT_NAMED,
        default_basis="own_collection" if office else "none_stated",
        counts_as_origin=bool(office),
    )
    document = DocumentRecord(
        key=key,
        source=source.key,
        kind="report",
        title=(title if published else text).strip() or text,
        state="cited",
        published_as_stated=day if published else None,
        published_earliest_on=published,
        published_latest_on=published,
    )
    return document, source, ExternalId(key, SCHEME, key)
