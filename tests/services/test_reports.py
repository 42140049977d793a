"""Reports: what each kind holds, that every sentence says who says so, and that a report is taken out on record."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.errors import NotFound, NotPermitted, Refused, UnknownFilter
from app.domain.incidents import ClaimView
from app.domain.places import Place
from app.domain.questions import ask
from app.domain.records import ActRecord, Citation, PlaceValue, TermValue
from app.domain.reports import FORMATS, KINDS, LANGUAGES, Report, Section, Sentence, kind_named
from app.domain.statistics import DIMENSIONS, Layout, cell_words, heading_words
from app.domain.table_notes import UMBRELLAS, left_words, umbrella_words
from app.domain.text import without_isolates
from app.domain.verification import LEVELS
from app.domain.vocabularies import terms
from app.exchange.reports import setting
from app.runtime.urls import Urls
from app.services import claims, maps, reports, statistics
from app.services.doors import Doors, open_doors
from app.services.incidents import OwnWords, amend_incident, read_incident
from app.services.interventions import read_intervention
from app.services.reports import ReportWanted, Written, bulletin, subjects
from app.services.reports.methodology import withheld_words
from app.services.reports.telling import Teller
from app.services.reports.writing import compile_report
from app.services.taking_in import take_in
from app.store import engine
from app.store.exports import summary
from app.store.exports.scope import Scope
from app.store.exports.summary import Summary
from tests.filled import Tokens
from tests.pdf import faults
from tests.services.deciding import LONG_REASON, Case, second_verifier, tells
from tests.services.differing import COUNT, WHEN, differing, go_by_anis, killed
from tests.services.exporting import plant, take_out
from tests.services.test_same import MONITOR, RESCUE, Desk, told
from tests.services.test_verification import M, N, credible
from tests.store.claimed import Voice, bundle, said

NO_TEMPLATES = Path("/nowhere")


def wanted(kind: str, language: str = "en", name: str = "html", **more: Any) -> ReportWanted:
    templates, most = more.pop("templates", NO_TEMPLATES), more.pop("most", reports.writing.MOST)
    question = ask({key.rstrip("_"): value for key, value in more.items()})
    return ReportWanted(kind, question, language, name, templates, most)


def compiled(doors: Doors, tokens: Tokens, kind: str, language: str = "en", **more: Any) -> Report:
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "write_report")
        return compile_report(work, project, wanted(kind, language, **more), kind_named(kind))


def write(doors: Doors, tokens: Tokens, path: Path, asked: ReportWanted, role: str = "analyst") -> Written:
    return reports.write_report(doors, tokens["EAST", role], "EAST", asked, path)


def sections_of(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from sections_of(section.parts)


def sentences_of(report: Report) -> list[Sentence]:
    return [sentence for section in sections_of(report.sections) for sentence in section.sentences]


def rows_of(report: Report, heading: str) -> list[list[str]]:
    """The tables under a heading, cell by cell."""
    found = [section for section in sections_of(report.sections) if section.heading == heading]
    return [[without_isolates(c.words) for c in row] for one in found for t in one.tables for row in t.rows]


def text_of(report: Report) -> str:
    words = [note for section in sections_of(report.sections) for note in (section.heading, *section.notes)]
    return without_isolates("\n".join([*words, *(sentence.words for sentence in sentences_of(report))]))


@pytest.fixture
def planted(doors: Doors, tokens: Tokens, tmp_path: Path) -> dict[str, str]:
    """Odd incidents, one with a claim of every kind, one that accounts differ on, and one that is corroborated."""
    refs = plant(doors, tokens, tmp_path)
    refs["differing"] = differing(doors, tokens).ref
    refs["corroborated"] = corroborated(doors, tokens).ref
    return refs


def corroborated(doors: Doors, tokens: Tokens) -> Case:
    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    case.move("corroborated")
    case.decide("done", other)
    return case


# Who says so

_ATTRIBUTED = {
    "en": re.compile(r"According to |reported that|This project|according to|finding on record of"),
    "ar": re.compile(r"بحسب|هذا المشروع|استنتاج رسمي"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_below_corroborated_is_unattributed(
    doors: Doors, tokens: Tokens, planted: dict[str, str], language: str
) -> None:
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "read_sources")
        names = work.connection.execute(
            sa.text("SELECT name FROM source WHERE project_id = :project"), {"project": project.id}
        )
        sources = set(names.scalars())
    fixed = {"This project", "هذا المشروع", "an inference of this project"}
    fixed.add("استنتاج لهذا المشروع")
    told = 0
    for kind in KINDS:
        for sentence in sentences_of(compiled(doors, tokens, kind, language)):
            told += 1
            assert _ATTRIBUTED[language].search(sentence.words), (kind, sentence)
            assert set(sentence.by) <= sources | fixed, (kind, sentence)
            assert any(name in sentence.words for name in sentence.by), (kind, sentence)
    assert told > 100


def test_a_sentence_that_names_nobody_cannot_be_made() -> None:
    for level in LEVELS.values():
        if level.rank < LEVELS["corroborated"].rank:
            with pytest.raises(ValueError, match="names whoever says so"):
                Sentence("Five people were killed.", ("Monitor",), level.code)
            with pytest.raises(ValueError, match="names whoever says so"):
                Sentence("Five people were killed.", (), level.code)
    assert Sentence("According to Monitor, killed: 5.", ("Monitor",)).level == "allegation"


@pytest.mark.parametrize(
    ("language", "words", "at_credible", "at_corroborated"),
    [
        ("en", "reported that", "credible report", "2 independent origins"),
        ("ar", "بحسب إفادة", "بلاغ قُيِّم بأنه موثوق", "مصدرين أصليين مستقلين"),
    ],
)
def test_the_voice_follows_the_level(
    doors: Doors, tokens: Tokens, language: str, words: str, at_credible: str, at_corroborated: str
) -> None:
    case = credible(doors, tokens)
    [first, *_] = of(compiled(doors, tokens, "bulletin", language), case.ref)
    assert at_credible in first.words
    other = second_verifier(doors, tokens)
    case.move("corroborated")
    case.decide("done", other)
    [first, *_] = of(compiled(doors, tokens, "bulletin", language), case.ref)
    assert at_corroborated in first.words
    assert all(name in first.words for name in ("Monitor Lark", "Registry Teal")), first
    for level in ("credible", "allegation"):
        case.move(level)
    [first, *_] = of(compiled(doors, tokens, "bulletin", language), case.ref)
    assert words in first.words


@pytest.mark.parametrize(("language", "nobody"), [("en", "nobody named"), ("ar", "لم يُسمَّ أحد")])
def test_an_act_of_which_all_was_withdrawn_is_told_by_nobody(
    doors: Doors, tokens: Tokens, language: str, nobody: str
) -> None:
    case = credible(doors, tokens)
    act = ActRecord("act 2", case.ref)
    detention = replace(said(90, "act.type", TermValue("arrest_or_detention"), "Lone"), incident=case.ref, act="act 2")
    more = replace(bundle([Voice("Lone")], [detention]), incidents=(), acts=(act,))
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident")
        take_in(work, project, more)
    levels = {code: LEVELS[code].label(language) for code in ("allegation", "credible")}

    def told() -> tuple[str, str]:
        dossier, bulletin = (compiled(doors, tokens, kind, language, source=M.name) for kind in ("dossier", "bulletin"))
        [section] = dossier.sections
        return text_of(dossier) + text_of(bulletin), section.notes[0]

    text, level = told()
    assert "Lone" in text and levels["allegation"] in level
    withdraw(doors, tokens, case, case.claim_of("Lone", "act.type"))
    text, level = told()
    assert nobody not in text and levels["credible"] in level and levels["allegation"] not in level
    sentences = of(compiled(doors, tokens, "bulletin", language), case.ref)
    assert {one.level for one in sentences if "force F" not in one.words} == {"credible"}


@pytest.mark.parametrize("gone", [("act.type",), ("act.type", "act.alleged")])
def test_what_is_left_of_an_act_is_told_by_who_still_says_it(
    doors: Doors, tokens: Tokens, gone: tuple[str, ...]
) -> None:
    case = Case(doors, tokens, [Voice("S")], tells(1, "S", alleged="F"))
    for path in gone:
        withdraw(doors, tokens, case, case.claim_of("S", path))
    told = [one.words for one in of(compiled(doors, tokens, "bulletin"), case.ref)]
    assert ("S reported that the following was done: not said." in without_isolates("\n".join(told))) is (
        len(gone) == 1
    )
    assert told and "nobody" not in "".join(told)


def test_an_action_of_which_nobody_says_what_it_was_is_told_as_one(doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [Voice("S")], tells(1, "S"))
    case.reply("denies_responsibility")
    for path in ("intervention.statement", "intervention.by"):
        with doors.work(case.verifier) as work:
            project = work.enter("EAST", "withdraw_claim")
            ref = work.connection.execute(sa.text("SELECT ref FROM intervention ORDER BY id DESC LIMIT 1")).scalar_one()
            view = read_intervention(work, project, ref, "en")
            claims.withdraw_claim(work, project, view, view.claims_on(path)[0], "It was misread.")
    report = compiled(doors, tokens, "dossier", source="S")
    assert "According to Spokesman: action or response." in text_of(report)


def test_words_that_nothing_bears_out_any_more_are_the_projects_own(doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [Voice("S")], tells(1, "S"))
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "amend_incident")
        view = read_incident(work, project, case.ref)
        words = OwnWords(view.title, "People were killed.")
        amend_incident(work, project, case.ref, view.version, words)
    for path in ("act.type", "incident.when", "incident.place"):
        withdraw(doors, tokens, case, case.claim_of("S", path))
    words = "This project’s own words, though no claim stands that says so: People were killed."
    assert words in text_of(compiled(doors, tokens, "dossier"))


def of(report: Report, ref: str) -> list[Sentence]:
    """The sentences that a report has about one incident."""
    return [s for section in sections_of(report.sections) if ref in section.heading for s in section.sentences]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "According to Spokesman, it is denied that this (killing) was done by force F."),
     ("ar", "بحسب Spokesman، ثمة نفي لصدور هذا الفعل (قتل) عن force F.")],
)  # fmt: skip
def test_a_denial_is_told_beside_what_is_alleged(doors: Doors, tokens: Tokens, language: str, words: str) -> None:
    case = Case(doors, tokens, [Voice("S")], tells(1, "S", alleged="F"))
    case.reply("denies_responsibility")
    told = of(compiled(doors, tokens, "bulletin", language), case.ref)
    assert [without_isolates(one.words) for one in told].count(words) == 1


def test_doubtful_figures_name_nobody_in_the_range(doors: Doors, tokens: Tokens) -> None:
    case = differing(doors, tokens)
    case.grade("Basil", "5")
    [said] = [s for s in of(compiled(doors, tokens, "bulletin"), case.ref) if "killed:" in s.words]
    assert said.by == ("Anis",) and "9 or more" in said.words


# What each kind holds


def test_who_differs_is_told_each_with_what_they_say(doors: Doors, tokens: Tokens) -> None:
    """A range over two sources is nobody's word."""
    one, other = Voice("Valley network"), Voice("Rescue service")
    four, five = (Count(harm="killed", minimum=n, maximum=n, stated=n, operator="=") for n in (4, 5))
    figures = [said(21, "incident.count", four, one.name), said(22, "incident.count", five, other.name)]
    case = Case(doors, tokens, [one, other], [*tells(1, one.name), *tells(11, other.name), *figures])
    told = [without_isolates(sentence.words) for sentence in of(compiled(doors, tokens, "bulletin"), case.ref)]
    assert "According to Valley network, killed: 4." in told and "According to Rescue service, killed: 5." in told
    assert not [words for words in told if "4 to 5" in words]


