"""The words of a check: what was looked at, how it stands, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["Check", "Place", "State", "bad", "ok", "warn"]


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """One line of `marshrut doctor` and of the administrator's page. `cure` is empty where all is well."""

    name: str
    state: State
    what: str
    cure: str = ""


@dataclass(frozen=True)
class Place:
    """What is looked at: an environment and the home folder it names."""

    environ: Mapping[str, str]
    home: Path


def ok(what: str) -> Check:
    """All is well; `what` says how well. Who runs the check adds its name."""
    return Check("", State.OK, what)


def warn(what: str, cure: str) -> Check:
    """It works, but somebody should look."""
    return Check("", State.WARN, what, cure)


def bad(what: str, cure: str) -> Check:
    """It does not work, or not safely."""
    return Check("", State.BAD, what, cure)
