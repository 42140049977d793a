"""Who may come to which page: the one table, and the one way past it. What is not in the table is closed.

A project's pages live under `/p/<project>/…`, its tiles under `/tiles/<project>/…`, what programs ask of it under
`/api/v1/projects/<project>/…`; each names the deed (`app.services.permissions`) that it does there. The request's
`Work` is opened here, around the view, and committed before the answer is sent.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import cast
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.domain.errors import NotPermitted, NotSignedIn, UnknownFilter, mend
from app.services.doors import Doors
from app.services.evidence import Keeping
from app.services.sign_ins import API
from app.services.work import Work
from app.web.programs import bearer_token, check_text, is_for_programs
from app.web.vendor import Vendored

ANYONE = "anyone"
SIGNED_IN = "signed_in"

POLICIES = {
    "static": ANYONE,
    "vendor.give": ANYONE,
    "gallery.show": ANYONE,
    "health.check": ANYONE,
    "languages.choose": ANYONE,
    "projects.start": SIGNED_IN,
    "projects.list_projects": SIGNED_IN,
    "home.read_home": "read_incidents",
    "sign_in.sign_in": ANYONE,
    "sign_in.use_link": ANYONE,
    "sign_in.sign_out": ANYONE,
    "sign_in.list_sign_ins": SIGNED_IN,
    "sign_in.end_sign_in": SIGNED_IN,
    "tokens.list_tokens": SIGNED_IN,
    "tokens.end_token": SIGNED_IN,
    "incidents.list_incidents": "read_incidents",
    "incidents.read_incident": "read_incidents",
    "incidents.read_history": "read_incidents",
    "incidents.print_incident": "read_incidents",
    "maps.show_map": "read_incidents",
    "maps.export_picture": "export_incidents",
    "tiles.read_tile": "read_incidents",
    "tiles.read_ground_tile": SIGNED_IN,
    "links.link_incidents": "link_incidents",
    "links.unlink_incidents": "link_incidents",
    "links.compare_incidents": "read_incidents",
    "entry.record_incident": "record_incident",
    "entry.end_template": "keep_template",
    "drafts.discard_entry": "discard_entry",
    "amendments.amend_incident": "amend_incident",
    "claims.attribute_claim": "attribute_claim",
    "claims.supersede_claim": "supersede_claim",
    "claims.withdraw_claim": "withdraw_claim",
    "following.follow_document": "follow_change",
    "following.follow_place": "follow_change",
    "bulk.change_claims": "change_in_bulk",
    "bulk.read_change": "change_in_bulk",
    "interventions.list_interventions": "read_incidents",
    "interventions.record_intervention": "record_intervention",
    "interventions.read_intervention": "read_incidents",
    "interventions.read_history": "read_incidents",
    "interventions.attribute_claim": "attribute_claim",
    "interventions.supersede_claim": "supersede_claim",
    "interventions.withdraw_claim": "withdraw_claim",
    "interventions.assess_claim": "assess_claim",
    "interventions.link_claims": "link_claims",
    "interventions.unlink_claims": "unlink_claims",
    "interventions.adopt_value": "adopt_value",
    "sources.list_sources": "read_sources",
    "sources.read_source": "read_sources",
    "sources.amend_source": "amend_source",
    "documents.list_documents": "read_documents",
    "documents.read_document": "read_documents",
    "documents.register_document": "register_document",
    "documents.amend_document": "amend_document",
    "documents.relate_documents": "amend_document",
    "documents.end_relation": "amend_document",
    "desk.take_text": "take_text",
    "desk.read_text": "read_documents",
    "desk.mark_passage": "mark_passage",
    "desk.record_incident": "record_incident",
    "desk.record_action": "record_intervention",
    "desk.record_context": "attribute_claim",
    "own_places.list_places": "read_places",
    "own_places.read_place": "read_places",
    "own_places.read_history": "read_places",
    "own_places.register_place": "register_place",
    "own_places.amend_place": "amend_place",
    "own_places.retire_place": "retire_place",
    "parties.list_parties": "read_incidents",
    "parties.read_party": "read_incidents",
    "parties.read_history": "read_incidents",
    "parties.attribute_claim": "attribute_claim",
    "parties.supersede_claim": "supersede_claim",
    "parties.withdraw_claim": "withdraw_claim",
    "same.join_entries": "join_entries",
    "same.part_entries": "part_entries",
    "deciding.link_claims": "link_claims",
    "deciding.unlink_claims": "unlink_claims",
    "deciding.adopt_value": "adopt_value",
    "review.move_workflow": "move_workflow",
    "tasks.list_tasks": "read_tasks",
    "tasks.take_up_task": "take_up_task",
    "tasks.read_task": "read_tasks",
    "tasks.change_task": "change_task",
    "grading.read_assessments": "read_verification",
    "grading.assess_document": "assess_document",
    "grading.check_document": "check_document",
    "grading.assess_claim": "assess_claim",
    "verification.list_waiting": "read_verification",
    "verification.read_track": "read_verification",
    "verification.move_verification": "move_verification",
    "verification.decide_verification": "decide_verification",
    "sheets.list_sheets": "import_incidents",
    "sheets.paste_sheet": "import_incidents",
    "sheets.upload_sheet": "import_incidents",
    "sheets.map_columns": "import_incidents",
    "sheets.read_rows": "import_incidents",
    "sheets.read_from": "import_incidents",
    "sheets.cancel_import": "import_incidents",
    "sheets.release_sheet": "import_incidents",
    "statistics.compile_table": "read_incidents",
    "saved_questions.list_questions": "read_incidents",
    "saved_questions.open_question": "read_incidents",
    "saved_questions.save_question": "save_question",
    "saved_questions.end_question": "save_question",
    "exports.export_incidents": "export_incidents",
    "reports.write_report": "write_report",
    "exports.list_exports": "export_incidents",
    "exports.take_export": "export_incidents",
    "exports.stop_export": "export_incidents",
    "exports.begin_again": "export_incidents",
    "exports.read_manifest": "export_incidents",
    "evidence.list_files": "read_files",
    "evidence.add_file": "add_file",
    "evidence.read_file": "read_files",
    "evidence.read_custody": "read_files",
    "evidence.show_preview": "read_files",
    "api.describe": ANYONE,
    "api.list_incidents": "read_incidents",
    "api.record_incident": "record_incident",
    "api.read_incident": "read_incidents",
    "api.amend_incident": "amend_incident",
    "api.list_claims": "read_incidents",
    "api.attribute_claim": "attribute_claim",
    "api.read_history": "read_incidents",
    "api.list_sources": "read_sources",
    "api.register_source": "register_source",
    "api.read_source": "read_sources",
    "api.amend_source": "amend_source",
    "api.list_documents": "read_documents",
    "api.register_document": "register_document",
    "api.read_document": "read_documents",
    "api.amend_document": "amend_document",
    "api.read_evidence": "read_files",
    "api.take_evidence": "read_files",
    "api.list_tasks": "read_tasks",
    "api.take_up_task": "take_up_task",
    "api.read_task": "read_tasks",
    "api.change_task": "change_task",
    "api.list_exports": "export_incidents",
    "api.start_export": "export_incidents",
    "api.read_export": "export_incidents",
    "api.stop_export": "export_incidents",
    "api.take_export": "export_incidents",
    "api.compile_table": "read_incidents",
}
"""Endpoint → anyone, whoever is signed in, or a deed in the project that the address names as `project`."""

COOKIE = "tawthiq"


class GuardedFlask(Flask):
    """Flask that asks the table before it runs a view, whatever the method, and knows the doors to the database and
    where files are kept."""

    doors: Doors
    keeping: Keeping
    vendored: Vendored
    draft_days: int
    templates: Path
    policies: dict[str, str]
    # What flask-openapi asks of the application in which its routes are: whether answers are held against their models,
    # and how a request that a model refuses is answered.
    validate_response = False
    validation_error_callback: Callable[[ValidationError], Response]

    def dispatch_request(self) -> ResponseReturnValue:
        with ExitStack() as closing:
            g.closing = closing
            if request.url_rule is not None:  # else there is nothing here, and routing says so itself
                _check_address()
                _admit(self.policies.get(request.endpoint or ""))
            return super().dispatch_request()


def _check_address() -> None:
    """UnknownFilter for bytes in an address that are no UTF-8: what they are read as is not what was asked."""
    try:
        unquote_to_bytes(request.query_string).decode()
        str(request.environ["PATH_INFO"]).encode("latin-1").decode()
    except UnicodeDecodeError as error:
        raise UnknownFilter(mend("A character in the address cannot be read.")) from error


def _admit(policy: str | None) -> None:
    """Lets the request on to its view, or raises NotSignedIn, NotFound or NotPermitted."""
    if policy is None:
        raise NotPermitted("No policy is declared for this page.")
    if policy == ANYONE:
        return
    work = begin_work()
    if policy != SIGNED_IN:
        g.project = work.enter((request.view_args or {})["project"], policy)
    if work.actor.scope == "read" and request.method not in ("GET", "HEAD", "OPTIONS"):
        raise NotPermitted(mend("This token reads and does not write. Make one that writes, or use your own pages."))
    if is_for_programs():
        check_text()


OF_ONE_MOMENT = frozenset(("statistics.compile_table", "api.compile_table", "maps.show_map"))
"""What puts several looks at the database together, which have to add up whatever comes in between."""


def begin_work() -> Work:
    """This request's unit of work, opened when first asked for. NotSignedIn where nobody is, or where a program comes
    to a page, or a browser to what is for programs."""
    if "work" not in g:
        work = g.closing.enter_context(doors().work(sign_in_token(), one_moment=request.endpoint in OF_ONE_MOMENT))
        if (work.actor.channel == API) != is_for_programs():
            raise NotSignedIn("This is no sign-in for here: tokens are for programs, and programs have tokens alone.")
        g.work, g.person = work, work.actor
    return cast(Work, g.work)


def draft_days() -> int:
    """For how many days a draft that nobody touches is kept."""
    return cast(GuardedFlask, current_app).draft_days


def end_work() -> None:
    """Ends this request's unit of work before its view does, so that what takes long keeps nobody's connection. What
    asks again begins another."""
    g.closing.close()
    g.pop("work", None)


def doors() -> Doors:
    """The ways into the database."""
    return cast(GuardedFlask, current_app).doors


def own_templates() -> Path:
    """Where an organisation keeps its own templates of reports."""
    return cast(GuardedFlask, current_app).templates


def vendored() -> Vendored:
    """What browsers are given beside our own files."""
    return cast(GuardedFlask, current_app).vendored


def keeping() -> Keeping:
    """Where files are kept, and how much may be."""
    return cast(GuardedFlask, current_app).keeping


def cookie_name() -> str:
    """Over https the name itself keeps the cookie to this host; over http, on this machine, browsers refuse it."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE


def sign_in_token() -> str:
    """The token that the browser or the program sent along. NotSignedIn where it sent none."""
    if is_for_programs():
        return bearer_token()
    if token := request.cookies.get(cookie_name()):
        return token
    raise NotSignedIn("Sign in first.")
