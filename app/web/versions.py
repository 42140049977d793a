"""Amending by version: the form, and both versions side by side where somebody else was faster."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from flask_babel import gettext

from app.web.forms import Field
from app.web.shown import ShownDifference
from app.web.tables import Column


@dataclass(frozen=True)
class Amended:
    """What is amended: its ref, how it is called, where its page is, and the version that stands."""

    ref: str
    title: str
    home: str
    version: int


def ask_amendment(about: Amended, heading: str, intro: str, fields: Sequence[Field], whole: str = "") -> Response:
    """The form, with the version that it shows as an ETag. `whole`: what is wrong with all of it."""
    answer = make_response(
        render_template(
            "amend.html",
            heading=heading,
            intro=intro,
            about=about,
            home=about.home,
            fields=fields,
            whole=whole,
            version=request.form.get("version") or about.version,
        )
    )
    answer.set_etag(f"{about.ref}-{about.version}")
    return answer


def show_conflict(about: Amended, how: str, differences: Sequence[ShownDifference], fields: Sequence[Field]) -> str:
    """As it was read, as it is now, as the reader has it; and the reader's own, ready to be sent again."""
    columns = (gettext("Property"), gettext("As you read it"), gettext("As it is now"), gettext("As you have it"))
    return render_template(
        "conflict.html",
        about=about,
        home=about.home,
        how=how,
        differences=differences,
        columns=tuple(Column(label) for label in columns),
        fields=fields,
        version=about.version,
    )
