"""Forms as an integer programme: which items go where, so that the least information at the targets is the greatest.

max y  with  Σ_j I_j(θ_ft) x_jf ≥ w_ft y for every form f and target t, the number of items, items by area, enemies,
and how many forms an item may be in (van der Linden 2005, maximin). Solved by HiGHS; the gap that is left is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from marshrut.cores.psychometrics.adaptive.rules import Pool
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.problems import BankError, BlueprintError

__all__ = ["Assembled", "FormPlan", "assemble"]


@dataclass(frozen=True)
class FormPlan:
    """A form: how many items, numbers of items by area (least, most), levels where it shall measure with weights."""

    name: str
    length: int
    areas: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    targets: tuple[float, ...] = (-1.0, 0.0, 1.0)
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Assembled:
    """Items of each form, information at its targets, counts by area; share by which it may be short of the best."""

    items: dict[str, tuple[str, ...]]
    information: dict[str, Floats]
    areas: dict[str, dict[str, int]]
    least: float
    gap: float


def assemble(
    pool: Pool,
    plans: Sequence[FormPlan],
    *,
    anchors: Sequence[str] = (),
    uses: int = 1,
    seconds: float = 20.0,
) -> Assembled:
    """Forms by plans. `anchors` go into every form, any other item into `uses` of them at most.

    Raises BankError for a bank too small, BlueprintError naming the part of a plan that cannot be met.
    """
    _check(pool, plans, anchors, uses)
    found = _solve(pool, plans, anchors, uses, seconds, frozenset())
    if found is None:
        raise _to_blame(pool, plans, anchors, uses)
    chosen, least, gap = found
    items = {plan.name: tuple(pool.bank.names[j] for j in np.flatnonzero(chosen[:, f])) for f, plan in enumerate(plans)}
    information: dict[str, Floats] = {
        plan.name: np.asarray(pool.bank.information(np.array(plan.targets)).T @ chosen[:, f])
        for f, plan in enumerate(plans)
    }
    areas = {
        plan.name: {name: int(chosen[pool.area_of == a, f].sum()) for a, name in enumerate(pool.names)}
        for f, plan in enumerate(plans)
    }
    return Assembled(items, information, areas, least, gap)


def _check(pool: Pool, plans: Sequence[FormPlan], anchors: Sequence[str], uses: int) -> None:
    places = pool.bank.places
    lost = [name for name in anchors if name not in places]
    if lost:
        raise BankError(f"Якорей нет в банке: {', '.join(lost[:5])}.", "Исправьте список якорей.")
    need = sum(plan.length - len(anchors) for plan in plans)
    free = len(places) - len(anchors)
    if free * uses < need or any(plan.length > len(places) for plan in plans):
        raise BankError(
            f"В банке {len(places)} заданий, а формам нужно {need + len(anchors)} разных.",
            "Добавьте задания, сократите формы или разрешите повторять задание.",
        )
    for plan in plans:
        if plan.length < len(anchors) or plan.length < 1:
            raise BlueprintError(f"Форма «{plan.name}» короче списка якорей.", "Удлините форму.")
        for name, (low, high) in plan.areas.items():
            if name not in pool.names or low > high:
                raise BlueprintError(
                    f"Форма «{plan.name}», область «{name}»: её нет в банке или наименьшее больше наибольшего.",
                    "Исправьте план.",
                )
        if sum(low for low, _ in plan.areas.values()) > plan.length:
            raise BlueprintError(
                f"Форма «{plan.name}»: области требуют больше заданий, чем в ней есть.", "Исправьте план."
            )
    for name in pool.names:
        wanted = sum(plan.areas.get(name, (0, 0))[0] for plan in plans)
        inside = [j for j, one in enumerate(pool.areas) if one == name]
        held = sum(pool.bank.names[j] in set(anchors) for j in inside)
        most = (len(inside) - held) * uses + held * len(plans)
        if wanted > most:
            raise BlueprintError(
                f"Область «{name}»: формам нужно {wanted} заданий, а есть {most}.", "Добавьте задания этой области."
            )


def _to_blame(pool: Pool, plans: Sequence[FormPlan], anchors: Sequence[str], uses: int) -> BlueprintError:
    """The part without which forms could be made."""
    for name in dict.fromkeys(area for plan in plans for area in plan.areas):
        if _solve(pool, plans, anchors, uses, 5.0, frozenset({name})) is not None:
            return BlueprintError(
                f"План не выполнить из-за области «{name}».", "Ослабьте её числа или добавьте задания."
            )
    if pool.enemies and _solve(pool, plans, anchors, uses, 5.0, frozenset({"\0enemies"})) is not None:
        return BlueprintError("План не выполнить из-за заданий, которые нельзя давать вместе.", "Добавьте задания.")
    return BlueprintError("План не выполнить: мешают сразу несколько условий.", "Ослабьте области или сократите формы.")


def _solve(
    pool: Pool, plans: Sequence[FormPlan], anchors: Sequence[str], uses: int, seconds: float, without: frozenset[str]
) -> tuple[Floats, float, float] | None:
    """(x (J, forms), least weighted information, gap), None where nothing fits."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    size, forms = len(pool.bank.names), len(plans)
    total = size * forms + 1
    rows: list[Any] = []
    low: list[float] = []
    high: list[float] = []

    def add(columns: Any, values: Any, least: float, most: float) -> None:
        rows.append((np.asarray(columns), np.broadcast_to(np.asarray(values, dtype=float), np.shape(columns))))
        low.append(least)
        high.append(most)

    held = {pool.bank.places[name] for name in anchors}
    for f, plan in enumerate(plans):
        own = np.arange(size) * forms + f
        add(own, 1.0, plan.length, plan.length)
        for name, (least, most) in plan.areas.items():
            if name not in without:
                add(own[pool.area_of == pool.names.index(name)], 1.0, least, most)
        for group in pool.enemies if "\0enemies" not in without else ():
            add(own[[pool.bank.places[name] for name in group]], 1.0, 0, 1)
        weights = plan.weights or (1.0,) * len(plan.targets)
        for place, information in enumerate(pool.bank.information(np.array(plan.targets)).T):
            add(np.append(own, total - 1), np.append(information, -weights[place]), 0, np.inf)
    for j in range(size):
        if j not in held and uses < forms:
            add(j * forms + np.arange(forms), 1.0, 0, uses)
    matrix = sparse.csr_array(
        (
            np.concatenate([values for _, values in rows]),
            (
                np.repeat(np.arange(len(rows)), [columns.size for columns, _ in rows]),
                np.concatenate([c for c, _ in rows]),
            ),
        ),
        shape=(len(rows), total),
    )
    lower = np.zeros(total)
    for j in held:
        lower[j * forms : (j + 1) * forms] = 1.0
    found = milp(
        np.append(np.zeros(total - 1), -1.0),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.append(np.ones(total - 1), 0),
        bounds=Bounds(lower, np.append(np.ones(total - 1), np.inf)),
        options={"time_limit": seconds, "mip_rel_gap": 1e-3},
    )
    if found.x is None:
        return None
    chosen = np.round(found.x[:-1].reshape(size, forms))
    gap = float(found.mip_gap) if found.mip_gap is not None else 0.0
    return chosen, float(found.x[-1]), max(gap, 0.0)
