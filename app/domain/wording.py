"""Values, origins and incidents in words, English and Arabic: always attributed, never more precise than the source.

Dates and counts have their own words (`dates_in_words`, `counts`); this module puts them beside who says them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.domain.counts import Count, Line, describe_count
from app.domain.counts.breakdown import is_by_sex_and_age
from app.domain.counts.count import describe_about, describe_class
from app.domain.counts.count import describe_bounds as describe_number
from app.domain.counts_in_words import breakdown_words, counted
from app.domain.dates import When
from app.domain.dates_in_words import describe, describe_bounds, is_one_of, with_part_of_day
from app.domain.incidents import ActView, ClaimView, HarmLine, Location, Period
from app.domain.origins import Origin, Origins
from app.domain.places import Place
from app.domain.properties import PROPERTIES
from app.domain.records import IncidentValue, PartyValue, PlaceValue, TermValue, TextValue, Value
from app.domain.text import isolated
from app.domain.vocabularies import term, terms

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
LISTS = {"each": ("each of", "كل من"), "either": ("either", "إما"), "such_as": ("such as", "مثل")}

_SAY = {
    "en": {
        "through": "{name} (through {n} documents)",
        "through_two": "{name} (through 2 documents)",
        "relayed": "{name} (relayed; its own publication is not on file)",
        "beside": "{name}: compiled from them, not counted beside them",
        "compiled": "{name}, compiled from {names}",
        "no_basis": "without a basis: {names}",
        "no_claim": "No claim stands",
        "no_name": "{said}, which does not say who",
        "lapsed": "This level is no longer borne out by what is on record.",
        "level_lapsed": "{level} (no longer borne out by what is on record)",
        "nobody": "nobody named",
        "inferred": "an inference of this project",
        "according": "According to {source}",
        "relayed_by": "{said} (as relayed by {source})",
        "not_said": "not said",
        "no_figure": "no figure with a sound basis",
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
        "act.characterisation": "it is called this: {value}",
        "act.motive": "this is alleged to be its ground: {value}",
        "incident.follows": "it followed from {value}",
        "incident.when": "the time was {value}",
        "incident.place": "the place was {value}",
        "incident.count": "{value}",
        "done_by": "{what}, by {who}",
        "action": "action or response",
        "item": "of {item}, {clause}",
        "item.kind": "this was harmed: {value}",
        "item.severity": "it was damaged this badly: {value}",
        "item.extent": "so much of it was damaged: {value}",
        "item.certainty": "the damage is this certain: {value}",
        "item.before": "its state before was: {value}",
        "item.community": "whose it is, in its visitors’ own words: {value}",
    },
    "ar": {
        "through": "{name} (عبر وثائق عددها {n})",
        "through_two": "{name} (عبر وثيقتين)",
        "relayed": "{name} (منقول عنه؛ ما نشره بنفسه غير محفوظ لدينا)",
        "beside": "{name}: جُمع منهم، فلا يُحسب إلى جانبهم",
        "compiled": "{name}، جُمع من {names}",
        "no_basis": "دون أساس: {names}",
        "no_claim": "لم يبقَ قول قائم",
        "no_name": "{said} دون تسمية القائل",
        "lapsed": "لم يعد ما هو مسجَّل يسند هذا المستوى.",
        "level_lapsed": "{level} (لم يعد ما هو مسجَّل يسنده)",
        "nobody": "لم يُسمَّ أحد",
        "inferred": "استنتاج لهذا المشروع",
        "according": "بحسب {source}",
        "relayed_by": "{said} (نقلاً عبر {source})",
        "not_said": "غير مذكور",
        "no_figure": "لا عدد بأساس سليم",
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
        "act.characterisation": "يوصف بأنه: {value}",
        "act.motive": "الدافع المنسوب: {value}",
        "incident.follows": "نتجت عن {value}",
        "incident.when": "كان ذلك في هذا الوقت: {value}",
        "incident.place": "كان ذلك في هذا المكان: {value}",
        "incident.count": "{value}",
        "done_by": "{what}، من {who}",
        "action": "إجراء أو استجابة",
        "item": "عن {item}، {clause}",
        "item.kind": "مما لحق به الضرر: {value}",
        "item.severity": "كانت شدة الضرر: {value}",
        "item.extent": "كان مقدار ما تضرر منه: {value}",
        "item.certainty": "كان مدى التأكد من الضرر: {value}",
        "item.before": "كانت حالته قبل ذلك: {value}",
        "item.community": "لمن هو، بكلمات رواده: {value}",
    },
}


def saying(name: str, language: str) -> str:
    """One of the fixed phrases that sentences are put together from."""
    return _SAY[language][name]


def _pick(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "ar" else pair[0]


def term_words(vocabulary: str, code: str, language: str) -> str:
    """The label of a term; a project's own code that the release lacks stands as it is."""
    known = terms(vocabulary).get(code)
    return known.label(language) if known else code


