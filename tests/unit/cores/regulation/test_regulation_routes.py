"""routes.yaml: the base holds together, a region's own names its clauses, mistakes are named; a school year as days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from marshrut.apps.regulation.queries import base_route_rules
from marshrut.apps.regulation.queries.routes import _extended
from marshrut.apps.routes.types import Formality, Reach, StepKind
from marshrut.cores.regulation import Reading, from_plain, plain, read_facts
from marshrut.cores.regulation.facts import FACT_FILES
from marshrut.cores.regulation.routes import FORMALITIES, NUMBERS, REACHES, STEP_KINDS
from unit.cores.regulation.conftest import REGIONS

GOOD = """\
region: abc
year:
  first: "08-15"
  breaks:
  - {code: autumn, name: листопад, first: "10-05", last: "10-12", what: no_lessons, source: null}
  source: [ABC-1.1-01]
numbers:
- {name: hours_a_year, value: 36, why: так решил приказ, source: [ABC-1.1-01]}
consultation_topics:
- {code: forest, name: уроки в лесу, source: [ABC-1.1-01]}
sections:
- {code: content, title: О чём, source: [ABC-1.1-01]}
- {code: forest, title: Лес, source: [ABC-1.1-01]}
printed: {title: Тропа, source: [ABC-1.1-01]}
"""
Read = Callable[..., Reading]
BASE = {name: (REGIONS / "base" / name).read_bytes() for name in FACT_FILES}


def test_a_region_sets_its_year_numbers_and_sections(read: Read) -> None:
    reading = read(routes=GOOD)
    assert reading.ok, reading.problems
    assert reading.regulation is not None
    assert from_plain(plain(reading.regulation)) == reading.regulation
    own = reading.regulation.routes
    assert own is not None
    rules, base = _extended(own), base_route_rules()
    assert rules.value("hours_a_year") == 36
    assert rules.numbers["hours_a_year"].clauses == ("ABC-1.1-01",)
    assert rules.value("still_days") == base.value("still_days")
    assert rules.topics["forest"].name == "уроки в лесу"
    said = {one.code: one for one in rules.sections}
    assert (said["content"].title, said["content"].made_of, said["content"].clauses) == (
        "О чём",
        "content",
        ("ABC-1.1-01",),
    )
    assert said["forest"].made_of == "words"
    assert said["tempo"].clauses == ()
    assert rules.printed.title == "Тропа"
    year = rules.school_year(2026)
    assert year.first == date(2026, 8, 15)
    autumn = [one for one in year.breaks if one.code == "autumn"]
    assert [(one.first, one.name) for one in autumn] == [(date(2026, 10, 5), "листопад")], "not both"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('first: "08-15"', 'first: "08-45"', "такого дня нет"),
        ('first: "08-15"', "first: 15 августа", "нужны месяц и день"),
        ("what: no_lessons", "what: party", "нет в списке допустимых"),
        ("value: 36", "value: -36", "hours_a_year бывает от 1"),
        ("name: hours_a_year", "name: hours", "нет в списке допустимых"),
        ("  source: [ABC-1.1-01]\nnumbers", "  source: [ABC-9.9-99]\nnumbers", "нет пункта или показателя"),
        ("code: forest, title: Лес, source: [ABC-1.1-01]", "code: forest, title: Лес", "source"),
        ("code: forest, title: Лес", "code: content, title: Лес", "повторено"),
    ],
)
def test_a_mistake_is_named(read: Read, old: str, new: str, words: str) -> None:
    assert old in GOOD
    reading = read(routes=GOOD.replace(old, new, 1))
    assert reading.regulation is None
    assert [problem for problem in reading.problems if words in str(problem)], reading.problems


def test_the_base_knows_every_kind_and_number_and_says_what_nobody_has_read() -> None:
    assert set(STEP_KINDS) == {one.value for one in StepKind}
    assert set(FORMALITIES) == {one.value for one in Formality}
    assert set(REACHES) == {one.value for one in Reach}
    rules = base_route_rules()
    assert set(rules.numbers) == set(NUMBERS)
    assert set(rules.ways) == set(STEP_KINDS)
    assert not rules.numbers["term_years"].checked, "a term of the law that no source here shows"
    assert rules.numbers["still_days"].checked, "the product's own decision"
    assert not any(one.checked for one in rules.school_year(2026).breaks)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("areas: [management]", "areas: [magic]", "такой области нет"),
        ("competencies: [feedback]", "competencies: [feedbac]", "такой компетенции нет"),
        ("hours: 4\n", "hours: -4\n", "часов должно быть больше нуля"),
        ("days: 14\n", "days: 0\n", "хотя бы день"),
        ("effect: 0.15", "effect: 15", "нужна доля от 0 до 1"),
        ("{value: 1, name", "{value: 0, name", "по возрастанию"),
        ("kind: pair, form", "kind: event, form", "повторено"),
    ],
)
def test_a_mistake_in_the_base_is_named(old: str, new: str, words: str) -> None:
    changed = BASE | {"routes.yaml": BASE["routes.yaml"].decode().replace(old, new, 1).encode()}
    assert changed != BASE
    facts, problems = read_facts(changed)
    assert facts is None
    assert [one for one in problems if words in str(one)], problems


def test_a_school_year_crosses_the_new_year() -> None:
    """2026/27: the new year's days begin in December and end in January; summer belongs to the coming year."""
    rules = base_route_rules()
    year = rules.school_year(2026)
    assert (year.first, year.last, year.title) == (date(2026, 9, 1), date(2027, 6, 30), "2026/27")
    holidays = [one for one in year.breaks if one.code == "new_year"]
    assert [(one.first, one.last) for one in holidays] == [(date(2026, 12, 31), date(2027, 1, 8))]
    assert rules.year_of(date(2026, 11, 27)) == 2026
    assert rules.year_of(date(2027, 6, 30)) == 2026
    assert rules.year_of(date(2027, 7, 1)) == 2027
    assert rules.year_of(date(2026, 9, 1)) == 2026
    assert not year.works(date(2027, 1, 4)), "a day off"
    assert not year.works(date(2026, 11, 28)), "a Saturday"
    assert year.works(date(2026, 11, 27))
