"""Where privacy meets the rest: the step on the way in, the menu, and who may have a scan of a consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from marshrut.cores.kernel import Decision
from marshrut.foundation.accounts import access as accounts_access
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.privacy import rules, services
from marshrut.foundation.privacy.models import Acknowledgement
from marshrut.foundation.privacy.queries import notice_due
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer
from marshrut.foundation.ui import navigation

__all__ = ["CONSENT_KEEPER", "furnish", "notice_step", "register_menu"]


def notice_step(viewer: Viewer) -> str | None:
    """To the notice, while there is something new in it."""
    return reverse("privacy:notice") if notice_due(viewer) else None


def furnish(viewer: SystemViewer) -> None:
    """A new tenant begins with the product's own purposes."""
    services.ensure_purposes(viewer, on=timezone.localdate())


def register_menu() -> None:
    """«Мои данные» in everybody's menu."""
    navigation.register_menu(lambda _viewer: [navigation.Item("Мои данные", reverse("privacy:mine"))])


def _may_scan(viewer: AnyViewer, file: StoredFile, on: date) -> Decision:
    own = isinstance(viewer, Viewer) and viewer.account_id == file.person_id
    account = Account.objects.of(viewer).filter(pk=file.person_id).first() if file.person_id else None
    handling = accounts_access.may_handle(viewer, account, on=on) if account else None
    return rules.may_see_scan(own=own, handling=handling)


def _used_scans(ids: Iterable[UUID]) -> set[UUID]:
    rows = Acknowledgement.objects.of(SystemViewer("files.sweep")).filter(scan_id__in=list(ids))
    return set(rows.values_list("scan_id", flat=True))


CONSENT_KEEPER = ClassKeeper(may=_may_scan, used=_used_scans)
