"""Diagnostics of a demonstration: three years of them, whose story is told, and how much of the truth is recovered."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from marshrut.apps.competencies.models import Accompaniment, Appeal, Evidence, FigureRound, Judgement, Share
from marshrut.apps.competencies.services import Care, record_care
from marshrut.apps.competencies.types import Standing
from marshrut.apps.diagnostics.models import (
    Answer,
    Attempt,
    Campaign,
    Participant,
    Reminder,
    Result,
    ResultsFile,
    ResultsLine,
)
from marshrut.apps.diagnostics.services import record_past
from marshrut.apps.registry.models import Person
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.cores.kernel import Refused
from marshrut.demo import making, signins
from marshrut.demo.cast import cast_of
from marshrut.demo.diagnosing import truth_behind
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.viewer import SystemViewer
from support.world import sign_in

pytestmark = pytest.mark.django_db
STAFF, SEED = 700, 2


@pytest.fixture
def ground() -> str:
    """A region's order, loaded; nobody in it."""
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "smolensk")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    return path.name


@pytest.fixture
def demo(ground: str, tmp_path: Path) -> Any:
    region, made = making.load_region(tmp_path, ground, staff=STAFF, seed=SEED)
    return region, {one.code: one for one in made}, making.viewer_of(ground)


def seat(demo: Any, role: str) -> Any:
    account = Account.objects.of(SystemViewer("test")).get(login=demo[1][role].login)
    return sign_in(account)


def standing_now(viewer: Any, on: Any) -> Any:
    return Judgement.objects.of(viewer).filter(since__lte=on).exclude(until__lte=on)


def test_three_years_are_on_record_and_one_campaign_goes_on(demo: Any) -> None:
    region, _, viewer = demo
    campaigns = Campaign.objects.of(viewer)
    assert {one.opens_on.year for one in campaigns} >= {region.today.year - 2, region.today.year - 1}
    assert set(campaigns.values_list("origin", flat=True)) >= {"centre", "municipal", "school"}
    assert set(campaigns.values_list("stage", flat=True)) >= {"entry", "exit", "interim"}
    open_now = campaigns.get(state="announced", origin="centre")
    assert open_now.opens_on < region.today < open_now.closes_on
    states = Counter(Attempt.objects.of(viewer).filter(campaign=open_now).values_list("state", flat=True))
    invited = Participant.objects.of(viewer).filter(campaign=open_now, excused_at=None).count()
    assert 0 < states["done"] < invited
    assert states["running"] > 0
    assert Reminder.objects.of(viewer).filter(campaign=open_now).exists()
    assert Attempt.objects.of(viewer).filter(mode="paper").exists()
    assert Attempt.objects.of(viewer).filter(state="marking").exists(), "texts wait for whoever reads them"
    taken = Result.objects.of(viewer).values("person_id").distinct().count()
    assert 0 < taken < STAFF, "some were never diagnosed"


def test_results_of_others_are_of_several_depths_and_a_file_waits_for_answers(demo: Any) -> None:
    _, _, viewer = demo
    others = Result.objects.of(viewer).filter(attempt=None)
    assert {*others.values_list("origin", "depth").distinct()} == {
        ("era_scope", "areas"), ("fioko", "level"), ("federal", "fact"),
    }  # fmt: skip
    facts = set(others.filter(depth="fact").values_list("pk", flat=True))
    assert facts
    assert not Evidence.objects.of(viewer).filter(source_id__in=facts).exists(), "a bare fact says nothing of anybody"
    file = ResultsFile.objects.of(viewer).get()
    verdicts = Counter(ResultsLine.objects.of(viewer).filter(source=file).values_list("verdict", flat=True))
    assert file.state == "checked"
    assert verdicts.keys() >= {"new", "wrong", "conflict"}
    page = (
        seat(demo, "centre").get(reverse("diagnostics:results-file", args=[file.pk]) + "?show=wrong").content.decode()
    )
    assert "Неведомов" in page


def test_the_teacher_has_a_test_waiting_and_sees_strength_deficit_and_little_data(demo: Any) -> None:
    region, _, viewer = demo
    teacher = cast_of(region, seed=SEED).teacher
    assert teacher is not None
    own = standing_now(viewer, region.today).filter(person_id=teacher.id)
    said = dict(own.values_list("competency", "standing"))
    assert said["feedback"] in {Standing.CERTAIN, Standing.LIKELY}
    assert said["formative_assessment"] == Standing.STRONG
    assert said["reading_literacy"] == Standing.UNKNOWN
    assert Result.objects.of(viewer).filter(person_id=teacher.id, attempt__isnull=False).count() == 2
    client = seat(demo, "teacher")
    desk = client.get(reverse("mine:front")).content.decode()
    assert "Пройти тест" in desk
    assert "сильная сторона" in desk
    mine = client.get(reverse("competencies:mine")).content.decode()
    for words in ("сильная сторона", "стоит подтянуть", "мало данных"):
        assert words in mine
    assert "дефицит" not in re.sub(r"<[^>]+>", "", mine).lower(), "a teacher is helped, not accused"


