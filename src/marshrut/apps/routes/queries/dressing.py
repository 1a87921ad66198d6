"""Steps as the screen shows them: with what they serve for who may open, without a word of it for everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.frameworks import Framework
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import RouteStep
from marshrut.apps.routes.types import ChosenBy, Formality, ReleaseState, StepKind, StepState
from marshrut.foundation.ui.formats import short_day

__all__ = ["ShownStep", "hours_of", "next_of", "said_days", "shown_steps"]


def said_days(first: date, last: date) -> str:
    """«4 декабря», «27 ноября — 17 декабря»; the year only where it changes."""
    if first == last:
        return short_day(first, first)
    return f"{short_day(first, last)} — {short_day(last, last)}"


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step ready for a page. For who may only list, `title` of what is no formal learning is its kind alone."""

    id: UUID
    kind: StepKind
    title: str
    starts: date
    ends: date
    hours: Decimal
    place: str
    state: StepState
    release: ReleaseState
    release_words: str
    formality: str
    #: (code, title) of what it serves; empty for who may not open.
    serves: tuple[tuple[str, str], ...] = ()
    why: str = ""
    chosen_by: str = ""
    own_choice: bool = False
    words: str = ""
    counted: Decimal | None = None
    claimed_on: date | None = None
    has_seat: bool = False
    asked: bool = False
    instead: bool = False

    @property
    def when(self) -> str:
        """Its days, as short as they can be said."""
        return said_days(self.starts, self.ends)

    @property
    def line_state(self) -> str:
        """Its stop on the line of the year."""
        if self.state is StepState.DONE:
            return "done"
        return "late" if self.state is StepState.MISSED else "next"


def shown_steps(rows: Iterable[RouteStep], held: Framework | None, *, opened: bool) -> list[ShownStep]:
    """`held`: names of competencies; without OPEN neither they nor words of the step are read."""
    return [_shown(row, held if opened else None) for row in rows]


def _shown(row: RouteStep, held: Framework | None) -> ShownStep:
    kind = row.step_kind
    plain: dict[str, Any] = {
        "id": row.pk,
        "kind": kind,
        "title": row.title if held is not None or kind in rules.FORMAL else kind.title.capitalize(),
        "starts": row.starts,
        "ends": row.ends,
        "hours": row.hours,
        "place": row.place,
        "state": row.step_state,
        "release": row.release_state,
        "release_words": row.release_words,
        "formality": Formality(row.formality).title,
        "counted": row.counted,
        "claimed_on": row.claimed_on,
        "has_seat": row.cohort_id is not None,
        "asked": row.application_id is not None,
        "instead": row.instead_of_id is not None,
    }
    if held is None:
        return ShownStep(**plain)
    return ShownStep(
        **plain,
        serves=tuple((code, held.title(code)) for code in row.serves),
        why=str(row.why.get("words", "")) if isinstance(row.why, dict) else "",
        chosen_by=ChosenBy(row.chosen_by).title,
        own_choice=row.chosen_by == ChosenBy.PERSON.value,
        words=row.words,
    )


def next_of(steps: Sequence[ShownStep], *, on: date) -> ShownStep | None:
    """What comes next: what began and is not marked before what is still to come."""
    ahead = [one for one in steps if one.state.ahead]
    began = [one for one in ahead if one.starts <= on]
    return min(began or ahead, key=lambda one: (one.ends if began else one.starts, one.starts), default=None)


def hours_of(steps: Iterable[ShownStep]) -> tuple[Decimal, Decimal]:
    """(counted, planned): what is done, of everything that stands."""
    standing = [one for one in steps if one.state.standing and one.state is not StepState.MISSED]
    done = sum((one.counted or Decimal(0) for one in standing if one.state is StepState.DONE), Decimal(0))
    return done, sum((one.hours for one in standing), Decimal(0))
