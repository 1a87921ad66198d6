"""Why personal data are processed, what a person was shown or agreed to, and who read their card."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.privacy.types import Basis, Channel
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["Acknowledgement", "CardRead", "Purpose"]


class Purpose(models.Model):
    """One purpose of processing with its basis and the text shown to people. A changed text is a new version (row).

    `reference` names the law, order or contract; where nobody has given it yet it is empty and shown as such.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    ordinal = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    text = models.TextField()
    basis = models.CharField(max_length=20, choices=[(b.value, b.title) for b in Basis])
    reference = models.CharField(max_length=300, blank=True)
    in_force_from = models.DateField()
    replaced_at = models.DateTimeField(null=True)

    objects = ScopedManager["Purpose"]()

    class Meta:
        ordering = ("ordinal", "code")
        constraints = [
            models.UniqueConstraint(fields=("tenant", "code", "version"), name="purpose_version_once"),
            models.UniqueConstraint(
                fields=("tenant", "code"), condition=models.Q(replaced_at=None), name="one_purpose_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Acknowledgement(models.Model):
    """A notice was shown, or a consent given or withheld, by this person, on screen or on paper. A recall ends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField()
    channel = models.CharField(max_length=10, choices=[(c.value, c.title) for c in Channel])
    #: The day on the paper, or the day at the person's place when they pressed.
    given_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.UUIDField()
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.UUIDField(null=True)

    objects = ScopedManager["Acknowledgement"]()

    class Meta:
        ordering = ("-recorded_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("account", "purpose"), condition=models.Q(recalled_at=None), name="one_standing_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id} {self.given_on}"


class CardRead(models.Model):
    """Somebody opened a person's card. Visible to that person; the application may only insert and read."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    reader_id = models.UUIDField()
    reader_name = models.CharField(max_length=260)
    reader_role = models.CharField(max_length=40)
    reader_place = models.CharField(max_length=500, blank=True)
    what = models.CharField(max_length=120)

    objects = ScopedManager["CardRead"]()

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=["tenant", "person_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
