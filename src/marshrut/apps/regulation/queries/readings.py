"""Which order, which version, which revision: the reading that a page or a decision stands on."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from functools import cache
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from marshrut.apps.regulation import access
from marshrut.apps.regulation.folder import read_base, read_base_facts
from marshrut.apps.regulation.models import Order, OrderVersion, PrintChoice, Revision
from marshrut.apps.regulation.types import BaseFacts, PrintQuestion, Reading
from marshrut.cores.regulation import (
    Catalogue,
    Regulation,
    RegulationDiff,
    contradictions,
    diff,
    from_plain,
)
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "base_facts",
    "catalogue",
    "diff_revisions",
    "find_reading",
    "find_regulation",
    "get_order",
    "get_reading",
    "get_regulation",
    "list_orders",
    "list_revisions",
    "print_questions",
]

#: Typed regulations by tenant and revision: what one tenant may have is not given to another out of memory.
_KEPT = 32
_typed: OrderedDict[tuple[UUID | None, UUID], Regulation] = OrderedDict()
_lock = Lock()


@cache
def catalogue() -> Catalogue:
    """The product's functions, read once."""
    return read_base()


@cache
def base_facts() -> BaseFacts:
    """Facts common to all regions with their sources, read once. Nobody's data: no viewer is asked for."""
    return read_base_facts()


def list_orders(viewer: AnyViewer, *, on: date) -> QuerySet[Order]:
    """Orders of the viewer's tenant."""
    return Order.objects.of(viewer).filter(access.visible(viewer, on=on)).select_related("node")


def get_order(viewer: AnyViewer, order_id: UUID) -> Order:
    """One order; raises Order.DoesNotExist."""
    order: Order = Order.objects.of(viewer).select_related("node").get(pk=order_id)
    return order


def find_reading(
    viewer: AnyViewer, *, on: date, order_id: UUID | None = None, known_at: datetime | None = None
) -> Reading | None:
    """The reading of the order that counts on that day, by what was loaded then; None before anything is loaded.

    On a day before the first version the first one answers, after the last one the last: an order does not vanish.
    """
    orders = list_orders(viewer, on=on)
    order = orders.filter(pk=order_id).first() if order_id else orders.first()
    if order is None:
        return None
    versions = OrderVersion.objects.of(viewer).filter(order=order)
    version = versions.filter(in_force__contains=on).first() or versions.filter(in_force__fully_lt=(on, None)).last()
    version = version or versions.first()
    if version is None:
        return None
    revisions = Revision.objects.of(viewer).filter(version=version)
    if known_at is not None:
        revisions = revisions.filter(loaded_at__lte=known_at)
    revision = revisions.defer("content").last()
    return _reading(viewer, order, version, revision) if revision is not None else None


def find_regulation(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> Regulation | None:
    """The typed content of the reading that `find_reading` finds, without its words: one query, for every list."""
    rows = Revision.objects.of(viewer).filter(version__order__in=list_orders(viewer, on=on).values("pk"))
    rows = rows.order_by("version__order__region", "version__ordinal", "ordinal")
    found = list(rows.values_list("version__order_id", "version_id", "version__in_force", "pk", "loaded_at"))
    mine = [row for row in found if row[0] == found[0][0]]
    in_force = [row for row in mine if on in row[2]]
    over = [row for row in mine if row[2].upper is not None and row[2].upper <= on]
    if not mine:
        return None
    version = (in_force or over[-1:] or mine)[0][1]
    known = [row[3] for row in mine if row[1] == version and (known_at is None or row[4] <= known_at)]
    return _regulation(viewer, known[-1]) if known else None


def get_reading(viewer: AnyViewer, order_id: UUID, *, on: date, known_at: datetime | None = None) -> Reading:
    """The same for an order that must be there; raises Order.DoesNotExist."""
    found = find_reading(viewer, on=on, order_id=order_id, known_at=known_at)
    if found is None:
        raise Order.DoesNotExist
    return found


def _reading(viewer: AnyViewer, order: Order, version: OrderVersion, revision: Revision) -> Reading:
    regulation = _regulation(viewer, revision.pk)
    document = regulation.clauses.document
    chosen = dict(PrintChoice.objects.of(viewer).filter(order=order).values_list("what", "value"))
    since = version.in_force.lower
    return Reading(
        order_id=order.pk,
        region=order.region,
        region_name=regulation.structure.name,
        node_id=order.node_id,
        kind=document.kind,
        number=chosen.get("number", document.number),
        date=chosen.get("date", f"{document.date:%d.%m.%Y}"),
        issuer=document.issuer,
        title=document.title,
        version_id=version.pk,
        version=f"редакция {version.ordinal}" + (f" (действует с {since:%d.%m.%Y})" if since else ""),
        revision_id=revision.pk,
        revision=f"прочтение {revision.ordinal} от {timezone.localtime(revision.loaded_at):%d.%m.%Y}",
        loaded_at=revision.loaded_at,
        checksum=revision.checksum,
    )


def get_regulation(viewer: AnyViewer, reading: Reading) -> Regulation:
    """The typed content behind a reading."""
    return _regulation(viewer, reading.revision_id)


def _regulation(viewer: AnyViewer, revision_id: UUID) -> Regulation:
    key = (viewer.tenant_id, revision_id)
    with _lock:
        if key in _typed:
            _typed.move_to_end(key)
            return _typed[key]
    content = Revision.objects.of(viewer).values_list("content", flat=True).get(pk=revision_id)
    made = from_plain(content)
    with _lock:
        _typed[key] = made
        while len(_typed) > _KEPT:
            _typed.popitem(last=False)
    return made


def list_revisions(viewer: AnyViewer, order_id: UUID) -> QuerySet[Any]:
    """Every reading of the order that was loaded, newest first."""
    rows = Revision.objects.of(viewer).filter(version__order_id=order_id).defer("content")
    return rows.select_related("version", "loaded_by").order_by("-loaded_at", F("ordinal").desc())


def diff_revisions(viewer: AnyViewer, old_id: UUID, new_id: UUID) -> RegulationDiff:
    """What changed from one revision to another; raises Revision.DoesNotExist."""
    return diff(_regulation(viewer, old_id), _regulation(viewer, new_id))


def print_questions(viewer: AnyViewer, reading: Reading) -> tuple[PrintQuestion, ...]:
    """Where the order contradicts itself in number or date, and what was chosen. Unanswered ones are to be asked."""
    chosen = dict(PrintChoice.objects.of(viewer).filter(order_id=reading.order_id).values_list("what", "value"))
    found = contradictions(get_regulation(viewer, reading).clauses.document)
    return tuple(
        PrintQuestion(
            what=one.what,
            question=one.question,
            note=one.note or "",
            choices=tuple((choice.value, ", ".join(choice.places)) for choice in one.choices),
            chosen=chosen.get(one.what),
        )
        for one in found
    )
