"""Long work: progress that shows at once, stopping, failing, trying again, silence of a killed worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.jobs import queue, runner, services
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.world import Country, build_country, sign_in

EVERYTHING = SystemViewer("tests")


@pytest.fixture
def here(fresh_database: str) -> Country:
    return build_country("here")


@pytest.fixture(autouse=True)
def kinds() -> Iterator[list[Any]]:
    """Kinds of work for these tests only."""
    seen: list[Any] = []

    @runner.kind("tests.count", "Считаем")
    def count(progress: runner.Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
        for number in range(arguments["upto"]):
            progress.step(number, arguments["upto"], f"шаг {number}")
            seen.append((number, Job.objects.of(EVERYTHING).get(pk=progress.job_id).done))
            if arguments.get("stop_at") == number:
                services.stop(SystemViewer("tests", viewer.tenant_id), progress.job_id)
        return "/jobs/"

    @runner.kind("tests.fail", "Ломаемся")
    def fail(progress: runner.Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
        raise RuntimeError("сломалось на середине")

    @runner.kind("tests.silent", "Молчим и считаем")
    def silent(progress: runner.Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
        progress.step(0, 1, "надолго")
        first = Job.objects.of(EVERYTHING).get(pk=progress.job_id).beat_at
        for _ in range(100):
            time.sleep(0.05)
            beat = Job.objects.of(EVERYTHING).get(pk=progress.job_id).beat_at
            if beat != first:
                seen.append((beat, first))
                return None
        return None

    yield seen
    for name in ("tests.count", "tests.fail", "tests.silent"):
        runner._kinds.pop(name)


def work() -> None:
    """The worker empties the queue, in a thread: a browser test before us may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_empty_the_queue).result()


def _empty_the_queue() -> None:
    app = queue._app[0]
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, queues=["default"])


def state(job: Job) -> str:
    return str(Job.objects.of(EVERYTHING).get(pk=job.pk).state)


def test_work_is_done_and_its_progress_shows_before_it_ends(here: Country, kinds: list[Any]) -> None:
    job = services.start(here.viewer(Role.ADMINISTRATOR), "tests.count", upto=3)
    assert state(job) == JobState.WAITING
    work()
    done = Job.objects.of(here.system).get(pk=job.pk)
    assert done.state == JobState.DONE
    assert done.result_url == "/jobs/"
    assert kinds == [(0, 0), (1, 1), (2, 2)]


def test_work_that_has_nothing_to_tell_is_still_heard(here: Country, kinds: list[Any], monkeypatch: Any) -> None:
    """Its heart beats on a thread of its own, so nobody takes it for dead and begins it a second time."""
    monkeypatch.setattr(runner, "BEAT_SECONDS", 0.05)
    job = services.start(here.viewer(Role.ADMINISTRATOR), "tests.silent")
    work()
    assert state(job) == JobState.DONE
    ((beat, first),) = kinds
    assert beat > first


def test_a_job_rolls_back_with_the_deed_that_wanted_it(here: Country) -> None:
    with transaction.atomic():
        services.start(here.system, "tests.count", upto=1)
        transaction.set_rollback(True)
    work()
    assert not Job.objects.of(here.system).exists()


def test_running_work_stops_at_its_next_step(here: Country, kinds: list[Any]) -> None:
    job = services.start(here.system, "tests.count", upto=50, stop_at=2)
    work()
    assert state(job) == JobState.STOPPED
    assert len(kinds) == 3


def test_waiting_work_stops_at_once_and_never_starts(here: Country, kinds: list[Any]) -> None:
    job = services.start(here.system, "tests.count", upto=5)
    services.stop(here.system, job.pk)
    work()
    assert state(job) == JobState.STOPPED
    assert kinds == []


def test_failed_work_keeps_its_reason_and_is_tried_again_from_its_input(here: Country) -> None:
    job = services.start(here.system, "tests.fail")
    work()
    failed = Job.objects.of(here.system).get(pk=job.pk)
    assert failed.state == JobState.FAILED
    assert "сломалось на середине" in failed.error
    again = services.retry(here.system, job.pk)
    assert again.retry_of_id == job.pk
    assert again.arguments == job.arguments
    with pytest.raises(Refused, match="ждёт очереди"):
        services.retry(here.system, again.pk)


def test_a_killed_workers_job_is_found_and_begun_once_more(here: Country, kinds: list[Any]) -> None:
    job = services.start(here.system, "tests.count", upto=2)
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.of(here.system).filter(pk=job.pk).update(state=JobState.RUNNING, beat_at=long_ago)
    assert [found.pk for found in services.find_stalled(now=timezone.now())] == [job.pk]
    assert services.find_stalled(now=timezone.now()) == []
    work()
    again = Job.objects.of(here.system).get(retry_of=job)
    assert again.state == JobState.DONE
    Job.objects.of(here.system).filter(pk=again.pk).update(state=JobState.RUNNING, beat_at=long_ago)
    services.find_stalled(now=timezone.now())
    assert Job.objects.of(here.system).count() == 2, "a second silence waits for a person"


def test_people_see_their_own_jobs_and_the_administrator_all(here: Country) -> None:
    job = services.start(here.viewer(Role.CENTRE), "tests.count", upto=1)
    address = reverse("jobs:job", args=[job.pk])
    assert sign_in(here.people[Role.CENTRE]).get(address).status_code == 200
    assert sign_in(here.people[Role.ADMINISTRATOR]).get(address).status_code == 200
    assert sign_in(here.people[Role.SCHOOL]).get(address).status_code == 404
    there = build_country("there")
    assert sign_in(there.people[Role.ADMINISTRATOR]).get(address).status_code == 404
    stop = reverse("jobs:stop", args=[job.pk])
    assert sign_in(here.people[Role.SCHOOL]).post(stop).status_code == 404
    assert sign_in(here.people[Role.CENTRE]).post(stop).status_code == 302
    assert state(job) == JobState.STOPPED


def test_the_administrator_makes_a_backup_from_the_page(here: Country) -> None:
    from django.conf import settings

    from marshrut.foundation.database.backup import backups_folder, check_backup, last_backup
    from marshrut.foundation.database.schema import known_migrations

    answer = sign_in(here.people[Role.ADMINISTRATOR]).post(reverse("administrator:backup"))
    job = Job.objects.of(here.system).get(kind="administrator.backup")
    assert answer["Location"] == reverse("jobs:job", args=[job.pk])
    again = sign_in(here.people[Role.ADMINISTRATOR]).post(reverse("administrator:backup"))
    assert again["Location"] == answer["Location"], "a second press leads to the backup under way"
    work()
    assert state(job) == JobState.DONE, Job.objects.of(here.system).get(pk=job.pk).error
    found = list(backups_folder(settings.MARSHRUT_HOME).glob("*.tar"))
    assert len(found) == 1
    assert check_backup(found[0], known_migrations())["postgres"] == 18
    assert last_backup(settings.MARSHRUT_HOME)[1] == str(found[0])
    assert found[0].stat().st_mode & 0o077 == 0