def test_the_dossier_has_every_claim_with_its_citation(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    report = compiled(doors, tokens, "dossier")
    view = read(doors, tokens, planted["everything"])
    told = {without_isolates(sentence.quote) for sentence in sentences_of(report)}
    live = [claim for claim in view.claims if claim.live]
    assert len(live) > 5
    for claim in live:
        assert (claim.citations[0].quote if claim.citations else None) or claim.stated_as in told
    numbers = {number for sentence in sentences_of(report) for number in sentence.notes}
    assert numbers == {note.number for note in report.footnotes}
    assert any("Daily report 1" in note.words and "paragraph 2" in note.words for note in report.footnotes)


@pytest.mark.parametrize(
    ("language", "unknown", "gone"),
    [("en", "Time not known.", r"^Withdrawn on .* UTC: It was misread\.$"),
     ("ar", "الزمن غير معروف.", r"^سُحب في .*: It was misread\.$")],
)  # fmt: skip
def test_the_dossier_tells_what_was_taken_back_and_that_no_time_is_known(
    doors: Doors, tokens: Tokens, language: str, unknown: str, gone: str
) -> None:
    case = Case(doors, tokens, [Voice("Lone")], tells(1, "Lone"))

    def dossier() -> tuple[str, list[Sentence]]:
        report = compiled(doors, tokens, "dossier", language, source="Lone")
        taken_back = {"en": "Taken back", "ar": "أقوال سُحبت"}[language]
        found = [one for one in sections_of(report.sections) if one.heading == taken_back]
        return text_of(report), [sentence for one in found for sentence in one.sentences]

    text, taken_back = dossier()
    assert unknown not in text and taken_back == []
    withdraw(doors, tokens, case, case.claim_of("Lone", "incident.when"))
    text, [sentence] = dossier()
    assert unknown in text
    assert sentence.by == ("Lone",) and sentence.notes and "2025" in sentence.words
    assert re.search(gone, without_isolates(sentence.aside)), sentence.aside


def read(doors: Doors, tokens: Tokens, ref: str) -> Any:
    with doors.work(tokens["EAST", "verifier"]) as work:
        return read_incident(work, work.enter("EAST", "read_incidents"), ref)


def test_casualties_stand_by_source_with_what_is_gone_by_and_why(doors: Doors, tokens: Tokens) -> None:
    case = differing(doors, tokens)
    report = compiled(doors, tokens, "casualties", harm="killed", from_="2031")
    [row] = rows_of(report, "Killed")
    assert row[0].startswith(case.ref) and row[-3:] == ["3 or more", "–", "not decided"]
    assert "Incidents in it: 1; incidents that the question finds and that are counted: 1." in text_of(report)
    assert {"9 or more", "3 to 5"} == set(row[1:3])
    go_by_anis(case, COUNT)
    [row] = rows_of(compiled(doors, tokens, "casualties", harm="killed", from_="2031"), "Killed")
    assert row[-2] == "9 or more" and "Weighed against each other." in row[-1]


def test_of_a_line_that_nobody_decided_nothing_is_gone_by(doors: Doors, tokens: Tokens) -> None:
    case = differing(doors, tokens)
    part = replace(killed(2, 2), part_of="the hospital")
    case.add([said(70, "incident.count", part, "Basil")], [Voice("Basil")])
    used = case.claim_of("Anis", COUNT.path)
    case.adopt(COUNT, {claim.ref: "other" for claim in case.view().claims_on(COUNT.path) if claim.ref != used})
    rows = rows_of(compiled(doors, tokens, "casualties", harm="killed", from_="2031"), "Killed")
    [whole] = [row for row in rows if "hospital" not in row[0]]
    [of_part] = [row for row in rows if "hospital" in row[0]]
    assert whole[-2] == "9 or more" and "Weighed against each other." in whole[-1]
    assert of_part[-2:] == ["–", "only claim"]


def test_a_date_that_the_title_tells_is_not_told_again(
    doors: Doors, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = differing(doors, tokens)
    title = read(doors, tokens, case.ref).title
    for when, below in ((title[-4:], []), ("another day", ["another day"])):
        monkeypatch.setattr(Teller, "when", lambda _teller, _view, when=when: when)
        [row] = rows_of(compiled(doors, tokens, "casualties", harm="killed", from_="2031"), "Killed")
        first, second = row[0].splitlines()
        assert first == f"{case.ref}: {title}" and second.split(" – ")[:-1] == below


@pytest.mark.parametrize("kind", ["casualties", "discrepancies", "heritage", "dossier", "bulletin"])
def test_in_arabic_no_latin_word_stands_unmarked_before_a_day(
    doors: Doors, tokens: Tokens, planted: dict[str, str], kind: str
) -> None:
    """A digit behind a Latin letter joins its run, and a day would be torn from its month (Unicode UAX #9, W7)."""
    told = compiled(doors, tokens, kind, "ar")
    words = [cell.words for one in sections_of(told.sections) for t in one.tables for row in t.rows for cell in row]
    words += [one.heading for one in sections_of(told.sections)] + [one.words for one in sentences_of(told)]
    assert any(re.search("[A-Z]", one) for one in words)
    bare = [re.sub("\u2068[^\u2068\u2069]*\u2069", "", one) for one in words]
    torn = [one for one in bare if re.search("[A-Za-z][^\u0621-\u064a\u2068\u2069]*[0-9]+ [\u0621-\u064a]", one)]
    assert not torn


def test_discrepancies_have_the_width_and_how_they_stand(doors: Doors, tokens: Tokens) -> None:
    case = differing(doors, tokens)
    rows = rows_of(compiled(doors, tokens, "discrepancies", from_="2031"), "Claims that differ")
    [count] = [row for row in rows if row[1] == "How many"]
    assert "3 to 9: 6 apart; no upper bound" in count[3] and count[4] == "not decided"
    assert "(Anis)" in count[2] and "(Basil)" in count[2]
    assert {row[1] for row in rows} == {"How many", "When", "Where"}
    case.contradict(case.claim_of("Anis", "incident.when"), case.claim_of("Basil", "incident.when"))
    rows = rows_of(compiled(doors, tokens, "discrepancies", from_="2031"), "Claims that differ")
    assert any("marked: cannot both hold" in row[4] for row in rows)


@pytest.mark.parametrize(("language", "mark"), [("en", "summary figure, not added"), ("ar", "رقم إجمالي، لا يُضاف")])
def test_a_summary_figure_is_marked_where_it_stands_among_others(
    doors: Doors, tokens: Tokens, planted: dict[str, str], tmp_path: Path, language: str, mark: str
) -> None:
    write(doors, tokens, tmp_path / "casualties.html", wanted("casualties", language))
    assert mark in (tmp_path / "casualties.html").read_text("utf-8")
    rows = tables_words(compiled(doors, tokens, "casualties", language))
    for name, is_summary in (("area", True), ("line", False), ("two", False)):
        marked = {mark in row[0] for row in rows if planted[name] in row[0]}
        assert marked == {is_summary}, name


def tables_words(report: Report) -> list[list[str]]:
    tables = [table for section in sections_of(report.sections) for table in section.tables]
    return [[without_isolates(cell.words) for cell in row] for table in tables for row in table.rows]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Corroborated (no longer borne out by what is on record)"),
     ("ar", "معزَّز بأدلة مستقلة (لم يعد ما هو مسجَّل يسنده)")],
)  # fmt: skip
def test_a_level_that_is_no_longer_borne_out_is_said_so_in_tables(
    doors: Doors, tokens: Tokens, language: str, words: str
) -> None:
    case = credible(doors, tokens)
    names = [claim.originator.name for claim in case.view().claims_on("act.type") if claim.originator]
    case.add([said(60 + n, "incident.count", killed(n + 3, n + 3), name) for n, name in enumerate(names)], [M, N])
    case.move("corroborated")
    case.decide("done", second_verifier(doors, tokens))
    told: dict[str, list[list[bool]]] = {kind: [] for kind in ("casualties", "discrepancies")}
    for when in ("before", "after"):
        for kind, found in told.items():
            rows = tables_words(compiled(doors, tokens, kind, language, act="killing", from_="2025"))
            found.append([words in row[0] for row in rows if case.ref in row[0]])
        if when == "before":
            withdraw(doors, tokens, case, case.claim_of(names[0], "act.type"))
    for before, after in told.values():
        assert before and after and not any(before) and all(after)


