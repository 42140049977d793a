"""Tokens for programs: made once, kept as a digest, never more than their owner, refused by the database itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.domain.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from app.services import accounts, projects, sign_ins
from app.services import tokens as deeds
from app.services.doors import Doors
from app.services.tokens import Terms
from tests.filled import Tokens


def made(doors: Doors, own: str, scope: str = "write", code: str | None = None) -> str:
    project = None
    if code:
        with doors.work(own) as work:
            project = projects.get_project(work, code)
    return deeds.make_token(doors.gate, own, Terms("  A   script ", scope, project))


def test_a_token_is_kept_as_its_digest_and_on_record_without_it(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    token = made(doors, tokens["EAST", "documenter"], "read", "EAST")
    with owner.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM sign_in ORDER BY id DESC LIMIT 1")).one()
        event = connection.execute(sa.text("SELECT * FROM event ORDER BY id DESC LIMIT 1")).one()
        everything = connection.execute(sa.text("SELECT string_agg(s::text, '') FROM sign_in s")).scalar_one()
    assert row.token_hash == sign_ins.digest_of(token) and token not in everything
    assert (row.channel, row.device, row.scope, row.project_id, row.used_at) == ("api", "A script", "read", 1, None)
    assert (event.deed, event.channel) == ("make_token", "page")
    assert event.detail == {"name": "A script", "scope": "read", "project": "EAST", "days": 90}


def test_it_is_its_owner_in_its_project_alone(doors: Doors, tokens: Tokens) -> None:
    founder = tokens["WEST", "administrator"]
    account = accounts.get_account(doors.gate, founder, "documenter of EAST")
    with doors.work(founder) as work:
        projects.appoint(work, "WEST", account, "analyst")
    own = tokens["EAST", "documenter"]
    for code, seen in ((None, ["EAST", "WEST"]), ("EAST", ["EAST"])):
        with doors.work(made(doors, own, "read", code)) as work:
            assert work.actor.name == "documenter of EAST" and work.actor.channel == "api"
            assert [one.code for one in projects.my_projects(work)] == seen
            rows = work.connection.execute(sa.text("SELECT count(DISTINCT project_id) FROM incident")).scalar_one()
            assert rows == len(seen)


def test_the_database_refuses_what_a_reading_token_would_write(doors: Doors, tokens: Tokens) -> None:
    own = tokens["EAST", "documenter"]
    with pytest.raises(sa.exc.DBAPIError, match="this token reads only"), doors.work(made(doors, own, "read")) as work:
        work.open(work.enter("EAST", "record_incident"), "try")
    with doors.work(made(doors, own, "write")) as work:
        work.open(work.enter("EAST", "record_incident"), "try")


def test_its_last_use_is_noted_and_its_end_is_not_put_off(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    own = tokens["EAST", "documenter"]
    token = made(doors, own)
    [before] = deeds.find_tokens(doors.gate, own)
    assert before.used_at is None and timedelta(days=89) < before.expires_at - before.created_at <= timedelta(days=90)
    with doors.work(token):
        [after] = deeds.find_tokens(doors.gate, own)
    assert after.used_at is not None and after.expires_at == before.expires_at
    with doors.work(token) as work:
        assert not work.actor.due
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE sign_in SET expires_at = now() WHERE channel = 'api'"))
    with pytest.raises(NotSignedIn), doors.work(token):
        pass


def test_one_ends_ones_own_alone(doors: Doors, tokens: Tokens) -> None:
    own, colleague = tokens["EAST", "documenter"], tokens["EAST", "verifier"]
    token = made(doors, own)
    key = sign_ins.key_of(token)
    assert key not in [one.key for one in sign_ins.find_sign_ins(doors.gate, own)]
    assert deeds.find_tokens(doors.gate, colleague) == []
    with pytest.raises(NotFound):
        deeds.end_token(doors.gate, colleague, key)
    deeds.end_token(doors.gate, own, key)
    assert deeds.find_tokens(doors.gate, own) == []
    with pytest.raises(NotSignedIn), doors.work(token):
        pass


def test_a_new_one_time_link_ends_every_token(doors: Doors, tokens: Tokens) -> None:
    token = made(doors, tokens["EAST", "documenter"])
    link = accounts.renew_link(doors.gate, tokens["EAST", "administrator"], "documenter of EAST")
    accounts.use_link(doors.gate, link, "nine olives on a wall", name="", device="Firefox · Linux")
    with pytest.raises(NotSignedIn), doors.work(token):
        pass


def test_a_token_makes_no_tokens(doors: Doors, tokens: Tokens) -> None:
    with pytest.raises(NotPermitted):
        made(doors, made(doors, tokens["EAST", "documenter"]))


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(" ", "read"), "name"),
        (Terms("x" * 81, "read"), "name"),
        (Terms("a\u202eb", "read"), "name"),
        (Terms("a", "all"), "scope"),
        (Terms("a", "read", days=0), "days"),
        (Terms("a", "read", days=367), "days"),
    ],
)
def test_what_will_not_do_is_named(doors: Doors, tokens: Tokens, terms: Terms, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        deeds.make_token(doors.gate, tokens["EAST", "documenter"], terms)
    assert list(refusal.value.problems) == [field]
