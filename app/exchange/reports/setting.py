"""A report set as HTML, as a tagged PDF (ISO 14289-1, PDF/UA-1) or as DOCX."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.domain.errors import Refused
from app.domain.reports import LANGUAGES, NOT_INSTALLED, Report
from app.exchange.reports import docx_file
from app.exchange.reports.templates import OURS, ReportEnvironment, render


def as_html(report: Report, folder: Path) -> bytes:
    """One page that brings everything along. `folder` holds an organisation's own templates, if it has any."""
    names = [f"{report.kind}.{report.language}.html", f"{report.kind}.html", "report.html"]
    return render(ReportEnvironment(folder), names, report=report).encode()


def as_pdf(report: Report, folder: Path) -> bytes:
    """The same as a PDF whose parts are tagged. Nothing is fetched, whatever a template asks for. Refused where the
    library, or those of the system that it needs, are not installed."""
    page = as_html(report, folder).decode()
    try:
        from weasyprint import HTML  # noqa: PLC0415  # heavy, and not needed to document
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise Refused(NOT_INSTALLED) from error
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    made: bytes = HTML(string=page, base_url=None, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return made


def as_docx(report: Report, folder: Path) -> bytes:
    """The same as a text that can be changed. Refused where the library is not installed."""
    return docx_file.fill(report, folder)


FORMATS: Mapping[str, Callable[[Report, Path], bytes]] = {"html": as_html, "pdf": as_pdf, "docx": as_docx}


def our_templates() -> dict[str, bytes]:
    """Our templates by name, for an organisation to begin with. Refused where the library for DOCX is missing."""
    found = {path.name: path.read_bytes() for path in sorted(OURS.iterdir()) if path.is_file()}
    return found | {docx_file.name_of(language): docx_file.blank(language) for language in LANGUAGES}
