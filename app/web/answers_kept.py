"""Answers that stand already, in the fields of a form: of a claim that is replaced, an incident entered before, a
template."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.entry import basis_of
from app.domain.incidents import ClaimView, IncidentView, NamedDocument
from app.domain.places import Place
from app.domain.records import IncidentValue, PartyValue, PlaceValue, TermValue, TextValue
from app.domain.wording import value_words
from app.web.figures import figure_as_kept
from app.web.forms import Field, Option
from app.web.languages import current_language


def as_kept(fields: Sequence[Field], claim: ClaimView) -> tuple[Field, ...]:
    """The fields answered as a claim has them, so that what takes its place says nothing else unless somebody says so;
    parties and sources by their own names, not those of what they were joined with, since that can be taken back.

    Left as they are: the folds of a place, and who is passed on without a name.
    """
    claim = claim.as_recorded
    cited = claim.citations[0] if claim.citations else None
    kept = {
        "quote": (cited.quote if cited else None) or claim.stated_as,
        "act": claim.act or "",
        "polarity": claim.polarity,
        "modality": claim.modality,
        **_value_as_kept(claim),
        **originator_as_kept(claim),
    }
    if claim.originator and claim.basis != basis_of(claim.originator.kind):
        kept["basis"] = claim.basis
    return _filled(fields, kept, claim)


def originator_as_kept(claim: ClaimView) -> dict[str, str]:
    """The answers on the document of a claim, and whose words it passes on."""
    cited = claim.citations[0].document if claim.citations else None
    kept = {"document": cited.ref} if cited else {}
    if claim.originator is None:
        return kept | {"originator": "not_said"}
    if cited is None:
        return {}
    if claim.own_word:
        return kept | {"originator": "source"}
    named = {"originator_name": claim.originator.name, "originator_kind": claim.originator.kind}
    return kept | {"originator": "other"} | named


def _filled(
    fields: Sequence[Field], kept: Mapping[str, str | tuple[str, ...]], claim: ClaimView | None
) -> tuple[Field, ...]:
    """The fields with these answers; the document of the claim is offered, however old it is."""
    cited = claim.citations[0].document if claim and claim.citations else None
    named = document_option(cited) if cited else None
    return tuple(
        replace(_with_document(field, named), value=_several(field, kept.get(field.name, field.value)))
        for field in fields
    )


def document_option(document: NamedDocument) -> Option:
    """A document as an answer to where it is from."""
    return Option(document.ref, f"{document.title} — {document.source.name}")


def _with_document(field: Field, named: Option | None) -> Field:
    """The first question with a document among its answers that may be too old to be offered."""
    if field.name != "document" or named is None or any(one.value == named.value for one in field.options):
        return field
    return replace(field, options=(named, *field.options))


def _value_as_kept(claim: ClaimView) -> dict[str, str]:
    """The answers that a claim's value was read from: the words for it, or ours where they are those of the passage."""
    value, language = claim.value, current_language()
    match value:
        case PartyValue():
            named = {"value": value.party, "party_kind": claim.party_kind or ""}
            return named | ({"degree": value.degree} if value.degree else {})
        case TermValue():
            return {"term": value.code}
        case TextValue(said) | IncidentValue(said):
            return {"value": said}
        case PlaceValue():
            return _places_as_kept(value.places)
        case Count():
            return figure_as_kept(claim, value)
        case _:
            whole = bool(claim.citations) and claim.stated_as == claim.citations[0].quote
            return {"value": value_words(value, claim.path, language) if whole else claim.stated_as}


def _places_as_kept(places: tuple[Place, ...]) -> dict[str, str]:
    """The answers that several places were read from."""
    at = [place for place in places if place.part == "at"]
    ends = {f"where_{place.part}": place.name for place in places if place.part != "at"}
    if not at:
        return ends
    first, further = at[0], "\n".join(place.name for place in at[1:])
    meant = {"several": first.list} if first.list != "one" else {}
    return ends | meant | {"where": first.name, "gazetteer_place": first.gazetteer or "", "also_at": further}


Kept = dict[str, str | tuple[str, ...]]


def as_before(fields: Sequence[Field], view: IncidentView, kept: Collection[str]) -> tuple[Field, ...]:
    """The ten questions, those of `kept` (see `entry_templates.QUESTIONS`) answered as an incident has them that was
    entered before. Left open, as in `as_kept`: the folds of a place."""
    standing: dict[str, ClaimView] = {}
    for claim in view.claims:
        if claim.standing:
            standing.setdefault(claim.path, claim)
    answers: Kept = {}
    for question, answered in _BEFORE.items():
        if question in kept:
            answers |= answered(standing, view)
    first = next(iter(standing.values()), None)
    return _filled(fields, answers, first if "document" in kept else None)


def prefilled(fields: Sequence[Field], answers: MultiDict[str, str], document: Option | None) -> tuple[Field, ...]:
    """The fields with the answers of a template; those that it has none of keep their own. Its document is offered,
    however old it is."""
    found: Kept = {name: tuple(given) if len(given) > 1 else given[0] for name, given in answers.lists() if given}
    return tuple(
        replace(_with_document(field, document), value=_several(field, found.get(field.name, field.value)))
        for field in fields
    )


def _several(field: Field, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    many = field.kind == "checks" or (field.rows > 1 and field.kind == "select")
    return (value,) if many and isinstance(value, str) and value else value


def _document_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    first = next(iter(standing.values()), None)
    cited = first.citations[0].document if first and first.citations else None
    return {"document": cited.ref} if cited else {}


def _originator_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    first = next(iter(standing.values()), None)
    found = originator_as_kept(first) if first else {}
    return {name: answer for name, answer in found.items() if name != "document"}


def _act_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    kinds = tuple(dict.fromkeys(act.type_code for act in view.own_acts if act.type_code))
    said = {path: standing[path].value for path in ("act.method", "act.completion") if path in standing}
    terms = {path.partition(".")[2]: value.code for path, value in said.items() if isinstance(value, TermValue)}
    return {"act": kinds, **terms}


def _victim_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    if whom := standing.get("act.victim"):
        return {"victim": _value_as_kept(whom)["value"], "victim_kind": whom.party_kind or ""}
    kind = standing.get("item.kind")
    if kind and isinstance(kind.value, TermValue):
        return {"victim": kind.item_label, "victim_kind": kind.value.code}
    return {}


def _when_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    when = standing.get("incident.when")
    if when and isinstance(when.value, When) and when.value.understood:
        return {"when": _value_as_kept(when)["value"]}
    return {}


def _where_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    return {**_value_as_kept(standing["incident.place"])} if "incident.place" in standing else {}


def _alleged_before(standing: Mapping[str, ClaimView], view: IncidentView) -> Kept:
    if alleged := standing.get("act.alleged"):
        return {"alleged": _value_as_kept(alleged)["value"], "alleged_kind": alleged.party_kind or ""}
    return {}


_BEFORE: dict[str, Callable[[Mapping[str, ClaimView], IncidentView], Kept]] = {
    "document": _document_before,
    "originator": _originator_before,
    "act": _act_before,
    "victim": _victim_before,
    "when": _when_before,
    "where": _where_before,
    "alleged": _alleged_before,
}
