"""One first account, links that open once, and nobody who chooses a passphrase for somebody else."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier, Thread
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from app.domain.errors import InvalidValue, NotFound, NotPermitted, NotSignedIn, Refused, TawthiqError
from app.runtime.urls import Urls
from app.services import accounts, projects, sign_ins
from app.services.accounts import FIRST_NAME
from app.services.doors import Doors, open_doors
from tests.filled import CHEAP, PASSPHRASE, Tokens


def test_two_first_starts_make_one_first_account(empty_urls: Urls) -> None:
    def start(_: int) -> str | None:
        with closing(open_doors(empty_urls.gate, empty_urls.application)) as doors:
            return accounts.make_first_account(doors.gate)

    with ThreadPoolExecutor(4) as starts:
        links = list(starts.map(start, range(4)))
    assert len([link for link in links if link]) == 1


def test_a_first_passphrase_ends_no_command_that_is_at_work(empty_urls: Urls) -> None:
    """An import may have begun at the shell before anybody opened the first link."""
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        link = accounts.open_first_link(doors.gate)
        assert link
        at_work = sign_ins.sign_in_at_shell(doors.gate, None)
        page = accounts.use_link(doors.gate, link, PASSPHRASE, name="Salma", device="?")
        again = accounts.renew_link(doors.gate, at_work, "Salma")
        accounts.use_link(doors.gate, again, PASSPHRASE, name="", device="?")
        assert sign_ins.find_sign_ins(doors.gate, at_work)
        with pytest.raises(NotSignedIn):
            sign_ins.find_sign_ins(doors.gate, page)


def test_the_first_person_names_themselves_and_founds_a_project(empty_urls: Urls) -> None:
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        earlier = accounts.open_first_link(doors.gate)
        link = accounts.open_first_link(doors.gate)
        assert earlier and link
        with pytest.raises(NotFound):
            accounts.read_link(doors.gate, earlier)
        invitation = accounts.read_link(doors.gate, link)
        assert (invitation.name, invitation.is_first, invitation.founds_project) == (FIRST_NAME, True, True)
        token = accounts.use_link(doors.gate, link, PASSPHRASE, name=" Salma  Ismail", device="Firefox · Linux")
        with doors.work(token) as work:
            assert (work.actor.name, work.actor.administrator) == ("Salma Ismail", True)
            projects.found_project(work, "EAST", "East valley")
        assert accounts.open_first_link(doors.gate) is None
        assert accounts.make_first_account(doors.gate) is None


def test_a_link_of_an_installation_with_a_project_founds_none(empty_urls: Urls) -> None:
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        link = accounts.make_first_account(doors.gate)
        assert link
        with doors.work(sign_ins.sign_in_at_shell(doors.gate, None)) as work:
            projects.found_project(work, "EAST", "East valley")
        invitation = accounts.read_link(doors.gate, link)
        assert (invitation.is_first, invitation.founds_project) == (True, False)


def test_looking_at_a_link_does_not_use_it_up_and_using_it_does(doors: Doors, tokens: Tokens) -> None:
    link = accounts.create_account(doors.gate, tokens["EAST", "administrator"], "Dalal").link
    for _ in range(2):
        assert accounts.read_link(doors.gate, link).name == "Dalal"
    accounts.use_link(doors.gate, link, PASSPHRASE, name="ignored", device="?")
    sign_ins.sign_in(doors.gate, "dalal", PASSPHRASE, place=b"", device="?")
    with pytest.raises(NotFound):
        accounts.read_link(doors.gate, link)
    with pytest.raises(NotFound):
        accounts.use_link(doors.gate, link, "another long passphrase", name="", device="?")


def test_of_two_who_use_a_link_at_the_same_instant_the_second_finds_it_used(
    doors: Doors, urls: Urls, tokens: Tokens
) -> None:
    """Each worker of the web has a gate of its own; here they meet after both have looked and found the link open."""
    link = accounts.create_account(doors.gate, tokens["EAST", "administrator"], "Dalal").link
    both_looked = Barrier(2)
    looked = accounts.read_link
    answers: list[object] = []

    def use(number: int) -> None:
        with closing(open_doors(urls.gate, urls.application, cost=CHEAP)) as own:
            looked(own.gate, link)
            both_looked.wait()
            try:
                answers.append(accounts.use_link(own.gate, link, f"{PASSPHRASE} {number}", name="", device="?"))
            except TawthiqError as error:
                answers.append(error)

    threads = [Thread(target=use, args=[number]) for number in range(2)]
    # The first hashes for so long that the second comes in meanwhile.
    with mock.patch.object(PasswordHasher, "hash", autospec=True, side_effect=slowly):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    used, refused = sorted(answers, key=lambda answer: isinstance(answer, Exception))
    assert isinstance(refused, NotFound)
    with doors.work(str(used)) as work:
        assert work.actor.name == "Dalal"


hashed = PasswordHasher.hash


def slowly(*arguments: Any, **more: Any) -> str:
    time.sleep(0.3)
    return hashed(*arguments, **more)


def test_a_link_expires(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    link = accounts.create_account(doors.gate, tokens["EAST", "administrator"], "Dalal").link
    with owner.begin() as connection:
        left = connection.execute(
            sa.text("SELECT extract(epoch FROM link_expires_at - now()) / 3600 FROM account WHERE name = 'Dalal'")
        ).scalar_one()
        assert 71 < left <= accounts.LINK_HOURS
        connection.execute(sa.text("SELECT open_gate_event(NULL, 'shell', 'wait', NULL)"))
        connection.execute(sa.text("UPDATE account SET link_expires_at = now() WHERE name = 'Dalal'"))
        connection.execute(sa.text("SELECT close_event()"))
    with pytest.raises(NotFound):
        accounts.use_link(doors.gate, link, PASSPHRASE, name="", device="?")


def test_a_refused_passphrase_leaves_the_link_open(doors: Doors, tokens: Tokens) -> None:
    link = accounts.create_account(doors.gate, tokens["EAST", "administrator"], "Dalal").link
    with pytest.raises(InvalidValue) as refused:
        accounts.use_link(doors.gate, link, "too short", name="", device="?")
    assert refused.value.field == "passphrase"
    accounts.use_link(doors.gate, link, PASSPHRASE, name="", device="?")


def test_a_new_passphrase_ends_every_earlier_sign_in(doors: Doors, tokens: Tokens) -> None:
    administrator = tokens["EAST", "administrator"]
    link = accounts.renew_link(doors.gate, administrator, "analyst of EAST")
    with doors.work(tokens["EAST", "analyst"]):
        pass  # a link alone ends nothing
    new = accounts.use_link(doors.gate, link, PASSPHRASE, name="", device="?")
    with pytest.raises(NotSignedIn), doors.work(tokens["EAST", "analyst"]):
        pass
    with doors.work(new), doors.work(tokens["EAST", "verifier"]):
        pass


@pytest.mark.parametrize("role", ["documenter", "verifier", "analyst", "custodian"])
def test_only_an_administrator_makes_accounts(doors: Doors, tokens: Tokens, role: str) -> None:
    for token in (tokens["EAST", role], "forged"):
        with pytest.raises(NotPermitted):
            accounts.create_account(doors.gate, token, "Dalal")
        with pytest.raises(NotPermitted):
            accounts.renew_link(doors.gate, token, "Rana")
        with pytest.raises(NotPermitted):
            accounts.get_account(doors.gate, token, "Rana")


def test_a_name_is_taken_however_it_is_typed(doors: Doors, tokens: Tokens) -> None:
    administrator = tokens["EAST", "administrator"]
    accounts.create_account(doors.gate, administrator, "أمل")
    for name in ("امل", "  أَمَل ", "rana", "RANA"):
        with pytest.raises(Refused):
            accounts.create_account(doors.gate, administrator, name)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b", "line\nbreak\x1b[2J", "ـ"])
def test_a_name_is_a_line_of_text(doors: Doors, tokens: Tokens, name: str) -> None:
    with pytest.raises(InvalidValue):
        accounts.create_account(doors.gate, tokens["EAST", "administrator"], name)


def test_a_lost_link_is_not_kept_anywhere(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    made = accounts.create_account(doors.gate, tokens["EAST", "administrator"], "Dalal")
    with owner.connect() as connection:
        kept = connection.execute(
            sa.text(
                "SELECT (SELECT string_agg(a::text, ' ') FROM account a)"
                " || (SELECT string_agg(e::text, ' ') FROM entry e) || (SELECT string_agg(v::text, ' ') FROM event v)"
            )
        ).scalar_one()
    assert made.link not in kept
    assert sign_ins.digest_of(made.link).hex() in kept
