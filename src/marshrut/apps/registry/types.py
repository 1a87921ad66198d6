"""Enums and frozen facts of the registry. Lists that a region may extend (kinds of schools, statuses, roles of people,
conditions) are data in `regions/`, not enums."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

__all__ = [
    "CLAIMS",
    "Completeness",
    "Doubt",
    "ImportKind",
    "ImportState",
    "JobKind",
    "KeyScheme",
    "LineVerdict",
    "PersonFacts",
    "Problem",
    "RegistryError",
    "SentState",
    "SentVerdict",
    "StaffCategory",
]


class RegistryError(Exception):
    """Something about lists that a person can mend; the text is for the screen."""


class StaffCategory(StrEnum):
    """Which staff a post belongs to: a post of the nomenclature says it, nobody chooses."""

    TEACHING = "teaching"
    MANAGEMENT = "management"
    OTHER = "other"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "teaching": "педагогические работники",
            "management": "управленческие кадры",
            "other": "другие работники",
        }[self.value]


class JobKind(StrEnum):
    """What an employment is to the person: the main one, a second one at the same place, one from outside."""

    MAIN = "main"
    SECOND = "second"
    OUTSIDE = "outside"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "main": "основная работа",
            "second": "внутреннее совместительство",
            "outside": "внешнее совместительство",
        }[self.value]


#: Two organisations that both say this of one person on one day claim them both.
CLAIMS = frozenset({JobKind.MAIN})


class KeyScheme(StrEnum):
    """Whose number it is. `system` of a key: of which other system (outside), of which organisation (personnel)."""

    SNILS = "snils"
    OGRN = "ogrn"
    INN = "inn"
    OKTMO = "oktmo"
    OUTSIDE = "outside"
    #: Given by one organisation within itself: the school next door has a number 17 too.
    PERSONNEL = "personnel"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "snils": "СНИЛС",
            "ogrn": "ОГРН",
            "inn": "ИНН",
            "oktmo": "ОКТМО",
            "outside": "внешний код",
            "personnel": "табельный номер",
        }[self.value]


class Doubt(StrEnum):
    """Why a line of a list is doubtful; lines of one kind can be answered together."""

    NUMBER = "number"
    SNILS = "snils"
    NAMESAKE = "namesake"
    BIRTH = "birth"
    SEVERAL = "several"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "number": "Номер тот же, а имя и дата рождения другие",
            "snils": "Имя и дата рождения те же, а СНИЛС другой",
            "namesake": "Полный тёзка записан в другой организации, дата рождения неизвестна",
            "birth": "Имя и организация те же, а дата рождения другая",
            "several": "Подходят несколько записанных людей",
        }[self.value]


class ImportKind(StrEnum):
    """What a file is a list of."""

    ORGANISATIONS = "organisations"
    STAFF = "staff"
    ROLES = "roles"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"organisations": "организации", "staff": "работники", "roles": "методисты и другие роли"}[self.value]


class Completeness(StrEnum):
    """What the person says the file is complete for. Only inside a full list does *absent* mean anything."""

    FULL = "full"
    ADDITION = "addition"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"full": "полный список", "addition": "дополнение"}[self.value]


class ImportState(StrEnum):
    """Where an import stands. Transitions: `rules.IMPORT_STEPS`."""

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


class LineVerdict(StrEnum):
    """What a line of a file would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "new": "появится",
            "changed": "изменится",
            "same": "без изменений",
            "doubtful": "нужно ваше решение",
            "wrong": "с ошибкой",
        }[self.value]


class SentState(StrEnum):
    """Where a file from elsewhere stands: received → checking → checked → applying → applied → undoing → undone; failed
    at any step; dropped by hand. Transitions: `rules.SENT_STEPS`."""

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


class SentVerdict(StrEnum):
    """What would become of a line of such a file."""

    NEW = "new"
    UPDATES = "updates"
    SAME = "same"
    DOUBTFUL = "doubtful"
    CONFLICT = "conflict"
    FAULTY = "faulty"
    SKIPPED = "skipped"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "new": "новая",
            "updates": "изменит записанное",
            "same": "уже есть",
            "doubtful": "нужен ответ",
            "conflict": "расходится",
            "faulty": "с ошибкой",
            "skipped": "пропущена",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, where it stands, and what to do. `warning`: the line can be applied all the same."""

    code: str
    text: str
    cure: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    warning: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "code": self.code,
            "text": self.text,
            "cure": self.cure,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "warning": self.warning,
        }


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person where two records are compared."""

    family_name: str
    given_name: str
    patronymic: str = ""
    birth_date: date | None = None
    snils: str = ""
    codes: frozenset[str] = field(default_factory=frozenset)
    nodes: frozenset[str] = field(default_factory=frozenset)

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество."""
        return f"{self.family_name} {self.given}".strip()

    @property
    def given(self) -> str:
        """Имя Отчество: what stays when a surname changes."""
        return f"{self.given_name} {self.patronymic}".strip()
