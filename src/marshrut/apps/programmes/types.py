"""Enums and frozen facts of programmes. Lists that differ between regions stand in `regions/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from marshrut.apps.registry.types import SentState, SentVerdict

__all__ = [
    "ApplicationState",
    "ApplyGround",
    "Attendance",
    "CohortPart",
    "CohortState",
    "Completed",
    "DocumentKind",
    "EnrolmentState",
    "LearningEvent",
    "LearningFileKind",
    "LearningFileState",
    "LineVerdict",
    "Offer",
    "ProgrammeKind",
    "ProgrammeState",
    "ProgrammesError",
    "RegisterAnswer",
]


class ProgrammesError(Exception):
    """Something about learning that a person can mend; the text is for the screen."""


class ProgrammeKind(StrEnum):
    """Повышение квалификации or профессиональная переподготовка."""

    UPSKILLING = "upskilling"
    RETRAINING = "retraining"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"upskilling": "повышение квалификации", "retraining": "профессиональная переподготовка"}[self.value]

    @property
    def short(self) -> str:
        return {"upskilling": "ПК", "retraining": "ПП"}[self.value]


class Attendance(StrEnum):
    """In which form people learn."""

    IN_PERSON = "in_person"
    MIXED = "mixed"
    DISTANCE = "distance"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"in_person": "очная", "mixed": "очно-заочная", "distance": "дистанционная"}[self.value]


class ProgrammeState(StrEnum):
    """draft → open → archived; what was archived may be opened again."""

    DRAFT = "draft"
    OPEN = "open"
    ARCHIVED = "archived"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"draft": "готовится", "open": "идёт набор", "archived": "в архиве"}[self.value]


class CohortPart(StrEnum):
    """What a cohort is taught: the whole programme, or the internship that belongs to it."""

    COURSE = "course"
    INTERNSHIP = "internship"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"course": "группа", "internship": "стажировка"}[self.value]


class CohortState(StrEnum):
    """open → running → finished; open or running → cancelled."""

    OPEN = "open"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"open": "идёт набор", "running": "идёт обучение", "finished": "завершена", "cancelled": "отменена"}[
            self.value
        ]


class ApplicationState(StrEnum):
    """asked → seated | waiting → enrolled; from any of these refused, withdrawn, cancelled.

    `asked` waits for the head; their word puts the person on a seat or in the queue in the same transaction.
    """

    ASKED = "asked"
    SEATED = "seated"
    WAITING = "waiting"
    ENROLLED = "enrolled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "asked": "ждёт согласия руководителя",
            "seated": "место есть",
            "waiting": "в очереди",
            "enrolled": "зачислен(а)",
            "refused": "отказано",
            "withdrawn": "заявка отозвана",
            "cancelled": "группа отменена",
        }[self.value]

    @property
    def live(self) -> bool:
        """Whether it may still end in learning."""
        return self in {self.ASKED, self.SEATED, self.WAITING, self.ENROLLED}


class EnrolmentState(StrEnum):
    """learning → completed | left."""

    LEARNING = "learning"
    COMPLETED = "completed"
    LEFT = "left"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"learning": "учится", "completed": "завершил(а)", "left": "выбыл(а)"}[self.value]


class DocumentKind(StrEnum):
    """What is given at the end."""

    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"
    STATEMENT = "statement"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"certificate": "удостоверение", "diploma": "диплом", "statement": "справка"}[self.value]


class RegisterAnswer(StrEnum):
    """Whether the programme stood in the federal register on the day of enrolment."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"yes": "в федеральном реестре", "no": "не в федеральном реестре", "unknown": "о реестре не сказано"}[
            self.value
        ]


class LearningFileKind(StrEnum):
    """What a file brings."""

    PROGRAMMES = "programmes"
    ENROLMENTS = "enrolments"
    COMPLETIONS = "completions"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"programmes": "программы", "enrolments": "зачисления", "completions": "завершённое обучение"}[
            self.value
        ]


#: Files with learning walk as all files from elsewhere do.
LearningFileState = SentState
LineVerdict = SentVerdict


class ApplyGround(StrEnum):
    """Why somebody may ask for a seat."""

    OWN = "own"
    CARE = "care"
    HEAD = "head"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class LearningEvent:
    """Something came about for one person's learning. `kind`: seated, waiting, refused, cancelled, enrolled, left,
    completed, moved. Told to apps above in the transaction of the deed; many people are told in one call."""

    kind: str
    person_id: UUID
    cohort_id: UUID
    on: date
    application_id: UUID | None = None
    step_id: UUID | None = None
    completion_id: UUID | None = None
    #: In words of the screen, for the person.
    words: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A cohort that somebody could still join: what a draft of a route chooses from."""

    cohort_id: UUID
    programme_id: UUID
    title: str
    #: course or internship.
    kind: str
    starts: date
    ends: date
    hours: int
    seats_left: int
    min_size: int
    form: str
    node_id: UUID | None
    place: str
    effects: Mapping[str, float]
    prerequisites: tuple[UUID, ...]
    language: str
    cost: Decimal | None
    #: As the programme stands today; what counts is frozen on the day of enrolment.
    in_register: RegisterAnswer
    #: How many seats somebody holds already.
    held: int = 0


@dataclass(frozen=True, slots=True)
class Completed:
    """Somebody completed something: what counts towards their years and their route."""

    completion_id: UUID
    person_id: UUID
    on: date
    title: str
    kind: str
    hours: int
    in_register: RegisterAnswer
    programme_id: UUID | None
    enrolment_id: UUID | None
    cohort_id: UUID | None
