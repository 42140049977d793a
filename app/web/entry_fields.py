"""What the entry forms ask, as fields: the ten questions, and one claim more. Their order, labels, help and choices.

Names and meaning of the answers are `app.domain.entry`'s; which documents and sources are on record the view knows and
hands in. Names of people are never asked here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from flask_babel import gettext

from app.domain.act_words import words_of_acts
from app.domain.disclosure import ENTRY_CEILING, PEOPLE, kind_tier
from app.domain.entry import can_be_offered
from app.domain.properties import BASES, MODALITIES, POLARITIES, PROPERTIES, Property, properties_of
from app.domain.records import MAY_BE_NOT_SAID
from app.domain.vocabularies import Term, terms
from app.web.figures import figure_fields
from app.web.forms import Field, Option, pairs
from app.web.languages import current_language
from app.web.place_fields import place_fields

MOST_ACTS = 3
MOST_METHODS = 2


def ten_questions(documents: Sequence[Option], sources: Iterable[str]) -> tuple[Field, ...]:
    """Every field of quick entry, unanswered. `documents` are those on record, `sources` the names that are known."""
    return (
        *provenance_fields(documents, sources),
        *_what(),
        _when(),
        *place_fields(),
        kind_field(),
        *_by_whom(),
        _not_said(),
        danger_field(),
        Field("title", gettext("Title"), dir="auto"),
        Field("summary", gettext("One sentence that says who says so"), "area", rows=2, dir="auto"),
    )


def claim_fields(
    known: Property,
    acts: Sequence[Option],
    documents: Sequence[Option],
    sources: Iterable[str],
    items: Sequence[Option] = (),
    premises: Sequence[Option] = (),
) -> tuple[Field, ...]:
    """The fields of one claim of the property `known`; `acts` and `items` (objects harmed) are the incident's, from
    which one is chosen for it where there are several; `premises` its claims, from which we may infer one."""
    asked = (*provenance_fields(documents, sources), *_value(known))
    if premises:
        ours = gettext("Only where no source says it and you infer it: then nobody is quoted, and it is no origin.")
        inferred = gettext("From which claims do you infer it?")
        asked = (*asked, Field("premises", inferred, "checks", ours, (), options=tuple(premises)))
    if known.subject == "item":
        asked = (*asked, *_which_item(known, items))
    if known.subject == "act" and len(acts) != 1:
        asked = (*asked, Field("act", gettext("Of which act?"), "select", options=tuple(acts), required=True))
    return (*asked, Field("polarity", gettext("The source"), "select", value="asserts", options=pairs(POLARITIES)))


def intervention_fields(documents: Sequence[Option], sources: Iterable[str]) -> tuple[Field, ...]:
    """What is asked of an action or response: where it is said, then what, by whom, to whom, when, about what."""
    language = current_language()
    asked = {name: PROPERTIES[f"intervention.{name}"] for name in ("kind", "statement", "by", "addressee", "outcome")}
    labels = {name: known.label(language) for name, known in asked.items()}
    parties = term_options("party_kinds")
    reply = gettext("Of a reply: what whoever is named admits, denies or explains.")
    kind_of = partial(Field, kind="select", options=parties, needed=_if_answered())
    return (
        *provenance_fields(documents, sources),
        Field("kind", labels["kind"], "select", options=action_options(), needed=gettext("needed, or what it says")),
        Field("statement", labels["statement"], "select", reply, options=term_options("attribution_statements")),
        Field("by", labels["by"], help=gettext("Left empty where the source does not say."), dir="auto"),
        kind_of("by_kind", gettext("What kind of force, group or organisation?")),
        Field("addressee", labels["addressee"], dir="auto"),
        kind_of("addressee_kind", gettext("What kind of force, group or organisation is addressed?")),
        _when(),
        Field("outcome", labels["outcome"], help=gettext("In the source’s own words."), dir="auto"),
        _which_incident("incident"),
    )


def action_options() -> tuple[Option, ...]:
    """The kinds of action that can be entered yet: not those that need a sealed name and consent."""
    kinds = term_options("intervention_kinds")
    return tuple(one for one in kinds if kind_tier("intervention_kinds", one.value) <= ENTRY_CEILING)


def _which_incident(name: str, *, required: bool = False) -> Field:
    above = gettext("Its reference, as it stands above its page: INC-… More of them are added one by one.")
    label = PROPERTIES["intervention.incident"].label(current_language())
    return Field(name, label, help=above, dir="ltr", required=required)


def reason_field() -> Field:
    """Why a claim is superseded or withdrawn, or a title amended."""
    stays = gettext("The reason stays in the history for good.")
    return Field("reason", gettext("Why?"), "area", stays, rows=2, dir="auto", required=True)


def kind_field(value: str = "single") -> Field:
    """Whether it is one incident or a summary figure."""
    never = gettext("It is never added to the incidents that it may contain; those are linked on its page.")
    options = (
        Option("single", gettext("one incident, at one time and place")),
        Option("umbrella", gettext("a summary figure over an area or a period"), never),
    )
    return Field("kind", gettext("One incident, or a summary figure?"), "radios", value=value, options=options)


def provenance_fields(documents: Sequence[Option], sources: Iterable[str]) -> tuple[Field, ...]:
    """Questions 1 to 3: where it is from, the words that say it, whose words they are; and their folds."""
    known = tuple(sources)
    return (*_document(documents, known), *_words_and_originator(known))


def object_options(heading: str = "") -> tuple[Option, ...]:
    """The kinds of object that can be entered yet: not those whose very place is sealed."""
    return tuple(
        replace(option, group=heading)
        for option in term_options("property_kinds")
        if kind_tier("property_kinds", option.value) <= ENTRY_CEILING
    )


def term_options(vocabulary: str) -> tuple[Option, ...]:
    """The terms of a list that can be chosen, under their groups."""
    found = terms(vocabulary)

    def group(term: Term) -> str:
        top = found[term.lineage[-1]]
        return "" if top.can_be_chosen else top.label(current_language())

    other = "en" if current_language() == "ar" else "ar"
    said = words_of_acts() if vocabulary == "act_types" else {}
    return tuple(
        Option(
            term.code,
            term.label(current_language()),
            group=group(term),
            other=term.label(other),
            said=said.get(term.code, ()),
        )
        for term in found.values()
        if term.can_be_chosen
    )


def _document(documents: Sequence[Option], sources: tuple[str, ...]) -> tuple[Field, ...]:
    report = gettext("Report, post, visit: choose it, or make a new one below.")
    new_one = gettext("a new document, below")
    needed = gettext("needed for a new document")
    chosen = Field(
        "document", gettext("Where is it from?"), "select", report, options=tuple(documents), unanswered=new_one
    )
    asked = (
        replace(field, required=False, needed=needed if field.required else "")
        for field in new_document_fields(sources)
    )
    copied = gettext("Left empty: the first of the words that you copy.")
    return (
        chosen,
        *(replace(field, needed="", help=copied) if field.name == "document_title" else field for field in asked),
    )


def known_as_help() -> str:
    return str(gettext("Whose number, a colon, the number: “UN: A/HRC/57/86”."))


def new_document_fields(sources: Iterable[str]) -> tuple[Field, ...]:
    """What is asked of a document that is not on record; `sources` are the names that are known."""
    reckoned = gettext("As it stands there. “Yesterday” is reckoned from it.")
    source_kinds, document_kinds = _offered("source_kinds"), _offered("document_kinds")
    signs, known = gettext("Its name as it signs."), tuple(sources)
    return (
        Field("source_name", gettext("Source"), help=signs, suggestions=known, dir="auto", required=True),
        Field("source_kind", gettext("Kind of source"), "select", options=source_kinds, required=True),
        Field("document_kind", gettext("Kind of document"), "select", options=document_kinds, required=True),
        Field("document_title", gettext("Title, or first words"), dir="auto", required=True),
        Field("document_url", gettext("Address on the web"), "url", dir="ltr"),
        Field("document_known_as", gettext("Known elsewhere as"), help=known_as_help(), dir="ltr"),
        Field("published", gettext("Published"), help=reckoned, dir="auto"),
    )


def _words_and_originator(sources: tuple[str, ...]) -> tuple[Field, ...]:
    copy = gettext("Copy them as they stand, in their language.")
    who = gettext("The document itself, or someone it passes on.")
    originators = (
        Option("source", gettext("the document’s own source")),
        Option("other", gettext("someone it passes on, named below")),
        Option("not_said", gettext("not said"), gettext("such as “activists say”")),
    )
    basis = gettext("Left empty: the usual for this kind of source.")
    passed_on = partial(Field, needed=gettext("needed if it passes someone on"))
    return (
        Field("quote", gettext("The words that say it"), "area", copy, rows=4, dir="auto", required=True),
        Field("originator", gettext("Who says so?"), "radios", who, "source", options=originators),
        passed_on("originator_name", gettext("Who is passed on"), suggestions=sources, dir="auto"),
        passed_on("originator_kind", gettext("Kind of who is passed on"), "select", options=_offered("source_kinds")),
        Field("modality", gettext("Said as"), "select", value="reported", options=pairs(MODALITIES)),
        Field("basis", gettext("On what basis"), "select", basis, options=pairs(BASES)),
    )


def _what() -> tuple[Field, ...]:
    conduct = gettext("The conduct, not its name in law.")
    whom = gettext("Describe people without names: “farmer, about 40”, “families of the quarter”, “village shrine”.")
    people = tuple(
        replace(option, group=gettext("People, groups and organisations")) for option in term_options("party_kinds")
    )
    acts, kinds = term_options("act_types"), (*people, *object_options(gettext("Objects")))
    methods, completions, words = map(term_options, ("methods", "completions", "characterisations"))
    called = gettext("A word of law or politics for it is the source’s, never ours.")
    return (
        Field("act", gettext("What happened?"), "select", conduct, options=acts, required=True, rows=MOST_ACTS),
        Field("method", gettext("By what means?"), "select", options=methods, rows=MOST_METHODS),
        Field("completion", gettext("How far did it go?"), "select", options=completions),
        Field("characterisation", gettext("What is it called?"), "select", called, options=words, rows=MOST_METHODS),
        Field("motive", gettext("On what alleged ground?"), "select", options=words, rows=MOST_METHODS),
        Field("victim", gettext("To whom or what?"), help=whom, dir="auto"),
        Field(
            "victim_kind",
            gettext("What kind of person, group or object?"),
            "select",
            options=kinds,
            needed=_if_answered(),
        ),
        *_damage(),
        _count(),
        *figure_fields(),
    )


def _damage() -> tuple[Field, ...]:
    """Of an object, what the scales say of its damage, each by itself; and whose it is."""
    own = gettext("As those who go there call themselves, word for word. Leave it empty if the source does not say.")
    scales = ("severity", "extent", "certainty")
    language = current_language()
    asked = {name: PROPERTIES[f"item.{name}"] for name in (*scales, "community")}
    return (
        *(
            Field(name, asked[name].label(language), "select", options=term_options(asked[name].vocabulary or ""))
            for name in scales
        ),
        Field("community", asked["community"].label(language), help=own, dir="auto"),
    )


def _which_item(known: Property, items: Sequence[Option]) -> tuple[Field, ...]:
    """Which object a claim is about. What it is says also that there is a further one, under a name."""
    if known.path != "item.kind":
        which = Field("item", gettext("Of which object?"), "select", options=tuple(items), required=True)
        return (which,) if len(items) != 1 else ()
    further = gettext("a further object, named below")
    called = gettext("As your project calls it. Each object counts once, whoever tells of it.")
    return (
        Field("item", gettext("Of which object?"), "select", options=tuple(items), unanswered=further),
        Field(
            "item_label", gettext("Name of the further object"), help=called, dir="auto",
            needed=gettext("needed for a further object"),
        ),
    )  # fmt: skip


def _when() -> Field:
    as_said = gettext("As the source says it: early March 2025, yesterday, night of 6 to 7 March 2025.")
    return Field("when", gettext("When?"), help=as_said, dir="auto")


def _count() -> Field:
    as_said = gettext("As the source says it: 12 killed, dozens hurt. Leave it empty if it does not say.")
    return Field("count", gettext("How many?"), help=as_said, dir="auto")


def _if_answered() -> str:
    return str(gettext("needed if the question above is answered"))


def _by_whom() -> tuple[Field, ...]:
    only = gettext(
        "Only what the source says: a force or group by its name, a person described without. Leave it empty where it"
        " does not say."
    )
    parties, degrees = term_options("party_kinds"), term_options("involvement_degrees")
    return (
        Field("alleged", gettext("Who is said to have done it?"), help=only, dir="auto"),
        Field(
            "alleged_kind",
            gettext("What kind of force, group or organisation?"),
            "select",
            options=parties,
            needed=_if_answered(),
        ),
        Field("degree", gettext("In what way?"), "select", value="carried_out", options=degrees),
    )


def _not_said() -> Field:
    """What was looked for in vain: it differs from a question that nobody has reached."""
    language = current_language()
    paths = tuple(Option(path, PROPERTIES[path].label(language)) for path in MAY_BE_NOT_SAID)
    looked = gettext("You have looked for it, and it is not there. What you leave open here is not asked yet.")
    return Field("not_said", gettext("What does the source not say?"), "checks", looked, (), options=paths)


def danger_field() -> Field:
    """Question 10."""
    here = gettext("Such material does not belong here yet: see the foot of the page.")
    answers = (
        Option("no", gettext("No")),
        Option("not_sure", gettext("Not sure"), gettext("Counts as yes.")),
        Option("yes", gettext("Yes"), here),
    )
    unsure = gettext("If unsure, say yes.")
    return Field(
        "danger", gettext("Could someone be harmed if this is seen?"), "radios", unsure, "not_sure", options=answers
    )


def context_fields(documents: Sequence[Option], sources: Iterable[str]) -> tuple[Field, ...]:
    """What is asked of a party beside all incidents, on the desk: of whom, what is said, whether it shows people."""
    language = current_language()
    kinds = tuple(Option(known.path, known.label(language)) for known in properties_of("party"))
    groups = tuple(option for option in term_options("party_kinds") if option.value not in PEOPLE)
    other = gettext("Of a relation: what kind of force, group or organisation is the other?")
    own = gettext("In few words, as near to the source’s own as you can.")
    whom = gettext("A force, group or organisation. What is said of people in general is put on no person.")
    return (
        *provenance_fields(documents, sources),
        Field("path", gettext("What is said of it?"), "select", options=kinds, required=True),
        Field("party", gettext("Of whom?"), help=whom, dir="auto", required=True),
        Field(
            "party_of", gettext("What kind of force, group or organisation?"), "select", options=groups, required=True
        ),
        Field("value", gettext("What does the source say?"), "area", own, rows=2, dir="auto", required=True),
        Field("party_kind", other, "select", options=term_options("party_kinds")),
        of_people_field(),
    )


def of_people_field() -> Field:
    """Asks of a party's context what makes it confidential."""
    answers = (
        Option("no", gettext("No")),
        Option("not_sure", gettext("Not sure"), gettext("Counts as yes.")),
        Option("yes", gettext("Yes")),
    )
    asks = gettext("Does it say what a community is like, or whom it sides with?")
    help_ = gettext("People by faith, ethnicity, tribe, origin or politics. Then it is kept at tier 2, confidential.")
    return Field("of_people", asks, "radios", help_, "not_sure", options=answers)


