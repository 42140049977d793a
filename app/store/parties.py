"""Parties: a page of them by name, and one with what is said of it and the incidents in which it stands."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import INDEX_CEILING, Audience
from app.domain.errors import NotFound
from app.domain.incidents import ClaimView, NamedParty
from app.domain.parties import ListedParty, PartyView, StandsIn
from app.domain.sources import RegisterPage
from app.domain.text import fold
from app.store import history, reading
from app.store.claim_views import find_claims
from app.store.registers import Order, Turn, page_of
from app.store.same import joined_with
from app.store.standing import is_standing
from app.store.tables.claims import claim, claim_citation
from app.store.tables.incidents import act, incident, involvement, party

INCIDENTS_A_PAGE = 50

# A label may be long, and an index holds no more than its beginning.
_BY_NAME = Order(party, (sa.func.left(party.c.label_folded, 200, type_=sa.Text()), party.c.id))


def find_parties_page(
    connection: sa.Connection, project_id: int, search: str, turn: Turn = (None, None)
) -> RegisterPage[ListedParty]:
    """A page of parties by name: those of which a name or description holds the words of `search` in any spelling.

    One that is joined with others stands there once, under the name recorded first, with the others beside it.
    """
    p = party.c
    where = [p.project_id == project_id, p.same_as_id.is_(None)]
    if asked := fold(search).split():
        where.append(sa.or_(_named_so(party, asked), p.id.in_(_first_of_named_so(project_id, asked))))
    query = sa.select(p.id, p.ref, p.kind, p.label).where(*where)
    rows, back, on = page_of(connection, project_id, query, _BY_NAME, turn)
    others = _other_names(connection, project_id, [row.id for row in rows])
    firsts = {row.id: row.id for row in rows} | {one.id: first for first, also in others.items() for one in also}
    roles = _roles(connection, project_id, list(firsts))
    stands: dict[int, set[str]] = {}
    for number, first in firsts.items():
        stands.setdefault(first, set()).update(roles.get(number, ()))
    return RegisterPage(
        tuple(
            ListedParty(
                NamedParty(row.ref, row.label, row.kind),
                tuple(sorted(stands[row.id])),
                tuple(one.label for one in others.get(row.id, ())),
            )
            for row in rows
        ),
        back,
        on,
    )


def _named_so(table: sa.FromClause, asked: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c.label_folded.contains(word, autoescape=True) for word in asked))


def _first_of_named_so(project_id: int, asked: Sequence[str]) -> sa.Select[Any]:
    """The parties that stand for another of whose names this is one."""
    also = party.alias("also")
    return sa.select(also.c.same_as_id).where(
        also.c.project_id == project_id, also.c.same_as_id.is_not(None), _named_so(also, asked)
    )


def _other_names(connection: sa.Connection, project_id: int, ids: Sequence[int]) -> dict[int, list[Any]]:
    """By party, the entries that it stands for, in order of entry."""
    p = party.c
    rows = connection.execute(
        sa.select(p.id, p.label, p.same_as_id)
        .where(p.project_id == project_id, p.same_as_id == sa.any_(sa.cast(list(ids), sa.ARRAY(sa.BigInteger))))
        .order_by(p.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.same_as_id, []).append(row)
    return found


def _roles(connection: sa.Connection, project_id: int, ids: list[int]) -> dict[int, tuple[str, ...]]:
    """By party, the roles in which it stands; each is looked up once, however often it stands so."""
    asked = sa.select(
        sa.func.unnest(sa.cast(ids, sa.ARRAY(sa.BigInteger))).label("id"), sa.column("role", sa.Text)
    ).select_from(sa.text("unnest('{alleged,side,victim}'::text[]) role")).subquery("asked")  # fmt: skip
    n, c, one = involvement.c, claim.c, sa.literal(1)
    stored = sa.select(one).where(
        n.project_id == project_id, n.party_id == asked.c.id, n.role == asked.c.role, n.claims > 0
    )
    said = sa.select(one).where(
        c.project_id == project_id, c.value_party_id == asked.c.id, c.path == "act." + asked.c.role, _above_index()
    )
    found: dict[int, tuple[str, ...]] = {}
    query = sa.select(asked.c.id, asked.c.role).where(sa.exists(stored) | sa.exists(said))
    for row in connection.execute(query.order_by(asked.c.id, asked.c.role)):
        found[row.id] = (*found.get(row.id, ()), row.role)
    return found


def _stands_in(project_id: int, party_ids: Collection[int]) -> sa.CompoundSelect[Any]:
    """Where a party stands under any of its names: its involvements, and above the index, where none is stored, what
    claims say."""
    n, c = involvement.c, claim.c
    these = sa.any_(sa.cast(sorted(party_ids), sa.ARRAY(sa.BigInteger)))
    return sa.union_all(
        sa.select(n.incident_id, n.act_id, n.role).where(n.project_id == project_id, n.party_id == these, n.claims > 0),
        sa.select(c.incident_id, c.act_id, sa.func.substr(c.path, 5).label("role")).where(
            c.project_id == project_id, c.value_party_id == these, c.act_id.is_not(None), _above_index()
        ),
    )


def _above_index() -> sa.ColumnElement[bool]:
    """Claims above the index that stand and assert: of these no involvement is stored."""
    c = claim.c
    return (c.tier > INDEX_CEILING) & is_standing(c)


def read_party(
    connection: sa.Connection, project_id: int, ref: str, audience: Audience, after: str | None = None
) -> PartyView:
    """One party, and the page of its incidents after the one of the ref `after`. NotFound where it may not be seen.

    Where it is joined with others, what is said of any of them, and where they stand, is said of it.
    """
    p = party.c
    row = connection.execute(sa.select(party).where(p.project_id == project_id, p.ref == ref)).first()
    if row is None or row.tier > audience.ceiling:
        raise NotFound("There is no such party, or you may not see it.")
    people = history.people_of(connection, project_id)
    names = joined_with(connection, project_id, "party", {row.id})
    stands, earlier = _incidents(connection, project_id, names, audience, after)
    return PartyView(
        id=row.id,
        party=NamedParty(row.ref, row.label, row.kind),
        tier=row.tier,
        recorded_at=row.created_at,
        incidents=stands,
        earlier=earlier,
        claims=find_claims(connection, project_id, claim.c.party_id.in_(names), audience, people),
    )


def _incidents(
    connection: sa.Connection, project_id: int, party_ids: Collection[int], audience: Audience, after: str | None
) -> tuple[tuple[StandsIn, ...], str | None]:
    """The incidents last recorded first: whole incidents, so that each role stands beside the others."""
    stands = _stands_in(project_id, party_ids).subquery("stands")
    ids = sa.select(stands.c.incident_id).distinct().order_by(stands.c.incident_id.desc())
    if after is not None:
        ids = ids.where(stands.c.incident_id < reading.incident_id(connection, project_id, after))
    page = list(connection.execute(ids.limit(INCIDENTS_A_PAGE + 1)).scalars())
    shown = page[:INCIDENTS_A_PAGE]
    roles = [role for role in ("victim", "alleged", "side") if reading.may_see(f"act.{role}", audience)]
    rows = connection.execute(
        sa.select(stands.c.incident_id, incident.c.ref, incident.c.title, stands.c.role, act.c.type_code)
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == stands.c.incident_id))
        .join(act, (act.c.project_id == project_id) & (act.c.id == stands.c.act_id))
        .where(stands.c.incident_id.in_(shown), stands.c.role.in_(roles))
        .order_by(stands.c.incident_id.desc(), stands.c.role, stands.c.act_id)
    ).all()
    found = dict.fromkeys(StandsIn(row.ref, row.title, row.role, row.type_code) for row in rows)
    return tuple(found), rows[-1].ref if rows and len(page) > len(shown) else None


def find_named(connection: sa.Connection, project_id: int, kind: str, label: str) -> str | None:
    """The ref of the party of this kind under the very same label, the first recorded; None where there is none."""
    p = party.c
    found = sa.select(p.ref).where(
        p.project_id == project_id,
        p.kind == kind,
        sa.func.md5(p.label_folded) == sa.func.md5(fold(label)),
        p.label == label,
    )
    ref: str | None = connection.execute(found.order_by(p.id).limit(1)).scalar()
    return ref


def names_and_kinds(connection: sa.Connection, project_id: int, how_many: int) -> list[tuple[str, str]]:
    """Labels of parties with their kinds, newest first."""
    newest = sa.select(party.c.label, party.c.kind).where(party.c.project_id == project_id)
    rows = connection.execute(newest.order_by(party.c.id.desc()).limit(how_many))
    return [(row.label, row.kind) for row in rows]


def context_in(
    connection: sa.Connection, project_id: int, document_id: int, audience: Audience
) -> tuple[tuple[NamedParty, ClaimView], ...]:
    """The claims of context that stand in a document, each with the party that it is about."""
    c, k, p = claim.c, claim_citation.c, party.c
    further = sa.select(k.claim_id).where(k.project_id == project_id, k.document_id == document_id)
    here = c.party_id.is_not(None) & sa.or_(c.document_id == document_id, c.id.in_(further))
    views = find_claims(connection, project_id, here, audience, history.people_of(connection, project_id))
    rows = connection.execute(
        sa.select(c.ref.label("claim"), p.ref, p.label, p.kind)
        .join(party, (p.project_id == c.project_id) & (p.id == c.party_id))
        .where(c.project_id == project_id, c.ref.in_([view.ref for view in views]))
    )
    about = {row.claim: NamedParty(row.ref, row.label, row.kind) for row in rows}
    return tuple((about[view.ref], view) for view in views)
