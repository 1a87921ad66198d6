"""The loop in words and as a picture: who went on from each stage, who waits, where it sticks most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from marshrut.apps.monitoring.cards.figures import NBSP, PERCENT
from marshrut.apps.monitoring.types import Loop, Stage
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import count, number, percent

__all__ = ["LOOP_TITLE", "LOOP_WORDS", "Step", "loop_picture", "loop_steps"]

LOOP_TITLE = "Путь от диагностики до эффекта"
LOOP_WORDS = (
    "Считаем тех, кто работает в этот день, по записям двенадцати месяцев до него, каждого один раз. Число на стрелке: "
    "сколько людей с этой ступени есть и на следующей; под ней — сколько ещё ждут. Красная стрелка: здесь дальше идёт "
    "меньшая доля, чем где-либо."
)
#: Fewer than this share go on: look here.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """From one stage to the next."""

    stage: Stage
    after: Stage
    here: int
    went_on: int
    tone: svg.Tone
    worst: bool

    @property
    def waiting(self) -> int:
        """Who stands here and not at the next stage."""
        return self.here - self.went_on

    @property
    def said(self) -> str:
        """`дальше 310 из 620, 50 %; ждут 310`."""
        if not self.here:
            return "на этой ступени никого"
        share = percent(self.went_on / self.here * PERCENT)
        found = f"дальше {number(self.went_on)} из{NBSP}{number(self.here)}, {share}; ждут {number(self.waiting)}"
        return f"{found}; самое узкое место" if self.worst else found


def loop_steps(loop: Loop) -> list[Step]:
    """The five steps; the worst is that from which the smallest share of people goes on."""
    stages = list(Stage)
    shares = {one: loop.went_on[one] / loop.reached[one] for one in stages[:-1] if loop.reached[one]}
    worst = min(shares, key=lambda one: shares[one], default=None)
    found = []
    for stage, after in pairwise(stages):
        share = shares.get(stage)
        sticks = stage is worst and shares[stage] < 1
        tone: svg.Tone = "plain" if share is None else "risk" if sticks else "sun" if share < _HALF else "road"
        found.append(Step(stage, after, loop.reached[stage], loop.went_on[stage], tone, sticks))
    return found


def loop_picture(loop: Loop, links: Mapping[Stage, str] | None = None) -> svg.Picture:
    """Six boxes with doors, five arrows with numbers."""
    where = links or {}
    stations = [svg.Station(one.title, _people(loop.reached[one]), where.get(one)) for one in Stage]
    hops = [
        svg.Hop(number(step.went_on), f"ждут {number(step.waiting)}" if step.waiting else "", step.tone, step.said)
        for step in loop_steps(loop)
    ]
    return svg.cycle(LOOP_TITLE, stations, hops)


def _people(many: int) -> str:
    return count(many, "человек", "человека", "человек")
