"""Notices and consents, and card reads that the person sees."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from marshrut.cores.kernel import Refused
from marshrut.foundation.privacy import queries, services
from marshrut.foundation.privacy.models import CardRead
from marshrut.foundation.scope.types import Role
from support.world import LONG_AGO, Country, build_country, sign_in

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011


@pytest.fixture
def here() -> Country:
    return build_country("here")


def test_the_notice_is_shown_once_with_its_version_and_again_when_it_changes(here: Country) -> None:
    client = sign_in(here.people[Role.TEACHER], ready=False)
    assert client.get("/today/")["Location"] == reverse("privacy:notice")
    page = client.get(reverse("privacy:notice")).content.decode()
    assert "версия 1" in page
    assert "требует сверки" in page, "nobody has named the law yet, and the page says so"
    client.post(reverse("privacy:notice"), {"agree": ["results"]})
    assert client.get("/today/").status_code == 200
    assert queries.has_consent(here.system, here.people[Role.TEACHER].pk, "results")
    purpose = queries.list_purposes(here.system).get(code="support")
    services.change_purpose(
        here.viewer(Role.ADMINISTRATOR), purpose.pk, title=purpose.title, text="Иначе.", reference="п. 1", on=TODAY
    )
    again = sign_in(here.people[Role.TEACHER], ready=False)
    assert again.get("/today/")["Location"] == reverse("privacy:notice")
    assert "версия 2" in again.get(reverse("privacy:notice")).content.decode()


def test_work_goes_on_without_a_consent_and_it_can_be_given_and_taken_back(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    services.answer_notice(here.viewer(Role.TEACHER), agreed=set(), on=TODAY)
    assert not queries.notice_due(here.viewer(Role.TEACHER))
    assert not queries.has_consent(here.system, teacher.pk, "results")
    purpose = queries.list_purposes(here.system).get(code="results")
    services.record_paper(here.viewer(Role.SCHOOL), teacher.pk, purpose.pk, given_on=LONG_AGO, on=TODAY)
    assert queries.has_consent(here.system, teacher.pk, "results")
    client = sign_in(teacher)
    assert client.post(reverse("privacy:recall", args=[teacher.pk, purpose.pk])).status_code == 302
    assert not queries.has_consent(here.system, teacher.pk, "results")


def test_a_duty_cannot_be_recalled_and_a_paper_cannot_come_from_the_future(here: Country) -> None:
    viewer = here.viewer(Role.TEACHER)
    services.answer_notice(viewer, agreed=set(), on=TODAY)
    duty = queries.list_purposes(here.system).get(code="support")
    with pytest.raises(Refused, match="не согласие"):
        services.recall(viewer, viewer.account_id, duty.pk, on=TODAY)
    consent = queries.list_purposes(here.system).get(code="results")
    with pytest.raises(Refused, match="ещё не наступила"):
        services.record_paper(
            here.viewer(Role.SCHOOL), viewer.account_id, consent.pk, given_on=date(2999, 1, 1), on=TODAY
        )


def test_nobody_recalls_for_a_stranger(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    services.answer_notice(here.viewer(Role.TEACHER), agreed={"results"}, on=TODAY)
    purpose = queries.list_purposes(here.system).get(code="results")
    for role in (Role.CENTRE, Role.GOVERNING_BODY, Role.MUNICIPAL_METHODOLOGIST):
        with pytest.raises(Refused):
            services.recall(here.viewer(role), teacher.pk, purpose.pk, on=TODAY)


def test_reading_a_card_is_journalled_and_visible_to_the_person(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    school = sign_in(here.people[Role.SCHOOL])
    assert "никто не открывал" in sign_in(teacher).get(reverse("privacy:mine")).content.decode()
    school.get(reverse("privacy:card", args=[teacher.pk]))
    page = sign_in(teacher).get(reverse("privacy:mine")).content.decode()
    assert "карточка доступа" in page
    assert here.people[Role.SCHOOL].given_name in page
    read = CardRead.objects.of(here.system).get()
    assert read.person_id == teacher.pk
    assert read.reader_role == Role.SCHOOL


def test_a_card_of_another_place_does_not_exist(here: Country) -> None:
    foreign = here.add("Чужая Мария", Role.TEACHER, "other_school")
    client = sign_in(here.people[Role.SCHOOL])
    assert client.get(reverse("privacy:card", args=[foreign.pk])).status_code == 404
    assert not CardRead.objects.of(here.system).filter(person_id=foreign.pk).exists()
