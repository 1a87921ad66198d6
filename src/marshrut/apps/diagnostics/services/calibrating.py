"""The bank is calibrated behind the page; a calibration is looked at, then put in force, set aside or taken out again.

A calibration is made whole or not at all: a killed worker leaves a row that says so, and its job tried again begins
from the same day and model. Putting in force is one transaction with the judging of everybody it touches.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.services import Outlook, follow_scale, look_ahead
from marshrut.apps.diagnostics.models import CalibratedItem, Calibration, ItemVersion
from marshrut.apps.diagnostics.queries.calibrating import AreaAnswers, answers_by_area, bearer_of, scored_results
from marshrut.apps.diagnostics.queries.calibrations import count_scored, standing
from marshrut.apps.diagnostics.queries.options import OptionsOf, options_of
from marshrut.apps.diagnostics.queries.scales import scale_of
from marshrut.apps.diagnostics.rules import may_record_past
from marshrut.apps.diagnostics.rules import scales as rules
from marshrut.apps.diagnostics.services.calibrated import ItemCard, Scale, make_scale, usable
from marshrut.apps.diagnostics.services.scaling import alone_with_scale, values_of
from marshrut.apps.diagnostics.types import SOURCE, CalibrationState, DiagnosticsError
from marshrut.cores.psychometrics.problems import PsychometricsError
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.types import StoppedError
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer, Viewer, tenant_of

__all__ = [
    "apply_calibration",
    "ask_calibration",
    "ask_to_count_by",
    "calibrate_at_once",
    "count_by_shares",
    "drop",
    "forget_scale",
    "run_calibration",
]

Step = Callable[[int, int, str], None]
#: Who begins something about calibrations goes through this door one after another.
_DOOR = -4
_STATE = CalibrationState
_BROKEN = "Посчитать не получилось. Попробуйте ещё раз; повторится – скажите администратору."


def _quiet(done: int, total: int, words: str = "") -> None:
    """Nobody watches."""


@transaction.atomic
def ask_calibration(viewer: Viewer, *, model: str, until: date) -> Calibration:
    """Have the bank calibrated by the answers until a day. Raises Refused by DIAGNOSTICS-30, DiagnosticsError."""
    if model not in {"rasch", "2pl"}:
        raise DiagnosticsError("Выберите модель из списка.")
    _one_after_another(viewer)
    decision = rules.may_calibrate(viewer.role, running=bool(_at_work(viewer)))
    decision.require()
    last = Calibration.objects.of(viewer).aggregate(last=Max("number"))["last"]
    row = Calibration(
        tenant_id=viewer.tenant_id,
        number=(last or 0) + 1,
        model=model,
        until=until,
        state=_STATE.RUNNING.value,
        asked_by=viewer.account_id,
        asked_by_name=viewer.name,
    )
    row.save(force_insert=True)
    title = f"Калибровка № {row.number}: ответы до {until:%d.%m.%Y}"
    row.job = jobs.start(viewer, "diagnostics.calibrate", title=title, calibration_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record(viewer, "diagnostics.calibration-asked", target=row, decision=decision)
    return row


def _one_after_another(viewer: Viewer) -> None:
    """Two presses at once, or two people: the second sees what the first has begun."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [viewer.tenant_id.int & 0x7FFFFFFF, _DOOR])


def _at_work(viewer: Viewer) -> list[Calibration]:
    """Calibrations that are really being made or put in force; of others whose work was lost, the row is told."""
    rows = list(Calibration.objects.of(viewer).filter(state__in=[_STATE.RUNNING, _STATE.APPLYING]))
    for row in rows:
        row.state = standing(row).value
    return [row for row in rows if row.state in {_STATE.RUNNING, _STATE.APPLYING}]


