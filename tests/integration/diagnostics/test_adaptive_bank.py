"""An adaptive instrument from a workbook: its settings, and items that are taken from the bank instead of written."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from integration.diagnostics.test_bank import SINGLE, workbook
from marshrut.apps.diagnostics.models import InstrumentVersion, ItemVersion, Result, Slot
from marshrut.apps.diagnostics.queries import adaptive_bank as queries
from marshrut.apps.diagnostics.queries.bank import names_of_competencies
from marshrut.apps.diagnostics.queries.choices import results_choices
from marshrut.apps.diagnostics.queries.facts import Reading, list_diagnosed
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.reading.instruments import read_instrument
from marshrut.apps.diagnostics.services import bank, taking
from marshrut.apps.diagnostics.types import InstrumentState
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from support.calibrated import ADAPTIVE, POOL, put_in_force
from support.diagnostics_scene import build
from support.instruments import make_version
from support.world import sign_in

LONGEST = "Подстраивается: заданий на компетенцию не больше"
SETTINGS = {
    LONGEST: 2,
    "Подстраивается: заданий на компетенцию не меньше": 1,
    "Подстраивается: уверенность, %": 75,
    "Подстраивается: по жребию из лучших": 2,
}
TAKEN = [{"Задание из банка": f"РАБОТА-1/{number}"} for number in range(1, 4)]


@pytest.fixture
def centre(country: Any) -> Any:
    return country.viewer(Role.CENTRE)


@pytest.fixture
def pool(country: Any) -> InstrumentVersion:
    """Three items of one competency that people were given before."""
    return make_version(country.system, country.places["top"], tasks=POOL[:3])


def read(viewer: Any, *tasks: dict[str, Any], **facts: Any) -> Any:
    names = names_of_competencies(viewer, on=today(viewer))
    return read_instrument(workbook(*tasks, facts=facts["facts"]), names=names, bank=queries.bank_specs(viewer))


def test_a_workbook_names_items_of_the_bank_and_how_the_test_suits_itself(centre: Any, pool: Any, country: Any) -> None:
    spec, problems = read(centre, *TAKEN, {**SINGLE, "Код задания": "СВОЁ"}, facts=SETTINGS)
    assert problems == []
    made = bank.record_instrument(centre, spec, node=country.places["top"], on=today(centre))
    assert made.adaptive == {"shortest": 1, "longest": 2, "certainty": 0.75, "among": 2}
    old = list(Slot.objects.of(centre).filter(version=pool).values_list("item_version_id", flat=True))
    new = list(Slot.objects.of(centre).filter(version=made).values_list("item_version_id", flat=True))
    assert new[:3] == old, "the very wordings, so that what is known of them holds"
    assert [one.code for one in get_paper(centre, made.pk).tasks] == [
        *(f"РАБОТА-1/{n}" for n in (1, 2, 3)),
        "ОЦЕНКА/СВОЁ",
    ]
    page = sign_in(country.people[Role.CENTRE]).get(reverse("diagnostics:instrument", args=[made.pk])).content.decode()
    assert "Как подстраивается" in page
    assert "сначала введите в действие калибровку" in page
    assert "Ввести в использование" not in page


def test_the_wording_that_people_were_given_is_taken_and_not_a_later_draft(
    centre: Any, pool: Any, country: Any
) -> None:
    given = ItemVersion.objects.of(centre).get(item__code="РАБОТА-1/1")
    draft = ItemVersion.objects.of(centre).get(pk=given.pk)
    draft.pk, draft.number, draft.stem, draft._state.adding = None, 2, "Новый текст", True
    draft.save(force_insert=True)
    assert queries.wording_of(centre, "РАБОТА-1/1").pk == given.pk
    with pytest.raises(ItemVersion.DoesNotExist):
        queries.wording_of(centre, "РАБОТА-1/99")


@pytest.mark.parametrize(
    ("tasks", "facts", "words"),
    [
        ([{"Задание из банка": "НЕТ/1"}], SETTINGS, "Такого задания в банке нет."),
        ([TAKEN[0], {**TAKEN[0], "Код задания": "ДРУГОЙ"}], SETTINGS, "уже взято выше"),
        (TAKEN, {**SETTINGS, LONGEST: "много"}, "Нужно целое число."),
        (TAKEN, {**SETTINGS, LONGEST: ""}, "Нужно целое число."),
        (TAKEN, {**SETTINGS, "Подстраивается: уверенность, %": 50}, "больше 50"),
        (TAKEN, {**SETTINGS, "Подстраивается: заданий на компетенцию не меньше": 3}, "не больше наибольшего"),
    ],
)
def test_what_cannot_be_is_named_with_its_cell(centre: Any, pool: Any, tasks: Any, facts: Any, words: str) -> None:
    spec, problems = read(centre, *tasks, facts=facts)
    assert spec is None
    assert words in " ".join(one.text for one in problems)
    assert all(one.cure for one in problems)


def test_an_adaptive_version_is_put_in_use_when_all_of_it_is_known(centre: Any, pool: Any, country: Any) -> None:
    spec, _ = read(centre, *TAKEN, facts=SETTINGS)
    made = bank.record_instrument(centre, spec, node=country.places["top"], on=today(centre))
    put_in_force(country.system, [pool])
    client = sign_in(country.people[Role.CENTRE])
    assert "Ввести в использование" in client.get(reverse("diagnostics:instrument", args=[made.pk])).content.decode()
    client.post(reverse("diagnostics:use-instrument", args=[made.pk]))
    assert InstrumentVersion.objects.of(centre).get(pk=made.pk).state == InstrumentState.IN_USE
    offered = results_choices(centre, on=today(centre))["version"]
    assert str(made.pk) not in dict(offered), "a file has a column an item: nobody has all of these"
    assert str(pool.pk) in dict(offered)


def test_a_share_of_points_of_chosen_items_reaches_no_target(country: Any, staff: Any) -> None:
    """«Справились на 70 %» compares people by the same items; that they took part counts all the same."""
    scene = build(country, staff, tasks=POOL, adaptive=ADAPTIVE)
    put_in_force(country.system, [scene.version])
    attempt = scene.begin()
    taking.hand_in(scene.teacher, attempt.pk, now=scene.now)
    assert Result.objects.of(scene.teacher).filter(attempt=attempt).exists()
    asked = {"since": None, "until": scene.today}
    assert len(list_diagnosed(country.system, Reading(**asked))) == 1
    assert list_diagnosed(country.system, Reading(**asked, at_least=0.0)) == []
