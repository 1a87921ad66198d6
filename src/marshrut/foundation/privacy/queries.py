"""Reads of notices, consents and of who opened whose card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.foundation.privacy import hooks
from marshrut.foundation.privacy.models import Acknowledgement, CardRead, Purpose
from marshrut.foundation.privacy.types import Basis
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Standing", "has_answered", "has_consent", "list_purposes", "list_reads", "list_standing", "notice_due"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A purpose in force and this person's standing answer to it."""

    purpose: Purpose
    answer: Acknowledgement | None

    @property
    def is_consent(self) -> bool:
        return self.purpose.basis == Basis.CONSENT


def has_answered(viewer: AnyViewer, account_id: UUID) -> bool:
    """Whether the person has answered any notice before: who has not is here for the first time."""
    return bool(Acknowledgement.objects.of(viewer).filter(account_id=account_id).exists())


def list_purposes(viewer: AnyViewer) -> QuerySet[Any]:
    """Purposes in force."""
    return Purpose.objects.of(viewer).filter(replaced_at=None)


def list_standing(viewer: AnyViewer, account_id: UUID) -> list[Standing]:
    """Each purpose in force with the person's answer."""
    rows = Acknowledgement.objects.of(viewer).filter(account_id=account_id, recalled_at=None).select_related("scan")
    answers = {row.purpose_id: row for row in rows}
    return [Standing(purpose, answers.get(purpose.pk)) for purpose in list_purposes(viewer)]


def notice_due(viewer: Viewer) -> bool:
    """Whether some purpose in force has not been shown to this person in this version."""
    return any(standing.answer is None for standing in list_standing(viewer, viewer.account_id))


def has_consent(viewer: AnyViewer, account_id: UUID, code: str) -> bool:
    """Whether this person's consent to the purpose stands, in its version in force."""
    rows = Acknowledgement.objects.of(viewer).filter(
        account_id=account_id, purpose__code=code, purpose__replaced_at=None, recalled_at=None, agreed=True
    )
    return bool(rows.exists())


def list_reads(viewer: Viewer) -> QuerySet[Any]:
    """Who opened the viewer's own card, newest first, under whatever id it was opened."""
    return CardRead.objects.of(viewer).filter(person_id__in=hooks.ids_of(viewer))
