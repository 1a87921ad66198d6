"""A region's regulation as one typed object: reading, checking, plain form, checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from marshrut.cores.regulation.catalogue import Catalogue
from marshrut.cores.regulation.clauses import Clause, Clauses, read_clauses
from marshrut.cores.regulation.competencies import Competencies, check_competencies, read_competencies
from marshrut.cores.regulation.counting import Counting, check_counting, read_counting
from marshrut.cores.regulation.indicators import Indicator, Indicators, read_indicators
from marshrut.cores.regulation.people import People, check_people, read_people
from marshrut.cores.regulation.problems import Problem, nearest
from marshrut.cores.regulation.readers import BAD, Reader, Sheet, to_plain
from marshrut.cores.regulation.references import Parts, check_references
from marshrut.cores.regulation.region_routes import Routes, check_routes, read_routes
from marshrut.cores.regulation.registers import Registers, read_registers
from marshrut.cores.regulation.roadmap import Measure, Roadmap, read_roadmap
from marshrut.cores.regulation.structure import Structure, read_structure
from marshrut.cores.regulation.territories import Territories, read_territories
from marshrut.cores.regulation.yamltext import Node, read_tree

__all__ = ["FILES", "OPTIONAL_FILES", "Reading", "Regulation", "checksum", "from_plain", "plain", "read_regulation"]

_READERS: Mapping[str, Reader] = {
    "structure": read_structure,
    "clauses": read_clauses,
    "indicators": read_indicators,
    "roadmap": read_roadmap,
    "registers": read_registers,
    "territories": read_territories,
    "people": read_people,
    "competencies": read_competencies,
    "routes": read_routes,
    "counting": read_counting,
}
#: What a region's folder holds; the optional files say which territories lie in it, how it reads words about people,
#: what its order says of competencies and of routes, and how its indicators are counted.
FILES = ("structure.yaml", "clauses.yaml", "indicators.yaml", "roadmap.yaml", "registers.yaml")
OPTIONAL_FILES = ("territories.yaml", "people.yaml", "competencies.yaml", "routes.yaml", "counting.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One order of one region, whole and checked."""

    structure: Structure
    clauses: Clauses
    indicators: Indicators
    roadmap: Roadmap
    registers: Registers
    territories: Territories | None = None
    people: People | None = None
    competencies: Competencies | None = None
    routes: Routes | None = None
    counting: Counting | None = None

    @property
    def region(self) -> str:
        """The name of the region's folder."""
        return self.structure.region

    def clause(self, clause_id: str) -> Clause | None:
        """The clause of this id."""
        return next((one for one in self.clauses.clauses if one.id == clause_id), None)

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator of this id."""
        return next((one for one in self.indicators.indicators if one.id == indicator_id), None)

    def measure(self, measure_id: str) -> Measure | None:
        """The measure of this id."""
        return next((one for one in self.roadmap.measures if one.id == measure_id), None)

    def party_title(self, party: str) -> str:
        """The words for an id in actors, responsible, keepers …"""
        if party in {"all", "system"}:
            return "все субъекты системы" if party == "all" else "система в целом"
        for subject in self.structure.subjects:
            if subject.id == party:
                return subject.title
        return next((role.name for role in self.structure.roles if role.id == party), party)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a folder: the regulation when nothing is wrong, else only problems.

    `references_checked` is False when the files' own form has to be mended before the links between them
    can be looked at.
    """

    regulation: Regulation | None
    problems: tuple[Problem, ...]
    references_checked: bool

    @property
    def ok(self) -> bool:
        """Whether the folder may be loaded."""
        return self.regulation is not None and not self.problems


