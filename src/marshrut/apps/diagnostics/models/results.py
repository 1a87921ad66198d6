"""Results: that somebody was diagnosed, and what came out, from whatever source; files that brought them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.models.attempts import Attempt
from marshrut.apps.diagnostics.models.bank import Instrument, InstrumentVersion
from marshrut.apps.diagnostics.models.campaigns import Campaign
from marshrut.apps.diagnostics.types import ResultsState, Verdict
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["CodeFile", "ParticipantCode", "PersonAnswer", "Result", "ResultsFile", "ResultsLine"]


class ResultsFile(models.Model):
    """A file with results that somebody sent, on its way in, and back while nothing depends on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Within which place its people are looked for.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: Who held the diagnostic; None: the line or `held_by_name` says it.
    held_by = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    held_by_name = models.CharField(max_length=300, blank=True)
    #: A code of origins in the framework's data; a line may name its own.
    origin = models.CharField(max_length=40)
    #: A code of depths (competencies.types.Depth).
    depth = models.CharField(max_length=12)
    stage = models.CharField(max_length=8, choices=[(one.value, one.title) for one in Stage if one])
    #: For item scores and answers: which composition they were given to.
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, null=True, related_name="+")
    #: The day of lines that name none.
    held_on = models.DateField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=[(one.value, one.title) for one in ResultsState])
    columns = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    sent_by = models.UUIDField(null=True)
    sent_by_name = models.CharField(max_length=260, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["ResultsFile"]()

    class Meta:
        ordering = ("-sent_at",)
        indexes = [models.Index(fields=["tenant", "-sent_at"])]

    def __str__(self) -> str:
        return f"{self.depth} {self.sent_at:%Y-%m-%d %H:%M}"


class Result(models.Model):
    """Somebody was diagnosed: when, where, by whom. This row is what «прошли диагностику» counts, whatever came out.

    What came out lies in `outcome` by depth; what it says of competencies is evidence, written with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    #: Where the person worked that day.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=40)
    held_by = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    held_by_name = models.CharField(max_length=300, blank=True)
    depth = models.CharField(max_length=12)
    stage = models.CharField(max_length=8, choices=[(one.value, one.title) for one in Stage if one])
    #: Which diagnostic, where it is one of ours; else its name as the file has it.
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, related_name="+")
    instrument_name = models.CharField(max_length=300, blank=True)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, null=True, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, null=True, related_name="result")
    source = models.ForeignKey(ResultsFile, on_delete=models.PROTECT, null=True, related_name="results")
    #: level: {"level": …}; percent: {"percent": …}; areas: {"areas": {…: …}}; items: {}; scores stand apart.
    outcome = models.JSONField(default=dict)
    #: Points by place of the version, where they came.
    scores = ArrayField(models.FloatField(null=True), null=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    #: The file whose result was said to be the right one; it stands again when that file is taken back.
    replaced_by = models.ForeignKey(ResultsFile, on_delete=models.PROTECT, null=True, related_name="replaced")

    objects = ScopedManager["Result"]()

    class Meta:
        ordering = ("-on",)
        indexes = [
            models.Index(fields=["person", "-on"]),
            models.Index(fields=["tenant", "on"], condition=Q(withdrawn_at=None), name="result_standing"),
            models.Index(fields=["source"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class ResultsLine(models.Model):
    """One line of a file with results: what was read, what is wrong, whose it is, what it would do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(ResultsFile, on_delete=models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=120)
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12, choices=[(one.value, one.title) for one in Verdict])
    #: Fields by code, tidied; dates as ISO text. Answers and points stand in `answers` and `scores`.
    values = models.JSONField(default=dict)
    answers = models.JSONField(null=True)
    scores = ArrayField(models.FloatField(null=True), null=True)
    problems = models.JSONField(default=list)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    candidates = ArrayField(models.UUIDField(), default=list)
    #: A doubtful line: a person's id or `skip`; a conflict: `keep`, `take`, `both`.
    answer = models.CharField(max_length=40, blank=True)

    objects = ScopedManager["ResultsLine"]()

    class Meta:
        ordering = ("sheet", "row")
        indexes = [models.Index(fields=["source", "verdict", "row"])]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row} {self.verdict}"


class CodeFile(models.Model):
    """A key file: whose the participants' codes of one diagnostic are. Kept apart from the results."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Which diagnostic the codes belong to: a key file for another one does not fit.
    scheme = models.CharField(max_length=120)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["CodeFile"]()

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"{self.scheme} {self.sent_at:%Y-%m-%d}"


class ParticipantCode(models.Model):
    """A participant's code in one diagnostic and whose it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=120)
    code = models.CharField(max_length=80)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(CodeFile, on_delete=models.PROTECT, related_name="codes")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager["ParticipantCode"]()

    class Meta:
        indexes = [models.Index(fields=["person"])]
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "scheme", "code"), condition=Q(withdrawn_at=None), name="participant_code_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class PersonAnswer(models.Model):
    """Whom a line's name meant, as somebody said it: asked once for the same name at the same place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Hash of the tidied name, birth date and organisation as the file has them.
    fingerprint = models.CharField(max_length=64)
    #: None: nobody of ours.
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager["PersonAnswer"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "fingerprint"), condition=Q(withdrawn_at=None), name="person_answer_once"
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint[:8]
