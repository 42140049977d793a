"""The gate recognises people, counts wrong guesses where they are made, and leaves a trace of each sign-in."""

from datetime import timedelta
from threading import Thread
from unittest import mock

import argon2
import pytest
import sqlalchemy as sa

from app.domain.errors import InvalidValue, NotFound, NotSignedIn, Refused, Unavailable
from app.services import accounts, sign_ins
from app.services.doors import PRODUCTION_COST, Cost, Doors, Gate, open_doors
from app.services.sign_ins import FREE_TRIES, digest_of
from tests.filled import PASSPHRASE, Tokens, planted

HERE, ELSEWHERE = b"this device", b"another device"


def enter(gate: Gate, passphrase: str = PASSPHRASE, name: str = "Rana", place: bytes = HERE) -> str:
    return sign_ins.sign_in(gate, name, passphrase, place=place, device="Firefox · Linux")


def deeds(owner: sa.Engine) -> list[tuple[str, str, object]]:
    with owner.connect() as connection:
        rows = connection.execute(sa.text("SELECT deed, channel, detail FROM event WHERE project_id = 0 ORDER BY id"))
        return [(row.deed, row.channel, row.detail) for row in rows]


def test_name_and_passphrase_open_a_sign_in(doors: Doors) -> None:
    with doors.work(enter(doors.gate, name=" RANA ")) as work:
        assert work.actor.name == "Rana"
        assert work.actor.channel == "page"


def test_each_sign_in_failure_and_end_is_an_event(doors: Doors, owner: sa.Engine) -> None:
    before = len(deeds(owner))
    with pytest.raises(InvalidValue):
        enter(doors.gate, "the wrong passphrase")
    with pytest.raises(InvalidValue):
        enter(doors.gate, name="Nobody")
    token = enter(doors.gate)
    sign_ins.sign_out(doors.gate, token)
    sign_ins.sign_out(doors.gate, token)
    assert [(deed, channel) for deed, channel, _ in deeds(owner)[before:]] == [
        ("failed_sign_in", "page"),
        ("failed_sign_in", "page"),
        ("sign_in", "page"),
        ("sign_out", "page"),
    ]


def test_what_was_typed_stands_nowhere(doors: Doors, owner: sa.Engine) -> None:
    """People type their passphrase into the field for the name."""
    for name in ("my secret words instead", "Rana"):
        with pytest.raises(InvalidValue):
            enter(doors.gate, "another secret of mine", name)
    token = enter(doors.gate)
    with owner.connect() as connection:
        kept = connection.execute(
            sa.text(
                "SELECT coalesce((SELECT string_agg(e::text, ' ') FROM event e), '')"
                " || coalesce((SELECT string_agg(t::text, ' ') FROM sign_in_attempt t), '')"
                " || (SELECT string_agg(s::text, ' ') FROM sign_in s)"
                " || (SELECT string_agg(a::text, ' ') FROM account a)"
            )
        ).scalar_one()
    for secret in ("my secret words", "another secret", PASSPHRASE, token):
        assert secret not in kept
    assert digest_of(token).hex() in kept  # the token's digest is there: the search finds what is there


def test_unknown_known_and_unused_accounts_are_refused_alike_after_the_same_work(gate: Gate) -> None:
    answers = []
    for name in ("Nobody", "Rana", "analyst of EAST"):  # the last has not used its link yet
        hashing = mock.patch.object(argon2.PasswordHasher, "verify", autospec=True, side_effect=verified)
        with hashing as hashed, pytest.raises(InvalidValue) as refused:
            enter(gate, "the wrong passphrase", name)
        parameters = argon2.extract_parameters(hashed.call_args.args[1])
        answers.append((str(refused.value), refused.value.field, hashed.call_count, parameters))
    assert answers[0] == answers[1] == answers[2]


verified = argon2.PasswordHasher.verify


def test_a_hash_of_nothing_fits_no_passphrase(gate: Gate) -> None:
    for passphrase in ("", "x" * 15, PASSPHRASE):
        with pytest.raises(InvalidValue):
            enter(gate, passphrase, "analyst of EAST", passphrase.encode())


def test_production_hashes_as_dearly_as_they_must() -> None:
    """AUTH-1: argon2id, at least 64 MiB and three passes."""
    made = argon2.extract_parameters(PRODUCTION_COST.hasher().hash(PASSPHRASE))
    assert made.type is argon2.Type.ID
    assert made.memory_cost >= 64 * 1024
    assert made.time_cost >= 3


