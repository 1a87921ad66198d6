"""Who may see an order and do something about its clauses: as a query condition and as a decision, side by side."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from marshrut.apps.regulation import rules
from marshrut.apps.regulation.models import Order, Proof, Responsible
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope import access as scope
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, reaches

__all__ = ["Deed", "answers_for", "may", "may_open_file", "visible"]


class Deed(StrEnum):
    """What somebody wants to do."""

    READ = "read"
    APPOINT = "appoint"
    PROVE = "prove"
    DECLARE = "declare"
    REVOKE = "revoke"
    PRINT = "print"
    LOAD = "load"


_MANAGED = frozenset({Deed.APPOINT, Deed.PRINT, Deed.LOAD})


def visible(viewer: AnyViewer, deed: Deed = Deed.READ, *, on: date) -> Q:
    """Orders (rows of `Order`) about which the viewer may do this for any clause."""
    if isinstance(viewer, SystemViewer) or deed is Deed.READ:
        return Q() if deed is not Deed.DECLARE else Q(pk__in=[])
    answering = Q(
        Exists(Responsible.objects.of(viewer).true(on).filter(order=OuterRef("pk"), account_id=viewer.account_id))
    )
    if deed is Deed.DECLARE:
        return answering
    managed = _managed(viewer, deed, on)
    return managed if deed in _MANAGED else managed | answering


def _managed(viewer: Viewer, deed: Deed, on: date) -> Q:
    roles = rules.MANAGING_ROLES if deed is not Deed.LOAD else rules.LOADING_ROLES
    if viewer.role not in roles:
        return Q(pk__in=[])
    placed = Placement.objects.of(viewer).true(on).filter(node=OuterRef("node"), path__under=viewer.node_path)
    return Q(Exists(placed))


def answers_for(viewer: AnyViewer, order: Order, clause_code: str | None, *, on: date) -> bool:
    """Whether the viewer answers for this clause on that day (None: for any clause of the order)."""
    if isinstance(viewer, SystemViewer):
        return False
    rows = Responsible.objects.of(viewer).true(on).filter(order=order, account_id=viewer.account_id)
    return bool((rows.filter(clause_code=clause_code) if clause_code else rows).exists())


def may(
    viewer: AnyViewer, deed: Deed, order: Order, *, on: date, clause_code: str | None = None, reason: str = "—"
) -> Decision:
    """Whether the viewer may do this about a clause of the order (None: about any of its clauses)."""
    same_tenant = reaches(viewer, order.tenant_id)
    if deed is Deed.READ or not same_tenant:
        return rules.may_read(same_tenant=same_tenant)
    role = viewer.role if isinstance(viewer, Viewer) else None
    inside = scope.inside(viewer, order.node_id, on=on)
    if deed is Deed.APPOINT:
        return rules.may_appoint(role, inside=inside)
    if deed is Deed.LOAD:
        return rules.may_load(role, inside=inside)
    if deed is Deed.PRINT:
        return rules.may_print(role, inside=inside)
    answering = answers_for(viewer, order, clause_code, on=on)
    if deed is Deed.DECLARE:
        return rules.may_declare(responsible=answering, reason=reason)
    decide = rules.may_prove if deed is Deed.PROVE else rules.may_revoke
    return decide(role, inside=inside, responsible=answering)


def may_open_file(viewer: AnyViewer, file_id: UUID, *, on: date) -> Decision:
    """Whether the viewer may have a file attached as a proof: who may attach to that clause may also look."""
    decision = rules.may_open_proof(None)
    for proof in Proof.objects.of(viewer).filter(file_id=file_id).select_related("order"):
        decision = rules.may_open_proof(may(viewer, Deed.PROVE, proof.order, on=on, clause_code=proof.clause_code))
        if decision:
            break
    return decision
