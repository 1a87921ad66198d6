"""What an adaptive test is made of: a pool with areas and enemies, and the rules it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import BankError, BlueprintError, ModelError, listed

__all__ = ["Pool", "Rules", "check_pool", "lottery"]

POINTS, REACH = 81, 4.5


@dataclass(frozen=True)
class Rules:
    """How a test goes. Lengths are numbers of items given: `shortest` before any rule may stop it, `longest` at most.

    `blueprint`: area → share of the test (they add up to 1; empty: areas are not looked at). `stop_error`: stop when
    the posterior standard deviation is at most this; `cuts` with `certainty`: stop when each cut is passed or missed
    with so much probability. `first`: items everybody begins with. `among`: one of so many best items is taken by
    chance. `eligibility`: item → share of people who may be given it (see `eligibility_for`). `mean`, `sd`: the prior.
    """

    longest: int
    shortest: int = 1
    blueprint: Mapping[str, float] = field(default_factory=dict)
    stop_error: float | None = None
    cuts: tuple[float, ...] = ()
    certainty: float = 0.9
    first: tuple[str, ...] = ()
    among: int = 1
    eligibility: Mapping[str, float] = field(default_factory=dict)
    mean: float = 0.0
    sd: float = 1.0

    def __post_init__(self) -> None:
        """Numbers that make sense. Raises ModelError and BlueprintError."""
        if not 1 <= self.shortest <= self.longest:
            raise ModelError("Наименьшая длина больше наибольшей.", "Нужно 1 ≤ наименьшая ≤ наибольшая.")
        if not all(map(isfinite, (self.mean, self.sd, *self.cuts))):
            raise ModelError("Среднее, разброс или граница — не число.", "Назовите числа на шкале уровней.")
        if not self.sd > 0 or self.among < 1 or not 0.5 < self.certainty < 1:  # noqa: PLR2004 - a coin is not certain
            raise ModelError(
                "Правила теста невозможны.", "Разброс больше 0, выбор хотя бы из одного, уверенность .5–1."
            )
        if self.stop_error is not None and not self.stop_error > 0:
            raise ModelError("Ошибка остановки не положительна.", "Назовите, например, 0.3.")
        if any(not 0 < one <= 1 for one in self.eligibility.values()):
            raise ModelError("Доля показа не между 0 и 1.", "Пересчитайте доли показа.")
        if self.blueprint and not np.isclose(sum(self.blueprint.values()), 1.0, atol=1e-6):
            raise BlueprintError("Доли областей не дают в сумме 1.", "Исправьте план теста.")
        if any(share <= 0 for share in self.blueprint.values()):
            raise BlueprintError("Доля области не больше нуля.", "Уберите область из плана.")


@dataclass(frozen=True)
class Pool:
    """Calibrated items with their areas (one an item, '' where none) and sets of enemies, of which one is given at
    most.
    """

    bank: Bank
    areas: tuple[str, ...] = ()
    enemies: tuple[frozenset[str], ...] = ()

    def __post_init__(self) -> None:
        """An area for each item, enemies that are there. Raises BankError."""
        if not self.areas:
            object.__setattr__(self, "areas", ("",) * len(self.bank.names))
        if len(self.areas) != len(self.bank.names):
            raise BankError("Область названа не у каждого задания.", "Заполните столбец областей.")
        lost = sorted({name for group in self.enemies for name in group} - set(self.bank.names))
        if lost:
            raise BankError(f"Заданий, которые нельзя давать вместе, нет в банке: {listed(lost)}.", "Исправьте список.")

    @cached_property
    def theta(self) -> Floats:
        """The grid of a person's posterior, in standard deviations of the prior."""
        return np.linspace(-REACH, REACH, POINTS)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of areas in their order of appearance."""
        return tuple(dict.fromkeys(self.areas))

    @cached_property
    def area_of(self) -> Ints:
        """Number of each item's area, (J)."""
        place = {name: number for number, name in enumerate(self.names)}
        return np.array([place[one] for one in self.areas], dtype=np.int64)

    @cached_property
    def apart(self) -> NDArray[np.bool_]:
        """Which items an item shuts out, itself too: (J, J)."""
        out = np.eye(len(self.bank.names), dtype=bool)
        places = self.bank.places
        for group in self.enemies:
            index = np.array([places[name] for name in group])
            out[np.ix_(index, index)] = True
        return out

    def shares(self, rules: Rules) -> Floats:
        """Share of the test by area in the pool's order; all zero where the rules have no blueprint."""
        return np.array([rules.blueprint.get(name, 0.0) for name in self.names])

    def chances(self, rules: Rules) -> Floats:
        """Share of people who may be given each item, (J)."""
        return np.array([rules.eligibility.get(name, 1.0) for name in self.bank.names])


def check_pool(pool: Pool, rules: Rules, *, cap: float = 1.0) -> None:
    """Whether the pool can serve the rules; `cap` is the largest share of people who may see one item.

    Raises BankError for a pool smaller than the test, BlueprintError naming the area that is too small.
    """
    size = len(pool.bank.names)
    lost = [name for name in rules.first if name not in pool.bank.places]
    if lost:
        raise BankError(f"Первых заданий нет в банке: {listed(lost)}.", "Исправьте список первых заданий.")
    if len(rules.first) > rules.longest:
        raise BankError("Первых заданий больше, чем длина теста.", "Удлините тест или сократите список.")
    if size < rules.longest:
        raise BankError(
            f"В банке {size} заданий, а в тесте до {rules.longest}.", "Добавьте задания или сократите тест."
        )
    if not 0 < cap <= 1:
        raise ModelError("Наибольшая доля показа не между 0 и 1.", "Назовите, например, 0.25.")
    if size * cap < rules.longest:
        raise BankError(
            f"При доле показа {cap:g} банка из {size} заданий хватит на {int(size * cap)} на человека, "
            f"а нужно {rules.longest}.", "Добавьте задания или поднимите долю.",
        )  # fmt: skip
    unknown = [name for name in rules.blueprint if name not in pool.names]
    if unknown:
        raise BlueprintError(
            f"В банке нет заданий области: {listed(unknown)}.", "Добавьте задания или уберите область."
        )
    for name, share in rules.blueprint.items():
        need = int(np.ceil(share * rules.longest - 1e-9))
        here = _most_of(pool, name)
        if here * cap < need:
            raise BlueprintError(
                f"Область «{name}»: план требует до {need} заданий на человека, а при доле показа {cap:g} "
                f"из {here} возможных хватит на {int(here * cap)}.",
                "Добавьте задания этой области, уменьшите её долю или поднимите долю показа.",
            )


def _most_of(pool: Pool, area: str) -> int:
    """Most items of an area that one person can be given: of enemies one each (a lower bound where sets overlap)."""
    left = {name for name, one in zip(pool.bank.names, pool.areas, strict=True) if one == area}
    count = 0
    for group in pool.enemies:
        inside = left & group
        if inside:
            count += 1
            left -= inside
    return count + len(left)


def lottery(seed: int, size: int) -> Floats:
    """Numbers in [0, 1) of a person (`seed`) for each item: which items that person may be given; the same every
    time.
    """
    with np.errstate(over="ignore"):
        value = (np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
            np.uint64(seed & 0xFFFFFFFFFFFFFFFF) * np.uint64(0xD1B54A32D192ED03)
        )
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((value ^ (value >> np.uint64(31))) >> np.uint64(11)) / float(2**53)
