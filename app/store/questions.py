"""A question as SQL over the index: the same conditions for page, command line and export.

Each filter that leaves room has two forms, possibly and certainly. When, where and how many are those that we go by,
where a person has decided and nothing was said since, else those that are claimed: so the projection has them.
`within` and `place` go by the names that claims give; a source, party or document is named by ref or by name. What is
left out is what the same filter finds, read the other way round.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DATERANGE, Range, array

from app.domain.errors import FilterNotUnderstood, mend
from app.domain.places import place_key
from app.domain.questions import NOT, Question
from app.domain.refs import is_ref
from app.domain.text import fold, words
from app.domain.verification import LEVELS
from app.domain.vocabularies import terms
from app.store.dimensions import of_everybody, of_the_whole, stands_in
from app.store.same import entries_beside
from app.store.standing import is_live
from app.store.tables.claims import claim, claim_citation, claim_place
from app.store.tables.incidents import act, incident, involvement, party
from app.store.tables.index import incident_harm, incident_index
from app.store.tables.sources import document, source, source_alias

Condition = sa.ColumnElement[bool]
_index = incident_index.c
MANY = 2000


def conditions(connection: sa.Connection, project_id: int, question: Question) -> list[Condition]:
    """What rows of `incident_index` answer the question. UnknownFilter where a name in it is on no record."""
    return [
        *of_values(project_id, question),
        *of_names(connection, project_id, question),
        *certainly_outside(connection, project_id, question),
    ]


def of_values(project_id: int, question: Question) -> list[Condition]:
    """The conditions for which nothing has to be looked up."""
    left_out = (~sa.func.coalesce(sa.and_(*found), False) for one in question.left_out() if (found := _of_values(one)))
    # Of entries that are joined one stands in the list, for all of them.
    return [_index.project_id == project_id, _index.same_as_id.is_(None), *_of_values(question), *left_out]


def _of_values(question: Question) -> list[Condition]:
    asked = (_text, _period, _box, _within, _place, _act, _harm, _verification, _attribution)
    return [condition for read in asked if (condition := read(question)) is not None]


def of_names(connection: sa.Connection, project_id: int, question: Question) -> list[Condition]:
    """The conditions on who says so, who is alleged, and what was done with the entry: the same for possibly and
    certainly."""
    found = _of_names(connection, project_id, question)
    for one in question.left_out():
        try:
            left_out = _of_names(connection, project_id, one)
        except FilterNotUnderstood as refusal:
            raise FilterNotUnderstood(refusal.args[0], f"{NOT}{refusal.field}") from None
        if left_out:
            found.append(~sa.and_(*left_out))
    return found


def certainly_outside(connection: sa.Connection, project_id: int, question: Question) -> list[Condition]:
    """What leaving a place out asks beside, where it is to be certain: that the incident is known closely enough."""
    found: list[Condition] = []
    for one in question.left_out() if question.certain else ():
        if one.within:
            found.append(_is_known_beside(connection, project_id, place_key(one.within)))
        if one.place:
            found.append(sa.func.cardinality(_index.place_keys_certain) > 0)
    return found


def _of_names(connection: sa.Connection, project_id: int, question: Question) -> list[Condition]:
    _refuse_unknown_places(connection, project_id, question)
    asked = (_source, _parties, _evidence, _acts, _entry)
    return [condition for read in asked for condition in read(connection, project_id, question)]


def _refuse_unknown_places(connection: sa.Connection, project_id: int, question: Question) -> None:
    """A name under which nothing here can be found: no claim gives it, and no gazetteer has a unit called so. Where a
    gazetteer knows the unit by another name that claims give, that one is told."""
    for field, name, keys in (
        ("within", question.within, _index.unit_keys),
        ("place", question.place, _index.place_keys),
    ):
        if name is None or _on_record(connection, project_id, keys, [place_key(name)]):
            continue
        if _is_claimed(connection, project_id, field, place_key(name)):  # and another place is gone by
            continue
        also = list(connection.execute(sa.text(_CALLED_ALSO), {"key": place_key(name)}).scalars())
        if known := _on_record(connection, project_id, keys, also) if also else []:
            names = mend("Claims here give it another name: %(names)s.", names=", ".join(known))
            raise FilterNotUnderstood(names, field)
        if not also or field == "place":
            told = mend(
                "No place of that name is on record here: '%(name)s' takes a name as claims give it.", name=field
            )
            raise FilterNotUnderstood(told, field)


def _is_claimed(connection: sa.Connection, project_id: int, field: str, key: str) -> bool:
    p = claim_place.c
    names = (p.unit1_key, p.unit2_key, p.unit3_key) if field == "within" else (p.name_key,)
    named = sa.exists().where(p.project_id == project_id, sa.or_(*(one == key for one in names)))
    return bool(connection.execute(sa.select(named)).scalar_one())


_CALLED_ALSO = """
SELECT DISTINCT key FROM tawthiq.place u, unnest(u.keys) key
WHERE u.keys @> ARRAY[CAST(:key AS text)] AND u.level BETWEEN 1 AND 3 AND NOT u.ended ORDER BY key
"""


def _on_record(connection: sa.Connection, project_id: int, keys: sa.ColumnElement[Any], asked: list[str]) -> list[str]:
    """Those of some keys that an incident has."""
    key = sa.func.unnest(sa.cast(asked, sa.ARRAY(sa.Text))).column_valued("key")
    here = sa.exists().where(_index.project_id == project_id, keys.bool_op("@>")(array([key])))
    return list(connection.execute(sa.select(key).where(here)).scalars())


def _source(connection: sa.Connection, project_id: int, question: Question) -> Iterator[Condition]:
    if question.source:
        yield _overlaps(_index.source_ids, _source_ids(connection, project_id, question.source))


def _parties(connection: sa.Connection, project_id: int, question: Question) -> Iterator[Condition]:
    if question.alleged:
        parties = _party_ids(connection, project_id, "alleged", question.alleged)
        yield _overlaps(_index.alleged_ids, parties)
        if question.attribution:
            yield _parts_at_level(parties, question)
    if question.party:
        yield _names_party(project_id, _party_ids(connection, project_id, "party", question.party))


def _evidence(connection: sa.Connection, project_id: int, question: Question) -> Iterator[Condition]:
    if question.document:
        yield _cites(project_id, _document_ids(connection, project_id, question.document))
    if question.intervention:
        yield _about(project_id, question.intervention)


def _acts(connection: sa.Connection, project_id: int, question: Question) -> Iterator[Condition]:
    if question.act and question.verification:
        yield _acts_at_level(question)
    for place in question.cell or ():
        yield stands_in(project_id, place)


def _entry(connection: sa.Connection, project_id: int, question: Question) -> Iterator[Condition]:
    i = incident.c
    if question.changed_since:
        yield _of_entries(connection, project_id, i.changed_at >= question.changed_since)
    if question.workflow == "pending":
        new = sa.func.has_new_information(sa.literal_column("incident"), type_=sa.Boolean())
        yield _of_entries(connection, project_id, i.workflow == "cleared", costly=new)
    elif question.workflow:
        yield _of_entries(connection, project_id, i.workflow == question.workflow)


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


def _is_known_beside(connection: sa.Connection, project_id: int, key: str) -> Condition:
    """What is known closely enough to be certainly outside a unit, where nothing says that it is in it: down to that
    unit's level, or in another of the larger ones. What is without a place, or known to the country alone, may be."""
    adopted = _index.adopted_precision.is_not(None)
    first, second, third = (
        sa.case((adopted, _index[f"adopted_unit{level}_name"]), else_=_index[f"unit{level}_name"])
        for level in (1, 2, 3)
    )
    inside = _holds(_index.unit_keys, key) & _holds(_index.unit_keys_certain, key)
    rows = connection.execute(
        sa.select(first, second).where(_index.project_id == project_id, inside).distinct().limit(MANY)
    ).all()
    larger = {place_key(name) for name, _ in rows if name}
    if key in larger or not larger:
        return first.is_not(None)
    finer = second if any(name and place_key(name) == key for _, name in rows) else third
    return finer.is_not(None) | first.is_not(None) & ~_index.unit_keys_certain.bool_op("&&")(
        sa.cast(sorted(larger), sa.ARRAY(sa.Text))
    )


