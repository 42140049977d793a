"""From the records of the services to what page templates read: the same facts, in the reader's words."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from operator import itemgetter
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import format_date, format_datetime, gettext, lazy_gettext

from app.domain import wording
from app.domain.dates import When
from app.domain.decisions import Question
from app.domain.incidents import (
    ActView,
    CitedIn,
    ClaimView,
    HarmLine,
    IncidentView,
    Listed,
    NamedDocument,
    NamedParty,
    NamedSource,
)
from app.domain.origins import Origins
from app.domain.parties import PartyView
from app.domain.properties import BASES, MODALITIES, PROPERTIES
from app.domain.records import PartyValue, TermValue
from app.domain.text import isolated
from app.domain.verification import level_at
from app.web.languages import current_language
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
)

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
    where = listed.where
    return ShownRow(
        ref=listed.ref,
        when=wording.period_words(listed.when, language),
        where=wording.location_words(where, language) if where.stated_as or where.units else None,
        what=("، " if language == "ar" else ", ").join(types) or None,
        killed=wording.harm_words(killed, language) if killed else None,
        level=level_at(listed.verification_lowest).code,
        note=" · ".join(notes),
    )


def show_incident(view: IncidentView) -> ShownIncident:
    """One incident for its page: what concerns the whole first, then each act."""
    whole = ShownPart(tuple(_whole_facts(view)))
    acts = tuple(_act_part(view, act) for act in view.acts)
    return ShownIncident(
        ref=view.ref,
        title=view.title,
        summary=view.summary,
        kind=str(KINDS[view.kind]),
        scope=str(SCOPES[view.scope]),
        version=view.version,
        levels=_levels(view, linked=True),
        parts=(whole, *acts),
        documents=tuple(show_document(document) for document in documents_of(view)),
        notes=tuple(_notes(view)),
    )


def show_report(view: IncidentView) -> ShownIncident:
    """The same incident for paper, in the attributed voice: each sentence says who says so."""
    language = current_language()
    documents = documents_of(view)
    numbers = {document.ref: number for number, document in enumerate(documents, 1)}
    statements: dict[str, list[ShownSentence]] = {}
    for heading, claim in _in_print_order(view):
        notes = tuple(dict.fromkeys(numbers[cited.document.ref] for cited in claim.citations))
        sentence = ShownSentence(
            wording.claim_sentence(claim, language), notes, _own_words(claim), claim.language or ""
        )
        statements.setdefault(heading, []).append(sentence)
    return ShownIncident(
        ref=view.ref,
        title=view.title,
        summary=view.summary,
        kind=str(KINDS[view.kind]),
        scope=str(SCOPES[view.scope]),
        version=view.version,
        levels=_levels(view),
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
    return ShownClaim(
        words=wording.claim_words(claim, language),
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


def documents_of(view: IncidentView) -> list[NamedDocument]:
    """Every document that the incident's live claims cite, once, in order."""
    cited = (c.document for claim in view.claims if claim.live for c in claim.citations)
    return list({document.ref: document for document in cited}.values())


def _levels(view: IncidentView, *, linked: bool = False) -> tuple[ShownLevel, ...]:
    """Where each act stands, and each party that is alleged to have done it; linked to the page that says why."""
    language = current_language()
    found = []
    for act in view.acts:
        denials = [claim for claim in view.claims if claim.act == act.ref and claim.live and claim.polarity == "denies"]
        deeds, alleged = (
            {claim.value for claim in denials if claim.path == path} for path in ("act.type", "act.alleged")
        )
        parties = {one.party for one in alleged if isinstance(one, PartyValue)}
        tracks: list[tuple[str, str, str | None, bool, bool]] = [
            (act.status, wording.act_words(act, language), None, True, TermValue(act.type_code or "") in deeds)
        ]
        tracks += [
            (
                part.status,
                _alleged_words(act, part.party, several=len(view.acts) > 1),
                part.party_ref,
                part.party_ref is not None,
                part.party in parties,
            )
            for part in act.involvements
            if part.status
        ]
        for status, subject, party, has_page, denied in tracks:
            # A part that only claims above the index tell of has no page: nobody can assess it.
            address = {"project": g.project.code, "ref": act.entry, "act": act.ref, "party": party}
            href = url_for("verification.read_track", **address) if linked and has_page else ""
            found.append(ShownLevel(status, subject, href, denied))
    return tuple(found)


def _alleged_words(act: ActView, party: str, *, several: bool) -> str:
    """Who is alleged to have done it; of several acts, which one."""
    if not several:
        return str(gettext("alleged: %(party)s", party=party))
    what = wording.act_words(act, current_language())
    return str(gettext("%(what)s, alleged: %(party)s", what=what, party=party))


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


