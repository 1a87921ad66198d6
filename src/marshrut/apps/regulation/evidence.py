"""What proves the functions that this app itself serves; and who keeps the files attached as proofs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Max

from marshrut.apps.regulation import access
from marshrut.apps.regulation.hooks import EvidenceProvider, EvidenceRows
from marshrut.apps.regulation.models import Clause, Proof, Responsible, Revision
from marshrut.cores.kernel import Decision
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["PROOF_KEEPER", "PROVIDERS"]


def _clauses(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Clause.objects.of(viewer).filter(revision__loaded_at__date__lte=on)
    return EvidenceRows(rows, "пунктов загружено", Count("code", distinct=True), Max("revision__loaded_at__date"))


def _revisions(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Revision.objects.of(viewer).filter(loaded_at__date__lte=on)
    return EvidenceRows(rows, "прочтений положения", Count("pk"), Max("loaded_at__date"))


def _responsible(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Responsible.objects.of(viewer).true(on)
    return EvidenceRows(rows, "назначений ответственных", Count("pk"), Max("order_date"))


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
