"""What is decided of lists: sent, checked, answered, applied, taken back, asked for. Over facts alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from marshrut.apps.registry.rules.records import EDITORS, PLACE_EDITORS
from marshrut.apps.registry.types import Doubt, ImportKind, ImportState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "IMPORT_STEPS",
    "MANY_ABSENT",
    "judge_line",
    "may_answer_line",
    "may_apply_absences",
    "may_apply_doubts",
    "may_apply_surely",
    "may_apply_wrong",
    "may_explain_absence",
    "may_move_list",
    "may_remind",
    "may_send_list",
    "may_take_back",
]


def may_remind(
    role: Role, *, inside: bool, missing: bool, today: bool, due: date | None = None, on: date | None = None
) -> Decision:
    """REGISTRY-37: who reminds an organisation of its staff list: whoever waits for it, once a day, while it is due."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside, "missing": missing, "today": today}
    if not inside or role not in PLACE_EDITORS:
        text = "Напомнить о списке может муниципалитет или центр организациям своей территории."
        return refuse("REGISTRY-37", text, **inputs)
    if not missing:
        return refuse("REGISTRY-37", "Список отсюда уже прислан: напоминать не о чем.", **inputs)
    if today:
        return refuse("REGISTRY-37", "Сегодня уже напоминали. Следующий раз — завтра.", **inputs)
    if due is not None and on is not None and due < on:
        return refuse("REGISTRY-37", "Срок уже прошёл: назовите сегодняшний или будущий день.", **inputs)
    return allow("REGISTRY-37", "Напоминание появится на рабочем столе организации.", **inputs)


#: Which way a list goes, also back: a check that found something else, a deed that failed.
IMPORT_STEPS: Mapping[ImportState, frozenset[ImportState]] = MappingProxyType(
    {
        ImportState(state): frozenset(map(ImportState, steps.split()))
        for state, steps in {
            "checking": "checked unreadable failed dropped",
            "checked": "checking applying dropped",
            "unreadable": "checking dropped",
            "applying": "applied checked failed",
            "failed": "checking dropped",
            "applied": "undoing",
            "undoing": "undone applied",
            "dropped": "",
            "undone": "",
        }.items()
    }
)


#: A full list that lacks more than this part of what is recorded is asked about once more.
MANY_ABSENT = 0.05


_SENDERS = {ImportKind.STAFF: EDITORS, ImportKind.ORGANISATIONS: PLACE_EDITORS, ImportKind.ROLES: PLACE_EDITORS}


def may_send_list(role: Role, kind: ImportKind, *, inside: bool) -> Decision:
    """REGISTRY-10: who sends which list: staff for the own place and below, organisations and roles not by a school."""
    inputs: dict[str, Any] = {"role": role.value, "kind": kind.value, "inside": inside}
    if not inside:
        return refuse("REGISTRY-10", "Это место вне вашей территории: список пришлёт тот, чьё оно.", **inputs)
    if role not in _SENDERS[kind]:
        text = f"Список «{kind.title}» присылает не «{role.title}»: передайте его в муниципалитет или в центр."
        return refuse("REGISTRY-10", text, **inputs)
    return allow("REGISTRY-10", f"Роль «{role.title}» присылает списки своего места.", **inputs)


def may_move_list(state: ImportState, to: ImportState) -> Decision:
    """REGISTRY-11: what may happen to a list next, by the table of steps."""
    if to in IMPORT_STEPS[state]:
        return allow("REGISTRY-11", state=state.value, to=to.value)
    text = f"Список сейчас: «{state.title}». Это действие для него закрыто: обновите страницу."
    return refuse("REGISTRY-11", text, state=state.value, to=to.value)


def may_apply_doubts(*, doubtful: int) -> Decision:
    """REGISTRY-12: nothing is applied while somebody in the list may be one person or another."""
    if doubtful:
        return refuse("REGISTRY-12", f"Сначала ответьте, кто это: строк без ответа — {doubtful}.", doubtful=doubtful)
    return allow("REGISTRY-12", doubtful=0)


def may_apply_absences(*, unanswered: int) -> Decision:
    """REGISTRY-13: whoever is recorded and absent from a full list needs a reason; silence changes nothing."""
    if unanswered:
        text = f"Записаны, а в полном списке их нет: {unanswered}. Назовите причины или скажите, что это дополнение."
        return refuse("REGISTRY-13", text, unanswered=unanswered)
    return allow("REGISTRY-13", unanswered=0)


