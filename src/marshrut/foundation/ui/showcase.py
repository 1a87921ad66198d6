"""What the living page shows: invented examples of every component. Nothing here is about a real person or place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

__all__ = ["showcase"]


def showcase(request: HttpRequest) -> dict[str, Any]:
    """Everything `/ui/` needs."""
    del request
    return {}
