"""Cutting a text into passages, quoting from it, and finding what was quoted after the text was replaced."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.passages import AROUND, Span, anchor, carried_over, cut, quote, shown_mark
from app.domain.passages import anchoring as anchoring_at

TEXT = "Shells fell. Dr. A. Nasri said: 12 died! Was it force F? Nobody knows"
ARABIC = "سقطت قذائف على القرية. هل قُتل أحد؟ قال المجلس: عشرات القتلى."


def anchoring(text: str, exact: str, prefix: str, suffix: str) -> str:
    return anchoring_at(text, anchor(text, exact, prefix, suffix), prefix, suffix)


def said(text: str) -> list[str]:
    return [span.of(text) for span in cut(text)]


def test_sentences_headings_and_list_items_are_passages() -> None:
    assert said(TEXT) == ["Shells fell.", "Dr. A. Nasri said: 12 died!", "Was it force F?", "Nobody knows"]
    assert said("Heading:\n* One. * Two.\n\nThe U.N. was asked, e.g. by C. It was 3.5 km off.") == [
        "Heading:",
        "* One.",
        "* Two.",
        "The U.N. was asked, e.g. by C. It was 3.5 km off.",
    ], "an initial ends no sentence, whatever follows: a reader splits"
    assert said("On Friday – the day after – 12 died.\n- An item.") == [
        "On Friday – the day after – 12 died.",
        "- An item.",
    ]
    assert said(ARABIC) == ["سقطت قذائف على القرية.", "هل قُتل أحد؟", "قال المجلس: عشرات القتلى."]


TEXTS = st.text(st.sampled_from("ab .!?؟\n*é٣😀 م"), max_size=80)


@given(TEXTS)
def test_every_letter_lies_in_exactly_one_passage(text: str) -> None:
    spans = cut(text)
    assert list(spans) == sorted(spans)
    assert all(first.ends <= second.starts for first, second in pairwise(spans))
    outside = "".join(
        text[a:b] for a, b in zip([0, *(s.ends for s in spans)], [*(s.starts for s in spans), None], strict=True)
    )
    assert not outside.strip()
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


@given(TEXTS, st.integers(0, 80), st.integers(1, 20), TEXTS)
def test_what_is_quoted_is_found_where_it_stood_and_after_words_were_put_before(
    text: str, starts: int, length: int, before: str
) -> None:
    span = Span(starts, starts + length)
    if span.ends > len(text) or not span.of(text).strip():
        with pytest.raises(InvalidValue):
            quote(text, span)
        return
    cited = quote(text, span)
    assert cited.exact == span.of(text).strip() and len(cited.prefix) <= AROUND and len(cited.suffix) <= AROUND
    here = anchor(text, cited.exact, cited.prefix, cited.suffix, cited.starts)
    assert here is not None and here.starts == cited.starts and here.of(text) == cited.exact
    assert anchoring(text, cited.exact, cited.prefix, cited.suffix) == "ok"
    after = f"{before} {text}"
    moved = anchor(after, cited.exact, cited.prefix, cited.suffix, cited.starts)
    assert moved is not None and moved.of(after) == cited.exact


def test_of_words_that_stand_twice_those_with_the_same_around_them_are_meant() -> None:
    text = "In A 12 died. In B 12 died."
    cited = quote(text, Span(19, 26))
    assert cited.exact == "12 died" and anchor(text, *(cited.exact, cited.prefix, cited.suffix)) == Span(19, 26)
    swapped = "In B 12 died. In A 12 died."
    assert anchor(swapped, cited.exact, cited.prefix, cited.suffix) == Span(5, 12)


def test_a_quotation_is_ok_drifted_or_lost_when_the_text_is_replaced() -> None:
    cited = quote(TEXT, Span(32, 39))
    assert cited.exact == "12 died"
    around = cited.exact, cited.prefix, cited.suffix
    assert anchoring(TEXT, *around) == "ok"
    assert anchoring("It is said: 12 died! So it was.", *around) == "drifted"
    assert anchoring("It is said: 11 died!", *around) == "lost"
    assert anchor("It is said: 11 died!", *around) is None


def test_a_word_is_not_found_within_another() -> None:
    cited = quote("Two were killed there.", Span(9, 15))
    assert anchor("Two were unskilled.", cited.exact, cited.prefix, cited.suffix, cited.starts) is None
    assert anchor("The skilled were killed.", "killed") == Span(17, 23)
    arabic = "وقُتل اثنان."
    within = quote(arabic, Span(1, 5))
    assert anchor(f"أمس {arabic}", within.exact, within.prefix, within.suffix, within.starts) == Span(5, 9)
    assert anchor("قُتلوا أمس.", "قُتل") is None


def test_what_was_typed_by_hand_is_told_from_what_stood_in_a_text_and_is_lost() -> None:
    assert anchoring_at(TEXT, None) == "by_hand"
    cited = quote(TEXT, Span(0, 4))
    assert anchoring_at("x", None, cited.prefix, cited.suffix, cited.starts) == "lost", "the first words of a text"
    assert anchoring_at("x", None, "It is said: ", "") == "lost", "as it was kept before positions were"


def test_marks_go_with_the_words() -> None:
    old = "A heading\nIt was hot. It was hot. One died."
    marks = dict(zip(cut(old), ["heading_or_lead_in", "opinion", "context", "unclear"], strict=True))
    new = "One  died. It was hot. New words. It was hot."
    carried = carried_over(old, marks.items(), new, cut(new))
    assert {span.of(new): mark for span, mark in carried.items()} == {"One  died.": "unclear", "It was hot.": "context"}
    assert [carried.get(span) for span in cut(new)] == ["unclear", "opinion", None, "context"]


def test_that_claims_stand_in_a_passage_is_its_mark_unless_what_a_reader_said_holds_beside_them() -> None:
    assert shown_mark("unread", cited=True, cited_again=False) == "yields_claims"
    assert shown_mark("opinion", cited=True, cited_again=True) == "yields_claims"
    assert shown_mark("unread", cited=False, cited_again=True) == "repeats"
    assert shown_mark("opinion", cited=False, cited_again=True) == "opinion"
    for stands in ("unclear", "context", "demand"):
        assert shown_mark(stands, cited=True, cited_again=True) == stands
    assert shown_mark("unread", cited=False, cited_again=False) == "unread"
