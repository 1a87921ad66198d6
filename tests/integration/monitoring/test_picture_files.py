"""Pictures of an indicator as files: what the page shows, for who sees the page, and the journal knows."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from marshrut.apps.monitoring.services import make_snapshot
from marshrut.foundation.audit.models import Entry as Deed
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene, build_figures
from support.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(scene: FiguresScene) -> FiguresScene:
    """Two municipalities: enough for tiles."""
    build_figures(scene.system, scene.top, prefix="Кедровый")
    make_snapshot(scene.system)
    return scene


def _client(scene: FiguresScene, role: Role, at: Any) -> Client:
    return sign_in(scene.account(f"Вязова {role.name.capitalize()}", role, at))


def _get(client: Client, name: str, what: str, **query: Any) -> Any:
    return client.get(reverse(f"monitoring:{name}", args=[COUNTED, what]), query)


def test_each_picture_of_the_page_is_a_file_and_the_journal_knows(two: FiguresScene) -> None:
    client = _client(two, Role.GOVERNING_BODY, two.top)
    page = client.get(reverse("monitoring:indicator", args=[COUNTED])).content.decode()
    for what in ("now", "map", "places", "years"):
        answer = _get(client, "picture", what)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png"), what
        with Image.open(BytesIO(answer.content)) as picture:
            assert picture.width > 1000
        if what != "years":
            assert reverse("monitoring:picture", args=[COUNTED, what]) in page
    deeds = Deed.objects.of(two.system).filter(action="monitoring.exported")
    assert sorted(one.reason.split("картинка: ")[1].split(":")[0] for one in deeds) == [
        "значение и цель", "места", "плитки", "по годам",
    ]  # fmt: skip


def test_the_table_of_places_keeps_numbers_as_numbers(two: FiguresScene) -> None:
    answer = _get(_client(two, Role.GOVERNING_BODY, two.top), "picture-book", "places", sort="name")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    told = {row[0]: row for row in rows if row[0]}
    assert told[two.district.name][1:4] == (3, 6, 50)
    assert told[two.district.name][4] == pytest.approx(18.76, abs=0.01)
    assert told[two.district.name][6] == "не отличается от региона"
    assert any("снимок" in str(row[0]) for row in rows[:3])


def test_a_school_gets_its_own_figure_and_no_places(two: FiguresScene) -> None:
    client = _client(two, Role.SCHOOL, two.school)
    assert _get(client, "picture", "now").status_code == 200
    assert _get(client, "picture", "places").status_code == 404
    assert _get(client, "picture-book", "map", place=two.top.pk).status_code == 404
    assert _get(client, "picture", "now", place=two.other.pk).status_code == 404
    assert _get(_client(two, Role.TEACHER, two.school), "picture", "now").status_code == 403


def test_what_is_no_picture_is_not_found(two: FiguresScene) -> None:
    client = _client(two, Role.CENTRE, two.top)
    assert _get(client, "picture", "soul").status_code == 404
    assert client.get(reverse("monitoring:picture", args=["НЕТ-1", "now"])).status_code == 404
    assert not Deed.objects.of(two.system).filter(action="monitoring.exported").exists()


def test_invented_people_are_said_to_be_invented_inside_the_picture(two: FiguresScene) -> None:
    client = _client(two, Role.CENTRE, two.top)
    for demonstration in (False, True):
        Tenant.objects.filter(pk=two.system.tenant_id).update(demonstration=demonstration)
        for name, read in (("picture", _description), ("picture-book", _cells)):
            said = read(_get(client, name, "now").content)
            assert ("Демонстрационные данные" in said) == demonstration, name
            assert "снимок" in said
            assert "на " in said


def _description(content: bytes) -> str:
    with Image.open(BytesIO(content)) as picture:
        return str(picture.text["Description"])  # type: ignore[attr-defined]


def _cells(content: bytes) -> str:
    rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return " ".join(str(cell) for row in rows for cell in row if cell)
