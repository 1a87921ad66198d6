"""Programmes, cohorts, learning and documents: what they must have, which step follows which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from marshrut.apps.programmes.types import ApplicationState, CohortState, EnrolmentState, RegisterAnswer
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "COHORT_STEPS",
    "KEEPERS",
    "check_cohort",
    "check_programme",
    "may_complete",
    "may_enrol",
    "may_keep",
    "may_leave",
    "may_mark",
    "may_move_cohort",
    "number_key",
    "register_answer",
]

#: Who keeps programmes and cohorts, enrols and completes.
KEEPERS = frozenset({Role.CENTRE})
_MOST_HOURS = 2000
COHORT_STEPS: Mapping[CohortState, frozenset[CohortState]] = MappingProxyType(
    {
        CohortState.OPEN: frozenset({CohortState.RUNNING, CohortState.CANCELLED}),
        CohortState.RUNNING: frozenset({CohortState.FINISHED, CohortState.CANCELLED}),
        CohortState.FINISHED: frozenset({CohortState.RUNNING}),
        CohortState.CANCELLED: frozenset(),
    }
)


def may_keep(role: Role) -> Decision:
    """PROGRAMMES-01: who keeps programmes and cohorts, enrols and gives documents."""
    if role in KEEPERS:
        return allow("PROGRAMMES-01", f"Роль «{role.title}» ведёт программы и группы.", role=role.value)
    text = f"Роль «{role.title}» программы и группы не меняет: их ведёт центр."
    return refuse("PROGRAMMES-01", text, role=role.value)


def check_programme(*, title: str, hours: int | None, cost: Decimal | None, effects: Collection[float]) -> Decision:
    """PROGRAMMES-02: what a programme must have."""
    inputs: dict[str, Any] = {"hours": hours, "effects": len(effects)}
    if not title.strip():
        return refuse("PROGRAMMES-02", "Назовите программу.", **inputs)
    if hours is None or not 0 < hours <= _MOST_HOURS:
        text = f"Часов в программе от 1 до {_MOST_HOURS}: впишите, сколько всего академических часов."
        return refuse("PROGRAMMES-02", text, **inputs)
    if cost is not None and cost < 0:
        return refuse("PROGRAMMES-02", "Стоимость не бывает отрицательной. Бесплатно — это 0.", **inputs)
    if any(not 0 < one <= 1 for one in effects):
        text = "Ожидаемый эффект — доля дефицита, которую закроет программа: больше 0 и не больше 1."
        return refuse("PROGRAMMES-02", text, **inputs)
    return allow("PROGRAMMES-02", **inputs)


def check_cohort(  # noqa: PLR0911 - each no has words of its own
    *,
    starts: date | None,
    ends: date | None,
    seats: int | None,
    min_size: int | None,
    hours: int | None,
    apply_until: date | None = None,
    taken: int = 0,
) -> Decision:
    """PROGRAMMES-03: what a cohort must have before somebody asks for a seat. `taken`: seats given already."""
    inputs: dict[str, Any] = {"seats": seats, "min_size": min_size, "hours": hours, "taken": taken}
    if starts is None or ends is None:
        return refuse("PROGRAMMES-03", "Нет дат: впишите первый и последний день группы.", **inputs)
    if ends < starts:
        return refuse("PROGRAMMES-03", "Группа кончается раньше, чем начинается: проверьте даты.", **inputs)
    if hours is None or hours <= 0:
        return refuse("PROGRAMMES-03", "Часов должно быть больше нуля.", **inputs)
    if seats is None or seats <= 0:
        return refuse("PROGRAMMES-03", "Мест должно быть хотя бы одно.", **inputs)
    if seats < taken:
        text = f"Мест уже роздано {taken}: меньше сделать нельзя, пока кто-то не откажется."
        return refuse("PROGRAMMES-03", text, **inputs)
    if min_size is None or not 1 <= min_size <= seats:
        text = "Наименьшая группа — от одного человека и не больше числа мест."
        return refuse("PROGRAMMES-03", text, **inputs)
    if apply_until is not None and apply_until > ends:
        return refuse("PROGRAMMES-03", "Заявки не принимают после конца обучения: проверьте день.", **inputs)
    return allow("PROGRAMMES-03", **inputs)


def may_move_cohort(state: CohortState, to: CohortState, *, learning: int = 0, reason: str = "") -> Decision:
    """PROGRAMMES-04: which step of a cohort follows which. `learning`: who has neither completed nor left."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value, "learning": learning}
    if to not in COHORT_STEPS[state]:
        return refuse("PROGRAMMES-04", f"Группа сейчас в состоянии «{state.title}»: так нельзя.", **inputs)
    if to is CohortState.FINISHED and learning:
        text = f"Ещё учатся: {learning}. Внесите документы или отметьте, кто выбыл."
        return refuse("PROGRAMMES-04", text, **inputs)
    if to is CohortState.CANCELLED and not reason.strip():
        return refuse("PROGRAMMES-04", "Напишите, почему группа отменена: это увидит каждый, кто записан.", **inputs)
    return allow("PROGRAMMES-04", **inputs)


