"""One search in the bar: people, organisations, clauses of the order, each by right."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.registry.queries.search import find_everywhere
from marshrut.apps.registry.views.asked import ask
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right

__all__ = ["search"]


@require_safe
@signed_in
def search(request: Any) -> HttpResponse:
    """What was found, a few of each kind, with a door to all of them."""
    asked = ask(request)
    typed = request.GET.get("q", "").strip()[:200]
    found = find_everywhere(request.viewer, typed, **asked.when)
    sees_people = Right.LIST in ROLE_RIGHTS[request.viewer.role]
    context = {"q": typed, "found": found, "sees_people": sees_people}
    return render(request, "registry/search.html", asked.context(context))
