"""The two dates a page was asked for, carried along by its links: who looks at March goes on looking at March."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

__all__ = ["carried", "dated_url"]


def carried(request: Any) -> dict[str, str]:
    """`on` and `known_at` as they stand in the address; nothing when the page is about today as known today."""
    on, known_at = getattr(request, "on", None), getattr(request, "known_at", None)
    found = {"on": on.isoformat()} if on is not None and on != request.today else {}
    return found | ({"known_at": known_at.date().isoformat()} if known_at is not None else {})


def dated_url(dates: Mapping[str, str], name: str, *args: object, **query: object) -> str:
    """The address of a page with the query and the dates carried along. Empty words of the query are left out."""
    asked = {key: str(value) for key, value in query.items() if value not in (None, "")} | {**dates}
    address = reverse(name, args=args)
    return f"{address}?{urlencode(asked)}" if asked else address
