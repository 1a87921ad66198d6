"""For who keeps the bank: how a test suits itself to people, what a trial promises of it, why one attempt went so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies import access as opening
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.services import note_opening
from marshrut.apps.diagnostics.models import Attempt, InstrumentVersion
from marshrut.apps.diagnostics.queries import courses as queries
from marshrut.apps.diagnostics.queries.adapting import Step, tests_of
from marshrut.apps.diagnostics.queries.adaptive_bank import may_put_in_use
from marshrut.apps.diagnostics.queries.bank import get_version
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.rules import KEEPERS
from marshrut.apps.diagnostics.rules.adaptive import may_see_course
from marshrut.apps.diagnostics.services import trying as services
from marshrut.apps.diagnostics.types import DiagnosticsError
from marshrut.apps.registry.queries import names_of
from marshrut.cores.kernel import Refused
from marshrut.cores.psychometrics.measured import mastery_of
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.types import Right
from marshrut.foundation.ui.svg import Picture, Point, trajectory

__all__ = ["adapts", "course", "try_out"]

keepers = for_roles(*sorted(KEEPERS))
#: So many attempts are offered to be walked through.
OFFERED = 12


def _version(request: Any, version_id: UUID) -> tuple[InstrumentVersion, Paper]:
    try:
        version = get_version(request.viewer, version_id, on=request.today)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    paper = get_paper(request.viewer, version.pk)
    if paper.tailoring is None:
        raise Http404
    return version, paper


@require_safe
@keepers
def adapts(request: Any, version_id: UUID) -> HttpResponse:
    """How a version chooses, what invented people show of it and what real ones did."""
    version, paper = _version(request, version_id)
    running = queries.running_tryout(request.viewer, version.pk)
    if request.headers.get("HX-Request") and running is not None:
        return render(request, "diagnostics/tryout_work.html", {"version": version, "running": running})
    words, tried = framework(request.viewer, request.today), queries.last_tryout(request.viewer, version.pk)
    rows = list(queries.list_attempts(request.viewer, version, on=request.today)[: queries.LATEST])
    seen = queries.seen_of(request.viewer, rows, paper)
    found = {
        "version": version,
        "paper": paper,
        "running": running,
        "tried": tried,
        "promised": _promised(tried, seen, words),
        "total": _total(tried),
        "seen": seen,
        "exposure": _exposure(tried, seen, paper, words),
        "attempts": _offered(rows) if seen.enough else [],
        "may_use": may_put_in_use(request.viewer, version, on=request.today),
    }
    response = render(request, "diagnostics/adapts.html", found)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def _promised(tried: Any, seen: queries.Seen, words: Framework) -> list[dict[str, Any]]:
    """A row a competency: what the trial says, beside what attempts showed."""
    real = {code: (mean, sure) for code, mean, sure in seen.areas}
    return [
        {
            **{name: 100 * one[name] for name in ("decided", "right", "whole_right", "most_exposed")},
            **{name: one[name] for name in ("items", "length", "error", "bias", "whole_error", "used")},
            "title": words.title(one["competency"]),
            "real": real.get(one["competency"], (None,))[0],
            "sure": 100 * real[one["competency"]][1] if one["competency"] in real else None,
        }
        for one in (tried.report if tried else ())
    ]


def _total(tried: Any) -> dict[str, float]:
    """The whole test of the trial: its mean length, all its items."""
    rows = tried.report if tried else ()
    return {"length": sum(one["length"] for one in rows), "items": sum(one["items"] for one in rows)}


def _exposure(tried: Any, seen: queries.Seen, paper: Paper, words: Framework) -> list[tuple[str, str, Any, Any]]:
    """Item, competency, to which share of people it came: of the trial and of real attempts, the most seen first."""
    promised = {code: share for one in (tried.report if tried else ()) for code, share in one["exposure"].items()}
    real = dict(seen.exposure)
    found = [
        (
            task.code,
            words.title(task.competency),
            100 * promised[task.code] if task.code in promised else None,
            100 * real[task.code] if task.code in real else None,
        )
        for task in paper.tasks
    ]
    return sorted(found, key=lambda row: -(row[2] if row[2] is not None else row[3] or 0))


def _offered(rows: list[Any]) -> list[tuple[str, int]]:
    """Attempts to walk through, in no order that would tell whose they are: code, how many items."""
    some = rows[:OFFERED]
    return sorted((queries.code_of(row.pk), sum(one is not None for one in row.scores or ())) for row in some)


@require_POST
@keepers
def try_out(request: Any, version_id: UUID) -> HttpResponse:
    """Have invented people take it."""
    _version(request, version_id)
    try:
        services.ask_tryout(request.viewer, version_id, on=request.today)
    except (Refused, DiagnosticsError) as no:
        messages.error(request, no.decision.text if isinstance(no, Refused) else str(no))
    return redirect("diagnostics:adapts", version_id)


@require_safe
@keepers
def course(request: Any, version_id: UUID, code: str) -> HttpResponse:
    """One attempt step by step. Whose it is stands there only for who may open that person's results."""
    version, paper = _version(request, version_id)
    try:
        attempt = queries.find_attempt(request.viewer, version, code, on=request.today)
    except Attempt.DoesNotExist:
        raise Http404 from None
    inside = scope_access.inside(request.viewer, attempt.node_id, on=request.today)
    may_see_course(request.viewer.role, inside=inside).require()
    walked, words = queries.get_course(request.viewer, attempt, paper), framework(request.viewer, request.today)
    found = {
        "version": version,
        "paper": paper,
        "code": code,
        "course": walked,
        "steps": [(step, words.title(step.task.competency), _ways(walked, paper, step)) for step in walked.steps],
        "areas": [_area(walked, paper, one, words) for one in paper.competencies],
        "who": _who(request, attempt),
    }
    return render(request, "diagnostics/course.html", found)


