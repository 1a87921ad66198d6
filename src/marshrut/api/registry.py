"""Lists of the registry for other systems. Each read of people is written to the audit with its count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.params import functions as params

from marshrut.api.door import day_of, viewer_of
from marshrut.api.shapes import Changes, Employment, Organisation, Page, Person, Territory, Trouble
from marshrut.apps.registry import queries
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.types import Right

__all__ = ["router"]

router = Router(tags=["registry"])
MOST = 1000
On = Annotated[date | None, params.Query(description="The day asked about, today without it · на какой день")]
Known = Annotated[datetime | None, params.Query(description="As it was recorded then · как было записано тогда")]
After = Annotated[UUID | None, params.Query(description="The `next` of the page before · продолжить с этого места")]
Limit = Annotated[int, params.Query(ge=1, le=MOST, description="Rows a page · строк за раз")]
Since = Annotated[datetime, params.Query(description="Changes after this moment · после этого момента")]
_REFUSED = {401: Trouble, 403: Trouble}


def _page(request: HttpRequest, read: Callable[..., list[dict[str, Any]]], on: date | None, known_at: datetime | None,
          after: UUID | None, limit: int) -> dict[str, Any]:  # fmt: skip
    viewer = viewer_of(request)
    day = day_of(viewer, on)
    scope_access.may(viewer, Right.LIST, viewer.node_id, on=day_of(viewer, None)).require()
    items = read(viewer, on=day, known_at=known_at, after=after, most=limit)
    return {
        "on": day,
        "known_at": known_at,
        "items": items,
        "next": items[-1]["id"] if len(items) == limit else None,
    }


@router.get("/territories", response={200: Page[Territory], **_REFUSED}, summary="Territories · территории")
def territories(
    request: HttpRequest, on: On = None, known_at: Known = None, after: After = None, limit: Limit = 200
) -> Any:
    """Territories of the key's place."""
    return _page(request, queries.exchange_territories, on, known_at, after, limit)


@router.get("/organisations", response={200: Page[Organisation], **_REFUSED}, summary="Organisations · организации")
def organisations(
    request: HttpRequest, on: On = None, known_at: Known = None, after: After = None, limit: Limit = 200
) -> Any:
    """Organisations that work on that day."""
    return _page(request, queries.exchange_organisations, on, known_at, after, limit)


@router.get("/people", response={200: Page[Person], **_REFUSED}, summary="People · люди")
def people(request: HttpRequest, on: On = None, known_at: Known = None, after: After = None, limit: Limit = 200) -> Any:
    """People who work at, or hold a role for, the key's place on that day."""
    page = _page(request, queries.exchange_people, on, known_at, after, limit)
    audit.record(viewer_of(request), "api.people-read", reason=f"строк: {len(page['items'])}")
    return page


@router.get("/employments", response={200: Page[Employment], **_REFUSED}, summary="Employments · работа")
def employments(
    request: HttpRequest, on: On = None, known_at: Known = None, after: After = None, limit: Limit = 200
) -> Any:
    """Posts held on that day at the organisations of the key's place."""
    page = _page(request, queries.exchange_employments, on, known_at, after, limit)
    audit.record(viewer_of(request), "api.employments-read", reason=f"строк: {len(page['items'])}")
    return page


@router.get("/changes", response={200: Changes, **_REFUSED}, summary="Changes since a moment · что изменилось")
def changes(request: HttpRequest, since: Since, limit: Limit = 200) -> Any:
    """What was recorded or taken back since, oldest first."""
    viewer = viewer_of(request)
    day = day_of(viewer, None)
    scope_access.may(viewer, Right.LIST, viewer.node_id, on=day).require()
    items = queries.changes_since(viewer, since=since, on=day, most=limit)
    audit.record(viewer, "api.changes-read", reason=f"строк: {len(items)}")
    return {"items": items, "next": items[-1]["at"] if len(items) == limit else None}
