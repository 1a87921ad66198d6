"""A demonstration in the database: its history, its ways in, what stands on its pages and files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marshrut.apps.registry.models import (
    Condition,
    Employment,
    Import,
    ImportLine,
    ManagementTeam,
    OpeningValue,
    OrganisationDetails,
    PersonDetails,
    Succession,
    TeamMember,
)
from marshrut.apps.registry.queries import identity, who_has_sent
from marshrut.apps.registry.services import record_sent_lists
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.cores.kernel import Refused
from marshrut.demo import making, signins
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.queries import find_viewer, needs_second_factor
from marshrut.foundation.accounts.rules import may_skip_second_factor
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer

pytestmark = pytest.mark.django_db
CAVEAT = "Демонстрационные данные"
STAFF = 260


@pytest.fixture
def ground() -> str:
    """A region's order, loaded; nobody in it."""
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "stavropol")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    return path.name


@pytest.fixture
def demo(ground: str, tmp_path: Path) -> Any:
    region, made = making.load_region(tmp_path, ground, staff=STAFF, seed=3)
    return region, made, signins.read_sign_ins(tmp_path), making.viewer_of(ground)


def account(one: Any) -> Account:
    return Account.objects.of(SystemViewer("test")).get(login=one.login)


def test_the_years_before_today_are_on_record(demo: Any) -> None:
    region, _, _, viewer = demo
    today = region.today
    mains = Employment.objects.of(viewer).true(today).filter(job="main")
    assert mains.values("person").distinct().count() == STAFF
    for ago in (1, 2):
        day = today - timedelta(days=ago * 365)
        said = sum(1 for one in region.people for _ in one.working(day))
        assert Employment.objects.of(viewer).true(day).count() == said > 0
    standing = sum(1 for place in region.organisations if place.open_on(today))
    assert OrganisationDetails.objects.of(viewer).true(today).count() == standing < len(region.organisations)
    assert Succession.objects.of(viewer).count() == len(region.organisations) - standing
    assert PersonDetails.objects.of(viewer).true(today).count() == len(region.people)


def test_there_are_doubts_to_settle_on_the_page(demo: Any) -> None:
    from support.world import sign_in

    region, made, _, viewer = demo
    waiting = identity.find_pairs(viewer, on=region.today), identity.find_claims(viewer, on=region.today)
    pairs, claims = identity.read_doubts(viewer, *waiting, on=region.today)
    assert {pair.grade for pair in pairs} == {"likely", "possible"}, "a double, and one under a former surname"
    assert all(len(claim.jobs) == 2 for claim in claims)
    client: Client = sign_in(account(next(one for one in made if one.role.startswith("Центр"))))
    page = client.get(reverse("registry:identity")).content.decode()
    for pair in pairs:
        assert pair.left.details.full_name in page
    for claim in claims:
        assert claim.record.details.full_name in page
    assert claims


def test_teams_conditions_and_past_years_are_on_record(demo: Any) -> None:
    region, _, _, viewer = demo
    today = region.today
    teams = ManagementTeam.objects.of(viewer).true(today)
    assert teams.count() == len(region.teams) > 0
    for team in teams:
        members = TeamMember.objects.of(viewer).true(today).filter(team_line=team.line_id)
        assert 2 <= members.count() <= 5
        for one in members:
            assert Employment.objects.of(viewer).true(today).filter(person=one.person_id, node=team.node_id).exists()
    assert Condition.objects.of(viewer).true(today).count() == len(region.possessions) > 0
    values = OpeningValue.objects.of(viewer).known()
    assert set(values.values_list("year", flat=True)) == {today.year - 1, today.year - 2}
    assert all("выдуманная" in document for document in values.values_list("document", flat=True))
    indicator = values.filter(node=region.land.node[0])
    assert set(indicator.values_list("what", flat=True)) == set(region.land.indicators)


def test_most_schools_have_sent_their_lists_some_late_some_not_and_a_few_wait(demo: Any) -> None:
    from support.world import sign_in

    region, made, _, viewer = demo
    found = who_has_sent(viewer, on=region.today)
    waiting = [one for one in found.rows if one.waiting_id and not one.sent]
    assert 0 < found.sent < found.expected
    assert len(waiting) == 3
    assert len(found.missing) > len(waiting), "some have sent nothing at all"
    days = {one.at.date() for one in found.rows if one.sent}
    assert max(days) - min(days) > timedelta(days=10), "some were late"
    for one in found.rows:
        if one.sent:
            works = Employment.objects.of(viewer).true(region.today).filter(node_id=one.node_id)
            assert 0 < one.count <= works.count()
    lists = Import.objects.of(viewer)
    faulty = lists.get(pk=waiting[0].waiting_id)
    assert ImportLine.objects.of(viewer).filter(source=faulty, verdict="wrong").exists()
    client: Client = sign_in(account(next(one for one in made if one.role.startswith("Центр"))))
    sent = lists.filter(state="applied").first()
    page = client.get(reverse("registry:list", args=[sent.pk])).content.decode()
    assert "Демонстрационный список" in page
    assert "отдельно не отменяется" in page
    file = client.get(reverse("files:download", args=[sent.file_id]))
    assert b"".join(file.streaming_content).decode("utf-8-sig").startswith("Фамилия;")
    done = client.post(reverse("registry:undo-list", args=[sent.pk]), {"reason": "проба"}, follow=True)
    assert "Отменить нельзя" in done.content.decode()


