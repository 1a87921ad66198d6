"""Who may come to which page of competencies, and how levels and groups are drawn."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from marshrut.apps.competencies.queries.groups import GroupCell, Map
from marshrut.apps.competencies.queries.people import Finding
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui import svg

__all__ = ["WRONG", "counters", "givers", "grid_of", "missing", "picture_of", "show"]

WRONG = 422
#: Who sees figures of places.
counters = for_roles(
    Role.SCHOOL,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.REGIONAL_METHODOLOGIST,
    Role.CENTRE,
    Role.GOVERNING_BODY,
    right=Right.COUNT,
)
#: Who gives people to those who accompany them.
givers = for_roles(Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, right=Right.LIST)

_EXPECTED = {"sound": 0.5, "strong": 0.75}
_SHADES: tuple[tuple[float, Any], ...] = ((0.15, "low"), (0.35, "some"), (0.6, "much"), (1.01, "most"))
_SHORT = {
    "до трети": "< ⅓",
    "от трети до двух третей": "⅓–⅔",
    "больше двух третей": "> ⅔",
    "до 5 %": "≤ 5 %",
    "95 % и больше": "≥ 95 %",
}


def picture_of(one: Finding) -> svg.Picture:
    """A finding as a band between the threshold and a strong side."""
    wanted = _EXPECTED[one.wanted.level] if one.wanted else None
    tone: Any = one.tone
    sources = "один источник" if one.sources == 1 else f"источников: {one.sources}"
    sure = f"{sources}, весит как {round(one.items)} заданий" if one.sources else "мало заданий"
    enough = one.standing != "unknown"
    return svg.level(svg.Level(one.entry.title, one.low, one.high, wanted, enough, tone, sure))


#: So many columns are readable side by side.
WIDEST = 8


def grid_of(title: str, found: Map, *, corner: str, urls: dict[str, str] | None = None) -> svg.Picture:
    """A heat map of what is to be caught up with; `urls`: a row's key → the page inside it."""
    cells = {
        key: _cell(found.cell(*key), (urls or {}).get(key[0]))
        for key in ((row, column) for row, _ in found.rows for column, _ in found.columns)
        if key in found.cells
    }
    if len(found.columns) > max(WIDEST, len(found.rows)):  # many places are read down the page, not across it
        turned = {(column, row): cell for (row, column), cell in cells.items()}
        return svg.grid(title, found.columns, found.rows, turned, "Место")
    return svg.grid(title, found.rows, found.columns, cells, corner)


def _cell(one: GroupCell, url: str | None) -> svg.GridCell:
    if one.deficit is None:
        return svg.GridCell("скрыто" if one.state == "hidden" else "—", one.words)
    shade = next(paint for top, paint in _SHADES if one.deficit.middle < top)
    short = _SHORT.get(one.deficit.words, one.deficit.words.removeprefix("около "))
    unsure = f"; неизвестно о {_of(one.unsure.words)}" if one.unsure and one.doubtful else ""
    return svg.GridCell(short, f"{one.deficit.words} из {one.known}{unsure}", shade, one.doubtful, url)


def _of(words: str) -> str:
    return {"от трети до двух третей": "трети и больше", "больше двух третей": "большинстве"}.get(words, words)


def missing() -> Http404:
    """Somebody else's results are not there for who may not open them: the answer does not say that they exist."""
    return Http404()


def show(request: Any, page: str, context: dict[str, Any], *, wrong: bool = False) -> HttpResponse:
    """A page of the app; with a form that a rule or a field said no to, 422."""
    return render(request, f"competencies/{page}.html", context, status=WRONG if wrong else 200)
