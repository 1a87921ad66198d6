"""A node bears the name of the present day, so that lists need not ask for the details."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

__all__ = ["name_places"]

#: The details of the day; where there are none, the last before it, else the first to come. Days are those of the
#: place's own zone: in a country of eleven zones a new name begins eleven times.
_NAMED = """
UPDATE scope_node n SET name = d.name, short = d.short FROM (
  SELECT DISTINCT ON (o.node_id) o.node_id, o.name, o.short
  FROM registry_organisationdetails o JOIN scope_node p ON p.id = o.node_id
  CROSS JOIN LATERAL (SELECT coalesce(%(on)s::date, (now() AT TIME ZONE p.zone)::date) AS today) t
  WHERE upper_inf(o.recorded) AND (%(nodes)s::uuid[] IS NULL OR o.node_id = ANY(%(nodes)s))
  ORDER BY o.node_id, o.valid @> t.today DESC, coalesce(lower(o.valid) > t.today, false),
    abs(coalesce(lower(o.valid), '0001-01-01'::date) - t.today)
) d
WHERE d.node_id = n.id AND (n.name, n.short) IS DISTINCT FROM (d.name, d.short)
"""


def name_places(nodes: Collection[UUID] | None = None, *, on: date | None = None) -> int:
    """Name these nodes (None: all) as they are called on the day (None: today where they stand); how many changed.

    Asked again it changes nothing, so whoever was away for a week of midnights needs to ask only once.
    """
    if nodes is not None and not nodes:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"nodes": None if nodes is None else list(nodes), "on": on})
        return int(cursor.rowcount)
