"""The bank: an instrument is recorded as a draft, put in use, taken out of use. What was in use is never changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from marshrut.apps.diagnostics import access, rules
from marshrut.apps.diagnostics.models import Campaign, Instrument, InstrumentVersion, Item, ItemVersion, Slot
from marshrut.apps.diagnostics.queries.adaptive_bank import may_put_in_use, wording_of
from marshrut.apps.diagnostics.queries.bank import faults_of
from marshrut.apps.diagnostics.reading.instruments import InstrumentSpec, TaskSpec
from marshrut.apps.diagnostics.types import InstrumentState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["drop_draft", "put_in_use", "record_instrument", "retire"]


@transaction.atomic
def record_instrument(viewer: AnyViewer, spec: InstrumentSpec, *, node: Node, on: date) -> InstrumentVersion:
    """A new draft of the instrument with this code; tasks that are the same as before keep their versions."""
    instrument = Instrument.objects.of(viewer).select_for_update().filter(code=spec.code).first()
    decision = access.may_keep_bank(viewer, instrument.node_id if instrument else None, on=on)
    decision.require()
    by = viewer.account_id if isinstance(viewer, Viewer) else None
    if instrument is None:
        instrument = Instrument(tenant_id=tenant_of(viewer), code=spec.code, title=spec.title, node=node, made_by=by)
        instrument.save(force_insert=True)
    elif instrument.title != spec.title:
        instrument.title = spec.title
        instrument.save(update_fields=["title"])
    InstrumentVersion.objects.of(viewer).filter(instrument=instrument, state=InstrumentState.DRAFT).delete()
    last = InstrumentVersion.objects.of(viewer).filter(instrument=instrument).aggregate(last=Max("number"))["last"]
    version = InstrumentVersion(
        tenant_id=instrument.tenant_id,
        instrument=instrument,
        number=(last or 0) + 1,
        state=InstrumentState.DRAFT.value,
        introduction=spec.introduction,
        minutes=spec.minutes,
        feedback=spec.feedback.value,
        cuts={code: {"cut": cut, "strong": strong} for code, (cut, strong) in spec.cuts.items()},
        cuts_basis=spec.cuts_basis,
        adaptive=spec.tailoring.stored if spec.tailoring else {},
        made_by=by,
    )
    version.save(force_insert=True)
    for place, task in enumerate(spec.tasks, 1):
        wording = wording_of(viewer, task.of) if task.of else _wording(viewer, spec.code, task)
        Slot(tenant_id=version.tenant_id, version=version, item_version=wording, place=place).save(force_insert=True)
    audit.record(viewer, "diagnostics.instrument-recorded", target=version, decision=decision)
    return version


def _wording(viewer: AnyViewer, instrument: str, task: TaskSpec) -> ItemVersion:
    """The version of the task that reads just so, or a new one. Codes are unique within the instrument."""
    code = f"{instrument}/{task.code}"[:60]
    item = Item.objects.of(viewer).filter(code=code).first()
    if item is None:
        item = Item(tenant_id=tenant_of(viewer), code=code)
        item.save(force_insert=True)
    said = {
        "kind": task.kind.value,
        "competency": task.competency,
        "stem": task.stem,
        "body": task.body,
        "key": task.key,
        "max_score": task.top,
        "comment": task.comment,
        "source": task.source[:300],
    }
    same: ItemVersion | None = ItemVersion.objects.of(viewer).filter(item=item, **said).first()
    if same is not None:
        return same
    last = ItemVersion.objects.of(viewer).filter(item=item).aggregate(last=Max("number"))["last"]
    made = ItemVersion(tenant_id=item.tenant_id, item=item, number=(last or 0) + 1, **said)
    made.save(force_insert=True)
    return made


def _locked(viewer: AnyViewer, version_id: UUID, *, on: date) -> InstrumentVersion:
    rows = InstrumentVersion.objects.of(viewer).select_for_update(of=("self",)).select_related("instrument")
    version: InstrumentVersion = rows.get(pk=version_id)
    access.may_keep_bank(viewer, version.instrument.node_id, on=on).require()
    return version


@transaction.atomic
def put_in_use(viewer: AnyViewer, version_id: UUID, *, on: date, now: datetime) -> InstrumentVersion:
    """From now on campaigns may give it; it is frozen. The version before is no longer offered to new campaigns."""
    version = _locked(viewer, version_id, on=on)
    faults = faults_of(viewer, version, on=on)
    items = Slot.objects.of(viewer).filter(version=version).count()
    decision = rules.may_put_in_use(InstrumentState(version.state), faults=faults, items=items)
    decision.require()
    if version.adaptive:
        may_put_in_use(viewer, version, on=on).require()
    others = InstrumentVersion.objects.of(viewer).filter(instrument=version.instrument, state=InstrumentState.IN_USE)
    others.update(state=InstrumentState.RETIRED.value)
    version.state, version.used_since = InstrumentState.IN_USE.value, now
    version.save(update_fields=["state", "used_since"])
    audit.record(viewer, "diagnostics.instrument-in-use", target=version, decision=decision)
    return version


@transaction.atomic
def retire(viewer: AnyViewer, version_id: UUID, *, on: date) -> InstrumentVersion:
    """No longer offered to new campaigns; those under way go on."""
    version = _locked(viewer, version_id, on=on)
    if version.state == InstrumentState.IN_USE:
        version.state = InstrumentState.RETIRED.value
        version.save(update_fields=["state"])
        audit.record(viewer, "diagnostics.instrument-retired", target=version)
    return version


@transaction.atomic
def drop_draft(viewer: AnyViewer, version_id: UUID, *, on: date) -> None:
    """A draft that nobody was given is not wanted."""
    version = _locked(viewer, version_id, on=on)
    if version.state != InstrumentState.DRAFT or Campaign.objects.of(viewer).filter(version=version).exists():
        rules.may_put_in_use(InstrumentState.IN_USE, faults=(), items=1).require()
    audit.record(viewer, "diagnostics.draft-dropped", target=version)
    version.delete()
