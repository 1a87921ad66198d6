"""An independent look at a plan: every rule in its plainest words, sharing nothing with those who made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from marshrut.cores.planning.problem import REACHES, Days, Offer, Person, Plan, PlannedStep, Problem

__all__ = ["violations"]

_CRUMB = 1e-6


def violations(problem: Problem, plan: Plan) -> list[str]:
    """What a plan breaks; empty when every rule is kept."""
    found: list[str] = []
    seats: Counter[int] = Counter()
    value = 0.0
    for person, steps in zip(problem.people, plan.steps, strict=True):
        seats.update(step.offer for step in steps if step.offer is not None)
        found += [f"{person.key}: {words}" for words in _of_person(problem, person, steps)]
        value += _value(problem, person, steps)
    for index, offer in enumerate(problem.offers):
        if seats[index] > offer.seats:
            found.append(f"{offer.key}: {seats[index]} people on {offer.seats} seats")
        if problem.whole and seats[index] > 0 and seats[index] + offer.held < offer.least:
            found.append(f"{offer.key}: {seats[index] + offer.held} of at least {offer.least}")
    if abs(value - plan.value) > _CRUMB * max(1.0, value):
        found.append(f"value {plan.value}, counted {value}")
    return found


def _of_person(problem: Problem, person: Person, steps: tuple[PlannedStep, ...]) -> Iterator[str]:
    spent = sum(step.hours for step in steps)
    if steps and spent + sum(one.hours for one in person.kept) > person.hours + _CRUMB:
        yield f"{spent} hours of {person.hours}"
    formal = sum(step.hours for step in steps if step.offer is not None)
    formal_kept = sum(one.hours for one in person.kept if one.formal)
    if formal and formal + formal_kept > person.hours * (1 - person.not_formal) + _CRUMB:
        yield f"{formal} formal hours"
    if steps and len(steps) + len(person.kept) > problem.most_steps:
        yield f"{len(steps)} steps"
    taken: list[Days] = [one.days for one in person.kept]
    for step in steps:
        if any(_touch(step.days, other) for other in taken):
            yield f"days {step.days} overlap"
        if any(_touch(step.days, busy) for busy in person.busy):
            yield f"days {step.days} are busy"
        if step.days[0] < problem.year.days[0] or step.days[1] > problem.year.days[1]:
            yield f"days {step.days} lie outside the year"
        taken.append(step.days)
    ways = [(step.offer, step.self_step) for step in steps]
    if len(set(ways)) != len(ways):
        yield "the same step twice"
    programmes = [problem.offers[step.offer].programme for step in steps if step.offer is not None]
    programmes += [one.programme for one in person.kept if one.programme is not None]
    if len(set(programmes)) != len(programmes):
        yield "the same programme twice"
    yield from _of_offers(problem, person, steps)
    yield from _of_self_steps(problem, person, steps)


def _of_offers(problem: Problem, person: Person, steps: tuple[PlannedStep, ...]) -> Iterator[str]:
    for step in steps:
        if step.offer is not None:
            yield from _of_offer(problem, person, steps, problem.offers[step.offer], step)


def _of_offer(
    problem: Problem, person: Person, steps: tuple[PlannedStep, ...], offer: Offer, step: PlannedStep
) -> Iterator[str]:
    if (step.days, step.hours) != (offer.days, offer.hours):
        yield f"{offer.key}: other days or hours than offered"
    if offer.language and offer.language not in person.languages:
        yield f"{offer.key}: language {offer.language}"
    if offer.programme in person.done:
        yield f"{offer.key}: learnt already"
    far = _far(person, offer)
    if REACHES.index(far) > REACHES.index(person.reach):
        yield f"{offer.key}: {far} for {person.reach}"
    before = {
        problem.offers[other.offer].programme
        for other in steps
        if other.offer is not None and other.days[1] < offer.days[0]
    }
    before |= {one.programme for one in person.kept if one.days[1] < offer.days[0]}
    if offer.needs - person.done - before:
        yield f"{offer.key}: something else is needed first"
    if not offer.distance and any(_touch(offer.days, exams) for exams in problem.year.exams):
        yield f"{offer.key}: during exams"
    if any(first <= day <= last for first, last in problem.year.days_off for day in offer.days):
        yield f"{offer.key}: begins or ends on a day off"


def _far(person: Person, offer: Offer) -> str:
    if offer.distance:
        return "distance"
    if offer.near[0] and offer.near[0] == person.near[0]:
        return "settlement"
    return "district" if offer.near[1] and offer.near[1] == person.near[1] else "travel"


def _of_self_steps(problem: Problem, person: Person, steps: tuple[PlannedStep, ...]) -> Iterator[str]:
    for step in steps:
        if step.self_step is None:
            continue
        made = problem.self_steps[step.self_step]
        if step.days[1] - step.days[0] + 1 != made.length:
            yield f"{made.key}: {step.days} for {made.length} days"
        served = {code for code, _ in step.closes}
        if made.competencies is not None and served - made.competencies:
            yield f"{made.key}: serves {served}"
        if made.lessons and any(_touch(step.days, exams) for exams in problem.year.exams):
            yield f"{made.key}: lessons during exams"
        if made.after_learning is not None:
            ends = [
                other.days[1]
                for other in steps
                if other.offer is not None and served & set(problem.offers[other.offer].effects)
            ]
            ends += [one.days[1] for one in person.kept if one.formal and served & set(one.effects)]
            if not any(end + made.after_learning <= step.days[0] for end in ends):
                yield f"{made.key}: not after learning"


def _value(problem: Problem, person: Person, steps: tuple[PlannedStep, ...]) -> float:
    total = 0.0
    for deficit in person.deficits:
        kept = sum(one.effects.get(deficit.competency, 0.0) for one in person.kept)
        more = 0.0
        for step in steps:
            if step.offer is not None:
                more += problem.offers[step.offer].effects.get(deficit.competency, 0.0)
            elif step.self_step is not None and deficit.competency in dict(step.closes):
                more += problem.self_steps[step.self_step].effect
        total += deficit.weight * deficit.size * (min(1.0, kept + more) - min(1.0, kept))
    return total


def _touch(one: Days, other: Days) -> bool:
    return not (one[1] < other[0] or other[1] < one[0])
