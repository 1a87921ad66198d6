"""What proves the functions that this app itself serves, one query each; and who keeps the files attached as proofs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Max

from marshrut.apps.regulation import access
from marshrut.apps.regulation.hooks import EvidenceProvider
from marshrut.apps.regulation.models import Clause, Proof, Responsible, Revision
from marshrut.apps.regulation.types import EvidenceCount
from marshrut.cores.kernel import Decision
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["PROOF_KEEPER", "PROVIDERS"]


def _clauses(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Clause.objects.of(viewer).filter(revision__loaded_at__date__lte=on)
    found = rows.aggregate(count=Count("code", distinct=True), last=Max("revision__loaded_at__date"))
    return EvidenceCount(found["count"], f"пунктов загружено: {found['count']}", found["last"])


def _revisions(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Revision.objects.of(viewer).filter(loaded_at__date__lte=on)
    found = rows.aggregate(count=Count("pk"), last=Max("loaded_at__date"))
    return EvidenceCount(found["count"], f"прочтений положения: {found['count']}", found["last"])


def _responsible(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Responsible.objects.of(viewer).true(on)
    found = rows.aggregate(count=Count("pk"), last=Max("order_date"))
    return EvidenceCount(found["count"], f"назначений ответственных: {found['count']}", found["last"])


PROVIDERS: Mapping[str, EvidenceProvider] = MappingProxyType(
    {
        "regulation.clause-register": _clauses,
        "regulation.editions": _revisions,
        "regulation.responsible-persons": _responsible,
    }
)


def _may_open(viewer: AnyViewer, file: StoredFile, on: date) -> Decision:
    return access.may_open_file(viewer, file.pk, on=on)


def _used(file_ids: Iterable[UUID]) -> set[UUID]:
    """A withdrawn proof stays on record, and so does its file."""
    rows = Proof.objects.of(SystemViewer("files.sweep")).filter(file_id__in=list(file_ids))
    return set(rows.values_list("file_id", flat=True))


PROOF_KEEPER = ClassKeeper(may=_may_open, used=_used)
