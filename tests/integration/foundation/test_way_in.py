"""Coming in: slips, wrong codes, a school behind one address, second factor, sessions that end with the role."""

from __future__ import annotations

from datetime import date, timedelta

import pyotp
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import second_factor, services
from marshrut.foundation.accounts.models import Account, ActivationCode, FailedAttempt
from marshrut.foundation.accounts.rules import CODE_LIFE, CODE_TRIES, LOCK_AFTER
from marshrut.foundation.accounts.secrets import open_secret
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope import queries as scope_queries
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.world import LONG_AGO, PASSWORD, Country, build_country, sign_in

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011 - the tests ask for sessions of now
SCHOOL_ADDRESS = "203.0.113.7"


@pytest.fixture
def here() -> Country:
    return build_country("here")


def slip_for(country: Country, account: Account) -> services.Slip:
    return services.issue_slips(country.viewer(Role.SCHOOL), [account.pk], on=TODAY)[0]


def press_sign_in(login: str, password: str, address: str = SCHOOL_ADDRESS) -> object:
    return Client(REMOTE_ADDR=address).post(
        reverse("accounts:sign-in"), {"login": login, "password": password}, REMOTE_ADDR=address
    )


def test_a_slip_becomes_a_way_in_once(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    slip = slip_for(here, teacher)
    now = timezone.now()
    services.activate(slip.login, slip.code, "зимняя дорога домой", address=SCHOOL_ADDRESS, now=now)
    with pytest.raises(Refused, match="уже использован"):
        services.activate(slip.login, slip.code, "другой пароль совсем", address=SCHOOL_ADDRESS, now=now)
    again = services.check_password(slip.login, "зимняя дорога домой", address=SCHOOL_ADDRESS, now=now)
    assert again.pk == teacher.pk


def test_the_code_is_kept_nowhere_in_readable_form(here: Country) -> None:
    slip = slip_for(here, here.people[Role.TEACHER])
    row = ActivationCode.objects.of(here.system).get(used_at=None)
    assert slip.code not in row.code_hash
    assert len(row.code_hash) == 64


def test_a_new_code_ends_the_one_before(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    old, new = slip_for(here, teacher), slip_for(here, teacher)
    now = timezone.now()
    with pytest.raises(Refused, match="не подходят"):
        services.activate(old.login, old.code, "зимняя дорога домой", address="a", now=now)
    services.activate(new.login, new.code, "зимняя дорога домой", address="a", now=now)


def test_an_old_slip_says_that_its_time_is_over(here: Country) -> None:
    slip = slip_for(here, here.people[Role.TEACHER])
    with pytest.raises(Refused, match="Срок кода истёк"):
        services.activate(slip.login, slip.code, "зимняя дорога домой", address="a", now=timezone.now() + CODE_LIFE)


def test_a_weak_password_does_not_use_up_the_code(here: Country) -> None:
    slip = slip_for(here, here.people[Role.TEACHER])
    with pytest.raises(ValidationError):
        services.activate(slip.login, slip.code, "1234567890", address="a", now=timezone.now())
    services.activate(slip.login, slip.code, "зимняя дорога домой", address="a", now=timezone.now())


def test_the_name_may_be_typed_in_cyrillic_and_with_spaces(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    stem, digits = teacher.login.rsplit("-", 1)
    assert stem == "elkina"
    now = timezone.now()
    assert services.check_password(f" Ёлкина {digits} ", PASSWORD, address="a", now=now).pk == teacher.pk


def test_a_hundred_wrong_codes_from_the_school_while_its_teachers_sign_in(here: Country) -> None:
    """Somebody guesses codes from the school's only address; the others come in, and the guessed code burns."""
    victim = here.people[Role.TEACHER]
    slip = slip_for(here, victim)
    wrong = f"{(int(slip.code) + 1) % 10**9:09d}"
    start = timezone.now()
    for minute in range(100):
        with pytest.raises(Refused):
            services.activate(
                slip.login, wrong, "зимняя дорога домой", address=SCHOOL_ADDRESS, now=start + timedelta(minutes=minute)
            )
    for number in range(5):
        colleague = here.add(f"Коллегова{'абвгд'[number]} Инна", Role.TEACHER, "school")
        answer = press_sign_in(colleague.login, PASSWORD)
        assert answer.status_code == 302, "another name at the same address is free"
    later = start + timedelta(days=1)
    with pytest.raises(Refused, match=r"не подходят|остановлен"):
        services.activate(slip.login, slip.code, "зимняя дорога домой", address="198.51.100.1", now=later)
    assert Entry.objects.of(here.system).filter(action="accounts.code-burnt", person_id=victim.pk).count() == 1
    assert CODE_TRIES < 100


def test_a_name_pauses_at_one_address_only(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    for _ in range(LOCK_AFTER):
        assert "не подходят" in press_sign_in(teacher.login, "не тот пароль").content.decode()
    assert "Слишком много" in press_sign_in(teacher.login, PASSWORD).content.decode()
    assert press_sign_in(teacher.login, PASSWORD, address="198.51.100.9").status_code == 302


def test_failed_tries_hold_neither_name_nor_address(here: Country) -> None:
    press_sign_in("petrova-1234", "не тот пароль")
    row = FailedAttempt.objects.get()
    assert "petrova" not in row.name_hash
    assert SCHOOL_ADDRESS not in row.address_hash


def test_a_forwarded_header_of_a_visitor_is_not_believed(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    for number in range(LOCK_AFTER):
        Client().post(
            reverse("accounts:sign-in"),
            {"login": teacher.login, "password": "не тот пароль"},
            REMOTE_ADDR=SCHOOL_ADDRESS,
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
        )
    assert "Слишком много" in press_sign_in(teacher.login, PASSWORD).content.decode()


def test_a_stolen_session_ends_with_the_role(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    thief = sign_in(teacher)
    assert thief.get("/today/").status_code == 200
    held = scope_queries.list_assignments(here.system, teacher.pk, on=TODAY)[0]
    scope.end_role(here.viewer(Role.SCHOOL), held.pk, on=TODAY, reason="уволена")
    answer = thief.get("/today/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign-in"))
    assert thief.get("/me/").status_code == 302, "and stays ended"


def test_a_role_that_ends_by_its_date_ends_the_session(here: Country) -> None:
    guest = here.add("Временная Анна", Role.TEACHER, "school", since=LONG_AGO, until=TODAY)
    assert sign_in(guest).get("/today/").status_code == 302
    present = here.add("Нынешняя Анна", Role.TEACHER, "school", since=LONG_AGO, until=TODAY + timedelta(days=2))
    assert sign_in(present).get("/today/").status_code == 200


def test_when_one_of_two_roles_ends_its_session_ends_and_the_other_role_remains(here: Country) -> None:
    both = here.people[Role.SCHOOL]
    scope.give_role(here.system, both.pk, role=Role.TEACHER, node_id=here.places["school"].pk, since=LONG_AGO)
    client = sign_in(both, role=Role.SCHOOL)
    held = next(r for r in scope_queries.list_assignments(here.system, both.pk, on=TODAY) if r.role == Role.SCHOOL)
    scope.end_role(here.system, held.pk, on=TODAY, reason="срок")
    assert client.get("/people/").status_code == 302
    answer = press_sign_in(both.login, PASSWORD)
    assert answer.status_code == 302


def test_a_changed_password_ends_other_sessions(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    elsewhere = sign_in(teacher)
    services.change_password(here.viewer(Role.TEACHER), old=PASSWORD, new="новая фраза о весне")
    assert elsewhere.get("/today/").status_code == 302


def test_strong_roles_bind_a_second_factor_before_anything_else(here: Country) -> None:
    for role in (Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR):
        client = sign_in(here.people[role], second_factor=False, ready=False)
        answer = client.get("/order/")
        assert answer["Location"] == reverse("accounts:second-factor-setup"), role
    client = sign_in(here.people[Role.TEACHER], second_factor=False, ready=False)
    assert client.get("/order/")["Location"] == reverse("privacy:notice")


def test_a_code_of_the_second_factor_works_once(here: Country) -> None:
    viewer = here.viewer(Role.CENTRE)
    secret = pyotp.random_base32()
    codes = second_factor.set_second_factor(viewer, secret=secret, typed=pyotp.TOTP(secret).now())
    account = Account.objects.of(here.system).get(pk=viewer.account_id)
    assert open_secret(account.second_factor) == secret
    assert secret.encode() not in bytes(account.second_factor)
    now = timezone.now()
    with pytest.raises(Refused, match="не подошёл"):
        second_factor.check_second_factor(account, pyotp.TOTP(secret).now(), address="a", now=now)
    later = pyotp.TOTP(secret).at(now.timestamp() + 30)
    second_factor.check_second_factor(account, later, address="a", now=now)
    second_factor.check_second_factor(account, codes[0], address="a", now=now)
    with pytest.raises(Refused):
        second_factor.check_second_factor(account, codes[0], address="a", now=now)


def test_sign_in_with_a_second_factor_goes_through_two_pages(here: Country) -> None:
    viewer = here.viewer(Role.GOVERNING_BODY)
    secret = pyotp.random_base32()
    second_factor.set_second_factor(viewer, secret=secret, typed=pyotp.TOTP(secret).now())
    client = Client()
    account = here.people[Role.GOVERNING_BODY]
    answer = client.post(reverse("accounts:sign-in"), {"login": account.login, "password": PASSWORD})
    assert answer["Location"] == reverse("accounts:second-factor")
    assert client.get("/order/").status_code == 302, "half a sign-in opens nothing"
    code = pyotp.TOTP(secret).at(timezone.now().timestamp() + 30)
    assert client.post(reverse("accounts:second-factor"), {"code": code})["Location"] == "/"
    assert client.get("/order/")["Location"] == reverse("privacy:notice")


def test_the_school_prints_slips_only_for_its_own(here: Country) -> None:
    foreign = here.add("Чужая Мария", Role.TEACHER, "other_school")
    client = sign_in(here.people[Role.SCHOOL])
    answer = client.post(reverse("accounts:slips"), {"person": str(foreign.pk)})
    assert answer.status_code == 403
    assert "не в вашем месте" in answer.content.decode()
    assert not ActivationCode.objects.of(here.system).filter(account=foreign).exists()


def test_a_reset_takes_two_presses_and_shows_the_code(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    client = sign_in(here.people[Role.SCHOOL])
    card = client.get(reverse("privacy:card", args=[teacher.pk])).content.decode()
    assert "Новый код" in card
    page = client.post(reverse("accounts:slips"), {"person": str(teacher.pk)})
    assert page.status_code == 200
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert teacher.login in page.content.decode()


def test_pasted_names_become_people_with_slips(here: Country) -> None:
    client = sign_in(here.people[Role.SCHOOL])
    names = "Ромашкина\tИрина\tПетровна\n\nВасильков Степан\n"
    data = {"names": names, "role": "teacher", "node": str(here.places["school"].pk)}
    page = client.post(reverse("accounts:add-people"), data).content.decode()
    assert "Ромашкина Ирина Петровна" in page
    assert "Васильков Степан" in page
    wrong = client.post(reverse("accounts:add-people"), {**data, "names": "Одуванчик"}).content.decode()
    assert "строка 1: нужны фамилия, имя и отчество" in wrong


def test_the_first_administrator_is_made_once_and_its_code_renewed_until_used() -> None:
    new = scope.ensure_tenant(SystemViewer("tests"), "new", name="Новый")
    scope.add_node(
        SystemViewer("tests", new.pk), kind=NodeKind.REGION, name="Новый край", parent_id=None, since=LONG_AGO
    )
    first = services.ensure_first_administrator("new", on=TODAY)
    second = services.ensure_first_administrator("new", on=TODAY)
    assert first is not None
    assert second is not None
    assert first.account_id == second.account_id
    assert first.code != second.code
    services.activate(second.login, second.code, "ключ под ковриком", address="a", now=timezone.now())
    assert services.ensure_first_administrator("new", on=TODAY) is None


def test_a_whole_region_is_not_printed_at_once(here: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    from marshrut.foundation.accounts import people

    monkeypatch.setattr(people, "MOST_SLIPS", 0)
    newcomer = here.add("Новенькая Анна", Role.TEACHER, "school")
    Account.objects.of(here.system).filter(pk=newcomer.pk).update(activated_at=None)
    client = sign_in(here.people[Role.ADMINISTRATOR])
    answer = client.post(reverse("accounts:slips"), {"everybody": "1"}, follow=True)
    assert "не больше 0 листков" in answer.content.decode()
    assert not ActivationCode.objects.of(here.system).exists()
    assert 'name="everybody"' not in answer.content.decode()


def test_a_sign_in_is_on_record(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    press_sign_in(teacher.login, PASSWORD)
    entry = Entry.objects.of(here.system).get(action="accounts.signed-in")
    assert entry.actor_id == teacher.pk
    assert entry.actor_role == Role.TEACHER


def test_a_strong_role_signs_in_each_day_and_a_teachers_phone_stays_signed_in(here: Country) -> None:
    for role, hours in ((Role.TEACHER, 14 * 24), (Role.SCHOOL, 14 * 24), (Role.CENTRE, 12)):
        answer = press_sign_in(here.people[role].login, PASSWORD)
        assert answer.cookies["marshrut"]["max-age"] == hours * 3600, role


def test_a_bound_phone_is_replaced_only_with_a_code_from_it(here: Country) -> None:
    viewer = here.viewer(Role.CENTRE)
    old = pyotp.random_base32()
    recovery = second_factor.set_second_factor(viewer, secret=old, typed=pyotp.TOTP(old).now())
    account = Account.objects.of(here.system).get(pk=viewer.account_id)
    elsewhere, left_open = sign_in(account), sign_in(account)
    address = reverse("accounts:second-factor-setup")
    page = left_open.get(address).content.decode()
    assert "Код из прежнего приложения" in page
    secret = left_open.session["new_secret"]
    answer = left_open.post(address, {"code": pyotp.TOTP(secret).now(), "present": "000000"})
    assert "не подошёл" in answer.content.decode()
    row = Account.objects.of(here.system).get(pk=viewer.account_id)
    assert open_secret(row.second_factor) == old, "an open session alone rebinds nothing"
    answer = left_open.post(address, {"code": pyotp.TOTP(secret).now(), "present": recovery[0]})
    assert "запасные коды" in answer.content.decode()
    row.refresh_from_db()
    assert open_secret(row.second_factor) == secret
    assert left_open.get("/order/").status_code == 200
    assert elsewhere.get("/order/").status_code == 302, "other sessions end"


def test_people_are_found_and_ordered_as_russian_readers_expect(here: Country) -> None:
    from marshrut.foundation.accounts import queries

    for name in ("Ежов Пётр", "Жукова Анна", "Абрамова Мария"):
        here.add(name, Role.TEACHER, "other_school")
    viewer = here.viewer(Role.ADMINISTRATOR)
    families = [one.family_name for one in queries.list_people(viewer, on=TODAY)]
    wanted = ["Абрамова", "Ежов", "Ёлкина", "Жукова"]
    assert [family for family in families if family in wanted] == wanted
    for typed in ("Берёзов", "берез", "БЕРЕЗОВ Пётр", "петр берез"):
        assert [one.family_name for one in queries.list_people(viewer, on=TODAY, search=typed)] == ["Берёзов"], typed
    login = here.people[Role.TEACHER].login
    assert [one.login for one in queries.list_people(viewer, on=TODAY, search=login.upper())] == [login]


def test_a_school_cannot_step_into_a_ministrys_shoes(here: Country) -> None:
    """Somebody of the governing body has their account at a school, where they still teach."""
    both = here.people[Role.TEACHER]
    scope.give_role(here.system, both.pk, role=Role.GOVERNING_BODY, node_id=here.places["top"].pk, since=LONG_AGO)
    answer = sign_in(here.people[Role.SCHOOL]).post(reverse("accounts:slips"), {"person": str(both.pk)})
    assert answer.status_code == 403
    assert "код выдаёт администратор" in answer.content.decode()
    assert not ActivationCode.objects.of(here.system).exists()
    assert len(services.issue_slips(here.viewer(Role.ADMINISTRATOR), [both.pk], on=TODAY)) == 1
