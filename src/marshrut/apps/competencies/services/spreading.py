"""Drafts of who goes to which methodist: asked for, counted behind the page, taken whole by an order, taken back.

Work that is killed leaves a draft as it was before: nothing is half written, and begun again it does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch, AccompanimentDraft
from marshrut.apps.competencies.queries.files import changed_since
from marshrut.apps.competencies.queries.giving import Wanted
from marshrut.apps.competencies.queries.spreading import gather_question, plain_wanted, standing_draft, wanted_of
from marshrut.apps.competencies.rules import MOST_AT_ONCE, spreading
from marshrut.apps.competencies.services.giving import alone
from marshrut.apps.competencies.services.replacing import replace, take_batch_back
from marshrut.apps.competencies.services.spread_solving import answer
from marshrut.apps.competencies.types import SpreadState
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.bulk import unswept
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["ACCEPTING", "MAKING", "accept_draft", "ask_draft", "drop_draft", "make_draft", "undo_draft", "write_draft"]

_S = SpreadState
MAKING, ACCEPTING = "competencies.spread", "competencies.accept-spread"
Step = Callable[[int, int, str], None]


def _quiet(done: int, total: int, words: str) -> None:
    """Nobody watches."""


@transaction.atomic
def ask_draft(viewer: Viewer, wanted: Wanted, *, words: str, on: date) -> AccompanimentDraft:
    """Have it counted behind the page, within the viewer's place. Raises Refused by COMPETENCIES-20."""
    decision = spreading.may_spread(viewer.role, inside=scope_access.inside(viewer, viewer.node_id, on=on))
    decision.require()
    row = AccompanimentDraft(
        tenant_id=viewer.tenant_id,
        node_id=viewer.node_id,
        wanted=plain_wanted(wanted),
        words=words[:600],
        made_by=viewer.account_id,
        made_by_name=viewer.name,
    )
    row.save(force_insert=True)
    row.job = jobs.start(viewer, MAKING, draft_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record(viewer, "competencies.spread-asked", target=row, decision=decision, reason=words[:300])
    return row


def make_draft(system: SystemViewer, draft_id: UUID, *, step: Step = _quiet) -> None:
    """Count it. A no of a rule is the draft's answer; anything else fails the work, and the draft says so."""
    rows = AccompanimentDraft.objects.of(system).filter(pk=draft_id, state=_S.MAKING.value)
    row = rows.first()
    if row is None:
        return
    try:
        with unswept():
            question = gather_question(system, wanted_of(row.wanted), node_id=row.node_id, on=today(system))
            found = answer(question, step=step)
    except Refused as no:
        rows.update(state=_S.FAILED.value, problem=no.decision.text[:300])
    except Exception:
        rows.update(state=_S.FAILED.value, problem="Посчитать не получилось. Попробуйте ещё раз.")
        raise
    else:
        rows.update(state=_S.READY.value, result=found, key=question.key)


def _locked(viewer: AnyViewer, draft_id: UUID) -> AccompanimentDraft:
    row: AccompanimentDraft = AccompanimentDraft.objects.of(viewer).select_for_update(of=("self",)).get(pk=draft_id)
    return row


@transaction.atomic
def accept_draft(
    viewer: Viewer, draft_id: UUID, *, order_number: str, order_date: date | None, on: date
) -> AccompanimentDraft:
    """Write the whole of it, a large one behind the page. Raises Refused by COMPETENCIES-21, DoesNotExist."""
    alone(viewer)
    row = _locked(viewer, draft_id)
    found = len(row.result.get("pairs", ()))
    inside = scope_access.inside(viewer, row.node_id, on=on)
    state = standing_draft(row)
    said: dict[str, Any] = {"inside": inside, "state": state, "found": found, "order_number": order_number}
    decision = spreading.may_accept(viewer.role, same=True, **said)
    decision.require()
    spreading.may_move(state, _S.ACCEPTING).require()
    row.state, row.problem, row.order_number, row.order_date = _S.ACCEPTING.value, "", order_number.strip(), order_date
    row.taken_by, row.taken_by_name = viewer.account_id, viewer.name
    row.save(update_fields=["state", "problem", "order_number", "order_date", "taken_by", "taken_by_name"])
    if found > MOST_AT_ONCE:
        row.job = jobs.start(viewer, ACCEPTING, draft_id=str(row.pk))
        row.save(update_fields=["job"])
        return row
    spreading.may_accept(viewer.role, same=_same(row, on=on), **said).require()
    _write(viewer, row)
    return row


def write_draft(system: SystemViewer, draft_id: UUID, *, step: Step = _quiet) -> bool:
    """The same behind the page; False: the lists have changed since, and the draft waits as it was, nothing written."""
    try:
        with unswept(), transaction.atomic():
            alone(system)
            row = _locked(system, draft_id)
            if row.state != _S.ACCEPTING.value:
                return row.state == _S.ACCEPTED.value
            step(0, 2, "сверяем со списками")
            if not _same(row, on=today(system)):
                row.state, row.problem = _S.READY.value, spreading.CHANGED
                row.save(update_fields=["state", "problem"])
                return False
            step(1, 2, "записываем")
            _write(system, row)
    except Exception:
        AccompanimentDraft.objects.of(system).filter(pk=draft_id, state=_S.ACCEPTING.value).update(state=_S.READY.value)
        raise
    return True


def _same(row: AccompanimentDraft, *, on: date) -> bool:
    """Whether everything it was counted from still stands so."""
    system = SystemViewer("competencies.spread", row.tenant_id)
    return gather_question(system, wanted_of(row.wanted), node_id=row.node_id, on=on).key == row.key


def _write(viewer: AnyViewer, row: AccompanimentDraft) -> None:
    """The batch, who leaves whom, who goes to whom; keys of it all stay with the draft for the way back."""
    wanted, pairs = wanted_of(row.wanted), row.result["pairs"]
    batch = AccompanimentBatch(
        tenant_id=row.tenant_id,
        node_id=row.node_id,
        words=f"Распределение: {row.words}"[:600],
        count=len(pairs),
        order_number=row.order_number,
        order_date=row.order_date,
        given_by=row.taken_by,
        given_by_name=row.taken_by_name,
    )
    batch.save(force_insert=True)
    replaced = [
        replace(viewer, was, since=wanted.since, order_number=row.order_number)
        for was in _before(viewer, wanted, {one: was for one, _, was in pairs if was})
    ]
    made = [
        Accompaniment(
            tenant_id=row.tenant_id,
            person_id=UUID(person),
            companion_id=UUID(companion),
            order_number=row.order_number,
            order_date=row.order_date,
            valid=wanted.days,
            batch=batch,
        )
        for person, companion, _ in pairs
    ]
    Accompaniment.objects.of(viewer).bulk_create(made, batch_size=500)
    for given in made:
        audit.record(viewer, "competencies.accompaniment-given", target=given, person_id=given.person_id)
    row.result = {**row.result, "made": [str(one.pk) for one in made], "replaced": replaced}
    row.state, row.batch = _S.ACCEPTED.value, batch
    row.save(update_fields=["state", "result", "batch"])
    audit.record(viewer, "competencies.spread-taken", target=row, reason=f"закреплено: {len(made)}")


def _before(viewer: AnyViewer, wanted: Wanted, leaving: dict[str, str]) -> list[Accompaniment]:
    """Rows of those who leave a methodist, held."""
    rows = Accompaniment.objects.of(viewer).known().select_for_update(of=("self",))
    rows = rows.filter(person_id__in=[UUID(one) for one in leaving], valid__overlap=wanted.days).order_by("pk")
    return [one for one in rows if leaving[str(one.person_id)] == str(one.companion_id)]


@transaction.atomic
def drop_draft(viewer: Viewer, draft_id: UUID, *, on: date) -> AccompanimentDraft:
    """Throw it away: nothing was written, and who was meant in it is forgotten."""
    row = _locked(viewer, draft_id)
    spreading.may_spread(viewer.role, inside=scope_access.inside(viewer, row.node_id, on=on)).require()
    decision = spreading.may_move(standing_draft(row), _S.DROPPED)
    decision.require()
    row.state, row.result, row.ended_at = _S.DROPPED.value, {}, timezone.now()
    row.save(update_fields=["state", "result", "ended_at"])
    audit.record(viewer, "competencies.spread-dropped", target=row, decision=decision)
    return row


@transaction.atomic
def undo_draft(viewer: Viewer, draft_id: UUID, *, why: str, on: date) -> AccompanimentDraft:
    """As if it had never been taken: what it gave ends, who it replaced accompanies again."""
    alone(viewer)
    row = _locked(viewer, draft_id)
    facts: dict[str, Any] = {"inside": scope_access.inside(viewer, row.node_id, on=on), "why": why}
    changed = "; ".join(changed_since(viewer, row.result.get("made", []), row.result.get("replaced", [])))
    decision = spreading.may_undo(viewer.role, state=SpreadState(row.state), changed=changed, **facts)
    decision.require()
    now = timezone.now()
    take_batch_back(viewer, row.batch_id, row.result["replaced"], why=why.strip()[:300], now=now)
    row.state, row.ended_at, row.ended_why = _S.UNDONE.value, now, why.strip()[:300]
    row.save(update_fields=["state", "ended_at", "ended_why"])
    audit.record(viewer, "competencies.spread-undone", target=row, decision=decision, reason=why)
    return row
