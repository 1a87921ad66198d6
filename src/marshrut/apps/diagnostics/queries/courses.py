"""What an adaptive attempt came to: for the person in words, for who keeps the bank step by step."""

from __future__ import annotations

from dataclasses import dataclass

from marshrut.apps.diagnostics.models import Attempt
from marshrut.apps.diagnostics.queries.adapting import scale_of_attempt, shares_of, stand_of
from marshrut.apps.diagnostics.queries.papers import Paper
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Known", "known_of"]

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What an attempt knows of one competency: how many items were given, how likely the level is at the border or
    above, whether that is sure enough, and whether the test asked all it may.
    """

    competency: str
    items: int
    above: float
    certain: bool
    whole: bool

    @property
    def good(self) -> bool:
        """Rather at the border or above than below."""
        return self.above >= _HALF

    @property
    def sure(self) -> float:
        """How sure, in per cent, of the likelier side."""
        return 100 * max(self.above, 1 - self.above)


def known_of(viewer: AnyViewer, attempt: Attempt, paper: Paper) -> list[Known]:
    """By competency, in the order of the version. Of an attempt that was never adaptive, nothing."""
    if paper.tailoring is None or attempt.calibration_id is None:
        return []
    shares = shares_of(paper, current_answers(viewer, attempt.pk))
    found = []
    for code, stand in stand_of(scale_of_attempt(viewer, attempt), paper, shares).items():
        above = stand.above[0]
        certain = stand.given > 0 and max(above, 1 - above) >= paper.tailoring.certainty
        whole = stand.given >= min(paper.tailoring.longest, len(paper.competencies[code]))
        found.append(Known(code, stand.given, above, certain, whole))
    return found
