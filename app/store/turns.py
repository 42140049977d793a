"""Taking turns: whoever comes second to one thing waits until the first has ended, and then sees what they have left.

In one project alone: nobody waits for what goes on in another, nor can find out that it does.
"""

import sqlalchemy as sa


def one_of_a_form(connection: sa.Connection, project_id: int, once: str) -> None:
    """A form with this one-time key that is sent twice at once makes what it makes once."""
    _wait(connection, project_id, f"form {once}")


def one_about_a_record(connection: sa.Connection, project_id: int, record: str) -> None:
    """Two who say, decide or open something about one record (by its ref, or what else tells it from others): each
    looks at what the other has added."""
    _wait(connection, project_id, f"record {record}")


def one_in_the_places(connection: sa.Connection, project_id: int) -> None:
    """Two who let a place of the project be meant instead of another: each sees what the other has let stand for it."""
    _wait(connection, project_id, "places")


def one_of_a_name(connection: sa.Connection, project_id: int, kind: str, name: str) -> None:
    """Two who bring something new under one name: it is made once."""
    _wait(connection, project_id, f"name {kind}:{name}")


def _wait(connection: sa.Connection, project_id: int, what: str) -> None:
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(what, project_id))))
