"""Static files: hashed and compressed where they were collected, straight from the sources where they were not."""

from __future__ import annotations

from typing import IO, Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["StaticStorage"]

#: Files that come from outside the repository and may be missing: their absence must not stop an installation.
OPTIONAL = "golos/"


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise is untyped
    """Whitenoise's storage that also works before `collectstatic` (tests) and without the typeface."""

    def stored_name(self, name: str) -> str:
        """The hashed name; the plain one while nothing was collected."""
        return str(super().stored_name(name)) if self.hashed_files else name

    def hashed_name(self, name: str, content: IO[Any] | None = None, filename: str | None = None) -> str:
        """Refuse a reference to a missing file, unless the file is optional."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            if OPTIONAL in name:
                return name
            raise
