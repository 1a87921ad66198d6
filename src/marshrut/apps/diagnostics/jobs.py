"""Long work on results, and what the clock starts. Thin: each calls its service."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from marshrut.apps.diagnostics.services import calibrating, growth, results_work, taking, trying
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = [
    "apply_calibration",
    "apply_results",
    "calibrate",
    "check_results",
    "count_by_shares",
    "count_growth",
    "hand_in_late",
    "try_out",
    "undo_results",
]


def _page(results_id: UUID) -> str:
    return reverse("diagnostics:results-file", args=[results_id])


@kind("diagnostics.check-results", "Проверка результатов")
def check_results(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Read a file with results and compare it with what is recorded."""
    results_id = UUID(arguments["results_id"])
    results_work.check_results(viewer, results_id, step=progress.step)
    return _page(results_id)


@kind("diagnostics.apply-results", "Запись результатов")
def apply_results(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Record a checked file in one transaction."""
    results_id = UUID(arguments["results_id"])
    results_work.write_results(viewer, results_id, step=progress.step)
    return _page(results_id)


@kind("diagnostics.undo-results", "Отмена результатов")
def undo_results(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Take an applied file back in one transaction."""
    results_id = UUID(arguments["results_id"])
    results_work.take_results_back(viewer, results_id, step=progress.step)
    return _page(results_id)


def _calibration_page(calibration_id: UUID) -> str:
    return reverse("diagnostics:calibration", args=[calibration_id])


@kind("diagnostics.calibrate", "Калибровка заданий")
def calibrate(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Make scales of the answers that are recorded."""
    calibration_id = UUID(arguments["calibration_id"])
    calibrating.run_calibration(viewer, calibration_id, step=progress.step)
    return _calibration_page(calibration_id)


@kind("diagnostics.apply-calibration", "Результаты по калибровке")
def apply_calibration(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Score everybody by a calibration, in one transaction."""
    calibration_id = UUID(arguments["calibration_id"])
    calibrating.apply_calibration(viewer, calibration_id, now=timezone.now(), step=progress.step)
    return _calibration_page(calibration_id)


@kind("diagnostics.count-by-shares", "Результаты по долям баллов")
def count_by_shares(progress: Progress, viewer: SystemViewer, _arguments: dict[str, Any]) -> str | None:
    """Score everybody by counted shares again."""
    calibrating.forget_scale(viewer, step=progress.step)
    return reverse("diagnostics:calibrations")


@kind("diagnostics.try-out", "Проба теста, который подстраивается")
def try_out(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Invented people take an adaptive test."""
    version_id = trying.run_tryout(viewer, UUID(arguments["tryout_id"]), step=progress.step)
    return reverse("diagnostics:adapts", args=[version_id])


@kind("diagnostics.growth", "Рост между диагностиками")
def count_growth(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Compare two diagnostics of the same people, place by place."""
    round_id = UUID(arguments["round_id"])
    growth.run_growth(viewer, round_id, step=progress.step)
    return reverse("diagnostics:growth-round", args=[round_id])


def hand_in_late() -> None:
    """Each minute: tests whose time is over."""
    taking.hand_in_late(now=timezone.now())


upkeep.clock("marshrut.hand_in_late", "* * * * *", hand_in_late)