def test_a_hash_of_an_older_cost_is_made_anew(doors: Doors, owner: sa.Engine) -> None:
    dearer = Gate(doors.gate.engine, Cost(memory=16, passes=2, lanes=1))
    enter(dearer)
    with owner.connect() as connection:
        kept = connection.execute(sa.text("SELECT passphrase_hash FROM account WHERE name = 'Rana'")).scalar_one()
    assert argon2.extract_parameters(kept).memory_cost == 16
    enter(dearer)


def fail(gate: Gate, times: int, place: bytes = ELSEWHERE, name: str = "Rana") -> None:
    for _ in range(times):
        with pytest.raises(InvalidValue):
            enter(gate, "the wrong passphrase", name, place)


def test_too_many_wrong_guesses_from_a_place_have_to_wait_there(gate: Gate) -> None:
    fail(gate, FREE_TRIES)
    with pytest.raises(Refused):
        enter(gate, place=ELSEWHERE)


def test_a_stranger_shuts_nobody_out_elsewhere_and_nobody_else_here(gate: Gate) -> None:
    fail(gate, FREE_TRIES)
    enter(gate, place=HERE)
    fail(gate, 1, ELSEWHERE, "Nobody")


def test_unknown_names_have_to_wait_too(gate: Gate) -> None:
    fail(gate, FREE_TRIES, name="Nobody")
    with pytest.raises(Refused):
        enter(gate, name="Nobody", place=ELSEWHERE)


@pytest.mark.parametrize(
    ("failures", "seconds", "opens"),
    [(5, 14, False), (5, 16, True), (6, 29, False), (6, 31, True), (1000, 899, False), (1000, 901, True)],
)
def test_the_wait_doubles_and_is_never_for_good(
    gate: Gate, owner: sa.Engine, failures: int, seconds: int, opens: bool
) -> None:
    fail(gate, 1)
    with owner.begin() as connection:
        connection.execute(
            sa.text("UPDATE sign_in_attempt SET failures = :failures, last_at = now() - :passed"),
            {"failures": failures, "passed": timedelta(seconds=seconds)},
        )
    with pytest.raises(InvalidValue if opens else Refused):
        enter(gate, "the wrong passphrase", place=ELSEWHERE)


def test_success_forgets_the_failures(gate: Gate) -> None:
    fail(gate, FREE_TRIES - 1)
    enter(gate, place=ELSEWHERE)
    fail(gate, FREE_TRIES)


def test_guesses_at_the_same_moment_are_all_counted(doors: Doors) -> None:
    weighed = []

    def guess() -> None:
        try:
            enter(doors.gate, "the wrong passphrase", place=ELSEWHERE)
        except InvalidValue:
            weighed.append(1)
        except Refused:
            pass

    guesses = [Thread(target=guess) for _ in range(4 * FREE_TRIES)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join()
    assert len(weighed) == FREE_TRIES


def test_counts_that_rested_for_a_day_are_forgotten(gate: Gate, owner: sa.Engine) -> None:
    fail(gate, 1)
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE sign_in_attempt SET last_at = now() - interval '25 hours'"))
    fail(gate, 1, HERE, "Nobody")
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM sign_in_attempt")).scalar_one() == 1


def test_a_sign_in_ends_by_itself_by_hand_and_with_its_account(doors: Doors, owner: sa.Engine) -> None:
    rana = accounts.get_account(doors.gate, enter(doors.gate), "Rana")
    lasting, short, ended = (planted(doors, rana, timedelta(hours=hours)) for hours in (12, -1, 12))
    sign_ins.sign_out(doors.gate, ended)
    for token in (short, ended, "forged", ""):
        with pytest.raises(NotSignedIn), doors.work(token):
            pass
    with doors.work(lasting):
        pass
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT open_gate_event(NULL, 'shell', 'end_account', NULL)"))
        connection.execute(sa.text("UPDATE account SET ended_at = now() WHERE name = 'Rana'"))
        connection.execute(sa.text("SELECT close_event()"))
    with pytest.raises(NotSignedIn), doors.work(lasting):
        pass
    with pytest.raises(InvalidValue):
        enter(doors.gate)


def lasting(gate: Gate, token: str) -> timedelta:
    """How long a sign-in lasts, from its beginning."""
    [mine] = [one for one in sign_ins.find_sign_ins(gate, token) if one.key == sign_ins.key_of(token)]
    return mine.expires_at - mine.created_at


def age(owner: sa.Engine, token: str, minutes: int) -> None:
    """Makes a sign-in older, as if the clock had gone on."""
    with owner.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE sign_in SET created_at = created_at - :passed, expires_at = expires_at - :passed"
                " WHERE token_hash = :digest"
            ),
            {"passed": timedelta(minutes=minutes), "digest": digest_of(token)},
        )


def use(doors: Doors, token: str) -> None:
    with doors.work(token):
        pass


