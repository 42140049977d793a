"""Values, origins and incidents in words, English and Arabic: always attributed, never more precise than the source.

Dates and counts have their own words (`dates_in_words`, `counts`); this module puts them beside who says them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.counts import Count, describe_count
from app.domain.counts.count import describe_bounds as describe_number
from app.domain.counts.count import describe_class
from app.domain.dates import When
from app.domain.dates_in_words import describe, describe_bounds, is_one_of, with_part_of_day
from app.domain.incidents import ActView, ClaimView, HarmLine, Location, Period
from app.domain.origins import Origin, Origins
from app.domain.places import Place
from app.domain.properties import PROPERTIES
from app.domain.records import PartyValue, PlaceValue, TermValue, TextValue, Value
from app.domain.text import isolated
from app.domain.vocabularies import term, terms

SUMMARY_LENGTH = 2000
"""Characters of a summary, whoever wrote it."""

PRECISIONS = {
    "site": ("the very spot", "الموقع نفسه"),
    "neighbourhood": ("neighbourhood", "حي"),
    "place": ("village, town or city", "قرية أو بلدة أو مدينة"),
    "near_place": ("near that place", "قرب ذلك المكان"),
    "line_or_area": ("along a line or in an area", "على امتداد خط أو ضمن منطقة"),
    "subdistrict": ("subdistrict", "ناحية"),
    "district": ("district", "منطقة"),
    "governorate": ("governorate", "محافظة"),
    "several": ("several places", "أماكن عدة"),
    "country": ("country", "بلد"),
    "unknown": ("how precise is not known", "الدقة غير معروفة"),
}
_POINT = re.compile(r"POINT ?\((-?[\d.]+) (-?[\d.]+)\)")
POPULATIONS = {
    "civilians": ("civilians", "مدنيون"),
    "men": ("men", "رجال"),
    "women": ("women", "نساء"),
    "children": ("children", "أطفال"),
    "boys": ("boys", "فتيان"),
    "girls": ("girls", "فتيات"),
    "older_people": ("older people", "مسنّون"),
    "fighters": ("fighters", "مقاتلون"),
    "soldiers": ("soldiers", "جنود"),
    "journalists": ("journalists", "صحفيون"),
    "medical_staff": ("medical staff", "عاملون في المجال الطبي"),
    "aid_workers": ("aid workers", "عاملون في الإغاثة"),
}
UNITS = {
    "family": ("families", "عائلات"),
    "crossing": ("crossings", "مرات عبور"),
    "household": ("households", "أسر معيشية"),
    "dwelling": ("homes", "مساكن"),
    "building": ("buildings", "مبانٍ"),
    "premises": ("shops and the like", "محال وما شابهها"),
    "holding": ("farms and orchards", "مزارع وبساتين"),
    "vehicle": ("vehicles", "مركبات"),
    "site": ("schools, hospitals, places of worship and the like", "مدارس ومشافٍ ودور عبادة وما شابهها"),
}
MEASURES = {
    "stock": ("stock", "رصيد في تاريخ معيّن"),
    "flow": ("flow", "تدفق خلال مدة"),
    "cumulative": ("so far", "حتى حينه"),
}
LISTS = {"each": ("each of", "كل من"), "either": ("either", "إما"), "such_as": ("such as", "مثل")}

_SAY = {
    "en": {
        "through": "{name} (through {n} documents)",
        "relayed": "{name} (relayed; its own publication is not on file)",
        "beside": "{name}: compiled from them, not counted beside them",
        "compiled": "{name}, compiled from {names}",
        "no_basis": "without a basis: {names}",
        "no_claim": "No claim stands",
        "no_name": "{said}, which does not say who",
        "nobody": "nobody named",
        "according": "According to {source}",
        "relayed_by": "{said} (as relayed by {source})",
        "not_said": "not said",
        "no_figure": "no figure with a stated basis",
        "place_unknown": "place not known",
        "time_unknown": "time not known",
        "plus_minus": "± {distance}",
        "north": "{n}° N",
        "south": "{n}° S",
        "east": "{n}° E",
        "west": "{n}° W",
        "denies": "denies this: {value}",
        "denies.act.alleged": "denies the involvement of {value}",
        "denies.act.side": "denies that {value} took part in the fighting",
        "denies.act.victim": "denies that it was done to {value}",
        "unknown": "says that it is not known: {value}",
        "km": "{n} km",
        "m": "{n} m",
        "and": "; ",
        "comma": ", ",
        "says": "{said}, {clause}.",
        "says_denies": "{said}, this is denied: {clause}.",
        "says_unknown": "{said}, this is not known: {clause}.",
        "reports": "{said}: {what}.",
        "act.type": "this was done: {value}",
        "act.completion": "it went so far: {value}",
        "act.method": "it was done by this means: {value}",
        "act.victim": "it was done to {value}",
        "act.alleged": "it is alleged to have been done by {value}",
        "act.alleged.open": "it was done by {value}",
        "act.side": "{value} took part in the fighting",
        "incident.when": "the time was {value}",
        "incident.place": "the place was {value}",
        "incident.count": "{value}",
    },
    "ar": {
        "through": "{name} (عبر {n} وثائق)",
        "relayed": "{name} (منقول عنه؛ ما نشره بنفسه غير محفوظ لدينا)",
        "beside": "{name}: جُمع منهم، فلا يُحسب إلى جانبهم",
        "compiled": "{name}، جُمع من {names}",
        "no_basis": "دون أساس: {names}",
        "no_claim": "لم يبقَ قول قائم",
        "no_name": "{said} دون تسمية القائل",
        "nobody": "لم يُسمَّ أحد",
        "according": "بحسب {source}",
        "relayed_by": "{said} (نقلاً عبر {source})",
        "not_said": "غير مذكور",
        "no_figure": "لا عدد بأساس مذكور",
        "place_unknown": "المكان غير معروف",
        "time_unknown": "الزمن غير معروف",
        "plus_minus": "± {distance}",
        "north": "{n}° شمالاً",
        "south": "{n}° جنوباً",
        "east": "{n}° شرقاً",
        "west": "{n}° غرباً",
        "denies": "ينفي الآتي: {value}",
        "denies.act.alleged": "ينفي ضلوع {value}",
        "denies.act.side": "ينفي مشاركة {value} في القتال",
        "denies.act.victim": "ينفي وقوع الفعل على {value}",
        "unknown": "يقول إنه غير معروف: {value}",
        "km": "{n} كم",
        "m": "{n} م",
        "and": "؛ ",
        "comma": "، ",
        "says": "{said}، {clause}.",
        "says_denies": "{said}، هذا منفي: {clause}.",
        "says_unknown": "{said}، هذا غير معروف: {clause}.",
        "reports": "{said}: {what}.",
        "act.type": "وقع الفعل الآتي: {value}",
        "act.completion": "بلغ الفعل هذا المدى: {value}",
        "act.method": "كانت الوسيلة: {value}",
        "act.victim": "وقع الفعل على: {value}",
        "act.alleged": "يُنسب الفعل إلى: {value}",
        "act.alleged.open": "صدور الفعل عن: {value}",
        "act.side": "من المشاركين في القتال: {value}",
        "incident.when": "كان ذلك في هذا الوقت: {value}",
        "incident.place": "كان ذلك في هذا المكان: {value}",
        "incident.count": "{value}",
    },
}


def _pick(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "ar" else pair[0]


def term_words(vocabulary: str, code: str, language: str) -> str:
    """The label of a term; a project's own code that the release lacks stands as it is."""
    known = terms(vocabulary).get(code)
    return known.label(language) if known else code


