"""What stands on the reading desk: a document's text in passages, each with its mark and the claims cited from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.incidents import ClaimView
from app.domain.passages import Anchoring, Span, counts_as_read, shown_mark
from app.domain.replaced import CitedText


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage as it is kept: where it stands, and the mark that a reader gave it."""

    span: Span
    mark: str


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document that stands now; `id` tells it from one that takes its place."""

    id: int
    text: str
    passages: tuple[KeptPassage, ...]


@dataclass(frozen=True, slots=True)
class StandsHere:
    """A citation of a claim in this document: where it stands in the text, and what has become of it since. `again`:
    it is not the one with which the claim was entered."""

    claim: ClaimView
    quote: str
    span: Span | None
    state: Anchoring
    again: bool


@dataclass(frozen=True, slots=True)
class DeskPassage:
    """One passage as its reader sees it; `number` counts from 1. `given` is the mark that a reader gave it, whose place
    another may have taken."""

    number: int
    span: Span
    text: str
    mark: str
    given: str
    here: tuple[StandsHere, ...]

    @property
    def read(self) -> bool:
        return counts_as_read(self.mark)


@dataclass(frozen=True, slots=True)
class Desk:
    """A text on the desk, the live claims that are cited from its document or inferred from those, and the citations
    whose words it does not have: those that were marked in a text (`lost`), and those that were typed (`by_hand`)."""

    text: DocumentText
    passages: tuple[DeskPassage, ...]
    claims: tuple[ClaimView, ...]
    lost: tuple[StandsHere, ...]
    by_hand: tuple[StandsHere, ...]

    @property
    def read(self) -> int:
        """How many passages have been dealt with."""
        return sum(passage.read for passage in self.passages)


def lay_out(text: DocumentText, document: str, claims: Sequence[ClaimView], former: Sequence[str] = ()) -> Desk:
    """The text with the live claims that are cited from `document` (its ref), each in the passages where it stands;
    `former` texts of the document, the latest last."""
    live = tuple(claim for claim in claims if claim.live)
    cited_text = CitedText(text.text, former)
    here = [one for claim in live for one in _citations(cited_text, document, claim)]
    passages = tuple(
        _passage(number, kept, text.text, here) for number, kept in enumerate(sorted(text.passages, key=_start), 1)
    )
    lost, by_hand = (tuple(one for one in here if one.state == state) for state in ("lost", "by_hand"))
    return Desk(text, passages, live, lost, by_hand)


@dataclass(frozen=True, slots=True)
class CitedThen:
    """Words of a document that are cited and do not stand as they stood: `drifted` or `lost`."""

    document: str
    quote: str
    state: Anchoring


def moved_since(claims: Iterable[ClaimView], texts: Mapping[str, CitedText]) -> dict[str, tuple[CitedThen, ...]]:
    """Of claims, by ref, their citations from `texts` (by document) whose words do not stand as they stood."""
    found: dict[str, tuple[CitedThen, ...]] = {}
    for claim in claims:
        for document, text in texts.items():
            for one in _citations(text, document, claim):
                if one.state in ("drifted", "lost"):
                    found[claim.ref] = (*found.get(claim.ref, ()), CitedThen(document, one.quote, one.state))
    return found


def _start(passage: KeptPassage) -> Span:
    return passage.span


def _passage(number: int, kept: KeptPassage, text: str, every: Iterable[StandsHere]) -> DeskPassage:
    here = tuple(one for one in every if one.span is not None and one.span.meets(kept.span))
    mark = mark_of(kept, [one.again for one in here])
    return DeskPassage(number, kept.span, kept.span.of(text), mark, kept.mark, here)


def mark_of(kept: KeptPassage, again: Sequence[bool]) -> str:
    """The mark of a passage. `again`: of each citation in it, whether it is not the one its claim was entered with."""
    return shown_mark(kept.mark, cited=not all(again), cited_again=any(again))


def _citations(text: CitedText, document: str, claim: ClaimView) -> Iterator[StandsHere]:
    for place, cited in enumerate(claim.citations):
        if cited.document.ref == document and cited.quote:
            found = text.find(cited.quote, cited.prefix or "", cited.suffix or "", cited.starts)
            yield StandsHere(claim, cited.quote, *found, again=place > 0)
