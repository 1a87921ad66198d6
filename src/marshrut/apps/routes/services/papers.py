"""Papers of routes: what leaves the system is written down; routes are put under an order; the form is replaced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from io import BytesIO
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import papers as documents
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import ApprovalOrder, PrintTemplate, Route
from marshrut.apps.routes.queries import papers
from marshrut.apps.routes.services.writing import record as _record
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import day

__all__ = [
    "drop_template",
    "keep_template",
    "make_order",
    "note_register",
    "order_file",
    "route_file",
    "route_sheet",
    "sample",
]

FIELDS = (
    *("name", "post", "place", "year", "state", "number", "companion", "approver", "approved_on", "order", "hours"),
    *("person_signs", "companion_signs", "approver_signs", "head_signs"),
)


@transaction.atomic
def route_file(viewer: Viewer, route_id: UUID, *, on: date, copy: bool = False) -> bytes:
    """The route as DOCX, whole in the region's form or as a copy; that it was taken is written down."""
    paper = papers.get_paper(viewer, route_id, on=on, copy=copy)
    own = None if paper.copy else papers.find_template(viewer)
    if own is not None:
        with files.read(own.file) as source:
            document = documents.read_template(source)
    else:
        document = documents.blank_route(
            paper.title,
            [(section.code, section.title) for section, _ in paper.sections],
            [(who, words) for who, words, _ in paper.signatures],
            note=paper.note,
        )
    documents.warn(document, viewer.caveat)
    made = documents.fill(document, paper.fields, paper.steps)
    _note(viewer, paper)
    return made


@transaction.atomic
def route_sheet(viewer: Viewer, route_id: UUID, *, on: date, copy: bool = False) -> bytes:
    """The same as PDF, ready for the printer, in the product's layout with the region's words; written down too."""
    paper = papers.get_paper(viewer, route_id, on=on, copy=copy)
    said = paper.fields
    heads = (
        f"{said['name']}, {said['post']}, {said['place']}",
        " · ".join(filter(None, (said["year"], said["state"], said["number"], said["order"]))),
        said["companion"],
    )
    parts = [(section.title, words, section.made_of == "steps") for section, words in paper.sections]
    signatures = [(words, name) for _, words, name in paper.signatures]
    made = documents.sheet(paper.title, heads, parts, paper.steps, signatures, note=paper.note, caveat=viewer.caveat)
    _note(viewer, paper)
    return made


def _note(viewer: Viewer, paper: papers.Paper) -> None:
    audit.record(
        viewer,
        "routes.printed",
        target=paper.route,
        reason="выписка" if paper.copy else "маршрут",
        decision=paper.decision,
        person_id=paper.route.person_id,
    )


def sample(viewer: Viewer, *, on: date) -> bytes:
    """The product's form with its named fields: to be changed in an editor and sent back."""
    said = route_rules(viewer, on=on)
    document = documents.blank_route(
        said.printed.title,
        [(one.code, one.title) for one in said.sections],
        [(one.who, one.words) for one in said.printed.signatures],
    )
    documents.warn(document, viewer.caveat)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@transaction.atomic
def keep_template(viewer: Viewer, source: IO[bytes], *, name: str, on: date) -> PrintTemplate:
    """The region's own form. Raises Refused by ROUTES-39, FileRefusedError, BrokenTemplateError."""
    rules.may_keep_template(viewer.role, fields=1).require()
    document = documents.read_template(source)
    known = {*FIELDS, *(one.code for one in route_rules(viewer, on=on).sections)}
    decision = rules.may_keep_template(viewer.role, fields=documents.count_fields(document, known))
    decision.require()
    source.seek(0)
    row = PrintTemplate(
        tenant_id=viewer.tenant_id,
        file=files.keep(viewer, source, name=name, file_class=FileClass.REPORT, node_id=viewer.node_id),
        kept_by=viewer.account_id,
    )
    row.save(force_insert=True)
    audit.record(viewer, "routes.template-kept", target=row, decision=decision, reason=name[:200])
    return row


@transaction.atomic
def drop_template(viewer: Viewer) -> None:
    """Back to the product's form; what was there stays on record."""
    rules.may_keep_template(viewer.role, fields=1).require()
    PrintTemplate.objects.of(viewer).filter(dropped_at=None).update(dropped_at=timezone.now())
    audit.record(viewer, "routes.template-dropped")


@transaction.atomic
def make_order(viewer: Viewer, *, number: str, day: date, routes: Collection[UUID], on: date) -> ApprovalOrder:
    """Put approved routes under an order. Raises Refused by ROUTES-37."""
    rows = list(Route.objects.of(viewer).select_for_update(of=("self",)).filter(pk__in=routes).order_by("pk"))
    free = set(papers.list_unordered(viewer, on=on).filter(pk__in=routes).values_list("pk", flat=True))
    decision = rules.may_put_under_order(viewer.role, number=number, routes=len(free), others=len(set(routes) - free))
    decision.require()
    same = ApprovalOrder.objects.of(viewer).filter(node_id=viewer.node_id, number=number.strip(), on=day).first()
    order = same or ApprovalOrder(
        tenant_id=viewer.tenant_id,
        node_id=viewer.node_id,
        number=number.strip()[:60],
        on=day,
        made_by=viewer.account_id,
    )
    if same is None:
        order.save(force_insert=True)
    for row in rows:
        row.approval_order = order
        row.save(update_fields=["approval_order"])
        _record(viewer, "ordered", row, on=on, words=f"№ {order.number}", decision=decision)
    audit.record(viewer, "routes.order-made", target=order, decision=decision, reason=f"маршрутов: {len(rows)}")
    return order


@transaction.atomic
def order_file(viewer: Viewer, order_id: UUID, *, on: date) -> bytes:
    """The order as DOCX with its list."""
    order = papers.get_order(viewer, order_id)
    said = route_rules(viewer, on=on).printed
    made = documents.order_document(
        said.order_title,
        number=order.number,
        day=day(order.on),
        place=order.node.name,
        preamble=said.order_preamble,
        points=said.order_points,
        rows=papers.order_rows(viewer, order, on=on),
        caveat=viewer.caveat,
    )
    audit.record(viewer, "routes.order-printed", target=order)
    return made


def note_register(viewer: Viewer, *, count: int) -> None:
    """A register that leaves the system is written down: by whom, how many lines."""
    audit.record(viewer, "routes.register-taken", reason=f"строк: {count}")
