"""Routes of an invented region in every state: drafted, agreed, taken step by step, refused, missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marshrut.apps.programmes.services import Learner
from marshrut.apps.programmes.types import ApplicationState
from marshrut.apps.routes.services import Fate, PastStep, StepFate, Written
from marshrut.apps.routes.types import ReleaseState, RouteState, StepKind, StepState
from marshrut.demo.dice import happens

__all__ = ["Group", "Ways", "fates_of", "seats_for"]

_NOTES = (
    "Были на двух уроках, договорились попробовать приём у себя.",
    "Провели урок вдвоём, дети работали в группах.",
    "Собрала три задания разного уровня, одно уже было на уроке.",
    "Разобрали запись урока: стало понятно, где теряю время.",
)
_UNSUITED = (
    "далеко ехать, не успеваю к последнему уроку",
    "в эти дни у класса экзамен",
    "такое обучение уже проходила",
)
_MISSED = ("заболела", "не отпустили: некому заменить", "занятие перенесли, нового дня пока нет")
_GOALS = (
    "Научиться вести диалог на уроке литературы",
    "Сделать свой банк заданий к ЕГЭ",
    "Собрать портфолио к аттестации",
)
#: What becomes of steps without a group whose days are over, and of how many of a hundred.
_OVER, _OF_OVER = (StepState.DONE, StepState.CLAIMED, StepState.MISSED, StepState.ACCEPTED), (72, 14, 8, 6)
_OTHER_DAYS = "на этой неделе некому заменить, лучше с понедельника"
_IN_FORCE = frozenset({RouteState.RUNNING, RouteState.APPROVED, RouteState.REVISED, RouteState.COMPLETED})
#: Of routes drafted in September, by state.
_SHARES: tuple[tuple[RouteState, float], ...] = (
    (RouteState.RUNNING, 0.62),
    (RouteState.APPROVED, 0.12),
    (RouteState.AGREEMENT, 0.1),
    (RouteState.REVISED, 0.06),
    (RouteState.WITHDRAWN, 0.05),
    (RouteState.DRAFT, 0.05),
)


@dataclass(frozen=True, slots=True)
class Group:
    """What the story must know of a group."""

    cohort_id: UUID
    starts: date
    ends: date
    seats: int
    number: str


@dataclass(slots=True)
class Ways:
    """What becomes of everybody: people who ask for seats, and routes with their steps' fates so far."""

    learners: list[Learner] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)


def _state(rng: Random) -> RouteState:
    at = rng.random()
    for state, share in _SHARES:
        at -= share
        if at < 0:
            return state
    return RouteState.RUNNING


def fates_of(
    written: Sequence[Written],
    groups: Mapping[UUID, Group],
    companions: Mapping[UUID, tuple[UUID, str]],
    *,
    told: UUID | None,
    today: date,
    rng: Random,
    over: date | None = None,
) -> Ways:
    """`companions`: person → (who accompanies them, their name); `told`: whose story is told, always under way;
    `over`: the year is past, its routes ended by that day."""
    ways, used = Ways(), dict[UUID, int]()
    for one in written:
        accompanied = companions.get(one.person_id)
        state = RouteState.RUNNING if one.person_id == told else _state(rng)
        if over is not None:
            state = RouteState.WITHDRAWN if happens(rng, 0.1) else RouteState.COMPLETED
        elif accompanied is None and state not in {RouteState.DRAFT, RouteState.AGREEMENT}:
            state = RouteState.DRAFT if happens(rng, 0.5) else RouteState.AGREEMENT
        made = one.basis and min(step.starts for step in one.steps) - timedelta(days=10)
        sent = min(today - timedelta(days=1), made + timedelta(days=rng.randint(1, 4))) if made else today
        approved = min(today, sent + timedelta(days=rng.randint(1, 5)))
        in_force = state in _IN_FORCE
        steps = dict(_steps(one, state, groups, used, ways, approved, today, rng, story=one.person_id == told))
        if (
            in_force
            and not any(fate.state is StepState.DONE for fate in steps.values())
            and state is RouteState.RUNNING
        ):
            state = RouteState.RUNNING if min(step.starts for step in one.steps) <= today else RouteState.APPROVED
        ended = (
            today - timedelta(days=rng.randint(1, 9)) if state in {RouteState.WITHDRAWN, RouteState.REVISED} else None
        )
        words = {
            RouteState.WITHDRAWN: "перешла на другую работу",
            RouteState.REVISED: "изменилось расписание, переносим два шага",
            RouteState.COMPLETED: "все шаги пройдены",
        }
        ways.fates.append(
            Fate(
                route=one,
                state=state,
                companion_id=accompanied[0] if accompanied else None,
                approver=accompanied[1] if accompanied else "",
                sent_on=sent if state is not RouteState.DRAFT else None,
                approved_on=approved if in_force else None,
                ended_on=ended,
                words=words.get(state, ""),
                own_goal=rng.choice(_GOALS) if happens(rng, 0.35) else "",
                steps=steps,
            )
        )
    return ways


def _steps(
    one: Written,
    state: RouteState,
    groups: Mapping[UUID, Group],
    used: dict[UUID, int],
    ways: Ways,
    approved: date,
    today: date,
    rng: Random,
    *,
    story: bool,
) -> Iterator[tuple[UUID, StepFate]]:
    in_force = state in _IN_FORCE
    for step in one.steps:
        if not in_force:
            if state is RouteState.AGREEMENT:
                yield step.step_id, _answered(step, rng)
            continue
        if step.cohort_id is not None and step.cohort_id in groups:
            yield (
                step.step_id,
                _learnt(one, step, groups[step.cohort_id], used, ways, approved, today, rng, story=story),
            )
        else:
            yield step.step_id, _taken(step, today, rng, story=story)


