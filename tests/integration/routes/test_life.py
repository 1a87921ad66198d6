"""A route from its first step to its last: who may, what stands against it, what is written down."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.services import sharing
from marshrut.apps.routes import services
from marshrut.apps.routes.models import Goal, Route, RouteEntry, RouteStep
from marshrut.apps.routes.types import ChosenBy, ReleaseState, RouteState, StepState
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.types import Role
from support.routes_scene import CODE, pair, visit
from support.world import sign_in


def rule(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.decision.reasons[0].rule


def said(scene: Any, route: Route) -> list[str]:
    return list(RouteEntry.objects.of(scene.country.system).filter(route=route).values_list("what", flat=True))


def test_a_route_rests_on_what_diagnostics_said_that_day(scene: Any) -> None:
    route = scene.route()
    assert route.diagnosed_on == scene.today - timedelta(days=7)
    assert (route.diagnosed_origin, route.without_basis_why) == ("centre", "")
    assert [row["competency"] for row in route.basis] == [CODE]
    goals = Goal.objects.of(scene.country.system).filter(route=route)
    assert [(one.competency, one.chosen_by) for one in goals] == [(CODE, ChosenBy.DRAFT.value)]


def test_a_route_without_diagnostics_says_why_and_one_a_year_is_enough(scene: Any) -> None:
    fresh = scene.staff.hire("Ольхина Ия", scene.country.places["school"])
    scene.accompany(fresh, scene.companion)
    make: dict[str, Any] = {"year": 2026, "on": scene.today}
    with pytest.raises(Refused) as no:
        services.make_route(scene.methodist, fresh.pk, **make)
    assert rule(no) == "ROUTES-05"
    made = services.make_route(scene.methodist, fresh.pk, why="первый год в школе", **make)
    assert made.without_basis_why == "первый год в школе"
    with pytest.raises(Refused) as twice:
        services.make_route(scene.methodist, fresh.pk, why="ещё один", **make)
    assert rule(twice) == "ROUTES-05"


def test_nobody_makes_a_route_of_somebody_they_may_not_open(scene: Any) -> None:
    for viewer in (scene.head, scene.district, scene.centre):
        with pytest.raises(Route.DoesNotExist):
            services.make_route(viewer, scene.person.pk, year=2026, on=scene.today)


def test_each_side_proposes_to_the_other(scene: Any) -> None:
    route = scene.route(pair(scene.today))
    mine = scene.steps(route)[0]
    assert (mine.state, mine.chosen_by) == (StepState.ACCEPTED.value, ChosenBy.PERSON.value)
    theirs, _ = services.add_step(scene.methodist, route.pk, visit(scene.today + timedelta(days=3)), on=scene.today)
    assert (theirs.state, theirs.chosen_by) == (StepState.PROPOSED.value, ChosenBy.METHODIST.value)
    with pytest.raises(Refused) as silent:
        services.refuse_step(scene.teacher, theirs.pk, words=" ", on=scene.today)
    assert rule(silent) == "ROUTES-12"
    services.refuse_step(scene.teacher, theirs.pk, words="далеко ехать", on=scene.today)
    theirs.refresh_from_db()
    assert (theirs.state, theirs.words) == (StepState.REFUSED.value, "далеко ехать")
    entry = RouteEntry.objects.of(scene.country.system).get(step=theirs, what="step-refused")
    assert (entry.name, entry.words, entry.rule) == (scene.teacher.name, "далеко ехать", "ROUTES-12")


def test_steps_are_swapped_moved_and_removed(scene: Any) -> None:
    on = scene.today
    route = scene.route(pair(on), visit(on + timedelta(days=2)))
    first, second = scene.steps(route)
    services.move_in_order(scene.teacher, second.pk, up=True, on=on)
    assert [one.pk for one in scene.steps(route)] == [second.pk, first.pk]
    page = sign_in(scene.country.people[Role.TEACHER]).get(reverse("routes:step", args=[second.pk])).content.decode()
    assert (">Выше<" in page, ">Ниже<" in page) == (False, True)
    new, _ = services.swap_step(
        scene.teacher, second.pk, visit(on + timedelta(days=4), title="Другой урок"), why="", on=on
    )
    second.refresh_from_db()
    assert (second.state, new.instead_of_id, new.position) == (StepState.REMOVED.value, second.pk, 1)
    services.remove_step(scene.teacher, first.pk, why="не успею", on=on)
    assert [one.title for one in scene.steps(route) if one.step_state.standing] == ["Другой урок"]


def test_negative_hours_and_days_in_a_wrong_order_are_no_step(scene: Any) -> None:
    route = scene.route()
    for wrong, found in (
        ({"hours": Decimal(-4)}, "ROUTES-15"),
        ({"hours": Decimal(0)}, "ROUTES-15"),
        ({"ends": scene.today - timedelta(days=1)}, "ROUTES-16"),
        ({"serves": ("nothing_known",)}, "ROUTES-16"),
    ):
        with pytest.raises(Refused) as no:
            services.add_step(scene.teacher, route.pk, visit(scene.today, **wrong), on=scene.today)
        assert rule(no) == found
    assert len(scene.steps(route)) == 1


def test_overlapping_steps_away_from_work_are_refused_and_others_warned(scene: Any) -> None:
    on = scene.today
    route = scene.route(visit(on, ends=on + timedelta(days=2)))
    with pytest.raises(Refused) as no:
        services.add_step(scene.teacher, route.pk, visit(on + timedelta(days=1), title="Второй урок"), on=on)
    assert rule(no) == "ROUTES-17"
    _, warned = services.add_step(scene.teacher, route.pk, pair(on), on=on)
    assert "Урок у Веры Липиной" in warned.text


def test_a_route_is_sent_approved_and_begins(scene: Any) -> None:
    route = scene.route(pair(scene.today), visit(scene.today + timedelta(days=9)), state="approved")
    assert (route.state, route.companion_id, route.approver) == ("approved", scene.companion.pk, scene.methodist.name)
    services.night(scene.country.system, on=scene.today)
    route.refresh_from_db()
    assert route.state == RouteState.RUNNING.value
    wanted = ["made", "step-added", "step-added", "sent", "approved", "started"]
    assert said(scene, route) == wanted
    audited = Entry.objects.of(scene.country.system).filter(action__startswith="routes.", person_id=scene.person.pk)
    assert set(wanted) <= {one.action.removeprefix("routes.") for one in audited}


def test_sending_accepts_what_was_proposed_and_needs_who_approves(scene: Any) -> None:
    route = scene.route()
    proposed, _ = services.add_step(scene.methodist, route.pk, visit(scene.today), on=scene.today)
    services.send(scene.teacher, route.pk, on=scene.today)
    proposed.refresh_from_db()
    assert proposed.state == StepState.ACCEPTED.value
    alone = scene.staff.hire("Рябинин Пётр", scene.country.places["school"])
    spare = scene.country.add("Рябинин Пётр", Role.TEACHER, "school")
    alone.account = spare
    alone.save()
    from marshrut.foundation.accounts.queries import find_viewer

    me = find_viewer(spare, None)
    assert me is not None
    own = services.make_route(me, alone.pk, year=2026, why="сам хочу", on=scene.today)
    services.add_step(me, own.pk, pair(scene.today), on=scene.today)
    with pytest.raises(Refused) as no:
        services.send(me, own.pk, on=scene.today)
    assert rule(no) == "ROUTES-08"


def test_a_step_approved_while_it_is_being_edited(scene: Any) -> None:
    """The methodist looks, the teacher changes a step: what was seen is not approved, in words; nothing happened."""
    route = scene.route(visit(scene.today + timedelta(days=5)), state="agreement")
    seen = route.edition
    step = scene.steps(route)[0]
    services.change_step(scene.teacher, step.pk, visit(scene.today + timedelta(days=8)), on=scene.today)
    with pytest.raises(Refused) as no:
        services.approve(scene.methodist, route.pk, edition=seen, on=scene.today)
    assert rule(no) == "ROUTES-07"
    route.refresh_from_db()
    assert (route.state, route.approved_on) == ("agreement", None)
    services.approve(scene.methodist, route.pk, edition=route.edition, on=scene.today)


def test_two_methodists_approve_at_once_one_wins_the_other_is_told(scene: Any) -> None:
    second = scene.staff.hire("Берёзов Пётр Ильич", scene.country.places["other_school"], post="методист")
    second.account = scene.country.people[Role.MUNICIPAL_METHODOLOGIST]
    second.save()
    scene.accompany(scene.person, second)
    route = scene.route(state="agreement")
    services.approve(scene.methodist, route.pk, edition=route.edition, on=scene.today)
    with pytest.raises(Refused) as no:
        services.approve(scene.district, route.pk, edition=route.edition, on=scene.today)
    assert rule(no) == "ROUTES-01"
    assert scene.methodist.name in no.value.decision.text
    assert said(scene, route).count("approved") == 1


def test_a_methodist_whose_accompaniment_ended_approves_nothing(scene: Any) -> None:
    line = scene.country.system
    from marshrut.apps.competencies.models import Accompaniment

    held = Accompaniment.objects.of(line).known().get(person=scene.person)
    route = scene.route(state="agreement")
    claimed = scene.steps(route)[0]
    later = scene.today + timedelta(days=1)
    sharing.end_accompaniment(line, held.line_id, last=scene.today, why="перевод", on=scene.today)
    with pytest.raises(Route.DoesNotExist):
        services.approve(scene.methodist, route.pk, edition=route.edition, on=later)
    with pytest.raises(RouteStep.DoesNotExist):
        services.confirm(scene.methodist, claimed.pk, on=later)
    route.refresh_from_db()
    assert route.state == "agreement"


def test_who_only_was_let_look_approves_nothing(scene: Any) -> None:
    route = scene.route(state="agreement")
    account = scene.country.people[Role.MUNICIPAL_METHODOLOGIST]
    sharing.share(scene.teacher, account_id=account.pk, until=scene.today, on=scene.today)
    with pytest.raises(Refused) as no:
        services.approve(scene.district, route.pk, edition=route.edition, on=scene.today)
    assert rule(no) == "ROUTES-09"


def test_an_approval_is_undone_whole_within_minutes(scene: Any) -> None:
    route = scene.route(state="approved")
    now = timezone.now()
    with pytest.raises(Refused) as late:
        services.undo_approval(scene.methodist, route.pk, now=now + timedelta(minutes=11), on=scene.today)
    assert rule(late) == "ROUTES-10"
    services.undo_approval(scene.methodist, route.pk, now=now, on=scene.today)
    route.refresh_from_db()
    assert (route.state, route.approved_on, route.approver) == ("agreement", None, "")
    assert said(scene, route)[-2:] == ["approved", "approval-undone"]
    services.approve(scene.methodist, route.pk, edition=route.edition, on=scene.today)


def test_what_was_begun_after_the_approval_is_not_undone(scene: Any) -> None:
    route = scene.route(state="approved")
    services.claim(scene.teacher, scene.steps(route)[0].pk, on=scene.today)
    with pytest.raises(Refused) as no:
        services.undo_approval(scene.methodist, route.pk, now=timezone.now(), on=scene.today)
    assert rule(no) == "ROUTES-10"


def test_the_head_lets_go_with_one_press_and_a_no_stands_against_the_approval(scene: Any) -> None:
    route = scene.route(visit(scene.today + timedelta(days=5)), state="agreement")
    step = scene.steps(route)[0]
    assert step.release == ReleaseState.ASKED.value
    with pytest.raises(Refused) as silent:
        services.release_step(scene.head, step.pk, agrees=False, words="", on=scene.today)
    assert rule(silent) == "ROUTES-11"
    services.release_step(scene.head, step.pk, agrees=False, words="контрольная неделя", on=scene.today)
    with pytest.raises(Refused) as no:
        services.approve(scene.methodist, route.pk, edition=None, on=scene.today)
    assert rule(no) == "ROUTES-09"
    services.release_step(scene.head, step.pk, agrees=True, on=scene.today)
    services.approve(scene.methodist, route.pk, edition=None, on=scene.today)


def test_the_head_who_is_the_teacher_is_let_go_by_who_stands_above(scene: Any) -> None:
    boss = scene.staff.hire("Берёзов Пётр Иванович", scene.country.places["school"], post="директор")
    boss.account = scene.country.people[Role.SCHOOL]
    boss.save()
    scene.accompany(boss, scene.companion)
    route = services.make_route(scene.head, boss.pk, year=2026, why="сам хочу", on=scene.today)
    step, _ = services.add_step(scene.head, route.pk, visit(scene.today + timedelta(days=5)), on=scene.today)
    with pytest.raises(Refused) as own:
        services.release_step(scene.head, step.pk, agrees=True, on=scene.today)
    assert rule(own) == "ROUTES-11"
    assert services.release_step(scene.district, step.pk, agrees=True, on=scene.today).release == "agreed"
    services.send(scene.head, route.pk, on=scene.today)
    with pytest.raises(Refused):
        services.approve(scene.head, route.pk, edition=None, on=scene.today)


def test_the_municipality_does_not_let_go_of_a_teacher_past_the_head(scene: Any) -> None:
    route = scene.route(visit(scene.today + timedelta(days=5)))
    with pytest.raises(Refused):
        services.release_step(scene.district, scene.steps(route)[0].pk, agrees=True, on=scene.today)


def test_a_route_is_revised_and_withdrawn_with_a_reason(scene: Any) -> None:
    route = scene.route(state="running")
    with pytest.raises(Refused) as silent:
        services.revise(scene.teacher, route.pk, why="", on=scene.today)
    assert rule(silent) == "ROUTES-13"
    services.revise(scene.teacher, route.pk, why="другая нагрузка", on=scene.today)
    route = services.send(scene.teacher, route.pk, on=scene.today)
    route = services.return_route(scene.methodist, route.pk, why="добавьте урок", on=scene.today)
    assert route.state == RouteState.REVISED.value
    services.withdraw(scene.teacher, route.pk, why="уезжаю", on=scene.today)
    route.refresh_from_db()
    assert (route.state, route.ended_why) == ("withdrawn", "уезжаю")
    with pytest.raises(Refused) as over:
        services.add_step(scene.teacher, route.pk, pair(scene.today), on=scene.today)
    assert rule(over) == "ROUTES-06"
    assert scene.route().state == "draft"  # the next one may begin


def test_a_teacher_who_changes_school_keeps_the_route_and_the_new_methodist_sees_it(scene: Any) -> None:
    from marshrut.apps.competencies.models import Accompaniment
    from marshrut.apps.registry.models import Employment

    route = scene.route(visit(scene.today + timedelta(days=5)), state="agreement")
    system, day = scene.country.system, scene.today + timedelta(days=1)
    work = Employment.objects.of(system).known().get(person=scene.person)
    from django.db.backends.postgresql.psycopg_any import DateRange

    work.supersede(valid=DateRange(work.valid.lower, day, "[)"))
    scene.staff.work(scene.person, scene.country.places["other_school"], since=day)
    held = Accompaniment.objects.of(system).known().get(person=scene.person)
    sharing.end_accompaniment(system, held.line_id, last=scene.today, why="переход", on=scene.today)
    second = scene.staff.hire("Берёзов Пётр Ильич", scene.country.places["school"], post="методист")
    second.account = scene.country.people[Role.MUNICIPAL_METHODOLOGIST]
    second.save()
    scene.accompany(scene.person, second, since=day, on=day)
    step = scene.steps(route)[0]
    with pytest.raises(RouteStep.DoesNotExist):  # the head of the former school knows of it no more
        services.release_step(scene.head, step.pk, agrees=True, on=day)
    approved = services.approve(scene.district, route.pk, edition=None, on=day)
    assert (approved.state, approved.approver) == ("approved", scene.district.name)


def test_a_route_is_completed_when_every_step_is_answered_for(scene: Any) -> None:
    route = scene.route(pair(scene.today), state="running")
    step = scene.steps(route)[0]
    with pytest.raises(Refused) as no:
        services.complete(scene.methodist, route.pk, on=scene.today)
    assert rule(no) == "ROUTES-14"
    services.claim(scene.teacher, step.pk, on=scene.today)
    services.confirm(scene.methodist, step.pk, on=scene.today)
    assert services.complete(scene.methodist, route.pk, on=scene.today).state == "completed"


def test_a_step_that_is_over_keeps_its_place(scene: Any) -> None:
    on = scene.today
    route = scene.route(pair(on), pair(on, title="Второй урок вдвоём"), state="running")
    first, second = scene.steps(route)
    services.claim(scene.teacher, first.pk, on=on)
    with pytest.raises(Refused) as no:
        services.move_in_order(scene.teacher, first.pk, up=False, on=on)
    assert rule(no) == "ROUTES-48"
    services.confirm(scene.methodist, first.pk, on=on)
    client = sign_in(scene.country.people[Role.TEACHER])
    done = client.get(reverse("routes:step", args=[first.pk])).content.decode()
    assert ">Выше<" not in done
    assert ">Ниже<" not in done
    assert ">Выше<" in client.get(reverse("routes:step", args=[second.pk])).content.decode()
