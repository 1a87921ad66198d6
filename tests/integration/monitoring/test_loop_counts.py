"""The loop is counted once with the figures of a day: who works, over twelve months; the desk only reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.models import FrozenFact, FrozenStaff, IndicatorRound
from marshrut.apps.monitoring.queries.loop import count_loop
from marshrut.apps.monitoring.types import Stage
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.figures_scene import FiguresScene
from support.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(scene: FiguresScene, snapshot: Any) -> Any:
    """Facts are written beside the sealed ones: only counting is looked at here."""
    FrozenFact.objects.of(scene.system).filter(snapshot=snapshot).delete()
    people = list(FrozenStaff.objects.of(scene.system).filter(snapshot=snapshot).order_by("pk"))
    assert len(people) == 6
    today = snapshot.day

    def did(person: int, fact: str, *tags: str, ago: int = 10) -> None:
        FrozenFact(
            tenant_id=snapshot.tenant_id, snapshot=snapshot, person=people[person].person, fact=fact,
            day=today - timedelta(days=ago), tags=list(tags), source=new_id(),
        ).save()  # fmt: skip

    for number in range(4):
        did(number, "diagnosed", "stage:entry")
    did(0, "diagnosed", "stage:entry", ago=40)  # again: the same person once
    did(4, "diagnosed", ago=400)  # longer ago than a year
    for number in (0, 1, 5):  # the last was not diagnosed this year
        did(number, "route_approved")
    did(0, "upskilled")
    did(0, "transferred")
    did(0, "diagnosed", "stage:exit", ago=0)
    return snapshot


def test_each_once_of_this_year_and_at_work(frozen: Any) -> None:
    found = count_loop(frozen.pk, on=frozen.day)
    assert found["reached"] == [6, 4, 3, 1, 1, 1]
    assert found["went_on"] == [4, 2, 1, 1, 1]


def test_who_left_is_not_counted(scene: FiguresScene, frozen: Any) -> None:
    staff = FrozenStaff.objects.of(scene.system).filter(snapshot=frozen).order_by("pk")
    staff.filter(pk=staff[0].pk).update(until=frozen.day)
    assert count_loop(frozen.pk, on=frozen.day)["reached"] == [5, 3, 2, 0, 0, 0]


def test_transfer_into_lessons_is_frozen_as_a_fact(scene: FiguresScene) -> None:
    from marshrut.apps.regulation.hooks import FactsAsked
    from marshrut.apps.routes.queries.fact_rows import fact_rows

    asked = FactsAsked(timezone.now(), {})
    assert "transferred" in {given.fact for given in fact_rows(scene.system, asked)}


def test_the_desk_reads_what_was_counted_and_says_the_day(scene: FiguresScene, frozen: Any) -> None:
    client = sign_in(scene.account("Вязова Рита", Role.CENTRE, scene.top))
    before = client.get(reverse("centre:front"))
    assert before.context["loop"] is None
    assert "Появится после первого снимка" in before.content.decode()
    services.count_figures(scene.system, frozen, on=frozen.day)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("centre:front"))
    assert not [one for one in asked if "monitoring_frozenfact" in one["sql"]], "a desk counts nothing"
    words = page.content.decode().replace("\xa0", " ")
    assert "Путь от диагностики до эффекта" in words
    assert "дальше 2 из 4, 50 %; ждут 2" in words
    assert page.context["loop"].rows[0][1].startswith("6")
    for name in ("monitoring:loop", "monitoring:loop-book"):
        assert client.get(reverse(name)).status_code == 200
        assert reverse(name) in words
    for name in ("diagnostics:campaigns", "routes:states", "programmes:catalogue", "diagnostics:results"):
        assert client.get(reverse(name)).status_code == 200, name


def test_a_round_from_before_there_was_a_loop_shows_none(scene: FiguresScene, frozen: Any) -> None:
    made = services.count_figures(scene.system, frozen, on=frozen.day)
    IndicatorRound.objects.of(scene.system).filter(pk=made.pk).update(loop={})
    assert queries.find_loop(scene.system, frozen, on=frozen.day) is None
    client = sign_in(scene.account("Вязова Рита", Role.CENTRE, scene.top))
    assert client.get(reverse("monitoring:loop")).status_code == 404
    assert client.get(reverse("centre:front")).status_code == 200


def test_stages_stand_in_the_order_of_the_way() -> None:
    assert [one.value for one in Stage] == ["staff", "diagnosed", "routed", "learned", "transferred", "checked"]
