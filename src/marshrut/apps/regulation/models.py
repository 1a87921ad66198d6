"""Orders, their versions, our readings of them, and what people did about the clauses."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.regulation.search import RussianVector
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant
from marshrut.foundation.scope.temporal import Dated, DatedManager

__all__ = ["Clause", "NotExecuted", "Order", "OrderVersion", "PrintChoice", "Proof", "Responsible", "Revision"]


class Order(models.Model):
    """An order of a region or district, bound to the place it governs. `region` is the folder it is read from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    region = models.SlugField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Order"]()

    class Meta:
        ordering = ("region",)
        constraints = [models.UniqueConstraint(fields=("tenant", "region"), name="order_once_a_tenant")]

    def __str__(self) -> str:
        return self.region


class OrderVersion(models.Model):
    """The order in one wording, in force for a half-open period of days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField()
    in_force = DateRangeField()
    #: The act that brought this wording, where it is not the order itself.
    basis = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["OrderVersion"]()

    class Meta:
        ordering = ("order", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=("order", "ordinal"), name="version_ordinal_once"),
            ExclusionConstraint(
                name="one_version_in_force",
                expressions=[("order", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal}: {self.in_force}"


class Revision(models.Model):
    """Our reading of a version: when it was loaded, by whom, and all its content. Never changed afterwards."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(OrderVersion, on_delete=models.PROTECT, related_name="revisions")
    ordinal = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(default=timezone.now)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    checksum = models.CharField(max_length=64)
    content = models.JSONField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    objects = ScopedManager["Revision"]()

    class Meta:
        ordering = ("version", "ordinal")
        constraints = [models.UniqueConstraint(fields=("version", "ordinal"), name="revision_ordinal_once")]

    def __str__(self) -> str:
        return f"{self.ordinal}: {self.checksum[:8]}"


class Clause(models.Model):
    """A clause in one revision, for lists and search. What hangs on a clause hangs on its code, not on this row."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="clauses")
    code = models.CharField(max_length=40)
    ordinal = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    actors = ArrayField(models.CharField(max_length=60), default=list)
    actor_written = models.TextField(blank=True)
    says = models.TextField()
    seen = models.TextField()
    capability = ArrayField(models.CharField(max_length=30), default=list)
    functions = ArrayField(models.CharField(max_length=80), default=list)
    outside = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=RussianVector("code", "says", "actor_written", "seen", "outside"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ScopedManager["Clause"]()

    class Meta:
        ordering = ("revision", "ordinal")
        constraints = [models.UniqueConstraint(fields=("revision", "code"), name="clause_once_a_revision")]
        indexes = [GinIndex(fields=["search"], name="clause_search")]

    def __str__(self) -> str:
        return self.code


class Responsible(Dated):
    """A person answers for a clause for a period of days, by an order. Several persons may answer for one clause."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    clause_code = models.CharField(max_length=40)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=80)
    order_date = models.DateField()

    objects = DatedManager["Responsible"]()

    class Meta:
        ordering = ("clause_code", "account")
        indexes = [models.Index(fields=["order", "clause_code"])]
        constraints = [
            ExclusionConstraint(
                name="responsible_once_a_clause",
                expressions=[
                    ("order", RangeOperators.EQUAL),
                    ("clause_code", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause_code} {self.valid}"


class Proof(models.Model):
    """Evidence attached to a clause by hand: a stored file, a link, or words. Withdrawn, it stays on record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    clause_code = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=1000, blank=True)
    dated = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    #: From this day on it proves nothing; the day of the document itself when it was attached by mistake.
    withdrawn_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    objects = ScopedManager["Proof"]()

    class Meta:
        ordering = ("clause_code", "-dated")
        indexes = [models.Index(fields=["order", "clause_code"])]
        constraints = [
            models.CheckConstraint(condition=Q(file=None) | Q(link=""), name="proof_file_or_link"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="proof_withdrawn_why"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_on=None)
                | Q(withdrawn_at__isnull=False, withdrawn_on__isnull=False),
                name="proof_withdrawn_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_code} {self.dated}"


class NotExecuted(models.Model):
    """A responsible person said, with a reason, that the clause is not carried out. Revocable; one at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    clause_code = models.CharField(max_length=40)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_on = models.DateField()
    declared_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    revoked_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_why = models.TextField(blank=True)

    objects = ScopedManager["NotExecuted"]()

    class Meta:
        ordering = ("clause_code", "-declared_at")
        constraints = [
            models.UniqueConstraint(
                fields=("order", "clause_code"), condition=Q(revoked_at=None), name="one_live_declaration"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="declaration_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.clause_code} {self.declared_on}"


class PrintChoice(models.Model):
    """Which of the order's contradicting numbers or dates is printed; asked once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="print_choices")
    what = models.CharField(max_length=10, choices=[("number", "номер"), ("date", "дата")])
    value = models.CharField(max_length=80)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["PrintChoice"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("order", "what"), name="print_choice_once")]

    def __str__(self) -> str:
        return f"{self.what}: {self.value}"
