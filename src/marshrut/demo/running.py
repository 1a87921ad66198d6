"""Diagnostics that go on today in an invented region: half done, some begun, some reminded; texts wait for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.services import ON_LEAVE, Held, Invited, Plan, Taken
from marshrut.apps.diagnostics.types import CampaignState
from marshrut.demo.answers import Answers
from marshrut.demo.cast import Cast
from marshrut.demo.shapes import Region
from marshrut.demo.waves import LITERACY, when, workday

__all__ = ["LESSON", "running_now"]

LESSON = "lesson"
#: How long it has been open, and how long it goes on.
_OPEN, _LEFT = timedelta(days=11), timedelta(days=12)
#: A place has done little or almost all of it; of the rest so many have begun and did not finish.
_DONE, _BEGUN = (0.1, 0.95), 0.06
#: Of the municipalities that were reminded, and the largest group whose lessons are analysed in writing.
_REMINDED, _WRITERS, _WROTE = 3, 40, 9
_LESSONS = (
    (
        "Хотела, чтобы пятиклассники сами вывели правило сложения дробей. Первые десять минут они перебирали "
        "числа, а потом трое сильных сказали ответ, и остальные переписали. Правила на следующий день не "
        "помнил почти никто. Думаю, дело в том, что ответ прозвучал раньше, чем задумались все. Завтра дам "
        "каждому карточку и минуту тишины, ответы покажут одновременно. Увижу, помогло ли, по числу карточек, "
        "где правило записано своими словами."
    ),
    (
        "Урок литературы, обсуждали поступок героя. Я задавала вопросы, отвечали одни и те же. Остальные "
        "сидели тихо. Наверное, тема была неинтересной. В следующий раз возьму другой рассказ."
    ),
    (
        "Планировал лабораторную по трению на двадцать минут, ушло сорок. Ученики не понимали, что записывать "
        "в таблицу: половина спрашивала меня, половина ждала соседа. Таблицу я дал готовую, но ни разу её с "
        "ними не читал. Перед следующей работой разберём один столбец вместе, а второй заполнят сами. Если "
        "вопросов станет меньше, дело в этом."
    ),
)
_REVIEWS = (
    (
        "Саша, опыт ты поставил аккуратно и всё записал. Ты увидел, что лёд растаял быстрее. А что показал бы "
        "термометр в стакане с солью? Проверь и допиши вывод тем, что измеришь."
    ),
    "Неверно: соль лёд не греет, а понижает температуру таяния. Перепиши вывод.",
    (
        "Хорошо, что у тебя есть и действие, и вывод. Найди слово в выводе, которого ты в опыте не видел. Как "
        "можно это проверить?"
    ),
)


def running_now(
    region: Region,
    cast: Cast,
    *,
    draw: Answers,
    versions: Mapping[str, UUID],
    rng: Random,
    now: datetime,
) -> Iterator[Held]:
    """Campaigns under way."""
    top = region.land.node
    if top is None:
        raise ValueError("the land has no places in the tree yet")
    centre = next((one.id for one in region.organisations if one.kind == "centre"), top[0])
    job = cast.teacher.main(region.today) if cast.teacher else None
    chosen = {"post": job.post, "subject": job.subjects[0]} if job and job.subjects else {"post": "учитель"}
    people = list(_meant(region, **chosen))
    if people:
        plan = Plan(
            title="Функциональная грамотность: диагностика этого года",
            purpose="Выбрать темы весенних курсов и открытых уроков",
            basis=f"приказ от {region.today - _OPEN - timedelta(days=10):%d.%m.%Y} № 244-од",
            version_id=versions[LITERACY], stage=Stage.ENTRY, opens_on=region.today - _OPEN,
            closes_on=region.today + _LEFT, node_id=top[0], held_by_id=centre, origin="centre", selection=chosen,
        )  # fmt: skip
        yield _tests(plan, region, cast, people, draw, rng, now)
    yield from _texts(region, cast, versions, rng)


def _meant(region: Region, *, post: str, subject: str = "") -> Iterator[Invited]:
    """Whom the registry would find by this selection; who is on leave is let be. Asked of the region, not of tables
    that were filled in this transaction and of which the database knows nothing yet."""
    for one in region.people:
        job = one.main(region.today)
        if job is None or job.post != post or (subject and subject not in job.subjects):
            continue
        away = one.leave is not None and one.leave[1] <= region.today
        yield Invited(one.id, job.place.id, ON_LEAVE if away else "")


def _tests(
    plan: Plan, region: Region, cast: Cast, people: list[Invited], draw: Answers, rng: Random, now: datetime
) -> Held:
    district = {one.id: one.district.name if one.district else "" for one in region.organisations}
    readiness: dict[str, float] = {}
    done, begun = [], []
    told = cast.teacher.id if cast.teacher else None
    for one in people:
        if one.excused or one.person_id == told:
            continue
        ready = readiness.setdefault(district.get(one.node_id, ""), rng.uniform(*_DONE))
        chance = rng.random()
        if chance < ready:
            done.append(one)
        elif chance < ready + (1 - ready) * _BEGUN:
            begun.append(one)
    answers = draw.draw([one.person_id for one in (*done, *begun)], region.today)
    last = region.today - timedelta(days=1)
    taken = []
    for one, said in zip(done, answers, strict=False):
        began = when(workday(plan.opens_on, last, rng), rng)
        ended = began + timedelta(minutes=rng.randint(18, 46))
        taken.append(_taken(one, said, began, ended))
    for one, said in zip(begun, answers[len(done) :], strict=True):
        some = rng.randint(3, 15)
        began = now - timedelta(minutes=rng.randint(2, 12))
        taken.append(_taken(one, [*said[:some], *[None] * (len(said) - some)], began, None))
    over = {one.person_id for one in taken}
    missing = Counter(district.get(one.node_id, "") for one in people if not one.excused and one.person_id not in over)
    return Held(
        plan=plan, state=CampaignState.ANNOUNCED, announced_at=when(plan.opens_on - timedelta(days=5), rng),
        invited=people, taken=taken, reminders=list(_reminders(region, cast, missing, now)),
    )  # fmt: skip


def _taken(one: Invited, said: Sequence[Any], began: datetime, ended: datetime | None) -> Taken:
    return Taken(
        person_id=one.person_id, node_id=one.node_id, started_at=began, handed_in_at=ended, answers=said, kept=True
    )


def _reminders(
    region: Region, cast: Cast, missing: Counter[str], now: datetime
) -> Iterator[tuple[UUID, datetime, int]]:
    """Where most are missing, and where the teacher is: two days ago, so that one may remind again today."""
    own = cast.school.district.name if cast.school and cast.school.district else ""
    names = dict.fromkeys([own, *(name for name, _ in missing.most_common(_REMINDED))])
    for one in region.land.districts:
        if one.name in names and one.node and missing[one.name] and region.land.whole:
            yield one.node[0], now - timedelta(days=2, hours=1), missing[one.name]


def _texts(
    region: Region,
    cast: Cast,
    versions: Mapping[str, UUID],
    rng: Random,
) -> Iterator[Held]:
    """Methodists describe a lesson in writing; a few texts are there and wait for a reader."""
    top, chosen = region.land.node, {"post": "методист"}
    people = list(_meant(region, **chosen))
    other = cast.methodist.id if cast.methodist else None
    there = [one for one in people if not one.excused and one.person_id != other][:_WRITERS]
    if not there or top is None:
        return
    taken = []
    for number, one in enumerate(there[: min(_WROTE, len(there))]):
        began = when(workday(region.today - _OPEN, region.today - timedelta(days=1), rng), rng)
        said = [_LESSONS[number % len(_LESSONS)], _REVIEWS[(number // 2) % len(_REVIEWS)]]
        if number % 4 == 3:  # noqa: PLR2004 - every fourth has begun and thinks about it
            taken.append(_taken(one, [said[0], None], began, None))
        else:
            taken.append(_taken(one, said, began, began + timedelta(minutes=rng.randint(35, 90))))
    plan = Plan(
        title="Разбор урока: методисты", purpose="Договориться, как мы читаем уроки вместе с учителями", basis="",
        version_id=versions[LESSON], stage=Stage.INTERIM, opens_on=region.today - _OPEN,
        closes_on=region.today + _LEFT, node_id=top[0], held_by_id=top[0], origin="region",
        selection=chosen,
    )  # fmt: skip
    yield Held(
        plan=plan, state=CampaignState.ANNOUNCED, announced_at=when(plan.opens_on - timedelta(days=5), rng),
        invited=there, taken=taken,
    )  # fmt: skip
