"""Whose account a viewer may see or handle, as a query condition and as a decision, side by side."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from marshrut.cores.kernel import Decision
from marshrut.foundation.accounts import rules
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.rules import STRONG_ROLES, may_use_right, may_work
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, reaches

__all__ = ["may", "may_handle", "visible"]


def visible(viewer: AnyViewer, right: Right, *, on: date) -> Q:
    """Accounts that the viewer may see with this right: their own, and those of their place."""
    if isinstance(viewer, SystemViewer):
        return Q()
    return Q(pk=viewer.account_id) | scope_access.visible(viewer, right, on=on, node="node_id")


def may(viewer: AnyViewer, right: Right, account: Account, *, on: date) -> Decision:
    """The same for one account."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, account.tenant_id))
    own = account.pk == viewer.account_id
    within = own or scope_access.inside(viewer, account.node_id, on=on)
    return may_use_right(viewer.role, right, inside=within, own=own)


def may_handle(viewer: AnyViewer, account: Account, *, on: date) -> Decision:
    """ACCOUNTS-05 for one account: hand out a slip, reset a code, close the access."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, account.tenant_id))
    held = RoleAssignment.objects.of(viewer).true(on).filter(account=account, role__in=STRONG_ROLES)
    inside = scope_access.inside(viewer, account.node_id, on=on)
    return rules.may_handle(viewer.role, inside=inside, strong=inside and held.exists())
