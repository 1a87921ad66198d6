"""The catalogue, a programme, a cohort: what everybody may read, and the press for a seat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.programmes import access
from marshrut.apps.programmes.forms import CatalogueForm
from marshrut.apps.programmes.models import Cohort
from marshrut.apps.programmes.queries import applications
from marshrut.apps.programmes.queries import catalogue as queries
from marshrut.apps.programmes.queries.offers import missing_for
from marshrut.apps.programmes.queries.seats import in_register, seats_of
from marshrut.apps.programmes.rules import warn_of_missing
from marshrut.apps.programmes.services import applying
from marshrut.apps.programmes.types import CohortState
from marshrut.apps.programmes.views.asked import or_missing, wants_fragment
from marshrut.apps.registry.queries import own_id
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.scope.ids import new_id

__all__ = ["apply", "catalogue", "cohort", "programme"]

PAGE, QUEUE = 20, 50


@require_safe
@signed_in
def catalogue(request: Any) -> HttpResponse:
    """Programmes with their effect, the register and the next group; only the list when htmx asks."""
    keeps = bool(access.may_keep(request.viewer))
    form = CatalogueForm(request.GET, viewer=request.viewer, on=request.today)
    narrowed = form.narrowed(everything=keeps)
    rows = queries.list_programmes(request.viewer, narrowed, on=request.today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    listed = queries.dress_programmes(request.viewer, list(page.object_list), on=request.today)
    found = {"form": form, "page": page, "listed": listed, "narrowed": bool(narrowed), "keeps": keeps}
    name = "found" if wants_fragment(request) else "catalogue"
    return render(request, f"programmes/{name}.html", found)


@require_safe
@signed_in
def programme(request: Any, programme_id: UUID) -> HttpResponse:
    """What it is, what it is expected to close, its time in the register, its groups."""
    card = or_missing(lambda: queries.get_programme(request.viewer, programme_id, on=request.today))
    ahead = [one for one in card.cohorts if one[0].state == CohortState.OPEN and one[0].starts >= request.today]
    past = [one for one in card.cohorts if one not in ahead]
    found = {"card": card, "ahead": ahead[::-1], "past": past, "keeps": bool(access.may_keep(request.viewer))}
    return render(request, "programmes/programme.html", found)


@require_safe
@signed_in
def cohort(request: Any, cohort_id: UUID) -> HttpResponse:
    """Days, place and seats; one's own application; for who keeps it, the queue, learners and documents."""
    viewer, on = request.viewer, request.today
    row = or_missing(lambda: queries.get_cohort(viewer, cohort_id))
    keeps = bool(access.may_keep(viewer))
    learners = queries.learners_of(viewer, row, on=on)
    attended = queries.attendance_of(viewer, row) if learners else {}
    queue = Paginator(queries.queue_of(viewer, row, on=on), QUEUE).get_page(request.GET.get("page"))
    found = {
        "cohort": row,
        "seats": seats_of(viewer, [row])[row.pk],
        "register": in_register(viewer, [row.programme_id], on=on)[row.programme_id],
        "page": queue,
        "queue": queries.named(viewer, list(queue.object_list), on=on),
        "learners": [(one, name, attended.get(one.pk)) for one, name in learners],
        "meetings": queries.list_meetings(viewer, row) if learners or keeps else [],
        "learning": sum(1 for one, _ in learners if one.state == "learning"),
        "keeps": keeps,
        **_own(request, row),
    }
    return render(request, "programmes/cohort.html", found)


def _own(request: Any, row: Cohort) -> dict[str, Any]:
    """One's own application, or a key for the press that makes it."""
    own = own_id(request.viewer)
    mine = applications.find_own(request.viewer, row.pk) if own else None
    last = min(row.apply_until or row.starts, row.starts)
    first = warn_of_missing(missing_for(request.viewer, row.programme_id, own)) if own else None
    return {
        "first": first.text if first and row.state == CohortState.OPEN else "",
        "mine": mine,
        "turn": applications.place_in_queue(request.viewer, mine) if mine else None,
        "may_ask": own is not None and mine is None and row.state == CohortState.OPEN and request.today <= last,
        "last_day": last,
        "press": new_id(),
    }


@require_POST
@signed_in
def apply(request: Any, cohort_id: UUID) -> HttpResponse:
    """One press: an application of one's own, or of `person` by who may ask for them."""
    or_missing(lambda: queries.get_cohort(request.viewer, cohort_id))
    try:
        key = UUID(request.POST.get("press", ""))
        person = UUID(request.POST["person"]) if request.POST.get("person") else own_id(request.viewer)
    except ValueError:
        raise Http404 from None
    if person is None:
        messages.error(request, "Ваш доступ не связан с записью в списке работников. Попросите об этом школу.")
        return redirect("programmes:cohort", cohort_id)
    try:
        made = applying.apply(request.viewer, cohort_id=cohort_id, person_id=person, client_key=key, on=request.today)
    except Cohort.DoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, no.decision.text)
    else:
        said = {"asked": "Заявка подана. Теперь слово за руководителем.", "waiting": "Мест нет: вы в очереди."}
        messages.success(request, said.get(made.state, "Есть место."))
        first = warn_of_missing(missing_for(request.viewer, made.cohort.programme_id, made.person_id))
        if first.text:
            messages.warning(request, first.text)
    return redirect("programmes:cohort", cohort_id)
