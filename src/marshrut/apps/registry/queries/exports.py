"""Every list as it could be sent in again: by field code, as a person would write it."""

# ruff: noqa: S608 - the statements are put together of constants of this file; what a person says is a parameter

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from marshrut.apps.registry.dictionaries import Dictionaries, dictionaries
from marshrut.apps.registry.types import ImportKind, JobKind
from marshrut.foundation.scope.queries import get_path, top_node
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["export_rows"]

_PERSON = """
  p.family_name, p.given_name, p.patronymic, p.birth_date,
  (SELECT k.value FROM registry_personkey k WHERE k.person_id = p.person_id AND k.scheme = 'snils'
     AND upper_inf(k.recorded) LIMIT 1) AS snils,
  (SELECT k.value FROM registry_personkey k WHERE k.person_id = p.person_id AND k.scheme = 'outside'
     AND k.system = '' AND upper_inf(k.recorded) LIMIT 1) AS code
"""
_AT = "upper_inf({0}.recorded) AND {0}.valid @> %(on)s::date"
_PLACE = f"""
JOIN scope_placement pl ON pl.node_id = {{0}}.node_id AND {_AT.format("pl")} AND pl.path <@ %(path)s::ltree
JOIN scope_node n ON n.id = {{0}}.node_id
LEFT JOIN LATERAL (SELECT a.name FROM scope_placement ap JOIN scope_node a ON a.id = ap.node_id
  WHERE ap.path @> pl.path AND {_AT.format("ap")} AND a.kind = 'municipality'
  ORDER BY nlevel(ap.path) DESC LIMIT 1) m ON true
"""
_STAFF = f"""
SELECT {_PERSON}, n.name AS organisation, m.name AS municipality,
  (SELECT k.value FROM registry_nodekey k WHERE k.node_id = n.id AND upper_inf(k.recorded)
     AND k.scheme IN ('ogrn', 'outside') ORDER BY k.scheme LIMIT 1) AS organisation_code,
  (SELECT k.value FROM registry_personkey k WHERE k.person_id = p.person_id AND k.scheme = 'personnel'
     AND k.system = replace(n.id::text, '-', '') AND {_AT.format("k")} ORDER BY k.value LIMIT 1) AS personnel,
  e.post, e.subjects, e.job, e.load, e.hours, whole.since, whole.until, e.ended_why, p.teaching_since,
  c.code AS category, c.awarded_on AS category_since, l.kind AS leave, lower(l.valid) AS leave_from,
  upper(l.valid) AS leave_until
FROM registry_employment e
JOIN registry_persondetails p ON p.person_id = e.person_id AND {_AT.format("p")}
{_PLACE.format("e")}
JOIN LATERAL (SELECT min(lower(w.valid)) FILTER (WHERE NOT lower_inf(w.valid)) AS since,
    CASE WHEN bool_or(upper_inf(w.valid)) THEN NULL ELSE max(upper(w.valid)) END AS until
  FROM registry_employment w WHERE w.person_id = e.person_id AND w.line_id = e.line_id
    AND upper_inf(w.recorded)) whole ON true
LEFT JOIN LATERAL (SELECT q.code, q.awarded_on FROM registry_qualificationcategory q
  WHERE q.person_id = e.person_id AND {_AT.format("q")} AND q.post IN ('', e.post)
  ORDER BY q.post DESC, array_position(ARRAY['highest', 'first', 'fit'], q.code) NULLS LAST LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT v.kind, v.valid FROM registry_leave v
  WHERE v.person_id = e.person_id AND v.node_id = e.node_id AND {_AT.format("v")} LIMIT 1) l ON true
WHERE e.tenant_id = %(tenant)s AND {_AT.format("e")} ORDER BY m.name, n.name, p.sort_name, e.post
"""
_ROLES = f"""
SELECT {_PERSON}, CASE WHEN n.kind IN ('organisation', 'unit') THEN n.name END AS organisation,
  m.name AS municipality, r.role, r.direction, r.order_number, r.order_date, lower(r.valid) AS since,
  upper(r.valid) AS until
FROM registry_staffrole r
JOIN registry_persondetails p ON p.person_id = r.person_id AND {_AT.format("p")}
{_PLACE.format("r")}
WHERE r.tenant_id = %(tenant)s AND {_AT.format("r")} ORDER BY r.role, p.sort_name
"""
_ORGANISATIONS = f"""
SELECT d.name, d.short, d.kind, m.name AS municipality, d.settlement, d.rural, d.address, d.phone, d.email,
  k.ogrn, k.inn, k.code, lower(d.valid) AS since, upper(d.valid) AS until, s.codes AS statuses,
  CASE WHEN above.kind IN ('organisation', 'unit') THEN above.name END AS part_of
FROM registry_organisationdetails d
{_PLACE.format("d")}
LEFT JOIN scope_node above ON above.id = pl.parent_id
LEFT JOIN LATERAL (SELECT max(k.value) FILTER (WHERE k.scheme = 'ogrn') AS ogrn,
    max(k.value) FILTER (WHERE k.scheme = 'inn') AS inn,
    max(k.value) FILTER (WHERE k.scheme = 'outside' AND k.system = '') AS code
  FROM registry_nodekey k WHERE k.node_id = d.node_id AND upper_inf(k.recorded)) k ON true
LEFT JOIN LATERAL (SELECT array_agg(s.code ORDER BY s.code) AS codes FROM registry_schoolstatus s
  WHERE s.node_id = d.node_id AND s.year = %(year)s AND upper_inf(s.recorded)) s ON true
WHERE d.tenant_id = %(tenant)s AND {_AT.format("d")}
ORDER BY (pl.parent_id IN (SELECT node_id FROM registry_organisationdetails)), m.name, d.name
"""
_LISTS = {ImportKind.STAFF: _STAFF, ImportKind.ROLES: _ROLES, ImportKind.ORGANISATIONS: _ORGANISATIONS}


