"""Indicators in a real browser: from the region's figure down to names, and a value entered with its document."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from support.looking import SHOTS

#: The region, and its indicator that a document with two marks counts for.
REGION, COUNTED = "smolensk", "SMO-IND-06"


@pytest.fixture
def life(seats, live):
    """A municipality of this story's own with two schools, a snapshot of today and people who look."""
    del seats
    from django.utils import timezone

    from marshrut.apps.monitoring import services
    from marshrut.apps.monitoring.models import Snapshot
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import Role
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.figures_scene import build_figures
    from support.world import sign_in

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system = SystemViewer("tests", order.tenant_id)
    scene = build_figures(system, Node.objects.of(system).get(pk=order.node_id), prefix=f"Липовый {_number(system)}")
    made = services.make_snapshot(system, words="история")
    services.count_figures(system, made, on=made.day)
    roles = {
        "municipality": (Role.MUNICIPAL_METHODOLOGIST, scene.district),
        "school": (Role.SCHOOL, scene.school),
    }
    cookies = {
        name: sign_in(scene.account(f"Вязова {name.capitalize()}", *seat)).cookies["marshrut"].value
        for name, seat in roles.items()
    }
    yield {"scene": scene, "code": COUNTED, "cookies": cookies, "system": system, "today": timezone.localdate()}
    Snapshot.objects.of(system).filter(pk=made.pk).delete()


def _number(system):
    from marshrut.foundation.scope.models import Node

    return Node.objects.of(system).filter(name__startswith="Липовый").count() + 1


def _as(open_page, site, cookie, path, **options):
    page = open_page(**options)
    page.context.add_cookies([{"name": "marshrut", "value": cookie, "url": site.address}])
    page.goto(path)
    return page


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def look(page, name, accessible):
    """Read by a machine, fits a phone, and photographed both ways."""
    accessible(page)
    page.screenshot(path=SHOTS / f"figures-{name}.png", full_page=True)
    wide = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 720})
    fits(page)
    page.screenshot(path=SHOTS / f"figures-{name}-360.png", full_page=True)
    page.set_viewport_size(wide)


def test_the_governing_body_goes_from_the_figure_to_the_people(open_page, life, accessible):
    scene, code = life["scene"], life["code"]
    desk = open_page("/order/", seat=(REGION, "governing_body"))
    assert desk.locator(".ind").count() >= 5
    look(desk, "front", accessible)
    desk.get_by_role("link", name="Показатели", exact=True).first.click()
    desk.wait_for_url(re.compile("/indicators/"))
    look(desk, "all", accessible)
    card = desk.locator(f"[id='{code}']")
    card.get_by_text("Как посчитано").click()
    assert card.get_by_text("Можно и так").is_visible()
    card.locator("a.ind-name").click()
    desk.get_by_role("heading", name="По муниципалитетам").wait_for()
    look(desk, "indicator", accessible)
    desk.get_by_role("link", name=scene.district.name, exact=True).click()
    desk.get_by_role("heading", name="По организациям").wait_for()
    row = desk.get_by_role("row").filter(has_text=scene.school.name)
    assert "2 из 4" in row.inner_text().replace("\xa0", " ")
    look(desk, "municipality", accessible)
    desk.get_by_role("link", name=scene.school.name, exact=True).click()
    desk.get_by_role("heading", name="Кто засчитан").wait_for()
    names = desk.locator("#people tbody").inner_text()
    assert "Ольхина Майя" in names
    assert "Калинина Зоя" not in names
    look(desk, "people", accessible)
    desk.get_by_role("link", name="Почти засчитаны").click()
    near = desk.locator("#people tbody").inner_text()
    assert "Калинина Зоя" in near
    assert "Программа не выбрана по итогам своей диагностики" in near.replace("\xa0", " ")
    look(desk, "near", accessible)
    desk.get_by_role("link", name="По годам").click()
    desk.get_by_role("heading", name="Концы прошлых лет и сейчас").wait_for()
    look(desk, "years", accessible)


def test_the_centre_enters_a_value_and_takes_it_back(open_page, life, accessible):
    code = life["code"]
    page = open_page(f"/indicators/{code}/", seat=(REGION, "centre"))
    page.get_by_role("link", name="Внести значение").click()
    page.get_by_label("Значение", exact=True).fill("12,5")
    page.get_by_label("На какой день").fill((life["today"] + timedelta(days=3)).isoformat())
    page.get_by_label("Документ", exact=True).fill("Справка центра № 14")
    page.get_by_role("button", name="Записать").click()
    assert "ещё не наступил" in page.locator("#id_on-error").inner_text()
    assert page.get_by_label("Документ", exact=True).input_value() == "Справка центра № 14"
    page.get_by_label("На какой день").fill(life["today"].isoformat())
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Записано.").wait_for()
    look(page, "enter", accessible)
    page.get_by_role("link", name="К показателю").click()
    beside = page.get_by_role("complementary").inner_text().replace("\xa0", " ")
    assert "12,5 %" in beside
    assert "Справка центра № 14" in beside
    assert "посчитано" in beside
    page.get_by_role("link", name="Внести значение").click()
    page.get_by_text("Снять значение").click()
    page.get_by_label("Почему снимаете").fill("не та справка")
    page.get_by_role("button", name="Снять", exact=True).click()
    page.get_by_text("Запись о нём осталась").wait_for()
    page.locator("#history").get_by_text("снято: не та справка").wait_for()


def test_a_municipality_and_a_school_see_themselves_beside_the_region(open_page, site, life, accessible):
    for name in ("municipality", "school"):
        page = _as(open_page, site, life["cookies"][name], "/")
        assert page.get_by_role("heading", name="Показатели").is_visible()
        look(page, f"desk-{name}", accessible)
        page.goto("/indicators/")
        own = page.locator(f"[id='{life['code']}'] .ind-own").inner_text()
        assert "У нас" in own
        assert "в регионе" in own
        look(page, f"own-{name}", accessible)


def test_snapshots_are_listed_checked_and_a_damaged_one_gives_no_figures(open_page, life, accessible):
    from marshrut.apps.monitoring.models import FrozenStaff, Snapshot

    page = open_page("/indicators/snapshots/", seat=(REGION, "governing_body"))
    page.get_by_role("button", name="Проверить").first.click()
    page.get_by_text("все строки на месте").wait_for()
    look(page, "snapshots", accessible)
    newest = Snapshot.objects.of(life["system"]).first()
    FrozenStaff.objects.of(life["system"]).filter(snapshot=newest).first().delete()
    page.get_by_role("button", name="Проверить").first.click()
    page.get_by_role("heading", level=1, name=re.compile("повреждён")).wait_for()
    assert "работники: строк" in page.locator("main").inner_text()
    look(page, "damaged", accessible)
    page.goto(f"/indicators/?snapshot={newest.pk}")
    page.get_by_role("heading", level=1, name="По этому снимку показатели не считаются").wait_for()
    assert page.locator(".ind").count() == 0
    look(page, "refused", accessible)
