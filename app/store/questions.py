"""A question as SQL over the index: the same conditions for page, command line and export.

Each filter that leaves room has two forms, possibly and certainly. `within` and `place` go by the names that claims
give; a source or alleged party is named by ref or by name.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DATERANGE, Range

from app.domain.errors import UnknownFilter
from app.domain.places import place_key
from app.domain.questions import Question
from app.domain.refs import is_ref
from app.domain.text import fold, words
from app.domain.verification import LEVELS
from app.store.tables.incidents import incident, party
from app.store.tables.index import incident_harm, incident_index
from app.store.tables.sources import source, source_alias

Condition = sa.ColumnElement[bool]
_index = incident_index.c


def conditions(connection: sa.Connection, project_id: int, question: Question) -> list[Condition]:
    """What rows of `incident_index` answer the question. UnknownFilter where a name in it is on no record."""
    return [*of_values(project_id, question), *of_names(connection, project_id, question)]


def of_values(project_id: int, question: Question) -> list[Condition]:
    """The conditions that no name has to be looked up for."""
    asked = (_text, _period, _box, _within, _place, _act, _harm, _verification, _attribution, _changed_since, _workflow)
    # Of entries that are joined one stands in the list, for all of them.
    return [
        _index.project_id == project_id,
        _index.same_as_id.is_(None),
        *(c for read in asked if (c := read(question)) is not None),
    ]


def of_names(connection: sa.Connection, project_id: int, question: Question) -> list[Condition]:
    """The conditions on who says so and who is alleged: the same for possibly and certainly."""
    found = []
    if question.source:
        found.append(_overlaps(_index.source_ids, _source_ids(connection, project_id, question.source)))
    if question.alleged:
        found.append(_overlaps(_index.alleged_ids, _party_ids(connection, project_id, question.alleged)))
    return found


def _text(question: Question) -> Condition | None:
    """Every word of the query, folded as the stored text is; a query without a word finds nothing."""
    if question.q is None:
        return None
    query = sa.func.plainto_tsquery(sa.cast("simple", _Regconfig), " ".join(words(question.q)))
    return _index.search_vector.bool_op("@@")(query)


def _period(question: Question) -> Condition | None:
    if question.from_ is None and question.to is None:
        return None
    period = sa.literal(Range(question.from_, question.to, bounds="[]"), DATERANGE)
    return _index.span.bool_op("<@" if question.certain else "&&")(period)


def _box(question: Question) -> Condition | None:
    if question.bbox is None:
        return None
    envelope = sa.func.ST_MakeEnvelope(*question.bbox, 4326)
    if question.certain:  # a place without a point may lie anywhere
        return _index.extent.bool_op("@")(envelope) & _index.extent_is_whole
    return _index.extent.bool_op("&&")(envelope)


def _within(question: Question) -> Condition | None:
    return _named(question.within, _index.unit_keys, _index.unit_keys_certain, question.certain)


def _place(question: Question) -> Condition | None:
    return _named(question.place, _index.place_keys, _index.place_keys_certain, question.certain)


def _named(
    name: str | None, possible: sa.ColumnElement[Any], certain: sa.ColumnElement[Any], is_certain: bool
) -> Condition | None:
    """What is certain is possible too, and the index knows the possible."""
    if name is None:
        return None
    key = place_key(name)
    return _holds(possible, key) & _holds(certain, key) if is_certain else _holds(possible, key)


def _act(question: Question) -> Condition | None:
    return _holds(_index.act_codes, question.act) if question.act else None


def _harm(question: Question) -> Condition | None:
    """A line of that harm; with a number, the whole line alone: certainly by its minimum, possibly by its ceiling."""
    if question.harm is None:
        return None
    line, number = incident_harm.c, question.at_least
    here = (line.project_id == _index.project_id) & (line.incident_id == _index.incident_id)
    here &= line.harm == question.harm
    if number is not None:
        reaches = sa.or_(line.filter_ceiling.is_(None), line.filter_ceiling >= number)
        here &= (line.unit == "person") & (line.measure == "event") & (line.population == "") & (line.part_of == "")
        here &= line.minimum >= number if question.certain else reaches
    return sa.exists(sa.select(1).where(here))


def _verification(question: Question) -> Condition | None:
    return _at_level(question.verification, _index.verification_lowest, _index.verification_highest, question.certain)


def _attribution(question: Question) -> Condition | None:
    return _at_level(question.attribution, _index.attribution_lowest, _index.attribution_highest, question.certain)


def _at_level(
    level: str | None, lowest: sa.ColumnElement[int], highest: sa.ColumnElement[int], certain: bool
) -> Condition | None:
    """Possibly: some act stands there or between; certainly: every act stands there."""
    if level is None:
        return None
    rank = LEVELS[level].rank
    return (lowest == rank) & (highest == rank) if certain else (lowest <= rank) & (highest >= rank)


def _changed_since(question: Question) -> Condition | None:
    if question.changed_since is None:
        return None
    i = incident.c
    changed = sa.select(i.project_id, sa.func.coalesce(i.same_as_id, i.id)).where(
        i.changed_at >= question.changed_since
    )
    return sa.tuple_(_index.project_id, _index.incident_id).in_(changed)


def _workflow(question: Question) -> Condition | None:
    if question.workflow is None:
        return None
    i, pending = incident.c, question.workflow == "pending"
    found = sa.select(i.project_id, i.id).where(i.workflow == ("cleared" if pending else question.workflow))
    if pending:
        found = found.where(sa.func.has_new_information(sa.literal_column("incident")))
    return sa.tuple_(_index.project_id, _index.incident_id).in_(found)


def _holds(array: sa.ColumnElement[Any], key: str) -> Condition:
    return array.bool_op("@>")(sa.cast([key], sa.ARRAY(sa.Text)))


def _overlaps(array: sa.ColumnElement[Any], ids: list[int]) -> Condition:
    return array.bool_op("&&")(sa.cast(ids, sa.ARRAY(sa.BigInteger)))


def _source_ids(connection: sa.Connection, project_id: int, name: str) -> list[int]:
    s, a = source.c, source_alias.c
    query = sa.select(sa.func.coalesce(s.same_as_id, s.id)).where(s.project_id == project_id)
    if is_ref(name, "source"):
        return _found(connection, query.where(s.ref == name), "source", name)
    key = fold(name)
    aliased = sa.select(a.source_id).where(a.project_id == project_id, a.name_folded == key, a.ended_at.is_(None))
    return _found(connection, query.where(s.name_folded == key).union(query.where(s.id.in_(aliased))), "source", name)


def _party_ids(connection: sa.Connection, project_id: int, name: str) -> list[int]:
    query = sa.select(sa.func.coalesce(party.c.same_as_id, party.c.id)).where(party.c.project_id == project_id)
    if is_ref(name, "party"):
        query = query.where(party.c.ref == name)
    else:
        query = query.where(sa.func.md5(party.c.label_folded) == sa.func.md5(fold(name)))
    return _found(connection, query, "alleged", name)


def _found(
    connection: sa.Connection, query: sa.Select[Any] | sa.CompoundSelect[Any], field: str, name: str
) -> list[int]:
    ids = list(connection.execute(query).scalars())
    if not ids:
        raise UnknownFilter(
            f"Nothing in this project is called {name!r}: the filter {field!r} takes a ref or a full name.", field
        )
    return ids


class _Regconfig(sa.types.UserDefinedType[Any]):
    """The name of a text search configuration."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "regconfig"
