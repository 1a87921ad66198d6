"""Other ways of a draft that differ in kind: who takes one and until when, why a step is in it, why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from marshrut.apps.routes.types import Ground, RouteState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.cores.planning import Kind

__all__ = ["WAYS", "explain_no_ways", "explain_place", "may_take_way"]

#: What another way is better in, as its title says.
WAYS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.MOST: "Закрыть больше",
        Kind.FEWEST_HOURS: "Меньше часов",
        Kind.AT_HOME: "Меньше поездок",
        Kind.FASTEST: "Закончить раньше",
    }
)


def may_take_way(ground: Ground | None, state: RouteState, *, same: bool) -> Decision:
    """ROUTES-60: the person or who accompanies them takes another way while the route is a draft, as it was shown."""
    if ground not in {Ground.OWN, Ground.CARE, Ground.SYSTEM}:
        text = "Другой вариант выбирают сам педагог и тот, кто его сопровождает сегодня."
    elif state is not RouteState.DRAFT:
        text = f"Маршрут сейчас «{state.title}»: целиком его заменяют, пока он черновик. Шаги можно заменить по одному."
    elif not same:
        text = "Пока вы смотрели, места или дни в группах изменились. Ничего не записано: посмотрите варианты ещё раз."
    else:
        return allow("ROUTES-60", state=state.value)
    return refuse("ROUTES-60", text, state=state.value, same=same)


def explain_place(closes: Sequence[tuple[str, int]], *, others: int, seat: bool, why: str) -> Decision:
    """ROUTES-61: a step stands for what it closes beside the others; other groups that could are counted."""
    if not closes:
        text = f"{why[:1].upper()}{why[1:]}." if why else "Чтобы увидеть, что изменилось."
        return allow("ROUTES-61", text)
    about = ", ".join(f"«{title}» примерно на {share} %" for title, share in closes)
    text = f"Рядом с другими шагами закрывает {about}."
    if seat:
        text += f" На этом месте могли бы стоять и другие группы: {others}." if others else " Другой такой группы нет."
    elif why:
        text += f" Без группы: {why}."
    return allow("ROUTES-61", text, others=others)


def explain_no_ways(*, diagnosed: bool, fixed: bool) -> Decision:
    """ROUTES-62: why no other way is offered: nothing to measure by, everything is decided, or nothing differs."""
    if not diagnosed:
        text = "Другие варианты подбираются по результатам диагностики. Пока в них нет того, что стоит подтянуть."
    elif fixed:
        text = "Все шаги уже приняты или добавлены вручную. Варианты подбираются для шагов, на которые ответа ещё нет."
    else:
        text = (
            "Мы поискали, как сделать часов меньше, быть ближе к дому и закончить раньше. "
            "Другого варианта, который закрывал бы хотя бы больше половины, сейчас нет."
        )
    return refuse("ROUTES-62", text, diagnosed=diagnosed, fixed=fixed)
