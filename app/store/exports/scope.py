"""Which incidents an export covers, for whom, and at which moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import ENTRY_CEILING, Audience
from app.domain.properties import PROPERTIES
from app.domain.questions import Question
from app.store import questions, reading
from app.store.engine import take_time
from app.store.tables.claims import claim
from app.store.tables.incidents import incident, intervention
from app.store.tables.index import incident_index

Condition = sa.ColumnElement[bool]

# Filled once, so that every file of an export holds the same incidents.
_asked = sa.table("asked_incident", sa.column("incident_id", sa.BigInteger))


def standing(incident_id: sa.ColumnElement[int], joined: sa.Subquery) -> sa.ColumnElement[int]:
    """The id of the incident that stands for an entry, of a row that is outer joined with `Scope.joined`."""
    return sa.func.coalesce(joined.c.same_as_id, incident_id)


@dataclass(frozen=True)
class Scope:
    """The incidents of one project that answer one question, or all of them (`whole`), as one audience may see them.

    Where entries are joined, one of them stands for all in the tables of what follows, and what hangs on any of them
    names that one (`ref_of`, `standing`).

    `left_out` is how many more would answer, if the audience might see them.
    """

    project_id: int
    audience: Audience
    whole: bool
    left_out: int = 0

    def holds(self, project_id: sa.ColumnElement[int], incident_id: sa.ColumnElement[int]) -> Condition:
        """Rows of the incidents asked for."""
        here = project_id == self.project_id
        return here if self.whole else here & incident_id.in_(sa.select(_asked.c.incident_id))

    def weighs(
        self,
        project_id: sa.ColumnElement[int],
        incident_id: sa.ColumnElement[int],
        intervention_id: sa.ColumnElement[int],
    ) -> Condition:
        """Rows about the incidents asked for, or about the interventions that go out with them."""
        done = intervention_id.in_(sa.select(intervention.c.id).where(self.interventions()))
        of_incident = incident_id.is_not(None) & self.holds(project_id, incident_id)
        return (project_id == self.project_id) & (of_incident | done)

    def ref_of(self, entry: sa.FromClause = incident) -> sa.ColumnElement[str]:
        """The ref of the incident that stands for an entry: its own, where it is joined with none."""
        first = incident.alias("first")
        of_first = (
            sa.select(first.c.ref)
            .where(first.c.project_id == entry.c.project_id, first.c.id == entry.c.same_as_id)
            .correlate(entry)
            .scalar_subquery()
        )
        return sa.case((entry.c.same_as_id.is_(None), entry.c.ref), else_=of_first)

    def joined(self) -> sa.Subquery:
        """The few entries that another incident stands for, and which (`standing` reads it)."""
        i = incident.c
        return (
            sa.select(i.id, i.same_as_id)
            .where(i.project_id == self.project_id, i.same_as_id.is_not(None))
            .subquery("joined")
        )

    def claims(self) -> Condition:
        """The claims that go out: about the incidents asked for, and the interventions that go out with them, as far as
        the audience may see."""
        return self.tells() & reading.visible(self.audience)

    def tells(self) -> Condition:
        """The claims that would go out, whoever may see them. What is said of an incident that was not asked for, with
        an intervention that was, does not."""
        c, here = claim.c, claim.c.project_id == self.project_id
        if self.whole:
            return here
        asked = sa.select(_asked.c.incident_id)
        done = c.intervention_id.in_(sa.select(intervention.c.id).where(self.interventions()))
        within = c.value_incident_id.is_(None) | c.value_incident_id.in_(asked)
        return here & (c.incident_id.in_(asked) | (done & within))

    def interventions(self) -> Condition:
        """The interventions that are said to be about an incident asked for; of the whole project, all."""
        i, said = intervention.c, claim.alias("said").c
        seen = (i.project_id == self.project_id) & (i.tier <= self.audience.ceiling)
        if self.whole:
            return seen
        asked = sa.select(_asked.c.incident_id)
        about = (said.project_id == self.project_id) & said.value_incident_id.in_(asked)
        return seen & i.id.in_(sa.select(said.intervention_id).where(about))

    def sees(self, path: str) -> bool:
        """Whether the audience sees a property."""
        return reading.may_see(path, self.audience)

    @property
    def sees_all(self) -> bool:
        """Whether nothing of what is stored can lie above the audience's ceiling."""
        return self.audience.ceiling >= ENTRY_CEILING and all(self.sees(path) for path in PROPERTIES)

    def within(self, column: sa.ColumnElement[Any], tier: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
        """A column of a row with a tier of its own: empty where that lies above the audience's ceiling."""
        if self.audience.ceiling >= ENTRY_CEILING:
            return column
        return sa.case((tier <= self.audience.ceiling, column))


def ask(
    connection: sa.Connection,
    project_id: int,
    question: Question,
    audience: Audience,
    further: Sequence[questions.Condition] = (),
) -> Scope:
    """Settles, for this transaction, which incidents answer, and hold to what is asked `further` of rows of the index.
    UnknownFilter where a name in the question is on no record.

    The transaction may take more time than a page from here on, and writes dates as ISO 8601 whatever the server is
    used to.
    """
    take_time(connection)
    connection.exec_driver_sql("SET LOCAL jit = off; SET LOCAL datestyle = 'ISO, YMD'")
    conditions = [*questions.conditions(connection, project_id, question), *further]
    if audience.ceiling >= ENTRY_CEILING and question.matching("possible") == Question() and not further:
        return Scope(project_id, audience, whole=True)
    index = incident_index.c
    connection.exec_driver_sql(f"CREATE TEMP TABLE {_asked.name} (incident_id bigint PRIMARY KEY) ON COMMIT DROP")
    open_to_them = sa.select(index.incident_id).where(*conditions, index.tier <= audience.ceiling)
    connection.execute(sa.insert(_asked).from_select(["incident_id"], open_to_them))
    entries = sa.select(incident.c.id).where(
        incident.c.project_id == project_id, incident.c.same_as_id.in_(sa.select(_asked.c.incident_id))
    )
    connection.execute(sa.insert(_asked).from_select(["incident_id"], entries))
    connection.exec_driver_sql(f"ANALYZE {_asked.name}")
    above = sa.select(sa.func.count()).where(*conditions, index.tier > audience.ceiling)
    return Scope(project_id, audience, whole=False, left_out=connection.execute(above).scalar_one())


def count(connection: sa.Connection, project_id: int, question: Question) -> int:
    """How many incidents answer, exactly."""
    conditions = questions.conditions(connection, project_id, question)
    query = sa.select(sa.func.count()).select_from(incident_index).where(*conditions)
    return connection.execute(query).scalar_one()
