"""By what a table of figures goes, as SQL: the key under which an incident, or one of its acts, certainly stands, and
what is counted there.

The words of the keys are `app.domain.statistics`. When and where are those that we go by, where that is decided, else
those that are claimed. The same expressions make a table and find the rows of one of its cells.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.statistics import COUNTED, DIMENSIONS, HAPPENED, RECORDED, Dimension, Place, unit_named
from app.domain.verification import LEVELS, OCCURRENCE
from app.domain.vocabularies import terms
from app.store.standing import is_live, is_standing
from app.store.tables.claims import claim
from app.store.tables.incidents import act, incident, involvement, party, property_item
from app.store.tables.index import incident_index

Key = sa.ColumnElement[Any]
CREDIBLE = LEVELS["credible"].rank
REFUTED = LEVELS["refuted"].rank
_REFUTED = tuple(level.code for level in LEVELS.values() if level.rank <= REFUTED)


def counted(index: sa.FromClause = incident_index) -> tuple[sa.ColumnElement[bool], ...]:
    """What a table counts: single incidents of the counted scope that were not refuted, and of which a claim stands."""
    i = index.c
    return (i.kind == "single", i.scope == "counted", i.verification_highest > REFUTED, i.documents > 0)


def of_everybody(line: Any) -> sa.ColumnElement[bool]:
    """Lines of figures that count people, of all sorts and of the whole."""
    return sa.and_(line.unit == "person", line.population == "", line.part_of == "")


def of_the_whole(line: Any) -> sa.ColumnElement[bool]:
    """The one line of a harm that is summed: everybody, in the event."""
    return sa.and_(of_everybody(line), line.measure == "event")


def alleged_still() -> sa.ColumnElement[bool]:
    """Acts that somebody alleges: all that was claimed of the others has been withdrawn."""
    return act.c.unclaimed.is_(None)


def refuted(status: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether an act, or a party's part in one, was found not to have been."""
    return sa.func.coalesce(status, "").in_(_REFUTED)


