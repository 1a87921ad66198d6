"""A page costs so many queries and no more, however long its list grows. `MARSHRUT_UPDATE=1` writes the budgets."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integration.access.matrix import Row, rows
from integration.access.scene import Scene, build_scene
from marshrut.apps.regulation import services as regulation
from marshrut.apps.regulation.models import Order
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.privacy import services as privacy
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.types import NodeKind, Role
from support.tree import ROOT
from support.world import LONG_AGO, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BUDGETS = ROOT / "tests" / "architecture" / "query_counts.json"
#: Files are made, not listed; the way in and the living page have no list.
NOT_PAGES = {
    "files:download",
    "registry:made-list",
    "ui:living",
    "accounts:sign-in",
    "accounts:activate",
    "accounts:second-factor-setup",
}
ASKED_BY = (Role.ADMINISTRATOR, Role.GOVERNING_BODY, Role.SCHOOL, Role.TEACHER)
FIRST, MORE = "абв", "гдежзиклмноп"


def _pages(role: Role) -> list[Row]:
    return [row for row in rows() if row.method == "GET" and row.answers[role] == 200 and row.name not in NOT_PAGES]


def _count(client: Client, row: Row, scene: Scene) -> int:
    address = reverse(row.name, args=[scene.named.get(word, word) for word in row.names])
    assert client.get(address).status_code == 200, row  # what is made once and kept is made now
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200, row
    return len(asked)


def _grow(scene: Scene, letters: str) -> None:
    """More of everything that is listed."""
    country, order = scene.country, Order.objects.of(scene.country.system).get()
    governor, today = country.viewer(Role.GOVERNING_BODY), scene.named["day"]
    for letter in letters:
        account = country.add(f"Кленов Яков {letter}", Role.TEACHER, "school")
        appointed = {"order_number": "8-к", "order_date": today, "since": today, "on": today}
        regulation.appoint_responsible(governor, order.pk, scene.named["clause"], account_id=account.pk, **appointed)
        title = f"Справка {letter}"
        place = country.places["district"].pk
        scope.add_node(country.system, kind=NodeKind.ORGANISATION, name=title, parent_id=place, since=LONG_AGO)
        regulation.attach_proof(governor, order.pk, scene.named["clause"], title=title, dated=today, link="", on=today)
        for owner in (Role.SCHOOL, Role.TEACHER):
            job = Job(tenant=country.tenant, kind="k", title=title, started_by=country.people[owner].pk)
            job.save(force_insert=True)
        for role in ASKED_BY:
            privacy.note_card_read(country.viewer(Role.ADMINISTRATOR), country.people[role].pk, what="карточка доступа")


@pytest.mark.parametrize("role", ASKED_BY)
def test_a_page_keeps_its_budget_and_does_not_ask_more_when_its_list_grows(role: Role) -> None:
    scene = build_scene("abd", "Лесной край")
    client = sign_in(scene.country.people[role])
    _grow(scene, FIRST)  # an empty list asks less than a list of one
    found = {str(row): _count(client, row, scene) for row in _pages(role)}
    _grow(scene, MORE)
    grown = {str(row): _count(client, row, scene) for row in _pages(role)}
    worse = [
        f"{page}: {found[page]} queries, with {len(MORE)} rows more {grown[page]}"
        for page in found
        if grown[page] > found[page]
    ]
    assert not worse, "\n".join(worse)
    budgets: dict[str, Any] = json.loads(BUDGETS.read_text(encoding="utf-8")) if BUDGETS.is_file() else {}
    if os.environ.get("MARSHRUT_UPDATE"):
        budgets[role.value] = found
        BUDGETS.write_text(json.dumps(budgets, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    kept = budgets.get(role.value, {})
    dear = [
        f"{page}: {count} queries, the budget is {kept.get(page)}"
        for page, count in found.items()
        if count > kept.get(page, -1)
    ]
    assert not dear, "\n".join(dear)
    assert set(kept) == set(found), "these pages are gone; MARSHRUT_UPDATE=1"
