"""Names and numbers of people as lists write them. Pure; every function answers (value, faults)."""

from __future__ import annotations

import re

from marshrut.apps.registry.reading.faults import Fault, fault, warned
from marshrut.apps.registry.reading.tidy import cyrillic, mask_snils, spaced

__all__ = ["name_of", "snils_fits", "snils_of", "split_name"]

_NAME = re.compile(r"[А-Яа-яЁёA-Za-z'’` \-.()]+")
_INITIALS = re.compile(r"(?:[А-ЯЁа-яё]\.\s*)+|[А-ЯЁ]{1,2}")
_PART = re.compile(r"[^ \-'’`(]+")
#: Written with a small letter after a name.
_SMALL = frozenset({"оглы", "оглу", "улы", "уулу", "кызы", "кизи", "гызы", "заде"})
_NOTHING = frozenset({"", "-", "–", "—", "нет", "б/о", "отсутствует"})
#: Numbers up to this one were given before control digits were.
_NO_CONTROL = 1_001_998
_LENGTH = 11


def name_of(text: str) -> tuple[str, list[Fault]]:
    """A surname, given name or patronymic in ordinary letters: «ИВАНОВА-ПЕТРОВА» → «Иванова-Петрова»."""
    text = spaced(text)
    if text.lower() in _NOTHING:
        return "", []
    faults = []
    text, repaired, mixed = cyrillic(text)
    if repaired:
        faults.append(
            warned("latin-letters", "Латинские буквы внутри русского слова заменены русскими.", "Проверьте написание.")
        )
    if mixed or any("a" <= letter <= "z" for letter in text.lower()):
        return "", [fault("mixed-letters", "В имени латинские буквы.", "Наберите имя русскими буквами.")]
    if not _NAME.fullmatch(text):
        return "", [fault("not-a-name", "Это не похоже на имя.", "Оставьте в ячейке только имя, буквами.")]
    if _INITIALS.fullmatch(text):
        return "", [fault("initials", "Вместо имени инициал.", "Напишите имя и отчество полностью.")]
    return _cased(text), faults


def _cased(text: str) -> str:
    made = _PART.sub(lambda part: part.group().capitalize(), text)
    return " ".join(word.lower() if word.lower() in _SMALL else _small_tail(word) for word in made.split(" "))


def _small_tail(word: str) -> str:
    head, dash, tail = word.rpartition("-")
    return f"{head}{dash}{tail.lower()}" if dash and tail.lower() in _SMALL else word


def split_name(text: str) -> tuple[tuple[str, str, str] | None, list[Fault]]:
    """Фамилия, имя, отчество of one cell."""
    text = spaced(text)
    if text.lower() in _NOTHING:
        return None, []
    parts = text.split(" ")
    if len(parts) > 3 and parts[-1].lower() in _SMALL:  # noqa: PLR2004 — three names and a «оглы»
        parts = [*parts[:2], " ".join(parts[2:])]
    rest = parts[1:]
    if any("." in part for part in rest) or (rest and all(_INITIALS.fullmatch(part) for part in rest)):
        return None, [fault("initials", "Вместо имени инициалы.", "Напишите фамилию, имя и отчество полностью.")]
    if len(parts) not in (2, 3):
        cure = "Запишите через пробел: фамилия, имя, отчество; или разнесите по трём столбцам."
        return None, [fault("full-name-parts", "Не удалось разделить на фамилию, имя и отчество.", cure)]
    faults: list[Fault] = []
    made = []
    for part in parts:
        value, found = name_of(part)
        faults += [one for one in found if one not in faults]
        made.append(value)
    return (made[0], made[1], "".join(made[2:])), faults


def snils_fits(digits: str) -> bool:
    """Whether the control digits are right (numbers up to 001-001-998 have none)."""
    number, control = int(digits[:9]), int(digits[9:])
    if number <= _NO_CONTROL:
        return number > 0
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return control == (total % 101) % 100


def snils_of(value: object) -> tuple[str, list[Fault]]:
    """Eleven digits, with lost leading zeros put back where the control digits then agree; '' where there is none."""
    number = isinstance(value, (int, float))
    text = f"{value:.0f}" if isinstance(value, float) else spaced(str(value))
    if text.lower() in _NOTHING:
        return "", []
    shown = mask_snils(text)
    digits = re.sub(r"[\s\-–—._]", "", text)
    if not digits.isdecimal() or not digits.isascii():
        return "", [fault("snils-letters", "В СНИЛС не только цифры.", "Запишите 11 цифр СНИЛС.", shown)]
    short = len(digits) < _LENGTH
    if short and len(digits) >= 7 and snils_fits(digits.zfill(_LENGTH)):  # noqa: PLR2004 — more zeros is no accident
        why = "Excel убрал нули в начале СНИЛС" if number else "В СНИЛС не хватало нулей в начале"
        return digits.zfill(_LENGTH), [warned("snils-zeros", f"{why}: возвращены.", "Сверьте с документом.", shown)]
    if len(digits) != _LENGTH:
        text = f"В СНИЛС цифр: {len(digits)}, а нужно 11."
        return "", [fault("snils-length", text, "Сверьте СНИЛС с документом; если его нет — оставьте пусто.", shown)]
    if not snils_fits(digits):
        cure = "Сверьте СНИЛС с документом: в нём опечатка. Если проверить нельзя — оставьте ячейку пустой."
        return "", [fault("snils-control", "Контрольное число СНИЛС не сходится.", cure, shown)]
    return digits, []
