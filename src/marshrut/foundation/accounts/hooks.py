"""Steps on the way in, registered by other parts of the foundation: a notice to show, say."""

from __future__ import annotations

from collections.abc import Callable

from marshrut.foundation.scope.viewer import Viewer

__all__ = ["next_step", "register_step"]

Step = Callable[[Viewer], str | None]
_steps: list[Step] = []


def register_step(step: Step) -> Step:
    """`step(viewer)` answers with an address to go to first, or None when nothing is left to do."""
    if step not in _steps:
        _steps.append(step)
    return step


def next_step(viewer: Viewer) -> str | None:
    """The first thing still to be done before work begins."""
    return next((address for step in _steps if (address := step(viewer))), None)
