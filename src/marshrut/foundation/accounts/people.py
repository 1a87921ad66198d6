"""The school's page of accesses: who has come in, slips for who has not, a new code in two presses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import queries, second_factor, services
from marshrut.foundation.accounts.forms import CloseForm, PeopleForm, RoleForm
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.qr import qr_svg
from marshrut.foundation.accounts.secrets import spaced
from marshrut.foundation.scope import queries as scope_queries
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.hooks import offered_roles
from marshrut.foundation.scope.rules import may_give_role
from marshrut.foundation.scope.types import Right, Role

__all__ = ["add", "close", "drop_factor", "end_role", "give_role", "people", "slips"]

handlers = for_roles(Role.SCHOOL, Role.ADMINISTRATOR, right=Right.LIST)
administrator = for_roles(Role.ADMINISTRATOR, right=Right.LIST)
PAGE = 50
#: A school's worth: more would be a page that no browser prints.
MOST_SLIPS = 300
ONE_DAY = timedelta(days=1)


def _nodes(request: Any) -> Any:
    return scope_queries.list_under(request.viewer, request.viewer.node_path, on=request.today).order_by("name")


def _roles(request: Any) -> list[Role]:
    offered = offered_roles(request.viewer)
    return [role for role in Role if role in offered and may_give_role(request.viewer.role, role, inside=True)]


@require_safe
@handlers
def people(request: Any) -> HttpResponse:
    """Everybody of the place, with who has not come in yet."""
    state, search = request.GET.get("state", ""), request.GET.get("q", "")
    everybody = queries.list_people(request.viewer, on=request.on)
    rows = queries.list_people(request.viewer, on=request.on, state=state, search=search)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    out = everybody.filter(activated_at=None).count()
    page.object_list = queries.with_access(request.viewer, page.object_list, on=request.on)
    for row in page.object_list:
        row.role_title = Role(row.first_role).title if row.first_role else "роль закончилась"
    context = {"people": page, "state": state, "q": search, "total": everybody.count(), "out": out, "most": MOST_SLIPS}
    return render(request, "accounts/people.html", context)


@handlers
def add(request: Any) -> HttpResponse:
    """New people from a pasted list; straight on to their slips."""
    nodes = _nodes(request)
    form = PeopleForm(
        request.POST or None,
        roles=_roles(request),
        nodes=nodes,
        initial={"node": request.viewer.node_id, "role": _roles(request)[0]},
    )
    if form.is_valid():
        try:
            made = services.add_people(request.viewer, on=request.today, **form.said())
        except Refused as no:
            form.add_error("names", no.decision.text)
        else:
            return _print(request, [account.pk for account in made])
    return render(request, "accounts/add_people.html", {"form": form})


@require_POST
@never_cache
@handlers
def slips(request: Any) -> HttpResponse:
    """New codes, ready to print: for the chosen people, or for everybody who has not come in."""
    if "everybody" in request.POST:
        chosen = list(queries.list_people(request.viewer, on=request.today, state="out").values_list("pk", flat=True))
    else:
        chosen = [found for text in request.POST.getlist("person") if (found := _uuid(text))]
    if not chosen:
        messages.warning(request, "Никто не выбран. Отметьте людей, для которых нужны листки.")
        return redirect("accounts:people")
    if len(chosen) > MOST_SLIPS:
        limit = f"За один раз печатаем не больше {MOST_SLIPS} листков."
        messages.warning(request, f"{limit} Отметьте людей, или пусть каждая школа напечатает свои.")
        return redirect("accounts:people")
    return _print(request, chosen)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _print(request: Any, ids: list[UUID]) -> HttpResponse:
    """The slips exist only in this answer: the code is kept nowhere in readable form."""
    address = request.build_absolute_uri(reverse("accounts:activate"))
    made = [
        {
            "name": slip.full_name,
            "place": slip.place,
            "login": slip.login,
            "code": spaced(slip.code),
            "until": slip.until,
            "qr": qr_svg(request.build_absolute_uri(reverse("accounts:activate", args=[slip.login]))),
        }
        for slip in services.issue_slips(request.viewer, ids, on=request.today)
    ]
    return render(request, "accounts/slips.html", {"slips": made, "address": address})


def _account(request: Any, account_id: UUID) -> Account:
    try:
        return queries.get_account(request.viewer, account_id, right=Right.LIST, on=request.today)
    except Account.DoesNotExist:
        raise Http404 from None


@handlers
def close(request: Any, account_id: UUID) -> HttpResponse:
    """Close an access, with the reason."""
    account = _account(request, account_id)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        services.close_account(request.viewer, account.pk, on=request.today, reason=form.cleaned_data["reason"])
        messages.success(request, f"Доступ закрыт: {account.full_name}.")
        return redirect("accounts:people")
    return render(request, "accounts/close.html", {"form": form, "account": account})


@administrator
def give_role(request: Any, account_id: UUID) -> HttpResponse:
    """One more role, by an order."""
    account = _account(request, account_id)
    form = RoleForm(
        request.POST or None,
        roles=_roles(request),
        nodes=_nodes(request),
        initial={"since": request.today, "node": account.node_id},
    )
    if form.is_valid():
        data = form.cleaned_data
        scope.give_role(
            request.viewer,
            account.pk,
            role=Role(data["role"]),
            node_id=data["node"].pk,
            since=data["since"],
            until=data["until"] and data["until"] + ONE_DAY,
            order_number=data["order_number"],
            order_date=data["order_date"],
        )
        return redirect("privacy:card", account.pk)
    return render(request, "accounts/give_role.html", {"form": form, "account": account})


@handlers
def end_role(request: Any, account_id: UUID, assignment_id: UUID) -> HttpResponse:
    """A role ends today, with the reason."""
    account = _account(request, account_id)
    held = scope_queries.list_assignments(request.viewer, account.pk, on=request.today)
    row = next((row for row in held if row.pk == assignment_id), None)
    if row is None:
        raise Http404
    form = CloseForm(request.POST or None)
    if form.is_valid():
        scope.end_role(request.viewer, row.pk, on=request.today, reason=form.cleaned_data["reason"])
        return redirect("privacy:card", account.pk)
    return render(
        request, "accounts/end_role.html", {"form": form, "account": account, "row": row, "role": Role(row.role)}
    )


@require_POST
@administrator
def drop_factor(request: Any, account_id: UUID) -> HttpResponse:
    """A lost phone: the authenticator is forgotten, the next sign-in binds a new one."""
    account = _account(request, account_id)
    second_factor.drop_second_factor(request.viewer, account, reason="утрачен телефон")
    messages.success(request, "Второй фактор снят. При следующем входе человек привяжет новый телефон.")
    return redirect("privacy:card", account.pk)
