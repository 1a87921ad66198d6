"""Pictures of an indicator as files: dots with the heading and the ground inside, or the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.cards import (
    LOOP_TITLE,
    LOOP_WORDS,
    TILE_WORDS,
    PlaceRow,
    league_of,
    league_words,
    loop_picture,
)
from marshrut.apps.monitoring.views.asked import Asked, lookers, with_snapshot
from marshrut.apps.monitoring.views.indicator import Looked, looked_at, sort_of, tiles_here
from marshrut.apps.monitoring.views.shown import dressed, place_rows, years_of
from marshrut.apps.monitoring.workbooks import XLSX, picture_sheet, places_sheet
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import day

__all__ = ["loop", "loop_book", "picture", "picture_book"]

#: Whose work is the whole region.
loopers = for_roles(Role.CENTRE, Role.GOVERNING_BODY, right=Right.COUNT)

#: Which part of the page a picture belongs to, and how the journal calls it.
_PARTS = {"now": "", "places": "places", "map": "places", "years": "years"}
_TITLES = {"now": "значение и цель", "places": "места", "map": "плитки", "years": "по годам"}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture with what is said under it; `rows`: places with numbers, where it shows them."""

    picture: svg.Picture
    words: Sequence[str] = ()
    rows: Sequence[PlaceRow] = ()


def _drawn(request: Any, looked: Looked, what: str) -> _Drawn:
    """404 for a picture that the page does not have for this viewer."""
    if what not in _PARTS or (_PARTS[what] and _PARTS[what] not in looked.views()):
        raise Http404
    if what == "now":
        found: svg.Picture = dressed(looked.asked, looked.one)["card"].picture
        return _Drawn(found, ["; ".join(f"{name.lower()}: {words}" for name, words in found.rows)])
    if what == "years":
        drawn, words = years_of(looked.asked, looked.one, looked.place, looked.reading)
        return _Drawn(drawn, [words] if words else [])
    return _of_places(request, looked, tiles=what == "map")


def _of_places(request: Any, looked: Looked, *, tiles: bool) -> _Drawn:
    if looked.reading is None or looked.below is None:
        raise Http404
    told: dict[str, Any] = {"level": looked.below, "sort": sort_of(request)}
    rows, region = place_rows(looked.asked, looked.one, looked.reading, looked.place, **told)
    if not tiles:
        return _Drawn(league_of(looked.one, rows, region), [league_words(looked.one, rows, region)], rows)
    found = tiles_here(looked, rows)
    if not found:
        raise Http404
    return _Drawn(svg.tile_map(looked.one.indicator.name, found), [TILE_WORDS], rows)


def _ground(asked: Asked, *names: str) -> str:
    """Whose data, of which day, of which snapshot."""
    seal = f"снимок {asked.snapshot.checksum[:8]} от {asked.snapshot.known_at:%d.%m.%Y}"
    whose = dict.fromkeys((*names, asked.whole.name))
    return " · ".join([*whose, f"на {day(asked.day)}", asked.snapshot.order_words, seal])


@require_safe
@lookers
@with_snapshot
def picture(request: Any, asked: Asked, code: str, what: str) -> HttpResponse:
    """One picture as PNG."""
    looked = looked_at(request, asked, code)
    drawn = _drawn(request, looked, what)
    reading = looked.one.reading if what == "now" else looked.reading
    words = [reading.words] if reading else []
    sheet = svg.Sheet(
        looked.one.indicator.name, [*drawn.words, *words], _ground(asked, looked.place.name), asked.viewer.caveat
    )
    made = svg.png(drawn.picture, sheet)
    services.note_exported(asked.viewer, f"{code}, {looked.place.name}, картинка: {_TITLES[what]}", count=1)
    return _given(made, svg.PNG, f"{code.lower()}-{what}-{asked.day}.png")


@require_safe
@lookers
@with_snapshot
def picture_book(request: Any, asked: Asked, code: str, what: str) -> HttpResponse:
    """The table twin of one picture as XLSX."""
    looked = looked_at(request, asked, code)
    drawn, out = _drawn(request, looked, what), BytesIO()
    note = " · ".join(filter(None, (_ground(asked, looked.place.name), asked.viewer.caveat)))
    told: dict[str, Any] = {"title": looked.one.indicator.name, "note": note}
    count = (
        places_sheet(out, (row.cells for row in drawn.rows), **told)
        if drawn.rows
        else picture_sheet(out, drawn.picture, **told)
    )
    services.note_exported(asked.viewer, f"{code}, {looked.place.name}, {_TITLES[what]}", count=count)
    return _given(out.getvalue(), XLSX, f"{code.lower()}-{what}-{asked.day}.xlsx")


def _loop(asked: Asked) -> svg.Picture:
    found = queries.find_loop(asked.viewer, asked.snapshot, on=asked.day)
    if found is None:
        raise Http404
    return loop_picture(found)


@require_safe
@loopers
@with_snapshot
def loop(_request: Any, asked: Asked) -> HttpResponse:
    """The loop of the whole region as PNG."""
    sheet = svg.Sheet(LOOP_TITLE, [LOOP_WORDS], _ground(asked), asked.viewer.caveat)
    made = svg.png(_loop(asked), sheet)
    services.note_exported(asked.viewer, "путь от диагностики до эффекта, картинка", count=1)
    return _given(made, svg.PNG, f"loop-{asked.day}.png")


@require_safe
@loopers
@with_snapshot
def loop_book(_request: Any, asked: Asked) -> HttpResponse:
    """Its table twin as XLSX."""
    out, note = BytesIO(), " · ".join(filter(None, (_ground(asked), LOOP_WORDS, asked.viewer.caveat)))
    many = picture_sheet(out, _loop(asked), title=LOOP_TITLE, note=note)
    services.note_exported(asked.viewer, "путь от диагностики до эффекта", count=many)
    return _given(out.getvalue(), XLSX, f"loop-{asked.day}.xlsx")


def _given(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
