"""Indicators counted the slow way, in plain Python over the frozen rows: what the compiled plans must agree with.

Written apart from `cores.indicators.plan`, from the words of `cores.regulation.counting` alone: loops and sets, one
person after another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam
from marshrut.cores.indicators import window
from marshrut.cores.regulation.counting import Also, Facts, Mark, Reading, Who

__all__ = ["Frozen", "reckon", "reckon_below", "reckon_largest"]

Key = tuple[str, Any]


@dataclass
class Frozen:
    """All rows of one snapshot."""

    facts: list[Any]
    staff: dict[Any, list[Any]]
    places: list[Any]
    teams: list[Any]

    @classmethod
    def of(cls, viewer: Any, snapshot: Any) -> Frozen:
        staff = defaultdict(list)
        for row in FrozenStaff.objects.of(viewer).filter(snapshot=snapshot):
            staff[row.person].append(row)
        return cls(
            list(FrozenFact.objects.of(viewer).filter(snapshot=snapshot)),
            staff,
            list(FrozenPlace.objects.of(viewer).filter(snapshot=snapshot)),
            list(FrozenTeam.objects.of(viewer).filter(snapshot=snapshot)),
        )


def _stands(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on < until)


def _full_years(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def _works(frozen: Frozen, row: Any, who: Who, on: date) -> bool:  # noqa: C901, PLR0911, PLR0912 - one condition after another, as the words have them
    if not _stands(row.since, row.until, on):
        return False
    if who.staff and row.staff not in who.staff:
        return False
    if who.places and row.kind not in who.places:
        return False
    if row.kind in who.outside:
        return False
    if who.statuses:
        year = {f"{one}:{on.year}" for one in who.statuses}
        if not any(place.place == row.place and year & set(place.statuses) for place in frozen.places):
            return False
    if who.subjects and not set(who.subjects) & set(row.subjects):
        return False
    if who.under is not None and (row.born is None or _full_years(row.born, on) >= who.under):
        return False
    if who.experience is not None:
        if row.teaching_since is None:
            return False
        taught = _full_years(row.teaching_since, on)
        anniversary = (row.teaching_since.month, row.teaching_since.day) == (on.month, on.day)
        if taught > who.experience or (taught == who.experience and not anniversary):
            return False
    if who.role is not None:
        roles = [
            fact
            for fact in frozen.facts
            if fact.fact == "role"
            and fact.person == row.person
            and f"role:{who.role}" in fact.tags
            and _stands(fact.day, fact.until, on)
        ]
        if not roles:
            return False
    return True


def _marked(fact: Any, marks: Iterable[Mark]) -> bool:
    for mark in marks:
        if mark.at_least is not None:
            if fact.amount is None or fact.amount < mark.at_least:
                return False
        elif not {f"{mark.mark}:{one}" for one in mark.any} & set(fact.tags) and (
            mark.any or mark.mark not in fact.tags
        ):
            return False
    return True


def _other(frozen: Frozen, fact: Any, also: Also, on: date) -> bool:
    for other in frozen.facts:
        if other.fact != also.fact or not _marked(other, also.where):
            continue
        mine = other.subject == fact.subject if also.fact.startswith("programme") else other.person == fact.person
        if not mine or (mine and other.person is None and other.subject is None):
            continue
        if also.before and not (other.day is not None and fact.day is not None and other.day <= fact.day):
            continue
        lasting = also.fact in {"accompanied", "programme_listed", "role", "site"}
        if lasting and not also.before and not _stands(other.day, other.until, on):
            continue
        return True
    return False


def _that_count(frozen: Frozen, facts: Facts, indicator: Any, on: date, opening: date) -> list[Any]:
    opening = min(date(facts.since, 1, 1), on) if facts.since else opening
    days = window(facts.during, indicator.period, on=on, opening=opening)
    found = []
    for fact in frozen.facts:
        if fact.fact not in {facts.fact, *facts.either} or not _marked(fact, facts.where):
            continue
        if facts.during == "standing":
            if not _stands(fact.day, fact.until, on):
                continue
        elif facts.fact in {"accompanied", "programme_listed", "role", "site"}:
            ended = fact.until is not None and days.first is not None and fact.until <= days.first
            if ended or (fact.day is not None and fact.day > on):
                continue
        elif fact.day is None or fact.day > on or (days.first is not None and fact.day < days.first):
            continue
        if facts.who is not None and not any(
            _works(frozen, row, facts.who, on) for row in frozen.staff.get(fact.person, ())
        ):
            continue
        if facts.also is not None and not _other(frozen, fact, facts.also, on):
            continue
        found.append(fact)
    return found


def _spread(found: dict[Key, set[Any]], one: Any, place: Any, municipality: Any) -> None:
    if one is None:
        return
    found["region", None].add(one)
    if municipality is not None:
        found["municipality", municipality].add(one)
    if place is not None:
        found["organisation", place].add(one)


def reckon(frozen: Frozen, facts: Facts, indicator: Any, *, on: date, opening: date) -> dict[Key, int]:
    """How many, by level and place."""
    found: dict[Key, set[Any]] = defaultdict(set)
    rows = _that_count(frozen, facts, indicator, on, opening)
    if facts.team is not None:
        return _teams(frozen, facts.team, rows, on)
    keys = {"person": "person", "place": "place", "subject": "subject", "record": "source"}
    for fact in rows:
        if facts.place == "work":
            for row in frozen.staff.get(fact.person, ()):
                if _works(frozen, row, facts.who or Who(), on):
                    _spread(found, getattr(fact, keys[facts.each]), row.place, row.municipality)
        else:
            _spread(found, getattr(fact, keys[facts.each]), fact.place, fact.municipality)
    return {key: len(ones) for key, ones in found.items()}


def _teams(frozen: Frozen, rule: Any, rows: list[Any], on: date) -> dict[Key, int]:
    found: dict[Key, set[Any]] = defaultdict(set)
    teams: dict[Any, list[Any]] = defaultdict(list)
    for seat in frozen.teams:
        if _stands(seat.since, seat.until, on):
            teams[seat.team, seat.place, seat.municipality].append(seat)
    for (team, place, municipality), seats in teams.items():
        members = {seat.person for seat in seats}
        together: dict[Any, set[Any]] = defaultdict(set)
        for fact in rows:
            if fact.person in members:
                year = fact.day.year if rule.together == "programme_and_year" else None
                together[fact.subject if rule.together else None, year].add(fact.person)
        for trained in together.values():
            part = (rule.part or "").lower()
            led = not part or any(seat.person in trained and seat.part.lower().startswith(part) for seat in seats)
            enough = len(trained) >= rule.least and (not rule.everybody or trained == members)
            if led and enough:
                _spread(found, team, place, municipality)
    return {key: len(ones) for key, ones in found.items()}


def reckon_largest(frozen: Frozen, facts: Facts, indicator: Any, *, on: date, opening: date) -> dict[Key, int]:
    """How many people the subject with most of them has, by level and place."""
    held: dict[Any, dict[Key, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for fact in _that_count(frozen, facts, indicator, on, opening):
        _spread(held[fact.subject], fact.person, fact.place, fact.municipality)
    most: dict[Key, int] = {}
    for places in held.values():
        for key, ones in places.items():
            most[key] = max(most.get(key, 0), len(ones))
    return most


def reckon_below(frozen: Frozen, reading: Reading, indicator: Any, held: Any, *, on: date, opening: Any) -> Any:
    """What a reading is divided by, by level and place; None where it is entered or there is nothing."""
    below = reading.denominator
    if below is None or below.given or below.by_subject:
        return None
    if below.facts is not None:
        return reckon(frozen, below.facts, indicator, on=on, opening=opening(indicator))
    if below.numerator_of is not None:
        other = held.indicator(below.numerator_of)
        chosen = next(one for one in held.counting.of(below.numerator_of).readings if one.chosen)
        return reckon(frozen, chosen.numerator, other, on=on, opening=opening(other))
    found: dict[Key, set[Any]] = defaultdict(set)
    if below.people is not None:
        for person, rows in frozen.staff.items():
            for row in rows:
                if _works(frozen, row, below.people, on):
                    _spread(found, person, row.place, row.municipality)
    for place in frozen.places if below.places else ():
        if place.kind in below.places and _stands(place.since, place.until, on):
            _spread(found, place.place, place.place, place.municipality)
    return {key: len(ones) for key, ones in found.items()}
