"""Amending by version: the form, and both versions side by side where somebody else was faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel

from app.domain.errors import InvalidInput, Refused, Stale
from app.web.forms import Field, answered, read_form
from app.web.languages import translate
from app.web.policy import begin_work
from app.web.shown import ShownDifference
from app.web.tables import Column

Given = TypeVar("Given", bound=BaseModel)


@dataclass(frozen=True)
class Amended:
    """What is amended: its ref, how it is called, where its page is, and the version that stands."""

    ref: str
    title: str
    home: str
    version: int


def ask_amendment(
    about: Amended, heading: str, intro: str, fields: Sequence[Field], whole: str = "", **further: Any
) -> Response:
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
            **further,
        )
    )
    answer.set_etag(f"{about.ref}-{about.version}")
    return answer


def keep_amendment(
    model: type[Given],
    fields: Sequence[Field],
    keep: Callable[[Given], ResponseReturnValue | None],
    ask: Callable[[Sequence[Field], str], Response],
    conflict: Callable[[Sequence[Field], Given], str],
    home: str,
) -> ResponseReturnValue:
    """Keeps what was sent and goes home, or answers what `keep` still asks. What is wrong is said on the form (`ask`:
    the fields, and what is wrong with all of it); where somebody else was faster, both stand side by side."""
    try:
        given = read_form(model, request.form)
        asked = keep(given)
    except InvalidInput as refusal:
        return ask(answered(fields, request.form, refusal.problems), ""), 422
    except Refused as refusal:
        begin_work().abandon()
        return ask(answered(fields, request.form), translate(str(refusal))), 409
    except Stale:
        return conflict(answered(fields, request.form), given), 412
    return redirect(home, 303) if asked is None else asked


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
