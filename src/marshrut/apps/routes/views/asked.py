"""Who may come to which page of routes; deeds that a rule may say no to; where one goes back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from marshrut.apps.routes.rules.files import SENDERS
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.scope.types import Right, Role

__all__ = ["WRONG", "back_to", "edition_of", "listers", "or_missing", "releasers", "said_no", "senders", "tried"]

WRONG = 422
#: Who lets people go, and who sees routes of a place.
releasers = for_roles(Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.GOVERNING_BODY, right=Right.LIST)
listers = for_roles(
    Role.SCHOOL,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.CENTRE,
    Role.GOVERNING_BODY,
    Role.ADMINISTRATOR,
    right=Right.LIST,
)
senders = for_roles(*sorted(SENDERS), right=Right.LIST)

T = TypeVar("T")


def or_missing(find: Callable[[], T]) -> T:
    """What is not there for this viewer is not there."""
    try:
        return find()
    except ObjectDoesNotExist:
        raise Http404 from None


def said_no(no: Refused) -> str:
    """The words of a rule, and its name for who asks why."""
    return f"{no.decision.text} (правило {no.decision.reasons[0].rule})"


def tried(request: Any, deed: Callable[[], Any], *, said: str = "") -> bool:
    """Do it; a no of a rule stands on the next page in its words, what is not there is not there."""
    try:
        deed()
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, said_no(no))
        return False
    except FileRefusedError as no:
        messages.error(request, str(no))
        return False
    if said:
        messages.success(request, said)
    return True


def back_to(request: Any, to: str, *names: Any) -> HttpResponse:
    """The page one came from (`next`, ours alone), else the one that is named."""
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect(to, *names)


def edition_of(request: Any) -> int | None:
    """Which edition the page showed; None: nothing was named."""
    said = request.POST.get("edition", "")
    return int(said) if said.isdigit() else None
