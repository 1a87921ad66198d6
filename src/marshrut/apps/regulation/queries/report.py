"""What the report of execution is made of, read at once."""

from __future__ import annotations

from datetime import date, datetime

from marshrut.apps.regulation.queries.clauses import list_with_records
from marshrut.apps.regulation.queries.plans import list_indicators, list_measures
from marshrut.apps.regulation.types import Reading, ReportData
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["report_data"]


def report_data(
    viewer: AnyViewer, reading: Reading, *, on: date, made_by: str, known_at: datetime | None = None
) -> ReportData:
    """Clauses with states, responsible persons and evidence; indicators; measures."""
    listed, records = list_with_records(viewer, reading, on=on, known_at=known_at)
    evidence = {
        item.code: tuple(
            records.evidence[name].text
            for name in item.functions
            if name in records.evidence and records.evidence[name].count
        )
        for item in listed.items
    }
    return ReportData(
        reading=reading,
        on=on,
        made_by=made_by,
        counts=listed.counts,
        clauses=listed.items,
        responsible={code: tuple(people) for code, people in records.responsible.items()},
        evidence={code: texts for code, texts in evidence.items() if texts},
        proofs={code: tuple(titles) for code, titles in records.proofs.items()},
        indicators=list_indicators(viewer, reading, on=on),
        measures=list_measures(viewer, reading, on=on),
        known_at=known_at,
    )