def test_the_methodist_has_the_teacher_in_care_and_may_open_them(demo: Any) -> None:
    region, _, viewer = demo
    cast = cast_of(region, seed=SEED)
    assert cast.teacher is not None
    assert cast.methodist is not None
    care = Accompaniment.objects.of(viewer).true(region.today).filter(companion_id=cast.methodist.id)
    assert care.filter(person_id=cast.teacher.id).exists()
    assert care.count() > 5
    client = seat(demo, "regional_methodologist")
    desk = client.get(reverse("mine:front")).content.decode()
    assert "Кого я сопровождаю" in desk
    page = client.get(reverse("competencies:person", args=[cast.teacher.id]))
    assert page.status_code == 200
    other = Person.objects.of(viewer).exclude(pk__in=care.values("person_id")).exclude(pk=cast.methodist.id).first()
    assert client.get(reverse("competencies:person", args=[other.pk])).status_code in {403, 404}
    assert Appeal.objects.of(viewer).filter(state="asked").exists()
    assert Share.objects.of(viewer).filter(person_id=cast.teacher.id).exists()
    for one in Accompaniment.objects.of(viewer).true(region.today):
        assert one.person_id != one.companion_id


def test_figures_of_groups_stand_for_the_months_behind(demo: Any) -> None:
    region, _, viewer = demo
    months = set(FigureRound.objects.of(viewer).values_list("month", flat=True))
    assert len(months) >= 4
    assert region.today.replace(day=1) in months
    page = seat(demo, "centre").get(reverse("centre:front")).content.decode()
    assert "Чаще всего дефицит здесь" in page


def test_answers_that_are_kept_say_the_same_as_the_points(demo: Any) -> None:
    from marshrut.apps.diagnostics.queries.papers import get_paper
    from marshrut.apps.diagnostics.scoring import points_for

    _, _, viewer = demo
    looked = 0
    for attempt in Attempt.objects.of(viewer).filter(state="done", answers__isnull=False).distinct()[:20]:
        paper = get_paper(viewer, attempt.version_id)
        said = dict(Answer.objects.of(viewer).filter(attempt=attempt).values_list("item_version_id", "value"))
        assert attempt.scores == [points_for(one.kind, one.key, one.top, said.get(one.id)) for one in paper.tasks]
        looked += 1
    assert looked == 20


def test_the_same_seed_gives_the_same_truth_and_no_table_holds_it(demo: Any, ground: str) -> None:
    region, _, viewer = demo
    truth = truth_behind(region, seed=SEED)
    again = making.invent(ground, staff=STAFF, seed=SEED, today=region.today, viewer=viewer)
    other = truth_behind(again, seed=SEED)
    people = [one.id for one in region.people]
    assert (truth.of(people, ["feedback"], region.today) == other.of(people, ["feedback"], region.today)).all()
    different = truth_behind(region, seed=SEED + 1)
    assert not (truth.of(people, ["feedback"], region.today) == different.of(people, ["feedback"], region.today)).all()


def test_invented_results_stand_in_a_demonstration_only(ground: str) -> None:
    """DIAGNOSTICS-14 and COMPETENCIES-13."""
    from django.utils import timezone

    viewer = making.viewer_of(ground)
    with pytest.raises(Refused) as refusal:
        record_past(viewer, [], [], now=timezone.now())
    assert refusal.value.decision.reasons[0].rule == "DIAGNOSTICS-14"
    with pytest.raises(Refused) as refusal:
        record_care(viewer, Care())
    assert refusal.value.decision.reasons[0].rule == "COMPETENCIES-13"


@pytest.mark.slow
def test_who_can_and_who_cannot_is_recovered_from_two_instruments(ground: str, tmp_path: Path) -> None:
    """Nobody is called a certain deficit by mistake; who really needs help is mostly found."""
    region, _ = making.load_region(tmp_path, ground, staff=1500, seed=1)
    viewer, truth = making.viewer_of(ground), truth_behind(region, seed=1)
    asked_by = defaultdict(set)
    rows = Evidence.objects.of(viewer).filter(withdrawn_at=None)
    for person, code, key in rows.values_list("person_id", "competency", "instrument_key"):
        asked_by[person, code].add(key)
    low, high = Counter[str](), Counter[str]()
    for person, code, said in standing_now(viewer, region.today).values_list("person_id", "competency", "standing"):
        if len(asked_by[person, code]) < 2:
            continue
        mastery = truth.mastery(person, code, region.today)
        if mastery < 0.3:
            low[said] += 1
        elif mastery > 0.7:
            high[said] += 1
    assert low.total() > 20
    assert high.total() > 100
    assert (low["certain"] + low["likely"]) / low.total() > 0.7
    assert high["certain"] / high.total() < 0.01
    assert (high["certain"] + high["likely"]) / high.total() < 0.05
    assert (high["sound"] + high["strong"]) / high.total() > 0.7


def test_the_file_of_sign_ins_holds_no_truth(demo: Any, tmp_path: Path) -> None:
    kept = json.dumps(signins.read_sign_ins(tmp_path))
    assert "0.15" not in kept
    assert "feedback" not in kept
