"""The form of the reading desk: what may be entered from a text, and how it was understood, shown back.

While somebody types, the form alone is asked for (`asks_for_form`): the text beside it is laid out once.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import g, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain import wording
from app.domain.desk import Desk
from app.domain.incidents import Listed
from app.domain.sources import DocumentView
from app.services import desk as deeds
from app.services import provenance
from app.services.permissions import may
from app.services.provenance import Reading
from app.web import drafts
from app.web.answers_kept import originator_as_kept
from app.web.entry_fields import context_fields, intervention_fields, ten_questions
from app.web.forms import Field, Option
from app.web.languages import current_language
from app.web.policy import POLICIES, begin_work
from app.web.sources import address
from app.web.titles import titled
from app.web.understood import mends, near_by

ABOUT = {"incident": "desk.record_incident", "action": "desk.record_action", "context": "desk.record_context"}
"""What may be entered from a text, and the page that takes it."""


def asks_for_form() -> bool:
    """Whether a script asks, which takes of the page the form alone."""
    return request.headers.get("Tawthiq-Part") == "form"


def may_be_entered() -> list[str]:
    """What whoever reads may enter from a text."""
    return [one for one in ABOUT if may(g.project, POLICIES[ABOUT[one]])]


def home(document: str, about: str) -> str:
    """Where the desk stands open for what is entered."""
    return address("desk.read_text", document=document, about=about)


def form_fields(view: DocumentView, about: str, of: str = "", reach: Sequence[Listed] = ()) -> tuple[Field, ...]:
    """The questions, unanswered but for what they are about (`of`, its ref). `reach`: incidents that may be meant
    though this document tells of none of them yet."""
    here, known = Option(view.document.ref, view.document.title), provenance.suggested_sources(begin_work(), g.project)
    if about == "context":
        return context_fields((here,), known)
    if about == "action":
        told, new = tuple(_actions(view.document.ref)), gettext("a new one")
        label = gettext("Which action or response?")
        which = Field("intervention", label, "select", value=of, options=told, unanswered=new)
        return (which, *intervention_fields((here,), known))
    titles = {one.ref: one.title for one in titled(reach, "ref")}
    titles = {one.ref: one.title for one in titled(view.incidents, "ref")} | titles
    incidents = tuple(Option(ref, f"{title} · {ref}") for ref, title in titles.items())
    new = gettext("a new incident")
    which = Field("incident", gettext("Which incident?"), "select", value=of, options=incidents, unanswered=new)
    return (which, *ten_questions((here,), known))


def as_said_last(fields: Sequence[Field], on_desk: Desk) -> tuple[Field, ...]:
    """The questions with who said, and in what voice, what was last entered from this text, where that was its author
    or nobody in particular: as a rule it goes on so. Whom it passes on is marked each time: what the author says next
    would stand under another's name, unseen."""
    last = next((claim for claim in reversed(on_desk.claims) if claim.citations), None)
    if last is None or (last.originator and not last.own_word):
        return tuple(fields)
    kept = originator_as_kept(last.as_recorded) | {"modality": last.modality}
    return tuple(replace(field, value=kept.get(field.name, field.value)) for field in fields)


def _actions(document: str) -> Iterator[Option]:
    """The actions and responses of which this document tells."""
    for ref, claims in deeds.actions_told(begin_work(), g.project, document).items():
        yield Option(ref, wording.intervention_words(claims, current_language()))


def form_values(
    view: DocumentView,
    text: int,
    about: str,
    fields: Sequence[Field],
    form: MultiDict[str, str],
    draft: str = "",
    reading: Reading[Any] | None = None,
) -> dict[str, Any]:
    """What the form's template reads: of the text of that number, as it was understood (`reading`)."""
    checked = reading is not None and not reading.understood.problems
    document = view.document.ref
    return {
        "document": view.document,
        "text": text,
        "about": about,
        "action": address(ABOUT[about], document=document),
        "known": provenance.known_names(begin_work(), g.project),
        "fields": {field.name: field for field in fields},
        # What was marked in another text than the one that stands here is marked no longer.
        "cited": form.getlist("cited") if form.get("text") == str(text) else (),
        "drafts": drafts.offered(home(document, about)),
        "draft": draft,
        "whole": mends(reading.understood).get("", "") if reading else "",
        "near": near_by(reading) if reading and about == "incident" else (),
        "checked": checked,
        "once": form.get("once") or str(uuid.uuid4()),
        "shown": reading.digest if reading and checked else None,
    }
