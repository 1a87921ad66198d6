"""Drafts: for a place behind the page, for one person at once; wishes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from marshrut.apps.routes.forms.drafting import DraftsForm, WishesForm
from marshrut.apps.routes.queries.drafts import drafts_page, wishes_page
from marshrut.apps.routes.rules import DRAFTERS
from marshrut.apps.routes.rules.region_plans import PLANNERS
from marshrut.apps.routes.services import drafting
from marshrut.apps.routes.services.wishes import keep_wishes
from marshrut.apps.routes.views.asked import WRONG, or_missing, said_no, tried
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles, signed_in
from marshrut.foundation.scope.types import Right

__all__ = ["draft_one", "drafts", "own_wishes", "wishes"]

drafters = for_roles(*sorted(DRAFTERS), right=Right.LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@drafters
def drafts(request: Any) -> HttpResponse:
    """Who has no route yet; one press drafts them all, and one sees how far it is."""
    page = drafts_page(request.viewer, on=request.today)
    form = DraftsForm(request.POST or None, places=[(str(pk), name) for pk, name in page.places])
    if request.method == "POST" and form.is_valid():
        try:
            job = drafting.ask_drafts(request.viewer, UUID(form.cleaned_data["place"]), on=request.today)
        except Refused as no:
            form.add_error(None, said_no(no))
        else:
            return redirect("jobs:job", job.pk)
    context = {"page": page, "form": form, "plans": request.viewer.role in PLANNERS}
    return render(request, "routes/drafts.html", context, status=WRONG if form.errors else 200)


@require_POST
@signed_in
def draft_one(request: Any, person_id: UUID) -> HttpResponse:
    """A draft for oneself, or for somebody in care."""
    made: list[Any] = []

    def deed() -> None:
        made.append(drafting.draft_person(request.viewer, person_id, on=request.today))

    if tried(request, deed, said="Черновик готов. Посмотрите шаги: каждый говорит, зачем он."):
        return redirect("routes:route", made[0].pk)
    own = request.POST.get("from") == "mine"
    return redirect("routes:mine" if own else "routes:caseload")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_wishes(request: Any) -> HttpResponse:
    """One's own wishes."""
    return _wishes(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wishes(request: Any, person_id: UUID) -> HttpResponse:
    """Wishes of somebody in care, written down in their name."""
    return _wishes(request, person_id)


def _wishes(request: Any, person_id: UUID | None) -> HttpResponse:
    page = or_missing(lambda: wishes_page(request.viewer, person_id, on=request.today))
    form = WishesForm(request.POST or None, wishes=page.wishes)
    if request.method == "POST" and form.is_valid():
        try:
            keep_wishes(request.viewer, page.person_id, **form.wishes(), on=request.today)
        except Refused as no:
            form.add_error(None, said_no(no))
        except ObjectDoesNotExist:  # accompanied a moment ago
            raise Http404 from None
        else:
            messages.success(request, "Записано. Следующий черновик это учтёт.")
            return redirect("routes:mine" if page.own else "routes:caseload")
    return render(request, "routes/wishes.html", {"page": page, "form": form}, status=WRONG if form.errors else 200)
