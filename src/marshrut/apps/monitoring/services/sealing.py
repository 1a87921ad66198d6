"""The checksum of a snapshot, part by part: a byte that changed is found, and where."""

from __future__ import annotations

from hashlib import sha256

from django.db import connection, models

from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam, Snapshot
from marshrut.apps.monitoring.types import Part

__all__ = ["checksum_of", "parts_of"]

_TABLES: dict[Part, type[models.Model]] = {
    Part.FACTS: FrozenFact,
    Part.STAFF: FrozenStaff,
    Part.PLACES: FrozenPlace,
    Part.TEAMS: FrozenTeam,
}


def parts_of(made: Snapshot) -> dict[str, list[object]]:
    """Part → [rows, checksum]; facts by their kind, so that damage has a name. The order of rows does not matter."""
    found: dict[str, list[object]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL DateStyle = 'ISO, YMD'")
        for part, model in _TABLES.items():
            columns = [
                str(one.column)
                for one in model._meta.concrete_fields
                if one.column not in {"id", "tenant_id", "snapshot"}
            ]
            row = ", ".join(f"t.{connection.ops.quote_name(one)}" for one in columns)
            group = "t.fact" if part is Part.FACTS else "''"
            cursor.execute(
                f"SELECT name, count(*), encode(sha256(convert_to(string_agg(said, '' ORDER BY said), 'UTF8')), 'hex')"  # noqa: S608
                f" FROM (SELECT {group} AS name, md5(ROW({row})::text) AS said FROM {model._meta.db_table} AS t"
                " WHERE t.snapshot = %s) AS rows GROUP BY name ORDER BY name",
                [made.pk],
            )
            for name, count, said in cursor.fetchall():
                found[f"{part.value}:{name}" if name else part.value] = [count, said]
    return found


def checksum_of(parts: dict[str, list[object]]) -> str:
    """One checksum of all parts."""
    text = "\n".join(f"{name} {count} {said}" for name, (count, said) in sorted(parts.items()))
    return sha256(text.encode()).hexdigest()
