"""A route as a page: one's own, of a person in care, of somebody of the place; what is done to it as a whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.routes import services
from marshrut.apps.routes.forms import GoalForm, WordsForm
from marshrut.apps.routes.queries import pages
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.queries.line import year_stops
from marshrut.apps.routes.views.asked import WRONG, back_to, edition_of, or_missing, said_no, tried
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.ui.undo import offer_undo

__all__ = ["add_goal", "do", "drop_goal", "make", "mine", "route", "take_way", "ways"]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mine(request: Any) -> HttpResponse:
    """My route that lives, or a page on which I begin one, with those that ended."""
    found = pages.find_own(request.viewer, on=request.today)
    if request.method != "POST" and found is not None and found.route_state.live:
        return redirect("routes:route", found.pk)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own = pages.own_person(request.viewer)
        if own is None:
            raise Http404
        year = current_year(request.viewer, on=request.today)
        try:
            made = services.make_route(request.viewer, own, year=year, why=form.cleaned_data["words"], on=request.today)
        except Refused as no:
            form.add_error(None, said_no(no))
        else:
            return redirect("routes:route", made.pk)
    known = pages.own_person(request.viewer)
    context = {"form": form, "known": known, "ended": pages.list_ended(request.viewer, on=request.today)}
    return render(request, "routes/begin.html", context, status=WRONG if form.errors else 200)


@require_POST
@signed_in
def make(request: Any, person_id: UUID) -> HttpResponse:
    """A route for somebody whom I accompany."""
    year, made = current_year(request.viewer, on=request.today), []
    why = request.POST.get("words", "")

    def deed() -> None:
        made.append(services.make_route(request.viewer, person_id, year=year, why=why, on=request.today))

    if tried(request, deed):
        return redirect("routes:route", made[0].pk)
    return redirect("routes:caseload")


@require_safe
@signed_in
def route(request: Any, route_id: UUID) -> HttpResponse:
    """The route with its year as a line."""
    page = or_missing(lambda: pages.get_page(request.viewer, route_id, on=request.today))
    context = {"page": page, "route": page.route, "stops": year_stops(page), "goal_form": GoalForm()}
    return render(request, "routes/route.html", context)


def _approve(request: Any, route_id: UUID) -> None:
    services.approve(request.viewer, route_id, edition=edition_of(request), on=request.today)
    offer_undo(request, "Маршрут утверждён.", reverse("routes:do", args=[route_id, "undo"]))


def _words(request: Any) -> dict[str, Any]:
    return {"why": request.POST.get("words", "")[:300], "edition": edition_of(request), "on": request.today}


_DEEDS: dict[str, tuple[Any, str]] = {
    "send": (
        lambda r, pk: services.send(r.viewer, pk, edition=edition_of(r), on=r.today),
        "Отправлено. Методист ответит, и вы увидите это здесь.",
    ),
    "approve": (_approve, ""),
    "undo": (
        lambda r, pk: services.undo_approval(r.viewer, pk, now=timezone.now(), on=r.today),
        "Утверждение отменено: всё как было.",
    ),
    "return": (lambda r, pk: services.return_route(r.viewer, pk, **_words(r)), "Возвращено с вашими словами."),
    "revise": (
        lambda r, pk: services.revise(r.viewer, pk, **_words(r)),
        "Открыто для пересмотра: меняйте шаги и отправляйте снова.",
    ),
    "withdraw": (lambda r, pk: services.withdraw(r.viewer, pk, **_words(r)), "Маршрут отозван."),
    "complete": (
        lambda r, pk: services.complete(r.viewer, pk, edition=edition_of(r), on=r.today),
        "Маршрут завершён.",
    ),
}


@require_POST
@signed_in
def do(request: Any, route_id: UUID, deed: str) -> HttpResponse:
    """One press about the whole route."""
    if deed not in _DEEDS:
        raise Http404
    work, said = _DEEDS[deed]
    tried(request, lambda: work(request, route_id), said=said)
    if deed == "undo":  # the queue goes on where it was
        return redirect(f"{reverse('routes:queue')}?at={route_id}")
    return back_to(request, "routes:route", route_id)


@require_safe
@signed_in
def ways(request: Any, route_id: UUID) -> HttpResponse:
    """Other ways of a draft: a card of the route's page, which comes after it, or a page where nothing is run."""
    page = or_missing(lambda: pages.get_page(request.viewer, route_id, on=request.today))
    told = services.tell_ways(request.viewer, page.route, page.ground, on=request.today)
    if told is None:
        raise Http404
    whole = not request.htmx or request.htmx.history_restore_request
    template = "routes/ways_page.html" if whole else "routes/ways.html"
    return render(request, template, {"page": page, "route": page.route, "told": told})


@require_POST
@signed_in
def take_way(request: Any, route_id: UUID) -> HttpResponse:
    """Another way instead of the proposed steps, as it was looked at."""
    looked = {"kind": request.POST.get("kind", ""), "seen": request.POST.get("seen", "")}
    tried(
        request,
        lambda: services.take_way(request.viewer, route_id, **looked, edition=edition_of(request), on=request.today),
        said="Вариант выбран. Прежние предложенные шаги убраны, принятые остались.",
    )
    return redirect("routes:route", route_id)


@require_POST
@signed_in
def add_goal(request: Any, route_id: UUID) -> HttpResponse:
    """A goal of one's own."""
    form = GoalForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        tried(request, lambda: services.add_goal(request.viewer, route_id, text=text, on=request.today))
    else:
        messages.error(request, "Напишите цель в двух словах.")
    return redirect("routes:route", route_id)


@require_POST
@signed_in
def drop_goal(request: Any, route_id: UUID, goal_id: UUID) -> HttpResponse:
    """I do not want this after all."""
    tried(request, lambda: services.drop_goal(request.viewer, goal_id, on=request.today))
    return redirect("routes:route", route_id)
