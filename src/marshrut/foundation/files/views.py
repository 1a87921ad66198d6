"""A stored file, for those who may have it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.files import access, queries, services
from marshrut.foundation.files.types import ALLOWED

__all__ = ["download"]


@require_safe
@signed_in
def download(request: Any, file_id: UUID) -> FileResponse:
    """The bytes, typed by content; what the viewer may not have does not exist for them."""
    file = queries.find_file(request.viewer, file_id)
    if file is None or not access.may(request.viewer, file, on=request.today):
        raise Http404
    try:
        source = services.read(file)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        source, content_type=file.mime, as_attachment=not ALLOWED[file.mime].inline, filename=file.name
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
