"""Who may make a snapshot, enter a value, see figures and the people behind them."""

from __future__ import annotations

from marshrut.apps.monitoring import rules
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["may_enter", "may_make"]


def may_make(viewer: AnyViewer) -> Decision:
    """Whether the viewer may make and check snapshots."""
    return rules.may_make(viewer.role if isinstance(viewer, Viewer) else None)


def may_enter(viewer: AnyViewer) -> Decision:
    """Whether the viewer may enter values of indicators for their place."""
    return rules.may_enter(viewer.role if isinstance(viewer, Viewer) else None)
