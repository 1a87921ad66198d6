"""Taking a test: nothing is lost, nothing counts twice, nothing counts after the end, nobody comes into another's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.models import Evidence
from marshrut.apps.diagnostics.models import Answer, Attempt, Campaign, Participant, Result
from marshrut.apps.diagnostics.queries import taking as queries
from marshrut.apps.diagnostics.rules import BRIDGE
from marshrut.apps.diagnostics.services import campaigns, scoring, taking
from marshrut.apps.diagnostics.types import AttemptState, CampaignState, DiagnosticsError
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.diagnostics_scene import RIGHT, Scene
from support.world import sign_in


def _answers(scene: Scene, attempt: Attempt) -> dict[int, Any]:
    found = queries.current_answers(scene.teacher, attempt.pk)
    return {scene.paper.by_id[item].place: row.value for item, row in found.items()}


def test_a_test_waits_on_the_persons_page_and_is_begun_once(scene: Scene) -> None:
    (waiting,) = queries.list_waiting(scene.teacher, today=scene.today)
    assert (waiting.title, waiting.begun, waiting.open_now) == ("Оценивание на уроке", False, True)
    first, second = scene.begin(), scene.begin()
    assert first.pk == second.pk
    assert first.deadline_at == scene.now + timedelta(minutes=30)
    assert queries.list_waiting(scene.teacher, today=scene.today)[0].begun


def test_right_answers_give_all_points_a_result_and_evidence_of_each_competency(scene: Scene) -> None:
    attempt = scene.begin()
    scene.answer_all(attempt)
    done = taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))
    assert done.state == AttemptState.DONE
    assert done.scores == [1, 2, 1, 1, 1]
    result = Result.objects.of(scene.teacher).get(attempt=attempt)
    assert (result.on, result.node_id, result.origin) == (scene.today, scene.country.places["school"].pk, "centre")
    said = {row.competency: row for row in Evidence.objects.of(scene.teacher).filter(source_id=result.pk)}
    assert {code: (row.earned, row.possible, row.cut) for code, row in said.items()} == {
        "formative_assessment": (2, 2, 0.6),
        "lesson_design": (3, 3, 0.6),
    }


def test_no_answer_is_no_points_and_an_empty_test_may_be_handed_in(scene: Scene) -> None:
    attempt = scene.begin()
    scene.say(attempt, 1, "b")
    done = taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))
    assert done.scores == [0, 0, 0, 0, 0]


def test_the_same_press_sent_twice_is_one_answer(scene: Scene) -> None:
    attempt, key = scene.begin(), new_id()
    first = scene.say(attempt, 1, "a", key=key)
    again = scene.say(attempt, 1, "a", key=key)
    assert (again.seq, again.repeated) == (first.seq, True)
    assert Answer.objects.of(scene.teacher).filter(attempt=attempt).count() == 1


def test_an_answer_is_changed_until_the_end_and_the_log_keeps_all(scene: Scene) -> None:
    attempt = scene.begin()
    first = scene.say(attempt, 1, "b")
    scene.say(attempt, 1, "a", base=first.seq)
    assert _answers(scene, attempt) == {1: "a"}
    assert list(Answer.objects.of(scene.teacher).order_by("id").values_list("value", flat=True)) == ["b", "a"]


def test_of_two_devices_the_one_that_knows_the_answer_changes_it(scene: Scene) -> None:
    attempt = scene.begin()
    seen_by_both = scene.say(attempt, 1, "b")
    quicker = scene.say(attempt, 1, "c", base=seen_by_both.seq)
    slower = scene.say(attempt, 1, "d", base=seen_by_both.seq)
    assert slower.conflict
    assert (slower.seq, slower.current) == (quicker.seq, "c")
    assert _answers(scene, attempt) == {1: "c"}
    insisted = scene.say(attempt, 1, "d", base=slower.seq)
    assert not insisted.conflict
    assert _answers(scene, attempt) == {1: "d"}
    assert Answer.objects.of(scene.teacher).filter(attempt=attempt).count() == 4


def test_two_devices_that_say_the_same_do_not_disagree(scene: Scene) -> None:
    attempt = scene.begin()
    scene.say(attempt, 1, "a")
    assert not scene.say(attempt, 1, "a").conflict


def test_an_answer_after_the_time_is_kept_and_does_not_count(scene: Scene) -> None:
    attempt = scene.begin()
    scene.say(attempt, 1, "b")
    end = attempt.deadline_at
    assert end is not None
    late = scene.say(attempt, 1, "a", now=end + timedelta(seconds=1))
    assert late.refused is not None
    assert "Время вышло" in late.refused.text
    assert _answers(scene, attempt) == {1: "b"}
    assert Answer.objects.of(scene.teacher).filter(attempt=attempt, counts=False).count() == 1


def test_what_was_pressed_in_time_is_taken_when_the_line_comes_back(scene: Scene) -> None:
    attempt = scene.begin()
    end = attempt.deadline_at
    assert end is not None
    pressed = end - timedelta(seconds=10)
    assert scene.say(attempt, 1, "a", pressed=pressed, now=end + timedelta(seconds=90)).refused is None
    assert scene.say(attempt, 2, ["a"], pressed=pressed, now=end + BRIDGE + timedelta(seconds=1)).refused is not None


def test_the_clock_hands_in_what_was_left_open(scene: Scene) -> None:
    attempt = scene.begin()
    scene.answer_all(attempt)
    end = attempt.deadline_at
    assert end is not None
    assert taking.hand_in_late(now=end + timedelta(seconds=30)) == 0
    assert taking.hand_in_late(now=end + BRIDGE + timedelta(seconds=1)) == 1
    assert taking.hand_in_late(now=end + BRIDGE + timedelta(seconds=2)) == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.by_clock, attempt.handed_in_at) == (AttemptState.DONE, True, end)
    assert Result.objects.of(scene.teacher).filter(attempt=attempt).count() == 1


def test_handed_in_twice_is_handed_in_once_and_nothing_changes_after(scene: Scene) -> None:
    attempt = scene.begin()
    scene.say(attempt, 1, "a")
    moment = scene.now + timedelta(minutes=5)
    taking.hand_in(scene.teacher, attempt.pk, now=moment)
    taking.hand_in(scene.teacher, attempt.pk, now=moment + timedelta(seconds=1))
    assert Result.objects.of(scene.teacher).count() == 1
    after = scene.say(attempt, 2, ["a"], now=moment + timedelta(seconds=5))
    assert after.refused is not None
    assert "уже сдан" in after.refused.text
    with pytest.raises(Refused, match="уже прошли"):
        scene.begin()


@pytest.mark.parametrize("value", [{"a": 1}, 5, ["a", "a"], "x" * 401, [["a"]]])
def test_what_is_no_answer_is_refused_and_not_kept(scene: Scene, value: Any) -> None:
    attempt = scene.begin()
    with pytest.raises(DiagnosticsError):
        scene.say(attempt, 5 if value == "x" * 401 else 2 if isinstance(value, list) else 1, value)
    assert not Answer.objects.of(scene.teacher).exists()


def test_somebody_elses_attempt_is_not_there(scene: Scene) -> None:
    attempt = scene.begin()
    for role in (Role.SCHOOL, Role.CENTRE, Role.ADMINISTRATOR, Role.REGIONAL_METHODOLOGIST):
        client = sign_in(scene.country.people[role])
        for name in ("take", "status", "outcome"):
            assert client.get(reverse(f"diagnostics:{name}", args=[attempt.pk])).status_code == 404
        task = scene.paper.tasks[0].id
        said = {"item": str(task), "press": str(new_id()), "value": "a"}
        address = reverse("diagnostics:answer", args=[attempt.pk])
        assert client.post(address, said, content_type="application/json").status_code == 404
        assert client.post(reverse("diagnostics:hand-in", args=[attempt.pk])).status_code == 404
    assert not Answer.objects.of(scene.teacher).exists()


def test_who_is_not_invited_finds_no_test(scene: Scene) -> None:
    stranger = scene.country.add("Клёнова Юлия", Role.TEACHER, "school")
    client = sign_in(stranger)
    assert client.get(reverse("diagnostics:before", args=[scene.campaign.pk])).status_code == 404
    assert client.post(reverse("diagnostics:begin", args=[scene.campaign.pk])).status_code == 404
    assert not Attempt.objects.of(scene.teacher).exists()


def test_no_key_and_no_markup_reaches_the_browser(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.TEACHER])
    attempt = scene.begin()
    page = client.get(reverse("diagnostics:take", args=[attempt.pk])).content.decode()
    assert "критерий" not in page.lower()
    assert "12.5" not in page
    assert "Потому что так" not in page
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;" in page
    status = client.get(reverse("diagnostics:status", args=[attempt.pk])).json()
    assert set(status) == {"state", "left", "answers"}


def test_answers_go_in_as_json_and_as_plain_forms(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.TEACHER])
    client.post(reverse("diagnostics:begin", args=[scene.campaign.pk]))
    attempt = Attempt.objects.of(scene.teacher).get()
    address = reverse("diagnostics:answer", args=[attempt.pk])
    ids = [str(task.id) for task in scene.paper.tasks]
    said = {"item": ids[0], "press": str(new_id()), "value": "a", "base": 0, "ago": 40}
    saved = client.post(address, said, content_type="application/json").json()
    assert (saved["conflict"], saved["refused"]) == (False, "")
    forms: list[dict[str, Any]] = [
        {"kind": "multiple", "value": ["a", "c"]},
        {"kind": "ordering", "letter": list("abcd"), "place-a": "2", "place-b": "1", "place-c": "3", "place-d": "4"},
        {"kind": "numeric", "value": "12,5"},
        {"kind": "short", "value": "критерий"},
    ]
    for item, form in zip(ids[1:], forms, strict=True):
        sent = client.post(address, {"item": item, "press": str(new_id()), "base": "0", **form})
        assert sent.status_code == 302, sent.content
    client.post(reverse("diagnostics:hand-in", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert attempt.scores == [1, 2, 1, 1, 1]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"item": "x"}', '{"item": 5, "press": 6}', "нет"])
def test_broken_answers_are_refused_in_words(scene: Scene, body: str) -> None:
    client = sign_in(scene.country.people[Role.TEACHER])
    attempt = scene.begin()
    address = reverse("diagnostics:answer", args=[attempt.pk])
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert "обновите страницу" in answer.content.decode()


def test_an_unknown_item_is_refused(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.TEACHER])
    attempt = scene.begin()
    said = {"item": str(new_id()), "press": str(new_id()), "value": "a"}
    answer = client.post(reverse("diagnostics:answer", args=[attempt.pk]), said, content_type="application/json")
    assert answer.status_code == 422
    assert "Такого задания" in answer.json()["refused"]


def test_right_answers_are_shown_only_when_nobody_takes_the_test_any_more(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.TEACHER])
    attempt = scene.begin()
    scene.answer_all(attempt, ("b", *RIGHT[1:]))
    taking.hand_in(scene.teacher, attempt.pk, now=timezone.now())
    address = reverse("diagnostics:outcome", args=[attempt.pk])
    page = client.get(address).content.decode()
    assert "Потому что так" not in page
    assert "5 из 6" not in page  # points stand by competency, the whole says nothing
    campaigns.move(
        scene.country.viewer(Role.CENTRE), scene.campaign.pk, to=CampaignState.CLOSED, reason="", on=scene.today
    )
    page = client.get(address).content.decode()
    assert "Потому что так" in page
    assert "Верно: вариант a" in page


def test_an_attempt_set_aside_takes_its_evidence_with_it_and_may_be_taken_again(scene: Scene) -> None:
    attempt = scene.begin()
    scene.answer_all(attempt)
    taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))
    centre = scene.country.viewer(Role.CENTRE)
    scoring.annul(centre, attempt.pk, reason="сбой на площадке", now=timezone.now())
    assert not Evidence.objects.of(centre).filter(withdrawn_at=None).exists()
    assert Result.objects.of(centre).get(attempt=attempt).withdrawn_why == "сбой на площадке"
    assert scene.begin().pk != attempt.pk


def test_people_on_leave_are_invited_and_not_waited_for(scene: Scene) -> None:
    from marshrut.apps.registry.ledger import open_row
    from marshrut.apps.registry.models import Leave
    from marshrut.foundation.scope.temporal import period

    new = scene.staff.hire("Малинина Ева Львовна", scene.country.places["school"])
    open_row(
        Leave, scene.staff.change, person=new, node=scene.country.places["school"], kind="parental",
        valid=period(scene.today),
    )  # fmt: skip
    centre = scene.country.viewer(Role.CENTRE)
    assert campaigns.invite_more(centre, scene.campaign.pk, on=scene.today, now=scene.now) == 1
    assert campaigns.invite_more(centre, scene.campaign.pk, on=scene.today, now=scene.now) == 0
    row = Participant.objects.of(centre).get(person=new)
    assert row.excused_why == "отпуск"


def test_another_operators_campaign_is_not_there(scene: Scene) -> None:
    from support.world import build_country

    other = build_country("osina")
    with pytest.raises(Campaign.DoesNotExist):
        taking.begin(other.viewer(Role.TEACHER), scene.campaign.pk, today=scene.today, now=scene.now)
