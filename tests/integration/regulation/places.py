"""One loaded order with people and viewers around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from marshrut.apps.regulation import queries, services
from marshrut.apps.regulation.types import Reading
from marshrut.cores.regulation import Regulation
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Node, Tenant
from marshrut.foundation.scope.queries import find_by_source, get_path
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["ON", "Place", "load_place"]

ON = date(2026, 11, 22)
_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """One loaded order in a tenant of its own."""

    regulation: Regulation
    tenant_id: UUID
    top: Node
    order_id: UUID
    revision_id: UUID

    @property
    def system(self) -> SystemViewer:
        return SystemViewer("test", self.tenant_id)

    @property
    def reading(self) -> Reading:
        return queries.get_reading(self.system, self.order_id, on=ON)

    def account(self) -> Account:
        """A person of this tenant."""
        number = next(_numbers)
        made: Account = Account.objects.of(self.system).create(
            tenant_id=self.tenant_id,
            node=self.top,
            login=f"{self.regulation.region}-{number}",
            password="!",
            family_name="Иванова",
            given_name=f"Мария {number}",
        )
        return made

    def viewer(self, role: Role, account: Account | None = None, *, node: Node | None = None) -> Viewer:
        """Somebody in a role at the top, or at another place."""
        who, at = account or self.account(), node or self.top
        return Viewer(
            account_id=who.pk,
            tenant_id=self.tenant_id,
            name=who.full_name,
            role=role,
            assignment_id=new_id(),
            node_id=at.pk,
            node_path=get_path(self.system, at.pk, on=ON),
        )

    def appoint(self, code: str, account: Account, **changes: Any) -> Any:
        """An appointment by the governing body."""
        given = {"order_number": "5-к", "order_date": date(2026, 9, 1), "since": date(2026, 9, 1), "on": ON} | changes
        viewer = self.viewer(Role.GOVERNING_BODY)
        return services.appoint_responsible(viewer, self.order_id, code, account_id=account.pk, **given)


def load_place(regulation: Regulation) -> Place:
    """Load a regulation into its own tenant."""
    done = services.load_region(SystemViewer("test"), regulation, on=ON)
    tenant = Tenant.objects.get(slug=regulation.region)
    top = find_by_source(SystemViewer("test", tenant.pk), f"region:{regulation.region}")
    assert top is not None
    return Place(regulation, tenant.pk, top, done.order_id, done.revision_id)
