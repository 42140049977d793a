"""What the API takes in: the answers of the forms without what only a form has. What they mean is the domain's.

JSON has numbers and lists of its own, so nothing is read from text here: "3" is no number.
"""

from collections.abc import Callable, Collection, Mapping
from copy import copy
from datetime import date
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from app.domain.documents import Registration
from app.domain.entry import (
    CHOSEN_FROM,
    DANGERS,
    ORIGINATORS,
    ClaimEntry,
    Entry,
    Provenance,
    can_be_offered,
)
from app.domain.errors import InvalidInput, mend
from app.domain.place_answers import SEVERAL
from app.domain.properties import BASES, MODALITIES, POLARITIES, PROPERTIES
from app.domain.questions import FILTERS, told_of, values_of
from app.domain.records import INCIDENT_KINDS
from app.domain.sources import DocumentEntry, SourceEntry, SourceRegistration
from app.domain.tasks import TaskEntry
from app.domain.vocabularies import terms
from app.web.api.blueprint import Paged

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True)
_OF_A_FORM = frozenset({"once", "shown", "deed", "keep", "template", "text", "cited", "version", "looked"})


def _codes(*vocabularies: str) -> tuple[str, ...]:
    return tuple(code for one in vocabularies for code, term in terms(one).items() if term.can_be_chosen)


def _kinds(vocabulary: str) -> tuple[str, ...]:
    return tuple(code for code, term in terms(vocabulary).items() if can_be_offered(term))


_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "source_kind": _kinds("source_kinds"),
    "originator_kind": _kinds("source_kinds"),
    "document_kind": _kinds("document_kinds"),
    "originator": ORIGINATORS,
    "modality": tuple(MODALITIES),
    "basis": tuple(BASES),
    "several": SEVERAL,
}
"""What the forms offer as answers, by the name of the question."""
_OF_AN_INCIDENT = (
    _ATTRIBUTES
    | {name: _codes(vocabulary) for name, vocabulary in CHOSEN_FROM.items()}
    | {"victim_kind": _codes("party_kinds", "property_kinds"), "danger": DANGERS, "kind": INCIDENT_KINDS}
)
_OF_A_CLAIM = _ATTRIBUTES | {"polarity": tuple(POLARITIES), "party_kind": _codes("party_kinds")}


def listing(known: Collection[str]) -> Callable[[dict[str, Any]], None]:
    """Puts the values that are known into the schema of an answer, of each of several answers, or of none."""

    def put(schema: dict[str, Any]) -> None:
        for one in schema.get("anyOf", [schema]):
            text = one.get("items", one)
            if text.get("type") == "string":
                text["enum"] = list(known)

    return put


def _listed(field: str, info: FieldInfo, known: Mapping[str, Collection[str]]) -> FieldInfo:
    if field not in known:
        return info
    told = copy(info)
    told.json_schema_extra = listing(known[field])
    return told


def _asked(
    name: str,
    form: type[BaseModel],
    says: str,
    *,
    without: Collection[str] = (),
    known: Mapping[str, Collection[str]] = MappingProxyType({}),
    **fields: Any,
) -> type[BaseModel]:
    """The answers of a form as JSON; `fields` are told otherwise than in it, `known` are the values that some take."""
    left_out = _OF_A_FORM.union(without)
    kept: dict[str, Any] = {
        field: (info.annotation, _listed(field, info, known))
        for field, info in form.model_fields.items()
        if field not in left_out
    }
    return create_model(name, __config__=_STRICT, __doc__=says, **(kept | fields))


def _partly(name: str, form: type[BaseModel], says: str, *, without: Collection[str] = ()) -> type[BaseModel]:
    """… each of them optional: what is not sent stays as it is."""
    kept: dict[str, Any] = {}
    for field, info in form.model_fields.items():
        if field not in _OF_A_FORM.union(without):
            kept[field] = (info.annotation, optional := copy(info))
            optional.default = "" if info.is_required() else info.default
    return create_model(name, __config__=_STRICT, __doc__=says, **kept)


