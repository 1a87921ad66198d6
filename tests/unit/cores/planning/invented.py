"""Small and large invented problems of planning."""

from __future__ import annotations

import random

from marshrut.cores.planning import Deficit, Offer, Person, Problem, SelfStep, Year

#: 2026-09-01 is a Tuesday.
FIRST = 739_860
YEAR = Year(days=(FIRST, FIRST + 300), exams=((FIRST + 262, FIRST + 287),), days_off=((FIRST + 121, FIRST + 129),))


def offer(key: str, start: int, hours: float, *, seats: int = 9, length: int = 5, **more: object) -> Offer:
    """A group that begins `start` days after the first day of the year."""
    said = {"programme": f"p-{key}", "effects": {"a": 0.5}, **more}
    return Offer(key=key, days=(FIRST + start, FIRST + start + length - 1), hours=hours, seats=seats, **said)  # type: ignore[arg-type]


def person(key: object, hours: float = 100, *, needs: str = "a", **more: object) -> Person:
    """Somebody with deficits of size 1 and weight 1."""
    deficits = tuple(Deficit(competency=code, size=1.0) for code in needs)
    return Person(key=key, hours=hours, **{"deficits": deficits, **more})  # type: ignore[arg-type]


def problem(people: list[Person], offers: list[Offer], **more: object) -> Problem:
    """A problem in the invented year."""
    return Problem(people=tuple(people), offers=tuple(offers), **{"year": YEAR, **more})  # type: ignore[arg-type]


SELF_STEPS = (
    SelfStep(key="visit", hours=4, length=14, effect=0.15, lessons=True),
    SelfStep(key="try", hours=6, length=21, effect=0.1),
    SelfStep(key="transfer", hours=6, length=42, effect=0.2, lessons=True, after_learning=14),
    SelfStep(key="again", hours=2, length=14, effect=0, measures=True),
)


def region(people: int, offers: int, *, seed: int, seats: tuple[int, ...] = (2, 5, 25), whole: bool = True) -> Problem:
    """A region by chance: the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 — a region by chance, not a secret
    codes = [f"c{index}" for index in range(12)]
    made = [
        offer(
            f"o{index}",
            chance.randrange(0, 280),
            chance.choice([8, 16, 18, 36, 72]),
            seats=chance.choice(seats),
            length=chance.choice([1, 2, 5, 20]),
            programme=index // 2,
            least=chance.choice([1, 1, 2]),
            effects={code: chance.choice([0.2, 0.5, 0.8, 1.0]) for code in chance.sample(codes, chance.choice([1, 2]))},
            distance=chance.random() < 0.4,
            near=(f"s{chance.randrange(4)}", f"d{chance.randrange(2)}"),
            language=chance.choice(["", "", "", "ненецкий"]),
            needs=frozenset({chance.randrange(offers)}) if chance.random() < 0.1 else frozenset(),
        )
        for index in range(offers)
    ]
    crowd = [
        Person(
            key=index,
            hours=chance.choice([0, 24, 72, 96]),
            deficits=tuple(
                Deficit(competency=code, size=chance.uniform(0.5, 1), weight=chance.choice([0.6, 1, 3]))
                for code in chance.sample(codes, chance.randrange(0, 6))
            ),
            reach=chance.choice(["distance", "settlement", "district", "travel"]),
            near=(f"s{index % 4}", f"d{index % 2}"),
            languages=frozenset({"ненецкий"} if chance.random() < 0.3 else ()),
            not_formal=chance.choice([0, 0.25, 1]),
            done=frozenset({chance.randrange(offers)} if chance.random() < 0.2 else ()),
            busy=((FIRST + 40, FIRST + 60),) if chance.random() < 0.3 else (),
        )
        for index in range(people)
    ]
    return problem(crowd, made, self_steps=SELF_STEPS, gap=7, whole=whole)
