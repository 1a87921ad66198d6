"""A fact in several versions, one after another: begun earlier, ended, with other values from a day on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from marshrut.apps.registry.importing.facts import Away, Category, Details, Place, Role, Work

__all__ = ["after", "at", "begin", "everywhere", "finish", "from_day"]

V = TypeVar("V", Details, Work, Away, Category, Role, Place)


def after(last: date | None) -> date | None:
    """A list says the last day; a period ends with the day after it."""
    return last + timedelta(days=1) if last else None


def at(versions: Sequence[V], day: date) -> V | None:
    """The version of that day; None where the fact is not true then."""
    for one in versions:
        if (one.lower is None or one.lower <= day) and (one.upper is None or day < one.upper):
            return one
    return None


def begin(versions: Sequence[V], since: date | None) -> list[V]:
    """The fact begins on another day."""
    rest: list[V] = [one for one in versions if since is None or one.upper is None or one.upper > since]
    rest = rest or list(versions[-1:])
    rest[0] = rest[0]._replace(id=None, lower=since)
    return rest


def finish(versions: Sequence[V], end: date | None, **changes: Any) -> list[V]:
    """The fact ends on another day (None: it goes on)."""
    rest: list[V] = [one for one in versions if end is None or one.lower is None or one.lower < end]
    if rest:
        rest[-1] = rest[-1]._replace(id=None, upper=end, **changes)
    return rest


def from_day(versions: Sequence[V], day: date, **changes: Any) -> list[V]:
    """Other values from that day on; the days before keep theirs, unless there are none."""
    made: list[V] = []
    for one in versions:
        if one.upper is not None and one.upper <= day:
            made.append(one)
        elif one.lower is None or one.lower < day:
            made += [one._replace(id=None, upper=day), one._replace(id=None, lower=day, **changes)]
        else:
            made.append(one._replace(id=None, **changes))
    return made


def everywhere(versions: Sequence[V], **changes: Any) -> list[V]:
    """Other values on all days: what was recorded was an error."""
    return [one._replace(id=None, **changes) for one in versions]
