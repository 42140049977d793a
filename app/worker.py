"""The wiring of the process that does long work beside the pages, without the libraries of these: what it takes in
stands beside the rows of every large export.
"""

from contextlib import closing

from app.runtime.urls import Urls
from app.services import jobs
from app.services.bulk import CHANGE, UNDO, do_for
from app.services.doors import open_doors
from app.services.evidence import keeping_of
from app.services.export_jobs import EXPORT, export_for
from app.services.following import FOLLOW, follow_for
from app.services.jobs import Kinds
from app.services.sheet_imports import IMPORT, import_for
from app.settings import Settings

JOBS: Kinds = {IMPORT: import_for, CHANGE: do_for, UNDO: do_for, FOLLOW: follow_for, EXPORT: export_for}
"""What goes on by itself."""


def work_off_jobs(settings: Settings, urls: Urls, *, wait: bool = True) -> None:
    """Does the long work of one installation."""
    with closing(open_doors(urls.gate, urls.application)) as doors:
        jobs.work_off(doors, keeping_of(settings), urls.gate, JOBS, wait=wait)
