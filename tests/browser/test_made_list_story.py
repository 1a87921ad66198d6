"""A centre asks for a list of thousands as a file, does other work, and finds the file where it was asked for."""

from __future__ import annotations

import io

import openpyxl
import pytest

REGION = "smolensk"
PEOPLE = 2_100


@pytest.fixture
def crowd(seats, live):
    """A school with more people than are answered at once, written in a few statements."""
    from django.db import connection
    from django.utils import timezone

    from marshrut.apps.registry.models import Employment, Person, PersonDetails
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.services import add_node
    from marshrut.foundation.scope.temporal import period
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system, today = SystemViewer("tests", order.tenant_id), timezone.localdate()
    if Node.objects.of(system).filter(name="Большая школа").exists():
        return
    school = add_node(system, kind=NodeKind.ORGANISATION, name="Большая школа", parent_id=order.node_id, since=today)
    staff = Staff.of(system)
    said = {"tenant_id": order.tenant_id, "opened_by": staff.change}
    people = [Person(**said) for _ in range(PEOPLE)]
    Person._base_manager.bulk_create(people)
    PersonDetails._base_manager.bulk_create(
        PersonDetails(**said, person=one, family_name="Осокин", given_name=f"Лев {number}", valid=period(today))
        for number, one in enumerate(people)
    )
    Employment._base_manager.bulk_create(
        Employment(**said, person=one, node=school, post="учитель", staff="teaching", job="main", valid=period(today))
        for one in people
    )
    with connection.cursor() as cursor:  # as after every large list
        cursor.execute("ANALYZE registry_person, registry_persondetails, registry_employment")


def work_off():
    """What the worker would do now."""
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import run
    from marshrut.foundation.scope.viewer import SystemViewer

    for job in Job.objects.of(SystemViewer("tests")).filter(state="waiting").order_by("created_at"):
        run(job.pk)


def test_a_large_list_is_asked_for_and_found_again(open_page, crowd, accessible, photo):
    page = open_page("/staff/?search=Осокин", seat=(REGION, "centre"))
    page.get_by_role("button", name="Собрать файл Excel").click()
    page.get_by_role("heading", name="Файл: Работники").wait_for()
    page.get_by_text("Ждём обработчика").wait_for()
    accessible(page)

    page.goto("/staff/")
    page.get_by_text("Собираем файл").wait_for()
    accessible(page)
    page.get_by_role("link", name="Ход работы").click()
    work_off()
    with page.expect_download() as got:
        page.get_by_role("link", name="Открыть результат").click()
    assert got.value.suggested_filename.startswith("rabotniki-")

    page.goto("/staff/")
    notice = page.locator("#found").get_by_text("Файл готов")
    notice.wait_for()
    accessible(page)
    photo(page, "made-list")
    assert "Осокин" in notice.inner_text()
    with page.expect_download() as got:
        page.get_by_role("link", name="Работники, на").click()
    sheet = openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes()), read_only=True).worksheets[0]
    assert sum(1 for row in sheet.iter_rows(values_only=True) if row[2] == "учитель") == PEOPLE

    page.goto("/jobs/")
    page.get_by_role("link", name="Файл: Работники").first.wait_for()


def test_without_scripts_and_on_a_phone_the_button_works_too(open_page, crowd):
    page = open_page("/staff/?search=Лев", seat=(REGION, "centre"), javascript=False, phone=True)
    page.get_by_role("button", name="Собрать файл Excel").click()
    assert "/jobs/" in page.url
    work_off()
    page.reload()
    page.get_by_role("link", name="Открыть результат").wait_for()
