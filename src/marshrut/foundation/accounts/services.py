"""Accounts are made, activated, signed in to, reset. Every deed is audited in its own transaction."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import access, rules
from marshrut.foundation.accounts.attempts import count_failures, forget_failures, note_failure
from marshrut.foundation.accounts.models import Account, ActivationCode
from marshrut.foundation.accounts.secrets import code_digest, new_code
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.models import Node, RoleAssignment, Tenant
from marshrut.foundation.scope.queries import top_node
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = [
    "Slip",
    "activate",
    "add_people",
    "change_password",
    "check_password",
    "close_account",
    "ensure_first_administrator",
    "issue_slips",
    "note_sign_in",
]

DOOR = SystemViewer("accounts.sign-in")


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip of paper. The code exists nowhere else in readable form."""

    account_id: UUID
    full_name: str
    place: str
    login: str
    code: str
    until: datetime


@transaction.atomic
def add_people(
    viewer: AnyViewer,
    people: Sequence[rules.PastedName],
    *,
    role: Role,
    node_id: UUID,
    on: date,
    until: date | None = None,
    order_number: str = "",
    order_date: date | None = None,
    namesakes: bool = False,
) -> list[Account]:
    """Accounts for these people at one place, each with the role. All or none.

    A person whose name stands there already is taken for the same one, and the list is refused in words, unless
    `namesakes` says that they are different people. The place is locked, so that a double press adds nobody twice.
    """
    node = Node.objects.of(viewer).select_for_update(no_key=True).get(pk=node_id)
    if not namesakes:
        rules.may_add(_known_names(viewer, node_id, people)).require()
    made = []
    for person in people:
        if person.problem:
            raise ValueError(person.problem)
        account = _new_account(node.tenant_id, node_id, person)
        scope.give_role(
            viewer,
            account.pk,
            role=role,
            node_id=node_id,
            since=on,
            until=until,
            order_number=order_number,
            order_date=order_date,
        )
        audit.record(viewer, "accounts.added", target=account, person_id=account.pk, changed=("login", "name"))
        made.append(account)
    return made


def _known_names(viewer: AnyViewer, node_id: UUID, people: Sequence[rules.PastedName]) -> list[str]:
    wanted = {(one.family_name, one.given_name, one.patronymic) for one in people}
    rows = Account.objects.of(viewer).filter(node_id=node_id, is_active=True, family_name__in=[w[0] for w in wanted])
    names = rows.values_list("family_name", "given_name", "patronymic")
    return sorted(" ".join(filter(None, name)) for name in names if name in wanted)


def _new_account(tenant_id: UUID, node_id: UUID, person: rules.PastedName) -> Account:
    stem = rules.login_stem(person.family_name)
    account = Account(
        tenant_id=tenant_id,
        node_id=node_id,
        family_name=person.family_name,
        given_name=person.given_name,
        patronymic=person.patronymic,
    )
    account.set_unusable_password()
    for _ in range(20):
        account.login = f"{stem}-{random.randbelow(9000) + 1000}"
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            continue
        return account
    raise RuntimeError(f"no free name to sign in with for {stem}")


@transaction.atomic
def issue_slips(viewer: AnyViewer, account_ids: Sequence[UUID], *, on: date) -> list[Slip]:
    """New codes for these accounts; codes that were out before end now. Only this answer holds them readable."""
    rows = Account.objects.of(viewer).select_for_update(of=("self",)).filter(pk__in=account_ids, is_active=True)
    now = timezone.now()
    slips = []
    for account in rows.select_related("node").order_by("sort_name"):
        decision = access.may_handle(viewer, account, on=on)
        decision.require()
        ActivationCode.objects.of(viewer).filter(account=account, used_at=None, ended_at=None).update(ended_at=now)
        code = new_code()
        issued_by = None if isinstance(viewer, SystemViewer) else viewer.account_id
        row = ActivationCode(
            tenant_id=account.tenant_id,
            account=account,
            code_hash=code_digest(account.pk, code),
            issued_by=issued_by,
            expires_at=now + rules.CODE_LIFE,
        )
        row.save(force_insert=True)
        audit.record(viewer, "accounts.slip-issued", target=row, decision=decision, person_id=account.pk)
        slips.append(Slip(account.pk, account.full_name, str(account.node), account.login, code, row.expires_at))
    return slips


