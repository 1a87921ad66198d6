"""Desks of places say how many routes stand where and who waits to be let go; nothing of why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from marshrut.apps.routes import queries
from marshrut.foundation.scope.types import Role
from support.routes_scene import visit
from support.world import sign_in


def test_a_desk_counts_what_its_pages_list(scene: Any) -> None:
    on = scene.today
    assert queries.count_releases(scene.head, on=on) == 0
    scene.route(visit(on + timedelta(days=14)), state="agreement")
    year = queries.current_year(scene.head, on=on)
    waits, _ = queries.list_releases(scene.head, on=on)
    assert queries.count_releases(scene.head, on=on) == len({one.person_id for one in waits}) == 1
    assert queries.count_states(scene.head, year=year, on=on) == [("на согласовании", 1)]
    assert queries.count_states(scene.centre, year=year, on=on) == [("на согласовании", 1)]
    assert queries.count_releases(scene.district, on=on) == 0, "their head answers, not the municipality"
    assert queries.count_states(scene.head, year=year - 1, on=on) == []


@pytest.mark.parametrize(
    ("role", "page", "waits"),
    [
        (Role.SCHOOL, "school:front", True),
        (Role.MUNICIPAL_METHODOLOGIST, "municipality:front", False),
        (Role.CENTRE, "centre:front", False),
    ],
)
def test_the_card_of_routes_leads_on(scene: Any, role: Role, page: str, waits: bool) -> None:
    scene.route(visit(scene.today + timedelta(days=14)), state="agreement")
    text = sign_in(scene.country.people[role]).get(reverse(page)).content.decode()
    assert "На согласовании" in text
    assert reverse("routes:states") in text
    assert ("Кого отпустить: ждёт 1 человек" in " ".join(text.split())) == waits
    assert reverse("routes:drafts") in text
    assert "Урок у Веры Липиной" not in text, "a step's title may tell a deficit"
