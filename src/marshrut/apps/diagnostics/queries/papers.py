"""A version of an instrument as it is given to people: read once a process, because a version in use never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from marshrut.apps.diagnostics.models import InstrumentVersion, Slot
from marshrut.apps.diagnostics.types import Feedback, InstrumentState, ItemKind, Tailoring
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["Cut", "Paper", "Task", "get_paper"]


@dataclass(frozen=True, slots=True)
class Task:
    """One item at its place. `key` stays on the server: templates and answers to devices use `asked`."""

    id: UUID
    place: int
    code: str
    kind: ItemKind
    competency: str
    stem: str
    body: Mapping[str, Any]
    key: Mapping[str, Any]
    top: float
    comment: str

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Letters with their texts."""
        return tuple((str(one["id"]), str(one["text"])) for one in self.body.get("options") or ())

    @property
    def key_in_words(self) -> str:
        """What is right, as one would say it; empty where a person marks."""
        key = self.key
        said = key.get("right") or key.get("order") or key.get("value") or " / ".join(key.get("accepted") or ())
        return self.in_words(said)

    def in_words(self, value: Any) -> str:
        """An answer with the texts of its options."""
        texts = dict(self.options)
        if isinstance(value, list):
            mark = " → " if self.kind is ItemKind.ORDERING else "; "
            return mark.join(texts.get(str(one), str(one)) for one in value)
        return texts.get(str(value), str(value)) if value is not None else ""

    @property
    def criteria(self) -> dict[str, float]:
        """Criteria of a text with their most points."""
        return {str(one["id"]): float(one["max"]) for one in self.body.get("criteria") or ()}


@dataclass(frozen=True, slots=True)
class Cut:
    """Shares of a competency's points: from `cut` it is mastered, from `strong` it is a strength."""

    cut: float
    strong: float


@dataclass(frozen=True, slots=True)
class Paper:
    """A version with its items in order."""

    version_id: UUID
    instrument_id: UUID
    code: str
    title: str
    number: int
    introduction: str
    minutes: int | None
    feedback: Feedback
    cuts: Mapping[str, Cut]
    cuts_basis: str
    tasks: tuple[Task, ...]
    #: How an adaptive test goes; empty: everybody gets every task, in order.
    adaptive: Mapping[str, Any] = field(default_factory=dict)
    by_id: Mapping[UUID, Task] = field(default_factory=dict)
    #: Competency → places (from 0) of its items.
    competencies: Mapping[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Places by competency are asked of every work: they are found once."""
        found: dict[str, list[int]] = {}
        for number, task in enumerate(self.tasks):
            found.setdefault(task.competency, []).append(number)
        places = {competency: tuple(numbers) for competency, numbers in found.items()}
        object.__setattr__(self, "competencies", MappingProxyType(places))

    def cut_of(self, competency: str) -> Cut:
        """The cut of a competency, its own or the common one."""
        return self.cuts.get(competency) or self.cuts[""]

    @property
    def top(self) -> float:
        """The most points of all items."""
        return sum(task.top for task in self.tasks)

    @property
    def tailoring(self) -> Tailoring | None:
        """How an adaptive test goes; None: everybody gets every item, in order."""
        return Tailoring.of(self.adaptive)

    @property
    def longest(self) -> int:
        """How many items one person is given at most."""
        if self.tailoring is None:
            return len(self.tasks)
        return sum(min(self.tailoring.longest, len(places)) for places in self.competencies.values())

    @property
    def shortest(self) -> int:
        """How many items one person is given at least, going to the end."""
        if self.tailoring is None:
            return len(self.tasks)
        return sum(min(self.tailoring.shortest, len(places)) for places in self.competencies.values())


def get_paper(viewer: AnyViewer, version_id: UUID) -> Paper:
    """The version with its items; raises InstrumentVersion.DoesNotExist. Drafts are read anew each time."""
    state = InstrumentVersion.objects.of(viewer).filter(pk=version_id).values_list("state", flat=True).first()
    if state is None:
        raise InstrumentVersion.DoesNotExist
    return _read(version_id) if state == InstrumentState.DRAFT else _kept(version_id)


@lru_cache(maxsize=64)
def _kept(version_id: UUID) -> Paper:
    return _read(version_id)


def _read(version_id: UUID) -> Paper:
    system = SystemViewer("diagnostics.paper")  # whether it is the viewer's tenant was asked before
    version = InstrumentVersion.objects.of(system).select_related("instrument").get(pk=version_id)
    slots = Slot.objects.of(system).filter(version_id=version_id).order_by("place")
    tasks = tuple(
        Task(
            id=one.item_version_id,
            place=one.place,
            code=one.item_version.item.code,
            kind=ItemKind(one.item_version.kind),
            competency=one.item_version.competency,
            stem=one.item_version.stem,
            body=one.item_version.body,
            key=one.item_version.key,
            top=float(one.item_version.max_score),
            comment=one.item_version.comment,
        )
        for one in slots.select_related("item_version__item")
    )
    return Paper(
        version_id=version.pk,
        instrument_id=version.instrument_id,
        code=version.instrument.code,
        title=version.instrument.title,
        number=version.number,
        introduction=version.introduction,
        minutes=version.minutes,
        feedback=Feedback(version.feedback),
        cuts=MappingProxyType({key: Cut(float(one["cut"]), float(one["strong"])) for key, one in version.cuts.items()}),
        cuts_basis=version.cuts_basis,
        tasks=tasks,
        adaptive=MappingProxyType(dict(version.adaptive)),
        by_id=MappingProxyType({task.id: task for task in tasks}),
    )
