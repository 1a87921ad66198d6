"""What is wrong with answers, a model, a bank or a blueprint, in words that say what to do. Never a quiet NaN.

Both sentences are Russian and go to the screen as they stand: a psychometrician reads them at the terminal, on a page.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "AnchorsError",
    "AnswersError",
    "BankError",
    "BlueprintError",
    "MemoryWouldNotSufficeError",
    "ModelError",
    "PsychometricsError",
    "QMatrixError",
    "listed",
]

SHOWN = 5


class PsychometricsError(ValueError):
    """Something that a psychometrician can mend: `what` is the matter and the `cure`."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


class AnswersError(PsychometricsError):
    """The answers cannot be calibrated or scored as they stand."""


class ModelError(PsychometricsError):
    """The model asked for does not suit these data."""


class AnchorsError(PsychometricsError):
    """Anchors are not in the data, or do not fit their items."""


class BankError(PsychometricsError):
    """A bank of calibrated items cannot serve for what is asked."""


class BlueprintError(PsychometricsError):
    """A blueprint that no choice of items can meet; says which part."""


class QMatrixError(PsychometricsError):
    """A Q-matrix that cannot tell its attributes apart."""


class MemoryWouldNotSufficeError(PsychometricsError):
    """Said before the work starts, with how much it would need."""


def listed(names: Sequence[str]) -> str:
    """«а, б, в и ещё 7»: names for a sentence, the first few of them."""
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} и ещё {len(names) - SHOWN}"
