"""People on the way from a post to an effect, counted once with the figures of a day and read from there."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import connection

from marshrut.apps.monitoring.models import FrozenFact, FrozenStaff, IndicatorRound, Snapshot
from marshrut.apps.monitoring.types import Loop, Stage
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["count_loop", "find_loop", "loop_of"]

_FACTS = "('diagnosed', 'route_approved', 'upskilled', 'transferred')"
#: The last year of who works that day; joined records are one person already.
_COUNT = f"""
WITH working AS (
  SELECT DISTINCT person FROM {FrozenStaff._meta.db_table}
  WHERE snapshot = %(snapshot)s AND staff IN ('teaching', 'management')
    AND (since IS NULL OR since <= %(on)s) AND (until IS NULL OR until > %(on)s)
), did AS (
  SELECT person,
    bool_or(fact = 'diagnosed') AS diagnosed,
    bool_or(fact = 'route_approved') AS routed,
    bool_or(fact = 'upskilled') AS learned,
    bool_or(fact = 'transferred') AS transferred,
    bool_or(fact = 'diagnosed' AND 'stage:exit' = ANY(tags)) AS checked
  FROM {FrozenFact._meta.db_table}
  WHERE snapshot = %(snapshot)s AND fact IN {_FACTS} AND day > %(since)s AND day <= %(on)s
  GROUP BY person
)
SELECT (SELECT count(*) FROM working),
  count(*) FILTER (WHERE diagnosed), count(*) FILTER (WHERE routed), count(*) FILTER (WHERE learned),
  count(*) FILTER (WHERE transferred), count(*) FILTER (WHERE checked),
  count(*) FILTER (WHERE diagnosed AND routed), count(*) FILTER (WHERE routed AND learned),
  count(*) FILTER (WHERE learned AND transferred), count(*) FILTER (WHERE transferred AND checked)
FROM did JOIN working USING (person)
"""  # noqa: S608 - names of our own tables


def count_loop(snapshot_id: UUID, *, on: date) -> dict[str, list[int]]:
    """How many stand at each stage, and how many of them at the next one too; nobody's name, nothing of what came
    out."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"snapshot": snapshot_id, "on": on, "since": on - timedelta(days=365)})
        row = [int(one) for one in cursor.fetchone() or ()]
    stages = len(Stage)
    return {"reached": row[:stages], "went_on": [row[1], *row[stages:]]}


def find_loop(viewer: AnyViewer, snapshot: Snapshot, *, on: date) -> Loop | None:
    """What was counted for a day of a snapshot."""
    made = IndicatorRound.objects.of(viewer).filter(snapshot=snapshot, on=on).first()
    return loop_of(made) if made is not None else None


def loop_of(made: IndicatorRound) -> Loop | None:
    """What was counted with a round; None for one from before there was a loop."""
    reached, went_on = made.loop.get("reached", []), made.loop.get("went_on", [])
    if len(reached) != len(Stage) or len(went_on) != len(Stage) - 1:
        return None
    pairs = [first for first, _ in pairwise(Stage)]
    return Loop(dict(zip(Stage, reached, strict=True)), dict(zip(pairs, went_on, strict=True)))
