"""Incidents named on the page of something else: their titles, where we made them, in the reader's language."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from flask import g

from app.domain.statistics import Compiled
from app.services import own_words
from app.web.languages import current_language
from app.web.policy import begin_work

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Named = TypeVar("Named", bound="DataclassInstance")


def titled(found: Sequence[Named], named_by: str = "incident") -> list[Named]:
    """Records that have an incident's `title`, and its ref as `named_by`: with the title in the reader's language."""
    refs = {ref: one for one in found if (ref := getattr(one, named_by))}
    titles = own_words.titles_in(begin_work(), g.project, refs, current_language())
    return [replace(one, title=titles[ref]) if (ref := getattr(one, named_by)) in titles else one for one in found]


def with_titles(table: Compiled) -> Compiled:
    """A table of figures whose summary figures are titled in the reader's language."""
    umbrellas = tuple(titled(table.left.umbrellas, "ref"))
    return replace(table, left=replace(table.left, umbrellas=umbrellas))
