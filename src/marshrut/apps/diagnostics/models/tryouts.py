"""What invented people show of a test that chooses its items, before and beside what real ones show."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.diagnostics.models.bank import InstrumentVersion
from marshrut.apps.diagnostics.models.scales import Calibration
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["Tryout"]


class Tryout(models.Model):
    """Invented people of known levels took an adaptive version by a calibration.

    `report`: a row a competency (`services.trying.report_of`); empty while the work goes on. Nobody real is in it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="tryouts")
    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()
    report = models.JSONField(default=list)
    #: Why there is no report; empty: there is, or will be.
    trouble = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["Tryout"]()

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("version",), condition=Q(made_at=None, trouble=""), name="tryout_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.asked_at:%Y-%m-%d}"
