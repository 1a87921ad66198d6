"""Which organisations have sent their staff list, and which have not: two statements, however many schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.foundation.scope.queries import get_path, top_node
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["Sending", "Sent", "who_has_sent"]


@dataclass(frozen=True, slots=True)
class Sent:
    """One organisation that a list of staff is expected from; `import_id` None: nobody has sent it since that day."""

    node_id: UUID
    name: str
    municipality: str
    import_id: UUID | None
    by: str
    at: datetime | None
    count: int
    full: bool
    #: A list of its own that was checked and waits for a decision.
    waiting_id: UUID | None

    @property
    def sent(self) -> bool:
        """Whether there is a list."""
        return self.import_id is not None


@dataclass(frozen=True, slots=True)
class Sending:
    """Everybody, those without a list first, and the counts."""

    rows: list[Sent]

    @property
    def expected(self) -> int:
        """Organisations that a list is expected from."""
        return len(self.rows)

    @property
    def sent(self) -> int:
        """Of them, those that have sent."""
        return sum(one.sent for one in self.rows)

    @property
    def missing(self) -> list[Sent]:
        """Those that have not."""
        return [one for one in self.rows if not one.sent]


#: Every organisation that a list is expected from, beside the last list applied for it and its own that waits.
_EXPECTED = """
WITH last AS (
  SELECT DISTINCT ON (t.node) t.node::uuid AS node_id, i.id, i.sent_by_name, i.applied_at, t.count::int AS lines,
    i.completeness = 'full' AS whole
  FROM registry_import i, jsonb_each_text(i.summary -> 'nodes') AS t(node, count)
  WHERE i.tenant_id = %(tenant)s AND i.kind = 'staff' AND i.state = 'applied'
    AND (%(since)s::date IS NULL OR i.as_of >= %(since)s::date)
  ORDER BY t.node, i.applied_at DESC
), waiting AS (
  SELECT DISTINCT ON (t.node) t.node::uuid AS node_id, i.id
  FROM registry_import i, jsonb_object_keys(coalesce(i.summary -> 'nodes', '{}')) AS t(node)
  WHERE i.tenant_id = %(tenant)s AND i.kind = 'staff' AND i.state = 'checked'
  ORDER BY t.node, i.sent_at DESC
)
SELECT n.id, coalesce(nullif(d.short, ''), d.name), p.path::text, last.id, coalesce(last.sent_by_name, ''),
  last.applied_at, coalesce(last.lines, 0), coalesce(last.whole, false), waiting.id
FROM registry_organisationdetails d
JOIN scope_node n ON n.id = d.node_id
JOIN scope_placement p ON p.node_id = n.id AND upper_inf(p.recorded) AND p.valid @> %(on)s::date
LEFT JOIN last ON last.node_id = n.id LEFT JOIN waiting ON waiting.node_id = n.id
WHERE d.tenant_id = %(tenant)s AND upper_inf(d.recorded) AND d.valid @> %(on)s::date
  AND d.kind = ANY(%(kinds)s) AND p.path <@ %(path)s::ltree
ORDER BY 2, 1
"""
#: By the label that stands in the paths below it: to search the tree for each organisation is most of the work.
_MUNICIPALITIES = """
SELECT replace(id::text, '-', ''), coalesce(nullif(short, ''), name) FROM scope_node
WHERE tenant_id = %(tenant)s AND kind = 'municipality'
"""


def who_has_sent(viewer: AnyViewer, *, on: date, since: date | None = None) -> Sending:
    """Staffed organisations of the viewer's place with the last list applied for them (of `since` or later)."""
    kinds = [code for code, kind in base_dictionaries().organisation_kinds.items() if kind.staffed]
    path = viewer.node_path if isinstance(viewer, Viewer) else get_path(viewer, top_node(viewer).pk, on=on)
    asked: dict[str, Any] = {"tenant": tenant_of(viewer), "on": on, "since": since, "kinds": kinds, "path": path}
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, asked)
        listed = cursor.fetchall()
        cursor.execute(_MUNICIPALITIES, asked)
        called = dict(cursor.fetchall())
    rows = []
    for node, name, above, *rest in listed:
        municipality = next((called[one] for one in reversed(above.split(".")) if one in called), "")
        rows.append(Sent(node, name, municipality, *rest))
    return Sending(sorted(rows, key=lambda one: (one.sent, one.municipality, one.name)))