def _whole_facts(view: IncidentView) -> list[ShownFact]:
    language = current_language()
    facts = []
    when, where = view.claims_on("incident.when"), view.claims_on("incident.place")
    if when:
        said = [claim.value for claim in when if claim.standing and isinstance(claim.value, When)]
        facts.append(_fact(view, "incident.when", when, wording.period_words(view.when, language, said)))
    if where:
        words = wording.location_words(view.where, language)
        precision = wording.precision_words(view.where.precision, view.where.radius_m, language)
        facts.append(_fact(view, "incident.place", where, words, precision))
    for harm in dict.fromkeys(getattr(claim.value, "harm", "") for claim in view.claims_on("incident.count")):
        facts.append(_harm_fact(view, harm))
    return facts


def _fact(view: IncidentView, path: str, claims: tuple[ClaimView, ...], words: str, open_: str = "") -> ShownFact:
    language = current_language()
    return ShownFact(
        label=PROPERTIES[path].label(language),
        claims=tuple(show_claim(claim, view.ref) for claim in claims),
        words=words,
        open=open_,
        origins=wording.origins_words(view.origins_of(claims), language),
        question=_to_decide(claims, Question(path)),
    )


def _harm_fact(view: IncidentView, harm: str) -> ShownFact:
    language = current_language()
    claims = [c for c in view.claims_on("incident.count") if getattr(c.value, "harm", None) == harm]
    lines = [line for line in view.harms if line.harm == harm]
    return ShownFact(
        label=wording.term_words("harms", harm, language),
        claims=tuple(show_claim(claim, view.ref) for claim in claims),
        words=" · ".join(wording.harm_words(line, language) for line in lines),
        origins=wording.origins_words(view.harm_origins(harm), language),
        apart=_apart(lines),
        question=_to_decide(claims, Question("incident.count", harm=harm)),
    )


_APART = {
    "unit": lazy_gettext("they count different things"),
    "stock_flow": lazy_gettext("one says how many there are at a time, the other how many pass in a while"),
    "measure_not_stated": lazy_gettext("of one it is not said whether it is how many there are or how many pass"),
    "measure": lazy_gettext("they are measured in different ways"),
}


def _apart(lines: Sequence[HarmLine]) -> tuple[str, ...]:
    """Of each pair of figures that are not of one thing, why they stand on lines of their own."""
    language = current_language()
    comma = "، " if language == "ar" else ", "
    return tuple(
        gettext(
            "%(one)s and %(other)s are neither merged nor added: %(why)s.",
            one=wording.harm_words(one, language),
            other=wording.harm_words(other, language),
            why=comma.join(str(_APART[reason]) for reason in reasons),
        )
        for one, other in combinations([line for line in lines if line.is_told], 2)
        if (reasons := one.apart_from(other))
    )


def _to_decide(claims: Sequence[ClaimView], question: Question) -> Question | None:
    return question if sum(claim.live for claim in claims) > 1 else None


def _act_part(view: IncidentView, act: ActView) -> ShownPart:
    language = current_language()
    facts = []
    for path in (path for path, known in PROPERTIES.items() if known.subject == "act"):
        claims = view.claims_on(path, act.ref)
        if not claims:
            continue
        origins = view.act_origins(act) if path == "act.type" else view.origins_of(claims)
        facts.append(
            ShownFact(
                label=PROPERTIES[path].label(language),
                claims=tuple(show_claim(claim, view.ref) for claim in claims),
                origins=_act_origins_words(origins, claims)
                if path == "act.type"
                else wording.origins_words(origins, language),
                question=_to_decide(claims, Question(path, act.ref)),
            )
        )
    entry = act.entry if act.entry != view.ref else ""
    return ShownPart(tuple(facts), heading=wording.act_words(act, language), entry=entry)


def _act_origins_words(origins: Origins, claims: tuple[ClaimView, ...]) -> str:
    """Origins of an act; where none counts although some assert it on a ground, what they leave out."""
    words = wording.origins_words(origins, current_language())
    if origins.count == 0 and any(claim.standing and claim.basis != "none_stated" for claim in claims):
        return str(gettext("%(origins)s: whoever says so does not also say when and where", origins=words))
    return words


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


def document_title(document: NamedDocument) -> Linked:
    """A document's title, leading to its page."""
    return Linked(document.title, url_for("documents.read_document", project=g.project.code, document=document.ref))


def document_date(document: NamedDocument) -> str:
    first, last = document.published_earliest_on, document.published_latest_on
    if first is not None and first == last:
        return str(format_date(first, "long"))
    return document.published_as_stated or ""


def _ended(claim: ClaimView) -> str:
    reason = isolated(claim.ended_reason or "", current_language())
    if claim.withdrawn_at is not None:
        return str(gettext("Withdrawn: %(reason)s", reason=reason))
    if claim.superseded_by is not None:
        return str(gettext("Superseded: %(reason)s", reason=reason))
    return ""


def end_words(claim: ClaimView, view: IncidentView | PartyView) -> str:
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
