"""Who may come to which page of learning; a deed that a rule may say no to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from marshrut.apps.programmes.rules import AGREERS, KEEPERS, PLANNERS
from marshrut.apps.programmes.types import ProgrammesError
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right

__all__ = ["WRONG", "agreers", "done", "keepers", "or_missing", "planners", "wants_fragment"]

WRONG = 422
keepers = for_roles(*sorted(KEEPERS), right=Right.LIST)
agreers = for_roles(*sorted(AGREERS), right=Right.LIST)
planners = for_roles(*sorted(PLANNERS), right=Right.LIST)


def wants_fragment(request: Any) -> bool:
    """Whether htmx asks for a piece of the page; going back in history asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


T = TypeVar("T")


def or_missing(find: Callable[[], T]) -> T:
    """What is not there for this viewer is not there."""
    try:
        return find()
    except (ObjectDoesNotExist, Refused):
        raise Http404 from None


def done(request: Any, deed: Callable[[], Any], to: str, *names: Any, said: str = "") -> HttpResponse:
    """Do it and go to a page; a no of a rule stands there in its words, what is not there is not there."""
    try:
        deed()
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, no.decision.text)
    except ProgrammesError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)
    return redirect(to, *names)
