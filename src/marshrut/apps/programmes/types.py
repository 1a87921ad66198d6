"""Enums and frozen facts of programmes. Lists that differ between regions stand in `regions/`."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ApplicationState",
    "Attendance",
    "CohortPart",
    "CohortState",
    "DocumentKind",
    "EnrolmentState",
    "LearningFileKind",
    "LearningFileState",
    "LineVerdict",
    "ProgrammeKind",
    "ProgrammeState",
    "RegisterAnswer",
]


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


class LearningFileState(StrEnum):
    """received → checking → checked → applying → applied → undoing → undone; failed at any step; dropped by hand."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"
    FAILED = "failed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "received": "получен",
            "checking": "проверяется",
            "checked": "проверен",
            "applying": "записывается",
            "applied": "записан",
            "undoing": "отменяется",
            "undone": "отменён",
            "dropped": "отложен",
            "failed": "не прочитан",
        }[self.value]


class LineVerdict(StrEnum):
    """What would become of a line."""

    NEW = "new"
    SAME = "same"
    DOUBTFUL = "doubtful"
    CONFLICT = "conflict"
    FAULTY = "faulty"
    SKIPPED = "skipped"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "new": "новая",
            "same": "уже есть",
            "doubtful": "нужен ответ",
            "conflict": "расходится",
            "faulty": "с ошибкой",
            "skipped": "пропущена",
        }[self.value]
