"""Who accompanies whom in an invented region, who opened their results to whom, who does not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from marshrut.apps.competencies.services import Care, Disagreed
from marshrut.demo.cast import Cast
from marshrut.demo.shapes import Human, Region
from marshrut.demo.waves import school_year, teachers_on

__all__ = ["in_care_of_the_methodist", "make_care"]

_COMPANIONS = ("regional_methodologist", "municipal_methodologist")
#: How many companions there are at most, how many people each has, and how many the one signs in as.
_MOST, _EACH, _OWN = 40, (6, 13), 14
_ANSWER = (
    "Спасибо, что написали. Ответы до обрыва сохранились все, время вам не сократили. Давайте посмотрим ваши записи в "
    "тетрадях вместе: приходите в среду, после этого пройдёте ещё раз."
)
#: Competency, what the person wrote, what was answered.
_WORDS = (
    ("feedback", "Во время теста два раза пропадала связь, последние ответы пришлось давать наугад.", _ANSWER),
    ("task_design", "Третий год составляю задания для всей параллели. Посмотрите, пожалуйста, ещё раз.", ""),
    ("criteria_assessment", "В вопросе о сроке сдачи мой ответ взят из положения нашей школы.", ""),
)


def in_care_of_the_methodist(region: Region, cast: Cast, *, took: AbstractSet[UUID], seed: int) -> list[Human]:
    """The teacher whose story is told, and others of those who `took` a test, not of the methodist's own place."""
    if cast.methodist is None:
        return []
    rng = Random(f"{region.land.slug}:{seed}:care")  # noqa: S311 — which of the invented is no secret
    mine = cast.methodist.main(region.today)
    others = [
        one
        for one, job in teachers_on(region, region.today)
        if one.id in took and job.place is not (mine.place if mine else None) and one is not cast.teacher
    ]
    first = [cast.teacher] if cast.teacher and cast.teacher is not cast.methodist else []
    return [*first, *rng.sample(others, min(_OWN, len(others)))]


def make_care(
    region: Region, cast: Cast, own: Sequence[Human], accounts: Mapping[str, UUID], *, seed: int, now: datetime
) -> Care:
    """`accounts`: role → who signs in with it."""
    rng = Random(f"{region.land.slug}:{seed}:companions")  # noqa: S311
    care = Care()
    since = region.today.replace(year=school_year(region.today), month=9, day=15)
    if cast.methodist is not None:
        care.accompanied += [(one.id, cast.methodist.id, "198-од", since) for one in own]
        _voices(care, own, cast, accounts, now)
    there = teachers_on(region, region.today)
    by_district: dict[str, list[Human]] = {}
    for one, work in there:
        by_district.setdefault(work.place.district.name if work.place.district else "", []).append(one)
    for companion in _companions(region, cast)[:_MOST]:
        job = companion.main(region.today)
        if job is None or job.place.district is None:
            continue
        near = [one for one in by_district.get(job.place.district.name, ()) if _elsewhere(one, companion, region)]
        chosen = rng.sample(near, min(len(near), rng.randint(*_EACH)))
        number = f"{rng.randint(20, 280)}-од"
        care.accompanied += [(one.id, companion.id, number, since) for one in chosen]
    return care


def _companions(region: Region, cast: Cast) -> list[Human]:
    today = region.today
    return [
        one
        for one in region.people
        if one is not cast.methodist
        and one.leave is None
        and any(role.code in _COMPANIONS and (role.until is None or today < role.until) for role in one.roles)
    ]


def _elsewhere(one: Human, companion: Human, region: Region) -> bool:
    """Nobody accompanies a colleague of their own organisation."""
    places = {job.place.id for job in companion.working(region.today)}
    return one is not companion and not any(job.place.id in places for job in one.working(region.today))


def _voices(care: Care, own: Sequence[Human], cast: Cast, accounts: Mapping[str, UUID], now: datetime) -> None:
    """Three who do not agree, one of them answered; the teacher has opened their results to the head of the school."""
    for number, (one, (code, words, answer)) in enumerate(zip(own[2:], _WORDS, strict=False)):
        name = cast.methodist.names[-1] if cast.methodist else None
        answerer = f"{name.family} {name.given} {name.patronymic}".strip() if answer and name else ""
        care.disagreed.append(Disagreed(one.id, code, words, now - timedelta(days=9 - 3 * number), answer, answerer))
    if cast.teacher is not None and "school" in accounts:
        until = (now + timedelta(days=60)).date()
        care.shared.append((cast.teacher.id, accounts["school"], until, now - timedelta(days=5)))
