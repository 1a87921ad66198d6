"""Notes that were written, the region's own form of them, and blanks of outside operators with what goes into them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.monitoring.models.snapshots import Snapshot
from marshrut.apps.monitoring.types import BlankPart, Needs
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["Blank", "BlankTie", "Note", "NoteForm"]

#: Parts of the document itself.
_BARE = tuple(one.value for one in BlankPart if one.needs is Needs.NOTHING)


class Note(models.Model):
    """An analytical note that was written from a snapshot: the document and its appendix as they were given out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    appendix = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)

    objects = ScopedManager["Note"]()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.on}"


class NoteForm(models.Model):
    """A DOCX with named fields that the centre sent; the last one that was not dropped is filled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedManager["NoteForm"]()

    class Meta:
        ordering = ("-kept_at",)

    def __str__(self) -> str:
        return f"{self.kept_at:%Y-%m-%d}"


class Blank(models.Model):
    """A workbook of an outside operator that comes back filled. Holds no people: a list of a register is read when the
    blank is filled, by the rights of who fills it, and the filled book is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedManager["Blank"]()

    class Meta:
        ordering = ("-kept_at",)

    def __str__(self) -> str:
        return self.title


class BlankTie(models.Model):
    """What goes into a cell of a blank, or down from it, said once. `indicator`: of which indicator or register; empty:
    a part of the document itself."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    blank = models.ForeignKey(Blank, on_delete=models.CASCADE, related_name="ties")
    sheet = models.CharField(max_length=40)
    cell = models.CharField(max_length=12)
    indicator = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=20, choices=[(one.value, one.title) for one in BlankPart])

    objects = ScopedManager["BlankTie"]()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("blank", "sheet", "cell"), name="a_cell_is_tied_once"),
            models.CheckConstraint(
                condition=Q(part__in=_BARE, indicator="") | (~Q(part__in=_BARE) & ~Q(indicator="")),
                name="a_tie_names_what_it_needs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"
