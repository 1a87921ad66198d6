"""Programmes, groups, documents and routes for other systems. Each read of people is written down with its count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from marshrut.api.door import day_of, viewer_of
from marshrut.api.registry import After, Limit, On
from marshrut.api.shapes import Cohort, Completion, Page, Programme, Route, Trouble
from marshrut.apps.programmes import queries as programmes
from marshrut.apps.routes import queries as routes
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.types import Right

__all__ = ["router"]

router = Router(tags=["learning"])
_REFUSED = {401: Trouble, 403: Trouble}


def _page(
    request: HttpRequest, read: Callable[..., list[dict[str, Any]]], on: date | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    viewer = viewer_of(request)
    day = day_of(viewer, on)
    scope_access.may(viewer, Right.LIST, viewer.node_id, on=day_of(viewer, None)).require()
    items = read(viewer, on=day, after=after, most=limit)
    return {"on": day, "items": items, "next": items[-1]["id"] if len(items) == limit else None}


@router.get("/programmes", response={200: Page[Programme], **_REFUSED}, summary="Programmes · программы")
def programmes_on_offer(request: HttpRequest, on: On = None, after: After = None, limit: Limit = 200) -> Any:
    """Programmes on offer; how each stands in the federal register on the day."""
    return _page(request, programmes.exchange_programmes, on, after, limit)


@router.get("/cohorts", response={200: Page[Cohort], **_REFUSED}, summary="Groups and seats · группы и места")
def cohorts(request: HttpRequest, on: On = None, after: After = None, limit: Limit = 200) -> Any:
    """Groups that have not ended by the day. Seats are those of this moment."""
    return _page(request, programmes.exchange_cohorts, on, after, limit)


@router.get("/completions", response={200: Page[Completion], **_REFUSED}, summary="Documents · документы об обучении")
def completions(request: HttpRequest, on: On = None, after: After = None, limit: Limit = 200) -> Any:
    """Documents of people of the key's place up to the day."""
    page = _page(request, programmes.exchange_completions, on, after, limit)
    audit.record(viewer_of(request), "api.completions-read", reason=f"строк: {len(page['items'])}")
    return page


@router.get("/routes", response={200: Page[Route], **_REFUSED}, summary="Routes · маршруты (ИОМ)")
def routes_of_people(request: HttpRequest, on: On = None, after: After = None, limit: Limit = 200) -> Any:
    """Routes of people of the key's place: states, days, hours, never what a route is for."""
    page = _page(request, routes.exchange_routes, on, after, limit)
    audit.record(viewer_of(request), "api.routes-read", reason=f"строк: {len(page['items'])}")
    return page
