"""The OpenAPI document, and that what it says holds whatever is sent."""

from copy import deepcopy
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.domain.questions import FILTERS, ask
from app.web.api.description import description
from app.web.policy import GuardedFlask
from tests.filled import Tokens
from tests.web import planting
from tests.web.api.conftest import VALLEY, Program, ProgramAs
from tests.web.test_matrix import NOTHING


def test_it_is_open_and_names_every_route(flask_app: GuardedFlask) -> None:
    answer = flask_app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json["openapi"] == "3.2.0"
    told = {(path, method.upper()) for path, methods in answer.json["paths"].items() for method in methods}
    served = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in flask_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.describe"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert told == served


def found_by_schemathesis(flask: GuardedFlask, program: Program, file: str, examples: int) -> None:
    """Sends each route what its description allows and what it does not, and holds the answers against it.

    What the description allows may still be refused: that a day exists, or that words say a figure, no schema says.
    """
    program.post("incidents", VALLEY, "first")
    incident = program.get("incidents").json["items"][0]["ref"]
    task = program.post("tasks", {"kind": "other", "what": "Look", "incident": incident}, "first")
    refs = {
        "incidents": incident,
        "sources": program.get("sources").json["items"][0]["ref"],
        "documents": program.get("documents").json["items"][0]["ref"],
        "tasks": task.json["ref"],
        "evidence": file,
        "exports": NOTHING["export"],  # whoever enters takes nothing out
    }
    told = deepcopy(description())
    for operation in (one for methods in told["paths"].values() for one in methods.values()):
        del operation["security"]  # the token is sent along each time; who may come is asked in `test_matrix`
    schema = schemathesis.openapi.from_dict(told)
    schema.app = flask
    for operation in (result.ok() for result in schema.get_all_operations()):
        for mode in GenerationMode:
            _try(operation, mode, program, refs, examples)


def _try(operation: Any, mode: GenerationMode, program: Program, refs: dict[str, str], examples: int) -> None:
    kind = operation.path.split("{project}/")[1].split("/")[0]

    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        path = case.meta.components.get(ParameterLocation.PATH)
        if path is None or not path.mode.is_negative:
            # Bytes that are handed out nobody closes here: they are asked for in `test_evidence`.
            ref = NOTHING["file"] if case.path.endswith("/file") else refs.get(kind)
            case.path_parameters = {"project": "EAST"} | ({"ref": ref} if "{ref}" in case.path else {})
        sent = {"Authorization": f"Bearer {program.token}"}
        case.call_and_validate(headers=sent, excluded_checks=[positive_data_acceptance])

    try:
        send()
    except hypothesis.errors.Unsatisfiable:
        # Of a route that takes any text there is nothing that its description does not allow.
        assert mode is GenerationMode.NEGATIVE and not operation.body and not operation.query


@pytest.fixture
def file(flask_app: GuardedFlask, tokens: Tokens) -> str:
    return planting.add_file(flask_app.doors, flask_app.keeping, "EAST", tokens["EAST", "documenter"])


def test_schemathesis_finds_nothing(flask_app: GuardedFlask, program: ProgramAs, file: str) -> None:
    found_by_schemathesis(flask_app, program("verifier"), file, 6)


@pytest.mark.full
def test_schemathesis_finds_nothing_in_many(flask_app: GuardedFlask, program: ProgramAs, file: str) -> None:
    found_by_schemathesis(flask_app, program("documenter"), file, 40)


def test_what_takes_one_of_a_list_says_which(flask_app: GuardedFlask) -> None:
    """Whoever writes a program needs neither the form nor the vocabularies beside it."""
    told = flask_app.test_client().get("/api/v1/openapi.json").json
    asked = told["components"]["schemas"]["NewIncident"]["properties"]
    assert asked["several"]["enum"] == ["each", "either", "such_as"]
    assert "killing" in asked["act"]["items"]["enum"] and "life" not in asked["act"]["items"]["enum"], "a group of acts"
    assert "eyewitness" not in asked["source_kind"]["anyOf"][0]["enum"], "what needs consent waits"
    filters = {
        one["name"]: one["schema"]
        for one in told["paths"]["/api/v1/projects/{project}/statistics"]["get"]["parameters"]
    }
    for name in FILTERS:
        for value in filters[name].get("enum", [""])[1:]:
            ask({name: value})
    assert {"month", "governorate"} < set(filters["rows"]["enum"]) and "life" in filters["act"]["enum"]
