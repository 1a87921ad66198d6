"""Which order, which version, which revision: the reading that a page or a decision stands on."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from functools import cache
from threading import Lock
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from marshrut.apps.regulation import access
from marshrut.apps.regulation.folder import read_base, read_base_facts
from marshrut.apps.regulation.models import Order, PrintChoice, Revision
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
    "regulation_of",
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

    One query. On a day before the first version the first one answers, after the last one the last: an order does not
    vanish.
    """
    rows = _revisions(viewer, on).select_related("version__order").defer("content").annotate(chosen=_chosen(viewer))
    revision = _counting(list(rows.filter(version__order_id=order_id) if order_id else rows), on, known_at)
    return _reading(viewer, revision) if revision is not None else None


def find_regulation(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> Regulation | None:
    """The typed content of the reading that `find_reading` finds, without its words: one query, for every list."""
    rows = (
        _revisions(viewer, on)
        .select_related("version")
        .only("version", "loaded_at", "version__order_id", "version__in_force")
    )
    found = _counting(list(rows), on, known_at)
    return _regulation(viewer, found.pk) if found is not None else None


def _revisions(viewer: AnyViewer, on: date) -> QuerySet[Any]:
    rows = Revision.objects.of(viewer).filter(version__order__in=list_orders(viewer, on=on).values("pk"))
    return rows.order_by("version__order__region", "version__ordinal", "ordinal")


def _counting(rows: list[Any], on: date, known_at: datetime | None) -> Any:
    """Of all revisions, in their order: the last one known of the version that counts on the day."""
    mine = [row for row in rows if row.version.order_id == rows[0].version.order_id]
    in_force = [row for row in mine if on in row.version.in_force]
    over = [row for row in mine if row.version.in_force.upper is not None and row.version.in_force.upper <= on]
    if not mine:
        return None
    version = (in_force or over[-1:] or mine)[0].version_id
    known = [row for row in mine if row.version_id == version and (known_at is None or row.loaded_at <= known_at)]
    return known[-1] if known else None


def _chosen(viewer: AnyViewer) -> Any:
    """What was chosen for print where the order contradicts itself, beside its revisions."""
    rows = PrintChoice.objects.of(viewer).filter(order=OuterRef("version__order")).order_by()
    return ArraySubquery(rows.values(pair=JSONObject(what="what", value="value")))


def get_reading(viewer: AnyViewer, order_id: UUID, *, on: date, known_at: datetime | None = None) -> Reading:
    """The same for an order that must be there; raises Order.DoesNotExist."""
    found = find_reading(viewer, on=on, order_id=order_id, known_at=known_at)
    if found is None:
        raise Order.DoesNotExist
    return found


def _reading(viewer: AnyViewer, revision: Any) -> Reading:
    version, order = revision.version, revision.version.order
    regulation = _regulation(viewer, revision.pk)
    document = regulation.clauses.document
    chosen = {one["what"]: one["value"] for one in revision.chosen}
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


def regulation_of(viewer: AnyViewer, revision_id: UUID) -> Regulation:
    """The typed content of a revision that something frozen names; raises Revision.DoesNotExist."""
    return _regulation(viewer, revision_id)


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
