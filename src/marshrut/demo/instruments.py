"""Instruments that come with a demonstration, from the product's data: `regions/base/instruments/*.yaml`.

Read as strictly as a region's order: an unknown key or a missing one says its file and line. Whether each task can be
scored is said by the bank, which records them like anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marshrut.apps.diagnostics.reading.instruments import InstrumentSpec, TaskSpec
from marshrut.apps.diagnostics.types import Feedback, ItemKind, Tailoring
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """An item of the bank as it is: `ОЦЕНИВАНИЕ/1`."""

    kind: str = key(one_of(("bank",)))
    of: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tailored:
    """How a test goes that suits itself to the person, in items of a competency; how sure in per cent."""

    shortest: int = key(whole)
    longest: int = key(whole)
    certainty: int = key(whole)
    among: int = key(whole)


_TAILORED = record(_Tailored)
_TASK = by_kind(
    {
        "bank": record(_Taken),
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
    adaptive: _Tailored | None = option(_TAILORED, default=None)  # noqa: RUF009 - a reader of the key, made once
    tasks: tuple[_Asked | _Taken, ...] = key(list_of(_TASK, 1))


def shipped_instruments(home: Path | None = None) -> dict[str, InstrumentSpec]:
    """File's name without its ending → the instrument; one takes items of those before it in the alphabet.

    Raises RuntimeError when the product itself is damaged.
    """
    folder = (home or regions_home()) / "base" / "instruments"
    found: dict[str, InstrumentSpec] = {}
    bank: dict[str, TaskSpec] = {}
    for path in sorted(folder.glob("*.yaml")):
        found[path.stem] = spec = read_instrument(path.name, path.read_bytes(), bank=bank)
        bank |= {f"{spec.code}/{one.code}": one for one in spec.tasks if not one.of}
    return found


def read_instrument(name: str, data: bytes, *, bank: Mapping[str, TaskSpec] | None = None) -> InstrumentSpec:
    """One file. Raises RuntimeError with everything that is wrong in it."""
    node, problems = read_tree(name, data)
    sheet = Sheet(name, list(problems))
    made = BAD if node is None else record(_Instrument)(sheet, (), node)
    if made is BAD or sheet.problems:
        raise RuntimeError("инструмент не читается: " + "; ".join(map(str, sheet.problems)))
    lost = [one.of for one in made.tasks if isinstance(one, _Taken) and one.of not in (bank or {})]
    told = made.adaptive
    tailoring = Tailoring(told.shortest, told.longest, told.certainty / _WHOLE, told.among) if told else None
    faults = [f"в банке нет задания {one}" for one in lost] + (tailoring.faults if tailoring else [])
    if faults:
        raise RuntimeError(f"инструмент не читается: {name}: " + "; ".join(faults))
    return InstrumentSpec(
        code=made.code,
        title=made.title,
        introduction=made.introduction,
        minutes=made.minutes,
        feedback=Feedback(made.feedback),
        cuts={"": (made.cut / _WHOLE, made.strong / _WHOLE)},
        cuts_basis=made.cuts_basis,
        tasks=tuple(
            replace((bank or {})[one.of], code=one.of, of=one.of)
            if isinstance(one, _Taken)
            else _task(one, made.source)
            for one in made.tasks
        ),
        tailoring=tailoring,
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
