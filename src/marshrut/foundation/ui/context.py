"""What every page knows: who looks, at which date, where they can go, which theme they chose."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from marshrut.foundation.ui import navigation
from marshrut.foundation.ui.caveat import words_over

__all__ = ["page", "theme_of", "typeface_present"]

THEMES = ("light", "dark")
_FACE = "golos/golos-text-cyrillic-wght-normal.woff2"


@cache
def typeface_present() -> bool:
    """Whether Golos Text came with this installation (pages fall back to a system face without it)."""
    collected = getattr(staticfiles_storage, "hashed_files", {})
    return _FACE in collected or (not collected and finders.find(_FACE) is not None)


def theme_of(request: HttpRequest) -> str:
    """The theme the person chose, or an empty word: as the device says."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """`viewer`, `caveat`, `navigation`, `menu`, `search`, `today`, `on`, `known_at`, `theme`, `typeface`."""
    viewer = getattr(request, "viewer", None)
    today = getattr(request, "today", None) or timezone.localdate()
    return {
        "csp_nonce": getattr(request, "csp_nonce", None),
        "viewer": viewer,
        "caveat": SimpleLazyObject(lambda: words_over(viewer)),
        "navigation": SimpleLazyObject(lambda: navigation.bar_for(viewer, request.path)),
        "menu": SimpleLazyObject(lambda: navigation.menu_for(viewer)),
        "search": navigation.search_for(viewer),
        "today": today,
        "on": getattr(request, "on", None) or today,
        "known_at": getattr(request, "known_at", None),
        "theme": theme_of(request),
        "typeface": typeface_present(),
    }
