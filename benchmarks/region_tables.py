"""An instance as the folder of tables that `marshrut planning solve` reads: `region_tables.py DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import numpy as np

from invented_region import invented_region
from marshrut.cores.planning.region.instance import Instance, Lists

__all__ = ["write_tables"]


def write_tables(instance: Instance, folder: Path) -> None:
    """All tables of the instance; people are t0, t1, … and resources r0, r1, …."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "people": ("person,hours,weight", _people(instance)),
        "deficits": ("person,competency,size,weight", _deficits(instance)),
        "resources": ("resource,hours,seats,cost,budget,starts,ends,min_group", _resources(instance)),
        "effects": ("resource,competency,effect", _effects(instance)),
        "prerequisites": ("resource,requires,in_order", _needs(instance)),
        "budgets": ("budget,amount", (f"b{k},{amount!r}" for k, amount in enumerate(instance.amounts.tolist()))),
        "busy": ("person,starts,ends", _busy(instance)),
        "done": ("person,resource", _pairs(instance.done)),
    }
    if instance.eligible is not None:
        tables["eligible"] = ("person,resource", _pairs(instance.eligible))
    for name, (heading, lines) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8") as file:
            file.write(heading + "\n")
            file.writelines(f"{line}\n" for line in lines)


def _limit(value: float) -> str:
    return f"{value:g}" if isfinite(value) else ""


def _people(instance: Instance) -> Iterator[str]:
    for k, (hours, weight) in enumerate(zip(instance.hours.tolist(), instance.weight.tolist(), strict=True)):
        yield f"t{k},{_limit(hours)},{weight!r}"


def _deficits(instance: Instance) -> Iterator[str]:
    columns = instance.deficits.rows, instance.deficits.items, instance.size, instance.value
    for person, competency, size, value in zip(*(one.tolist() for one in columns), strict=True):
        yield f"t{person},k{competency},{size!r},{value!r}"


def _resources(instance: Instance) -> Iterator[str]:
    for r in range(instance.resources):
        line = int(instance.budget[r])
        days = f"{instance.starts[r]},{instance.ends[r]}" if instance.starts[r] <= instance.ends[r] else ","
        yield (
            f"r{r},{instance.taken_hours[r]:g},{_limit(instance.seats[r])},{float(instance.cost[r])!r},"
            f"{f'b{line}' if line >= 0 else ''},{days},{instance.least[r]}"
        )


def _effects(instance: Instance) -> Iterator[str]:
    columns = instance.effects.rows, instance.effects.items, instance.effect
    for resource, competency, effect in zip(*(one.tolist() for one in columns), strict=True):
        yield f"r{resource},k{competency},{effect!r}"


def _needs(instance: Instance) -> Iterator[str]:
    for resource, need, order in zip(instance.needs.rows, instance.needs.items, instance.in_order, strict=True):
        yield f"r{resource},r{need},{int(order)}"


def _busy(instance: Instance) -> Iterator[str]:
    for person, first, last in zip(instance.busy.rows, instance.busy.items, instance.busy_ends, strict=True):
        yield f"t{person},{first},{last}"


def _pairs(lists: Lists) -> Iterator[str]:
    for person, resource in zip(lists.rows.tolist(), lists.items.tolist(), strict=True):
        yield f"t{person},r{resource}"


def main() -> None:
    """Write one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--resources", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="days, needs, budgets and minimum groups too")
    given = parser.parse_args()
    made = invented_region(given.people, given.resources, seed=given.seed, full=given.full)
    write_tables(made, given.folder)
    pairs = 0 if made.eligible is None else int(np.diff(made.eligible.ptr).sum())
    print(f"{made.people} people, {made.resources} resources, {pairs} rows of eligible: {given.folder}")


if __name__ == "__main__":
    main()
