"""The bank is calibrated and growth is told in a real browser: what would change is seen before anything does."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from support.looking import SHOTS

REGION = "krasnoyarsk"


@pytest.fixture
def bank(seats, live):
    """Three hundred invented people of this region have answered six tasks twice, the second time after learning."""
    del seats
    from django.utils import timezone

    from marshrut.apps.competencies.types import Stage
    from marshrut.apps.diagnostics.models import Campaign, Result
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.answered_bank import answer, build_bank
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system = SystemViewer("tests", order.tenant_id)
    top = Node.objects.of(system).get(pk=order.node_id)
    since = timezone.localdate() - timedelta(days=400)
    places = {"top": top}
    for name, kind, parent in (
        ("district", NodeKind.MUNICIPALITY, "top"),
        ("school", NodeKind.ORGANISATION, "district"),
    ):
        title = {"district": "Кедровый район", "school": "Кедровая школа"}[name]
        places[name] = scope.add_node(system, kind=kind, name=title, parent_id=places[parent].pk, since=since)
    country = SimpleNamespace(system=system, places=places)
    made = build_bank(country, Staff.of(system), on=timezone.localdate(), code="КЕДР")
    held = []
    for number, stage in enumerate((Stage.ENTRY, Stage.EXIT)):
        row = Campaign(
            tenant_id=system.tenant_id, title=("Осень", "Весна")[number], purpose="Проба", version=made.version,
            stage=stage.value, state="closed", opens_on=made.on + timedelta(days=5 * number),
            closes_on=made.on + timedelta(days=5 * number), node=top, held_by=top, origin="centre",
        )  # fmt: skip
        row.save(force_insert=True)
        held.append(row)
    rows = Result.objects.of(system).filter(version=made.version)
    rows.update(campaign=held[0])
    rng, levels = np.random.default_rng(2), np.asarray(made.levels) + 1.0
    answer(country, made.version, made.people, levels, on=held[1].opens_on, rng=rng, stage=Stage.EXIT)
    rows.filter(stage=Stage.EXIT.value).update(campaign=held[1])
    return SimpleNamespace(system=system, made=made)


def look(page, name, accessible):
    """Read by a machine, fits a phone, and photographed both ways."""
    accessible(page)
    page.screenshot(path=SHOTS / f"calibration-{name}.png", full_page=True)
    wide = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=SHOTS / f"calibration-{name}-360.png", full_page=True)
    page.set_viewport_size(wide)


def test_the_centre_calibrates_looks_and_decides(open_page, bank, accessible):
    from django.utils import timezone

    from marshrut.apps.diagnostics.models import Calibration, GrowthRound
    from marshrut.apps.diagnostics.services import calibrating, growth

    page = open_page("/instruments/", seat=(REGION, "centre"))
    page.get_by_role("link", name="Калибровка заданий").click()
    page.get_by_role("heading", name="Результаты считаются по доле верных ответов").wait_for()
    look(page, "begin", accessible)
    page.get_by_role("button", name="Откалибровать").click()
    page.get_by_role("heading", name="Калибруем задания").wait_for()
    accessible(page)
    row = Calibration.objects.of(bank.system).order_by("-number").first()
    calibrating.run_calibration(bank.system, row.pk)  # the worker's part
    page.get_by_role("heading", name="Шкалы").wait_for()
    assert page.get_by_text("Что изменится для людей").is_visible()
    look(page, "ready", accessible)
    page.get_by_role("link", name="Проектирование урока").first.click()
    page.get_by_role("heading", name="Где шкала точна").wait_for()
    look(page, "scale", accessible)
    page.get_by_role("link", name="КЕДР/1").click()
    page.get_by_role("heading", name="Кто справляется").wait_for()
    page.get_by_text("таблицей").first.click()
    assert page.get_by_role("columnheader", name="По модели").is_visible()
    look(page, "item", accessible)
    page.get_by_role("link", name=f"Калибровка № {row.number}").click()
    page.get_by_role("button", name="Считать результаты по ней").click()
    page.get_by_role("heading", name="Пересчитываем результаты").wait_for()
    calibrating.apply_calibration(bank.system, row.pk, now=timezone.now())
    page.get_by_role("heading", name="По ней считаются результаты").wait_for()
    assert page.get_by_role("button", name="Вернуть подсчёт по доле верных").is_visible()

    page.goto("/campaigns/")
    page.get_by_role("link", name="Рост", exact=True).click()
    page.get_by_role("button", name="Посчитать рост").click()
    page.get_by_role("heading", name="Считаем рост").wait_for()
    made = GrowthRound.objects.of(bank.system).latest("asked_at")
    growth.run_growth(bank.system, made.pk)
    page.get_by_role("heading", name="Рост доказан по 1 компетенции из 1").wait_for()
    assert page.get_by_role("rowheader", name="Кедровый район").is_visible()
    assert page.get_by_text("выросли").first.is_visible()
    look(page, "growth", accessible)

    reader = open_page(f"/growth/{made.pk}/", seat=(REGION, "governing_body"), javascript=False)
    assert reader.get_by_text("Как это посчитано").is_visible()
    assert reader.get_by_role("button", name="Посчитать заново").count() == 0
