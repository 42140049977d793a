"""What the history adds to a row: claims inserted in bulk into the product's table, as the owner, in an event that is
opened and closed; the floor inserts the same into the plain table. Both are taken back, so that nothing stays.
"""

from functools import partial
from statistics import median

from psycopg import sql

from app.bench.ground import Ground
from app.bench.plain import SCHEMA
from app.bench.timing import Deed, Measure, Result

BULK_ROWS = 1_000
# Far above every id that is in use.
_APART = 10**12


def measures(ground: Ground, rounds: int) -> list[Measure]:
    """The one measure of this module. Rows that were taken back stay in the files until the next VACUUM."""
    history = _History(ground)
    return [
        Measure(
            "history_overhead",
            history.floor,
            history.product,
            rounds=rounds,
            beside=history.end,
        )
    ]


class _History:
    """The same rows with and without a log."""

    def __init__(self, ground: Ground) -> None:
        self._plain, self._token, self._project_id = ground.plain, ground.token, ground.project_id()
        self._logged = self._statement("tawthiq")
        self._bare = self._statement(SCHEMA)

    def floor(self, _: int) -> Deed:
        self._begin()
        return partial(self._insert, self._bare)

    def product(self, _: int) -> Deed:
        self._begin()
        self._plain.execute("SELECT set_config('tawthiq.token', %s, true)", [self._token])
        self._plain.execute("SELECT open_event(%s, 'bench', NULL, NULL, true, true)", [self._project_id])
        return self._insert_logged

    def end(self, result: Result) -> dict[str, float]:
        """Takes the last rows back, and says what the log costs a row (microseconds, of the medians)."""
        self._plain.execute("ROLLBACK")
        more = median(result.product) - median(result.floor)
        return {"rows": BULK_ROWS, "us_per_row": round(more / BULK_ROWS * 1e6, 1)}

    def _begin(self) -> None:
        """A transaction of its own; what the one before has written is taken back."""
        self._plain.execute("ROLLBACK")
        self._plain.execute("BEGIN")

    def _insert_logged(self) -> int:
        written = self._insert(self._logged)
        self._plain.execute("SELECT close_event()")
        return written

    def _insert(self, statement: sql.Composed) -> int:
        return self._plain.execute(statement, [self._project_id, BULK_ROWS]).rowcount

    def _statement(self, schema: str) -> sql.Composed:
        """Copies of the first claims on record, under other ids and refs."""
        rows = self._plain.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'tawthiq.claim'::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
        ).fetchall()
        changed: dict[str, sql.Composable] = {
            "id": sql.SQL("id + {}").format(_APART),
            "ref": sql.SQL("'CLM-' || lpad(id::text, 12, '0')"),
        }
        names = [name for (name,) in rows]
        values = [changed.get(name, sql.Identifier(name)) for name in names]
        return sql.SQL(
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM tawthiq.claim"
            " WHERE project_id = %s ORDER BY id LIMIT %s"
        ).format(
            sql.Identifier(schema, "claim"),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(values),
        )
