"""Learning and routes of a demonstration: scarce seats, every state, nothing impossible, a story that is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse

from marshrut.apps.competencies.models import Accompaniment
from marshrut.apps.programmes.models import Application, Cohort, Completion, Enrolment, FederalListing
from marshrut.apps.programmes.services import record_catalogue
from marshrut.apps.registry.models import Person
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.apps.routes.models import Consultation, Observation, ObserverCall, Route, RouteStep
from marshrut.apps.routes.services import record_elsewhere
from marshrut.cores.kernel import Refused
from marshrut.demo import making
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer
from support.world import sign_in

pytestmark = pytest.mark.django_db
STAFF, SEED = 900, 2
SEATED = ("seated", "enrolled")


@pytest.fixture
def demo(tmp_path: Path) -> Any:
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "smolensk")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    region, made = making.load_region(tmp_path, path.name, staff=STAFF, seed=SEED)
    return region, {one.code: one for one in made}, making.viewer_of(path.name)


def test_a_year_of_learning_and_routes_holds_together(demo: Any) -> None:
    region, made, viewer = demo
    today = region.today
    # programmes: in the register, struck off lately, never in it; groups of past years, under way, ahead, cancelled
    listed = FederalListing.objects.of(viewer)
    assert listed.filter(valid__contains=today).exists()
    assert listed.filter(valid__endswith__lte=today).exists()
    assert set(Cohort.objects.of(viewer).values_list("state", flat=True)) >= {
        "open",
        "running",
        "finished",
        "cancelled",
    }
    # seats: nobody sits where no seat is, and somebody waits
    for cohort in Cohort.objects.of(viewer):
        seated = Application.objects.of(viewer).filter(cohort=cohort, state__in=SEATED)
        assert seated.count() <= cohort.seats, cohort
    assert Application.objects.of(viewer).filter(state="waiting").exists()
    assert not Application.objects.of(viewer).filter(asked_at__date__gt=today).exists()
    assert not Enrolment.objects.of(viewer).filter(state="learning", cohort__ends__lt=today).exists()
    # documents: of past years and of other providers too
    assert Completion.objects.of(viewer).filter(enrolment=None).exists()
    assert Completion.objects.of(viewer).exclude(chosen_for=[]).exists()
    # routes in every state; of a person one a year
    states = Counter(Route.objects.of(viewer).values_list("state", flat=True))
    assert set(states) >= {"draft", "agreement", "approved", "running", "completed"}
    assert not Route.objects.of(viewer).filter(approved_on__gt=today).exists()
    steps = RouteStep.objects.of(viewer)
    assert {"done", "accepted", "proposed", "missed", "claimed"} <= set(steps.values_list("state", flat=True))
    assert not steps.filter(state="done", done_on__gt=today).exists()
    assert not steps.filter(state="done").exclude(counted=F("hours")).exists()
    assert Route.objects.of(viewer).filter(origin="elsewhere").exists()
    assert Consultation.objects.of(viewer).exists()
    assert Observation.objects.of(viewer).filter(moment="before").exists()
    # the story: the teacher's route is under way, somebody accompanies it, a step is ahead
    teacher = Person.objects.of(viewer).get(account_id=made["teacher"].account)
    route = Route.objects.of(viewer).get(person=teacher, year=today.year if today.month >= 9 else today.year - 1)
    assert (route.state, route.companion_id is not None) == ("running", True)
    assert steps.filter(route=route, state__in=("accepted", "proposed"), ends__gte=today).exists()
    # the methodist is called to lessons: some ahead, one seen before and after
    watcher = Person.objects.of(viewer).get(account_id=made["regional_methodologist"].account)
    calls = ObserverCall.objects.of(viewer).filter(observer=watcher)
    assert calls.filter(step__starts__gt=today, step__route__state__in=("approved", "running")).count() == 3
    sheets = Observation.objects.of(viewer).filter(observer=watcher)
    assert sheets.filter(moment="before", step__in=sheets.filter(moment="after").values("step")).exists()
    account = Account.objects.of(SystemViewer("tests")).get(pk=made["regional_methodologist"].account)
    assert "Вас зовут на уроки" in sign_in(account).get(reverse("routes:observing")).content.decode()
    # of whom they accompany somebody has a draft without an answer, and other ways beside it
    mine = Route.objects.of(viewer).filter(
        state="draft",
        person__in=Accompaniment.objects.of(viewer).true(today).filter(companion=watcher).values("person"),
    )
    page = sign_in(account).get(reverse("routes:ways", args=[mine.earliest("pk").pk])).content.decode()
    assert "Как предложено сейчас" in page
    account = Account.objects.of(SystemViewer("tests")).get(pk=made["teacher"].account)
    page = sign_in(account).get(reverse("mine:front")).content.decode()
    assert "Следующий шаг" in page


def test_what_was_invented_never_stands_beside_real_people(demo: Any) -> None:
    _, _, viewer = demo
    Tenant.objects.filter(pk=viewer.tenant_id).update(demonstration=False)
    for deed in (record_catalogue, record_elsewhere):
        with pytest.raises(Refused, match="только в демонстрации"):
            deed(viewer, [])
