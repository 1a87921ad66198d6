"""A secret address for the person's own calendar programme: made, made anew, closed. Only a hash of it is kept."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.registry import queries as registry
from marshrut.apps.routes.models import CalendarKey
from marshrut.cores.kernel import refuse
from marshrut.foundation.accounts.secrets import keyed_digest
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["close_calendar", "find_calendar", "open_calendar"]

#: Whoever asks at the address is nobody yet.
DOOR = SystemViewer("routes.calendar")


def _digest(key: str) -> str:
    return keyed_digest(key, purpose="calendar")


def _own(viewer: Viewer) -> UUID:
    own = registry.own_id(viewer)
    if own is None:
        refuse("ROUTES-04", "Ваш доступ не связан с записью в списке работников: маршрута по нему нет.").require()
        raise AssertionError
    return own


@transaction.atomic
def open_calendar(viewer: Viewer) -> str:
    """A new address of the viewer's own days; the one before opens nothing from now on. It is shown once."""
    own = _own(viewer)
    _close(viewer, own)
    key = secrets.token_urlsafe(24)
    row = CalendarKey(tenant_id=viewer.tenant_id, person_id=own, key_hash=_digest(key))
    row.save(force_insert=True)
    audit.record(viewer, "routes.calendar-opened", target=row, person_id=own)
    return key


def _close(viewer: Viewer, own: UUID) -> None:
    rows = CalendarKey.objects.of(viewer).select_for_update(of=("self",)).filter(person_id=own, ended_at=None)
    for row in rows:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        audit.record(viewer, "routes.calendar-closed", target=row, person_id=own)


@transaction.atomic
def close_calendar(viewer: Viewer) -> None:
    """The address opens nothing from now on."""
    _close(viewer, _own(viewer))


def find_calendar(key: str) -> CalendarKey | None:
    """Whose days are read at this address; None for one that was never given or is closed."""
    found: CalendarKey | None = CalendarKey.objects.of(DOOR).filter(key_hash=_digest(key), ended_at=None).first()
    return found
