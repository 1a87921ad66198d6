"""Lists, cards and desks answer in under 200 ms at p95, with at most 12 queries, on a demonstration of 50,000 staff."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from demo50k import LIMIT, PEOPLE, Demonstration, demonstration, measured
from shape import Row, promise, timed

ROLES = {"centre": "Центр", "municipal_methodologist": "Муниципалитет", "school": "Школа"}
DESKS = {"centre": "/centre/", "municipal_methodologist": "/municipality/", "school": "/school/"}


@promise
def registry_pages() -> Iterator[Row]:
    """The whole answer in the server's process: middleware, queries, template; without the network."""
    made = demonstration()
    for role, called in ROLES.items():
        for name, path in _pages(made, role):
            yield from measured(f"{called}: {name}", made.clients[role], path)


@promise
def large_file() -> Iterator[Row]:
    """All people as a workbook: the press answers like a page, the file is ready within half a minute."""
    from django.conf import settings

    from marshrut.apps.registry.models import MadeList
    from marshrut.foundation.jobs.runner import run

    made = demonstration()
    client = made.clients["centre"]
    began = time.perf_counter()
    answer = client.post("/staff/list.xlsx")
    pressed = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 302, answer
    row = MadeList.objects.of(made.system).latest("asked_at")
    seconds, _ = timed(lambda: run(row.job_id))
    row.refresh_from_db()
    assert row.count >= PEOPLE > settings.ROWS_AT_ONCE
    yield Row("Центр: нажали «Собрать файл Excel»", pressed, "мс", promised=LIMIT)
    yield Row(f"Центр: файл Excel, {row.count} строк", seconds, "с", promised=30)


@promise
def exchange() -> Iterator[Row]:
    """A page of a thousand people for another system, by a key of the centre."""
    from django.test import Client

    made = demonstration()
    yield from measured("API: 1000 человек", Client(headers={"authorization": f"Bearer {_key(made)}"}),
                         "/api/v1/people?limit=1000", promised=False)  # fmt: skip


def _pages(made: Demonstration, role: str) -> Iterator[tuple[str, str]]:
    """What this role opens, with its addresses."""
    from marshrut.apps.registry.models import Employment, OrganisationDetails
    from marshrut.foundation.scope.models import Placement
    from marshrut.foundation.scope.queries import today

    on = today(made.system)
    inside = Placement.objects.of(made.system).true(on).filter(path__under=made.seats[role].path).values("node_id")
    work = Employment.objects.of(made.system).true(on).filter(node_id__in=inside)
    places = OrganisationDetails.objects.of(made.system).true(on).filter(node_id__in=inside)
    person, place = work.exclude(subjects=[]).order_by("pk").first(), places.order_by("search_name").last()
    last = work.values("person_id").distinct().count() // 50 + 1
    yield "рабочее место", DESKS[role]
    if role != "school":
        yield "с чего начать", "/start/"
    yield "работники", "/staff/"
    yield "работники, последняя страница", f"/staff/?page={last}"
    for name, narrowed in _filters(made, role).items():
        yield f"работники, {name}", f"/staff/?{urlencode(narrowed)}"
    yield "работники три года назад", f"/staff/?on={on - timedelta(days=2 * 365):%Y-%m-%d}"
    yield "карточка человека", f"/staff/{person.person_id}/"
    yield "история человека", f"/staff/{person.person_id}/history/"
    yield "организации", "/organisations/"
    yield "карточка организации", f"/organisations/{place.node_id}/"
    yield "реестры", "/registers/"
    yield "реестр", f"/registers/{_register(made)}/"
    yield "поиск", f"/search/?{urlencode({'q': 'анна'})}"
    if role == "school":
        yield "без доступа", "/staff/access/"
    yield "списки", "/lists/"
    yield "кто прислал", "/lists/senders/"
    yield "один и тот же человек", "/identity/"


def _filters(made: Demonstration, role: str) -> dict[str, dict[str, str]]:
    found = {
        "поиск": {"search": "ан"},
        "предмет": {"subject": "Математика"},
        "молодые педагоги": {"young": "yes"},
        "высшая категория": {"category": "highest"},
        "категории нет": {"category": "none"},
        "роль": {"role": "mentor"},
        "статус школы": {"status": "rural"},
        "молодые математики сельских школ": {"subject": "Математика", "young": "yes", "status": "rural"},
    }
    if role == "centre":
        found["муниципалитет"] = {"municipality": str(made.seats["municipal_methodologist"].node_id)}
        found["слова организации"] = {"place_words": "школа"}
        found["доступа нет"] = {"access": "no"}
    return found


def _register(made: Demonstration) -> str:
    """The largest register that is made of records of people."""
    from marshrut.apps.registry.dictionaries import dictionaries
    from marshrut.apps.registry.queries.registers import list_kept
    from marshrut.apps.regulation.queries import find_reading
    from marshrut.foundation.scope.queries import today

    on = today(made.system)
    reading = find_reading(made.system, on=on)
    kept = list_kept(made.system, reading, dictionaries(made.system, on=on), on=on, known_at=None)
    return str(next(one for one in kept if one.about_people).item.register.id)


def _key(made: Demonstration) -> str:
    from marshrut.foundation.accounts.api_keys import make_key
    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.accounts.queries import find_viewer
    from marshrut.foundation.scope.models import RoleAssignment
    from marshrut.foundation.scope.queries import today

    on = today(made.system)
    row = RoleAssignment.objects.of(made.system).filter(role="centre").first()
    viewer = find_viewer(Account.objects.of(made.system).get(pk=row.account_id), str(row.pk))
    return make_key(viewer, name=f"Замер {PEOPLE}", until=on + timedelta(days=30), on=on)
