"""What the entry forms ask, as fields: the ten questions, and one claim more. Their order, labels, help and choices.

Names and meaning of the answers are `app.domain.entry`'s; which documents and sources are on record the view knows and
hands in. Names of people are never asked here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask_babel import gettext

from app.domain.dates import When
from app.domain.entry import basis_of, can_be_offered
from app.domain.incidents import ClaimView, IncidentView
from app.domain.properties import BASES, MODALITIES, POLARITIES, Property
from app.domain.records import PartyValue, PlaceValue, TermValue, TextValue
from app.domain.vocabularies import Term, terms
from app.domain.wording import PRECISIONS, value_words
from app.web.forms import Field, Option
from app.web.languages import current_language

MOST_ACTS = 3
MOST_METHODS = 2


def ten_questions(documents: Sequence[Option], sources: Iterable[str]) -> tuple[Field, ...]:
    """Every field of quick entry, unanswered. `documents` are those on record, `sources` the names that are known."""
    return (
        *provenance_fields(documents, sources),
        *_what(),
        _when(),
        *place_fields(),
        *_by_whom(),
        _danger(),
        Field("title", gettext("Title"), dir="auto"),
        Field("summary", gettext("One sentence that says who says so"), "area", rows=2, dir="auto"),
    )


def claim_fields(
    known: Property, acts: Sequence[Option], documents: Sequence[Option], sources: Iterable[str]
) -> tuple[Field, ...]:
    """The fields of one claim of the property `known`; `acts` are the incident's, from which one is chosen for it
    where there are several."""
    asked = (*provenance_fields(documents, sources), *_value(known))
    if known.subject == "act" and len(acts) != 1:
        asked = (*asked, Field("act", gettext("Of which act?"), "select", options=tuple(acts), required=True))
    return (*asked, Field("polarity", gettext("The source"), "select", value="asserts", options=_pairs(POLARITIES)))


def as_kept(fields: Sequence[Field], claim: ClaimView) -> tuple[Field, ...]:
    """The fields answered as a claim has them, so that what takes its place says nothing else unless somebody says so.

    Left as they are: the folds of a place, and who is passed on without a name.
    """
    cited = claim.citations[0] if claim.citations else None
    kept = {
        "quote": (cited.quote if cited else None) or claim.stated_as,
        "act": claim.act or "",
        "polarity": claim.polarity,
        "modality": claim.modality,
        **_value_as_kept(claim),
        **_originator_as_kept(claim),
    }
    if claim.originator and claim.basis != basis_of(claim.originator.kind):
        kept["basis"] = claim.basis
    return _filled(fields, kept, claim)


def as_before(fields: Sequence[Field], view: IncidentView) -> tuple[Field, ...]:
    """The ten questions with source, time, place and alleged party of an incident that was entered before: questions 1,
    3, 7, 8 and 9. Left open, as in `as_kept`: the folds of a place."""
    standing: dict[str, ClaimView] = {}
    for claim in view.claims:
        if claim.standing:
            standing.setdefault(claim.path, claim)
    kept: dict[str, str] = {}
    when = standing.get("incident.when")
    if when and isinstance(when.value, When) and when.value.understood:
        kept["when"] = _value_as_kept(when)["value"]
    if "incident.place" in standing:
        kept |= _value_as_kept(standing["incident.place"])
    if alleged := standing.get("act.alleged"):
        told = _value_as_kept(alleged)
        kept |= {"alleged": told["value"], "alleged_kind": alleged.party_kind or ""}
    first = next(iter(standing.values()), None)
    return _filled(fields, kept | (_originator_as_kept(first) if first else {}), first)


def _originator_as_kept(claim: ClaimView) -> dict[str, str]:
    """The answers on the document of a claim, and whose words it passes on."""
    cited = claim.citations[0].document if claim.citations else None
    kept = {"document": cited.ref} if cited else {}
    if claim.originator is None:
        return kept | {"originator": "not_said"}
    if cited is None:
        return {}
    if claim.originator == cited.source:
        return kept | {"originator": "source"}
    named = {"originator_name": claim.originator.name, "originator_kind": claim.originator.kind}
    return kept | {"originator": "other"} | named


def _filled(fields: Sequence[Field], kept: Mapping[str, str], claim: ClaimView | None) -> tuple[Field, ...]:
    """The fields with these answers; the document of the claim is offered, however old it is."""
    cited = claim.citations[0].document if claim and claim.citations else None
    named = Option(cited.ref, f"{cited.title} — {cited.source.name}") if cited else None
    return tuple(
        replace(
            field,
            value=kept.get(field.name, field.value),
            options=_with(named, field.options) if field.name == "document" and named else field.options,
        )
        for field in fields
    )


def _with(named: Option, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options with one that may be too old to be offered."""
    return options if any(one.value == named.value for one in options) else (named, *options)