def test_wanted_primaries_are_named(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    rows = rows_of(compiled(doors, tokens, "discrepancies"), "Primaries that are wanted")
    assert rows and all(row[1] in ("cited, not on file", "wanted, not on file") for row in rows)


def test_the_pipeline_counts_levels_and_who_reviewed(doors: Doors, tokens: Tokens) -> None:
    corroborated(doors, tokens)
    report = compiled(doors, tokens, "pipeline")
    levels = rows_of(report, "Levels")
    assert ["Reported, not assessed", "1", "50 %"] in levels and ["Corroborated", "1", "50 %"] in levels
    assert "Levels raised: 2; of these self-reviewed" in text_of(report)
    assert rows_of(report, "How long it has waited")[0] == ["0 to 29", "1", "100 %"]
    assert rows_of(report, "What is missing")


def test_the_pipeline_leaves_out_acts_of_which_all_was_withdrawn(doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [Voice("S")], tells(1, "S"))

    def numbers() -> list[list[list[str]]]:
        report = compiled(doors, tokens, "pipeline", source="S")
        return [rows_of(report, heading)[:1] for heading in ("Levels", "How long it has waited", "What is missing")]

    levels, ages, missing = numbers()
    assert levels == [["Reported, not assessed", "1", "100 %"]] and ages == [["0 to 29", "1", "100 %"]] and missing
    withdraw(doors, tokens, case, case.claim_of("S", "act.type"))
    assert numbers() == [[], [], []]


def test_heritage_tells_objects_and_nothing_else(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    report = compiled(doors, tokens, "heritage")
    assert report.incidents == 1
    [row] = rows_of(report, "Objects harmed")
    assert planted["everything"] in row[-1]


def test_what_was_said_to_be_no_mosque_is_no_heritage(doors: Doors, tokens: Tokens) -> None:
    kind = said(80, "item.kind", TermValue("mosque"), "S", polarity="denies")
    Case(doors, tokens, [Voice("S")], [*tells(1, "S"), kind])
    report = compiled(doors, tokens, "heritage", source="S")
    assert report.incidents == 0
    told = Case(doors, tokens, [Voice("T")], [
        *tells(1, "T"), replace(kind, originator="T", citation=Citation("report of T")),
        said(81, "act.type", TermValue("attack_on_religious_site"), "T"),
    ])  # fmt: skip
    report = compiled(doors, tokens, "heritage", source="T")
    assert report.incidents == 1 and told.ref in text_of(report)
    assert rows_of(report, "Objects harmed") == [], "nobody says that it was one"


def test_every_kind_that_is_protected_as_religious_or_cultural_is_heritage() -> None:
    kinds = terms("property_kinds").values()
    protected = {one.code for one in kinds if one.attributes.get("protected") in ("religious", "cultural")}
    assert set(subjects.HERITAGE.objects) == protected > {"mosque", "library_or_archive"}


@pytest.mark.parametrize(
    ("language", "note"),
    [("en", "are not counted here: 1."), ("ar", "وعددها: 1.")],
)  # fmt: skip
def test_acts_of_summary_figures_are_not_added_to_those_of_incidents(
    doors: Doors, tokens: Tokens, language: str, note: str
) -> None:
    def arrested(name: str) -> Case:
        arrest = said(1, "act.type", TermValue("mass_arrest"), name)
        return Case(doors, tokens, [Voice(name)], [arrest, *tells(2, name)[1:]])

    heading = {"en": "Acts, by type and level", "ar": "الأفعال بحسب النوع والمستوى"}[language]
    asked = {"from_": "2025-04", "to": "2025-04", "act": "mass_arrest"}
    one, whole = arrested("S"), arrested("T")
    report = compiled(doors, tokens, "detention", language, **asked)
    assert [row[2:] for row in rows_of(report, heading)] == [["2", "2"]] and note not in text_of(report)
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "amend_incident")
        view = read_incident(work, project, whole.ref)
        amend_incident(work, project, whole.ref, view.version, OwnWords(view.title, kind="umbrella"))
    report = compiled(doors, tokens, "detention", language, **asked)
    assert [row[2:] for row in rows_of(report, heading)] == [["1", "1"]] and note in text_of(report)
    withdraw(doors, tokens, one, one.claim_of("S", "act.type"))
    assert rows_of(compiled(doors, tokens, "detention", language, source="S"), heading) == []


def test_stock_and_flow_stand_apart(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    moved(doors, tokens)
    report = compiled(doors, tokens, "displacement")
    stock = rows_of(report, "How many there were at one time (stock)")
    flow = rows_of(report, "How many in a while (flow)")
    assert [(row[0], row[1]) for row in stock] == [("Camp watch", "Displaced within the country: 4,000 (stock)")]
    assert [row[0] for row in flow] == ["Road watch"]
    assert "4,700" not in text_of(report) + str(stock) + str(flow), "never added"
    for row in stock + flow:  # the way is told beside the incident, which lies in no one place
        assert row[3].startswith("from the valley · to the coast") and "place not known" not in row[4]
    assert "no figure of people who moved is said" not in text_of(report)
    Case(doors, tokens, [Voice("Camp watch")], [said(1, "act.type", TermValue("displacement"), "Camp watch")])
    told = text_of(compiled(doors, tokens, "displacement"))
    assert "Incidents of which no figure of people who moved is said: 1." in told, "a figure that stands apart is one"
    casualties = text_of(compiled(doors, tokens, "casualties", harm="displaced_within"))
    assert "No sum: none of the incidents that the question finds and that are counted (" in casualties


def moved(doors: Doors, tokens: Tokens) -> str:

    def people(number: int, measure: str) -> Count:
        return Count(
            harm="displaced_within", minimum=number, maximum=number, stated=number, operator="=", measure=measure
        )

    ends = (Place("the valley", "place", part="from"), Place("the coast", "place", part="to"))
    told = [
        said(1, "act.type", TermValue("displacement"), "Camp watch"),
        said(2, "incident.count", people(4000, "stock"), "Camp watch"),
        said(3, "incident.count", people(700, "flow"), "Road watch"),
        said(4, "incident.place", PlaceValue(ends), "Camp watch"),
    ]
    return Case(doors, tokens, [Voice("Camp watch"), Voice("Road watch")], told).ref


def test_detention_counts_acts_by_type_and_level(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    rows = rows_of(compiled(doors, tokens, "detention"), "Acts, by type and level")
    assert ["Reported, not assessed", "1", "1"] in [row[1:] for row in rows]


def test_the_bulletin_has_map_chart_and_the_table_behind(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    report = compiled(doors, tokens, "bulletin", from_="2025", to="2025-12")
    drawings = [drawing for section in sections_of(report.sections) for drawing in section.drawings]
    assert len(drawings) >= 2 and all(drawing.svg.startswith("<svg ") for drawing in drawings)
    assert "All, each counted once" in {row[0] for row in rows_of(report, "In figures")}
    with doors.work(tokens["EAST", "analyst"]) as work:
        project, question = work.enter("EAST", "read_incidents"), ask({"from": "2025", "to": "2025-12"})
        picture = maps.read_picture(work, project, question, "en")
        known = maps.read_known(work, project, question)
        number = reports.count_incidents(work, project, question)
    assert picture
    rows = rows_of(report, "On the map")
    assert [(row[0], int(row[2])) for row in rows if known[0].name] == [(one.name, one.incidents) for one in known]
    assert sum(int(row[2]) for row in rows) == picture.told.incidents
    beside = number - picture.told.incidents
    assert f"Incidents on the map: {picture.told.incidents}; places: {len(known)}." in text_of(report)
    assert f"since nothing says where on it they lie: {beside}." in text_of(report)


HARMED = "Killed: persons, by month × governorate"


def tables_of(report: Report, begins: str) -> dict[str, list[list[str]]]:
    """The tables whose caption begins so, their head among the rows, without the marks of direction."""
    found = [table for section in sections_of(report.sections) for table in section.tables]
    return {
        without_isolates(one.caption): [list(one.head), *([without_isolates(c.words) for c in row] for row in one.rows)]
        for one in found
        if without_isolates(one.caption).startswith(begins)
    }


def test_the_bulletin_crosses_people_by_month_and_governorate_and_level(
    doors: Doors, tokens: Tokens, planted: dict[str, str]
) -> None:
    """The same figures as the page of figures has for the same question, named cells among them."""
    report = compiled(doors, tokens, "bulletin", from_="2025", to="2025-12")
    tables = tables_of(report, HARMED)
    with doors.work(tokens["EAST", "analyst"]) as work:
        project, question = work.enter("EAST", "read_incidents"), ask({"from": "2025", "to": "2025-12"})
        layout = Layout("month", "governorate", "killed")
        page = statistics.compile_table(work, project, question, layout)
    head, *rows, sums = tables.pop(HARMED)
    assert head[1:-1] == [heading_words(DIMENSIONS["governorate"], one, "en") for one in page.columns]
    assert [row[0] for row in rows] == [heading_words(DIMENSIONS["month"], one, "en") for one in page.rows]
    for row, one in zip(rows, page.rows, strict=True):
        cells = [page.cells.get((one.key, other.key)) for other in page.columns]
        assert row[1:] == [(cell_words(c, layout, "en") if c else "") or "–" for c in (*cells, page.by_row[one.key])]
    assert sums[-1] == cell_words(page.total, layout, "en")
    assert "governorate not known" in head
    levels = {caption.rpartition(": ")[2]: rows[-1][-1] for caption, rows in tables.items()}
    by_level = replace(question, cell=((("verification", "allegation"),),))
    with doors.work(tokens["EAST", "analyst"]) as work:
        own = statistics.compile_table(work, work.enter("EAST", "read_incidents"), by_level, layout)
    assert levels == {"Reported, not assessed": cell_words(own.total, layout, "en")}, (
        "of the others nobody says how many"
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_bulletin_tells_what_the_tables_leave_out_as_the_page_of_figures_does(
    doors: Doors, tokens: Tokens, planted: dict[str, str], owner: sa.Engine, language: str
) -> None:
    with owner.begin() as connection:
        of = "incident_id = (SELECT id FROM incident WHERE ref = :ref)"
        told = sa.text(f"UPDATE incident_index SET kind = 'umbrella' WHERE {of}")
        connection.execute(told, {"ref": planted["differing"]})
    report = compiled(doors, tokens, "bulletin", language)
    with doors.work(tokens["EAST", "analyst"]) as work:
        layout = Layout("governorate", "", "killed")
        page = statistics.compile_table(work, work.enter("EAST", "read_incidents"), ask({}), layout)
    assert page.total.without_figure and planted["differing"] in {one.ref for one in page.left.umbrellas}
    [section] = [one for one in sections_of(report.sections) if set(left_words(page, language)) <= set(one.notes)]
    [beside] = [table for table in section.tables if table.caption == UMBRELLAS[language == "ar"]]
    assert len(beside.rows) == len(page.left.umbrellas)
    for (name, figure), one in zip(beside.rows, page.left.umbrellas, strict=True):
        assert one.ref in name.words and figure.words == (umbrella_words(one, language) or "–")


def test_more_areas_than_fit_are_turned_and_cut_by_year(
    doors: Doors, tokens: Tokens, planted: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletin, "_COLUMNS", 1)
    report = compiled(doors, tokens, "bulletin", from_="2025", to="2025-12")
    turned = "Incidents, by governorate × month: "
    tables = tables_of(report, turned)
    assert {f"{turned}2025", f"{turned}time not known"} <= tables.keys()
    heads = [head for head, *_ in tables.values()]
    assert [head[-1] == "All" for head in heads] == [False] * (len(heads) - 1) + [True]
    year = tables[f"{turned}2025"][0][1:]
    assert year and all("2025" in words or words == "All" for words in year)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["bulletin", "dossier", "heritage"])
def test_a_pdf_has_the_structure_that_readers_aloud_need(
    doors: Doors, tokens: Tokens, planted: dict[str, str], tmp_path: Path, kind: str, language: str
) -> None:
    pytest.importorskip("weasyprint")
    write(doors, tokens, tmp_path / "report.pdf", wanted(kind, language, "pdf"))
    assert faults((tmp_path / "report.pdf").read_bytes()) == set()


def says_nobody_moved(report: Report) -> bool:
    notes = [note for section in sections_of(report.methodology) for note in section.notes]
    return any("nobody has ever raised or lowered a level here" in note for note in notes)


def test_levels_are_those_of_the_incidents_told_of(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    """A killing that is corroborated is none of the incidents of a report about detention."""
    alone = [says_nobody_moved(compiled(doors, tokens, kind)) for kind in ("dossier", "detention")]
    assert alone == [False, True]


def test_what_was_raised_and_lowered_again_was_assessed(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    """Report, manifest and the README of a workbook go by who has moved a level, not by where it stands."""
    case = credible(doors, tokens)

    def say_so(name: str) -> list[bool]:
        took = take_out(doors, tokens, tmp_path / f"{name}.xlsx", act="killing", from_="2025")
        sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx", read_only=True).worksheets[0]
        readme = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
        report = compiled(doors, tokens, "dossier", act="killing", from_="2025")
        told = ["Nobody has ever moved one" in " ".join(words) for words in (took.manifest["notes"], readme)]
        return [says_nobody_moved(report), *told]

    assert say_so("raised") == [False] * 3
    case.move("allegation")
    assert {act.status for act in case.view().acts} == {"allegation"}
    assert say_so("lowered") == [False] * 3
    assert "nobody has assessed" not in str(compiled(doors, tokens, "pipeline", from_="2025"))
    Case(doors, tokens, [Voice("Quiet")], tells(1, "Quiet"))
    other = compiled(doors, tokens, "dossier", source="Quiet")
    assert other.incidents == 1 and says_nobody_moved(other)


# What was corrected


def test_what_went_out_and_was_lowered_is_a_correction(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    case = corroborated(doors, tokens)
    assert "Nothing has been taken out" in text_of(compiled(doors, tokens, "corrections"))
    take_out(doors, tokens, tmp_path / "a.geojson", verification="corroborated")
    assert "no level was lowered" in text_of(compiled(doors, tokens, "corrections"))
    case.move("credible")
    [row] = rows_of(compiled(doors, tokens, "corrections"), "Levels that were lowered")
    assert row[0] == f"{case.ref}: {read(doors, tokens, case.ref).title}"
    assert row[2:4] == ["Corroborated", "Credible report"]
    assert "geojson, by analyst of EAST" in row[5]


def test_what_was_lowered_before_it_went_out_is_none(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    case = corroborated(doors, tokens)
    case.move("credible")
    take_out(doors, tokens, tmp_path / "a.geojson")
    assert rows_of(compiled(doors, tokens, "corrections"), "Levels that were lowered") == []


def test_a_level_that_never_went_out_or_stands_again_is_no_correction(
    doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    def rows() -> list[list[str]]:
        return rows_of(compiled(doors, tokens, "corrections", act="killing", from_="2025"), "Levels that were lowered")

    case, other = credible(doors, tokens), second_verifier(doors, tokens)
    case.move("allegation")
    take_out(doors, tokens, tmp_path / "a.geojson")
    case.move("credible")
    case.move("corroborated")
    case.decide("done", other)
    case.move("credible")
    assert rows() == [], "it never went out as corroborated"
    case.move("corroborated")
    case.decide("done", other)
    take_out(doors, tokens, tmp_path / "b.csv")
    case.move("credible")
    case.move("allegation")
    [row] = rows()
    assert row[2:4] == ["Corroborated", "Reported, not assessed"] and row[4].count(LONG_REASON) == 2
    assert "csv" in row[5] and "geojson" not in row[5]
    case.move("credible")
    [row] = rows()
    assert row[2:4] == ["Corroborated", "Credible report"]
    case.move("corroborated")
    case.decide("done", other)
    assert rows() == [], "it stands as it went out"


def test_a_lower_figure_is_a_correction(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    case = differing(doors, tokens)
    go_by_anis(case, COUNT)
    take_out(doors, tokens, tmp_path / "elsewhere.geojson", from_="2040")
    write(doors, tokens, tmp_path / "a.html", wanted("dossier"))
    write(doors, tokens, tmp_path / "of_something_else.html", wanted("displacement"))
    assert rows_of(compiled(doors, tokens, "corrections"), "Figures that are lower") == []
    withdraw(doors, tokens, case, case.claim_of("Anis", "incident.count"))
    [row] = rows_of(compiled(doors, tokens, "corrections"), "Figures that are lower")
    assert row[0].startswith(case.ref)
    assert row[2].startswith("9 or more (Anis)") and row[3].startswith("3 to 5 (Basil)")
    assert "Anis: It was misread." in row[4]
    assert "dossier html, by analyst of EAST" in row[5] and "geojson" not in row[5]
    assert "displacement" not in row[5], "that report never told of it"


def test_a_figure_of_another_entry_of_the_incident_is_a_correction_too(
    doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    one, other = told(doors, tokens, MONITOR, least=3), told(doors, tokens, RESCUE, least=9)
    desk = Desk(doors, tokens)
    desk.join(one.ref, other.ref)
    other.adopt(COUNT, {one.claim_of(MONITOR.name, COUNT.path): "other"})  # decided on the page of the other entry
    take_out(doors, tokens, tmp_path / "a.geojson")
    withdraw(doors, tokens, other, other.claim_of(RESCUE.name, COUNT.path))
    [row] = rows_of(compiled(doors, tokens, "corrections"), "Figures that are lower")
    assert row[0].startswith(one.ref)
    assert row[2].startswith("9 or more (Rescue S)") and row[3].startswith("3 or more (Monitor M)")
    assert "Rescue S: It was misread." in row[4]


def test_from_the_page_no_more_is_gone_over_than_somebody_can_wait_for(
    doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    case, moved_down = differing(doors, tokens), corroborated(doors, tokens)
    go_by_anis(case, COUNT)
    take_out(doors, tokens, tmp_path / "a.geojson")
    told(doors, tokens, MONITOR)  # recorded since, so that it went nowhere
    go_by_anis(case, WHEN)
    assert "no figure is lower" in text_of(compiled(doors, tokens, "corrections", most=0)), "no figure was gone over"
    withdraw(doors, tokens, case, case.claim_of("Anis", "incident.count"))
    with pytest.raises(Refused, match="Narrow the question by period"):
        compiled(doors, tokens, "corrections", most=0)
    assert rows_of(compiled(doors, tokens, "corrections", most=1), "Figures that are lower")
    moved_down.move("credible")
    with pytest.raises(Refused, match="Narrow the question by period"):
        compiled(doors, tokens, "corrections", most=0, from_="2000", to="2030")
    assert rows_of(compiled(doors, tokens, "corrections"), "Levels that were lowered")


def withdraw(doors: Doors, tokens: Tokens, case: Case, ref: str) -> None:
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "withdraw_claim")
        view = read_incident(work, project, case.ref)
        old: ClaimView = next(claim for claim in view.claims if claim.ref == ref)
        claims.withdraw_claim(work, project, view, old, "It was misread.")


# What it says of itself


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_question_moment_and_what_was_withheld_are_printed(
    doors: Doors, tokens: Tokens, planted: dict[str, str], tmp_path: Path, kind: str, language: str
) -> None:
    path = tmp_path / "report.html"
    written = write(doors, tokens, path, wanted(kind, language, from_="2020", act="killing"))
    text = path.read_text("utf-8")
    assert "2020-01-01" in text
    assert ("Killing" if language == "en" else "قتل") in text
    assert ("UTC" if language == "en" else "بالتوقيت العالمي") in text and "East valley" in text
    number = written.withheld.get("claims_not_projected", 0)
    assert (number > 0) is (kind != "displacement"), "of the incidents told of alone; none of these displaced anybody"
    assert not number or withheld_words("claims_not_projected", number, language) in text
    assert ("Reasonable grounds to believe" if language == "en" else "أسباب معقولة للاعتقاد") in text
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text


@pytest.mark.parametrize("kind", KINDS)
def test_over_nothing_it_says_so_in_a_sentence(doors: Doors, tokens: Tokens, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "report.html"
    assert write(doors, tokens, path, wanted(kind, from_="1950", to="1951")).incidents == 0
    text = path.read_text("utf-8")
    assert "No incident on record answers this question." in text
    assert "<table" not in text and "<img" not in text


def test_while_pages_are_set_no_moment_of_the_database_is_held(
    doors: Doors, tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def looking(*_: object) -> bytes:
        held.append(doors.application.pool.checkedout())  # type: ignore[attr-defined]
        return b"<p>"

    monkeypatch.setitem(cast(dict[str, Any], setting.FORMATS), "html", looking)
    write(doors, tokens, tmp_path / "a.html", wanted("pipeline"))
    assert held == [0] and (tmp_path / "a.html").read_bytes() == b"<p>"


def test_a_report_is_an_event(doors: Doors, tokens: Tokens, tmp_path: Path, owner: sa.Engine) -> None:
    written = write(doors, tokens, tmp_path / "report.html", wanted("casualties", "ar", act="killing"))
    with owner.connect() as connection:
        event = connection.execute(sa.text("SELECT * FROM event WHERE deed = 'write_report'")).one()
    assert event.detail["question"] == {"act": "killing"} and event.detail["as_of"] == written.as_of
    assert event.detail["kind"] == "casualties" and event.detail["rows"] == {"incidents": 1}
    assert event.detail["files"]["report.html"]["bytes"] == (tmp_path / "report.html").stat().st_size


# What is refused


@pytest.mark.parametrize(
    ("more", "refusal", "why"),
    [
        ({"kind": "novel"}, UnknownFilter, "There is no such kind"),
        ({"language": "fr"}, UnknownFilter, "There is no such language"),
        ({"name": "xlsx"}, UnknownFilter, "There is no such format"),
        ({"most": 0}, Refused, "more answer than it can tell"),
        ({"source": "nobody at all"}, UnknownFilter, "called that"),
    ],
)
def test_a_refusal_leaves_nothing(
    doors: Doors, tokens: Tokens, tmp_path: Path, more: dict[str, Any], refusal: type[Exception], why: str
) -> None:
    with pytest.raises(refusal, match=why):
        write(doors, tokens, tmp_path / "report.html", wanted(**({"kind": "dossier"} | more)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_template_with_an_error_leaves_nothing(doors: Doors, tokens: Tokens, tmp_path: Path, name: str) -> None:
    pytest.importorskip("weasyprint") if name == "pdf" else pytest.importorskip("docx")
    templates, out = tmp_path / "templates", tmp_path / "out"
    templates.mkdir(), out.mkdir()
    (templates / "report.html").write_text("<p>\n{{ report.title }} {{ report.nothing }}</p>", "utf-8")
    (templates / "report.en.docx").write_text("no archive")
    where = "report.en.docx is no DOCX file" if name == "docx" else "report.html, line 2, column 30"
    with pytest.raises(Refused, match=where):
        write(doors, tokens, out / f"report.{name}", wanted("dossier", name=name, templates=templates))
    assert list(out.iterdir()) == []


def test_a_bulletin_and_the_pipeline_tell_of_any_number(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    for kind in ("bulletin", "pipeline"):
        assert write(doors, tokens, tmp_path / "report.html", wanted(kind, most=0)).incidents == 1


def test_in_a_request_a_report_has_longer_than_a_page_and_no_more(
    doors: Doors, urls: Urls, tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a limit a few of them would hold every thread of the pages. Jobs and the shell have none."""
    limits = []

    def slow(connection: sa.Connection, asked: Scope) -> Summary:
        limits.append(connection.execute(sa.text("SHOW statement_timeout")).scalar_one())
        connection.execute(sa.text("SELECT pg_sleep(:long)"), {"long": 2 if len(limits) > 2 else 0})
        return summarise(connection, asked)

    summarise = summary.summarise
    monkeypatch.setattr(summary, "summarise", slow)
    with closing(open_doors(urls.gate, urls.application, statement_timeout_s=5)) as of_pages:
        write(doors, tokens, tmp_path / "shell.html", wanted("pipeline"))
        write(of_pages, tokens, tmp_path / "page.html", wanted("pipeline"))
        assert limits == ["0", "2min"]
        monkeypatch.setattr(engine, "TAKING_OUT_TIMEOUT_S", 1)
        with pytest.raises(Refused, match="Narrow the question by period"):
            write(of_pages, tokens, tmp_path / "late.html", wanted("pipeline"))
        with pytest.raises(Refused, match="Narrow the question by period"):
            take_out(of_pages, tokens, tmp_path / "late.geojson")
    assert {one.name for one in tmp_path.iterdir()} == {"shell.html", "page.html"}


def test_who_may_write_one(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        write(doors, tokens, tmp_path / "a.html", wanted("dossier"), "documenter")
    with pytest.raises(NotFound):
        reports.write_report(doors, tokens["WEST", "analyst"], "EAST", wanted("dossier"), tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_another_project_is_told(doors: Doors, tokens: Tokens, planted: dict[str, str]) -> None:
    for kind in KINDS:
        report = compiled(doors, tokens, kind)
        assert "canary of WEST" not in str(report) and "Monitor M2" not in str(report)
