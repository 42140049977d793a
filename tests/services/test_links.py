"""How incidents stand to one another: a part of a summary figure, comparable; taken back with a reason."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.domain.errors import InvalidInput, NotFound
from app.domain.links import LinkEntry, LinkView
from app.domain.records import Bundle, IncidentRecord
from app.services import links
from app.services.doors import Doors
from app.services.history import verify_log
from app.services.incidents import read_incident
from app.services.taking_in import take_in
from tests.filled import Tokens
from tests.services.deciding import statement

Say = Callable[[str, str, str], None]
CONTAINS, PART = "contains", "part_of"


class Incidents:
    """A summary figure and three incidents of EAST, by name."""

    def __init__(self, doors: Doors, tokens: Tokens) -> None:
        self._doors, self.token = doors, tokens["EAST", "documenter"]
        names = {"figure": "umbrella", "one": "single", "two": "single", "other": "umbrella"}
        with doors.work(self.token) as work:
            project = work.enter("EAST", "record_incident")
            work.open(project, "record_incident")
            records = tuple(IncidentRecord(name, name.title(), kind) for name, kind in names.items())
            found = take_in(work, project, Bundle(incidents=records)).keys.incidents
            self.refs = {name: found[name].ref for name in names}

    def say(self, name: str, kind: str, other: str) -> None:
        with self._doors.work(self.token) as work:
            project = work.enter("EAST", "link_incidents")
            view = read_incident(work, project, self.refs[name])
            entry = LinkEntry(kind=kind, other=self.refs.get(other, other), reason="They say so.")
            links.link_incidents(work, project, view, entry)

    def take_back(self, name: str, number: int, reason: str = "They do not.") -> None:
        with self._doors.work(self.token) as work:
            project = work.enter("EAST", "link_incidents")
            links.unlink_incidents(work, project, read_incident(work, project, self.refs[name]), number, reason)

    def of(self, name: str) -> tuple[LinkView, ...]:
        with self._doors.work(self.token) as work:
            return links.read_links(work, work.enter("EAST", "read_incidents"), self.refs[name])


@pytest.fixture
def incidents(doors: Doors, tokens: Tokens) -> Incidents:
    return Incidents(doors, tokens)


def test_a_part_is_said_from_either_side_and_read_from_both(incidents: Incidents) -> None:
    incidents.say("figure", CONTAINS, "one")
    incidents.say("two", PART, "figure")
    assert [(one.kind, one.title, one.forwards) for one in incidents.of("figure")] == [
        ("part_of", "One", False),
        ("part_of", "Two", False),
    ]
    [link] = incidents.of("one")
    assert (link.title, link.forwards, link.reason) == ("Figure", True, "They say so.")
    assert link.listed is not None and link.listed.kind == "umbrella"


def test_what_cannot_be_said_is_refused_with_its_mend(incidents: Incidents, tokens: Tokens) -> None:
    refused = [
        ("one", PART, "two", "other", "summary figure"),
        ("figure", CONTAINS, "other", "other", "single incident"),
        ("figure", PART, "other", "kind", "Choose"),
        ("one", "comparable_to", "one", "other", "itself"),
        ("one", "comparable_to", "INC-000000000000", "other", "ref of an incident"),
    ]
    for name, kind, other, field, words in refused:
        with pytest.raises(InvalidInput) as refusal:
            incidents.say(name, kind, other)
        assert words in str(refusal.value.problems[field])
    incidents.say("one", "comparable_to", "two")
    with pytest.raises(InvalidInput, match="kind"):
        incidents.say("two", "comparable_to", "one")
    assert len(incidents.of("one")) == 1


def test_what_is_taken_back_gives_a_reason_and_can_be_said_again(
    incidents: Incidents, doors: Doors, tokens: Tokens
) -> None:
    incidents.say("one", PART, "figure")
    [link] = incidents.of("one")
    with pytest.raises(InvalidInput):
        incidents.take_back("one", link.id, " ")
    with pytest.raises(NotFound):
        incidents.take_back("two", link.id)
    incidents.take_back("figure", link.id)
    assert incidents.of("one") == ()
    incidents.say("one", PART, "figure")
    with doors.work(tokens["EAST", "documenter"]) as work:
        assert verify_log(work).ok


@pytest.mark.parametrize("pair", [("one", "two"), ("figure", "one"), ("other", "figure")])
def test_the_database_itself_refuses_a_part_that_is_none(
    incidents: Incidents, doors: Doors, tokens: Tokens, pair: tuple[str, str]
) -> None:
    sql = (
        "INSERT INTO incident_link (project_id, incident_id, other_id, kind, reason, linked_by)"
        " SELECT one.project_id, one.id, other.id, 'part_of', 'typed', (SELECT account_id FROM whoami())"
        " FROM incident one, incident other WHERE one.ref = :one AND other.ref = :other"
    )
    one, other = (incidents.refs[name] for name in pair)
    with pytest.raises(sa.exc.IntegrityError, match="only a single incident"):
        statement(doors.application, tokens["EAST", "documenter"], sql, one=one, other=other)
