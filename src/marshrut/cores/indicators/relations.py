"""The tables that a plan reads: what any engine must hold, one row below another, of one snapshot.

Days are dates; `since` and `until` are half-open, empty = without a bound. Identities are opaque text or UUID. A person
stands under the one record that speaks for them. `tags` is a list of words: a mark that stands (`federal`), or a mark
with its value (`origin:centre`). `amount` is the number of the fact: a share of points 0..1, or hours.

    facts   snapshot, fact, subject, person, place, municipality, day, until, tags, amount, title, source
    staff   snapshot, person, place, municipality, staff, kind, subjects, since, until, born, teaching_since
    places  snapshot, place, municipality, kind, statuses, since, until
    teams   snapshot, team, place, municipality, person, part, since, until

`statuses` of a place are words with their year (`rural:2026`). `municipality` is where the place lay on the day of the
fact; of people, places and teams on the snapshot's day.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Names", "tag"]


@dataclass(frozen=True, slots=True)
class Names:
    """How an engine calls the tables, and which snapshot is read there."""

    facts: str = "facts"
    staff: str = "staff"
    places: str = "places"
    teams: str = "teams"
    snapshot: str = ""


def tag(mark: str, value: str = "") -> str:
    """How a mark stands among the tags of a fact."""
    return f"{mark}:{value}" if value else mark
