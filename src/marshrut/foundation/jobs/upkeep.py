"""What the clock starts: silent jobs are found, orphaned files swept, old tries and sessions forgotten.

Apps above add their own (`every`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

__all__ = ["CLOCK", "every"]


def find_stalled() -> None:
    """Each minute."""
    from marshrut.foundation.jobs import services

    services.find_stalled(now=timezone.now())


def sweep() -> None:
    """Each night."""
    from django.contrib.sessions.models import Session

    from marshrut.foundation.accounts.attempts import sweep_failures
    from marshrut.foundation.files import services as files

    now = timezone.now()
    files.sweep(now=now)
    sweep_failures(before=now - timedelta(days=1))
    Session.objects.filter(expire_date__lt=now).delete()


#: (task name, cron, work)
CLOCK: list[tuple[str, str, Callable[[], None]]] = [
    ("marshrut.find_stalled", "* * * * *", find_stalled),
    ("marshrut.sweep", "17 3 * * *", sweep),
]


def every(name: str, cron: str, work: Callable[[], None]) -> None:
    """An app above has upkeep of its own; said while Django starts, before the queue asks for the clock."""
    if name not in {one for one, _, _ in CLOCK}:
        CLOCK.append((name, cron, work))
