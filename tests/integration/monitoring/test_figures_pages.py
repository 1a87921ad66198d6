"""Pages of indicators over HTTP: who sees what, what opens to names, what a damaged snapshot gives."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from marshrut.apps.monitoring.models import FrozenFact, Snapshot
from marshrut.apps.monitoring.services import make_snapshot, verify_snapshot
from marshrut.foundation.audit.models import Entry as Deed
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene
from support.world import sign_in

pytestmark = pytest.mark.django_db


def _client(scene: FiguresScene, role: Role, at: Any) -> Client:
    return sign_in(scene.account(f"Вязова {role.name.capitalize()}", role, at))


def _text(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


def test_before_the_first_snapshot_the_page_says_so_and_offers_it_to_who_may(scene: FiguresScene) -> None:
    for role, at, may in ((Role.GOVERNING_BODY, scene.top, True), (Role.SCHOOL, scene.school, False)):
        client = _client(scene, role, at)
        text = _text(client, "monitoring:figures")
        assert "Показатели ещё не посчитаны" in text
        assert ("Сделать снимок" in text) == may
        assert client.post(reverse("monitoring:make-snapshot")).status_code == (302 if may else 403)


def test_a_second_press_leads_to_the_snapshot_that_goes_on(scene: FiguresScene) -> None:
    client = _client(scene, Role.CENTRE, scene.top)
    first = client.post(reverse("monitoring:make-snapshot"), {"words": "к совещанию"})
    again = client.post(reverse("monitoring:make-snapshot"))
    assert first["Location"] == again["Location"]
    assert Job.objects.of(scene.system).filter(kind="monitoring.snapshot").count() == 1


@pytest.mark.usefixtures("snapshot")
def test_a_school_sees_itself_beside_the_region_and_nobody_else(scene: FiguresScene) -> None:
    school = _client(scene, Role.SCHOOL, scene.school)
    text = _text(school, "monitoring:figures")
    assert "У нас 50 % 2 из 4 в регионе 50 %" in text
    own = _text(school, "monitoring:indicator", COUNTED)
    assert "2 из 4" in own
    for node in (scene.other, scene.district):
        answer = school.get(reverse("monitoring:indicator", args=[COUNTED]), {"place": node.pk})
        assert answer.status_code == 404
    whole = _text(school, "monitoring:indicator", COUNTED, place=scene.top.pk)
    assert "3 из 6" in whole, "the region's figure is no secret inside the region"
    assert scene.other.name not in whole
    assert "Кто засчитан" not in whole


@pytest.mark.usefixtures("snapshot")
def test_a_municipality_sees_its_schools_and_their_people(scene: FiguresScene) -> None:
    client = _client(scene, Role.MUNICIPAL_METHODOLOGIST, scene.district)
    text = _text(client, "monitoring:indicator", COUNTED, sort="name")
    assert f"{scene.school.name} 2 из 4" in text
    assert f"{scene.other.name} 1 из 2" in text
    people = _text(client, "monitoring:indicator", COUNTED, view="people", place=scene.other.pk)
    assert "Кленова Ия" in people
    assert "Ольхина Майя" not in people


@pytest.mark.usefixtures("snapshot")
def test_who_only_counts_sees_no_names(scene: FiguresScene) -> None:
    client = _client(scene, Role.REGIONAL_METHODOLOGIST, scene.top)
    for view in ("people", "near", "places"):
        text = _text(client, "monitoring:indicator", COUNTED, view=view, place=scene.school.pk)
        assert "Ольхина" not in text
        assert "Кто засчитан" not in text
    assert client.get(reverse("monitoring:people-book", args=[COUNTED])).status_code == 403
    teacher = _client(scene, Role.TEACHER, scene.school)
    assert teacher.get(reverse("monitoring:figures")).status_code == 403


@pytest.mark.usefixtures("snapshot")
def test_who_is_counted_who_nearly_is_and_that_somebody_looked(scene: FiguresScene) -> None:
    client = _client(scene, Role.SCHOOL, scene.school)
    people = _text(client, "monitoring:indicator", COUNTED, view="people")
    assert "Ольхина Майя" in people
    assert "Оценивание для учения" in people
    assert "Тополев" not in people
    near = _text(client, "monitoring:indicator", COUNTED, view="near")
    assert "Калинина Зоя" in near
    assert "Программа не выбрана по итогам своей диагностики" in near
    opened = Deed.objects.of(scene.system).filter(action="monitoring.people-opened")
    assert [one.reason for one in opened.order_by("at")] == [
        f"{COUNTED}, {scene.school.name}: имён 2", f"{COUNTED}, {scene.school.name}: имён 1",
    ]  # fmt: skip
    assert "Ольхина" in _text(client, "monitoring:indicator", COUNTED, view="people", q="ольх")
    assert "Ракитин" not in _text(client, "monitoring:indicator", COUNTED, view="people", q="ольх")


@pytest.mark.usefixtures("snapshot")
def test_workbooks_hold_what_the_page_shows(scene: FiguresScene) -> None:
    client = _client(scene, Role.SCHOOL, scene.school)
    book = load_workbook(BytesIO(client.get(reverse("monitoring:people-book", args=[COUNTED])).content))
    cells = {cell for row in book.active.iter_rows(values_only=True) for cell in row}
    assert {"Ольхина Майя", "Ракитин Пётр"} <= cells
    assert not {"Калинина Зоя", "Кленова Ия"} & cells
    sheet = load_workbook(BytesIO(client.get(reverse("monitoring:figures-book")).content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == COUNTED]
    assert [(row[5], row[6], row[7]) for row in rows] == [(3, 6, 50), (2, 4, 50)]
    assert Deed.objects.of(scene.system).filter(action="monitoring.exported").count() == 2


@pytest.mark.usefixtures("snapshot")
def test_filters_leave_what_was_asked_for(scene: FiguresScene) -> None:
    client = _client(scene, Role.GOVERNING_BODY, scene.top)
    page = client.get(reverse("monitoring:figures"))
    past = client.get(reverse("monitoring:figures"), {"state": "past"})
    known = {one.context["left"] for one in (page, past)}
    assert len(known) == 2
    assert past.context["left"] == dict(past.context["counts"])["past"]
    assert client.get(reverse("monitoring:figures"), {"state": "nonsense"}).context["left"] == page.context["total"]


@pytest.mark.usefixtures("snapshot")
def test_a_day_before_the_order_and_a_day_to_come(scene: FiguresScene) -> None:
    client = _client(scene, Role.GOVERNING_BODY, scene.top)
    assert "на 1 января 2019 года" in _text(client, "monitoring:figures", on="2019-01-01")
    assert "Снимок знает дни по" in _text(client, "monitoring:figures", on="2199-01-01")
    assert "К этому дню снимков не было" in _text(client, "monitoring:figures", known_at="2019-01-01")


def test_damage_is_named_and_refuses_figures(scene: FiguresScene, snapshot: Snapshot) -> None:
    older = make_snapshot(scene.system, words="прежний")
    client = _client(scene, Role.GOVERNING_BODY, scene.top)
    FrozenFact.objects.of(scene.system).filter(snapshot=older).first().delete()
    answer = client.post(reverse("monitoring:verify-snapshot", args=[older.pk]), follow=True)
    listed = " ".join(answer.content.decode().replace("\xa0", " ").split())
    assert "1 снимок повреждён" in listed
    assert "факты «upskilled»: строк 3, было 4" in listed
    refused = _text(client, "monitoring:figures", snapshot=older.pk)
    assert "По этому снимку показатели не считаются" in refused
    assert "MONITORING-02" in client.get(reverse("monitoring:figures"), {"snapshot": older.pk}).content.decode()
    assert "из 6" not in refused
    present = _text(client, "monitoring:figures")
    assert "Последний снимок повреждён" in present
    assert snapshot.checksum[:8] in present, "the whole one before it gives the figures"
    verify_snapshot(scene.system, snapshot)


def test_who_moved_on_the_last_day_of_the_year_counts_where_it_happened(scene: FiguresScene) -> None:
    """The day of the event says the place: the document stays with the school of that day."""
    today = date.today()  # noqa: DTZ011 - only the year is used
    last = date(today.year - 1, 12, 31)
    moved = scene.staff.person("Вербина Анна")
    scene.staff.work(moved, scene.school, until=date(today.year, 1, 1))
    scene.staff.work(moved, scene.other, since=date(today.year, 1, 1))
    scene.counted(moved, scene.school, last)
    make_snapshot(scene.system)
    client = _client(scene, Role.MUNICIPAL_METHODOLOGIST, scene.district)
    then = _text(client, "monitoring:indicator", COUNTED, on=last.isoformat(), sort="name")
    assert f"{scene.school.name} 1 из 5" in then
    now = _text(client, "monitoring:indicator", COUNTED, sort="name")
    assert f"{scene.school.name} 3 из 4" in now, "she teaches elsewhere, what happened here stays"
    assert f"{scene.other.name} 1 из 3" in now


def test_a_closed_school_has_its_past_and_no_present(scene: FiguresScene) -> None:
    today = date.today()  # noqa: DTZ011 - only the year is used
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.types import NodeKind
    from support.staff import LONG_AGO

    gone = scope.add_node(
        scene.system, kind=NodeKind.ORGANISATION, name="Закрытая школа", parent_id=scene.district.pk, since=LONG_AGO
    )
    ended = date(today.year - 1, 9, 1)
    scene.staff.organisation(gone)
    person = scene.staff.hire("Ясенева Яна", gone, until=ended)
    scene.counted(person, gone, date(today.year - 1, 3, 1))
    make_snapshot(scene.system)
    client = _client(scene, Role.GOVERNING_BODY, scene.top)
    asked: dict[str, Any] = {"place": scene.district.pk, "sort": "name"}
    before = _text(client, "monitoring:indicator", COUNTED, on=f"{today.year - 1}-06-01", **asked)
    assert "Закрытая школа 1 из 1" in before
    assert "Закрытая школа" not in _text(client, "monitoring:indicator", COUNTED, **asked)


@pytest.mark.usefixtures("snapshot")
def test_fronts_show_the_figures_and_where_they_lead(scene: FiguresScene) -> None:
    governor = _client(scene, Role.GOVERNING_BODY, scene.top)
    answer = governor.get(reverse("governing:front"))
    assert answer.context["present"] is None, "nobody counted yet: a front page counts nothing"
    governor.get(reverse("monitoring:figures"))
    front = governor.get(reverse("governing:front"))
    assert front.context["present"].figures
    assert reverse("monitoring:indicator", args=[COUNTED]) in front.content.decode()
    moved = governor.get(reverse("governing:indicators"), {"on": "2024-05-05"})
    assert moved["Location"] == reverse("monitoring:figures") + "?on=2024-05-05"
    for role, at, page in (
        (Role.SCHOOL, scene.school, "school:front"),
        (Role.MUNICIPAL_METHODOLOGIST, scene.district, "municipality:front"),
        (Role.CENTRE, scene.top, "centre:front"),
    ):
        text = _text(_client(scene, role, at), page)
        assert "Все показатели" in text
        assert ("По нашим людям" in text) == (at is not scene.top)
