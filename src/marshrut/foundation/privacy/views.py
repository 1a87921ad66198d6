"""The notice on the way in, «Мои данные», a person's card (journalled), consents on paper, the purposes' wording."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.gate import for_roles, signed_in
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.files.services import keep
from marshrut.foundation.files.types import FileClass, FileRefusedError
from marshrut.foundation.privacy import queries, services
from marshrut.foundation.privacy.forms import PaperForm, PurposeForm
from marshrut.foundation.privacy.models import Acknowledgement
from marshrut.foundation.privacy.types import Basis
from marshrut.foundation.scope import queries as scope
from marshrut.foundation.scope.types import Right, Role

__all__ = ["card", "change_purpose", "mine", "notice", "paper", "purposes", "recall"]

handlers = for_roles(Role.SCHOOL, Role.ADMINISTRATOR, right=Right.LIST)
PAGE = 20


@signed_in(on_the_way=True)
def notice(request: Any) -> HttpResponse:
    """What is processed and why, at the first sign-in and whenever the text has changed."""
    if request.method == "POST":
        first = not queries.has_answered(request.viewer, request.viewer.account_id)
        services.answer_notice(request.viewer, agreed=set(request.POST.getlist("agree")), on=request.today)
        return redirect(f"{reverse('home')}?first=yes" if first else "home")
    due = [s for s in queries.list_standing(request.viewer, request.viewer.account_id) if s.answer is None]
    return render(request, "privacy/notice.html", {"due": due}) if due else redirect("home")


@require_safe
@signed_in
def mine(request: Any) -> HttpResponse:
    """My data: on what ground, what I agreed to, who opened my card."""
    viewer = request.viewer
    reads = Paginator(queries.list_reads(viewer), PAGE).get_page(request.GET.get("page"))
    for row in reads.object_list:
        row.role_title = Role(row.reader_role).title
    context = {
        "account": request.user,
        "standing": queries.list_standing(viewer, viewer.account_id),
        "reads": reads,
        "held": accounts.list_roles(request.user),
    }
    return render(request, "privacy/mine.html", context)


@require_POST
@signed_in
def recall(request: Any, account_id: UUID, purpose_id: UUID) -> HttpResponse:
    """Take a consent back: one's own, or somebody's by their paper."""
    try:
        services.recall(request.viewer, account_id, purpose_id, on=request.today)
    except (Acknowledgement.DoesNotExist, Account.DoesNotExist):
        raise Http404 from None
    messages.success(request, "Согласие отозвано.")
    own = account_id == request.viewer.account_id
    return redirect("privacy:mine") if own else redirect("privacy:card", account_id)


@require_safe
@handlers
def card(request: Any, account_id: UUID) -> HttpResponse:
    """A person's card: roles, access, consents. Opening it is journalled and the person sees by whom."""
    account = _account(request, account_id)
    services.note_card_read(request.viewer, account.pk, what="карточка доступа")
    held = scope.list_assignments(request.viewer, account.pk, on=request.on)
    for row in held:
        row.role_title = Role(row.role).title
    context = {
        "account": account,
        "held": held,
        "standing": queries.list_standing(request.viewer, account.pk),
        "may_give": request.viewer.role is Role.ADMINISTRATOR,
    }
    return render(request, "privacy/card.html", context)


def _account(request: Any, account_id: UUID) -> Account:
    try:
        return accounts.get_account(request.viewer, account_id, right=Right.LIST, on=request.today)
    except Account.DoesNotExist:
        raise Http404 from None


@handlers
def paper(request: Any, account_id: UUID) -> HttpResponse:
    """Enter a consent that was signed on paper."""
    account = _account(request, account_id)
    consents = queries.list_purposes(request.viewer).filter(basis=Basis.CONSENT.value)
    form = PaperForm(request.POST or None, request.FILES or None, purposes=consents)
    if form.is_valid():
        data = form.cleaned_data
        try:
            scan = data["scan"] and keep(
                request.viewer,
                data["scan"],
                name=data["scan"].name,
                file_class=FileClass.CONSENT,
                person_id=account.pk,
                node_id=account.node_id,
            )
            services.record_paper(
                request.viewer,
                account.pk,
                data["purpose"].pk,
                given_on=data["given_on"],
                on=request.today,
                scan=scan or None,
            )
        except FileRefusedError as no:
            form.add_error("scan", str(no))
        except Refused as no:
            form.add_error("given_on", no.decision.text)
        else:
            return redirect("privacy:card", account.pk)
    return render(request, "privacy/paper.html", {"form": form, "account": account})


@require_safe
@for_roles(Role.ADMINISTRATOR)
def purposes(request: Any) -> HttpResponse:
    """Purposes in force; without a reference they stand as «требует сверки»."""
    return render(request, "privacy/purposes.html", {"purposes": queries.list_purposes(request.viewer)})


@for_roles(Role.ADMINISTRATOR)
def change_purpose(request: Any, purpose_id: UUID) -> HttpResponse:
    """A new version of a purpose."""
    purpose = queries.list_purposes(request.viewer).filter(pk=purpose_id).first()
    if purpose is None:
        raise Http404
    initial = {"title": purpose.title, "text": purpose.text, "reference": purpose.reference}
    form = PurposeForm(request.POST or None, initial=initial)
    if form.is_valid():
        services.change_purpose(request.viewer, purpose_id, **form.cleaned_data, on=request.today)
        messages.success(request, "Сохранено новой версией. Каждый увидит её при следующем входе.")
        return redirect("privacy:purposes")
    return render(request, "privacy/change_purpose.html", {"form": form, "purpose": purpose})