def read_regulation(
    folder: str,
    files: Mapping[str, bytes],
    *,
    catalogue: Catalogue,
    others: Mapping[str, Collection[str]] | None = None,
) -> Reading:
    """Read and check a region's files.

    `folder` is the folder's name (must equal `region`), `files` its file names with their bytes; `others` maps other
    regions to their clause ids, for the comparison's twins. Never raises for bad input.
    """
    problems = [*_names(files)]
    sheets: dict[str, Sheet] = {}
    made: dict[str, Any] = {}
    for name, read in _READERS.items():
        file = f"{name}.yaml"
        if file not in files:
            continue
        node, found = read_tree(file, files[file])
        sheet = sheets[name] = Sheet(file, found)
        if node is None:
            continue
        got = read(sheet, (), node)
        _same_region(sheet, node, folder)
        if got is not BAD:
            made[name] = got
    required = [name for name in _READERS if f"{name}.yaml" in FILES]
    whole = all(name in made for name in required) and not any(sheet.problems for sheet in sheets.values())
    if whole:
        check_references(Parts(**{name: made[name] for name in required}, sheets=sheets), catalogue, others or {})
        if "people" in made:
            _check_people(made, sheets["people"])
        if "competencies" in made:
            check_competencies(made["competencies"], sheets["competencies"], known=_known(made))
        if "routes" in made:
            check_routes(made["routes"], sheets["routes"], known=_known(made))
        if "counting" in made:
            parties = {one.id for one in (*made["structure"].subjects, *made["structure"].roles)}
            check_counting(made["counting"], sheets["counting"], indicators=made["indicators"], parties=parties)
    problems += [problem for sheet in sheets.values() for problem in sheet.problems]
    problems.sort(key=lambda one: (one.file, one.line or 0, one.key))
    return Reading(Regulation(**made) if whole and not problems else None, tuple(problems), whole)


def _check_people(made: Mapping[str, Any], sheet: Sheet) -> None:
    registers = {one.id for one in made["registers"].registers}
    check_people(made["people"], sheet, registers=registers, known=_known(made))


def _known(made: Mapping[str, Any]) -> set[str]:
    """Codes that a value may name as its source."""
    return {one.id for one in made["clauses"].clauses} | {one.id for one in made["indicators"].indicators}


def _names(files: Mapping[str, bytes]) -> list[Problem]:
    known = (*FILES, *OPTIONAL_FILES)
    lost = [Problem(name, None, "", "файла нет: он обязателен, добавьте его") for name in FILES if name not in files]
    stray = [
        Problem(name, None, "", "лишний файл в папке региона: уберите его", nearest(name, known))
        for name in sorted(files)
        if name not in known
    ]
    return lost + stray


def _same_region(sheet: Sheet, node: Node, folder: str) -> None:
    entry = node.value.get("region") if isinstance(node.value, dict) else None
    if entry is not None and isinstance(entry[1].value, str) and entry[1].value != folder:
        sheet.lines[("region",)] = entry[0]
        sheet.report(("region",), f"region «{entry[1].value}» не совпадает с именем папки «{folder}»")


def plain(regulation: Regulation) -> dict[str, Any]:
    """The regulation as plain JSON-able values, one entry a file."""
    parts = {name: getattr(regulation, name) for name in _READERS}
    return {name: to_plain(part) for name, part in parts.items() if part is not None}


def checksum(regulation: Regulation) -> str:
    """sha256 over the content: independent of formatting, comments and the order of keys."""
    text = json.dumps(plain(regulation), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def from_plain(content: Mapping[str, Any]) -> Regulation:
    """The typed object from what `plain` gave. Raises ValueError when it does not fit the schema of this version.

    The links were checked when the files were read; here only the form is.
    """
    made: dict[str, Any] = {}
    for name, values in content.items():
        sheet = Sheet(name, dates_as_text=True)
        got = _READERS[name](sheet, (), _node(values))
        if got is BAD or sheet.problems:
            raise ValueError("; ".join(str(problem) for problem in sheet.problems))
        made[name] = got
    return Regulation(**made)


def _node(values: Any) -> Node:
    if isinstance(values, dict):
        return Node({word: (0, _node(inner)) for word, inner in values.items()}, 0)
    if isinstance(values, list):
        return Node([_node(item) for item in values], 0)
    return Node(values, 0)
