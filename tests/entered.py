"""The two articles of the demo, each entered in a project of its own by somebody who works alone."""

from datetime import date

from app.services import accounts, projects
from app.services.demo.article import CAMPS, articles
from app.services.demo.loading import Reader
from app.services.doors import Doors
from tests.filled import PASSPHRASE

TODAY = date(2026, 2, 1)
CAPTURED = date(2026, 1, 20)
CODES = tuple(hurt.upper() for hurt, _ in CAMPS)


def enter_articles(doors: Doors) -> str:
    """Enters both; returns the token of whoever did."""
    token = first_person(doors)
    for code, article in zip(CODES, articles(), strict=True):
        with doors.work(token) as work:
            projects.found_project(work, code, "An article of the demo")
        Reader(lambda: doors.work(token), code, article, TODAY).read()
    return token


def first_person(doors: Doors) -> str:
    """The token of the first account of an installation."""
    link = accounts.make_first_account(doors.gate)
    assert link
    return accounts.use_link(doors.gate, link, PASSPHRASE, name="Rana", device="Firefox · Linux")