def _value_as_kept(claim: ClaimView) -> dict[str, str]:
    """The answers that a claim's value was read from: the words for it, or ours where they are those of the passage."""
    value, language = claim.value, current_language()
    match value:
        case PartyValue():
            return {"value": value.party} | ({"degree": value.degree} if value.degree else {})
        case TermValue():
            return {"term": value.code}
        case TextValue():
            return {"value": value.words}
        case PlaceValue():
            return {"where": value.places[0].name} if value.places else {}
        case _:
            whole = bool(claim.citations) and claim.stated_as == claim.citations[0].quote
            return {"value": value_words(value, claim.path, language) if whole else claim.stated_as}


def reason_field() -> Field:
    """Why a claim is superseded or withdrawn, or a title amended."""
    stays = gettext("The reason stays in the history for good.")
    return Field("reason", gettext("Why?"), "area", stays, rows=2, dir="auto", required=True)


def provenance_fields(documents: Sequence[Option], sources: Iterable[str]) -> tuple[Field, ...]:
    """Questions 1 to 3: where it is from, the words that say it, whose words they are; and their folds."""
    known = tuple(sources)
    return (*_document(documents, known), *_words_and_originator(known))


def place_fields() -> tuple[Field, ...]:
    """Question 8 and its fold."""
    off = gettext("How far the point may be off. Left empty: the usual for the kind of place.")
    return (
        Field("where", gettext("Where?"), help=gettext("The place as written."), dir="auto"),
        Field("precision", gettext("How precise is it?"), "select", options=_pairs(PRECISIONS)),
        Field("latitude", gettext("Latitude"), help=gettext("In degrees, north above 0."), dir="ltr"),
        Field("longitude", gettext("Longitude"), help=gettext("In degrees, east above 0."), dir="ltr"),
        Field("uncertainty", gettext("Radius in metres"), help=off, dir="ltr"),
        Field("adm1", gettext("Governorate, as the source names it"), dir="auto"),
        Field("adm2", gettext("District, as the source names it"), dir="auto"),
        Field("adm3", gettext("Subdistrict, as the source names it"), dir="auto"),
    )


def term_options(vocabulary: str) -> tuple[Option, ...]:
    """The terms of a list that can be chosen, under their groups."""
    found = terms(vocabulary)

    def group(term: Term) -> str:
        top = found[term.lineage[-1]]
        return "" if top.can_be_chosen else top.label(current_language())

    return tuple(
        Option(term.code, term.label(current_language()), group=group(term))
        for term in found.values()
        if term.can_be_chosen
    )


def _document(documents: Sequence[Option], sources: tuple[str, ...]) -> tuple[Field, ...]:
    report = gettext("Report, post, visit: choose it, or make a new one below.")
    new_one = gettext("a new document, below")
    reckoned = gettext("As it stands there. “Yesterday” is reckoned from it.")
    source_kinds, document_kinds = _offered("source_kinds"), _offered("document_kinds")
    new = partial(Field, needed=gettext("needed for a new document"))
    return (
        Field("document", gettext("Where is it from?"), "select", report, options=tuple(documents), unanswered=new_one),
        new("source_name", gettext("Source"), help=gettext("Its name as it signs."), suggestions=sources, dir="auto"),
        new("source_kind", gettext("Kind of source"), "select", options=source_kinds),
        new("document_kind", gettext("Kind of document"), "select", options=document_kinds),
        new("document_title", gettext("Title, or first words"), dir="auto"),
        Field("document_url", gettext("Address on the web"), "url", dir="ltr"),
        Field("published", gettext("Published"), help=reckoned, dir="auto"),
    )


def _words_and_originator(sources: tuple[str, ...]) -> tuple[Field, ...]:
    copy = gettext("Copy them as they stand, in their language.")
    who = gettext("The document itself, or someone it passes on.")
    originators = (
        Option("source", gettext("the document’s own source")),
        Option("other", gettext("someone it passes on, named below")),
        Option("not_said", gettext("not said"), gettext("such as “activists say”")),
    )
    basis = gettext("Left empty: the usual for this kind of source.")
    passed_on = partial(Field, needed=gettext("needed if it passes someone on"))
    return (
        Field("quote", gettext("The words that say it"), "area", copy, rows=4, dir="auto", required=True),
        Field("originator", gettext("Who says so?"), "radios", who, "source", options=originators),
        passed_on("originator_name", gettext("Who is passed on"), suggestions=sources, dir="auto"),
        passed_on("originator_kind", gettext("Kind of who is passed on"), "select", options=_offered("source_kinds")),
        Field("modality", gettext("Said as"), "select", value="reported", options=_pairs(MODALITIES)),
        Field("basis", gettext("On what basis"), "select", basis, options=_pairs(BASES)),
    )


