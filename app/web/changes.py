"""The history of an incident, a party or an intervention in words: what each deed did, what each row was and is."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString, gettext, lazy_gettext

from app.domain import wording
from app.domain.decisions import TrackRefs
from app.domain.incidents import ClaimView, IncidentView
from app.domain.parties import PartyView
from app.domain.review import WORKFLOW
from app.domain.text import isolated
from app.domain.verification import CREDIBILITY, LEVELS, METHODS
from app.services.claims import Subject
from app.services.decisions import Weighed
from app.services.incidents import Event, RowChange
from app.web.decided import OUTCOMES, link_words, pick, question_label, subject_of
from app.web.languages import current_language, within
from app.web.links import link_words as incident_link_words
from app.web.showing import KINDS, end_words, instant_words
from app.web.shown import ShownChange, ShownEvent

DEEDS = {
    "record_incident": lazy_gettext("Entered"),
    "record_intervention": lazy_gettext("Entered"),
    "attribute_claim": lazy_gettext("A source's claim added"),
    "supersede_claim": lazy_gettext("A claim superseded"),
    "withdraw_claim": lazy_gettext("A claim withdrawn"),
    "amend_incident": lazy_gettext("Title, summary or kind amended"),
    "import_chunk": lazy_gettext("Imported"),
    "register_source": lazy_gettext("A source put on record"),
    "amend_source": lazy_gettext("A source amended"),
    "amend_document": lazy_gettext("A document amended"),
    "register_document": lazy_gettext("A document put on record"),
    "keep_template": lazy_gettext("A template kept"),
    "save_question": lazy_gettext("A question kept"),
    "end_question": lazy_gettext("The link of a question removed"),
    "end_template": lazy_gettext("A template removed"),
    "register_place": lazy_gettext("A place registered"),
    "amend_place": lazy_gettext("A place amended"),
    "retire_place": lazy_gettext("A place retired"),
    "take_text": lazy_gettext("The text of a document taken in"),
    "add_file": lazy_gettext("A file added to a document"),
    "relate_documents": lazy_gettext("A relation between documents stated"),
    "end_relation": lazy_gettext("A relation between documents taken back"),
    "link_claims": lazy_gettext("Two claims compared"),
    "unlink_claims": lazy_gettext("A comparison of claims taken back"),
    "assess_claim": lazy_gettext("A claim graded"),
    "adopt_value": lazy_gettext("Decided what we go by"),
    "move_verification": lazy_gettext("Verification moved, or a move proposed"),
    "decide_verification": lazy_gettext("A proposed move decided"),
    "link_incidents": lazy_gettext("How it stands to another incident, stated"),
    "unlink_incidents": lazy_gettext("How it stands to another incident, taken back"),
    "join_entries": lazy_gettext("Said to be the same"),
    "part_entries": lazy_gettext("No longer said to be the same"),
    "take_up_task": lazy_gettext("Taken up"),
    "change_task": lazy_gettext("Changed"),
    "close_task": lazy_gettext("Closed"),
    "move_workflow": lazy_gettext("Moved on in review"),
    "change_in_bulk": lazy_gettext("Changed with many others at once"),
    "undo_in_bulk": lazy_gettext("A change of many undone"),
    "follow_change": lazy_gettext("Followed a change of a document or a place"),
    "rebuild": lazy_gettext("Projected anew"),
    "run_sql": lazy_gettext("Changed by an SQL statement"),
}
_COLUMNS = {
    "title": lazy_gettext("Title"),
    "summary": lazy_gettext("Summary"),
    "kind": lazy_gettext("Kind"),
    "scope": lazy_gettext("Scope"),
    "workflow": lazy_gettext("Workflow"),
    "tier": lazy_gettext("Tier"),
}


def show_event(event: Event, view: Subject) -> ShownEvent:
    """One entry of the history of an incident, a party or an intervention, with what it changed in words."""
    changes = [change for row in event.changes for change in _changes(row, view)]
    sentences = [sentence for row in event.changes if (sentence := _ending_sentence(row, view))]
    name = str(DEEDS.get(event.deed, event.deed))
    if file := event.detail.get("file"):
        name = f"{name}: {file}"
    if {"one", "other"} <= event.detail.keys():
        name = f"{name}: {event.detail['one']} = {event.detail['other']}"
    return ShownEvent(
        deed=name,
        by=_by(event),
        at=instant_words(event.at),
        reason="" if sentences else event.reason or "",  # each sentence gives its own
        changes=tuple(changes),
        sentences=tuple(sentences),
    )


def show_row_event(event: Event, columns: Mapping[str, LazyString]) -> ShownEvent:
    """One entry of the history of a record that no claims make, with what it changed in these columns."""
    told = [
        ShownChange(str(label), _text((row.before or {}).get(name)), _text((row.after or {}).get(name)))
        for row in event.changes
        for name, label in columns.items()
        if (row.before or {}).get(name) != (row.after or {}).get(name)
    ]
    name = str(DEEDS.get(event.deed, event.deed))
    return ShownEvent(
        deed=name, by=_by(event), at=instant_words(event.at), reason=event.reason or "", changes=tuple(told)
    )


def _by(event: Event) -> str:
    """Who did it, and by which way where that was no page."""
    if event.channel == "shell":
        return str(gettext("%(person)s, from the shell", person=within(event.actor)))
    if event.channel == "api":
        return str(gettext("%(person)s, through the interface for programs", person=within(event.actor)))
    return event.actor


def _ending_sentence(row: RowChange, view: Subject) -> str:
    """What became of a claim that an event ended, if it ended one."""
    if row.table != "claim" or not (row.before and row.after) or "ended_reason" in row.before:
        return ""
    claim = _claim_of(row, view)
    return end_words(claim, view) if claim and not claim.live else ""


def _claim_of(row: RowChange, view: Subject) -> ClaimView | None:
    ref = (row.after or {}).get("ref")
    return next((claim for claim in view.claims if claim.ref == ref), None)


def _changes(row: RowChange, view: Subject) -> list[ShownChange]:
    if row.table == "claim":
        return _of_claim(row, view)
    if row.table == "claim_citation":
        return _of_citation(row, view)
    if isinstance(view, PartyView):
        return _of_party(row)
    if weighed := _WEIGHED.get(row.table):
        return weighed(row, view)
    told = _TOLD.get(row.table)
    return told(row, view) if told and isinstance(view, IncidentView) else []  # an act or a place is told by its claim


def _of_party(row: RowChange) -> list[ShownChange]:
    if row.table != "party" or row.before is not None:
        return []  # that two names are one is told by the deed
    return [ShownChange(gettext("Name"), None, _text((row.after or {}).get("label")))]


def _of_claim(row: RowChange, view: Subject) -> list[ShownChange]:
    added = _claim_of(row, view) if row.before is None else None
    if added is None:
        return []  # what ends one is a sentence
    return [ShownChange(_claim_label(added), None, wording.named_claim_words(added, current_language()))]


def _of_citation(row: RowChange, view: Subject) -> list[ShownChange]:
    """That a claim is cited from further words."""
    claim = next((claim for claim in view.claims if claim.ref in row.about), None)
    if claim is None or row.after is None or row.before is not None:
        return []
    words = isolated(row.after.get("quote") or row.after.get("locator") or "", current_language())
    again = gettext("cited once more: “%(words)s”", words=words) if words else gettext("cited once more")
    return [ShownChange(_claim_label(claim), None, str(again))]


def _of_number(row: RowChange, view: IncidentView) -> list[ShownChange]:
    if row.after is None or row.before is not None:
        return []
    return [ShownChange(gettext("Known elsewhere as"), None, f"{row.after['scheme']} {row.after['value']}")]


def _of_incident(row: RowChange, view: IncidentView) -> list[ShownChange]:
    before, after = row.before or {}, row.after or {}
    names = [name for name in _COLUMNS if before.get(name) != after.get(name) and (row.before or name == "title")]
    return [
        ShownChange(str(_COLUMNS[name]), _text(before.get(name), name), _text(after.get(name), name)) for name in names
    ]


def _of_item(row: RowChange, view: IncidentView) -> list[ShownChange]:
    ref = (row.after or {}).get("ref")
    return [ShownChange(gettext("Object harmed"), None, item.label) for item in view.items if item.ref == ref]


def _of_move(row: RowChange, view: IncidentView) -> list[ShownChange]:
    """A move that is proposed leaves the level where it is; once it is done, the level is another."""
    now = row.after or {}
    act, *party = row.about
    subject = subject_of(view, TrackRefs(view.ref, act, *party))
    levels = {end: LEVELS[now[end]].label(current_language()) for end in ("from_level", "to_level")}
    if now["outcome"] == "done":
        return [ShownChange(subject, levels["from_level"], levels["to_level"])]
    proposed = gettext("%(subject)s, proposed: %(level)s", subject=subject, level=levels["to_level"])
    return [ShownChange(proposed, None, str(OUTCOMES[now["outcome"]]))]


def _of_adoption(row: RowChange, view: Weighed) -> list[ShownChange]:
    """The value gone by is that of the claims used."""
    if row.before is not None or row.after is None:
        return []  # that another took its place is told by that other
    language = current_language()
    path, method = row.after["path"], pick(METHODS[row.after["method"]])
    used = [claim for claim in view.claims if claim.ref in row.about]
    words = wording.values_words([c.value for c in used], path, language) or gettext("not determined")
    question = question_label(path, row.after.get("harm"), used[0].item_label if used else "")
    label = gettext("What we go by: %(property)s", property=question)
    return [ShownChange(label, None, f"{words} ({method})")]


def _of_link(row: RowChange, view: Weighed) -> list[ShownChange]:
    first, second = row.about
    link = row.after or {}
    seen = {claim.ref: claim for claim in view.claims}
    if not {first, second} <= seen.keys():
        return []  # one of them lies above what the reader may see
    words = link_words(link["kind"], True, view, second, link["reason"])
    ended = "ended_reason" in link
    return [ShownChange(_claim_label(seen[first]), words if ended else None, link["ended_reason"] if ended else words)]


def _of_incident_link(row: RowChange, view: IncidentView) -> list[ShownChange]:
    first, second = row.about
    forwards = first == view.ref
    words = f"{incident_link_words((row.after or {})['kind'], forwards)} {second if forwards else first}"
    ended = (row.after or {}).get("ended_reason")
    return [ShownChange(gettext("This incident"), words if ended else None, ended or words)]


def _of_grade(row: RowChange, view: Weighed) -> list[ShownChange]:
    claim = next((claim for claim in view.claims if claim.ref in row.about), None)
    if claim is None or row.after is None or row.before is not None:
        return []
    return [ShownChange(_claim_label(claim), None, pick(CREDIBILITY[row.after["grade"]]))]


_WEIGHED: dict[str, Callable[[RowChange, Weighed], list[ShownChange]]] = {
    "assessment": _of_grade,
    "adoption": _of_adoption,
    "claim_link": _of_link,
}
_TOLD: dict[str, Callable[[RowChange, IncidentView], list[ShownChange]]] = {
    "incident": _of_incident,
    "property_item": _of_item,
    "external_id": _of_number,
    "verification": _of_move,
    "incident_link": _of_incident_link,
}


def _claim_label(claim: ClaimView) -> str:
    return str(gettext("Claim %(number)s", number=claim.number))


def _text(value: object, column: str = "") -> str | None:
    if column == "workflow" and value in WORKFLOW:
        return pick(WORKFLOW[str(value)])
    if column == "kind" and value in KINDS:
        return str(KINDS[str(value)])
    return None if value in (None, "") else str(value)