def _act(question: Question) -> Condition | None:
    return _holds(_index.act_codes, question.act) if question.act else None


def _harm(question: Question) -> Condition | None:
    """A line of that harm. With a number: certainly by the floor of the whole, possibly by the ceiling of any line of
    persons, since of how many there were at one time there may have been as many in all."""
    if question.harm is None:
        return None
    line, number = incident_harm.c, question.at_least
    here = (line.project_id == _index.project_id) & (line.incident_id == _index.incident_id)
    here &= line.harm == question.harm
    if number is not None:
        reaches = sa.or_(line.filter_ceiling.is_(None), line.filter_ceiling >= number)
        certainly = of_the_whole(line) & (line.filter_floor >= number)
        here &= certainly if question.certain else of_everybody(line) & reaches
    return sa.exists(sa.select(1).where(here))


def _verification(question: Question) -> Condition | None:
    """Asked together with a type of act, the level is that of acts of this type (`_acts_at_level`): others may stand
    elsewhere."""
    certain = question.certain and not question.act
    return _at_level(question.verification, _index.verification_lowest, _index.verification_highest, certain)


def _attribution(question: Question) -> Condition | None:
    """… and with a party that of its own parts (`_parts_at_level`)."""
    certain = question.certain and not question.alleged
    return _at_level(question.attribution, _index.attribution_lowest, _index.attribution_highest, certain)


