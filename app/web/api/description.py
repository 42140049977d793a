"""The OpenAPI document of the API, made once from the models of its routes."""

import functools
from typing import Any

from flask import Response, jsonify
from flask_openapi import Info, OpenAPI
from flask_openapi.models.security_scheme import SecurityScheme

from app.web.api.blueprint import GEOJSON, pages
from app.web.api.shapes import FeatureCollection, Problem

_SAYS = (
    "Claims by source, and what follows from them. Values are as their readers' pages have them; nothing stands here "
    "above what the owner of the token may see."
)


@pages.get("/openapi.json", doc_ui=False)
def describe() -> Response:
    return jsonify(description())


@functools.cache
def description() -> dict[str, Any]:
    """The document."""
    described = OpenAPI(
        "app.web.api",
        info=Info(title="Tawthiq", version="1", description=_SAYS),
        security_schemes={"token": SecurityScheme(type="http", scheme="bearer")},
        validation_error_model=Problem,
        doc_ui=False,
    )
    described.register_api(pages)
    found: dict[str, Any] = described.api_doc
    _also_geojson(found)
    return found


def _also_geojson(found: dict[str, Any]) -> None:
    """The one answer that has a second form, of which the library knows nothing."""
    schema = FeatureCollection.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    found["components"]["schemas"] |= schema.pop("$defs") | {"FeatureCollection": schema}
    answer = found["paths"]["/api/v1/projects/{project}/incidents"]["get"]["responses"]["200"]
    answer["content"][GEOJSON] = {"schema": {"$ref": "#/components/schemas/FeatureCollection"}}
