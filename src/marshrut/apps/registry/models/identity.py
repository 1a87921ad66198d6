"""Who is the same person: answers that people gave, merges, and what a person asks to have corrected."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models.people import Person
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["CorrectionRequest", "IdentityAnswer", "Merge"]


class IdentityAnswer(models.Model):
    """Somebody looked and said: these are the same person, or they are not. Asked once, remembered.

    The second side is a person, or the fingerprint of a line of a list (a keyed hash of name, date and school).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    same = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager["IdentityAnswer"]()

    class Meta:
        indexes = [models.Index(fields=["tenant", "fingerprint"]), models.Index(fields=["tenant", "person"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(other__isnull=False) ^ ~models.Q(fingerprint=""), name="answer_about_one_thing"
            ),
            models.UniqueConstraint(
                fields=("person", "other"),
                condition=models.Q(other__isnull=False, withdrawn_at=None),
                name="one_answer_a_pair",
            ),
            models.UniqueConstraint(
                fields=("person", "fingerprint"),
                condition=~models.Q(fingerprint="") & models.Q(withdrawn_at=None),
                name="one_answer_a_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {'=' if self.same else '≠'} {self.other_id or self.fingerprint[:8]}"


class Merge(models.Model):
    """Two records of one person became one: `gone` is a tombstone pointing at `kept`. Undone: both stand again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    change = models.OneToOneField(ChangeSet, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    #: The account of the tombstone went to the one kept; it goes back when the merge is undone.
    account_moved = models.BooleanField(default=False)
    undone_by = models.OneToOneField(ChangeSet, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["Merge"]()

    class Meta:
        ordering = ("-change__made_at",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=("gone",), condition=models.Q(undone_by=None), name="merged_away_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class CorrectionRequest(models.Model):
    """A person says that something about them is wrong; the school answers. Neither side writes in the other's part."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="correction_requests")
    what = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.TextField(max_length=2000, blank=True)

    objects = ScopedManager["CorrectionRequest"]()

    class Meta:
        ordering = ("-asked_at",)
        indexes = [models.Index(fields=["tenant", "answered_at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%Y-%m-%d}"