def period_words(period: Period, language: str, said: Sequence[When] = ()) -> str:
    """When, as precise as it is known: "March 2025"; "time not known".

    `said`, where it is at hand, is what the claims say that it follows from: one day if each of them speaks of one
    day, a part of the day if all that name one agree. From bounds alone neither follows, and neither is said.
    """
    if not any((period.earliest_start, period.latest_start, period.earliest_end, period.latest_end)):
        return _SAY[language]["time_unknown"]
    one_day = bool(said) and all(_is_one_day(when) for when in said)
    words = describe_bounds(period, language, one_day=one_day or is_one_of(period.edtf) or None)
    parts = {when.part_of_day for when in said if when.part_of_day}
    return with_part_of_day(words, parts.pop(), language) if len(parts) == 1 else words


def _is_one_day(when: When) -> bool:
    return is_one_of(when.edtf) or (when.earliest_start is not None and when.earliest_start == when.latest_end)


def location_words(location: Location, language: str) -> str:
    """Where: the name as stated, its units, how precise."""
    if not location.stated_as and not location.units:
        return _SAY[language]["place_unknown"]
    names = list(dict.fromkeys([name for name in (location.stated_as, *location.units) if name]))
    return (_SAY[language]["comma"]).join(names)


def precision_words(precision: str | None, radius_m: float | None, language: str, point: str = "") -> str:
    """How far off the place may be: "near that place, ± 5 km"; with its `point` in words where it has one."""
    radius = (
        "" if radius_m is None else _SAY[language]["plus_minus"].format(distance=distance_words(radius_m, language))
    )
    words = (_pick(PRECISIONS[precision or "unknown"], language), point, radius)
    return _SAY[language]["comma"].join(part for part in words if part)


