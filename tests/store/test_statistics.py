"""Tables of figures: each counting rule with a case that a plain join gets wrong, beside the same next door."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.dates import day_between, from_edtf
from app.domain.decisions import Question
from app.domain.errors import UnknownFilter
from app.domain.places import Place, Unit
from app.domain.questions import ask
from app.domain.records import (
    ActRecord,
    Bundle,
    ClaimRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    PropertyItemRecord,
    TermValue,
)
from app.domain.statistics import (
    DIMENSIONS,
    UNITS,
    Compiled,
    cell_words,
    cells_words,
    heading_words,
    lay_out,
    read_cell,
    read_cells,
    write_cell,
    write_cells,
)
from app.domain.wording import harm_words
from app.services.claims import withdraw_claim
from app.services.doors import Doors
from app.services.incidents import find_incidents, read_incident
from app.services.statistics import compile_table
from app.services.work import Work
from app.store import statistics
from tests.filled import Tokens
from tests.services.deciding import Case
from tests.store.claimed import ACT, INCIDENT, Voice, bundle, recorded, said

M = "Monitor M"


def somewhere(*governorates: str, several: str = "either") -> PlaceValue:
    """A governorate, or one of several, or each of them."""
    kind = "one" if len(governorates) == 1 else several
    return PlaceValue(
        tuple(Place(f"in {name}", "governorate", units=(Unit(name),), list=kind) for name in governorates)
    )


TOLD = {
    "sure": [
        said(1, "act.type", TermValue("killing"), M),
        said(2, "incident.when", from_edtf("2025-03-07"), M),
        said(3, "incident.place", somewhere("Wadi"), M),
        said(4, "incident.count", Count(harm="killed", minimum=3, maximum=5, operator="range"), M),
        said(5, "incident.count", Count(harm="killed", minimum=2, maximum=2, operator="=", population="women"), M),
        said(6, "act.alleged", PartyValue("F", "carried_out"), M),
        said(7, "act.alleged", PartyValue("G", "ordered"), M),
    ],
    "some month": [
        said(1, "act.type", TermValue("killing"), M),
        said(2, "incident.when", day_between(date(2025, 2, 1), date(2025, 4, 30)), M),
        said(3, "incident.place", somewhere("Wadi", "Sahl"), M),
        said(4, "incident.count", Count(harm="killed", minimum=10, operator=">="), M),
    ],
    "some year": [
        said(1, "act.type", TermValue("burning"), M),
        said(2, "incident.when", day_between(date(2024, 12, 1), date(2025, 1, 31)), M),
        said(3, "incident.count", Count(harm="killed", quantity_class="tens"), M),
    ],
    "open": [
        said(1, "act.type", TermValue("killing"), M),
        said(2, "incident.when", day_between(None, date(2025, 3, 31)), M),
    ],
}


@dataclass(frozen=True)
class Asking:
    """Whoever counts in EAST what Monitor M says there."""

    engine: sa.Engine
    token: str
    documenter: str

    def table(self, rows: str, columns: str = "", measure: str = "incidents", **asked: str) -> Compiled:
        layout = lay_out({"rows": rows, "columns": columns, "measure": measure})
        with Work(self.engine, self.token) as work:
            return compile_table(work, work.enter("EAST", "read_incidents"), ask({"source": M} | asked), layout)

    def listed(self, **asked: str) -> int:
        with Work(self.engine, self.token) as work:
            question = ask({"source": M} | asked)
            page = find_incidents(work, work.enter("EAST", "read_incidents"), question)
        return len(page.items)


@pytest.fixture
def east(engine: sa.Engine, tokens: Tokens) -> Asking:
    """Four incidents that differ in what is certain; and the same next door."""
    parties = [PartyRecord("F", "army", "force F"), PartyRecord("G", "army", "group G")]
    for code in ("WEST", "EAST"):
        for name, claims in TOLD.items():
            told = bundle([Voice(M)], claims, parties if name == "sure" else [])
            recorded(engine, tokens[code, "documenter"], told, code)
    return Asking(engine, tokens["EAST", "analyst"], tokens["EAST", "documenter"])


def stands_at(owner: sa.Engine, table: str, level: str, where: str) -> None:
    """Gives a level by hand, as nobody may."""
    with owner.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(sa.text(f"UPDATE {table} SET {level} WHERE {where}"))
        connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def act_of(claim: ClaimRecord, key: str) -> ClaimRecord:
    """The same claim of another act."""
    return replace(claim, act=key)


def with_acts(claims: list[ClaimRecord], *further: str) -> Bundle:
    """One incident with an act and further ones."""
    told = bundle([Voice(M)], claims)
    return replace(told, acts=(*told.acts, *(ActRecord(key, INCIDENT) for key in further)))


def numbers(found: Compiled) -> dict[str, int]:
    return {key: cell.number for key, cell in found.by_row.items()}


def words(found: Compiled, language: str = "en") -> dict[str, str]:
    dimension = DIMENSIONS[found.layout.rows]
    return {one.key: heading_words(dimension, one, language) for one in found.rows}


def test_an_incident_stands_in_a_month_only_where_it_certainly_is(east: Asking) -> None:
    months = east.table("month")
    assert numbers(months) == {"2025-03": 1, "2025-?": 1, "2024/2025": 1, "/2025": 1}
    assert months.total.number == 4
    assert words(months) == {
        "2025-03": "March 2025", "2025-?": "2025, month not known", "2024/2025": "2024 or 2025",
        "/2025": "2025 or earlier",
    }  # fmt: skip
    assert words(months, "ar")["2025-?"] == "2025، الشهر غير معروف"
    assert [one.key for one in months.rows if one.certain] == ["2025-03"]
    assert [(one.key, one.number) for one in months.possible] == [
        ("2024-12", 2), ("2025-01", 2), ("2025-02", 2), ("2025-03", 2), ("2025-04", 1)
    ], "one in spring, one in winter, one till March"  # fmt: skip
    assert months.beyond == 1, "the one till March"
    assert numbers(east.table("year")) == {"2025": 2, "2024/2025": 1, "/2025": 1}


def test_what_may_be_in_one_place_or_another_stands_under_both_names(east: Asking) -> None:
    found = east.table("governorate")
    assert numbers(found) == {"Wadi": 1, "?Sahl|Wadi": 1, "": 2}
    assert words(found) == {"Wadi": "Wadi", "?Sahl|Wadi": "Sahl or Wadi", "": "governorate not known"}


def test_what_lasted_stands_under_the_months_and_years_in_which_it_began_and_ended(east: Asking) -> None:
    for days in ("2025-01-05/2025-02-10", "2024-12-30/2025-01-02", "2025-03-02/2025-03-05", "2021-05/2022-06-01"):
        recorded(east.engine, east.documenter, bundle([Voice("N")], [said(1, "incident.when", from_edtf(days), "N")]))
    months, years = (east.table(rows, source="N") for rows in ("month", "year"))
    lasted = ("2021-05..2022-06", "2024-12..2025-01", "2025-01..2025-02")
    assert numbers(months) == dict.fromkeys((*lasted, "2025-03"), 1) and all(one.certain for one in months.rows)
    assert numbers(years) == {"2021..2022": 1, "2024..2025": 1, "2025": 2}
    shaded = {one.key: one.number for one in months.possible}
    assert (shaded["2021-05"], shaded["2022-06"], "2022-07" in shaded, shaded["2025-01"]) == (1, 1, False, 2)
    assert months.beyond == years.beyond == 0
    for table in (months, years):
        for key in table.by_row:
            assert east.listed(source="N", cell=write_cell(((table.layout.rows, key),))) == table.by_row[key].number


def test_what_may_lie_outside_the_years_of_a_table_is_counted(east: Asking) -> None:
    spring, years = (date(2026, 2, 1), date(2026, 4, 1)), (date(2031, 1, 1), date(2035, 1, 1))
    for days in ((date(2025, 3, 2), date(2025, 3, 2)), spring, years):
        told = [said(1, "incident.when", day_between(*days), "N")]
        recorded(east.engine, east.documenter, bundle([Voice("N")], told))
    found = east.table("month", source="N")
    assert [one.key for one in found.possible] == ["2026-02", "2026-03", "2026-04"]
    assert found.beyond == 1, "what is known to four years stretches nothing"


def told_where(east: Asking, *places: PlaceValue, voices: tuple[str, ...] = (M, "N", "O")) -> str:
    """One more incident, of which each voice tells another place."""
    own = [Voice(name) for name in voices[: len(places)]]
    where = [
        said(at, "incident.place", place, voice.name) for at, (place, voice) in enumerate(zip(places, own, strict=True))
    ]
    return recorded(east.engine, east.documenter, bundle(own, where))


def test_what_was_in_each_of_several_places_is_not_said_to_have_been_in_one_of_them(east: Asking) -> None:
    told_where(east, somewhere("Wadi", "Sahl", several="each"))
    told_where(east, somewhere("Wadi", "Sahl", several="each"), somewhere("Wadi"))
    told_where(east, somewhere("Wadi", "Sahl", several="each"), somewhere("Sahl", "Wadi", several="each"))
    told_where(east, somewhere("Wadi", "Sahl", "Jabal", several="each"), somewhere("Sahl", "Wadi", several="each"))
    found = east.table("governorate")
    some = ("?+Sahl|Wadi", "?+Jabal|Sahl|Wadi")
    assert numbers(found) == {"Wadi": 1, "+Sahl|Wadi": 2, "?Sahl|Wadi": 1, **dict.fromkeys(some, 1), "": 2}
    assert words(found)["+Sahl|Wadi"] == "Sahl and Wadi" and words(found, "ar")["+Sahl|Wadi"] == "Sahl وWadi"
    assert words(found)["?+Jabal|Sahl|Wadi"] == "one or more of Jabal, Sahl and Wadi"
    assert [one.key for one in found.rows if one.certain] == ["+Sahl|Wadi", "Wadi"]
    for row, cell in found.by_row.items():
        assert east.listed(cell=write_cell((("governorate", row),))) == cell.number, row


def test_of_several_places_that_we_go_by_each_is_told(east: Asking, doors: Doors, tokens: Tokens) -> None:
    told = [
        said(1, "act.type", TermValue("killing"), M),
        said(2, "incident.place", somewhere("Wadi", "Sahl", several="each"), M),
        said(3, "incident.place", somewhere("Jabal"), "N"),
    ]
    case = Case(doors, tokens, [Voice(M), Voice("N")], told)
    assert numbers(east.table("governorate"))["?+Jabal|Sahl|Wadi"] == 1
    case.adopt(Question("incident.place"), {case.claim_of("N", "incident.place"): "other"})
    assert numbers(east.table("governorate"))["+Sahl|Wadi"] == 1


def test_figures_are_summed_as_ranges_and_words_are_counted(east: Asking) -> None:
    found = east.table("year", measure="killed")
    total = found.total
    assert (total.minimum, total.maximum, total.without_bound, total.figures) == (13, 15, 1, 2)
    assert (total.in_words, total.without_figure, total.number) == ({"tens": 1}, 1, 4)
    said = "13 to 15 · 1 without upper bound · dozens (no number): 1"
    assert cell_words(total, found.layout, "en") == said
    assert found.left.other_lines == {"part": 1}, "the two women are within the three to five"


def test_of_what_gives_a_figure_that_stands_apart_it_is_not_said_that_it_gives_none(east: Asking) -> None:
    housed = Count(harm="displaced_within", minimum=500, maximum=500, stated=500, operator="=", measure="stock")
    recorded(east.engine, east.documenter, bundle([Voice(M)], [said(1, "incident.count", housed, M)]))
    for rows in ("year", "act"):
        found = east.table(rows, measure="displaced_within")
        assert (found.total.number, found.total.without_figure) == (5, 4), rows
        assert found.left.other_lines == {"stock": 1}


def test_summary_figures_that_say_what_is_asked_are_listed_first(
    east: Asking, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more than are listed, those without a figure of it are the ones that only their number tells of."""
    monkeypatch.setattr(statistics, "MOST_UMBRELLAS", 1)
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE incident_index SET kind = 'umbrella'"))
        connection.execute(sa.text("DELETE FROM incident_harm WHERE minimum IS DISTINCT FROM 3"))  # of the latest alone
    left = east.table("year", measure="killed").left
    assert [(one.minimum, one.maximum) for one in left.umbrellas] == [(3, 5)] and left.more_umbrellas == 3


