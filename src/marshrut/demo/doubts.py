"""What lists of real regions are full of: a person entered twice, a person whom two schools claim.

They are put into the database only. The files are lists as they should be, so that they go in without a question.
Nothing else moves: the second record takes over work that the first had, so every total stays what it was.
"""

from __future__ import annotations

from random import Random
from uuid import UUID

from marshrut.apps.registry.types import JobKind
from marshrut.demo.names import read_names
from marshrut.demo.shapes import Human, Job, Name, Region

__all__ = ["put_doubts"]

#: One for so many people; two at least where there is work to take over, and no more than one settles in a sitting.
_OF, _LEAST, _MOST = 500, 2, 12


def put_doubts(region: Region, rng: Random) -> None:
    """Twice the same name, twice the same person under a former surname, twice one person at two organisations."""
    many = min(_MOST, max(_LEAST, len(region.people) // _OF))
    free = [one for one in region.people if one.main(region.today) and not one.roles and not one.leave]
    outside, second = _with(free, JobKind.OUTSIDE, region), _with(free, JobKind.SECOND, region)
    rng.shuffle(outside)
    rng.shuffle(second)
    twice, claimed = outside[: min(many, len(outside) // 2)], outside[-min(many, len(outside) - len(outside) // 2) :]
    for one, job in twice:
        region.people.append(_double(one, job, rng, one.names[-1].family))
    for one, job in second[:many]:
        before = read_names().person(rng, female=one.female)[0]
        region.people.append(_double(one, job, rng, before))
    for _, job in claimed:
        job.kind = JobKind.MAIN


def _with(people: list[Human], kind: JobKind, region: Region) -> list[tuple[Human, Job]]:
    found = [(one, job) for one in people for job in one.working(region.today) if job.kind is kind]
    return sorted(found, key=lambda pair: pair[0].id)


def _double(one: Human, job: Job, rng: Random, family: str) -> Human:
    """A second record without СНИЛС, made by whoever did not find the first; it has taken this work over."""
    one.jobs.remove(job)
    name = one.names[-1]
    key = UUID(int=rng.getrandbits(128), version=4)
    names = [Name(None, None, family, name.given, name.patronymic)]
    return Human(key, one.female, names, one.born, one.teaching_since, "", [job])
