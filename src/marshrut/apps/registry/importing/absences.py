"""Who is recorded for a place and absent from its full list, and what the reasons given for it do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.importing.facts import Away, Role, Work, true_on
from marshrut.apps.registry.importing.persons import Persons
from marshrut.apps.registry.importing.places import Places
from marshrut.apps.registry.importing.plan import Absent, Brief, Plan
from marshrut.apps.registry.importing.recorded import People
from marshrut.apps.registry.importing.versions import at, finish
from marshrut.apps.registry.types import ImportKind

__all__ = ["Answers", "find_absent", "plan_absences"]

#: `line_id` → (reason, since).
Answers = Mapping[UUID, tuple[str, date | None]]


def find_absent(
    brief: Brief, people: People | None, places: Places, words: Dictionaries, plan: Plan, seen: Collection[UUID]
) -> None:
    """Fill `plan.absent` and count what is recorded; `seen`: lines of facts (places: nodes) that the file speaks of."""
    if brief.kind is ImportKind.ORGANISATIONS or people is None:
        _absent_places(brief, places, plan, seen)
        return
    inside = places.inside()
    names = Persons(brief, people, plan)
    rows: Mapping[UUID, list[Work] | list[Role]] = people.works if brief.kind is ImportKind.STAFF else people.roles
    chains: dict[UUID, list[Work | Role]] = defaultdict(list)
    for facts in rows.values():
        for fact in facts:
            if fact.line_id and fact.node_id in inside:
                chains[fact.line_id].append(fact)
    for line, chain in chains.items():
        true = true_on(chain, brief.as_of)
        if not true:
            continue
        current: Any = true[0]
        plan.recorded += 1
        if line in seen or not brief.full:
            continue
        what = current.post if isinstance(current, Work) else _role(words, current.role)
        title = f"{names.name_of(current.person_id)}, {what}"
        plan.absent.append(Absent(line, current.node_id, current.person_id, title[:300], list(chain)))


def _role(words: Dictionaries, code: str) -> str:
    found = words.staff_roles.get(code)
    return found.name if found else code


def _absent_places(brief: Brief, places: Places, plan: Plan, seen: Collection[UUID]) -> None:
    for node, versions in places.details.items():
        place = places.nodes.get(node)
        current = at(versions, brief.as_of)
        if place is None or current is None or current.line_id is None or not place.inside:
            continue
        plan.recorded += 1
        if brief.full and node not in seen:
            plan.absent.append(Absent(current.line_id, node, None, current.name[:300], list(versions)))


def plan_absences(brief: Brief, people: People | None, words: Dictionaries, plan: Plan, answers: Answers) -> None:
    """What each reason does: ends the work, begins a leave, takes the record back, or nothing."""
    away = {(one.person_id, one.node_id) for one in plan.deeds.opened[Away] if isinstance(one, Away)}
    for absent in plan.absent:
        code, since = answers.get(absent.line_id, ("", None))
        reason = words.absence_reasons.get(code)
        if reason is None:
            continue
        day = since or brief.as_of
        if reason.deed == "withdraw":
            plan.deeds.settle(absent.facts, [])
        elif reason.deed == "end":
            extra = {"ended_why": code} if brief.kind is ImportKind.STAFF else {}
            plan.deeds.settle(absent.facts, finish(absent.facts, day, **extra))  # type: ignore[type-var]
            if brief.kind is ImportKind.ORGANISATIONS:
                plan.deeds.renamed.add(absent.node)
        elif reason.deed == "leave" and absent.person and people:
            held = any(
                one.node_id == absent.node and (one.upper is None or one.upper > day)
                for one in people.aways.get(absent.person, ())
            )
            if not held and (absent.person, absent.node) not in away:
                away.add((absent.person, absent.node))
                kind = code if code in words.leave_kinds else "other"
                plan.deeds.open(Away(None, None, day, None, absent.person, absent.node, kind))