def export_rows(
    viewer: AnyViewer, kind: ImportKind, *, on: date, node_id: UUID | None = None, with_snils: bool = False
) -> Iterator[dict[str, Any]]:
    """A list of the viewer's place (or of a place below it) as it was on that day, in the words of its template.

    Read as an addition of that day it changes nothing. The СНИЛС is given out only on purpose.
    """
    words = dictionaries(viewer, on=on)
    start = viewer.node_path if isinstance(viewer, Viewer) else get_path(viewer, top_node(viewer).pk, on=on)
    path = get_path(viewer, node_id, on=on) if node_id else start
    if not f"{path}.".startswith(f"{start}."):
        path = start
    asked: dict[str, Any] = {"tenant": tenant_of(viewer), "on": on, "path": path, "year": on.year}
    with connection.cursor() as cursor:
        cursor.execute(_LISTS[kind], asked)
        names = [column[0] for column in cursor.description or ()]
        for row in cursor.fetchall():
            values = dict(zip(names, row, strict=True))
            if not with_snils:
                values.pop("snils", None)
            yield _said(values, words)


def _said(values: dict[str, Any], words: Dictionaries) -> dict[str, Any]:
    """Codes in words, ends as the last day; what is not known stays out."""
    for field, names in (
        ("category", words.categories),
        ("leave", {code: one.name for code, one in words.leave_kinds.items()}),
        ("role", {code: one.name for code, one in words.staff_roles.items()}),
        ("kind", {code: one.short for code, one in words.organisation_kinds.items()}),
        ("ended_why", {code: one.name for code, one in words.absence_reasons.items()}),
    ):
        if values.get(field):
            values[field] = names.get(values[field], values[field])
    if values.get("job"):
        values["job"] = JobKind(values["job"]).title
    for field in ("until", "leave_until"):
        if values.get(field):
            values[field] -= timedelta(days=1)
    if values.get("statuses"):
        values["statuses"] = tuple(words.school_statuses[one].short for one in values["statuses"])
    if values.get("subjects"):
        values["subjects"] = tuple(values["subjects"])
    return {field: value for field, value in values.items() if value not in (None, "", [])}
