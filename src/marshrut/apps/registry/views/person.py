"""A person's card and what changed on it. Every opening is journalled, and the person sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marshrut.apps.registry import access
from marshrut.apps.registry.queries.cards import find_kept, person_card
from marshrut.apps.registry.queries.history import name_of, person_history
from marshrut.apps.registry.views.asked import Asked, ask, listers
from marshrut.foundation.privacy.services import note_card_read
from marshrut.foundation.scope.types import Role

__all__ = ["person", "person_history_page"]

HANDS_OUT = {Role.SCHOOL, Role.ADMINISTRATOR}


@require_safe
@listers
def person(request: Any, person_id: UUID) -> HttpResponse:
    """Everything recorded of a person, on a day. A record that was joined to another leads there."""
    asked = ask(request)
    found = asked.person(person_id)
    if found.merged_into_id is not None:
        return redirect(asked.link("person", find_kept(request.viewer, found).pk))
    card = person_card(request.viewer, found, **asked.when, words=asked.words)
    note_card_read(request.viewer, found.account_id or found.pk, what="карточка работника")
    may_edit = asked.acting and bool(access.may_edit_seen(request.viewer, found, on=asked.today))
    context = {"card": card, "person": found, "may_edit": may_edit, "may_give": may_edit and _hands_out(asked)}
    return render(request, "registry/person.html", asked.context(context))


def _hands_out(asked: Asked) -> bool:
    return asked.viewer.role in HANDS_OUT


@require_safe
@listers
def person_history_page(request: Any, person_id: UUID) -> HttpResponse:
    """What changed in the records of a person, by change sets."""
    asked = ask(request)
    found = asked.person(person_id)
    name = name_of(request.viewer, found.pk, **asked.when)
    note_card_read(request.viewer, found.account_id or found.pk, what="история карточки работника")
    changes = person_history(request.viewer, found.pk, asked.words)
    context = {"title": name, "back": asked.link("person", found.pk), "changes": changes}
    return render(request, "registry/history.html", asked.context(context))
