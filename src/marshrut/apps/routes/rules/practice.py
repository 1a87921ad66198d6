"""Transfer into practice: who observes a lesson, on which form; consultations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshrut.apps.routes.types import Ground
from marshrut.cores.kernel import Decision, allow, refuse

__all__ = [
    "check_observation",
    "may_call_observer",
    "may_decline",
    "may_log_consultation",
    "may_observe",
    "may_reflect",
]

LONGEST = 720


def may_call_observer(
    ground: Ground | None,
    *,
    oneself: bool,
    called: int,
    most: int,
    already: bool,
    declined: bool,
    colleague: bool,
    colleagues_called: int,
    colleagues_most: int,
) -> Decision:
    """ROUTES-25: so many observers of a transfer step as the region says; nobody observes themselves; of one's own
    school no more than the region allows; who declared a conflict of interest is not asked again."""
    known: dict[str, Any] = {"called": called, "most": most, "colleague": colleague}
    if ground not in {Ground.OWN, Ground.CARE}:
        text = "Наблюдателей зовёт сам педагог или тот, кто его сопровождает."
    elif oneself:
        text = "Свой урок наблюдает кто-то другой. О себе напишите в рефлексии."
    elif already:
        text = "Этот человек уже приглашён."
    elif declined:
        text = "Этот человек сказал, что у него конфликт интересов. Позовите другого."
    elif called >= most:
        text = f"Наблюдателей уже {called}, больше не нужно."
    elif colleague and colleagues_called >= colleagues_most:
        text = "Из своей школы наблюдателей больше нельзя: хотя бы один взгляд должен быть со стороны."
    else:
        return allow("ROUTES-25", **known)
    return refuse("ROUTES-25", text, **known)


def may_decline(*, own: bool, declined: bool, observed: bool) -> Decision:
    """ROUTES-26: who was called says in one press that they have a conflict of interest, before they observed."""
    if not own:
        return refuse("ROUTES-26", "Отказаться может только тот, кого позвали.")
    if declined:
        return refuse("ROUTES-26", "Вы уже отказались.")
    if observed:
        return refuse("ROUTES-26", "Вы уже наблюдали урок. О конфликте интересов скажите методисту.")
    return allow("ROUTES-26")


def may_observe(*, called: bool, on: date, today: date, state_open: bool) -> Decision:
    """ROUTES-27: who was called and did not decline observes a lesson that took place, while the step stands."""
    if not called:
        text = "Наблюдать урок могут те, кого позвали."
    elif not state_open:
        text = "Этот шаг убран из маршрута: наблюдение не записано. Скопируйте заметки, они вам ещё пригодятся."
    elif on > today:
        text = "Урок ещё не состоялся: проверьте дату."
    else:
        return allow("ROUTES-27")
    return refuse("ROUTES-27", text)


def check_observation(marks: Mapping[str, int], *, criteria: Mapping[str, int]) -> Decision:
    """ROUTES-28: marks are of the form's criteria and of its scale; at least one thing was seen."""
    unknown = [one for one in marks if one not in criteria]
    beyond = [one for one, mark in marks.items() if one in criteria and not 0 <= mark <= criteria[one]]
    if unknown:
        text = "На бланке появилось незнакомое наблюдение. Обновите страницу, когда будет связь."
    elif beyond:
        text = "Такой отметки на бланке нет. Выберите одну из предложенных."
    elif not marks:
        text = "Отметьте хотя бы одно, что вы увидели."
    else:
        return allow("ROUTES-28", marks=len(marks))
    return refuse("ROUTES-28", text, marks=len(marks))


def may_reflect(*, own: bool, text: str) -> Decision:
    """ROUTES-28: what one says of one's own lesson is said by oneself, in words."""
    if not own:
        return refuse("ROUTES-28", "О своём уроке пишет сам педагог.")
    if not text.strip():
        return refuse("ROUTES-28", "Напишите хотя бы одно предложение.")
    return allow("ROUTES-28")


def may_log_consultation(*, accompanies: bool, minutes: int, on: date, today: date) -> Decision:
    """ROUTES-29: who accompanies a person writes down that they helped: today or before, for some minutes."""
    if not accompanies:
        text = "Консультацию записывает тот, кто сопровождает человека сегодня."
    elif not 0 < minutes <= LONGEST:
        text = f"Минут должно быть от 1 до {LONGEST}."
    elif on > today:
        text = "Консультация ещё впереди. Запишите её, когда она пройдёт."
    else:
        return allow("ROUTES-29", minutes=minutes)
    return refuse("ROUTES-29", text, minutes=minutes)
