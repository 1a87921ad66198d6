"""The administrator's pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import PrintQuestion
from marshrut.desks.administrator import copies, health, journal
from marshrut.desks.administrator.forms import JournalForm, PlaceForm
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.jobs import queries as jobs
from marshrut.foundation.jobs import services as job_services
from marshrut.foundation.privacy import queries as privacy
from marshrut.foundation.scope import queries as scope
from marshrut.foundation.scope import services as scope_services
from marshrut.foundation.scope.types import NodeKind, Role

__all__ = ["add_place", "audit", "backup", "doctor", "front", "places"]

administrator = for_roles(Role.ADMINISTRATOR)
PAGE = 50


@require_safe
@administrator
def front(request: Any) -> HttpResponse:
    """What needs the administrator today, and how things stand."""
    viewer = request.viewer
    checks = health.checks()
    people = accounts.list_people(viewer, on=request.on)
    context = {
        "wrong": [check for check in checks if check.tone != "road"],
        "checks": checks,
        "people": people.count(),
        "out": people.filter(activated_at=None).count(),
        "organisations": registry.find_beginning(viewer, on=request.on).organisations,
        "unsourced": privacy.list_purposes(viewer).filter(reference="").count(),
        "jobs": jobs.list_jobs(viewer)[:5],
        "questions": _unanswered(request),
    }
    return render(request, "administrator/front.html", context)


def _unanswered(request: Any) -> list[PrintQuestion]:
    """Where the order contradicts itself and nobody has said yet which number or date to print."""
    reading = regulation.find_reading(request.viewer, on=request.today)
    found = regulation.print_questions(request.viewer, reading) if reading else ()
    return [question for question in found if question.chosen is None]


@require_safe
@administrator
def doctor(request: Any) -> HttpResponse:
    """`marshrut doctor` as a page."""
    checks = health.checks()
    wrong = sum(check.tone != "road" for check in checks)
    return render(request, "administrator/doctor.html", {"checks": checks, "wrong": wrong})


@require_POST
@administrator
def backup(request: Any) -> HttpResponse:
    """Begin a backup, unless one is under way, and show how far it is."""
    job = jobs.find_open(request.viewer, copies.KIND) or job_services.start(request.viewer, copies.KIND)
    return redirect("jobs:job", job.pk)


@require_safe
@administrator
def audit(request: Any) -> HttpResponse:
    """Who changed it."""
    form = JournalForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = journal.entries(request.viewer, asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    journal.dress(request.viewer, page.object_list)
    return render(request, "administrator/audit.html", {"entries": page, "form": form})


@require_safe
@administrator
def places(request: Any) -> HttpResponse:
    """Territories and organisations of the tenant."""
    nodes = scope.list_under(request.viewer, request.viewer.node_path, on=request.on).order_by("kind", "name")
    page = Paginator(nodes, PAGE).get_page(request.GET.get("page"))
    return render(request, "administrator/places.html", {"places": page})


@administrator
def add_place(request: Any) -> HttpResponse:
    """A new territory below another one."""
    nodes = scope.list_under(request.viewer, request.viewer.node_path, on=request.today).order_by("name")
    form = PlaceForm(request.POST or None, nodes=nodes, initial={"since": request.today})
    if form.is_valid():
        data = form.cleaned_data
        scope_services.add_node(
            request.viewer,
            kind=NodeKind(data["kind"]),
            name=data["name"],
            short=data["short"],
            parent_id=data["parent"].pk,
            since=data["since"],
        )
        return redirect("administrator:places")
    return render(request, "administrator/add_place.html", {"form": form})
