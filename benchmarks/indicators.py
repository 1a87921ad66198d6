"""All indicators of every region at all levels on 50,000 staff with five years of events; against SQL written by hand.

The staff is the demonstration's, frozen; five years of events are invented straight into the frozen table, some
500,000 rows. BENCH_HOME keeps the demonstration for next time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from demo50k import demonstration
from events50k import invent
from shape import Row, best, promise

LIMIT, TIMES = 5.0, 2.0
SIZES = (0.125, 0.25, 0.5, 1.0)


@promise
def indicators() -> Iterator[Row]:
    """A snapshot, its seal, figures of each region's order, growth, the page behind a figure."""
    made = demonstration()
    from marshrut.apps.monitoring import services

    began = time.perf_counter()
    snapshot = services.make_snapshot(made.system)
    yield Row("Снимок 50000 человек", time.perf_counter() - began, "с")
    count = invent(snapshot.pk, snapshot.tenant_id)
    yield Row("Событий за пять лет", count, "шт.")
    for name, held in _orders():
        seconds = best(lambda held=held: _count(held, snapshot), times=2)
        readings = sum(len(one.readings) for one in held.counting.counting)
        what = f"Все показатели по всем местам: {name}, прочтений {readings}"
        yield Row(what, seconds, "с", promised=LIMIT)
    yield from _by_hand(snapshot)
    yield from _growth(snapshot)


def _orders() -> list[tuple[str, Any]]:
    from marshrut.apps.regulation.folder import own_regions, read_base, read_folder

    catalogue = read_base()
    found = [read_folder(path, catalogue=catalogue).regulation for path in own_regions()]
    return [(one.region, one) for one in found if one is not None]


def _count(held: Any, snapshot: Any) -> int:
    from marshrut.apps.monitoring.services.counting import _Counter, _readings

    counter = _Counter(held, snapshot, snapshot.day, smallest=5)
    return sum(len(list(counter.figures(*pair))) for pair in _readings(held))


#: By hand, as somebody would write it who knows the tables: the whole, municipalities, organisations of each.
_HAND = {
    "прошли диагностику в центре за год": (
        (
            "SELECT municipality, place, count(DISTINCT person) FROM monitoring_frozenfact f WHERE snapshot = %(s)s"
            " AND fact = 'diagnosed' AND day BETWEEN %(first)s AND %(on)s AND 'origin:centre' = ANY(tags)"
            " AND person IN (SELECT person FROM monitoring_frozenstaff WHERE snapshot = %(s)s AND staff = 'teaching'"
            " AND COALESCE(since, '-infinity') <= %(on)s AND COALESCE(until, 'infinity') > %(on)s)"
            " GROUP BY GROUPING SETS ((), (municipality), (place))"
        ),
        {"each": "person", "fact": "diagnosed", "marks": (("origin", ("centre",)),), "staff": ("teaching",)},
    ),
    "программы федерального реестра по диагностике": (
        (
            "SELECT municipality, place, count(DISTINCT person) FROM monitoring_frozenfact f WHERE snapshot = %(s)s"
            " AND fact = 'upskilled' AND day BETWEEN %(first)s AND %(on)s AND tags @> '{federal,chosen}'"
            " AND person IN (SELECT person FROM monitoring_frozenstaff WHERE snapshot = %(s)s AND staff = 'teaching'"
            " AND COALESCE(since, '-infinity') <= %(on)s AND COALESCE(until, 'infinity') > %(on)s)"
            " GROUP BY GROUPING SETS ((), (municipality), (place))"
        ),
        {"each": "person", "fact": "upskilled", "marks": (("federal", ()), ("chosen", ())), "staff": ("teaching",)},
    ),
    "маршруты за год": (
        (
            "SELECT municipality, place, count(DISTINCT person) FROM monitoring_frozenfact f WHERE snapshot = %(s)s"
            " AND fact = 'route_approved' AND day BETWEEN %(first)s AND %(on)s"
            " GROUP BY GROUPING SETS ((), (municipality), (place))"
        ),
        {"each": "person", "fact": "route_approved", "marks": (), "staff": ()},
    ),
}


def _by_hand(snapshot: Any) -> Iterator[Row]:
    """The compiled plan against a statement written by hand, same numbers."""
    from django.db import connection

    from marshrut.apps.monitoring.engine import names_of, run
    from marshrut.cores.indicators import Window, count_plan
    from marshrut.cores.regulation.counting import Facts, Mark, Who

    on = snapshot.day
    window = Window(date(on.year, 1, 1), on)
    ours = theirs = 0.0
    for name, (text, told) in _HAND.items():
        facts = Facts(
            each=told["each"],
            fact=told["fact"],
            where=tuple(Mark(mark=mark, any=any_of) for mark, any_of in told["marks"]),
            who=Who(staff=told["staff"]) if told["staff"] else None,
        )
        plan = count_plan(facts, window, names_of(snapshot.pk))
        params = {"s": snapshot.pk, "first": window.first, "on": on}

        def hand(text: str = text, params: Any = params) -> list[Any]:
            with connection.cursor() as cursor:
                cursor.execute(text, params)
                return list(cursor.fetchall())

        mine = {row["place"]: row["n"] for row in run(plan)}
        other = {place or municipality: count for municipality, place, count in hand()}
        if mine != other:
            raise RuntimeError(f"{name}: the plan and the hand disagree")
        ours += best(lambda plan=plan: run(plan), times=5)
        theirs += best(hand, times=5)
    what = f"Три показателя против SQL, написанного руками ({', '.join(_HAND)})"
    yield Row(what, 1000 * ours, "мс", "тот же счёт руками", 1000 * theirs, promised=TIMES, of_ratio=True)


@dataclass(frozen=True)
class _Part:
    pk: UUID
    tenant_id: UUID
    day: date


def _growth(snapshot: Any) -> Iterator[Row]:
    """Four sizes of the same region: the cost of a person does not grow."""
    from django.db import connection

    from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam, Snapshot
    from marshrut.foundation.scope.ids import new_id

    made, held = demonstration(), _orders()[0][1]
    costs = []
    for share in SIZES:
        part = _Part(new_id(), snapshot.tenant_id, snapshot.day)
        row = Snapshot.objects.of(made.system).get(pk=snapshot.pk)
        row.pk = part.pk
        row.save(force_insert=True)
        for model, key in ((FrozenFact, "person"), (FrozenStaff, "person"), (FrozenTeam, "team"), (FrozenPlace, "")):
            names = [str(one.column) for one in model._meta.concrete_fields if one.column not in {"id", "snapshot"}]
            kept = f"({key} IS NULL OR abs(hashtext({key}::text)) %% 1000 < {1000 * share:.0f})" if key else "true"
            table, listed = model._meta.db_table, ", ".join(f'"{one}"' for one in names)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {table} (snapshot, {listed}) SELECT %s, {listed} FROM {table}"  # noqa: S608
                    f" WHERE snapshot = %s AND {kept}",
                    [part.pk, snapshot.pk],
                )
                cursor.execute(f"ANALYZE {table}")
        costs.append(best(lambda part=part: _count(held, part), times=2))
    for share, seconds in zip(SIZES[1:], costs[1:], strict=True):
        before = costs[SIZES.index(share) - 1]
        yield Row(f"Вдвое больше людей ({round(50_000 * share)})", seconds, "с", "половина", before, promised=2.2,
                  of_ratio=True)  # fmt: skip
