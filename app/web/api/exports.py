"""What was taken out of a project, by whom and when; and taking out: an export is asked for, looked at, and fetched."""

from typing import Literal

from flask import Response, g, request
from pydantic import BaseModel, ConfigDict, Field

from app.domain.disclosure import INTERNAL
from app.domain.questions import ask
from app.services import export_jobs
from app.services import exports as deeds
from app.services.exports import Wanted
from app.web.api import shapes
from app.web.api.blueprint import (
    CREATES,
    FILE,
    InProject,
    Of,
    Once,
    Paged,
    after_number,
    answer,
    kept,
    know_parameters,
    once_of,
    pages,
    refusals,
)
from app.web.evidence import sent_whole
from app.web.languages import translate
from app.web.policy import begin_work, keeping

_NOT_READY = refusals({"409": "It is not ready, or no longer kept."})


class NewExport(BaseModel):
    """What is to be taken out: the question by its filters, the format and the audience."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True)

    format: Literal["csv", "xlsx", "geojson", "gpkg", "geoparquet", "jsonl"]
    question: dict[str, str] = Field({}, description="The filters of the list by name; none is the whole project.")
    audience: str = Field(INTERNAL.name, description="internal is the only one open now.")
    language: Literal["en", "ar"] = Field("en", description="Of the sheets of a workbook.")


@pages.get("/projects/<project>/exports", responses={"200": shapes.Exports})
def list_exports(path: InProject, query: Paged) -> Response:
    """What was taken out, the newest first."""
    know_parameters()
    found, on = deeds.find_exports(begin_work(), g.project, after_number(query.cursor), query.limit)
    items = [shapes.Export.model_validate(one) for one in found]
    return answer(shapes.Exports(items=items, next=str(on) if on else None))


@pages.post("/projects/<project>/exports", responses=CREATES)
def start_export(path: InProject, header: Once, body: NewExport) -> Response:
    """Asks for an export. It is written by itself: look at its state, then fetch its file."""
    wanted = Wanted(ask(body.question), body.format, body.audience, language=body.language)
    ref, new = export_jobs.start_export_once(begin_work(), g.project, keeping(), wanted, once_of(header))
    return kept("api.read_export", ref, new=new)


@pages.get("/projects/<project>/exports/<ref>", responses={"200": shapes.AskedExport})
def read_export(path: Of) -> Response:
    """How far an export of one's own is, and what it holds."""
    know_parameters(paged=())
    return _asked(path.ref)


def _asked(ref: str) -> Response:
    found = export_jobs.read_export(begin_work(), g.project, ref)
    job, apart = export_jobs.job_of(begin_work(), g.project, found), ("state", "reason", "sha256")
    told = {name: getattr(found, name) for name in shapes.AskedExport.model_fields if name not in apart}
    told["sha256"] = found.sha256.hex() if found.sha256 else None
    told["state"] = export_jobs.state_of(found, job)
    told["reason"] = translate(job.reason) if job and job.reason and told["state"] == "stopped" else None
    return answer(shapes.AskedExport.model_validate(told))


@pages.post("/projects/<project>/exports/<ref>/stop", responses={"200": shapes.AskedExport})
def stop_export(path: Of) -> Response:
    """Stops writing an export of one's own: at once where it waits, else at its next step. Nothing is left of it. One
    that has ended stays as it is."""
    know_parameters(paged=())
    export_jobs.stop_export(begin_work(), g.project, path.ref)
    return _asked(path.ref)


@pages.get("/projects/<project>/exports/<ref>/file", responses={**FILE, **_NOT_READY})
def take_export(path: Of) -> Response:
    """The file of an export of one's own that is ready. That it was fetched is on record."""
    know_parameters(paged=())
    # A HEAD hands nothing out.
    goes_out = request.method == "GET"
    file = export_jobs.take_export(begin_work(), g.project, keeping(), path.ref, goes_out=goes_out)
    return sent_whole(file.file, file.name)
