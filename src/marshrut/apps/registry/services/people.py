"""People by hand: somebody comes, moves, leaves, changes their name. Each is one change set and one audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.ledger import ChangeSet, close_row, correct_row, end_row, open_change, open_row
from marshrut.apps.registry.models import (
    Employment,
    Leave,
    OrganisationDetails,
    Person,
    PersonDetails,
    PersonKey,
    TeamMember,
)
from marshrut.apps.registry.services.facts import (
    after,
    edited_person,
    locked_line,
    locked_place,
    require_days,
    require_once,
)
from marshrut.apps.registry.types import JobKind, KeyScheme, StaffCategory
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "Named",
    "Work",
    "add_person",
    "change_name",
    "correct_details",
    "correct_job",
    "end_job",
    "hire",
    "staff_of",
    "withdraw_job",
]

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Named:
    """Who somebody is, as a form says it."""

    family_name: str
    given_name: str
    patronymic: str = ""
    birth_date: date | None = None
    teaching_since: date | None = None
    snils: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A post at an organisation, as a form says it; `until` is the last day."""

    node_id: UUID
    post: str
    job: JobKind
    since: date
    until: date | None = None
    subjects: tuple[str, ...] = ()
    load: Decimal | None = None
    hours: Decimal | None = None


def staff_of(post: str) -> StaffCategory:
    """The nomenclature says which staff a post belongs to; what it does not name is other staff."""
    return base_dictionaries().posts.get(post, StaffCategory.OTHER)


@transaction.atomic
def add_person(viewer: AnyViewer, named: Named, work: Work, *, on: date, namesake: bool = False) -> Person:
    """A new person with their first work here. A known СНИЛС with the same name is that very person, who comes here.

    A name that stands at the organisation already is taken for the same person unless `namesake` says otherwise.
    """
    locked_place(viewer, work.node_id)
    decision = access.may_edit_at(viewer, work.node_id, on=on)
    decision.require()
    known = _known_by_snils(viewer, named)
    if known is None and not namesake:
        _require_new_name(viewer, named, work)
    change = open_change(viewer, "add-person", title="человек внесён вручную")
    if known is not None:
        row = _open_job(viewer, change, known, work)
        audit.record(viewer, "registry.hired", target=row, decision=decision, person_id=known.pk)
        return known
    person = Person(tenant_id=change.tenant_id, opened_by=change)
    person.save(force_insert=True)
    valid = period(None)
    open_row(PersonDetails, change, person=person, valid=valid, **_named_fields(named))
    if named.snils:
        open_row(PersonKey, change, person=person, scheme=KeyScheme.SNILS, value=named.snils, valid=valid)
    _open_job(viewer, change, person, work)
    audit.record(viewer, "registry.person-added", target=person, decision=decision, person_id=person.pk)
    return person


def _known_by_snils(viewer: AnyViewer, named: Named) -> Person | None:
    """Who has this СНИЛС already, under this very name; under another name it is refused."""
    keys = PersonKey.objects.of(viewer).known().filter(scheme=KeyScheme.SNILS, value=named.snils or None)
    key = keys.select_related("person").first()
    if key is None:
        return None
    wanted = _tidy(named.family_name, named.given_name, named.patronymic)
    ever = PersonDetails.objects.of(viewer).known().filter(person_id=key.person_id).values_list("sort_name", flat=True)
    if wanted not in {name.strip() for name in ever}:
        text = "Этот СНИЛС записан на другое имя. Проверьте номер; если сменилась фамилия, введите прежнюю."
        refuse("REGISTRY-31", text).require()
    person: Person = key.person
    return person


def _tidy(*names: str) -> str:
    return " ".join(name.lower().replace("ё", "е") for name in names if name)