def point_words(place: Place, language: str) -> str:
    """The point of a place as its claim has it: "35.2° N, 36.1° E"; empty for an area, a line and where none is known.

    Every digit that was given and no zero beside. It is never said without its radius: see `precision_words`.
    """
    found = _POINT.fullmatch(place.wkt or "")
    if found is None:
        return ""
    east, north = (float(degrees) for degrees in found.groups())
    say = _SAY[language]
    written = [
        say["north" if north >= 0 else "south"].format(n=_digits(abs(north))),
        say["east" if east >= 0 else "west"].format(n=_digits(abs(east))),
    ]
    return say["comma"].join(written)


def _digits(degrees: float) -> str:
    return f"{degrees:.6f}".rstrip("0").rstrip(".")


def distance_words(metres: float, language: str) -> str:
    if metres >= 1000:
        return _SAY[language]["km"].format(n=f"{metres / 1000:g}")
    return _SAY[language]["m"].format(n=f"{metres:g}")


# What a name alone does not say.
_COARSE = frozenset({"near_place", "line_or_area", "subdistrict", "district", "governorate", "several"})


def place_words(place: Place, language: str) -> str:
    names = dict.fromkeys([place.name, *(unit.name for unit in reversed(place.units) if unit)])
    return _SAY[language]["comma"].join(name for name in names if name)


def _located(place: Place, language: str) -> str:
    """A place with its point and radius, where it has one: "near Tall Zayn (35.2° N, 36.1° E, ± 5 km)"."""
    names, point = place_words(place, language), point_words(place, language)
    if not point or place.radius_m is None:
        coarse = place.precision in _COARSE and names
        return f"{names} ({_pick(PRECISIONS[place.precision], language)})" if coarse else names
    say = _SAY[language]
    exact = point + say["comma"] + say["plus_minus"].format(distance=distance_words(place.radius_m, language))
    # Isolated, since a name of the other script would turn the figures round.
    return f"{names} (\N{FIRST STRONG ISOLATE}{exact}\N{POP DIRECTIONAL ISOLATE})" if names else exact


def value_words(value: Value, path: str, language: str) -> str:
    """One claim's value in words."""
    match value:
        case TermValue(code):
            vocabulary = {"act.type": "act_types", "act.method": "methods", "act.completion": "completions"}[path]
            return term_words(vocabulary, code, language)
        case PartyValue(party, degree):
            party = party.rpartition(":")[2]  # not yet on record: the key that a form gave it is kind:label
            return f"{party} ({term_words('involvement_degrees', degree, language)})" if degree else party
        case PlaceValue(named):
            listed = (" · ").join(_located(place, language) for place in named)
            opening = LISTS.get(named[0].list) if named else None
            return f"{_pick(opening, language)}: {listed}" if opening else listed
        case TextValue(said):
            return said
        case Count():
            number = _counted(describe_count(value, language), value, language)
            return f"{term_words('harms', value.harm, language)}: {number}"
        case When():
            return describe(value, language)
    raise TypeError(type(value))


def values_words(values: Sequence[Value], path: str, language: str) -> str:
    """Several values of one property as one: counts of a line from the smallest to the largest, others side by side.

    A count that leaves its maximum open opens it for all; a word without a number stands as it is.
    """
    lines: dict[tuple[str | None, ...], list[Count]] = {}
    beside = []
    for value in values:
        if isinstance(value, Count) and value.minimum is not None:
            lines.setdefault((value.harm, value.unit, value.measure, value.population, value.part_of), []).append(value)
        else:
            beside.append(value_words(value, path, language))
    for (harm, *_), counts in lines.items():
        largest = [count.maximum for count in counts]
        maximum = None if None in largest else max(one for one in largest if one is not None)
        number = describe_number(min(one.minimum for one in counts if one.minimum is not None), maximum, language)
        beside.append(f"{term_words('harms', harm or '', language)}: {_counted(number, counts[0], language)}")
    return " · ".join(dict.fromkeys(beside))


