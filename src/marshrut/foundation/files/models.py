"""Stored files: the row says whose, what and how big; the bytes lie in the store under their hash."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.foundation.files.types import ALLOWED, FileClass
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["StoredFile"]


class StoredFile(models.Model):
    """A file that somebody handed in or the system made. Two equal files share their bytes inside a tenant.

    `swept_at` marks a file whose bytes are gone because nothing points to it any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100, choices=[(c.mime, c.title) for c in ALLOWED.values()])
    file_class = models.CharField(max_length=20, choices=[(c.value, c.title) for c in FileClass])
    #: Whose: the account that handed it in; None: made by the system.
    owner_id = models.UUIDField(null=True)
    #: Whom it is about, where it is about one person.
    person_id = models.UUIDField(null=True)
    node_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    swept_at = models.DateTimeField(null=True)

    objects = ScopedManager["StoredFile"]()

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["tenant", "sha256"])]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where the bytes lie in the store."""
        return f"{self.tenant_id.hex}/{self.sha256[:2]}/{self.sha256}"
