"""At the edge of every answer: compression, and words instead of a traceback when the database is away."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from marshrut.foundation.ui.outage import outage_answer

__all__ = ["CompressMiddleware", "OutageMiddleware"]

log = logging.getLogger(__name__)

#: Already compressed, or never worth it.
_PACKED = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "font/",
    "application/zip",
    "application/pdf",
    "application/vnd.",
    "video/",
    "audio/",
)


class CompressMiddleware(GZipMiddleware):
    """Django's gzip (with its random padding against BREACH), except for what is packed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress text; leave files and partial answers alone."""
        kind = response.headers.get("Content-Type", "")
        if response.has_header("Content-Range") or kind.startswith(_PACKED):
            return response
        return super().process_response(request, response)


class OutageMiddleware:
    """A database that does not answer becomes a page in Russian with Retry-After: 503, no traceback, no query.

    A failure inside other middleware reaches `views.server_error` instead, which answers the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do on the way."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A view's failure, before Django turns it into a 500. The log has the reason."""
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        log.error("database unavailable at %s: %s", request.path, exception)
        return outage_answer(request)
