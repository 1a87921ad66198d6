"""functions.yaml: what the product can do, region-neutral. Clauses, pages and evidence point here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marshrut.cores.regulation.problems import Problem
from marshrut.cores.regulation.readers import BAD, Sheet, key, list_of, matching, one_of, record, text, texts
from marshrut.cores.regulation.words import CAPABILITIES, ROOMS
from marshrut.cores.regulation.yamltext import read_tree

__all__ = ["FUNCTIONS_FILE", "Catalogue", "Function", "read_catalogue"]

FUNCTIONS_FILE = "functions.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One thing a user can do or see, and that can be checked; `app` is the room of the house that owns it."""

    id: str = key(matching(r"[a-z]+\.[a-z0-9-]+", "нужно обозначение вида «раздел.функция»"))
    title: str = key(text)
    capability: str = key(one_of(CAPABILITIES))
    app: str = key(one_of(ROOMS))
    evidence: str = key(text)
    peers: tuple[str, ...] = key(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All functions, in the order of the file."""

    functions: tuple[Function, ...] = key(list_of(record(Function), 1))

    def __iter__(self) -> Iterator[Function]:
        return iter(self.functions)

    def ids(self) -> frozenset[str]:
        """The ids that a clause may name."""
        return frozenset(one.id for one in self.functions)

    def find(self, function_id: str) -> Function | None:
        """The function of this id."""
        return next((one for one in self.functions if one.id == function_id), None)


def read_catalogue(data: bytes, file: str = FUNCTIONS_FILE) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """The catalogue, or what is wrong with it."""
    node, problems = read_tree(file, data)
    if node is None:
        return None, tuple(problems)
    sheet = Sheet(file, problems)
    made = record(Catalogue)(sheet, (), node)
    if made is not BAD:
        seen: dict[str, int] = {}
        for index, one in enumerate(made.functions):
            place = ("functions", index, "id")
            if one.id in seen:
                sheet.report(place, f"обозначение «{one.id}» повторено: впервые в строке {seen[one.id]}")
            seen.setdefault(one.id, sheet.line(place) or 0)
    return (None if made is BAD or sheet.problems else made), tuple(sheet.problems)
