"""What this app holds about the person who asks: it stands in «Мои сведения», for a screen and for a machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.programmes.models import Application, Completion, Enrolment, PlanLine, StandIn
from marshrut.apps.programmes.types import RegisterAnswer
from marshrut.apps.registry.hooks import OwnLine
from marshrut.apps.registry.queries import records_of
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["dependents", "own_sections"]


def own_sections(viewer: Viewer, person: UUID) -> list[tuple[str, list[OwnLine]]]:
    """Applications, learning, documents, what a school planned."""
    records = list(records_of(viewer, [person]))
    return [
        ("Заявки на обучение", list(_asked(viewer, records))),
        ("Обучение и документы", [*_learning(viewer, records), *_completed(viewer, records)]),
        ("План обучения и замены", [*_planned(viewer, records), *_stood_in(viewer, records)]),
    ]


def _asked(viewer: Viewer, records: list[UUID]) -> Iterator[OwnLine]:
    for row in Application.objects.of(viewer).filter(person_id__in=records).select_related("cohort"):
        said = " · ".join(filter(None, (row.get_state_display(), row.ended_why)))
        yield (row.cohort.title, said, row.asked_at.date(), row.ended_at.date() if row.ended_at else None, "")


def _learning(viewer: Viewer, records: list[UUID]) -> Iterator[OwnLine]:
    rows = Enrolment.objects.of(viewer).filter(person_id__in=records).select_related("cohort")
    for row in rows:
        said = f"{row.get_state_display()}, {RegisterAnswer(row.in_register).title}"
        taken = f"; отменено: {row.withdrawn_why}" if row.withdrawn_at else ""
        yield (row.cohort.title, said + taken, row.on, row.left_on, f"приказ № {row.order_number}")


def _completed(viewer: Viewer, records: list[UUID]) -> Iterator[OwnLine]:
    for row in Completion.objects.of(viewer).filter(person_id__in=records).select_related("provider"):
        taken = f"; отменено: {row.withdrawn_why}" if row.withdrawn_at else ""
        said = f"{row.get_document_display()} № {row.number}, {row.hours} ч{taken}"
        yield (row.title, said, row.on, None, str(row.provider or row.provider_name))


def _planned(viewer: Viewer, records: list[UUID]) -> Iterator[OwnLine]:
    for row in PlanLine.objects.of(viewer).filter(person_id__in=records).select_related("node"):
        said = " · ".join(filter(None, (row.topic, row.why, "снято" if row.dropped_at else "")))
        yield (f"план на {row.year} год", said, row.made_at.date(), None, str(row.node))


def _stood_in(viewer: Viewer, records: list[UUID]) -> Iterator[OwnLine]:
    rows = StandIn.objects.of(viewer)
    for row in rows.filter(away_id__in=records).select_related("node"):
        yield ("вас замещают", row.note, row.first, row.last, str(row.node))
    for row in rows.filter(colleague_id__in=records).select_related("node"):
        yield ("вы замещаете", row.note, row.first, row.last, str(row.node))


def dependents(viewer: AnyViewer, people: QuerySet[Any, Any], places: QuerySet[Any, Any]) -> Iterable[str]:
    """What would be left without people or places that a list brought."""
    asked = (
        ("заявки на обучение", Application),
        ("зачисления", Enrolment),
        ("завершённое обучение", Completion),
        ("строки плана обучения", PlanLine),
    )
    for words, model in asked:
        rows: Any = model.objects.of(viewer)
        count = rows.filter(person_id__in=people).count() + rows.filter(node_id__in=places).count()
        if count:
            yield f"{words}: {count}"
