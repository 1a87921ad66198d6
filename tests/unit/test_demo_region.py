"""The invented region adds up: numbers, dates, places; the same for a seed."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from marshrut.apps.registry.reading import read_file
from marshrut.apps.registry.reading.names import snils_fits
from marshrut.apps.registry.types import ImportKind, JobKind

TODAY = date(2026, 11, 22)
STAFF = 1500


@pytest.fixture(scope="module")
def words() -> Any:
    from marshrut.apps.registry.dictionaries import base_dictionaries

    return base_dictionaries()


def made(words: Any, slug: str = "smolensk", staff: int = STAFF, seed: int = 7, *, doubts: bool = False) -> Any:
    from marshrut.demo.land import land_of
    from marshrut.demo.region import make_region

    return make_region(land_of(slug), staff=staff, seed=seed, today=TODAY, words=words, doubts=doubts)


@pytest.fixture(scope="module")
def region(words: Any) -> Any:
    return made(words)


def test_so_many_people_work_today_each_in_one_main_job(region: Any) -> None:
    mains = [[job for job in one.working(TODAY) if job.kind is JobKind.MAIN] for one in region.people]
    assert Counter(map(len, mains)) == {1: STAFF, 0: len(region.people) - STAFF}
    assert sum(place.size for place in region.organisations) == STAFF


def test_the_same_seed_gives_the_same_region_and_another_one_another(words: Any, region: Any) -> None:
    again, other = made(words), made(words, seed=8)
    assert again.people == region.people
    assert again.organisations == region.organisations
    assert other.people[0] != region.people[0]


def test_doubts_move_work_and_people_but_change_no_total(words: Any, region: Any) -> None:
    doubtful = made(words, doubts=True)
    assert doubtful.people == made(words, doubts=True).people
    assert len(doubtful.people) > len(region.people)
    assert sum(one.main(TODAY) is not None for one in doubtful.people) == STAFF
    jobs = [sum(len(list(one.working(TODAY))) for one in whole.people) for whole in (region, doubtful)]
    assert jobs[0] == jobs[1]
    claimed = [one for one in doubtful.people if sum(job.kind is JobKind.MAIN for job in one.working(TODAY)) == 2]
    assert len(claimed) >= 2
    alike = Counter((one.names[-1], one.born) for one in doubtful.people)
    assert sum(many == 2 for many in alike.values()) >= 2


def test_a_team_is_of_people_who_work_there(words: Any, region: Any) -> None:
    assert region.teams
    for team in region.teams:
        assert len({one.id for one, _, _ in team.members}) == len(team.members) >= 2
        for one, part, since in team.members:
            assert part
            assert any(job.place is team.place and job.since <= since for job in one.working(TODAY))
    assert {one.year for one in region.past} == {TODAY.year - 1, TODAY.year - 2}
    assert all("выдуманная" in one.document for one in region.past)
    assert {one.kind for one in region.possessions} <= set(words.condition_kinds)


def test_no_day_contradicts_another(region: Any) -> None:
    for one in region.people:
        assert one.teaching_since.year - one.born.year >= 18
        for job in one.jobs:
            assert one.teaching_since <= job.since <= TODAY
            assert job.until is None or job.since < job.until <= TODAY
            assert job.place.open_on(job.since)
            assert job.place.until is None or (job.until is not None and job.until <= job.place.until)
        for category in one.categories:
            assert one.teaching_since < category.awarded <= TODAY
            assert category.until is None or category.awarded < category.until
        for role in one.roles:
            assert role.since <= TODAY
            assert any(job.place is role.place and job.since <= role.since for job in one.jobs)
        assert one.leave is None or one.main(TODAY).since <= one.leave[1] <= TODAY


def test_main_jobs_of_one_person_never_overlap(region: Any) -> None:
    for one in region.people:
        mains = sorted((job for job in one.jobs if job.kind is JobKind.MAIN), key=lambda job: job.since)
        assert all(first.until <= then.since for first, then in itertools.pairwise(mains))
        assert sum(job.load for job in one.working(TODAY)) <= 2


def test_what_a_region_has(words: Any, region: Any) -> None:
    kinds = Counter(place.kind for place in region.organisations)
    assert kinds["municipal_service"] == len(
        {place.district for place in region.organisations if place.kind == "municipal_service"}
    )
    assert kinds["centre"] == 1
    assert {role.code for one in region.people for role in one.roles} == set(words.staff_roles)
    assert any(place.successor for place in region.organisations)
    moved = [job for one in region.people for job in one.jobs if job.why == "moved"]
    assert any(job.place.successor for job in moved)
    assert any(len(one.names) == 2 for one in region.people)
    assert any(one.leave for one in region.people)
    assert {job.kind for one in region.people for job in one.jobs} == set(JobKind)
    posts = {job.post for one in region.people for job in one.jobs}
    assert posts <= set(words.posts)
    heads = Counter(
        job.place.id
        for one in region.people
        for job in one.working(TODAY)
        if job.post.startswith("руководитель (директор")
    )
    assert set(heads.values()) == {1}


def test_a_country_school_has_one_mathematician_at_most(region: Any) -> None:
    found = Counter(
        job.place.id
        for one in region.people
        for job in one.working(TODAY)
        if "Математика" in job.subjects and job.place.rural
    )
    assert found
    assert set(found.values()) == {1}


def test_there_are_young_teachers_and_years_of_history(region: Any) -> None:
    beginners = [
        one for one in region.people if one.main(TODAY) and TODAY - one.teaching_since < timedelta(days=3 * 365)
    ]
    assert 0.02 < len(beginners) / STAFF < 0.2
    left = [one for one in region.people if not one.main(TODAY)]
    assert 0.05 < len(left) / STAFF < 0.25
    assert {job.until.year for one in left for job in one.jobs if job.until} >= {
        TODAY.year - 2,
        TODAY.year - 1,
        TODAY.year,
    }
    years = {year for place in region.organisations for _, year in place.statuses}
    assert {TODAY.year - 1, TODAY.year} <= years


def test_names_agree_with_the_sex_and_numbers_with_their_digits(region: Any) -> None:
    numbers = [one.snils for one in region.people if one.snils]
    assert len(numbers) == len(set(numbers))
    assert 0.8 < len(numbers) / len(region.people) < 1
    assert all(map(snils_fits, numbers))
    for one in region.people:
        assert one.names[-1].patronymic.endswith("на" if one.female else "ч")


def test_the_files_are_read_back_without_a_word(words: Any, region: Any, tmp_path: Path) -> None:
    from marshrut.demo.files import write_files

    counts = {}
    kinds = (ImportKind.ORGANISATIONS, ImportKind.STAFF, ImportKind.STAFF, ImportKind.ROLES)
    for path, kind in zip(write_files(region, tmp_path, words), kinds, strict=True):
        with path.open("rb") as source:
            found = read_file(source, name=path.name, kind=kind, words=words, as_of=TODAY)
        assert (found.problems, found.missing) == ((), ())
        assert [line.problems for line in found.lines if line.problems] == []
        counts[path.stem] = len(found.lines)
    assert counts["organisations"] == len(region.organisations)
    assert counts["staff"] == sum(len(list(one.working(TODAY))) for one in region.people)


@pytest.mark.parametrize("slug", ["krasnoyarsk", "kuzbass", "stavropol", "tazovsky"])
@pytest.mark.parametrize("staff", [20, 333])
def test_every_region_and_a_handful_of_people(words: Any, slug: str, staff: int) -> None:
    found = made(words, slug, staff)
    assert sum(one.main(TODAY) is not None for one in found.people) == staff
