"""Preserved files of documents: what is on record of one, with each handling of it, and its bytes."""

from flask import Response, g, request

from app.services import evidence
from app.services.evidence import ListedItem
from app.web.api import shapes
from app.web.api.blueprint import FILE, Of, answer, know_parameters, pages, refusals
from app.web.evidence import as_attachment
from app.web.policy import begin_work, keeping


@pages.get("/projects/<project>/evidence/<ref>", responses={"200": shapes.Evidence})
def read_evidence(path: Of) -> Response:
    """One preserved file: its digest, size and kind, and who did what with it."""
    know_parameters()
    listed, custody = evidence.read_file(begin_work(), g.project, path.ref)
    told = named_file(listed) | {
        "document": listed.item.document,
        "received_at": listed.received_at,
        "received_by": listed.received_by,
        "altered_at": listed.altered_at,
        "also": list(listed.also),
        "custody": [shapes.Handling.model_validate(one) for one in custody],
    }
    return answer(shapes.Evidence.model_validate(told))


@pages.get(
    "/projects/<project>/evidence/<ref>/file",
    responses={**FILE, **refusals({"409": "What was kept of it is gone or not whole any more."})},
)
def take_evidence(path: Of) -> Response:
    """The file as it was received, as an attachment of no type that anything opens. That it went out is on record."""
    know_parameters()
    listed, _ = evidence.read_file(begin_work(), g.project, path.ref)
    goes_out = request.method == "GET"
    item, opened = evidence.hand_out(
        begin_work(), g.project, keeping().vault, listed.item.document, path.ref, goes_out=goes_out
    )
    return as_attachment(item, opened)


def named_file(listed: ListedItem) -> dict[str, object]:
    """What a file is known by."""
    item = listed.item
    return {
        "ref": item.ref,
        "name": item.name,
        "media_type": item.media_type,
        "size": item.size,
        "sha256": item.sha256.hex(),
    }
