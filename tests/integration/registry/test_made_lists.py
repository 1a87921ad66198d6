"""A large list is made as a file behind the page: by a press, once, in the rights of who asked, taken by them alone."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.registry.models import MadeList
from marshrut.apps.registry.queries.made_lists import KEPT_FOR
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.files import services as files
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.runner import run
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.services import end_role
from marshrut.foundation.scope.types import Role
from support.world import sign_in

pytestmark = pytest.mark.django_db
NAMES = ("Ёлкина Анна", "Берёзов Пётр", "Кедрова Ольга", "Липин Олег")


@pytest.fixture
def school(country, staff, settings):
    """A school of four where three rows are already too many to be answered at once."""
    settings.ROWS_AT_ONCE = 3
    staff.organisation(country.places["school"])
    for name in NAMES:
        staff.hire(name, country.places["school"])
    return sign_in(country.people[Role.SCHOOL])


def ask(client, query=""):
    """Press the button; the job it leads to."""
    answer = client.post(reverse("registry:staff-book") + query)
    assert answer.status_code == 302, answer
    return answer["Location"].rstrip("/").rpartition("/")[2]


def made_of(country):
    return MadeList.objects.of(country.system).get()


def lines_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]


def told(country, action):
    return list(Entry.objects.of(country.system).filter(action=action).order_by("at"))


def test_a_short_list_is_answered_at_once_and_a_long_one_is_not(school, country, settings):
    page = school.get(reverse("registry:staff")).content.decode()
    assert "Собрать файл Excel" in page
    assert "Скачать Excel" not in page
    few = school.get(reverse("registry:staff-book") + "?search=елк")
    assert few["Content-Disposition"].startswith("attachment")

    settings.ROWS_AT_ONCE = 4
    assert "Скачать Excel" in school.get(reverse("registry:staff")).content.decode()
    assert school.get(reverse("registry:staff-book"))["Content-Disposition"].startswith("attachment")
    assert not MadeList.objects.of(country.system).exists()


def test_a_plain_link_to_a_long_list_begins_nothing_and_says_where_to_press(school, country):
    answer = school.get(reverse("registry:staff-book"), follow=True)
    assert "нажмите «Собрать файл Excel»" in answer.content.decode()
    assert not MadeList.objects.of(country.system).exists()
    assert not told(country, "registry.exported")


def test_the_file_is_made_found_on_the_page_and_taken(school, country):
    job_id = ask(school)
    page = school.get(reverse("registry:staff")).content.decode()
    assert "Собираем файл" in page
    assert reverse("jobs:job", args=[job_id]) in page

    run(Job.objects.of(country.system).get(pk=job_id).pk)
    job = Job.objects.of(country.system).get(pk=job_id)
    assert job.state == JobState.DONE, job.error
    assert job.result_url == reverse("registry:made-list", args=[made_of(country).pk])
    assert job.result_url in school.get(reverse("registry:staff")).content.decode()
    assert job.result_url in school.get(reverse("jobs:job", args=[job_id])).content.decode()

    lines = lines_of(school.get(job.result_url))
    assert lines[0] == ["Работники"]
    assert {line[0] for line in lines if line} >= set(NAMES)


def test_the_journal_knows_who_asked_what_left_and_who_took_it(school, country):
    run(Job.objects.of(country.system).get(pk=ask(school)).pk)
    me, made = country.people[Role.SCHOOL].pk, made_of(country)
    (exported,) = told(country, "registry.exported")
    assert (exported.actor_id, exported.reason) == (me, "Работники: строк 4")
    assert not told(country, "registry.file-taken")
    for _ in range(2):
        b"".join(school.get(reverse("registry:made-list", args=[made.pk])))
    taken = told(country, "registry.file-taken")
    assert [one.actor_id for one in taken] == [me, me]
    assert [one.actor_id for one in told(country, "registry.file-asked")] == [me]


def test_pressed_twice_it_is_begun_once_and_another_filter_is_another_file(school, country, settings):
    settings.ROWS_AT_ONCE = 0
    first = ask(school)
    assert ask(school) == first
    assert ask(school, "?search=елк") != first
    assert MadeList.objects.of(country.system).count() == 2
    for job in Job.objects.of(country.system).filter(state=JobState.WAITING):
        run(job.pk)
    assert ask(school) != first, "what is ready is made anew: the list may have changed"
    narrowed = MadeList.objects.of(country.system).get(narrowed__search="елк")
    assert narrowed.count == 1
    lines = lines_of(school.get(reverse("registry:made-list", args=[narrowed.pk])))
    assert ["Фамилия, имя: елк"] in lines
    assert "елк" not in Job.objects.of(country.system).get(pk=narrowed.job_id).title


def test_nobody_else_takes_it_and_there_is_no_way_past_its_rule(school, country):
    run(Job.objects.of(country.system).get(pk=ask(school)).pk)
    made = made_of(country)
    for role in (Role.CENTRE, Role.ADMINISTRATOR, Role.MUNICIPAL_METHODOLOGIST):
        other = sign_in(country.people[role])
        assert other.get(reverse("registry:made-list", args=[made.pk])).status_code == 404
        assert other.get(reverse("files:download", args=[made.file_id])).status_code == 404
    assert school.get(reverse("files:download", args=[made.file_id])).status_code == 404
    assert not told(country, "registry.file-taken")


def test_a_role_that_ended_makes_no_file(school, country):
    job_id = ask(school)
    made = made_of(country)
    end_role(country.system, made.assignment_id, on=timezone.localdate(), reason="уволилась")
    run(Job.objects.of(country.system).get(pk=job_id).pk)
    job = Job.objects.of(country.system).get(pk=job_id)
    assert job.state == JobState.FAILED
    assert made_of(country).file_id is None
    assert not told(country, "registry.exported")


def test_stopped_or_broken_off_it_leaves_nothing_and_is_made_again(school, country):
    job_id = ask(school)
    jobs.stop(country.viewer(Role.SCHOOL), Job.objects.of(country.system).get(pk=job_id).pk)
    run(Job.objects.of(country.system).get(pk=job_id).pk)
    assert made_of(country).file_id is None
    assert not StoredFile.objects.of(country.system).exists()
    assert "Файл не собрался" in school.get(reverse("registry:staff")).content.decode()
    again = jobs.retry(country.viewer(Role.SCHOOL), Job.objects.of(country.system).get(pk=job_id).pk)
    run(again.pk)
    assert made_of(country).count == 4
    assert "Файл готов" in school.get(reverse("registry:staff")).content.decode()
    run(again.pk)  # a worker that comes twice makes nothing twice
    assert len(told(country, "registry.exported")) == 1


def test_after_a_week_the_file_is_gone(school, country):
    run(Job.objects.of(country.system).get(pk=ask(school)).pk)
    made = made_of(country)
    long_ago = timezone.now() - KEPT_FOR - timedelta(days=1)
    StoredFile.objects.of(country.system).filter(pk=made.file_id).update(created_at=long_ago)
    files.sweep(now=timezone.now())
    assert StoredFile.objects.of(country.system).get(pk=made.file_id).swept_at is None
    MadeList.objects.of(country.system).update(made_at=long_ago, asked_at=long_ago)
    files.sweep(now=timezone.now())
    assert StoredFile.objects.of(country.system).get(pk=made.file_id).swept_at is not None
    answer = school.get(reverse("registry:made-list", args=[made.pk]))
    assert answer.status_code == 403
    assert "REGISTRY-46" in answer.content.decode()
    assert "Файл готов" not in school.get(reverse("registry:staff")).content.decode()


def test_organisations_and_registers_go_the_same_way(school, country, settings):
    settings.ROWS_AT_ONCE = 0
    answer = school.post(reverse("registry:organisations-book"))
    run(Job.objects.of(country.system).get(pk=answer["Location"].rstrip("/").rpartition("/")[2]).pk)
    made = made_of(country)
    assert (made.what, made.count) == ("organisations", 1)
    lines = lines_of(school.get(reverse("registry:made-list", args=[made.pk])))
    assert lines[0] == ["Организации"]