def test_invented_lists_stand_in_a_demonstration_only(ground: str) -> None:
    """REGISTRY-45."""
    viewer = making.viewer_of(ground)
    with pytest.raises(Refused) as refusal:
        record_sent_lists(viewer, [], on=date(2026, 9, 1))
    assert refusal.value.decision.reasons[0].rule == "REGISTRY-45"


def test_everything_is_one_change_set_and_never_among_real_people(demo: Any, ground: str, tmp_path: Path) -> None:
    _, _, _, viewer = demo
    assert Employment.objects.of(viewer).values("opened_by").distinct().count() == 1
    with pytest.raises(Refused) as refusal:
        making.load_region(tmp_path, ground, staff=STAFF, seed=4)
    assert refusal.value.decision.reasons[0].rule == "REGISTRY-45"
    assert making.is_untouched(ground) is False


def test_a_region_where_nobody_has_begun_is_untouched(ground: str) -> None:
    assert making.is_untouched(ground) is True


def test_every_role_has_a_way_in_with_one_password_kept_in_private(demo: Any, tmp_path: Path) -> None:
    _, made, kept, _ = demo
    assert kept["password"] in signins.table(kept)
    assert (tmp_path / signins.FILE).stat().st_mode & 0o077 == 0
    assert len({one.role for one in made}) == len(made) >= 5
    for one in made:
        assert account(one).check_password(kept["password"])
        assert one.login in signins.table(kept)


def test_the_second_factor_is_off_for_a_demonstration_on_loopback_only(demo: Any, settings: Any) -> None:
    """ACCOUNTS-10."""
    _, made, _, viewer = demo
    administrator = find_viewer(account(next(one for one in made if one.role == "Администратор")), None)
    assert administrator is not None
    assert needs_second_factor(administrator)
    settings.ON_LOOPBACK = True
    assert not needs_second_factor(administrator)
    Tenant.objects.filter(pk=viewer.tenant_id).update(demonstration=False)
    real = find_viewer(account(made[-1]), None)
    assert real is not None
    assert needs_second_factor(real)


@pytest.mark.parametrize(("demonstration", "loopback"), [(True, False), (False, True), (False, False)])
def test_nobody_else_goes_without_a_second_factor(demonstration: bool, loopback: bool) -> None:
    decision = may_skip_second_factor(demonstration=demonstration, loopback=loopback)
    assert (decision.ok, decision.reasons[0].rule) == (False, "ACCOUNTS-10")


def test_pages_and_files_say_that_everybody_is_invented(demo: Any) -> None:
    from support.world import sign_in

    _, made, _, _ = demo
    client: Client = sign_in(account(next(one for one in made if one.role == "Администратор")))
    page = client.get("/", follow=True).content.decode()
    assert page.count(CAVEAT) >= 2, "on the screen, and on the top of every printed sheet"
    teacher = sign_in(account(next(one for one in made if one.role == "Педагог")))
    mine = teacher.get(reverse("registry:my-json"))
    assert CAVEAT in mine.content.decode()


def test_real_people_have_no_such_words() -> None:
    from marshrut.foundation.scope.types import Role
    from support.world import build_country, sign_in

    country = build_country("demo-real")
    page = sign_in(country.people[Role.ADMINISTRATOR]).get("/", follow=True).content.decode()
    assert CAVEAT not in page


def test_a_region_that_is_not_loaded_is_said_in_words(tmp_path: Path) -> None:
    from marshrut.foundation.database.trouble import Trouble

    with pytest.raises(Trouble, match="не загружено"):
        making.load_region(tmp_path, "nowhere", staff=20, seed=1)


@pytest.mark.parametrize(
    ("environ", "known", "wanted"),
    [
        ({}, {}, True),
        ({"DEMO": "no"}, {}, False),
        ({}, {"identity": "x"}, False),
        ({"MARSHRUT_HTTPS": "1"}, {}, False),
        ({"MARSHRUT_DATABASE_URL": "postgres://"}, {}, False),
        ({"MARSHRUT_HOSTS": "example.ru", "DEMO": "yes"}, {}, True),
    ],
)
def test_when_a_first_start_brings_invented_people(
    environ: dict[str, str], known: dict[str, str], wanted: bool
) -> None:
    from marshrut.cli import up

    assert up._wants_demonstration(environ, known) is wanted


def test_dates_are_days_of_the_region(demo: Any) -> None:
    region, _, _, _ = demo
    assert isinstance(region.today, date)
