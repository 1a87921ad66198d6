"""The school's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.desks.mine.part import part_of
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role

__all__ = ["front"]


@require_safe
@for_roles(Role.SCHOOL, right=Right.LIST)
def front(request: Any) -> HttpResponse:
    """Who of ours has come in, and what the order asks of a school."""
    people = accounts.list_people(request.viewer, on=request.on)
    out = people.filter(activated_at=None)
    context = {
        "total": people.count(),
        "out": out.count(),
        "waiting": accounts.with_access(request.viewer, out[:8], on=request.on),
        "part": part_of(request.viewer, on=request.on, known_at=request.known_at),
    }
    return render(request, "school/front.html", context)
