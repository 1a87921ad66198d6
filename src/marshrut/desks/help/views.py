"""The list of guides, one of them, its pictures, the tour."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marshrut.desks.help.guides import FOR, find_guide, list_guides, picture_path
from marshrut.desks.help.tour import TOURS
from marshrut.foundation.accounts.gate import signed_in

__all__ = ["front", "guide", "picture", "tour"]

DAY = 86_400


@require_safe
@signed_in
def front(request: Any) -> HttpResponse:
    """Guides of the role first, then the others."""
    titles, own = list_guides(), FOR.get(request.viewer.role, ())
    context = {
        "own": [(slug, titles[slug]) for slug in own],
        "others": [(slug, title) for slug, title in titles.items() if slug not in own],
        "has_tour": request.viewer.role in TOURS,
    }
    return render(request, "help/front.html", context)


@require_safe
@signed_in
def guide(request: Any, slug: str) -> HttpResponse:
    """One guide."""
    found = find_guide(slug)
    if found is None:
        raise Http404
    return render(request, "help/guide.html", {"guide": found})


@require_safe
@cache_control(private=True, max_age=DAY)
@signed_in
def picture(request: Any, name: str) -> HttpResponse:
    """A picture of the documentation."""
    del request
    path = picture_path(name)
    if path is None:
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/png")


@require_safe
@signed_in
def tour(request: Any) -> HttpResponse:
    """One card of the role's tour; a role without one goes to its desk."""
    cards = TOURS.get(request.viewer.role)
    if cards is None:
        return redirect("home")
    text = request.GET.get("step", "1")
    number = min(max(int(text), 1), len(cards)) if text.isascii() and text.isdigit() else 1
    card = cards[number - 1]
    context = {
        "card": card,
        "number": number,
        "of": len(cards),
        "door": reverse(card.door),
        "picture": f"{card.picture}.png" if picture_path(f"{card.picture}.png") else "",
        "before": number - 1,
        "after": number + 1 if number < len(cards) else 0,
    }
    return render(request, "help/tour.html", context)