def _require_new_name(viewer: AnyViewer, named: Named, work: Work) -> None:
    here = Employment.objects.of(viewer).true(work.since).filter(node_id=work.node_id).values("person_id")
    wanted = " ".join(
        name.lower().replace("ё", "е") for name in (named.family_name, named.given_name, named.patronymic)
    )
    if PersonDetails.objects.of(viewer).true(work.since).filter(person_id__in=here, sort_name=wanted).exists():
        text = "Человек с таким именем здесь уже работает. Добавьте работу на его карточке или отметьте однофамильца."
        refuse("REGISTRY-31", text).require()


def _require_new_snils(viewer: AnyViewer, snils: str, *, besides: UUID | None = None) -> None:
    known = PersonKey.objects.of(viewer).known().filter(scheme=KeyScheme.SNILS, value=snils)
    if besides is not None:
        known = known.exclude(person_id=besides)
    if known.exists():
        text = "Человек с таким СНИЛС уже записан. Найдите его поиском и добавьте работу на его карточке."
        refuse("REGISTRY-31", f"{text} Если его не видно, обратитесь в центр.").require()


def _named_fields(named: Named) -> dict[str, Any]:
    return {
        "family_name": named.family_name,
        "given_name": named.given_name,
        "patronymic": named.patronymic,
        "birth_date": named.birth_date,
        "teaching_since": named.teaching_since,
    }


def _open_job(viewer: AnyViewer, change: ChangeSet, person: Person, work: Work) -> Employment:
    until = after(work.until)
    same = {"person_id": person.pk, "node_id": work.node_id, "post": work.post, "job": work.job.value}
    require_once(viewer, Employment, since=work.since, until=until, what=work.post, same=same)
    _require_open_place(viewer, work.node_id, on=work.since)
    return open_row(
        Employment,
        change,
        **same,
        staff=staff_of(work.post).value,
        subjects=list(work.subjects),
        load=work.load,
        hours=work.hours,
        valid=period(work.since, until),
    )


def _require_open_place(viewer: AnyViewer, node_id: UUID, *, on: date) -> None:
    if not OrganisationDetails.objects.of(viewer).true(on).filter(node_id=node_id).exists():
        refuse("REGISTRY-31", "В этот день такой организации нет или она закрыта. Проверьте дату.").require()


@transaction.atomic
def hire(viewer: AnyViewer, person_id: UUID, work: Work, *, on: date) -> Employment:
    """One more post for somebody who is known already: here or elsewhere in the region."""
    locked_place(viewer, work.node_id)
    decision = access.may_edit_at(viewer, work.node_id, on=on)
    decision.require()
    rows = Person.objects.of(viewer).select_for_update(no_key=True)
    person: Person = rows.get(pk=person_id, withdrawn_by=None, merged_into=None)
    access.may_see_to_hire(viewer, person, on=on).require()
    change = open_change(viewer, "hire", title="приём на работу")
    row = _open_job(viewer, change, person, work)
    audit.record(viewer, "registry.hired", target=row, decision=decision, person_id=person.pk)
    return row


def _edited_job(viewer: AnyViewer, line_id: UUID, *, on: date, node_id: UUID | None = None) -> tuple[Any, Decision]:
    row = locked_line(viewer, Employment, line_id)
    decision = access.may_edit_at(viewer, row.node_id, on=on)
    decision.require()
    if node_id is not None and node_id != row.node_id:
        access.may_edit_at(viewer, node_id, on=on).require()
    return row, decision


@transaction.atomic
def end_job(viewer: AnyViewer, line_id: UUID, *, last: date, why: str, on: date) -> None:
    """The work ends with that day, for a reason; with the last work here also leaves and seats in teams here end."""
    row, decision = _edited_job(viewer, line_id, on=on)
    ended = after(last)
    require_days(row.valid.lower, ended)
    change = open_change(viewer, "end-work", title="работа закончена")
    correct_row(row, change, valid=DateRange(row.valid.lower, ended, "[)"), ended_why=why)
    here = {"person_id": row.person_id, "node_id": row.node_id, "valid__overlap": period(ended)}
    if not Employment.objects.of(viewer).known().filter(**here).exists():
        for model in (Leave, TeamMember):
            for one in model.objects.of(viewer).known().select_for_update(of=("self",)).filter(**here):
                end_row(one, change, on=last + ONE_DAY)
    audit.record(viewer, "registry.work-ended", target=row, decision=decision, person_id=row.person_id)


