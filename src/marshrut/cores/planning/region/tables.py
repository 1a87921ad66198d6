"""A region as tables of text becomes an instance: every name resolved, every cell read, every contradiction named.

`people`, `deficits`, `resources`, `effects`, `prerequisites`, `budgets`, `busy`, `done`, `eligible`; what each column
means stands in docs/planning.md. An empty cell is no limit, an absent table nothing of the kind.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from marshrut.cores.planning.region.bulk import Contained, Plain, plain_pairs
from marshrut.cores.planning.region.cells import Fault, Sheet, TablesError
from marshrut.cores.planning.region.instance import NO_DAY, Instance, Ints, Lists

__all__ = ["KNOWN", "Named", "read_region"]

Rows = Iterable[Sequence[str]]
#: Table -> columns without which it says nothing.
KNOWN: dict[str, tuple[str, ...]] = {
    "people": ("person",),
    "resources": ("resource",),
    "budgets": ("budget",),
    "deficits": ("person", "competency"),
    "effects": ("resource", "competency", "effect"),
    "prerequisites": ("resource", "requires"),
    "busy": ("person",),
    "done": ("person", "resource"),
    "eligible": ("person", "resource"),
}
_YES = {"1", "да", "yes", "true"}
_NO = {"", "0", "нет", "no", "false"}
_EVER = 10_000_000


@dataclass(frozen=True, slots=True)
class Named:
    """An instance with the names behind its numbers, and what should be said though it stops nothing."""

    instance: Instance
    people: list[str]
    resources: list[str]
    budgets: list[str]
    notices: list[str]


@dataclass(slots=True)
class _Reading:
    """What is read so far."""

    tables: Mapping[str, Rows]
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[tuple[Sheet, int, Sequence[str]]]:
        """(sheet, line, cells) of all lines that are not empty; nothing for a table that is absent."""
        if table not in self.tables:
            return
        lines = iter(self.tables[table])
        sheet = Sheet.of(table, next(lines, ()), KNOWN[table], self.faults)
        if any(one not in sheet.columns for one in KNOWN[table]):
            return
        for row, cells in enumerate(lines, start=2):
            if any(map(str.strip, cells)):
                yield sheet, row, cells

    def keys(self, sheet: Sheet, row: int, cells: Sequence[str], column: str) -> bool:
        """A name of its own: whether it is new. Its line is remembered."""
        names = self.names.setdefault(sheet.table, {})
        name = sheet.name(row, cells, column)
        if name in names:
            sheet.fault(row, column, f"«{name}» уже есть в строке {self.lines[sheet.table][names[name]]}")
            return False
        names[name] = len(names)
        self.lines.setdefault(sheet.table, []).append(row)
        return True

    def known(self, table: str) -> dict[str, int]:
        return self.names.setdefault(table, {})


def read_region(tables: Mapping[str, Rows]) -> Named:
    """The instance behind the tables. Each table is its lines as cells, the heading first.

    Raises:
        TablesError: what cannot be planned with, by table, line and column.
    """
    reading = _Reading(tables)
    for needed, words in (("people", "людей"), ("resources", "ресурсов")):
        if needed not in tables:
            reading.faults.append(Fault(needed, 0, "", f"такой таблицы нет, а без {words} планировать нечего"))
    _stop(reading)
    people = _people(reading)
    budgets = _budgets(reading)
    resources = _resources(reading)
    competencies: dict[str, int] = {}
    deficits = _deficits(reading, competencies)
    effects = _effects(reading, competencies)
    needs, in_order = _needs(reading)
    busy, busy_ends = _busy(reading)
    done, eligible = _pairs(reading, "done"), _pairs(reading, "eligible")
    _stop(reading)
    instance = Instance(
        competencies=len(competencies),
        hours=people[0],
        weight=people[1],
        deficits=deficits[0],
        size=deficits[1],
        value=deficits[2],
        taken_hours=resources[0],
        seats=resources[1],
        cost=resources[2],
        budget=resources[3].astype(np.int64),
        starts=resources[4].astype(np.int64),
        ends=resources[5].astype(np.int64),
        least=resources[6].astype(np.int64),
        effects=effects[0],
        effect=effects[1],
        needs=needs,
        in_order=in_order,
        amounts=budgets,
        busy=busy,
        busy_ends=busy_ends,
        done=done,
        eligible=eligible if "eligible" in tables else None,
    )
    _circle(reading, instance)
    _unused(reading, instance)
    return Named(
        instance, list(reading.known("people")), list(reading.known("resources")), list(reading.known("budgets")),
        reading.notices,
    )  # fmt: skip


def _stop(reading: _Reading) -> None:
    if reading.faults:
        raise TablesError(reading.faults)


def _people(reading: _Reading) -> tuple[np.ndarray, np.ndarray]:
    hours, weight = array("d"), array("d")
    for sheet, row, cells in reading.rows("people"):
        if reading.keys(sheet, row, cells, "person"):
            hours.append(sheet.number(row, cells, "hours", inf))
            weight.append(sheet.number(row, cells, "weight", 1.0))
    if not hours and not reading.faults:
        reading.faults.append(Fault("people", 0, "", "ни одного человека: планировать некому"))
    return np.array(hours), np.array(weight)


def _budgets(reading: _Reading) -> np.ndarray:
    amounts = array("d")
    for sheet, row, cells in reading.rows("budgets"):
        if reading.keys(sheet, row, cells, "budget"):
            amounts.append(sheet.number(row, cells, "amount", inf))
    return np.array(amounts, dtype=np.float64)


def _resources(reading: _Reading) -> list[np.ndarray]:
    columns = [array("d") for _ in range(7)]
    for sheet, row, cells in reading.rows("resources"):
        if not reading.keys(sheet, row, cells, "resource"):
            continue
        starts, ends = _days(sheet, row, cells)
        seats = sheet.whole(row, cells, "seats", inf)
        least = sheet.whole(row, cells, "min_group", 0.0)
        if seats == 0:
            sheet.fault(
                row, "seats", "ноль мест: уберите строку или укажите места; пустая ячейка — мест сколько угодно"
            )
        elif least > seats:
            sheet.fault(row, "min_group", f"наименьшая группа {least:g}, а мест {seats:g}: такая группа не соберётся")
        line = -1
        if "budgets" in reading.tables and sheet.text(cells, "budget"):
            line = sheet.known(row, cells, "budget", reading.known("budgets"), "budgets")
        values = (
            sheet.number(row, cells, "hours", 0.0), seats, sheet.number(row, cells, "cost", 0.0), line,
            starts, ends, least,
        )  # fmt: skip
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    if not columns[0] and not reading.faults:
        reading.faults.append(Fault("resources", 0, "", "ни одного ресурса: предложить нечего"))
    return [np.array(one, dtype=np.float64) for one in columns]


def _days(sheet: Sheet, row: int, cells: Sequence[str]) -> tuple[int, int]:
    """First and last day of a resource; none at all where both cells are empty."""
    texts = sheet.text(cells, "starts"), sheet.text(cells, "ends")
    if not any(texts):
        return NO_DAY
    if not all(texts):
        empty, other = ("starts", "ends") if not texts[0] else ("ends", "starts")
        sheet.fault(row, empty, f"{other} указано, а {empty} нет: нужны обе даты или ни одной")
        return NO_DAY
    starts, ends = sheet.day(row, cells, "starts", 0), sheet.day(row, cells, "ends", 0)
    if starts and ends and ends < starts:
        sheet.fault(row, "ends", f"заканчивается {texts[1]} раньше, чем начинается {texts[0]}")
    return starts, ends


def _sorted(rows: int, owner: array[int], item: array[int], along: array[float]) -> tuple[Lists, np.ndarray]:
    """Lists by owner with items in their order, and what lies along them."""
    owners, items = np.array(owner, dtype=np.int64), np.array(item, dtype=np.int64)
    order = np.lexsort((items, owners))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=rows))]).astype(np.int64)
    return Lists(ptr, items[order]), np.array(along, dtype=np.float64)[order]


def _deficits(reading: _Reading, competencies: dict[str, int]) -> tuple[Lists, np.ndarray, np.ndarray]:
    owner, item, size, value = array("q"), array("q"), array("d"), array("d")
    seen: dict[tuple[int, int], int] = {}
    for sheet, row, cells in reading.rows("deficits"):
        person = sheet.known(row, cells, "person", reading.known("people"), "people")
        competency = competencies.setdefault(sheet.name(row, cells, "competency"), len(competencies))
        if _again(seen, (person, competency), sheet, row, "competency"):
            continue
        owner.append(person)
        item.append(competency)
        size.append(sheet.number(row, cells, "size", inf))
        value.append(sheet.number(row, cells, "weight", 1.0))
    _stop(reading)
    rows = len(reading.known("people"))
    lists, sizes = _sorted(rows, owner, item, size)
    return lists, sizes, _sorted(rows, owner, item, value)[1]


def _again(seen: dict[tuple[int, int], int], key: tuple[int, int], sheet: Sheet, row: int, column: str) -> bool:
    """Whether a pair stood in an earlier line; a fault then."""
    if min(key) < 0:
        return True
    if key in seen:
        sheet.fault(row, column, f"то же самое уже сказано в строке {seen[key]}")
        return True
    seen[key] = row
    return False


def _effects(reading: _Reading, competencies: dict[str, int]) -> tuple[Lists, np.ndarray]:
    owner, item, effect = array("q"), array("q"), array("d")
    seen: dict[tuple[int, int], int] = {}
    wanted = len(competencies)
    for sheet, row, cells in reading.rows("effects"):
        resource = sheet.known(row, cells, "resource", reading.known("resources"), "resources")
        name = sheet.name(row, cells, "competency")
        competency = competencies.setdefault(name, len(competencies))
        if competency >= wanted and "deficits" in reading.tables:
            reading.notices.append(f"effects.csv, строка {row}, столбец competency: дефицита «{name}» ни у кого нет")
        if not sheet.text(cells, "effect"):
            sheet.fault(row, "effect", "пустая ячейка, а здесь нужно число: сколько ресурс закрывает")
        if _again(seen, (resource, competency), sheet, row, "competency"):
            continue
        owner.append(resource)
        item.append(competency)
        effect.append(sheet.number(row, cells, "effect", 0.0))
    _stop(reading)
    return _sorted(len(reading.known("resources")), owner, item, effect)


def _needs(reading: _Reading) -> tuple[Lists, np.ndarray]:
    names = reading.known("resources")
    owner, item, ordered = array("q"), array("q"), array("d")
    seen: dict[tuple[int, int], int] = {}
    for sheet, row, cells in reading.rows("prerequisites"):
        pair = (
            sheet.known(row, cells, "resource", names, "resources"),
            sheet.known(row, cells, "requires", names, "resources"),
        )
        flag = sheet.text(cells, "in_order").lower()
        if flag not in _YES | _NO:
            sheet.fault(row, "in_order", f"«{flag}»: пишите 1 (требуемое закончить раньше) или 0")
        if pair[0] == pair[1] >= 0:
            sheet.fault(row, "requires", "ресурс требует сам себя")
        if not _again(seen, pair, sheet, row, "requires"):
            owner.append(pair[0])
            item.append(pair[1])
            ordered.append(flag in _YES)
            reading.lines.setdefault("prerequisites", []).append(row)
    _stop(reading)
    lists, flags = _sorted(len(names), owner, item, ordered)
    return lists, flags.astype(bool)


def _busy(reading: _Reading) -> tuple[Lists, Ints]:
    owner, first, last = array("q"), array("q"), array("d")
    for sheet, row, cells in reading.rows("busy"):
        person = sheet.known(row, cells, "person", reading.known("people"), "people")
        starts, ends = sheet.day(row, cells, "starts", 0), sheet.day(row, cells, "ends", _EVER)
        if ends < starts:
            sheet.fault(row, "ends", "занятость заканчивается раньше, чем начинается")
        owner.append(person)
        first.append(starts)
        last.append(ends)
    _stop(reading)
    lists, closing = _sorted(len(reading.known("people")), owner, first, last)
    return lists, closing.astype(np.int64)


def _pairs(reading: _Reading, table: str) -> Lists:
    """Resources a person, each once."""
    people, resources = reading.known("people"), reading.known("resources")
    plain = _in_bulk(reading, table)
    owner, item = array("q"), array("q")
    for sheet, row, cells in reading.rows(table) if plain is None else _left_over(reading, table, plain):
        owner.append(sheet.known(row, cells, "person", people, "people"))
        item.append(sheet.known(row, cells, "resource", resources, "resources"))
    _stop(reading)
    owners, items = np.array(owner, dtype=np.int64), np.array(item, dtype=np.int64)
    if plain is not None:
        owners, items = np.concatenate([plain.left, owners]), np.concatenate([plain.right, items])
    code = owners * max(1, len(resources)) + items
    if not (np.diff(code) > 0).all():
        code = np.unique(code)
    owners, items = np.divmod(code, max(1, len(resources)))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(people)))]).astype(np.int64)
    return Lists(ptr, items.astype(np.int64))


def _in_bulk(reading: _Reading, table: str) -> Plain | None:
    """Most lines of a large table at once; None where it is read line by line."""
    given = reading.tables.get(table)
    if not isinstance(given, Contained):
        return None
    sheet = Sheet.of(table, next(iter(given), ()), (), reading.faults)
    if any(one not in sheet.columns for one in KNOWN[table]):
        return None
    columns = sheet.columns["person"], sheet.columns["resource"]
    return plain_pairs(given, columns, list(reading.known("people")), list(reading.known("resources")))


def _left_over(reading: _Reading, table: str, plain: Plain) -> Iterator[tuple[Sheet, int, Sequence[str]]]:
    """The lines that were not plain, as `rows` gives them."""
    sheet = Sheet.of(table, next(iter(reading.tables[table]), ()), KNOWN[table], reading.faults)
    for row, cells in plain.strange:
        if any(map(str.strip, cells)):
            yield sheet, row, cells


def _circle(reading: _Reading, instance: Instance) -> None:
    """Requirements that go round in a circle, named."""
    names = list(reading.known("resources"))
    state = [0] * len(names)
    for start in range(len(names)):
        path: list[tuple[int, int]] = [(start, 0)] if not state[start] else []
        while path:
            resource, at = path.pop()
            needs = instance.needs.row(resource)
            state[resource] = 1
            if at >= len(needs):
                state[resource] = 2
                continue
            path.append((resource, at + 1))
            need = int(needs[at])
            if state[need] == 1:
                ring = [one for one, _ in path][[one for one, _ in path].index(need) :]
                words = " → ".join(names[one] for one in [*ring, need])
                row = reading.lines["prerequisites"][0]
                row = _line_of(reading, names[resource], names[need]) or row
                raise TablesError([Fault("prerequisites", row, "requires", f"требования замкнулись в круг: {words}")])
            if state[need] == 0:
                path.append((need, 0))


def _line_of(reading: _Reading, resource: str, need: str) -> int:
    rows: Callable[[str], Iterator[tuple[Sheet, int, Sequence[str]]]] = reading.rows
    for sheet, row, cells in rows("prerequisites"):
        if sheet.text(cells, "resource") == resource and sheet.text(cells, "requires") == need:
            return row
    return 0


def _unused(reading: _Reading, instance: Instance) -> None:
    """Budgets that pay for nothing."""
    used = set(instance.budget.tolist())
    for name, at in reading.known("budgets").items():
        if at not in used:
            row = reading.lines["budgets"][at]
            reading.notices.append(f"budgets.csv, строка {row}, столбец budget: из «{name}» ничего не оплачивается")
