"""Pages of figures at 50,000 staff with five years of events: the front page, one figure down to people, the workbook.

The figures of the day are counted when the snapshot is made; here pages only read them, except names behind a figure,
which are read from the frozen facts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from demo50k import demonstration, measured
from events50k import invent
from shape import Row, promise

FRONT, PAGE, BOOK, ROWS = 300.0, 200.0, 5.0, 60_000


@promise
def figure_pages() -> Iterator[Row]:
    """The governing body's front page, all figures, places of one, its people from the region down to a school."""
    made = demonstration()
    from marshrut.apps.monitoring import services
    from marshrut.apps.monitoring.models import IndicatorValue, Snapshot
    from marshrut.apps.monitoring.queries import find_snapshot

    snapshot = find_snapshot(made.system)
    if snapshot is None or snapshot.words != WORDS:
        snapshot = services.make_snapshot(made.system, words=WORDS)
        invent(snapshot.pk, snapshot.tenant_id)
    services.count_figures(made.system, Snapshot.objects.of(made.system).get(pk=snapshot.pk), on=snapshot.day)
    code = _widest(made.system, snapshot)
    yield Row("Засчитано людей за самым большим показателем", _counted(made.system, snapshot, code), "чел.")
    governing, centre = made.clients["governing_body"], made.clients["centre"]
    yield from measured("Орган управления: первая страница", governing, "/order/", limit=FRONT, queries=40)
    yield from measured("Все показатели", governing, "/indicators/", queries=40)
    yield from measured("Показатель по муниципалитетам", governing, f"/indicators/{code}/", queries=40)
    for level in ("municipality", "organisation"):
        largest = (
            IndicatorValue.objects.of(made.system)
            .filter(round__snapshot=snapshot, indicator=code, level=level)
            .order_by("-numerator")
            .first()
        )
        if largest is not None:
            address = f"/indicators/{code}/?place={largest.place}"
            yield from measured(f"Показатель внутри места ({level})", centre, address, queries=40)
            yield from measured(f"Люди за показателем ({level})", centre, f"{address}&view=people", queries=40)
    yield from measured("Люди за показателем (весь регион)", centre, f"/indicators/{code}/?view=people", queries=40)
    yield from measured("Почти засчитаны (весь регион)", centre, f"/indicators/{code}/?view=near", queries=40)
    yield from _pictures(snapshot, centre, code)
    yield from _book(centre, code)
    yield from _rows()


WORDS = "замер страниц"


def _pictures(snapshot: Any, centre: Any, code: str) -> Iterator[Row]:
    """The loop is counted once with the figures; the centre's desk only reads it. A picture is drawn when asked for."""
    from marshrut.apps.monitoring.queries.loop import count_loop

    began = time.perf_counter()
    found = count_loop(snapshot.pk, on=snapshot.day)
    yield Row(f"Путь от диагностики до эффекта, {found['reached'][0]} человек", time.perf_counter() - began, "с")
    yield from measured("Центр: стол с путём", centre, "/centre/", queries=60)
    for what in ("places", "map"):
        yield from measured(
            f"Картинка PNG ({what})", centre, f"/indicators/{code}/{what}.png", limit=BOOK * 100, queries=40
        )


def _widest(system: Any, snapshot: Any) -> str:
    """The indicator of people with most of them."""
    from marshrut.apps.monitoring.models import IndicatorValue

    rows = IndicatorValue.objects.of(system).filter(round__snapshot=snapshot, level="region", numerator__isnull=False)
    return str(rows.order_by("-numerator").values_list("indicator", flat=True)[0])


def _counted(system: Any, snapshot: Any, code: str) -> float:
    from marshrut.apps.monitoring.models import IndicatorValue

    rows = IndicatorValue.objects.of(system).filter(round__snapshot=snapshot, level="region", indicator=code)
    return float(rows.order_by("-numerator").values_list("numerator", flat=True)[0])


def _book(client: Any, code: str) -> Iterator[Row]:
    """Names behind the figure as a workbook, by its page."""
    began = time.perf_counter()
    answer = client.get(f"/indicators/{code}/people.xlsx?view=people")
    size = len(b"".join(answer))
    yield Row(f"Поимённо в XLSX ({size / 1e6:.1f} МБ)", time.perf_counter() - began, "с", promised=BOOK)


def _rows() -> Iterator[Row]:
    """60,000 rows of that workbook's shape."""
    from datetime import date
    from io import BytesIO

    from marshrut.apps.monitoring.queries import Somebody
    from marshrut.apps.monitoring.workbooks import people_sheet

    day = date(2026, 5, 12)
    rows = (
        (Somebody(None, f"Фамилия Имя Отчество {n}", f"Школа {n % 900}", day, "Программа, 36 ч.", 1), "")
        for n in range(ROWS)
    )
    began = time.perf_counter()
    people_sheet(BytesIO(), rows, near=False, title="замер", note="замер")
    yield Row(f"XLSX, строк {ROWS}", time.perf_counter() - began, "с", promised=BOOK)
