"""PostgreSQL as the engine of plans: the frozen tables under the names that a plan asks for, and plans run there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam
from marshrut.cores.indicators import Names, sql

__all__ = ["names_of", "run"]


def names_of(snapshot_id: UUID) -> Names:
    """The tables of one snapshot."""
    return Names(
        facts=FrozenFact._meta.db_table,
        staff=FrozenStaff._meta.db_table,
        places=FrozenPlace._meta.db_table,
        teams=FrozenTeam._meta.db_table,
        snapshot=str(snapshot_id),
    )


def run(plan: Any, *, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
    """The rows of a plan, by name. The snapshot in it is one that the caller may read."""
    text = sql(plan, "postgres").replace("%", "%%")
    if limit is not None:
        text = f"{text} LIMIT {int(limit)} OFFSET {int(offset)}"
    with connection.cursor() as cursor:
        cursor.execute(text, [])
        columns = [one[0] for one in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
