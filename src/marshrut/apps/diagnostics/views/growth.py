"""Growth of groups: pairs of diagnostics, and one comparison place by place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics.models import GrowthRound
from marshrut.apps.diagnostics.queries import growth as queries
from marshrut.apps.diagnostics.queries.scales import scale_in_force
from marshrut.apps.diagnostics.rules.growth import ASKERS, ENOUGH_FOR_GROWTH, READERS
from marshrut.apps.diagnostics.services.growth import ask_growth
from marshrut.apps.diagnostics.types import DiagnosticsError, GrowthState
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right
from marshrut.foundation.ui.formats import count, number
from marshrut.foundation.ui.svg import Band, Picture, band

__all__ = ["ask", "one", "pairs"]

readers = for_roles(*sorted(READERS), right=Right.COUNT)
askers = for_roles(*sorted(ASKERS), right=Right.COUNT)
#: The scale of the bands: most groups move less than this in a year, of a hundred.
_REACH = 25.0


@require_safe
@readers
def pairs(request: Any) -> HttpResponse:
    """Which diagnostics can be compared, and which are."""
    listed = queries.list_pairs(request.viewer)
    found = {
        "pairs": [(one, queries.standing_of(one.round) if one.round else None) for one in listed],
        "calibrated": scale_in_force(request.viewer) is not None,
        "asks": request.viewer.role in ASKERS,
        "enough": ENOUGH_FOR_GROWTH,
    }
    return render(request, "diagnostics/growth.html", found)


@require_POST
@askers
def ask(request: Any) -> HttpResponse:
    """Have a pair compared."""
    try:
        entry, leave = UUID(request.POST.get("entry", "")), UUID(request.POST.get("leave", ""))
        row = ask_growth(request.viewer, entry=entry, leave=leave)
    except ValueError:
        raise Http404 from None
    except (Refused, DiagnosticsError) as no:
        messages.error(request, no.decision.text if isinstance(no, Refused) else str(no))
        return redirect("diagnostics:growth")
    return redirect("diagnostics:growth-round", row.pk)


@require_safe
@readers
def one(request: Any, round_id: UUID) -> HttpResponse:
    """One comparison: what is proved, place by place."""
    try:
        row = queries.get_round(request.viewer, round_id)
    except GrowthRound.DoesNotExist:
        raise Http404 from None
    state = queries.standing_of(row)
    works = state is GrowthState.RUNNING
    if request.headers.get("HX-Request") and works:
        return render(request, "diagnostics/growth_work.html", {"row": row})
    words = framework(request.viewer, request.today)
    tables = queries.table_of(request.viewer, row, on=request.today)
    areas = [
        (
            words.title(table.competency),
            [(line, _picture(line)) for line in table.lines if line.people is not None],
            [line.name for line in table.lines if line.people is None],
        )
        for table in tables
    ]
    shown = [line for table in tables for line in table.lines[:1] if line.people is not None]
    found = {
        "row": row,
        "state": state,
        "works": works,
        "areas": areas,
        "grown": sum(line.low > 0 for line in shown),
        "known": len(shown),
        "enough": ENOUGH_FOR_GROWTH,
        "asks": request.viewer.role in ASKERS,
    }
    response = render(request, "diagnostics/growth_round.html", found)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def _picture(line: queries.Line) -> Picture | None:
    if line.people is None:
        return None
    tone = "road" if line.low > 0 else "sun" if line.high < 0 else "plain"
    made = band(
        Band(line.name, line.low, line.high, line.gain, 0.0, bottom=-_REACH, top=_REACH, tone=tone)  # type: ignore[arg-type]
    )
    people = count(line.people, "человек", "человека", "человек")
    label = (
        f"{line.name}: рост {number(line.gain, 1)}, от {number(line.low, 1)} до {number(line.high, 1)} из 100; {people}"
    )
    return Picture(made.svg, label, made.head, made.rows)
