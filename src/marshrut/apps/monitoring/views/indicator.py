"""One indicator: its figure, its readings, the places and the people that it consists of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.monitoring import access, queries, services
from marshrut.apps.monitoring.cards import TILE_WORDS, PlaceRow, lacks_words, league_of, league_words, tiles_of
from marshrut.apps.monitoring.queries import Behind, IndicatorFigure, Listed
from marshrut.apps.monitoring.types import Level
from marshrut.apps.monitoring.views.asked import Asked, Place, lookers, with_snapshot
from marshrut.apps.monitoring.views.shown import SORTS, children_of, dressed, place_rows, years_of
from marshrut.apps.monitoring.workbooks import XLSX, people_sheet
from marshrut.cores.regulation.counting import Reading
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui import svg

__all__ = ["Looked", "figure_or_404", "indicator", "looked_at", "people_book", "sort_of", "tiles_here"]

PAGE, MOST_PAGES = 50, 100_000
#: So many tiles make a map.
FEWEST = 2
VIEWS = {"places": "По местам", "people": "Кто засчитан", "near": "Почти засчитаны", "years": "По годам"}
listers = for_roles(*sorted(role for role in Role if Right.LIST in ROLE_RIGHTS[role]), right=Right.LIST)


@dataclass(frozen=True, slots=True)
class Looked:
    """What of an indicator the address asks for."""

    asked: Asked
    one: IndicatorFigure
    place: Place
    reading: Reading | None
    may_list: bool
    below: Level | None

    def views(self) -> list[str]:
        """Which parts this viewer has: a figure that nobody counted opens to nothing."""
        if self.reading is not None and self.reading.of_results:
            return ["years"]  # what came out opens to nobody's name and to no place
        found = ["places"] if self.below is not None and self.reading is not None else []
        if self.reading is not None and self.may_list:
            found += ["people"]
            found += ["near"] if self.reading.numerator.where or self.reading.numerator.also else []
        return [*found, "years"]


def figure_or_404(asked: Asked, code: str, place: Place) -> IndicatorFigure:
    """The indicator's figure of a place; 404 for a code that the order does not have."""
    found = queries.list_figures(asked.viewer, asked.snapshot, on=asked.day, level=place.level, place=place.key)
    one = queries.figure_of(found, code)
    if one is None:
        raise Http404
    return one


def looked_at(request: Any, asked: Asked, code: str) -> Looked:
    """What of the indicator the address asks for; 404 for what the viewer has no figure of."""
    place = asked.place(request.GET.get("place", ""))
    one = figure_or_404(asked, code, place)
    if place.level.value not in {*one.indicator.breakdown, Level.REGION.value} and "place" not in request.GET:
        place = asked.whole  # the order does not count it at one's own place: the region's stands here
        one = figure_or_404(asked, code, place)
    readings = [one.reading, *(reading for reading, _ in one.others)] if one.reading else []
    wanted = request.GET.get("reading", "")
    reading = next((each for each in readings if each.id == wanted), one.reading)
    may_list = queries.may_list(asked.viewer, place.level, place.key, snapshot=asked.snapshot, on=asked.today)
    counts = Right.COUNT in ROLE_RIGHTS[asked.viewer.role]
    return Looked(asked, one, place, reading, may_list, children_of(one, place) if counts else None)


@require_safe
@lookers
@with_snapshot
def indicator(request: Any, asked: Asked, code: str) -> HttpResponse:
    """The figure and one of its parts."""
    looked = looked_at(request, asked, code)
    views = looked.views()
    view = request.GET.get("view", "")
    view = view if view in views else views[0]
    whole = looked.one if looked.place.level is Level.REGION else figure_or_404(asked, code, asked.whole)
    context = {
        **dressed(asked, looked.one),
        "one": looked.one,
        "place": looked.place,
        "whole": dressed(asked, whole) if whole is not looked.one else None,
        "reading": looked.reading,
        "tabs": [_tab(looked, name, view) for name in views],
        "view": view,
        "readings": _readings(looked, view),
        "crumbs": _crumbs(looked),
        "may_enter": bool(access.may_enter(asked.viewer)),
        "enter_url": asked.link("enter", code, place=looked.place.node),
        "files": _files(request, looked),
        **_part(request, looked, view),
    }
    return render(request, "monitoring/indicator.html", asked.context(context))


def _link(looked: Looked, **query: object) -> str:
    return looked.asked.link("indicator", looked.one.indicator.id, place=looked.place.node, **query)


def _tab(looked: Looked, name: str, current: str) -> dict[str, Any]:
    reading = looked.reading.id if looked.reading and not looked.reading.chosen else ""
    return {"title": VIEWS[name], "url": _link(looked, view=name, reading=reading), "current": name == current}


def _readings(looked: Looked, view: str) -> list[dict[str, Any]]:
    """Ways to count side by side; the one whose parts are shown is marked."""
    shown = dressed(looked.asked, looked.one)
    if looked.one.reading is None:
        return []
    card = shown["card"]
    rows = [(looked.one.reading, card.value, looked.one)] + shown["others"]
    return [
        {
            "reading": reading,
            "value": value,
            "row": row,
            "current": looked.reading is not None and reading.id == looked.reading.id,
            "url": _link(looked, view=view, reading="" if reading.chosen else reading.id),
        }
        for reading, value, row in rows
    ]


def _files(request: Any, looked: Looked) -> dict[str, dict[str, str]]:
    """Where each picture of the page is a file: as dots, as a table."""
    reading = looked.reading.id if looked.reading and not looked.reading.chosen else ""
    told = {"place": looked.place.node, "reading": reading, "sort": request.GET.get("sort", "")}
    return {
        what: {
            kind: looked.asked.link(name, looked.one.indicator.id, what, **told)
            for kind, name in (("png", "picture"), ("xlsx", "picture-book"))
        }
        for what in ("now", "map", "places", "years")
    }


