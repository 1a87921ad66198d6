"""Pictures of routes: the year as a line, the caseload as a strip, the week as bars, marks before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from marshrut.apps.routes.queries.care import Caseload
from marshrut.apps.routes.queries.practice import Seen
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import el
from marshrut.foundation.ui.svg.draw import svg as draw

__all__ = ["caseload_strip", "pairs_picture", "week_bars"]

_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def caseload_strip(found: Caseload, *, columns: int = 18) -> svg.Picture:
    """One cell a person; a press opens the route, or the people where there is none yet."""
    cells = [
        svg.Cell(
            one.name,
            one.state,
            one.paint,
            reverse("routes:route", args=[one.route.pk])
            if one.route
            else f"{reverse('routes:caseload')}#p-{one.person_id}",
        )
        for one in found.people
    ]
    return svg.heat("Мои педагоги", cells, columns=columns)


def week_bars(days: Sequence[tuple[date, int]], *, today: date) -> svg.Picture:
    """Minutes of consultations by day."""
    top = max([60, *(minutes for _, minutes in days)])
    width, height, step = 40.0, 60.0, 46.0
    marks = []
    for place, (day, minutes) in enumerate(days):
        tall = max(3.0, minutes / top * height)
        paint = "v-road" if day == today else "v-road-2"
        bar = el("rect", class_=paint, x=place * step, y=height - tall, width=width, height=tall, rx=5)
        name = el(
            "text", _DAYS[place], class_="small t-soft", x=place * step + width / 2, y=height + 16, text_anchor="middle"
        )
        marks += [bar, name]
    rows = tuple((_DAYS[place], f"{minutes} мин") for place, (_, minutes) in enumerate(days))
    label = "Консультации за неделю: " + "; ".join(f"{name} {said}" for name, said in rows)
    return svg.Picture(
        draw(label, *marks, width=step * 7 - 6, height=height + 22, view=True), label, ("День", "Минут"), rows
    )


def pairs_picture(seen: Seen) -> svg.Picture | None:
    """Each criterion as a pair of dots on the scale of the form: before hollow, after full; a line shows the way."""
    pairs = [one for one in seen.pairs if one.first is not None or one.last is not None]
    if not pairs:
        return None
    left, wide, tall = 8.0, 300.0, 44.0
    marks: list[str] = []
    rows = []
    for place, one in enumerate(pairs):
        y = place * tall + 34
        marks.append(el("text", one.title, class_="small", x=0, y=y - 14))
        marks.append(el("line", class_="s-line", x1=left, x2=left + wide, y1=y, y2=y, stroke_width=3))

        def at(value: float) -> float:
            return left + value / max(seen.best, 1) * wide

        if one.first is not None and one.last is not None:
            marks.append(el("line", class_="s-road", x1=at(one.first), x2=at(one.last), y1=y, y2=y, stroke_width=4))
        if one.first is not None:
            marks.append(el("circle", class_="v-card s-sun", cx=at(one.first), cy=y, r=6, stroke_width=3))
        if one.last is not None:
            marks.append(el("circle", class_="v-road", cx=at(one.last), cy=y, r=6))
        said = [number(value, 1) if value is not None else "не видели" for value in (one.first, one.last)]
        rows.append((one.title, *said))
    label = "Урок до и после: " + "; ".join(f"{title}: {first} → {last}" for title, first, last in rows)
    return svg.Picture(
        draw(label, *marks, width=left * 2 + wide, height=len(pairs) * tall + 6, view=True),
        label,
        ("Что видно на уроке", "до", "после"),
        tuple(rows),
    )
