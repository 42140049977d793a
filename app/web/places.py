"""The places that a name may mean, offered beneath it each time that a form is shown back."""

from collections.abc import Sequence
from dataclasses import replace

from babel import Locale
from flask import g
from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.coordinates import SEA, SeemsTurned
from app.domain.gazetteers import KEPT_AS_TEXT, OWN, REGISTERED_NEW, Candidate, Landmark, Offered
from app.domain.place_answers import PlaceAnswers
from app.domain.text import isolated
from app.services import places as deeds
from app.web.forms import Field, Option
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.showing import PLACE_KINDS
from app.web.small_map import draw

_DIRECTIONS = {
    "north": lazy_gettext("%(distance)s north of %(city)s"),
    "north_east": lazy_gettext("%(distance)s north-east of %(city)s"),
    "east": lazy_gettext("%(distance)s east of %(city)s"),
    "south_east": lazy_gettext("%(distance)s south-east of %(city)s"),
    "south": lazy_gettext("%(distance)s south of %(city)s"),
    "south_west": lazy_gettext("%(distance)s south-west of %(city)s"),
    "west": lazy_gettext("%(distance)s west of %(city)s"),
    "north_west": lazy_gettext("%(distance)s north-west of %(city)s"),
}
_INVENTED = ("XA", "XB")  # no country has these; Unicode CLDR has them for trials of its own


def offer_beneath(fields: Sequence[Field], offered: Offered, answers: object) -> tuple[Field, ...]:
    """The fields of a form with the places that are offered for its answers."""
    if not isinstance(answers, PlaceAnswers) or not answers.where:
        return tuple(fields)
    chosen = answers.gazetteer_place or ""
    kind = next((field for field in fields if field.name == "place_kind"), None) if chosen == REGISTERED_NEW else None
    return tuple(
        with_offered(replace(field, value=chosen, beneath=kind), offered) if field.name == "gazetteer_place" else field
        for field in fields
    )


def offer_as_kept(fields: Sequence[Field], *, new: bool) -> tuple[Field, ...]:
    """The fields as they are opened, with the places offered for a name that stands there already. What was chosen is
    chosen still; of a claim that is to be replaced (not `new`), words that were kept alone stay so."""
    kept = {field.name: field.value for field in fields}
    if not kept.get("where"):
        return tuple(fields)
    before = kept["gazetteer_place"] or (None if new else KEPT_AS_TEXT)
    answers = PlaceAnswers.model_validate({"where": kept["where"], "gazetteer_place": before})
    chosen = deeds.choose_place(begin_work(), g.project, answers)
    return offer_beneath(fields, chosen.offered, chosen.answers)


def with_offered(field: Field, offered: Offered) -> Field:
    """The field with each candidate as an answer, and that none of them is meant as the last two: registered as a place
    of the project's own, or kept in words."""
    then, later = gettext("It is then offered to whoever enters in this project."), gettext("It can be placed later.")
    if offered.candidates:
        register, keep = (
            gettext("Another one: register it as a place of this project"),
            gettext("None of these: keep the words alone"),
        )
    else:
        register, keep = gettext("New: register it as a place of this project"), gettext("Keep the words alone")
        unknown = (
            gettext("The places of the world are still being taken in: look again in a minute")
            if offered.nothing_in
            else gettext("No place of this name is known here")
        )
        field = replace(field, label=unknown)
    new, text = Option(REGISTERED_NEW, register, then), Option(KEPT_AS_TEXT, keep, later)
    alone = offered.alone is not None and field.value == offered.alone.code
    taken = gettext("Taken by itself: it is the only place that is spelt so. Choose another answer if it is not meant.")
    apart = {one.code for one in offered.candidates} - {one.code for one in offered.close}
    drawn = offered.candidates if field.value in apart else offered.close
    answers = (*(_option(n, one, one.code in apart) for n, one in enumerate(offered.candidates, 1)), new, text)
    return replace(field, options=answers, understood=taken if alone else "", drawing=draw(drawn))


def turned_words(turned: SeemsTurned) -> str:
    """What is said beside coordinates that seem to be written the wrong way round, and how they are mended."""
    here, there = turned.lies_in, country_name(turned.would_lie_in)
    if here is None:
        lies = gettext("a point in no country that is known here; turned round it would lie in %(there)s", there=there)
    elif here == SEA:
        lies = gettext("a point in the sea; turned round it would lie in %(there)s", there=there)
    else:
        here = country_name(here)
        lies = gettext("a point in %(here)s; turned round it would lie in %(there)s", here=here, there=there)
    return str(
        gettext(
            "%(lies)s. If latitude and longitude are swapped, write latitude first; if it is meant so, it can stay",
            lies=lies,
        )
    )


def country_name(code: str) -> str:
    """A country in the reader's language, by its code; what is no country's code as it is."""
    named = Locale.parse(current_language()).territories
    return str(named[code]) if code in named and code not in _INVENTED else code


def _option(number: int, one: Candidate, apart: bool) -> Option:
    group = gettext("Others, spelt or heard much like it") if apart else ""
    return Option(one.code, f"{number} · {both_names(one.name, one.name_ar)}", beside(one), group)


def both_names(name: str, arabic: str | None) -> str:
    """A place's names in both scripts, the reader's first."""
    language = current_language()
    both = (arabic, name) if language == "ar" else (name, arabic)
    return " · ".join(isolated(name, language) for name in dict.fromkeys(both) if name)


def beside(one: Candidate) -> str:
    """What kind of place it is, where it lies, how far off, and who says so."""
    language = current_language()
    comma = "، " if language == "ar" else ", "
    parents = [(unit.name_ar or unit.name) if language == "ar" else unit.name for unit in one.parents]
    country = country_name(one.country) if one.country and one.kind != "country" else ""
    lies = [isolated(name, language) for name in (*parents, country) if name]
    parts = [str(PLACE_KINDS[one.kind]), comma.join(lies)]
    if one.landmark:
        parts.append(_from_landmark(one.landmark))
    elif not one.parents and one.latitude is not None and one.longitude is not None and one.gazetteer != OWN:
        # Nothing else tells places of one name in one country from each other.
        point = f"{one.latitude:.2f}, {one.longitude:.2f}"
        parts.append(f"\N{LEFT-TO-RIGHT ISOLATE}{point}\N{POP DIRECTIONAL ISOLATE}")
    if one.gazetteer == OWN:
        parts.insert(0, str(gettext("of this project")))
    if one.distance_m is not None:
        parts.append(str(gettext("%(distance)s away", distance=_distance(one.distance_m))))
    if one.radius_m is not None and (one.longitude is not None or one.gazetteer != OWN):
        parts.append(wording.radius_words(one.radius_m, language))
    return " · ".join(part for part in parts if part)


def _from_landmark(city: Landmark) -> str:
    language = current_language()
    name = isolated((city.name_ar if language == "ar" else None) or city.name, language)
    return str(_DIRECTIONS[city.direction]) % {"distance": _distance(city.distance_m), "city": name}


def _distance(metres: float) -> str:
    return wording.distance_words(round(metres, -2 if metres < 10_000 else -3), current_language())