def test_an_act_with_two_alleged_parties_counts_once(east: Asking) -> None:
    found = east.table("alleged", measure="acts")
    assert {one.label: found.by_row[one.key].number for one in found.rows} == {"force F": 1, "group G": 1, None: 3}
    assert found.total.number == 4
    figures = east.table("alleged", measure="killed")
    assert sum(cell.minimum for cell in figures.by_row.values()) == 16 and figures.total.minimum == 13


def test_a_refuted_act_and_a_refuted_part_count_nowhere_and_are_told(east: Asking, owner: sa.Engine) -> None:
    two = [said(1, "act.type", TermValue("killing"), M), act_of(said(2, "act.type", TermValue("burning"), M), "second")]
    recorded(east.engine, east.documenter, with_acts(two, "second"))
    before = east.table("act", measure="acts")
    assert numbers(before) == {"killing": 4, "burning": 2}
    stands_at(owner, "act", "occurrence_status = 'refuted'", "id = (SELECT max(id) FROM act)")
    of_g = "party_id IN (SELECT id FROM party WHERE label = 'group G')"
    stands_at(owner, "involvement", "attribution_status = 'misattributed'", of_g)
    found = east.table("act", measure="acts")
    assert numbers(found) == {"killing": 4, "burning": 1} and found.total.number == 5
    assert (found.left.refuted_acts, found.left.refuted_parts) == (1, 1)
    assert numbers(east.table("act")) == {"killing": 4, "burning": 1}, "of incidents too"
    alleged = east.table("alleged")
    assert {one.label for one in alleged.rows} == {"force F", None}
    assert east.table("year").left.refuted_acts == 0, "where acts are no matter they are not told of"


