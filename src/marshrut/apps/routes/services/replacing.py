"""A step that did not take place proposes what could take its place: the next group with the same competencies, else
the step that the framework names for the competency. It waits for the person like any proposal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes import queries as programmes
from marshrut.apps.programmes.types import Offer
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.queries.calendar import school_year
from marshrut.apps.routes.services.writing import planned, standing_steps
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import ChosenBy, Formality, PlannedStep, Reach, ReleaseState, StepKind, StepState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["propose"]

#: A proposal without a group: what can be done on one's own, and in which time.
_ALONE = (Decimal(6), timedelta(days=14), timedelta(days=42))


def propose(
    viewer: AnyViewer, route: Route, step: RouteStep, *, on: date, offers: dict[date, list[Offer]] | None = None
) -> RouteStep | None:
    """Write the proposal; None where nothing fits or one was made. `offers`: read once for many steps of a day."""
    if not route.route_state.live or RouteStep.objects.of(viewer).filter(instead_of=step).exists():
        return None
    year = school_year(viewer, route.year, on=on)
    taken = [planned(one) for one in standing_steps(viewer, route) if one.step_state is not StepState.MISSED]
    found = _group(viewer, step, taken, year=year, on=on, offers=offers) or _alone(viewer, step, year=year, on=on)
    if found is None:
        return None
    away = rules.must_ask_release(StepKind(found["kind"]), Reach(found["reach"]))
    made = RouteStep(
        tenant_id=route.tenant_id,
        route=route,
        position=step.position,
        chosen_by=ChosenBy.DRAFT.value,
        state=StepState.PROPOSED.value,
        release=(ReleaseState.ASKED if away else ReleaseState.NOT_ASKED).value,
        instead_of=step,
        why={"rule": "ROUTES-24", "words": f"Вместо «{step.title}»: закрывает то же самое."},
        **found,
    )
    made.save(force_insert=True)
    _record(viewer, "replacement-proposed", route, step=made, on=on, after=made.state, words=made.title)
    return made


def _group(
    viewer: AnyViewer,
    step: RouteStep,
    taken: list[PlannedStep],
    *,
    year: tuple[date, date],
    on: date,
    offers: dict[date, list[Offer]] | None,
) -> dict[str, Any] | None:
    if step.step_kind not in rules.FORMAL:
        return None
    kept = offers if offers is not None else {}
    if on not in kept:
        kept[on] = programmes.list_offers(viewer, on=on, until=year[1])
    fitting = [
        one
        for one in kept[on]
        if one.cohort_id != step.cohort_id
        and one.ends <= year[1]
        and one.seats_left > 0
        and rules.may_propose_instead(step.serves, one.effects, starts=one.starts, on=on)
        and rules.fits_in_time(_plan(one), taken)
    ]
    if not fitting:
        return None
    best = max(
        fitting, key=lambda one: (sum(one.effects.get(code, 0.0) for code in step.serves), -one.starts.toordinal())
    )
    return {
        "kind": best.kind,
        "formality": Formality.FORMAL.value,
        "title": best.title,
        "starts": best.starts,
        "ends": best.ends,
        "hours": Decimal(best.hours),
        "reach": (Reach.DISTANCE if best.form == "distance" else Reach.DISTRICT).value,
        "place": best.place,
        "cohort_id": best.cohort_id,
        "serves": [code for code in step.serves if code in best.effects] or list(best.effects),
    }


def _plan(offer: Offer) -> PlannedStep:
    return PlannedStep(
        kind=StepKind(offer.kind),
        formality=Formality.FORMAL,
        title=offer.title,
        starts=offer.starts,
        ends=offer.ends,
        hours=Decimal(offer.hours),
        away=offer.form != "distance",
    )


def _alone(viewer: AnyViewer, step: RouteStep, *, year: tuple[date, date], on: date) -> dict[str, Any] | None:
    """What the framework says one can begin with oneself."""
    held = framework(viewer, on)
    known = [held.competencies[code] for code in step.serves if code in held.codes and held.competencies[code].step]
    hours, first, last = _ALONE
    if not known or on + last > year[1]:
        return None
    return {
        "kind": StepKind.SELF_STUDY.value,
        "formality": Formality.INFORMAL.value,
        "title": known[0].step[:400],
        "starts": on + first,
        "ends": on + last,
        "hours": hours,
        "reach": Reach.DISTANCE.value,
        "serves": [known[0].code],
    }
