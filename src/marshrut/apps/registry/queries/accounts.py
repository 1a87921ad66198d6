"""Accesses that may belong to people of the list: the same name at the same place, joined to nobody yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry import access
from marshrut.apps.registry.models import PersonDetails
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["namesakes_of"]


def namesakes_of(viewer: AnyViewer, people: Iterable[PersonDetails], *, on: date) -> dict[UUID, list[Any]]:
    """Person → accounts of the viewer's place with the same name that nobody of the list holds."""
    by_name: dict[str, list[UUID]] = defaultdict(list)
    for one in people:
        by_name[one.sort_name].append(one.person_id)
    here = access.nodes_of(viewer, on=on)
    rows = Account.objects.of(viewer).filter(is_active=True, person=None, node_id__in=here, sort_name__in=list(by_name))
    found: dict[UUID, list[Any]] = defaultdict(list)
    for account in rows.select_related("node"):
        for person_id in by_name.get(account.sort_name, ()):
            found[person_id].append(account)
    return dict(found)
