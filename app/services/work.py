"""One unit of work: a request or a command. Who acts, where, and the one event that the work becomes.

It commits once or not at all. Before it commits, every incident that was touched is projected and the event is closed;
the database refuses the commit otherwise.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from app.domain.errors import InvalidValue, NotSignedIn, Refused, Unavailable, mend
from app.services import permissions
from app.store import engine as connections
from app.store import history, projects
from app.store.history import Actor
from app.store.projects import Project


class Work:
    """`with Work(engine, token) as work: …` – a transaction of whoever holds the token."""

    connection: sa.Connection
    actor: Actor

    def __init__(self, engine: sa.Engine, token: str) -> None:
        self._engine, self._token = engine, token
        self._project: Project | None = None
        self._touched: set[int] = set()

    def __enter__(self) -> Self:
        with _told():
            self.connection = self._engine.connect()
            with ExitStack() as unless_recognised:
                unless_recognised.callback(self.connection.close)
                self._recognise()
                unless_recognised.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _told():
            try:
                if error is None:
                    self._finish()
            finally:
                self.connection.close()
            if isinstance(error, sa.exc.SQLAlchemyError) and _is_told(error):
                raise error

    def enter(self, code: str, deed: str) -> Project:
        """The project of this code, if whoever acts may do this deed in it. NotFound or NotPermitted otherwise."""
        found = projects.get_project(self.connection, code)
        permissions.require(found, deed)
        return found

    def open(
        self,
        project: Project,
        deed: str,
        *,
        reason: str | None = None,
        detail: dict[str, Any] | None = None,
        writes: bool = True,
        bulk: bool = False,
    ) -> None:
        """Opens the event that this work becomes. Nothing can be written before, but what an upgrade brought to the
        project's lists: in an event beside it."""
        if writes:
            history.take_in_lists(self.connection, project.id)
        history.open_event(self.connection, project.id, deed, reason=reason, detail=detail, writes=writes, bulk=bulk)
        self._project = project

    def touch(self, incident_ids: Iterable[int]) -> None:
        """Names incidents whose claims have changed, to be projected before the commit."""
        self._touched.update(incident_ids)

    @property
    def has_opened(self) -> bool:
        """Whether this work becomes an event: where what it was to do was done before, it does not."""
        return self._project is not None

    def abandon(self) -> None:
        """Takes back everything that this work has done, and lets it go on reading."""
        self.connection.rollback()
        self._begin()
        self._project, self._touched = None, set()

    def _recognise(self) -> None:
        self._begin()
        actor = history.whoami(self.connection)
        if actor is None:
            raise NotSignedIn("Sign in first: nobody is signed in here, or the sign-in has ended.")
        self.actor = actor
        if actor.due:
            history.use_sign_in(self.connection)
            self.connection.commit()
            self._begin()

    def _begin(self) -> None:
        self.connection.begin()
        connections.name_actor(self.connection, self._token)

    def _finish(self) -> None:
        if self._project is not None:
            history.project_incidents(self.connection, self._project.id, self._touched)
            history.close_event(self.connection)
        self.connection.commit()


@contextmanager
def in_time() -> Iterator[None]:
    """Refused where a statement takes longer than whoever waits for a file can."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        if not connections.is_over_time(error):
            raise
        raise Refused(
            "This takes longer than a page can wait. Narrow the question by period, place or act, or use the command"
            " line."
        ) from error


def _is_told(error: sa.exc.SQLAlchemyError) -> bool:
    return connections.is_database_gone(error) or connections.is_text_unwritable(error)


@contextmanager
def _told() -> Iterator[None]:
    """Unavailable where the database cannot be reached, InvalidValue where a text holds what it keeps nowhere, whoever
    read it in; anything else goes on as it is."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        if connections.is_text_unwritable(error):
            raise InvalidValue(mend("A character in this text cannot be kept. Type the passage anew.")) from error
        if not connections.is_database_gone(error):
            raise
        raise Unavailable(
            "The database could not answer in time. Nothing was saved; try again in a moment, or ask for less."
        ) from error
