"""The manager that fails closed: a tenant's rows are reached through a viewer or not at all."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["ScopedManager", "UnscopedQueryError"]

M = TypeVar("M", bound=models.Model)


class UnscopedQueryError(RuntimeError):
    """Somebody asked for rows without saying who looks."""


class ScopedManager(models.Manager[M]):
    """`Model.objects.of(viewer)` is the only way in; everything else raises.

    `of` draws the tenant's border. What inside the tenant the viewer may see is said by the app's `access.visible`,
    which its queries put on top. Django's own machinery (foreign keys, deletion) uses the plain base manager.
    """

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedQueryError(
            f"{self.model.__name__}.objects needs a viewer: {self.model.__name__}.objects.of(viewer)"
        )

    def of(self, viewer: AnyViewer) -> models.QuerySet[M]:
        """Rows of the viewer's tenant; of every tenant only for the installation's own upkeep."""
        rows = self._plain()
        if viewer.tenant_id is None:
            return rows
        return rows.filter(tenant_id=viewer.tenant_id)

    def _plain(self) -> models.QuerySet[M]:
        return super().get_queryset()
