"""Two records turned out to be one person: of two places in one group one stands, and what comes back if they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshrut.apps.programmes.types import ApplicationState, CohortState, EnrolmentState
from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["JOINED", "Claim", "may_come_back", "stands_first"]

#: What somebody reads who looks at the row that gave way.
JOINED = "записи одного человека соединены"

_ASKED = (ApplicationState.ASKED, ApplicationState.WAITING, ApplicationState.SEATED, ApplicationState.ENROLLED)
_LEARNS = (EnrolmentState.LEFT, EnrolmentState.LEARNING, EnrolmentState.COMPLETED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How one record stands in a group. `turn`: which came earlier; smaller is earlier."""

    application: ApplicationState | None = None
    enrolment: EnrolmentState | None = None
    turn: int = 0

    @property
    def weight(self) -> tuple[int, int]:
        """Who learns goes before who asked, who is further before who is behind."""
        learns = _LEARNS.index(self.enrolment) + 1 if self.enrolment else 0
        asked = _ASKED.index(self.application) + 1 if self.application in _ASKED else 0
        return learns, asked


def stands_first(one: Claim, other: Claim) -> Decision:
    """PROGRAMMES-26: of two places of one person in a group the one that is further stands; of equals the earlier."""
    if (one.weight, -one.turn) >= (other.weight, -other.turn):
        return allow("PROGRAMMES-26", turn=one.turn, other=other.turn)
    return refuse("PROGRAMMES-26", "В этой группе у человека уже есть другое место.", turn=one.turn, other=other.turn)


def may_come_back(*, cohort: CohortState, held_seat: bool, free: int) -> Decision:
    """PROGRAMMES-27: a place that gave way comes back when the records part; to a seat that was given, only in turn."""
    inputs: dict[str, Any] = {"cohort": cohort.value, "held_seat": held_seat, "free": free}
    if cohort is CohortState.CANCELLED:
        return refuse("PROGRAMMES-27", "Группа отменена: возвращаться некуда.", **inputs)
    if not held_seat and cohort is not CohortState.OPEN:
        return refuse("PROGRAMMES-27", "Группа уже не принимает заявок.", **inputs)
    if held_seat and cohort is CohortState.OPEN and free <= 0:
        return refuse("PROGRAMMES-27", "Место уже отдано: человек снова в очереди, на своём месте в ней.", **inputs)
    return allow("PROGRAMMES-27", **inputs)
