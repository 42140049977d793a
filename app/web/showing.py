"""From the records of the services to what page templates read: the same facts, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import format_date, format_datetime, gettext, lazy_gettext, ngettext

from app.domain import wording
from app.domain.attributed import where_words
from app.domain.dates import When
from app.domain.decisions import Question
from app.domain.incidents import (
    ActView,
    CitedIn,
    ClaimView,
    IncidentView,
    ItemView,
    Listed,
    NamedDocument,
    NamedParty,
    NamedSource,
    grounded,
)
from app.domain.properties import BASES, MODALITIES, PROPERTIES
from app.domain.text import isolated
from app.domain.verification import level_at
from app.services.claims import Subject
from app.services.interventions import TOLD, ListedIntervention
from app.web.harms import ASIDE, counts_of, harm_fact, harms_of, outside_ranges
from app.web.languages import current_language, within
from app.web.shown import (
    Linked,
    ShownClaim,
    ShownDocument,
    ShownFact,
    ShownIncident,
    ShownLevel,
    ShownPart,
    ShownRow,
    ShownSentence,
    ShownTold,
)

PLACE_KINDS = {
    "site": lazy_gettext("site"),
    "neighbourhood": lazy_gettext("neighbourhood"),
    "village": lazy_gettext("village"),
    "settlement": lazy_gettext("town or village"),
    "town": lazy_gettext("town"),
    "city": lazy_gettext("city"),
    "subdistrict": lazy_gettext("subdistrict"),
    "district": lazy_gettext("district"),
    "governorate": lazy_gettext("governorate"),
    "country": lazy_gettext("country"),
}
KINDS = {"single": lazy_gettext("Incident"), "umbrella": lazy_gettext("Summary figure")}
SCOPES = {
    "counted": lazy_gettext("counted"),
    "comparator": lazy_gettext("for comparison, not counted"),
    "out": lazy_gettext("out of scope, not counted"),
}
STATES = {
    "on_file": lazy_gettext("on file"),
    "cited": lazy_gettext("cited, not on file"),
    "wanted": lazy_gettext("wanted, not on file"),
    "unobtainable": lazy_gettext("could not be obtained"),
}
TIERS = {
    1: lazy_gettext("restricted"),
    2: lazy_gettext("confidential"),
}
RETRACTIONS = {
    "corrected": lazy_gettext("corrected since"),
    "retracted": lazy_gettext("retracted since"),
}


def show_row(listed: Listed) -> ShownRow:
    """One line of the list."""
    language = current_language()
    types = [wording.term_words("act_types", code, language) for code in listed.act_types]
    killed = listed.killed()
    notes = [str(KINDS["umbrella"])] if listed.kind == "umbrella" else []
    if listed.import_incomplete:
        notes.append(gettext("import not complete"))
    where = listed.where_gone_by or listed.where
    return ShownRow(
        ref=listed.ref,
        when=wording.period_words(listed.when_gone_by or listed.when, language),
        where=wording.location_words(where, language) if where.is_known else None,
        what=("، " if language == "ar" else ", ").join(types) or None,
        killed=wording.harm_words(killed.held, language) if killed else None,
        level=level_at(listed.verification_lowest).code,
        note=" · ".join(notes),
        when_reported=wording.period_words(listed.when, language) if listed.when_gone_by else "",
        where_reported=wording.location_words(listed.where, language) if listed.where_gone_by else "",
        killed_reported=wording.harm_words(killed, language) if killed and killed.gone_by else "",
    )


def show_incident(view: IncidentView, levels: tuple[ShownLevel, ...], grades: Mapping[str, int]) -> ShownIncident:
    """One incident for its page: what concerns the whole first, then each act. `levels` say how sure it is, `grades`
    how credible each claim was found."""
    whole = ShownPart(tuple(_whole_facts(view, grades)))
    acts = tuple(_act_part(view, act) for act in view.acts)
    items = tuple(_item_part(view, item) for item in view.items)
    return ShownIncident(
        ref=view.ref,
        title=view.title,
        summary=view.summary,
        kind=str(KINDS[view.kind]),
        scope=str(SCOPES[view.scope]),
        version=view.version,
        levels=levels,
        parts=(whole, *acts, *items),
        documents=tuple(show_document(document) for document in documents_of(view)),
        notes=tuple(_notes(view)),
    )


def show_report(view: IncidentView, levels: tuple[ShownLevel, ...], grades: Mapping[str, int]) -> ShownIncident:
    """The same incident for paper, in the attributed voice: each sentence says who says so."""
    language = current_language()
    documents = documents_of(view)
    numbers = {document.ref: number for number, document in enumerate(documents, 1)}
    statements: dict[str, list[ShownSentence]] = {}
    outside = outside_ranges(view, grades)
    for heading, claim in _in_print_order(view):
        notes = tuple(dict.fromkeys(numbers[cited.document.ref] for cited in claim.citations))
        aside = str(ASIDE[outside[claim.ref]]) if claim.ref in outside else ""
        sentence = ShownSentence(
            wording.claim_sentence(claim, language), notes, _own_words(claim), claim.language or "", aside
        )
        statements.setdefault(heading, []).append(sentence)
    return ShownIncident(
        ref=view.ref,
        title=view.title,
        summary=view.summary,
        kind=str(KINDS[view.kind]),
        scope=str(SCOPES[view.scope]),
        version=view.version,
        levels=levels,
        statements=tuple((label, tuple(sentences)) for label, sentences in statements.items()),
        documents=tuple(show_document(document) for document in documents),
        notes=(*_joined(view), *_pending(view), *_outlived(view)),
    )


def _in_print_order(view: IncidentView) -> list[tuple[str, ClaimView]]:
    """The claims that stand under their headings: property by property, and of several acts act by act."""
    language, order = current_language(), list(PROPERTIES)
    acts = {act.ref: (number, wording.act_words(act, language)) for number, act in enumerate(view.acts)}
    found = []
    for claim in view.claims:
        if claim.live:
            number, what = acts.get(claim.act or "", (-1, ""))
            label = PROPERTIES[claim.path].label(language)
            heading = f"{label} ({what})" if what and len(acts) > 1 else label
            found.append(((number, order.index(claim.path), claim.number), heading, claim))
    return [(heading, claim) for _, heading, claim in sorted(found, key=itemgetter(0))]


def show_claim(claim: ClaimView, page: str = "") -> ShownClaim:
    """One claim: its value, who says so, through whom, where, and in what words. `page`: the ref of the entry on whose
    page it stands."""
    language = current_language()
    first = claim.citations[0] if claim.citations else None
    words = wording.claim_words(claim, language)
    if claim.party_ref:
        words = Linked(words, url_for("parties.read_party", project=g.project.code, party=claim.party_ref))
    return ShownClaim(
        words=words,
        originator=source_name(claim.originator) if claim.originator else gettext("nobody named"),
        on=document_date(first.document) if first and not claim.relayed else "",
        via=_via(claim, first),
        document=document_title(first.document) if first else "",
        where=_standing(claim, first),
        quote=_own_words(claim),
        lang=claim.language or "",
        ended=_ended(claim),
        number=claim.number,
        tier=str(TIERS[claim.tier]) if claim.tier else "",
        further=tuple(_citation(cited) for cited in claim.citations[1:]),
        ref=claim.ref,
        entry=claim.entry if page and claim.entry != page else "",
    )


def _own_words(claim: ClaimView) -> str:
    """The passage that is cited, of which the words for the value are a part; those alone where none was copied."""
    passage = claim.citations[0].quote if claim.citations else None
    return passage or claim.stated_as


def show_document(document: NamedDocument) -> ShownDocument:
    return ShownDocument(
        title=document_title(document),
        source=source_name(document.source),
        state=state_words(document),
        on=document_date(document),
        url=document.url or "",
        ref=document.ref,
    )


def instant_words(at: datetime) -> str:
    """An instant, in UTC and said so."""
    utc = at.astimezone(ZoneInfo("UTC"))
    day, time = (format_datetime(utc, pattern, rebase=False) for pattern in ("d MMMM yyyy", "HH:mm"))
    return str(gettext("%(day)s, %(time)s UTC", day=day, time=time))


def person_words(person: str, at: datetime) -> str:
    """Who did something, and when."""
    return str(gettext("%(person)s, %(time)s", person=within(person), time=instant_words(at)))


def documents_of(view: IncidentView) -> list[NamedDocument]:
    """Every document that the incident's live claims cite, once, in order."""
    cited = (c.document for claim in view.claims if claim.live for c in claim.citations)
    return list({document.ref: document for document in cited}.values())


