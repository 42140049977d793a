"""Templates of reports: ours, and in their place an organisation's own of the same name, in a sandbox.

A template reads the record alone: it runs no code, reaches no file and no address, ends within a time and writes no
more than a report can be long. What is wrong with one is told with its file, line and column.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, nodes
from jinja2.exceptions import (
    TemplateAssertionError,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from jinja2.lexer import TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain.errors import TemplateWrong
from app.domain.refs import parted
from app.domain.text import direction_of, isolates

LONGEST_S = 120
"""How long a report may be filled in; the largest that is told takes a small part of it."""

LONGEST = 100_000_000
"""Letters that a report may have; the largest that is told has a small part of them."""
_MOST_BITS = 1_000_000

OURS = Path(__file__).parent / "templates"
# What a template that is wrong may raise while it runs, besides Jinja's own. The others may say what they met with,
# which are words of the report: of them only the kind is told.
_SPEAKS = (TemplateError, ArithmeticError, AttributeError, TypeError)
_WRONG = (*_SPEAKS, LookupError, MemoryError, RecursionError, ValueError)
_TOO_LONG = f"It asks for a text or number longer than any report: {LONGEST:,} letters are the most."


class _InUtf8(FileSystemLoader):
    """The templates of a folder, of which one that is not written in UTF-8 is named."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise TemplateWrong(f"{template}, line {line}, is not written in UTF-8. Save it as UTF-8.") from error


class ReportEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox for one report, which remembers how far it has read the template that it is reading, and goes
    on with no loop and no call once its time is over."""

    reached = 0
    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, folder: Path) -> None:
        ours, own = FileSystemLoader(OURS), _InUtf8(folder)
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

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What grows beyond all bounds from two small things is refused before it is made."""
        match operator, left, right:
            case "*", (str() | list() | tuple()) as many, int() as times:
                grows = len(many) * times > LONGEST
            case "*", int() as times, (str() | list() | tuple()) as many:
                grows = len(many) * times > LONGEST
            case "**", int(), int():
                grows = left.bit_length() * right > _MOST_BITS
            case _:
                grows = False
        if grows:
            raise TemplateRuntimeError(_TOO_LONG)
        return super().call_binop(context, operator, left, right)

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
    """The first of these templates that is there, filled in. TemplateWrong where one that is read has an error, or
    nothing comes of it."""
    with told_where(environment, names[-1]):
        template = environment.select_template(names)
        pieces, length = [], 0
        for piece in template.generate(**context):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST:
                raise TemplateWrong(f"{template.name}: {_TOO_LONG}")
    if not (filled := "".join(pieces)).strip():
        raise TemplateWrong(f"{template.name}, line 1, column 1: Nothing comes of this template. Is it empty?")
    return filled


@contextmanager
def told_where(environment: ReportEnvironment, name: str) -> Iterator[None]:
    """Whatever is wrong with a template as TemplateWrong, with file, line and column."""
    try:
        yield
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
        told = _told(error)
        column = _column_of(environment, found, line, told)
        raise TemplateWrong(f"{found}, line {line}, column {column}: {told}") from error


def _told(error: BaseException) -> str:
    match error:
        case TemplateNotFound():
            return f"There is no template '{error.message}'."
        case MemoryError():
            return "It asks for more memory than there is."
        case _:
            return str(error) if isinstance(error, _SPEAKS) else type(error).__name__


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
    except (TemplateNotFound, TemplateWrong, IndexError):  # a DOCX is no text
        return 1
    named = message.split("'")
    places = [text.find(part) for part in reversed(named[1::2])] + [text.find("{{"), text.find("{%")]
    return next((place for place in places if place >= 0), 0) + 1
