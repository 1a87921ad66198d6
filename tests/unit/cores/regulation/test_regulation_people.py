"""people.yaml: how an order reads words about people, and which of its registers are made of records."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marshrut.cores.regulation import Reading, from_plain, plain, read_facts
from marshrut.cores.regulation.facts import FACT_FILES
from unit.cores.regulation.conftest import REGIONS

GOOD = """\
region: abc
young_teachers:
  under_age: 30
  inclusive: true
  years: 5
  experience: organisation
  source: [ABC-1.1-01]
school_statuses:
- {code: forest, name: лесная школа, short: лесная}
registers:
- {register: ABC-REG-01, roles: [mentor]}
"""
Read = Callable[..., Reading]


def test_a_region_says_who_is_young_and_which_registers_are_made_of_records(read: Read) -> None:
    reading = read(people=GOOD)
    assert reading.ok, reading.problems
    assert reading.regulation is not None
    people = reading.regulation.people
    assert people is not None
    assert people.young_teachers is not None
    assert (people.young_teachers.under_age, people.young_teachers.inclusive) == (30, True)
    assert [one.code for one in people.school_statuses] == ["forest"]
    assert from_plain(plain(reading.regulation)) == reading.regulation


def test_a_region_without_the_file_says_nothing_of_its_own(read: Read) -> None:
    reading = read()
    assert reading.regulation is not None
    assert reading.regulation.people is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ABC-REG-01", "ABC-REG-99", "реестра ABC-REG-99 нет"),
        ("[ABC-1.1-01]", "[ABC-9.9-99]", "нет пункта или показателя ABC-9.9-99"),
        (", roles: [mentor]", "", "назовите roles или organisation_roles"),
        ("experience: organisation", "experience: общий", "нет в списке допустимых"),
        ("  years: 5", "  yaers: 5", "неизвестный ключ"),
    ],
)
def test_a_mistake_is_named_with_its_place(read: Read, old: str, new: str, words: str) -> None:
    reading = read(people=GOOD.replace(old, new))
    assert reading.regulation is None
    said = [problem for problem in reading.problems if words in str(problem)]
    assert said, "\n".join(map(str, reading.problems))
    assert said[0].file == "people.yaml"


def test_every_role_that_a_region_names_is_a_word_of_the_base(five: dict[str, Reading]) -> None:
    facts, problems = read_facts({name: (REGIONS / "base" / name).read_bytes() for name in FACT_FILES})
    assert facts is not None, problems
    roles = {one.code for one in facts.people.staff_roles}
    held = {one.code for one in facts.people.organisation_roles}
    made = 0
    for reading in five.values():
        assert reading.regulation is not None
        for one in reading.regulation.people.registers if reading.regulation.people else ():
            assert set(one.roles) <= roles
            assert set(one.organisation_roles) <= held
            made += 1
    assert made == 17


def test_no_two_words_share_a_code() -> None:
    facts, _ = read_facts({name: (REGIONS / "base" / name).read_bytes() for name in FACT_FILES})
    assert facts is not None
    for name in ("organisation_kinds", "school_statuses", "condition_kinds", "staff_roles", "absence_reasons"):
        codes = [one.code for one in getattr(facts.people, name)]
        assert len(codes) == len(set(codes)), name
