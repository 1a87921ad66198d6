"""A file with results of others that waits for a decision: most fit, some are doubtful, two contradict, two err."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO, StringIO
from random import Random
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics.services import Elsewhere, Sent, check_results, send_results
from marshrut.demo.elsewhere import SCOPE, SCOPE_TITLE
from marshrut.demo.shapes import Human, Region
from marshrut.demo.waves import teachers_on
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["leave_waiting"]

_CODES = ("formative_assessment", "feedback", "task_design")
_WHO = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Организация", "Дата")
_FIT, _DOUBTFUL, _AGAINST = 12, 3, 2
#: The lists came a week ago.
_AGO = timedelta(days=7)


def leave_waiting(viewer: SystemViewer, region: Region, recorded: Sequence[Elsewhere], *, rng: Random) -> None:
    """Send the file and check it, as a person of the centre would; nobody has answered yet."""
    lines = list(_lines(region, recorded, rng))
    if region.land.node is None or not lines:
        return
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*_WHO, *(base_framework().title(code) for code in _CODES)])
    writer.writerows(lines)
    sent = Sent(
        depth=Depth.AREAS, origin=SCOPE, stage=Stage.ENTRY, diagnostic=SCOPE_TITLE, node_id=region.land.node[0],
        held_by_name="Эра-Скоп",
    )  # fmt: skip
    content = BytesIO(out.getvalue().encode("utf-8-sig"))
    row = send_results(viewer, content, name="эра-скоп, вторая выгрузка.csv", sent=sent, on=region.today)
    check_results(viewer, row.pk)  # the worker's own turn finds the work done


def _lines(region: Region, recorded: Sequence[Elsewhere], rng: Random) -> Iterator[list[Any]]:
    day = region.today - _AGO
    teachers = teachers_on(region, region.today)
    if len(teachers) <= _FIT:
        return
    for one, job in rng.sample(teachers, _FIT):
        yield [*_name(one), f"{one.born:%d.%m.%Y}", job.place.short, f"{day:%d.%m.%Y}", *_percents(rng)]
    for one in _namesakes(region)[:_DOUBTFUL]:
        yield [*_name(one), "", "", f"{day:%d.%m.%Y}", *_percents(rng)]
    people: dict[UUID, Human] = {one.id: one for one in region.people}
    for result in [one for one in recorded if one.depth is Depth.AREAS][:_AGAINST]:
        one = people[result.person_id]
        yield [*_name(one), f"{one.born:%d.%m.%Y}", "", f"{result.on:%d.%m.%Y}", *_percents(rng)]
    one, job = teachers[0]
    yield [*_name(one), f"{one.born:%d.%m.%Y}", job.place.short, f"{day:%d.%m.%Y}", 140, 60, 55]
    yield ["Неведомов", "Никита", "Никитич", "01.04.1979", job.place.short, f"{day:%d.%m.%Y}", *_percents(rng)]


def _name(one: Human) -> tuple[str, str, str]:
    name = one.names[-1]
    return name.family, name.given, name.patronymic


def _percents(rng: Random) -> list[int]:
    return [rng.randint(3, 19) * 5 for _ in _CODES]


def _namesakes(region: Region) -> list[Human]:
    """One of each two who bear the same name and work today: without a birth date nobody knows who is meant."""
    seen: dict[tuple[str, str, str], Human] = {}
    found = []
    for one in region.people:
        if not any(one.working(region.today)):
            continue
        if _name(one) in seen:
            found.append(one)
        seen[_name(one)] = one
    return found
