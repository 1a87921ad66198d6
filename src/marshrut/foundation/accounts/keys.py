"""The page of a person's keys for other systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import api_keys
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.accounts.models import ApiKey

__all__ = ["end", "keys"]


class KeyForm(forms.Form):
    """What the key is for and until when it lives."""

    name = forms.CharField(
        max_length=120, label="Для какой системы", help_text="Например: сайт института, отчёт в Excel"
    )
    until = forms.DateField(
        label="Действует до", widget=forms.DateInput(attrs={"type": "date"}), help_text="Не дольше года."
    )


@never_cache
@signed_in
def keys(request: Any) -> HttpResponse:
    """Keys that there are; a new one is shown once, in the answer that made it."""
    form, made = KeyForm(request.POST or None), ""
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = api_keys.make_key(request.viewer, name=data["name"], until=data["until"], on=request.today)
        except Refused as no:
            form.add_error("until", no.decision.text)
        else:
            form = KeyForm()
    return render(
        request, "accounts/keys.html", {"form": form, "made": made, "keys": api_keys.list_keys(request.viewer)}
    )


@require_POST
@signed_in
def end(request: Any, key_id: UUID) -> HttpResponse:
    """The key opens nothing any more."""
    try:
        api_keys.end_key(request.viewer, key_id)
    except ApiKey.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Ключ закрыт: он больше ничего не открывает.")
    return redirect("accounts:keys")
