"""Numbered migrations: tables only. Functions, views and policies stand once in app/store/sql.

While they run, every function is away and with them the triggers that write the log. So a migration changes tables and
rewrites no row that is logged: nobody is signed in whose deed it would be, and `verify-log` would name each row as
changed past the log. A new column is empty in the rows that are there, without a default: the digest of a row leaves
empty columns out, and the code says what empty means. What rows should hold instead is written after the upgrade, by a
command of somebody who is signed in and in an event of theirs, as `tawthiq rebuild` does. Tables without a log (the
index) are free.

A migration after which `app/store/sql/3_projection.sql` makes something else of the same claims calls
`projected_otherwise`: until `tawthiq rebuild` has run, `tawthiq serve` and the pages say so.
"""


def projected_otherwise() -> None:
    """Notes for every project that has incidents that its index is to be made anew."""
    from alembic import op  # noqa: PLC0415  # heavy, and whoever asks for the number of the last one needs none of it

    op.execute(
        "INSERT INTO index_due (project_id) SELECT p.id FROM project p"
        " WHERE EXISTS (SELECT FROM incident i WHERE i.project_id = p.id)"
        " ON CONFLICT (project_id) DO UPDATE SET since = excluded.since, done_at = NULL"
    )
