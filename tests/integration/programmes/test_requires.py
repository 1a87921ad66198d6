"""A programme that wants another one first: kept, brought from a file and taken back, said to who asks for a seat."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from integration.programmes.test_files import apply, said, send, undo
from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import Programme
from marshrut.apps.programmes.queries.offers import list_offers, missing_for, requires_of
from marshrut.apps.programmes.types import LearningFileKind
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from support.programmes_scene import Scene, make_programme
from support.world import sign_in

LONG_AGO = date(2018, 3, 14)
HEAD = ["Код", "Программа", "Часов", "Сначала нужна программа (код)"]


@pytest.fixture
def basics(scene: Scene, centre: Any) -> Programme:
    """What comes before the programme of the scene."""
    return make_programme(centre, code="ПК-0", title="Основы оценивания")


def needs(scene: Scene, programme: Programme) -> list[str]:
    return list(requires_of(scene.country.system, [programme.pk])[programme.pk].values())


def test_a_programme_is_kept_with_what_comes_first(scene: Scene, centre: Any, basics: Programme) -> None:
    client = sign_in(scene.country.people[Role.CENTRE])
    address = reverse("programmes:edit-programme", args=[scene.programme.pk])
    form = client.get(address).context["form"]
    shown = {field.html_name: field.value() for field in form if field.name != "requires"}
    data = {name: "" if value is None else value for name, value in shown.items() if value is not False}
    assert client.post(address, {**data, "requires": [str(basics.pk)]}).status_code == 302
    assert needs(scene, scene.programme) == ["Основы оценивания"]
    page = client.get(reverse("programmes:programme", args=[scene.programme.pk])).content.decode()
    assert "Сначала нужна" in page
    assert reverse("programmes:programme", args=[basics.pk]) in page
    offers = list_offers(centre, on=scene.today, until=scene.today + timedelta(days=60))
    assert [one.prerequisites for one in offers] == [(basics.pk,)]
    with pytest.raises(Refused, match="кругу"):
        services.keep_programme(centre, basics.pk, fields={}, requires=[scene.programme.pk])
    assert client.post(address, data).status_code == 302
    assert needs(scene, scene.programme) == []


def test_who_has_not_completed_it_is_told_and_may_ask(scene: Scene, centre: Any, basics: Programme) -> None:
    services.keep_programme(centre, scene.programme.pk, fields={}, requires=[basics.pk])
    client = sign_in(scene.country.people[Role.TEACHER])
    address = reverse("programmes:cohort", args=[scene.cohort.pk])
    page = client.get(address)
    assert "Сначала стоит пройти: «Основы оценивания»" in page.content.decode()
    press = page.context["press"]
    answer = client.post(reverse("programmes:apply", args=[scene.cohort.pk]), {"press": press}, follow=True)
    assert "Заявка подана" in answer.content.decode()
    assert "Сначала стоит пройти" in answer.content.decode()
    completed = ["ФИО", "Организация", "Программа", "Код программы", "Часов", "Дата завершения", "Номер документа"]
    done = [
        "Ёлкина Анна Петровна",
        "Школа № 1 (lipa)",
        basics.title,
        "ПК-0",
        36,
        LONG_AGO,
        "1",
    ]
    apply(scene, send(scene, LearningFileKind.COMPLETIONS, completed, done))
    assert missing_for(centre, scene.programme.pk, scene.person.pk) == []
    assert "Сначала стоит пройти" not in client.get(address).content.decode()


def test_the_catalogue_comes_with_what_is_needed_first_and_goes_back(scene: Scene, centre: Any) -> None:
    rows = [["ПК-1", scene.programme.title, 36, "ПК-9"], ["ПК-9", "Новая первая ступень", 18, ""]]
    row = send(scene, LearningFileKind.PROGRAMMES, HEAD, *rows)
    assert [verdict for verdict, *_ in said(row)] == ["conflict", "new"]
    from marshrut.apps.programmes.models import LearningLine
    from marshrut.apps.programmes.services import files

    line = LearningLine.objects.of(scene.country.system).get(source=row, verdict="conflict")
    files.answer_line(centre, line.pk, answer="take", on=scene.today)
    apply(scene, row)
    assert needs(scene, scene.programme) == ["Новая первая ступень"]
    undo(scene, row)
    assert needs(scene, scene.programme) == []
    assert not Programme.objects.of(centre).filter(code="ПК-9").exists()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [("ПК-404", "", "нет ни у нас"), ("ПК-8", "", "кругу"), ("ПК-9", "ПК-8", "кругу")],
    ids=["unknown", "itself", "circle"],
)
def test_a_code_that_leads_nowhere_is_named(scene: Scene, first: str, second: str, words: str) -> None:
    rows = [["ПК-8", "Восьмая", 36, first], ["ПК-9", "Девятая", 18, second]]
    row = send(scene, LearningFileKind.PROGRAMMES, HEAD, *rows)
    verdict, column, text = said(row)[0]
    assert (verdict, column) == ("faulty", "Сначала нужна программа (код)")
    assert words in text
