"""Keys of other systems: made, found, ended. A key says what its role may, and no more."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from marshrut.foundation.accounts import rules
from marshrut.foundation.accounts.models import Account, ApiKey
from marshrut.foundation.accounts.queries import find_viewer
from marshrut.foundation.accounts.secrets import keyed_digest
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["end_key", "find_key_viewer", "list_keys", "make_key"]

DOOR = SystemViewer("accounts.key")
#: So that a key is known as one of ours wherever it is found.
PREFIX = "marshrut_"
_SELDOM = timedelta(minutes=1)


def _digest(key: str) -> str:
    return keyed_digest(key, purpose="api-key")


@transaction.atomic
def make_key(viewer: Viewer, *, name: str, until: date, on: date) -> str:
    """A new key for the viewer's present role. It is shown once: only its hash is kept."""
    decision = rules.may_make_key(viewer.role, on=on, until=until)
    decision.require()
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(
        tenant_id=viewer.tenant_id,
        account_id=viewer.account_id,
        assignment_id=viewer.assignment_id,
        name=name.strip(),
        key_hash=_digest(key),
        expires_on=until,
    )
    row.save(force_insert=True)
    audit.record(viewer, "accounts.key-made", target=row, decision=decision, person_id=viewer.account_id)
    return key


@transaction.atomic
def end_key(viewer: Viewer, key_id: UUID) -> None:
    """The key opens nothing from now on. Raises ApiKey.DoesNotExist for somebody else's."""
    row: ApiKey = ApiKey.objects.of(viewer).select_for_update().get(pk=key_id, account_id=viewer.account_id)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        audit.record(viewer, "accounts.key-ended", target=row, person_id=viewer.account_id)


def list_keys(viewer: Viewer) -> QuerySet[ApiKey]:
    """The viewer's own keys, newest first."""
    return ApiKey.objects.of(viewer).filter(account_id=viewer.account_id)


def find_key_viewer(key: str) -> Viewer | None:
    """Who asks with this key; None for an unknown, ended or expired one, and where the role or the access has ended."""
    row = ApiKey.objects.of(DOOR).filter(key_hash=_digest(key), ended_at=None).first()
    if row is None:
        return None
    account = Account.objects.of(DOOR).filter(pk=row.account_id, is_active=True).first()
    viewer = find_viewer(account, str(row.assignment_id)) if account else None
    now = timezone.now()
    if viewer is None or timezone.localdate(now) >= row.expires_on:
        return None
    if row.used_at is None or now - row.used_at > _SELDOM:
        ApiKey.objects.of(DOOR).filter(pk=row.pk).update(used_at=now)
    return viewer
