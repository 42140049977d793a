"""What was last done in a project, and what each deed was about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.store.history import people_of


@dataclass(frozen=True, slots=True)
class Changed:
    """A deed in a project. `of`, `ref` and `title` name what it was about: an incident, an action or response, a
    document, a source or a party; nothing where it was about none, or several. `task` is the kind of a task. `times`:
    how often the same was done to the same, `at` then being the last time."""

    at: datetime
    actor: str
    deed: str
    of: str | None
    ref: str | None
    title: str | None
    task: str | None
    times: int = 1


def latest_changes(
    connection: sa.Connection, project_id: int, *, at_most: int, deeds: Collection[str]
) -> list[Changed]:
    """What was last done in a project, of these deeds, the newest first."""
    rows = connection.execute(sa.text(_LATEST), {"project": project_id, "at_most": at_most, "deeds": list(deeds)})
    names = people_of(connection, project_id)
    return [
        Changed(row.at, names.get(row.actor_id, ""), row.deed, row.name, row.ref, row.title, row.task) for row in rows
    ]


# An incident comes before its document, a document before its source: who enters one makes the others on the way. An
# import, or a date that moved many, names none.
_LATEST = """
SELECT e.at, e.actor_id, e.deed, e.task, a.name, a.ref, a.title
FROM (SELECT id, at, actor_id, deed, CASE WHEN deed = 'take_up_task' THEN detail ->> 'kind' END AS task
    FROM event WHERE project_id = :project AND writes AND closed_at IS NOT NULL
    AND id > (SELECT max(id) - 20000 FROM event WHERE project_id = :project)
    AND deed = ANY (:deeds) ORDER BY id DESC LIMIT :at_most) e
LEFT JOIN LATERAL (
    SELECT w.rank, min(w.number) AS number FROM (
        SELECT v.rank, v.number
        FROM (SELECT n.row_id, t.name FROM entry n JOIN logged_table t ON t.number = n.table_number
            WHERE n.project_id = :project AND n.event_id = e.id AND e.deed <> 'import_chunk'
              AND t.name IN ('incident', 'claim', 'task', 'intervention', 'document', 'source', 'party') LIMIT 200) n
        LEFT JOIN claim c ON n.name = 'claim' AND c.project_id = :project AND c.id = n.row_id
        LEFT JOIN task k ON n.name = 'task' AND k.project_id = :project AND k.id = n.row_id
        CROSS JOIN LATERAL (VALUES
            (1, coalesce(c.incident_id, k.incident_id, CASE WHEN n.name = 'incident' THEN n.row_id END)),
            (2, coalesce(c.intervention_id, CASE WHEN n.name = 'intervention' THEN n.row_id END)),
            (3, coalesce(k.document_id, CASE WHEN n.name = 'document' THEN n.row_id END)),
            (4, CASE WHEN n.name = 'source' THEN n.row_id END),
            (5, coalesce(c.party_id, CASE WHEN n.name = 'party' THEN n.row_id END))) v (rank, number)
        WHERE v.number IS NOT NULL) w
    GROUP BY w.rank HAVING count(DISTINCT w.number) = 1 ORDER BY w.rank LIMIT 1) w ON true
LEFT JOIN LATERAL (
    SELECT 'incident' AS name, ref, title FROM incident WHERE w.rank = 1 AND project_id = :project AND id = w.number
    UNION ALL SELECT 'intervention', ref, NULL FROM intervention
        WHERE w.rank = 2 AND project_id = :project AND id = w.number
    UNION ALL SELECT 'document', ref, title FROM document WHERE w.rank = 3 AND project_id = :project AND id = w.number
    UNION ALL SELECT 'source', ref, name FROM source WHERE w.rank = 4 AND project_id = :project AND id = w.number
    UNION ALL SELECT 'party', ref, label FROM party WHERE w.rank = 5 AND project_id = :project AND id = w.number
) a ON true
ORDER BY e.id DESC
"""
