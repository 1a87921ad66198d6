"""Values entered by hand: for one's own place or below, with a document; corrected, taken back, never overwritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.monitoring.models import Entry
from marshrut.apps.regulation import queries as regulation
from marshrut.foundation.audit.models import Entry as Deed
from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene
from support.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("snapshot")]


def _post(client: Client, code: str, place: Any, **said: Any) -> Any:
    form = {"kind": "reported", "value": "40", "on": timezone.localdate().isoformat(), "document": "Справка № 3"} | said
    return client.post(f"{reverse('monitoring:enter', args=[code])}?place={place.pk}", form)


def _client(scene: FiguresScene, role: Role, at: Any) -> Client:
    return sign_in(scene.account("Вязова Рита", role, at))


@pytest.mark.parametrize(
    ("role", "seat", "may"),
    [
        (Role.CENTRE, "top", {"top", "district", "school"}),
        (Role.GOVERNING_BODY, "top", {"top", "district", "school"}),
        (Role.MUNICIPAL_METHODOLOGIST, "district", {"district", "school", "other"}),
        (Role.SCHOOL, "school", {"school"}),
    ],
)
def test_each_enters_for_their_own_place_or_below(scene: FiguresScene, role: Role, seat: str, may: set[str]) -> None:
    client = _client(scene, role, getattr(scene, seat))
    for place in ("top", "district", "school", "other"):
        answer = _post(client, COUNTED, getattr(scene, place))
        wanted = 302 if place in may or seat == "top" else 422 if place == "top" else 404
        assert answer.status_code == wanted, place
    entered = {row.node_id for row in Entry.objects.of(scene.system)}
    assert {getattr(scene, name).pk for name in may} <= entered
    assert (scene.top.pk in entered) == (seat == "top")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.REGIONAL_METHODOLOGIST, Role.ADMINISTRATOR])
def test_others_do_not_enter(scene: FiguresScene, role: Role) -> None:
    assert _post(_client(scene, role, scene.top), COUNTED, scene.top).status_code == 403
    assert not Entry.objects.of(scene.system).exists()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"value": "много"}, "value", ""),
        ({"value": "nan"}, "value", ""),
        ({"value": "-1"}, "value", "меньше нуля"),
        ({"value": "140"}, "value", "Больше 100"),
        ({"value": "12", "denominator": "10"}, "denominator", "больше целого"),
        ({"value": "0", "denominator": "0"}, "denominator", "Делить не на кого"),
        ({"on": "2199-01-01"}, "on", "ещё не наступил"),
        ({"on": "вчера"}, "on", ""),
        ({"document": "   "}, "document", ""),
        ({"link": "javascript:alert(1)"}, "link", ""),
        ({"kind": "value"}, "kind", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(scene: FiguresScene, wrong: dict[str, str], field: str, words: str) -> None:
    answer = _post(_client(scene, Role.CENTRE, scene.top), COUNTED, scene.top, **wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in str(answer.context["form"].errors[field])
    assert not Entry.objects.of(scene.system).exists()


def test_a_correction_stands_instead_and_both_stay_on_record(scene: FiguresScene) -> None:
    client = _client(scene, Role.CENTRE, scene.top)
    _post(client, COUNTED, scene.top, value="40,5")
    _post(client, COUNTED, scene.top, value="45.5", document="Справка № 4")
    assert sorted(Entry.objects.of(scene.system).filter(replaced_at=None).values_list("value", flat=True)) == [45.5]
    page = client.get(reverse("monitoring:enter", args=[COUNTED])).content.decode()
    assert "Справка № 3" in page
    assert "Справка № 4" in page
    card = client.get(reverse("monitoring:indicator", args=[COUNTED])).content.decode().replace("\xa0", " ")
    assert "45,5 %" in card
    assert "посчитано больше на 4,5 п. п." in card


def test_taking_back_needs_a_reason_and_the_place(scene: FiguresScene) -> None:
    centre, school = _client(scene, Role.CENTRE, scene.top), _client(scene, Role.SCHOOL, scene.school)
    _post(centre, COUNTED, scene.top)
    row = Entry.objects.of(scene.system).get()
    address = reverse("monitoring:withdraw-entry", args=[COUNTED, row.pk])
    assert school.post(address, {"why": "не наше", "place": scene.school.pk}).status_code == 404
    assert centre.post(address, {"why": " ", "place": scene.top.pk}).status_code == 302
    row.refresh_from_db()
    assert row.replaced_at is None
    centre.post(address, {"why": "не та справка", "place": scene.top.pk})
    row.refresh_from_db()
    assert row.withdrawn_why == "не та справка"
    assert centre.post(address, {"why": "ещё раз", "place": scene.top.pk}).status_code == 404
    deeds = Deed.objects.of(scene.system).filter(action__startswith="monitoring.value-")
    assert sorted(one.action for one in deeds) == ["monitoring.value-entered", "monitoring.value-withdrawn"]


def test_an_intake_counts_by_its_document_and_says_who_entered_it(scene: FiguresScene) -> None:
    held = regulation.find_regulation(scene.system, on=timezone.localdate())
    assert held is not None
    assert held.counting is not None
    intakes = [one.indicator for one in held.counting.counting if one.intake is not None]
    client = _client(scene, Role.CENTRE, scene.top)
    for code in intakes:
        before = client.get(reverse("monitoring:indicator", args=[code]))
        assert before.context["one"].basis == "none"
        assert _post(client, code, scene.top, kind="value", value="1").status_code == 302
        after = client.get(reverse("monitoring:indicator", args=[code]))
        assert after.context["one"].basis == "entered"
        by = Entry.objects.of(scene.system).get(indicator=code).entered_by_name
        assert by
        assert f"внесено: {by}" in after.content.decode()


def test_an_entry_of_another_year_is_not_this_years(scene: FiguresScene) -> None:
    client, today = _client(scene, Role.CENTRE, scene.top), timezone.localdate()
    last_year = today.replace(day=1) - timedelta(days=366)
    assert _post(client, COUNTED, scene.top, on=last_year.isoformat()).status_code == 302
    assert client.get(reverse("monitoring:indicator", args=[COUNTED])).context["one"].reported is None
    then = client.get(reverse("monitoring:indicator", args=[COUNTED]), {"on": last_year.isoformat()})
    assert then.context["one"].reported.value == 40
