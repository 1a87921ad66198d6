"""Pictures of a plan of a region: how value and bound came together, and what becomes of each municipality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import HATCH, el, num, wrap
from marshrut.foundation.ui.svg.draw import svg as draw

__all__ = ["curve_picture", "places_picture"]

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 420.0, 200.0, 46.0, 12.0, 14.0, 30.0
#: A horizon that is said at first ("no more than there is") would flatten everything else.
_AIR = 0.06
#: Length of the longest bar, room for its number, height of a place.
_BAR, _SAID, _ROW = 290.0, 46.0, 56.0
_FEW = "мало людей"

Curve = Sequence[Sequence[float]]


def curve_picture(curve: Curve, whole: float) -> svg.Picture | None:
    """Two stairs along the seconds: what is closed goes up, what nobody can exceed comes down."""
    known = [(float(a), float(b), float(c)) for a, b, c in curve]
    if len(known) < 2 or whole <= 0:  # noqa: PLR2004 - one moment is no curve
        return None
    last = max(known[-1][0], 0.1)
    low = min(value for _, value, _ in known)
    high = max(bound for _, _, bound in known[1:])
    air = max((high - low) * _AIR, whole * 0.002)
    bottom, top = max(0.0, low - air), high + air

    def x(seconds: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * seconds / last

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - (min(value, top) - bottom) / (top - bottom))

    marks: list[str] = []
    for share in (bottom, (bottom + top) / 2, top):
        marks.append(
            el("line", class_="s-line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(share), y2=y(share), stroke_width=1)
        )
        words = f"{number(100 * share / whole, 1)} %"
        marks.append(el("text", words, class_="small t-soft", x=_LEFT - 5, y=y(share) + 4, text_anchor="end"))
    for at, anchor in ((0.0, "start"), (last, "end")):
        words = f"{number(at, 0 if at >= 10 else 1)} с"  # noqa: PLR2004 - tenths of long stretches say nothing
        marks.append(el("text", words, class_="small t-soft", x=x(at), y=_HEIGHT - 10, text_anchor=anchor))
    for place, tone, dashes in ((2, "sun", "5 3"), (1, "road", None)):
        d = _stairs([(x(one[0]), y(one[place])) for one in known], x(last))
        marks.append(el("path", class_=f"s-{tone}", d=d, fill="none", stroke_width="2.5", stroke_dasharray=dashes))
    rows = tuple(
        (f"{number(seconds, 1)} с", f"{number(100 * value / whole, 1)} %", f"{number(100 * bound / whole, 1)} %")
        for seconds, value, bound in known
    )
    label = "Как план становился лучше: " + "; ".join(f"через {a} закрыто {b}, больше {c} нельзя" for a, b, c in rows)
    picture = draw(label, *marks, width=_WIDTH, height=_HEIGHT, view=True, class_="pic pic-small")
    return svg.Picture(picture, label, ("Когда", "Закрыто", "Больше нельзя"), rows)


def _stairs(points: Sequence[tuple[float, float]], end: float) -> str:
    """A line that stays until it changes."""
    d = f"M{num(points[0][0])} {num(points[0][1])}"
    for x, y in points[1:]:
        d += f"H{num(x)}V{num(y)}"
    return f"{d}H{num(end)}"


def places_picture(places: Sequence[Mapping[str, Any]]) -> svg.Picture | None:
    """A place a row: pale, what usual drafts close; solid, what the plan does; hatched, too few people to say."""
    if not places:
        return None
    top = max([10, *(max(one["plan"], one["greedy"]) for one in places if "plan" in one)])
    marks: list[str] = []
    rows = []
    for at, one in enumerate(places):
        y = at * _ROW + 14
        words = wrap(one["name"], _BAR + _SAID, 12, 1)[0]
        marks.append(el("text", words, class_="small t-ink", x=0, y=y))
        if "plan" not in one:
            marks.append(el("rect", fill=HATCH, x=0, y=y + 7, width=_BAR, height=26, rx=4))
            rows.append((one["name"], _FEW, _FEW))
            continue
        for share, paint, down in ((one["greedy"], "v-road-3 s-line", 7), (one["plan"], "v-road", 21)):
            wide = max(2.0, _BAR * share / top)
            marks.append(el("rect", class_=paint, x=0, y=y + down, width=wide, height=12, rx=3))
            marks.append(el("text", f"{share} %", class_="small t-ink", x=wide + 5, y=y + down + 10))
        rows.append((one["name"], f"{one['greedy']} %", f"{one['plan']} %"))
    label = "Что закрыто по местам: " + "; ".join(f"{name}: было бы {a}, по плану {b}" for name, a, b in rows)
    tall = len(places) * _ROW + 2
    picture = draw(label, *marks, width=_BAR + _SAID, height=tall, view=True, class_="pic pic-small")
    return svg.Picture(picture, label, ("Где", "Обычные черновики", "План"), tuple(rows))
