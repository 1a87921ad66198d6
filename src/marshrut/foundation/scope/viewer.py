"""Who looks. Every query and every service takes a viewer first; there is no query on behalf of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshrut.foundation.scope.types import Role

__all__ = ["INVENTED", "AnyViewer", "SystemViewer", "Viewer", "reaches", "tenant_of"]

#: What stands on everything that is made of a demonstration.
INVENTED = "Демонстрационные данные: все люди выдуманы"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person in one of their roles, at one place of one tenant."""

    account_id: UUID
    tenant_id: UUID
    name: str
    role: Role
    assignment_id: UUID
    node_id: UUID
    node_path: str
    place_name: str = ""
    zone: str = "Europe/Moscow"
    #: Everybody at the tenant is invented: every page and file says so.
    demonstration: bool = False

    @property
    def role_title(self) -> str:
        """The role in the words of the screen."""
        return self.role.title

    @property
    def caveat(self) -> str:
        """What must stand on every page, print and file of theirs; empty where the people are real."""
        return INVENTED if self.demonstration else ""


@dataclass(frozen=True, slots=True)
class SystemViewer:
    """Work without a person behind it: a job, a load, a sign-in before it is known who signs in.

    `purpose` is named in the audit; `tenant_id` None spans tenants and is meant for the installation's own upkeep.
    """

    purpose: str
    tenant_id: UUID | None = None

    def __post_init__(self) -> None:
        if not self.purpose.strip():
            raise ValueError("work without a person needs a stated purpose")


AnyViewer = Viewer | SystemViewer


def tenant_of(viewer: AnyViewer) -> UUID:
    """The tenant that a new row belongs to; raises ValueError for work that spans tenants."""
    if viewer.tenant_id is None:
        raise ValueError(f"a row belongs to a tenant, and {viewer} stands in none")
    return viewer.tenant_id


def reaches(viewer: AnyViewer, tenant_id: UUID | None) -> bool:
    """Whether a row of this tenant is on the viewer's side of the border: the second lock behind `objects.of`."""
    return viewer.tenant_id is None or viewer.tenant_id == tenant_id