def _release(step: PastStep, rng: Random, *, agreed: float) -> ReleaseState | None:
    if not step.asks_release:
        return None
    if happens(rng, agreed):
        return ReleaseState.AGREED
    return ReleaseState.DENIED if happens(rng, 0.06) else ReleaseState.ASKED


def _answered(step: PastStep, rng: Random) -> StepFate:
    """On the way to agreement most steps are accepted, some do not suit."""
    release = _release(step, rng, agreed=0.45)
    if happens(rng, 0.06):
        return StepFate(state=StepState.REFUSED, words=rng.choice(_UNSUITED))
    words = _OTHER_DAYS if release is ReleaseState.DENIED else ""
    return StepFate(state=StepState.ACCEPTED, release=release, words=words)


def _taken(step: PastStep, today: date, rng: Random, *, story: bool) -> StepFate:
    """A step without a group: over it was shown and confirmed, or it did not happen; ahead it is accepted."""
    if step.ends >= today:
        return StepFate(state=StepState.ACCEPTED, release=_release(step, rng, agreed=1.0 if story else 0.8))
    agreed = ReleaseState.AGREED if step.asks_release else None
    became = _OVER[0] if story or step.kind is StepKind.DIAGNOSTIC else rng.choices(_OVER, _OF_OVER)[0]
    if became is StepState.MISSED:
        return StepFate(state=became, on=step.ends, words=rng.choice(_MISSED), release=agreed)
    if became is StepState.ACCEPTED:
        return StepFate(state=became, release=agreed)
    return StepFate(state=became, on=step.ends, shown=rng.choice(_NOTES), release=agreed)


def _learnt(
    one: Written,
    step: PastStep,
    group: Group,
    used: dict[UUID, int],
    ways: Ways,
    approved: date,
    today: date,
    rng: Random,
    *,
    story: bool,
) -> StepFate:
    """A step of a group: a seat, then learning, then a document; with the seats gone, the queue."""
    asked = min(approved, group.starts - timedelta(days=1))
    if used.get(group.cohort_id, 0) >= group.seats:
        ways.learners.append(_learner(one, step, group, asked, ApplicationState.WAITING, rng))
        return StepFate(state=StepState.ACCEPTED, release=ReleaseState.AGREED)
    if group.starts > today:
        waits = happens(rng, 0.25) and not story
        state = ApplicationState.ASKED if waits else ApplicationState.SEATED
        used[group.cohort_id] = used.get(group.cohort_id, 0) + (not waits)
        ways.learners.append(_learner(one, step, group, asked, state, rng))
        waiting = ReleaseState.ASKED if waits else ReleaseState.AGREED
        return StepFate(state=StepState.ACCEPTED, release=waiting if step.asks_release else None)
    used[group.cohort_id] = used.get(group.cohort_id, 0) + 1
    over = group.ends < today
    done = over and (story or happens(rng, 0.93))
    number = f"{group.number}-{used[group.cohort_id]:03d}" if done else ""
    ways.learners.append(_learner(one, step, group, asked, ApplicationState.ENROLLED, rng, number=number))
    release = ReleaseState.AGREED if step.asks_release else None
    if done:
        return StepFate(state=StepState.DONE, on=group.ends, release=release)
    return StepFate(state=StepState.ACCEPTED, release=release)


def _learner(
    one: Written, step: PastStep, group: Group, asked: date, state: ApplicationState, rng: Random, *, number: str = ""
) -> Learner:
    served: list[Mapping[str, Any]] = [row for row in one.basis if row.get("competency") in step.serves]
    return Learner(
        cohort_id=group.cohort_id,
        person_id=one.person_id,
        node_id=one.node_id,
        asked_at=_at(asked, rng),
        state=state,
        enrolled_on=group.starts if state is ApplicationState.ENROLLED else None,
        order_number=f"{group.number}-з" if state is ApplicationState.ENROLLED else "",
        number=number,
        chosen_for=served,
        step_id=step.step_id,
    )


def seats_for(
    people: Sequence[tuple[UUID, UUID]], group: Group, *, taken: int, today: date, rng: Random
) -> Iterator[Learner]:
    """People who came to a group by themselves, without a route, until it is full or they are no more."""
    over, begun = group.ends < today, group.starts <= today
    for number, (person, node) in enumerate(people, taken + 1):
        if begun and number > group.seats:
            return
        full = number > group.seats
        state = ApplicationState.WAITING if full else ApplicationState.ENROLLED if begun else ApplicationState.SEATED
        learnt = over and happens(rng, 0.95)
        yield Learner(
            cohort_id=group.cohort_id,
            person_id=person,
            node_id=node,
            asked_at=_at(min(today - timedelta(days=1), group.starts - timedelta(days=rng.randint(10, 40))), rng),
            state=state,
            enrolled_on=group.starts if begun else None,
            order_number=f"{group.number}-з" if begun else "",
            number=f"{group.number}-{number:03d}" if learnt else "",
        )


def _at(day: date, rng: Random) -> datetime:
    return datetime.combine(
        day, time(rng.randint(8, 19), rng.randint(0, 59), rng.randint(0, 59)), tzinfo=ZoneInfo("UTC")
    )
