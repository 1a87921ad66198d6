"""Lists too large to be answered at once: asked for on a page, made behind it, taken by who asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["MadeList"]


class MadeList(models.Model):
    """A list as a workbook that somebody asked for, in one role: what, narrowed how, for which day; then its file.

    The role is kept because the file holds what that role saw: in another role, or without it, nobody takes it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assignment_id = models.UUIDField()
    #: staff, organisations, or a register by its id: `register:<id>`.
    what = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    #: The filter as its query takes it, and the same in words for the head of the file: pairs, in their order.
    narrowed = models.JSONField(default=dict)
    chosen = models.JSONField(default=list)
    on = models.DateField()
    known_at = models.DateTimeField(null=True)
    #: The day on which it was asked for, in the zone of the place.
    today = models.DateField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    #: Lines of the file: a person with two posts has two.
    count = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)

    objects = ScopedManager["MadeList"]()

    class Meta:
        ordering = ("-asked_at",)
        indexes = [
            models.Index(fields=["tenant", "assignment_id", "what", "-asked_at"], name="made_list_of_role"),
            models.Index(fields=["file"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%Y-%m-%d %H:%M}"
