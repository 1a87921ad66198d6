"""Enums and frozen facts of competencies. Lists that are data (areas, origins, level words) stand in `regions/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from marshrut.cores.psychometrics import Doubt, Standing

__all__ = [
    "AppealState",
    "Asking",
    "Companion",
    "Depth",
    "Doubt",
    "GroupState",
    "NewEvidence",
    "OpenGround",
    "ScaledValue",
    "Slice",
    "SpreadState",
    "Stage",
    "Standing",
    "doubt_words",
    "expert_word",
    "kind_word",
    "tone_of",
]


class Depth(StrEnum):
    """How much a result says: from the bare fact to every single item."""

    FACT = "fact"
    LEVEL = "level"
    PERCENT = "percent"
    AREAS = "areas"
    ITEMS = "items"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "fact": "только факт",
            "level": "уровень словом",
            "percent": "общий процент",
            "areas": "баллы по областям",
            "items": "баллы по заданиям",
        }[self.value]


class Stage(StrEnum):
    """What the diagnostics stood before or after; growth is exit against entry."""

    ENTRY = "entry"
    INTERIM = "interim"
    EXIT = "exit"
    NONE = ""

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"entry": "входная", "interim": "промежуточная", "exit": "итоговая", "": ""}[self.value]


class AppealState(StrEnum):
    """asked → answered."""

    ASKED = "asked"
    ANSWERED = "answered"


class OpenGround(StrEnum):
    """Why somebody may open a person's results."""

    OWN = "own"
    CARE = "care"
    SHARE = "share"


class Slice(StrEnum):
    """What a group figure is cut by: competencies, or areas within a group of subjects."""

    COMPETENCY = "competency"
    SUBJECTS = "subjects"


class GroupState(StrEnum):
    """What stands in a cell of a group's figures."""

    SHOWN = "shown"
    #: Fewer people than may be shown, nobody's level known, or hidden so that another cell cannot be derived: all look
    #: the same.
    HIDDEN = "hidden"
    #: Nobody was asked there; no row stands for it.
    EMPTY = "empty"


class SpreadState(StrEnum):
    """A draft of who goes to which methodist: making → ready → accepting → accepted → undone; dropped by hand; failed.
    What follows what: `rules.spreading.SPREAD_MOVES`."""

    MAKING = "making"
    READY = "ready"
    ACCEPTING = "accepting"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    DROPPED = "dropped"
    FAILED = "failed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "making": "считается",
            "ready": "ничего ещё не записано",
            "accepting": "записывается",
            "accepted": "записано",
            "undone": "отменено",
            "dropped": "выброшен",
            "failed": "не посчитан",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody whom nobody accompanies: where they work and what they teach (small letters)."""

    person_id: UUID
    name: str
    nodes: frozenset[UUID]
    municipality: UUID | None
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Somebody who may accompany. `municipality` None: anybody's of the place; `has`: how many they have already."""

    person_id: UUID
    name: str
    nodes: frozenset[UUID]
    municipality: UUID | None
    subjects: frozenset[str]
    has: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """One result about one competency of one person, as whoever writes it knows it.

    `earned` of `possible` points; of a level word: the middle of its interval, of 1. `cut` and `strong` are shares of
    points; None: what the order or the product says. `source_type` and `source_id` name the record it comes from (an
    attempt, an imported line): the same source says one thing of a competency once. `instrument_key` is the same for
    everything that is not independent; `node_id` where the person worked that day.
    """

    person_id: UUID
    competency: str
    on: date
    earned: float
    possible: float
    origin: str
    depth: Depth
    source_type: str
    source_id: UUID
    cut: float | None = None
    strong: float | None = None
    stage: Stage = Stage.NONE
    instrument_key: str = ""
    instrument_title: str = ""
    node_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ScaledValue:
    """What a result says of a competency by calibrated items: a share on the common scale of mastery worth so many
    items, and its mean and standard deviation there (`cores.psychometrics.measured`)."""

    share: float
    items: float
    mean: float
    spread: float


_KIND = {
    Standing.CERTAIN: "стоит подтянуть",
    Standing.LIKELY: "похоже, стоит подтянуть",
    Standing.SOUND: "всё в порядке",
    Standing.STRONG: "сильная сторона",
    Standing.UNKNOWN: "мало данных",
}
_EXPERT = {
    Standing.CERTAIN: "дефицит",
    Standing.LIKELY: "вероятный дефицит",
    Standing.SOUND: "дефицита нет",
    Standing.STRONG: "сильная сторона",
    Standing.UNKNOWN: "мало данных",
}
_TONES = {
    Standing.CERTAIN: "sun",
    Standing.LIKELY: "sun",
    Standing.SOUND: "road",
    Standing.STRONG: "road",
    Standing.UNKNOWN: "sky",
}
_DOUBTS = {
    Doubt.NONE: "",
    Doubt.FEW: "заданий пока слишком мало, чтобы говорить уверенно",
    Doubt.CONTRADICTORY: "источники говорят разное: нужен ещё один",
    Doubt.NEAR_CUT: "результат рядом с порогом: может быть и так, и так",
    Doubt.OLD: "результаты давние, им уже нельзя верить как прежде",
}


def kind_word(standing: Standing) -> str:
    """What the person reads: helps and never accuses."""
    return _KIND[standing]


def expert_word(standing: Standing) -> str:
    """What specialists and documents say."""
    return _EXPERT[standing]


def tone_of(standing: Standing) -> str:
    """The colour of a standing; the words repeat it."""
    return _TONES[standing]


def doubt_words(doubt: Doubt) -> str:
    """Why nothing can be said yet."""
    return _DOUBTS[doubt]
