"""The whole invented region: organisations, who works there today, who did in the last three years, roles."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from marshrut.apps.registry.types import JobKind, StaffCategory
from marshrut.demo.beside import set_beside
from marshrut.demo.doubts import put_doubts
from marshrut.demo.names import likely, read_names
from marshrut.demo.organisations import make_organisations
from marshrut.demo.people import Cradle, day_between, september
from marshrut.demo.posts import posts_of
from marshrut.demo.shapes import Human, Job, Land, Organisation, Region, Role

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["make_region"]

_HISTORY = timedelta(days=3 * 365)
#: Of the present staff, how many left in three years; of those who came in them, how many came from another place.
_LEFT, _CAME_OVER = 0.16, 0.5
_SECOND, _OUTSIDE = 0.08, 0.03
#: One holder of the role for so many people of the region (of a school: «each»).
_ROLES = {
    "regional_methodologist": 120, "municipal_methodologist": 60, "municipal_pool": 70, "mentor": 35,
    "programme_tutor": 150, "route_tutor": 140, "expert": 160, "supervisor": 500, "team_mentor": 400,
}  # fmt: skip
#: No more than that many hold it, whatever the size of the region.
_MOST = 250
_EXPERIENCED = timedelta(days=8 * 365)


def make_region(land: Land, *, staff: int, seed: int, today: date, words: Dictionaries, doubts: bool = False) -> Region:
    """The same land, number, seed and day give the same region, to the last name. `doubts`: also people entered twice
    and people whom two organisations claim."""
    rng = Random(f"{land.slug}:{seed}")  # noqa: S311 — invented people need no secrets
    names = read_names()
    places = make_organisations(land, staff, rng=rng, names=names, today=today)
    cradle = Cradle(rng, names, words, today)
    people = [cradle.human(place, *post) for place in places for post in posts_of(place, words)]
    region = Region(land, today, places, people)
    story = _Story(region, rng, cradle)
    story.come_over()
    story.merge()
    story.second_jobs(words)
    story.roles(words)
    story.leave()
    # a source of chance of its own: what is added here leaves everybody's names and days as they were
    apart = Random(f"{land.slug}:{seed}:beside")  # noqa: S311
    set_beside(region, apart, words)
    if doubts:
        put_doubts(region, apart)
    return region


class _Story:
    """What happened to them before today."""

    def __init__(self, region: Region, rng: Random, cradle: Cradle) -> None:
        self._region, self._rng, self._cradle, self._today = region, rng, cradle, region.today
        self._of: dict[str, list[Organisation]] = defaultdict(list)
        for one in region.organisations:
            if one.until is None and one.size:
                self._of[one.kind].append(one)
        self._at: dict[str, list[Human]] = defaultdict(list)
        for human in region.people:
            self._at[human.jobs[0].place.id.hex].append(human)

    def come_over(self) -> None:
        """Those who came lately and are no beginners had worked at another place of the kind until that day."""
        for one in self._region.people:
            job = one.jobs[0]
            if self._today - job.since > _HISTORY or job.since - one.teaching_since < timedelta(days=400):
                continue
            if self._rng.random() < _CAME_OVER:
                self._before(one, self._rng.choice(self._of[job.place.kind]))

    def _before(self, one: Human, place: Organisation) -> None:
        now = one.jobs[0]
        first = max(one.teaching_since, place.since)
        if place is now.place or first >= now.since - timedelta(days=60):
            return
        since = september(self._rng, first, now.since - timedelta(days=60))
        one.jobs.append(Job(place, now.post, now.staff, now.kind, now.subjects, now.load, since, now.since, "moved"))

    def merge(self) -> None:
        """People of a school that was joined to another went there with it."""
        for closed in self._region.organisations:
            after, day = closed.successor, closed.until
            if after is None or day is None:
                continue
            came = [one for one in self._at[after.id.hex] if one.jobs[0].since < day and len(one.jobs) == 1]
            came = [one for one in came if one.jobs[0].staff is StaffCategory.TEACHING and one.leave is None]
            for one in came[: max(1, len(came) // 3)]:
                now = one.jobs[0]
                since = max(now.since, closed.since)
                if since < day:
                    one.jobs.append(
                        Job(closed, now.post, now.staff, now.kind, now.subjects, now.load, since, day, "moved")
                    )
                    now.since = day

    def second_jobs(self, words: Dictionaries) -> None:
        """A teacher also leads a circle at the school, or comes to another place for some hours."""
        circle = next((post for post in words.posts if post.startswith("педагог дополнительного")), "")
        for one in self._region.people:
            job, chance = one.jobs[0], self._rng.random()
            if (
                job.place.kind not in {"school", "kindergarten"}
                or not circle
                or job.staff is not StaffCategory.TEACHING
            ):
                continue
            first = max(job.since, self._today - timedelta(days=700))
            since = september(self._rng, first, self._today - timedelta(days=3)) if first < self._today else first
            part = Decimal(self._rng.choice(("0.25", "0.5")))
            if chance < _SECOND:
                one.jobs.append(self._cradle.job(job.place, circle, (), JobKind.SECOND, part, since))
            elif chance < _SECOND + _OUTSIDE and self._of["additional"]:
                place = self._rng.choice(self._of["additional"])
                if place.since <= since:
                    one.jobs.append(self._cradle.job(place, circle, (), JobKind.OUTSIDE, part, since))

    def roles(self, words: Dictionaries) -> None:
        """Roles by order: experienced people; every school has somebody who answers for its methodical work."""
        able = [
            one
            for one in self._region.people
            if self._today - one.teaching_since > _EXPERIENCED and one.leave is None and one.jobs[0].subjects
        ] or self._region.people
        for code, part in _ROLES.items():
            if code not in words.staff_roles:
                continue
            many = min(_MOST, len(able), max(1, len(self._region.people) // part))
            for one in self._rng.sample(able, many):
                self._give(one, code)
        if "methodical_responsible" in words.staff_roles:
            for place in self._of["school"]:
                self._give(self._at[place.id.hex][-1], "methodical_responsible")

    def _give(self, one: Human, code: str) -> None:
        job = one.jobs[0]
        first, last = max(job.since, self._today - _HISTORY), self._today - timedelta(days=5)
        since = september(self._rng, first, last) if first < last else job.since
        until = since + timedelta(days=3 * 365) if likely(self._rng, 0.5) else None
        direction = job.subjects[0] if job.subjects else ""
        one.roles.append(Role(code, job.place, direction, f"{self._rng.randint(10, 990)}-од", since, until))

    def leave(self) -> None:
        """Those who no longer work: they stand in the years before today only."""
        gone = []
        for _ in range(round(len(self._region.people) * _LEFT)):
            like = self._rng.choice(self._region.people).jobs[0]
            one = self._cradle.human(like.place, like.post, like.subjects)
            job = one.jobs[0]
            last = day_between(self._rng, self._today - _HISTORY, self._today - timedelta(days=7))
            first = max(one.teaching_since, like.place.since)
            if first < last - timedelta(days=60):
                job.since = min(job.since, september(self._rng, first, last - timedelta(days=60)))
                job.until, job.why, one.leave = last, "dismissed", None
                one.categories = [kept for kept in one.categories if kept.awarded < last]
                gone.append(one)
        self._region.people += gone
