"""How sure we are: what a track asks for next, proposing and approving a move. The rule stands in the database."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.decisions import Move, MoveEntry, Option, StandingMove, TrackRefs, VerdictEntry, Waiting
from app.domain.errors import InvalidInput, NotFound, Stale, mend
from app.domain.incidents import IncidentView
from app.services.work import Work
from app.store import history, incidents, same, sources, tracks, turns, verification, waiting
from app.store.projects import Project


@dataclass(frozen=True, slots=True)
class TrackView:
    """Where a track stands, how it came there, and what could follow. `entered`: whoever asks has entered a claim that
    it rests on, and approves nothing about it."""

    level: str
    options: tuple[Option, ...]
    moves: tuple[Move, ...]
    entered: bool = False

    @property
    def proposal(self) -> Move | None:
        """The move that waits for somebody else."""
        return next((move for move in self.moves if move.outcome == "open"), None)


def read_track(work: Work, project: Project, refs: TrackRefs) -> TrackView:
    """A track for its page. NotFound where there is none."""
    track = verification.find_track(work.connection, project.id, refs)
    people = history.people_of(work.connection, project.id)
    return TrackView(
        track.level,
        verification.options(work.connection, track),
        verification.moves_of(work.connection, track, people, work.actor.account_id),
        verification.has_entered(work.connection, track),
    )


def standing_moves(work: Work, project: Project, view: IncidentView) -> tuple[StandingMove, ...]:
    """How each track of an incident came to where it stands: its last move, as far as anybody has moved it."""
    number, _ = incidents.version_of(work.connection, project.id, view.ref)
    entries = same.entries_of(work.connection, project.id, number)
    people = history.people_of(work.connection, project.id)
    return verification.standing_moves(work.connection, project.id, entries, people, work.actor.account_id)


def find_lapsed(work: Work, project: Project, view: IncidentView) -> list[tuple[TrackRefs, str, tuple[str, ...]]]:
    """The tracks of an incident whose level is no longer borne out, that level, and what it lacks now. Nothing is
    lowered by itself: that is a verifier's, with a reason."""
    return verification.lapsed(work.connection, project.id, view.ref)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: proposals for a second person, decisions that a later claim has overtaken, tracks at a level."""

    proposals: tuple[Waiting, ...]
    stale: tuple[Waiting, ...]
    tracks: tuple[Waiting, ...]
    later: str | None


PAGE = 25


def read_queue(work: Work, project: Project, level: str, before: str | None = None) -> Queue:
    """What waits in a project, and a page of what stands at `level`: acts, and who is alleged to have done each."""
    found, later = tracks.tracks_at(work.connection, project.id, level, before, PAGE)
    proposals, _ = find_waiting(work, project, "second")
    stale, _ = find_waiting(work, project, "stale")
    return Queue(
        tuple(proposals),
        tuple(stale),
        tuple(found),
        later,
    )


def find_waiting(
    work: Work, project: Project, waits: str, after: str | None = None
) -> tuple[list[Waiting], str | None]:
    """A page of what waits for whoever asks (`me`), for a `second` person, or `ageing`, the longest first; and the
    cursor of the next page. UnknownFilter for a cursor that is none."""
    people = history.people_of(work.connection, project.id)
    asker = waiting.Asker(work.actor.account_id, project.roles, people)
    return waiting.find_waiting(work.connection, project.id, waits, asker, after, PAGE)


def move_verification(work: Work, project: Project, refs: TrackRefs, entry: MoveEntry) -> None:
    """Moves a track, or proposes it where somebody else approves. Refused, NotEnough or Stale as the database says;
    InvalidInput for a finding that names nothing or cannot be."""
    _take_turn(work, project, refs)
    track = verification.find_track(work.connection, project.id, refs)
    if track.level != entry.seen:
        raise Stale(mend("This has been moved while you were reading."), 0)
    if entry.level == "finding_on_record":
        cited = sources.find_document(work.connection, project.id, entry.document) if entry.document else None
        happened = verification.earliest_day(work.connection, track)
        published = cited.published_latest_on if cited else None
        today = datetime.now(UTC).date()
        if problems := entry.finding_problems(happened, published, today, (project.title, project.code)):
            raise InvalidInput(problems)
    _begin(work, project, refs, "move_verification", entry.reason, {"from": track.level, "to": entry.level})
    verification.move(work.connection, track, entry)
    _done(work, project, refs)


def decide_verification(work: Work, project: Project, refs: TrackRefs, entry: VerdictEntry) -> None:
    """Approves, declines or takes back a proposal of this track. Declining gives a reason. NotFound for a proposal that
    is another track's."""
    if entry.verdict != "done" and not entry.why:
        raise InvalidInput({"why": mend("Say why, so that somebody else can follow.")})
    _take_turn(work, project, refs)
    track = verification.find_track(work.connection, project.id, refs)
    if not verification.is_of(work.connection, track, entry.number):
        raise NotFound("There is no such proposal here.")
    _begin(work, project, refs, "decide_verification", entry.why, {"verdict": entry.verdict})
    verification.decide(work.connection, project.id, entry)
    _done(work, project, refs)


def _take_turn(work: Work, project: Project, refs: TrackRefs) -> None:
    """Of two who move one track at once, the second sees what the first has left."""
    turns.one_about_a_record(work.connection, project.id, f"move {refs.act} {refs.party or ''}")


def _begin(work: Work, project: Project, refs: TrackRefs, deed: str, reason: str, detail: dict[str, str]) -> None:
    named = {"act": refs.act, **({"party": refs.party} if refs.party else {}), **detail}
    work.open(project, deed, reason=reason or None, detail=named)


def _done(work: Work, project: Project, refs: TrackRefs) -> None:
    work.touch([incidents.bump(work.connection, project.id, refs.incident)])
