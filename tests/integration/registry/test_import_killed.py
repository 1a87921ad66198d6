"""A worker dies in the middle of applying a list: nothing or all, and the list is finished by the next one."""

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
    def copy_rows(model, columns, rows):
        count = real(model, columns, rows)
        written.append(model)
        if len(written) == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return count
    writing.copy_rows = copy_rows
    run(UUID(sys.argv[1]))
"""


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_list_is_applied_after_all(fresh_database: str) -> None:
    country = build_country("klen")
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    row = checked(viewer, [teacher("Ивин Олег Олегович", СНИЛС=snils(7), Категория="первая")], node=school)
    services.apply_list(viewer, row.pk, sure=False, skip_wrong=False, on=TODAY)
    row.refresh_from_db()
    job = row.job
    connections.close_all()
    words = [sys.executable, "-c", textwrap.dedent(_KILLED), str(job.pk), fresh_database]
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}
    killed = subprocess.run(words, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert killed.returncode == -9, killed.stderr
    assert not Person.objects.of(viewer).exists(), "nothing, not a part"
    row.refresh_from_db()
    assert (row.state, Job.objects.of(viewer).get(pk=job.pk).state) == (ImportState.APPLYING, JobState.RUNNING)
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
    assert row.change.actor_id == country.people[Role.SCHOOL].pk, "whose deed it was is known after the retry too"