def _notes(view: IncidentView) -> list[str]:
    notes = _joined(view)
    if view.import_incomplete:
        notes.append(gettext("The import that this came from is not complete."))
    if view.kind == "umbrella":
        notes.append(
            gettext("A summary figure over an area or period: it is never added to the incidents that it may contain.")
        )
    notes += _pending(view) + _outlived(view)
    if view.tier > 0:
        notes.append(
            gettext("Restricted: someone could be harmed if this is seen. Such material does not belong here yet.")
        )
    return notes


def _pending(view: IncidentView) -> list[str]:
    if not view.review.pending:
        return []
    return [gettext("Pending new information: it was cleared, and something was said or taken back since.")]


def _joined(view: IncidentView) -> list[str]:
    """That what stands here is of several entries."""
    if view.first:
        words = gettext(
            "The same incident as %(ref)s, which stands for it in the list. What all its entries say stands here"
            " together; title and summary are this entry's own.",
            ref=view.first,
        )
        return [str(words)]
    if view.is_joined:
        return [str(gettext("Entered more than once: what all its entries say stands here together."))]
    return []


def _outlived(view: IncidentView) -> list[str]:
    """That what a person wrote may still say what a claim said that has ended since."""
    if view.title_made_in:
        words = gettext("The summary was written before this, and may still say it: %(what)s")
    elif view.summary_made_in:
        words = gettext("The title was written before this, and may still say it: %(what)s")
    else:
        words = gettext("Title and summary were written before this, and may still say it: %(what)s")
    return [words % {"what": end_words(claim, view)} for claim in view.outlived]


