"""Days of a person's steps as iCalendar (RFC 5545): when, where, what kind; never what a step serves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import CalendarKey, RouteStep
from marshrut.apps.routes.types import RouteState
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["calendar_of", "fold", "has_calendar"]

FORCE = [one.value for one in RouteState if one.in_force]
#: Octets of a line, without its end.
LINE = 75


def calendar_of(row: CalendarKey, *, now: datetime) -> str:
    """Steps of routes that were approved. The title of formal learning stands as it is, of the rest the kind alone."""
    viewer = SystemViewer("routes.calendar", row.tenant_id)
    steps = RouteStep.objects.of(viewer).filter(
        route__person_id=row.person_id, route__state__in=FORCE, state__in=("proposed", "accepted", "claimed", "done")
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Marshrut//Routes//RU",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text('Мой маршрут')}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for step in steps.order_by("starts"):
        lines += _event(step, now)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in fold(line))


def _event(step: RouteStep, now: datetime) -> Iterable[str]:
    kind = step.step_kind
    title = f"{kind.title.capitalize()}: {step.title}" if kind in rules.FORMAL else kind.title.capitalize()
    yield "BEGIN:VEVENT"
    yield f"UID:{step.pk}@marshrut"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{step.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{step.starts:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{step.ends + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(title)}"
    if step.place:
        yield f"LOCATION:{_text(step.place)}"
    yield f"DESCRIPTION:{_text(f'Часов: {step.hours:g}')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A TEXT value: backslash, comma, semicolon and line end are escaped; other control characters have no place."""
    plain = "".join(letter for letter in value.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> list[str]:
    """A content line cut into pieces of at most 75 octets, never inside a letter; each next one begins with a space."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return [*pieces, piece]


def has_calendar(viewer: Viewer) -> bool:
    """Whether an address stands that opens the viewer's days."""
    own = registry.own_id(viewer)
    return bool(own and CalendarKey.objects.of(viewer).filter(person_id=own, ended_at=None).exists())
