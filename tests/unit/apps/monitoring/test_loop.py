"""The loop in words: who went on, who waits, where it sticks most; a picture with a door and a row for each stage."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from marshrut.apps.monitoring.cards import loop_picture, loop_steps
from marshrut.apps.monitoring.types import Loop, Stage

S = Stage


def loop(*reached: int, went_on: tuple[int, ...]) -> Loop:
    return Loop(dict(zip(S, reached, strict=True)), dict(zip(list(S)[:-1], went_on, strict=True)))


SOME = loop(1000, 620, 400, 300, 60, 50, went_on=(620, 310, 250, 40, 45))


def test_who_waits_is_who_stands_here_and_not_at_the_next() -> None:
    steps = loop_steps(SOME)
    assert [(step.went_on, step.waiting) for step in steps] == [(620, 380), (310, 310), (250, 150), (40, 260), (45, 15)]
    assert steps[1].said.replace("\u00a0", " ") == "дальше 310 из 620, 50 %; ждут 310"


def test_the_narrowest_place_alone_is_red() -> None:
    assert [step.tone for step in loop_steps(SOME)] == ["road", "road", "road", "risk", "road"]
    assert loop_steps(SOME)[3].said.endswith("самое узкое место")
    few = loop(1000, 400, 300, 100, 60, 10, went_on=(400, 100, 90, 50, 5))
    assert [step.tone for step in loop_steps(few)] == ["sun", "sun", "sun", "road", "risk"], "less than half is pale"


def test_nobody_at_a_stage_is_no_trouble_and_nothing_divides() -> None:
    empty = loop(0, 0, 0, 0, 0, 0, went_on=(0, 0, 0, 0, 0))
    assert {step.tone for step in loop_steps(empty)} == {"plain"}
    assert {step.said for step in loop_steps(empty)} == {"на этой ступени никого"}
    full = loop(5, 5, 5, 5, 5, 5, went_on=(5, 5, 5, 5, 5))
    assert {step.tone for step in loop_steps(full)} == {"road"}, "nothing sticks where everybody goes on"


def test_the_picture_has_a_door_a_number_and_a_row_for_each_stage() -> None:
    made = loop_picture(SOME, {stage: f"/{stage.value}/" for stage in S})
    root = ET.fromstring(made.svg)  # noqa: S314 - our own text
    assert [link.get("href") for link in root.iter("a")] == [f"/{stage.value}/" for stage in S]
    assert [row[0] for row in made.rows] == [stage.title for stage in S]
    assert made.rows[0][2].replace("\u00a0", " ") == "дальше 620 из 1 000, 62 %; ждут 380"
    assert made.rows[-1][2] == ""
    words = {"".join(text.itertext()) for text in root.iter("text")}
    assert {"620", "310", "ждут 260"} <= {word.replace("\u00a0", " ") for word in words}
    width = float(root.get("viewBox", "").split()[2])
    assert all(0 <= float(box.get("x", 0)) <= width - 168 for box in root.iter("rect"))
