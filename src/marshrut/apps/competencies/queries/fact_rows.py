"""Who accompanies whom, as facts that a snapshot freezes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import FloatField, Q, TextField, UUIDField, Value
from django.db.models.functions import Concat

from marshrut.apps.competencies.models import Accompaniment
from marshrut.apps.registry.queries import holders_known
from marshrut.apps.regulation.hooks import FactRows, FactsAsked, Tags, stands
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["fact_rows"]


def fact_rows(viewer: AnyViewer, asked: FactsAsked) -> Iterator[FactRows]:
    """`accompanied`: it lasts; the subject is the companion, and a role is one that they hold."""
    rows = Accompaniment.objects.of(viewer).known(asked.known_at).order_by()
    roles = [
        stands(f"role:{role}", Q(companion_id__in=holders_known(viewer, role, known_at=asked.known_at)))
        for role in sorted(asked.marks.get("role", ()))
    ]
    told = rows.annotate(
        fact_place=Value(None, output_field=UUIDField()),
        fact_tags=Tags(Value(None, output_field=TextField()), *roles),
        fact_amount=Value(None, output_field=FloatField()),
        fact_title=Concat(Value("приказ № "), "order_number", output_field=TextField()),
    )
    days = ("valid__startswith", "valid__endswith")
    columns = ("fact_place", *days, "fact_tags", "fact_amount", "fact_title", "line_id")
    yield FactRows("accompanied", told.values_list("companion_id", "person_id", *columns))
