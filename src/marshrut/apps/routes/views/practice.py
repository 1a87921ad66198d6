"""Observing lessons: what I am asked to see, the form (which needs the line only to send), calling, reflecting."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import services
from marshrut.apps.routes.forms import ObservationForm
from marshrut.apps.routes.queries import pages, practice
from marshrut.apps.routes.services.practice import FORM
from marshrut.apps.routes.types import Moment
from marshrut.apps.routes.views.asked import WRONG, back_to, or_missing, said_no, tried
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.scope.ids import new_id

__all__ = ["call", "decline", "observe", "observing", "reflect", "uncall", "worker"]

WORKER = Path(__file__).parents[1] / "static" / "routes" / "worker.js"


@require_safe
@csp_update({"worker-src": [SELF]})
@signed_in
def observing(request: Any) -> HttpResponse:
    """Whose lessons I am asked to see."""
    calls = practice.my_calls(request.viewer, on=request.today)
    return render(request, "routes/observing.html", {"calls": calls})


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]
@signed_in
def observe(request: Any, call_id: UUID) -> HttpResponse:
    """The form of one lesson. As JSON from the page's outbox, as a plain form without a script."""
    called = or_missing(lambda: practice.get_call(request.viewer, call_id, on=request.today))
    if request.content_type == "application/json":
        return _from_outbox(request, call_id)
    held = route_rules(request.viewer, on=request.today).form(FORM)
    form = ObservationForm(request.POST or None, held=held, on=request.today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        sent = {key: said[key] for key in ("on", "lesson", "note", "client_key")}
        try:
            services.observe(
                request.viewer,
                call_id,
                moment=Moment(said["moment"]),
                marks=form.marks(),
                written_at=timezone.now(),
                today=request.today,
                **sent,
            )
        except Refused as no:
            form.add_error(None, said_no(no))
        else:
            messages.success(request, "Лист записан. Спасибо: педагог увидит ваши наблюдения.")
            return redirect("routes:observing")
    context = {"called": called, "form": form, "held": held}
    return render(request, "routes/observe.html", context, status=WRONG if form.errors else 200)


def _from_outbox(request: Any, call_id: UUID) -> HttpResponse:
    """One sheet that was written on the device, perhaps days ago: taken once, however often it is sent."""
    try:
        said = json.loads(request.body)
        written = datetime.fromtimestamp(float(said["at"]) / 1000, tz=UTC)
        sent: dict[str, Any] = {
            "moment": Moment(said["moment"]),
            "on": date.fromisoformat(said["on"]),
            "lesson": str(said.get("lesson", "")),
            "note": str(said.get("note", "")),
            "marks": {str(key): int(value) for key, value in dict(said["marks"]).items()},
            "client_key": UUID(str(said["key"])),
        }
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        return JsonResponse({"refused": "Лист не разобрать: обновите страницу."}, status=400)
    try:
        services.observe(request.viewer, call_id, written_at=written, today=request.today, **sent)
    except Refused as no:
        return JsonResponse({"refused": no.decision.text}, status=WRONG)
    return JsonResponse({"kept": str(sent["client_key"])})


@require_POST
@signed_in
def decline(request: Any, call_id: UUID) -> HttpResponse:
    """«У меня конфликт интересов»: one press."""
    why = request.POST.get("words", "")
    said = "Спасибо, что сказали: позовут другого."
    tried(request, lambda: services.decline(request.viewer, call_id, why=why, on=request.today), said=said)
    return redirect("routes:observing")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def call(request: Any, step_id: UUID) -> HttpResponse:
    """Find somebody by surname and ask them to observe."""
    page, shown, _ = or_missing(lambda: pages.get_step_page(request.viewer, step_id, on=request.today))
    if request.method == "POST" and (person := request.POST.get("person", "")):
        done = tried(
            request,
            lambda: services.call_observer(request.viewer, step_id, observer_id=UUID(person), on=request.today),
            said="Приглашение отправлено.",
        )
        if done:
            return redirect("routes:step", step_id)
    typed = request.POST.get("search", request.GET.get("search", ""))[:120]
    people = registry.accounts_by_name(request.viewer, typed, on=request.today) if len(typed.strip()) > SHORTEST else []
    context = {"page": page, "step": shown, "typed": typed, "people": people}
    return render(request, "routes/call.html", context)


SHORTEST = 2


@require_POST
@signed_in
def uncall(request: Any, step_id: UUID, call_id: UUID) -> HttpResponse:
    """The invitation is taken back."""
    tried(request, lambda: services.uncall(request.viewer, call_id, on=request.today), said="Приглашение отозвано.")
    return redirect("routes:step", step_id)


@require_POST
@signed_in
def reflect(request: Any, step_id: UUID) -> HttpResponse:
    """What the teacher says of their own lesson."""
    said = request.POST
    moment = Moment.AFTER if said.get("moment") == "after" else Moment.BEFORE
    try:
        key = UUID(said.get("client_key", ""))
    except ValueError:
        key = new_id()
    text = said.get("text", "")[:4000]
    tried(
        request,
        lambda: services.reflect(request.viewer, step_id, moment=moment, text=text, client_key=key, on=request.today),
        said="Записано.",
    )
    return back_to(request, "routes:step", step_id)


@require_safe
@signed_in
def worker(request: Any) -> HttpResponse:
    """The service worker of the pages of observing: it lies at their address, so that it serves them and no others."""
    del request
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
