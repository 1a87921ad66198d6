"""A small invented country for tests: two operators, their places, and people in every role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from marshrut.foundation.accounts import queries as accounts_queries
from marshrut.foundation.accounts import services as accounts
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.rules import PastedName
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.hooks import offered_roles
from marshrut.foundation.scope.models import Node, Tenant
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["PASSWORD", "Country", "build_country", "sign_in"]

PASSWORD = "семь сосен у реки"
#: Where each role sits.
SEATS = {
    Role.TEACHER: "school",
    Role.SCHOOL: "school",
    Role.MUNICIPAL_METHODOLOGIST: "district",
    Role.REGIONAL_METHODOLOGIST: "top",
    Role.CENTRE: "top",
    Role.GOVERNING_BODY: "top",
    Role.ADMINISTRATOR: "top",
}
LONG_AGO = date(2020, 9, 1)


@dataclass
class Country:
    """A tenant with a top, two districts, a school in each, and an account per role (in the first district)."""

    tenant: Tenant
    system: SystemViewer
    places: dict[str, Node]
    people: dict[Role, Account] = field(default_factory=dict)

    def viewer(self, role: Role) -> Viewer:
        """The viewer of this role's account."""
        found = accounts_queries.find_viewer(self.people[role], None)
        assert found is not None
        return found

    def add(self, name: str, role: Role, seat: str, *, since: date = LONG_AGO, until: date | None = None) -> Account:
        """One more person, able to sign in with PASSWORD."""
        family, given, *rest = name.split()
        person = PastedName(1, family, given, " ".join(rest))
        node = self.places[seat]
        account = accounts.add_people(self.system, [person], role=role, node_id=node.pk, on=since, until=until)[0]
        account.set_password(PASSWORD)
        account.activated_at = timezone.now()
        account.save()
        return account


def build_country(slug: str, *, name: str = "", tenant: Tenant | None = None, top: Node | None = None) -> Country:
    """A new country, or people and schools added to one that was loaded already."""
    maker = SystemViewer("tests")
    tenant = tenant or scope.ensure_tenant(maker, slug, name=name or f"Край {slug}")
    system = SystemViewer("tests", tenant.pk)

    def place(kind: NodeKind, title: str, parent: Node | None) -> Node:
        return scope.add_node(system, kind=kind, name=title, parent_id=parent.pk if parent else None, since=LONG_AGO)

    top = top or place(NodeKind.REGION, f"Край {slug}", None)
    places = {"top": top}
    places["district"] = place(NodeKind.MUNICIPALITY, f"Лесной район ({slug})", top)
    places["other_district"] = place(NodeKind.MUNICIPALITY, f"Озёрный район ({slug})", top)
    places["school"] = place(NodeKind.ORGANISATION, f"Школа № 1 ({slug})", places["district"])
    places["other_school"] = place(NodeKind.ORGANISATION, f"Школа № 2 ({slug})", places["other_district"])
    country = Country(tenant, system, places)
    offered = offered_roles(system)
    for number, (role, seat) in enumerate(SEATS.items()):
        if role not in offered:
            continue  # the loaded order has no desk for it
        country.people[role] = country.add(f"{NAMES[number]} {slug.capitalize()}", role, seat)
    return country


NAMES = (
    "Ёлкина Анна",
    "Берёзов Пётр",
    "Кедрова Ольга",
    "Соснин Илья",
    "Липина Вера",
    "Дубов Олег",
    "Ивина Нина",
)


def sign_in(account: Account, *, second_factor: bool = True, role: Role | None = None, ready: bool = True) -> Client:
    """A client in a session of this account, past the steps on the way in unless `ready` is false."""
    client = Client()
    client.force_login(account, backend="marshrut.foundation.accounts.backends.PasswordBackend")
    held = accounts_queries.list_roles(account)
    chosen: Any = next((row for row in held if role is None or row.role == role), None)
    session = client.session
    session.update({"epoch": account.session_epoch, "second_factor": second_factor})
    if chosen is not None:
        session["assignment"] = str(chosen.pk)
        if ready:
            session["ready_as"] = str(chosen.pk)
    session.save()
    return client
