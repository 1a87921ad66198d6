"""Plans of a region: who begins, stops, publishes and throws away; what becomes of one when the data have changed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshrut.apps.routes.types import RegionPlanState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.cores.planning import Reason
from marshrut.foundation.scope.types import Role

__all__ = [
    "MOST_SECONDS",
    "NO_SEAT",
    "PLANNERS",
    "SECONDS",
    "may_plan_region",
    "may_publish_plan",
    "may_stop_plan",
    "may_throw_plan_away",
    "must_say_stale",
]

#: Who plans a region: nobody else sees its plans.
PLANNERS = frozenset({Role.CENTRE})
#: How long a search may go on, as the page offers it; what a service takes at most.
SECONDS = (20, 60, 300)
MOST_SECONDS = 900
_S = RegionPlanState

#: Why somebody has no seat, said of many: words of the page, never about one person.
NO_SEAT: Mapping[str, str] = MappingProxyType(
    {
        Reason.NOTHING_OFFERED.value: "в каталоге пока нет программы об этом",
        Reason.LEARNT_ALREADY.value: "подходящую программу уже прошли",
        Reason.LANGUAGE.value: "программы есть, но на другом языке",
        Reason.TOO_FAR.value: "группы дальше, чем люди готовы ездить",
        Reason.OTHER_DATES.value: "группы идут в неподходящее время учебного года",
        Reason.BUSY.value: "группы идут в дни, когда люди заняты",
        Reason.NEEDS_OTHER_FIRST.value: "сначала нужна другая программа",
        Reason.NO_SEATS.value: "мест не хватило: у других они закрывают больше",
        Reason.SMALL_GROUP.value: "группа не набирается",
        Reason.OVERLAPS.value: "дни заняты другим шагом",
        Reason.MIX.value: "часы оставлены для учёбы не на курсах",
        Reason.HOURS.value: "не хватает часов в году",
        Reason.STEPS.value: "шагов на этот год уже достаточно",
        Reason.LEFT_OUT.value: "в выбранный вариант не вошло",
        "enough": "хватит шагов без группы",
        "other": "другие причины",
    }
)


def _planner(rule: str, role: Role, *, inside: bool) -> Decision | None:
    if role not in PLANNERS:
        return refuse(rule, f"Роль «{role.title}» не планирует регион: это делает центр.", role=role.value)
    if not inside:
        return refuse(rule, "Это место вне вашего.", role=role.value)
    return None


def may_plan_region(role: Role, *, inside: bool, going: bool, seconds: int) -> Decision:
    """ROUTES-51: the centre plans the people of its own place, one plan at a time."""
    if (no := _planner("ROUTES-51", role, inside=inside)) is not None:
        return no
    if going:
        text = "План уже считается. Дождитесь его или остановите: он на странице планов."
        return refuse("ROUTES-51", text, role=role.value, going=going)
    if not 1 <= seconds <= MOST_SECONDS:
        text = f"На поиск можно дать от 1 до {MOST_SECONDS} секунд."
        return refuse("ROUTES-51", text, seconds=seconds)
    return allow("ROUTES-51", "Кто без маршрута, того и планируем; остальных план не трогает.", role=role.value)


def may_stop_plan(role: Role, *, inside: bool, state: RegionPlanState) -> Decision:
    """ROUTES-52: while it is being counted, the best plan so far may be taken."""
    if (no := _planner("ROUTES-52", role, inside=inside)) is not None:
        return no
    if state is not _S.COUNTING:
        return refuse("ROUTES-52", "Этот план уже не считается: обновите страницу.", state=state.value)
    return allow("ROUTES-52", state=state.value)


def may_publish_plan(role: Role, *, inside: bool, state: RegionPlanState, going: bool, routes: int) -> Decision:
    """ROUTES-53: a plan that waits is published by the centre, once, and no two at one time."""
    inputs: dict[str, Any] = {"role": role.value, "state": state.value, "going": going, "routes": routes}
    if (no := _planner("ROUTES-53", role, inside=inside)) is not None:
        return no
    if state in {_S.PUBLISHING, _S.PUBLISHED}:
        text = "План уже выпущен: второй раз этого не нужно. Обновите страницу."
    elif state is _S.COUNTING:
        text = "План ещё считается. Дождитесь его или возьмите лучшее из найденного."
    elif state is _S.THROWN:
        text = "Этот план отложен. Составьте новый."
    elif going:
        text = "Сейчас считается или выпускается другой план. Дождитесь его."
    elif not routes:
        text = "В плане нет ни одного шага: выпускать нечего."
    else:
        return allow("ROUTES-53", "Черновики увидит каждый педагог у себя и сам решит, что принять.", **inputs)
    return refuse("ROUTES-53", text, **inputs)


def may_throw_plan_away(role: Role, *, inside: bool, state: RegionPlanState) -> Decision:
    """ROUTES-54: what was not published may be thrown away; nobody's route changes by it."""
    if (no := _planner("ROUTES-54", role, inside=inside)) is not None:
        return no
    if state in {_S.PUBLISHING, _S.PUBLISHED}:
        text = "План уже выпущен, черновики маршрутов у педагогов. Убрать можно маршрут, а не план."
        return refuse("ROUTES-54", text, state=state.value)
    if state is _S.THROWN:
        return refuse("ROUTES-54", "Этот план уже отложен.", state=state.value)
    return allow("ROUTES-54", state=state.value)


def must_say_stale(changes: Mapping[str, int], *, only_what_holds: bool) -> Decision:
    """ROUTES-59: a plan on data that have changed since is published only where somebody said: what still holds.

    Every step is then looked at again by today's rules; what no longer stands is left out and counted.
    """
    changed: dict[str, Any] = {name: count for name, count in changes.items() if count}
    if not changed or only_what_holds:
        return allow("ROUTES-59", **changed)
    text = "С тех пор, как план составлен, данные изменились. Составьте план заново или выпустите то, что ещё держится."
    return refuse("ROUTES-59", text, **changed)
