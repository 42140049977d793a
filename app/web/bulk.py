"""One change of many claims: chosen on the list of incidents, looked at row by row, made as one, undone as one."""

import uuid
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, lazy_gettext

from app.domain.errors import InvalidInput, Refused
from app.domain.questions import Question, ask
from app.domain.text import whole_number
from app.domain.vocabularies import terms
from app.services import bulk as deeds
from app.services.bulk import BulkChange, Preview
from app.services.jobs import cancel_job
from app.web.forms import Field, Option, answered
from app.web.languages import current_language, translate, within
from app.web.policy import begin_work, doors, end_work, sign_in_token
from app.web.showing import instant_words
from app.web.tables import Column

pages = Blueprint("bulk", __name__, url_prefix="/p/<project>/changes")

SHOWN = 50
"""Claims of a change that are shown one by one; all of them are counted."""
_OWN = ("act_change", "reason", "once", "window", "shown", "deed", "csrf_token")
_COLUMNS = (
    lazy_gettext("Incident"),
    lazy_gettext("Who says so"),
    lazy_gettext("Stated as"),
    lazy_gettext("What would become of it"),
)
_WHY = {
    "denied": lazy_gettext("left as it is: the source denies it, and a more exact denial would say less"),
    "said": lazy_gettext("left as it is: the source says the more exact one there already"),
    "ended": lazy_gettext("left as it is: somebody has changed it since"),
}


@pages.route("", methods=["GET", "POST"])
def change_claims(project: str) -> ResponseReturnValue:
    """What is to be changed among the incidents of a list. What is sent is looked at; made only once it was seen."""
    sent = request.form if request.method == "POST" else request.args
    asked = {name: values for name, values in sent.lists() if name not in _OWN}
    question = ask(asked)
    fields = _fields(question)
    if request.method != "POST":
        return _ask(question, fields)
    from_code, _, to_code = request.form.get("act_change", "").partition(">")
    reason, shown = request.form.get("reason", ""), whole_number(request.form.get("shown", ""))
    typed = answered(fields, request.form)
    preview = None
    try:
        deeds.check_change(from_code, to_code, reason)
        if request.form.get("deed") != "make" or shown is None:
            preview = deeds.preview_change(begin_work(), g.project, question, from_code, to_code)
            return _ask(question, typed, preview)
        key = request.form.get("once", "")
        at_once = deeds.change_in_bulk(begin_work(), g.project, key, (from_code, to_code, reason), question, shown)
    except InvalidInput as refusal:
        problems = {"act_change" if name == "to" else name: why for name, why in refusal.problems.items()}
        return _ask(question, answered(fields, request.form, problems)), 422
    except Refused as refusal:
        begin_work().abandon()
        preview = deeds.preview_change(begin_work(), g.project, question, from_code, to_code)
        return _ask(question, typed, preview, translate(str(refusal))), 409
    return _go(key, at_once)


@pages.route("/<bulk>", methods=["GET", "POST"])
def read_change(project: str, bulk: str) -> ResponseReturnValue:
    """What became of a change. What is sent undoes it, stops it on its way or lets it go on."""
    change, left, job = deeds.read_change(begin_work(), g.project, bulk, SHOWN)
    under_way = job is not None and job.outcome is None
    deed = request.form.get("deed")
    problems: dict[str, str] = {}
    whole = ""
    if request.method == "POST" and deed == "undo":
        try:
            return _go(bulk, deeds.undo_in_bulk(begin_work(), g.project, bulk, request.form.get("reason", "")))
        except InvalidInput as refusal:
            problems = refusal.problems
        except Refused as refusal:
            whole = translate(str(refusal))
    elif request.method == "POST":
        if deed == "stop":
            cancel_job(begin_work(), g.project, deeds.UNDO if change.undone_at else deeds.CHANGE, bulk)
        else:
            deeds.go_on_in_bulk(begin_work(), g.project, bulk)
        return redirect(url_for("bulk.read_change", project=project, bulk=bulk), 303)
    page = render_template(
        "bulk_change.html",
        change=change,
        told=_told(change),
        left=[(one, str(_WHY[one.left_alone or "ended"])) for one in left],
        job=job,
        under_way=under_way,
        why=translate(job.reason or "") if job else "",
        undo=answered((_reason_field(gettext("Why is it undone?")),), request.form, problems),
        whole=whole,
    )
    return page, 422 if problems else 409 if whole else 200


def _go(key: str, at_once: bool) -> ResponseReturnValue:
    code = g.project.code
    end_work()
    if at_once:
        deeds.do_at_once(doors(), sign_in_token(), code, key)
    return redirect(url_for("bulk.read_change", project=code, bulk=key), 303)


def _ask(question: Question, fields: tuple[Field, ...], preview: Preview | None = None, whole: str = "") -> str:
    code, asked = g.project.code, question.as_parameters()
    shown = preview.claims[:SHOWN] if preview else ()
    return render_template(
        "bulk.html",
        fields=fields,
        asked=asked,
        back=_list_address(question),
        preview=preview,
        columns=tuple(Column(str(name)) for name in _COLUMNS),
        rows=[(one, str(_WHY.get(one.left_alone or "", gettext("is made more exact")))) for one in shown],
        once=request.form.get("once") or str(uuid.uuid4()),
        whole=whole,
        earlier=[
            (_told(one), url_for("bulk.read_change", project=code, bulk=one.key))
            for one in deeds.find_changes(begin_work(), g.project)
        ],
    )


def _list_address(question: Question) -> str:
    parameters: dict[str, Any] = dict(question.as_parameters())
    return url_for("incidents.list_incidents", project=g.project.code, **parameters)


def _fields(question: Question) -> tuple[Field, ...]:
    language = current_language()
    offered = deeds.offered_acts(begin_work(), g.project, question)
    options = tuple(
        Option(
            f"{code}>{exact.code}",
            exact.label(language),
            group=gettext("%(act)s (in %(number)s claims)", act=_act(code), number=format_decimal(number)),
        )
        for code, (number, exacts) in offered.items()
        for exact in exacts
    )
    what = gettext("Each claim of the wider act is followed by a more exact one, in the same words, cited the same.")
    asked = gettext("Which act is more exactly which?")
    return (
        Field("act_change", asked, "select", what, options=options, required=True),
        _reason_field(gettext("Why?")),
    )


def _reason_field(label: str) -> Field:
    stays = gettext("It stands with each claim and stays in the history for good.")
    return Field("reason", label, "area", stays, rows=2, dir="auto", required=True)


def _act(code: str) -> str:
    known = terms("act_types")
    return known[code].label(current_language()) if code in known else code


def _told(change: BulkChange) -> str:
    return str(
        gettext(
            "%(wide)s → %(exact)s, by %(person)s on %(time)s",
            wide=_act(change.from_code),
            exact=_act(change.to_code),
            person=within(change.by),
            time=instant_words(change.at),
        )
    )
