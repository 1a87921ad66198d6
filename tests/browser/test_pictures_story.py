"""Pictures of figures in a real browser: league, tiles, years, the centre's loop; as files, on a phone, by keyboard."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from support.looking import SHOTS

#: The region, and its indicator that a document with two marks counts for.
REGION, COUNTED = "smolensk", "SMO-IND-06"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def lands(seats, live):
    """Two municipalities of this story's own and a snapshot with its figures."""
    del seats, live
    from marshrut.apps.monitoring import services
    from marshrut.apps.monitoring.models import Snapshot
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.figures_scene import build_figures

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system = SystemViewer("tests", order.tenant_id)
    top = Node.objects.of(system).get(pk=order.node_id)
    number = Node.objects.of(system).filter(name__startswith="Кедровый").count() + 1
    scenes = [build_figures(system, top, prefix=f"{name} {number}") for name in ("Кедровый", "Вербный")]
    made = services.make_snapshot(system, words="картинки")
    services.count_figures(system, made, on=made.day)
    yield scenes
    Snapshot.objects.of(system).filter(pk=made.pk).delete()


def look(page, name, accessible):
    """Read by a machine, fits a phone, and photographed both ways."""
    accessible(page)
    page.screenshot(path=SHOTS / f"pictures-{name}.png", full_page=True)
    wide = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)
    page.screenshot(path=SHOTS / f"pictures-{name}-360.png", full_page=True)
    page.set_viewport_size(wide)


def taken(page, press):
    with page.expect_download() as waiting:
        press()
    return Path(waiting.value.path()).read_bytes()


def test_municipalities_as_tiles_and_as_a_league(open_page, lands, accessible):
    page = open_page(f"/indicators/?map={COUNTED}", seat=(REGION, "governing_body"))
    tiles = page.locator("#map")
    tiles.get_by_text("это не карта местности").wait_for()
    look(page, "figures", accessible)
    heights = {round(one.bounding_box()["height"]) for one in tiles.locator(".tile").all()}
    assert len(heights) == 1, "tiles are equal"
    door = tiles.get_by_role("link", name=re.compile(lands[0].district.name.removesuffix(" округ")))
    door.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="По организациям").wait_for()
    page.goto(f"/indicators/{COUNTED}/?view=places&sort=name")
    league = page.locator("#places svg").first
    assert league.locator("a").count() >= 2
    row = page.get_by_role("row").filter(has_text=lands[0].district.name).inner_text().replace("\xa0", " ")
    assert "19–81 %" in row
    assert re.search("(не отличается от|выше|ниже) региона", row), (
        "where the region stands is other stories' people too"
    )
    assert "мало: 6" in row
    look(page, "places", accessible)
    league.get_by_role("link", name=re.compile(lands[0].district.name)).click()
    page.get_by_role("heading", name="По организациям").wait_for()


def test_pictures_leave_as_files(open_page, lands, accessible):
    del lands
    page = open_page(f"/indicators/{COUNTED}/?view=places", seat=(REGION, "governing_body"))
    for card in ("#map", "#places"):
        content = taken(page, page.locator(card).get_by_role("link", name=re.compile("Картинка PNG")).click)
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.format == "PNG"
            assert picture.width == 1440
            (SHOTS / f"pictures-file-{card[1:]}.png").write_bytes(content)
    book = taken(page, page.locator("#places").get_by_role("link", name=re.compile("Таблица Excel")).click)
    assert book.startswith(b"PK")
    page.get_by_role("link", name="По годам").click()
    page.get_by_role("heading", name="Концы прошлых лет и сейчас").wait_for()
    look(page, "years", accessible)


@pytest.mark.usefixtures("lands")
def test_the_centre_sees_the_loop_and_on_a_phone_its_list(open_page, accessible):
    page = open_page("/centre/", seat=(REGION, "centre"))
    loop = page.locator("#loop")
    assert loop.locator("svg a").count() == 6
    look(page, "centre", accessible)
    page.set_viewport_size({"width": 360, "height": 720})
    assert not loop.locator("svg").first.is_visible()
    assert loop.locator("ul.narrow-only li").count() == 5
    assert loop.locator("ul.narrow-only li").first.is_visible()
    assert "Дальше" in loop.locator("ul.narrow-only").inner_text()
    page.set_viewport_size({"width": 1366, "height": 900})
    loop.locator("svg a").nth(2).click()
    page.wait_for_url(re.compile("/places/"))


@pytest.mark.usefixtures("lands")
def test_a_value_is_entered_with_the_file_that_proves_it(open_page, accessible):
    page = open_page(f"/indicators/{COUNTED}/enter/", seat=(REGION, "centre"))
    page.get_by_label("Значение", exact=True).fill("12,5")
    page.get_by_label("Документ", exact=True).fill("Справка центра № 15")
    page.get_by_label("Файл документа").set_input_files(
        {"name": "программа.exe", "mimeType": "application/pdf", "buffer": b"MZ nothing of ours"}
    )
    page.get_by_role("button", name="Записать").click()
    assert "не тот файл" in page.locator("#id_file-error").inner_text()
    page.get_by_label("Файл документа").set_input_files(
        {"name": "справка-15.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Записано.").wait_for()
    look(page, "entry-file", accessible)
    assert taken(page, page.locator("#history").get_by_role("link", name="справка-15.pdf").first.click) == PDF
    page.get_by_text("Снять значение").first.click()
    page.get_by_label("Почему снимаете").first.fill("проба")
    page.get_by_role("button", name="Снять", exact=True).first.click()
    page.get_by_text("Запись о нём осталась").wait_for()
