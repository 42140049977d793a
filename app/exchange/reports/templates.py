"""Templates of reports: ours, and in their place an organisation's own of the same name, in a sandbox.

A template reads the record alone: it runs no code, reaches no file and no address, and ends within a time. What is
wrong with one is told with its file, line and column.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, nodes
from jinja2.exceptions import (
    TemplateAssertionError,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from jinja2.lexer import TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain.errors import TemplateWrong
from app.domain.refs import parted
from app.domain.text import direction_of, isolates

LONGEST_S = 120
"""How long a report may be filled in; the largest that is told takes a small part of it."""

OURS = Path(__file__).parent / "templates"
# What a template that is wrong may raise while it runs, besides Jinja's own. The others may say what they met with,
# which are words of the report: of them only the kind is told.
_SPEAKS = (TemplateError, ArithmeticError, AttributeError, TypeError)
_WRONG = (*_SPEAKS, LookupError, RecursionError, ValueError)


class ReportEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox for one report, which remembers how far it has read the template that it is reading, and goes
    on with no loop and no call once its time is over."""

    reached = 0

    def __init__(self, folder: Path) -> None:
        ours, own = FileSystemLoader(OURS), FileSystemLoader(folder)
        super().__init__(
            loader=ChoiceLoader([own, ours, PrefixLoader({"ours": ours})]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._ends = time.monotonic() + LONGEST_S
        self.filters["in_time"] = self._in_time
        self.filters["as_address"] = as_address
        self.filters["direction"] = direction_of
        self.filters["isolates"] = isolates
        self.filters["parted"] = parted

    def call(self, *called: Any, **named: Any) -> Any:
        self._refuse_late()
        return super().call(*called, **named)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        for loop in list(template.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, "in_time", [], [], None, None, lineno=loop.lineno)
        return template

    def _in_time(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._refuse_late()
            yield item

    def _refuse_late(self) -> None:
        if time.monotonic() > self._ends:
            raise TemplateRuntimeError(f"It was not filled in after {LONGEST_S} seconds. Does a loop of it never end?")

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        def followed() -> Iterator[tuple[int, str, str]]:
            end = 0
            for line, kind, text in self.lexer.tokeniter(source, name, filename, state):
                begins = source.find(text, end)
                if begins >= 0:
                    end, self.reached = begins + len(text), begins
                yield line, kind, text

        return TokenStream(self.lexer.wrap(followed(), name, filename), name, filename)


def as_address(svg: str) -> str:
    """A drawing as the address of an image, which brings it along."""
    return f"data:image/svg+xml,{quote(svg)}"


def render(environment: ReportEnvironment, names: list[str], **context: Any) -> str:
    """The first of these templates that is there, filled in. TemplateWrong where one that is read has an error."""
    with told_where(environment, names[-1]):
        return environment.select_template(names).render(**context)


@contextmanager
def told_where(environment: ReportEnvironment, name: str) -> Iterator[None]:
    """Whatever is wrong with a template as TemplateWrong, with file, line and column."""
    try:
        yield
    except TemplateNotFound as error:
        raise TemplateWrong(f"There is no template {error.message or name}.") from error
    except UnicodeDecodeError as error:
        raise TemplateWrong(
            f"{name}, or a template that it draws in, is not written in UTF-8. Save it as UTF-8."
        ) from error
    except TemplateSyntaxError as error:
        found, source = error.name or name, error.source or ""
        column = environment.reached - source.rfind("\n", 0, environment.reached)
        if isinstance(error, TemplateAssertionError):  # found once all of it was read
            column = _column_of(environment, found, error.lineno, error.message or "")
        raise TemplateWrong(f"{found}, line {error.lineno}, column {column}: {error.message}") from error
    except _WRONG as error:
        place = _last_place(error, name)
        if place is None:
            raise
        found, line = place
        told = str(error) if isinstance(error, _SPEAKS) else type(error).__name__
        column = _column_of(environment, found, line, told)
        raise TemplateWrong(f"{found}, line {line}, column {column}: {told}") from error


def _last_place(error: BaseException, name: str) -> tuple[str, int] | None:
    """The innermost line of a template that was running; None where none was, so that the fault is ours."""
    frames = [frame for frame in extract_tb(error.__traceback__) if not frame.filename.endswith(".py")]
    if not frames:
        return (name, 1) if isinstance(error, TemplateError) else None
    found = Path(frames[-1].filename).name
    return name if found.startswith("<") else found, frames[-1].lineno or 1


def _column_of(environment: ReportEnvironment, name: str, line: int, message: str) -> int:
    """Where on the line the thing that the message names stands, else the first tag."""
    assert environment.loader is not None
    try:
        text = environment.loader.get_source(environment, name)[0].splitlines()[line - 1]
    except (TemplateNotFound, UnicodeDecodeError, IndexError):  # a DOCX is no text
        return 1
    named = message.split("'")
    places = [text.find(part) for part in reversed(named[1::2])] + [text.find("{{"), text.find("{%")]
    return next((place for place in places if place >= 0), 0) + 1
