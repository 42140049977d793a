"""Signing in and out, the one-time link, and the list of one's devices.

Recognising people is left to `app.services.sign_ins`; a browser keeps the token of it in one cookie.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict

from app.domain.errors import InvalidInput, InvalidValue, NotFound, NotSignedIn, Refused, TawthiqError
from app.domain.passphrases import check_passphrase
from app.services import accounts, projects, sign_ins
from app.services.accounts import Invitation
from app.web.devices import device_name, mark_device, place_of_attempt
from app.web.forms import Field, Ruled, answered, read_form
from app.web.languages import own_path, translate
from app.web.policy import cookie_name, doors, sign_in_token
from app.web.projects import ProjectForm, project_fields
from app.web.showing import instant_words
from app.web.tables import Column

pages = Blueprint("sign_in", __name__)


class SignInForm(BaseModel):
    """A name and its passphrase."""

    model_config = ConfigDict(extra="forbid")

    name: str
    passphrase: str


class PassphraseForm(Ruled):
    """A passphrase chosen by whoever opened a one-time link."""

    passphrase: str
    again: str

    def rules(self) -> Iterator[Callable[[], object]]:
        yield from super().rules()
        if self.passphrase:
            yield partial(check_passphrase, self.passphrase, getattr(self, "name", None) or "")
        if self.passphrase and self.again:
            yield self._check_again

    def _check_again(self) -> None:
        if self.passphrase != self.again:
            raise InvalidValue("The two passphrases are not the same. Write both again.", "again")


class FirstForm(PassphraseForm):
    """The first person of an installation also says how they are named."""

    name: str

    def rules(self) -> Iterator[Callable[[], object]]:
        yield from super().rules()
        if self.name:
            yield partial(accounts.checked_name, self.name)


class FoundingForm(FirstForm, ProjectForm):
    """… and founds its first project."""


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Opens a sign-in for this device and goes on to where the reader wanted to be."""
    if request.method != "POST":
        return _sign_in_page()
    try:
        form = read_form(SignInForm, request.form)
        place = place_of_attempt(form.name)
        token = sign_ins.sign_in(doors().gate, form.name, form.passphrase, place=place, device=device_name())
    except InvalidInput as error:
        return _sign_in_page(error.problems, 422)
    except InvalidValue as error:
        return _sign_in_page({"": translate(str(error))}, 422)
    except Refused as error:
        return _sign_in_page({"": translate(str(error))}, 429)
    return _signed_in(token, form.name, own_path(request.args.get("next", "/")))


@pages.post("/sign-out")
def sign_out() -> Response:
    """Ends the sign-in of this device; it is well with one that has ended already."""
    _end_earlier()
    response = make_response(redirect(url_for("sign_in.sign_in"), 303))
    response.delete_cookie(cookie_name(), secure=request.is_secure, httponly=True, samesite="Strict")
    return response


@pages.route("/first/<link>", methods=["GET", "POST"])
def use_link(link: str) -> Response:
    """What a one-time link opens: a passphrase is chosen, for the first account a name and the first project too."""
    try:
        invitation = accounts.read_link(doors().gate, link)
        return _use(link, invitation) if request.method == "POST" else _link_page(invitation)
    except NotFound:
        # The page does not lead back here: the link is a secret, and this one opens nothing.
        return make_response(render_template("link_ended.html", back="/"), 404)


_NO_DEVICE = {
    sign_ins.SHELL: lazy_gettext("the machine’s own shell"),
    sign_ins.JOB: lazy_gettext("work of yours that goes on by itself"),
}


@pages.get("/sign-ins")
def list_sign_ins() -> str:
    """Where the reader is signed in, each with a button that ends it."""
    here = sign_ins.key_of(sign_in_token())
    rows = [
        {
            "key": one.key,
            "device": _NO_DEVICE.get(one.channel, one.device),
            "since": instant_words(one.created_at),
            "until": instant_words(one.expires_at),
            "here": one.key == here,
        }
        for one in sign_ins.find_sign_ins(doors().gate, sign_in_token())
    ]
    columns = (
        Column(gettext("Device")),
        Column(gettext("Signed in since")),
        Column(gettext("Ends by itself")),
        Column(gettext("End it now")),
    )
    return render_template("sign_ins.html", rows=rows, columns=columns)


@pages.post("/sign-ins/<key>/end")
def end_sign_in(key: str) -> Response:
    """Ends one of the reader's own sign-ins."""
    sign_ins.end_sign_in(doors().gate, sign_in_token(), key)
    return make_response(redirect(url_for("sign_in.list_sign_ins"), 303))


def _use(link: str, invitation: Invitation) -> Response:
    model = FoundingForm if invitation.founds_project else FirstForm if invitation.is_first else PassphraseForm
    try:
        form = read_form(model, request.form)
        name = form.name if isinstance(form, FirstForm) else invitation.name
        token = accounts.use_link(doors().gate, link, form.passphrase, name=name, device=device_name())
    except InvalidInput as error:
        return _link_page(invitation, error.problems, 422)
    except InvalidValue as error:
        return _link_page(invitation, {error.field or "": translate(str(error))}, 422)
    if isinstance(form, FoundingForm):
        # The link is used up whatever comes of this: where there is no project afterwards, `/` asks for it again.
        with suppress(TawthiqError), doors().work(token) as work:
            projects.found_project(work, form.code, form.title)
    return _signed_in(token, name, "/")


def _signed_in(token: str, name: str, goal: str) -> Response:
    """Goes on with the cookie of a new sign-in; what this browser was signed in as before ends.

    The session of forms stays: whoever signs in in another window can then send what they have typed in this one.
    """
    _end_earlier()
    response = make_response(redirect(goal, 303))
    response.set_cookie(cookie_name(), token, secure=request.is_secure, httponly=True, samesite="Strict")
    mark_device(response, name)
    return response


def _end_earlier() -> None:
    try:
        sign_ins.sign_out(doors().gate, sign_in_token())
    except NotSignedIn:
        return


def _sign_in_page(problems: dict[str, str] | None = None, status: int = 200) -> Response:
    fields = (
        Field("name", gettext("Name"), required=True, dir="auto", autocomplete="username"),
        Field("passphrase", gettext("Passphrase"), "password", required=True, autocomplete="current-password"),
    )
    onward = own_path(request.args["next"]) if "next" in request.args else ""
    return _form_page(fields, problems, status, first=False, onward=onward)


def _link_page(invitation: Invitation, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    fields = _name_field() if invitation.is_first else ()
    fields += _passphrase_fields()
    fields += project_fields() if invitation.founds_project else ()
    return _form_page(fields, problems, status, first=True, invited="" if invitation.is_first else invitation.name)


def _form_page(fields: tuple[Field, ...], problems: dict[str, str] | None, status: int, **shown: object) -> Response:
    if problems is not None:
        fields = answered(fields, request.form, problems)
    page = render_template("sign_in.html", fields=fields, whole=(problems or {}).get("", ""), **shown)
    return make_response(page, status)


def _name_field() -> tuple[Field, ...]:
    said = gettext("As the history is to call you. It need not be the name that others know you by.")
    return (Field("name", gettext("Name"), help=said, required=True, dir="auto", autocomplete="username"),)


def _passphrase_fields() -> tuple[Field, ...]:
    length = gettext("15 to 200 characters; spaces count.")
    new = "new-password"
    return (
        Field("passphrase", gettext("Passphrase"), "password", length, required=True, autocomplete=new),
        Field("again", gettext("Passphrase, once more"), "password", required=True, autocomplete=new),
    )
