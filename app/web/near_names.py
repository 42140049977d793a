"""That a name typed is new here, and what on record is spelt much like it: in words beside its field."""

from collections.abc import Mapping

from flask_babel import gettext

from app.domain import wording
from app.domain.text import isolated
from app.services.near_names import Near
from app.web.languages import current_language


def new_words(typed: Mapping[str, Near]) -> dict[str, tuple[str, bool]]:
    """By answer, that its name is new, or on record; and whether that is open, since another is spelt much like it."""
    return {answer: (_words(near), bool(near.like)) for answer, near in typed.items()}


def _words(near: Near) -> str:
    language = current_language()
    name = isolated(near.name, language)
    names = " · ".join(_named(one, kind) for one, kind in near.like)
    if not near.new:
        return str(gettext("%(name)s, which is on record", name=names or name))
    new = gettext("new: %(name)s", name=name)
    if not near.like:
        return str(new)
    return str(
        gettext(
            "%(new)s. It looks like what is on record already: %(names)s. If it is the same, write it as it stands"
            " there",
            new=new,
            names=names,
        )
    )


def _named(name: str, kind: str) -> str:
    language = current_language()
    told = isolated(name, language)
    return f"{told} ({wording.term_words('party_kinds', kind, language)})" if kind else told
