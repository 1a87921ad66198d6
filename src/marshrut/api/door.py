"""Who asks: a key in the header, turned into the viewer of its role. Nothing is answered without one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from marshrut.foundation.accounts.api_keys import find_key_viewer
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["KeyAuth", "day_of", "viewer_of"]


class KeyAuth(HttpBearer):
    """`Authorization: Bearer marshrut_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer; None refuses with 401."""
        del request
        return find_key_viewer(token)


def viewer_of(request: Any) -> Viewer:
    """Who asks; set by the authentication before any answer is made."""
    viewer: Viewer = request.auth
    return viewer


def day_of(viewer: Viewer, asked: date | None) -> date:
    """The day asked for, else today where the viewer's place is."""
    return asked or today(viewer)
