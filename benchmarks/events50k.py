"""Five years of events of 50,000 staff, put straight into a frozen snapshot: some 500,000 rows."""

from __future__ import annotations

from uuid import UUID

__all__ = ["invent"]

#: fact, shares of people a year, tags of which one is drawn.
EVENTS = (
    ("diagnosed", 0.5, ("{origin:centre,stage:entry}", "{origin:federal,stage:entry}", "{origin:centre,stage:exit}")),
    ("route_made", 0.25, ("{diagnosed,origin:centre}", "{diagnosed,origin:federal}", "{}")),
    ("route_approved", 0.2, ("{diagnosed,origin:centre,begun}", "{diagnosed,origin:federal}", "{}")),
    (
        "upskilled",
        0.45,
        (
            "{kind:upskilling,federal,chosen,chosen_origin:centre,provider:centre}",
            "{kind:upskilling,federal,provider:dpo}",
            "{kind:upskilling,provider:dpo,network}",
            "{kind:retraining,provider:dpo}",
        ),
    ),
    ("supported", 0.4, ("{form:consultation}", "{form:step}")),
    ("mentored", 0.05, ("{}",)),
)


def invent(snapshot_id: UUID, tenant_id: UUID) -> int:
    """Five years of events into a frozen snapshot; returns how many facts it holds."""
    from django.db import connection

    with connection.cursor() as cursor:
        for fact, share, tags in EVENTS:
            cursor.execute(
                "INSERT INTO monitoring_frozenfact (tenant_id, snapshot, fact, person, place, municipality, day, tags,"
                " amount, title, source) SELECT %s, %s, %s, s.person, s.place, s.municipality,"
                " make_date(y, 1 + (abs(hashtext(s.person::text || y || %s)) / 7 %% 11)::int, 1"
                " + (abs(hashtext(s.person::text || y)) %% 27)::int), (%s::text[])[1 + abs(hashtext(s.person::text"
                " || y || 't')) %% %s]::text[], 36, '', gen_random_uuid() FROM monitoring_frozenstaff AS s,"
                " generate_series(extract(year FROM current_date)::int - 4, extract(year FROM current_date)::int) AS y"
                " WHERE s.snapshot = %s AND s.main AND s.until IS NULL"
                " AND abs(hashtext(s.person::text || y || %s || 'x')) %% 1000 < %s",
                [tenant_id, snapshot_id, fact, fact, list(tags), len(tags), snapshot_id, fact, share * 1000],
            )
        cursor.execute("ANALYZE monitoring_frozenfact")
        cursor.execute("SELECT count(*) FROM monitoring_frozenfact WHERE snapshot = %s", [snapshot_id])
        return int(cursor.fetchone()[0])