def _whole_facts(view: IncidentView, grades: Mapping[str, int]) -> list[ShownFact]:
    language = current_language()
    facts = []
    when, where = view.claims_on("incident.when"), view.claims_on("incident.place")
    if when:
        based = grounded(claim for claim in when if claim.standing and claim.tier <= 1)
        said = [claim.value for claim in based if isinstance(claim.value, When)]
        facts.append(_fact(view, "incident.when", when, wording.period_words(view.when, language, said)))
    if where:
        known = view.where.is_known
        precision = wording.precision_words(view.where.precision, view.where.radius_m, language) if known else ""
        facts.append(_fact(view, "incident.place", where, where_words(view, language), precision))
    facts += [_harm_fact(view, harm, grades) for harm in harms_of(view)]
    if harmed := view.items_harmed:
        names = "؛ " if language == "ar" else "; "
        words = ngettext(
            "%(num)s object: %(names)s",
            "%(num)s objects: %(names)s",
            len(harmed),
            names=names.join(item.label for item in harmed),
        )
        facts.append(ShownFact(gettext("Objects harmed"), (), words))
    for path in view.not_said:
        if not view.claims_on(path):
            facts.append(ShownFact(PROPERTIES[path].label(language), (), gettext("looked for, and not said")))
    return facts


def _fact(
    view: IncidentView,
    path: str,
    claims: tuple[ClaimView, ...],
    words: str = "",
    open_: str = "",
    subject: str | None = None,
) -> ShownFact:
    language = current_language()
    beside = _without_basis(claims) if words else ()
    return ShownFact(
        label=PROPERTIES[path].label(language),
        claims=tuple(show_claim(claim, view.ref) for claim in claims if claim not in beside),
        outside=((gettext("Also said"), tuple(_aside(claim, view) for claim in beside)),) if beside else (),
        words=words,
        open=open_,
        origins=wording.origins_words(view.origins_of(claims), language),
        question=to_decide(claims, Question(path, subject)),
    )


