"""The wiring of the web: settings and addresses become a Flask object with its doors to the database, its pages, its
guards.

Each part brings its own rules (`app.web.*`); this module only says which parts there are, and in which order.
"""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from app.domain.verification import LEVELS
from app.exchange.outlines import folder
from app.runtime.urls import Urls
from app.runtime.web_key import read_web_key
from app.services.doors import PRODUCTION_COST, Cost, open_doors
from app.services.evidence import keeping_of
from app.settings import Settings
from app.store.engine import WEB_TIMEOUT_S
from app.web import (
    amendments,
    api,
    bulk,
    claims,
    deciding,
    desk,
    documents,
    drafts,
    entry,
    evidence,
    exports,
    following,
    grading,
    health,
    home,
    incidents,
    interventions,
    links,
    maps,
    own_places,
    parties,
    projects,
    reports,
    review,
    same,
    saved_questions,
    sheets,
    sign_in,
    sources,
    statistics,
    tasks,
    tiles,
    tokens,
    vendor,
    verification,
)
from app.web.api.blueprint import told_of_validation
from app.web.forms import touched
from app.web.gallery import gallery
from app.web.headers import guard_responses
from app.web.languages import speak
from app.web.policy import POLICIES, GuardedFlask
from app.web.problems import answer_problems

_LARGEST_FORM = 1024 * 1024
_LONGEST_TEXT = 4 * 1024 * 1024  # the longest text of a document, in Arabic, as a form sends it
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
    flask.vendored = vendor.vendored(folder())
    flask.draft_days = settings.draft_days
    flask.templates = settings.templates
    flask.validation_error_callback = told_of_validation
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
    flask.jinja_env.globals.update(levels=LEVELS, touched=touched, window_words=drafts.window_words)
    flask.before_request(_allow_long_text)  # before the token is read from the form
    # A view that takes a file in reads the form itself, after it is known who sends it, and checks the token then.
    protect = CSRFProtect(flask)
    for takes_file in (evidence.add_file, sheets.upload_sheet):
        protect.exempt(takes_file)
    # A program's token is no cookie: no page elsewhere can make a browser send it.
    protect.exempt(api.pages)
    speak(flask)
    guard_responses(flask)
    answer_problems(flask)
    _version_static_files(flask)
    flask.context_processor(_reader)
    parts = (
        health, sign_in, projects, incidents, links, entry, claims, amendments, sources, documents, parties, own_places,
        evidence, deciding, grading, review, tasks, verification, exports, same, interventions, desk, drafts, home,
        sheets, bulk, following, statistics, saved_questions, reports,
        tokens, api, maps, tiles, vendor,
    )  # fmt: skip
    for pages in (*(part.pages for part in parts), gallery):
        flask.register_blueprint(pages)
    return flask


def _allow_long_text() -> None:
    """The text of a document may be longer than any other form."""
    if request.endpoint == "desk.take_text":
        request.max_content_length = request.max_form_memory_size = _LONGEST_TEXT


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
