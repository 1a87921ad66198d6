"""Instruments that come with a demonstration, from the product's data: `regions/base/instruments/*.yaml`.

Read as strictly as a region's order: an unknown key or a missing one says its file and line. Whether each task can be
scored is said by the bank, which records them like anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshrut.apps.diagnostics.reading.instruments import InstrumentSpec, TaskSpec
from marshrut.apps.diagnostics.types import Feedback, ItemKind
from marshrut.apps.regulation.folder import regions_home
from marshrut.cores.regulation.readers import (
    BAD,
    Sheet,
    by_kind,
    key,
    list_of,
    null_or,
    one_of,
    option,
    record,
    text,
    texts,
    true,
    whole,
)
from marshrut.cores.regulation.yamltext import read_tree

__all__ = ["read_instrument", "shipped_instruments"]

LETTERS = "abcdefgh"
_letter = one_of(tuple(LETTERS))
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    kind: str = key(one_of(tuple(one.value for one in ItemKind)))
    code: str = key(text)
    competency: str = key(text)
    stem: str = key(text)
    comment: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Single(_Asked):
    options: tuple[str, ...] = key(list_of(text, 2))
    right: str = key(_letter)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Multiple(_Asked):
    options: tuple[str, ...] = key(list_of(text, 2))
    right: tuple[str, ...] = key(list_of(_letter, 1))
    partial: bool = option(true, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ordering(_Asked):
    options: tuple[str, ...] = key(list_of(text, 2))
    order: tuple[str, ...] = key(list_of(_letter, 2))
    partial: bool = option(true, default=False)


def _written(sheet: Sheet, path: Any, node: Any) -> Any:
    """A text that may be empty: a number without a unit."""
    return node.value if isinstance(node.value, str) else text(sheet, path, node)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numeric(_Asked):
    value: str = key(text)
    tolerance: str = key(text)
    unit: str = key(_written)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Short(_Asked):
    accepted: tuple[str, ...] = key(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Criterion:
    text: str = key(text)
    max: int = key(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text(_Asked):
    criteria: tuple[_Criterion, ...] = key(list_of(record(_Criterion), 1))


_TASK = by_kind(
    {
        "single": record(_Single),
        "multiple": record(_Multiple),
        "ordering": record(_Ordering),
        "numeric": record(_Numeric),
        "short": record(_Short),
        "text": record(_Text),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instrument:
    code: str = key(text)
    title: str = key(text)
    introduction: str = key(text)
    minutes: int | None = key(null_or(whole))
    feedback: str = key(one_of(tuple(one.value for one in Feedback)))
    cut: int = key(whole)
    strong: int = key(whole)
    cuts_basis: str = key(text)
    source: str = key(text)
    tasks: tuple[_Asked, ...] = key(list_of(_TASK, 1))


def shipped_instruments(home: Path | None = None) -> dict[str, InstrumentSpec]:
    """File's name without its ending → the instrument. Raises RuntimeError when the product itself is damaged."""
    folder = (home or regions_home()) / "base" / "instruments"
    return {path.stem: read_instrument(path.name, path.read_bytes()) for path in sorted(folder.glob("*.yaml"))}


def read_instrument(name: str, data: bytes) -> InstrumentSpec:
    """One file. Raises RuntimeError with everything that is wrong in it."""
    node, problems = read_tree(name, data)
    sheet = Sheet(name, list(problems))
    made = BAD if node is None else record(_Instrument)(sheet, (), node)
    if made is BAD or sheet.problems:
        raise RuntimeError("инструмент не читается: " + "; ".join(map(str, sheet.problems)))
    return InstrumentSpec(
        code=made.code,
        title=made.title,
        introduction=made.introduction,
        minutes=made.minutes,
        feedback=Feedback(made.feedback),
        cuts={"": (made.cut / _WHOLE, made.strong / _WHOLE)},
        cuts_basis=made.cuts_basis,
        tasks=tuple(_task(one, made.source) for one in made.tasks),
    )


def _task(one: Any, source: str) -> TaskSpec:
    kind = ItemKind(one.kind)
    body, answer = _body(kind, one), _key(kind, one)
    top = float(sum(part.max for part in one.criteria)) if kind is ItemKind.TEXT else 1.0
    return TaskSpec(one.code, kind, one.competency, one.stem, body, answer, top, one.comment, source)


def _body(kind: ItemKind, one: Any) -> dict[str, Any]:
    if kind is ItemKind.TEXT:
        parts = enumerate(one.criteria, 1)
        return {"criteria": [{"id": f"k{number}", "text": part.text, "max": float(part.max)} for number, part in parts]}
    if kind is ItemKind.NUMERIC:
        return {"unit": one.unit}
    if kind is ItemKind.SHORT:
        return {}
    return {"options": [{"id": letter, "text": said} for letter, said in zip(LETTERS, one.options, strict=False)]}


def _key(kind: ItemKind, one: Any) -> dict[str, Any]:
    if kind is ItemKind.SINGLE:
        return {"right": one.right}
    if kind is ItemKind.NUMERIC:
        return {"value": one.value, "tolerance": one.tolerance}
    if kind is ItemKind.SHORT:
        return {"accepted": list(one.accepted)}
    if kind is ItemKind.TEXT:
        return {}
    partial = {"partial": True} if one.partial else {}
    if kind is ItemKind.ORDERING:
        return {"order": list(one.order), **partial}
    return {"right": list(one.right), **partial}
