"""The query condition and the decision are one: what is listed may be opened, what may be opened is listed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from integration.access.scene import Scene
from marshrut.apps.regulation import access as regulation_access
from marshrut.apps.regulation.access import Deed
from marshrut.apps.regulation.models import Order
from marshrut.apps.routes import access as routes_access
from marshrut.apps.routes.models import Route
from marshrut.foundation.accounts import access as accounts_access
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.files import access as files_access
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import access as jobs_access
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer
from support.world import sign_in

TODAY = timezone.localdate()
#: Before any place stood, now, and after the district moved.
DAYS = (date(1990, 1, 1), TODAY, TODAY + timedelta(days=40))
UPKEEP = SystemViewer("tests.everything")


@pytest.fixture
def crowd(here: Scene, there: Scene) -> list[Viewer | SystemViewer]:
    """Everybody who could look: each role here, the same roles from other seats, the same roles of another operator."""
    country = here.country
    for number, seat in enumerate(("other_school", "other_district", "district")):
        country.add(f"Осинина Майя{number}", Role.SCHOOL, seat)
        country.add(f"Тополев Юрий{number}", Role.MUNICIPAL_METHODOLOGIST, seat)
    country.add("Вязов Лев", Role.ADMINISTRATOR, "district")
    country.add("Ольхина Ида", Role.GOVERNING_BODY, "other_school")
    places = country.places
    scope.move_node(
        country.system, places["district"].pk, parent_id=places["other_district"].pk, since=TODAY + timedelta(days=30)
    )
    strangers = [there.country.people[role] for role in (Role.SCHOOL, Role.GOVERNING_BODY, Role.ADMINISTRATOR)]
    people = [*Account.objects.of(country.system), *strangers]
    found = [viewer for account in people if (viewer := accounts.find_viewer(account, None))]
    assert len(found) > 15
    return [*found, country.system]


def _listed(rows: Any, condition: Q) -> set[Any]:
    return set(rows.filter(condition).values_list("pk", flat=True))


def test_accounts(crowd: list[Any]) -> None:
    everybody = list(Account.objects.of(UPKEEP))
    for viewer, right, day in product(crowd, Right, DAYS):
        listed = _listed(Account.objects.of(viewer), accounts_access.visible(viewer, right, on=day))
        for account in everybody:
            allowed = bool(accounts_access.may(viewer, right, account, on=day))
            assert (account.pk in listed) == allowed, f"{viewer} {right} {account} on {day}"


def test_nobody_but_oneself_opens_and_nobody_reaches_over_the_border(crowd: list[Any]) -> None:
    for viewer in crowd:
        if isinstance(viewer, SystemViewer):
            continue
        assert _listed(Account.objects.of(viewer), accounts_access.visible(viewer, Right.OPEN, on=TODAY)) == {
            viewer.account_id
        }
        for right in Right:
            seen = Account.objects.of(viewer).filter(accounts_access.visible(viewer, right, on=TODAY))
            assert {row.tenant_id for row in seen} == {viewer.tenant_id}


def test_who_handles_an_account_sees_it(crowd: list[Any]) -> None:
    for viewer in crowd:
        listed = _listed(Account.objects.of(viewer), accounts_access.visible(viewer, Right.LIST, on=TODAY))
        for account in Account.objects.of(viewer):
            if accounts_access.may_handle(viewer, account, on=TODAY):
                assert account.pk in listed


def test_jobs(crowd: list[Any], here: Scene) -> None:
    for viewer in crowd:
        if isinstance(viewer, Viewer):
            Job(tenant_id=viewer.tenant_id, kind="k", title="t", started_by=viewer.account_id).save(force_insert=True)
    Job(tenant_id=here.country.tenant.pk, kind="k", title="of the system").save(force_insert=True)
    for viewer in crowd:
        rows = Job.objects.of(viewer)
        listed = _listed(rows, jobs_access.visible(viewer))
        for job in Job.objects.of(UPKEEP):
            assert (job.pk in listed) == bool(jobs_access.may_handle(viewer, job)), f"{viewer} {job}"
        assert listed or isinstance(viewer, SystemViewer)


def test_files(crowd: list[Any], here: Scene) -> None:
    """A file has no list: its address answers with the bytes exactly when the decision says yes."""
    scan = StoredFile.objects.of(UPKEEP).get(pk=here.named["file"])
    fields = {"tenant_id": scan.tenant_id, "sha256": scan.sha256, "size": scan.size, "mime": scan.mime, "name": "х.png"}
    files = [scan]
    for file_class in FileClass:
        files.append(StoredFile(**fields, file_class=file_class.value, owner_id=here.country.people[Role.CENTRE].pk))
        files[-1].save(force_insert=True)
    for role, account in here.country.people.items():
        client, viewer = sign_in(account), here.country.viewer(role)
        for file in files:
            answer = client.get(reverse("files:download", args=[file.pk]))
            if answer.streaming:
                assert b"".join(answer.streaming_content)
            assert (answer.status_code == 200) == bool(files_access.may(viewer, file, on=TODAY)), (
                f"{role} {file.file_class}"
            )
    for viewer in crowd:
        if isinstance(viewer, Viewer) and viewer.tenant_id != scan.tenant_id:
            assert not any(files_access.may(viewer, file, on=TODAY) for file in files)


def test_regulation(crowd: list[Any]) -> None:
    orders = list(Order.objects.of(UPKEEP))
    assert len(orders) == 2
    for viewer, deed, day in product(crowd, Deed, DAYS):
        listed = _listed(Order.objects.of(viewer), regulation_access.visible(viewer, deed, on=day))
        for order in orders:
            allowed = bool(regulation_access.may(viewer, deed, order, on=day))
            assert (order.pk in listed) == allowed, f"{viewer} {deed} {order} on {day}"


def test_routes(crowd: list[Any]) -> None:
    """What is listed may be listed, what is opened may be opened, whoever looks and on whatever day."""
    routes = list(Route.objects.of(UPKEEP))
    assert len(routes) == 2
    seen = 0
    for viewer, right, day in product(crowd, Right, DAYS):
        listed = _listed(Route.objects.of(viewer), routes_access.visible(viewer, right, on=day))
        seen += len(listed)
        for route in routes:
            allowed = bool(routes_access.may(viewer, right, route, on=day))
            assert (route.pk in listed) == allowed, f"{viewer} {right} {route} on {day}"
    assert seen
