"""«По местам» over HTTP: values with their intervals against the region and the target, for who may see places."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene
from support.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("snapshot")]


def _client(scene: FiguresScene, role: Role, at: Any) -> Client:
    return sign_in(scene.account("Вязова Рита", role, at))


def _text(client: Client, **query: Any) -> str:
    answer = client.get(reverse("monitoring:indicator", args=[COUNTED]), query)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


def test_a_municipality_sees_its_schools_with_what_chance_does(scene: FiguresScene) -> None:
    client = _client(scene, Role.MUNICIPAL_METHODOLOGIST, scene.district)
    text = _text(client, sort="name")
    assert f"{scene.school.name} 2 из 4 50 % 15–85 % не отличается от региона мало: всего 4" in text
    answer = client.get(reverse("monitoring:indicator", args=[COUNTED]))
    league = answer.context["league"]
    assert {row[0] for row in league.rows} == {scene.school.name, scene.other.name}
    assert "в\xa0регионе 50" in league.label
    assert league.label in answer.content.decode()


def test_a_school_has_no_league(scene: FiguresScene) -> None:
    client = _client(scene, Role.SCHOOL, scene.school)
    for place in (scene.school, scene.top):
        answer = client.get(reverse("monitoring:indicator", args=[COUNTED]), {"place": place.pk, "view": "places"})
        page = answer.content.decode()
        assert ("league" in answer.context) == (place is scene.top), "places of the region are narrowed to one's own"
        assert scene.other.name not in page


def test_the_region_sees_its_municipality(scene: FiguresScene) -> None:
    text = _text(_client(scene, Role.GOVERNING_BODY, scene.top))
    assert f"{scene.district.name} 3 из 6 50 % 19–81 % не отличается от региона" in text