class Placing:
    """Rows of the index joined with all that some dimensions ask for; `keys` by the code of the dimension. `unit` is
    what is counted, by the measure: null in rows that hold none of it.

    What is joined has names of its own, so that what a question asks of the same tables stays apart from it.
    """

    def __init__(
        self, dimensions: Sequence[Dimension], measure: str = "incidents", index: sa.FromClause = incident_index
    ) -> None:
        self.index, self.measure = index, measure
        self.rows: sa.FromClause = self.index
        self.acts = self._acts() if measure == "acts" or any(one.of_acts for one in dimensions) else None
        if {"alleged", "attribution"} & {one.code for one in dimensions}:
            self._alleged()
        self.keys: Mapping[str, Key] = {one.code: self._key(one) for one in dimensions}
        self.unit = self._unit(measure)

    def _unit(self, measure: str) -> Key:
        match measure:
            case "acts":
                assert self.acts is not None
                return self.acts.c.id
            case "sites":
                site, said = property_item.alias("placed_site"), claim.alias("said_of_site")
                of_it = (said.c.project_id == site.c.project_id) & (said.c.property_item_id == site.c.id)
                return self._hanging(site, sa.exists().where(of_it, is_standing(said.c)))
            case "claims":
                own = claim.alias("placed_claim")
                of_act = [own.c.act_id.is_(None) | (own.c.act_id == self.acts.c.id)] if self.acts is not None else []
                return self._hanging(own, *of_act, is_live(own.c))
        return self.index.c.incident_id

    def _hanging(self, table: sa.FromClause, *where: sa.ColumnElement[bool]) -> Key:
        """What hangs on any of the entries of an incident."""
        i, entry = self.index.c, incident.alias("placed_entry")
        here = (entry.c.project_id == i.project_id) & (
            sa.func.coalesce(entry.c.same_as_id, entry.c.id) == i.incident_id
        )
        of_entry = (table.c.project_id == entry.c.project_id) & (table.c.incident_id == entry.c.id)
        self.rows = self.rows.join(entry, here).join(table, sa.and_(of_entry, *where))
        return table.c.id

    def _acts(self) -> sa.FromClause:
        """Each act that counts, under the incident that stands for its entry."""
        a, i = act.c, incident.c
        found = (
            sa.select(
                a.project_id,
                sa.func.coalesce(i.same_as_id, i.id).label("incident_id"),
                a.id,
                a.type_code,
                a.occurrence_status,
            )
            .select_from(act.join(incident, (i.project_id == a.project_id) & (i.id == a.incident_id)))
            .where(alleged_still(), ~refuted(a.occurrence_status))
            .subquery("placed_act")
        )
        here = (found.c.project_id == self.index.c.project_id) & (found.c.incident_id == self.index.c.incident_id)
        self.rows = self.rows.outerjoin(found, here)
        return found

    def _alleged(self) -> None:
        """Each party that is alleged of an act, under the one that stands for it."""
        assert self.acts is not None
        v, p = involvement.c, party.c
        found = (
            sa.select(
                v.project_id, v.act_id, v.attribution_status, sa.func.coalesce(p.same_as_id, p.id).label("party_id")
            )
            .select_from(involvement.join(party, (p.project_id == v.project_id) & (p.id == v.party_id)))
            .where(v.role == "alleged", v.claims > 0, ~refuted(v.attribution_status))
            .subquery("placed_alleged")
        )
        named = party.alias("placed_party")
        self.alleged, self.party = found, named
        self.rows = self.rows.outerjoin(
            found, (found.c.project_id == self.acts.c.project_id) & (found.c.act_id == self.acts.c.id)
        ).outerjoin(named, (named.c.project_id == found.c.project_id) & (named.c.id == found.c.party_id))

    def _key(self, dimension: Dimension) -> Key:
        if dimension.of_days:
            return self._of_days(dimension)
        if dimension.level:
            return self._of_unit(dimension.level)
        if dimension.of_acts:
            return sa.func.coalesce(self._of_acts(dimension.code), "")
        ranks = {level.rank: level.code for level in OCCURRENCE}
        return sa.case(ranks, value=self.index.c.verification_lowest)

    def _of_acts(self, code: str) -> Key:
        assert self.acts is not None
        match code:
            case "alleged":
                return self.party.c.ref
            case "attribution":
                return self.alleged.c.attribution_status
            case "act_verification":
                return self.acts.c.occurrence_status
            case "act_group":
                return sa.case(
                    {one.code: one.lineage[-1] for one in terms("act_types").values()}, value=self.acts.c.type_code
                )
        return self.acts.c.type_code

    def _of_days(self, dimension: Dimension) -> Key:
        is_month = dimension.code.endswith("month")
        if dimension.clock == HAPPENED:
            return _span(*days_of(self.index), is_month)
        i, form = self.index.c, "YYYY-MM" if is_month else "YYYY"
        if dimension.clock == RECORDED:
            own = incident.c
            at = sa.select(own.recorded_at).where(own.project_id == i.project_id, own.id == i.incident_id)
            return sa.func.to_char(sa.func.timezone("UTC", at.scalar_subquery()), form)
        # An act that is counted stands where it was found so itself, an incident where the first of its acts was.
        act_id = self.acts.c.id if self.acts is not None and self.measure == "acts" else sa.null()
        found_at = sa.func.first_found_credible(i.project_id, i.incident_id, act_id)
        said = sa.func.to_char(sa.func.timezone("UTC", found_at), form)
        return sa.case((i.verification_highest >= CREDIBLE, sa.func.coalesce(said, "")), else_="")

    def _of_unit(self, level: int) -> Key:
        i = self.index.c
        claimed, adopted = i[f"unit{level}_name"], i[f"adopted_unit{level}_name"]
        gone_by = i.adopted_precision.is_not(None)
        several = sa.func.possible_units(i.project_id, i.incident_id, level, gone_by)
        return sa.case(
            (gone_by & adopted.is_not(None), adopted),
            (~gone_by & claimed.is_not(None), claimed),
            (sa.func.cardinality(i.unit_keys) > 0, sa.func.coalesce(several, "")),
            else_="",
        )

    def stands(self, dimension: Dimension, key: str) -> sa.ColumnElement[bool]:
        """What stands under a key."""
        name, larger = unit_named(key) if dimension.level else (key, None)
        here = self.keys[dimension.code] == name
        return here if larger is None else here & (self.larger(dimension) == larger)

    def larger(self, dimension: Dimension) -> Key:
        """What a unit lies in, as far as that is known: its country, or the next larger unit. Empty for all else."""
        if not dimension.level:
            return sa.literal("")
        i, level = self.index.c, dimension.level
        claimed = i.country if level == 1 else i[f"unit{level - 1}_name"]
        adopted = sa.null() if level == 1 else i[f"adopted_unit{level - 1}_name"]
        named = sa.case(
            (i.adopted_precision.is_not(None), i[f"adopted_unit{level}_name"].is_not(None)),
            else_=i[f"unit{level}_name"].is_not(None),
        )
        found = sa.case((i.adopted_precision.is_not(None), adopted), else_=claimed)
        return sa.case((named, sa.func.coalesce(found, "")), else_="")

    def name_ar(self, dimension: Dimension) -> Key:
        """The Arabic name of a unit, where one is known."""
        if not dimension.level:
            return sa.cast(sa.null(), sa.Text)
        i, at = self.index.c, dimension.level
        return sa.case((i.adopted_precision.is_not(None), i.adopted_unit_names_ar[at]), else_=i.unit_names_ar[at])

    def label(self, dimension: Dimension) -> Key:
        """What a party is called."""
        return self.party.c.label if dimension.code == "alleged" else sa.cast(sa.null(), sa.Text)


