"""Calibrations: which are there, one with its scales, a scale with its items, the card of an item."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics.models import CalibratedItem, Calibration
from marshrut.apps.diagnostics.queries import calibrations as queries
from marshrut.apps.diagnostics.queries.scales import scale_of
from marshrut.apps.diagnostics.rules import KEEPERS
from marshrut.apps.diagnostics.rules.scales import ENOUGH_FOR_SLOPES, RULERS, advise_model
from marshrut.apps.diagnostics.services import calibrating as services
from marshrut.apps.diagnostics.types import CalibrationState, DiagnosticsError, ItemDoubt
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg import Curve, Dot, Mark, Picture, curves

__all__ = ["begin", "calibration", "calibrations", "count_by", "drop", "item", "scale", "without"]

keepers = for_roles(*sorted(KEEPERS))
rulers = for_roles(*sorted(RULERS))
_BORDERS = (Mark(50, "порог"), Mark(75, "сильная"))


@require_safe
@keepers
def calibrations(request: Any) -> HttpResponse:
    """How results are counted today, and all calibrations."""
    rows = list(queries.list_calibrations(request.viewer))
    people = queries.count_scored(request.viewer, on=request.today)
    found = {
        "rows": [(row, queries.standing(row)) for row in rows],
        "in_force": next((row for row in rows if row.state == CalibrationState.IN_FORCE), None),
        "running": any(queries.standing(row) is CalibrationState.RUNNING for row in rows),
        "people": people,
        "advice": advise_model(people),
        "slopes": ENOUGH_FOR_SLOPES,
    }
    return render(request, "diagnostics/calibrations.html", found)


@require_POST
@keepers
def begin(request: Any) -> HttpResponse:
    """Have the bank calibrated."""
    try:
        row = services.ask_calibration(request.viewer, model=request.POST.get("model", ""), until=request.today)
    except (Refused, DiagnosticsError) as no:
        messages.error(request, no.decision.text if isinstance(no, Refused) else str(no))
        return redirect("diagnostics:calibrations")
    return redirect("diagnostics:calibration", row.pk)


def _row(request: Any, calibration_id: UUID) -> Calibration:
    try:
        return queries.get_calibration(request.viewer, calibration_id)
    except Calibration.DoesNotExist:
        raise Http404 from None


@require_safe
@keepers
def calibration(request: Any, calibration_id: UUID) -> HttpResponse:
    """One calibration: its work, or its scales and what it would change."""
    row, words = _row(request, calibration_id), framework(request.viewer, request.today)
    state = queries.standing(row)
    works = state in {CalibrationState.RUNNING, CalibrationState.APPLYING}
    if request.headers.get("HX-Request") and works:
        return render(request, "diagnostics/calibration_work.html", {"row": row})
    items = queries.items_of(request.viewer, row)
    found = {
        "row": row,
        "state": state,
        "works": works,
        "scales": queries.scales_of(request.viewer, row, words),
        "skipped": [(words.title(one["competency"]), one["why"]) for one in row.skipped if "item" not in one],
        "left_items": sum("item" in one for one in row.skipped),
        "moves": queries.moves_of(row),
        "same": row.outlook.get("same", 0),
        "pairs": row.outlook.get("pairs", 0),
        "changed": row.outlook.get("pairs", 0) - row.outlook.get("same", 0),
        "widths": [round(100 * row.outlook.get(name, 0)) for name in ("width_before", "width_after")],
        "doubted": [(one, words.title(one.competency), _doubts(one)) for one in items if one.doubts],
        "items": len(items),
        "rules_all": request.viewer.role in RULERS,
    }
    response = render(request, "diagnostics/calibration.html", found)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def _doubts(one: CalibratedItem) -> list[str]:
    return [ItemDoubt(code).title for code in one.doubts]


def _deed(request: Any, calibration_id: UUID, deed: Any, words: str) -> HttpResponse:
    try:
        deed()
        messages.success(request, words)
    except Calibration.DoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, no.decision.text)
    return redirect("diagnostics:calibration", calibration_id)


@require_POST
@rulers
def count_by(request: Any, calibration_id: UUID) -> HttpResponse:
    """Everybody's results are counted by it from now on."""
    deed = lambda: services.ask_to_count_by(request.viewer, calibration_id)  # noqa: E731 - one line, used once
    return _deed(request, calibration_id, deed, "Пересчитываем. Прежний способ действует, пока новый не посчитан весь.")


