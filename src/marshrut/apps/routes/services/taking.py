"""Steps are taken: said and shown by the person, confirmed by the companion; put off, missed, counted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteStep, StepEvidence
from marshrut.apps.routes.queries.calendar import school_year
from marshrut.apps.routes.services import replacing
from marshrut.apps.routes.services.writing import (
    account_of_viewer,
    ground_on,
    lock_step,
    move_route,
    move_step,
    planned,
    standing_steps,
)
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import (
    EvidenceKind,
    Ground,
    PlannedStep,
    ReleaseState,
    RouteDeed,
    RouteState,
    StepDeed,
    StepState,
)
from marshrut.cores.kernel import refuse
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["add_evidence", "claim", "confirm", "miss", "not_confirm", "reopen", "reschedule", "withdraw_evidence"]


@transaction.atomic
def claim(viewer: AnyViewer, step_id: UUID, *, on: date) -> RouteStep:
    """«Состоялось»: the companion sees it among who waits. Pressed twice it is one claim."""
    route, step = lock_step(viewer, step_id, on=on)
    if step.step_state in {StepState.CLAIMED, StepState.DONE}:
        return step
    decision = rules.may_claim(ground_on(viewer, route, on=on), state=route.route_state, starts=step.starts, on=on)
    decision.require()
    if route.route_state is RouteState.APPROVED:
        _begin(viewer, route, on=on)
    before, after = move_step(step, StepDeed.CLAIM, claimed_on=on)
    _record(viewer, "claimed", route, step=step, on=on, before=before, after=after, decision=decision)
    return step


def _begin(viewer: AnyViewer, route: Route, *, on: date) -> None:
    before, after = move_route(route, RouteDeed.START)
    _record(viewer, "started", route, on=on, before=before, after=after)


@transaction.atomic
def add_evidence(
    viewer: AnyViewer,
    step_id: UUID,
    *,
    kind: EvidenceKind,
    client_key: UUID,
    source: IO[bytes] | None = None,
    name: str = "",
    link: str = "",
    note: str = "",
    on: date,
) -> StepEvidence:
    """What shows that the step was taken; whoever shows it says with the same press that it took place. The same press
    again (by `client_key`) is the same evidence.

    Raises FileRefusedError for a file that is not taken, in words.
    """
    route, step = lock_step(viewer, step_id, on=on)
    sent = StepEvidence.objects.of(viewer).filter(client_key=client_key).first()
    if sent is not None:
        if sent.step_id != step.pk:
            raise RouteStep.DoesNotExist
        return sent
    decision = rules.may_claim(ground_on(viewer, route, on=on), state=route.route_state, starts=step.starts, on=on)
    decision.require()
    kept = None
    if source is not None and kind in {EvidenceKind.PHOTO, EvidenceKind.FILE}:
        kept = files.keep(
            viewer, source, name=name, file_class=FileClass.EVIDENCE, person_id=route.person_id, node_id=route.node_id
        )
    image = kept is not None and kept.mime.startswith("image/")
    rules.check_evidence(kind, has_file=kept is not None, link=link, note=note, image=image).require()
    row = StepEvidence(
        tenant_id=route.tenant_id,
        step=step,
        kind=kind.value,
        file=kept,
        link=link.strip()[:500] if kind is EvidenceKind.LINK else "",
        note=note.strip()[:1000],
        client_key=client_key,
        by=account_of_viewer(viewer),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same press came over two lines at once
        return StepEvidence.objects.of(viewer).get(client_key=client_key, step=step)
    if step.step_state not in {StepState.CLAIMED, StepState.DONE}:
        claim(viewer, step.pk, on=on)
    _record(viewer, "evidence-added", route, step=step, on=on, after=kind.value, decision=decision)
    return row


@transaction.atomic
def withdraw_evidence(viewer: AnyViewer, evidence_id: UUID, *, on: date) -> None:
    """Taken back by who may claim, before it was confirmed; the row and the file stay on record."""
    seen = StepEvidence.objects.of(viewer).get(pk=evidence_id)
    try:
        route, step = lock_step(viewer, seen.step_id, on=on)
    except RouteStep.DoesNotExist:
        raise StepEvidence.DoesNotExist from None
    ground = ground_on(viewer, route, on=on)
    decision = rules.may_change(ground, route.route_state)
    decision.require()
    if step.step_state is StepState.DONE:
        refuse(
            "ROUTES-06", "Шаг уже подтверждён: подтверждение остаётся. Скажите методисту, если приложено не то."
        ).require()
    row = StepEvidence.objects.of(viewer).select_for_update(of=("self",)).get(pk=evidence_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        _record(viewer, "evidence-withdrawn", route, step=step, on=on, decision=decision)


@transaction.atomic
def confirm(
    viewer: AnyViewer, step_id: UUID, *, hours: Decimal | None = None, edition: int | None = None, on: date
) -> RouteStep:
    """The companion confirms; so many hours count (all that were planned, unless said otherwise)."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    if step.step_state is StepState.DONE:
        return step
    ground = ground_on(viewer, route, on=on)
    decision = rules.may_confirm(accompanies=ground is Ground.CARE, own=ground is Ground.OWN)
    decision.require()
    counted = step.hours if hours is None else hours
    rules.check_hours(counted, planned=step.hours).require()
    before, after = move_step(
        step,
        StepDeed.CONFIRM,
        counted=counted,
        done_on=step.claimed_on or on,
        confirmed_by=account_of_viewer(viewer),
    )
    _record(viewer, "confirmed", route, step=step, on=on, before=before, after=after, decision=decision)
    return step


