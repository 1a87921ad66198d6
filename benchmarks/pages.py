"""Pages answer in under 200 ms at p95 on a region of 50,000 staff."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import quantiles

from region50k import world
from shape import Row, promise

LIMIT = 200.0
RUNS = 40

PAGES = (
    ("Орган управления: первая страница", "governing_body", "/order/"),
    ("Пункты положения", "governing_body", "/order/clauses/"),
    ("Поиск по положению", "governing_body", "/order/clauses/?q=%D0%B4%D0%B5%D1%84%D0%B8%D1%86%D0%B8%D1%82"),
    ("Показатели", "governing_body", "/order/indicators/"),
    ("Дорожная карта", "governing_body", "/order/roadmap/"),
    ("Структура", "governing_body", "/order/structure/"),
    ("Школа: сегодня", "school", "/school/"),
    ("Школа: люди", "school", "/people/"),
    ("Администратор: люди региона", "administrator", "/people/"),
    ("Администратор: последняя страница людей", "administrator", "/people/?page=1001"),
    ("Администратор: поиск человека", "administrator", "/people/?q=%D0%A4%D0%B0%D0%BC%D0%B8%D0%BB%D0%B8%D1%8F77"),
    ("Администратор: сегодня", "administrator", "/administrator/"),
    ("Журнал", "administrator", "/administrator/audit/"),
    ("Педагог: сегодня", "teacher", "/today/"),
    ("Мои данные", "teacher", "/me/"),
)


@promise
def pages() -> Iterator[Row]:
    """The whole answer in the server's process: middleware, queries, template; without the network."""
    made = world()
    card = ("Карточка человека", "administrator", f"/people/{made.someone.pk}/")
    for name, role, path in (*PAGES, card):
        client = made.clients.get(role)
        if client is None:
            continue
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            answer = client.get(path, HTTP_ACCEPT_ENCODING="gzip")
            times.append(1000 * (time.perf_counter() - began))
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
        yield Row(f"{name}, p95", quantiles(times, n=20)[-1], "мс", "предел 200 мс", LIMIT, promised=LIMIT)
