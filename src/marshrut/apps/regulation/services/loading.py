"""Loading a region: tenant and places where there are none, then a revision of the order's version."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from marshrut.apps.regulation import rules
from marshrut.apps.regulation.models import Clause, Order, OrderVersion, Responsible, Revision
from marshrut.apps.regulation.types import LoadResult
from marshrut.cores.kernel import Decision
from marshrut.cores.regulation import Regulation, RegulationDiff, Territory, checksum, diff, from_plain, plain
from marshrut.cores.regulation.readers import FIRST_YEAR
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.queries import find_by_source
from marshrut.foundation.scope.services import add_node, ensure_tenant
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["load_region"]

#: First half of the advisory lock's key; the second is a hash of the region.
_LOCK = 0x7265670A
_KINDS = {"municipality": NodeKind.MUNICIPALITY, "settlement": NodeKind.SETTLEMENT}


@transaction.atomic
def load_region(
    viewer: AnyViewer,
    regulation: Regulation,
    *,
    on: date,
    accept_removed: bool = False,
    reason: str = "",
    new_version_from: date | None = None,
    basis: str = "",
) -> LoadResult:
    """Load a checked regulation. The same content again changes nothing; two loads at once wait for one another.

    `viewer` without a tenant makes the tenant and the places from the regulation's territories. `new_version_from`
    opens a new version of the order from that day, by the act named in `basis`; else the content is a new revision of
    the version in force. Raises Refused when clauses vanish that somebody answers for, unless accepted with a reason.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, regulation.region])
    actor = _of_tenant(viewer, regulation)
    top = _ensure_places(actor, regulation)
    order = _ensure_order(actor, regulation, top)
    decision = _may_load(viewer, order, on)
    decision.require()
    version, previous = _version(actor, order, regulation, new_version_from, basis, on)
    digest = checksum(regulation)
    if previous is not None and previous.checksum == digest and previous.version_id == version.pk:
        return LoadResult(order.pk, previous.pk, False, previous.ordinal, digest, None, len(regulation.clauses.clauses))
    changes = diff(from_plain(previous.content), regulation) if previous is not None else None
    dropped = _may_drop(actor, order, changes, on, accept_removed=accept_removed, reason=reason)
    dropped.require()
    revision = _write(viewer, actor, version, previous, regulation, digest, reason)
    audit.record(
        actor,
        "regulation.revision-loaded",
        target=revision,
        reason=reason,
        decision=dropped if changes and changes.removed_clauses else decision,
        order_version=str(version.ordinal),
        revision=f"{revision.ordinal}:{digest[:12]}",
    )
    return LoadResult(order.pk, revision.pk, True, revision.ordinal, digest, changes, len(regulation.clauses.clauses))


def _of_tenant(viewer: AnyViewer, regulation: Regulation) -> AnyViewer:
    if isinstance(viewer, Viewer) or viewer.tenant_id is not None:
        return viewer
    tenant = ensure_tenant(viewer, regulation.region, name=regulation.structure.name)
    return SystemViewer(viewer.purpose, tenant.pk)


def _may_load(viewer: AnyViewer, order: Order, on: date) -> Decision:
    if isinstance(viewer, SystemViewer):
        return rules.may_load(None, inside=True)
    return rules.may_load(viewer.role, inside=scope_access.inside(viewer, order.node_id, on=on))


def _ensure_places(viewer: AnyViewer, regulation: Regulation) -> Node:
    """The region's top and the territories under it. Only adds.

    They stand from the first day the data may speak of: people and figures of years before the order have a place too.
    """
    since = date(FIRST_YEAR, 1, 1)
    listed = regulation.territories.territories if regulation.territories else ()
    zones = {_zone(one) for one in listed} - {""}
    zone = zones.pop() if len(zones) == 1 else ""
    top = find_by_source(viewer, f"region:{regulation.region}")
    if top is None:
        district = regulation.structure.top_level == "municipal"
        top = add_node(
            viewer,
            kind=NodeKind.MUNICIPALITY if district else NodeKind.REGION,
            name=regulation.structure.name,
            parent_id=None,
            since=since,
            zone=zone,
            source_key=f"region:{regulation.region}",
        )
    known = set(Node.objects.of(viewer).exclude(source_key="").values_list("source_key", flat=True))
    for one in listed:
        key = f"territory:{one.name}"[:120]
        if one.place in _KINDS and key not in known:
            add_node(
                viewer,
                kind=_KINDS[one.place],
                name=one.name,
                short=_short(one),
                parent_id=top.pk,
                since=since,
                zone=_zone(one),
                source_key=key,
            )
    return top


