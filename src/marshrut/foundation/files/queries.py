"""Reads of stored files."""

from __future__ import annotations

from uuid import UUID

from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["find_file"]


def find_file(viewer: AnyViewer, file_id: UUID) -> StoredFile | None:
    """A file of the viewer's tenant whose bytes are still there. Whether the viewer may have it says `access.may`."""
    return StoredFile.objects.of(viewer).filter(pk=file_id, swept_at=None).first()
