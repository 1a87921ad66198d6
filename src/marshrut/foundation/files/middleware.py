"""Too large a body is refused by its announced length, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from marshrut.foundation.ui.views import too_large

__all__ = ["UploadLimitMiddleware"]

#: Form fields around the file.
ALLOWANCE = 256 * 1024


class UploadLimitMiddleware:
    """413 in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.MAX_FILE_BYTES + ALLOWANCE:
            return too_large(request, settings.MAX_FILE_BYTES)
        return self.get_response(request)
