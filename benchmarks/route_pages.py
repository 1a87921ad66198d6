"""The companion's queue and caseload answer in under 200 ms at p95 with 250 people in care among 50,000 staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from demo50k import Demonstration, demonstration, measured
from shape import Row, promise

CARE = 250
#: Every so many of them wait for an answer.
WAITS = 4
ROLE = "municipal_methodologist"


@promise
def route_pages() -> Iterator[Row]:
    """The whole answer; a fourth of the routes waits for agreement, a fourth has a step to confirm."""
    made = demonstration()
    _take_care(made)
    client = made.clients[ROLE]
    yield from measured("Методист: очередь", client, "/routes/queue/", queries=40)
    yield from measured("Методист: мои педагоги", client, "/routes/caseload/", queries=40)
    yield from measured("Методист: консультации", client, "/routes/consultations/", queries=40)
    yield from measured("Школа: кого отпустить", made.clients["school"], "/routes/releases/", queries=40)
    yield from measured("Центр: маршруты по школам", made.clients["centre"], "/routes/places/", queries=40)


def _take_care(made: Demonstration) -> None:
    """250 people of the municipality, each with a route of three steps; made once for a kept demonstration."""
    from marshrut.apps.competencies.queries import cared_ids
    from marshrut.apps.competencies.services import accompany
    from marshrut.apps.registry.models import Employment, Person
    from marshrut.apps.routes.models import Route
    from marshrut.foundation.accounts.queries import find_viewer
    from marshrut.foundation.scope.models import Placement, RoleAssignment
    from marshrut.foundation.scope.queries import today

    system = made.system
    on = today(system)
    seat = made.seats[ROLE]
    session = made.clients[ROLE].session
    held = RoleAssignment.objects.of(system).select_related("account").get(pk=session["assignment"])
    viewer = find_viewer(held.account, str(held.pk))
    inside = Placement.objects.of(system).true(on).filter(path__under=seat.path).values("node_id")
    work = Employment.objects.of(system).true(on).filter(node_id__in=inside).order_by("person_id")
    people = list(dict.fromkeys(work.values_list("person_id", flat=True)))[: CARE + 1]
    me = Person.objects.of(system).filter(account=held.account).first()
    if me is None:
        me = Person.objects.of(system).get(pk=people[-1])
        me.account = held.account
        me.save(update_fields=["account"])
    known = set(cared_ids(viewer, on=on))
    given: dict[str, Any] = {"order_number": "1-б", "order_date": on, "since": on, "until": None, "on": on}
    for person in [one for one in people if one != me.pk][: CARE - len(known)]:
        if person not in known:
            accompany(system, person, companion_id=me.pk, **given)
    with_route = set(Route.objects.of(system).filter(person_id__in=people).values_list("person_id", flat=True))
    for number, person in enumerate(cared_ids(viewer, on=on)):
        if person not in with_route:
            _route(system, person, number, on)


def _route(system: Any, person: Any, number: int, on: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import RouteStep
    from marshrut.apps.routes.queries.calendar import current_year
    from marshrut.apps.routes.types import Formality, StepKind

    made = services.make_route(system, person, year=current_year(system, on=on), why="замер", on=on)
    kinds = (StepKind.PAIR, StepKind.LESSON_VISIT, StepKind.CONSULTATION)
    for place, kind in enumerate(kinds):
        first = on + timedelta(days=10 * place)
        step = services.NewStep(
            kind=kind,
            formality=Formality.NON_FORMAL,
            title=f"Шаг {place + 1}",
            starts=first,
            ends=first + timedelta(days=2),
            hours=Decimal(4),
        )
        services.add_step(system, made.pk, step, on=on)
    sent = services.send(system, made.pk, on=on)
    if number % WAITS:
        services.approve(system, made.pk, edition=sent.edition, on=on)
    if number % WAITS == 1:
        first_step = RouteStep.objects.of(system).filter(route=made).earliest("position")
        RouteStep.objects.of(system).filter(pk=first_step.pk).update(state="claimed", claimed_on=on)
