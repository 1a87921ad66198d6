"""Who of the list has no way in yet: accesses for all of them, or one's own access joined to the record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from marshrut.apps.registry.queries.accounts import namesakes_of
from marshrut.apps.registry.queries.people import StaffFilter, dress_people, list_staff
from marshrut.apps.registry.services import accounts as services
from marshrut.apps.registry.views.asked import ask, handlers
from marshrut.cores.kernel import Refused

__all__ = ["give", "link", "without_access"]

#: A school's worth on a page, and as many slips as a browser prints at once.
MOST = 300


@handlers
def without_access(request: Any) -> HttpResponse:
    """Everybody who works here and cannot sign in. An access of the same name is offered, never taken."""
    asked = ask(request)
    rows = list_staff(request.viewer, on=asked.today, narrowed=StaffFilter(access="no"))
    page = Paginator(rows, MOST).get_page(request.GET.get("page"))
    people = dress_people(request.viewer, list(page.object_list), on=asked.today, words=asked.words)
    alike = namesakes_of(request.viewer, list(page.object_list), on=asked.today)
    plain = [one for one in people if one.person_id not in alike and one.jobs]
    doubtful = [(one, alike[one.person_id]) for one in people if one.person_id in alike]
    context = {"page": page, "plain": plain, "doubtful": doubtful, "total": page.paginator.count}
    return render(request, "registry/without_access.html", asked.context(context))


@require_POST
@handlers
def give(request: Any) -> HttpResponse:
    """New accesses for the chosen; the next page prints their slips."""
    asked = ask(request)
    chosen = [found for text in request.POST.getlist("person")[:MOST] if (found := _uuid(text))]
    if not chosen:
        messages.warning(request, "Никто не выбран. Отметьте тех, кому нужен доступ.")
        return redirect("registry:without-access")
    made = services.give_access(request.viewer, chosen, on=asked.today)
    return render(request, "registry/access_given.html", asked.context({"made": made}))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
@handlers
def link(request: Any, person_id: UUID) -> HttpResponse:
    """This access belongs to this person; or no longer does."""
    asked = ask(request)
    account_id = _uuid(request.POST.get("account", ""))
    try:
        if account_id is None:
            services.unlink_account(request.viewer, person_id, on=asked.today)
            messages.success(request, "Вход отделён от записи.")
        else:
            services.link_account(request.viewer, person_id, account_id, on=asked.today)
            messages.success(request, "Вход и запись теперь об одном человеке.")
    except Refused as no:
        messages.error(request, no.decision.text)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return redirect("registry:person", person_id)
