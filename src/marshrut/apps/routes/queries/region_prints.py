"""What a plan of a region rests on, in short: two prints that differ say that something has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID

from marshrut.apps.routes.queries.drafting import Gathered
from marshrut.cores.planning import Person

__all__ = ["print_of_offers", "print_of_person"]

_SHORT = 16


def _print(parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def print_of_person(person: Person) -> str:
    """Deficits, hours, wishes, what was learnt, days away. A leave that goes on begins later every day, so only its
    end counts."""
    parts = (
        sorted((one.competency, round(one.size, 6), round(one.weight, 6)) for one in person.deficits),
        (round(person.hours, 3), person.reach, person.near, sorted(person.languages), round(person.not_formal, 4)),
        sorted(map(str, person.done)),
        sorted(last for _, last in person.busy),
    )
    return _print(parts)[:_SHORT]


def print_of_offers(gathered: Gathered, used: Collection[UUID]) -> str:
    """Groups that a plan uses with their free seats, days and effects, and the rules of the year; not the day of
    looking, and no group that the plan leaves alone: its last days pass without a harm to the plan."""
    problem = gathered.problem
    offers = sorted(
        (
            str(one.key), str(one.programme), one.days, one.hours, one.seats, sorted(one.effects.items()), one.least,
            one.held, one.distance, one.near, one.language, sorted(map(str, one.needs)),
        )
        for one in problem.offers
        if one.key in used
    )  # fmt: skip
    year = (problem.year.days[1], problem.year.no_lessons, problem.year.days_off, problem.year.exams)
    steps = [
        (one.key, one.hours, one.length, one.effect, one.lessons, one.after_learning, sorted(one.competencies or ()))
        for one in problem.self_steps
    ]
    return _print((offers, year, steps, problem.most_steps, problem.gap))
