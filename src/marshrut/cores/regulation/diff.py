"""What changed between two regulations: by stable code, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from marshrut.cores.regulation.indicators import Target
from marshrut.cores.regulation.readers import to_plain
from marshrut.cores.regulation.regulation import Regulation

__all__ = ["Change", "FieldChange", "RegulationDiff", "diff", "target_code"]

What = Literal["document", "subject", "role", "clause", "indicator", "target", "counting", "measure", "register"]
_WHATS: tuple[What, ...] = get_args(What)
How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One key's value before and after; plain values."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, removed or changed; `title` is its words for the screen."""

    what: What
    how: How
    code: str
    title: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RegulationDiff:
    """All changes, in the order of the schema and of the codes."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, what: What, how: How | None = None) -> tuple[Change, ...]:
        """The changes of one kind of thing."""
        return tuple(one for one in self.changes if one.what == what and how in {None, one.how})

    @property
    def removed_clauses(self) -> frozenset[str]:
        """Codes of clauses that are no longer there."""
        return frozenset(one.code for one in self.of("clause", "removed"))


_Items = Mapping[str, tuple[str, Mapping[str, Any]]]


def target_code(indicator_id: str, target: Target) -> str:
    """The code of a target: its indicator and its *when*."""
    if target.every:
        when = f"{target.every}:{target.from_year or ''}-{target.to_year or ''}"
    elif target.by:
        when = target.by.isoformat()
    elif target.undated:
        when = "undated"
    else:
        when = str(target.year or f"{target.from_year}+")
    return f"{indicator_id}@{when}"


def diff(old: Regulation, new: Regulation) -> RegulationDiff:
    """Everything that differs from `old` to `new`."""
    changes: list[Change] = []
    for what, before, after in _pairs(old, new):
        for code in [*before, *(code for code in after if code not in before)]:
            change = _change(what, code, before.get(code), after.get(code))
            if change is not None:
                changes.append(change)
    return RegulationDiff(tuple(changes))


def _pairs(old: Regulation, new: Regulation) -> Iterable[tuple[What, _Items, _Items]]:
    for what in _WHATS:
        yield what, _items(what, old), _items(what, new)


def _items(what: str, one: Regulation) -> _Items:
    if what == "document":
        return {"document": (one.clauses.document.title, to_plain(one.clauses.document))}
    if what == "target":
        found: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for indicator in one.indicators.indicators:
            for target in indicator.targets:
                code = target_code(indicator.id, target)
                # Two targets of one indicator may share their «when»; the second gets a number of its own.
                code = code if code not in found else f"{code}#{sum(key.startswith(code) for key in found) + 1}"
                found[code] = (indicator.name, to_plain(target))
        return found
    if what == "counting":
        return _countings(one)
    listed: dict[str, Iterable[Any]] = {
        "subject": one.structure.subjects,
        "role": one.structure.roles,
        "clause": one.clauses.clauses,
        "indicator": one.indicators.indicators,
        "measure": one.roadmap.measures,
        "register": one.registers.registers,
    }
    return {each.id: (_title(each), _without_targets(to_plain(each))) for each in listed[what]}


def _countings(one: Regulation) -> _Items:
    """How each indicator is counted: which reading is reported, in its words, and every key of each reading."""
    names = {indicator.id: indicator.name for indicator in one.indicators.indicators}
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for each in one.counting.counting if one.counting is not None else ():
        values: dict[str, Any] = {"chosen": next((one.words for one in each.readings if one.chosen), None)}
        for reading in each.readings:
            values |= _flat(f"readings[{reading.id}]", to_plain(reading))
        values["intake"] = each.intake.why if each.intake is not None else None
        values["who"] = each.intake.who if each.intake is not None else None
        values["note"] = each.note
        found[each.indicator] = (f"как считается: {names.get(each.indicator, each.indicator)}", values)
    return found


def _flat(name: str, value: Any) -> dict[str, Any]:
    """A mapping as one field a key: what changed is seen at its name, not searched in a long value."""
    if not isinstance(value, dict):
        return {name: value}
    return {place: said for word, inner in value.items() for place, said in _flat(f"{name}.{word}", inner).items()}


def _title(one: Any) -> str:
    for name in ("title", "name", "says"):
        if said := getattr(one, name, None):
            return str(said)
    return str(one.id)


def _without_targets(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """An indicator's targets are compared one by one, not as one field."""
    return {name: value for name, value in values.items() if name != "targets"}


def _change(
    what: What, code: str, before: tuple[str, Mapping[str, Any]] | None, after: tuple[str, Mapping[str, Any]] | None
) -> Change | None:
    if before is None or after is None:
        title = (after or before or ("", {}))[0]
        return Change(what, "added" if before is None else "removed", code, title)
    names = [*before[1], *(name for name in after[1] if name not in before[1])]
    fields = tuple(
        FieldChange(name, before[1].get(name), after[1].get(name))
        for name in names
        if before[1].get(name) != after[1].get(name)
    )
    return Change(what, "changed", code, after[0], fields) if fields else None
