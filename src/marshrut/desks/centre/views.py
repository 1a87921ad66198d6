"""The centre's pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.diagnostics import queries as diagnostics
from marshrut.apps.monitoring.cards import LOOP_TITLE, LOOP_WORDS, loop_picture, loop_steps
from marshrut.apps.monitoring.types import Loop, Stage
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.dictionaries import words_of
from marshrut.apps.regulation.queries import find_reading
from marshrut.desks.mine.figures import figures_here
from marshrut.desks.mine.learning import groups_at_risk
from marshrut.desks.mine.part import part_of
from marshrut.desks.mine.places import place_routes
from marshrut.desks.mine.strengths import typical_here
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.dates import carried, dated_url
from marshrut.foundation.ui.formats import number

__all__ = ["front"]

#: Where the people of a stage are worked with.
_DOORS = {
    Stage.STAFF: "registry:staff",
    Stage.DIAGNOSED: "diagnostics:campaigns",
    Stage.ROUTED: "routes:states",
    Stage.LEARNED: "programmes:catalogue",
    Stage.TRANSFERRED: "routes:states",
    Stage.CHECKED: "diagnostics:results",
}


@require_safe
@for_roles(Role.CENTRE, right=Right.LIST)
def front(request: Any) -> HttpResponse:
    """The whole region: municipalities with people and organisations, who has not sent, what is doubtful."""
    viewer, when = request.viewer, {"on": request.on, "known_at": request.known_at}
    reading = find_reading(viewer, **when)
    words, people = words_of(viewer, reading), registry.count_people(viewer, **when)
    sending = registry.who_has_sent(viewer, on=request.on)
    silent = Counter(one.municipality for one in sending.missing)
    figures = figures_here(viewer, **when)
    context = {
        "people": people,
        "typical": typical_here(viewer, on=request.on),
        **figures,
        **loop_here(request, figures["loop"]),
        "campaigns": diagnostics.standing_reminders(viewer, on=request.today),
        "sending": sending,
        "silent_count": len(sending.missing),
        "tiles": _tiles(request, registry.list_districts(viewer, **when), silent),
        "pairs": registry.count_pairs(viewer, on=request.today),
        "claims": registry.count_claims(viewer, on=request.today),
        "requests": people.requests,
        "roles": people.held(words),
        "part": part_of(viewer, reading, **when),
        "weak": groups_at_risk(viewer, on=request.today),
        **place_routes(viewer, on=request.today),
    }
    return render(request, "centre/front.html", context)


def loop_here(request: Any, found: Loop | None) -> dict[str, Any]:
    """The loop as it was counted with the last figures; each stage opens where its people are worked with."""
    if found is None:
        return {"loop": None}
    dates = carried(request)
    links = {stage: dated_url(dates, name) for stage, name in _DOORS.items()}
    steps = [(step, links[step.after]) for step in loop_steps(found)]
    return {"loop": loop_picture(found, links), "loop_steps": steps, "loop_title": LOOP_TITLE, "loop_words": LOOP_WORDS}


def _tiles(request: Any, districts: list[registry.District], silent: Counter[str]) -> list[svg.Tile]:
    """A tile says its state in words too: people, and how many organisations are silent."""
    dates = carried(request)
    found = []
    for one in districts:
        behind = silent.get(one.name, 0)
        if not one.people:
            tone, words = "sky", "списков нет" if one.organisations else "организаций нет"
        elif behind:
            tone, words = "sun", f"{number(one.people)} чел., не прислали {number(behind)}"
        else:
            tone, words = "road", f"{number(one.people)} чел., прислали все"
        url = dated_url(dates, "registry:organisations", municipality=one.node_id)
        found.append(svg.Tile(one.name, words, tone=tone, url=url))  # type: ignore[arg-type]
    return found