def test_an_act_of_which_all_claims_were_withdrawn_counts_nowhere(east: Asking, owner: sa.Engine) -> None:
    two = [said(1, "act.type", TermValue("killing"), M), act_of(said(2, "act.type", TermValue("burning"), M), "second")]
    ref = recorded(east.engine, east.documenter, with_acts(two, "second"))
    the_other = "id = (SELECT max(id) FROM act WHERE type_code = 'killing')"
    stands_at(owner, "act", "occurrence_status = 'credible'", the_other)
    with Work(east.engine, east.documenter) as work:
        project = work.enter("EAST", "withdraw_claim")
        view = read_incident(work, project, ref)
        mistaken = next(claim for claim in view.claims if claim.value == TermValue("burning"))
        withdraw_claim(work, project, view, mistaken, "Entered by mistake.")
    assert numbers(east.table("act", measure="acts")) == {"killing": 4, "burning": 1}
    assert numbers(east.table("verification", q="told", source=M))["credible"] == 1, "it holds no level down"


def test_an_incident_of_which_all_claims_were_withdrawn_counts_nowhere_and_is_told(east: Asking) -> None:
    told = [said(1, "act.type", TermValue("killing"), M), said(2, "incident.when", from_edtf("2025-03-07"), M)]
    ref = recorded(east.engine, east.documenter, bundle([Voice(M)], told))
    before = east.table("year", source="")
    for _ in told:
        with Work(east.engine, east.documenter) as work:
            project = work.enter("EAST", "withdraw_claim")
            view = read_incident(work, project, ref)
            standing = next(claim for claim in view.claims if claim.withdrawn_at is None)
            withdraw_claim(work, project, view, standing, "Entered by mistake.")
    after = east.table("year", source="")
    assert (after.total.number, after.left.unclaimed) == (before.total.number - 1, 1)


