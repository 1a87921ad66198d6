"""Items that an instrument takes from the bank, and what an adaptive version needs of them before it is given."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics.models import InstrumentVersion, ItemVersion, Slot
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.queries.scales import scale_in_force
from marshrut.apps.diagnostics.reading.instruments import TaskSpec
from marshrut.apps.diagnostics.rules import adaptive
from marshrut.apps.diagnostics.types import InstrumentState, ItemKind
from marshrut.cores.kernel import Decision, allow
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["bank_specs", "may_put_in_use", "wording_of"]


def _wordings(viewer: AnyViewer, **asked: str) -> dict[str, ItemVersion]:
    """Code of an item → the wording that people were given last; of one never given, its latest."""
    given = Slot.objects.of(viewer).filter(item_version=OuterRef("pk")).exclude(version__state=InstrumentState.DRAFT)
    rows = ItemVersion.objects.of(viewer).filter(**asked).annotate(given=Exists(given)).select_related("item")
    return {row.item.code: row for row in rows.order_by("item__code", "given", "number")}


def wording_of(viewer: AnyViewer, code: str) -> ItemVersion:
    """The wording of an item of the bank; raises ItemVersion.DoesNotExist."""
    found = _wordings(viewer, item__code=code).get(code)
    if found is None:
        raise ItemVersion.DoesNotExist(code)
    return found


def bank_specs(viewer: AnyViewer) -> dict[str, TaskSpec]:
    """Everything of the bank that a workbook may name instead of writing it out, by code."""
    return {
        code: TaskSpec(
            code, ItemKind(row.kind), row.competency, row.stem, row.body, row.key, float(row.max_score),
            row.comment, row.source,
        )
        for code, row in _wordings(viewer).items()
    }  # fmt: skip


def may_put_in_use(viewer: AnyViewer, version: InstrumentVersion, *, on: date) -> Decision:
    """DIAGNOSTICS-50 for a version; any other than an adaptive one has nothing to fear of it."""
    paper, scale, words = get_paper(viewer, version.pk), scale_in_force(viewer), framework(viewer, on)
    if paper.tailoring is None:
        return allow("DIAGNOSTICS-50", adaptive=False)
    unknown = [
        task.code
        for task in paper.tasks
        if scale is None or task.competency not in scale.areas or not scale.areas[task.competency].has(task.id)
    ]
    return adaptive.may_put_adaptive_in_use(
        paper.tailoring,
        in_force=scale is not None,
        uncalibrated=unknown,
        texts=[task.code for task in paper.tasks if task.kind is ItemKind.TEXT],
        pools={words.title(code): len(places) for code, places in paper.competencies.items()},
    )
