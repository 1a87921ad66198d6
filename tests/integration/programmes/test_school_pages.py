"""A school's terms, plan and stand-ins; presses on pages; what is not a form's is refused in words."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import Application, Completion, PlanLine, StandIn
from marshrut.apps.programmes.queries.planning import colleagues_for, count_weeks, list_weeks
from marshrut.apps.programmes.queries.terms import add_years, count_due, list_terms
from marshrut.apps.programmes.rules import number_key
from marshrut.apps.programmes.services import planning
from marshrut.apps.programmes.types import CohortState
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.programmes_scene import Scene
from support.world import sign_in


def _completed(scene: Scene, person: Any, on: date, **more: Any) -> None:
    number = str(new_id())[-6:]
    told = {
        "title": "Курс",
        "kind": "upskilling",
        "hours": 36,
        "in_register": "no",
        "document": "certificate",
        "number": number,
        "number_key": number_key(number, ""),
        **more,
    }
    row = Completion(
        tenant_id=scene.country.tenant.pk, person=person, node=scene.country.places["school"], on=on, **told
    )
    row.save(force_insert=True)


def _terms(scene: Scene, head: Any, by: date) -> dict[Any, Any]:
    found = list_terms(head, head.node_id, years=3, by=by, on=scene.today, year=by.year)
    return {one.person_id: one for one in found}


def test_a_term_counts_from_the_last_course_on_record(scene: Scene, head: Any) -> None:
    late, coming, fresh, none = scene.others
    _completed(scene, late, add_years(scene.today, -3) - timedelta(days=1))
    _completed(scene, coming, add_years(scene.today, -3) + timedelta(days=90))
    _completed(scene, fresh, scene.today - timedelta(days=30))
    _completed(scene, fresh, add_years(scene.today, -6))
    _completed(scene, none, scene.today, document="statement")  # an internship is no course
    found = _terms(scene, head, scene.today + timedelta(days=100))
    assert found[late.pk].late(scene.today)
    assert not found[coming.pk].late(scene.today)
    assert fresh.pk not in found
    assert found[none.pk].due is None
    assert count_due(head, years=3, by=scene.today + timedelta(days=100), on=scene.today) == (2, 3)


def test_the_last_of_february_has_a_term_too() -> None:
    assert add_years(date(2024, 2, 29), 3) == date(2027, 2, 28)


def test_who_learns_already_is_told_so_and_not_counted(scene: Scene, head: Any) -> None:
    _completed(scene, scene.others[0], add_years(scene.today, -4))
    scene.seat(scene.others[0])
    found = _terms(scene, head, scene.today)
    assert scene.cohort.title in found[scene.others[0].pk].learns
    assert count_due(head, years=3, by=scene.today, on=scene.today)[0] == 0


def test_the_plan_is_made_changed_and_taken_away_as_a_workbook(scene: Scene, head: Any) -> None:
    client, year = sign_in(scene.country.people[Role.SCHOOL]), scene.today.year + 1
    _completed(scene, scene.others[0], add_years(scene.today, -3))
    by = f"{scene.today:%Y-%m-%d}"
    told = {"by": by, "year": str(year), "person": str(scene.others[0].pk)}
    for _ in range(2):  # a double press plans once
        client.post(reverse("programmes:plan-people"), told)
    line = PlanLine.objects.of(head).get()
    assert "последний курс" in line.why
    change = {"year": str(year), "quarter": "2", "topic": "Чтение", "cohort": str(scene.cohort.pk)}
    client.post(reverse("programmes:change-line", args=[line.pk]), change)
    line.refresh_from_db()
    assert (line.quarter, line.topic, line.cohort_id) == (2, "Чтение", scene.cohort.pk)
    answer = client.post(reverse("programmes:change-line", args=[line.pk]), {**change, "quarter": "7"}, follow=True)
    assert "от 1 до 4" in answer.content.decode()
    book = openpyxl.load_workbook(
        BytesIO(b"".join(client.get(reverse("programmes:plan-book"), {"year": year}).streaming_content))
    )
    cells = [str(cell.value) for row in book.active for cell in row if cell.value]
    assert any("Рябинин Пётр Ильич" in cell for cell in cells)
    assert "II квартал" in cells
    client.post(reverse("programmes:drop-line", args=[line.pk]), {"year": str(year)})
    assert not PlanLine.objects.of(head).filter(dropped_at=None).exists()


def test_nobody_of_another_school_comes_into_the_plan(scene: Scene, head: Any) -> None:
    other = scene.staff.hire("Чужих Яна Ильинична", scene.country.places["other_school"])
    assert planning.plan_people(head, year=scene.today.year + 1, people={other.pk: "срок"}, on=scene.today) == 0
    with pytest.raises(Refused, match="сама школа"):
        planning.plan_people(scene.country.viewer(Role.CENTRE), year=scene.today.year + 1, people={}, on=scene.today)


def test_a_colleague_who_is_free_stands_in(scene: Scene, head: Any) -> None:
    away, free, busy, _ = scene.others
    for one in (away, busy):
        scene.seat(one)
    days = {"first": scene.cohort.starts, "last": scene.cohort.ends}
    offered = {person: ok for person, _, _, ok in colleagues_for(head, away.pk, **days, on=scene.today)}
    assert (offered[free.pk], offered[busy.pk], away.pk in offered) == (True, False, False)
    assert count_weeks(head, on=scene.today, weeks=8) == (2, 2)
    told: dict[str, Any] = {**days, "note": "", "on": scene.today, "away_id": away.pk}
    with pytest.raises(Refused, match="сам учится"):
        planning.set_stand_in(head, colleague_id=busy.pk, **told)
    with pytest.raises(Refused, match="Самого себя"):
        planning.set_stand_in(head, colleague_id=away.pk, **told)
    planning.set_stand_in(head, colleague_id=free.pk, **told)
    planning.set_stand_in(head, colleague_id=scene.boss.pk, **told)  # the former one is let off
    assert StandIn.objects.of(head).filter(dropped_at=None).count() == 1
    shown = [one for week in list_weeks(head, on=scene.today, weeks=8) for one in week.away if one.person_id == away.pk]
    assert {one.stand_in_name for one in shown} == {"Берёзов Пётр Ильич"}
    assert count_weeks(head, on=scene.today, weeks=8) == (2, 1)


def test_a_press_on_the_page_asks_once_and_the_queue_answers_in_one_more(scene: Scene) -> None:
    teacher, head = (sign_in(scene.country.people[role]) for role in (Role.TEACHER, Role.SCHOOL))
    page = teacher.get(reverse("programmes:cohort", args=[scene.cohort.pk])).content.decode()
    press = page.split('name="press" value="')[1].split('"')[0]
    for _ in range(2):
        teacher.post(reverse("programmes:apply", args=[scene.cohort.pk]), {"press": press})
    asked = Application.objects.of(scene.country.system).get()
    waiting = head.get(reverse("programmes:queue")).content.decode()
    assert "Ёлкина Анна Петровна" in waiting
    head.post(reverse("programmes:agree", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "seated"
    assert "У вас есть место" in teacher.get(reverse("programmes:cohort", args=[scene.cohort.pk])).content.decode()


def test_the_catalogue_is_narrowed_by_kind_register_and_competency(scene: Scene, centre: Any) -> None:
    from support.programmes_scene import make_programme

    make_programme(centre, code="ПК-7", title="Мастерская чтения", kind="retraining", effects={"feedback": 0.4})
    client = sign_in(scene.country.people[Role.TEACHER])

    def shown(**asked: str) -> str:
        return str(client.get(reverse("programmes:catalogue"), asked).content.decode())

    for asked in ({"kind": "retraining"}, {"register": "no"}, {"competency": "feedback"}, {"search": "чтения"}):
        page = shown(**asked)
        assert "Мастерская чтения" in page
        assert scene.programme.title not in page
    assert "Мастерская чтения" not in shown(free="on")
    assert scene.programme.title in shown(kind="нет такого")


def test_a_form_with_what_cannot_be_says_so(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.CENTRE])
    fields = {
        "part": "course",
        "title": "Группа",
        "starts": f"{scene.today:%Y-%m-%d}",
        "ends": f"{scene.today - timedelta(days=1):%Y-%m-%d}",
        "seats": "0",
        "min_size": "1",
        "hours": "8",
        "form": "mixed",
    }
    answer = client.post(reverse("programmes:add-cohort", args=[scene.programme.pk]), fields)
    assert answer.status_code == 422
    assert "раньше, чем начинается" in answer.content.decode()
    del fields["starts"]
    assert client.post(reverse("programmes:add-cohort", args=[scene.programme.pk]), fields).status_code == 422


def test_documents_and_who_left_out_are_told_on_the_page(scene: Scene, centre: Any) -> None:
    client = sign_in(scene.country.people[Role.CENTRE])
    for one in scene.others[:2]:
        scene.seat(one)
    day = {"day": f"{scene.today:%Y-%m-%d}", "number": "5-к"}
    page = client.post(reverse("programmes:enrol", args=[scene.cohort.pk]), day, follow=True).content.decode()
    assert "Зачислено: 2" in page
    from marshrut.apps.programmes.models import Enrolment

    first, second = Enrolment.objects.of(centre).order_by("pk")
    sent = {**day, f"number-{first.pk}": "1", f"number-{second.pk}": "1"}
    page = client.post(reverse("programmes:complete", args=[scene.cohort.pk]), sent, follow=True).content.decode()
    assert "уже записан" in page
    assert not Completion.objects.of(centre).exists()
    left = reverse("programmes:leave", args=[scene.cohort.pk, second.pk])
    client.post(left, {"why": "переехала"})
    client.post(reverse("programmes:complete", args=[scene.cohort.pk]), {**day, f"number-{first.pk}": "1"})
    services.move_cohort(centre, scene.cohort.pk, to=CohortState.RUNNING, on=scene.today)
    page = client.get(reverse("programmes:cohort", args=[scene.cohort.pk])).content.decode()
    assert "Завершить группу" in page