def _at_level(
    level: str | None, lowest: sa.ColumnElement[int], highest: sa.ColumnElement[int], certain: bool
) -> Condition | None:
    """Possibly: some act stands there or between; certainly: every act stands there."""
    if level is None:
        return None
    rank = LEVELS[level].rank
    return (lowest == rank) & (highest == rank) if certain else (lowest <= rank) & (highest >= rank)


def _acts_at_level(question: Question) -> Condition:
    """Acts of the type that is asked for at the level that is asked for: possibly one of them, certainly all."""
    a = act.c
    codes = [one.code for one in terms("act_types").values() if question.act in one.lineage]
    acts = sa.select(sa.literal(1)).where(*_here(a), a.type_code.in_(codes))
    return _some_or_all(acts, a.occurrence_status == question.verification, question.certain)


def _parts_at_level(parties: list[int], question: Question) -> Condition:
    """The parts that a party is alleged to have had, at a level: possibly one of them, certainly all."""
    v, p = involvement.c, party.c
    parts = (
        sa.select(sa.literal(1))
        .select_from(involvement.join(party, (p.project_id == v.project_id) & (p.id == v.party_id)))
        .where(*_here(v), v.role == "alleged", v.claims > 0, sa.func.coalesce(p.same_as_id, p.id).in_(parties))
    )
    return _some_or_all(parts, v.attribution_status == question.attribution, question.certain)


def _here(c: Any) -> tuple[Condition, ...]:
    """In one of the entries for which a row stands."""
    return (c.project_id == _index.project_id, c.incident_id == sa.any_(entries_beside(incident_index)))


def _some_or_all(parts: sa.Select[Any], holds: Condition, certain: bool) -> Condition:
    """Asked row by row (OFFSET keeps it so): what else is asked for has left few rows, and a project has many parts."""
    some = sa.exists(parts.where(holds).correlate(incident_index).offset(0))
    return some & ~sa.exists(parts.where(~holds).correlate(incident_index).offset(0)) if certain else some


def _about(project_id: int, kind: str) -> Condition:
    """Incidents about which a source that stands tells of an action or response, of one kind or of any."""
    told = claim.alias("told")
    c, t = claim.c, told.c
    about = sa.select(c.value_incident_id).where(
        c.project_id == project_id, c.intervention_id.is_not(None), c.value_incident_id.is_not(None), is_live(c)
    )
    if kind != "any":
        codes = [one.code for one in terms("intervention_kinds").values() if kind in one.lineage]
        of_kind = sa.select(t.intervention_id).where(
            t.project_id == project_id, t.path == "intervention.kind", t.term_code.in_(codes), is_live(t)
        )
        about = about.where(c.intervention_id.in_(of_kind))
    return _of_incidents(project_id, about)


def _names_party(project_id: int, parties: list[int]) -> Condition:
    """Incidents of which a claim names one of these, in whatever part."""
    c, p = claim.c, party.c
    alike = sa.select(p.id).where(p.project_id == project_id, sa.func.coalesce(p.same_as_id, p.id).in_(parties))
    return _of_incidents(
        project_id,
        sa.select(c.incident_id).where(c.project_id == project_id, c.value_party_id.in_(alike), is_live(c)),
    )


