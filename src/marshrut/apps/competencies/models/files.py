"""Files that say who accompanies whom: previewed, recorded whole, taken back whole."""

from __future__ import annotations

from django.db import models

from marshrut.apps.competencies.models.access import AccompanimentBatch
from marshrut.apps.registry.sent.models import SentFile, SentLine
from marshrut.foundation.scope.manager import ScopedManager

__all__ = ["AccompanimentFile", "AccompanimentLine"]


class AccompanimentFile(SentFile):
    """A file with accompaniments; what it gave is one batch. `summary` keeps keys of what it made and replaced."""

    batch = models.OneToOneField(AccompanimentBatch, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["AccompanimentFile"]()

    class Meta(SentFile.Meta):
        indexes = [models.Index(fields=["tenant", "-sent_at"], name="care_files_by_time")]


class AccompanimentLine(SentLine):
    """One line of it: who is given to whom, by which order, on which days."""

    source = models.ForeignKey(AccompanimentFile, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    companion = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["AccompanimentLine"]()

    class Meta(SentLine.Meta):
        indexes = [models.Index(fields=["source", "verdict", "row"], name="care_lines_by_verdict")]
