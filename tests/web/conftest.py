"""A web application in a folder of its own, also behind a real port."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import render_template

from app.factory import create_app
from app.runtime.urls import Urls
from app.settings import Settings
from app.web.policy import ANYONE, GuardedFlask
from tests.serving import behind_a_port
from tests.web import example_pages, examples

LINKED = {
    "projects.list_projects": "/",
    "sign_in.sign_out": "/sign-out",
    "home.read_home": "/p/<project>",
    "desk.read_text": "/p/<project>/documents/<document>/desk",
    "documents.register_document": "/p/<project>/documents/new",
    "incidents.list_incidents": "/p/<project>/incidents",
    "incidents.read_incident": "/p/<project>/incidents/<ref>",
    "maps.show_map": "/p/<project>/map",
    "interventions.list_interventions": "/p/<project>/interventions",
    "interventions.record_intervention": "/p/<project>/interventions/new",
    "interventions.adopt_value": "/p/<project>/interventions/<intervention>/adopt/<asked_of>",
    "incidents.print_incident": "/p/<project>/incidents/<ref>/print",
    "incidents.read_history": "/p/<project>/incidents/<ref>/history",
    "links.link_incidents": "/p/<project>/incidents/<ref>/relations/new",
    "links.unlink_incidents": "/p/<project>/incidents/<ref>/relations/<int:incident_link>/end",
    "links.compare_incidents": "/p/<project>/incidents/<ref>/compare",
    "entry.end_template": "/p/<project>/incidents/templates/<int:template>/end",
    "entry.record_incident": "/p/<project>/incidents/new",
    "amendments.amend_incident": "/p/<project>/incidents/<ref>/amend",
    "claims.attribute_claim": "/p/<project>/incidents/<ref>/claims/new",
    "claims.supersede_claim": "/p/<project>/incidents/<ref>/claims/<claim>/supersede",
    "claims.withdraw_claim": "/p/<project>/incidents/<ref>/claims/<claim>/withdraw",
    "deciding.link_claims": "/p/<project>/incidents/<ref>/claims/<claim>/link",
    "deciding.unlink_claims": "/p/<project>/incidents/<ref>/links/<int:number>/end",
    "deciding.adopt_value": "/p/<project>/incidents/<ref>/adopt/<path>",
    "grading.read_assessments": "/p/<project>/documents/<document>/assessment",
    "grading.assess_document": "/p/<project>/documents/<document>/grades",
    "grading.check_document": "/p/<project>/documents/<document>/checks",
    "grading.assess_claim": "/p/<project>/incidents/<ref>/claims/<claim>/assessment",
    "verification.list_waiting": "/p/<project>/verification",
    "verification.read_track": "/p/<project>/incidents/<ref>/acts/<act>/verification",
    "sheets.list_sheets": "/p/<project>/tables",
    "own_places.list_places": "/p/<project>/places",
    "exports.export_incidents": "/p/<project>/export",
    "statistics.compile_table": "/p/<project>/statistics",
    "reports.write_report": "/p/<project>/reports",
    "saved_questions.list_questions": "/p/<project>/questions",
    "saved_questions.save_question": "/p/<project>/questions/keep",
    "saved_questions.end_question": "/p/<project>/questions/<question>/end",
    "evidence.list_files": "/p/<project>/documents/<document>/files",
}
# These tests ask no database; a page that did would be refused at this port.
NOWHERE = Urls(*3 * ("postgresql://nobody@127.0.0.1:1/nothing",))


@pytest.fixture
def web(tmp_path: Path) -> GuardedFlask:
    return create_app(Settings(data=tmp_path), NOWHERE)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the pages that need no database."""
    flask = create_app(Settings(data=tmp_path_factory.mktemp("data")), NOWHERE)
    show_examples(flask)
    with behind_a_port(flask) as address:
        yield address


def show_examples(flask: GuardedFlask) -> None:
    """Each page template at `/example/<name>`, fed with invented records; and the addresses that the pages link to."""
    flask.policies = flask.policies | {"example": ANYONE, "examples_there_are": ANYONE}
    for endpoint, rule in LINKED.items():
        if endpoint not in flask.view_functions:
            flask.add_url_rule(rule, endpoint, lambda **_: "", methods=["GET", "POST"])

    @flask.get("/example/<name>")
    def example(name: str) -> str:
        template, records = example_pages.pages()[name]
        return render_template(template, **{"person": examples.person(), "project": examples.project()} | records)

    @flask.get("/example")
    def examples_there_are() -> str:
        return " ".join(example_pages.pages())