@require_POST
@rulers
def without(request: Any, calibration_id: UUID) -> HttpResponse:
    """Back to counted shares."""
    deed = lambda: services.count_by_shares(request.viewer, calibration_id, now=timezone.now())  # noqa: E731
    return _deed(request, calibration_id, deed, "Результаты снова считаются по доле верных ответов.")


@require_POST
@keepers
def drop(request: Any, calibration_id: UUID) -> HttpResponse:
    """Not wanted."""
    deed = lambda: services.drop(request.viewer, calibration_id)  # noqa: E731 - one line, used once
    return _deed(request, calibration_id, deed, "Калибровка отложена. Выводы о людях не изменились.")


@require_safe
@keepers
def scale(request: Any, calibration_id: UUID, competency: str) -> HttpResponse:
    """One scale: where it measures well, and its items by difficulty."""
    row, words = _row(request, calibration_id), framework(request.viewer, request.today)
    area = scale_of(request.viewer, row.pk).areas.get(competency) if row.made_at else None
    if area is None:
        raise Http404
    told = next(one for one in queries.scales_of(request.viewer, row, words) if one.competency == competency)
    items = [(one, _doubts(one)) for one in queries.items_of(request.viewer, row, competency)]
    errors = queries.errors_of(area)
    found = {"row": row, "scale": told, "items": items, "picture": _precision(told.title, errors)}
    return render(request, "diagnostics/scale.html", found)


def _precision(title: str, errors: tuple[tuple[float, float], ...]) -> Picture:
    rows = [(number(round(m)), f"± {number(e, 2)}") for m, e in errors[9::20]]
    return curves(
        f"Насколько точно измеряет шкала «{title}»",
        [Curve("ошибка", errors)],
        across=(0, 100),
        up=(0, queries.WORST),
        x_title="уровень человека, из 100",
        y_title="ошибка, если ответить на все задания; 1 — как разброс людей",
        marks=_BORDERS,
        rows=rows,
        head=("Уровень", "Ошибка"),
    )


@require_safe
@keepers
def item(request: Any, calibration_id: UUID, item_id: UUID) -> HttpResponse:
    """The card of an item: its wording with the key, its curve beside what was answered, its numbers in words."""
    row, words = _row(request, calibration_id), framework(request.viewer, request.today)
    try:
        card = queries.card_of(request.viewer, row, item_id, words)
    except (CalibratedItem.DoesNotExist, Calibration.DoesNotExist, KeyError):
        raise Http404 from None
    texts = {str(one["id"]): str(one["text"]) for one in card.wording.body.get("options") or ()}
    right = card.wording.key.get("right")
    options = [(texts.get(letter, letter), share, r, letter == right) for letter, share, r in card.item.options]
    found = {"row": row, "card": card, "options": options, "picture": _curve(card)}
    return render(request, "diagnostics/item_card.html", found)


def _curve(card: queries.Card) -> Picture:
    most = max((people for _, _, people in card.seen), default=1.0)
    dots = [
        Dot(m, share, f"уровень {round(m)}: {round(share)} % баллов, {round(people)} чел.", people / most)
        for m, share, people in card.seen
    ]
    rows = [
        (number(round(m)), f"{number(round(share))} %", f"{number(round(_at(card.curve, m)))} %")
        for m, share, _ in card.seen
    ]
    return curves(
        f"Задание {card.wording.item.code}",
        [Curve("модель", card.curve)],
        across=(0, 100),
        up=(0, 100),
        x_title="уровень человека, из 100",
        y_title="сколько баллов получают, %",
        dots=dots,
        marks=_BORDERS,
        rows=rows,
        head=("Уровень", "Получили", "По модели"),
    )


def _at(curve: tuple[tuple[float, float], ...], m: float) -> float:
    return min(curve, key=lambda point: abs(point[0] - m))[1]