@transaction.atomic
def not_confirm(viewer: AnyViewer, step_id: UUID, *, words: str, on: date) -> RouteStep:
    """Back to the person, with words: what is missing."""
    route, step = lock_step(viewer, step_id, on=on)
    ground = ground_on(viewer, route, on=on)
    decision = rules.may_confirm(accompanies=ground is Ground.CARE, own=ground is Ground.OWN)
    decision.require()
    if not words.strip():
        refuse("ROUTES-21", "Напишите, чего не хватает: педагог увидит ваши слова рядом с шагом.").require()
    before, after = move_step(step, StepDeed.NOT_CONFIRM, claimed_on=None, words=words.strip()[:300])
    _record(
        viewer, "not-confirmed", route, step=step, on=on, before=before, after=after, words=words, decision=decision
    )
    return step


@transaction.atomic
def reopen(viewer: AnyViewer, step_id: UUID, *, now: datetime, on: date) -> RouteStep:
    """A confirmation of one press is taken back by who gave it, within minutes."""
    route, step = lock_step(viewer, step_id, on=on)
    same = step.confirmed_by is not None and step.confirmed_by == account_of_viewer(viewer)
    recent = now - step.changed_at <= rules.UNDO
    if step.step_state is StepState.DONE and not (same and recent):
        refuse("ROUTES-10", "Отменить подтверждение может тот, кто его дал, в течение десяти минут.").require()
    before, after = move_step(step, StepDeed.REOPEN, counted=None, done_on=None, confirmed_by=None)
    _record(viewer, "confirmation-undone", route, step=step, on=on, before=before, after=after)
    return step


@transaction.atomic
def reschedule(
    viewer: AnyViewer, step_id: UUID, *, starts: date, ends: date | None = None, words: str, on: date
) -> RouteStep:
    """«Перенести»: other days for the same step; the head is asked anew where they were asked before."""
    route, step = lock_step(viewer, step_id, on=on)
    ground = ground_on(viewer, route, on=on)
    decision = rules.may_reschedule(ground, has_seat=step.cohort_id is not None, starts=starts, on=on, words=words)
    decision.require()
    rules.may_change(ground, route.route_state).require()
    last = ends or starts + (step.ends - step.starts)
    old = planned(step)
    new = PlannedStep(
        kind=old.kind,
        formality=old.formality,
        title=old.title,
        starts=starts,
        ends=last,
        hours=old.hours,
        away=old.away,
    )
    rules.check_step(new, year=school_year(viewer, route.year, on=on)).require()
    others = [
        one for one in standing_steps(viewer, route) if one.pk != step.pk and one.step_state is not StepState.MISSED
    ]
    rules.fits_in_time(new, [planned(one) for one in others]).require()
    release = ReleaseState.ASKED if old.away else ReleaseState.NOT_ASKED
    was = f"{step.starts:%d.%m.%Y}"
    before, after = move_step(
        step, StepDeed.RESCHEDULE, starts=starts, ends=last, words=words.strip()[:300], release=release.value
    )
    said = f"{was} → {starts:%d.%m.%Y}: {words.strip()}"
    _record(viewer, "rescheduled", route, step=step, on=on, before=before, after=after, words=said, decision=decision)
    return step


def miss(viewer: AnyViewer, route: Route, step: RouteStep, *, words: str, on: date, **more: Any) -> None:
    """The step did not take place, and its place proposes something else. Route and step are held by the caller."""
    before, after = move_step(step, StepDeed.MISS, words=words[:300])
    _record(viewer, "missed", route, step=step, on=on, before=before, after=after, words=words)
    replacing.propose(viewer, route, step, on=on, **more)