def may_enrol(  # noqa: PLR0911 - each no has words of its own
    *,
    state: ApplicationState,
    cohort: CohortState,
    ends: date,
    enrolled_on: date,
    on: date,
    works: bool,
    busy_with: str = "",
) -> Decision:
    """PROGRAMMES-09: who is enrolled by an order, and with which day. The federal register is asked on that day."""
    inputs: dict[str, Any] = {"state": state.value, "cohort": cohort.value, "works": works}
    if cohort not in {CohortState.OPEN, CohortState.RUNNING}:
        return refuse("PROGRAMMES-09", f"Группа сейчас в состоянии «{cohort.title}»: зачислять нельзя.", **inputs)
    if enrolled_on > on:
        text = "День зачисления ещё не наступил: как программа стоит в реестре, будет видно только тогда."
        return refuse("PROGRAMMES-09", text, **inputs)
    if enrolled_on > ends:
        return refuse("PROGRAMMES-09", "День зачисления позже конца обучения: проверьте дату приказа.", **inputs)
    if state is not ApplicationState.SEATED:
        return refuse("PROGRAMMES-09", f"Зачисляют тех, у кого есть место; сейчас: {state.title}.", **inputs)
    if not works:
        text = "Этого человека больше нет в списках работников: уточните, где он теперь работает."
        return refuse("PROGRAMMES-09", text, **inputs)
    if busy_with:
        return refuse("PROGRAMMES-09", f"В эти дни человек уже учится: «{busy_with}».", **inputs)
    return allow("PROGRAMMES-09", **inputs)


def may_leave(state: EnrolmentState, *, why: str) -> Decision:
    """PROGRAMMES-10: who leaves before the end; why is said."""
    inputs: dict[str, Any] = {"state": state.value}
    if state is not EnrolmentState.LEARNING:
        return refuse("PROGRAMMES-10", f"Обучение уже закончено: {state.title}.", **inputs)
    if not why.strip():
        return refuse("PROGRAMMES-10", "Напишите, почему человек выбыл.", **inputs)
    return allow("PROGRAMMES-10", **inputs)


def may_complete(
    *, state: EnrolmentState, enrolled_on: date, completed_on: date, on: date, number: str, used_by: str = ""
) -> Decision:
    """PROGRAMMES-11: when a completion is recorded; a document counts once. `used_by`: who has this number already."""
    inputs: dict[str, Any] = {"state": state.value, "used": bool(used_by)}
    if state is not EnrolmentState.LEARNING:
        return refuse("PROGRAMMES-11", f"Обучение уже закончено: {state.title}.", **inputs)
    if completed_on < enrolled_on:
        text = f"Завершение раньше зачисления ({enrolled_on:%d.%m.%Y}): проверьте дату."
        return refuse("PROGRAMMES-11", text, **inputs)
    if completed_on > on:
        return refuse("PROGRAMMES-11", "Этот день ещё не наступил: проверьте дату.", **inputs)
    if not number.strip():
        return refuse("PROGRAMMES-11", "Впишите номер документа: по нему обучение считается один раз.", **inputs)
    if used_by:
        text = f"Документ № {number} уже записан ({used_by}): один номер — один документ."
        return refuse("PROGRAMMES-11", text, **inputs)
    return allow("PROGRAMMES-11", **inputs)


def may_mark(*, met_on: date, on: date, learning: bool) -> Decision:
    """PROGRAMMES-12: attendance is marked when the day has come, of who was enrolled."""
    inputs: dict[str, Any] = {"learning": learning}
    if met_on > on:
        return refuse("PROGRAMMES-12", "Это занятие ещё впереди: отметить можно в тот же день или позже.", **inputs)
    if not learning:
        return refuse("PROGRAMMES-12", "Отмечают только тех, кто зачислен в группу.", **inputs)
    return allow("PROGRAMMES-12", **inputs)


def register_answer(*, listed: bool, known: bool = True) -> RegisterAnswer:
    """How a programme stood in the federal register on a day. `known`: we keep the programme, so its listings too."""
    if not known:
        return RegisterAnswer.UNKNOWN
    return RegisterAnswer.YES if listed else RegisterAnswer.NO


def number_key(number: str, provider: str) -> str:
    """The same document is the same key however its number is typed: no spaces, no signs, one case."""
    tidy = "".join(one for one in number.upper() if one.isalnum())
    whose = " ".join(provider.casefold().replace("ё", "е").split())
    return f"{tidy}|{whose}"[:400]
