"""Rows of apps above go along when two records become one person, and find their way back when they are two again.

A row has, beside the column of the person, a list of the records it came through (`person` and `person_from`): it goes
back to the right one even after several records were joined one after another.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

__all__ = ["carry", "carry_back"]


def carry(rows: QuerySet[Any, Any], column: str, kept: UUID, gone: UUID) -> None:
    """From the record that went to the one that stands. What the table does not let stand there stays where it is."""
    for row in rows.select_for_update(of=("self",)).filter(**{f"{column}_id": gone}):
        _put(row, column, kept, [*getattr(row, f"{column}_from"), gone])


def carry_back(rows: QuerySet[Any, Any], column: str, gone: UUID) -> None:
    """What came through the record that stands again goes back to it, whatever it was joined to before."""
    for row in rows.select_for_update(of=("self",)).filter(**{f"{column}_from__contains": [gone]}):
        through = getattr(row, f"{column}_from")
        _put(row, column, gone, through[: through.index(gone)])


def _put(row: Model, column: str, person: UUID, through: list[UUID]) -> None:
    setattr(row, f"{column}_id", person)
    setattr(row, f"{column}_from", through)
    try:
        with transaction.atomic():
            row.save(update_fields=[column, f"{column}_from"])
    except IntegrityError:
        pass  # the like stands there already; this one stays with its own record
