"""What is said of oneself and of those whose results one may open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from marshrut.apps.competencies.queries.care import care_list, companions_of, list_shares, shared_with_me
from marshrut.apps.competencies.queries.people import portrait
from marshrut.apps.competencies.services.sharing import note_opening
from marshrut.apps.competencies.views.asked import missing, picture_of, show
from marshrut.apps.registry import queries as registry
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in

__all__ = ["care", "mine", "person"]


def _pictured(found: Any) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    return [(area, [(one, picture_of(one)) for one in findings]) for area, findings in found.areas]


@require_safe
@signed_in
def mine(request: Any) -> HttpResponse:
    """My strong sides and what to catch up with."""
    own = registry.own_id(request.viewer)
    if own is None:
        return show(request, "nobody", {})
    found = portrait(request.viewer, own, on=request.on)
    context = {
        "portrait": found,
        "areas": _pictured(found),
        "mine": True,
        "acting": request.on == request.today,
        "shares": list(list_shares(request.viewer, own, on=request.today)),
        "companions": companions_of(request.viewer, own, on=request.today),
    }
    return show(request, "person", context)


@require_safe
@signed_in
def person(request: Any, person_id: UUID) -> HttpResponse:
    """Somebody's results, for who accompanies them or was allowed: opening is journalled, and the person sees it."""
    try:
        found = portrait(request.viewer, person_id, on=request.on)
    except Refused:
        raise missing() from None
    note_opening(request.viewer, found.person_id, what="результаты диагностик")
    own = registry.own_id(request.viewer) == found.person_id
    return show(request, "person", {"portrait": found, "areas": _pictured(found), "mine": own, "acting": False})


@require_safe
@signed_in
def care(request: Any) -> HttpResponse:
    """People whom I accompany, and those who opened their results to me."""
    cared, shared = care_list(request.viewer, on=request.on), shared_with_me(request.viewer, on=request.on)
    return show(request, "care", {"cared": cared, "shared": shared, "waiting": sum(one.waits for one in cared)})