@transaction.atomic
def correct_job(viewer: AnyViewer, line_id: UUID, work: Work, *, on: date) -> Employment:
    """The work was written down wrongly: what was recorded stays answerable by the date of knowledge."""
    row, decision = _edited_job(viewer, line_id, on=on, node_id=work.node_id)
    until = after(work.until)
    same = {"person_id": row.person_id, "node_id": work.node_id, "post": work.post, "job": work.job.value}
    require_once(viewer, Employment, since=work.since, until=until, what=work.post, same=same, besides=line_id)
    change = open_change(viewer, "correct", title="исправлена запись о работе")
    made: Employment = correct_row(
        row,
        change,
        node_id=work.node_id,
        post=work.post,
        job=work.job.value,
        staff=staff_of(work.post).value,
        subjects=list(work.subjects),
        load=work.load,
        hours=work.hours,
        valid=period(work.since, until),
    )
    audit.record(viewer, "registry.work-corrected", target=made, decision=decision, person_id=row.person_id)
    return made


@transaction.atomic
def withdraw_job(viewer: AnyViewer, line_id: UUID, *, on: date) -> None:
    """The work was recorded by mistake: it never was. The record of the mistake stays."""
    row, decision = _edited_job(viewer, line_id, on=on)
    change = open_change(viewer, "withdraw", title="запись о работе была ошибкой")
    close_row(row, change)
    audit.record(viewer, "registry.work-withdrawn", target=row, decision=decision, person_id=row.person_id)


def _details_on(viewer: AnyViewer, person: Person, day: date) -> PersonDetails:
    row: PersonDetails = PersonDetails.objects.of(viewer).select_for_update(of=("self",)).true(day).get(person=person)
    return row


@transaction.atomic
def change_name(viewer: AnyViewer, person_id: UUID, named: Named, *, since: date, on: date) -> PersonDetails:
    """From that day on the name is another one. The old one stays true before it, and finds the person."""
    person, decision = edited_person(viewer, person_id, on=on)
    row = _details_on(viewer, person, since)
    change = open_change(viewer, "change-name", title="сменилось имя")
    upper = row.valid.upper
    end_row(row, change, on=since)
    made = open_row(
        PersonDetails,
        change,
        person=person,
        family_name=named.family_name,
        given_name=named.given_name,
        patronymic=named.patronymic,
        birth_date=row.birth_date,
        teaching_since=row.teaching_since,
        valid=DateRange(since, upper, "[)"),
    )
    audit.record(
        viewer,
        "registry.name-changed",
        target=made,
        decision=decision,
        person_id=person.pk,
        personal={"name": (row.full_name, made.full_name)},
    )
    return made


@transaction.atomic
def correct_details(viewer: AnyViewer, person_id: UUID, named: Named, *, on: date) -> PersonDetails:
    """The name or a date was written down wrongly, or the СНИЛС was not known."""
    person, decision = edited_person(viewer, person_id, on=on)
    row = _details_on(viewer, person, on)
    change = open_change(viewer, "correct", title="исправлены сведения о человеке")
    made = correct_row(row, change, **_named_fields(named))
    if named.snils:
        _require_new_snils(viewer, named.snils, besides=person.pk)
        for key in PersonKey.objects.of(viewer).known().filter(person=person, scheme=KeyScheme.SNILS):
            close_row(key, change)
        open_row(PersonKey, change, person=person, scheme=KeyScheme.SNILS, value=named.snils, valid=period(None))
    audit.record(
        viewer,
        "registry.details-corrected",
        target=made,
        decision=decision,
        person_id=person.pk,
        personal={"name": (row.full_name, made.full_name)},
    )
    return made