def activate(login: str, code: str, password: str, *, address: str, now: datetime) -> Account:
    """First sign-in, or a forgotten password: the slip's code sets a new one.

    Raises Refused (locked, wrong, used, expired) or ValidationError (a weak password; the code stays good).
    A wrong code is counted although the call is refused: the counting stands outside the transaction.
    """
    name = rules.tidy_login(login)
    rules.may_try(*count_failures(name, address, now=now), now=now).require()
    account = Account.objects.of(DOOR).filter(login=name, is_active=True).first()
    code_id = _matching_code(account, code) if account else None
    if account is None or code_id is None:
        note_failure(name, address, kind="code", now=now)
        _count_wrong_try(account, now=now)
        raise Refused(rules.may_use_code(rules.CodeState(exists=False), now=now))
    with transaction.atomic():
        row = ActivationCode.objects.of(DOOR).select_for_update().get(pk=code_id)
        decision = rules.may_use_code(_state(row), now=now)
        decision.require()
        validate_password(password, account)
        row.used_at = now
        row.save(update_fields=["used_at"])
        account.set_password(password)
        account.activated_at = account.activated_at or now
        account.session_epoch += 1
        account.save(update_fields=["password", "activated_at", "session_epoch"])
        audit.record(_door(account), "accounts.activated", target=account, decision=decision, person_id=account.pk)
    forget_failures(name, address)
    return account


def _door(account: Account) -> SystemViewer:
    return SystemViewer(DOOR.purpose, account.tenant_id)


def _matching_code(account: Account, code: str) -> UUID | None:
    digest = code_digest(account.pk, code)
    rows = ActivationCode.objects.of(_door(account)).filter(account=account).order_by("-issued_at")[:20]
    return next((row.pk for row in rows if random.compare_digest(row.code_hash, digest)), None)


def _state(row: ActivationCode) -> rules.CodeState:
    return rules.CodeState(
        exists=True,
        expires_at=row.expires_at,
        used=row.used_at is not None,
        ended=row.ended_at is not None,
        wrong_tries=row.wrong_tries,
    )


def _count_wrong_try(account: Account | None, *, now: datetime) -> None:
    """A live code burns after many wrong tries, from wherever they come."""
    if account is None:
        return
    live = ActivationCode.objects.of(_door(account)).filter(account=account, used_at=None, ended_at=None)
    live.update(wrong_tries=F("wrong_tries") + 1)
    if live.filter(wrong_tries__gte=rules.CODE_TRIES).update(ended_at=now):
        audit.record(_door(account), "accounts.code-burnt", target=account, person_id=account.pk)


def check_password(login: str, password: str, *, address: str, now: datetime) -> Account:
    """The account of this name and password. Raises Refused; failures are counted by name and address together."""
    name = rules.tidy_login(login)
    rules.may_try(*count_failures(name, address, now=now), now=now).require()
    account: Account | None = Account.objects.of(DOOR).filter(login=name, is_active=True).first()
    if account is None:
        make_password(password)  # the same work for an unknown name, so that the clock tells nothing
    elif account.check_password(password):
        return account
    note_failure(name, address, kind="password", now=now)
    raise Refused(rules.wrong_password())


def note_sign_in(viewer: Viewer) -> None:
    """A session began: who and in which role."""
    audit.record(viewer, "accounts.signed-in", person_id=viewer.account_id)


@transaction.atomic
def change_password(viewer: Viewer, *, old: str, new: str) -> Account:
    """A new password for oneself; other sessions end. Raises Refused or ValidationError."""
    account: Account = Account.objects.of(viewer).select_for_update().get(pk=viewer.account_id)
    if not account.check_password(old):
        raise Refused(rules.wrong_password())
    validate_password(new, account)
    account.set_password(new)
    account.session_epoch += 1
    account.save(update_fields=["password", "session_epoch"])
    audit.record(viewer, "accounts.password-changed", target=account, person_id=account.pk)
    return account


@transaction.atomic
def close_account(viewer: AnyViewer, account_id: UUID, *, on: date, reason: str) -> None:
    """The person no longer signs in: roles end, sessions end, slips end. Nothing is deleted."""
    account: Account = Account.objects.of(viewer).select_for_update().get(pk=account_id)
    decision = access.may_handle(viewer, account, on=on)
    decision.require()
    for row in RoleAssignment.objects.of(viewer).true(on).filter(account=account):
        scope.end_role(viewer, row.pk, on=on, reason=reason)
    ActivationCode.objects.of(viewer).filter(account=account, used_at=None, ended_at=None).update(
        ended_at=timezone.now()
    )
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])
    audit.record(viewer, "accounts.closed", target=account, decision=decision, reason=reason, person_id=account.pk)


@transaction.atomic
def ensure_first_administrator(tenant_slug: str, *, on: date) -> Slip | None:
    """The slip of a tenant's first administrator, while none has come in yet; None once one has."""
    tenant = Tenant.objects.select_for_update().get(slug=tenant_slug)
    viewer = SystemViewer("accounts.first-administrator", tenant.pk)
    held = RoleAssignment.objects.of(viewer).true(on).filter(role=Role.ADMINISTRATOR.value)
    if held.filter(account__activated_at__isnull=False).exists():
        return None
    waiting = held.first()
    if waiting is None:
        name = rules.PastedName(1, "Первый", "Администратор")
        account = add_people(viewer, [name], role=Role.ADMINISTRATOR, node_id=top_node(viewer).pk, on=on)[0]
        account_id = account.pk
    else:
        account_id = waiting.account_id
    return issue_slips(viewer, [account_id], on=on)[0]