def _counted(number: str, of: Count | HarmLine, language: str) -> str:
    """A number with whom or what it counts, where that is not the whole of the people: "3 (children)"."""
    beside = [
        _pick(UNITS.get(of.unit, (of.unit, of.unit)), language) if of.unit != "person" else "",
        _pick(POPULATIONS.get(of.population or "", (of.population or "",) * 2), language),
        of.part_of or "",
        _pick(MEASURES.get(of.measure, ("", "")), language),
    ]
    said = _SAY[language]["comma"].join(part for part in beside if part)
    return f"{number} ({said})" if said else number


def claim_words(claim: ClaimView, language: str) -> str:
    """A claim's value as it is claimed: a denial reads as a denial."""
    return claimed_words(claim.value, claim.path, claim.polarity, language)


def claimed_words(value: Value, path: str, polarity: str, language: str) -> str:
    """A value as a source speaks of it: "12", "denies the involvement of F", "says that it is not known: 12"."""
    if polarity == "denies" and isinstance(value, PartyValue) and value.degree == "carried_out":
        value = PartyValue(value.party)  # the sentence says so already
    return taken_up(value_words(value, path, language), path, polarity, language)


def taken_up(words: str, path: str, polarity: str, language: str) -> str:
    """The words for a value as what a source says, denies, or says not to be known."""
    say = _SAY[language]
    if polarity == "denies":
        return say.get(f"denies.{path}", say["denies"]).format(value=words)
    return words if polarity == "asserts" else say["unknown"].format(value=words)


def labelled_claim_words(claim: ClaimView, language: str) -> str:
    """A claim's value with what it is of: "When: March 2025". A count names its harm by itself."""
    words = claim_words(claim, language)
    return words if claim.path == "incident.count" else f"{PROPERTIES[claim.path].label(language)}: {words}"


def named_claim_words(claim: ClaimView, language: str) -> str:
    """A claim told apart from others: "Killed: 12, according to S"."""
    say = _SAY[language]
    according = say["according"].format(source=_speaker(claim) or say["nobody"])
    return f"{labelled_claim_words(claim, language)}{say['comma']}{according[0].lower()}{according[1:]}"


def harm_words(line: HarmLine, language: str) -> str:
    """The reported range of a line: "9 or more", "7 to 12 (children)", "dozens (no number)". Never a midpoint, never a
    bare 0."""
    if not line.is_told:
        return _SAY[language]["no_figure"]
    in_words = line.minimum is None and line.maximum is None and line.quantity_class
    number = (
        describe_class(line.quantity_class or "", language)
        if in_words
        else describe_number(line.minimum, line.maximum, language)
    )
    return _counted(number, line, language)


def origins_words(origins: Origins, language: str) -> str:
    """How many origins and who: "2 origins: S (through 3 documents); T"."""
    say = _SAY[language]
    parts = [_origin_words(origin, language) for origin in origins.counting]
    parts += [say["beside"].format(name=name) for name in origins.beside]
    if origins.without_basis:
        names = _SAY[language]["comma"].join(name or say["nobody"] for name in origins.without_basis)
        parts.append(say["no_basis"].format(names=names))
    head = _number_of_origins(origins.count, language)
    return f"{head}: {say['and'].join(parts)}" if parts else head


def _number_of_origins(count: int, language: str) -> str:
    if language != "ar":
        return "1 origin" if count == 1 else f"{count} origins"
    if count <= 2:
        return ("لا مصدر أصلياً", "مصدر أصلي واحد", "مصدران أصليان")[count]
    return f"{count} مصادر أصلية" if count <= 10 else f"{count} مصدراً أصلياً"


def _origin_words(origin: Origin, language: str) -> str:
    say = _SAY[language]
    if origin.compiled_from:
        return say["compiled"].format(name=origin.name, names=say["comma"].join(origin.compiled_from))
    if origin.only_relayed:
        return say["relayed"].format(name=origin.name)
    if origin.documents > 1:
        return say["through"].format(name=origin.name, n=origin.documents)
    return origin.name