def test_a_sign_in_that_is_not_used_for_half_an_hour_ends(doors: Doors, owner: sa.Engine) -> None:
    """SESS-3."""
    token = enter(doors.gate)
    assert lasting(doors.gate, token) == timedelta(minutes=30)
    for _ in range(3):
        age(owner, token, 29)
        use(doors, token)
    assert timedelta(minutes=3 * 29 + 30) <= lasting(doors.gate, token) < timedelta(minutes=3 * 29 + 31)
    age(owner, token, 31)
    with pytest.raises(NotSignedIn):
        use(doors, token)


def test_a_sign_in_lasts_twelve_hours_however_much_it_is_used(doors: Doors, owner: sa.Engine) -> None:
    token = enter(doors.gate)
    for _ in range(28):
        age(owner, token, 25)
        use(doors, token)
    assert lasting(doors.gate, token) == timedelta(hours=12)
    age(owner, token, 21)
    with pytest.raises(NotSignedIn):
        use(doors, token)


def test_use_is_written_once_a_minute_and_keeps_nobody_from_signing_out(doors: Doors, owner: sa.Engine) -> None:
    def written() -> object:
        with owner.connect() as connection:
            return connection.execute(
                sa.text("SELECT xmin::text FROM sign_in WHERE token_hash = :digest"), {"digest": digest_of(token)}
            ).scalar_one()

    token = enter(doors.gate)
    before = written()
    use(doors, token)
    assert written() == before
    age(owner, token, 2)
    before = written()
    with doors.work(token):
        assert written() != before  # committed already
        sign_ins.sign_out(doors.gate, token)


def test_a_sign_in_at_the_shell_lasts_as_long_as_its_command(doors: Doors, owner: sa.Engine) -> None:
    """An import of more than 12 hours goes on: each chunk puts the end off. One that was killed leaves 12."""
    token = sign_ins.sign_in_at_shell(doors.gate, "Rana")
    for _ in range(3):
        age(owner, token, 11 * 60)
        use(doors, token)
    assert timedelta(hours=45) <= lasting(doors.gate, token) < timedelta(hours=45, minutes=1)
    age(owner, token, 12 * 60 + 1)
    with pytest.raises(NotSignedIn):
        use(doors, token)


def test_whoever_finds_no_turn_is_told_so_and_not_counted(
    gate: Gate, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_ins, "_LONGEST_TURN_S", 0.05)
    with sign_ins._turn(), sign_ins._turn():
        for _ in range(FREE_TRIES + 1):
            with pytest.raises(Refused, match="at this moment"):
                enter(gate)
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM sign_in_attempt")).scalar_one() == 0
    enter(gate)


def test_ones_own_sign_ins_are_listed_and_ended_one_by_one(doors: Doors, tokens: Tokens) -> None:
    first, second = enter(doors.gate), enter(doors.gate)
    mine = {one.key for one in sign_ins.find_sign_ins(doors.gate, first)}
    assert {sign_ins.key_of(first), sign_ins.key_of(second)} <= mine
    assert sign_ins.key_of(tokens["EAST", "analyst"]) not in mine
    sign_ins.end_sign_in(doors.gate, first, sign_ins.key_of(second))
    with pytest.raises(NotSignedIn), doors.work(second):
        pass
    with doors.work(first):
        pass


@pytest.mark.parametrize("key", ["", "0" * 16, "%", "____", "analyst"])
def test_nobody_elses_sign_in_can_be_ended(doors: Doors, tokens: Tokens, key: str) -> None:
    key = sign_ins.key_of(tokens["EAST", "analyst"]) if key == "analyst" else key
    token = enter(doors.gate)
    with pytest.raises(NotFound):
        sign_ins.end_sign_in(doors.gate, token, key)
    for still in (token, tokens["EAST", "analyst"]):
        with doors.work(still):
            pass


def test_the_shell_signs_in_by_name(doors: Doors) -> None:
    with doors.work(sign_ins.sign_in_at_shell(doors.gate, "rana")) as work:
        assert (work.actor.name, work.actor.channel) == ("Rana", "shell")
    with pytest.raises(NotFound, match="Nobody"):
        sign_ins.sign_in_at_shell(doors.gate, "Nobody")
    with pytest.raises(Refused, match="--as"):
        sign_ins.sign_in_at_shell(doors.gate, None)


def test_a_gate_without_a_database_says_so() -> None:
    doors = open_doors(*2 * ("postgresql://nobody@127.0.0.1:1/nothing",), cost=Cost(8, 1, 1))
    with pytest.raises(Unavailable):
        enter(doors.gate)
    with pytest.raises(Unavailable):
        doors.check()
