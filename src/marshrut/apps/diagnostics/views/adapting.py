"""An adaptive test for who takes it: one item a page, and what came out. Every form works without JavaScript."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics.models import Attempt
from marshrut.apps.diagnostics.queries import adapting as queries
from marshrut.apps.diagnostics.queries.courses import known_of
from marshrut.apps.diagnostics.queries.papers import Paper
from marshrut.apps.diagnostics.queries.taking import current_answers, seconds_left
from marshrut.apps.diagnostics.views.fields import Field

__all__ = ["asked", "told"]


def asked(request: Any, attempt: Attempt, paper: Paper, *, now: datetime) -> HttpResponse:
    """The item that is asked now; the same on every device until it is answered."""
    state = queries.state_of(request.viewer, attempt, paper, current_answers(request.viewer, attempt.pk))
    left = seconds_left(attempt, now=now)
    field = Field(state.task, None, 0) if state.task is not None and left != 0 else None
    found = {"attempt": attempt, "paper": paper, "field": field, "number": state.number, "more": state.left - 1}
    found |= {"left": left, "minutes": (left or 0) // 60}
    return render(request, "diagnostics/adapt.html", found)


def told(request: Any, attempt: Attempt, paper: Paper) -> dict[str, Any]:
    """What the page of the outcome says instead of points: other items, other points."""
    words = framework(request.viewer, request.today)
    return {"known": [(words.title(one.competency), one) for one in known_of(request.viewer, attempt, paper)]}
