"""What other projects have decided of records that were taken in from them, in words for pages."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from app.domain import wording
from app.domain.incidents import IncidentView
from app.domain.reported import AdoptionRecord, AssessmentRecord, DecisionRecord
from app.domain.verification import LEVELS, METHODS
from app.services.decisions import Weighed
from app.web.decided import OUTCOMES, grade_words, pick, question_label
from app.web.languages import current_language
from app.web.showing import instant_words
from app.web.shown import ShownReported


def show_reported(records: Sequence[DecisionRecord], view: Weighed | None = None) -> tuple[ShownReported, ...]:
    """Each decision in words; `view` is what they are about, where that is no document."""
    return tuple(_shown(record, view) for record in records)


def _shown(record: DecisionRecord, view: Weighed | None) -> ShownReported:
    if isinstance(record, AdoptionRecord):
        return ShownReported(_gone_by(record, view), record.rationale, _by(record.reported_by, record.decided_at))
    if isinstance(record, AssessmentRecord):
        asked, answered = grade_words(record)
        number = _number(record.claim, view)
        words = f"{asked} {answered}" if number is None else f"{_claim(number)}: {asked} {answered}"
        return ShownReported(words, record.reason, _by(record.reported_by, record.assessed_at))
    language = current_language()
    words = gettext(
        "%(act)s: from “%(before)s” to “%(after)s” (%(outcome)s)",
        act=_act(record.act, view),
        before=LEVELS[record.from_level].label(language),
        after=LEVELS[record.to_level].label(language),
        outcome=str(OUTCOMES[record.outcome]),
    )
    if record.party is not None:
        words = gettext("By whom. %(words)s", words=words)
    return ShownReported(str(words), record.reason, _by(record.reported_by, record.decided_at or record.proposed_at))


def _gone_by(record: AdoptionRecord, view: Weighed | None) -> str:
    used = {one.claim for one in record.considered if one.used}
    values = [claim.value for claim in view.claims if claim.ref in used] if view else []
    value = wording.values_words(values, record.path, current_language()) or gettext("not determined")
    label = question_label(record.path, record.harm)
    method = pick(METHODS[record.method])
    return str(gettext("%(property)s: they go by %(value)s. %(method)s", property=label, value=value, method=method))


def _act(ref: str, view: Weighed | None) -> str:
    acts = view.acts if isinstance(view, IncidentView) else ()
    return next((wording.act_words(act, current_language()) for act in acts if act.ref == ref), ref)


def _number(ref: str | None, view: Weighed | None) -> int | None:
    return next((claim.number for claim in view.claims if claim.ref == ref), None) if view else None


def _claim(number: int) -> str:
    return str(gettext("Claim %(number)s", number=number))


def _by(project: str, at: datetime) -> str:
    return str(gettext("reported by %(project)s, %(time)s", project=project, time=instant_words(at)))
