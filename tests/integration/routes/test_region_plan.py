"""The region planned together: never worse than drafts one by one, a draft until published, and only what holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def in_autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here depends on the day the tests run: the school year is long and without breaks."""
    from dataclasses import replace

    from marshrut.apps.regulation import queries as regulation
    from marshrut.apps.routes.queries import calendar, drafting, region_plans

    base = regulation.base_route_rules()
    whole = replace(base, year=replace(base.year, first="01-01", last="12-31", breaks=()))
    for module in (drafting, calendar, region_plans):
        monkeypatch.setattr(module, "route_rules", lambda *_, **__: whole)


@pytest.fixture
def region(country: Any) -> Any:
    from support.region_plan_scene import build

    return build(country)


def test_the_plan_is_worth_more_than_drafts_one_by_one_and_says_how_good_it_is(region: Any) -> None:
    from marshrut.apps.routes.models import RegionPlanRow, Route

    plan = region.planned()
    assert (plan.state, plan.chosen) == ("draft", "plan")
    assert plan.total > plan.greedy_total, "who can take either group leaves the scarce one to the others"
    assert plan.value > plan.greedy_value
    assert plan.value <= plan.bound <= plan.open
    assert plan.bound - plan.value <= 1e-6 * plan.bound, "so small a region is planned to the optimum"
    assert plan.figures["people"] == 16
    assert plan.figures["seats"] == {"plan": 16, "greedy": plan.figures["seats"]["greedy"]}
    assert plan.curve[0][0] == 0.0
    assert [value for _, value, _ in plan.curve] == sorted(value for _, value, _ in plan.curve)
    bounds = [bound for _, _, bound in plan.curve]
    assert bounds == sorted(bounds, reverse=True)
    rows = RegionPlanRow.objects.of(region.country.system).filter(plan=plan)
    by_person = dict(rows.values_list("person_id", "cohorts"))
    assert all(by_person[one.pk] == [region.scarce.pk] for one in region.people[:8])
    assert all(by_person[one.pk] == [region.other.pk] for one in region.people[8:])
    assert not Route.objects.of(region.country.system).exists(), "nothing of a draft is a route"


def test_published_it_is_drafts_of_routes_that_name_the_plan(region: Any) -> None:
    from marshrut.apps.routes.models import RegionPlanRow, Route, RouteStep
    from marshrut.foundation.audit.models import Entry

    plan = region.publish(region.planned())
    system = region.country.system
    assert plan.state == "published"
    assert plan.outcome == {"made": 16, "alone": 0, "gone": 0, "lost": 0, "without": 0}
    routes = Route.objects.of(system)
    assert routes.count() == 16
    one = routes.get(person_id=region.people[0].pk)
    assert (one.state, one.drafted_with["method"], one.drafted_with["plan"]) == ("draft", "region plan", str(plan.pk))
    course = RouteStep.objects.of(system).get(route=one, cohort=region.scarce)
    assert course.why["rule"] == "ROUTES-32"
    assert "кому они нужнее всего" in course.why["words"]
    kinds = list(RouteStep.objects.of(system).filter(route=one).order_by("position").values_list("kind", flat=True))
    assert kinds[-1] == "diagnostic"
    assert "transfer" in kinds, "a whole route, not seats alone"
    assert not RegionPlanRow.objects.of(system).exists(), "who would get what is kept no longer than it is needed"
    entries = Entry.objects.of(system).filter(action="routes.region-plan-published", target_id=str(plan.pk))
    assert entries.count() == 1