def run_calibration(viewer: SystemViewer, calibration_id: UUID, *, step: Step = _quiet) -> None:
    """The work itself: answers, scales, what would change. Raises StoppedError when asked to stop."""
    row = Calibration.objects.of(viewer).get(pk=calibration_id)
    if row.state == _STATE.READY:
        return  # the work was begun a second time, and the first came to its end
    if row.state == _STATE.FAILED:
        _set(row, _STATE.RUNNING, trouble="")
    if row.state != _STATE.RUNNING:
        raise DiagnosticsError("Эту калибровку отложили. Начните новую: «Калибровка заданий».")
    try:
        _calibrate(viewer, row, step)
    except StoppedError:
        Calibration.objects.of(viewer).filter(pk=row.pk, state=_STATE.RUNNING).update(
            state=_STATE.DROPPED, trouble="Остановлена по просьбе."
        )
        raise
    except Exception as error:  # the row is told first, then the same error goes on
        _set(row, _STATE.FAILED, trouble=str(error)[:500] if isinstance(error, PsychometricsError) else _BROKEN)
        raise


def _set(row: Calibration, to: CalibrationState, **fields: Any) -> None:
    """Move it, unless somebody moved it meanwhile: then the work is not wanted any more (StoppedError)."""
    rules.may_move_calibration(_STATE(row.state), to).require()
    rows = Calibration.objects.of(SystemViewer("diagnostics.calibration", row.tenant_id))
    if not rows.filter(pk=row.pk, state=row.state).update(state=to.value, **fields):
        raise StoppedError
    row.state = to.value
    for name, value in fields.items():
        setattr(row, name, value)


def _calibrate(viewer: SystemViewer, row: Calibration, step: Step) -> None:
    step(0, 1, "собираем ответы")
    found, fingerprint = answers_by_area(viewer, until=row.until)
    scales: list[Scale] = []
    skipped: list[dict[str, str]] = []
    total = len(found) + 3
    for number, code in enumerate(sorted(found)):
        step(number + 1, total, f"шкала {number + 1} из {len(found)}")
        made = _scale(found[code], row.model, skipped)
        if made is not None:
            scales.append(made)
    step(total - 2, total, "варианты ответов")
    chosen = options_of(viewer, [name for one in scales for name in one.bank.names], until=row.until)
    with transaction.atomic():
        areas = [area for one in scales if (area := _area(viewer, one, skipped)) is not None]
        kept = {area["competency"] for area in areas}
        _write_items(viewer, row, [one for one in scales if one.competency in kept], chosen)
        row.areas, row.skipped, row.fingerprint = areas, skipped, fingerprint
        row.people = max((area["people"] for area in areas), default=0)
        row.answers = sum(area["answers"] for area in areas)
        row.made_at = timezone.now()
        row.save(update_fields=["areas", "skipped", "fingerprint", "people", "answers", "made_at"])
        step(total - 1, total, "что изменится для людей")
        _set(row, _STATE.READY, outlook=_outlook(viewer, row) if areas else {})
        audit.record(viewer, "diagnostics.calibration-made", target=row, reason=f"шкал: {len(areas)}")


def _scale(answers: AreaAnswers, model: str, skipped: list[dict[str, str]]) -> Scale | None:
    """The scale of one competency, or why there is none."""
    items, table = answers.table()
    kept, steps, why = usable(table)
    skipped += [{"competency": answers.competency, "item": items[n].hex, "why": words} for n, words in why.items()]
    part = table[:, kept]
    some = part[(part == part).any(axis=1)] if kept else part[:0]  # noqa: PLR0124 - NaN is not itself
    decision = rules.may_be_scale(people=some.shape[0], items=len(kept))
    if not decision:
        skipped.append({"competency": answers.competency, "why": decision.text})
        return None
    names = [str(items[n]) for n in kept]
    try:
        return make_scale(answers.competency, names, some, [steps[n] for n in kept], model=model)
    except PsychometricsError as error:
        skipped.append({"competency": answers.competency, "why": str(error)})
        return None


def _area(viewer: SystemViewer, scale: Scale, skipped: list[dict[str, str]]) -> dict[str, Any] | None:
    bearer = bearer_of(viewer, scale.competency, [UUID(name) for name in scale.bank.names])
    if bearer is None:
        skipped.append({"competency": scale.competency, "why": "Нет инструмента, чей порог несла бы шкала."})
        return None
    return {
        **scale.told(),
        "version": str(bearer.version_id),
        "instrument": bearer.title,
        "cut": bearer.cut,
        "strong": bearer.strong,
        "bearers": [str(one) for one in bearer.items],
    }


