"""The doctor's findings with their colours."""

from __future__ import annotations

from dataclasses import dataclass

from marshrut.foundation.database.checks import State
from marshrut.foundation.database.doctor import run_checks

__all__ = ["Finding", "checks"]

TONES = {State.OK: "road", State.WARN: "sun", State.BAD: "risk"}
WORDS = {State.OK: "в порядке", State.WARN: "посмотрите", State.BAD: "не работает"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the page."""

    name: str
    tone: str
    word: str
    what: str
    cure: str


def checks() -> list[Finding]:
    """Everything that `marshrut doctor` looks at, what is wrong first."""
    order = [State.BAD, State.WARN, State.OK]
    found = sorted(run_checks(), key=lambda check: order.index(check.state))
    return [Finding(one.name, TONES[one.state], WORDS[one.state], one.what, one.cure) for one in found]
