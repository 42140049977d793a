"""Who may come to which page: the one table, and the one way past it. What is not in the table is closed.

A project's pages live under `/p/<project>/…` and name the deed (`app.services.permissions`) that they do there. The
request's `Work` is opened here, around the view, and committed before the answer is sent.
"""

from contextlib import ExitStack
from typing import cast

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue

from app.domain.errors import NotPermitted, NotSignedIn
from app.services.doors import Doors
from app.services.evidence import Keeping
from app.services.work import Work

ANYONE = "anyone"
SIGNED_IN = "signed_in"

POLICIES = {
    "static": ANYONE,
    "gallery.show": ANYONE,
    "health.check": ANYONE,
    "languages.choose": ANYONE,
    "projects.start": SIGNED_IN,
    "projects.list_projects": SIGNED_IN,
    "projects.enter_project": "read_incidents",
    "sign_in.sign_in": ANYONE,
    "sign_in.use_link": ANYONE,
    "sign_in.sign_out": ANYONE,
    "sign_in.list_sign_ins": SIGNED_IN,
    "sign_in.end_sign_in": SIGNED_IN,
    "incidents.list_incidents": "read_incidents",
    "incidents.read_incident": "read_incidents",
    "incidents.read_history": "read_incidents",
    "incidents.print_incident": "read_incidents",
    "links.link_incidents": "link_incidents",
    "links.unlink_incidents": "link_incidents",
    "links.compare_incidents": "read_incidents",
    "entry.record_incident": "record_incident",
    "amendments.amend_incident": "amend_incident",
    "claims.attribute_claim": "attribute_claim",
    "claims.supersede_claim": "supersede_claim",
    "claims.withdraw_claim": "withdraw_claim",
    "sources.list_sources": "read_sources",
    "sources.read_source": "read_sources",
    "sources.amend_source": "amend_source",
    "documents.list_documents": "read_documents",
    "documents.read_document": "read_documents",
    "documents.amend_document": "amend_document",
    "documents.relate_documents": "amend_document",
    "documents.end_relation": "amend_document",
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
    "grading.read_assessments": "read_verification",
    "grading.assess_document": "assess_document",
    "grading.check_document": "check_document",
    "grading.assess_claim": "assess_claim",
    "verification.list_waiting": "read_verification",
    "verification.read_track": "read_verification",
    "verification.move_verification": "move_verification",
    "verification.decide_verification": "decide_verification",
    "exports.export_incidents": "export_incidents",
    "evidence.list_files": "read_files",
    "evidence.add_file": "add_file",
    "evidence.read_file": "read_files",
    "evidence.show_preview": "read_files",
}
"""Endpoint → anyone, whoever is signed in, or a deed in the project that the address names as `project`."""

COOKIE = "tawthiq"


class GuardedFlask(Flask):
    """Flask that asks the table before it runs a view, whatever the method, and knows the doors to the database and
    where files are kept."""

    doors: Doors
    keeping: Keeping
    policies: dict[str, str]

    def dispatch_request(self) -> ResponseReturnValue:
        with ExitStack() as closing:
            g.closing = closing
            if request.url_rule is not None:  # else there is nothing here, and routing says so itself
                _admit(self.policies.get(request.endpoint or ""))
            return super().dispatch_request()


def _admit(policy: str | None) -> None:
    """Lets the request on to its view, or raises NotSignedIn, NotFound or NotPermitted."""
    if policy is None:
        raise NotPermitted("No policy is declared for this page.")
    if policy == ANYONE:
        return
    work = begin_work()
    if policy != SIGNED_IN:
        g.project = work.enter((request.view_args or {})["project"], policy)


def begin_work() -> Work:
    """This request's unit of work, opened when first asked for. NotSignedIn where nobody is."""
    if "work" not in g:
        g.work = g.closing.enter_context(doors().work(sign_in_token()))
        g.person = g.work.actor
    return cast(Work, g.work)


def doors() -> Doors:
    """The ways into the database."""
    return cast(GuardedFlask, current_app).doors


def keeping() -> Keeping:
    """Where files are kept, and how much may be."""
    return cast(GuardedFlask, current_app).keeping


def cookie_name() -> str:
    """Over https the name itself keeps the cookie to this host; over http, on this machine, browsers refuse it."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE


def sign_in_token() -> str:
    """The token that the browser sent along. NotSignedIn where it sent none."""
    if token := request.cookies.get(cookie_name()):
        return token
    raise NotSignedIn("Sign in first.")
