"""Every way in which Tawthiq refuses. One base, one class a cause; each docstring tells what probably happened.

Which HTTP status and which exit code a cause has stands in one table each (`app.web.problems`, `app.cli.main`).
A message says what is wrong, where, and how to mend it. It never holds a value that a log may not hold.
"""

from collections.abc import Mapping
from typing import Self


class Filled(str):
    """A sentence of ours with values in it, in English: the catalogue of translations knows it by its `pattern`."""

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, values: Mapping[str, object]) -> Self:
        made = super().__new__(cls, pattern % values)
        made.pattern, made.values = pattern, values
        return made

    def __str__(self) -> str:
        return self  # so that the text of an error that holds it is still one


def mend(sentence: str, **values: object) -> str:
    """Marks a sentence that a person will read, so that the catalogue of translations takes it in. `values` fill its
    %(name)s; none of them may be what was refused."""
    return Filled(sentence, values) if values else sentence


class TawthiqError(Exception):
    """Something was refused. The message is for the person who asked."""


class InvalidValue(TawthiqError):
    """A value does not fit its property: an unknown term, a date without order, a point outside the world."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class InvalidInput(TawthiqError):
    """A form or record has one or more invalid values; `problems` names each field with its mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {mend}" for field, mend in problems.items()))
        self.problems = problems


class UnknownFilter(InvalidValue):
    """A filter's name or value is not known. It never means "everything"."""


class FilterNotUnderstood(UnknownFilter):
    """A filter is known, and its value is none that it takes, or is on no record."""


class NotSignedIn(TawthiqError):
    """Nobody is signed in, or the sign-in has ended."""


class NotPermitted(TawthiqError):
    """The person has no role in this project that may do this."""


class NotFound(TawthiqError):
    """There is no such thing, or it may not be seen by whoever asked: the answer is the same."""


class Stale(TawthiqError):
    """Someone else changed the thing since it was read; both versions are shown, nothing is lost."""

    def __init__(self, message: str, now_version: int) -> None:
        super().__init__(message)
        self.now_version = now_version


class KeptElsewhere(TawthiqError):
    """Whoever types has gone on with the same form in another window since this one was opened, or saved it from there.
    `address`: where the form stands."""

    def __init__(self, message: str, address: str = "") -> None:
        super().__init__(message)
        self.address = address


class VersionMissing(TawthiqError):
    """A change came without saying which version it was made on."""


class Refused(TawthiqError):
    """A rule of the project or of the domain forbids this; the message says which and what way is open."""


class TemplateWrong(Refused):
    """A template of a report has an error; the message says in which file, on which line and where on it."""


class TooMany(Refused):
    """More rows or columns than a table can have."""


class NotWritten(Refused):
    """A file could not be written: no room on the disk, no right in the folder. Nothing is left of it."""


class NotEnough(Refused):
    """A level of verification asks for more than is there; `missing` names what: keys of verification.CONDITIONS, of
    what is undecided with the property ("decided:incident.count")."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("This level asks for more than is there.")
        self.missing = missing


class FileTooLarge(Refused):
    """A file is larger than one may be, or than what is left of the project's quota; `limit` is that, in bytes."""

    def __init__(self, message: str, limit: int) -> None:
        super().__init__(message)
        self.limit = limit


class QuotaReached(FileTooLarge):
    """The file by itself would do, but the project's files together take up what they may; `limit` is what is left."""


class FileRefused(TawthiqError):
    """A file is not what the profile expects: wrong columns, wrong encoding, cut in half, not a file."""


class Unavailable(TawthiqError):
    """The database cannot be reached now. Nothing was saved; trying again is safe."""


class SetUpProblem(TawthiqError):
    """The machine lacks something that Tawthiq needs; the message names it and what to do."""
