"""A plan in words and rows: prices as an explanation, broken rules as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import numpy as np

from marshrut.cores.planning.region.checker import Violation
from marshrut.cores.planning.region.solve import RegionPlan
from marshrut.cores.planning.region.tables import Named

__all__ = ["price_rows", "sentence"]

_WORTH = 1e-9


def price_rows(named: Named, plan: RegionPlan) -> Iterator[tuple[str, str, str, str, str, str]]:
    """(kind, name, price, used, limit, meaning): seats and money, the dearest first; free ones too."""
    instance = named.instance
    filled = np.bincount(plan.resources, minlength=instance.resources)
    for at in np.argsort(-plan.prices.seats, kind="stable").tolist():
        price = float(plan.prices.seats[at])
        words = f"ещё одно место закроет {_short(price)}" if price > _WORTH else "мест хватает"
        yield "seat", named.resources[at], repr(price), str(int(filled[at])), _limit(float(instance.seats[at])), words
    spent = np.zeros(len(named.budgets))
    paid = np.flatnonzero(instance.budget >= 0)
    np.add.at(spent, instance.budget[paid], (filled * instance.cost)[paid])
    for at in np.argsort(-plan.prices.money, kind="stable").tolist():
        price = float(plan.prices.money[at])
        words = f"ещё одна единица денег закроет {price:.3g}".replace(".", ",") if price > 0 else "денег хватает"
        yield (
            "money",
            named.budgets[at],
            repr(price),
            repr(float(spent[at])),
            _limit(float(instance.amounts[at])),
            words,
        )


def _limit(value: float) -> str:
    return f"{value:g}" if isfinite(value) else ""


def _short(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")


def sentence(one: Violation, named: Named) -> str:
    """A broken rule in words."""
    person = f"«{named.people[one.person]}»" if 0 <= one.person < len(named.people) else ""
    resource = f"«{named.resources[one.resource]}»" if 0 <= one.resource < len(named.resources) else ""
    other = f"«{named.resources[one.other]}»" if 0 <= one.other < len(named.resources) and one.rule != "budget" else ""
    if one.rule == "budget":
        other = f"«{named.budgets[one.other]}»"
    words = {
        "twice": f"{person} записан на {resource} дважды",
        "done_already": f"{person}: {resource} уже пройден",
        "not_eligible": f"{person}: {resource} этому человеку не открыт",
        "hours": f"{person}: часов {one.have:g}, а есть {one.limit:g}",
        "steps": f"{person}: шагов {one.have:g}, а можно не больше {one.limit:g}",
        "alike": f"{person}: {resource} и {other} — одно и то же в разные дни",
        "overlap": f"{person}: {resource} и {other} приходятся на один день",
        "busy": f"{person}: {resource} приходится на занятые дни",
        "prerequisite": f"{person}: для {resource} нужен {other}, его нет ни в плане, ни в пройденном",
        "prerequisite_order": f"{person}: {other} нужно закончить раньше, чем начнётся {resource}",
        "seats": f"{resource}: мест {one.limit:g}, занято {one.have:g}",
        "min_group": f"{resource}: в группе {one.have:g}, а нужно не меньше {one.limit:g}",
        "budget": f"{other}: потрачено {one.have:.2f}, а есть {one.limit:.2f}",
        "value": f"в summary.json {one.have!r}, а план закрывает {one.limit!r}",
        "bound": f"в summary.json {one.have!r}, это меньше того, что план закрывает: {one.limit!r}",
        "gap": f"в summary.json {one.have!r}, а должно быть {one.limit!r}",
    }
    return words.get(one.rule, f"{person} {resource}")
