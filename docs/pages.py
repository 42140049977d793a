"""The pages of the documentation that are made from code. `python docs/pages.py` writes them; a test compares them.

Commands, settings, vocabularies and the words of the log: what a page says is what the program does.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from pydantic import ByteSize

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from app.cli.main import tawthiq  # noqa: E402
from app.domain import verification as words  # noqa: E402
from app.domain.properties import PROPERTIES  # noqa: E402
from app.domain.questions import FILTERS  # noqa: E402
from app.domain.vocabularies import LISTS, RELEASE, terms  # noqa: E402
from app.exchange import json_schema  # noqa: E402
from app.services.permissions import PERMISSIONS  # noqa: E402
from app.settings import Settings, what_it_takes  # noqa: E402
from app.store.schema import SCRIPTS  # noqa: E402


def commands() -> Iterator[str]:
    """Every command with its help, as `--help` prints it."""
    yield "# Commands\n"
    yield "`tawthiq setup | serve | test | check` need nothing installed; the others run in what set-up has made."
    yield "Exit code 0 is done, 1 refused (one line a reason), 2 wrong usage. `--json` prints one object and no more.\n"
    yield from _helps(tawthiq, "tawthiq")
    yield "## Filters of `export`, and of the list in the browser\n"
    yield "`" + "`, `".join(FILTERS) + "`. An unknown name or value is refused; it never means everything."


def settings() -> Iterator[str]:
    yield "# Settings\n"
    yield "From the environment alone, each with the prefix `TAWTHIQ_`.\n"
    yield "| setting | takes | default |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "needed" if field.is_required() else _default(field.default)
        yield f"| `TAWTHIQ_{name.upper()}` | {what_it_takes(name)} | {default} |"


def _default(value: object) -> str:
    return value.human_readable() if isinstance(value, ByteSize) else str(value)


def vocabularies() -> Iterator[str]:
    yield f"# Vocabularies, release {RELEASE}\n"
    yield "Codes are stable and never reused. Every Arabic label is a draft until two people who document in Arabic"
    yield "have signed it. A project takes its own copy of a release.\n"
    for vocabulary in LISTS:
        yield f"## {vocabulary}\n\n| code | English | Arabic | definition |\n|---|---|---|---|"
        for code, term in terms(vocabulary).items():
            yield f"| `{code}` | {term.label_en} | {term.label_ar} | {term.definition_en} |"
        yield ""


def properties() -> Iterator[str]:
    yield "# Properties\n"
    yield "What may be claimed, of what, with which kind of value. Forms, import and export are driven by it.\n"
    yield "| path | of | value | list | English | Arabic |\n|---|---|---|---|---|---|"
    for path, known in PROPERTIES.items():
        listed = known.vocabulary or ""
        yield f"| `{path}` | {known.subject} | {known.value_kind} | {listed} | {known.label_en} | {known.label_ar} |"


def roles() -> Iterator[str]:
    yield "# Who may do what\n"
    every = sorted({role for allowed in PERMISSIONS.values() for role in allowed})
    yield f"| deed | {' | '.join(every)} |\n|---|{'---|' * len(every)}"
    for deed, allowed in PERMISSIONS.items():
        yield f"| {deed} | {' | '.join('yes' if role in allowed else '' for role in every)} |"
    yield "\nAn administrator runs the installation and reads no content, but in one-person mode.\n"
    yield "The database refuses the same by itself. Whoever holds a sign-in and a connection of their own as the"
    yield "application's role grades and decides only as a verifier, takes a file in only as a documenter or custodian,"
    yield "and amends, takes back and marks nothing as a custodian; writes in nobody else's name and at no other time"
    yield "than now; adds nothing to what was said or decided; and types in neither a level nor the origins of a claim,"
    yield "which are reckoned once more before each commit."


def verification() -> Iterator[str]:
    """Levels, moves, conditions and checks; the moves as the database has them."""
    yield "# How sure we are\n"
    yield "Verification stands on the act (occurrence: did it happen so) and on an act and an alleged party"
    yield "(attribution: by whom). It starts at `allegation`, whatever comes in by form, import or file. A verifier"
    yield "moves a level, in words and with a standard of proof; the database refuses what the rule does not allow."
    yield "What a level asks for is necessary, never enough: that it is so is a judgement. New claims are never locked"
    yield "out, a denial lowers nothing by itself, and lowering is easy.\n"
    yield "A claim that stands in nothing but documents that their source has retracted is shown and counted as what"
    yield "was said, also in the numbers of origins, and is no ground for a level: it brings none of the origins that"
    yield "a level asks for, says no when or where for one, and keeps no compiler from being one. Where a level was"
    yield "raised by what no longer holds – a document retracted, a claim withdrawn, a decision overtaken – nothing"
    yield "is lowered by itself: the pages of the incident and of the act say that it is no longer borne out and what"
    yield "it lacks, exports say so in `no_longer_borne_out` and reports beside the sentence; a decision that used the"
    yield "claim is overtaken, and where a document was retracted a task asks somebody to look again. Who takes such a"
    yield "thing back is shown first what rests on it.\n"
    for name, levels in (("Occurrence", words.OCCURRENCE), ("Attribution", words.ATTRIBUTION)):
        yield f"## {name}\n\n| code | English | Arabic |\n|---|---|---|"
        for level in levels:
            yield f"| `{level.code}` | {level.label_en} | {level.label_ar} |"
        yield "\n| from | to | asks for | a second person |\n|---|---|---|---|"
        for track, from_, to, second, asks in moves():
            if track == name.lower():
                codes = ", ".join(f"`{asked}`" for asked in asks)
                yield f"| {from_} | {to} | {codes or 'a reason'} | {'approves' if second == 'true' else ''} |"
        yield ""
    yield "## What a level asks for\n\n| code | English | Arabic |\n|---|---|---|"
    for code, (english, arabic) in words.CONDITIONS.items():
        yield f"| `{code}` | {english} | {arabic} |"
    yield "\nA project may ask for more origins than two (`tawthiq project rules`), never for fewer. Where one person"
    yield "holds every role, `credible` is the highest level, printed as self-reviewed.\n"
    yield "Whoever has entered a claim has entered it also where another has been put in its place since, by hand or in"
    yield "bulk: both people have entered what a level rests on.\n"
    yield "## In the terms of others\n"
    yield f"What tables and maps say in the columns `nearest_…`. {words.NEAREST_TERM} Where nothing is near, nothing"
    yield "stands. The United Nations alone verify for the United Nations: “verified” is none of these terms.\n"
    yield f"| level | {' | '.join(f'`nearest_{body}`' for body in words.NEAREST)} |\n|---|{'---|' * len(words.NEAREST)}"
    for code in words.LEVELS:
        yield f"| `{code}` | {' | '.join(near.get(code, '') for near in words.NEAREST.values())} |"
    yield ""
    yield "## Grades and checks\n"
    yield "A document is graded once and its claims inherit the grade. On screen it stands in words.\n"
    yield "| grade | English | Arabic |\n|---|---|---|"
    for grade, (english, arabic) in (words.RELIABILITY | words.CREDIBILITY).items():
        yield f"| {grade} | {english} | {arabic} |"
    yield "\n| check | analysis | English | Arabic |\n|---|---|---|---|"
    for check in words.CHECKS:
        yield f"| `{check.item}` | {check.analysis} | {check.label_en} | {check.label_ar} |"


def moves() -> Iterator[tuple[str, str, str, str, list[str]]]:
    """(track, from, to, second person, what it asks for) of each row of the one table of moves."""
    rows = re.compile(r"\('(\w+)', '(\w+)', '(\w+)', (true|false),\s*'\{([\w,]*)\}'(?:::text\[\])?\)")
    for track, from_, to, second, asks in rows.findall((SCRIPTS / "4_verification.sql").read_text("utf-8")):
        yield track, from_, to, second, asks.split(",") if asks else []


def json_lines() -> Iterator[str]:
    yield json.dumps(json_schema.schema(), indent=2, ensure_ascii=False)


def _helps(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            if found is not None:
                yield from _helps(found, f"{name} {sub}")
        return
    text = command.get_help(click.Context(command, info_name=name, max_content_width=100))
    yield f"## {name}\n\n```text\n{text}\n```\n"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands.md": commands,
    "settings.md": settings,
    "vocabularies.md": vocabularies,
    "properties.md": properties,
    "roles.md": roles,
    "verification.md": verification,
    "schemas/json-lines.json": json_lines,
}


def page(name: str) -> str:
    """One page as it should stand."""
    return "\n".join(PAGES[name]()).rstrip() + "\n"


if __name__ == "__main__":
    for name in PAGES:
        (HERE / name).write_text(page(name), "utf-8")