def _cites(project_id: int, documents: list[int]) -> Condition:
    """Incidents of which a claim stands in one of these documents."""
    c, k = claim.c, claim_citation.c
    further = sa.select(k.claim_id).where(k.project_id == project_id, k.document_id.in_(documents))
    return _of_incidents(
        project_id,
        sa.select(c.incident_id).where(
            c.project_id == project_id, c.document_id.in_(documents) | c.id.in_(further), is_live(c)
        ),
    )


def _of_incidents(project_id: int, ids: sa.Select[Any]) -> Condition:
    """Rows that stand for these entries."""
    i = incident.c
    found = sa.select(sa.func.coalesce(i.same_as_id, i.id)).where(i.project_id == project_id, i.id.in_(ids))
    return _index.incident_id.in_(found)


def _of_entries(
    connection: sa.Connection, project_id: int, *where: Condition, costly: Condition | None = None
) -> Condition:
    """Rows of which an entry answers: of those that are joined, one stands in lists for all.

    Few entries are the shorter way to their rows; where they are many, the newest rows are found sooner by asking row
    by row (OFFSET keeps it so). Which it is, is counted without the `costly` condition.
    """
    i = incident.c
    entries = sa.select(sa.literal(1)).where(i.project_id == project_id, *where).limit(MANY).subquery()
    many = connection.execute(sa.select(sa.func.count()).select_from(entries)).scalar_one() == MANY
    asked = [*where, *([costly] if costly is not None else [])]
    if not many:
        found = sa.select(i.project_id, sa.func.coalesce(i.same_as_id, i.id)).where(i.project_id == project_id, *asked)
        return sa.tuple_(_index.project_id, _index.incident_id).in_(found)
    itself = sa.select(sa.literal(1)).where(i.project_id == _index.project_id, i.id == _index.incident_id, *asked)
    also = sa.select(i.same_as_id).where(i.project_id == project_id, i.same_as_id.is_not(None), *asked)
    return sa.exists(itself.offset(0)) | _index.incident_id.in_(also)


def _holds(array: sa.ColumnElement[Any], key: str) -> Condition:
    return array.bool_op("@>")(sa.cast([key], sa.ARRAY(sa.Text)))


def _overlaps(array: sa.ColumnElement[Any], ids: list[int]) -> Condition:
    return array.bool_op("&&")(sa.cast(ids, sa.ARRAY(sa.BigInteger)))


def _source_ids(connection: sa.Connection, project_id: int, name: str) -> list[int]:
    s, a = source.c, source_alias.c
    query = sa.select(sa.func.coalesce(s.same_as_id, s.id)).where(s.project_id == project_id)
    if is_ref(name, "source"):
        return _found(connection, query.where(s.ref == name), "source")
    key = fold(name)
    aliased = sa.select(a.source_id).where(a.project_id == project_id, a.name_folded == key, a.ended_at.is_(None))
    return _found(connection, query.where(s.name_folded == key).union(query.where(s.id.in_(aliased))), "source")


def _document_ids(connection: sa.Connection, project_id: int, name: str) -> list[int]:
    d = document.c
    query = sa.select(d.id).where(d.project_id == project_id)
    named = d.ref == name if is_ref(name, "document") else d.title_folded == fold(name)
    return _found(connection, query.where(named), "document")


def _party_ids(connection: sa.Connection, project_id: int, field: str, name: str) -> list[int]:
    query = sa.select(sa.func.coalesce(party.c.same_as_id, party.c.id)).where(party.c.project_id == project_id)
    if is_ref(name, "party"):
        query = query.where(party.c.ref == name)
    else:
        query = query.where(sa.func.md5(party.c.label_folded) == sa.func.md5(fold(name)))
    return _found(connection, query, field)


def _found(connection: sa.Connection, query: sa.Select[Any] | sa.CompoundSelect[Any], field: str) -> list[int]:
    """What answers to a name. The refusal leaves the name out: it may be a person's, and goes to logs of programs."""
    ids = list(connection.execute(query).scalars())
    if not ids:
        told = mend("Nothing in this project is called that: '%(name)s' takes a ref or a full name.", name=field)
        raise FilterNotUnderstood(told, field)
    return ids


class _Regconfig(sa.types.UserDefinedType[Any]):
    """The name of a text search configuration."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "regconfig"
