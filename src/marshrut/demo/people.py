"""Invented people: ages, experience that fits the age, work, categories, leaves. One person at a time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from marshrut.apps.registry.types import JobKind, StaffCategory
from marshrut.demo.names import Names, likely, snils
from marshrut.demo.shapes import Category, Human, Job, Name, Organisation

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["Cradle", "day_between", "september"]

#: The days that open categories for methodists and mentors, and end the terms of those before.
_NEW_CATEGORIES = date(2023, 9, 1)
_YEAR = 365.25
#: Years of the history that is invented besides the present day.
_HISTORY = 3
_MEN = {"учитель": 0.13, "мастер": 0.55, "тренер": 0.6, "преподаватель": 0.3, "руководитель": 0.25, "воспитатель": 0.01}


def day_between(rng: Random, first: date, last: date) -> date:
    """Some day from `first` to `last`, both included."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def september(rng: Random, first: date, last: date) -> date:
    """Likely the first of September in these years: that is when schools take people."""
    day = day_between(rng, first, last)
    start = date(day.year, 9, 1)
    return start if first <= start <= last and likely(rng, 0.7) else day


class Cradle:
    """Makes people for places."""

    def __init__(self, rng: Random, names: Names, words: Dictionaries, today: date) -> None:
        self._rng, self._names, self._words, self._today, self._count = rng, names, words, today, 0

    def human(self, place: Organisation, post: str, subjects: tuple[str, ...]) -> Human:
        """Somebody who works there today on their main job."""
        rng, today = self._rng, self._today
        head = post.startswith("руководитель (директор")
        female = rng.random() >= next((part for start, part in _MEN.items() if post.startswith(start)), 0.1)
        born, teaching = self._ages(head=head)
        here = min((today - teaching).days, round(rng.expovariate(1 / 8) * _YEAR) + 20)
        first = max(teaching, place.since, today - timedelta(days=here))
        since = september(rng, first, min(first + timedelta(days=360), today - timedelta(days=10)))
        self._count += 1
        one = Human(
            UUID(int=rng.getrandbits(128), version=4),
            female,
            [Name(None, None, *self._names.person(rng, female=female))],
            born,
            teaching,
            snils(self._count) if likely(rng, 0.92) else "",
        )
        load = Decimal(1) if head or likely(rng, 0.88) else Decimal(rng.choice(("0.5", "0.75")))
        one.jobs.append(self.job(place, post, subjects, JobKind.MAIN, load, since))
        self._marriage(one)
        self._categories(one, post)
        self._leave(one)
        return one

    def job(
        self, place: Organisation, post: str, subjects: tuple[str, ...], kind: JobKind, load: Decimal, since: date
    ) -> Job:
        """An employment that still goes on."""
        staff = self._words.posts.get(post, StaffCategory.OTHER)
        return Job(place, post, staff, kind, subjects, load, since)

    def _ages(self, *, head: bool) -> tuple[date, date]:
        rng, today = self._rng, self._today
        if head:
            age = max(33.0, min(67.0, rng.gauss(49, 7)))
        elif likely(rng, 0.09):
            age = rng.uniform(22, 26)
        else:
            age = max(25.0, min(70.0, rng.gauss(47, 11)))
        born = today - timedelta(days=round(age * _YEAR))
        began = rng.choice((21, 22, 22, 22, 23, 23, 24)) if likely(rng, 0.85) else rng.uniform(25, max(26, age - 4))
        teaching = born + timedelta(days=round(began * _YEAR))
        latest = today - timedelta(days=30)
        september_first = date(teaching.year, 9, 1)
        return born, min(max(teaching, september_first), latest)

    def _marriage(self, one: Human) -> None:
        """Some women were called otherwise within the years on record."""
        if not one.female or not likely(self._rng, 0.02):
            return
        day = day_between(self._rng, self._today - timedelta(days=_HISTORY * 365), self._today - timedelta(days=30))
        now = one.names[0]
        before = self._names.person(self._rng, female=True)[0]
        if before != now.family:
            one.names = [
                Name(None, day, before, now.given, now.patronymic),
                Name(day, None, now.family, now.given, now.patronymic),
            ]

    def _categories(self, one: Human, post: str) -> None:
        rng, today = self._rng, self._today
        years = (today - one.teaching_since).days / _YEAR
        if self._words.posts.get(post) is not StaffCategory.TEACHING or years < 2:  # noqa: PLR2004
            return
        chance, last = rng.random(), today - timedelta(days=15)
        earliest = max(one.teaching_since + timedelta(days=730), today - timedelta(days=5 * 365 - 40))
        awarded = day_between(rng, earliest, last) if earliest < last else last
        number = f"{rng.randint(100, 999)}-к"
        if chance < 0.3 and years > 8:  # noqa: PLR2004 — shares of no region in particular
            first = awarded - timedelta(days=rng.randint(2 * 365, 4 * 365))
            if first > one.teaching_since + timedelta(days=365):
                one.categories.append(Category("first", first, awarded, f"{rng.randint(100, 999)}-к"))
            one.categories.append(Category("highest", awarded, None, number))
            if likely(rng, 0.05) and awarded > _NEW_CATEGORIES:
                code = rng.choice(("methodist", "mentor"))
                one.categories.append(
                    Category(code, day_between(rng, awarded, last), None, f"{rng.randint(100, 999)}-к")
                )
        elif chance < 0.62 and years > 3:  # noqa: PLR2004
            one.categories.append(Category("first", awarded, None, number))
        elif chance < 0.8:  # noqa: PLR2004
            one.categories.append(Category("fit", awarded, None, number))

    def _leave(self, one: Human) -> None:
        age = (self._today - one.born).days / _YEAR
        if not one.female or not 22 < age < 42 or not likely(self._rng, 0.05):  # noqa: PLR2004
            return
        job = one.jobs[0]
        first = max(job.since + timedelta(days=90), self._today - timedelta(days=900))
        if first < self._today:
            since = day_between(self._rng, first, self._today)
            one.leave = (job.place, since, since + timedelta(days=3 * 365))
