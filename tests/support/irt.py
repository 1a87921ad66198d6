"""Published answers with reference results of an independent program, where the machine has them.

`MARSHRUT_IRT_DATA` names the folder; without it `shared/data/irt` beside the repository or above it is taken.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from support.tree import ROOT

__all__ = ["folder", "names_and_numbers", "reference"]


@cache
def _found() -> Path | None:
    told = os.environ.get("MARSHRUT_IRT_DATA")
    places = [Path(told)] if told else [one / "shared" / "data" / "irt" for one in ROOT.parents]
    return next((one for one in places if (one / "SOURCES.md").is_file()), None)


def folder() -> Path:
    """The folder, or the test is skipped."""
    found = _found()
    if found is None:
        pytest.skip("the published answers are not on this machine: MARSHRUT_IRT_DATA names their folder")
    return found


@cache
def names_and_numbers(name: str) -> tuple[list[str], np.ndarray]:
    """A table of numbers: names of columns, and numbers with NaN where a cell is empty or is a word."""
    with (folder() / name).open(encoding="utf-8", newline="") as source:
        head, *rows = list(csv.reader(source))
    return head, np.array([[_number(cell) for cell in row] for row in rows])


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def reference(name: str) -> dict[str, dict[str, float]]:
    """Item → parameter → value of a reference result."""
    with (folder() / "reference" / name).open(encoding="utf-8", newline="") as source:
        head, *rows = list(csv.reader(source))
    return {
        row[0]: {key: float(cell) for key, cell in zip(head[1:], row[1:], strict=True) if cell not in {"", "NA"}}
        for row in rows
    }
