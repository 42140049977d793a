"""The files of a document: what is there, one more, and each to be taken out.

A file goes out as an attachment of no type that a browser opens, under a policy of its own; of plain pictures a small
one is shown.
"""

from typing import BinaryIO

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, lazy_gettext

from app.domain.errors import FileTooLarge, InvalidValue, QuotaReached
from app.domain.files import name_to_save_under
from app.services import desk, evidence, permissions
from app.services.evidence import Item, ListedItem
from app.web.headers import keep_apart
from app.web.languages import translate
from app.web.policy import begin_work, doors, end_work, keeping, sign_in_token
from app.web.showing import instant_words
from app.web.shown import ShownEvent, ShownFile, ShownFiles
from app.web.uploads import read_upload

pages = Blueprint("evidence", __name__, url_prefix="/p/<project>/documents/<document>/files")

HANDLED = {
    "received": lazy_gettext("Received"),
    "received_again": lazy_gettext("Received again, byte for byte"),
    "served": lazy_gettext("Taken out"),
    "verified": lazy_gettext("All files of the project were checked"),
    "found_altered": lazy_gettext("Found altered or missing"),
}

_UNITS = (
    lazy_gettext("%(number)s bytes"),
    lazy_gettext("%(number)s KB"),
    lazy_gettext("%(number)s MB"),
    lazy_gettext("%(number)s GB"),
)


@pages.get("")
def list_files(project: str, document: str) -> ResponseReturnValue:
    return _page(document)


@pages.route("/new", methods=["GET", "POST"])
def add_file(project: str, document: str) -> ResponseReturnValue:
    if request.method != "POST":
        return _page(document)
    # A file may take minutes to come; meanwhile nobody waits for this request's connection. What asked who comes ends
    # here, and what keeps the file asks again.
    end_work()
    kept_in = keeping()
    with kept_in.vault.draft(g.project.id, kept_in.file_limit) as draft:
        try:
            name = read_upload(draft, kept_in.file_limit).name
            with doors().work(sign_in_token()) as work:
                here = work.enter(project, "add_file")
                kept = evidence.keep_file(work, here, kept_in, document, draft, name)
        except QuotaReached as refusal:
            return _refused(document, over_quota(refusal.limit), 409)
        except FileTooLarge as refusal:
            return _refused(document, _too_large(refusal.limit), 413)
        except InvalidValue as refusal:
            return _refused(document, translate(str(refusal)), 422)
    again = kept.ref if kept.again else None
    address = url_for("evidence.list_files", project=project, document=document, again=again, _anchor=kept.ref)
    return redirect(address, 303)


@pages.get("/<file>")
def read_file(project: str, document: str, file: str) -> ResponseReturnValue:
    # A HEAD hands nothing out.
    goes_out = request.method == "GET"
    return as_attachment(
        *evidence.hand_out(begin_work(), g.project, keeping().vault, document, file, goes_out=goes_out)
    )


def as_attachment(item: Item, opened: BinaryIO) -> Response:
    """A file as it was received, which no browser opens."""
    response = sent_whole(opened, name_to_save_under(item.name, item.ref))
    response.content_length = item.size
    return keep_apart(response)


def sent_whole(opened: BinaryIO, name: str) -> Response:
    """A file to be saved under a name. A part of it is never sent: whatever is on record went out whole."""
    response = send_file(
        opened,
        "application/octet-stream",
        as_attachment=True,
        download_name=name,
        conditional=False,
        etag=False,
    )
    response.headers["Accept-Ranges"] = "none"
    return response


@pages.get("/<file>/custody")
def read_custody(project: str, document: str, file: str) -> ResponseReturnValue:
    listed, custody = evidence.read_file(begin_work(), g.project, file, document)
    return render_template(
        "history.html",
        about={"ref": file, "title": listed.item.name or file},
        home=_home(listed.item.document) + f"#{file}",
        heading=gettext("How a file was handled"),
        intro=gettext(
            "Who received it, took it out and held it against its digest; the latest %(n)s.", n=evidence.HANDLINGS
        ),
        events=[ShownEvent(str(HANDLED[one.deed]), one.by, instant_words(one.at)) for one in custody],
        earlier="",
        later="",
    )


