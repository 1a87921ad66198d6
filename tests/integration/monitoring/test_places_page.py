"""«По местам» over HTTP: values with their intervals against the region and the target, for who may see places."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marshrut.apps.monitoring.services import make_snapshot
from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene, build_figures
from support.world import sign_in

pytestmark = pytest.mark.django_db


def _client(scene: FiguresScene, role: Role, at: Any) -> Client:
    return sign_in(scene.account("Вязова Рита", role, at))


def _text(client: Client, **query: Any) -> str:
    answer = client.get(reverse("monitoring:indicator", args=[COUNTED]), query)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


@pytest.mark.usefixtures("snapshot")
def test_a_municipality_sees_its_schools_with_what_chance_does(scene: FiguresScene) -> None:
    client = _client(scene, Role.MUNICIPAL_METHODOLOGIST, scene.district)
    text = _text(client, sort="name")
    assert f"{scene.school.name} 2 из 4 50 % 15–85 % не отличается от региона мало: 4" in text
    answer = client.get(reverse("monitoring:indicator", args=[COUNTED]))
    league = answer.context["league"]
    assert {row[0] for row in league.rows} == {scene.school.name, scene.other.name}
    assert "в\xa0регионе 50" in league.label
    assert league.label in answer.content.decode()


@pytest.mark.usefixtures("snapshot")
def test_a_school_has_no_league(scene: FiguresScene) -> None:
    client = _client(scene, Role.SCHOOL, scene.school)
    for place in (scene.school, scene.top):
        answer = client.get(reverse("monitoring:indicator", args=[COUNTED]), {"place": place.pk, "view": "places"})
        page = answer.content.decode()
        assert ("league" in answer.context) == (place is scene.top), "places of the region are narrowed to one's own"
        assert scene.other.name not in page


@pytest.mark.usefixtures("snapshot")
def test_the_region_sees_its_municipality(scene: FiguresScene) -> None:
    text = _text(_client(scene, Role.GOVERNING_BODY, scene.top))
    assert f"{scene.district.name} 3 из 6 50 % 19–81 % не отличается от региона" in text


def test_municipalities_stand_as_tiles_where_there_are_several(scene: FiguresScene) -> None:
    second = build_figures(scene.system, scene.top, prefix="Кедровый")
    make_snapshot(scene.system)
    client = _client(scene, Role.GOVERNING_BODY, scene.top)
    for name, args in (("monitoring:figures", []), ("monitoring:indicator", [COUNTED])):
        answer = client.get(reverse(name, args=args), {"map": COUNTED, "view": "places"})
        tiles = answer.context["tiles"]
        assert [tile.title for tile in tiles] == ["Кедровый", "Сосновый"]
        page = answer.content.decode()
        for tile, place in zip(tiles, (second.district, scene.district), strict=True):
            assert str(place.pk) in tile.url
            assert tile.url.replace("&", "&amp;") in page
        assert "это не\xa0карта местности" in page
    front = client.get(reverse("governing:front"))
    assert len(front.context["tiles"]) == 2
    assert front.context["mapped"].indicator.id in front.content.decode()
    below = _client(scene, Role.MUNICIPAL_METHODOLOGIST, scene.district)
    assert below.get(reverse("monitoring:figures"), {"map": COUNTED}).context["tiles"] is None, "one sees one's own"


@pytest.mark.usefixtures("snapshot")
def test_one_municipality_is_no_map(scene: FiguresScene) -> None:
    answer = _client(scene, Role.GOVERNING_BODY, scene.top).get(reverse("monitoring:indicator", args=[COUNTED]))
    assert not answer.context["tiles"]
    assert "не карта местности" not in answer.content.decode().replace("\xa0", " ")
