"""The nine cases of independent origins, and the laws that hold whatever the claims."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.origins import Speaker, Voice, count_origins, origin_ids

M, MINISTRY, HOSPITAL, AUTHOR, R, FAMILY, FOOTAGE_1, FOOTAGE_2, S = range(1, 10)


def said(
    name: str | None, group: int, basis: str = "own_collection", document: str = "D1", relayed: bool = False
) -> Voice:
    return Voice(name, basis, origin_ids(Speaker(group), basis), frozenset({document}), relayed)


def compiled(name: str, *cited: int, document: str = "DS") -> Voice:
    return Voice(
        name, "compiled", origin_ids(Speaker(99), "compiled", [Speaker(c) for c in cited]), frozenset({document})
    )


CASES = {
    "a data set citing S, and S's own post": ([compiled("data set", S), said("S", S)], 1),
    "a data set alone": ([compiled("data set", S)], 1),
    "a ministry and a hospital, quoted by one article": (
        [said("ministry", MINISTRY, relayed=True), said("hospital", HOSPITAL, "records", relayed=True)],
        2,
    ),
    "a monitor, an article and a wire that pass it on": (
        [
            said("monitor M", M),
            said("monitor M", M, document="D2", relayed=True),
            said("monitor M", M, document="D3", relayed=True),
        ],
        1,
    ),
    "an author and a monitor in one opinion piece": (
        [said("author", AUTHOR, "none_stated"), said("monitor M", M, relayed=True)],
        1,
    ),
    "three relatives": ([said(f"relative {n}", FAMILY) for n in range(3)], 1),
    "unnamed residents told R": ([said("R", R)], 1),
    "one video on five channels": (
        [said("footage", FOOTAGE_1, "observed", document=f"D{n}", relayed=True) for n in range(5)],
        1,
    ),
    "two people filming": ([said("A", FOOTAGE_1, "observed"), said("B", FOOTAGE_2, "observed")], 2),
}


@pytest.mark.parametrize("case", CASES)
def test_nine_cases(case: str) -> None:
    voices, count = CASES[case]
    assert count_origins(voices).count == count


def test_opinion_and_unnamed_speakers_are_shown_and_count_nothing() -> None:
    origins = count_origins([said("author", AUTHOR, "none_stated"), Voice(None, "none_stated", ())])
    assert origins.count == 0
    assert origins.without_basis == ("", "author")


def test_a_compiler_is_named_beside_the_source_that_it_cites() -> None:
    origins = count_origins([compiled("data set", S), said("S", S)])
    assert origins.beside == ("data set",)


def test_two_compilers_of_different_sources_add_one_at_most() -> None:
    assert count_origins([compiled("one", S), compiled("two", R)]).count == 1


def test_an_origin_is_only_relayed_until_its_own_publication_is_here() -> None:
    relayed = said("monitor M", M, relayed=True)
    assert count_origins([relayed]).counting[0].only_relayed
    assert not count_origins([relayed, said("monitor M", M, document="D2")]).counting[0].only_relayed


def test_a_source_that_counts_for_no_origin_counts_nowhere() -> None:
    nobody = Speaker(7, counts_as_origin=False)
    assert origin_ids(nobody, "own_collection") == ()
    assert origin_ids(Speaker(99), "compiled", [nobody, Speaker(3)]) == (3,)


voices = st.lists(
    st.one_of(
        st.builds(
            said,
            st.sampled_from("ABC"),
            st.integers(1, 4),
            st.sampled_from(["observed", "own_collection", "none_stated"]),
        ),
        st.lists(st.integers(1, 4), max_size=3).map(lambda cited: compiled("data set", *cited)),
    ),
    max_size=8,
)


@given(voices)
def test_saying_it_again_adds_no_origin(heard: list[Voice]) -> None:
    assert count_origins(heard + heard).count == count_origins(heard).count


@given(voices)
def test_passing_it_on_adds_no_origin(heard: list[Voice]) -> None:
    relays = [replace(t, relayed=True, documents=frozenset({"wire"})) for t in heard]
    assert count_origins(heard + relays).count == count_origins(heard).count


@given(voices, st.lists(st.integers(1, 4), max_size=3))
def test_a_compiler_adds_one_at_most_and_never_takes_one_away(heard: list[Voice], cited: list[int]) -> None:
    before, after = count_origins(heard).count, count_origins([*heard, compiled("new", *cited)]).count
    assert before <= after <= before + 1
