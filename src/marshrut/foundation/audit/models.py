"""The audit: entries without personal values, and personal values apart, erasable."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["Entry", "PersonalValue"]


class Entry(models.Model):
    """One deed: who, what, when, why, by which rule and reading of the order. Ids and field names only, never values.

    The application's database role may insert and read; nobody updates or deletes.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: None: the installation's own upkeep, beyond any tenant.
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=120, blank=True)
    person_id = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    rule = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=60, blank=True)
    order_version = models.CharField(max_length=120, blank=True)
    revision = models.CharField(max_length=120, blank=True)
    changed = ArrayField(models.CharField(max_length=80), default=list)

    objects = ScopedManager["Entry"]()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["tenant", "-at"]),
            models.Index(fields=["tenant", "target_type", "target_id"]),
            models.Index(fields=["tenant", "person_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class PersonalValue(models.Model):
    """A personal field's value before and after a deed, keyed by the person. Only the privacy role may erase it,
    and leaves the row as a tombstone."""

    append_only = True
    erasable_by_privacy = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="personal_values")
    person_id = models.UUIDField(db_index=True)
    field = models.CharField(max_length=80)
    before = models.TextField(null=True)  # noqa: DJ001 - null says "was empty or is erased", apart from an empty text
    after = models.TextField(null=True)  # noqa: DJ001
    erased_at = models.DateTimeField(null=True)
    erased_why = models.CharField(max_length=200, blank=True)

    objects = ScopedManager["PersonalValue"]()

    def __str__(self) -> str:
        return f"{self.field} ({'erased' if self.erased_at else 'kept'})"
