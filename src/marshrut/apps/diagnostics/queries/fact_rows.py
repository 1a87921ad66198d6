"""Results of diagnostics as facts that a snapshot freezes. A fact counts whatever came out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, DateField, F, FloatField, Func, Q, TextField, UUIDField, Value, When
from django.db.models.functions import Coalesce

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries import results_about
from marshrut.apps.diagnostics.models import Result
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.regulation.hooks import FactRows, FactsAsked, Tags, marked, stands
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["fact_rows"]


class _ShareOfOutcome(Func):
    """Of what a file told: points earned of points possible, of the whole where it was told, else of all parts."""

    template = (
        "(SELECT sum((told.part->>0)::float8) / NULLIF(sum((told.part->>1)::float8), 0)"
        " FROM jsonb_each(%(expressions)s->'shares') AS told(code, part)"
        " WHERE told.code = '' OR NOT jsonb_exists(%(expressions)s->'shares', ''))"
    )
    output_field = FloatField()


class _Sum(Func):
    """Points by place, added up."""

    template = "(SELECT sum(given.points) FROM unnest(%(expressions)s) AS given(points))"
    output_field = FloatField()


def fact_rows(viewer: AnyViewer, asked: FactsAsked) -> Iterator[FactRows]:
    """`diagnosed`: one for each result that stands."""
    standing = Q(withdrawn_at=None) | Q(withdrawn_at__gt=asked.known_at)
    rows = Result.objects.of(viewer).filter(standing, recorded_at__lte=asked.known_at).order_by()
    words = framework(viewer, asked.known_at.date())
    areas = []
    for area in sorted(asked.marks.get("area", ())):
        codes = [code for code, one in words.competencies.items() if one.area == area]
        areas.append(stands(f"area:{area}", Q(pk__in=results_about(viewer, codes))))
    told = rows.annotate(
        fact_until=Value(None, output_field=DateField()),
        fact_tags=Tags(marked("origin", F("origin")), marked("stage", F("stage")), *areas),
        fact_amount=_share(viewer, rows) if "amount" in asked.marks else Value(None, output_field=FloatField()),
        fact_title=Coalesce(F("instrument__title"), F("instrument_name"), Value(""), output_field=TextField()),
        fact_subject=Value(None, output_field=UUIDField()),
    )
    columns = (
        "fact_subject",
        "person_id",
        "node_id",
        "on",
        "fact_until",
        "fact_tags",
        "fact_amount",
        "fact_title",
        "pk",
    )
    yield FactRows("diagnosed", told.values_list(*columns))


def _share(viewer: AnyViewer, rows: Any) -> Any:
    """The share of points; a level word, a bare fact and an adaptive test name none."""
    versions = rows.filter(scores__isnull=False).values_list("version_id", flat=True).distinct()
    tops = []
    for version in versions:
        if version is None:
            continue
        paper = get_paper(viewer, version)
        share = _Sum(F("scores")) / Value(float(paper.top)) if paper.tailoring is None else Value(None)
        tops.append(When(Q(scores__isnull=False, version_id=version), then=share))
    told = When(~Q(depth="level") & Q(outcome__has_key="shares"), then=_ShareOfOutcome(F("outcome")))
    return Case(*tops, told, default=None, output_field=FloatField())
