"""From deficits to steps that were taken, into the database: catalogue, seats, routes, documents of past years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from marshrut.apps.competencies import services as competencies
from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.programmes import services as learning
from marshrut.apps.programmes.types import RegisterAnswer
from marshrut.apps.routes import services as routes
from marshrut.apps.routes.types import Moment, RouteState, StepKind, StepState
from marshrut.demo.cast import Cast, cast_of
from marshrut.demo.catalogue import OUTSIDE, catalogue
from marshrut.demo.dice import happens
from marshrut.demo.shapes import Human, Region
from marshrut.demo.waves import school_year, teachers_on
from marshrut.demo.ways import Group, Ways, fates_of, seats_for
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["grow"]

#: Of everybody who could have a route so many have one, and how many at most.
_SHARE, _MOST, _LATE, _ELSEWHERE = 0.3, 1500, 60, 40
#: Steps that are taken or will be; to how many of them ahead the methodist is called.
#: So many of whom the methodist accompanies have a draft that nobody has answered: other ways are compared there.
_OPEN = 2
_TAKEN, _CALLS = frozenset({StepState.ACCEPTED, StepState.CLAIMED, StepState.DONE}), 3
_LESSONS = ("7 класс, рассказ о герое", "8 класс, задачи на проценты", "5 класс, опыт с водой", "6 класс, чтение карты")
_TITLES = ("Обновлённые стандарты: что меняется на уроке", "Первая помощь: действия педагога", "Класс и семья",
           "Подготовка к итоговой аттестации", "Инклюзивный класс: с чего начать")  # fmt: skip
_NOTES = (
    "Договорились о двух уроках в декабре.",
    "Разобрали ошибки в последней проверочной.",
    "Выбрали тему открытого урока.",
)


def grow(viewer: SystemViewer, region: Region, care: competencies.Care, *, seed: int) -> tuple[int, int]:
    """Record it all; returns how many routes and documents there are."""
    rng = Random(f"{region.land.slug}:{seed}:growing")  # noqa: S311 - invented people need no secrets
    today, year = region.today, school_year(region.today)
    cast = cast_of(region, seed=seed)
    codes = frozenset(base_framework().competencies)
    cohorts = learning.record_catalogue(viewer, catalogue(region, codes, year=year, rng=rng))
    groups = {
        row.pk: Group(row.pk, row.starts, row.ends, row.seats, f"{number:03d}/{row.starts:%y}")
        for number, row in enumerate(cohorts.values(), 1)
    }
    companions = _companions(region, care)
    early, late = _chosen(region, cast, companions, rng)
    autumn = min(today, max(date(year, 9, 10), today - timedelta(days=85)))
    written = routes.draft_past(viewer, early, year=year, on=autumn, seed=seed)
    told = cast.teacher.id if cast.teacher else None
    ways = fates_of(written, groups, companions, told=told, today=today, rng=rng)
    last = routes.draft_past(
        viewer, _of_last_year(region, early, year, rng), year=year - 1, on=date(year - 1, 9, 12), seed=seed
    )
    over = fates_of(last, groups, companions, told=told, today=today, rng=rng, over=date(year, 6, 20))
    ways.learners += over.learners
    ways.fates += over.fates
    have = {one.person_id for one in (*written, *last)}
    others = _without_routes(region, have, groups, ways, rng)
    documents = list(_documents(region, rng))
    asked = learning.record_learners(viewer, [*ways.learners, *others], documents, on=today)
    routes.take_further(viewer, _with_seats(ways, asked), on=today)
    fresh = routes.draft_past(viewer, late, year=year, on=today - timedelta(days=4), seed=seed + 1)
    newest = _fresh(fresh, companions, today, rng)
    routes.take_further(viewer, _with_seats(newest, {}), on=today)
    _given_lately(viewer, region, [*newest.fates, *ways.fates], cast)
    _practice(viewer, region, ways, care, cast, rng)
    _cancel_one(viewer, ways, groups, told, today)
    elsewhere = routes.record_elsewhere(viewer, list(_made_elsewhere(region, {*early, *late}, year, rng)))
    return len(written) + len(last) + len(fresh) + elsewhere, len(documents) + sum(
        1 for one in ways.learners if one.number
    )


def _cancel_one(viewer: SystemViewer, ways: Ways, groups: Mapping[UUID, Group], told: UUID | None, today: date) -> None:
    """A group ahead does not take place: those whose step it was are shown another way."""
    theirs = {one.cohort_id for one in ways.learners if one.person_id == told}
    wanted = {one.cohort_id for one in ways.learners if one.step_id} - theirs
    ahead = sorted((groups[one].starts, one) for one in wanted if groups[one].starts > today)
    if ahead:
        learning.cancel(viewer, ahead[-1][1], why="не набралась группа: преподаватель заболел надолго", on=today)


def _given_lately(viewer: SystemViewer, region: Region, fates: Sequence[routes.Fate], cast: Cast) -> None:
    """Some who have a draft and nobody beside them go to the methodist that signs in, who works elsewhere."""
    if cast.methodist is None:
        return
    free = [one.route for one in fates if one.state is RouteState.DRAFT and one.companion_id is None]
    free = [one for one in free if not _works_at(cast.methodist, one.node_id, region)]
    since = region.today - timedelta(days=3)
    given: dict[str, Any] = {
        "order_number": "231-од",
        "order_date": since,
        "since": since,
        "until": None,
        "on": region.today,
    }
    for one in [one for one in free if one.person_id != cast.methodist.id][:_OPEN]:
        competencies.accompany(viewer, one.person_id, companion_id=cast.methodist.id, **given)


def _companions(region: Region, care: competencies.Care) -> dict[UUID, tuple[UUID, str]]:
    people = {one.id: one for one in region.people}
    found = {}
    for person, companion, _, _ in care.accompanied:
        name = people[companion].names[-1]
        found[person] = (companion, f"{name.family} {name.given} {name.patronymic}".strip())
    return found


def _chosen(
    region: Region, cast: Cast, companions: Mapping[UUID, object], rng: Random
) -> tuple[list[UUID], list[UUID]]:
    """Who is given a route in September, and who last week: those in somebody's care first, then as many as chance."""
    there = [one.id for one, _ in teachers_on(region, region.today)]
    cared = [one for one in there if one in companions]
    rest = [one for one in there if one not in companions]
    rng.shuffle(rest)
    most = min(_MOST, max(12, round(_SHARE * len(there))))
    late = rng.sample(cared, min(len(cared) // 4, _LATE))
    if cast.teacher is not None and cast.teacher.id in late:
        late.remove(cast.teacher.id)
    early = [one for one in cared if one not in set(late)]
    return [*early, *rest[: max(0, most - len(early))]], [*late, *rest[most : most + _LATE // 3]]


def _of_last_year(region: Region, early: Sequence[UUID], year: int, rng: Random) -> list[UUID]:
    """Some of those who have a route now had one the year before too, and some others."""
    there = {one.id for one, _ in teachers_on(region, date(year - 1, 9, 12))}
    again = [one for one in early if one in there and happens(rng, 0.4)]
    rest = sorted(there - set(early))
    return [*again, *rng.sample(rest, min(len(rest), len(again) // 2))]


def _without_routes(
    region: Region, have: set[UUID], groups: Mapping[UUID, Group], ways: Ways, rng: Random
) -> list[learning.Learner]:
    """Groups have others in them too: those of past years wholly, those of this year as many as there are seats."""
    taken: dict[UUID, int] = {}
    for one in ways.learners:
        taken[one.cohort_id] = taken.get(one.cohort_id, 0) + 1
    busy: dict[UUID, list[tuple[date, date]]] = {}
    found: list[learning.Learner] = []
    for number, group in enumerate(groups.values()):
        people = [(one.id, job.place.id) for one, job in teachers_on(region, min(region.today, group.starts))]
        free = [one for one in people if one[0] not in have and _is_free(busy.get(one[0], ()), group)]
        left = group.seats - taken.get(group.cohort_id, 0)
        wanted = left + 4 if number % 5 == 0 and group.starts > region.today else round(left * rng.uniform(0.3, 0.9))
        chosen = rng.sample(free, max(0, min(len(free) // 6, wanted)))
        for person, _ in chosen:
            busy.setdefault(person, []).append((group.starts, group.ends))
        found += seats_for(chosen, group, taken=taken.get(group.cohort_id, 0), today=region.today, rng=rng)
    return found


def _is_free(held: Sequence[tuple[date, date]], group: Group) -> bool:
    return all(group.ends < first or last < group.starts for first, last in held)


def _documents(region: Region, rng: Random) -> Iterator[learning.PastCompletion]:
    """What people learnt elsewhere in five years; of one in five nothing is known."""
    number = 1000
    for one in region.people:
        if happens(rng, 0.2):
            continue
        for _ in range(rng.choice((1, 1, 2))):
            day = region.today - timedelta(days=rng.randint(40, 5 * 365))
            job = one.main(day)
            if job is None:
                continue
            number += 1
            yield learning.PastCompletion(
                person_id=one.id,
                node_id=job.place.id,
                on=day,
                title=rng.choice(_TITLES),
                provider_name=rng.choice(OUTSIDE),
                hours=rng.choice((16, 36, 36, 72)),
                number=f"ПК-{number}",
                in_register=rng.choice((RegisterAnswer.UNKNOWN, RegisterAnswer.NO, RegisterAnswer.YES)),
            )


def _with_seats(ways: Ways, asked: Mapping[tuple[UUID, UUID], UUID]) -> list[routes.Fate]:
    """Steps point at the applications that were written for them."""
    by_step = {one.step_id: asked[one.cohort_id, one.person_id] for one in ways.learners if one.step_id}
    return [_pointed(one, by_step) for one in ways.fates]


def _pointed(one: routes.Fate, by_step: Mapping[UUID, UUID]) -> routes.Fate:
    steps = {
        step: replace(fate, application_id=by_step[step]) if step in by_step else fate
        for step, fate in one.steps.items()
    }
    return replace(one, steps=steps)


def _fresh(
    written: Sequence[routes.Written], companions: Mapping[UUID, tuple[UUID, str]], today: date, rng: Random
) -> Ways:
    """Drafts of last week: some wait for the person, most for who accompanies them."""
    ways = Ways()
    for one in written:
        accompanied = companions.get(one.person_id)
        sent = accompanied is not None and happens(rng, 0.7)
        steps = {step.step_id: routes.StepFate(state=StepState.ACCEPTED) for step in one.steps} if sent else {}
        ways.fates.append(
            routes.Fate(
                route=one,
                state=RouteState.AGREEMENT if sent else RouteState.DRAFT,
                companion_id=accompanied[0] if accompanied else None,
                sent_on=today - timedelta(days=rng.randint(0, 3)) if sent else None,
                steps=steps,
            )
        )
    return ways


def _practice(
    viewer: SystemViewer, region: Region, ways: Ways, care: competencies.Care, cast: Cast, rng: Random
) -> None:
    """Lessons seen by two before and after, where the step's days have come; consultations of the autumn."""
    eyes = [one for one in _observers(region) if cast.teacher is None or one is not cast.teacher]
    begun, ahead = _asked_of_the_methodist(region, ways, cast)
    seen: list[routes.Seen] = []
    for fate in ways.fates:
        for step in fate.route.steps:
            if step.kind is not StepKind.TRANSFER or step.starts > region.today or not fate.approved_on:
                continue
            two = [one for one in eyes if not _works_at(one, fate.route.node_id, region)]
            two = rng.sample(two, min(2, len(two)))
            if cast.methodist is not None and step.step_id in begun:
                two = [cast.methodist, *[one for one in two if one is not cast.methodist][:1]]
            seen += _lessons(step, two, region.today, rng)
    route_of = {fate.route.person_id: fate.route.route_id for fate in ways.fates}
    helped = [
        routes.Helped(
            person_id=person,
            companion_id=companion,
            route_id=route_of.get(person),
            on=region.today - timedelta(days=rng.randint(1, 60)),
            minutes=rng.choice((15, 20, 30, 45)),
            topic=rng.choice(("lesson", "assessment", "subject", "children")),
            note=rng.choice(_NOTES),
        )
        for person, companion, _, _ in care.accompanied
        if happens(rng, 0.5)
    ]
    called = [
        routes.CalledTo(step_id=step, observer_id=cast.methodist.id, on=region.today - timedelta(days=2 + number))
        for number, step in enumerate(ahead)
        if cast.methodist is not None
    ]
    routes.record_practice(viewer, seen, helped, called=called)


def _asked_of_the_methodist(region: Region, ways: Ways, cast: Cast) -> tuple[set[UUID], list[UUID]]:
    """Lessons that the one who signs in as the methodist sees: one over, one begun; some ahead, the nearest first."""
    if cast.methodist is None:
        return set(), []
    today, found = region.today, list[routes.PastStep]()
    completed: list[routes.PastStep] = []
    for fate in ways.fates:
        own = fate.route.person_id == cast.methodist.id or _works_at(cast.methodist, fate.route.node_id, region)
        if own or not fate.approved_on:
            continue
        for step in fate.route.steps:
            became = fate.steps.get(step.step_id)
            if step.kind is StepKind.TRANSFER and became and became.state in _TAKEN:
                (found if fate.state in {RouteState.APPROVED, RouteState.RUNNING} else completed).append(step)
    found.sort(key=lambda step: (step.starts, step.ends))
    completed.sort(key=lambda step: (step.starts, step.ends))
    over = [one.step_id for one in (*found, *reversed(completed)) if one.ends <= today]
    under_way = [one.step_id for one in found if one.starts <= today < one.ends]
    ahead = [one.step_id for one in found if today < one.starts]
    return {*over[:1], *under_way[:1]}, ahead[:_CALLS]


def _observers(region: Region) -> list[Human]:
    roles = {"regional_methodologist", "municipal_methodologist", "mentor"}
    today = region.today
    return [
        one
        for one in region.people
        if one.main(today)
        and any(role.code in roles and (role.until is None or today < role.until) for role in one.roles)
    ]


def _works_at(one: Human, node_id: UUID, region: Region) -> bool:
    return any(job.place.id == node_id for job in one.working(region.today))


def _lessons(step: routes.PastStep, two: Sequence[Human], today: date, rng: Random) -> Iterator[routes.Seen]:
    criteria = ("goal", "thinking", "tasks", "check", "criteria", "feedback", "dialogue", "climate")
    first = min(today, step.starts + timedelta(days=2))
    lesson = rng.choice(_LESSONS)
    base = {code: rng.randint(0, 2) for code in criteria}
    for moment, day, more in ((Moment.BEFORE, first, 0), (Moment.AFTER, step.ends, 1)):
        if day > today:
            return
        for one in two:
            marks = {code: max(0, min(3, mark + more + rng.choice((-1, 0, 0, 0, 1)))) for code, mark in base.items()}
            yield routes.Seen(
                step_id=step.step_id,
                observer_id=one.id,
                moment=moment,
                on=day,
                lesson=lesson,
                marks=marks,
                form="lesson:1",
            )


def _made_elsewhere(region: Region, have: set[UUID], year: int, rng: Random) -> Iterator[routes.ElsewhereMade]:
    there = [(one, job) for one, job in teachers_on(region, region.today) if one.id not in have]
    for number, (one, job) in enumerate(rng.sample(there, min(len(there) // 10, _ELSEWHERE)), 1):
        day = date(year, 9, rng.randint(1, 25))
        if day > region.today or not any(work.since <= day for work in one.jobs):
            continue
        yield routes.ElsewhereMade(
            person_id=one.id,
            node_id=job.place.id,
            year=year,
            made_on=day,
            maker_name="Эра-Скоп" if number % 2 else "Федеральный оператор",
            number=f"Э-{year % 100}-{number:03d}",
            diagnosed_on=day - timedelta(days=rng.randint(20, 200)),
            diagnosed_origin="era_scope" if number % 2 else "federal",
        )
