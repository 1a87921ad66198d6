"""Who took part in a campaign; setting one attempt aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.diagnostics.models import Attempt
from marshrut.apps.diagnostics.queries import passed as queries
from marshrut.apps.diagnostics.services import scoring as services
from marshrut.apps.diagnostics.types import AttemptState
from marshrut.apps.diagnostics.views.campaigns import ABSENT, get_or_404, lookers, top_of
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.queries import get_node
from marshrut.foundation.scope.types import Right, Role

__all__ = ["annul", "passed"]

centres = for_roles(Role.CENTRE, right=Right.LIST)


@require_safe
@lookers
def passed(request: Any, campaign_id: UUID) -> HttpResponse:
    """Everybody who handed the test in: participation only."""
    row = get_or_404(request, campaign_id)
    top = top_of(request, row)
    rows = queries.list_passed(request.viewer, row, top=top, on=request.today)
    page = Paginator(rows, ABSENT).get_page(request.GET.get("page"))
    found = {
        "campaign": row,
        "top": get_node(request.viewer, top),
        "page": page,
        "listed": queries.dress_passed(request.viewer, list(page.object_list), on=request.today),
        "may_annul": request.viewer.role is Role.CENTRE,
    }
    return render(request, "diagnostics/passed.html", found)


@require_http_methods(["GET", "POST"])
@centres
def annul(request: Any, attempt_id: UUID) -> HttpResponse:
    """What follows from setting the attempt aside, and why; then it is."""
    try:
        attempt = queries.get_attempt(request.viewer, attempt_id, on=request.today)
    except Attempt.DoesNotExist:
        raise Http404 from None
    reason, said = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            services.annul(request.viewer, attempt_id, reason=reason, now=timezone.now())
        except Refused as no:
            said = no.decision.text
        else:
            messages.success(request, "Попытка не засчитана. Человек увидит почему и сможет пройти тест ещё раз.")
            return redirect("diagnostics:passed", attempt.campaign_id)
    (one,) = queries.dress_passed(request.viewer, [attempt], on=request.today)
    found = {"attempt": attempt, "one": one, "reason": reason, "said": said}
    found["over"] = attempt.state == AttemptState.ANNULLED
    return render(request, "diagnostics/annul.html", found, status=422 if said else 200)
