"""What the entry form asks of its own answers: which are kept, and under which name, as fields."""

from flask_babel import gettext

from app.domain.entry_templates import QUESTIONS, USUAL
from app.web.forms import Field, Option


def keep_fields() -> tuple[Field, ...]:
    """Which answers are kept, for the next one or under a name."""
    labels = {
        "document": gettext("Where is it from?"),
        "originator": gettext("Who says so?"),
        "act": gettext("What happened?"),
        "victim": gettext("To whom or what?"),
        "when": gettext("When?"),
        "where": gettext("Where?"),
        "alleged": gettext("Who is said to have done it?"),
    }
    never = gettext("The quotation and the figures are never kept: they are what one source says of one incident.")
    named = gettext(
        "Everybody who enters in this project can start from it: whom it befell and who is said to have done it are "
        "not kept in it, since the words may name a person. Kept anew, it takes the former’s place."
    )
    options = tuple(Option(question, labels[question]) for question in QUESTIONS)
    return (
        Field("keep", gettext("Which answers are kept?"), "checks", never, USUAL, options=options),
        Field("template", gettext("Name of the template"), help=named, dir="auto"),
    )
