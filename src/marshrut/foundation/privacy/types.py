"""Bases of processing and the ways an answer came in."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Basis", "Channel"]


class Basis(StrEnum):
    """On what ground a purpose stands. A notice informs; only a consent can be withheld or recalled."""

    DUTY = "duty"
    CONTRACT = "contract"
    CONSENT = "consent"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "duty": "обязанность по закону или приказу",
            "contract": "трудовой договор",
            "consent": "ваше согласие",
        }[self.value]


class Channel(StrEnum):
    """Where the answer was given."""

    SCREEN = "screen"
    PAPER = "paper"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"screen": "в системе", "paper": "на бумаге"}[self.value]
