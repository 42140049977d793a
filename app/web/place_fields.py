"""What the entry forms ask of a place, as fields."""

from typing import Literal

from flask_babel import gettext

from app.domain.gazetteers import OWN_KINDS
from app.domain.wording import LISTS, PRECISIONS
from app.web.forms import Field, Option, pairs
from app.web.showing import PLACE_KINDS


def place_fields() -> tuple[Field, ...]:
    """Question 8 and its fold."""
    as_written = gettext("Latitude, then longitude: 35.2, 36.1 or 35°12'N 36°06'E, in either set of digits.")
    off = gettext("How far the point may be off. Left empty: the usual for the kind of place.")
    return (
        Field("where", gettext("Where?"), help=gettext("The place as written."), dir="auto"),
        Field("gazetteer_place", gettext("Which of these is meant?"), "places"),
        own_kind_field("beneath"),
        Field("precision", gettext("How precise is it?"), "select", options=pairs(PRECISIONS)),
        Field("point", gettext("Coordinates"), help=as_written, dir="ltr"),
        Field("uncertainty", gettext("Radius in metres"), help=off, dir="ltr"),
        Field("adm1", gettext("Governorate, as the source names it"), dir="auto"),
        Field("adm2", gettext("District, as the source names it"), dir="auto"),
        Field("adm3", gettext("Subdistrict, as the source names it"), dir="auto"),
        Field("also_at", gettext("Further places that it names"), "area", gettext("One a line."), rows=2, dir="auto"),
        Field("several", gettext("How are they meant?"), "select", value="each", options=pairs(LISTS)),
        Field("where_from", gettext("From where people went"), dir="auto"),
        Field("where_to", gettext("To where they went"), dir="auto"),
    )


def own_kind_field(kind: Literal["select", "beneath"], name: str = "place_kind", value: str = "") -> Field:
    """What kind of place one is that is registered."""
    told = gettext("A checkpoint, a shrine or a building is a site; a hamlet is a village.")
    kinds = tuple(Option(code, PLACE_KINDS[code]) for code in OWN_KINDS)
    return Field(name, gettext("What kind of place?"), kind, told, value, options=kinds, required=kind == "select")