def test_pressed_twice_it_is_published_once(region: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.services import region_plans
    from marshrut.cores.kernel import Refused

    plan = region.planned()
    region_plans.publish(region.centre, plan.pk, on=region.today)
    with pytest.raises(Refused) as no:
        region_plans.publish(region.centre, plan.pk, on=region.today)
    assert no.value.decision.reasons[0].rule == "ROUTES-53"
    plan = region.work(plan)
    with pytest.raises(Refused) as no:
        region_plans.publish(region.centre, plan.pk, on=region.today)
    assert "уже выпущен" in no.value.decision.text
    assert Route.objects.of(region.country.system).count() == 16


def test_a_second_plan_waits_for_the_first(region: Any) -> None:
    from marshrut.cores.kernel import Refused

    region.ask()
    with pytest.raises(Refused) as no:
        region.ask()
    assert no.value.decision.reasons[0].rule == "ROUTES-51"


def test_who_got_a_route_meanwhile_is_left_alone_and_the_page_says_that_it_changed(region: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.queries.region_plans import changes_since
    from marshrut.apps.routes.services.drafting import draft_person

    plan = region.planned()
    assert not any(changes_since(region.centre, plan, on=region.today).values())
    meanwhile = draft_person(region.country.system, region.people[0].pk, year=region.year, on=region.today)
    seen = changes_since(region.centre, plan, on=region.today)
    assert seen == {"routes": 1, "seats": 1, "gone": 0, "people": 0}
    plan = region.publish(plan)
    assert plan.state == "stale"
    assert plan.changes == {"routes": 1, "gone": 0, "people": 0, "seats": 1}
    assert Route.objects.of(region.country.system).count() == 1, "nothing is written before somebody decides"
    plan = region.publish(plan, only_what_holds=True)
    assert plan.state == "published"
    assert (plan.outcome["made"], plan.outcome["alone"]) == (15, 1)
    meanwhile.refresh_from_db()
    assert meanwhile.drafted_with["method"] == "greedy"


def test_new_results_and_people_who_left_are_seen(region: Any) -> None:
    from marshrut.apps.registry.models import Employment
    from marshrut.apps.routes.queries.region_plans import changes_since
    from marshrut.foundation.scope.temporal import period
    from support.competencies import record, result
    from support.region_plan_scene import NARROW

    plan = region.planned()
    record(region.country.system, result(region.people[0].pk, NARROW, 10, on=region.today))
    left = Employment.objects.of(region.country.system).get(person=region.people[1])
    left.valid = period(left.valid.lower, region.today - timedelta(days=1))
    left.save(update_fields=["valid"])
    seen = changes_since(region.centre, plan, on=region.today)
    assert (seen["gone"], seen["people"]) == (1, 1)
    plan = region.publish(plan)
    assert plan.state == "stale"
    assert (plan.changes["gone"], plan.changes["people"]) == (1, 1)


def test_what_no_longer_holds_is_left_out_and_counted(region: Any) -> None:
    from marshrut.apps.programmes import services as programmes
    from marshrut.apps.routes.models import RouteStep

    plan = region.planned()
    programmes.cancel(region.country.system, region.scarce.pk, why="преподаватель заболел", on=region.today)
    plan = region.publish(plan, only_what_holds=True)
    assert plan.state == "published"
    assert plan.outcome["lost"] == 8
    assert not RouteStep.objects.of(region.country.system).filter(cohort=region.scarce).exists()
    assert RouteStep.objects.of(region.country.system).filter(cohort=region.other).count() == 8


def test_a_killed_run_begins_anew_from_its_input_and_a_silent_worker_is_no_end(region: Any) -> None:
    from django.utils import timezone

    from marshrut.apps.routes.models import RegionPlan
    from marshrut.apps.routes.queries.region_plans import get_plan
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.services import find_stalled
    from marshrut.foundation.jobs.types import JobState

    plan, system = region.ask(), region.country.system
    RegionPlan.objects.of(system).filter(pk=plan.pk).update(curve=[[0.0, 1.0, 2.0]], began_at=timezone.now())
    silent = timezone.now() - timedelta(minutes=5)
    Job.objects.of(system).filter(pk=plan.job_id).update(state=JobState.RUNNING, beat_at=silent)
    find_stalled(now=timezone.now())
    assert get_plan(region.centre, plan.pk, on=region.today).state == "counting", "it is begun once more"
    again = Job.objects.of(system).get(retry_of=plan.job_id)
    RegionPlan.objects.of(system).filter(pk=plan.pk).update(job=again)
    plan = region.work(plan)
    assert (plan.state, plan.figures["people"]) == ("draft", 16)


def test_killed_while_it_is_published_it_goes_on_where_it_was(region: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.services import region_plans, region_publish

    plan, system = region.planned(), region.country.system
    region_plans.publish(region.centre, plan.pk, on=region.today)
    monkeypatch.setattr(region_publish, "BATCH", 5)
    told: dict[str, Any] = {"on": region.today, "account": region.centre.account_id, "only_what_holds": False}

    class Killed(BaseException):
        """No exception that anybody catches."""

    def dies(done: int, total: int, words: str) -> None:
        if "10 из 16" in words:
            raise Killed

    with pytest.raises(Killed):
        region_publish.publish_plan(system, plan.pk, step=dies, **told)
    assert Route.objects.of(system).count() == 10
    plan = region_publish.publish_plan(system, plan.pk, **told)
    assert (plan.state, plan.outcome) == (
        "published",
        {"made": 16, "alone": 0, "gone": 0, "lost": 0, "without": 0},
    )
    assert Route.objects.of(system).count() == 16
    assert region_publish.publish_plan(system, plan.pk, **told).outcome == plan.outcome, "asked again it does nothing"


def test_stopped_early_the_best_so_far_is_the_draft(region: Any) -> None:
    from marshrut.apps.routes.models import RegionPlan
    from marshrut.apps.routes.services import region_plans, region_work

    plan = region.ask(seconds=600)

    def press(done: int, total: int, words: str) -> None:
        if "ищем" in words:
            region_plans.take_best(region.centre, plan.pk, on=region.today)

    made = region_work.make_plan(region.country.system, plan.pk, step=press)
    assert made.state == "draft"
    assert made.total >= made.greedy_total - 1e-9
    assert RegionPlan.objects.of(region.country.system).get(pk=plan.pk).seconds == 600


def test_thrown_away_while_it_is_counted_it_leaves_nothing(region: Any) -> None:
    from marshrut.apps.routes.models import RegionPlanRow, Route
    from marshrut.apps.routes.services import region_plans, region_work
    from marshrut.foundation.jobs.types import StoppedError

    plan = region.ask(seconds=60)

    def press(done: int, total: int, words: str) -> None:
        if "готовим" in words or "ищем" in words or "собираем" in words:
            plan.refresh_from_db()
            if plan.state == "counting":
                region_plans.throw_away(region.centre, plan.pk, on=region.today)

    with pytest.raises(StoppedError):
        region_work.make_plan(region.country.system, plan.pk, step=press)
    plan.refresh_from_db()
    assert plan.state == "thrown"
    assert not RegionPlanRow.objects.of(region.country.system).exists()
    assert not Route.objects.of(region.country.system).exists()


def test_nobody_but_the_centre_of_the_place_plans_stops_publishes_or_throws_away(region: Any) -> None:
    from marshrut.apps.routes.queries.region_plans import list_plans
    from marshrut.apps.routes.services import region_plans
    from marshrut.cores.kernel import Refused
    from marshrut.foundation.scope.types import Role

    plan, on = region.planned(), region.today
    top = region.country.places["top"].pk
    for role in (Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.GOVERNING_BODY, Role.TEACHER):
        viewer = region.country.viewer(role)
        assert not list_plans(viewer, on=on).exists()
        deeds = {
            "ROUTES-51": lambda v: region_plans.ask_plan(v, top, seconds=2, on=on),
            "ROUTES-52": lambda v: region_plans.take_best(v, plan.pk, on=on),
            "ROUTES-53": lambda v: region_plans.publish(v, plan.pk, on=on),
            "ROUTES-54": lambda v: region_plans.throw_away(v, plan.pk, on=on),
        }
        for rule, deed in deeds.items():
            with pytest.raises(Refused) as no:
                deed(viewer)
            assert no.value.decision.reasons[0].rule == rule


def test_of_four_people_nothing_is_said(country: Any) -> None:
    from support.region_plan_scene import build

    plan = build(country, each=2).planned()
    assert plan.figures["few"]
    assert "places" not in plan.figures
    assert (plan.value, plan.bound, plan.total, plan.curve) == (None, None, None, [])


def test_the_pages_tell_of_every_state_and_of_nobody(region: Any) -> None:
    from django.urls import reverse

    from marshrut.apps.routes.services.drafting import draft_person
    from marshrut.foundation.scope.types import Role
    from support.world import sign_in

    client = sign_in(region.country.people[Role.CENTRE])

    def read(plan: Any) -> str:
        answer = client.get(reverse("routes:region-plan", args=[plan.pk]))
        assert answer.status_code == 200
        text = answer.content.decode().replace("\xa0", " ")
        assert "Рябинин" not in text
        return text

    plan = region.ask()
    going = read(plan)
    assert "Остановить и взять лучшее" in going
    assert "ждёт очереди" in going.lower()
    refreshed = client.get(reverse("routes:region-plan", args=[plan.pk]), headers={"HX-Request": "true"})
    assert "<html" not in refreshed.content.decode()
    assert "План региона составляется" in client.get(reverse("routes:region-plans")).content.decode()
    region.work(plan)
    over = client.get(reverse("routes:region-plan", args=[plan.pk]), headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"
    draft = read(plan)
    assert "Лучше распределить места не сможет никто" in draft
    assert "Те же места дадут на" in draft
    assert "Выпустить черновиками маршрутов" in draft
    assert "Почему без места" not in draft, "everybody has a seat"
    assert "ждёт вашего решения" in client.get(reverse("routes:region-plans")).content.decode()
    draft_person(region.country.system, region.people[0].pk, year=region.year, on=region.today)
    stale = read(plan)
    assert "маршрут за это время появился у нескольких человек" in stale.lower()
    assert "Составить план заново" in stale
    assert "Выпустить черновиками маршрутов" not in stale
    client.post(reverse("routes:publish-region-plan", args=[plan.pk]), {"holds": "1"})
    region.work(plan)
    published = read(plan)
    assert "Выпущено 15 черновиков" in published
    assert "1 человек: маршрут появился раньше" in published
    again = region.ask()
    client.post(reverse("routes:throw-region-plan-away", args=[again.pk]))
    assert "План отложен" in read(again)


def test_nothing_to_share_out_and_nobody_to_plan_for_are_said(country: Any) -> None:
    from django.urls import reverse

    from marshrut.apps.programmes import services as programmes
    from marshrut.foundation.scope.types import Role
    from support.region_plan_scene import build
    from support.world import sign_in

    region = build(country)
    for cohort in (region.scarce, region.other):
        programmes.cancel(country.system, cohort.pk, why="преподаватель заболел", on=region.today)
    plan = region.planned()
    assert (plan.chosen, plan.value, plan.figures["seats"]["plan"]) == ("greedy", 0.0, 0)
    assert plan.total == plan.greedy_total > 0, "steps without seats need none"
    published = region.publish(plan)
    assert published.outcome["made"] == 16
    empty = region.planned()
    assert empty.figures == {**empty.figures, "people": 0, "alone": 16, "few": True}
    client = sign_in(country.people[Role.CENTRE])
    page = client.get(reverse("routes:region-plan", args=[empty.pk])).content.decode()
    assert "Планировать пока нечего" in page
    assert "Выпустить" not in page


def test_said_while_it_waited_its_turn_enough_is_heard(region: Any) -> None:
    from marshrut.apps.routes.services import region_plans

    plan = region.ask(seconds=600)
    region_plans.take_best(region.centre, plan.pk, on=region.today)
    assert region.work(plan).state == "draft"


def test_a_failed_run_blocks_nothing(region: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from marshrut.apps.routes.queries.region_plans import get_plan
    from marshrut.apps.routes.services import region_work
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import run

    plan = region.ask()
    monkeypatch.setattr(region_work, "violations", lambda *_: ["seats"])
    run(plan.job_id)
    assert Job.objects.of(region.country.system).get(pk=plan.job_id).state == "failed"
    assert get_plan(region.centre, plan.pk, on=region.today).state == "thrown", "a plan that breaks a rule is none"
    monkeypatch.undo()
    assert region.ask().pk != plan.pk
    plan.refresh_from_db()
    assert plan.state == "thrown"


def test_the_pages_load_nothing_that_is_compiled() -> None:
    """Who only looks at pages needs neither the compiler nor its memory."""
    import subprocess
    import sys

    code = (
        "import django, sys; django.setup(); import marshrut.config.urls, marshrut.apps.routes.views.region_plans;"
        "import marshrut.apps.routes.jobs; print(sorted({'numba', 'scipy'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