def _value(known: Property) -> tuple[Field, ...]:
    """The fields in which a value of this kind is answered."""
    label = known.label(current_language())
    match known.value_kind:
        case "place":
            where, *more = place_fields()
            return (replace(where, needed=gettext("needed, or a point or unit below")), *more)
        case "party":
            party = (
                Field("value", label, dir="auto", required=True),
                Field(
                    "party_kind", gettext("What kind of person or group?"), "select",
                    options=term_options("party_kinds"), required=True,
                ),
            )  # fmt: skip
            return (*party, *(f for f in _by_whom() if known.degrees and f.name == "degree"))
        case "count":
            return (_one_value(known, label), *figure_fields())
    return (_one_value(known, label),)


def _one_value(known: Property, label: str) -> Field:
    match known.value_kind:
        case "term":
            offered = {"item.kind": object_options, "intervention.kind": action_options}
            options = offered[known.path]() if known.path in offered else term_options(known.vocabulary or "")
            return Field("term", label, "select", options=options, required=True)
        case "incident":
            return _which_incident("value", required=True)
        case "text":
            own = gettext("In few words, as near to the source’s own as you can.")
            return Field("value", label, "area", own, rows=2, dir="auto", required=True)
        case "when":
            return replace(_when(), name="value", required=True)
        case _:
            as_said = gettext("As the source says it: 12 killed, dozens hurt.")
            return replace(_count(), name="value", help=as_said, required=True)


def _offered(vocabulary: str) -> tuple[Option, ...]:
    """The kinds that this preview may name: none that needs consent or a sealed name."""
    found = terms(vocabulary).values()
    return tuple(Option(kind.code, kind.label(current_language())) for kind in found if can_be_offered(kind))