def _without_basis(claims: Sequence[ClaimView]) -> tuple[ClaimView, ...]:
    """Those from which what is said together does not follow, because others have a basis."""
    standing = [claim for claim in claims if claim.standing and claim.tier <= 1]
    follows = grounded(standing)
    return tuple(claim for claim in standing if claim not in follows)


def _aside(claim: ClaimView, view: IncidentView) -> ShownClaim:
    why = gettext("The above does not follow from it: on what basis it is said is not stated.")
    return replace(show_claim(claim, view.ref), aside=why)


def _harm_fact(view: IncidentView, harm: str, grades: Mapping[str, int]) -> ShownFact:
    claims = counts_of(view, harm)
    shown = {claim.ref: show_claim(claim, view.ref) for claim in claims}
    question = to_decide(claims, Question("incident.count", harm=harm))
    return harm_fact(view, harm, shown, outside_ranges(view, grades), question)


def to_decide(claims: Sequence[ClaimView], question: Question) -> Question | None:
    """The question, where more than one claim stands."""
    return question if sum(claim.live for claim in claims) > 1 else None


def _act_part(view: IncidentView, act: ActView) -> ShownPart:
    language = current_language()
    facts = []
    for path in (path for path, known in PROPERTIES.items() if known.subject == "act"):
        claims = view.claims_on(path, act.ref)
        if not claims:
            continue
        facts.append(
            ShownFact(
                label=PROPERTIES[path].label(language),
                claims=tuple(show_claim(claim, view.ref) for claim in claims),
                origins=act_origins_words(view, act)
                if path == "act.type"
                else wording.origins_words(view.origins_of(claims), language),
                question=to_decide(claims, Question(path, act.ref)),
            )
        )
    entry = act.entry if act.entry != view.ref else ""
    return ShownPart(tuple(facts), heading=wording.act_words(act, language), entry=entry)


def _item_part(view: IncidentView, item: ItemView) -> ShownPart:
    """What is said of an object: its kind and each scale with its claims side by side."""
    paths = [path for path, known in PROPERTIES.items() if known.subject == "item"]
    said = [(path, view.claims_on(path, item.ref)) for path in paths]
    facts = tuple(_fact(view, path, claims, subject=item.ref) for path, claims in said if claims)
    entry = item.entry if item.entry != view.ref else ""
    return ShownPart(facts, heading=gettext("Object harmed: %(name)s", name=item.label), entry=entry)


def act_origins_words(view: IncidentView, act: ActView) -> str:
    """Origins of an act, and whom it does not count although they assert it on a ground: they leave something out."""
    words = wording.origins_words(view.act_origins(act), current_language())
    if not (left_out := view.origins_left_out(act)):
        return words
    names = ("، " if current_language() == "ar" else ", ").join(left_out)
    return str(gettext("%(origins)s; not counted, for it is not said also when and where: %(names)s", origins=words,
                       names=names))  # fmt: skip


def _via(claim: ClaimView, first: CitedIn | None) -> tuple[str, ...]:
    """Whom the claim passed through on its way to us: the steps named, then the document's own source."""
    if first is None:
        return ()
    own = claim.originator is not None and first.document.source.ref == claim.originator.ref
    steps = first.via if own else (*first.via, first.document.source)
    return tuple(source_name(step) for step in steps)