def _crumbs(looked: Looked) -> list[tuple[str, str]]:
    """From the region down to here; only through places that the viewer may count."""
    asked, code = looked.asked, looked.one.indicator.id
    if looked.place.level is Level.REGION:
        return []
    found = [(asked.whole.name, asked.link("indicator", code, place=asked.whole.node))]
    above = queries.municipality_of(asked.viewer, asked.snapshot, looked.place.node)
    if looked.place.level is Level.ORGANISATION and above is not None:
        with suppress(Http404):  # a school does not look into its municipality
            found.append((asked.place(str(above)).name, asked.link("indicator", code, place=above)))
    return found


def _part(request: Any, looked: Looked, view: str) -> dict[str, Any]:
    if view == "places" and looked.reading is not None and looked.below is not None:
        told: dict[str, Any] = {"level": looked.below, "sort": sort_of(request)}
        rows, region = place_rows(looked.asked, looked.one, looked.reading, looked.place, **told)
        return {
            **told,
            "places": rows,
            "league": league_of(looked.one, rows, region),
            "league_words": league_words(looked.one, rows, region),
            "spreads": any(row.spread for row in rows),
            "tiles": tiles_here(looked, rows),
            "tile_words": TILE_WORDS,
        }
    if view == "years":
        picture, words = years_of(looked.asked, looked.one, looked.place, looked.reading)
        return {"years": picture, "outlook": words}
    return _people(request, looked, near=view == "near")


def tiles_here(looked: Looked, rows: Sequence[PlaceRow]) -> list[svg.Tile]:
    """Municipalities as tiles; one of them is no picture."""
    if looked.below is not Level.MUNICIPALITY or len(rows) < FEWEST:
        return []
    urls = {row.row.place: row.url for row in rows}
    return tiles_of(looked.one, [row.row for row in rows], lambda place: urls[place.place])


def sort_of(request: Any) -> str:
    """In which order places stand."""
    sort = request.GET.get("sort", "")
    return sort if sort in SORTS else SORTS[0]


def _ask(looked: Looked, reading: Reading, *, near: bool, typed: str = "", **page: int) -> Listed[Any]:
    asked = looked.asked
    behind = Behind(looked.one.indicator, reading, asked.day, looked.place.level, looked.place.key, asked.today, typed,
                    **page)  # fmt: skip
    ask: Callable[..., Listed[Any]] = queries.people_near if near else queries.people_behind
    return ask(asked.viewer, asked.snapshot, behind)


class _Cut(Sequence[Any]):
    """A list of which one page was read: what the paginator needs to know of it."""

    def __init__(self, found: Listed[Any]) -> None:
        self.found = found

    def __len__(self) -> int:
        return self.found.count

    def __getitem__(self, _page: Any) -> Any:
        return self.found.rows


def _people(request: Any, looked: Looked, *, near: bool) -> dict[str, Any]:
    """A page of names. Looking at them is written down."""
    reading, typed = looked.reading, request.GET.get("q", "").strip()[:100]
    if reading is None:
        return {"found": 0, "near": near, "rows": []}
    number = int(text) if (text := request.GET.get("page", "1")).isascii() and text.isdigit() else 1
    offset = PAGE * min(max(number - 1, 0), MOST_PAGES)
    found = _ask(looked, reading, near=near, typed=typed, limit=PAGE, offset=offset)
    if not found.rows and offset:  # past the last page: the last one stands, as everywhere
        count = _ask(looked, reading, near=near, typed=typed, limit=1).count
        offset = max(count - 1, 0) // PAGE * PAGE
        found = _ask(looked, reading, near=near, typed=typed, limit=PAGE, offset=offset)
    page = Paginator(_Cut(found), PAGE).get_page(offset // PAGE + 1)
    whole = _ask(looked, reading, near=near, limit=1).count if typed else found.count
    services.note_opened(looked.asked.viewer, looked.one.indicator.id, where=looked.place.name, count=len(found.rows))
    rows = [(one, lacks_words(one.lacks) if near else "") for one in found.rows]
    book = looked.asked.link(
        "people-book", looked.one.indicator.id, place=looked.place.node, reading=reading.id, view="near" if near else ""
    )
    return {"page": page, "rows": rows, "near": near, "q": typed, "found": whole, "people_book": book}


@require_safe
@listers
@with_snapshot
def people_book(request: Any, asked: Asked, code: str) -> HttpResponse:
    """Those names as a workbook, for who may list them on the page."""
    looked, near = looked_at(request, asked, code), request.GET.get("view") == "near"
    if looked.reading is None or looked.reading.of_results or not looked.may_list:
        raise Http404
    found = _ask(looked, looked.reading, near=near).rows
    services.note_exported(asked.viewer, f"{code}, {looked.place.name}, поимённо", count=len(found))
    out = BytesIO()
    people_sheet(out, ((one, lacks_words(one.lacks) if near else "") for one in found), near=near,
                 title=f"{looked.one.indicator.name}: {looked.place.name}", note=_note(looked))  # fmt: skip
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{code.lower()}-people.xlsx"'
    return answer


def _note(looked: Looked) -> str:
    words = looked.reading.words if looked.reading else ""
    seal = f"Снимок {looked.asked.snapshot.checksum[:8]}, на {looked.asked.day:%d.%m.%Y}."
    return " ".join(filter(None, (words, seal, looked.asked.viewer.caveat)))
