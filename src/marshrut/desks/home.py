"""The front door: to the desk of the role."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from marshrut.apps.registry.queries import is_empty
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.scope.types import Role

__all__ = ["home"]

#: Who fills an empty region.
FILLERS = frozenset({Role.ADMINISTRATOR, Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST})

DESKS = {
    Role.ADMINISTRATOR: "administrator:front",
    Role.GOVERNING_BODY: "governing:front",
    Role.SCHOOL: "school:front",
    Role.MUNICIPAL_METHODOLOGIST: "municipality:front",
    Role.CENTRE: "centre:front",
}


@signed_in
def home(request: Any) -> HttpResponse:
    """To the desk of the present role; who fills an empty place begins with what to do first."""
    if request.viewer.role in FILLERS and is_empty(request.viewer, on=request.today):
        return redirect("start:front")
    if request.GET.get("first") == "yes" and request.viewer.role is not Role.ADMINISTRATOR:
        return redirect("help:tour")  # the notice led here, after a person's first answer
    return redirect(DESKS.get(request.viewer.role, "mine:front"))
