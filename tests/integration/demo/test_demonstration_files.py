"""The files of a demonstration go into an empty region without a question, and bring what loading it brings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics.services import results, results_work
from marshrut.apps.registry.models import (
    Employment,
    Leave,
    OrganisationDetails,
    PersonDetails,
    QualificationCategory,
    StaffRole,
)
from marshrut.apps.registry.services.import_now import import_now
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.demo import making
from marshrut.foundation.scope.queries import top_node

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF = 260


@pytest.fixture
def region(tmp_path: Path) -> Any:
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "stavropol")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    made = making.invent(path.name, staff=STAFF, seed=3, today=timezone.localdate())
    making.write_region(made, tmp_path, seed=3)
    return made


def take(viewer: Any, path: Path, kind: ImportKind, today: Any) -> None:
    with path.open("rb") as source:
        done = import_now(
            viewer, source, name=path.name, kind=kind, node_id=top_node(viewer).pk,
            completeness=Completeness.ADDITION, as_of=today, on=today, dry_run=False, sure=True, skip_wrong=False,
        )  # fmt: skip
    verdicts = done.summary.get("verdicts", {})
    assert (done.problems, done.refused, done.groups) == ([], "", []), verdicts
    assert done.state is ImportState.APPLIED
    assert not {"wrong", "doubt", "doubtful"} & {name for name, count in verdicts.items() if count}


def bring(viewer: Any, path: Path, origin: str, depth: Depth, today: Any) -> None:
    """Every line finds its person, and what can say something of competencies does."""
    sent = results.Sent(depth, origin, Stage.ENTRY, path.stem, top_node(viewer).pk)
    with path.open("rb") as source:
        row = results.send_results(viewer, source, name=path.name, sent=sent, on=today)
    results_work.check_results(viewer, row.pk)
    row.refresh_from_db()
    verdicts = row.summary["verdicts"]
    assert set(verdicts) == {"new"}, (verdicts, row.problems)
    results.apply_results(viewer, row.pk, skip_wrong=False, on=today)
    results_work.write_results(viewer, row.pk)
    row.refresh_from_db()
    assert row.summary["recorded"] == verdicts["new"] > 0
    assert bool(row.summary["evidence"]) is (depth is not Depth.FACT)


def test_the_files_bring_the_same_people_and_work_as_loading_does(region: Any, tmp_path: Path) -> None:
    viewer, today = making.viewer_of("stavropol"), region.today
    take(viewer, tmp_path / "organisations.xlsx", ImportKind.ORGANISATIONS, today)
    take(viewer, tmp_path / "staff-before.xlsx", ImportKind.STAFF, today)
    take(viewer, tmp_path / "staff.xlsx", ImportKind.STAFF, today)
    take(viewer, tmp_path / "roles.xlsx", ImportKind.ROLES, today)
    for origin, depth in (("era_scope", Depth.AREAS), ("fioko", Depth.LEVEL), ("federal", Depth.FACT)):
        bring(viewer, tmp_path / f"results-{origin}.xlsx", origin, depth, today)

    open_places = {(one.name, one.since) for one in region.organisations if one.open_on(today)}
    rows = OrganisationDetails.objects.of(viewer).true(today)
    assert {(row.name, row.valid.lower) for row in rows} == open_places

    ids = {row.person_id: (row.full_name, row.birth_date) for row in PersonDetails.objects.of(viewer).true(today)}
    said = {one.id: (f"{one.names[-1].family} {one.names[-1].given} {one.names[-1].patronymic}", one.born)
            for one in region.people}  # fmt: skip
    assert sorted(ids.values()) == sorted(said.values())

    work = {
        (
            ids[row.person_id],
            row.node.name,
            row.post,
            row.job,
            tuple(row.subjects),
            row.load,
            row.hours,
            row.valid.lower,
        )
        for row in Employment.objects.of(viewer).true(today).select_related("node")
    }
    wanted = {
        (said[one.id], job.place.name, job.post, job.kind.value, job.subjects, job.load, job.hours, job.since)
        for one in region.people
        for job in one.working(today)
    }
    assert work == wanted
    ended = Employment.objects.of(viewer).known().filter(valid__endswith__lte=today).count()
    assert ended == sum(1 for one in region.people for job in one.jobs if job.until and job.until <= today)

    roles = {(ids[row.person_id], row.role, row.order_number) for row in StaffRole.objects.of(viewer).true(today)}
    assert roles == {
        (said[one.id], role.code, role.order)
        for one in region.people
        for role in one.roles
        if role.until is None or today < role.until
    }
    assert QualificationCategory.objects.of(viewer).true(today).count() == sum(
        1 for one in region.people if one.main(today) and any(kept.until is None for kept in one.categories)
    )
    assert Leave.objects.of(viewer).true(today).count() == sum(
        1 for one in region.people if one.main(today) and one.leave and (one.leave[2] is None or today < one.leave[2])
    )
