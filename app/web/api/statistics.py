"""Tables of figures over the incidents that answer a question."""

from typing import Any

from flask import Response, g, request
from pydantic import Field, create_model

from app.domain.questions import FILTERS, ask
from app.domain.statistics import LAYOUTS, lay_out
from app.services import statistics
from app.web.api import shapes
from app.web.api.asked import FILTERED, listing
from app.web.api.blueprint import InProject, answer, know_parameters, pages
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.titles import with_titles

_LAYOUT = {
    "rows": "By what rows go: month, year, governorate, act, alleged …",
    "columns": "By what columns go; none where it is left out.",
    "measure": "What is counted: incidents, acts, sites, claims, or people by a harm such as killed.",
}
_ASKED: dict[str, Any] = {
    name: (str, Field("", description=says, json_schema_extra=listing(("", *LAYOUTS[name]))))
    for name, says in _LAYOUT.items()
}
StatisticsAsked = create_model("StatisticsAsked", **_ASKED, **FILTERED)


@pages.get("/projects/<project>/statistics", responses={"200": shapes.Statistics})
def compile_table(path: InProject, query: StatisticsAsked) -> Response:  # type: ignore[valid-type]
    """A table of figures: an incident stands in a cell only where it certainly belongs; sums count it once."""
    know_parameters(*FILTERS, *_LAYOUT, paged=())
    question = ask({name: value for name, value in request.args.items() if name in FILTERS})
    layout = lay_out({name: value for name in _LAYOUT if (value := request.args.get(name))})
    table = with_titles(statistics.compile_table(begin_work(), g.project, question, layout))
    told = statistics.as_json(table, question.as_parameters(), current_language())
    return answer(shapes.Statistics.model_validate(told))
