"""Reading vector tiles without the library that wrote them: just enough of the format (Mapbox Vector Tile 2.1)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Feature:
    """What a feature says, and the corners of its geometry in the tile's own units (4096 a side)."""

    says: dict[str, Any]
    corners: list[tuple[int, int]] = field(default_factory=list)

    @property
    def wide(self) -> int:
        xs = [x for x, _ in self.corners]
        return max(xs) - min(xs)


def read_tile(tile: bytes) -> dict[str, list[Feature]]:
    """The features of each layer by its name."""
    return dict(_layer(value) for number, value in _fields(tile) if number == 3)


def _layer(raw: bytes) -> tuple[str, list[Feature]]:
    parts = list(_fields(raw))
    keys = [value.decode() for number, value in parts if number == 3]
    values = [_value(value) for number, value in parts if number == 4]
    name = next(value.decode() for number, value in parts if number == 1)
    return name, [_feature(value, keys, values) for number, value in parts if number == 2]


def _feature(raw: bytes, keys: list[str], values: list[Any]) -> Feature:
    parts = dict(_fields(raw))
    tags = list(_packed(parts.get(2, b"")))
    says = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    return Feature(says, list(_corners(list(_packed(parts[4])))))


def _corners(commands: list[int]) -> Iterator[tuple[int, int]]:
    x = y = at = 0
    while at < len(commands):
        command, times = commands[at] & 7, commands[at] >> 3
        at += 1
        for _ in range(times if command in (1, 2) else 0):
            x, y = x + _signed(commands[at]), y + _signed(commands[at + 1])
            at += 2
            yield x, y


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _value(raw: bytes) -> Any:
    ((number, value),) = _fields(raw)
    match number:
        case 1:
            return value.decode()
        case 2:
            return struct.unpack("<f", value)[0]
        case 3:
            return struct.unpack("<d", value)[0]
        case 6:
            return _signed(value)
    return value


def _fields(raw: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value, at = _varint(raw, at)
            yield number, value
            continue
        size, at = _varint(raw, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        yield number, raw[at : at + size]
        at += size


def _packed(raw: bytes) -> Iterator[int]:
    at = 0
    while at < len(raw):
        number, at = _varint(raw, at)
        yield number


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = raw[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at
