"""Campaigns: whom a selection means, how far each place is, who reminds, paper typed back, nothing of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.diagnostics.models import Attempt, Campaign, Participant, Reminder, Result
from marshrut.apps.diagnostics.queries import campaigns as queries
from marshrut.apps.diagnostics.queries import taking as taking_queries
from marshrut.apps.diagnostics.services import campaigns, taking
from marshrut.apps.diagnostics.types import CampaignState
from marshrut.apps.registry.queries import names_of
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from support.diagnostics_scene import RIGHT, Scene
from support.instruments import invite
from support.world import sign_in


def _done(scene: Scene) -> Attempt:
    attempt = scene.begin()
    scene.answer_all(attempt)
    return taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))


def test_a_selection_narrows_by_subject_and_each_is_invited_once(scene: Scene, centre: Any) -> None:
    top = scene.country.places["top"]
    chosen = invite(centre, scene.version, top, on=scene.today, now=scene.now, subject="История")
    people = set(Participant.objects.of(centre).filter(campaign=chosen).values_list("person_id", flat=True))
    assert people == {one.pk for one in scene.others}


def test_progress_is_counted_by_place_from_top_to_school(scene: Scene, centre: Any) -> None:
    _done(scene)
    places = scene.country.places
    (whole,) = queries.progress_of(centre, [scene.campaign.pk], on=scene.today).values()
    assert (whole.wanted, whole.done, whole.begun, whole.missing) == (5, 1, 0, 4)
    (district,) = queries.progress_by_place(centre, scene.campaign, top=places["top"].pk, on=scene.today)
    assert (district.node_id, district.progress.done, district.group) == (places["district"].pk, 1, True)
    (school,) = queries.progress_by_place(centre, scene.campaign, top=places["district"].pk, on=scene.today)
    assert (school.node_id, school.progress.missing) == (places["school"].pk, 4)


def test_another_place_sees_nothing_of_it(scene: Scene) -> None:
    other = scene.country.add("Осинина Майя", Role.SCHOOL, "other_school")
    client = sign_in(other)
    assert client.get(reverse("diagnostics:campaign", args=[scene.campaign.pk])).status_code == 404
    assert client.get(reverse("diagnostics:campaign-book", args=[scene.campaign.pk])).status_code == 404
    page = client.get(reverse("diagnostics:campaigns")).content.decode()
    assert scene.campaign.title not in page
    sent = {"node": str(scene.country.places["school"].pk)}
    assert client.post(reverse("diagnostics:remind", args=[scene.campaign.pk]), sent).status_code == 404
    assert not Reminder.objects.of(scene.country.system).exists()


def test_who_has_finished_leaves_the_list_of_the_missing(scene: Scene, centre: Any) -> None:
    top = scene.country.places["top"].pk
    assert queries.list_absent(centre, scene.campaign, top=top, on=scene.today).count() == 5
    attempt = scene.begin()
    rows = queries.list_absent(centre, scene.campaign, top=top, on=scene.today)
    assert [row.begun for row in rows.order_by("-begun")] == [True, False, False, False, False]
    taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))
    assert queries.list_absent(centre, scene.campaign, top=top, on=scene.today).count() == 4


def test_a_role_that_may_only_count_sees_figures_and_no_names(scene: Scene) -> None:
    viewer = scene.country.viewer(Role.REGIONAL_METHODOLOGIST)
    top = scene.country.places["top"].pk
    assert not queries.list_absent(viewer, scene.campaign, top=top, on=scene.today).exists()
    page = sign_in(scene.country.people[Role.REGIONAL_METHODOLOGIST]).get(
        reverse("diagnostics:campaign", args=[scene.campaign.pk])
    )
    assert "Рябинин" not in page.content.decode()
    assert "0 из 5" in page.content.decode().replace("\u00a0", " ")


def test_a_reminder_stands_on_the_persons_page_and_only_once_a_day(scene: Scene, centre: Any) -> None:
    district = scene.country.places["district"].pk
    reminder = campaigns.remind(centre, scene.campaign.pk, node_id=district, on=scene.today, now=timezone.now())
    assert reminder.people == 5
    assert taking_queries.list_waiting(scene.teacher, today=scene.today)[0].reminded
    with pytest.raises(Refused, match="Сегодня уже напоминали"):
        campaigns.remind(centre, scene.campaign.pk, node_id=district, on=scene.today, now=timezone.now())


def test_a_reminder_of_another_place_is_not_theirs(scene: Scene, centre: Any) -> None:
    other = scene.country.places["other_district"].pk
    with pytest.raises(Refused, match="напоминать некому"):
        campaigns.remind(centre, scene.campaign.pk, node_id=other, on=scene.today, now=timezone.now())
    assert not taking_queries.list_waiting(scene.teacher, today=scene.today)[0].reminded


def test_paper_is_typed_in_and_scored_like_the_screen(scene: Scene) -> None:
    school = scene.country.viewer(Role.SCHOOL)
    row = Participant.objects.of(school).get(campaign=scene.campaign, person=scene.others[0])
    ids = [task.id for task in scene.paper.tasks]
    answers = dict(zip(ids, RIGHT, strict=True))
    attempt = campaigns.type_in(
        school, row.pk, answers=answers, taken_on=scene.today, on=scene.today, now=timezone.now()
    )
    assert (attempt.mode, attempt.scores) == ("paper", [1, 2, 1, 1, 1])
    assert Result.objects.of(school).get(attempt=attempt).person_id == scene.others[0].pk
    with pytest.raises(Refused, match="уже проходит или прошёл"):
        campaigns.type_in(school, row.pk, answers={}, taken_on=scene.today, on=scene.today, now=timezone.now())


def test_letters_from_paper_are_checked_and_nothing_is_guessed(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.SCHOOL])
    row = Participant.objects.of(scene.country.system).get(campaign=scene.campaign, person=scene.others[0])
    address = reverse("diagnostics:type-in", args=[row.pk])
    ids = [str(task.id) for task in scene.paper.tasks]
    for typed in ({ids[0]: "АБ"}, {ids[0]: "Я"}, {ids[1]: "АА"}):
        assert client.post(address, typed).status_code == 422
    assert not Attempt.objects.of(scene.country.system).exists()
    typed = dict(zip(ids, ("а", "А, В", "бавг", "12,5", "критерий"), strict=True))
    assert client.post(address, typed).status_code == 302
    assert Attempt.objects.of(scene.country.system).get().scores == [1, 2, 1, 1, 1]


def test_a_workbook_tells_of_participation_and_never_of_outcomes(scene: Scene) -> None:
    from io import BytesIO

    import openpyxl

    _done(scene)
    client = sign_in(scene.country.people[Role.CENTRE])
    answer = client.get(reverse("diagnostics:campaign-book", args=[scene.campaign.pk]))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    text = "\n".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None)  # type: ignore[union-attr]
    assert "Рябинин Пётр Ильич" in text
    assert "балл" not in text.lower()


def test_a_campaign_with_attempts_is_closed_and_not_cancelled(scene: Scene, centre: Any) -> None:
    _done(scene)
    with pytest.raises(Refused, match="отменить нельзя"):
        campaigns.move(centre, scene.campaign.pk, to=CampaignState.CANCELLED, reason="", on=scene.today)
    campaigns.move(centre, scene.campaign.pk, to=CampaignState.CLOSED, reason="", on=scene.today)
    assert Campaign.objects.of(centre).get(pk=scene.campaign.pk).state == "closed"
    assert not taking_queries.list_waiting(scene.teacher, today=scene.today)


def test_a_school_holds_its_own_diagnostic_and_not_its_neighbours(scene: Scene) -> None:
    school = scene.country.viewer(Role.SCHOOL)
    places = scene.country.places
    invite(school, scene.version, places["school"], on=scene.today, now=scene.now)
    with pytest.raises(Refused, match="вне вашей территории"):
        invite(school, scene.version, places["other_school"], on=scene.today, now=scene.now)


def test_nobody_is_invited_by_conditions_that_nobody_meets(scene: Scene, centre: Any) -> None:
    with pytest.raises(Refused, match="Никто не приглашён"):
        invite(centre, scene.version, scene.country.places["top"], on=scene.today, now=scene.now, subject="Музыка")


def test_who_took_part_is_listed_by_name_and_never_with_an_outcome(scene: Scene, centre: Any) -> None:
    _done(scene)
    school = scene.country.add("Осинина Майя", Role.SCHOOL, "school")
    page = sign_in(school).get(reverse("diagnostics:passed", args=[scene.campaign.pk])).content.decode()
    assert names_of(centre, [scene.person.pk], on=scene.today)[scene.person.pk] in page
    assert "Не засчитывать" not in page
    for word in ("подтянуть", "сильн", "%", "балл"):
        assert word not in page.partition("<main")[2].partition("</main>")[0].partition("<table")[2]


def test_the_centre_sets_an_attempt_aside_on_a_page_and_the_person_reads_why(scene: Scene, centre: Any) -> None:
    attempt = _done(scene)
    client = sign_in(scene.country.people[Role.CENTRE])
    address = reverse("diagnostics:annul", args=[attempt.pk])
    assert "Почему не засчитываем" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "пропал свет во всей школе"}).status_code == 302
    assert not Result.objects.of(centre).filter(attempt=attempt, withdrawn_at=None).exists()
    listed = client.get(reverse("diagnostics:passed", args=[scene.campaign.pk])).content.decode()
    assert "не засчитана" in listed
    told = (
        sign_in(scene.country.people[Role.TEACHER])
        .get(reverse("diagnostics:outcome", args=[attempt.pk]))
        .content.decode()
    )
    assert "пропал свет во всей школе" in told
    assert client.post(address, {"reason": "ещё раз"}).status_code == 422


def test_an_attempt_of_another_place_cannot_be_set_aside(scene: Scene) -> None:
    attempt = _done(scene)
    other = scene.country.add("Осинина Майя", Role.CENTRE, "other_school")
    assert sign_in(other).get(reverse("diagnostics:annul", args=[attempt.pk])).status_code == 404
