"""What the ten questions are taken for, and what is refused with its mend."""

from datetime import date

import pytest

from app.domain.entry import ClaimEntry, Entry, basis_of, can_be_offered, tier_of, understand, understand_claim
from app.domain.places import Unit
from app.domain.sources import new_source
from app.domain.vocabularies import terms

TODAY = date(2026, 1, 1)
ONCE = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d11"
UNKNOWN = (None, None)
LEAST = {"once": ONCE, "document": "DOC-000000000000", "quote": "said so", "act": ["killing"]}


def test_three_answers_are_enough() -> None:
    read = understand(Entry(**LEAST), document_on=UNKNOWN, today=TODAY)
    assert read.problems == {}
    assert (read.when, read.counts, read.place) == (None, (), None)


def test_a_bare_number_is_of_what_the_act_stands_for() -> None:
    [count] = understand(Entry(**LEAST, count="12"), document_on=UNKNOWN, today=TODAY).counts
    assert (count.harm, count.minimum, count.maximum) == ("killed", 12, 12)


@pytest.mark.parametrize("text", ["hundreds of families", "5 families", "40 households", "مئات العائلات"])
def test_how_many_families_is_no_number_of_killed_until_somebody_says_so(text: str) -> None:
    read = understand(Entry(**LEAST, count=text), document_on=UNKNOWN, today=TODAY)
    assert (read.counts, set(read.problems)) == ((), {"harm"})
    [chosen] = understand(Entry(**LEAST, count=text, harm="killed"), document_on=UNKNOWN, today=TODAY).counts
    assert (chosen.harm, chosen.unit in ("family", "household")) == ("killed", True)
    both = LEAST | {"act": ["killing", "displacement"]}
    [moved] = understand(Entry(**both, count=text), document_on=UNKNOWN, today=TODAY).counts
    assert (moved.harm, moved.unit) == ("displaced_unspecified", chosen.unit)


def test_families_whose_harm_is_said_or_who_moved_are_counted() -> None:
    [killed] = understand(Entry(**LEAST, count="2 families killed"), document_on=UNKNOWN, today=TODAY).counts
    assert (killed.harm, killed.unit, killed.minimum) == ("killed", "family", 2)


def test_a_figure_said_twice_is_one_claim() -> None:
    read = understand(Entry(**LEAST, count="12 killed, 3 hurt, 12 dead"), document_on=UNKNOWN, today=TODAY)
    assert [(count.harm, count.minimum) for count in read.counts] == [("killed", 12), ("injured", 3)]


@pytest.mark.parametrize(("field", "code"), [("act", "killing"), ("method", next(iter(terms("methods"))))])
def test_the_same_answer_twice_is_not_passed_over(field: str, code: str) -> None:
    read = understand(Entry(**LEAST | {field: [code, code]}), document_on=UNKNOWN, today=TODAY)
    assert "twice" in read.problems[field]


def test_words_have_no_number() -> None:
    [count] = understand(Entry(**LEAST, count="dozens killed"), document_on=UNKNOWN, today=TODAY).counts
    assert (count.minimum, count.maximum, count.stated, count.quantity_class) == (None, None, None, "tens")


def test_a_figure_that_is_not_understood_is_not_lost_in_silence() -> None:
    read = understand(Entry(**LEAST, count="some figure or other"), document_on=UNKNOWN, today=TODAY)
    assert "count" in read.problems


def test_yesterday_is_reckoned_from_the_document() -> None:
    day = date(2025, 5, 12)
    when = understand(Entry(**LEAST, when="yesterday"), document_on=(day, day), today=TODAY).when
    assert when is not None and when.follows_document and when.earliest_start == when.latest_end == date(2025, 5, 11)
    later = understand(Entry(**LEAST, when="yesterday"), document_on=UNKNOWN, today=TODAY).when
    assert later is not None and later.follows_document and later.earliest_start is None


def test_a_name_alone_says_nothing_of_its_precision() -> None:
    place = understand(Entry(**LEAST, where="Jableh"), document_on=UNKNOWN, today=TODAY).place
    assert place is not None and (place.precision, place.wkt, place.radius_m) == ("unknown", None, None)


