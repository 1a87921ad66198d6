"""One's own applications and learning; one person's; what waits for the head's word."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.programmes.queries import applications as queries
from marshrut.apps.programmes.services import applying
from marshrut.apps.programmes.views.asked import agreers, done, or_missing
from marshrut.apps.registry.queries import account_of, own_id
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.privacy.services import note_card_read

__all__ = ["agree", "deny", "mine", "person", "queue", "withdraw"]


@require_safe
@signed_in
def mine(request: Any) -> HttpResponse:
    """What I asked for, where I learn, what I completed and what it was chosen for."""
    own = own_id(request.viewer)
    found = queries.learning_of(request.viewer, own, on=request.today) if own else None
    return render(request, "programmes/mine.html", {"found": found, "mine": True})


@require_safe
@signed_in
def person(request: Any, person_id: UUID) -> HttpResponse:
    """The same of somebody else, for who may know it; opening is journalled. What it was chosen for stands there for
    who may open the person's results."""
    found = or_missing(lambda: queries.learning_of(request.viewer, person_id, on=request.today))
    own = own_id(request.viewer) == person_id
    if not own:
        note_card_read(request.viewer, account_of(request.viewer, person_id) or person_id, what="обучение работника")
    return render(request, "programmes/mine.html", {"found": found, "mine": own})


@require_POST
@signed_in
def withdraw(request: Any, application_id: UUID) -> HttpResponse:
    """Take an application back; the seat goes to the first who waits."""
    deed = lambda: applying.withdraw(  # noqa: E731 - one call, used once
        request.viewer, application_id, why=request.POST.get("why", ""), on=request.today
    )
    to = "programmes:queue" if request.POST.get("back") == "queue" else "programmes:mine"
    return done(request, deed, to, said="Заявка отозвана.")


@require_safe
@agreers
def queue(request: Any) -> HttpResponse:
    """Applications that wait for the head: one press each."""
    return render(request, "programmes/queue.html", {"asked": queries.list_asked(request.viewer, on=request.today)})


@require_POST
@agreers
def agree(request: Any, application_id: UUID) -> HttpResponse:
    """Let somebody go to learn."""
    deed = lambda: applying.agree(request.viewer, application_id, on=request.today)  # noqa: E731 - one call
    return done(request, deed, "programmes:queue", said="Согласовано.")


@require_POST
@agreers
def deny(request: Any, application_id: UUID) -> HttpResponse:
    """Do not let somebody go, and say why."""
    why = request.POST.get("why", "")
    deed = lambda: applying.deny(request.viewer, application_id, why=why, on=request.today)  # noqa: E731 - one call
    return done(request, deed, "programmes:queue", said="Отказано, человек увидит причину.")
