"""The search for seats in a thread of its own, so that whoever waits sees how far it is and may say: enough.

What is compiled is loaded here alone, in the process that works behind the page: pages never load it.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np

from marshrut.cores.planning.region.instance import Instance, Lists

__all__ = ["Search"]

#: A clock that jumps by so much says to the search that its time is over.
_FAR = 1e9
_THREADS = 2


class Search:
    """`ready`: what is compiled is there and the seconds count; `over`: nothing more will be found. `best` is the best
    plan so far (a `RegionPlan` of the core), `curve` what was known when: (seconds, value, bound)."""

    def __init__(self, instance: Instance, *, seed: int, seconds: float) -> None:
        self.instance, self.seed, self.seconds = instance, seed, seconds
        self.best: Any = None
        self.curve: list[tuple[float, float, float]] = []
        self.ready, self.over, self._enough = threading.Event(), threading.Event(), threading.Event()
        self.error: BaseException | None = None
        self._began = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True, name="region-search")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def enough(self) -> None:
        """The best so far will do: the search ends as soon as it looks at the clock."""
        self._enough.set()

    @property
    def spent(self) -> float:
        """Seconds of search so far."""
        return time.monotonic() - self._began if self.ready.is_set() else 0.0

    def _clock(self) -> float:
        return time.monotonic() + (_FAR if self._enough.is_set() else 0.0)

    def _run(self) -> None:
        try:
            from marshrut.cores.planning.region.solve import plans, solve

            solve(_tiny(), seed=0, seconds=1, clock=time.monotonic, threads=1, exact=False)  # compiles what is needed
            self._began = time.monotonic()
            self.ready.set()
            seconds = 1.0 if self._enough.is_set() else self.seconds
            for plan in plans(self.instance, seed=self.seed, seconds=seconds, clock=self._clock, threads=_THREADS):
                self.best = plan
                self.curve.append((round(self.spent, 2), plan.value, plan.bound))
                if self._enough.is_set():
                    break
        except BaseException as error:  # noqa: BLE001 - told to whoever waits, in their own thread
            self.error = error
        finally:
            self.over.set()


def _tiny() -> Instance:
    """Two people, one group: the smallest region in which everything is asked."""
    one, none = np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64)

    def lists(*ptr: int) -> Lists:
        return Lists(np.array(ptr, dtype=np.int64), np.zeros(ptr[-1], dtype=np.int64))

    return Instance(
        competencies=1, hours=np.full(2, 10.0), weight=np.ones(2), deficits=lists(0, 1, 2), size=np.ones(2),
        value=np.ones(2), taken_hours=np.ones(1), seats=np.ones(1), cost=np.zeros(1), budget=one - 1,
        starts=one, ends=one, least=one, effects=lists(0, 1), effect=np.full(1, 0.5), needs=lists(0, 0),
        in_order=np.zeros(0, dtype=bool), amounts=np.empty(0), busy=lists(0, 0, 0), busy_ends=none,
        done=lists(0, 0, 0), eligible=lists(0, 1, 2), kinds=one - 1, most_steps=1,
    )  # fmt: skip
