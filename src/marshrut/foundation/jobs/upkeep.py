"""What the clock starts: silent jobs are found, orphaned files swept, old tries and sessions forgotten.

Apps above add their own (`clock`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

__all__ = ["CLOCK", "clock", "tasks"]

Task = tuple[str, str, Callable[[], None]]
_more: list[Task] = []


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
CLOCK: tuple[Task, ...] = (
    ("marshrut.find_stalled", "* * * * *", find_stalled),
    ("marshrut.sweep", "17 3 * * *", sweep),
)


def clock(name: str, cron: str, work: Callable[[], None]) -> None:
    """Work of an app above that the clock starts; said once, in the app's `ready()`."""
    if name not in {one[0] for one in tasks()}:
        _more.append((name, cron, work))


def tasks() -> tuple[Task, ...]:
    """Everything that the clock starts."""
    return (*CLOCK, *_more)
