"""50,000 presses of «Хочу учиться» for one seat: one seat given, a fair queue, none lost; heads agree all at once.

Several processes press at the same time, each tenth press is pressed twice. BENCH_PRESSES makes it short.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any
from uuid import UUID

from region50k import SINCE, World, world
from shape import Row, promise

PRESSES, PROCESSES, LIMIT = int(os.environ.get("BENCH_PRESSES", "50000")), 4, 200.0
TODAY = datetime.now(UTC).date()


@promise
def seats() -> Iterator[Row]:
    """Everybody asks, every head agrees, the one who has the seat gives it back."""
    made = world()
    people = _people(made)
    cohort = _cohort(made)
    plain = _plain(made, cohort, people)
    presses, lasted = _at_once(_press, cohort, people)
    rows = _rows(made, cohort)
    asked = {person for person, *_ in rows}
    name = f"Нажатие «Хочу учиться», {len(people)} человек сразу, p95"
    yield Row(name, 1000 * _p95(presses), "мс", "тот же INSERT без правил", 1000 * plain, promised=LIMIT)
    yield Row("Нажатий в секунду", len(presses) / lasted, "шт.")
    yield Row("Потеряно заявок", float(len(people) - len(asked)), "шт.", promised=0)
    yield Row("Лишних заявок от двойных нажатий", float(len(rows) - len(asked)), "шт.", promised=0)
    words, lasted = _at_once(_agree, cohort, [row[3] for row in rows])
    yield Row("Согласие руководителя, p95", 1000 * _p95(words), "мс", promised=LIMIT)
    yield Row("Согласий в секунду", len(words) / lasted, "шт.")
    yield from _fair(made, cohort)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def _fair(made: World, cohort: UUID) -> Iterator[Row]:
    """One has the seat, the others wait; who gives it back is followed by the first who waits."""
    from marshrut.apps.programmes import services

    rows = _rows(made, cohort)
    seated = [row for row in rows if row[2] == "seated"]
    waiting = [row for row in rows if row[2] == "waiting"]
    yield Row("Мест роздано (место одно)", float(len(seated)), "шт.", promised=1)
    yield Row("Ни места, ни очереди", float(len(rows) - len(seated) - len(waiting)), "шт.", promised=0)
    began = time.perf_counter()
    services.withdraw(made.system, seated[0][3], why="", on=TODAY)
    moved = time.perf_counter() - began
    after = [row for row in _rows(made, cohort) if row[2] == "seated"]
    first = min(row[1] for row in waiting)
    wrong = float(len(after) != 1 or after[0][1] != first)
    yield Row(f"Место ушло не первому из {len(waiting)} в очереди", wrong, "раз", promised=0)
    yield Row("Очередь сдвинулась за", 1000 * moved, "мс", promised=LIMIT)


def _rows(made: World, cohort: UUID) -> list[tuple[Any, ...]]:
    from marshrut.apps.programmes.models import Application

    rows = Application.objects.of(made.system).filter(cohort_id=cohort)
    return list(rows.values_list("person_id", "turn", "state", "pk"))


def _at_once(deed: Callable[[Any, UUID, UUID], None], cohort: UUID, ids: list[UUID]) -> tuple[list[float], float]:
    """Several processes do it to their share of the ids; answers how long each took, and all of it."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    shares = [(deed, cohort, ids[number::PROCESSES]) for number in range(PROCESSES)]
    began = time.perf_counter()
    with context.Pool(PROCESSES) as pool:
        times = pool.starmap(_share, shares)
    return [one for part in times for one in part], time.perf_counter() - began


def _share(deed: Callable[[Any, UUID, UUID], None], cohort: UUID, ids: list[UUID]) -> list[float]:
    times, system = [], world().system
    for one in ids:
        began = time.perf_counter()
        deed(system, cohort, one)
        times.append(time.perf_counter() - began)
    return times


def _press(system: Any, cohort: UUID, person: UUID) -> None:
    """One press; each tenth is pressed twice, with the same key."""
    from marshrut.apps.programmes import services
    from marshrut.foundation.scope.ids import new_id

    key = new_id()
    for _ in range(2 if key.int % 10 == 0 else 1):
        services.apply(system, cohort_id=cohort, person_id=person, client_key=key, on=TODAY)


def _agree(system: Any, _cohort: UUID, application: UUID) -> None:
    from marshrut.apps.programmes import services

    services.agree(system, application, on=TODAY)


def _people(made: World) -> list[UUID]:
    """As many people as presses, each at work at a school."""
    from django.db import connections

    from marshrut.apps.registry.ledger import open_change
    from marshrut.apps.registry.models import Employment, Person
    from marshrut.foundation.scope.ids import new_id
    from marshrut.foundation.scope.temporal import period

    change = open_change(made.system, "test", title="Замер мест")
    tenant = made.tenant.pk
    people = [Person(id=new_id(), tenant_id=tenant, opened_by=change) for _ in range(PRESSES)]
    Person.objects.of(made.system).bulk_create(people, batch_size=2000)
    work = [
        Employment(
            tenant_id=tenant, opened_by=change, person=one, node=made.school, post="учитель", staff="teaching",
            job="main", valid=period(SINCE),
        )
        for one in people
    ]  # fmt: skip
    Employment.objects.of(made.system).bulk_create(work, batch_size=2000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return [one.pk for one in people]


def _cohort(made: World) -> UUID:
    """One seat."""
    from marshrut.apps.programmes import services

    fields = {"title": "Курс", "kind": "upskilling", "hours": 36, "form": "in_person", "state": "open"}
    programme = services.keep_programme(made.system, None, fields=fields)
    days = {"starts": TODAY + timedelta(days=30), "ends": TODAY + timedelta(days=34), "seats": 1, "min_size": 1}
    told = {"title": "Группа", "hours": 36, "form": "in_person", **days}
    return services.keep_cohort(made.system, programme.pk, None, fields=told, on=TODAY).pk


def _plain(made: World, cohort: UUID, people: list[UUID]) -> float:
    """Seconds of the bare row, taken back afterwards."""
    from django.db import transaction

    from marshrut.apps.programmes.models import Application

    many = min(200, len(people))
    with transaction.atomic():
        began = time.perf_counter()
        for one in people[:many]:
            row = Application(tenant_id=made.tenant.pk, cohort_id=cohort, person_id=one, node_id=made.school.pk)
            row.save(force_insert=True)
        seconds = (time.perf_counter() - began) / many
        transaction.set_rollback(True)
    return seconds