def may_apply_surely(*, absent: int, recorded: int, warnings: Sequence[str], sure: bool) -> Decision:
    """REGISTRY-14: a list that looks like another one than it says is applied only when asked about once more."""
    inputs: dict[str, Any] = {"absent": absent, "recorded": recorded, "warnings": len(warnings), "sure": sure}
    doubts = list(warnings)
    if recorded and absent / recorded > MANY_ABSENT:
        doubts.insert(0, f"В списке нет {absent} из {recorded} записанных: это больше {MANY_ABSENT:.0%}.")
    if doubts and not sure:
        return refuse("REGISTRY-14", " ".join([*doubts, "Если всё верно, подтвердите ещё раз."]), **inputs)
    return allow("REGISTRY-14", **inputs)


def may_take_back(*, dependents: Sequence[str]) -> Decision:
    """REGISTRY-15: an import is taken back while nothing that others have done since depends on it."""
    if dependents:
        text = f"Отменить нельзя: от этого списка уже зависит {'; '.join(dependents)}. Сначала отмените это."
        return refuse("REGISTRY-15", text, dependents=len(dependents))
    return allow("REGISTRY-15", dependents=0)


def may_apply_wrong(*, wrong: int, skip_wrong: bool, fit: int) -> Decision:
    """REGISTRY-16: lines with errors are left out only when the person says so, and something must be left."""
    inputs: dict[str, Any] = {"wrong": wrong, "skip_wrong": skip_wrong, "fit": fit}
    if wrong and not skip_wrong:
        text = f"Строк с ошибками — {wrong}. Исправьте их и пришлите файл снова или согласитесь пропустить."
        return refuse("REGISTRY-16", text, **inputs)
    if not fit:
        return refuse("REGISTRY-16", "В списке нет ни одной строки, которую можно применить.", **inputs)
    return allow("REGISTRY-16", **inputs)


@cache
def judge_line(*, number: str, names: bool, given: bool, birth: str, place: bool) -> Decision:
    """REGISTRY-17: whether a line of a list tells of a recorded person. `number` (СНИЛС or a code) and `birth` are
    same, other or unknown; the grade is certain, renamed (another surname), doubtful or other."""
    inputs: dict[str, Any] = {"number": number, "names": names, "given": given, "birth": birth, "place": place}

    same, other, unknown = number == "same", number == "other", birth == "unknown"
    table = (
        (same and (names or (birth == "same" and not given)), "certain", "Совпал номер."),
        (same and given and birth != "other", "renamed", "Совпал номер, фамилия другая."),
        (same, Doubt.NUMBER, "Номер тот же, а имя и дата рождения другие: проверьте номер."),
        (other and names and birth == "same", Doubt.SNILS, "Имя и дата рождения те же, а СНИЛС другой."),
        (other, "other", "СНИЛС другой."),
        (names and birth == "same", "certain", "Совпали имя и дата рождения."),
        (names and unknown and place, "certain", "Совпали имя и организация."),
        (names and unknown, Doubt.NAMESAKE, "Полный тёзка в другой организации, дата рождения неизвестна."),
        (names and place, Doubt.BIRTH, "Имя и организация те же, а дата рождения другая."),
        (given and birth == "same" and place, "renamed", "Имя, отчество, дата рождения те же, фамилия другая."),
        (True, "other", "Совпадений мало."),
    )
    word, text = next((word, text) for fits, word, text in table if fits)
    if word == "other":
        return refuse("REGISTRY-17", text, **inputs, grade=word)
    if isinstance(word, Doubt):
        return allow("REGISTRY-17", text, **inputs, grade="doubtful", doubt=word.value)
    return allow("REGISTRY-17", text, **inputs, grade=word)


def may_answer_line(*, state: ImportState, candidates: Collection[str], answer: str) -> Decision:
    """REGISTRY-18: a doubtful line is one of the people offered, a new person, or is left out."""
    if state is not ImportState.CHECKED:
        return refuse("REGISTRY-18", "Отвечать можно, пока список проверен и ждёт решения.", state=state.value)
    if not candidates:
        return refuse("REGISTRY-18", "Об этой строке ничего не спрашивали.")
    if answer not in {"new", "skip", *candidates}:
        return refuse("REGISTRY-18", "Выберите одного из предложенных людей, «новый человек» или «пропустить».")
    return allow("REGISTRY-18", candidates=len(candidates))


def may_explain_absence(*, state: ImportState, known: bool, since: date | None, as_of: date) -> Decision:
    """REGISTRY-19: a reason for an absence is one of the list's kind, from a day not after the list's own."""
    if state is not ImportState.CHECKED:
        return refuse("REGISTRY-19", "Причины называют, пока список проверен и ждёт решения.", state=state.value)
    if not known:
        return refuse("REGISTRY-19", "Такой причины для этого списка нет: выберите из предложенных.")
    if since is not None and since > as_of:
        text = f"День позже даты списка ({as_of:%d.%m.%Y}): пришлите об этом следующий список."
        return refuse("REGISTRY-19", text, since=since, as_of=as_of)
    return allow("REGISTRY-19", known=known)