@dataclass(frozen=True, slots=True)
class Told:
    """What one speaker says of one property: all that our own words about an incident are made from.

    `through` is who passes it on; where nobody is named, it is all that is known, and `speaker` is empty.
    """

    speaker: str
    path: str
    value: Value
    through: str = ""


def told_by(claims: Iterable[ClaimView]) -> list[Told]:
    """What our own words may say: what stands and is public, for they are printed wherever the incident is named."""
    return [
        Told(
            claim.originator.name if claim.originator else "",
            claim.path,
            claim.value,
            claim.citations[0].document.source.name
            if claim.citations and (claim.relayed or claim.originator is None)
            else "",
        )
        for claim in claims
        if claim.standing and claim.tier == 0
    ]


def title_words(told: Sequence[Told], language: str) -> str:
    """Our own title: "Killing, Bayt Rummana, 17 April 2025"; the documenter may write another."""
    parts = [*_said_of(told, "act.type", language), *_where_and_when(told, language)]
    return _SAY[language]["comma"].join(parts) or _SAY[language]["no_claim"]


def summary_words(told: Sequence[Told], language: str) -> str:
    """Our own summary, a sentence a speaker: "According to S: killing; killed: about 12; Bayt Rummana; 17 April 2025."

    As many speakers as SUMMARY_LENGTH holds.
    """
    say, summary = _SAY[language], ""
    for speaker, through in dict.fromkeys((one.speaker, one.through) for one in told if one.speaker or one.through):
        own = [one for one in told if (one.speaker, one.through) == (speaker, through)]
        what = [*_said_of(own, "act.type", language), *_said_of(own, "incident.count", language)]
        if parts := [*map(_within, what), *_where_and_when(own, language)]:
            said = say["according"].format(source=speaker or through)
            if not speaker:
                said = say["no_name"].format(said=said)
            elif through:
                said = say["relayed_by"].format(said=said, source=through)
            sentence = say["reports"].format(said=said, what=say["and"].join(parts))
            longer = f"{summary} {sentence}" if summary else sentence
            if len(longer) > SUMMARY_LENGTH:
                break
            summary = longer
    return summary


def _said_of(told: Sequence[Told], path: str, language: str) -> list[str]:
    return list(dict.fromkeys(value_words(one.value, path, language) for one in told if one.path == path))


def _where_and_when(told: Sequence[Told], language: str) -> list[str]:
    """The first place that is named, and the first time."""
    where = [one.value.places[0].name for one in told if isinstance(one.value, PlaceValue)]
    return [part for part in (*where[:1], *_said_of(told, "incident.when", language)[:1]) if part]


def _speaker(claim: ClaimView) -> str:
    """Whoever says so, else who printed it; nobody for an inference of ours."""
    if claim.originator:
        return claim.originator.name
    return claim.citations[0].document.source.name if claim.citations else ""


def claim_sentence(claim: ClaimView, language: str) -> str:
    """A claim in the attributed voice: "According to M (as relayed by W), killed: 9 or more."."""
    say = _SAY[language]
    value = value_words(claim.value, claim.path, language)
    if isinstance(claim.value, TermValue | Count):
        value = _within(value)
    elif isinstance(claim.value, PartyValue) and claim.value.degree == "carried_out":
        value = claim.value.party  # the sentence says so already
    said, value = _attribution(claim, language), isolated(value, language)
    if claim.polarity == "asserts":
        return say["says"].format(said=said, clause=say[claim.path].format(value=value))
    clause = say.get(f"{claim.path}.open", say[claim.path]).format(value=value)
    return say["says_denies" if claim.polarity == "denies" else "says_unknown"].format(said=said, clause=clause)


def _attribution(claim: ClaimView, language: str) -> str:
    """Who says so, through whom: "According to M (as relayed by W)"; "According to W, which does not say who"."""
    say = _SAY[language]
    through = isolated(claim.citations[0].document.source.name, language) if claim.citations else say["nobody"]
    if claim.originator is None:
        return say["no_name"].format(said=say["according"].format(source=through))
    said = say["according"].format(source=isolated(claim.originator.name, language))
    return say["relayed_by"].format(said=said, source=through) if claim.relayed and claim.citations else said


def _within(label: str) -> str:
    """A label as it stands within a sentence: "killing", but "UN convoy"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def act_words(act: ActView, language: str) -> str:
    return term("act_types", act.type_code).label(language) if act.type_code else _SAY[language]["not_said"]
