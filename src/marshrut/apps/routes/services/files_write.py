"""What lines of a file with routes become, and how they are taken back: all inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from marshrut.apps.routes.importing import Looked
from marshrut.apps.routes.models import Route, RouteEntry, RouteFile
from marshrut.apps.routes.rules.joining import may_live_again
from marshrut.apps.routes.services.writing import move_route
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import RouteDeed, RouteOrigin, RouteState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["UNDONE", "lock", "take_back", "write"]

UNDONE = "файл отменён"
_LIVE = [one.value for one in RouteState if one.live]


def lock(viewer: SystemViewer, row: RouteFile) -> None:
    """Two files of one operator are recorded one after the other: what one compares with, the other does not change."""
    list(RouteFile.objects.of(viewer).filter(tenant_id=row.tenant_id).order_by("pk").select_for_update()[:1])


def write(viewer: SystemViewer, row: RouteFile, looked: Sequence[Looked], *, on: date) -> dict[str, Any]:
    """Record lines that fit. Answers which routes were made; which were changed and closed, and how they stood."""
    closed = [_close(viewer, one, on=on) for one in looked if one.closes is not None]
    changed = [_change(viewer, row, one) for one in looked if one.updates is not None]
    made = [_route(row, one) for one in looked if one.updates is None]
    Route.objects.of(viewer).bulk_create(made, batch_size=2000)
    _tell(viewer, row, made, "brought")
    audit.record(viewer, "routes.brought", target=row, reason=f"маршрутов: {len(made)}, изменено: {len(changed)}")
    return {"made": [str(one.pk) for one in made], "changed": changed, "closed": closed}


def _held(viewer: SystemViewer, pk: Any) -> Route:
    found: Route = Route.objects.of(viewer).select_for_update(of=("self",)).get(pk=pk)
    return found


def _close(viewer: SystemViewer, one: Looked, *, on: date) -> dict[str, str]:
    """Our route of that year gives way; seats that its steps hold stay the person's."""
    route, values = _held(viewer, one.closes), one.line.values
    why = f"есть маршрут, составленный не здесь: {values['maker']}, № {values['number']}"[:300]
    was = {"route": str(route.pk), "state": route.state}
    before, after = move_route(route, RouteDeed.WITHDRAW, ended_on=max(on, route.made_on), ended_why=why)
    _record(viewer, "closed-for-file", route, on=on, before=before, after=after, words=why)
    return was


_KEPT = ("state", "approved_on", "ended_on", "number")


def _change(viewer: SystemViewer, row: RouteFile, one: Looked) -> dict[str, Any]:
    """How a route that an earlier file brought stands now."""
    route, values = _held(viewer, one.updates), one.line.values
    was = {name: str(getattr(route, name) or "") for name in _KEPT}
    state = route.state
    route.state, route.number = values["state"], values["number"]
    route.approved_on, route.ended_on = values["approved_on"], values.get("ended_on")
    route.moved_on, route.edition = max(route.moved_on, route.ended_on or route.approved_on), route.edition + 1
    route.save(update_fields=[*_KEPT, "moved_on", "edition"])
    _tell(viewer, row, [route], "brought-again", before=state)
    audit.record(viewer, "routes.brought-again", target=route, person_id=route.person_id)
    return {"route": str(route.pk), "was": was}


def _put_back(viewer: SystemViewer, row: RouteFile, one: dict[str, Any]) -> None:
    route, was = _held(viewer, one["route"]), one["was"]
    before, route.state, route.number = route.state, was["state"], was["number"]
    for name in ("approved_on", "ended_on"):
        setattr(route, name, date.fromisoformat(was[name]) if was[name] else None)
    route.edition += 1
    route.save(update_fields=[*_KEPT, "edition"])
    _tell(viewer, row, [route], "put-back", before=before)
    audit.record(viewer, "routes.put-back", target=route, person_id=route.person_id)


def _reopen(viewer: SystemViewer, one: dict[str, str], *, on: date) -> None:
    """Ours lives again, unless the person has another of that year by now."""
    route = _held(viewer, one["route"])
    others = Route.objects.of(viewer).filter(person_id=route.person_id, year=route.year, state__in=_LIVE)
    if not may_live_again(route.route_state, another=others.exists()):
        return
    before, route.state, route.ended_on, route.ended_why = route.state, one["state"], None, ""
    route.save(update_fields=["state", "ended_on", "ended_why"])
    _record(viewer, "reopened", route, on=on, before=before, after=route.state, words=UNDONE)


def _route(row: RouteFile, one: Looked) -> Route:
    values, diagnosed = one.line.values, one.line.values.get("diagnosed_on")
    return Route(
        tenant_id=row.tenant_id,
        person_id=_somebody(one),
        node_id=one.node_id or row.node_id,
        year=values["year"],
        state=values["state"],
        origin=RouteOrigin.ELSEWHERE.value,
        diagnosed_on=diagnosed,
        diagnosed_origin=values.get("diagnosed_origin", ""),
        diagnosed_by=values.get("diagnostic", ""),
        without_basis_why="" if diagnosed else "составлен не здесь, диагностика не названа",
        maker_name=values["maker"],
        number=values["number"],
        made_on=values["made_on"],
        approved_on=values["approved_on"],
        ended_on=values.get("ended_on"),
        moved_on=values.get("ended_on") or values["approved_on"],
        source=row,
    )


def take_back(viewer: SystemViewer, row: RouteFile, *, on: date) -> None:
    """Routes it made are withdrawn and stand with the reason; nothing of what happened is wiped out."""
    rows = Route.objects.of(viewer).filter(source=row).exclude(state=RouteState.WITHDRAWN.value)
    gone = list(rows)
    rows.update(state=RouteState.WITHDRAWN.value, ended_on=on, ended_why=UNDONE, moved_on=on)
    _tell(viewer, row, gone, "taken-back", back=True)
    for one in row.summary.get("changed", ()):
        _put_back(viewer, row, one)
    for one in row.summary.get("closed", ()):
        _reopen(viewer, one, on=on)
    audit.record(viewer, "routes.taken-back", target=row, reason=f"маршрутов: {len(gone)}")


def _tell(
    viewer: SystemViewer, row: RouteFile, routes: Sequence[Route], what: str, *, back: bool = False, before: str = ""
) -> None:
    """Each route remembers what came of it: in the file's name, by who sent it."""
    now = timezone.now()
    entries = [
        RouteEntry(
            tenant_id=row.tenant_id,
            route=one,
            at=now,
            by=row.sent_by,
            name=row.sent_by_name,
            what=what,
            before=one.state if back else before,
            after=RouteState.WITHDRAWN.value if back else one.state,
            words=f"файл «{row.file.name}»"[:300],
        )
        for one in routes
    ]
    RouteEntry.objects.of(viewer).bulk_create(entries, batch_size=2000)


def _somebody(one: Looked) -> UUID:
    if one.person_id is None:
        raise ValueError("a route is somebody's")
    return one.person_id
