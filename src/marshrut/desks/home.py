"""The front door: to the desk of the role."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.scope.types import Role

__all__ = ["home"]

DESKS = {Role.ADMINISTRATOR: "administrator:front", Role.GOVERNING_BODY: "governing:front", Role.SCHOOL: "school:front"}


@signed_in
def home(request: Any) -> HttpResponse:
    """To the desk of the present role."""
    return redirect(DESKS.get(request.viewer.role, "mine:front"))
