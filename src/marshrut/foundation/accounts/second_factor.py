"""The second factor: an authenticator application, and recovery codes for the day the phone is lost."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import rules
from marshrut.foundation.accounts.attempts import count_failures, forget_failures, note_failure
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.secrets import (
    code_digest,
    matching_step,
    new_recovery_codes,
    open_secret,
    seal_secret,
)
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["check_second_factor", "drop_second_factor", "set_second_factor"]


def set_second_factor(
    viewer: Viewer, *, secret: str, typed: str, present: str = "", address: str = "", now: datetime | None = None
) -> list[str]:
    """Bind an authenticator to the own account; returns recovery codes, shown this once. Raises Refused.

    Where one is bound already, `present` must be a code from it (or a recovery code): a session left open on a school's
    computer rebinds nothing. Every other session ends.
    """
    bound: Account = Account.objects.of(viewer).get(pk=viewer.account_id)
    if bound.second_factor is not None:
        check_second_factor(bound, present, address=address, now=now or timezone.now())
    return _bind(viewer, secret=secret, typed=typed)


@transaction.atomic
def _bind(viewer: Viewer, *, secret: str, typed: str) -> list[str]:
    account: Account = Account.objects.of(viewer).select_for_update().get(pk=viewer.account_id)
    step = matching_step(secret, typed, after=0)
    if step is None:
        raise Refused(rules.wrong_code())
    codes = new_recovery_codes()
    account.second_factor = seal_secret(secret)
    account.second_factor_step = step
    account.recovery_hashes = [code_digest(account.pk, code) for code in codes]
    account.session_epoch += 1
    account.save(update_fields=["second_factor", "second_factor_step", "recovery_hashes", "session_epoch"])
    audit.record(viewer, "accounts.second-factor-set", target=account, person_id=account.pk)
    return codes


def check_second_factor(account: Account, typed: str, *, address: str, now: datetime) -> None:
    """Whether the code is right; a used code or recovery code is not right again. Raises Refused."""
    rules.may_try(*count_failures(f"2:{account.login}", address, now=now), now=now).require()
    door = SystemViewer("accounts.sign-in", account.tenant_id)
    with transaction.atomic():
        row: Account = Account.objects.of(door).select_for_update().get(pk=account.pk)
        if _accept(row, typed):
            forget_failures(f"2:{account.login}", address)
            return
    note_failure(f"2:{account.login}", address, kind="second", now=now)
    raise Refused(rules.wrong_code())


def _accept(row: Account, typed: str) -> bool:
    digest = code_digest(row.pk, typed)
    if digest in row.recovery_hashes:
        row.recovery_hashes.remove(digest)
        row.save(update_fields=["recovery_hashes"])
        return True
    if row.second_factor is None:
        return False
    step = matching_step(open_secret(row.second_factor), typed, after=row.second_factor_step)
    if step is None:
        return False
    row.second_factor_step = step
    row.save(update_fields=["second_factor_step"])
    return True


@transaction.atomic
def drop_second_factor(viewer: AnyViewer, account: Account, *, reason: str) -> None:
    """Forget the authenticator (a lost phone): the next sign-in sets a new one where the role asks for it."""
    row: Account = Account.objects.of(viewer).select_for_update().get(pk=account.pk)
    row.second_factor, row.recovery_hashes = None, []
    row.session_epoch += 1
    row.save(update_fields=["second_factor", "recovery_hashes", "session_epoch"])
    audit.record(viewer, "accounts.second-factor-dropped", target=row, reason=reason, person_id=row.pk)
