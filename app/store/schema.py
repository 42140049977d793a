"""Brings a database to this version: migrations for the tables, then functions, views, policies and grants whole.

Tables live in `migrations/`; everything else in the schema stands once in `app/store/sql` and is made anew after every
upgrade, the queue of jobs with it, in the same transaction, so that half an upgrade never exists. Runs as the owner.
"""

import hashlib
from pathlib import Path

import sqlalchemy as sa

import migrations
from app.domain import vocabularies
from app.store import queue


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Upgrades (or, with an older `revision`, downgrades) the database of `owner_url`; a no-op when nothing changed."""
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('tawthiq schema'))")
            if revision == "head" and _fingerprint() == _applied(connection):
                return
            connection.exec_driver_sql("SET LOCAL search_path = tawthiq, public")
            clear, *scripts = _scripts()
            _run(connection, clear)
            _migrate(connection, revision)
            if revision == "head":
                _take_in_lists(connection)
                _make_queue(connection)
                for script in scripts:
                    _run(connection, script)
                connection.exec_driver_sql(f"COMMENT ON SCHEMA tawthiq IS '{_fingerprint()}'")
            else:
                connection.exec_driver_sql("COMMENT ON SCHEMA tawthiq IS NULL")
    finally:
        engine.dispose()


def migration_files() -> list[Path]:
    """The numbered migrations, oldest first."""
    return sorted((Path(migrations.__file__).parent / "versions").glob("[0-9]*.py"))


SCRIPTS = Path(__file__).parent / "sql"


def _scripts() -> list[Path]:
    return sorted(SCRIPTS.glob("*.sql"))


def _run(connection: sa.Connection, script: Path) -> None:
    """Runs a script of many statements as it stands: past the layers that would read its % signs as parameters."""
    connection.connection.cursor().execute(script.read_text("utf-8"))


def _make_queue(connection: sa.Connection) -> None:
    """The library's own tables and functions, in a schema of their own."""
    cursor = connection.connection.cursor()
    cursor.execute("CREATE SCHEMA queue")
    cursor.execute("SET LOCAL search_path = queue")
    cursor.execute(queue.schema())
    cursor.execute("SET LOCAL search_path = tawthiq, public")


def _fingerprint() -> str:
    parts = [path.read_bytes() for path in [*migration_files(), *_scripts()]]
    return hashlib.sha256(b"\0".join([*parts, queue.schema().encode(), vocabularies.release_digest()])).hexdigest()


def _applied(connection: sa.Connection) -> str | None:
    found: str | None = connection.exec_driver_sql(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'tawthiq'"
    ).scalar()
    return found


def _migrate(connection: sa.Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415  # heavy, and every command comes by here with nothing to migrate
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    current = connection.exec_driver_sql("SELECT to_regclass('tawthiq.alembic_version')").scalar()
    now = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if current else None
    if revision != "head" and now is not None and revision < now:
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _take_in_lists(connection: sa.Connection) -> None:
    """The release that comes with the program; each project takes it in when something is next written there."""
    connection.execute(
        sa.text(
            "INSERT INTO vocabulary_release (name, digest, terms) VALUES (:name, :digest, CAST(:terms AS jsonb))"
            " ON CONFLICT (name) DO UPDATE SET taken_in_at = excluded.taken_in_at"
        ),
        {
            "name": vocabularies.release_name(),
            "digest": vocabularies.release_digest(),
            "terms": vocabularies.release_as_json(),
        },
    )
