"""The centre plans its region: presses, watches, takes the best found so far, compares, publishes; or drops it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

REGION = "smolensk"
CENTRE = (REGION, "centre")


@pytest.fixture
def system(seats, live):
    """Two new schools of two districts: half of the people lack one thing, half two; two groups on the same days."""
    from django.utils import timezone

    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.competencies import record, result
    from support.programmes_scene import make_cohort, make_programme
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system, on = SystemViewer("tests", order.tenant_id), timezone.localdate()
    staff, since, week = Staff.of(system), date(2020, 9, 1), on - timedelta(days=9)
    districts = list(Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).order_by("name")[:2])
    rows, people = [], []
    for number, district in enumerate(districts):
        school = scope.add_node(
            system, kind=NodeKind.ORGANISATION, name=f"Кленовая школа № {number}", parent_id=district.pk, since=since
        )
        staff.organisation(school)
        for place in range(12):
            person = staff.hire(f"Кленов Пётр{number}{place} Ильич", school, subjects=["Математика"])
            people.append(person.pk)
            rows.append(result(person.pk, "formative_assessment", 2, on=week))
            if place % 2:
                rows.append(result(person.pk, "feedback", 2, on=week))
    record(system, *rows)
    for code, effects in (("К-1", {"formative_assessment": 0.6}), ("К-2", {"feedback": 0.9})):
        unique = f"{code}-{str(people[0])[-6:]}"
        programme = make_programme(system, code=unique, title=f"Весенний курс {code}", effects=effects, form="distance")
        make_cohort(system, programme, on=on, starts=on + timedelta(days=60), seats=8)
    return system


def test_the_centre_plans_watches_stops_compares_and_publishes(
    open_page, system, accessible, photo, monkeypatch: pytest.MonkeyPatch
):
    from marshrut.apps.routes.models import RegionPlan, Route
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import Progress, run

    page = open_page("/centre/", seat=CENTRE)
    page.get_by_role("link", name="Спланировать регион").first.click()
    accessible(page)
    photo(page, "region-plan-begin")
    page.get_by_role("button", name="Спланировать регион").click()
    page.get_by_role("heading", name="План региона составляется").wait_for()
    accessible(page)
    address = page.url[page.url.index("/routes/") :]
    plan = RegionPlan.objects.of(system).get(pk=UUID(address.rstrip("/").rsplit("/", 1)[1]))
    told = Progress.step
    seen: list[str] = []

    def step(self: Progress, done: int, total: int, words: str = "") -> None:
        """What the worker writes is on the page at once; there one presses that it is enough."""
        told(self, done, total, words)
        if words.startswith("смотрим") and not seen:
            page.reload()
            page.get_by_text("Смотрим, кому какая группа подходит").wait_for()
            photo(page, "region-plan-going")
            phone = open_page(address, seat=CENTRE, phone=True)
            accessible(phone)
            photo(phone, "region-plan-going-phone")
            page.get_by_role("button", name="Остановить и взять лучшее").click()
            page.get_by_text("Останавливаем и берём лучшее").wait_for()
            seen.append(words)

    monkeypatch.setattr(Progress, "step", step)
    run(plan.job_id)
    assert Job.objects.of(system).get(pk=plan.job_id).state == "done"
    assert seen
    page.get_by_role("heading", name="План и обычные черновики").wait_for()
    accessible(page)
    photo(page, "region-plan-draft")
    for words in ("Почему без места в группе", "Что меняется в муниципалитетах"):
        assert page.get_by_role("heading", name=words).is_visible()
    assert "доказано расчётом" in page.content()
    assert "Кленов" not in page.content()
    page.locator("summary").first.click()
    page.get_by_role("columnheader", name="Обычные черновики").nth(1).wait_for()
    for address_seen in (address, "/routes/region-plans/"):
        phone = open_page(address_seen, seat=CENTRE, phone=True)
        accessible(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        photo(phone, f"region-plan-{'draft' if address_seen == address else 'begin'}-phone")
    plain = open_page(address, seat=CENTRE, javascript=False)
    plain.get_by_role("button", name="Выпустить черновиками маршрутов").click()
    plan.refresh_from_db()
    run(plan.job_id)
    page.reload()
    page.get_by_role("heading", level=1).filter(has_text="Выпущен").wait_for()
    accessible(page)
    photo(page, "region-plan-published")
    made = Route.objects.of(system).filter(drafted_with__plan=str(plan.pk))
    plan.refresh_from_db()
    assert made.count() == plan.outcome["made"] >= 24


def test_a_plan_that_is_not_wanted_changes_nothing(open_page, system, accessible):
    from marshrut.apps.routes.models import RegionPlan

    page = open_page("/routes/region-plans/", seat=CENTRE)
    page.get_by_label("Сколько искать").select_option("20")
    page.get_by_role("button", name="Спланировать регион").click()
    page.get_by_role("heading", name="План региона составляется").wait_for()
    page.get_by_role("button", name="Отменить").click()
    page.get_by_text("План отложен. Маршруты педагогов не изменились.").wait_for()
    accessible(page)
    assert RegionPlan.objects.of(system).first().state == "thrown"
