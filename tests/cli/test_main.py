"""What every command does: options, exit codes, one object on standard output, a sign-in that ends."""

import click
import pytest
import sqlalchemy as sa

from app.cli.main import COMMANDS, INTERRUPTED, REFUSED, WRONG_USAGE, LateGroup, main, tawthiq
from app.domain.errors import InvalidInput, SetUpProblem
from tests.cli.conftest import Command


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words."""
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            found += leaves(command, (*words, name))
        else:
            found.append(((*words, name), command))
    return found


EVERY = leaves(tawthiq)


@pytest.mark.parametrize(("words", "command"), EVERY, ids=[" ".join(words) for words, _ in EVERY])
def test_every_command_explains_itself_and_takes_json_and_as(words: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    assert all(isinstance(one, click.Argument) or one.help for one in command.params if isinstance(one, click.Option))
    if words[0] not in ("serve", "bench"):  # which act on no project of anyone's
        assert {"--json", "--as"} <= {option for one in command.params for option in one.opts}


@pytest.mark.parametrize("words", [words for words, _ in EVERY], ids=" ".join)
def test_help_exits_well(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    assert "Usage: tawthiq" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nonsense"], ["sql"], ["project", "create", "A"], ["serve", "--port", "0"]])
def test_wrong_usage_exits_with_2_and_says_how(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == WRONG_USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Error: " in printed.err


@pytest.mark.parametrize("given", ["22x", "0", "99999"])
def test_a_number_that_cannot_be_used_says_what_can(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", given]) == WRONG_USAGE
    assert f"{given} cannot be used here. Write a whole number from 1 to 65535, in digits." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code", "lines"),
    [
        (InvalidInput({"code": "Choose another.", "": "And this."}), REFUSED, ["code: Choose another.", "And this."]),
        (SetUpProblem("one thing\nanother thing"), REFUSED, ["one thing", "another thing"]),
        (KeyboardInterrupt(), INTERRUPTED, ["Interrupted."]),
    ],
)
def test_a_refusal_is_one_line_a_reason(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    raised: BaseException,
    code: int,
    lines: list[str],
) -> None:
    @click.command()
    def refuse() -> None:
        raise raised

    monkeypatch.setattr(LateGroup, "get_command", lambda self, ctx, name: refuse)
    assert main(["anything"]) == code
    printed = capsys.readouterr()
    assert (printed.out, printed.err.split("\n")[-len(lines) - 1 :]) == ("", [*lines, ""])


def test_a_command_is_not_read_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "late", "app.cli.nowhere:late")
    assert main(["project", "--help"]) == 0
    with pytest.raises(ModuleNotFoundError):
        main(["late"])


def test_without_a_data_folder_it_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TAWTHIQ_DATA", raising=False)
    assert main(["project", "list"]) == REFUSED
    assert "TAWTHIQ_DATA" in capsys.readouterr().err


def test_a_command_acts_as_the_one_who_is_named(tawthiq: Command) -> None:
    assert "--as" in tawthiq("project", "list").err
    assert "Nobody" in tawthiq("project", "list", "--as", "Nobody").err
    ran = tawthiq("project", "list", "--as", "Analyst of EAST", "--json")
    assert [(one["code"], one["roles"]) for one in ran.json["projects"]] == [("EAST", ["analyst"])]


def test_a_sign_in_at_the_shell_ends_with_its_command(tawthiq: Command, owner: sa.Engine) -> None:
    tawthiq("project", "list", "--as", "analyst of EAST")
    assert tawthiq("sql", "SELECT 1", "--project", "WEST", "--as", "analyst of EAST").code == REFUSED
    with owner.connect() as connection:
        left = connection.execute(
            sa.text("SELECT count(*) FILTER (WHERE ended_at IS NULL), count(*) FROM sign_in WHERE channel = 'shell'")
        ).one()
        deeds = connection.execute(
            sa.text("SELECT deed FROM event WHERE project_id = 0 AND channel = 'shell' ORDER BY id DESC LIMIT 4")
        ).scalars()
        assert deeds.all() == ["sign_out", "sign_in", "sign_out", "sign_in"]
    assert tuple(left) == (0, 2)
