"""Millions of lines «person, resource» at once: a compiled walk over the bytes of a table.

It reads what is written plainly. A line it cannot make sense of is handed back with its number, to be read by the slow
way, which says in words what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.compiled import compiled
from marshrut.cores.planning.region.instance import Ints

__all__ = ["Contained", "Plain", "plain_pairs"]

Bytes = NDArray[np.uint8]
#: From here the walk is worth compiling; more strange lines than this, and the whole table is read the slow way.
_WORTH, _STRANGE = 1_000_000, 5000
_NEWLINE, _BLANKS = 10, (32, 9, 13)


@runtime_checkable
class Contained(Protocol):
    """A table that can also be had as it is, in one piece."""

    def __iter__(self) -> Iterator[Sequence[str]]: ...

    def content(self) -> tuple[bytes, str]:
        """The bytes and the sign between cells."""
        ...


class Plain(NamedTuple):
    """Numbers of both names a line, and the lines left over: (line, cells)."""

    left: Ints
    right: Ints
    strange: list[tuple[int, list[str]]]


class _Index(NamedTuple):
    """Names as a hash table: `slots` lead to a number, the bytes of name k are [ptr[k], ptr[k + 1])."""

    letters: Bytes
    ptr: Ints
    slots: NDArray[np.int32]


def plain_pairs(table: Contained, columns: tuple[int, int], left: Sequence[str], right: Sequence[str]) -> Plain | None:
    """Both columns as numbers of the names; None where the table is small, quoted or not mostly plain."""
    content, sign = table.content()
    if len(content) < _WORTH or b'"' in content:
        return None
    if not content.isascii():
        content.decode("utf-8")
    letters = np.frombuffer(content, dtype=np.uint8)
    rows = int(np.count_nonzero(letters == _NEWLINE)) + 1
    left_found, right_found = np.empty(rows, dtype=np.int32), np.empty(rows, dtype=np.int32)
    read = _Read(left_found, right_found, np.empty(_STRANGE, dtype=np.int64), np.empty(_STRANGE, dtype=np.int64))
    found, strange = _walk(letters, ord(sign), columns[0], columns[1], _index(left), _index(right), read)
    if strange > _STRANGE:
        return None
    over = []
    for line, place in zip(read.lines[:strange].tolist(), read.places[:strange].tolist(), strict=True):
        end = content.find(b"\n", place)
        text = content[place : end if end >= 0 else len(content)].decode("utf-8")
        over.append((line, text.rstrip("\r").split(sign)))
    return Plain(read.left[:found].astype(np.int64), read.right[:found].astype(np.int64), over)


def _index(names: Sequence[str]) -> _Index:
    written = [name.encode() for name in names]
    ptr = np.concatenate([[0], np.cumsum([len(one) for one in written])]).astype(np.int64)
    letters = np.frombuffer(b"".join(written) + b" ", dtype=np.uint8)
    size = 16
    while size < 3 * len(written):
        size *= 2
    made = _Index(letters, ptr, np.full(size, -1, dtype=np.int32))
    _fill(made)
    return made


class _Read(NamedTuple):
    """What the walk writes: both numbers a line; number and place of each strange line."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    lines: Ints
    places: Ints


@compiled
def _place(index: _Index, letters: Bytes, first: int, last: int) -> int:
    """The slot of a name, or the empty one where it would stand."""
    mark = np.uint64(1469598103934665603)
    for k in range(first, last):
        mark = (mark ^ np.uint64(letters[k])) * np.uint64(1099511628211)
    mark ^= mark >> np.uint64(29)
    mask = len(index.slots) - 1
    at = np.int64(mark & np.uint64(mask))
    while index.slots[at] >= 0:
        begin = index.ptr[index.slots[at]]
        if index.ptr[index.slots[at] + 1] - begin == last - first:
            same = True
            for k in range(last - first):
                if index.letters[begin + k] != letters[first + k]:
                    same = False
                    break
            if same:
                return int(at)
        at = (at + 1) & mask
    return int(at)


@compiled
def _fill(index: _Index) -> None:
    for k in range(len(index.ptr) - 1):
        index.slots[_place(index, index.letters, index.ptr[k], index.ptr[k + 1])] = k


@compiled
def _cell(letters: Bytes, sign: int, begin: int, end: int, column: int) -> tuple[int, int]:
    """Where a cell of a line lies, without blanks around it; empty where the line is too short."""
    first = begin
    for _ in range(column):
        while first < end and letters[first] != sign:
            first += 1
        first += 1
    last = first
    while last < end and letters[last] != sign:
        last += 1
    while first < last and letters[first] in _BLANKS:
        first += 1
    while last > first and letters[last - 1] in _BLANKS:
        last -= 1
    return first, last


@compiled
def _walk(
    letters: Bytes, sign: int, left_at: int, right_at: int, left: _Index, right: _Index, read: _Read
) -> tuple[int, int]:
    """How many lines were read and how many are strange; the heading is passed over."""
    total, begin, line, found, strange = len(letters), 0, 0, 0, 0
    while begin < total:
        end = begin
        while end < total and letters[end] != _NEWLINE:
            end += 1
        line += 1
        if line > 1:
            first, last = _cell(letters, sign, begin, end, left_at)
            a = left.slots[_place(left, letters, first, last)] if last > first else np.int32(-1)
            first, last = _cell(letters, sign, begin, end, right_at)
            b = right.slots[_place(right, letters, first, last)] if last > first else np.int32(-1)
            if a >= 0 and b >= 0:
                read.left[found], read.right[found] = a, b
                found += 1
            elif end > begin:
                if strange < len(read.lines):
                    read.lines[strange], read.places[strange] = line, begin
                strange += 1
        begin = end + 1
    return found, strange
