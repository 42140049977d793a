"""The words of reports: the question in both languages, moments, and figures as they once were."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.corrections import Figure, FigureDecided, Figures, Moved, figures_at, lowered, stood_at
from app.domain.counts import Count
from app.domain.incidents import ClaimView, NamedSource
from app.domain.questions import FILTERS, Question, ask
from app.domain.report_words import instant_words, question_words, word, words

ASKED = {
    "q": "shelling", "from": "2025-03", "to": "2025-04", "bbox": "36,34,37,35", "within": "Homs", "place": "Hama",
    "act": "killing", "harm": "killed", "at_least": "3", "verification": "credible", "attribution": "allegation",
    "workflow": "draft", "match": "certain", "cell": "month:2025-03;governorate:Homs",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_has_words(name: str, language: str) -> None:
    text = {
        "changed_since": "2025-03-07", "intervention": "any", "not_intervention": "any",
    }.get(name, ASKED.get(name.removeprefix("not_"), "somebody"))  # fmt: skip
    asked = {name: text} | ({"harm": "killed"} if name == "at_least" else {})
    told = question_words(ask(asked), language)
    assert len(told) >= len(asked) and all(label and said for label, said in told)


def test_terms_and_levels_stand_in_the_language_of_the_report() -> None:
    question = ask({"act": "killing", "not_verification": "credible"})
    assert ("What happened", "Killing") in question_words(question, "en")
    assert ("ما حدث", "قتل") in question_words(question, "ar")
    assert ("باستثناء: التحقق", "بلاغ موثوق") in question_words(question, "ar")
    assert ("Held to be inside", "what is possibly inside") in question_words(question, "en")
    assert question_words(Question(), "en") == ()


def test_an_instant_is_said_in_utc() -> None:
    at = datetime(2025, 3, 7, 23, 30, tzinfo=UTC) + timedelta(hours=1)
    assert instant_words(at, "en") == "8 March 2025, 00:30 UTC"
    assert instant_words(at, "ar") == "8 آذار 2025، 00:30 بالتوقيت العالمي"
    assert words("ar")["notice"] == word("notice", "ar") != word("notice", "en")


# Figures as they once were

T = [datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 10)]


def claim(ref: str, number: int | None, entered: datetime, ended: datetime | None = None, **more: Any) -> ClaimView:
    source = NamedSource(f"SRC-{ref}", ref, "monitor")
    given: dict[str, Any] = {
        "path": "incident.count", "act": None, "stated_as": "said", "language": "en", "polarity": "asserts",
        "modality": "reported", "basis": "records", "originator": source, "origin_ids": (hash(ref) % 1000,),
        "citations": (), "premises": (), "as_of": None, "tier": 0, "entered_by": "R", "superseded_by": None,
        "withdrawn_at": ended, "ended_reason": "misread" if ended else None, "ended_at": ended,
        "value": Count(harm="killed", minimum=number, maximum=number, stated=number, operator="="),
    }  # fmt: skip
    return ClaimView(ref=ref, entered_at=entered, **(given | more))


def bounds(claims: list[ClaimView], at: datetime, decided: list[FigureDecided] | None = None) -> Any:
    found = figures_at(claims, {}, decided or [], at)
    return [(one.minimum, one.maximum) for one in found.values()]


def test_a_figure_is_that_of_its_moment() -> None:
    claims = [claim("S", 12, T[0], ended=T[4]), claim("R", 9, T[2])]
    assert bounds(claims, T[1]) == [(12, 12)]
    assert bounds(claims, T[3]) == [(9, 12)]
    assert bounds(claims, T[5]) == [(9, 9)]
    assert bounds(claims, T[0] - timedelta(days=1)) == []


def test_what_was_decided_stands_until_something_is_said() -> None:
    claims = [claim("S", 12, T[0]), claim("R", 9, T[0]), claim("U", 20, T[5])]
    decided = [FigureDecided("killed", T[2], frozenset({"R"}))]
    assert bounds(claims, T[1], decided) == [(9, 12)]
    assert bounds(claims, T[3], decided) == [(9, 9)]
    assert bounds(claims, T[6], decided) == [(9, 20)]
    assert bounds(claims, T[3], [FigureDecided("injured", T[2], frozenset({"R"}))]) == [(9, 12)]


def test_a_decision_leaves_the_lines_of_which_it_uses_nothing_as_reported() -> None:
    part = Count(harm="killed", minimum=2, maximum=2, stated=2, operator="=", part_of="the hospital")
    claims = [claim("S", 12, T[0]), claim("R", 9, T[0]), claim("P", 2, T[0], value=part)]
    decided = [FigureDecided("killed", T[2], frozenset({"R"}))]
    assert bounds(claims, T[3], decided) == [(9, 9), (2, 2)]


def test_the_level_of_a_track_is_that_of_its_moment() -> None:
    up, down = Moved("allegation", "credible", T[1], "V", "why"), Moved("credible", "refuted", T[3], "V", "why")
    assert [stood_at([up, down], at) for at in T[:5]] == ["allegation", "credible", "credible", "refuted", "refuted"]
    assert down.is_down and not up.is_down


def test_between_two_moments_at_which_nothing_moved_a_figure_is_reckoned_once() -> None:
    claims = [claim("S", 12, T[0], ended=T[4]), claim("R", 9, T[2])]
    decided = [FigureDecided("killed", T[6], frozenset({"R"}))]
    figures, apart = Figures(claims, {}, decided), timedelta(hours=1)
    for at in (T[0] - apart, *(moment + since for moment in T for since in (timedelta(), apart))):
        assert figures.at(at) == figures_at(claims, {}, decided, at)
    assert figures.at(T[2]) is figures.at(T[4] - apart) is not figures.at(T[4])
    assert figures.at(T[6] - apart) is not figures.at(T[6]) is figures.at(T[8])


@pytest.mark.parametrize(
    ("then", "now", "is_lower"),
    [
        ((9, 12), (9, 11), True),
        ((9, 12), (8, 12), True),
        ((9, 12), (9, 12), False),
        ((9, 12), (10, 14), False),
        ((9, None), (9, 12), False),
        ((9, None), (7, None), True),
        ((5, 10), (None, 10), True),
        ((5, 10), (None, None), False),
        ((None, 10), (5, 10), False),
        ((9, 12), None, True),
        (None, (9, 12), False),
    ],
)
def test_a_bound_that_fell_or_a_figure_that_is_gone(then: Any, now: Any, is_lower: bool) -> None:
    made = [Figure(*one, ()) if one else None for one in (then, now)]
    assert lowered(*made) is is_lower
