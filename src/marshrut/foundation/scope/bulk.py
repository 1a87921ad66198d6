"""Very many rows at once: COPY into a table, with Python's sweep away. Generated columns are left out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from psycopg import postgres
from psycopg.copy import QueuedLibpqWriter

__all__ = ["copy_rows", "unswept"]


@contextmanager
def unswept() -> Iterator[None]:
    """Python's sweep for cycles stays away: a million small things that all stay are looked through again and again,
    which takes a third of the time of a long list. Reference counts still free what is done with."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _types(model: type[models.Model], columns: Sequence[str]) -> list[str] | None:
    """What binary COPY must be told: nothing is converted there. None: a column has a type that only text carries."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    found = []
    for one in columns:
        whole = str(fields[one].db_type(connection) or "")
        name, array = whole.removesuffix("[]").partition("(")[0], "[]" if whole.endswith("[]") else ""
        if (info := postgres.types.get(name)) is None:
            return None
        found.append(f"{info.name}{array}")
    return found


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, exact: bool = False
) -> int:
    """Write rows with COPY inside the present transaction; returns how many.

    `exact`: each value already has the type of its column (a float where the column is one, never an int), so numbers
    and keys go as they are instead of as text.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(one) for one in columns)
    count = 0
    types = _types(model, columns) if exact else None
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN" + (" (FORMAT BINARY)" if types else "")
    # Rows are put together here while a thread waits for the server to take the ones before them.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement, writer=QueuedLibpqWriter(cursor.cursor)) as copy,
    ):
        if types:
            copy.set_types(types)
        write = copy.write_row
        for row in rows:
            write(row)
            count += 1
    return count
