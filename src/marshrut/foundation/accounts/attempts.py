"""Wrong tries, counted by name and address together: a school sits behind one address, which alone locks nobody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max

from marshrut.foundation.accounts.models import FailedAttempt
from marshrut.foundation.accounts.rules import LOCK_FOR
from marshrut.foundation.accounts.secrets import keyed_digest

__all__ = ["count_failures", "forget_failures", "note_failure", "sweep_failures"]


def _hashes(name: str, address: str) -> dict[str, str]:
    return {"name_hash": keyed_digest(name, purpose="name"), "address_hash": keyed_digest(address, purpose="address")}


def count_failures(name: str, address: str, *, now: datetime) -> tuple[int, datetime | None]:
    """Wrong tries of this name from this address within the pause's length, and when the last was."""
    rows = FailedAttempt.objects.filter(**_hashes(name, address), at__gt=now - LOCK_FOR)
    found = rows.aggregate(tries=Count("pk"), last=Max("at"))
    return found["tries"], found["last"]


def note_failure(name: str, address: str, *, kind: str, now: datetime) -> None:
    """Remember a wrong try."""
    FailedAttempt(**_hashes(name, address), kind=kind, at=now).save(force_insert=True)


def forget_failures(name: str, address: str) -> None:
    """A right one clears the count."""
    FailedAttempt.objects.filter(**_hashes(name, address)).delete()


def sweep_failures(*, before: datetime) -> int:
    """Delete old tries; returns how many."""
    return FailedAttempt.objects.filter(at__lt=before).delete()[0]
