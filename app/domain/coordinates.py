"""A point as people write it: decimal degrees, or degrees with minutes and seconds, in the digits of any script.

`read_point` reads "35.2, 36.1", "35°12'30\"N 36°06'E", "٣٥٫٢ ش ٣٦٫١ ق", "خط العرض ٣٥٫٢ خط الطول ٣٦٫١". Latitude stands
first unless letters or words say which is which. Where the point lies is `places`' and the gazetteer's.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from app.domain.errors import InvalidValue, mend
from app.domain.text import fold

_NOT_READ = mend("Write latitude, then longitude, such as 35.2, 36.1 or 35°12'N 36°06'E.")
_SWAPPED = mend("Latitude stands first and goes from -90 to 90, longitude from -180 to 180: are the two swapped?")
_OUTSIDE = mend("Latitude goes from -90 to 90 and longitude from -180 to 180.")
_NOWHERE = mend("0, 0 lies in the sea off Africa: leave it empty where the point is not known.")
_TWICE = mend("A minus and a letter for the same direction: write one of the two.")

# Signs that fold to something else than a degree, and all words for one thing under one sign.
_SIGNS = (
    (r"[º˚∘]|\b(?:degrees?|deg)\b|درجه", "°"),
    (r"''|\b(?:seconds?|sec)\b|ثانيه", '"'),
    (r"\b(?:minutes?|min)\b|دقيقه", "'"),
)
_WORDS = (
    (r"\blat(?:itude)?\b\.?|(?:خط )?(?:ال)?عرض", "T"),
    (r"\b(?:longitude|long|lon|lng)\b\.?|(?:خط )?(?:ال)?طول", "G"),
    (r"\bnorth\b|شمالا?", "N"),
    (r"\bsouth\b|جنوبا?", "S"),
    (r"\beast\b|شرقا?", "E"),
    (r"\bwest\b|غربا?", "W"),
    (r"(?<![^\W\d_])ش(?![^\W\d_])", "N"),
    (r"(?<![^\W\d_])ج(?![^\W\d_])", "S"),
    (r"(?<![^\W\d_])ق(?![^\W\d_])", "E"),
    (r"(?<![^\W\d_])غ(?![^\W\d_])", "W"),
    (r"(?<![^\W\d_])n(?![^\W\d_])", "N"),
    (r"(?<![^\W\d_])s(?![^\W\d_])", "S"),
    (r"(?<![^\W\d_])e(?![^\W\d_])", "E"),
    (r"(?<![^\W\d_])w(?![^\W\d_])", "W"),
)
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_NUMBER = r"\d{1,3}(?:\.\d*)?"
_HALF = re.compile(
    rf"""(?P<word>[TG])?\W{{0,2}}?\s*(?P<before>[NSEW])?\s*(?P<sign>[-+])?\s*(?P<degrees>{_NUMBER})\s*°?\s*
    (?:(?P<minutes>\d{{1,2}}(?:\.\d*)?)\s*'?\s*(?:(?P<seconds>\d{{1,2}}(?:\.\d*)?)\s*"?\s*)?)?
    (?P<after>[NSEW])?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS 84 degrees. `said_which`: letters or words told latitude from longitude, so nothing is guessed."""

    longitude: float
    latitude: float
    said_which: bool = False

    @property
    def turned(self) -> "Point | None":
        """The same with latitude and longitude the other way round, where that is a point of the world."""
        return Point(self.latitude, self.longitude) if abs(self.longitude) <= 90 else None


SEA = "sea"


@dataclass(frozen=True, slots=True)
class SeemsTurned:
    """That a point seems to be written the wrong way round: the country (two-letter code, or its name where it has
    none) in which it lies, `SEA`, or None where no country is known there; and that in which it would lie turned."""

    lies_in: str | None
    would_lie_in: str


def seems_turned(
    point: Point, lies_in: Callable[[Point], str | None], expected: Collection[str] = ()
) -> SeemsTurned | None:
    """Whether a point seems to be written the wrong way round: it lies in the sea, or in no country that is `expected`,
    and turned it would lie in one. Never where letters say which is which."""
    turned = None if point.said_which else point.turned
    there = lies_in(turned) if turned else None
    if there in (None, SEA):
        return None
    here = lies_in(point)
    if here == SEA or (there in expected and here not in expected):
        return SeemsTurned(here, there)
    return None


def read_point(text: str) -> Point:
    """The point that `text` stands for. InvalidValue, naming `point`, with how to mend it."""
    written = _normal(text)
    halves = _halves(written) or _halves(_DECIMAL_COMMA.sub(".", written))
    read = [_read_half(half) for half in halves]
    if len(read) != 2 or any(one is None for one in read):
        raise InvalidValue(_NOT_READ, "point")
    (axis, first), (other, second) = (one for one in read if one)
    if axis and axis == other:
        raise InvalidValue(_NOT_READ, "point")
    turned = axis == "longitude" or other == "latitude"
    latitude, longitude = (second, first) if turned else (first, second)
    return _checked(Point(longitude, latitude, said_which=bool(axis or other)))


def _checked(point: Point) -> Point:
    if abs(point.latitude) > 90 or abs(point.longitude) > 180:
        fits_turned = abs(point.longitude) <= 90 and abs(point.latitude) <= 180
        raise InvalidValue(_SWAPPED if fits_turned and not point.said_which else _OUTSIDE, "point")
    if point.latitude == 0 and point.longitude == 0:
        raise InvalidValue(_NOWHERE, "point")
    return point


def _normal(text: str) -> str:
    """Folded, with one sign for each thing. Signs first: folding makes a letter or a space of some of them."""
    written = re.sub("[º˚∘]", "°", text).replace("″", '"').replace("′", "'")
    written = fold(written)
    for pattern, sign in (*_SIGNS, *_WORDS):
        written = re.sub(pattern, sign, written)
    return written.strip(" ()[]")


def _halves(written: str) -> list[str]:
    """The text of the two coordinates; none where it does not fall into two."""
    parts = [part.strip() for part in re.split(r"[,;/|]", written) if part.strip()]
    if len(parts) != 1:
        return parts if len(parts) == 2 else []
    for cut in (
        _before_second(r"[TG]", written),
        _at_letters(written),
        _before_second(rf"[-+]?\s*{_NUMBER}\s*°", written),
    ):
        if cut:
            return [written[:cut], written[cut:].strip()]
    numbers = list(re.finditer(rf"[-+]?{_NUMBER}", written))
    if len(numbers) not in (2, 4, 6):
        return []
    middle = numbers[len(numbers) // 2].start()
    return [written[:middle].strip(), written[middle:]]


def _before_second(pattern: str, written: str) -> int:
    found = list(re.finditer(pattern, written))
    return found[1].start() if len(found) == 2 else 0


def _at_letters(written: str) -> int:
    """After the first letter for a direction where it stands behind its number, before the second where in front."""
    found = list(re.finditer(r"[NSEW]", written))
    if not found:
        return 0
    if found[0].start() == 0:
        return found[1].start() if len(found) == 2 else 0
    return found[0].end()


def _read_half(half: str) -> tuple[str, float] | None:
    """Which axis (empty where nothing says so) and how many degrees; None where it is no coordinate."""
    found = _HALF.fullmatch(half.strip())
    if found is None or (found["before"] and found["after"]):
        return None
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60 or (found["minutes"] and "." in found["degrees"]):
        return None
    letter = found["before"] or found["after"] or ""
    if letter and found["sign"] == "-":
        raise InvalidValue(_TWICE, "point")
    axis = {"N": "latitude", "S": "latitude", "E": "longitude", "W": "longitude"}.get(letter, "")
    named = {"T": "latitude", "G": "longitude"}.get(found["word"] or "", "")
    if axis and named and axis != named:
        return None
    degrees = float(found["degrees"]) + minutes / 60 + seconds / 3600
    return axis or named, -degrees if letter in ("S", "W") or found["sign"] == "-" else degrees