def _write_items(viewer: SystemViewer, row: Calibration, scales: list[Scale], chosen: dict[str, OptionsOf]) -> None:
    codes = dict(
        ItemVersion.objects.of(viewer)
        .filter(pk__in=[name for one in scales for name in one.bank.names])
        .values_list("pk", "item__code")
    )
    CalibratedItem.objects.of(viewer).filter(calibration=row).delete()
    CalibratedItem.objects.of(viewer).bulk_create(
        [_item(row, one.competency, card, chosen.get(card.name), codes) for one in scales for card in one.items]
    )


def _item(
    row: Calibration, competency: str, card: ItemCard, chosen: OptionsOf | None, codes: dict[UUID, str]
) -> CalibratedItem:
    doubts = rules.doubts_of(
        difficulty=card.difficulty,
        item_rest=card.item_rest,
        infit=card.infit,
        p_adjusted=card.sx2[3] if card.sx2 else None,
        rmsea=card.rmsea,
        key_doubted=bool(chosen and chosen.better),
        depends=bool(card.depends_on),
    )
    return CalibratedItem(
        tenant_id=row.tenant_id,
        calibration=row,
        item_version_id=UUID(card.name),
        competency=competency,
        family=card.family,
        scores=card.scores,
        rows=card.rows,
        errors=card.errors,
        answers=card.answers,
        difficulty=card.difficulty,
        item_rest=card.item_rest,
        infit=card.infit,
        outfit=card.outfit,
        sx2=card.sx2,
        curve=card.curve,
        options=chosen.rows if chosen else [],
        doubts=[one.value for one in doubts],
        depends_on=codes.get(UUID(card.depends_on), "")[:60] if card.depends_on else "",
    )


def _outlook(viewer: SystemViewer, row: Calibration) -> dict[str, Any]:
    """What would change if it came into force today: counts of pairs, none that a few people make up."""
    scale, on = scale_of(viewer, row.pk, fresh=True), today(viewer)
    values = dict(values_of(viewer, scale, scored_results(viewer)))
    seen: Outlook = look_ahead(viewer, values, source_type=SOURCE, on=on)
    smallest = framework(viewer, on).smallest_group
    moves = [[a.value, b.value, count] for (a, b), count in sorted(seen.moves.items()) if count >= smallest]
    return {
        "pairs": seen.pairs,
        "same": sum(count for (a, b), count in seen.moves.items() if a is b),
        "moves": moves,
        "width_before": round(seen.before, 4),
        "width_after": round(seen.after, 4),
    }


@transaction.atomic
def drop(viewer: Viewer, calibration_id: UUID) -> Calibration:
    """A calibration that nobody wants is set aside; what was counted stays as it is."""
    row = _locked(viewer, calibration_id)
    decision = rules.may_move_calibration(_STATE(row.state), _STATE.DROPPED)
    decision.require()
    if row.state == _STATE.RUNNING and row.job_id:
        jobs.stop(viewer, row.job_id)
    row.state = _STATE.DROPPED.value
    row.save(update_fields=["state"])
    audit.record(viewer, "diagnostics.calibration-dropped", target=row, decision=decision)
    return row


def _locked(viewer: Viewer, calibration_id: UUID) -> Calibration:
    """Held, in the state in which it really stands."""
    rules.may_calibrate(viewer.role, running=False).require()
    rows = Calibration.objects.of(viewer).select_for_update(of=("self",)).select_related("job")
    row: Calibration = rows.get(pk=calibration_id)
    row.state = standing(row).value
    return row


@transaction.atomic
def ask_to_count_by(viewer: Viewer, calibration_id: UUID) -> Calibration:
    """Have everybody's results counted by this calibration. Raises Refused by DIAGNOSTICS-31 and -32."""
    _one_after_another(viewer)
    row = _locked(viewer, calibration_id)
    decision = rules.may_count_by(viewer.role, scales=len(row.areas), applying=_another_applies(viewer, row))
    decision.require()
    rules.may_move_calibration(_STATE(row.state), _STATE.APPLYING).require()
    lost = Calibration.objects.of(viewer).filter(state=_STATE.APPLYING).exclude(pk=row.pk)
    lost.update(state=_STATE.READY)  # its work ended without an end: it waits for a decision again
    row.state = _STATE.APPLYING.value
    title = f"Калибровка № {row.number}: результаты считаются по ней"
    row.job = jobs.start(viewer, "diagnostics.apply-calibration", title=title, calibration_id=str(row.pk))
    row.save(update_fields=["state", "job"])
    audit.record(viewer, "diagnostics.calibration-apply-asked", target=row, decision=decision)
    return row


