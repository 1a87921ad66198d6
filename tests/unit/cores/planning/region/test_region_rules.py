"""The checker names each broken rule, and a plan that only just keeps it is let through."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from marshrut.cores.planning.region.checker import claims, value_of, violations
from marshrut.cores.planning.region.instance import Instance, none_of

sys.path.insert(0, str(Path(__file__).parent))
from small import lists


def plain() -> Instance:
    """Two people, three resources of which the first two share a day."""
    return Instance(
        competencies=2, hours=np.array([10.0, 6.0]), weight=np.array([1.0, 2.0]), deficits=lists([[0, 1], [0]]),
        size=np.array([0.5, 1.0, 0.4]), value=np.array([1.0, 0.5, 1.0]), taken_hours=np.array([4.0, 6.0, 2.0]),
        seats=np.array([1.0, 2.0, np.inf]), cost=np.array([10.0, 5.0, 0.0]), budget=np.array([0, 0, -1]),
        starts=np.array([10, 12, 1]), ends=np.array([12, 14, 0]), least=np.array([0, 2, 0]),
        effects=lists([[0], [0, 1], [1]]), effect=np.array([0.4, 0.3, 0.6, 0.7]), needs=none_of(3),
        in_order=np.zeros(0, dtype=bool), amounts=np.array([20.0]), busy=none_of(2),
        busy_ends=np.zeros(0, dtype=np.int64), done=none_of(2),
    )  # fmt: skip


def rules(instance: Instance, *plan: tuple[int, int]) -> set[str]:
    return {one.rule for one in violations(instance, plan)}


def test_value_counts_no_deficit_twice() -> None:
    assert value_of(plain(), [(0, 0), (0, 2)]) == pytest.approx(0.4 + 0.5 * 0.7)
    assert value_of(plain(), [(0, 1), (0, 2)]) == pytest.approx(0.3 + 0.5 * 1.0)
    assert value_of(plain(), [(1, 0), (1, 1)]) == pytest.approx(2 * 0.4)


def test_a_plan_that_keeps_everything_passes() -> None:
    assert rules(plain(), (0, 1), (1, 1), (0, 2)) == set()
    assert rules(replace(plain(), kinds=np.array([1, -1, -1]), most_steps=2), (0, 1), (1, 1), (0, 2)) == set()


@pytest.mark.parametrize(
    ("change", "plan", "rule"),
    [
        ({}, [(0, 0), (0, 0)], "twice"),
        ({}, [(0, 7)], "unknown"),
        ({}, [(0, 0), (1, 0)], "seats"),
        ({}, [(0, 1)], "min_group"),
        ({}, [(0, 0), (0, 1), (1, 1)], "overlap"),
        ({"hours": np.array([3.9, 6.0])}, [(0, 0)], "hours"),
        ({"most_steps": 1}, [(0, 0), (0, 2)], "steps"),
        ({"kinds": np.array([4, -1, 4])}, [(0, 0), (0, 2)], "alike"),
        ({"amounts": np.array([9.99])}, [(0, 0)], "budget"),
        ({"done": lists([[0], []])}, [(0, 0)], "done_already"),
        ({"eligible": lists([[1, 2], [0]])}, [(0, 0)], "not_eligible"),
        ({"busy": lists([[12], []]), "busy_ends": np.array([20])}, [(0, 0)], "busy"),
        ({"needs": lists([[2], [], []]), "in_order": np.array([False])}, [(0, 0)], "prerequisite"),
        ({"needs": lists([[1], [], []]), "in_order": np.array([True])}, [(0, 0), (0, 1)], "prerequisite_order"),
    ],
)
def test_each_rule_is_named_when_broken(change: dict[str, object], plan: list[tuple[int, int]], rule: str) -> None:
    assert rule in rules(replace(plain(), **change), *plan)


def test_days_that_only_touch_share_no_day() -> None:
    apart = replace(plain(), starts=np.array([10, 13, 1]), least=np.zeros(3, dtype=np.int64))
    assert rules(apart, (0, 0), (0, 1)) == set()
    met = replace(apart, busy=lists([[13], []]), busy_ends=np.array([15]))
    assert rules(met, (0, 0)) == set()
    assert rules(met, (0, 1)) == {"busy"}


def test_what_was_done_counts_for_what_needs_it() -> None:
    needs = replace(plain(), needs=lists([[2], [], []]), in_order=np.array([True]))
    assert rules(replace(needs, done=lists([[2], []])), (0, 0)) == set()
    assert rules(needs, (0, 0), (0, 2)) == set()


def test_a_summary_that_flatters_is_caught() -> None:
    assert claims(1.0, said_value=1.0, said_bound=1.25, said_gap=0.2) == []
    assert [one.rule for one in claims(1.0, said_value=1.1, said_bound=1.25, said_gap=0.12)] == ["value"]
    assert [one.rule for one in claims(1.0, said_value=1.0, said_bound=0.9, said_gap=-1 / 9)] == ["bound"]
    assert [one.rule for one in claims(1.0, said_value=1.0, said_bound=1.25, said_gap=0.0)] == ["gap"]
