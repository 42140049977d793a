"""That two entries are the same, as somebody has said: between entries that go out, judgements taken back too."""

from typing import Any

import sqlalchemy as sa

from app.store.exports.acts import parties_in
from app.store.exports.query import TableQuery, code
from app.store.exports.scope import Scope
from app.store.exports.sources import sources_in
from app.store.tables.incidents import incident, party
from app.store.tables.same import same_as
from app.store.tables.sources import source


def judgements(scope: Scope) -> TableQuery:
    """same_as.csv."""
    j = same_as.c
    rows: sa.FromClause = same_as
    refs: dict[str, list[sa.ColumnElement[Any]]] = {"one": [], "other": []}
    tiers = []
    for table in (incident, source, party):
        for end, found in refs.items():
            entry = table.alias(f"{end}_{table.name}").c
            here = (j.kind == table.name) & (entry.project_id == j.project_id) & (entry.id == j[end])
            rows = rows.outerjoin(entry.id.table, here)
            found.append(entry.ref)
            tiers.append(entry.tier)
    highest = sa.func.greatest(*tiers)
    return TableQuery(
        columns={
            "kind": code(j.kind),
            "one": code(sa.func.coalesce(*refs["one"])),
            "other": code(sa.func.coalesce(*refs["other"])),
            "reason": scope.within(j.reason, highest),
            "recorded_at": j.joined_at,
            "ended_at": j.ended_at,
            "ended_reason": scope.within(j.ended_reason, highest),
        },
        rows=rows,
        where=(j.project_id == scope.project_id) & _going(scope),
        order=(j.id,),
    )


def _going(scope: Scope) -> sa.ColumnElement[bool]:
    j = same_as.c
    if scope.whole and scope.sees_all:
        return sa.true()
    sources = sa.select(source.c.id).where(sources_in(scope))
    parties = sa.select(party.c.id).where(parties_in(scope))
    return sa.or_(
        (j.kind == "incident") & scope.holds(j.project_id, j.one) & scope.holds(j.project_id, j.other),
        (j.kind == "source") & j.one.in_(sources) & j.other.in_(sources),
        (j.kind == "party") & j.one.in_(parties) & j.other.in_(parties),
    )
