"""What is cited from a text stays with its passage when another text takes its place."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.passages import Span, cut, quote
from app.domain.replaced import CitedText

RESIDENTS = "On 3 March 2025 gunmen killed 12 farmers near Homs, residents said."
NURSE = "On 3 March 2025 gunmen killed 12 farmers near Homs, according to a nurse."


def cited(text: str, words: str, nth: int = 0) -> tuple[str, str, str, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    found = quote(text, Span(at, at + len(words)))
    return found.exact, found.prefix, found.suffix, found.starts


def test_what_one_speaker_said_does_not_go_over_to_another() -> None:
    before = f"{RESIDENTS} It rained. {NURSE}"
    told_anew = "On 3 March 2025 armed men shot 12 farmers close to Homs, as a nurse told us."
    after = CitedText(f"{RESIDENTS} It rained. {told_anew}", [before])
    nurse = after.text.index(told_anew)
    for words in ("On 3 March 2025", "12 farmers", "Homs"):
        span, state = after.find(*cited(before, words, 1))
        assert span is not None and span.starts >= nurse and state == "drifted", words
        assert after.find(*cited(before, words))[1] == "ok"
    assert after.find(*cited(before, "killed", 1)) == (None, "lost"), "only the residents say so now"
    assert CitedText(f"{RESIDENTS} It rained.", [before]).find(*cited(before, "12 farmers", 1)) == (None, "lost")


def test_a_passage_that_was_moved_split_or_joined_keeps_what_is_cited_from_it() -> None:
    before = f"{RESIDENTS}\n{NURSE}"
    moved = CitedText(f"{NURSE}\n{RESIDENTS}", [before])
    span, _ = moved.find(*cited(before, "12 farmers", 1))
    assert span is not None and span.starts < len(NURSE)
    split = CitedText(
        f"{RESIDENTS}\nOn 3 March 2025 gunmen came. They killed 12 farmers near Homs, a nurse says.", [before]
    )
    span, state = split.find(*cited(before, "12 farmers", 1))
    assert span is not None and span.starts > len(RESIDENTS) and state == "drifted"
    heads = "Near Homs\nTwo died there."
    joined = CitedText("Near Homs Two died there.", [heads])
    assert joined.find(*cited(heads, "Homs"))[0] == Span(5, 9) and joined.find(*cited(heads, "Two"))[0] == Span(10, 13)


def test_of_several_former_texts_the_one_it_was_marked_in_is_asked() -> None:
    first, second = f"{RESIDENTS} {NURSE}", f"New. {RESIDENTS} {NURSE}"
    third = CitedText(f"Newer. {RESIDENTS} {NURSE.replace('near', 'by')}", [first, second])
    for text in (first, second):
        span, _ = third.find(*cited(text, "12 farmers", 1))
        assert span is not None and span.starts > third.text.index("residents")


def test_of_what_nobody_knows_the_former_text_most_of_what_stood_around_it_decides() -> None:
    before = f"{RESIDENTS} {NURSE}"
    span, state = CitedText(before).find(*cited(before, "12 farmers", 1))
    assert span is not None and span.starts > len(RESIDENTS) and state == "ok"


SPEAKERS = st.lists(
    st.sampled_from(["a nurse", "residents", "a driver", "the mayor", "a guard"]), min_size=2, unique=True
)


@given(SPEAKERS, st.data())
def test_no_edit_of_one_sentence_moves_a_citation_to_the_sentence_of_another(
    speakers: list[str], data: st.DataObject
) -> None:
    sentences = [f"On Friday gunmen killed 12 farmers near Homs, {who} said." for who in speakers]
    before = " ".join(sentences)
    number = data.draw(st.integers(0, len(sentences) - 1))
    edit = data.draw(
        st.sampled_from(
            [("killed 12", "shot 12"), ("On Friday gunmen", "Gunmen on Friday"), ("near", "by"), ("12 farmers", "ten")]
        )
    )
    edited = [sentence.replace(*edit) if at == number else sentence for at, sentence in enumerate(sentences)]
    new = data.draw(st.sampled_from(["", "It rained. ", "A heading\n"])) + " ".join(edited)
    after, told = CitedText(new, [before]), cut(new)
    for at, who in enumerate(speakers):
        for words in ("killed", "12 farmers", "near Homs"):
            span, state = after.find(*cited(before, words, at))
            if span is None:
                assert at == number and state == "lost"
            else:
                assert who in next(passage for passage in told if passage.meets(span)).of(new)


@given(
    st.text(st.sampled_from("ab .\n"), max_size=60),
    st.text(st.sampled_from("ab .\n"), max_size=60),
    st.integers(0, 60),
    st.integers(1, 9),
)
def test_what_is_found_are_the_words_that_were_cited(before: str, new: str, starts: int, length: int) -> None:
    span = Span(starts, starts + length)
    if span.ends > len(before) or not span.of(before).strip():
        return
    marked = quote(before, span)
    found, state = CitedText(new, [before]).find(marked.exact, marked.prefix, marked.suffix, marked.starts)
    assert (found is None) == (state in ("lost", "by_hand"))
    assert found is None or found.of(new) == marked.exact
