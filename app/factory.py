"""The only wiring: settings and addresses become a Flask object with its doors to the database, its pages, its guards.

Each part brings its own rules (`app.web.*`); this module only says which parts there are, and in which order.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from app.domain.verification import LEVELS
from app.runtime.urls import Urls
from app.services.doors import PRODUCTION_COST, Cost, open_doors
from app.services.evidence import keeping_of
from app.settings import Settings
from app.store.engine import WEB_TIMEOUT_S
from app.web import (
    amendments,
    claims,
    deciding,
    documents,
    entry,
    evidence,
    exports,
    grading,
    health,
    incidents,
    links,
    parties,
    projects,
    review,
    same,
    sign_in,
    sources,
    tasks,
    verification,
)
from app.web.forms import touched
from app.web.gallery import gallery
from app.web.headers import guard_responses
from app.web.languages import speak
from app.web.policy import POLICIES, GuardedFlask
from app.web.problems import answer_problems

_LARGEST_FORM = 1024 * 1024
_CONNECTIONS = 4  # one for each of a worker's threads


def create_app(settings: Settings, urls: Urls, cost: Cost = PRODUCTION_COST) -> GuardedFlask:
    """The web application of one installation. The database is first connected to when a page asks it."""
    flask = GuardedFlask("app.web")
    flask.policies = POLICIES
    flask.doors = open_doors(
        urls.gate,
        urls.application,
        connections_at_once=_CONNECTIONS,
        statement_timeout_s=WEB_TIMEOUT_S,
        cost=cost,
    )
    flask.keeping = keeping_of(settings)
    flask.config.update(
        SECRET_KEY=read_web_key(settings.data / "web-key"),
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=_LARGEST_FORM,
        SESSION_COOKIE_NAME="tawthiq-form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # An entry form may stay open all day: its token ends with the browser's session, not after an hour.
        WTF_CSRF_TIME_LIMIT=None,
        # The strict check wants a Referer, which our own header forbids browsers to send.
        WTF_CSRF_SSL_STRICT=False,
        # Served on this machine alone: a page elsewhere whose name is made to lead here gets no answer.
        TRUSTED_HOSTS=["localhost", "127.0.0.1", "[::1]"],
    )
    flask.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    flask.jinja_env.globals.update(levels=LEVELS, touched=touched)
    # A view that takes a file in reads the form itself, after it is known who sends it, and checks the token then.
    CSRFProtect(flask).exempt(evidence.add_file)
    speak(flask)
    guard_responses(flask)
    answer_problems(flask)
    _version_static_files(flask)
    flask.context_processor(_reader)
    parts = (
        health, sign_in, projects, incidents, links, entry, claims, amendments, sources, documents, parties, evidence,
        deciding, grading, review, tasks, verification, exports, same,
    )  # fmt: skip
    for pages in (*(part.pages for part in parts), gallery):
        flask.register_blueprint(pages)
    return flask


def read_web_key(path: Path) -> bytes:
    """The key that signs form tokens, made on the first start (32 random bytes, mode 0600).

    Several processes may start at once: whichever links its file first wins, and all read that one.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def _version_static_files(flask: Flask) -> None:
    """Put a file's digest into its address, so that browsers may keep it and never show an old one."""
    folder = Path(str(flask.static_folder))
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }

    @flask.url_defaults
    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in digests:
            values.setdefault("v", digests[values["filename"]])


def _reader() -> dict[str, Any]:
    """What the bar of every page shows: who reads (`g.person`) and in which project (`g.project`), or none."""
    return {"person": g.get("person"), "project": g.get("project")}
