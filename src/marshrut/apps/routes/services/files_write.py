"""What lines of a file with routes become, and how they are taken back: all inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from marshrut.apps.routes.importing import Looked
from marshrut.apps.routes.models import Route, RouteEntry, RouteFile
from marshrut.apps.routes.types import RouteOrigin, RouteState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["UNDONE", "lock", "take_back", "write"]

UNDONE = "файл отменён"


def lock(viewer: SystemViewer, row: RouteFile) -> None:
    """Two files of one operator are recorded one after the other: what one compares with, the other does not change."""
    list(RouteFile.objects.of(viewer).filter(tenant_id=row.tenant_id).order_by("pk").select_for_update()[:1])


def write(viewer: SystemViewer, row: RouteFile, looked: Sequence[Looked]) -> dict[str, Any]:
    """Record lines that fit. Answers which routes were made."""
    made = [_route(row, one) for one in looked]
    Route.objects.of(viewer).bulk_create(made, batch_size=2000)
    _tell(viewer, row, made, "brought")
    audit.record(viewer, "routes.brought", target=row, reason=f"маршрутов: {len(made)}")
    return {"made": [str(one.pk) for one in made]}


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
    audit.record(viewer, "routes.taken-back", target=row, reason=f"маршрутов: {len(gone)}")


def _tell(viewer: SystemViewer, row: RouteFile, routes: Sequence[Route], what: str, *, back: bool = False) -> None:
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
            before=one.state if back else "",
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