def _what() -> tuple[Field, ...]:
    conduct = gettext("The conduct, not its name in law.")
    whom = gettext("Describe, without names: “farmer, about 40”, “families of the quarter”.")
    acts, parties = term_options("act_types"), term_options("party_kinds")
    methods, completions = term_options("methods"), term_options("completions")
    return (
        Field("act", gettext("What happened?"), "select", conduct, options=acts, required=True, rows=MOST_ACTS),
        Field("method", gettext("By what means?"), "select", options=methods, rows=MOST_METHODS),
        Field("completion", gettext("How far did it go?"), "select", options=completions),
        Field("victim", gettext("To whom or what?"), help=whom, dir="auto"),
        Field(
            "victim_kind", gettext("What kind of person or group?"), "select", options=parties, needed=_if_answered()
        ),
        _count(),
    )


def _when() -> Field:
    as_said = gettext("As the source says it: early March 2025, yesterday, night of 6 to 7 March 2025.")
    return Field("when", gettext("When?"), help=as_said, dir="auto")


def _count() -> Field:
    as_said = gettext("As the source says it: 12 killed, dozens hurt. Leave it empty if it does not say.")
    return Field("count", gettext("How many?"), help=as_said, dir="auto")


def _if_answered() -> str:
    return str(gettext("needed if the question above is answered"))


def _by_whom() -> tuple[Field, ...]:
    only = gettext(
        "Only what the source says: a force or group by its name, a person described without. Leave it empty where it"
        " does not say."
    )
    parties, degrees = term_options("party_kinds"), term_options("involvement_degrees")
    return (
        Field("alleged", gettext("Who is said to have done it?"), help=only, dir="auto"),
        Field(
            "alleged_kind",
            gettext("What kind of force, group or organisation?"),
            "select",
            options=parties,
            needed=_if_answered(),
        ),
        Field("degree", gettext("In what way?"), "select", value="carried_out", options=degrees),
    )


def _danger() -> Field:
    here = gettext("Such material does not belong here yet: see the foot of the page.")
    answers = (
        Option("no", gettext("No")),
        Option("not_sure", gettext("Not sure"), gettext("Counts as yes.")),
        Option("yes", gettext("Yes"), here),
    )
    unsure = gettext("If unsure, say yes.")
    return Field(
        "danger", gettext("Could someone be harmed if this is seen?"), "radios", unsure, "not_sure", options=answers
    )


def of_people_field() -> Field:
    """Asks of a party's context what would make it confidential."""
    here = gettext("Such material does not belong here yet: see the foot of the page.")
    answers = (
        Option("no", gettext("No")),
        Option("not_sure", gettext("Not sure"), gettext("Counts as yes.")),
        Option("yes", gettext("Yes"), here),
    )
    asks = gettext("Does it say what a community is like, or whom it sides with?")
    help_ = gettext("People by faith, ethnicity, tribe, origin or politics. Only “no” can be kept yet.")
    return Field("of_people", asks, "radios", help_, "not_sure", options=answers)


def _value(known: Property) -> tuple[Field, ...]:
    """The fields in which a value of this kind is answered."""
    label = known.label(current_language())
    if known.value_kind == "place":
        where, *more = place_fields()
        return (replace(where, needed=gettext("needed, or a point or unit below")), *more)
    if known.value_kind == "term":
        return (Field("term", label, "select", options=term_options(known.vocabulary or ""), required=True),)
    if known.value_kind == "when":
        return (replace(_when(), name="value", required=True),)
    if known.value_kind == "count":
        as_said = gettext("As the source says it: 12 killed, dozens hurt.")
        return (replace(_count(), name="value", help=as_said, required=True),)
    if known.value_kind == "text":
        own = gettext("In few words, as near to the source’s own as you can.")
        return (Field("value", label, "area", own, rows=2, dir="auto", required=True),)
    kinds = term_options("party_kinds")
    party = (
        Field("value", label, dir="auto", required=True),
        Field("party_kind", gettext("What kind of person or group?"), "select", options=kinds, required=True),
    )
    return (*party, *(f for f in _by_whom() if known.degrees and f.name == "degree"))


def _offered(vocabulary: str) -> tuple[Option, ...]:
    """The kinds that this preview may name: none that needs consent or a sealed name."""
    found = terms(vocabulary).values()
    return tuple(Option(kind.code, kind.label(current_language())) for kind in found if can_be_offered(kind))


def _pairs(words: dict[str, tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(code, pair[current_language() == "ar"]) for code, pair in words.items())
