"""From what a browser sent to a checked model: nothing lost, nothing guessed, nothing given back that should not be."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constraint
from werkzeug.datastructures import MultiDict

from app.domain.errors import InvalidInput, InvalidValue
from app.web.forms import Field, Ruled, answered, read_form
from app.web.policy import GuardedFlask


class Told(Ruled):
    model_config = ConfigDict(frozen=True)

    quote: str = Constraint(max_length=40)
    when: str | None = None
    killed: int | None = Constraint(None, ge=0)
    act: tuple[str, ...] = ()
    place: list[str] | None = None
    danger: Literal["no", "unsure", "yes"] = "unsure"

    def rules(self) -> Iterator[Callable[[], object]]:
        if self.when:
            yield self._not_ambiguous
        if self.place:
            yield self._somewhere

    def _not_ambiguous(self) -> None:
        if "/" in (self.when or ""):
            raise InvalidValue("Write the month as a word.", field="when")

    def _somewhere(self) -> None:
        if self.place == ["nowhere"]:
            raise InvalidValue("Write where.", field="place")


def problems_of(web: GuardedFlask, *answers: tuple[str, str], language: str = "en") -> dict[str, str]:
    with web.test_request_context(headers={"Accept-Language": language}), pytest.raises(InvalidInput) as caught:
        read_form(Told, MultiDict(answers))
    return caught.value.problems


def test_answers_become_a_model() -> None:
    form = MultiDict(
        [
            ("csrf_token", "t"),
            ("quote", "one\r\ntwo"),
            ("killed", "12"),
            ("act", "killing"),
            ("act", ""),
            ("act", "shelling"),
        ]
    )
    assert read_form(Told, form) == Told(quote="one\ntwo", killed=12, act=("killing", "shelling"))


def test_an_empty_field_is_a_field_that_was_not_answered() -> None:
    read = read_form(Told, MultiDict([("quote", "x"), ("when", ""), ("killed", "  "), ("danger", ""), ("place", "")]))
    assert (read.when, read.killed, read.danger, read.place) == (None, None, "unsure", [])


def test_what_is_needed_is_asked_for(web: GuardedFlask) -> None:
    assert problems_of(web, ("when", "yesterday")) == {"quote": "This is needed."}
    assert problems_of(web, ("quote", "   ")) == {"quote": "This is needed."}


def test_each_field_has_its_own_mend(web: GuardedFlask) -> None:
    problems = problems_of(web, ("quote", "x" * 41), ("killed", "twelve"), ("danger", "perhaps"))
    assert problems == {
        "quote": "Write at most 40 characters.",
        "killed": "Write a whole number in digits.",
        "danger": "Choose one of the answers offered.",
    }


def test_a_mend_speaks_the_readers_language(web: GuardedFlask) -> None:
    assert problems_of(web, ("quote", "x" * 41), language="ar") == {"quote": "اكتب ما لا يزيد على 40 حرفاً."}


def test_a_rule_of_the_domain_names_its_field(web: GuardedFlask) -> None:
    assert problems_of(web, ("quote", "x"), ("when", "07/03/2025")) == {"when": "Write the month as a word."}


def test_every_rule_is_asked_even_where_the_form_is_wrong_elsewhere(web: GuardedFlask) -> None:
    told = problems_of(web, ("killed", "many"), ("when", "07/03/2025"), ("place", "nowhere"))
    assert told == {
        "quote": "This is needed.",
        "killed": "Write a whole number in digits.",
        "when": "Write the month as a word.",
        "place": "Write where.",
    }


def test_days_and_numbers_are_read_in_the_digits_of_any_script(web: GuardedFlask) -> None:
    class Due(BaseModel):
        on: date | None = None
        number: int = 0
        words: str = ""

    with web.test_request_context():
        read = read_form(Due, MultiDict({"on": "٢٠٢٥-٠٣-٠٧", "number": "٤٢", "words": "٤٢"}))
    assert (read.on, read.number, read.words) == (date(2025, 3, 7), 42, "٤٢")


def test_two_answers_where_one_is_asked_are_refused(web: GuardedFlask) -> None:
    assert set(problems_of(web, ("quote", "x"), ("quote", "y"))) == {"quote"}


def test_an_answer_that_nobody_asked_for_is_refused_without_being_named(web: GuardedFlask) -> None:
    problems = problems_of(web, ("quote", "x"), ("is_admin", "yes"))
    assert set(problems) == {""}
    assert "is_admin" not in problems[""]


def test_a_character_that_the_database_cannot_hold_is_refused(web: GuardedFlask) -> None:
    assert set(problems_of(web, ("quote", "a\0b"))) == {"quote"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(killed=st.text(alphabet="٠١٢abc%{}()_-. ", min_size=6, max_size=12), danger=st.text(min_size=6, max_size=20))
def test_no_mend_holds_what_was_refused(web: GuardedFlask, killed: str, danger: str) -> None:
    form = MultiDict([("quote", "x"), ("killed", killed), ("danger", danger)])
    with web.test_request_context():
        try:
            read_form(Told, form)
        except InvalidInput as refused:
            said = " ".join(refused.problems.values())
            assert danger.strip() not in said or not danger.strip()


def test_fields_come_back_with_what_was_typed_and_what_is_wrong() -> None:
    fields = (
        Field("when", "When?"),
        Field("act", "What?", "select", rows=3),
        Field("harms", "Harm?", "checks"),
        Field("passphrase", "Passphrase", "password"),
    )
    form = MultiDict(
        [
            ("when", "07/03/2025"),
            ("act", "killing"),
            ("act", ""),
            ("harms", "a"),
            ("harms", "b"),
            ("passphrase", "secret"),
        ]
    )
    when, act, harms, passphrase = answered(fields, form, {"when": "Write the month as a word."})
    assert (when.value, when.error) == ("07/03/2025", "Write the month as a word.")
    assert act.values == ("killing", "")
    assert harms.values == ("a", "b")
    assert passphrase.value == ""
