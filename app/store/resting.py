"""What rests on claims, or on a document: decisions that use them, and levels of verification earned by them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.resting import Resting, RestingDecision, RestingLevel
from app.domain.sources import NamedIncident
from app.store.passages import cited_in
from app.store.standing import is_live
from app.store.tables.claims import claim

NAMED = 20
"""How many decisions, and how many levels, are named."""

_ALONE = """
SELECT count(*) AS alone, (SELECT count(DISTINCT o) FROM claim c CROSS JOIN LATERAL unnest(c.origin_ids) o
    WHERE c.project_id = :project AND c.id = ANY (CAST(:claims AS bigint[])) AND NOT EXISTS (
      SELECT FROM documents_of(:project, c.id) d WHERE d.document_id <> :document AND NOT d.retracted)) AS origins
FROM claim c WHERE c.project_id = :project AND c.id = ANY (CAST(:claims AS bigint[])) AND NOT EXISTS (
  SELECT FROM documents_of(:project, c.id) d WHERE d.document_id <> :document AND NOT d.retracted)
"""

# Inferences of which a premise stands in the document and nowhere else.
_INFERRED = """
SELECT i.id, i.incident_id FROM claim i WHERE i.project_id = :project AND i.superseded_by IS NULL
  AND i.withdrawn_at IS NULL AND i.incident_id = ANY (entries_of(:project, CAST(:incidents AS bigint[])))
  AND i.premises && ARRAY(SELECT c.id FROM unnest(CAST(:claims AS bigint[])) c (id) WHERE NOT EXISTS (
    SELECT FROM documents_of(:project, c.id) d WHERE d.document_id <> :document AND NOT d.retracted))
"""

_DECISIONS = """
SELECT DISTINCT a.id, i.ref, i.title, a.path, a.harm FROM adoption_claim k
JOIN adoption a ON a.project_id = k.project_id AND a.id = k.adoption_id AND a.superseded_by IS NULL
JOIN incident i ON i.project_id = a.project_id AND i.id = a.incident_id
WHERE k.project_id = :project AND k.claim_id = ANY (CAST(:claims AS bigint[])) AND k.used ORDER BY a.id LIMIT :at_most
"""

_LEVELS = """
WITH raised AS (
  SELECT a.incident_id, a.id AS act_id, NULL::bigint AS party_id, a.occurrence_status AS level FROM act a
    WHERE a.project_id = :project AND a.incident_id = ANY (entries_of(:project, CAST(:incidents AS bigint[])))
  UNION ALL SELECT n.incident_id, n.act_id, n.party_id, n.attribution_status FROM involvement n
    WHERE n.project_id = :project AND n.incident_id = ANY (entries_of(:project, CAST(:incidents AS bigint[])))
      AND n.role = 'alleged')
SELECT i.ref, i.title, a.ref AS act, a.type_code, p.ref AS party, p.label, r.level FROM raised r
JOIN incident i ON i.project_id = :project AND i.id = r.incident_id
JOIN act a ON a.project_id = :project AND a.id = r.act_id
LEFT JOIN party p ON p.project_id = :project AND p.id = r.party_id
WHERE r.level IN ('contested', 'credible', 'corroborated', 'admitted', 'finding_on_record') AND (
  EXISTS (SELECT FROM ground_of(:project, r.act_id, r.party_id) g WHERE g.claim_id = ANY (CAST(:claims AS bigint[])))
  OR EXISTS (SELECT FROM verification v WHERE v.project_id = :project AND v.incident_id = r.incident_id
    AND v.act_id = r.act_id AND v.party_id IS NOT DISTINCT FROM r.party_id AND v.outcome = 'done'
    AND v.to_level = r.level AND v.cited_document_id = :document))
ORDER BY i.id, a.id, p.id NULLS FIRST LIMIT :at_most
"""


def rests_on_document(connection: sa.Connection, project_id: int, document_id: int) -> Resting:
    """What rests on a document: on its claims that stand, and on itself where a finding or a disproof cites it."""
    cited = connection.execute(
        sa.text("SELECT DISTINCT incident_id FROM verification WHERE project_id = :p AND cited_document_id = :d"),
        {"p": project_id, "d": document_id},
    ).scalars()
    standing = _standing(connection, project_id, cited_in(project_id, document_id))
    asked = {
        "project": project_id, "document": document_id, "claims": list(standing),
        "incidents": sorted({one for one in standing.values() if one}),
    }  # fmt: skip
    inferred = connection.execute(sa.text(_INFERRED), asked).all()
    standing.update((row.id, row.incident_id) for row in inferred)
    return _rests_on(connection, project_id, standing, list(cited), document_id)


def rests_on_claim(connection: sa.Connection, project_id: int, claim_id: int) -> Resting:
    """What rests on one claim that stands."""
    return _rests_on(connection, project_id, _standing(connection, project_id, claim.c.id == claim_id), [], 0)


def _standing(connection: sa.Connection, project_id: int, which: sa.ColumnElement[bool]) -> dict[int, int | None]:
    """The incident, if any, of each of these claims that stands."""
    c = claim.c
    live = (c.project_id == project_id) & is_live(c)
    rows = connection.execute(sa.select(c.id, c.incident_id).where(live, which))
    return {row.id: row.incident_id for row in rows}


def _rests_on(
    connection: sa.Connection,
    project_id: int,
    standing: Mapping[int, int | None],
    cited: Sequence[int],
    document_id: int,
) -> Resting:
    asked: dict[str, Any] = {
        "project": project_id,
        "claims": list(standing),
        "incidents": sorted({*cited, *(one for one in standing.values() if one)}),
        "document": document_id,
        "at_most": NAMED + 1,
    }
    alone = connection.execute(sa.text(_ALONE), asked).one()
    decisions = [
        RestingDecision(NamedIncident(row.ref, row.title), row.path, row.harm)
        for row in connection.execute(sa.text(_DECISIONS), asked)
    ]
    levels = [
        RestingLevel(NamedIncident(row.ref, row.title), row.act, row.type_code, row.party, row.label, row.level)
        for row in connection.execute(sa.text(_LEVELS), asked)
    ]
    more = max(len(decisions), len(levels)) > NAMED
    return Resting(len(standing), alone.alone, alone.origins, tuple(decisions[:NAMED]), tuple(levels[:NAMED]), more)
