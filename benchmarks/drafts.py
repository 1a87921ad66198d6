"""Drafts of routes: 5,000 people in 20 s, 50,000 in 4 min, with progress all the way and a stop that is heard soon.

On the demonstration of 50,000 staff with 2,000 groups; who has no result yet gets three judgements, so that really
everybody is drafted. Reading, planning and writing are all in the time; the checker looks at the plan afterwards.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from demo50k import demonstration
from shape import Row, promise

GROUPS = 2000
FEW = 5000


@promise
def drafts() -> Iterator[Row]:
    """For few and for all; how long one waits after pressing «остановить»."""
    made = demonstration()
    from marshrut.apps.registry.queries import main_places
    from marshrut.apps.routes import services
    from marshrut.cores.planning import violations
    from marshrut.foundation.scope.queries import today

    system, on = made.system, today(made.system)
    everybody = sorted(main_places(system, on=on))
    _catalogue(system, on)
    _results(system, everybody, on)
    year = _year(system, on)
    _empty(system)
    for people, limit in ((everybody[:FEW], 20.0), (everybody, 240.0)):
        heard = [time.perf_counter()]

        def step(*_told: object, heard: list[float] = heard) -> None:
            heard.append(time.perf_counter())

        began = time.perf_counter()
        figures, gathered, plan = services.draft_these(system, people, year=year, on=on, step=step)
        seconds = time.perf_counter() - began
        gaps = [after - before for before, after in zip(heard, [*heard[1:], time.perf_counter()], strict=True)]
        broken = len(violations(gathered.problem, plan))
        name = f"Черновики для {len(people)} человек ({figures.made} маршрутов, {figures.steps} шагов)"
        yield Row(name, seconds, "с", "предел", limit, promised=limit)
        yield Row("  самое долгое молчание между отметками", max(gaps), "с", promised=10.0)
        yield Row("  нарушенных правил по независимой проверке", float(broken), "шт", promised=0.0)
        yield from _ways(gathered.problem, plan)
        _empty(system)


def _ways(problem: Any, plan: Any) -> Iterator[Row]:
    """Ways that differ in kind for two hundred of them, as the page of a draft asks for one."""
    from marshrut.cores.planning import ways

    spent = []
    for index in [at for at, steps in enumerate(plan.steps) if steps][:200]:
        alone = replace(problem, people=(problem.people[index],))
        began = time.perf_counter()
        ways(alone, plan.steps[index])
        spent.append(1000 * (time.perf_counter() - began))
    yield Row(
        "  варианты маршрута одного человека, 95 из 100", sorted(spent)[int(0.95 * len(spent))], "мс", promised=50
    )


def _year(system: Any, on: date) -> int:
    """The school year with most of it ahead, so that groups have room."""
    from marshrut.apps.regulation.queries import route_rules

    rules = route_rules(system, on=on)
    year = rules.year_of(on)
    return year if (rules.school_year(year).last - on).days > 150 else year + 1


def _empty(system: Any) -> None:
    """Nobody has a live route any more: what was drafted before is withdrawn."""
    from marshrut.apps.routes.models import Route

    Route.objects.of(system).exclude(state="withdrawn").update(state="withdrawn")


def _catalogue(system: Any, on: date) -> None:
    """Two thousand groups by chance over the coming months, each closing one to three competencies."""
    from marshrut.apps.competencies.frameworks import framework
    from marshrut.apps.programmes.models import Cohort, Programme, ProgrammeEffect
    from marshrut.foundation.scope.models import Node

    chance = random.Random(7)  # noqa: S311 - the same for a seed
    codes = sorted(framework(system, on).codes)
    nodes = list(Node.objects.of(system).filter(kind="municipality").values_list("pk", flat=True))
    programmes, effects, cohorts = [], [], []
    for index in range(GROUPS // 2):
        hours = chance.choice([16, 18, 24, 36, 36, 72])
        programme = Programme(
            tenant_id=system.tenant_id, code=f"bench-{index}", title=f"Программа {index}", kind="upskilling",
            hours=hours, form="mixed", state="open", provider_name="Центр",
        )  # fmt: skip
        programmes.append(programme)
        for code in chance.sample(codes, chance.choice([1, 2, 3])):
            share = chance.choice([0.3, 0.5, 0.7])
            effects.append(
                ProgrammeEffect(tenant_id=system.tenant_id, programme=programme, competency=code, effect=share)
            )
        for number in range(2):
            starts = on + timedelta(days=chance.randrange(20, 210))
            cohorts.append(
                Cohort(
                    tenant_id=system.tenant_id, programme=programme, title=f"Группа {index}.{number}", starts=starts,
                    ends=starts + timedelta(days=chance.choice([2, 5, 12, 30])), seats=chance.choice([15, 25, 50]),
                    min_size=10, hours=hours, form=chance.choice(["distance", "in_person"]),
                    node_id=chance.choice(nodes),
                )
            )  # fmt: skip
    if Programme.objects.of(system).filter(code="bench-0").exists():
        return
    Programme.objects.of(system).bulk_create(programmes)
    ProgrammeEffect.objects.of(system).bulk_create(effects)
    Cohort.objects.of(system).bulk_create(cohorts)


def _results(system: Any, people: list[Any], on: date) -> None:
    """Three judgements for whoever has none."""
    from marshrut.apps.competencies.frameworks import framework
    from marshrut.apps.competencies.models import Judgement
    from marshrut.apps.competencies.queries import deficits_of

    chance = random.Random(11)  # noqa: S311
    codes = sorted(framework(system, on).codes)
    held = deficits_of(system, people, on=on)
    rows = [
        Judgement(
            tenant_id=system.tenant_id, person_id=person, competency=code, since=on - timedelta(days=30),
            standing="certain", p_below=0.93, p_strong=0.01, mean=0.3, low=0.2, high=0.45, n_effective=20, sources=2,
            last_on=on - timedelta(days=30), method="bench",
        )
        for person in people if person not in held
        for code in chance.sample(codes, 3)
    ]  # fmt: skip
    Judgement.objects.of(system).bulk_create(rows, batch_size=5000, ignore_conflicts=True)
