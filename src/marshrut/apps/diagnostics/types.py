"""Enums, frozen facts and errors of diagnostics. Origins, depths and level words are data (competencies)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from marshrut.cores.kernel import Decision

__all__ = [
    "OWN_RESULT",
    "SOURCE",
    "AttemptState",
    "AttemptStatus",
    "CalibrationState",
    "CampaignState",
    "DiagnosticsError",
    "Feedback",
    "GrowthState",
    "InstrumentState",
    "ItemDoubt",
    "ItemKind",
    "Mode",
    "NewResult",
    "ResultsState",
    "SavedAnswer",
    "Tailoring",
    "Verdict",
]


#: What evidence names as its source: a result.
SOURCE = "diagnostics.result"
#: A problem of a line against a result of our own test: a file may stand beside it and never in its place.
OWN_RESULT = "conflict-own"


class DiagnosticsError(Exception):
    """Something about a diagnostic that a person can mend; the text is for the screen."""


class ItemKind(StrEnum):
    """How an item is answered and scored."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    SHORT = "short"
    TEXT = "text"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "single": "один ответ",
            "multiple": "несколько ответов",
            "ordering": "расставить по порядку",
            "numeric": "число",
            "short": "короткий ответ",
            "text": "развёрнутый ответ по критериям",
        }[self.value]

    @property
    def by_person(self) -> bool:
        """Scored by a person with a rubric, not by a key."""
        return self is ItemKind.TEXT


class InstrumentState(StrEnum):
    """A version of an instrument: drafted, in use (frozen: answers point at it), no longer given."""

    DRAFT = "draft"
    IN_USE = "in_use"
    RETIRED = "retired"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"draft": "черновик", "in_use": "используется", "retired": "больше не предлагается"}[self.value]


class Feedback(StrEnum):
    """When the person sees what came out."""

    AT_ONCE = "at_once"
    AFTER_CAMPAIGN = "after_campaign"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"at_once": "сразу после теста", "after_campaign": "когда диагностика закончится"}[self.value]


class CampaignState(StrEnum):
    """A campaign. Transitions: `rules.CAMPAIGN_STEPS`. Open or over by days is not stored: the period says it."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"draft": "готовится", "announced": "объявлена", "closed": "завершена", "cancelled": "отменена"}[
            self.value
        ]


class CalibrationState(StrEnum):
    """A calibration of the bank. Transitions: `rules.scales.CALIBRATION_STEPS`."""

    RUNNING = "running"
    READY = "ready"
    #: Its scores are being written and everybody touched is judged anew.
    APPLYING = "applying"
    IN_FORCE = "in_force"
    RETIRED = "retired"
    DROPPED = "dropped"
    FAILED = "failed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "running": "считается",
            "ready": "посчитана, ждёт решения",
            "applying": "вводится в действие",
            "in_force": "действует",
            "retired": "заменена",
            "dropped": "отложена",
            "failed": "не посчитана",
        }[self.value]


class GrowthState(StrEnum):
    """A comparison of two diagnostics."""

    RUNNING = "running"
    MADE = "made"
    FAILED = "failed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"running": "считается", "made": "посчитано", "failed": "не посчитано"}[self.value]


class ItemDoubt(StrEnum):
    """What of a calibrated item is to be looked at by a person. Never a reason to drop it by itself."""

    WEAK = "weak"
    KEY = "key"
    MISFIT = "misfit"
    EASY = "easy"
    HARD = "hard"
    PAIR = "pair"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "weak": "почти не отличает знающих от незнающих",
            "key": "проверьте ключ: сильные чаще выбирают другой ответ",
            "misfit": "ответы не ложатся на кривую",
            "easy": "решают почти все",
            "hard": "не решает почти никто",
            "pair": "подсказывает другое задание или повторяет его",
        }[self.value]


class Mode(StrEnum):
    """How the answers came: given on a device, or on paper and typed back."""

    ONLINE = "online"
    PAPER = "paper"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"online": "на устройстве", "paper": "на бумаге"}[self.value]


class AttemptState(StrEnum):
    """One person's attempt. Transitions: `rules.ATTEMPT_STEPS`."""

    RUNNING = "running"
    #: Handed in, and texts wait for whoever scores them.
    MARKING = "marking"
    DONE = "done"
    ANNULLED = "annulled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"running": "идёт", "marking": "ждёт проверки", "done": "завершена", "annulled": "аннулирована"}[
            self.value
        ]


class ResultsState(StrEnum):
    """A file with results on its way in and back. Transitions: `rules.RESULTS_STEPS`."""

    CHECKING = "checking"
    CHECKED = "checked"
    UNREADABLE = "unreadable"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "checking": "проверяется",
            "checked": "проверено, ждёт решения",
            "unreadable": "не читается",
            "applying": "применяется",
            "applied": "применено",
            "failed": "не применено: сбой",
            "dropped": "отменено до применения",
            "undoing": "отменяется",
            "undone": "отменено",
        }[self.value]


class Verdict(StrEnum):
    """What a line with a result would do."""

    NEW = "new"
    SAME = "same"
    CONFLICT = "conflict"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "new": "появится",
            "same": "уже есть",
            "conflict": "расходится с другим результатом",
            "doubtful": "нужно ваше решение",
            "wrong": "с ошибкой",
        }[self.value]


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """What the server says of an answer. `current` is what counts now; `conflict`: another device was first."""

    item: UUID
    seq: int
    current: Any
    conflict: bool = False
    repeated: bool = False
    #: Why it does not count, though it is kept.
    refused: Decision | None = None
    #: An adaptive test has nothing more to ask.
    over: bool = False


@dataclass(frozen=True, slots=True)
class AttemptStatus:
    """Where an attempt stands, by the server's clock."""

    state: AttemptState
    now: datetime
    deadline: datetime | None
    seconds_left: int | None
    answered: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class NewResult:
    """A result on its way into the table; a model's object for each of so many lines takes ten times the memory."""

    pk: UUID
    tenant_id: UUID
    person_id: UUID
    on: date
    node_id: UUID
    origin: str
    held_by_id: UUID | None
    held_by_name: str
    depth: str
    stage: str
    instrument_id: UUID | None
    instrument_name: str
    version_id: UUID | None
    source_id: UUID
    outcome: dict[str, Any]
    scores: list[float | None] | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Tailoring:
    """How an adaptive test goes in each competency: items at least and at most, how sure is sure enough, one of how
    many best items is given by lot.
    """

    shortest: int
    longest: int
    certainty: float = 0.8
    among: int = 1

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Tailoring | None:
        """As a version keeps it; None: everybody gets every item."""
        return cls(**stored) if stored else None

    @property
    def stored(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @property
    def faults(self) -> list[str]:
        """What is impossible in it, in words."""
        found = []
        if not 1 <= self.shortest <= self.longest:
            found.append("наименьшее число заданий на компетенцию должно быть от 1 и не больше наибольшего")
        if not 0.5 < self.certainty < 1:  # noqa: PLR2004 - a coin is not certain
            found.append("уверенность — больше 50 и меньше 100 процентов")
        if self.among < 1:
            found.append("выбирать нужно хотя бы из одного задания")
        return found
