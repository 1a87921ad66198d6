"""Blanks, the cells where they await something, and what goes there from a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from marshrut.apps.monitoring.blanks import Book, Place, Unfilled, read_book
from marshrut.apps.monitoring.models import Blank, BlankTie, Snapshot
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, list_figures
from marshrut.apps.monitoring.types import BlankPart
from marshrut.cores.indicators import Missing
from marshrut.foundation.files import services as files
from marshrut.foundation.scope.viewer import AnyViewer
from marshrut.foundation.ui.formats import day

__all__ = ["Awaited", "CellValues", "awaited", "blank_book", "blank_values", "count_ties", "get_blank", "list_blanks"]

CellValues = Mapping[tuple[str, str], float | str | None]
_WHY = {
    Missing.NOBODY.value: "делить не на что: в основе показателя никого нет",
    Missing.NOT_ENTERED.value: "значение не внесено",
    Missing.NO_DENOMINATOR.value: "не внесено, на что делить",
}
_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Awaited:
    """A cell where something is awaited, with what is tied to it."""

    place: Place
    tie: BlankTie | None


def list_blanks(viewer: AnyViewer) -> QuerySet[Blank]:
    """Blanks that stand, the newest first; `tied` counts their cells."""
    return Blank.objects.of(viewer).filter(dropped_at=None).annotate(tied=Count("ties")).select_related("file")


def get_blank(viewer: AnyViewer, blank_id: UUID) -> Blank:
    """Raises Blank.DoesNotExist."""
    found: Blank = list_blanks(viewer).get(pk=blank_id)
    return found


def count_ties(viewer: AnyViewer, blank: Blank) -> int:
    """How many of its cells are tied."""
    found: int = BlankTie.objects.of(viewer).filter(blank=blank).count()
    return found


def blank_book(blank: Blank) -> Book:
    """The workbook, read. Raises BrokenBlankError."""
    with files.read(blank.file) as source:
        return read_book(source.read())


def awaited(viewer: AnyViewer, blank: Blank, book: Book, sheet: str) -> list[Awaited]:
    """Cells of a sheet that await something; tied ones stay in the list even where the words beside them went."""
    ties = {one.cell: one for one in BlankTie.objects.of(viewer).filter(blank=blank, sheet=sheet)}
    places = {one.ref: one for one in book.places() if one.sheet == sheet}
    lost = [Awaited(Place(sheet, ref, ""), tie) for ref, tie in ties.items() if ref not in places]
    return [*(Awaited(place, ties.get(ref)) for ref, place in places.items()), *lost]


def blank_values(
    viewer: AnyViewer, blank: Blank, book: Book, snapshot: Snapshot, *, on: date
) -> tuple[dict[tuple[str, str], float | str | None], list[Unfilled]]:
    """What goes into which cell, and which tied cells stay empty, with the reason."""
    figures = {one.indicator.id: one for one in list_figures(viewer, snapshot, on=on)}
    words = {(one.sheet, one.ref): one.words for one in book.places()}
    values: dict[tuple[str, str], float | str | None] = {}
    left = []
    for tie in BlankTie.objects.of(viewer).filter(blank=blank):
        at = (tie.sheet, tie.cell)
        part, figure = BlankPart(tie.part), figures.get(tie.indicator)
        value, why = _of_document(part, snapshot, on) if not part.of_indicator else _of_figure(part, figure)
        if value is None:
            left.append(Unfilled(*at, words.get(at, ""), why))
            continue
        share = (
            part in {BlankPart.VALUE, BlankPart.TARGET} and figure is not None and figure.indicator.unit == "percent"
        )
        if share and not isinstance(value, str) and book.shows_percent(*at):
            value /= _PERCENT
        values[at] = value
    return values, left


def _of_document(part: BlankPart, snapshot: Snapshot, on: date) -> tuple[float | str | None, str]:
    told = {BlankPart.REGION: snapshot.node.name, BlankPart.DAY: day(on), BlankPart.ORDER: snapshot.order_words}
    return told[part], ""


def _of_figure(part: BlankPart, figure: IndicatorFigure | None) -> tuple[float | str | None, str]:
    if figure is None:
        return None, "такого показателя в приказе больше нет"
    if part is BlankPart.TARGET:
        return _shown(figure.target), figure.item.state.text
    found = {
        BlankPart.VALUE: figure.value,
        BlankPart.NUMERATOR: figure.numerator,
        BlankPart.DENOMINATOR: figure.denominator,
    }[part]
    if part is BlankPart.VALUE and figure.indicator.unit == "yes_no" and found is not None:
        return ("да" if found else "нет"), ""
    who = f"; вносит вручную: {figure.intake.why}" if figure.intake and found is None else ""
    nothing = "у показателя такой части нет" if not figure.missing else _WHY.get(figure.missing, "значения нет")
    return (None if found is None else round(found, 4)), nothing + who


def _shown(target: float | bool | None) -> float | str | None:
    if isinstance(target, bool):
        return "да" if target else "нет"
    return target
