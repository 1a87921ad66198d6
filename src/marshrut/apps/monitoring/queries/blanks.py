"""Blanks, the cells where they await something, and what goes there from a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from marshrut.apps.monitoring.blanks import Book, Place, Unfilled, lay_down, read_book
from marshrut.apps.monitoring.blanks.writing import CellValue
from marshrut.apps.monitoring.models import Blank, BlankTie, Snapshot
from marshrut.apps.monitoring.queries.blank_lists import Lists
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, list_figures
from marshrut.apps.monitoring.types import BlankPart, Needs
from marshrut.cores.indicators import Missing
from marshrut.foundation.files import services as files
from marshrut.foundation.scope.viewer import AnyViewer
from marshrut.foundation.ui.formats import day

__all__ = ["Awaited", "awaited", "blank_book", "blank_values", "count_ties", "get_blank", "list_blanks"]

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
) -> tuple[dict[tuple[str, str], CellValue], list[Unfilled], list[str]]:
    """What goes into which cell, which tied cells stay empty or hold no more, with the reason, and registers whose
    lines were read."""
    figures = {one.indicator.id: one for one in list_figures(viewer, snapshot, on=on, frozen=True)}
    words = {(one.sheet, one.ref): one.words for one in book.places()}
    values: dict[tuple[str, str], CellValue] = {}
    left = []
    ties = list(BlankTie.objects.of(viewer).filter(blank=blank))
    lists = Lists(viewer, snapshot, on, figures)
    for tie in ties:
        at = (tie.sheet, tie.cell)
        if BlankPart(tie.part).goes_down:
            tied = [one.cell for one in ties if one.sheet == tie.sheet and one.cell != tie.cell]
            found, why = _down(book, tie, lists.values(tie), tied)
            values |= found
        else:
            value, why = _single(book, tie, figures.get(tie.indicator), snapshot, on)
            values |= {} if value is None else {at: value}
            why = why if value is None else ""
        if why:
            left.append(Unfilled(*at, words.get(at, ""), why))
    return values, left, sorted(lists.registers)


def _single(
    book: Book, tie: BlankTie, figure: IndicatorFigure | None, snapshot: Snapshot, on: date
) -> tuple[CellValue, str]:
    part = BlankPart(tie.part)
    if part.needs is Needs.NOTHING:
        return _of_document(part, snapshot, on)
    value, why = _of_figure(part, figure)
    shares = figure is not None and figure.indicator.unit == "percent"
    if shares and part in {BlankPart.VALUE, BlankPart.TARGET}:
        return _as_printed(book, tie.sheet, tie.cell, value), why
    return value, why


def _down(
    book: Book, tie: BlankTie, told: tuple[list[CellValue], bool, str], tied: list[str]
) -> tuple[dict[tuple[str, str], CellValue], str]:
    """A list from its cell down; what found no room is said at the cell where it begins."""
    values, shares, nothing = told
    sheet = book.sheet(tie.sheet)
    if sheet is None:
        return {}, "такого листа в бланке нет"
    if not values:
        return {}, nothing
    laid = lay_down(sheet, tie.cell, values, tied=tied)
    found = {
        (tie.sheet, ref): _as_printed(book, tie.sheet, ref, value) if shares else value
        for ref, value in laid.cells.items()
    }
    why = f"не поместилось строк: {laid.left_over} из {len(values)}; добавьте строки в бланк" if laid.left_over else ""
    return found, why


def _as_printed(book: Book, sheet: str, ref: str, value: CellValue) -> CellValue:
    """A share as the cell prints it."""
    if value is None or isinstance(value, str) or not book.shows_percent(sheet, ref):
        return value
    return value / _PERCENT


def _of_document(part: BlankPart, snapshot: Snapshot, on: date) -> tuple[CellValue, str]:
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
