"""Pure decisions about signing in: locks, codes, names to sign in with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Role

__all__ = [
    "CODE_LIFE",
    "LOCK_AFTER",
    "LOCK_FOR",
    "CodeState",
    "PastedName",
    "login_stem",
    "may_add",
    "may_handle",
    "may_make_key",
    "may_skip_second_factor",
    "may_try",
    "may_use_code",
    "parse_names",
    "session_over",
    "tidy_login",
    "wrong_code",
    "wrong_password",
]

#: Wrong tries of one name from one address before a pause, and the pause. Another name at the same address is free.
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
#: A slip is good for a month of holidays; a code burns after this many wrong tries wherever they come from.
CODE_LIFE = timedelta(days=45)
CODE_TRIES = 10
#: Who hands out slips.
HANDLERS = frozenset({Role.SCHOOL, Role.ADMINISTRATOR})
#: A key of another system lives a year at most: then somebody looks whether it is still needed.
KEY_LIFE = timedelta(days=366)
#: A name has a surname and a given name; a patronymic may be two words («Али кызы»).
FEWEST_WORDS, MOST_WORDS = 2, 4

#: As in a passport, without the signs.
_LETTERS = (
    *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f"),
    *("kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia"),
)
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _LETTERS,
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class CodeState:
    """What is known of a code when somebody types one."""

    exists: bool
    expires_at: datetime | None = None
    used: bool = False
    ended: bool = False
    wrong_tries: int = 0


@dataclass(frozen=True, slots=True)
class PastedName:
    """A line of a pasted list: a name, or why it is none."""

    line: int
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    problem: str = ""


def may_try(failures: int, last: datetime | None, *, now: datetime) -> Decision:
    """ACCOUNTS-01: another try of this name from this address, after so many failures in the last pause's length."""
    if failures < LOCK_AFTER or last is None or now - last >= LOCK_FOR:
        return allow("ACCOUNTS-01", failures=failures)
    minutes = max(1, -(-int((last + LOCK_FOR - now).total_seconds()) // 60))
    text = f"Слишком много неверных попыток. Попробуйте через {minutes} мин. или возьмите новый код в школе."
    return refuse("ACCOUNTS-01", text, failures=failures, minutes=minutes)


def may_use_code(code: CodeState, *, now: datetime) -> Decision:
    """ACCOUNTS-02: whether an activation code still opens anything. A guesser is not told which part is wrong."""
    if code.used:
        return refuse("ACCOUNTS-02", "Этот код уже использован. Если это были не вы, возьмите новый код в школе.")
    if not code.exists or code.ended:
        return refuse("ACCOUNTS-02", "Имя или код не подходят. Проверьте по листку: код — девять цифр.")
    if code.expires_at is not None and now >= code.expires_at:
        return refuse("ACCOUNTS-02", "Срок кода истёк. Возьмите новый код в школе.")
    if code.wrong_tries >= CODE_TRIES:
        return refuse("ACCOUNTS-02", "Код остановлен после многих неверных попыток. Возьмите новый код в школе.")
    return allow("ACCOUNTS-02")


def wrong_password() -> Decision:
    """ACCOUNTS-06: the same words whether the name or the password is wrong."""
    return refuse("ACCOUNTS-06", "Имя или пароль не подходят. Забыли пароль — возьмите новый листок в школе.")


def may_handle(role: Role, *, inside: bool, strong: bool = False) -> Decision:
    """ACCOUNTS-05: hand out slips and reset codes: the school and the administrator, within their place.

    `strong`: the person holds a role that sees many people. Their code is the administrator's to give, wherever the
    account lives: else a school could step into a ministry's shoes.
    """
    if role not in HANDLERS:
        return refuse("ACCOUNTS-05", "Доступы выдают школа и администратор.", role=role.value)
    if not inside:
        return refuse("ACCOUNTS-05", "Этот человек числится не в вашем месте.", role=role.value)
    if strong and role is not Role.ADMINISTRATOR:
        text = "У этого человека есть роль, открывающая сведения о многих людях: код выдаёт администратор."
        return refuse("ACCOUNTS-05", text, role=role.value, strong=True)
    return allow("ACCOUNTS-05", role=role.value)


def session_over() -> Decision:
    """ACCOUNTS-04: something was sent from a page whose session has ended meanwhile."""
    return refuse("ACCOUNTS-04", "Вход завершён. Войдите снова и повторите.")


def wrong_code() -> Decision:
    """ACCOUNTS-07: a second factor that does not fit, or was used once already."""
    text = "Код не подошёл. Проверьте, что часы телефона идут верно, и введите новый код из приложения."
    return refuse("ACCOUNTS-07", text)


def may_skip_second_factor(*, demonstration: bool, loopback: bool) -> Decision:
    """ACCOUNTS-10: no second factor for invented people on a server that nobody else can reach; nowhere else."""
    inputs: dict[str, Any] = {"demonstration": demonstration, "loopback": loopback}
    if demonstration and loopback:
        return allow("ACCOUNTS-10", "Демонстрация на этой машине: второй фактор не нужен.", **inputs)
    return refuse("ACCOUNTS-10", "Второй фактор снимается только в демонстрации на этой же машине.", **inputs)


def may_add(known: Sequence[str]) -> Decision:
    """ACCOUNTS-08: a name that stands at the place already is taken for the same person."""
    if known:
        listed = "; ".join(known[:5]) + (" и другие" if len(known) > 5 else "")  # noqa: PLR2004 - enough to recognise
        text = f"Здесь уже есть: {listed}. Уберите их из списка или отметьте, что это однофамильцы."
        return refuse("ACCOUNTS-08", text, known=len(known))
    return allow("ACCOUNTS-08")


def login_stem(family_name: str) -> str:
    """A surname in plain Latin letters: «Щукина-Ёлкина» -> `shchukina-elkina`. Empty surname: `person`."""
    latin = "".join(_LATIN.get(letter, letter) for letter in family_name.lower())
    latin = re.sub(r"[^a-z]+", "-", latin).strip("-")
    return latin[:40].rstrip("-") or "person"


def tidy_login(typed: str) -> str:
    """What a person typed as their name: any case, spaces, Cyrillic spelling of the same surname."""
    text = "".join(_LATIN.get(letter, letter) for letter in typed.lower())
    return re.sub(r"[\s-]+", "-", text).strip("-")


_NAME = re.compile(r"[А-ЯЁA-Zа-яёa-z][А-ЯЁA-Zа-яёa-z’'\-]*")


def parse_names(text: str) -> list[PastedName]:
    """A pasted list, a person a line: «Фамилия Имя Отчество», also split by tabs or commas; blank lines are skipped."""
    people = []
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        words = [word for word in re.split(r"[\s,;]+", line.strip()) if word]
        if not words:
            continue
        key = tuple(word.lower() for word in words)
        if not FEWEST_WORDS <= len(words) <= MOST_WORDS or not all(_NAME.fullmatch(word) for word in words):
            people.append(
                PastedName(number, problem=f"строка {number}: нужны фамилия, имя и отчество — «{line.strip()[:60]}»")
            )
        elif key in seen:
            people.append(PastedName(number, problem=f"строка {number}: «{' '.join(words)}» повторяется"))
        else:
            seen.add(key)
            people.append(PastedName(number, words[0], words[1], " ".join(words[2:])))
    return people


def may_make_key(role: Role, *, on: date, until: date) -> Decision:
    """ACCOUNTS-09: whose role another system may speak for, and until when."""
    inputs: dict[str, Any] = {"role": role.value, "days": (until - on).days}
    if not ROLE_RIGHTS[role]:
        return refuse(
            "ACCOUNTS-09", "Ключ открывает чужие сведения: роли, которая видит только свои, он не нужен.", **inputs
        )
    if not on < until <= on + KEY_LIFE:
        return refuse("ACCOUNTS-09", "Ключ действует с сегодняшнего дня не дольше года: проверьте дату.", **inputs)
    return allow("ACCOUNTS-09", f"Ключ видит то же, что роль «{role.title}».", **inputs)
