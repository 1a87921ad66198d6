"""What stands below asks of routes: who may have a file that shows a step, and which of these files are in use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from marshrut.apps.competencies import access as competencies
from marshrut.apps.routes.models import PrintTemplate, StepEvidence
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["EVIDENCE_KEEPER", "TEMPLATE_KEEPER"]


def _may(viewer: AnyViewer, file: StoredFile, on: date) -> Decision:
    row = StepEvidence.objects.of(viewer).filter(file=file).select_related("step__route").first()
    if row is None:
        return refuse("ROUTES-03", "Этот файл никому не открыт.")
    return competencies.may(viewer, Right.OPEN, row.step.route.person_id, on=on)


def _used(ids: Iterable[UUID]) -> set[UUID]:
    rows = StepEvidence.objects.of(SystemViewer("routes.files")).filter(file_id__in=list(ids))
    return set(rows.values_list("file_id", flat=True))


EVIDENCE_KEEPER = ClassKeeper(may=_may, used=_used)


def _may_template(_viewer: AnyViewer, _file: StoredFile, _on: date) -> Decision:
    return refuse("ROUTES-39", "Образец печатного маршрута открывается на его странице.")


def _used_templates(ids: Iterable[UUID]) -> set[UUID]:
    rows = PrintTemplate.objects.of(SystemViewer("routes.files")).filter(file_id__in=list(ids), dropped_at=None)
    return set(rows.values_list("file_id", flat=True))


TEMPLATE_KEEPER = ClassKeeper(may=_may_template, used=_used_templates)
