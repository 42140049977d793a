"""What somebody was typing: kept while they type, offered to them again, ended by saving or by their word; by age, or
by leaving the project (in the database: 5_accounts.sql)."""

from app.services.work import Work
from app.store import engine as connections
from app.store import unsaved
from app.store.projects import Project
from app.store.unsaved import Answers, UnsavedEntry, Window

__all__ = ["UnsavedEntry", "Window"]

AT_MOST = 200


def keep_entry(
    work: Work, project: Project, key: str, address: str, answers: Answers, window: Window | None = None
) -> bool:
    """Keeps what a form (`key`) at an address holds now. False where it has ended; KeptElsewhere where its author has
    gone on with it in another window."""
    return unsaved.keep(work.connection, project.id, work.actor.account_id, key, address, answers, window)


def find_entries(work: Work, project: Project, address: str | None = None) -> list[UnsavedEntry]:
    """What whoever acts has begun and not saved, the last first; perhaps at one address alone."""
    return unsaved.find(work.connection, project.id, work.actor.account_id, address, AT_MOST)


def read_entry(work: Work, project: Project, key: str) -> UnsavedEntry:
    """One of one's own. NotFound where it has ended or is another's."""
    return unsaved.read(work.connection, project.id, work.actor.account_id, key)


def end_entry(work: Work, project: Project, key: str, window: Window | None = None) -> None:
    """Ends what was kept of a form: it was saved from a window, or is discarded by its author. KeptElsewhere as in
    `keep_entry`."""
    unsaved.end(work.connection, project.id, work.actor.account_id, key, window)


def empty_old(owner_url: str, days: int) -> int:
    """Empties what nobody has touched for so many days, of every project, as the owner; returns how many that were."""
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            return unsaved.empty_old(connection, days)
    finally:
        engine.dispose()
