"""What is done with a cohort: an order, meetings, documents, who leaves, the end of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from marshrut.apps.programmes.forms import CohortDaysForm, MeetingForm
from marshrut.apps.programmes.models import Meeting
from marshrut.apps.programmes.queries import catalogue as queries
from marshrut.apps.programmes.services import catalogue, learning
from marshrut.apps.programmes.types import CohortState
from marshrut.apps.programmes.views.asked import done, keepers, or_missing

__all__ = ["attend", "cancel", "complete", "drop_meeting", "enrol", "leave", "meet", "move"]

#: Steps of a cohort that are a press; cancelling asks why and has an address of its own.
STEPS = frozenset({CohortState.RUNNING.value, CohortState.FINISHED.value})


@require_POST
@keepers
def enrol(request: Any, cohort_id: UUID) -> HttpResponse:
    """By an order of a day: everybody who has a seat."""
    or_missing(lambda: queries.get_cohort(request.viewer, cohort_id))
    form = CohortDaysForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Впишите дату приказа.")
        return redirect("programmes:cohort", cohort_id)

    def deed() -> None:
        said = form.cleaned_data
        made = learning.enrol(
            request.viewer,
            cohort_id,
            applications=None,
            order_number=said["number"],
            enrolled_on=said["day"],
            on=request.today,
        )
        messages.success(request, f"Зачислено: {len(made.rows)}.")
        for name, why in made.left_out:
            messages.warning(request, f"{name}: {why}")

    return done(request, deed, "programmes:cohort", cohort_id)


@require_POST
@keepers
def complete(request: Any, cohort_id: UUID) -> HttpResponse:
    """Documents with their numbers; who has none yet is passed over."""
    or_missing(lambda: queries.get_cohort(request.viewer, cohort_id))
    form = CohortDaysForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Впишите дату документов.")
        return redirect("programmes:cohort", cohort_id)
    try:
        numbers = {
            UUID(name.removeprefix("number-")): value
            for name, value in request.POST.items()
            if name.startswith("number-") and value.strip()
        }
    except ValueError:
        raise Http404 from None
    day = form.cleaned_data["day"]
    deed = lambda: learning.complete(  # noqa: E731 - one call, used once
        request.viewer, cohort_id, numbers=numbers, completed_on=day, on=request.today
    )
    return done(request, deed, "programmes:cohort", cohort_id, said=f"Документов записано: {len(numbers)}.")


@require_POST
@keepers
def leave(request: Any, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Somebody leaves before the end."""
    why = request.POST.get("why", "")
    deed = lambda: learning.leave(  # noqa: E731 - one call, used once
        request.viewer, enrolment_id, why=why, left_on=request.today, on=request.today
    )
    return done(request, deed, "programmes:cohort", cohort_id, said="Записано, что человек выбыл.")


@require_POST
@keepers
def cancel(request: Any, cohort_id: UUID) -> HttpResponse:
    """It does not take place; everybody is told why."""
    why = request.POST.get("why", "")
    deed = lambda: learning.cancel(request.viewer, cohort_id, why=why, on=request.today)  # noqa: E731 - one call
    return done(request, deed, "programmes:cohort", cohort_id, said="Группа отменена, все увидят причину.")


@require_POST
@keepers
def move(request: Any, cohort_id: UUID, to: str) -> HttpResponse:
    """It begins, or is finished."""
    if to not in STEPS:
        raise Http404
    deed = lambda: learning.move_cohort(  # noqa: E731 - one call, used once
        request.viewer, cohort_id, to=CohortState(to), on=request.today
    )
    return done(request, deed, "programmes:cohort", cohort_id)


@require_POST
@keepers
def meet(request: Any, cohort_id: UUID) -> HttpResponse:
    """A day on which it meets."""
    or_missing(lambda: queries.get_cohort(request.viewer, cohort_id))
    form = MeetingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Впишите день и число часов больше нуля.")
        return redirect("programmes:cohort", cohort_id)
    said = dict(form.cleaned_data)
    day = said.pop("on")
    deed = lambda: catalogue.plan_meeting(request.viewer, cohort_id, on=day, fields=said)  # noqa: E731 - one call
    return done(request, deed, "programmes:cohort", cohort_id, said="Занятие записано.")


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def attend(request: Any, meeting_id: UUID) -> HttpResponse:
    """Who came: everybody with a tick."""
    row = or_missing(lambda: Meeting.objects.of(request.viewer).select_related("cohort__programme").get(pk=meeting_id))
    learners = queries.learners_of(request.viewer, row.cohort, on=request.today)
    if request.method == "POST":
        said = set(request.POST.getlist("came"))
        came = {one.pk: str(one.pk) in said for one, _ in learners if one.state != "left"}
        deed = lambda: learning.mark(request.viewer, meeting_id, came=came, on=request.today)  # noqa: E731 - one call
        return done(request, deed, "programmes:cohort", row.cohort_id, said="Посещение отмечено.")
    marked = queries.marks_of(request.viewer, row)
    listed = [(one, name, marked.get(one.pk, True)) for one, name in learners if one.state != "left"]
    return render(request, "programmes/attend.html", {"meeting": row, "cohort": row.cohort, "listed": listed})


@require_POST
@keepers
def drop_meeting(request: Any, meeting_id: UUID) -> HttpResponse:
    """A meeting that was not."""
    row = or_missing(lambda: Meeting.objects.of(request.viewer).get(pk=meeting_id))
    deed = lambda: catalogue.drop_meeting(request.viewer, meeting_id)  # noqa: E731 - one call, used once
    return done(request, deed, "programmes:cohort", row.cohort_id, said="Занятие удалено.")