def period_words(period: Period, language: str, said: Sequence[When] = ()) -> str:
    """When, as precise as it is known: "March 2025"; "time not known".

    `said`, where it is at hand, is what the claims say that it follows from: one day if each of them speaks of one
    day, a part of the day if all of them name it. From bounds alone neither follows, and neither is said.
    """
    if not period.is_known:
        return _SAY[language]["time_unknown"]
    one_day = bool(said) and all(_is_one_day(when) for when in said)
    words = describe_bounds(period, language, one_day=one_day or is_one_of(period.edtf) or None)
    parts = {when.part_of_day for when in said}
    return with_part_of_day(words, parts.pop(), language) if len(parts) == 1 else words


def days_words(first: date | None, last: date | None, language: str) -> str:
    """One day, as far as it is known: "17 April 2025", "March 2025", "1–10 March 2025, one day of it"."""
    return describe_bounds(Period("", None, first, last, first, last), language, one_day=True)


def _is_one_day(when: When) -> bool:
    return is_one_of(when.edtf) or (when.earliest_start is not None and when.earliest_start == when.latest_end)


def location_words(location: Location, language: str) -> str:
    """Where: the name as stated, its units, how precise."""
    if not location.is_known:
        return _SAY[language]["place_unknown"]
    units = location.units_ar if language == "ar" and location.units_ar else location.units
    names = list(dict.fromkeys([name for name in (location.stated_as, *units) if name]))
    return (_SAY[language]["comma"]).join(names)


def precision_words(precision: str | None, radius_m: float | None, language: str, point: str = "") -> str:
    """How far off the place may be: "near that place, ± 5 km"; with its `point` in words where it has one."""
    radius = "" if radius_m is None else radius_words(radius_m, language)
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


def radius_words(metres: float, language: str) -> str:
    """How far off a place may be, no closer than such radii are known: "± 19 km", "± 2.4 km", "± 250 m"."""
    known = round(metres, -3 if metres >= 10_000 else -2 if metres >= 1000 else 0)
    return _SAY[language]["plus_minus"].format(distance=distance_words(known, language))


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
    exact = point + say["comma"] + radius_words(place.radius_m, language)
    # Isolated, since a name of the other script would turn the figures round.
    return f"{names} (\N{FIRST STRONG ISOLATE}{exact}\N{POP DIRECTIONAL ISOLATE})" if names else exact


def list_words(place: Place, language: str) -> str:
    """How the places of a list are meant, by the first of them; nothing of one place."""
    return _pick(LISTS[place.list], language) if place.list in LISTS else ""


_PARTS = {"at": ("{place}", "{place}"), "from": ("from {place}", "من {place}"), "to": ("to {place}", "إلى {place}")}


def part_words(place: Place, words: str, language: str) -> str:
    """A place in words with what end of a way it is, if it is one."""
    return _pick(_PARTS[place.part], language).format(place=words)


def value_words(value: Value, path: str, language: str) -> str:
    """One claim's value in words."""
    match value:
        case TermValue(code):
            return term_words(PROPERTIES[path].vocabulary or "", code, language)
        case TextValue(said) | IncidentValue(said):
            return said
        case PartyValue(party, degree):
            party = party.rpartition(":")[2]  # not yet on record: the key that a form gave it is kind:label
            return f"{party} ({term_words('involvement_degrees', degree, language)})" if degree else party
        case PlaceValue(named):
            listed = (" · ").join(part_words(place, _located(place, language), language) for place in named)
            opening = list_words(named[0], language) if named else ""
            return f"{opening}: {listed}" if opening else listed
        case Count():
            number = counted(describe_count(value, language), value, language)
            return f"{term_words('harms', value.harm, language)}: {number}"
        case When():
            return describe(value, language)
    raise TypeError(type(value))


def values_words(values: Sequence[Value], path: str, language: str) -> str:
    """Several values of one property as one: counts of a line from the smallest to the largest, others side by side.

    A count that leaves its maximum open opens it for all; a word without a number stands as it is.
    """
    lines: dict[Line, list[Count]] = {}
    beside = []
    for value in values:
        if isinstance(value, Count) and value.minimum is not None:
            lines.setdefault(value.line, []).append(value)
        else:
            beside.append(value_words(value, path, language))
    for line, counts in lines.items():
        largest = [count.highest for count in counts]
        maximum = None if None in largest else max(one for one in largest if one is not None)
        number = describe_number(min(one.minimum for one in counts if one.minimum is not None), maximum, language)
        of = min(counts, key=lambda count: count.measure == "cumulative")
        beside.append(f"{term_words('harms', line.harm, language)}: {counted(number, of, language)}")
    return " · ".join(dict.fromkeys(beside))


def claim_words(claim: ClaimView, language: str) -> str:
    """A claim's value as it is claimed: a denial reads as a denial; a figure with those of whom it consists."""
    words = claimed_words(claim.value, claim.path, claim.polarity, language)
    return consisting_words(words, claim.breakdown, language)


def consisting_words(words: str, breakdown: Mapping[str, int] | None, language: str) -> str:
    """A figure with those of whom it consists by sex and age, where that is said."""
    if not breakdown or not is_by_sex_and_age(breakdown):
        return words
    return f"{words}{_SAY[language]['and']}{breakdown_words(breakdown, language)}"


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
    if claim.path == "incident.count":
        return words
    named = [claim.item_label] if claim.item_label else []
    return f"{_SAY[language]['comma'].join([*named, PROPERTIES[claim.path].label(language)])}: {words}"


