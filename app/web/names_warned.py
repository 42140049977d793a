"""A warning where our own words seem to name a person: titles and sentences stand on lists, pages and exports of their
incident, whose tier is not that of people."""

from flask_babel import gettext

from app.domain.names import sentence_names_somebody

OUR_OWN = ("title", "summary", "item_label")
"""Answers in our own words."""


def warned_of(given: object) -> dict[str, str]:
    """What is said beside those of the answers in our own words that seem to hold a person's name, by field."""
    found = {name: name_warning(getattr(given, name, None)) for name in OUR_OWN}
    return {name: warning for name, warning in found.items() if warning}


def name_warning(words: str | None) -> str:
    """What is said beside words of ours that seem to hold a person's name; empty where they do not. A group and a place
    may be named."""
    if not words or not sentence_names_somebody(words):
        return ""
    return str(
        gettext(
            "This reads like a person’s name, and whoever reads the list of incidents reads it. Describe the person"
            " without it, like “a farmer, about 40”. The name of a group or a place can stay"
        )
    )
