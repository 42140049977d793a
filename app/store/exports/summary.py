"""The numbers that an export says of itself: at which moment, how sure, what is left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import INDEX_CEILING
from app.domain.verification import Levels
from app.store import reading
from app.store.exports.passages import texts_left_out
from app.store.exports.scope import Scope
from app.store.exports.sources import documents_in, sources_in
from app.store.tables.claims import claim
from app.store.tables.decisions import verification
from app.store.tables.imports import import_batch
from app.store.tables.incidents import act, incident, involvement, party, property_item
from app.store.tables.sources import document, source
from app.store.tables.vocabularies import term


@dataclass(frozen=True, slots=True)
class Summary:
    """What the manifest says of the rows.

    `withheld` are numbers by rule; a rule that held nothing back is not in it.
    """

    at: datetime
    releases: tuple[str, ...]
    levels: Levels
    import_incomplete: int
    withheld: dict[str, int]


def summarise(connection: sa.Connection, scope: Scope) -> Summary:
    """The numbers of an export, at the moment of its transaction."""
    releases = sa.select(term.c.release).distinct().where(term.c.project_id == scope.project_id)
    withheld = {rule: number for rule, number in _withheld(connection, scope).items() if number}
    return Summary(
        at=connection.execute(sa.select(sa.func.transaction_timestamp())).scalar_one(),
        releases=tuple(sorted(connection.execute(releases).scalars())),
        levels=Levels(
            {"occurrence": _occurrence(connection, scope), "attribution": _attribution(connection, scope)},
            _moved(connection, scope),
        ),
        import_incomplete=_import_incomplete(connection, scope),
        withheld=withheld,
    )


def _occurrence(connection: sa.Connection, scope: Scope) -> dict[str, int]:
    a = act.c
    return _by_level(connection, a.occurrence_status, scope.holds(a.project_id, a.incident_id))


def _attribution(connection: sa.Connection, scope: Scope) -> dict[str, int]:
    if not scope.sees("act.alleged"):
        return {}
    n = involvement.c
    alleged = scope.holds(n.project_id, n.incident_id) & (n.role == "alleged") & (n.claims > 0)
    return _by_level(connection, n.attribution_status, alleged)


def _moved(connection: sa.Connection, scope: Scope) -> bool:
    """Whether anybody has moved a level that the audience may know of."""
    v = verification.c
    here = scope.holds(v.project_id, v.incident_id) & (v.outcome == "done")
    if not scope.sees("act.alleged"):
        here &= v.party_id.is_(None)
    return bool(connection.execute(sa.select(sa.exists().where(here))).scalar_one())


def _by_level(connection: sa.Connection, level: sa.ColumnElement[Any], where: sa.ColumnElement[bool]) -> dict[str, int]:
    query = sa.select(level, sa.func.count()).where(where).group_by(level).order_by(level)
    return {status: number for status, number in connection.execute(query)}


def _import_incomplete(connection: sa.Connection, scope: Scope) -> int:
    """Incidents of an import that is not complete."""
    b, i = import_batch.c, incident.c
    running = sa.select(b.id).where(b.project_id == scope.project_id, b.completed_at.is_(None))
    query = sa.select(sa.func.count()).where(scope.holds(i.project_id, i.id), i.import_batch_id.in_(running))
    return connection.execute(query).scalar_one()


def _withheld(connection: sa.Connection, scope: Scope) -> dict[str, int]:
    c = claim.c
    here = scope.tells()
    return {
        "incidents_above_audience": scope.left_out,
        "claims_above_audience": 0 if scope.sees_all else _count(connection, here & ~reading.visible(scope.audience)),
        "names_above_audience": 0 if scope.sees_all else _names(connection, scope),
        "claims_not_projected": _count(
            connection, scope.claims() & (c.tier > INDEX_CEILING) & c.incident_id.is_not(None)
        ),
        "context_not_projected": _count(connection, scope.claims() & c.party_id.is_not(None)),
        "texts_left_out": texts_left_out(connection, scope),
        "context_left_out": 0 if scope.whole else _count(connection, _context(scope)),
    }


def _context(scope: Scope) -> sa.ColumnElement[bool]:
    return (claim.c.project_id == scope.project_id) & claim.c.party_id.is_not(None) & reading.visible(scope.audience)


def _count(connection: sa.Connection, where: sa.ColumnElement[bool]) -> int:
    """How many rows of the one table that a condition is about."""
    return connection.execute(sa.select(sa.func.count()).where(where)).scalar_one()


def _names(connection: sa.Connection, scope: Scope) -> int:
    """Names and titles that stand empty, because their own tier lies above the audience's ceiling."""
    p, ceiling = party.c, scope.audience.ceiling
    named = sa.select(claim.c.value_party_id).where(scope.claims(), claim.c.value_party_id.is_not(None))
    parties = (p.project_id == scope.project_id) & p.id.in_(named) & (p.tier > ceiling)
    hidden = (
        parties,
        scope.holds(property_item.c.project_id, property_item.c.incident_id) & (property_item.c.tier > ceiling),
        documents_in(scope) & (document.c.tier > ceiling),
        sources_in(scope) & (source.c.tier > ceiling),
    )
    return sum(_count(connection, rule) for rule in hidden)
