"""A short test in a demonstration: its items were tried before, it waits for the teacher, some have taken it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from marshrut.apps.competencies.models import Scaled
from marshrut.apps.diagnostics.models import (
    Answer,
    Attempt,
    CalibratedItem,
    Calibration,
    Campaign,
    InstrumentVersion,
    Participant,
    Slot,
)
from marshrut.apps.diagnostics.queries import adapting
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.queries.scales import scale_of
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.demo import making
from marshrut.demo.cast import cast_of
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.viewer import SystemViewer
from support.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF, SEED = 1800, 2


@pytest.fixture
def demo(tmp_path: Path) -> Any:
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "smolensk")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    region, made = making.load_region(tmp_path, path.name, staff=STAFF, seed=SEED)
    return region, {one.code: one for one in made}, making.viewer_of(path.name)


def seat(demo: Any, role: str) -> Any:
    return sign_in(Account.objects.of(SystemViewer("test")).get(login=demo[1][role].login))


def test_new_items_were_tried_and_a_short_test_of_all_waits_for_the_teacher(demo: Any) -> None:
    region, _, viewer = demo
    trial = Campaign.objects.of(viewer).get(title="Апробация новых заданий")
    tried = Attempt.objects.of(viewer).filter(campaign=trial)
    assert tried.count() >= 100
    assert set(tried.values_list("state", flat=True)) == {"done"}
    kept = Answer.objects.of(viewer).filter(attempt__campaign=trial).values("attempt").distinct().count()
    assert kept == tried.count(), "every answer is kept: options are looked at by them"

    version = InstrumentVersion.objects.of(viewer).exclude(adaptive={}).get()
    calibration = Calibration.objects.of(viewer).get(state="in_force")
    asked = set(Slot.objects.of(viewer).filter(version=version).values_list("item_version_id", flat=True))
    known = CalibratedItem.objects.of(viewer).filter(calibration=calibration).values_list("item_version_id", flat=True)
    assert len(asked) == 44
    assert asked <= set(known)

    short = Campaign.objects.of(viewer).get(version=version)
    teacher = cast_of(region, seed=SEED).teacher
    assert teacher is not None
    assert Participant.objects.of(viewer).filter(campaign=short, person_id=teacher.id, excused_at=None).exists()
    taken = Attempt.objects.of(viewer).filter(campaign=short)
    assert not taken.filter(person_id=teacher.id).exists()
    states = Counter(taken.values_list("state", flat=True))
    assert states["done"] >= 10
    assert states["running"] > 0
    desk = seat(demo, "teacher").get(reverse("mine:front")).content.decode()
    assert "короткий тест" in desk

    paper, scale = get_paper(viewer, version.pk), scale_of(viewer, calibration.pk)
    for attempt in taken.filter(state="done"):
        shares = adapting.shares_of(paper, current_answers(viewer, attempt.pk))
        steps, end = adapting.course_of(scale, paper, shares, seed=attempt.seed)
        assert end.task is None, "it went to its end"
        assert {step.task.id for step in steps} == set(shares)
        given = [n for n, points in enumerate(attempt.scores) if points is not None]
        assert sorted(step.task.place - 1 for step in steps) == given
        assert paper.shortest <= len(given) <= paper.longest
    scaled = Scaled.objects.of(viewer).filter(evidence__instrument_key=paper.code)
    assert scaled.count() == 4 * states["done"], "its results are counted by the scale from the first day"


def test_the_bank_keeper_sees_what_the_short_test_really_did(demo: Any) -> None:
    _, _, viewer = demo
    version = InstrumentVersion.objects.of(viewer).exclude(adaptive={}).get()
    client = seat(demo, "centre")
    page = client.get(reverse("diagnostics:adapts", args=[version.pk])).content.decode()
    assert "Что показали настоящие попытки" in page
    assert "Попытка " in page
