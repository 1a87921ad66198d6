"""A demonstration of 50,000 staff is made in under three minutes."""

from __future__ import annotations

from collections.abc import Iterator

from demo50k import demonstration
from shape import Row, promise

LIMIT = 180.0


@promise
def whole_region() -> Iterator[Row]:
    """`marshrut demo --load --staff 50000` from the command line to its end: invented, recorded, sign-ins made."""
    made = demonstration()
    yield Row("Демонстрация на 50 000 работников", made.seconds, "с", "предел 180 с", LIMIT, promised=LIMIT)
    yield Row("Память этой команды", made.memory_mb, "МБ")