def named_claim_words(claim: ClaimView, language: str) -> str:
    """A claim told apart from others: "Killed: 12, according to S"."""
    say = _SAY[language]
    according = say["according"].format(source=_speaker(claim) or say["nobody"])
    return f"{labelled_claim_words(claim, language)}{say['comma']}{according[0].lower()}{according[1:]}"


def harm_words(line: HarmLine, language: str) -> str:
    """The reported range of a line: "9 or more", "7 to 12 (children)", "dozens (no number)", "about 40". Never a
    midpoint, never a bare 0."""
    if not line.is_told:
        return counted(_SAY[language]["no_figure"], line, language)
    if not line.is_in_words:
        return counted(describe_number(line.minimum, line.maximum, language), line, language)
    said = [describe_about(number, language) for number in line.about]
    if line.quantity_class:
        said.append(describe_class(line.quantity_class, language))
    return counted(" · ".join(said), line, language)


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
        return say["through_two" if origin.documents == 2 else "through"].format(name=origin.name, n=origin.documents)
    return origin.name


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
        value = within(value)
    elif isinstance(claim.value, PartyValue) and claim.value.degree == "carried_out":
        value = claim.value.party  # the sentence says so already
    said, value = _attribution(claim, language), isolated(value, language)
    open_ = "" if claim.polarity == "asserts" else ".open"
    clause = say.get(f"{claim.path}{open_}", say[claim.path]).format(value=value)
    if claim.item_label:
        clause = say["item"].format(item=isolated(claim.item_label, language), clause=clause)
    if claim.polarity == "asserts":
        return say["says"].format(said=said, clause=clause)
    return say["says_denies" if claim.polarity == "denies" else "says_unknown"].format(said=said, clause=clause)


def _attribution(claim: ClaimView, language: str) -> str:
    """Who says so, through whom: "According to M (as relayed by W)"; "According to W, which does not say who"."""
    say = _SAY[language]
    if claim.originator is None and not claim.citations:
        return say["according"].format(source=say["inferred"])
    through = isolated(claim.citations[0].document.source.name, language) if claim.citations else say["nobody"]
    if claim.originator is None:
        return say["no_name"].format(said=say["according"].format(source=through))
    said = say["according"].format(source=isolated(claim.originator.name, language))
    return say["relayed_by"].format(said=said, source=through) if claim.relayed and claim.citations else said


def within(label: str) -> str:
    """A label as it stands within a sentence: "killing", but "UN convoy"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def intervention_words(claims: Iterable[ClaimView], language: str) -> str:
    """What an action or response is called, as the first source that stands and says what it was has it: "Appeal or
    call, by council C"; a reply that is nothing else by what it says. No other source's words are mixed in."""
    told = _by_speaker(claims)
    founding = next((said for said in told.values() if _what_was_done(said, language)), [])
    return _as_one_has_it(founding, language) or _SAY[language]["no_claim"]


def intervention_sentence(claims: Iterable[ClaimView], language: str) -> str:
    """An action or response in the attributed voice, a sentence a source: "According to S: Appeal or call, by council
    C."; where none says what it was, that there was one."""
    say = _SAY[language]
    told = {speaker: _as_one_has_it(said, language) for speaker, said in _by_speaker(claims).items()}
    if not any(told.values()):
        told = dict.fromkeys(told, say["action"])
    sentences = [
        say["reports"].format(said=say["according"].format(source=speaker or say["inferred"]), what=what)
        for speaker, what in told.items()
        if what
    ]
    said = say["according"].format(source=say["nobody"])
    return " ".join(sentences) or say["reports"].format(said=said, what=say["no_claim"])


def _by_speaker(claims: Iterable[ClaimView]) -> dict[str, list[ClaimView]]:
    """What stands of an action or response, by whoever says so."""
    told: dict[str, list[ClaimView]] = {}
    for claim in claims:
        if claim.standing:
            told.setdefault(_speaker(claim), []).append(claim)
    return told


def _as_one_has_it(said: Sequence[ClaimView], language: str) -> str:
    """What one source says was done, and by whom; empty where it says neither."""
    say = _SAY[language]
    who = say["and"].join(_values(said, "intervention.by", language))
    what = _what_was_done(said, language) or (say["action"] if who else "")
    return say["done_by"].format(what=what, who=who) if who else what


def _what_was_done(said: Sequence[ClaimView], language: str) -> str:
    kinds = _values(said, "intervention.kind", language)
    return _SAY[language]["comma"].join(kinds or _values(said, "intervention.statement", language))


def _values(said: Sequence[ClaimView], path: str, language: str) -> list[str]:
    return list(dict.fromkeys(value_words(claim.value, path, language) for claim in said if claim.path == path))


def act_words(act: ActView, language: str) -> str:
    return term("act_types", act.type_code).label(language) if act.type_code else _SAY[language]["not_said"]
