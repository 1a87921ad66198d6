"""The plan of a region: everybody without a route at once, a draft until it is published or thrown away."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.routes.types import RegionPlanState
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["RegionPlan", "RegionPlanRow"]

#: States in which work goes on behind the page.
BUSY = [RegionPlanState.COUNTING.value, RegionPlanState.PUBLISHING.value]


class RegionPlan(models.Model):
    """Who of a place would get which seats, planned together. Its input (`node`, `year`, `on`, `seed`, `seconds`) is
    all that a killed run needs to begin anew; nothing of it is a route before it is published.

    `value`: what its seats add to what everybody can do without one, `bound`: what no plan's seats exceed, `room`: what
    they could add if there were enough; `total`: what all steps close of `open`, all there is to close. `greedy_…` is
    the usual draft beside it. `chosen` says which of both is the better one and stands in the rows. `curve`: [[seconds,
    value, bound]]. `figures`: what may be shown, as the page shows it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    on = models.DateField()
    seconds = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=[(one.value, one.title) for one in RegionPlanState])
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=260, blank=True)
    #: When the search for seats itself began; when somebody said that the best so far is enough.
    began_at = models.DateTimeField(null=True)
    enough_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    value = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    room = models.FloatField(null=True)
    open = models.FloatField(null=True)
    total = models.FloatField(null=True)
    greedy_value = models.FloatField(null=True)
    greedy_total = models.FloatField(null=True)
    chosen = models.CharField(max_length=10, blank=True)
    curve = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    #: What offers and rules looked like: another print means that seats, groups or rules have changed since.
    print = models.CharField(max_length=64, blank=True)
    #: What had changed when it was to be published: counts by name.
    changes = models.JSONField(default=dict)
    #: What came of publishing: counts by name.
    outcome = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=260, blank=True)

    objects = ScopedManager["RegionPlan"]()

    class Meta:
        ordering = ("-asked_at",)
        indexes = [models.Index(fields=["tenant", "-asked_at"], name="region_plans_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "state"), condition=Q(state__in=BUSY), name="one_region_plan_at_work"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.year}"


class RegionPlanRow(models.Model):
    """One person of such a plan while it is a draft: the groups in the order in which they were decided, and a print of
    what was known of the person, so that a change since is seen. Gone once the plan is published or thrown away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(RegionPlan, on_delete=models.CASCADE, related_name="rows", db_index=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    cohorts = ArrayField(models.UUIDField(), default=list)
    #: Whether anything stands in the route, groups or not.
    steps = models.PositiveSmallIntegerField()
    print = models.CharField(max_length=16)

    objects = ScopedManager["RegionPlanRow"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("plan", "person"), name="a_person_once_in_a_region_plan")]

    def __str__(self) -> str:
        return f"{self.person_id}"
