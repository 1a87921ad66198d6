"""A snapshot: what was recorded by a moment, frozen with its checksum. Rows are written once and never changed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from marshrut.apps.monitoring.types import SnapshotState
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["FrozenFact", "FrozenPlace", "FrozenStaff", "FrozenTeam", "Snapshot"]


class Snapshot(models.Model):
    """What was recorded by `known_at`, under one revision of the order. `parts`: {part: [rows, checksum]}."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField()
    #: The region's own day then: no figure of a later day comes of it.
    day = models.DateField()
    revision_id = models.UUIDField()
    order_words = models.CharField(max_length=300)
    version = models.CharField(max_length=120)
    revision = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, default=SnapshotState.MAKING.value, choices=[(one.value, one.title) for one in SnapshotState]
    )
    checksum = models.CharField(max_length=64, blank=True)
    parts = models.JSONField(default=dict)
    #: Why it was made, in words of the person; empty: each night.
    words = models.CharField(max_length=300, blank=True)
    #: Something published names it: it is never swept.
    kept = models.BooleanField(default=False)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=260, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    damage = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["Snapshot"]()

    class Meta:
        ordering = ("-known_at",)
        indexes = [models.Index(fields=["tenant", "-known_at"], name="snapshots_by_time")]

    def __str__(self) -> str:
        return f"{self.known_at:%Y-%m-%d %H:%M} {self.checksum[:8]}"


class Frozen(models.Model):
    """A frozen row: no foreign keys but its snapshot, so that nothing above can change it."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="+", db_index=False, db_column="snapshot"
    )

    class Meta:
        abstract = True


class FrozenFact(Frozen):
    """Something that happened, or lasts: `cores.indicators.relations`, table `facts`."""

    fact = models.CharField(max_length=24)
    subject = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    municipality = models.UUIDField(null=True)
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    tags = ArrayField(models.TextField(), default=list)
    amount = models.FloatField(null=True)
    title = models.TextField(blank=True)
    source = models.UUIDField()

    objects = ScopedManager["FrozenFact"]()

    class Meta:
        indexes = [
            models.Index(fields=["snapshot", "fact", "day"], name="frozen_facts_by_day"),
            models.Index(fields=["snapshot", "person"], name="frozen_facts_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.day}"


class FrozenStaff(Frozen):
    """Somebody held a post on these days: table `staff`."""

    person = models.UUIDField()
    place = models.UUIDField()
    municipality = models.UUIDField(null=True)
    staff = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    subjects = ArrayField(models.TextField(), default=list)
    main = models.BooleanField(default=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    born = models.DateField(null=True)
    teaching_since = models.DateField(null=True)

    objects = ScopedManager["FrozenStaff"]()

    class Meta:
        indexes = [models.Index(fields=["snapshot", "person"], name="frozen_staff_of_person")]

    def __str__(self) -> str:
        return f"{self.staff} {self.since}"


class FrozenPlace(Frozen):
    """A place as it stood on these days: table `places`. A municipality has no kind."""

    place = models.UUIDField()
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=40, blank=True)
    municipality = models.UUIDField(null=True)
    #: With the year: `rural:2026`.
    statuses = ArrayField(models.TextField(), default=list)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = ScopedManager["FrozenPlace"]()

    class Meta:
        indexes = [models.Index(fields=["snapshot", "place"], name="frozen_places_by_place")]

    def __str__(self) -> str:
        return self.name


class FrozenTeam(Frozen):
    """Somebody belonged to a management team on these days: table `teams`."""

    team = models.UUIDField()
    place = models.UUIDField()
    municipality = models.UUIDField(null=True)
    person = models.UUIDField()
    part = models.CharField(max_length=120, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = ScopedManager["FrozenTeam"]()

    class Meta:
        indexes = [models.Index(fields=["snapshot", "team"], name="frozen_teams_by_team")]

    def __str__(self) -> str:
        return f"{self.part} {self.since}"
