"""What the history adds to a row: claims inserted in bulk into the product's table, as the owner, in an event that is
opened and closed; the floor inserts the same into the plain table. Both are taken back, so that nothing stays.
"""

from functools import partial
from statistics import median

from psycopg import sql

from app.bench.ground import Ground
from app.bench.plain import SCHEMA, columns_of
from app.bench.timing import Deed, Measure, Result

BULK_ROWS = 1_000
# Far above every id that is in use, and from one round to the next.
_APART, _A_ROUND = 10**11, 10**8


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

    def floor(self, number: int) -> Deed:
        self._begin()
        return partial(self._insert, self._bare, number)

    def product(self, number: int) -> Deed:
        self._begin()
        self._plain.execute("SELECT set_config('tawthiq.token', %s, true)", [self._token])
        self._plain.execute("SELECT open_event(%s, 'bench', NULL, NULL, true, true)", [self._project_id])
        return partial(self._insert_logged, number)

    def end(self, result: Result) -> dict[str, float]:
        """Takes the last rows back, and says what the log costs a row (microseconds, of the medians)."""
        self._plain.execute("ROLLBACK")
        more = median(result.product) - median(result.floor)
        return {"rows": BULK_ROWS, "us_per_row": round(more / BULK_ROWS * 1e6, 1)}

    def _begin(self) -> None:
        """A transaction of its own; what the one before has written is taken back."""
        self._plain.execute("ROLLBACK")
        self._plain.execute("BEGIN")

    def _insert_logged(self, number: int) -> int:
        written = self._insert(self._logged, number)
        self._plain.execute("SELECT close_event()")
        return written

    def _insert(self, statement: sql.Composed, number: int) -> int:
        values = {"project": self._project_id, "rows": BULK_ROWS, "apart": _APART + number * _A_ROUND}
        return self._plain.execute(statement, values).rowcount

    def _statement(self, schema: str) -> sql.Composed:
        """Copies of the first claims on record, under other ids and refs."""
        names = columns_of(self._plain, "claim")
        changed: dict[str, sql.Composable] = {
            "id": sql.SQL("id + %(apart)s"),
            "ref": sql.SQL("'CLM-' || (id + %(apart)s)"),
        }
        values = [changed.get(name, sql.Identifier(name)) for name in names]
        return sql.SQL(
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM tawthiq.claim"
            " WHERE project_id = %(project)s ORDER BY id LIMIT %(rows)s"
        ).format(
            sql.Identifier(schema, "claim"),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(values),
        )