def told_by_n(east: Asking, *claims: ClaimRecord) -> str:
    """One more incident with two acts, of which only voice N tells."""
    told = replace(bundle([Voice("N")], claims), acts=(ActRecord(ACT, INCIDENT), ActRecord("second", INCIDENT)))
    return recorded(east.engine, east.documenter, told)


def test_a_claim_of_one_act_stands_under_that_act_and_one_of_the_incident_under_each(east: Asking) -> None:
    told_by_n(
        east,
        said(1, "act.type", TermValue("killing"), "N"),
        act_of(said(2, "act.type", TermValue("burning"), "N"), "second"),
        said(3, "incident.when", from_edtf("2025-03-07"), "N"),
        said(4, "act.completion", TermValue("completed"), "N"),
    )
    found = east.table("act", measure="claims", source="N")
    assert numbers(found) == {"killing": 3, "burning": 2} and found.total.number == 4
    for act in ("killing", "burning"):
        assert east.listed(source="N", cell=write_cell(found.layout.cell(("act", act)))) == 1


def test_an_act_stands_in_the_month_in_which_it_was_found_credible_itself(east: Asking, owner: sa.Engine) -> None:
    ref = told_by_n(
        east,
        said(1, "act.type", TermValue("killing"), "N"),
        act_of(said(2, "act.type", TermValue("burning"), "N"), "second"),
    )
    with owner.begin() as connection:
        of_n = f"incident_id = (SELECT id FROM incident WHERE ref = '{ref}')"
        connection.execute(sa.text("ALTER TABLE verification DISABLE TRIGGER USER"))
        connection.execute(
            sa.text(f"""INSERT INTO verification (project_id, incident_id, act_id, from_level, to_level,
                standard_of_proof, reason, answers, snapshot, self_reviewed, outcome, proposed_by, decided_by,
                decided_at)
              SELECT project_id, incident_id, act.id, 'allegation', 'credible', 'balance_of_probabilities',
                'As it was found at the time.', '{{}}', '{{}}', false, 'done', who.id, who.id,
                CASE type_code WHEN 'killing' THEN date '2025-05-05' ELSE date '2025-09-09' END
              FROM act, (SELECT min(id) AS id FROM account) who WHERE {of_n}""")
        )
        connection.execute(sa.text("ALTER TABLE verification ENABLE TRIGGER USER"))
        connection.execute(sa.text(f"UPDATE incident_index SET verification_highest = 4 WHERE {of_n}"))

    def found(measure: str) -> dict[str, int]:
        return numbers(east.table("verified_month", measure=measure, source="N"))

    def level(code: str, act: str) -> None:
        stands_at(owner, "act", f"occurrence_status = '{code}'", f"type_code = '{act}' AND {of_n}")

    level("credible", "killing")
    level("credible", "burning")
    assert found("acts") == {"2025-05": 1, "2025-09": 1} and found("incidents") == {"2025-05": 1}
    level("allegation", "burning")
    assert found("acts") == {"2025-05": 1, "": 1}
    level("credible", "burning")
    level("refuted", "killing")
    assert found("acts") == {"2025-09": 1} and found("incidents") == {"2025-09": 1}, "by no act that was refuted since"