def _another_applies(viewer: Viewer, row: Calibration) -> bool:
    return any(one.state == _STATE.APPLYING and one.pk != row.pk for one in _at_work(viewer))


def apply_calibration(viewer: SystemViewer, calibration_id: UUID, *, now: datetime, step: Step = _quiet) -> None:
    """One transaction: the former one gives way, everything is scored by this one, everybody touched is judged anew."""
    row = Calibration.objects.of(viewer).get(pk=calibration_id)
    if row.state == _STATE.IN_FORCE:
        return  # the work was begun a second time, and the first came to its end
    if row.state != _STATE.APPLYING:
        raise DiagnosticsError("Нажмите «Считать результаты по ней» на странице калибровки: решает человек.")
    try:
        with transaction.atomic():
            alone_with_scale(viewer)
            Calibration.objects.of(viewer).filter(state=_STATE.IN_FORCE).update(
                state=_STATE.RETIRED.value, retired_at=now
            )
            scale = scale_of(viewer, row.pk)
            values = values_of(viewer, scale, scored_results(viewer), step=step)
            follow_scale(viewer, values, source_type=SOURCE, step=step)
            _set(row, _STATE.IN_FORCE, in_force_at=now, retired_at=None)
            audit.record(viewer, "diagnostics.calibration-in-force", target=row)
    except BaseException:  # stopped, or fallen: the row waits for a decision again, then the same error goes on
        Calibration.objects.of(viewer).filter(pk=row.pk, state=_STATE.APPLYING).update(state=_STATE.READY.value)
        raise


@transaction.atomic
def count_by_shares(viewer: Viewer, calibration_id: UUID, *, now: datetime) -> None:
    """Take the calibration out of force: results are counted by shares of points again, behind the page."""
    _one_after_another(viewer)
    row = _locked(viewer, calibration_id)
    decision = rules.may_count_by(viewer.role, scales=len(row.areas), applying=_another_applies(viewer, row))
    decision.require()
    rules.may_move_calibration(_STATE(row.state), _STATE.RETIRED).require()
    row.state, row.retired_at = _STATE.RETIRED.value, now
    row.job = jobs.start(viewer, "diagnostics.count-by-shares", title="Результаты считаются по долям баллов")
    row.save(update_fields=["state", "retired_at", "job"])
    audit.record(viewer, "diagnostics.calibration-retired", target=row, decision=decision)


def forget_scale(viewer: SystemViewer, *, step: Step = _quiet) -> None:
    """Everybody is judged by counted shares, unless a scale has come into force meanwhile; tests that chose their tasks
    stay on the scale that chose them."""
    with transaction.atomic():
        alone_with_scale(viewer)
        if not Calibration.objects.of(viewer).filter(state=_STATE.IN_FORCE).exists():
            chosen = values_of(viewer, None, scored_results(viewer, chosen=True), step=step)
            follow_scale(viewer, chosen, source_type=SOURCE, step=step)


def calibrate_at_once(
    viewer: SystemViewer, *, until: date, now: datetime, model: str | None = None
) -> Calibration | None:
    """For an invented region: made and in force in one go; None where the answers do not suffice for any scale.
    Without a model, the one that is advised for so many people."""
    may_record_past(demonstration=Tenant.objects.get(pk=tenant_of(viewer)).demonstration).require()
    model = model or rules.advise_model(count_scored(viewer, on=until))
    last = Calibration.objects.of(viewer).aggregate(last=Max("number"))["last"]
    row = Calibration(tenant_id=tenant_of(viewer), number=(last or 0) + 1, model=model, until=until, asked_by_name="")
    row.state = _STATE.RUNNING.value
    row.save(force_insert=True)
    run_calibration(viewer, row.pk)
    row.refresh_from_db()
    if not row.areas:
        row.delete()
        return None
    _set(row, _STATE.APPLYING)
    apply_calibration(viewer, row.pk, now=now)
    row.refresh_from_db()
    return row
