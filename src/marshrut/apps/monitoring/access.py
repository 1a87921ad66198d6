"""Who may make a snapshot, enter a value, see figures and the people behind them."""

from __future__ import annotations

from marshrut.apps.monitoring import rules
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["may_enter", "may_keep_blank", "may_make", "may_write"]


def may_make(viewer: AnyViewer) -> Decision:
    """Whether the viewer may make and check snapshots."""
    return rules.may_make(viewer.role if isinstance(viewer, Viewer) else None)


def may_enter(viewer: AnyViewer) -> Decision:
    """Whether the viewer may enter values of indicators for their place."""
    return rules.may_enter(viewer.role if isinstance(viewer, Viewer) else None)


def may_write(viewer: AnyViewer) -> Decision:
    """Whether the viewer may take the analytical note."""
    return rules.may_write(viewer.role if isinstance(viewer, Viewer) else None)


def may_keep_blank(viewer: Viewer) -> Decision:
    """Whether the viewer may keep and fill blanks."""
    return rules.may_keep_blank(viewer.role)
