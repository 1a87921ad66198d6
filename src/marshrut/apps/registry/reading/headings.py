"""Where the headings of a table stand, and which column is which field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from marshrut.apps.registry.reading.fields import FIELDS
from marshrut.apps.registry.reading.sheets import Sheet
from marshrut.apps.registry.reading.tidy import cyrillic, plain, spaced
from marshrut.apps.registry.types import ImportKind

__all__ = ["Headings", "find_headings", "signature_of"]

#: How many rows that are not empty may stand above the headings, how many fields make a list.
LOOK, ENOUGH = 15, 2
_NEAR = 0.87
_EXACT, _ALMOST = 1.0, 0.8
_JOIN = " · "


@dataclass(frozen=True)
class Headings:
    """`labels`: position of a column → its heading; `fields`: position → field code; `doubles`: (heading, the one that
    has its field already, field code); `last`: index of the row after which the data begin; `score`: how sure."""

    labels: dict[int, str]
    fields: dict[int, str]
    doubles: tuple[tuple[str, str, str], ...]
    last: int
    score: float
    signature: str


@cache
def _known(kind: ImportKind) -> dict[str, str]:
    """Tidied heading → field code. Titles win over other people's headings."""
    fields = FIELDS[kind]
    aliases = {plain(alias): one.code for one in reversed(fields) for alias in one.aliases}
    return aliases | {plain(one.title): one.code for one in fields}


@cache
def _recognised(kind: ImportKind, text: str) -> tuple[str, float] | None:
    """The field that a heading means."""
    known = _known(kind)
    text = cyrillic(text)[0]
    for way in (plain(text), plain(text.partition("(")[0]), plain(text.partition(",")[0])):
        if way in known:
            return known[way], _EXACT
    way = plain(text)
    near = get_close_matches(way, known, n=1, cutoff=_NEAR) if len(way) > 4 else []  # noqa: PLR2004 — short is chance
    return (known[near[0]], _ALMOST) if near else None


def signature_of(labels: Sequence[str]) -> str:
    """The hash of headings in order, by which a foreign layout is known again."""
    return hashlib.sha256("\n".join(plain(one) for one in labels).encode()).hexdigest()


def find_headings(
    sheet: Sheet,
    rows: Sequence[Sequence[Any]],
    kind: ImportKind,
    *,
    columns: Mapping[str, str] | None,
    remembered: Mapping[str, Mapping[str, str]],
) -> Headings | None:
    """The best of the first rows: one row of headings, or a row of groups and one below it; None where nothing is."""
    best: Headings | None = None
    seen = 0
    for index, row in enumerate(rows):
        if not any(row):
            continue
        seen += 1
        if seen > LOOK:
            break
        single = _labels_of(row)
        ways = [(single, [[text] for text in row], index)]
        if index + 1 < len(rows) and any(rows[index + 1]):
            ways.append(_two_rows(sheet, row, rows[index + 1], index))
        for labels, candidates, last in ways:
            made = _read(labels, candidates, last, kind, columns, remembered)
            # A title over the table is no group of headings: where both ways say as much, the single row is right.
            if made is not None and (best is None or _better(made, best, single=labels is single)):
                best = made
    return best


def _better(made: Headings, best: Headings, *, single: bool) -> bool:
    return made.score > best.score or (single and made.score == best.score and made.last == best.last)


def _text(cell: Any) -> str:
    return spaced(cell).strip("*: ") if isinstance(cell, str) else ""


def _labels_of(row: Sequence[Any]) -> dict[int, str]:
    return _unique({place: _text(cell) for place, cell in enumerate(row)})


def _unique(texts: dict[int, str]) -> dict[int, str]:
    made: dict[int, str] = {}
    for place, text in texts.items():
        if not text:
            continue
        label, number = text, 2
        while label in made.values():
            label, number = f"{text} ({number})", number + 1
        made[place] = label
    return made


def _two_rows(
    sheet: Sheet, above: Sequence[Any], below: Sequence[Any], index: int
) -> tuple[dict[int, str], list[list[Any]], int]:
    """Groups over headings: «Отпуск» over «с», «по». A merged group stands over each of its columns; one that covers
    most of the table is its title."""
    width = max(len(above), len(below))
    groups = [_text(above[place]) if place < len(above) else "" for place in range(width)]
    for top, left, _, right in sheet.merged:
        if top == index and left < width:
            over = min(right, width - 1) + 1 - left
            groups[left : left + over] = [groups[left] if over * 2 <= width else ""] * over
    texts: dict[int, str] = {}
    candidates: list[list[Any]] = []
    for place in range(width):
        group, own = groups[place], _text(below[place]) if place < len(below) else ""
        texts[place] = _JOIN.join(dict.fromkeys(part for part in (group, own) if part))
        candidates.append([f"{group} {own}".strip(), own] if own else [group])
    return _unique(texts), candidates, index + 1


def _read(
    labels: dict[int, str],
    candidates: Sequence[Sequence[Any]],
    last: int,
    kind: ImportKind,
    columns: Mapping[str, str] | None,
    remembered: Mapping[str, Mapping[str, str]],
) -> Headings | None:
    if not labels:
        return None
    signature = signature_of(list(labels.values()))
    said = {**remembered.get(signature, {}), **(columns or {})}
    codes = {one.code for one in FIELDS[kind]}
    claims: list[tuple[float, int, str]] = []
    for place, label in labels.items():
        if label in said:
            if said[label] in codes:
                claims.append((2.0, place, said[label]))
            continue
        found = next(
            (known for cell in candidates[place] if (text := _text(cell)) and (known := _recognised(kind, text))), None
        )
        if found:
            claims.append((found[1], place, found[0]))
    fields: dict[int, str] = {}
    doubles: list[tuple[str, str, str]] = []
    by_code: dict[str, tuple[float, int]] = {}
    for sure, place, code in sorted(claims, key=lambda one: (-one[0], one[1])):
        if code not in by_code:
            by_code[code] = (sure, place)
            fields[place] = code
        elif by_code[code][0] == sure:
            doubles.append((label_of(labels, place), label_of(labels, by_code[code][1]), code))
    score = sum(sure for sure, _ in by_code.values())
    return Headings(labels, dict(sorted(fields.items())), tuple(doubles), last, score, signature)


def label_of(labels: Mapping[int, str], place: int) -> str:
    """The heading of a column."""
    return labels.get(place, "")
