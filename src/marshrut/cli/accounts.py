"""`marshrut accounts`: the way back in when nobody is left who could press the button; the right to be forgotten."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

__all__ = ["register"]

PURPOSE = "accounts.command-line"


def register(subparsers: Any) -> None:
    """Add the command with its parts."""
    accounts = subparsers.add_parser("accounts", help="доступы: новый код, новый администратор, стирание значений")
    parts = accounts.add_subparsers(dest="part", metavar="действие", required=True)
    slip = parts.add_parser("slip", help="новый одноразовый код человеку")
    slip.add_argument("login", metavar="ИМЯ")
    slip.add_argument("--lost-phone", action="store_true", help="заодно снять второй фактор")
    slip.set_defaults(run=run_slip)
    new = parts.add_parser("administrator", help="ещё один администратор региона")
    new.add_argument("name", metavar="ФИО")
    new.add_argument("--region", required=True)
    new.set_defaults(run=run_administrator)
    erase = parts.add_parser("erase", help="стереть значения персональных полей человека в журнале")
    erase.add_argument("login", metavar="ИМЯ")
    erase.add_argument("--why", required=True, metavar="СЛОВА", help="основание: запрос человека, срок хранения")
    erase.set_defaults(run=run_erase)


def _account(viewer: Any, typed: str) -> Any:
    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.accounts.rules import tidy_login

    found = Account.objects.of(viewer).filter(login=tidy_login(typed), is_active=True).first()
    if found is None:
        raise Trouble(f"Нет человека с именем для входа «{typed}».", "Имя стоит в списке «Люди» и на листке")
    return found


def _inside(viewer: Any, tenant_id: Any) -> Any:
    from marshrut.foundation.scope.viewer import SystemViewer

    return SystemViewer(viewer.purpose, tenant_id)


def _today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def _say_slip(slip: Any) -> None:
    say(f"{slip.full_name} ({slip.place})")
    say(f"  имя для входа: {slip.login}\n  одноразовый код: {slip.code} (до {slip.until:%d.%m.%Y})")


def run_slip(arguments: argparse.Namespace) -> int:
    """A new code for somebody, also for an only administrator who lost password and phone."""
    with database_session(PURPOSE) as viewer:
        from marshrut.foundation.accounts import second_factor, services

        account = _account(viewer, arguments.login)
        inside = _inside(viewer, account.tenant_id)
        if arguments.lost_phone:
            second_factor.drop_second_factor(inside, account, reason="утрачен телефон, команда на сервере")
        _say_slip(services.issue_slips(inside, [account.pk], on=_today())[0])
    return 0


def run_administrator(arguments: argparse.Namespace) -> int:
    """One more administrator of a region."""
    with database_session(PURPOSE) as viewer:
        from marshrut.foundation.accounts import services
        from marshrut.foundation.accounts.rules import parse_names
        from marshrut.foundation.scope.queries import find_tenant, list_tenants, top_node
        from marshrut.foundation.scope.types import Role

        tenant = find_tenant(arguments.region)
        if tenant is None:
            known = ", ".join(one.slug for one in list_tenants())
            raise Trouble(f"Нет региона «{arguments.region}». Есть: {known}.", "marshrut region list")
        people = parse_names(arguments.name)
        if len(people) != 1 or people[0].problem:
            raise Trouble("Нужны фамилия и имя одного человека.", "marshrut accounts administrator 'Орлова Анна' …")
        inside, on = _inside(viewer, tenant.pk), _today()
        made = services.add_people(inside, people, role=Role.ADMINISTRATOR, node_id=top_node(inside).pk, on=on)
        _say_slip(services.issue_slips(inside, [made[0].pk], on=on)[0])
    return 0


def run_erase(arguments: argparse.Namespace) -> int:
    """Erase a person's values from the audit; the entries themselves stay."""
    with database_session(PURPOSE) as viewer:
        from marshrut.foundation.audit.services import erase_person

        account = _account(viewer, arguments.login)
        erased = erase_person(_inside(viewer, account.tenant_id), account.pk, why=arguments.why)
        say(f"Стёрто значений: {erased}. Записи о том, что и когда менялось, остались.")
    return 0
