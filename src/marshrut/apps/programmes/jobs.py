"""What the clock starts. Thin: each calls its service."""

from __future__ import annotations

from marshrut.apps.programmes.services import applying
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.scope.queries import list_tenants, today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["move_queues"]


def move_queues() -> None:
    """Every few minutes: free seats find who waits, groups that have begun stop taking people."""
    for tenant in list_tenants():
        viewer = SystemViewer("programmes.queues", tenant.pk)
        applying.move_queues(viewer, on=today(viewer))


upkeep.clock("marshrut.move_queues", "*/5 * * * *", move_queues)
