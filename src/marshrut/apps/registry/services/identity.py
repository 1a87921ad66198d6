"""Two records become one person and two again; answers are remembered; of two claims one gives way."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from marshrut.apps.registry import access, hooks, rules
from marshrut.apps.registry.ledger import (
    ChangeSet,
    Recorded,
    close_row,
    correct_row,
    end_row,
    later_changes,
    open_change,
    take_back,
)
from marshrut.apps.registry.models import (
    Employment,
    IdentityAnswer,
    Leave,
    Merge,
    Person,
    PersonDetails,
    PersonKey,
    QualificationCategory,
    StaffRole,
    TeamMember,
)
from marshrut.apps.registry.queries.identity import Record, read_records
from marshrut.apps.registry.types import JobKind
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["answer_pair", "merge_people", "settle_claim", "unmerge_people"]

#: What makes two rows of a table the same fact, so that joined records do not say it twice.
_SAME: dict[type[Recorded], tuple[str, ...]] = {
    PersonKey: ("scheme", "system", "value"),
    Employment: ("node_id", "post", "job"),
    Leave: ("node_id",),
    QualificationCategory: ("code", "post"),
    StaffRole: ("node_id", "role", "direction"),
    TeamMember: ("team_line",),
}


def _locked(viewer: AnyViewer, *ids: UUID) -> dict[UUID, Person]:
    rows = Person.objects.of(viewer).select_for_update().filter(pk__in=ids, withdrawn_by=None).order_by("pk")
    found = {one.pk: one for one in rows}
    if len(found) != len(set(ids)):
        raise Person.DoesNotExist
    return found


def _both(viewer: AnyViewer, one: UUID, two: UUID, *, on: date) -> tuple[Record, Record]:
    """Both records, neither of them merged away already. Raises Person.DoesNotExist for somebody unknown."""
    locked = _locked(viewer, one, two)
    if any(person.merged_into_id for person in locked.values()):
        refuse("REGISTRY-21", "Одна из записей уже объединена с другой. Обновите страницу.").require()
    records = read_records(viewer, [one, two], on=on)
    if len(records) < 2:  # noqa: PLR2004 - a pair
        raise Person.DoesNotExist
    return records[one], records[two]


@transaction.atomic
def merge_people(viewer: AnyViewer, kept_id: UUID, gone_id: UUID, *, reason: str, on: date) -> Merge:
    """Everything recorded of `gone` goes to `kept`; `gone` stays as a tombstone. `unmerge_people` is the way back."""
    if kept_id == gone_id:
        raise ValueError("a record is not merged with itself")
    kept, gone = _both(viewer, kept_id, gone_id, on=on)
    accounts = sum(one.person.account_id is not None for one in (kept, gone))
    decision = _may_merge(viewer, kept, gone, accounts)
    decision.require()
    change = open_change(viewer, "merge", title=f"{kept.details.full_name}: две записи стали одной")
    for model in _SAME:
        _move_rows(viewer, model, kept_id, gone_id, change)
    _join_details(viewer, kept, gone, change)
    moved = gone.person.account_id is not None
    if moved:
        account_id, gone.person.account_id = gone.person.account_id, None
        gone.person.save(update_fields=["account"])
        Person.objects.of(viewer).filter(pk=kept_id).update(account_id=account_id)
    Person.objects.of(viewer).filter(pk=gone_id).update(merged_into_id=kept_id)
    merge = Merge(
        tenant_id=change.tenant_id,
        kept_id=kept_id,
        gone_id=gone_id,
        change=change,
        reason=reason[:300],
        account_moved=moved,
    )
    merge.save(force_insert=True)
    hooks.identity_changed(viewer, kept_id, gone_id)
    audit.record(viewer, "registry.merged", target=merge, decision=decision, reason=reason, person_id=kept_id)
    return merge


def _may_merge(viewer: AnyViewer, kept: Record, gone: Record, accounts: int) -> Decision:
    likeness = rules.compare(kept.facts, gone.facts)
    if isinstance(viewer, SystemViewer):
        return allow("REGISTRY-21", f"Работа системы: {viewer.purpose}.")
    return rules.may_merge(viewer.role, both_inside=kept.inside and gone.inside, likeness=likeness, accounts=accounts)


def _move_rows(viewer: AnyViewer, model: type[Recorded], kept_id: UUID, gone_id: UUID, change: ChangeSet) -> None:
    """Standing rows of `gone` are closed and stand again under `kept`; what both say is said once, for both periods."""
    rows: Any = model.objects.of(viewer).known()  # each of these tables has a person
    standing: list[Any] = list(rows.filter(person_id=kept_id))
    for row in list(rows.filter(person_id=gone_id)):
        twin = next((one for one in standing if _overlap(one, row) and _same(one, row, _SAME[model])), None)
        if twin is None:
            standing.append(correct_row(row, change, person_id=kept_id))
            continue
        close_row(row, change)
        wider = _hull(twin.valid, row.valid)
        if wider != twin.valid and not _meets_another(standing, twin, wider, _SAME[model]):
            standing.remove(twin)
            standing.append(correct_row(twin, change, valid=wider))


def _same(one: Any, other: Any, fields: tuple[str, ...]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _bounds(span: DateRange) -> tuple[date, date]:
    return span.lower or date.min, span.upper or date.max


def _overlap(one: Any, other: Any) -> bool:
    (start, end), (begin, stop) = _bounds(one.valid), _bounds(other.valid)
    return start < stop and begin < end


def _hull(one: DateRange, other: DateRange) -> DateRange:
    (start, end), (begin, stop) = _bounds(one), _bounds(other)
    lower, upper = min(start, begin), max(end, stop)
    return DateRange(None if lower == date.min else lower, None if upper == date.max else upper, "[)")


def _meets_another(standing: list[Any], twin: Any, wider: DateRange, fields: tuple[str, ...]) -> bool:
    probe = type(twin)(valid=wider)
    return any(one is not twin and _same(one, twin, fields) and _overlap(one, probe) for one in standing)


def _join_details(viewer: AnyViewer, kept: Record, gone: Record, change: ChangeSet) -> None:
    """Dates that only the tombstone knows go to the one kept, whose first period reaches back as far as either did."""
    rows = PersonDetails.objects.of(viewer).known()
    ours = sorted(rows.filter(person_id=kept.person.pk), key=lambda row: _bounds(row.valid))
    theirs = sorted(rows.filter(person_id=gone.person.pk), key=lambda row: _bounds(row.valid))
    first, known = ours[0], [*ours, *theirs]
    start = min(_bounds(first.valid)[0], _bounds(theirs[0].valid)[0])
    span = DateRange(None if start == date.min else start, first.valid.upper, "[)")
    for row in ours:
        changes: dict[str, Any] = {
            name: next((found for one in known if (found := getattr(one, name)) is not None), None)
            for name in ("birth_date", "teaching_since")
            if getattr(row, name) is None
        }
        changes = {name: value for name, value in changes.items() if value is not None}
        if row is first and span != row.valid:
            changes["valid"] = span
        if changes:
            correct_row(row, change, **changes)
    for row in theirs:
        close_row(row, change)


@transaction.atomic
def unmerge_people(viewer: AnyViewer, merge_id: UUID, *, reason: str, on: date) -> None:
    """Both records stand again as they were. Refused when others have written over the joined record since."""
    merge: Merge = (
        Merge.objects.of(viewer).select_for_update().select_related("change").get(pk=merge_id, undone_by=None)
    )
    _locked(viewer, merge.kept_id, merge.gone_id)
    later = later_changes(viewer, merge.change)
    decision = allow("REGISTRY-22")
    if isinstance(viewer, Viewer):
        kept = Person.objects.of(viewer).get(pk=merge.kept_id)
        inside = bool(access.may(viewer, Right.LIST, kept, on=on))
        decision = rules.may_unmerge(viewer.role, both_inside=inside, later=later.count())
    decision.require()
    undo = open_change(viewer, "unmerge", title="Записи разъединены")
    Person.objects.of(viewer).filter(pk=merge.gone_id).update(merged_into_id=None)
    if merge.account_moved:
        account_id = Person.objects.of(viewer).values_list("account_id", flat=True).get(pk=merge.kept_id)
        Person.objects.of(viewer).filter(pk=merge.kept_id).update(account_id=None)
        Person.objects.of(viewer).filter(pk=merge.gone_id).update(account_id=account_id)
    try:
        with transaction.atomic():
            take_back(merge.change, undo)
    except IntegrityError:
        text = "С тех пор записано то, что с прежними записями не сходится. Сначала отмените более поздние изменения."
        refuse("REGISTRY-22", text).require()
    merge.undone_by = undo
    merge.save(update_fields=["undone_by"])
    hooks.identity_changed(viewer, merge.kept_id, merge.gone_id)
    audit.record(viewer, "registry.unmerged", target=merge, decision=decision, reason=reason, person_id=merge.kept_id)


@transaction.atomic
def answer_pair(viewer: AnyViewer, one_id: UUID, two_id: UUID, *, reason: str, on: date) -> IdentityAnswer:
    """«Это разные люди»: remembered, the pair is not asked about again. («Один человек» is a merge.)"""
    one, two = _both(viewer, one_id, two_id, on=on)
    decision = allow("REGISTRY-21")
    if isinstance(viewer, Viewer):
        decision = rules.may_edit_staff(viewer.role, inside=one.inside or two.inside)
    decision.require()
    first, second = sorted((one_id, two_id))
    rows = IdentityAnswer.objects.of(viewer)
    standing = rows.filter(person_id=first, other_id=second, withdrawn_at=None).first()
    if standing is not None:
        return standing
    answer = IdentityAnswer(
        tenant_id=one.person.tenant_id,
        person_id=first,
        other_id=second,
        same=False,
        reason=reason[:300],
        answered_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        answered_at=timezone.now(),
    )
    answer.save(force_insert=True)
    audit.record(viewer, "registry.told-apart", target=answer, decision=decision, reason=reason, person_id=first)
    return answer


@transaction.atomic
def settle_claim(
    viewer: AnyViewer, employment_id: UUID, *, ended: bool, since: date, on: date, reason: str = ""
) -> Employment | None:
    """One of two organisations gives way: from `since` the work there has ended, or is a second job from outside."""
    job: Employment = Employment.objects.of(viewer).select_for_update().known().get(pk=employment_id)
    decision = allow("REGISTRY-23")
    if isinstance(viewer, Viewer):
        others = Employment.objects.of(viewer).true(on).filter(person_id=job.person_id, job=JobKind.MAIN.value)
        places = {*others.values_list("node_id", flat=True), job.node_id}
        inside = {pk for pk in places if scope_access.inside(viewer, pk, on=on)}
        own = job.node_id in inside
        decision = rules.may_settle_claim(viewer.role, own_inside=own, both_inside=inside == places)
    decision.require()
    change = open_change(viewer, "settle-claim", title="Решено, чей это работник")
    if ended:
        made = end_row(job, change, on=since)
    else:
        start = job.valid.lower
        if start is None or since > start:
            end_row(job, change, on=since)
            upper = job.valid.upper
            made = _open_again(job, change, since, upper)
        else:
            made = correct_row(job, change, job=JobKind.OUTSIDE.value)
    audit.record(
        viewer, "registry.claim-settled", target=job, decision=decision, reason=reason, person_id=job.person_id
    )
    return made


def _open_again(job: Employment, change: ChangeSet, since: date, upper: date | None) -> Employment:
    """The same work from that day on, as one from outside."""
    row = Employment(
        tenant_id=job.tenant_id,
        opened_by=change,
        line_id=job.line_id,
        person_id=job.person_id,
        node_id=job.node_id,
        post=job.post,
        staff=job.staff,
        job=JobKind.OUTSIDE.value,
        subjects=job.subjects,
        load=job.load,
        hours=job.hours,
        valid=DateRange(since, upper, "[)"),
    )
    row.save(force_insert=True)
    return row
