"""Vector tiles of a question, and of the ground beneath, for the map page and for whoever else draws maps.

`/tiles/{project}/{z}/{x}/{y}.mvt` takes the parameters of the list and answers as its page does: 400 for a filter that
is not understood, 404 for what may not be seen. The ground (`/ground/…`) belongs to no project.
"""

from flask import Blueprint, Response, g, request

from app.domain.errors import NotFound
from app.domain.questions import ask
from app.services import maps
from app.web.policy import begin_work

pages = Blueprint("tiles", __name__)

_KIND = "application/vnd.mapbox-vector-tile"


@pages.get("/tiles/<project>/<int:z>/<int:x>/<int:y>.mvt")
def read_tile(project: str, z: int, x: int, y: int) -> Response:
    _refuse(z, x, y)
    question = ask(dict(request.args.lists()))
    return Response(maps.read_tile(begin_work(), g.project, question, z, x, y), mimetype=_KIND)


@pages.get("/ground/<int:z>/<int:x>/<int:y>.mvt")
def read_ground_tile(z: int, x: int, y: int) -> Response:
    _refuse(z, x, y)
    return Response(maps.read_places_tile(begin_work(), z, x, y), mimetype=_KIND)


def _refuse(z: int, x: int, y: int) -> None:
    if not maps.is_tile(z, x, y):
        raise NotFound("There is no such tile.")
