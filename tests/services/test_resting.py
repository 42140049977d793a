"""What rests on a document: its claims, and of our inferences those that would lose a premise with it."""

from typing import Any

from app.domain.records import Citation, ClaimRecord
from app.domain.resting import Resting
from app.services import documents, resting
from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.deciding import KILLING, PLACE, WHEN, Case
from tests.store.claimed import INCIDENT, Voice, said

M, N = Voice("Monitor Lark"), Voice("Registry Teal")


def inferred(number: int, premise: int, value: Any = WHEN) -> ClaimRecord:
    """What we conclude of when it was, from one other claim."""
    return ClaimRecord(
        key=f"claim {number}", incident=INCIDENT, path="incident.when", value=value, stated_as="on that day",
        basis="none_stated", modality="inferred", premises=(f"claim {premise}",),
    )  # fmt: skip


def rests_on(case: Case, name: str) -> Resting:
    with case.doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_documents")
        view = documents.read_document(work, project, case.document_of(name))
        return resting.rests_on_document(work, project, view)


def test_an_inference_rests_on_the_document_in_which_alone_its_premise_stands(doors: Doors, tokens: Tokens) -> None:
    said_by = [
        said(1, "act.type", KILLING, M.name),
        said(2, "incident.when", WHEN, M.name),
        said(3, "incident.place", PLACE, N.name),
        said(4, "incident.when", WHEN, N.name),
    ]
    case = Case(doors, tokens, [M, N], [*said_by, inferred(5, 4), inferred(6, 4), inferred(7, 2)])
    on_m, on_n = rests_on(case, M.name), rests_on(case, N.name)
    assert (on_m.claims, on_m.alone) == (3, 3), "two that stand in it, and what follows from one of these"
    assert (on_n.claims, on_n.alone) == (4, 4)


def test_an_inference_whose_premise_stands_elsewhere_too_rests_on_neither(doors: Doors, tokens: Tokens) -> None:
    both = said(2, "incident.when", WHEN, M.name, further_citations=(Citation(f"report of {N.name}"),))
    case = Case(doors, tokens, [M, N], [said(1, "act.type", KILLING, M.name), both, inferred(3, 2)])
    found = rests_on(case, M.name)
    assert (found.claims, found.alone) == (2, 1)
