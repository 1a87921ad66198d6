"""Who may open results besides the person: by an order, or because the person wants it; disagreeing with a result."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from marshrut.apps.competencies import access, rules
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import Accompaniment, Appeal, Judgement, Share
from marshrut.apps.competencies.types import AppealState, OpenGround
from marshrut.apps.registry import queries as registry
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.privacy.services import note_card_read
from marshrut.foundation.scope.rules import may_work
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = [
    "accompany",
    "answer_appeal",
    "appeal",
    "end_accompaniment",
    "note_book",
    "note_opening",
    "recall_share",
    "share",
]

ONE_DAY = timedelta(days=1)


@transaction.atomic
def accompany(
    viewer: AnyViewer,
    person_id: UUID,
    *,
    companion_id: UUID,
    order_number: str,
    order_date: date | None,
    since: date,
    until: date | None,
    on: date,
) -> Accompaniment:
    """`companion` accompanies `person` from that day on, by an order; `until` is the last day."""
    kept = registry.kept_people(viewer, [person_id, companion_id])
    if len(kept) < len({person_id, companion_id}):
        refuse("COMPETENCIES-02", "Такого человека в реестре нет. Найдите его по фамилии ещё раз.").require()
    person, companion = kept[person_id], kept[companion_id]
    if until is not None and until < since:
        refuse("COMPETENCIES-02", "Последний день раньше первого. Проверьте даты.").require()
    standing = Accompaniment.objects.of(viewer).known().select_for_update(of=("self",))
    has = len(list(standing.filter(companion=companion, valid__contains=since).exclude(person=person)))
    decision = _may_accompany(viewer, person, companion, has=has, order_number=order_number, on=on)
    decision.require()
    valid = period(since, until + ONE_DAY if until else None)
    if standing.filter(person=person, companion=companion, valid__overlap=valid).exists():
        refuse("COMPETENCIES-02", "На эти дни человек за этим сопровождающим уже закреплён.").require()
    row = Accompaniment(
        tenant_id=tenant_of(viewer),
        person_id=person,
        companion_id=companion,
        order_number=order_number.strip(),
        order_date=order_date,
        valid=valid,
    )
    row.save(force_insert=True)
    audit.record(viewer, "competencies.accompaniment-given", target=row, decision=decision, person_id=person)
    return row


def _may_accompany(
    viewer: AnyViewer, person: UUID, companion: UUID, *, has: int, order_number: str, on: date
) -> Decision:
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=True)
    care = framework(viewer, on).care
    jobs = registry.jobs_by(viewer, [person, companion], on=on)
    here, there = ({job.node_id for job in jobs.get(one, ())} for one in (person, companion))
    return rules.may_accompany(
        viewer.role,
        inside=registry.works_within(viewer, person, on=on),
        companion_inside=registry.works_within(viewer, companion, on=on),
        oneself=person == companion,
        colleagues=bool(here & there),
        own_school=bool(care.own_school),
        has=has,
        most=care.most_people,
        order_number=order_number,
        clause=next(iter(care.source), None),
    )


@transaction.atomic
def end_accompaniment(viewer: AnyViewer, line_id: UUID, *, last: date, why: str, on: date) -> None:
    """It ends with that day, for a reason; what was recorded before stays answerable."""
    rows = Accompaniment.objects.of(viewer).known().select_for_update(of=("self",))
    row: Accompaniment = rows.get(line_id=line_id)
    if isinstance(viewer, Viewer):
        ended = row.valid.upper is not None and row.valid.upper <= on
        inside = registry.works_within(viewer, row.person_id, on=on)
        decision = rules.may_end_accompaniment(viewer.role, inside=inside, ended=ended)
    else:
        decision = may_work(viewer.purpose, inside=True)
    decision.require()
    if last < row.valid.lower:
        row.close_version(at=timezone.now())
    else:
        row.supersede(valid=DateRange(row.valid.lower, last + ONE_DAY, "[)"), ended_why=why[:300])
    audit.record(
        viewer, "competencies.accompaniment-ended", target=row, decision=decision, reason=why, person_id=row.person_id
    )


@transaction.atomic
def share(viewer: Viewer, *, account_id: UUID, until: date, on: date) -> Share:
    """The viewer opens their own results to a colleague until that day."""
    own = registry.own_id(viewer)
    held = Share.objects.of(viewer).select_for_update(of=("self",)).filter(account_id=account_id, recalled_at=None)
    standing = list(held.filter(person_id=own)) if own else []
    decision = rules.may_share(
        own=own is not None,
        oneself=account_id == viewer.account_id,
        until=until,
        on=on,
        standing=any(row.until >= on for row in standing),
    )
    decision.require()
    for row in standing:  # over by itself: it makes room for the new one
        row.recalled_at = timezone.now()
        row.save(update_fields=["recalled_at"])
    made = Share(tenant_id=viewer.tenant_id, person_id=cast("UUID", own), account_id=account_id, until=until)
    made.save(force_insert=True)
    audit.record(viewer, "competencies.shared", target=made, decision=decision, person_id=own)
    return made


@transaction.atomic
def recall_share(viewer: Viewer, share_id: UUID) -> None:
    """The viewer closes what they opened; from this moment on it is closed."""
    row: Share = Share.objects.of(viewer).select_for_update(of=("self",)).get(pk=share_id)
    decision = rules.may_recall_share(
        own=row.person_id == registry.own_id(viewer), recalled=row.recalled_at is not None
    )
    decision.require()
    row.recalled_at = timezone.now()
    row.save(update_fields=["recalled_at"])
    audit.record(viewer, "competencies.share-recalled", target=row, decision=decision, person_id=row.person_id)


@transaction.atomic
def appeal(viewer: Viewer, *, person_id: UUID, competency: str, text: str, on: date) -> Appeal:
    """The viewer does not agree with what is said of this competency of theirs."""
    own = registry.own_id(viewer)
    said = Judgement.objects.of(viewer).filter(person_id=person_id, competency=competency, since__lte=on)
    row = said.exclude(until__lte=on).select_for_update(of=("self",)).first()
    waiting = Appeal.objects.of(viewer).filter(
        person_id=person_id, competency=competency, state=AppealState.ASKED.value
    )
    decision = rules.may_appeal(
        own=own is not None and own == person_id, judged=row is not None, waiting=waiting.exists(), text=text
    )
    decision.require()
    made = Appeal(
        tenant_id=viewer.tenant_id,
        person_id=person_id,
        competency=competency,
        standing=row.standing if row else "",
        text=text.strip()[:2000],
    )
    made.save(force_insert=True)
    audit.record(viewer, "competencies.appealed", target=made, decision=decision, person_id=person_id)
    return made


@transaction.atomic
def answer_appeal(viewer: Viewer, appeal_id: UUID, *, words: str, on: date) -> Appeal:
    """Who accompanies the person answers; what is wrong in a result is put right where it was recorded."""
    row: Appeal = Appeal.objects.of(viewer).select_for_update(of=("self",)).get(pk=appeal_id)
    ground = access.ground_of(viewer, row.person_id, on=on)
    decision = rules.may_answer_appeal(
        accompanies=ground is OpenGround.CARE,
        own=ground is OpenGround.OWN,
        answered=row.state == AppealState.ANSWERED.value,
        words=words,
    )
    decision.require()
    row.state, row.answer, row.answered_at = AppealState.ANSWERED.value, words.strip()[:2000], timezone.now()
    row.answered_by, row.answerer = viewer.account_id, viewer.name
    row.save(update_fields=["state", "answer", "answered_at", "answered_by", "answerer"])
    audit.record(viewer, "competencies.appeal-answered", target=row, decision=decision, person_id=row.person_id)
    return row


def note_opening(viewer: AnyViewer, person_id: UUID, *, what: str) -> None:
    """Somebody else's results were opened: the person sees it among who opened their card."""
    if isinstance(viewer, Viewer) and person_id == registry.own_id(viewer):
        return
    if isinstance(viewer, SystemViewer):
        audit.record(viewer, "competencies.opened-by-command", reason=what, person_id=person_id)
    note_card_read(viewer, registry.account_of(viewer, person_id) or person_id, what=what)


def note_book(viewer: Any, what: str, *, count: int) -> None:
    """Figures or lists left the system as a file."""
    audit.record(viewer, "competencies.exported", reason=f"{what}: строк {count}")
