"""The analytical note: a document and its tables within 15 s at 50,000 staff, figures already counted or not.

On the demonstration of 50,000 staff. The first note counts every figure of the day; the second finds them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from demo50k import demonstration
from shape import Row, promise

LIMIT = 15.0


@promise
def note() -> Iterator[Row]:
    """From a snapshot to two files."""
    made = demonstration()
    from marshrut.apps.monitoring import services

    began = time.perf_counter()
    snapshot = services.make_snapshot(made.system, words="замер")
    yield Row("Снимок данных", time.perf_counter() - began, "с")
    first, _ = _timed(made.system, snapshot)
    again, (document, appendix) = _timed(made.system, snapshot)
    yield Row("Справка с подсчётом показателей", first, "с", "та же справка ещё раз", again, promised=LIMIT)
    yield Row("  документ", len(document) / 1024, "кБ")
    yield Row("  таблицы", len(appendix) / 1024, "кБ")


def _timed(system: object, snapshot: object) -> tuple[float, tuple[bytes, bytes]]:
    from marshrut.apps.monitoring import services

    began = time.perf_counter()
    files = services.note_files(system, snapshot, on=snapshot.day)  # type: ignore[arg-type,attr-defined]
    return time.perf_counter() - began, files