def test_a_point_is_never_bare() -> None:
    place = understand(Entry(**LEAST, point="35.0, 36.1"), document_on=UNKNOWN, today=TODAY).place
    assert place is not None and place.wkt and place.radius_m == 2000.0


def test_units_alone_are_as_precise_as_the_last_of_them() -> None:
    answers = {"adm1": "Wadi", "adm2": "Zayn"}
    place = understand(Entry(**LEAST, **answers), document_on=UNKNOWN, today=TODAY).place
    assert place is not None and (place.name, place.precision) == ("Zayn", "district")


def test_a_district_alone_is_a_district_and_in_no_governorate() -> None:
    place = understand(Entry(**LEAST, adm2="Zayn"), document_on=UNKNOWN, today=TODAY).place
    assert place is not None and (place.name, place.precision) == ("Zayn", "district")
    assert place.units == (None, Unit("Zayn"))
    rough = understand(Entry(**LEAST, adm2="Zayn", precision="governorate"), document_on=UNKNOWN, today=TODAY)
    assert rough.problems.keys() == {"precision"}


@pytest.mark.parametrize("danger, tier", [("no", 0), ("not_sure", 1), ("yes", 1)])
def test_not_sure_counts_as_yes(danger: str, tier: int) -> None:
    assert tier_of(danger) == tier


def test_kinds_that_need_consent_or_a_sealed_name_are_not_offered() -> None:
    withheld = {code for code, kind in terms("document_kinds").items() if not can_be_offered(kind)}
    assert {"testimony_in_person", "message_thread", "medical_record", "list_of_names"} <= withheld
    assert {"report", "news_article", "social_post"}.isdisjoint(withheld)
    people = {code for code, kind in terms("source_kinds").items() if not can_be_offered(kind)}
    assert {"victim", "eyewitness", "family_member", "anonymous", "own_investigator"} <= people


def test_the_basis_is_the_kinds_until_someone_says_otherwise() -> None:
    assert basis_of("opinion_outlet") == "none_stated"
    assert basis_of("opinion_outlet", "observed") == "observed"


@pytest.mark.parametrize(
    ("kind", "basis", "starts"),
    [
        ("opinion_outlet", None, ("none_stated", False, True)),
        ("opinion_outlet", "compiled", ("compiled", True, True)),
        ("academic", None, ("compiled", True, True)),
        ("source_unknown", None, ("none_stated", False, False)),
    ],
)
def test_what_a_new_source_of_a_kind_starts_with(kind: str, basis: str | None, starts: tuple[str, bool, bool]) -> None:
    made = new_source("Somebody", kind, basis)
    assert (made.default_basis, made.compiles, made.counts_as_origin) == starts


CLAIM = {"once": ONCE, "document": "DOC-000000000000", "quote": "said so"}


@pytest.mark.parametrize(
    "answers, field",
    [
        ({"path": "incident.weather", "value": "rain"}, "path"),
        ({"path": "incident.count"}, "value"),
        ({"path": "incident.count", "value": "rain"}, "value"),
        ({"path": "incident.place"}, "where"),
        ({"path": "act.type", "term": "killing"}, "act"),
        ({"path": "act.type", "term": "life", "act": "ACT-1"}, "term"),
        ({"path": "act.victim", "value": "families", "act": "ACT-1"}, "party_kind"),
        ({"path": "incident.count", "value": "3 killed", "polarity": "perhaps"}, "polarity"),
    ],
)
def test_a_further_claim_that_cannot_be_kept_says_which_answer(answers: dict[str, str], field: str) -> None:
    read = understand_claim(ClaimEntry(**CLAIM, **answers), document_on=UNKNOWN, today=TODAY, acts=("ACT-1",))
    assert field in read.problems


def test_several_figures_in_one_answer_are_several_claims() -> None:
    entry = ClaimEntry(**CLAIM, path="incident.count", value="7 killed, 20 hurt")
    read = understand_claim(entry, document_on=UNKNOWN, today=TODAY, acts=())
    assert [getattr(value, "harm", "") for value in read.values] == ["killed", "injured"]