def _short(one: Territory) -> str:
    """What stands in quotation marks in an official name: «Лесной муниципальный округ»."""
    found = re.search(r"«([^»]+)»", one.name)
    return found[1] if found else ""


def _zone(one: Territory) -> str:
    """The offset as the source gives it, as a name of the zone database (whose signs run the other way)."""
    found = re.fullmatch(r"UTC([+-])(\d{1,2})", one.utc_offset or "")
    return f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}" if found else ""


def _ensure_order(viewer: AnyViewer, regulation: Regulation, top: Node) -> Order:
    order, made = Order.objects.of(viewer).get_or_create(
        region=regulation.region, tenant_id=tenant_of(viewer), defaults={"node": top}
    )
    if made:
        audit.record(viewer, "regulation.order-made", target=order)
    return order


def _version(
    viewer: AnyViewer,
    order: Order,
    regulation: Regulation,
    opens: date | None,
    basis: str,
    on: date,
) -> tuple[OrderVersion, Revision | None]:
    """The version to load into, and the last revision of the order whichever version it belongs to."""
    rows = OrderVersion.objects.of(viewer).filter(order=order)
    last = rows.last()
    previous = Revision.objects.of(viewer).filter(version__order=order).order_by("version__ordinal", "ordinal").last()
    if last is not None and opens is None:
        return rows.filter(in_force__contains=on).first() or last, previous
    start = opens or regulation.clauses.document.date
    if last is not None:
        lower = last.in_force.lower
        if lower is not None and start <= lower:
            raise ValueError(f"новая редакция должна начинаться позже {lower:%d.%m.%Y}")
        last.in_force = DateRange(lower, start, "[)")
        last.save(update_fields=["in_force"])
    version = OrderVersion.objects.of(viewer).create(
        tenant_id=tenant_of(viewer),
        order=order,
        ordinal=last.ordinal + 1 if last else 1,
        in_force=DateRange(start, None, "[)"),
        basis=basis,
    )
    audit.record(viewer, "regulation.version-opened", target=version, reason=basis)
    return version, previous


def _may_drop(
    viewer: AnyViewer, order: Order, changes: RegulationDiff | None, on: date, *, accept_removed: bool, reason: str
) -> Decision:
    removed = changes.removed_clauses if changes else frozenset[str]()
    rows = Responsible.objects.of(viewer).known().filter(order=order, clause_code__in=removed)
    answered = rows.exclude(valid__isempty=True).exclude(valid__fully_lt=(on, None))
    codes = sorted(set(answered.values_list("clause_code", flat=True)))
    return rules.may_drop_clauses(codes, accepted=accept_removed, reason=reason)


def _write(
    viewer: AnyViewer,
    actor: AnyViewer,
    version: OrderVersion,
    previous: Revision | None,
    regulation: Regulation,
    digest: str,
    reason: str,
) -> Revision:
    last = Revision.objects.of(actor).filter(version=version).order_by("ordinal").last()
    revision = Revision(
        tenant_id=version.tenant_id,
        version=version,
        ordinal=last.ordinal + 1 if last else 1,
        loaded_by_id=viewer.account_id if isinstance(viewer, Viewer) else None,
        purpose=viewer.purpose if isinstance(viewer, SystemViewer) else "",
        checksum=digest,
        content=plain(regulation),
        previous=previous,
        reason=reason,
    )
    revision.save(force_insert=True)
    Clause.objects.of(actor).bulk_create(_rows(revision, regulation))
    return revision


def _rows(revision: Revision, regulation: Regulation) -> list[Clause]:
    prefix = f"{regulation.structure.clause_prefix}-"
    return [
        Clause(
            tenant_id=revision.tenant_id,
            revision=revision,
            code=one.id,
            ordinal=ordinal,
            section=one.id.removeprefix(prefix).rsplit("-", 1)[0],
            kind=one.kind,
            actors=list(one.actors),
            actor_written=one.actor_written or "",
            says=one.says,
            seen=one.seen,
            capability=list(one.capability),
            functions=list(one.functions),
            outside=one.outside or "",
        )
        for ordinal, one in enumerate(regulation.clauses.clauses)
    ]
