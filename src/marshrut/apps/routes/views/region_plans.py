"""The centre plans its region: begin, watch, compare with usual drafts, publish or throw away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.routes.forms.region_plans import PlanForm
from marshrut.apps.routes.queries import region_plans as queries
from marshrut.apps.routes.queries import region_words as words
from marshrut.apps.routes.rules.region_plans import PLANNERS
from marshrut.apps.routes.services import region_plans as services
from marshrut.apps.routes.types import RegionPlanState
from marshrut.apps.routes.views.asked import WRONG, or_missing, said_no, tried
from marshrut.apps.routes.views.region_pictures import curve_picture, places_picture
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right

__all__ = ["enough", "publish", "region_plan", "region_plans", "throw_away"]

planners = for_roles(*sorted(PLANNERS), right=Right.LIST)
_GOING = {RegionPlanState.COUNTING.value, RegionPlanState.PUBLISHING.value}


@require_http_methods(["GET", "HEAD", "POST"])
@planners
def region_plans(request: Any) -> HttpResponse:
    """What would be planned and how long; plans so far. One press begins."""
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = {"seconds": form.cleaned_data["seconds"], "on": request.today}
        try:
            plan = services.ask_plan(request.viewer, request.viewer.node_id, **told)
        except Refused as no:
            form.add_error(None, said_no(no))
        else:
            return redirect("routes:region-plan", plan.pk)
    page = queries.begin_page(request.viewer, on=request.today)
    context = {"page": page, "form": form}
    return render(request, "routes/region_plans.html", context, status=WRONG if form.errors else 200)


@require_safe
@planners
def region_plan(request: Any, plan_id: UUID) -> HttpResponse:
    """One plan: on its way, a draft beside the usual one, or what came of it."""
    plan = or_missing(lambda: queries.get_plan(request.viewer, plan_id, on=request.today))
    if plan.state in _GOING:
        context = {"plan": plan, "progress": queries.progress_of(plan, now=timezone.now())}
        context["picture"] = curve_picture(plan.curve, plan.curve[0][2]) if plan.curve else None
        template = "routes/_region_plan_going.html" if request.htmx else "routes/region_plan_going.html"
        return render(request, template, context)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})  # the work is over: it is another page now
    return render(request, "routes/region_plan.html", _drawn(request, plan))


def _drawn(request: Any, plan: Any) -> dict[str, Any]:
    """A plan with its comparison, its pictures and what has changed since."""
    waits = RegionPlanState(plan.state).waits
    changes = queries.changes_since(request.viewer, plan, on=request.today) if waits else {}
    return {
        "plan": plan,
        "title": RegionPlanState(plan.state).title,
        "waits": waits,
        "changed": words.told_changes(plan, changes),
        "compared": words.compared(plan),
        "curve": curve_picture(plan.curve, plan.room or 0.0),
        "places": places_picture(plan.figures.get("places", ())),
        "prices": words.told_prices(plan),
    }


@require_POST
@planners
def enough(request: Any, plan_id: UUID) -> HttpResponse:
    """Take the best so far."""
    tried(request, lambda: services.take_best(request.viewer, plan_id, on=request.today))
    return redirect("routes:region-plan", plan_id)


@require_POST
@planners
def publish(request: Any, plan_id: UUID) -> HttpResponse:
    """Write the drafts; `holds`: only what still stands."""
    holds = request.POST.get("holds") == "1"
    tried(request, lambda: services.publish(request.viewer, plan_id, only_what_holds=holds, on=request.today))
    return redirect("routes:region-plan", plan_id)


@require_POST
@planners
def throw_away(request: Any, plan_id: UUID) -> HttpResponse:
    """Not wanted."""
    said = "План отложен. Маршруты педагогов не изменились."
    tried(request, lambda: services.throw_away(request.viewer, plan_id, on=request.today), said=said)
    return redirect("routes:region-plans")
