"""The reader's own tokens, by which programs act for them: making one, which is shown once, and ending one."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import LazyString, gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict

from app.domain.errors import InvalidInput
from app.services import projects, tokens
from app.services.tokens import DAYS, Terms
from app.web.forms import Field, Option, answered, read_form
from app.web.policy import begin_work, doors, sign_in_token
from app.web.showing import instant_words
from app.web.tables import Column

pages = Blueprint("tokens", __name__)

_SCOPES: dict[str, LazyString] = {"read": lazy_gettext("read"), "write": lazy_gettext("read and write")}


class TokenForm(BaseModel):
    """A token to be made; without a project it is for all of the reader's."""

    model_config = ConfigDict(extra="forbid")

    name: str
    scope: str
    project: str | None = None
    days: int = DAYS


@pages.route("/tokens", methods=["GET", "POST"])
def list_tokens() -> Response:
    """The tokens there are, and the form that makes one more."""
    if request.method != "POST":
        return _list(_fields())
    try:
        form = read_form(TokenForm, request.form)
        project = projects.get_project(begin_work(), form.project) if form.project else None
        made = tokens.make_token(doors().gate, sign_in_token(), Terms(form.name, form.scope, project, form.days))
    except InvalidInput as refusal:
        return _list(answered(_fields(), request.form, refusal.problems), status=422)
    return _list(_fields(), made)


@pages.post("/tokens/<key>/end")
def end_token(key: str) -> Response:
    """Ends one of the reader's own."""
    tokens.end_token(doors().gate, sign_in_token(), key)
    return make_response(redirect(url_for("tokens.list_tokens"), 303))


def _list(fields: tuple[Field, ...], made: str = "", status: int = 200) -> Response:
    codes = {one.id: one.code for one in projects.my_projects(begin_work())}
    rows = [
        {
            "key": one.key,
            "name": one.device,
            "may": str(_SCOPES[one.scope or ""]),
            "where": codes.get(one.project_id, gettext("a project in which you have no role"))
            if one.project_id
            else gettext("all of your projects"),
            "used": instant_words(one.used_at) if one.used_at else gettext("never"),
            "until": instant_words(one.expires_at),
        }
        for one in tokens.find_tokens(doors().gate, sign_in_token())
    ]
    columns = (
        Column(gettext("What it is for")),
        Column(gettext("May")),
        Column(gettext("Where")),
        Column(gettext("Last used")),
        Column(gettext("Ends by itself")),
        Column(gettext("End it now")),
    )
    page = render_template("tokens.html", rows=rows, columns=columns, fields=fields, made=made)
    return make_response(page, status)


def _fields() -> tuple[Field, ...]:
    scopes = tuple(Option(code, words) for code, words in _SCOPES.items())
    own = tuple(Option(one.code, f"{one.code} — {one.title}") for one in projects.my_projects(begin_work()))
    named = gettext("So that you know later which program has it.")
    ends = gettext("From 1 to 366. Make a new one then.")
    return (
        Field("name", gettext("What it is for"), help=named, required=True, dir="auto"),
        Field("scope", gettext("What it may do"), "radios", value="read", options=scopes),
        Field("project", gettext("Project"), "select", options=own, unanswered=gettext("all of your projects")),
        Field("days", gettext("For how many days"), help=ends, value=str(DAYS), dir="ltr"),
    )
