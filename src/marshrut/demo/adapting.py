"""Items that nobody knew are tried on people once; when the bank is calibrated, a short test is made of all of them.

The trial lies right after the first diagnostic and asks some of the same people: so old and new items are answered by
one person in one state, and a calibration can put them on one scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.services import Held, Invited, Plan, Taken
from marshrut.apps.diagnostics.types import CampaignState
from marshrut.demo.answers import Answers
from marshrut.demo.cast import Cast
from marshrut.demo.names import likely
from marshrut.demo.shapes import Region
from marshrut.demo.waves import school_year, teachers_on, when, workday

__all__ = ["POOL", "QUICK", "short_test", "trial_of_items"]

#: Files of the new items, and of the test that chooses among all.
POOL, QUICK = "pool", "quick"
#: So many try new items at most; of those asked so many came.
_MOST, _CAME = 400, 0.9
#: The short test goes on: since when, for how long, in how many schools besides the teacher's; who has taken it.
_OPEN, _LEFT, _SCHOOLS = timedelta(days=8), timedelta(days=16), 5
_DONE, _BEGUN = 0.55, 0.08


def trial_of_items(
    region: Region, cast: Cast, first: Held, *, draw: Answers, versions: Mapping[str, UUID], seed: int
) -> Held | None:
    """Some of those who took the first diagnostic, two weeks later; the teacher whose story is told is not asked."""
    rng = Random(f"{region.land.slug}:{seed}:trial")  # noqa: S311 — invented people need no secrets
    year = school_year(region.today)
    opens, closes = date(year - 2, 11, 9), date(year - 2, 11, 27)
    told = cast.teacher.id if cast.teacher else None
    people = [one for one in first.taken if one.person_id != told]
    asked = sorted(rng.sample(people, min(_MOST, len(people))), key=lambda one: one.person_id)
    if not asked:
        return None
    came = [one for one in asked if likely(rng, _CAME)]
    answers = draw.draw([one.person_id for one in came], opens)
    taken = []
    for one, said in zip(came, answers, strict=True):
        began = when(workday(opens, closes, rng), rng)
        ended = began + timedelta(minutes=rng.randint(18, 46))
        taken.append(
            Taken(
                person_id=one.person_id, node_id=one.node_id, started_at=began, handed_in_at=ended, answers=said,
                kept=True,
            )
        )  # fmt: skip
    plan = first.plan
    return Held(
        plan=Plan(
            title="Апробация новых заданий",
            purpose="Узнать, насколько трудны новые задания, прежде чем складывать из них короткий тест",
            basis=f"приказ от {opens - timedelta(days=14):%d.%m.%Y} № 246-од",
            version_id=versions[POOL], stage=Stage.INTERIM, opens_on=opens, closes_on=closes, node_id=plan.node_id,
            held_by_id=plan.held_by_id, origin=plan.origin, selection={"post": "учитель"},
        ),
        state=CampaignState.CLOSED,
        announced_at=when(opens - timedelta(days=7), rng),
        invited=[Invited(one.person_id, one.node_id) for one in asked],
        taken=taken,
    )  # fmt: skip


def short_test(
    region: Region, cast: Cast, *, draw: Answers, version_id: UUID, held_by: UUID, seed: int, now: datetime
) -> Held | None:
    """A test under way that suits itself to each, at the teacher's school and a few more; the teacher has not begun."""
    rng = Random(f"{region.land.slug}:{seed}:short")  # noqa: S311 — invented people need no secrets
    top, teachers = region.land.node, teachers_on(region, region.today)
    if top is None or cast.school is None:
        return None
    others = sorted({job.place.id.hex for _, job in teachers} - {cast.school.id.hex})
    chosen = {cast.school.id.hex, *rng.sample(others, min(_SCHOOLS, len(others)))}
    people = [Invited(one.id, job.place.id) for one, job in teachers if job.place.id.hex in chosen]
    told = cast.teacher.id if cast.teacher else None
    opens, last = region.today - _OPEN, region.today - timedelta(days=1)
    taken = []
    for one, said in zip(people, draw.draw([one.person_id for one in people], region.today), strict=True):
        chance, course = rng.random(), rng.getrandbits(62)
        if one.person_id == told or chance > _DONE + _BEGUN:
            continue
        began, ended, begun = when(workday(opens, last, rng), rng), None, None
        if chance < _DONE:
            ended = began + timedelta(minutes=rng.randint(9, 25))
        else:
            began, begun = now - timedelta(minutes=rng.randint(2, 12)), rng.randint(2, 7)
        taken.append(
            Taken(
                person_id=one.person_id, node_id=one.node_id, started_at=began, handed_in_at=ended, answers=said,
                kept=True, seed=course, asked=begun,
            )
        )  # fmt: skip
    plan = Plan(
        title="Оценивание на уроке: короткий тест",
        purpose="За двадцать минут понять, чему помочь этой зимой",
        basis=f"приказ от {opens - timedelta(days=10):%d.%m.%Y} № 251-од",
        version_id=version_id, stage=Stage.INTERIM, opens_on=opens, closes_on=region.today + _LEFT,
        node_id=top[0], held_by_id=held_by, origin="centre", selection={"post": "учитель"},
    )  # fmt: skip
    return Held(
        plan=plan, state=CampaignState.ANNOUNCED, announced_at=when(opens - timedelta(days=3), rng),
        invited=people, taken=taken,
    )  # fmt: skip
