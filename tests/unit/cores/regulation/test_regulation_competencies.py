"""competencies.yaml: the base framework holds together, a region's own names its clauses, mistakes are named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marshrut.cores.regulation import Reading, from_plain, plain, read_facts
from marshrut.cores.regulation.facts import FACT_FILES
from unit.cores.regulation.conftest import REGIONS

GOOD = """\
region: abc
competencies:
- code: forest_lessons
  area: methods
  title: Урок в лесу
  plain: Вы ведёте урок под открытым небом.
  why: Интересно.
  step: Сходите в лес.
  audience: [teaching]
  source: [ABC-1.1-01]
thresholds:
- {name: certain, value: 0.95, why: так решил приказ, source: [ABC-1.1-01]}
- {name: likely, value: 0.8, why: так решил приказ, source: [ABC-1.1-01]}
cuts:
- {area: literacy, cut: 0.7, source: [ABC-1.1-01]}
care: {most_people: 100, source: [ABC-1.1-01]}
"""
Read = Callable[..., Reading]
BASE = {name: (REGIONS / "base" / name).read_bytes() for name in FACT_FILES}


def test_a_region_adds_a_competency_and_sets_numbers(read: Read) -> None:
    reading = read(competencies=GOOD)
    assert reading.ok, reading.problems
    assert reading.regulation is not None
    own = reading.regulation.competencies
    assert own is not None
    assert [one.code for one in own.competencies] == ["forest_lessons"]
    assert own.cuts[0].cut == 0.7
    assert own.care is not None
    assert (own.care.most_people, own.care.own_school) == (100, None)
    assert from_plain(plain(reading.regulation)) == reading.regulation


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  source: [ABC-1.1-01]\nthresholds", "  source: [ABC-9.9-99]\nthresholds", "нет пункта или показателя"),
        (", source: [ABC-1.1-01]}\ncuts", "}\ncuts", "source"),
        ("care: {most_people: 100, source: [ABC-1.1-01]}", "care: {most_people: 100}", "назовите пункт"),
        ("cut: 0.7", "cut: 70", "нужна доля от 0 до 1"),
        ("name: certain", "name: sure", "нет в списке допустимых"),
        ("name: certain, value: 0.95", "name: smallest_group, value: 3", "smallest_group бывает от 5"),
        ("name: likely, value: 0.8", "name: forget_days, value: 900", "меняют вместе"),
        ("audience: [teaching]", "audience: [pupils]", "нет в списке допустимых"),
        ("  title:", "  titel:", "неизвестный ключ"),
    ],
)
def test_a_mistake_is_named(read: Read, old: str, new: str, words: str) -> None:
    reading = read(competencies=GOOD.replace(old, new, 1))
    assert reading.regulation is None
    assert [problem for problem in reading.problems if words in str(problem)], reading.problems


def test_the_base_framework_covers_subjects_areas_and_posts() -> None:
    facts, problems = read_facts(BASE)
    assert not problems
    assert facts is not None
    made = facts.competencies
    assert {one.subject for one in made.subjects} == set(facts.subjects.all_subjects)
    used = {one.area for one in (*made.competencies, *made.subject_templates)}
    assert used == {one.code for one in made.areas}
    named = {post for one in made.profiles for post in one.posts}
    teaching = {one.name for one in facts.positions.teaching}
    assert teaching - named == set(), "posts of teachers without an expected profile"
    assert all(link.code is None for one in made.competencies for link in one.standards), "never from memory"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"area: methods\n", b"area: magic\n", "такой области нет"),
        (b"{template: content,", b"{template: contents,", "такого шаблона нет"),
        (b"competency: lesson_design,", b"competency: lesson_desing,", "такой компетенции нет"),
        (b"slug: physics,", b"slug: chemistry,", "повторено"),
        (b'subject: "\xd0\xa5\xd0\xb8\xd0\xbc\xd0\xb8\xd1\x8f"', b'subject: "Alchemy"', "предмета нет в subjects.yaml"),
        (b'standard: "01.001"', b'standard: "99.999"', "стандарта нет"),
        (b"importance: 3}", b"importance: 9}", "важность бывает"),
    ],
)
def test_a_mistake_in_the_base_is_named(old: bytes, new: bytes, words: str) -> None:
    changed = BASE | {"competencies.yaml": BASE["competencies.yaml"].replace(old, new, 1)}
    assert changed != BASE
    facts, problems = read_facts(changed)
    assert facts is None
    assert [one for one in problems if words in str(one)], problems
