"""Grading: a document once for all that it says, item by item of its checklist, and a single claim where it differs."""

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.decisions import Assessment, CheckEntry, GradeEntry
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.text import whole_number
from app.domain.verification import CREDIBILITY, RELIABILITY, RESULTS
from app.services import decisions as deeds
from app.services import incidents as reads
from app.services.permissions import may
from app.web import meanwhile
from app.web.claims import home_of, say_ended
from app.web.decided import checklist, pick, show_grade
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.showing import show_claim
from app.web.understood import offered_documents

pages = Blueprint("grading", __name__, url_prefix="/p/<project>")


@pages.get("/documents/<document>/assessment")
def read_assessments(project: str, document: str) -> ResponseReturnValue:
    return _show(document)


@pages.post("/documents/<document>/grades")
def assess_document(project: str, document: str) -> ResponseReturnValue:
    try:
        deeds.assess_document(begin_work(), g.project, document, read_form(GradeEntry, request.form))
    except InvalidInput as refusal:
        return _show(document, problems=refusal.problems), 422
    except Stale as late:
        begin_work().abandon()
        return _show(document, problems={}, late=late), 412
    return redirect(url_for("grading.read_assessments", project=project, document=document), 303)


@pages.post("/documents/<document>/checks")
def check_document(project: str, document: str) -> ResponseReturnValue:
    try:
        deeds.check_document(begin_work(), g.project, document, read_form(CheckEntry, request.form))
    except InvalidInput as refusal:
        return _show(document, check_problems=refusal.problems), 422
    except Stale as late:
        begin_work().abandon()
        return _show(document, check_problems={}, late=late), 412
    return redirect(url_for("grading.read_assessments", project=project, document=document) + "#checks", 303)


@pages.route("/incidents/<ref>/claims/<claim>/assessment", methods=["GET", "POST"])
def assess_claim(project: str, ref: str, claim: str) -> ResponseReturnValue:
    return grade_claim(reads.read_incident(begin_work(), g.project, ref, current_language()), claim)


def grade_claim(view: deeds.Weighed, claim: str) -> ResponseReturnValue:
    """Asks how credible one claim is by itself, whatever it is about."""
    standing = next((one for one in view.claims if one.ref == claim), None)
    if standing is None:
        raise NotFound("There is no such claim, or you may not see it.")
    if not standing.live:
        return say_ended(view, standing, request.form.get("why", ""))
    fields: Sequence[Field] = _grade_fields(of_claim=True)
    whole, status = "", 200
    if request.method == "POST":
        try:
            deeds.assess_claim(begin_work(), g.project, view, claim, read_form(GradeEntry, request.form))
            return redirect(home_of(view), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
        except Stale as late:
            begin_work().abandon()
            fields, status = answered(fields, request.form), 412
            grades = deeds.read_claim_grades(begin_work(), g.project, claim)
            whole = _told(late, grades)
    grades = deeds.read_claim_grades(begin_work(), g.project, claim)
    return render_template(
        "decision_form.html",
        heading=gettext("Grade one claim by itself"),
        intro=gettext("Its document is graded once for all that it says. Grade a claim only where it differs."),
        about=view,
        home=home_of(view),
        standing=[show_claim(standing)],
        fields=fields,
        deed=gettext("Keep the grade"),
        whole=whole,
        version=_newest(grades) if status != 422 else request.form.get("version", ""),
    ), status


def _newest(grades: Sequence[Assessment]) -> int:
    return max((one.number for one in grades), default=0)


def _told(late: Stale, grades: Sequence[Assessment]) -> str:
    """That somebody else was faster, and what they have decided of the same."""
    seen = request.form.get("version", "")
    return " ".join([translate(str(late)), meanwhile.of_grades(grades, whole_number(seen, 2**63) or 0)])


def _show(
    document: str,
    problems: dict[str, str] | None = None,
    check_problems: dict[str, str] | None = None,
    late: Stale | None = None,
) -> str:
    """The grades and checks of a document as they stand now; beside them what was typed and could not be taken."""
    found = deeds.read_graded(begin_work(), g.project, document)
    assessments = found.assessments
    fields: Sequence[Field] = _grade_fields()
    checks: Sequence[Field] = _check_fields(assessments)
    if problems is not None:
        fields = answered(fields, request.form, problems)
    if check_problems is not None:
        checks = answered(checks, request.form, check_problems)
    return render_template(
        "grading.html",
        document=found.document,
        grades=[show_grade(one) for one in assessments if one.scheme != "check"],
        checklist=checklist(assessments),
        checked_before=[show_grade(one) for one in assessments if one.scheme == "check" and not one.current],
        fields=fields,
        checks=checks,
        whole=_told(late, _same_asked(assessments, check=check_problems is not None)) if late else "",
        version=_newest(assessments) if late or not (problems or check_problems) else request.form.get("version", ""),
        may_assess=may(g.project, "assess_document"),
    )


def _same_asked(assessments: Sequence[Assessment], *, check: bool) -> list[Assessment]:
    """Those that answer what was asked: the grades, or the item of the checklist."""
    item = request.form.get("item") if check else None
    return [one for one in assessments if (one.scheme == "check") == check and one.item == item]


def _grade_fields(*, of_claim: bool = False) -> tuple[Field, ...]:
    reliable = tuple(Option(grade, pick(words)) for grade, words in RELIABILITY.items())
    credible = tuple(Option(grade, pick(words)) for grade, words in CREDIBILITY.items())
    asked = (
        Field("credibility", gettext("How credible is what it says?"), "radios", options=credible, required=True),
        Field("why", gettext("Why?"), "area", rows=3, dir="auto", required=True),
    )
    if of_claim:
        return asked
    source = Field("reliability", gettext("How reliable is the source?"), "radios", options=reliable, required=True)
    return (source, *asked)


def _check_fields(assessments: Sequence[Assessment]) -> tuple[Field, ...]:
    items = tuple(
        Option(item, label, group=heading) for heading, rows in checklist(assessments) for item, label, _ in rows
    )
    results = tuple(Option(code, pick(words)) for code, words in RESULTS.items())
    return (
        Field("item", gettext("What was checked"), "select", options=items, required=True),
        Field("result", gettext("Result"), "radios", options=results, required=True),
        Field("note", gettext("What was seen"), "area", rows=2, dir="auto"),
        Field("cited", gettext("Which document shows it?"), "select", options=offered_documents()),
    )
