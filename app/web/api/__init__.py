"""The JSON API, version 1: the same deeds as the pages, for programs. `docs/api.md` is its manual.

`shapes` are what goes out, `asked` what comes in; each other module has the routes of one area.
"""

from app.web.api import evidence, exports, incidents, registers, statistics, tasks
from app.web.api.blueprint import pages
from app.web.api.description import describe

__all__ = ["describe", "evidence", "exports", "incidents", "pages", "registers", "statistics", "tasks"]
