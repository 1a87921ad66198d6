"""What the clock starts in diagnostics. Thin: each calls its service."""

from __future__ import annotations

from django.utils import timezone

from marshrut.apps.diagnostics.services import taking
from marshrut.foundation.jobs import upkeep

__all__ = ["hand_in_late"]


def hand_in_late() -> None:
    """Each minute: tests whose time is over."""
    taking.hand_in_late(now=timezone.now())


upkeep.clock("marshrut.hand_in_late", "* * * * *", hand_in_late)
