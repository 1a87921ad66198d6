"""Very many rows at once: COPY into a table, with Python's sweep away. Generated columns are left out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

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


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows with COPY inside the present transaction; returns how many."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(one) for one in columns)
    count = 0
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        write = copy.write_row
        for row in rows:
            write(row)
            count += 1
    return count
