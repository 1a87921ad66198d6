"""The tree that everything hangs on, and who stands where in it with which role."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils import timezone

from marshrut.foundation.scope.fields import LTreeField
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.temporal import Dated, DatedManager
from marshrut.foundation.scope.types import NodeKind, Role

__all__ = ["Node", "Placement", "RoleAssignment", "Tenant"]


class Tenant(models.Model):
    """One operator of personal data. Uniqueness, search, duplicates and merges never cross it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    #: Everybody in it is invented. Said on every page, print and file, for ever.
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Node(models.Model):
    """A place: territory, organisation or unit. Where it stands in the tree is said by its placements."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, k.title) for k in NodeKind])
    name = models.CharField(max_length=500)
    short = models.CharField(max_length=120, blank=True)
    #: The same place in the data it was loaded from, unique inside the tenant (`municipality:66601000`).
    source_key = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=40, default="Europe/Moscow")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Node"]()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "source_key"), condition=~models.Q(source_key=""), name="node_source_key_once"
            )
        ]

    def __str__(self) -> str:
        return self.short or self.name

    @property
    def label(self) -> str:
        """This node's label in a path."""
        return self.id.hex


class Placement(Dated):
    """Where a node stood in the tree on which days. The path ends with the node's own label."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    path = LTreeField()

    objects = DatedManager["Placement"]()

    class Meta:
        indexes = [GistIndex(fields=["path"], name="placement_path"), models.Index(fields=["parent"])]
        constraints = [
            ExclusionConstraint(
                name="placement_one_at_a_time",
                expressions=[
                    ("node", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.valid}"


class RoleAssignment(Dated):
    """A person holds a role at a place for a period, by an order where there is one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=40, choices=[(r.value, r.title) for r in Role])
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="assignments")
    order_number = models.CharField(max_length=80, blank=True)
    order_date = models.DateField(null=True, blank=True)

    objects = DatedManager["RoleAssignment"]()

    class Meta:
        ordering = ("account", "role")
        constraints = [
            ExclusionConstraint(
                name="role_once_at_a_place",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("node", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid}"