def _who(request: Any, attempt: Attempt) -> tuple[UUID, str] | None:
    """The person, for who may open their results; that is journalled and the person sees it."""
    if not opening.may(request.viewer, Right.OPEN, attempt.person_id, on=request.today):
        return None
    note_opening(request.viewer, attempt.person_id, what="ход теста, который подстраивается")
    names = names_of(request.viewer, [attempt.person_id], on=request.today)
    return attempt.person_id, names.get(attempt.person_id, "—")


def _level(walked: queries.Course, competency: str, theta: float) -> float:
    """A level as the product shows it: of a hundred, the border at fifty."""
    return float(100 * mastery_of(np.array([theta]), walked.scale.areas[competency].at)[0])


def _ways(walked: queries.Course, paper: Paper, step: Step) -> dict[str, Any]:
    """A step in the product's numbers: level before and after with errors, rivals by code."""
    code, before = step.task.competency, step.choice.standpoint
    names = {str(task.id): task.code for task in paper.tasks}
    return {
        "asked": before.given,
        "before": _level(walked, code, before.theta),
        "after": _level(walked, code, step.after.theta),
        "above": 100 * step.after.above[0],
        "points": 100 * step.share,
        "rivals": [(names.get(name, name), gain) for name, gain in step.choice.rivals],
    }


def _area(walked: queries.Course, paper: Paper, code: str, words: Framework) -> dict[str, Any]:
    """The way of one competency as a picture, and why it stopped."""
    stop = walked.end.stops.get(code)
    return {
        "title": words.title(code),
        "picture": _picture(words.title(code), walked, code),
        "why": stop.reasons[0] if stop else "",
        "above": 100 * stop.standpoint.above[0] if stop else None,
        "given": sum(step.task.competency == code for step in walked.steps),
        "longest": tests_of(walked.scale, paper)[code].rules.longest,
    }


def _picture(title: str, walked: queries.Course, code: str) -> Picture:
    mine = [step for step in walked.steps if step.task.competency == code]
    stands = [("до заданий", mine[0].choice.standpoint)] if mine else []
    stands += [(f"задание {step.number}", step.after) for step in mine]
    points = [
        Point(
            when,
            round(_level(walked, code, one.theta)),
            _level(walked, code, one.theta - one.error),
            _level(walked, code, one.theta + one.error),
        )
        for when, one in stands
    ]
    return trajectory(f"{title}: уровень после каждого задания", points, target=50, unit="из 100")
