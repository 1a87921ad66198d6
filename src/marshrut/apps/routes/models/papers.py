"""The region's own form of a printed route."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["PrintTemplate"]


class PrintTemplate(models.Model):
    """A DOCX with named fields that the centre sent; the last one that was not dropped is printed from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedManager["PrintTemplate"]()

    class Meta:
        ordering = ("-kept_at",)

    def __str__(self) -> str:
        return f"{self.kept_at:%Y-%m-%d}"
