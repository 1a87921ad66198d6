"""Many rows at once: COPY into the tables, and one UPDATE that closes versions. Generated columns are left out.

Rows come as tuples in the order of the columns; a period is text («[2020-09-01,)»), JSON is text too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from marshrut.foundation.scope.bulk import copy_rows, unswept
from marshrut.foundation.scope.models import Node, Placement

__all__ = ["as_json", "copy_rows", "count_again", "days", "moments", "unswept", "update_closed"]


def days(lower: date | None, upper: date | None) -> str:
    """The half-open range of days as PostgreSQL writes it."""
    return f"[{lower or ''},{upper or ''})"


def moments(lower: datetime, upper: datetime | None = None) -> str:
    """The half-open range of moments as PostgreSQL writes it."""
    return f'["{lower.isoformat()}",{upper.isoformat() if upper else ""})'


def as_json(value: Any) -> str:
    """Plain values as JSON text."""
    return json.dumps(value, ensure_ascii=False)


def update_closed(model: type[models.Model], ids: Sequence[UUID], *, at: datetime, by: UUID) -> int:
    """Close these versions at that moment; returns how many still stood: fewer than asked means others were first."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET recorded = tstzrange(lower(recorded), %s), closed_by_id = %s"  # noqa: S608
            " WHERE id = ANY(%s) AND upper_inf(recorded)",
            [at, by, list(ids)],
        )
        return int(cursor.rowcount)


def count_again() -> None:
    """Fresh statistics of the registry's tables after very many rows: without them the next page may take minutes."""
    models_here: list[type[models.Model]] = [*apps.get_app_config("registry").get_models(), Node, Placement]
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models_here)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
