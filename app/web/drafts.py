"""Drafts: what a form holds is kept on the server each time it is shown back, and offered to its author again.

A view asks `typed` for the answers (those sent, or those of a draft that is taken up again), calls `keep` when it shows
a form back, and `end` once its answers are saved.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext
from werkzeug.datastructures import MultiDict

from app.domain.entry import ONCE
from app.domain.errors import KeptElsewhere, NotFound
from app.services import unsaved
from app.services.unsaved import UnsavedEntry, Window
from app.web.forms import as_sent
from app.web.policy import begin_work, draft_days, end_work
from app.web.showing import instant_words

pages = Blueprint("drafts", __name__, url_prefix="/p/<project>/drafts")

_NO_ANSWERS = {"deed", "shown", "once", "window"}
_TYPED = (
    "quote", "value", "count", "when", "where", "victim", "alleged", "outcome", "by", "source_name", "document_title",
    "act", "kind", "term", "cited", "reason",
)  # fmt: skip
"""Answers that somebody has given; others have one from the start, and of these one does in one form (`_UNTOUCHED`)."""
_UNTOUCHED = {("kind", "single")}
_LONGEST = 80
_KEY = re.compile(ONCE)
_WINDOW = re.compile(rf"(?P<key>{ONCE.strip('^$')})(?: (?P<opened_with>\d{{4}}-[\d:.T+-]{{1,40}}))?")


@dataclass(frozen=True)
class ShownDraft:
    """A form that its author has begun: when it was kept, until when it is, its first words, where to go on, where to
    discard it."""

    kept: str
    until: str
    words: str
    resume: str
    discard: str


def typed() -> MultiDict[str, str]:
    """The answers of this form: as they were sent, or as the draft has them that the address names; else none."""
    if request.method == "POST":
        return request.form
    key = request.args.get("draft")
    if key is None:
        return MultiDict()
    entry = _entry(key)
    g.opened_with = entry.saved_at
    return MultiDict([("once", entry.form_key), *entry.answers])


def keep(address: str) -> str:
    """Keeps what was sent as a draft of the form at an address; returns that it is kept, in words. KeptElsewhere where
    its author has gone on with it in another window: then it is kept as a draft of its own."""
    answers, key = _answers(), request.form.get("once", "")
    if not _KEY.fullmatch(key) or not any(one[0] in _TYPED and one not in _UNTOUCHED for one in answers):
        return ""
    g.back = _resume(address, key)
    with _apart(key):
        kept = unsaved.keep_entry(begin_work(), g.project, key, address, answers, _window())
    if kept:
        return str(gettext("Kept as a draft"))
    return str(gettext("This form was saved or discarded already, and keeps no draft. Open a new one."))


def end() -> None:
    """Ends the draft of the form that was sent: its answers are saved. KeptElsewhere as in `keep`: then nothing is."""
    if key := request.form.get("once"):
        with _apart(key):
            unsaved.end_entry(begin_work(), g.project, key, _window())


@contextmanager
def _apart(key: str) -> Iterator[None]:
    """Where a draft was gone on with in another window, or saved from there, what was sent is kept beside it, under the
    key of its own window; all else that was done is taken back."""
    try:
        yield
    except KeptElsewhere as refusal:
        begin_work().abandon()
        window, address = _window(), refusal.address
        for own in (window.key if window else key, str(uuid.uuid4())):  # that of the window may have been saved itself
            if unsaved.keep_entry(begin_work(), g.project, own, address, _answers()):
                g.back = _resume(address, own)
                break
        end_work()
        raise


def _answers() -> list[tuple[str, str]]:
    """What was sent that a draft keeps."""
    return [
        (name, given)
        for name, given in as_sent(request.form)
        if name not in _NO_ANSWERS and given and "\0" not in given  # refused already, and nothing to keep
    ]


def window_words() -> str:
    """What a form sends along of the window in which it stands: a key of its own, and as of when the draft was that it
    was opened with."""
    if request.method == "POST":
        return request.form.get("window", "")
    opened_with = g.get("opened_with")
    return f"{uuid.uuid4()} {opened_with.isoformat()}" if opened_with else str(uuid.uuid4())


def _window() -> Window | None:
    """The window from which a form came; none where it does not say, or not in our words."""
    if not (said := _WINDOW.fullmatch(request.form.get("window", ""))):
        return None
    try:
        return Window(said["key"], datetime.fromisoformat(said["opened_with"]) if said["opened_with"] else None)
    except ValueError:
        return None


def offered(address: str | None = None) -> tuple[ShownDraft, ...]:
    """The drafts of whoever reads, of one form or of all; none beside one that is being taken up again."""
    if "draft" in request.args or request.method == "POST":
        return ()
    return tuple(_shown(one) for one in unsaved.find_entries(begin_work(), g.project, address))


@pages.post("/<form>/discard")
def discard_entry(project: str, form: str) -> ResponseReturnValue:
    entry = _entry(form)
    unsaved.end_entry(begin_work(), g.project, entry.form_key)
    return redirect(entry.address, 303)


def _entry(key: str) -> UnsavedEntry:
    if not _KEY.fullmatch(key):
        raise NotFound("There is no such draft: it was saved or discarded, or it is somebody else's.")
    return unsaved.read_entry(begin_work(), g.project, key)


def _resume(address: str, key: str) -> str:
    parted = "&" if "?" in address else "?"
    return f"{address}{parted}{urlencode({'draft': key})}"


def _shown(entry: UnsavedEntry) -> ShownDraft:
    answers = dict(reversed(entry.answers))
    words = next((answers[name] for name in _TYPED if answers.get(name)), "")
    return ShownDraft(
        kept=instant_words(entry.saved_at),
        until=str(format_date(entry.saved_at + timedelta(days=draft_days()), "long")),
        words=words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…",
        resume=_resume(entry.address, entry.form_key),
        discard=url_for("drafts.discard_entry", project=g.project.code, form=entry.form_key),
    )
