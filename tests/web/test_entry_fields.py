"""The forms ask exactly what the domain reads, and offer nothing that it would refuse."""

import re
from datetime import date

import pytest

from app.domain.entry import ClaimEntry, Entry, understand
from app.domain.phrases import understand_when
from app.domain.properties import PROPERTIES
from app.web.entry_fields import claim_fields, reason_field, ten_questions
from app.web.forms import Option
from app.web.policy import GuardedFlask

# Hidden parts of the form, what only the desk asks, what is kept for the next one, and the button that was pressed.
UNASKED = {"once", "shown", "deed", "text", "cited", "incident", "keep", "template"}
ACTS = (Option("ACT-000000000000", "killing"), Option("ACT-000000000001", "burning"))


def test_the_ten_questions_are_those_of_an_entry(web: GuardedFlask) -> None:
    with web.test_request_context():
        names = [field.name for field in ten_questions((), ())]
    assert len(names) == len(set(names))
    assert set(names) == set(Entry.model_fields) - UNASKED


@pytest.mark.parametrize("path", PROPERTIES)
def test_one_claim_more_asks_only_what_a_claim_takes(web: GuardedFlask, path: str) -> None:
    with web.test_request_context():
        fields = (*claim_fields(PROPERTIES[path], ACTS, (), ()), reason_field())
    names = [field.name for field in fields]
    assert len(names) == len(set(names))
    assert set(names) <= set(ClaimEntry.model_fields)
    assert ("act" in names) == path.startswith("act.")
    with web.test_request_context():
        assert "act" not in [field.name for field in claim_fields(PROPERTIES[path], ACTS[:1], (), ())]


def test_what_must_be_answered_says_so(web: GuardedFlask) -> None:
    """The refusals of an entry with nothing in it fall on fields that are marked; a title is made of the words."""
    nothing = Entry.model_construct(once="", act=[], quote=None, victim="people", alleged="force F", originator="other")
    refused = {*understand(nothing, document_on=(None, None), today=date(2026, 1, 1)).problems, "quote", "act"}
    refused.remove("document_title")
    with web.test_request_context():
        marked = {field.name for field in ten_questions((), ()) if field.required or field.needed}
    assert marked == refused


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_the_help_gives_as_an_example_of_a_time_is_understood(web: GuardedFlask, language: str) -> None:
    with web.test_request_context(headers={"Accept-Language": language}):
        [help_] = [str(field.help) for field in ten_questions((), ()) if field.name == "when"]
    examples = re.split("[,،] ", help_.partition(": ")[2].rstrip("."))
    assert len(examples) == 3
    for example in examples:
        assert understand_when(example, document_date=date(2025, 5, 12)).understood, example


def test_no_two_questions_read_alike(web: GuardedFlask) -> None:
    with web.test_request_context():
        labels = [str(field.label) for field in ten_questions((), ())]
    assert len(labels) == len(set(labels))


def test_kinds_that_need_a_protected_place_are_not_offered(web: GuardedFlask) -> None:
    with web.test_request_context():
        fields = {field.name: field for field in ten_questions((), ())}
    sources = {option.value for option in fields["source_kind"].options}
    documents = {option.value for option in fields["document_kind"].options}
    assert sources
    assert not sources & {"victim", "eyewitness", "family_member", "community_contact"}
    assert not documents & {"testimony_in_person", "testimony_remote", "message_thread", "questionnaire"}
    assert documents


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_choice_has_its_word_in_the_readers_language(web: GuardedFlask, language: str) -> None:
    with web.test_request_context(headers={"Accept-Language": language}):
        labels = [str(option.label) for field in ten_questions((), ()) for option in field.options]
    arabic = [label for label in labels if any("\u0600" <= letter <= "\u06ff" for letter in label)]
    assert arabic == (labels if language == "ar" else [])
