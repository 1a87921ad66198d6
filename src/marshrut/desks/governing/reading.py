"""Every page of the desk stands on one reading of one order: found here, or said to be missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from marshrut.apps.regulation import queries
from marshrut.apps.regulation.access import Deed, may
from marshrut.apps.regulation.types import Reading
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.dates import carried, dated_url

__all__ = ["Asked", "wants_fragment", "with_reading"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, about which reading, on which day and as known when."""

    viewer: Viewer
    reading: Reading
    on: date
    known_at: datetime | None
    #: The dates as links carry them along; nothing: today as known today.
    dates: Mapping[str, str]

    @property
    def acting(self) -> bool:
        """Whether something can be done on the page: nobody appoints or declares in the past."""
        return not self.dates

    def link(self, name: str, *args: object, **query: str) -> str:
        """The address of a page of the desk, about the same dates."""
        return dated_url(self.dates, f"governing:{name}", *args, **query)

    def context(self, more: dict[str, Any]) -> dict[str, Any]:
        """The template's context: the reading is named on every page."""
        return {"reading": self.reading, "acting": self.acting, **more}

    def may(self, deed: Deed, code: str | None = None) -> Decision:
        """Whether the viewer may do this about the order, or about one clause of it."""
        order = queries.get_order(self.viewer, self.reading.order_id)
        return may(self.viewer, deed, order, on=self.on, clause_code=code)


def wants_fragment(request: Any) -> bool:
    """Whether htmx asks for a piece of the page; going back in history asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


View = Callable[..., HttpResponse]


def with_reading(view: View) -> View:
    """Give the view its `Asked`; before any order is loaded, say so and how it is loaded."""

    @wraps(view)
    def found(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        reading = queries.find_reading(request.viewer, on=request.on, known_at=request.known_at)
        if reading is None:
            return render(request, "governing/nothing.html", status=200)
        asked = Asked(request.viewer, reading, request.on, request.known_at, carried(request))
        return view(request, asked, *args, **kwargs)

    return found
