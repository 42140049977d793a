"""How answers were understood, in words beside their fields; and what the entry forms offer to choose from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from flask import g, url_for
from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import INDEX_CEILING as RESTRICTED
from app.domain.disclosure import is_group, kind_tier, party_tier
from app.domain.entry import ASKED_IN, Entry, Understood
from app.domain.names import names_a_leader, reads_like_a_name
from app.domain.place_answers import PlaceAnswers
from app.domain.places import Place
from app.domain.properties import BASES, PROPERTIES
from app.domain.records import PartyValue, PlaceValue, Value
from app.services import entry as entries
from app.services import provenance
from app.services.provenance import Answers, Reading
from app.web.figures import figures_words, turn_offered, without_harm
from app.web.forms import Field, Option
from app.web.languages import current_language, translate
from app.web.names_warned import warned_of
from app.web.near_names import new_words
from app.web.places import offer_beneath, turned_words
from app.web.policy import begin_work
from app.web.shown import Linked
from app.web.titles import titled

"""Answers that are words of ours and name nobody."""


def offered_documents() -> tuple[Option, ...]:
    known = provenance.offered_documents(begin_work(), g.project)
    return tuple(Option(one.ref, f"{one.title} — {one.source_name}") for one in known)


def near_by(reading: Reading[Entry]) -> tuple[Linked, ...]:
    """That incidents on record are within reach in time and place, each leading to its page."""
    if reading.entry.incident:
        return ()
    found = entries.within_reach(begin_work(), g.project, reading.understood)
    return tuple(
        Linked(one.title, url_for("incidents.read_incident", project=g.project.code, ref=one.ref))
        for one in titled(found, "ref")
    )


def today() -> date:
    return datetime.now(UTC).date()


def mends(understood: Understood) -> dict[str, str]:
    return {name: translate(mend) for name, mend in understood.problems.items()}


def show_back(fields: Sequence[Field], reading: Reading[Answers], path: str = "") -> tuple[Field, ...]:
    """The fields with how each answer was understood."""
    language, understood = current_language(), reading.understood
    words: dict[str, tuple[str, bool]] = {}
    if who := _who_says_so(reading):
        words["originator"] = who, reading.basis == "none_stated"
    if understood.when:
        words["when"] = _time_words(understood.when, reading), _unsure(understood.when)
    if understood.counts:
        figures = [wording.value_words(count, "incident.count", language) for count in understood.counts]
        words["count"] = figures_words(figures, understood.counts, understood.figures)
    words |= _where_words(reading)
    words |= {name: (warned, True) for name, warned in warned_of(reading.entry).items()}
    words |= new_words(reading.typed) | _named_words(reading) | _own_words(reading)
    if understood.published:
        words["published"] = wording.value_words(understood.published, "incident.when", language), False
    if understood.elsewhere:
        beside = gettext(
            "also the address of a document of %(sources)s; this one is kept beside it",
            sources=" · ".join(understood.elsewhere),
        )
        words["document_url"] = beside, True
    if reading.filed:
        words["document_title"] = (
            _filed_words(reading, reading.filed.title, reading.filed.ref, fields),
            bool(reading.not_kept),
        )
    if understood.values and path:
        name = {"place": "where", "term": "term"}.get(PROPERTIES[path].value_kind, "value")
        polarity = getattr(reading.entry, "polarity", "asserts")
        said = [_value_words(value, path, polarity, reading) for value in understood.values]
        counts = [value for value in understood.values if isinstance(value, Count)]
        parties = [value.party.partition(":") for value in understood.values if isinstance(value, PartyValue)]
        named = any(_bears_a_name(label, kind) for kind, _, label in parties)
        new, open_ = words.get(name, ("", False)) if name == "value" else ("", False)
        read, unsure = figures_words(said, counts, understood.figures) if counts else (" · ".join(said), named)
        words[name] = f"{read} · {new}" if new else read, unsure or open_
    how_many = "value" if path else "count"
    if wanting := without_harm(understood.figures):
        words[how_many] = wanting, True
    told = tuple(_told(field, words.get(field.name)) for field in fields)
    told = tuple(turn_offered(one, understood.figures) if one.name == how_many else one for one in told)
    return offer_beneath(told, reading.offered, reading.entry)


def _where_words(reading: Reading[Answers]) -> dict[str, tuple[str, bool]]:
    """How the places were understood, and where coordinates would lie that look turned round."""
    understood, words = reading.understood, {}
    if understood.places:
        words["where"] = _places_words(understood.places, reading)
    if understood.turned:
        words["point"] = turned_words(understood.turned), True
    return words


def _filed_words(reading: Reading[Answers], title: str, ref: str, fields: Sequence[Field]) -> str:
    """That a document is on record, under which name, and which of the answers on it are not kept."""
    there = gettext("on record as “%(title)s” (%(ref)s), where what is said here is filed", title=title, ref=ref)
    lost = [field.label for field in fields if field.name in reading.not_kept]
    if not lost:
        return str(there)
    return str(
        gettext(
            "%(there)s. Not kept: %(answers)s. Choose that document in the first question, or give this one another"
            " number, address or title",
            there=there,
            answers=" · ".join(lost),
        )
    )


def _own_words(reading: Reading[Answers]) -> dict[str, tuple[str, bool]]:
    """What is said of answers of which the whole quotation is kept."""
    told = gettext("kept as the whole quotation, since your words do not stand in it. Copy those that say it")
    return {name: (str(told), True) for name in reading.kept_as_quotation}


def _named_words(reading: Reading[Answers]) -> dict[str, tuple[str, bool]]:
    """What a description of people, and a name that is on record, are taken for."""
    entry, words = reading.entry, {}
    if isinstance(entry, Entry):
        unsaid = (name for path, name in ASKED_IN.items() if path in entry.not_said and not getattr(entry, name))
        words = dict.fromkeys(unsaid, (gettext("looked for, and not said"), False))
        parties = ("victim", entry.victim, entry.victim_kind), ("alleged", entry.alleged, entry.alleged_kind)
        for field, label, kind in parties:
            if label and (told := _party_words(label, kind or "", label)):
                words[field] = told, _bears_a_name(label, kind or "")
        if entry.victim and kind_tier("property_kinds", entry.object_kind or "") > RESTRICTED:
            kept = gettext("%(name)s: kept at tier 2, confidential, for its kind", name=entry.victim)
            words["victim"] = str(kept), False
    for name, asked in (("by", "by_kind"), ("addressee", "addressee_kind"), ("party", "party_of")):
        label, kind = getattr(entry, name, None), getattr(entry, asked, None) or ""
        if label and (told := _party_words(label, kind, label)):
            words[name] = told, _bears_a_name(label, kind)
    for name, (known, kind) in reading.joined.items():
        chosen = entry.source_kind if name == "source_name" else entry.originator_kind
        label = wording.term_words("source_kinds", kind, current_language())
        told = str(gettext("%(name)s, which is on record as: %(kind)s", name=known, kind=label))
        if kind != chosen:
            told = str(gettext("%(told)s. The kind chosen here is not used: the source keeps its own", told=told))
        words[name] = told, kind != chosen
    return words


def _told(field: Field, words: tuple[str, bool] | None) -> Field:
    return replace(field, understood=words[0], unsure=words[1]) if words and not field.error else field


def _who_says_so(reading: Reading[Answers]) -> str:
    """Whose words they are taken for, and on what basis: the usual one of that kind where none was chosen."""
    entry, document = reading.entry, reading.document
    if getattr(entry, "premises", ()):
        return str(gettext("our own inference, and no origin"))
    if entry.originator == "not_said":
        who: str | None = gettext("nobody named")
    elif entry.originator == "other":
        who = entry.originator_name
    else:
        who = document.source_name if document else entry.source_name
    if not who or reading.basis not in BASES:
        return ""
    basis = BASES[reading.basis][current_language() == "ar"]
    return str(gettext("%(who)s, on this basis: %(basis)s", who=who, basis=basis))


def _is_closer(kind: str) -> bool:
    """Whether people are meant, who are kept at a tier above what is searched."""
    return party_tier(kind) > RESTRICTED


def _bears_a_name(label: str, kind: str) -> bool:
    return reads_like_a_name(label, of_group=is_group(kind)) or names_a_leader(label)


def _party_words(label: str, kind: str, shown: str) -> str:
    """How closely people are kept, and that a name does not belong here; nothing of a group that bears no name of one.

    `shown` is the party in words.
    """
    named = _bears_a_name(label, kind)
    if not _is_closer(kind) and names_a_leader(label):
        led = gettext(
            "%(party)s: a person seems to be named in the name of a group, which is kept at tier 0 and searched. Name"
            " the group without the person, like “forces of a general”. Where the text itself names somebody by their"
            " office, it can stay",
            party=shown,
        )
        return str(led)
    if not _is_closer(kind):
        unlike = gettext(
            "%(party)s: this reads like a person’s name. If it is one, describe the person without it and choose a"
            " person as the kind, so that it is kept at tier 2. The name of a group can stay",
            party=shown,
        )
        return str(unlike) if named else ""
    kept = gettext(
        "%(party)s: kept at tier 2, confidential, whatever the last question says, because it can show who a person,"
        " a family or a community is",
        party=shown,
    )
    if not named:
        return str(kept)
    return str(
        gettext(
            "%(kept)s. This reads like a name, and names do not belong here yet: describe the person without it, like"
            " “farmer, about 40”",
            kept=kept,
        )
    )


def _taken_as_usual(reading: Reading[Answers], place: Place) -> bool:
    """Whether nobody said how precise a point is, so that what is usual was taken."""
    entry = reading.entry
    open_ = isinstance(entry, PlaceAnswers) and not (entry.precision or entry.uncertainty)
    return open_ and place.wkt is not None and place.method != "gazetteer"


def _value_words(value: Value, path: str, polarity: str, reading: Reading[Answers]) -> str:
    language = current_language()
    if isinstance(value, When):
        return wording.taken_up(_time_words(value, reading), path, polarity, language)
    if isinstance(value, PlaceValue):
        words, _ = _places_words(value.places, reading)
        return wording.taken_up(words, path, polarity, language)
    if isinstance(value, PartyValue):
        kind, _, label = value.party.partition(":")
        said = wording.claimed_words(value, path, polarity, language)
        return _party_words(label, kind, said) or said
    return wording.claimed_words(value, path, polarity, language)


def _places_words(places: tuple[Place, ...], reading: Reading[Answers]) -> tuple[str, bool]:
    """Where, in one place or several, and whether that leaves something open."""
    usual = [_taken_as_usual(reading, place) for place in places]
    named = [_part_words(place, one, reading) for place, one in zip(places, usual, strict=True)]
    opening = wording.list_words(places[0], current_language())
    listed = " · ".join(named)
    return f"{opening}: {listed}" if opening else listed, any(usual) or any(place.wkt is None for place in places)


def _part_words(place: Place, usual: bool, reading: Reading[Answers]) -> str:
    return wording.part_words(place, _place_words(place, usual, reading), current_language())


def _place_words(place: Place, usual: bool, reading: Reading[Answers]) -> str:
    language = current_language()
    if place.gazetteer is None and reading.offered.candidates and not reading.place_stands:
        return _kept_as_words(place, language)
    precise = wording.precision_words(place.precision, place.radius_m, language, wording.point_words(place, language))
    words = f"{wording.place_words(place, language)} ({precise})"
    if reading.place_stands:
        return str(gettext("%(place)s, the place of this incident", place=words))
    if reading.registers and place.gazetteer == reading.registers.key:
        return str(gettext("%(place)s. New: it is registered as a place of this project when you save", place=words))
    if not usual:
        return words
    return str(gettext("%(place)s. How precise was not said: this is the usual, and can be changed below", place=words))


def _kept_as_words(place: Place, language: str) -> str:
    """A place that nobody has placed yet, though there are some of that name or much like it."""
    precise = wording.precision_words(place.precision, place.radius_m, language, wording.point_words(place, language))
    words = f"{wording.place_words(place, language)} ({precise})"
    return str(gettext("%(place)s. None of the places below is chosen, so that the words alone are kept", place=words))


def _time_words(when: When, reading: Reading[Answers]) -> str:
    """How a time was understood, and how to say the other thing that it could be; or why only its words are kept."""
    if when.not_understood is not None:
        return str(_WORDS_ONLY[when.not_understood])
    if when.follows_document and when.earliest_start is None and when.latest_end is None:
        return str(_TOLD_FROM_DOCUMENT if reading.document else _TOLD_FROM_NEW_DOCUMENT)
    words = wording.value_words(when, "incident.when", current_language())
    if when.edtf and when.edtf.startswith("["):
        return str(gettext("%(time)s (if it lasted all that time, write “from … to …”)", time=words))
    return words


_TOLD_FROM_DOCUMENT = lazy_gettext(
    "the words only, for now: they are told from the day on which the document came out, which is not on record. Say it"
    " on the document’s page, and they are reckoned from it"
)
_TOLD_FROM_NEW_DOCUMENT = lazy_gettext(
    "the words only, for now: they are told from the day on which the document came out. Say it under “Published”, and"
    " they are reckoned from it"
)
_WORDS_ONLY = {
    "not_listed": lazy_gettext("the words only: when is not known"),
    "incomplete": lazy_gettext("the words only: no year stands in them, and none is guessed"),
    "weekday_differs": lazy_gettext("the words only: that day was not that weekday"),
}


def _unsure(when: When) -> bool:
    return when.earliest_start is None or when.earliest_start != when.latest_end