def _standing(claim: ClaimView, first: CitedIn | None) -> str:
    """Where in its document it stands, and on what ground it is said."""
    language = current_language()
    index = 1 if language == "ar" else 0
    parts = [first.locator] if first else [gettext("inferred by us from: %(claims)s", claims=", ".join(claim.premises))]
    parts.append(BASES[claim.basis][index])
    if claim.modality not in ("reported", "inferred"):
        parts.append(MODALITIES[claim.modality][index])
    if claim.as_of:
        parts.append(gettext("as of %(day)s", day=format_date(claim.as_of, "long")))
    return " · ".join(part for part in parts if part)


def _citation(cited: CitedIn) -> tuple[str, ...]:
    document = cited.document
    parts = (source_name(document.source), document_title(document), cited.locator, state_words(document))
    return tuple(part for part in parts if part)


def state_words(document: NamedDocument) -> str:
    """Whether a document is on file, and whether its source still stands by it."""
    parts = [str(STATES[document.state])]
    if document.retraction:
        parts.append(str(RETRACTIONS[document.retraction]))
    return " · ".join(parts)


def source_name(source: NamedSource) -> Linked:
    """A source's name, leading to its page."""
    return Linked(source.name, url_for("sources.read_source", project=g.project.code, source=source.ref))


def party_name(party: NamedParty) -> Linked:
    """A party's name, leading to its page."""
    return Linked(party.label, url_for("parties.read_party", project=g.project.code, party=party.ref))


def intervention_name(one: ListedIntervention) -> Linked:
    """An action or response under our words for it, leading to its page."""
    href = url_for("interventions.read_intervention", project=g.project.code, intervention=one.ref)
    return Linked(one.title, href)


def show_told(found: Sequence[ListedIntervention]) -> ShownTold:
    """The actions and responses that a document or a source tells of, as far as its page names them."""
    return ShownTold(tuple(intervention_name(one) for one in found[:TOLD]), len(found) > TOLD)


def document_title(document: NamedDocument) -> Linked:
    """A document's title, leading to its page."""
    return Linked(document.title, url_for("documents.read_document", project=g.project.code, document=document.ref))


def document_date(document: NamedDocument) -> str:
    """When a document came out, as far as its days are known; else in its own words."""
    first, last = document.published_earliest_on, document.published_latest_on
    if first is None and last is None:
        return isolated(document.published_as_stated or "", current_language())
    return wording.days_words(first, last, current_language())


def _ended(claim: ClaimView) -> str:
    reason = isolated(claim.ended_reason or "", current_language())
    if claim.withdrawn_at is not None:
        return str(gettext("Withdrawn: %(reason)s", reason=reason))
    if claim.superseded_by is not None:
        return str(gettext("Superseded: %(reason)s", reason=reason))
    return ""


def end_words(claim: ClaimView, view: Subject) -> str:
    """Which claim ended, how and why: "Claim 4 (Killed: 12, according to S) was superseded by claim 9 (…): reason"."""
    language = current_language()
    told = {
        "number": claim.number,
        "claim": wording.named_claim_words(claim, language),
        "reason": isolated(claim.ended_reason or "", language),
    }
    if claim.withdrawn_at is not None:
        return str(gettext("Claim %(number)s (%(claim)s) was withdrawn: %(reason)s", **told))
    successor = next((other for other in view.claims if other.ref == claim.superseded_by), None)
    if successor is None:
        return str(gettext("Claim %(number)s (%(claim)s) was superseded: %(reason)s", **told))
    same_speaker = successor.originator == claim.originator
    told |= {
        "other": successor.number,
        "instead": (wording.labelled_claim_words if same_speaker else wording.named_claim_words)(successor, language),
    }
    return str(
        gettext("Claim %(number)s (%(claim)s) was superseded by claim %(other)s (%(instead)s): %(reason)s", **told)
    )