def days_of(index: sa.FromClause) -> tuple[Key, Key, Key, Key]:
    """The first and the last day on which an incident can have begun, then those on which it can have ended."""
    i, gone_by = index.c, index.c.adopted_when_as_stated.is_not(None)
    first, begun, end, last = (
        sa.case((gone_by, i[f"adopted_{name}"]), else_=i[name])
        for name in ("earliest_start", "latest_start", "earliest_end", "latest_end")
    )
    return first, begun, end, last


def _span(first: Key, begun: Key, end: Key, last: Key, is_month: bool) -> Key:
    """The month or year in which all days lie; from which to which it lasted, where both are certain; or between which
    years it lies."""
    forms = ("YYYY-MM", "YYYY") if is_month else ("YYYY",)
    said = [tuple(sa.func.to_char(day, form) for day in (first, begun, end, last)) for form in forms]
    within = [(of[0] == of[3], of[0]) for of in said]
    lasted = [((of[0] == of[1]) & (of[2] == of[3]), sa.func.concat(of[0], "..", of[3])) for of in said]
    years = said[-1]
    in_one = (years[0] == years[3], years[0] + "-?")
    return sa.case(
        (first.is_(None) & last.is_(None), ""),
        (first == last, said[0][0]),  # most are of one day, and words of dates are dear
        within[0],
        lasted[0],
        *((in_one, lasted[-1]) if is_month else ()),
        else_=sa.func.concat(years[0], "/", years[3]),
    )


def stands_in(project_id: int, place: Place) -> sa.ColumnElement[bool]:
    """Rows of the index that stand in a cell of a table."""
    keys = {code: key for code, key in place if code != COUNTED}
    measure, index = dict(place).get(COUNTED, "incidents"), incident_index.alias("placed_index")
    placing = Placing([DIMENSIONS[code] for code in keys], measure, index)
    i = placing.index.c
    found = sa.select(i.incident_id).select_from(placing.rows).where(
        i.project_id == project_id, *counted(placing.index), placing.unit.is_not(None),
        *(placing.stands(DIMENSIONS[code], key) for code, key in keys.items()),
    )  # fmt: skip
    return incident_index.c.incident_id.in_(found)
