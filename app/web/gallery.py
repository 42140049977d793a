"""The gallery: every component on one page, with invented examples and no data, to be looked at and tested.

It shows how a component looks, not what the product holds; the tests look at it in all its forms.
"""

from flask import Blueprint, render_template
from flask_babel import gettext

from app.domain.incidents import Tally
from app.web.forms import Field, Option
from app.web.harms import ASIDE
from app.web.shown import ShownClaim
from app.web.tables import Column

gallery = Blueprint("gallery", __name__)


@gallery.get("/gallery")
def show() -> str:
    """All components, in the reader's language."""
    return render_template("gallery.html", fields=_fields(), columns=_columns(), claims=_claims(), tallies=_tallies())


def _tallies() -> dict[str, Tally]:
    return {"possible": Tally(1000, more=True), "certain": Tally(204), "without_place": Tally(31)}


def _columns() -> tuple[Column, ...]:
    return (
        Column(gettext("When"), sorted="down", order=gettext("latest first"), href="/gallery"),
        Column(gettext("Where")),
        Column(gettext("What happened")),
        Column(gettext("Killed"), unit=gettext("people"), figure=True),
        Column(gettext("Verification")),
    )


def _claims() -> tuple[tuple[str, tuple[ShownClaim, ...]], ...]:
    monitor, on = gettext("monitor M"), gettext("18 April")
    wire = gettext("wire W")
    return (
        (
            gettext("When"),
            (ShownClaim(gettext("17 April 2025, 11:00–11:30"), gettext("rescue service S"), gettext("17 April")),),
        ),
        (
            gettext("Killed"),
            (
                ShownClaim(
                    gettext("at least 12"),
                    monitor,
                    on,
                    (wire,),
                    gettext("page 2"),
                    "ما لا يقل عن 12 قتيلاً بينهم ثلاثة أطفال",
                    "ar",
                    further=((wire,),),
                ),
                ShownClaim(
                    gettext("dozens"),
                    gettext("opinion article"),
                    quote="Dozens died, people in the village say.",
                    lang="en",
                    open=gettext("in words, no number"),
                    aside=str(ASIDE["no_basis"]),
                ),
                ShownClaim("11", monitor, on, ended=gettext("Superseded by the monitor’s own later figure.")),
            ),
        ),
        (
            gettext("By whom, as alleged"),
            (
                ShownClaim(gettext("artillery of force F"), monitor, on),
                ShownClaim(
                    gettext("denies it"),
                    gettext("force F"),
                    gettext("19 April"),
                    quote="Our units did not fire that day.",
                    lang="en",
                ),
            ),
        ),
    )


def _fields() -> dict[str, Field]:
    yes_or_no = (
        Option("no", gettext("No")),
        Option("unsure", gettext("Not sure"), gettext("Counts as yes.")),
        Option("yes", gettext("Yes")),
    )
    fields = (
        Field(
            "quote",
            gettext("The words that say it"),
            "area",
            gettext("Copy them as they stand, in their language."),
            "عشرات القتلى قرب الميناء",
            rows=3,
            dir="auto",
            required=True,
        ),
        Field(
            "when",
            gettext("When?"),
            help=gettext("As the source says it: early March 2025, yesterday, night of 6 to 7 March 2025."),
            value=gettext("early March 2025"),
            understood=gettext("1–10 March 2025, possibly any day in it"),
            unsure=True,
        ),
        Field(
            "when_refused",
            gettext("When?"),
            value="07/03/2025",
            error=gettext("This can be 7 March or 3 July. Write the month as a word."),
            dir="ltr",
        ),
        Field(
            "count",
            gettext("How many?"),
            value=gettext("12 killed"),
            understood=gettext("Killed: exactly 12 people"),
        ),
        Field(
            "act",
            gettext("What happened?"),
            "select",
            gettext("The conduct, not its name in law."),
            ("shelling", ""),
            options=(
                Option("killing", gettext("Killing"), group=gettext("Acts against life")),
                Option("shelling", gettext("Shelling"), group=gettext("Acts of war")),
            ),
            rows=2,
        ),
        Field(
            "danger",
            gettext("Could someone be harmed if this is seen?"),
            "radios",
            gettext("If unsure, say yes."),
            "unsure",
            options=yes_or_no,
        ),
        Field(
            "harms",
            gettext("Which harm?"),
            "checks",
            value=("killed",),
            options=(Option("killed", gettext("Killed")), Option("injured", gettext("Injured"))),
        ),
        Field("passphrase", gettext("Passphrase"), "password", autocomplete="current-password"),
        Field("source", gettext("Source"), suggestions=(gettext("monitor M"), gettext("rescue service S"))),
    )
    return {field.name: field for field in fields}
