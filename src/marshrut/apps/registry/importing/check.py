"""A list against what is recorded: the whole comparison, the same for the check and for applying."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.importing.absences import Answers, find_absent, plan_absences
from marshrut.apps.registry.importing.matching import Group, Remembered, gather, match_all
from marshrut.apps.registry.importing.organisations import OrganisationPlanner
from marshrut.apps.registry.importing.places import Places
from marshrut.apps.registry.importing.plan import Brief, Item, Plan
from marshrut.apps.registry.importing.recorded import People, read_people
from marshrut.apps.registry.importing.roles import RolePlanner, place_of_role
from marshrut.apps.registry.importing.staff import StaffPlanner
from marshrut.apps.registry.types import ImportKind, LineVerdict
from marshrut.foundation.scope.types import NodeKind

__all__ = ["Step", "compare", "outcome"]

#: How far: done, of how many, doing what.
Step = Callable[[int, int, str], None]
_EVERY = 2000


def compare(
    brief: Brief,
    items: list[Item],
    *,
    words: Dictionaries,
    remembered: Remembered,
    answers: Answers | None = None,
    step: Step | None = None,
    whole: bool = True,
) -> Plan:
    """What the list would do. `answers`: why somebody is absent, as far as it was said. `whole` False: these are some
    of its lines, nobody is absent."""
    plan = Plan(items)
    places = Places(brief)
    people: People | None = None
    if brief.kind is ImportKind.ORGANISATIONS:
        organisations = OrganisationPlanner(brief, places, words, plan)
        organisations.plan_all(items)
        seen = organisations.seen
    else:
        people, seen = _people(brief, items, places, words, plan, remembered, step, whole=whole)
    if whole:
        find_absent(brief, people, places, words, plan, seen)
        plan_absences(brief, people, words, plan, answers or {})
        _ask_again(brief, places, plan)
    for item in items:
        if item.wrong:
            item.verdict = LineVerdict.WRONG
            item.changes.clear()
    return plan


def _people(
    brief: Brief,
    items: list[Item],
    places: Places,
    words: Dictionaries,
    plan: Plan,
    remembered: Remembered,
    step: Step | None,
    *,
    whole: bool,
) -> tuple[People, set[UUID]]:
    staff = brief.kind is ImportKind.STAFF
    for item in items:
        if staff:
            places.resolve(item)
        else:
            place_of_role(item, places)
    nodes = places.inside() if whole else {one.node for one in items if one.node}
    people = read_people(brief.tenant_id, (one.values for one in items), len(items), nodes)
    groups = match_all(gather(items), people, on=brief.as_of, remembered=remembered)
    planner = (
        StaffPlanner(brief, people, places, words, plan) if staff else RolePlanner(brief, people, places, words, plan)
    )
    for done, group in enumerate(groups):
        if step and done % _EVERY == 0:
            step(done, len(groups), "Сравнение с записанным")
        if group.grade in {"doubtful", "skip"}:
            _leave_open(group, planner)
        else:
            planner.plan_group(group)
    return people, planner.seen


def _leave_open(group: Group, planner: StaffPlanner | RolePlanner) -> None:
    """Nobody knows yet, or wants to know, who this is: nothing is written, and nobody it may be is absent."""
    for item in group.items:
        item.candidates = list(group.candidates)
        item.doubt = group.doubt
        item.verdict = LineVerdict.DOUBTFUL
    planner.see_all(group)


def _ask_again(brief: Brief, places: Places, plan: Plan) -> None:
    """A full list of many organisations that names one of them only is probably that one's list."""
    if not brief.full or brief.kind is not ImportKind.STAFF:
        return
    named = {item.node for item in plan.items if item.node}
    absent = {one.node for one in plan.absent} - named
    if len(named) == 1 and absent and places.scope.kind not in {NodeKind.ORGANISATION, NodeKind.UNIT}:
        name = places.nodes[next(iter(named))].words
        plan.asks.append(
            f"Похоже на список одной организации («{name}»), а прислан он как полный список"
            f" места «{places.scope.words}»."
        )


def outcome(items: list[Item]) -> Mapping[tuple[str, int], tuple[str, str, str]]:
    """What a check said of each line, for comparing with another check."""
    return {
        (one.sheet, one.row): (one.verdict.value, str(one.person or ""), repr(_sorted(one.changes))) for one in items
    }


def _sorted(changes: list[dict[str, str]]) -> list[dict[str, str]]:
    """In the order in which the database gives the names back."""
    return [{"after": one["after"], "field": one["field"], "before": one["before"]} for one in changes]
