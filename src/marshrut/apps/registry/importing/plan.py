"""What a list would do: each line with its verdict, and the rows to close and to open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.importing.facts import Fact
from marshrut.apps.registry.types import Completeness, ImportKind, LineVerdict, Problem

__all__ = ["COMPARED", "Absent", "Brief", "Deeds", "Item", "Move", "NewPlace", "Plan"]

#: Codes of problems that the comparison finds; all others came from the reading of the file.
COMPARED = frozenset(
    {
        "leave-ends-before",
        "moved",
        "moves",
        "municipality",
        "no-organisation",
        "not-staff",
        "number-taken",
        "old-name",
        "organisation-outside",
        "organisation-unclear",
        "organisation-unknown",
        "overlap",
        "part-of",
        "renamed",
        "same-person",
        "snils-twice",
        "too-young",
        "twice",
        "two-main",
        "two-snils",
        "wrong-days",
    }
)


@dataclass(frozen=True, slots=True)
class Brief:
    """What the person said of the list, and where it counts."""

    import_id: UUID
    tenant_id: UUID
    kind: ImportKind
    completeness: Completeness
    as_of: date
    node_id: UUID
    path: str

    @property
    def full(self) -> bool:
        """Whether somebody can be absent from it."""
        return self.completeness is Completeness.FULL


@dataclass(slots=True)
class Item:
    """A line on its way: what was read, then whom and where it means, then what it would change."""

    sheet: str
    row: int
    values: dict[str, Any]
    problems: list[dict[str, Any]]
    answer: str = ""
    id: UUID | None = None
    verdict: LineVerdict = LineVerdict.SAME
    person: UUID | None = None
    node: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)
    doubt: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    wrong: bool = False

    def problem(
        self, code: str, text: str, cure: str = "", *, column: str = "", value: str = "", warning: bool = False
    ) -> None:
        """Something is wrong with this line, or worth saying (`warning`)."""
        found = Problem(code, text, cure, self.sheet, self.row, column, value, warning)
        self.problems.append(found.plain())
        if not warning:
            self.wrong = True

    def change(self, what: str, before: object, after: object) -> None:
        """A difference in words."""
        self.changes.append({"field": what, "before": _words(before), "after": _words(after)})


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


@dataclass(slots=True)
class NewPlace:
    """An organisation that a list brings."""

    node_id: UUID
    parent_id: UUID
    parent_path: str
    unit: bool
    name: str
    short: str
    row: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """An organisation that a list says stands under another territory from the day of the list."""

    node_id: UUID
    #: Where it stands now, with its own label at the end.
    path: str
    parent_id: UUID
    since: date


@dataclass(slots=True)
class Absent:
    """Somebody or something that is recorded for the place and not in its full list."""

    line_id: UUID
    node: UUID
    person: UUID | None
    what: str
    facts: list[Fact]


@dataclass(slots=True)
class Deeds:
    """Rows to close and to open; a corrected row is both."""

    closed: dict[type[Fact], set[UUID]] = field(default_factory=lambda: defaultdict(set))
    opened: dict[type[Fact], list[Fact]] = field(default_factory=lambda: defaultdict(list))
    people: list[UUID] = field(default_factory=list)
    places: list[NewPlace] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    #: Nodes whose current name may have changed.
    renamed: set[UUID] = field(default_factory=set)

    def open(self, fact: Fact) -> None:
        """A new fact, or a new version of one."""
        self.opened[type(fact)].append(fact)

    def close(self, fact: Fact) -> None:
        """The version stands no longer."""
        if fact.id is not None:
            self.closed[type(fact)].add(fact.id)

    def settle(self, before: Sequence[Fact], after: Sequence[Fact]) -> None:
        """The standing versions of a fact become others: what is in both is left alone."""
        kept = {id(one) for one in after}
        for fact in before:
            if id(fact) not in kept:
                self.close(fact)
        kept = {id(one) for one in before}
        for fact in after:
            if id(fact) not in kept:
                self.open(fact)

    def add(self, other: Deeds) -> None:
        """The deeds of one person or place join the list's."""
        for kind, ids in other.closed.items():
            self.closed[kind] |= ids
        for kind, facts in other.opened.items():
            self.opened[kind] += facts
        self.people += other.people
        self.places += other.places
        self.moves += other.moves
        self.renamed |= other.renamed

    @property
    def count(self) -> int:
        """How many rows are written."""
        return sum(map(len, self.opened.values())) + sum(map(len, self.closed.values())) + len(self.people)


@dataclass(slots=True)
class Plan:
    """The outcome of comparing a list with what is recorded."""

    items: list[Item]
    deeds: Deeds = field(default_factory=Deeds)
    absent: list[Absent] = field(default_factory=list)
    #: Recorded for the place on the day of the list, by which «absent» is measured.
    recorded: int = 0
    #: What the person is asked about once more before the list is applied.
    asks: list[str] = field(default_factory=list)
