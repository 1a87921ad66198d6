"""Words and frozen facts of the regulation app. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from marshrut.cores.kernel import Decision
from marshrut.cores.regulation import (
    Change,
    Clause,
    DueState,
    Facts,
    Function,
    Indicator,
    Measure,
    Register,
    RegulationDiff,
    Source,
    TargetState,
    Unsourced,
)

__all__ = [
    "Attachment",
    "BaseFacts",
    "ClauseDetail",
    "ClauseFacts",
    "ClauseFilter",
    "ClauseHit",
    "ClauseItem",
    "ClauseList",
    "ClauseState",
    "Declaration",
    "EvidenceCount",
    "IndicatorItem",
    "LoadResult",
    "MeasureItem",
    "PrintQuestion",
    "Reading",
    "RegisterItem",
    "ReportData",
    "ResponsiblePerson",
    "Segment",
    "ServedFunction",
    "StatedClause",
]


class ClauseState(StrEnum):
    """How a clause stands on a day. Neutral words: a gap in our records is not a failure of people."""

    DECLARED_NOT_EXECUTED = "declared"
    OUTSIDE = "outside"
    SERVED_WITH_EVIDENCE = "evidence"
    SERVED = "served"
    NO_RECORDS = "no_records"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The words of the screen."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    ClauseState.SERVED_WITH_EVIDENCE: "есть подтверждения",
    ClauseState.SERVED: "обслуживается, подтверждений пока нет",
    ClauseState.NO_RECORDS: "нет записей в системе",
    ClauseState.OUTSIDE: "ведётся вне системы",
    ClauseState.DECLARED_NOT_EXECUTED: "не исполняется — заявлено ответственным",
}


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """What a provider found for one function: how many records, in words, and the day of the last."""

    count: int
    text: str
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ServedFunction:
    """A function that the product serves: the name of the page's address and its words."""

    function_id: str
    url_name: str
    label: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """«Не исполняется»: said by whom, when and why. `by_responsible`: the person answered for the clause that day."""

    id: UUID
    person: str
    reason: str
    on: date
    by_responsible: bool


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """What the rule of the clause's state looks at."""

    outside: bool
    served: int
    evidence: int
    proofs: int
    declaration: Declaration | None = None


@dataclass(frozen=True, slots=True)
class StatedClause:
    """A state with the decision that gave it (rule id, inputs)."""

    state: ClauseState
    decision: Decision
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Which reading of which order stands behind a page: both are named wherever a decision or a figure stands."""

    order_id: UUID
    region: str
    region_name: str
    node_id: UUID
    kind: str
    number: str
    date: str
    issuer: str
    title: str
    version_id: UUID
    version: str
    revision_id: UUID
    revision: str
    loaded_at: datetime
    checksum: str

    @property
    def order(self) -> str:
        """«приказ от 01.03.2024 № 17», as it is to be printed."""
        return f"{self.kind} от {self.date} № {self.number}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text; `found`: it answers the search and is to be marked."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class ResponsiblePerson:
    """Somebody who answers for a clause: by which order, since when, until when."""

    id: UUID
    account_id: UUID
    name: str
    place: str
    order_number: str
    order_date: date | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A proof attached by hand: a file, a link or words."""

    id: UUID
    kind: str
    title: str
    link: str
    file_id: UUID | None
    dated: date
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class ClauseFilter:
    """What the list of clauses is narrowed by; empty: everything."""

    search: str = ""
    kind: str = ""
    actor: str = ""
    section: str = ""
    function: str = ""
    capability: str = ""
    state: str = ""
    #: `me` or `nobody`.
    answers: str = ""
    #: Only these codes; None: all. Evidence is asked for their functions alone.
    codes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ClauseItem:
    """A row of the list of clauses."""

    code: str
    kind: str
    kind_title: str
    section: str
    says: tuple[Segment, ...]
    actors: tuple[str, ...]
    actor_written: str
    stated: StatedClause
    functions: tuple[str, ...]
    served: tuple[ServedFunction, ...]
    responsible: tuple[str, ...]
    evidence: int

    @property
    def text(self) -> str:
        """What the clause says, without marks."""
        return "".join(segment.text for segment in self.says)


@dataclass(frozen=True, slots=True)
class ClauseHit:
    """A clause that a search found: its words with what was found marked; its state was not asked for."""

    code: str
    says: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ClauseList:
    """The list with its counts: by state over everything the other filters leave, and the whole."""

    items: tuple[ClauseItem, ...]
    total: int
    counts: dict[ClauseState, int]
    kinds: tuple[tuple[str, str, int], ...]
    actors: tuple[tuple[str, str, int], ...]
    sections: tuple[tuple[str, int], ...]
    capabilities: tuple[tuple[str, str, int], ...]
    functions: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class ClauseDetail:
    """Everything about one clause."""

    item: ClauseItem
    clause: Clause
    functions: tuple[tuple[Function, ServedFunction | None, EvidenceCount | None], ...]
    responsible: tuple[ResponsiblePerson, ...]
    proofs: tuple[Attachment, ...]
    declaration: Declaration | None
    indicator: IndicatorItem | None
    measure: MeasureItem | None
    registers: tuple[Register, ...]
    twin: tuple[str | None, str | None] | None
    previous_code: str | None = None
    next_code: str | None = None


@dataclass(frozen=True, slots=True)
class IndicatorItem:
    """An indicator with how its target stands on the day."""

    indicator: Indicator
    state: TargetState
    unit: str
    direction: str

    @property
    def past(self) -> bool:
        """Whether the time of the last target is over."""
        return self.state.state == "past"


@dataclass(frozen=True, slots=True)
class MeasureItem:
    """A measure with its term in words on the day."""

    measure: Measure
    due: DueState
    section: str
    responsible: tuple[str, ...]
    executors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterItem:
    """A register with the words for its parties."""

    register: Register
    kind: str
    keepers: tuple[str, ...]
    suppliers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintQuestion:
    """A contradiction of the order and what was chosen, if it was."""

    what: str
    question: str
    note: str
    choices: tuple[tuple[str, str], ...]
    chosen: str | None


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the report of execution is made of."""

    reading: Reading
    on: date
    made_by: str
    counts: dict[ClauseState, int]
    clauses: tuple[ClauseItem, ...]
    responsible: dict[str, tuple[ResponsiblePerson, ...]]
    evidence: dict[str, tuple[str, ...]]
    proofs: dict[str, tuple[str, ...]]
    indicators: tuple[IndicatorItem, ...]
    measures: tuple[MeasureItem, ...]
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. `changed` False: the same content stands already."""

    order_id: UUID
    revision_id: UUID
    changed: bool
    number: int
    checksum: str
    diff: RegulationDiff | None
    clauses: int
    removed_answered: tuple[Change, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """The facts of all regions, what in them needs checking, and the sources; the last two by file name."""

    facts: Facts
    unsourced: Mapping[str, tuple[Unsourced, ...]]
    sources: Mapping[str, tuple[Source, ...]]
