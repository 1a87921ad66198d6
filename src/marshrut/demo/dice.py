"""Chance, said in words."""

from __future__ import annotations

from random import Random

__all__ = ["happens"]


def happens(rng: Random, share: float) -> bool:
    """Whether something that happens to that share of people happens to this one."""
    return rng.random() < share
