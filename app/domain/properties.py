"""The registry of properties: what may be claimed, of what, with which kind of value. Data, not code.

Forms, validation, import, export and the choice of what a reader may see are driven by it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Property:
    """One property. `columns` are its columns in incidents.csv; `hxl` the tag that humanitarian tables use for it."""

    path: str
    subject: str
    value_kind: str
    label_en: str
    label_ar: str
    vocabulary: str | None = None
    degrees: bool = False
    tier: int = 0
    columns: tuple[str, ...] = ()
    hxl: str = ""

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en


PROPERTIES = {
    p.path: p
    for p in (
        Property(
            "act.type", "act", "term", "What was done", "الفعل", "act_types", columns=("acts",), hxl="#event+type",
        ),
        Property("act.completion", "act", "term", "How far it went", "مدى اكتمال الفعل", "completions"),
        Property("act.method", "act", "term", "By what means", "الوسيلة", "methods", hxl="#event+method"),
        Property("act.victim", "act", "party", "To whom", "المتضرر", tier=0, hxl="#affected"),
        Property(
            "act.alleged", "act", "party", "Alleged to have done it", "المنسوب إليه الفعل", degrees=True, tier=0,
            columns=("alleged_parties",), hxl="#cause+actor",
        ),
        Property("act.side", "act", "party", "Took part in fighting", "شارك في القتال", hxl="#group+side"),
        # A legal or political word for an act, and the ground that it is said to have had: only ever a source's.
        Property(
            "act.characterisation", "act", "term", "What it is called", "كيف يوصف الفعل", "characterisations", tier=1,
        ),
        Property("act.motive", "act", "term", "Alleged ground", "الدافع المنسوب", "characterisations", tier=1),
        Property(
            "incident.when", "incident", "when", "When", "متى",
            columns=(
                "occurred_as_stated", "occurred_edtf", "earliest_start", "latest_start", "earliest_end", "latest_end",
            ),
            hxl="#date+occurred",
        ),
        Property(
            "incident.place", "incident", "place", "Where", "أين",
            columns=("place_as_stated", "adm1_name", "longitude", "latitude"), hxl="#loc",
        ),
        Property("incident.count", "incident", "count", "How many", "كم العدد", "harms", hxl="#affected+num"),
        Property("incident.follows", "incident", "incident", "Said to follow from", "يُقال إنها نتجت عن"),
        # Of a party, not of an incident: cited, and never projected, counted, mapped or put on a person.
        Property("context.pattern", "party", "text", "Said to do, again and again", "سلوك منسوب متكرر", tier=1),
        Property("context.aim", "party", "text", "Supposed aim, or reason given", "غاية مفترضة أو سبب مذكور", tier=1),
        Property("context.relation", "party", "party", "Said to stand to another", "صلة منسوبة بجهة أخرى", tier=1),
        Property(
            "context.characterisation", "party", "text", "How the group is characterised", "وصف منسوب للجماعة", tier=2,
        ),
        Property("item.kind", "item", "term", "What was harmed", "ما الذي تضرر", "property_kinds"),
        Property("item.severity", "item", "term", "How badly it was damaged", "شدة الضرر", "damage_severity"),
        Property("item.extent", "item", "term", "How much of it was damaged", "مقدار ما تضرر منه", "damage_extent"),
        Property(
            "item.certainty", "item", "term", "How certain the damage is", "مدى التأكد من الضرر", "damage_certainty"
        ),
        Property("item.before", "item", "term", "Its state before", "حالته قبل ذلك", "damage_severity"),
        Property(
            "item.community", "item", "text", "Whose it is, in its visitors’ own words", "لمن هو، بكلمات رواده", tier=1
        ),
        Property(
            "intervention.kind", "intervention", "term", "What was done about it", "ما الإجراء", "intervention_kinds"
        ),
        Property("intervention.by", "intervention", "party", "By whom", "من قام به"),
        Property("intervention.addressee", "intervention", "party", "To whom it was addressed", "إلى من وُجّه"),
        Property(
            "intervention.statement", "intervention", "term", "What it says of the deed", "ما يقوله عن الفعل",
            "attribution_statements",
        ),
        Property("intervention.when", "intervention", "when", "When it was done", "متى كان الإجراء"),
        Property(
            "intervention.outcome", "intervention", "text", "What is said to have come of it", "ما يُقال إنه نتج عنه"
        ),
        Property("intervention.incident", "intervention", "incident", "About which incident", "بشأن أي حادثة"),
    )
}  # fmt: skip


def properties_of(*subjects: str) -> tuple[Property, ...]:
    """The properties that are claimed of these subjects, in order."""
    return tuple(known for known in PROPERTIES.values() if known.subject in subjects)


BASES = {
    "observed": ("Saw or heard it", "شاهد أو سمع بنفسه"),
    "own_collection": ("Collected it itself", "جمعه بنفسه"),
    "records": ("From records", "من سجلات"),
    "admission": ("Admits it", "إقرار"),
    "finding": ("A finding", "استنتاج هيئة مختصة"),
    "compiled": ("Compiled from others", "جُمع من مصادر أخرى"),
    "none_stated": ("No basis stated", "لم يُذكر أساس"),
}
POLARITIES = {
    "asserts": ("says so", "يقول ذلك"),
    "denies": ("denies it", "ينفي ذلك"),
    "states_unknown": ("says that it is not known", "يقول إنه غير معروف"),
}
MODALITIES = {
    "observed": ("observed", "مُشاهَد"),
    "reported": ("reported", "منقول"),
    "alleged": ("alleged", "منسوب"),
    "estimated": ("estimated", "مُقدَّر"),
    "inferred": ("inferred by us", "مستنتَج من قبلنا"),
    "predicted": ("predicted", "متوقَّع"),
}

ACCESS = {
    "first_hand": ("Was there", "كان حاضراً"),
    "records": ("Keeps or has seen records", "يحفظ سجلات أو اطّلع عليها"),
    "instrument": ("By instrument", "بواسطة أجهزة"),
    "near": ("Near to those who were there", "قريب ممن كانوا حاضرين"),
    "assessed": ("Differs, judged each time", "يختلف، ويُنظر فيه كل مرة"),
    "none_presumed": ("None of its own is presumed", "لا يُفترض أن له صلة مباشرة"),
}

RELATIONS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "cites": (("cites", "تستشهد بـ"), ("is cited by", "تستشهد بها")),
    "quotes": (("quotes", "تقتبس من"), ("is quoted by", "تقتبس منها")),
    "republishes": (("republishes", "تعيد نشر"), ("is republished by", "تعيد نشرها")),
    "translates": (("translates", "تترجم"), ("is translated by", "تترجمها")),
    "summarises": (("summarises", "تلخص"), ("is summarised by", "تلخصها")),
    "updates": (("updates, and supersedes", "تحدّث وتحل محل"), ("is updated and superseded by", "تحدّثها وتحل محلها")),
    "corrects": (("corrects", "تصحح"), ("is corrected by", "تصححها")),
    "retracts": (("retracts", "تسحب"), ("is retracted by", "تسحبها")),
    "same_footage": (("shows the same footage as", "فيها اللقطات نفسها التي في"),) * 2,
}
"""How documents stand to one another: how it reads from the one, and from the other, in English and Arabic."""

INCIDENT_LINKS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "part_of": (("is part of the summary figure", "جزء من الرقم الإجمالي"), ("contains", "يشمل")),
    "comparable_to": (("is comparable to", "يمكن مقارنتها بـ"),) * 2,
}
"""How incidents stand to one another, read from the one and from the other, in English and Arabic."""


_BASIS_OF_ACCESS = {
    "first_hand": "observed",
    "records": "records",
    "instrument": "records",
    "near": "own_collection",
    "assessed": "own_collection",
    "none_presumed": "none_stated",
}


def default_basis(attributes: dict[str, str]) -> str:
    """The basis that a source's kind (attributes of its term) stands for until someone says otherwise.

    Whoever saw it observed it; a register speaks from records; whoever collects by a method, wholly or in part, has
    collected; a data set compiles. A page that argues, an account that nobody knows and whoever is itself a party have
    stated no basis.
    """
    if attributes.get("compiles") == "yes":
        return "compiled"
    if attributes.get("determination") == "possible":
        return "finding"
    if access := attributes.get("access"):
        return _BASIS_OF_ACCESS[access]
    if attributes.get("collects") in ("yes", "some"):
        return "own_collection"
    return "own_collection" if attributes.get("party_to_events") == "possible" else "none_stated"


def may_be_a_party(attributes: dict[str, str]) -> bool:
    """Whether the own conduct of a source of this kind (attributes of its term) may be at issue: it alone can admit,
    and its denial is its word."""
    return "party_to_events" in attributes
