"""A plan of a region in words of the page: compared with usual drafts, its bound, prices, what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshrut.apps.routes.models import RegionPlan
from marshrut.foundation.ui.formats import number, percent, plural

__all__ = ["Compared", "bound_in_words", "compared", "told_changes", "told_prices"]

#: From here a difference is rounding.
_EQUAL = 0.05
_FEW = 5
_ONE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A plan beside usual drafts. Shares are per cent of all there is to close."""

    plan: float
    greedy: float
    #: By how many per cent the seats of the plan add more than those of usual drafts; None: theirs add nothing.
    more: float | None
    gap: float
    bound: str
    #: (what, usual drafts, plan) as words.
    rows: tuple[tuple[str, str, str], ...]
    by_plan: bool


def compared(plan: RegionPlan) -> Compared | None:
    """None where there is nothing to compare: nobody to plan for, or too few to say anything."""
    if not plan.open or plan.value is None or plan.bound is None or plan.total is None:
        return None
    whole = plan.open
    greedy, greedy_value = plan.greedy_total or 0.0, plan.greedy_value or 0.0
    gap = 100 * max(0.0, plan.bound - plan.value) / plan.bound if plan.bound > 0 else 0.0
    return Compared(
        plan=100 * plan.total / whole,
        greedy=100 * greedy / whole,
        more=100 * (plan.value / greedy_value - 1) if greedy_value > 0 else None,
        gap=gap,
        bound=bound_in_words(gap),
        rows=_rows(plan, whole),
        by_plan=plan.chosen == "plan",
    )


def bound_in_words(gap: float) -> str:
    """How far from the best at most, as one says it."""
    if gap < _EQUAL:
        return "Лучше распределить места не сможет никто: это доказано расчётом."
    return f"Лучше чем на {percent(gap)} места не распределит никто: это доказано расчётом."


def _rows(plan: RegionPlan, whole: float) -> tuple[tuple[str, str, str], ...]:
    figures = plan.figures

    def counted(name: str) -> list[str]:
        found = [figures["served"][which][name] for which in ("greedy", "plan")]
        return ["не показываем" if one is None else number(one) for one in found] if any(found) else []

    pairs = (
        ("Закрыто всего", *(percent(100 * (one or 0.0) / whole) for one in (plan.greedy_total, plan.total))),
        (
            "Из них только благодаря местам",
            *(percent(100 * (one or 0.0) / whole) for one in (plan.greedy_value, plan.value)),
        ),
        ("Занято мест", *(number(figures["seats"][one]) for one in ("greedy", "plan"))),
        ("Людей с местом в группе", *counted("seats")),
        ("Людей без места в группе", *counted("without")),
        ("Из них без единого шага", *counted("nothing")),
        ("Шагов всего", *(number(figures["steps"][one]) for one in ("greedy", "plan"))),
    )
    return tuple((row[0], row[1], row[2]) for row in pairs if len(row) == 3)  # noqa: PLR2004 - what may be said of both


def told_prices(plan: RegionPlan) -> list[dict[str, Any]]:
    """Groups where one more seat closes most, in words."""
    found = []
    for one in plan.figures.get("prices", ()):
        price = float(one["price"])
        unit, said = ("дефицит" if price == _ONE else "дефицита"), number(price, 1).removesuffix(",0")
        found.append(
            {
                "title": one["title"],
                "starts": date.fromisoformat(one["starts"]),
                "ends": date.fromisoformat(one["ends"]),
                "seats": one["seats"],
                "others": one["others"],
                "words": f"ещё одно место закроет {said} {unit}",
            }
        )
    return found


def told_changes(plan: RegionPlan, seen: Mapping[str, int]) -> list[str]:
    """What has changed since a plan was made, seen at once or found when it was to be published."""
    most = {name: max(seen.get(name, 0), plan.changes.get(name, 0)) for name in ("routes", "gone", "people", "seats")}
    if not seen:
        return []
    said = []
    if count := most["routes"]:
        said.append(f"маршрут за это время {plural(count, 'появился', 'появились', 'появились')} у {_people(count)}")
    if count := most["gone"]:
        said.append(f"{_nominative(count)} больше здесь не {plural(count, 'работает', 'работают', 'работают')}")
    if count := most["people"]:
        said.append(f"новые результаты, пожелания или дни отсутствия у {_people(count)}")
    if most["seats"]:
        said.append("в группах другие места, дни или состав программ")
    return said


def _people(count: int) -> str:
    """Few are not counted: who had a new result yesterday would be told by it."""
    return (
        "нескольких человек" if count < _FEW else f"{number(count)} {plural(count, 'человека', 'человек', 'человек')}"
    )


def _nominative(count: int) -> str:
    return f"{number(count)} {plural(count, 'человек', 'человека', 'человек')}"
