"""The history of an incident in words: every deed has a name, every decision says what it changed."""

import pytest

from app.domain.counts import Count
from app.domain.decisions import Question
from app.services.doors import Doors
from app.services.permissions import PERMISSIONS
from app.web.changes import DEEDS
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.store.claimed import Voice, said

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")
# Deeds that are about no incident: they read, or what they write is shown elsewhere.
ELSEWHERE = frozenset(
    {"add_file", "verify_files", "assess_document", "check_document", "import_incidents", "export_incidents",
     "set_rules", "verify_log", "take_text", "mark_passage", "register_document", "discard_entry",
     "write_report"}
)  # fmt: skip


def test_every_deed_that_changes_an_incident_has_a_name() -> None:
    deeds = {deed for deed in PERMISSIONS if not deed.startswith("read_")}
    assert deeds - ELSEWHERE <= DEEDS.keys()


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    counts = [
        said(91, "incident.count", Count(harm="killed", minimum=7, maximum=7, stated=7, words="7"), M.name),
        said(92, "incident.count", Count(harm="killed", minimum=12, stated=12, words="at least 12"), N.name, "records"),
    ]
    alleged = [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records", alleged="F")]
    return Case(doors, tokens, [M, N], [*alleged, *counts])


def test_the_history_says_what_was_decided_from_what_to_what(
    case: Case, client_as: ClientAs, doors: Doors, tokens: Tokens
) -> None:
    seven, twelve = (claim.ref for claim in case.view().claims_on("incident.count"))
    case.contradict(seven, twelve)
    case.grade(M.name)
    case.grade(N.name)
    case.adopt(Question("incident.count", harm="killed"), {seven: "different_part"})
    case.move("credible")
    case.move("corroborated")
    case.decide("declined", second_verifier(doors, tokens))
    history = client_as("verifier").get(f"/p/EAST/incidents/{case.ref}/history").text
    words = history.replace("<bdi>", "").replace("</bdi>", "")
    for told in (
        "Two claims compared",
        "is now: cannot hold together with “Killed: 12 or more” (Registry Teal)",
        "What we go by: Killed",
        "is now: Killed: 12 or more (Our judgement, explained)",
        "was: Reported, not assessed",
        "is now: Credible report",
        "<dt>Killing, proposed: Corroborated</dt>",
        "is now: waits for a second person",
        "is now: declined",
    ):
        assert told in words, told
    assert "move_verification" not in history
