"""Many people are given by a rule: looked at first, then one press; the press is ended whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from marshrut.apps.competencies.forms import EndForm, RuleForm
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries.giving import ROLES, Wanted, find_batch, propose
from marshrut.apps.competencies.rules import MOST_AT_ONCE
from marshrut.apps.competencies.services import giving
from marshrut.apps.competencies.views.asked import givers, missing, show
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.cores.kernel import Refused
from marshrut.foundation.ui.formats import number

__all__ = ["batch", "by_rule"]


def _form(request: Any) -> RuleForm:
    districts = registry.list_districts(request.viewer, on=request.today)
    subjects = dictionaries(request.viewer, on=request.today).subjects
    places = [(str(one.node_id), one.name) for one in districts]
    return RuleForm(request.POST or None, municipalities=places, subjects=subjects, roles=ROLES, on=request.today)


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def by_rule(request: Any) -> HttpResponse:
    """Whom the rule would give to whom; the second press gives them."""
    form, found = _form(request), None
    if form.is_valid():
        wanted = Wanted(**form.rule)
        if request.POST.get("deed") == "give":
            order = {name: form.cleaned_data[name] for name in ("order_number", "order_date")}
            seen = request.POST.get("seen", "")
            try:
                made = giving.give_by_rule(
                    request.viewer, wanted, seen=seen, words=form.words, on=request.today, **order
                )
            except Refused as no:
                form.add_error(None, no.decision.text)
            else:
                messages.success(request, f"Закреплено: {number(made.count)}. Каждый видит это на своей странице.")
                return redirect("competencies:accompaniments")
        found = propose(request.viewer, wanted, on=request.today)
    care = framework(request.viewer, request.today).care
    context = {"form": form, "found": found, "care": care, "most": MOST_AT_ONCE}
    return show(request, "rule", context, wrong=bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """What one press gave ends by one press, for a reason."""
    row = find_batch(request.viewer, batch_id, on=request.today)
    if row is None:
        raise missing()
    form = EndForm(request.POST or None, initial={"last": request.today})
    if form.is_valid():
        try:
            giving.end_batch(request.viewer, batch_id, on=request.today, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Закрепления прекращены.")
            return redirect("competencies:accompaniments")
    return show(request, "batch", {"row": row, "form": form}, wrong=bool(form.errors))
