"""Reads of accounts and of who a session speaks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from marshrut.foundation.accounts import access, rules
from marshrut.foundation.accounts.models import Account, ActivationCode
from marshrut.foundation.scope.models import Placement, RoleAssignment, Tenant
from marshrut.foundation.scope.rules import needs_second_factor as rule_second_factor
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import INVENTED, AnyViewer, SystemViewer, Viewer

__all__ = [
    "anybody_in",
    "caveat_of_installation",
    "find_halfway",
    "find_viewer",
    "get_account",
    "list_people",
    "list_roles",
    "needs_second_factor",
    "roles_of",
    "with_access",
]

SESSION = SystemViewer("accounts.session")


def _current(account: Account) -> list[Any]:
    """Roles held today, each in the zone of its place, with the place's path."""
    rows = RoleAssignment.objects.of(SESSION).known().filter(account_id=account.pk).select_related("node", "tenant")
    now = timezone.now()
    held: list[Any] = []
    for row in rows:
        day = now.astimezone(ZoneInfo(row.node.zone)).date()
        lower, upper = row.valid.lower, row.valid.upper
        if not row.valid.isempty and (lower is None or lower <= day) and (upper is None or day < upper):
            held.append(row)
    paths = dict(
        Placement.objects.of(SESSION)
        .known()
        .filter(node_id__in=[row.node_id for row in held], valid__contains=now.date())
        .values_list("node_id", "path")
    )
    for row in held:
        row.path = paths.get(row.node_id)
    strength = list(reversed(Role))
    placed = [row for row in held if row.path]
    return sorted(placed, key=lambda row: (strength.index(Role(row.role)), row.node.name))


def find_viewer(account: Account, assignment_id: str | None) -> Viewer | None:
    """The viewer of this account in the wanted role, or in the strongest one while none is chosen.

    None when the wanted role is no longer held: then the session has to end, also if other roles remain.
    """
    held = _current(account)
    chosen = [row for row in held if assignment_id is None or str(row.pk) == assignment_id]
    if not chosen:
        return None
    row = chosen[0]
    return Viewer(
        account_id=account.pk,
        tenant_id=account.tenant_id,
        name=account.short_name,
        role=Role(row.role),
        assignment_id=row.pk,
        node_id=row.node_id,
        node_path=row.path,
        place_name=str(row.node),
        zone=row.node.zone,
        demonstration=row.tenant.demonstration,
    )


def find_halfway(account_id: str) -> Account | None:
    """The account that stands between password and second factor."""
    return Account.objects.of(SESSION).filter(pk=account_id, is_active=True).first()


def list_roles(account: Account) -> list[Any]:
    """Roles that the account may switch between today."""
    return _current(account)


def roles_of(account: Account) -> frozenset[Role]:
    """The roles held today."""
    return frozenset(Role(row.role) for row in _current(account))


def anybody_in() -> bool:
    """Whether anybody has ever come in, in any tenant of this installation."""
    return Account.objects.of(SESSION).filter(activated_at__isnull=False).exists()


def caveat_of_installation() -> str:
    """What a page says before anybody has signed in: there is a demonstration, and nobody real has ever come in."""
    invented = Tenant.objects.filter(demonstration=True)
    if not invented.exists():
        return ""
    real = Account.objects.of(SESSION).filter(activated_at__isnull=False, tenant__demonstration=False)
    return "" if real.exists() else INVENTED


def needs_second_factor(viewer: Viewer) -> bool:
    """Whether the viewer's roles ask for a second factor (any role of the account counts, not only the present one)."""
    if rules.may_skip_second_factor(demonstration=viewer.demonstration, loopback=settings.ON_LOOPBACK):
        return False
    account = Account.objects.of(viewer).get(pk=viewer.account_id)
    return bool(rule_second_factor(roles_of(account)))


def get_account(viewer: AnyViewer, account_id: UUID, *, right: Right, on: date) -> Account:
    """An account that the viewer may see; raises Account.DoesNotExist otherwise."""
    account: Account = Account.objects.of(viewer).filter(access.visible(viewer, right, on=on)).get(pk=account_id)
    return account


def list_people(viewer: AnyViewer, *, on: date, state: str = "", search: str = "") -> QuerySet[Any]:
    """Accounts of the viewer's place.

    `state`: `in` (has come in), `out` (has not), or empty for all; `search`: beginnings of names, or the sign-in name.
    """
    rows = Account.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), is_active=True)
    if state in {"in", "out"}:
        rows = rows.filter(activated_at__isnull=state == "out")
    for word in search.lower().replace("ё", "е").split():
        rows = rows.filter(Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}") | Q(login=word))
    return rows.order_by("sort_name", "pk")


def with_access(viewer: AnyViewer, people: Iterable[Account], *, on: date) -> list[Any]:
    """These people in their order, each with place, first role and whether a slip is out: asked for one page only, so
    that the last of a thousand pages costs as little as the first."""
    ids = [person.pk for person in people]
    live = ActivationCode.objects.of(viewer).filter(account_id=OuterRef("pk"), used_at=None, ended_at=None)
    role = RoleAssignment.objects.of(viewer).true(on).filter(account_id=OuterRef("pk")).values("role")
    rows = Account.objects.of(viewer).filter(pk__in=ids).select_related("node")
    rows = rows.annotate(
        slip_out=Exists(live), slip_until=Subquery(live.values("expires_at")[:1]), first_role=Subquery(role[:1])
    )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids if pk in found]