@pytest.mark.parametrize(
    "count",
    [Count(harm="killed", quantity_class="tens"), Count(harm="killed", stated=40, operator="~"),
     Count(harm="killed", minimum=12, maximum=12, stated=12, operator="=")],
)  # fmt: skip
def test_words_that_rest_on_nothing_are_counted_no_more_than_numbers(
    east: Asking, doors: Doors, tokens: Tokens, count: Count
) -> None:
    killing = said(1, "act.type", TermValue("killing"), "N")
    told = bundle([Voice("N")], [killing, said(2, "incident.count", count, None, document="report of N")])
    recorded(east.engine, east.documenter, told)
    case = Case(doors, tokens, [Voice("N")], [killing, said(2, "incident.count", count, "N")])
    total = east.table("year", measure="killed", source="N").total
    assert (total.figures + sum(total.in_words.values()), total.without_figure) == (1, 1)
    case.grade("N", credibility="5")
    total = east.table("year", measure="killed", source="N").total
    assert (total.figures, total.in_words, total.without_figure, total.number) == (0, {}, 2, 2)
    [line] = case.view().harms
    assert line.is_told == (count.minimum is None), "a word is kept, with nobody behind it"


def test_a_word_without_a_basis_adds_none_to_those_that_count(east: Asking) -> None:
    claims = [
        said(1, "incident.count", Count(harm="killed", stated=40, operator="~"), "N"),
        said(2, "incident.count", Count(harm="killed", quantity_class="tens"), None, document="report of N"),
    ]
    recorded(east.engine, east.documenter, bundle([Voice("N")], claims))
    assert east.table("year", measure="killed", source="N").total.in_words == {"about": 1}


