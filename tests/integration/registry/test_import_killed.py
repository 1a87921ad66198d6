"""A worker, or the database under it, dies in the middle of applying a list: nothing or all, finished by the next."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from marshrut.apps.registry.models import Employment, Person
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import ImportState
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.runner import run
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.lists import AS_OF, TODAY, checked, snils, teacher
from support.world import build_country

_KILLED = """
    import os, signal, sys, django
    from uuid import UUID
    django.setup()
    from django.db import connections
    for alias in connections:
        connections[alias].settings_dict["NAME"] = sys.argv[2]
    from marshrut.apps.registry.importing import writing
    from marshrut.foundation.jobs.runner import run
    real, written = writing.copy_rows, []
    def end(how):
        if how == "worker":
            os.kill(os.getpid(), signal.SIGKILL)
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = current_user AND datname = current_database()"
            )
    def copy_rows(model, columns, rows):
        count = real(model, columns, rows)
        written.append(model)
        if len(written) == 4:
            end(sys.argv[3])
        return count
    writing.copy_rows = copy_rows
    run(UUID(sys.argv[1]))
"""


def _cut_short(fresh_database, dies):
    """A list of one person, cut short in the middle of being applied: viewer, list, job, what the process said."""
    country = build_country("klen")
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    row = checked(viewer, [teacher("Ивин Олег Олегович", СНИЛС=snils(7), Категория="первая")], node=school)
    services.apply_list(viewer, row.pk, sure=False, skip_wrong=False, on=TODAY)
    row.refresh_from_db()
    connections.close_all()
    words = [sys.executable, "-c", textwrap.dedent(_KILLED), str(row.job_id), fresh_database, dies]
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}
    cut = subprocess.run(words, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert not Person.objects.of(viewer).exists(), "nothing, not a part"
    row.refresh_from_db()
    return viewer, row, Job.objects.of(viewer).get(pk=row.job_id), cut


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_list_is_applied_after_all(fresh_database: str) -> None:
    viewer, row, job, killed = _cut_short(fresh_database, "worker")
    assert killed.returncode == -9, killed.stderr
    assert (row.state, job.state) == (ImportState.APPLYING, JobState.RUNNING)
    # the clock finds the silent job: it is begun once more from its input
    jobs.find_stalled(now=timezone.now() + timedelta(minutes=5))
    again = Job.objects.of(SystemViewer("tests", viewer.tenant_id)).get(retry_of=job)
    assert queries.standing(viewer, row) == ImportState.APPLYING
    run(again.pk)
    again.refresh_from_db()
    assert again.state == JobState.DONE, again.error
    row.refresh_from_db()
    assert row.state == ImportState.APPLIED
    assert Employment.objects.of(viewer).true(AS_OF).count() == 1
    assert row.change.actor_id == viewer.account_id, "whose deed it was is known after the retry too"


@pytest.mark.slow
def test_a_database_that_goes_down_in_the_middle_leaves_nothing_and_the_person_is_told(fresh_database: str) -> None:
    """Every connection of the application is cut, as when the server goes down under it."""
    viewer, row, job, cut = _cut_short(fresh_database, "database")
    assert cut.returncode == 0, cut.stderr
    assert (queries.standing(viewer, row), job.state) == (ImportState.FAILED, JobState.FAILED)
    assert "Ничего не изменено" in job.error
    services.recheck(viewer, row.pk, on=TODAY)
    row.refresh_from_db()
    run(row.job_id)
    services.apply_list(viewer, row.pk, sure=False, skip_wrong=False, on=TODAY)
    row.refresh_from_db()
    run(row.job_id)
    row.refresh_from_db()
    assert row.state == ImportState.APPLIED
    assert Employment.objects.of(viewer).true(AS_OF).count() == 1