_NUMBER: Any = (float | None, Field(None, gt=0, le=2_000_000, allow_inf_nan=False))
_LOOKED: Any = (
    bool,
    Field(False, description="Words that read like a person's name were looked at, and name nobody."),
)
_ATTRIBUTED = {"originator", "originator_name", "originator_kind", "modality", "basis", "quote", "document"}

NewIncident = _asked(
    "NewIncident",
    Entry,
    "The ten questions: where it is said, the words that say it, and what they say. Every answer becomes a claim with"
    " its citation, its originator and its modality.",
    without={"incident", "uncertainty"},
    known=_OF_AN_INCIDENT,
    uncertainty=_NUMBER,
    looked=_LOOKED,
)
NewClaim = _asked(
    "NewClaim",
    ClaimEntry,
    "What a source says about one property of the incident, in its own words.",
    without={"path", "reason", "uncertainty"},
    known=_OF_A_CLAIM,
    property=(
        str,
        Field(description="Which property, such as incident.when.", json_schema_extra=listing(PROPERTIES)),
    ),
    uncertainty=_NUMBER,
    looked=_LOOKED,
)
NewDocument = _asked(
    "NewDocument",
    Registration,
    "A document that is put on record by itself; its source is found by name, or made.",
    without=_ATTRIBUTED,
    known=_ATTRIBUTES,
)
NewSource = _asked("NewSource", SourceRegistration, "A source that is put on record by itself.")

_DAY: Any = (str | None, Field(None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Year-month-day."))
NewTask = _asked(
    "NewTask", TaskEntry, "A task to take up, or of the kind `other` to write.", without={"done_reason"}, due_on=_DAY
)
ChangedTask = _partly(
    "ChangedTask",
    create_model("_Changed", __base__=TaskEntry, due_on=_DAY),
    "What changes of a task; with `done_reason` it is done.",
    without={"kind", "incident", "document", "party"},
)
ChangedSource = _partly("ChangedSource", SourceEntry, "What changes of a source; aliases stand one a line.")
ChangedDocument = _partly(
    "ChangedDocument",
    DocumentEntry,
    "What changes of a document. Where something rests on what is taken from it, the same is sent again with `seen`.",
)


class ChangedIncident(BaseModel):
    """What changes of the organisation's own words about an incident. `looked`: words that read like a person's name
    were looked at, and name nobody."""

    model_config = _STRICT

    title: str | None = Field(None, min_length=1, max_length=300)
    summary: str | None = Field(None, max_length=2000)
    kind: str | None = None
    looked: bool = False


def _filter(name: str) -> Any:
    known = values_of(name)
    return str, Field("", description=told_of(name), json_schema_extra=listing(("", *known)) if known else None)


FILTERED: dict[str, Any] = {name: _filter(name) for name in FILTERS}
"""The filters of the list in the browser and of the command line, under the same names."""
IncidentsAsked = create_model("IncidentsAsked", __base__=Paged, **FILTERED)


class SourcesAsked(Paged):
    """Sources by name."""

    q: str = Field("", description="Words of the name or an alias.")


class DocumentsAsked(Paged):
    """Documents, the last recorded first."""

    q: str = Field("", description="Words of the title.")
    source: str = Field("", description="Of one source, by its ref.")


class TasksAsked(Paged):
    """Tasks, those with a day first."""

    kind: str = Field("", description="Of one kind.")
    show: str = Field("", description="mine, due or done; else all that are open.")
    incident: str = Field("", description="About one incident, by its ref.")
    document: str = Field("", description="About one document, by its ref.")


def answers(body: BaseModel) -> dict[str, Any]:
    """What was sent, and nothing else: without `looked`, which is about what was sent."""
    return body.model_dump(exclude_unset=True, exclude={"looked"})


def provenance_of(form: type[Provenance], body: BaseModel, once: str, **further: Any) -> Any:
    """The answers as the form has them, under a one-time key."""
    return form(once=once, deed="save", **answers(body), **further)


def day_of(given: dict[str, Any]) -> dict[str, Any]:
    """The same with its day read. InvalidInput where there is no such day."""
    if not given.get("due_on"):
        return given
    try:
        return given | {"due_on": date.fromisoformat(given["due_on"])}
    except ValueError:
        raise InvalidInput({"due_on": mend("Write the day as year-month-day, such as 2025-03-07.")}) from None
