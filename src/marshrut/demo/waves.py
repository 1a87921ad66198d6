"""Diagnostics of three years in an invented region: which were held when, who took part, what they answered.

What people answer follows from what they can do (`truth`). Teachers are invited by schools, as it is done: whoever
works in a chosen school that day. Not everybody comes, some leave a task out, some of the country send paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.services import Held, Invited, Plan, Taken
from marshrut.apps.diagnostics.types import CampaignState, Mode
from marshrut.demo.answers import Answers
from marshrut.demo.cast import Cast
from marshrut.demo.names import likely
from marshrut.demo.shapes import Human, Job, Organisation, Region

__all__ = ["ASSESSMENT", "LITERACY", "Wave", "past_waves", "school_year", "teachers_on", "when", "workday"]

ASSESSMENT, LITERACY = "assessment", "literacy"
#: So many of those whose answers are not looked at by anybody keep them all the same.
_KEPT = 0.02
#: Of those asked on paper at all: in town, in the country.
_PAPER = (0.15, 0.5)
_BY_CLOCK = 0.03
_CAME = 0.88
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wave:
    """One campaign of the past. `of`: an earlier one whose people are asked again."""

    title: str
    purpose: str
    instrument: str
    stage: Stage
    opens_on: date
    closes_on: date
    origin: str
    share: float
    order: str
    of: str = ""
    came: float = _CAME
    paper: bool = False
    #: With the teacher whose story is told; without, whatever the dice say.
    told: bool = False


def school_year(today: date) -> int:
    """The calendar year in which the present school year began."""
    return today.year if (today.month, today.day) >= (9, 15) else today.year - 1


def _waves(today: date) -> Iterator[Wave]:
    year = school_year(today)
    first, second = "Оценивание на уроке: ", "Функциональная грамотность: "
    yield Wave(
        f"{first}входная диагностика", "Узнать, с чем педагоги начинают год, и составить программы на весну",
        ASSESSMENT, Stage.ENTRY, date(year - 2, 10, 5), date(year - 2, 10, 30), "centre", 0.35, "214-од", told=True,
    )  # fmt: skip
    yield Wave(
        f"{first}итоговая диагностика", "Сравнить с осенью: что изменилось после курсов и уроков с методистом",
        ASSESSMENT, Stage.EXIT, date(year - 1, 4, 6), date(year - 1, 4, 24), "centre", 1.0, "88-од",
        of=f"{first}входная диагностика", told=True,
    )  # fmt: skip
    yield Wave(
        f"{second}входная диагностика", "Подобрать школам помощь к новым заданиям",
        LITERACY, Stage.ENTRY, date(year - 1, 10, 7), date(year - 1, 10, 31), "centre", 0.4, "231-од",
    )  # fmt: skip
    yield Wave(
        f"{second}итоговая диагностика", "Сравнить с осенью",
        LITERACY, Stage.EXIT, date(year, 4, 7), date(year, 4, 25), "centre", 1.0, "97-од",
        of=f"{second}входная диагностика",
    )  # fmt: skip
    yield Wave(
        f"{first}диагностика этого года", "Выбрать, с кем методисты работают в этом году",
        ASSESSMENT, Stage.ENTRY, date(year, 9, 21), date(year, 10, 16), "centre", 0.28, "205-од",
    )  # fmt: skip


def _short(name: str) -> str:
    """A municipality as people call it: what stands in the quotation marks of its official name."""
    return name.partition("«")[2].partition("»")[0] or name


def _local(today: date, districts: Sequence[str], schools: Sequence[str]) -> Iterator[tuple[str, Wave]]:
    """(of which place, campaign): two municipalities and a few schools hold their own."""
    year = school_year(today)
    for place in districts:
        yield place, Wave(
            f"Оценивание на уроке: {_short(place)}", "Спланировать работу методических объединений",
            ASSESSMENT, Stage.INTERIM, date(year, 2, 2), date(year, 2, 20), "municipal", 1.0, "17", paper=True,
        )  # fmt: skip
    for place in schools:
        yield place, Wave(
            "Функциональная грамотность в нашей школе", "Распределить открытые уроки на следующий год",
            LITERACY, Stage.INTERIM, date(year, 3, 9), date(year, 3, 20), "school", 1.0, "9-ш",
        )  # fmt: skip


def teachers_on(region: Region, day: date) -> list[tuple[Human, Job]]:
    """Teachers of a subject in their main work that day, who were not on leave."""
    found = []
    for one in region.people:
        job = one.main(day)
        if job is None or not job.subjects or not job.post.startswith("учитель"):
            continue
        away = one.leave is not None and one.leave[1] <= day and (one.leave[2] is None or day < one.leave[2])
        if not away:
            found.append((one, job))
    return found


def past_waves(
    region: Region,
    cast: Cast,
    *,
    draw: Mapping[str, Answers],
    versions: Mapping[str, UUID],
    rng: Random,
) -> Iterator[Held]:
    """Campaigns that are over, the oldest first."""
    top = region.land.node
    if top is None:
        raise ValueError("the land has no places in the tree yet")
    centre = next((one.id for one in region.organisations if one.kind == "centre"), top[0])
    asked: dict[str, set[UUID]] = {}
    for wave in _waves(region.today):
        if wave.closes_on >= region.today:
            continue
        there = _invited(region, cast, wave, asked.get(wave.of), rng)
        asked[wave.title] = {one.id for one, _ in there}
        yield _held(wave, there, cast, (top[0], centre), draw, versions, rng)
    yield from _held_locally(region, cast, draw, versions, rng)


def _invited(region: Region, cast: Cast, wave: Wave, before: set[UUID] | None, rng: Random) -> list[tuple[Human, Job]]:
    found = teachers_on(region, wave.opens_on)
    if before is not None:
        return [pair for pair in found if pair[0].id in before]
    schools = sorted({job.place.id.hex for _, job in found})
    chosen = set(rng.sample(schools, round(len(schools) * wave.share)))
    told = cast.teacher.id if cast.teacher else None
    if wave.told and cast.school is not None:
        chosen.add(cast.school.id.hex)
    if not wave.told and cast.school is not None:
        chosen.discard(cast.school.id.hex)
    return [(one, job) for one, job in found if job.place.id.hex in chosen or (wave.told and one.id == told)]


def _held(
    wave: Wave,
    there: list[tuple[Human, Job]],
    cast: Cast,
    where: tuple[UUID, UUID],
    draw: Mapping[str, Answers],
    versions: Mapping[str, UUID],
    rng: Random,
) -> Held:
    told = cast.teacher.id if cast.teacher else None
    came = [pair for pair in there if likely(rng, wave.came) or (wave.told and pair[0].id == told)]
    answers = draw[wave.instrument].draw([one.id for one, _ in came], wave.opens_on)
    taken = [_taken(wave, one, job, said, rng) for (one, job), said in zip(came, answers, strict=True)]
    node, held_by = where
    return Held(
        plan=Plan(
            title=wave.title, purpose=wave.purpose,
            basis=f"приказ от {wave.opens_on - 14 * _DAY:%d.%m.%Y} № {wave.order}",
            version_id=versions[wave.instrument], stage=wave.stage, opens_on=wave.opens_on, closes_on=wave.closes_on,
            node_id=node, held_by_id=held_by, origin=wave.origin, selection={"post": "учитель"},
        ),
        state=CampaignState.CLOSED,
        announced_at=when(wave.opens_on - 7 * _DAY, rng),
        invited=[Invited(one.id, job.place.id) for one, job in there],
        taken=taken,
    )  # fmt: skip


def _taken(wave: Wave, one: Human, job: Job, said: list[object], rng: Random) -> Taken:
    paper = wave.paper and likely(rng, _PAPER[job.place.rural])
    began = when(workday(wave.opens_on, wave.closes_on, rng), rng)
    by_clock = not paper and likely(rng, _BY_CLOCK)
    minutes = (40 if wave.instrument == ASSESSMENT else 50) if by_clock else rng.randint(14, 38)
    return Taken(
        person_id=one.id,
        node_id=job.place.id,
        started_at=began,
        handed_in_at=began if paper else began + timedelta(minutes=minutes),
        answers=said,
        mode=Mode.PAPER if paper else Mode.ONLINE,
        by_clock=by_clock,
        kept=paper or likely(rng, _KEPT),
    )


def _held_locally(
    region: Region,
    cast: Cast,
    draw: Mapping[str, Answers],
    versions: Mapping[str, UUID],
    rng: Random,
) -> Iterator[Held]:
    """What municipalities and schools hold by themselves; the teacher whose story is told has nothing to do with it."""
    own = cast.school.district if cast.school else None
    districts = [one for one in region.land.districts if one is not own and one.node and region.land.whole]
    schools = [
        one for one in region.organisations if one.kind == "school" and one.until is None and one is not cast.school
    ]
    some = {one.name: one for one in rng.sample(districts, min(2, len(districts)))}
    few = {one.id.hex: one for one in rng.sample(schools, min(3, len(schools)))}
    for place, wave in _local(region.today, list(some), list(few)):
        if wave.closes_on >= region.today:
            continue
        teachers = teachers_on(region, wave.opens_on)
        if place in some:
            district = some[place]
            there = [pair for pair in teachers if pair[1].place.district is district]
            node = district.node[0] if district.node else None
            services = (one for one in region.organisations if one.kind == "municipal_service")
            by: Organisation | None = next((one for one in services if one.district is district), None)
            where = (node, by.id if by else node)
        else:
            there = [pair for pair in teachers if pair[1].place is few[place]]
            where = (few[place].id, few[place].id)
        if there and where[0] and where[1]:
            yield _held(wave, there, cast, (where[0], where[1]), draw, versions, rng)


def workday(first: date, last: date, rng: Random) -> date:
    """Some day from the first to the last, not a Sunday where there is another."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return day - _DAY if day.isoweekday() == 7 and day > first else day  # noqa: PLR2004 - Sunday


def when(day: date, rng: Random) -> datetime:
    """A moment of the working day; by the clock of any zone of the country it is the same day."""
    return datetime.combine(day, time(rng.randint(5, 10), rng.randint(0, 59)), tzinfo=UTC)