@pages.get("/<file>/preview")
def show_preview(project: str, document: str, file: str) -> ResponseReturnValue:
    item = evidence.find_picture(begin_work(), g.project, document, file)
    g.closing.close()  # making it takes a moment, and nothing more is asked of the database
    picture = evidence.small_picture(g.project, keeping().vault, item)
    return keep_apart(Response(picture, mimetype="image/png"))


def show_files(document: str, error: str = "", again: str | None = None) -> ShownFiles:
    """A document's files, by its ref, for the template part `components/evidence.html`.

    `error` is what is wrong with what was sent; `again` is the ref of the file that came a second time just now.
    """
    items = evidence.files_of(begin_work(), g.project, document)
    may_add = permissions.may(g.project, "add_file")
    limit = keeping().file_limit
    return ShownFiles(
        files=tuple(_show(listed) for listed in items),
        action=url_for("evidence.add_file", project=g.project.code, document=document) if may_add else "",
        limit=gettext("Any kind of file, one at a time, at most %(size)s.", size=size_words(limit)),
        error=error,
        again=any(listed.item.ref == again for listed in items),
    )


def size_words(size: int) -> str:
    """A number of bytes as people say it, in steps of 1,024."""
    power = min(max(size.bit_length() - 1, 0) // 10, len(_UNITS) - 1)
    number = size / 1024**power
    return str(_UNITS[power]) % {"number": format_decimal(round(number, 0 if number >= 10 or not power else 1))}


def _page(ref: str, error: str = "") -> str:
    document = evidence.read_document(begin_work(), g.project, ref)
    files = show_files(ref, error, request.args.get("again"))
    return render_template("files.html", document=document, files=files)


def _refused(ref: str, error: str, status: int) -> Response:
    """The form once more, with what was wrong."""
    return make_response(_page(ref, error), status)


def _too_large(limit: int) -> str:
    words = gettext(
        "This file is larger than %(limit)s, the most that one file may have here; nothing of it was kept. Split it, "
        "or ask whoever runs this installation to raise TAWTHIQ_FILE_LIMIT.",
        limit=size_words(limit),
    )
    return str(words)


def over_quota(left: int) -> str:
    """That the project's files take up what they may, but for `left` bytes."""
    words = gettext(
        "The files of this project may take up %(quota)s together, of which %(left)s are left; this one needs more, "
        "and nothing of it was kept. Ask whoever runs this installation to raise TAWTHIQ_PROJECT_QUOTA.",
        quota=size_words(keeping().project_quota),
        left=size_words(left),
    )
    return str(words)


def _home(document: str) -> str:
    return url_for("evidence.list_files", project=g.project.code, document=document)


def _show(listed: ListedItem) -> ShownFile:
    item = listed.item
    may_take = permissions.may(g.project, "take_text") and desk.may_have_words(item)
    here = {"project": g.project.code, "document": item.document, "file": item.ref}
    # Of what is not what came, no picture is shown either.
    pictured = None if listed.altered_at else evidence.may_have_picture(g.project, keeping().vault, item)
    return ShownFile(
        ref=item.ref,
        name=item.name or item.ref,
        kind=item.media_type,
        size=size_words(item.size),
        digest=item.sha256.hex(),
        href=url_for("evidence.read_file", **here),
        custody=url_for("evidence.read_custody", **here),
        received=gettext(
            "Received %(when)s by %(who)s", when=instant_words(listed.received_at), who=listed.received_by
        ),
        picture=url_for("evidence.show_preview", **here) if pictured else "",
        no_picture=gettext("No preview") if pictured is False else "",
        words=url_for("desk.take_text", **here) if may_take else "",
        also=tuple((ref, _home(ref)) for ref in listed.also),
        altered=gettext(
            "Found altered or missing %(when)s. What is kept is not what was received.",
            when=instant_words(listed.altered_at),
        )
        if listed.altered_at
        else "",
    )
