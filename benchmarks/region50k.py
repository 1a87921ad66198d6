"""A region of 50,000 staff in a database of its own, made once for the benchmarks that need it."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["PEOPLE", "SCHOOLS", "World", "world"]

PEOPLE, DISTRICTS, SCHOOLS = 50_000, 40, 800
SINCE = date(2020, 9, 1)


class World:
    """The tenant's ids and a client signed in for each role."""

    tenant: Any
    system: Any
    top: Any
    district: Any
    school: Any
    clients: dict[str, Any]
    someone: Any


@cache
def world() -> World:
    """Start a server, migrate, load the orders, add places and people; about half a minute."""
    home = Path(tempfile.mkdtemp(prefix="marshrut-bench-"))
    os.environ |= {"MARSHRUT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}
    from marshrut.foundation.database import places, roles
    from marshrut.foundation.database.embedded import Server

    server = Server(places.data_folder(home), places.socket_folder(home))
    server.start()
    roles.prepare(server.conninfo())
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop, fast=True)
    subprocess.run([sys.executable, "-m", "marshrut.cli.main", "prepare"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    return _fill(World())


def _fill(made: World) -> World:
    from marshrut.foundation.scope.models import Tenant
    from marshrut.foundation.scope.queries import top_node
    from marshrut.foundation.scope.viewer import SystemViewer

    made.tenant = max(Tenant.objects.all(), key=lambda tenant: tenant.slug)
    made.system = SystemViewer("benchmark", made.tenant.pk)
    made.top = top_node(made.system)
    districts = [_place(made, "municipality", f"Район {number}", made.top) for number in range(DISTRICTS)]
    schools = [
        _place(made, "organisation", f"Школа {number}", districts[number % DISTRICTS]) for number in range(SCHOOLS)
    ]
    made.district, made.school = districts[0], schools[0]
    _people(made, schools)
    made.clients = _clients(made)
    return made


def _place(made: World, kind: str, name: str, parent: Any) -> Any:
    from marshrut.foundation.scope.services import add_node
    from marshrut.foundation.scope.types import NodeKind

    return add_node(made.system, kind=NodeKind(kind), name=name, parent_id=parent.pk, since=SINCE)


def _people(made: World, schools: list[Any]) -> None:
    from django.utils import timezone

    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.scope.models import RoleAssignment
    from marshrut.foundation.scope.temporal import period

    now = timezone.now()
    people = [
        Account(
            tenant=made.tenant,
            node=schools[number % SCHOOLS],
            login=f"person-{number}",
            family_name=f"Фамилия{number % 7919}",
            given_name=f"Имя{number % 97}",
            patronymic=f"Отчество{number % 89}",
            activated_at=now if number % 3 else None,
            password="!",  # noqa: S106 - nobody signs in with it
        )
        for number in range(PEOPLE)
    ]
    Account.objects.of(made.system).bulk_create(people, batch_size=2000)
    roles = [
        RoleAssignment(tenant=made.tenant, account=one, role="teacher", node_id=one.node_id, valid=period(SINCE))
        for one in people
    ]
    RoleAssignment.objects.of(made.system).bulk_create(roles, batch_size=2000)
    made.someone = people[0]
    from django.db import connections

    # The application's role may not ANALYZE what it does not own: statistics come from the owner.
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _clients(made: World) -> dict[str, Any]:
    from django.test import Client

    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from marshrut.foundation.scope.hooks import offered_roles
    from marshrut.foundation.scope.models import RoleAssignment

    found = {}
    seats = {"school": made.school, "municipal_methodologist": made.district}
    for role in sorted(offered_roles(made.system)):
        seat = seats.get(role.value, made.school if role.value == "teacher" else made.top)
        account = add_people(
            made.system, [PastedName(1, "Замер", "Анна")], role=role, node_id=seat.pk, on=SINCE, namesakes=True
        )[0]
        row = RoleAssignment.objects.of(made.system).get(account=account)
        client = Client()
        client.force_login(account, backend="marshrut.foundation.accounts.backends.PasswordBackend")
        session = client.session
        session.update({"epoch": 0, "second_factor": True, "assignment": str(row.pk), "ready_as": str(row.pk)})
        session.save()
        found[role.value] = client
    return found
