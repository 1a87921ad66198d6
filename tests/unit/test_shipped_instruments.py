"""Instruments that come with the demonstration: each task can be scored, and serves a competency that exists."""

from __future__ import annotations

from collections import Counter

import pytest

from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.diagnostics.reading.instruments import InstrumentSpec
from marshrut.apps.diagnostics.scoring import find_faults, points_for
from marshrut.apps.diagnostics.types import ItemKind
from marshrut.apps.regulation.folder import regions_home
from marshrut.demo.instruments import read_instrument, shipped_instruments

SPECS = shipped_instruments()
TESTS = ("assessment", "literacy", "pool")


def right_answer(task):
    """What the key calls right, in the form a device sends it."""
    said = {
        ItemKind.SINGLE: lambda key: key["right"],
        ItemKind.MULTIPLE: lambda key: key["right"],
        ItemKind.ORDERING: lambda key: key["order"],
        ItemKind.NUMERIC: lambda key: key["value"],
        ItemKind.SHORT: lambda key: key["accepted"][0],
    }
    return said[task.kind](task.key)


@pytest.fixture(params=sorted(SPECS))
def spec(request: pytest.FixtureRequest) -> InstrumentSpec:
    return SPECS[request.param]


def test_every_task_has_a_key_without_faults_and_serves_a_competency_that_exists(spec: InstrumentSpec) -> None:
    codes = base_framework().codes
    for task in spec.tasks:
        assert find_faults(task.kind, task.body, task.key, task.top) == [], task.code
        assert task.competency in codes, task.code
    assert len({task.code for task in spec.tasks}) == len(spec.tasks)
    assert all(task.comment and task.stem for task in spec.tasks)


@pytest.mark.parametrize("name", TESTS)
def test_the_right_answer_gives_all_points_and_nobody_guesses_it_by_its_letter(name: str) -> None:
    tasks = SPECS[name].tasks
    assert all(points_for(task.kind, task.key, task.top, right_answer(task)) == task.top for task in tasks)
    letters = Counter(task.key["right"] for task in tasks if task.kind is ItemKind.SINGLE)
    assert set(letters) == set("abcd")
    assert max(letters.values()) <= sum(letters.values()) / 2
    for task in tasks:
        if task.kind is ItemKind.ORDERING:
            assert task.key["order"] != sorted(task.key["order"]), "the order on the page is not the right one"
        if task.kind is ItemKind.MULTIPLE:
            assert len(task.key["right"]) < len(task.body["options"])


@pytest.mark.parametrize("name", TESTS)
def test_the_right_option_is_not_known_by_its_length(name: str) -> None:
    singles = [task for task in SPECS[name].tasks if task.kind is ItemKind.SINGLE]
    longest, allowed = 0, len(singles) / 2
    for task in singles:
        texts = {one["id"]: len(one["text"]) for one in task.body["options"]}
        longest += texts[task.key["right"]] == max(texts.values())
    assert longest <= allowed


def test_a_verdict_has_five_tasks_or_more_behind_it_and_texts_stand_apart() -> None:
    """Below `enough_items` nothing is said; what a person marks does not hold up a test with keys."""
    least = base_framework().rules.enough_items
    for name in TESTS:
        counts = Counter(task.competency for task in SPECS[name].tasks)
        assert all(count >= least for code, count in counts.items() if code != "task_design"), name
        assert not any(task.kind.by_person for task in SPECS[name].tasks)
    both = [task.competency for name in ("assessment", "literacy") for task in SPECS[name].tasks]
    assert Counter(both)["task_design"] >= least
    assert all(task.kind is ItemKind.TEXT for task in SPECS["lesson"].tasks)
    assert {task.kind for one in SPECS.values() for task in one.tasks} == set(ItemKind)


def test_the_short_test_takes_the_items_of_two_others_as_they_are_and_has_more_than_it_gives() -> None:
    quick, taken = SPECS["quick"], [*SPECS["assessment"].tasks, *SPECS["pool"].tasks]
    assert [(task.stem, task.key) for task in quick.tasks] == [(task.stem, task.key) for task in taken]
    assert quick.tailoring is not None
    assert quick.tailoring.faults == []
    counts = Counter(task.competency for task in quick.tasks)
    assert len(counts) == 4
    assert min(counts.values()) > quick.tailoring.longest
    data = (regions_home() / "base" / "instruments" / "quick.yaml").read_bytes()
    with pytest.raises(RuntimeError, match="ОЦЕНИВАНИЕ/1"):
        read_instrument("quick.yaml", data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("minutes: 40", "minuts: 40"), "minuts"),
        (("right: c", "right: z"), "right"),
        (("kind: single", "kind: riddle"), "kind"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_the_place_of_the_fault(change: tuple[str, str], words: str) -> None:
    data = (regions_home() / "base" / "instruments" / "assessment.yaml").read_text(encoding="utf-8")
    with pytest.raises(RuntimeError, match=words):
        read_instrument("assessment.yaml", data.replace(*change, 1).encode())