def test_units_of_one_name_stand_apart_by_what_they_lie_in(east: Asking) -> None:
    def market(*governorate: str) -> PlaceValue:
        larger = tuple(Unit(name) for name in governorate) or (None,)
        return PlaceValue((Place("at the market", "district", units=(*larger, Unit("Market"))),))

    def told(place: PlaceValue) -> None:
        recorded(east.engine, east.documenter, bundle([Voice(M)], [said(1, "incident.place", place, M)]))

    told(market("Wadi"))
    told(market())
    assert numbers(east.table("district")) == {"Market": 2, "": 4}, "of one that is known the other may well be it"
    told(market("Sahl"))
    told(market("Sahl"))
    found = east.table("district")
    assert numbers(found) == {"Market < ": 1, "Market < Sahl": 2, "Market < Wadi": 1, "": 4}
    said_in_words = {heading_words(DIMENSIONS["district"], one, "en") for one in found.rows}
    assert {"Market (Sahl)", "Market (Wadi)", "Market (in which one is not known)"} < said_in_words
    for row, cell in found.by_row.items():
        assert east.listed(cell=write_cell((("district", row),))) == cell.number, row


@pytest.mark.parametrize(
    "rows, columns",
    [("month", "governorate"), ("alleged", "act"), ("act_group", "verification"), ("year", ""), ("recorded_month", ""),
     ("verified_year", "attribution"), ("district", "act_verification"), ("recorded_year", "verified_month"),
     ("governorate", "subdistrict")],
)  # fmt: skip
def test_from_every_cell_to_its_rows(east: Asking, rows: str, columns: str) -> None:
    found = east.table(rows, columns)
    cells = found.cells if columns else {(key, ""): cell for key, cell in found.by_row.items()}
    assert cells
    for (row, column), cell in cells.items():
        place = ((rows, row), (columns, column)) if columns else ((rows, row),)
        assert east.listed(cell=write_cell(place)) == cell.number, place
    assert east.listed(cell="all") == 4


def test_from_a_cell_of_a_table_over_a_cell_to_its_rows(east: Asking) -> None:
    within = write_cell((("year", "2025"),))
    found = east.table("act", "alleged", cell=within)
    assert found.total.number == east.listed(cell=within) == 2 and len(found.cells) > 2
    for (row, column), cell in found.cells.items():
        cells = (*read_cells(within), (("act", row), ("alleged", column)))
        assert east.listed(cell=write_cells(cells)) == cell.number, cells
    assert east.listed(cell=write_cells((*read_cells(within), ()))) == 2, "the sum of the table"


@pytest.mark.parametrize(("measure", "counted", "listed"), [("sites", 2, 1), ("acts", 4, 4), ("claims", 16, 4)])
def test_from_a_cell_to_those_rows_alone_that_hold_what_it_counts(
    east: Asking, engine: sa.Engine, tokens: Tokens, measure: str, counted: int, listed: int
) -> None:
    objects = ("shrine", "school", "of which nothing is claimed")
    harmed = tuple(PropertyItemRecord(name, INCIDENT, name) for name in objects)
    kinds = [replace(said(2 + at, "item.kind", TermValue("school"), M), item=objects[at]) for at in (0, 1)]
    told = bundle([Voice(M)], [said(1, "act.type", TermValue("killing"), M), *kinds])
    recorded(engine, tokens["EAST", "documenter"], replace(told, property_items=harmed))
    found = east.table("act", measure=measure)
    place = found.layout.cell(("act", "killing"))
    assert found.by_row["killing"].number == counted
    assert east.listed(cell=write_cell(place)) == listed
    assert cells_words((place,), "en").endswith(f"counted: {UNITS[measure][0]}")
    whole = found.layout.cell()
    assert east.listed(cell=write_cell(whole)) == (1 if measure == "sites" else 5)
    over = east.table("year", measure=measure, cell=write_cell(place))
    assert over.total.number == counted or measure != "sites"


