"""Steps are taken: claimed, shown, confirmed, put off, missed; hours counted; seats lost and found."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from marshrut.apps.programmes import services as programmes
from marshrut.apps.programmes.models import Application
from marshrut.apps.routes import services
from marshrut.apps.routes.models import Route, RouteEntry, RouteStep, StepEvidence
from marshrut.apps.routes.types import EvidenceKind, StepKind, StepState
from marshrut.cores.kernel import Refused
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.scope.ids import new_id
from support.routes_scene import CODE, NewStep, pair, visit
from support.world import sign_in


def rule(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.decision.reasons[0].rule


def photo() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out


def test_said_shown_confirmed_and_counted(scene: Any) -> None:
    on = scene.today
    route = scene.route(pair(on, ends=on), state="approved")
    step = scene.steps(route)[0]
    services.claim(scene.teacher, step.pk, on=on)
    services.claim(scene.teacher, step.pk, on=on)  # the second press of a slow line
    step.refresh_from_db()
    assert (step.state, step.claimed_on) == (StepState.CLAIMED.value, on)
    with pytest.raises(Refused) as own:
        services.confirm(scene.teacher, step.pk, on=on)
    assert rule(own) == "ROUTES-21"
    for wrong in (Decimal(-1), Decimal(0), Decimal(9)):
        with pytest.raises(Refused) as no:
            services.confirm(scene.methodist, step.pk, hours=wrong, on=on)
        assert rule(no) == "ROUTES-15"
    services.confirm(scene.methodist, step.pk, hours=Decimal(6), on=on)
    step.refresh_from_db()
    assert (step.state, step.counted, step.done_on) == (StepState.DONE.value, Decimal(6), on)
    said = RouteEntry.objects.of(scene.country.system).filter(step=step).values_list("what", flat=True)
    assert list(said).count("claimed") == 1


def test_a_step_is_not_claimed_before_it_began(scene: Any) -> None:
    route = scene.route(pair(scene.today + timedelta(days=3)), state="approved")
    with pytest.raises(Refused) as no:
        services.claim(scene.teacher, scene.steps(route)[0].pk, on=scene.today)
    assert rule(no) == "ROUTES-19"


def test_what_is_missing_is_said_and_claimed_again(scene: Any) -> None:
    route = scene.route(state="running")
    step = scene.steps(route)[0]
    services.claim(scene.teacher, step.pk, on=scene.today)
    with pytest.raises(Refused):
        services.not_confirm(scene.methodist, step.pk, words="", on=scene.today)
    services.not_confirm(scene.methodist, step.pk, words="приложите план урока", on=scene.today)
    step.refresh_from_db()
    assert (step.state, step.words) == (StepState.ACCEPTED.value, "приложите план урока")
    services.claim(scene.teacher, step.pk, on=scene.today)


def test_evidence_sent_twice_over_a_bad_line_stands_once(scene: Any) -> None:
    route = scene.route(state="running")
    step, key = scene.steps(route)[0], new_id()
    sent: dict[str, Any] = {"kind": EvidenceKind.PHOTO, "client_key": key, "name": "урок.jpg", "on": scene.today}
    first = services.add_evidence(scene.teacher, step.pk, source=photo(), **sent)
    again = services.add_evidence(scene.teacher, step.pk, source=photo(), **sent)
    assert first.pk == again.pk
    assert StepEvidence.objects.of(scene.country.system).filter(step=step).count() == 1
    assert first.file.person_id == scene.person.pk


def test_evidence_is_given_out_to_who_may_open_and_to_no_head(scene: Any) -> None:
    from django.urls import reverse

    route = scene.route(state="running")
    step = scene.steps(route)[0]
    key: dict[str, Any] = {"kind": EvidenceKind.PHOTO, "client_key": new_id(), "name": "урок.jpg", "on": scene.today}
    kept = services.add_evidence(scene.teacher, step.pk, source=photo(), **key)
    address = reverse("files:download", args=[kept.file_id])
    roles = {"teacher": 200, "methodist": 200, "head": 404, "centre": 404, "district": 404}
    for who, answer in roles.items():
        viewer = getattr(scene, who)
        got = sign_in(scene.country.people[viewer.role]).get(address)
        if got.streaming:
            assert b"".join(got.streaming_content)
        assert got.status_code == answer, who


@pytest.mark.parametrize(
    ("kind", "more", "found"),
    [
        ("note", {"note": " "}, "ROUTES-20"),
        ("link", {"link": "javascript:alert(1)"}, "ROUTES-20"),
        ("photo", {}, "ROUTES-20"),
    ],
)
def test_what_is_no_evidence_is_refused_in_words(scene: Any, kind: str, more: dict[str, Any], found: str) -> None:
    route = scene.route(state="running")
    with pytest.raises(Refused) as no:
        services.add_evidence(
            scene.teacher,
            scene.steps(route)[0].pk,
            kind=EvidenceKind(kind),
            client_key=new_id(),
            on=scene.today,
            **more,
        )
    assert rule(no) == found


def test_evidence_that_is_too_large_is_refused_in_words_and_leaves_nothing(scene: Any, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 100
    route = scene.route(state="running")
    step = scene.steps(route)[0]
    with pytest.raises(FileRefusedError):
        services.add_evidence(
            scene.teacher,
            step.pk,
            kind=EvidenceKind.PHOTO,
            client_key=new_id(),
            source=photo(),
            name="урок.jpg",
            on=scene.today,
        )
    assert not StepEvidence.objects.of(scene.country.system).filter(step=step).exists()


def test_a_step_is_put_off_and_a_group_is_not(scene: Any) -> None:
    on = scene.today
    route = scene.route(visit(on + timedelta(days=4)), state="approved")
    step = scene.steps(route)[0]
    services.release_step(scene.head, step.pk, agrees=True, on=on)
    later = on + timedelta(days=14)
    services.reschedule(scene.teacher, step.pk, starts=later, words="болею", on=on)
    step.refresh_from_db()
    assert (step.starts, step.ends, step.release) == (later, later, "asked")
    with pytest.raises(Refused) as no:
        services.reschedule(scene.teacher, step.pk, starts=on - timedelta(days=1), words="болею", on=on)
    assert rule(no) == "ROUTES-22"


def test_what_nobody_marked_is_missed_and_proposes_its_replacement(scene: Any) -> None:
    on = scene.today
    route = scene.route(visit(on, serves=(CODE,)), state="running")
    step = scene.steps(route)[0]
    assert services.night(scene.country.system, on=on + timedelta(days=7)) == 0
    assert services.night(scene.country.system, on=on + timedelta(days=8)) == 1
    assert services.night(scene.country.system, on=on + timedelta(days=8)) == 0
    step.refresh_from_db()
    assert step.state == StepState.MISSED.value
    new = RouteStep.objects.of(scene.country.system).get(instead_of=step)
    assert (new.state, new.kind, new.serves) == ("proposed", StepKind.SELF_STUDY.value, [CODE])
    services.claim(scene.teacher, step.pk, on=on + timedelta(days=9))  # it did take place, it was not marked


def test_a_person_is_reminded_once(scene: Any) -> None:
    on = scene.today
    route = scene.route(pair(on, ends=on + timedelta(days=10)), state="running")
    moved = Route.objects.of(scene.country.system).get(pk=route.pk).moved_on
    for day in (7, 8, 9):
        services.night(scene.country.system, on=on + timedelta(days=day))
    told = RouteEntry.objects.of(scene.country.system).filter(route=route, what="reminded")
    assert told.count() == 1
    route.refresh_from_db()
    assert route.moved_on == moved


def test_a_seat_is_asked_for_when_the_route_is_approved_and_given_back_when_it_is_undone(scene: Any) -> None:
    from django.utils import timezone

    cohort = scene.cohort()
    route = scene.route(NewStep(cohort_id=cohort.pk), state="approved")
    step = scene.steps(route)[0]
    asked = Application.objects.of(scene.country.system).get(pk=step.application_id)
    assert (asked.state, asked.step_id) == ("asked", step.pk)
    assert [one["competency"] for one in asked.chosen_for] == [CODE]
    services.undo_approval(scene.methodist, route.pk, now=timezone.now(), on=scene.today)
    asked.refresh_from_db()
    step.refresh_from_db()
    assert (asked.state, step.application_id, step.state) == ("withdrawn", None, "accepted")
    route.refresh_from_db()
    services.approve(scene.methodist, route.pk, edition=route.edition, on=scene.today)
    step.refresh_from_db()
    assert Application.objects.of(scene.country.system).get(pk=step.application_id).state == "asked"


def test_the_head_s_word_gives_the_seat_and_a_certificate_ends_the_step(scene: Any) -> None:
    cohort = scene.cohort()
    route = scene.route(NewStep(cohort_id=cohort.pk), state="approved")
    step = scene.steps(route)[0]
    services.release_step(scene.head, step.pk, agrees=True, on=scene.today)
    assert Application.objects.of(scene.country.system).get(pk=step.application_id).state == "seated"
    told = RouteEntry.objects.of(scene.country.system).filter(step=step, what="seat-told")
    assert [one.after for one in told] == ["seated"]


def test_a_cancelled_group_with_thirty_routes_on_it(scene: Any) -> None:
    """Each step is called missed once, each proposes the next group with the same competency; nobody is lost."""
    from marshrut.apps.routes.queries.calendar import current_year

    on, system = scene.today, scene.country.system
    cohort = scene.cohort(seats=50)
    other = scene.cohort(code="ПК-2", starts=on + timedelta(days=40), seats=50)
    steps = []
    for number in range(30):
        person = scene.staff.hire(f"Кленов{number} Яков", scene.country.places["school"])
        made = services.make_route(system, person.pk, year=current_year(system, on=on), why="набор", on=on)
        step, _ = services.add_step(system, made.pk, NewStep(cohort_id=cohort.pk), on=on)
        steps.append(step)
        if number % 3:
            scene.accompany(person, scene.companion)
            RouteStep.objects.of(system).filter(pk=step.pk).update(state="accepted")
            sent = services.send(system, made.pk, on=on)
            services.approve(system, made.pk, edition=sent.edition, on=on)
    programmes.cancel(scene.centre, cohort.pk, why="не набралась", on=on)
    for one in steps:
        one.refresh_from_db()
        assert (one.state, one.application_id) == ("missed", None)
        new = RouteStep.objects.of(system).get(instead_of=one)
        assert (new.cohort_id, new.state) == (other.pk, "proposed")
    assert services.night(system, on=on) == 0
