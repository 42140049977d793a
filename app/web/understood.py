"""How answers were understood, in words beside their fields; and what the entry forms offer to choose from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from flask import g
from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.dates import When
from app.domain.entry import Understood
from app.domain.properties import PROPERTIES
from app.services import provenance
from app.web.forms import Field, Option
from app.web.languages import current_language, translate
from app.web.policy import begin_work


def offered_documents() -> tuple[Option, ...]:
    known = provenance.offered_documents(begin_work(), g.project)
    return tuple(Option(one.ref, f"{one.title} — {one.source_name}") for one in known)


def today() -> date:
    return datetime.now(UTC).date()


def mends(understood: Understood) -> dict[str, str]:
    return {name: translate(mend) for name, mend in understood.problems.items()}


def show_back(fields: Sequence[Field], understood: Understood, path: str = "") -> tuple[Field, ...]:
    """The fields with how each answer was understood."""
    language = current_language()
    words: dict[str, tuple[str, bool]] = {}
    if understood.when:
        words["when"] = _time_words(understood.when), _unsure(understood.when)
    if understood.counts:
        said = [wording.value_words(count, "incident.count", language) for count in understood.counts]
        words["count"] = " · ".join(said), any(count.minimum is None for count in understood.counts)
    if understood.place:
        precision = wording.precision_words(understood.place.precision, understood.place.radius_m, language)
        words["where"] = (
            f"{wording.place_words(understood.place, language)} ({precision})",
            understood.place.wkt is None,
        )
    if understood.published:
        words["published"] = wording.value_words(understood.published, "incident.when", language), False
    if understood.elsewhere:
        beside = gettext(
            "also the address of a document of %(sources)s; this one is kept beside it",
            sources=" · ".join(understood.elsewhere),
        )
        words["document_url"] = beside, True
    if understood.values and path:
        name = {"place": "where", "term": "term"}.get(PROPERTIES[path].value_kind, "value")
        said = [wording.value_words(value, path, language) for value in understood.values]
        words[name] = " · ".join(said), False
    return tuple(_told(field, words.get(field.name)) for field in fields)


def _told(field: Field, words: tuple[str, bool] | None) -> Field:
    return replace(field, understood=words[0], unsure=words[1]) if words and not field.error else field


def _time_words(when: When) -> str:
    """How a time was understood, or why only its words are kept."""
    if when.not_understood is None:
        return wording.value_words(when, "incident.when", current_language())
    return str(_WORDS_ONLY[when.not_understood])


_WORDS_ONLY = {
    "not_listed": lazy_gettext("the words only: when is not known"),
    "incomplete": lazy_gettext("the words only: no year stands in them, and none is guessed"),
    "weekday_differs": lazy_gettext("the words only: that day was not that weekday"),
}


def _unsure(when: When) -> bool:
    return when.earliest_start is None or when.earliest_start != when.latest_end
