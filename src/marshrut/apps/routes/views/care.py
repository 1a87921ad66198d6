"""The companion's pages: who waits, everybody in care, consultations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import services
from marshrut.apps.routes.forms import ConsultationForm, HoursForm
from marshrut.apps.routes.queries import care
from marshrut.apps.routes.queries.consultations import list_consultations
from marshrut.apps.routes.views.asked import WRONG, said_no, tried
from marshrut.apps.routes.views.pictures import caseload_strip, week_bars
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.ui.undo import offer_undo

__all__ = ["caseload", "consultations", "queue", "withdraw_consultation"]


@require_safe
@signed_in
def queue(request: Any) -> HttpResponse:
    """Who waits on the left, what they ask in the middle, everybody beside. `at`: whom one looks at."""
    desk = care.desk(request.viewer, on=request.today)
    waiting, found = desk.waiting, desk.caseload
    keys = [one.key for one in waiting]
    asked = request.GET.get("at", "")
    at = keys.index(asked) if asked in keys else min(_number(request.GET.get("place")), max(len(keys) - 1, 0))
    now = waiting[at] if waiting else None
    page = desk.look_at(request.viewer, now, on=request.today) if now else None
    step = next((one for one in (*page.steps, *page.refused) if one.id == now.step_id), None) if page and now else None
    context = {
        "waiting": waiting,
        "now": now,
        "at": at,
        "following": keys[at + 1] if at + 1 < len(keys) else "",
        "before": keys[at - 1] if at else "",
        "page": page,
        "step": step,
        "hours_form": HoursForm(initial={"hours": step.hours if step else None}),
        "caseload": found,
        "strip": caseload_strip(found),
        "week": week_bars(care.week_of(request.viewer, on=request.today), today=request.today),
        "here": f"{reverse('routes:queue')}?place={at}",
    }
    return render(request, "routes/queue.html", context)


def _number(said: str | None) -> int:
    return int(said) if said and said.isdigit() else 0


@require_safe
@signed_in
def caseload(request: Any) -> HttpResponse:
    """Everybody whom I accompany: who moves, who stands still, who has no route yet."""
    found = care.caseload(request.viewer, on=request.today)
    wanted = request.GET.get("state", "")
    counts: dict[str, int] = {}
    for one in found.people:
        counts[one.state] = counts.get(one.state, 0) + 1
    people = [one for one in found.people if not wanted or one.state == wanted]
    context = {
        "caseload": found,
        "people": people,
        "counts": counts,
        "wanted": wanted,
        "strip": caseload_strip(found, columns=50),
    }
    return render(request, "routes/caseload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def consultations(request: Any) -> HttpResponse:
    """Whom and how long: two presses; then the list of the last ones."""
    topics = [(one.code, one.name) for one in route_rules(request.viewer, on=request.today).topics.values()]
    people = care.people_in_care(request.viewer, on=request.today)
    more = {"person": request.GET["person"]} if request.GET.get("person") else {}
    form = ConsultationForm(request.POST or None, people=people, topics=topics, on=request.today, **more)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = services.log_consultation(request.viewer, UUID(said.pop("person")), **said, today=request.today)
        except Refused as no:
            form.add_error(None, said_no(no))
        else:
            offer_undo(request, "Консультация записана.", reverse("routes:withdraw-consultation", args=[made.pk]))
            return redirect("routes:consultations")
    context = {"form": form, "rows": list_consultations(request.viewer, on=request.today), "people": people}
    return render(request, "routes/consultations.html", context, status=WRONG if form.errors else 200)


@require_POST
@signed_in
def withdraw_consultation(request: Any, consultation_id: UUID) -> HttpResponse:
    """It was somebody else, or another day."""
    if tried(request, lambda: services.withdraw_consultation(request.viewer, consultation_id)):
        messages.success(request, "Запись убрана.")
    return redirect("routes:consultations")
