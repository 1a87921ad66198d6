"""Indicators for other systems: figures with the snapshot they come of, places, facts of participation."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.params import functions as params

from marshrut.api.door import day_of, viewer_of
from marshrut.api.shapes import IndicatorValues, Participations, Trouble
from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.types import Level
from marshrut.cores.kernel import Refused, refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.types import Right

__all__ = ["router"]

router = Router(tags=["monitoring"])
On = Annotated[date | None, params.Query(description="The day asked about, the snapshot's without it · на какой день")]
Levels = Annotated[Level, params.Query(description="Of what the figures are · чьи показатели")]
_REFUSED = {401: Trouble, 403: Trouble}


def _snapshot(viewer: Any, on: date | None) -> Any:
    found = queries.find_snapshot(viewer, on=on)
    if found is None:
        raise Refused(refuse("MONITORING-02", "Целого снимка на этот день нет: показатели не считаются."))
    return found


def _counted(request: HttpRequest, on: date | None) -> tuple[Any, Any, date]:
    """Who asks, the snapshot, the day; figures of that day stand."""
    viewer = viewer_of(request)
    scope_access.may(viewer, Right.COUNT, viewer.node_id, on=day_of(viewer, None)).require()
    snapshot = _snapshot(viewer, on)
    day = on or snapshot.day
    services.count_figures(viewer, snapshot, on=day)
    return viewer, snapshot, day


@router.get("/indicators", response={200: IndicatorValues, **_REFUSED}, summary="Indicators · показатели")
def indicators(request: HttpRequest, on: On = None, level: Levels = Level.REGION) -> Any:
    """Every indicator of the order: of the region, or of each place of the key's owner on a level below."""
    viewer, snapshot, day = _counted(request, on)
    items: list[dict[str, Any]] = []
    for one in queries.list_figures(viewer, snapshot, on=day):
        if level is Level.REGION:
            items.append(_figure(one, None))
        elif one.reading is not None and level.value in one.indicator.breakdown:
            places = queries.by_place(viewer, snapshot, one.indicator.id, one.reading.id, on=day, level=level)
            items += [_figure(one, place) for place in places]
    return {"on": day, "snapshot": snapshot.pk, "checksum": snapshot.checksum, "items": items}


def _figure(one: queries.IndicatorFigure, place: queries.PlaceFigure | None) -> dict[str, Any]:
    told = place if place is not None else one
    return {
        "id": one.indicator.id,
        "name": one.indicator.name,
        "unit": one.indicator.unit,
        "place_id": place.place if place else None,
        "place": place.name if place else None,
        "numerator": told.numerator,
        "denominator": told.denominator,
        "value": told.value,
        "target": None if isinstance(one.target, bool) else one.target,
        "target_state": one.item.state.text,
        "met": one.met if place is None else None,
        "reading": one.reading.id if one.reading else None,
        "basis": one.basis,
        "missing": told.missing,
        "clauses": list(one.indicator.source),
    }


@router.get(
    "/indicators/{code}/participation",
    response={200: Participations, **_REFUSED},
    summary="Who stands behind a figure · кто за показателем",
)
def participation(request: HttpRequest, code: str, place_id: UUID, on: On = None) -> Any:
    """Facts of participation that a figure of a place counts: who, what, when; never what came out."""
    viewer, snapshot, day = _counted(request, on)
    one = queries.figure_of(queries.list_figures(viewer, snapshot, on=day), code)
    scope_access.may(viewer, Right.LIST, place_id, on=day_of(viewer, None)).require()
    if one is None or one.reading is None or one.reading.of_results:
        raise Refused(refuse("MONITORING-02", "Поимённо этот показатель не раскрывается."))
    behind = queries.Behind(one.indicator, one.reading, day, Level.ORGANISATION, place_id, day_of(viewer, None))
    found = queries.people_behind(viewer, snapshot, behind).rows
    audit.record(viewer, "api.participation-read", reason=f"{code}: {len(found)}")
    items = [
        {"person_id": row.person, "name": row.name, "place": row.place, "day": row.day, "what": row.title}
        for row in found
    ]
    return {"on": day, "snapshot": snapshot.pk, "items": items}
