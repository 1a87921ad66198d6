"""Checks that need more than one value: ids, references between files, counts, what is written beside the ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marshrut.cores.regulation.catalogue import Catalogue
from marshrut.cores.regulation.clauses import Clauses
from marshrut.cores.regulation.indicators import Indicators
from marshrut.cores.regulation.problems import nearest
from marshrut.cores.regulation.readers import Path, Sheet
from marshrut.cores.regulation.registers import Registers
from marshrut.cores.regulation.roadmap import Roadmap
from marshrut.cores.regulation.structure import Structure

__all__ = ["Parts", "check_references"]

EVERYBODY = ("all", "system")


@dataclass(frozen=True, slots=True)
class Parts:
    """The five files as read, each with the sheet that knows its lines."""

    structure: Structure
    clauses: Clauses
    indicators: Indicators
    roadmap: Roadmap
    registers: Registers
    sheets: Mapping[str, Sheet]


class _Links:
    """The pools of ids that may be named, built once."""

    def __init__(self, parts: Parts) -> None:
        self.subjects = frozenset(one.id for one in parts.structure.subjects)
        self.roles = frozenset(one.id for one in parts.structure.roles)
        self.parties = self.subjects | self.roles | frozenset(EVERYBODY)
        self.clauses = frozenset(one.id for one in parts.clauses.clauses)
        self.indicators = frozenset(one.id for one in parts.indicators.indicators)
        self.directions = frozenset(one.id for one in parts.roadmap.directions)
        self.sections = frozenset(one.id for one in parts.roadmap.sections)
        self.measures = frozenset(one.id for one in parts.roadmap.measures)


def check_references(
    parts: Parts, catalogue: Catalogue, others: Mapping[str, Collection[str]], check_functions: bool = True
) -> None:
    """Report on the sheets whatever names something that is not there. `others`: clause ids of other regions."""
    links = _Links(parts)
    _check_sources(parts, links)
    _check_structure(parts, links)
    _check_clauses(parts, links, catalogue.ids() if check_functions else None)
    _check_comparison(parts, links, others)
    _check_indicators(parts, links)
    _check_roadmap(parts, links)
    _check_measures(parts, links)
    _check_registers(parts, links)


def _refer(sheet: Sheet, path: Path, named: Any, pool: Collection[Any], what: str) -> None:
    """Every name (one, several or none) is in the pool."""
    several = isinstance(named, tuple)
    for index, name in enumerate(named if several else (named,)):
        if name is not None and name not in pool:
            place = (*path, index) if several else path
            hint = nearest(name, (str(word) for word in pool))
            sheet.report(place, f"{what} «{name}» не существует: исправьте или добавьте", hint)


def _unique(sheet: Sheet, listed: str, ids: Iterable[Any], key: str = "id") -> None:
    seen: dict[Any, int | None] = {}
    for index, one in enumerate(ids):
        place = (listed, index, key) if key else (listed, index)
        if one in seen:
            first = f": впервые в строке {seen[one]}" if seen[one] else ""
            sheet.report(place, f"«{one}» уже есть{first}; обозначения не повторяются")
        seen.setdefault(one, sheet.line(place))


def _form(sheet: Sheet, path: Path, said: str, pattern: str, example: str) -> None:
    if not re.fullmatch(pattern, said):
        sheet.report(path, f"обозначение «{said}» не по форме: нужно как {example}")


def _check_sources(parts: Parts, links: _Links) -> None:
    """Every `source`, wherever it stands, names clauses of this region."""
    listed: tuple[tuple[str, str, Iterable[Any]], ...] = (
        ("structure", "subjects", parts.structure.subjects),
        ("structure", "relations", parts.structure.relations),
        ("structure", "agreements", parts.structure.agreements),
        ("structure", "roles", parts.structure.roles),
        ("indicators", "indicators", parts.indicators.indicators),
        ("registers", "registers", parts.registers.registers),
    )
    for file, name, items in listed:
        for index, one in enumerate(items):
            _refer(parts.sheets[file], (name, index, "source"), one.source, links.clauses, "пункт")
    if parts.indicators.monitoring is not None:
        source = parts.indicators.monitoring.source
        _refer(parts.sheets["indicators"], ("monitoring", "source"), source, links.clauses, "пункт")


def _check_structure(parts: Parts, links: _Links) -> None:
    structure, sheet = parts.structure, parts.sheets["structure"]
    _unique(sheet, "subjects", (one.id for one in structure.subjects))
    for index, role in enumerate(structure.roles):
        if role.id in links.subjects:
            sheet.report(("roles", index, "id"), f"«{role.id}» уже есть среди субъектов; обозначения не повторяются")
        _refer(sheet, ("roles", index, "held_by"), role.held_by, links.subjects, "субъект")
        _refer(sheet, ("roles", index, "appointed_by"), role.appointed_by, links.parties, "субъект или роль")
    _unique(sheet, "roles", (one.id for one in structure.roles))
    named: list[tuple[Path, str]] = [(("subjects", n, "id"), one.id) for n, one in enumerate(structure.subjects)]
    named += [(("roles", n, "id"), one.id) for n, one in enumerate(structure.roles)]
    for place, name in named:
        if name in EVERYBODY:
            sheet.report(place, f"слово «{name}» занято: оно значит «все»")
    _refer(sheet, ("system", "coordinator"), structure.system.coordinator, links.subjects, "субъект")
    _refer(sheet, ("system", "controller"), structure.system.controller, links.roles, "роль")
    for index, subject in enumerate(structure.subjects):
        for key in ("part_of", "subordinate_to", "member_of"):
            _refer(sheet, ("subjects", index, key), getattr(subject, key), links.subjects, "субъект")
    for key in ("part_of", "subordinate_to"):
        _no_circle(sheet, structure, key)
    for index, agreement in enumerate(structure.agreements):
        _refer(sheet, ("agreements", index, "parties"), agreement.parties, links.subjects, "субъект")
    _check_relations(structure, sheet, links)


def _no_circle(sheet: Sheet, structure: Structure, key: str) -> None:
    above: dict[str, str | None] = {one.id: getattr(one, key) for one in structure.subjects}
    for index, subject in enumerate(structure.subjects):
        seen: set[str] = set()
        at: str | None = subject.id
        while at is not None and at not in seen:
            seen.add(at)
            at = above.get(at)
        if at == subject.id:
            sheet.report(("subjects", index, key), f"{key} ведёт по кругу: {' → '.join(sorted(seen))}")


def _check_relations(structure: Structure, sheet: Sheet, links: _Links) -> None:
    seen: set[tuple[str, str, str, str | None]] = set()
    for index, one in enumerate(structure.relations):
        _refer(sheet, ("relations", index, "from"), one.from_, links.subjects, "субъект")
        _refer(sheet, ("relations", index, "to"), one.to, links.subjects | {"all"}, "субъект")
        same = (one.from_, one.kind, one.to, one.what)
        if same in seen:
            sheet.report(("relations", index), "такая связь уже есть: уберите повтор")
        seen.add(same)


def _check_clauses(parts: Parts, links: _Links, functions: frozenset[str] | None) -> None:
    sheet, prefix = parts.sheets["clauses"], parts.structure.clause_prefix
    _unique(sheet, "clauses", (one.id for one in parts.clauses.clauses))
    for index, one in enumerate(parts.clauses.clauses):
        path: Path = ("clauses", index)
        pattern = re.escape(prefix) + r"-(RM|IND|ORD|\d+(\.\d+)*)-\d{2,3}"
        _form(sheet, (*path, "id"), one.id, pattern, f"{prefix}-1.2-03, {prefix}-RM-01, {prefix}-IND-01")
        _parties(sheet, path, links, one, "actors", one.actor_written, "actor_written")
        if functions is not None:
            _refer(sheet, (*path, "functions"), one.functions, functions, "функция")
        if "-IND-" in one.id and one.id not in links.indicators:
            sheet.report((*path, "id"), f"у пункта-показателя нет показателя {one.id} в indicators.yaml")
        if "-RM-" in one.id and one.id not in links.measures:
            sheet.report((*path, "id"), f"у пункта-меры нет меры {one.id} в roadmap.yaml")


def _check_comparison(parts: Parts, links: _Links, others: Mapping[str, Collection[str]]) -> None:
    compared, sheet = parts.clauses.compared_with, parts.sheets["clauses"]
    if compared is None:
        return
    seen: set[str] = set()
    for index, twin in enumerate(compared.clauses):
        path: Path = ("compared_with", "clauses", index)
        if twin.clause in seen:
            sheet.report((*path, "clause"), f"пункт «{twin.clause}» сравнён дважды: оставьте одну запись")
        seen.add(twin.clause)
        _refer(sheet, (*path, "clause"), twin.clause, links.clauses, "пункт")
        if compared.region in others:
            _refer(sheet, (*path, "twin"), twin.twin, others[compared.region], f"пункт региона {compared.region}")


def _check_indicators(parts: Parts, links: _Links) -> None:
    sheet, prefix = parts.sheets["indicators"], parts.structure.clause_prefix
    _unique(sheet, "indicators", (one.id for one in parts.indicators.indicators))
    for index, one in enumerate(parts.indicators.indicators):
        path: Path = ("indicators", index)
        _form(sheet, (*path, "id"), one.id, re.escape(prefix) + r"-IND-\d{2,3}", f"{prefix}-IND-01")
        _refer(sheet, (*path, "part_of"), one.part_of, links.indicators, "показатель")
        _refer(sheet, (*path, "data_owner"), one.data_owner, links.subjects, "субъект")
        _refer(sheet, (*path, "direction"), one.direction, links.directions, "направление")


def _check_roadmap(parts: Parts, links: _Links) -> None:
    roadmap, sheet = parts.roadmap, parts.sheets["roadmap"]
    _unique(sheet, "directions", (one.id for one in roadmap.directions))
    _unique(sheet, "sections", (one.id for one in roadmap.sections))
    _unique(sheet, "measures", (one.id for one in roadmap.measures))
    _unique(sheet, "measures", (one.number for one in roadmap.measures), "number")
    for index, section in enumerate(roadmap.sections):
        _refer(sheet, ("sections", index, "direction"), section.direction, links.directions, "направление")
        held = sum(measure.section == section.id for measure in roadmap.measures)
        if held != section.measures:
            words = f"в разделе сказано мер: {section.measures}, а стоит {held}"
            sheet.report(("sections", index, "measures"), words)


def _check_measures(parts: Parts, links: _Links) -> None:
    sheet = parts.sheets["roadmap"]
    for index, one in enumerate(parts.roadmap.measures):
        path: Path = ("measures", index)
        _refer(sheet, (*path, "id"), one.id, links.clauses, "пункт")
        _refer(sheet, (*path, "section"), one.section, links.sections, "раздел")
        if links.sections and one.section is None:
            sheet.report((*path, "section"), "у меры не назван раздел, а в карте они есть")
        _refer(sheet, (*path, "due", "who"), getattr(one.due, "who", None), links.parties, "субъект или роль")
        named = tuple(each.id for each in parts.indicators.indicators if one.id in each.source)
        if one.indicators != named:
            words = f"показатели [{', '.join(one.indicators)}], а на меру ссылаются [{', '.join(named)}]"
            sheet.report((*path, "indicators"), f"{words}: приведите к одному")
        for name in ("responsible", "executors"):
            _parties(sheet, path, links, one, name, getattr(one, f"{name}_written"), f"{name}_written")


def _check_registers(parts: Parts, links: _Links) -> None:
    sheet, prefix = parts.sheets["registers"], parts.structure.clause_prefix
    _unique(sheet, "registers", (one.id for one in parts.registers.registers))
    for index, one in enumerate(parts.registers.registers):
        path: Path = ("registers", index)
        _form(sheet, (*path, "id"), one.id, re.escape(prefix) + r"-REG-\d{2,3}", f"{prefix}-REG-01")
        silent = one.keeper_basis == "not_stated"
        _parties(sheet, path, links, one, "keepers", one.keeper_written, "keeper_written", silent=silent)
        _parties(sheet, path, links, one, "suppliers", one.suppliers_written, "suppliers_written", silent=silent)
        _refer(sheet, (*path, "approved_by"), one.approved_by, links.parties, "субъект или роль")


def _parties(
    sheet: Sheet, path: Path, links: _Links, one: Any, name: str, said: Any, said_key: str, *, silent: bool = False
) -> None:
    """Ids and the words beside them agree: both there or both absent; what is unresolved stands in the words."""
    ids, rest = getattr(one, name), getattr(one, f"{name}_unresolved")
    words = (said,) if isinstance(said, str) else said or ()
    _refer(sheet, (*path, name), ids, links.parties, "субъект или роль")
    if bool(words) != bool(ids or rest) and not silent:
        sheet.report((*path, name), f"{name} и {said_key} расходятся: нужны и слова, и обозначения, либо ничего")
    for index, each in enumerate(rest):
        if not any(each in word for word in words):
            sheet.report((*path, f"{name}_unresolved", index), f"слов «{each}» нет в {said_key}")