def test_an_act_of_each_of_two_cells_is_asked_for_and_not_one_of_both(
    east: Asking, engine: sa.Engine, tokens: Tokens
) -> None:
    killed = said(1, "act.type", TermValue("killing"), M)
    told = bundle([Voice(M)], [killed, replace(killed, key="claim 2", act="second", value=TermValue("burning"))])
    told = replace(told, acts=(*told.acts, ActRecord("second", INCIDENT)))
    recorded(engine, tokens["EAST", "documenter"], told)
    burned = write_cell((("act", "burning"),))
    found = east.table("act", cell=burned)
    assert numbers(found) == {"burning": 2, "killing": 1}
    for act, cell in found.by_row.items():
        assert east.listed(cell=f"{burned},act:{act}") == cell.number


def test_cells_are_written_once_and_the_whole_is_none_of_them() -> None:
    cells = (((("year", "2025"),)), (), (("district", "a,b;c"),), (("year", "2025"),))
    assert write_cells(cells) == "year:2025,district:a%2Cb%3Bc"
    assert read_cells(write_cells(cells)) == ((("year", "2025"),), (("district", "a,b;c"),))
    assert read_cells(write_cells(((),))) == ((),)
    with pytest.raises(UnknownFilter, match="at most 8"):
        read_cells(",".join(f"year:{year}" for year in range(2000, 2009)))


@pytest.mark.parametrize(
    "asked, number",
    [({"party": "force F"}, 1), ({"document": "Report of Monitor M"}, 4), ({"intervention": "any"}, 0),
     ({"act": "killing", "verification": "allegation"}, 3), ({"act": "burning", "verification": "credible"}, 0),
     ({"alleged": "group G", "attribution": "allegation"}, 1), ({"alleged": "group G", "attribution": "credible"}, 0),
     ({"not_act": "killing"}, 1), ({"not_alleged": "force F"}, 3), ({"not_party": "force F", "not_act": "burning"}, 2),
     ({"not_within": "Wadi"}, 3), ({"not_within": "Wadi", "match": "certain"}, 0), ({"not_harm": "killed"}, 1)],
    ids=str,
)  # fmt: skip
def test_what_else_can_be_asked(east: Asking, asked: dict[str, str], number: int) -> None:
    assert east.listed(**asked) == number
    assert ask(asked) == ask(ask(asked).as_parameters())


@pytest.mark.parametrize(
    "text",
    ["", "month", "colour:red", "month=2025", "counted:killed", "counted", "year:2024;year:2025", "verification:x",
     "month:2025-13", "month:2025-00", "month:2025", "month:/", "year:2025-03", "year:soon", "recorded_year:٢٠٢٥",
     "attribution:refuted", "act:murder", "act_group:%2500", "act:%00", "alleged:force F", "district:a%00b"],
)  # fmt: skip
def test_a_cell_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnknownFilter):
        read_cell(text)


def test_rows_and_columns_go_by_different_things() -> None:
    with pytest.raises(UnknownFilter):
        lay_out({"rows": "month", "columns": "month", "measure": "incidents"})


def test_about_so_many_is_no_bound_and_is_not_lost(east: Asking, engine: sa.Engine, tokens: Tokens) -> None:
    about = [
        said(1, "act.type", TermValue("killing"), M),
        said(2, "incident.when", from_edtf("2023-05-01"), M),
        said(3, "incident.count", Count(harm="killed", stated=40, operator="~"), M),
    ]
    recorded(engine, tokens["EAST", "documenter"], bundle([Voice(M)], about))
    found = east.table("year", measure="killed", **{"to": "2023"})
    cell = found.by_row["2023"]
    assert (cell.minimum, cell.figures, cell.in_words, cell.without_figure) == (0, 0, {"about": 1}, 0)
    with Work(engine, tokens["EAST", "analyst"]) as work:
        page = find_incidents(work, work.enter("EAST", "read_incidents"), ask({"to": "2023", "from": "2023"}))
    assert [harm_words(line, "en") for line in page.items[0].harms] == ["about 40"]
    assert [harm_words(line, "ar") for line in page.items[0].harms] == ["نحو 40"]
