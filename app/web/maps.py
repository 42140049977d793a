"""The map of a question, beside a page of its list: live where the browser can draw it, else a still picture."""

import json
from typing import Any

from babel import Locale
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import FilterNotUnderstood, NotFound, UnknownFilter, mend
from app.domain.maps import Picture, Svg, as_svg
from app.domain.questions import Question, ask
from app.services import incidents, maps
from app.services.permissions import may
from app.web.filters import asking
from app.web.languages import current_language
from app.web.policy import begin_work, vendored
from app.web.showing import show_row
from app.web.vendor import COUNTRIES, MAP_LIBRARY, MAP_STYLE

pages = Blueprint("maps", __name__, url_prefix="/p/<project>/map")

_NOT_FILTERS = frozenset({"csrf_token", "after", "before", "as"})
_FILES = {"svg": "image/svg+xml", "csv": "text/csv"}


@pages.get("")
def show_map(project: str) -> ResponseReturnValue:
    try:
        question = _question(request.args.lists())
        page = incidents.find_incidents(
            begin_work(),
            g.project,
            question,
            after=request.args.get("after") or None,
            before=request.args.get("before") or None,
        )
    except UnknownFilter:
        # The list says at each field what is wrong with it.
        return redirect(f"{url_for('incidents.list_incidents', project=project)}?{request.query_string.decode()}")
    work, asked = begin_work(), question.as_parameters()
    picture = maps.read_picture(work, g.project, question, current_language())
    on_map, beside = maps.count_placed(work, g.project, question)
    return render_template(
        "map.html",
        **asking(asked),
        rows=[show_row(listed) for listed in page.items],
        shapes=maps.shapes_of(work, g.project, [listed.ref for listed in page.items]),
        possible=page.possible,
        certain=page.certain if question.leaves_room else None,
        without_place=page.without_place,
        on_map=on_map,
        beside=beside,
        earlier=_address(question, after=page.earlier) if page.earlier else None,
        later=_address(question, before=page.later) if page.later else None,
        picture=_drawn(picture) if picture else None,
        live=_live(question, picture),
        style=vendored().url(MAP_STYLE),
        sources=maps.sources_of_ground(work),
        may_export=may(g.project, "export_incidents"),
    )


@pages.post("/picture")
def export_picture(project: str) -> Response:
    question, name = _question(request.form.lists()), request.form.get("as", "svg")
    if name not in _FILES:
        told = mend("'%(name)s' does not know that. Known: %(known)s.", name="as", known=", ".join(_FILES))
        raise FilterNotUnderstood(told, "as")
    answer = Response(_taken(question, name), mimetype=_FILES[name])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{project}-map.{name}")
    return answer


def _taken(question: Question, name: str) -> str | bytes:
    if name == "csv":
        return maps.export_known(begin_work(), g.project, question)
    picture = maps.export_picture(begin_work(), g.project, question, current_language())
    if picture is None:
        raise NotFound("Nothing that answers has a place that could be drawn.")
    return _drawn(picture)


def _question(given: Any) -> Question:
    return ask({name: texts for name, texts in given if name not in _NOT_FILTERS})


def _address(question: Question, **turn: str | None) -> str:
    parameters: dict[str, Any] = question.as_parameters() | turn
    return url_for("maps.show_map", project=g.project.code, **parameters)


def _drawn(picture: Picture) -> Svg:
    """The picture with what it says printed beneath. Its words are escaped where it is written."""
    title = gettext(
        "Map of %(number)s incidents. The list beside it has the same.", number=f"{picture.told.incidents:,}"
    )
    notes = [
        gettext("A number in a ring gathers places too small for this scale. Numbers say how many, not how densely."),
        gettext("Where numbers would cover each other, the larger one is printed."),
    ]
    if picture.told.without_outline:
        notes.append(
            gettext(
                "%(number)s incidents stand in rings to keep the picture legible.",
                number=f"{picture.told.without_outline:,}",
            )
        )
    notes.append(gettext("Boundaries and names are those of the gazetteers that were loaded. They are no endorsement."))
    return as_svg(picture, title, notes, turned=current_language() == "ar")


def _live(question: Question, picture: Picture | None) -> str | None:
    """What the script needs to draw the map, as JSON; None where the library is not installed."""
    library = vendored().url(MAP_LIBRARY)
    if library is None:
        return None
    parameters: dict[str, Any] = {"project": g.project.code, **question.as_parameters()}

    def tiles(endpoint: str, **more: Any) -> str:
        return url_for(endpoint, z=0, x=0, y=0, **more).replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")

    box = question.bbox or (picture.frame.box if picture else (-170, -55, 190, 75))
    return json.dumps(
        {
            "library": library,
            "countries": vendored().url(COUNTRIES),
            "question": tiles("tiles.read_tile", **parameters),
            "places": tiles("tiles.read_ground_tile"),
            "box": box,
            "asked": question.bbox,
            "names": _country_names(),
            "words": _words(),
        },
        ensure_ascii=False,
    )


def _country_names() -> dict[str, str]:
    """The names of countries in the reader's language, by their ISO 3166-1 numbers, as outlines have them."""
    named = Locale.parse(current_language()).territories
    return {number: named[code] for number, code in maps.country_numbers().items() if code in named}


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "map": gettext("Map. Arrow keys move it, plus and minus change the scale; the list beside it does the rest."),
        "circle": gettext("Incidents known only to this circle, in which the place lies"),
        "area": gettext("Incidents known only to this area"),
        "several": gettext("Incidents known to several places somewhere in this box"),
        "subdistrict": gettext("Incidents known only to this subdistrict"),
        "district": gettext("Incidents known only to this district"),
        "governorate": gettext("Incidents known only to this governorate"),
        "cell": gettext("Incidents at places too small to be drawn at this scale"),
        "places": gettext("places"),
        "left": gettext("Incidents whose outline is left out here, to keep the map legible"),
        "wider": gettext("Incidents known only to areas wider than this view"),
        "closer": gettext("Closer"),
        "further": gettext("Further away"),
        "gesture": gettext("Hold Ctrl while scrolling to change the scale"),
        "apple": gettext("Hold ⌘ while scrolling to change the scale"),
        "touch": gettext("Move the map with two fingers"),
    }
