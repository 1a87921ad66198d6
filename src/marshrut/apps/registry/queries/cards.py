"""A person's card: everything that is known of one person on a day, where it comes from, and what changed when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.ledger import ChangeSet, Recorded
from marshrut.apps.registry.models import (
    CorrectionRequest,
    Employment,
    Leave,
    ManagementTeam,
    Person,
    PersonDetails,
    PersonKey,
    QualificationCategory,
    StaffRole,
    TeamMember,
)
from marshrut.apps.registry.queries.people import names_of
from marshrut.apps.registry.types import JobKind, KeyScheme, StaffCategory
from marshrut.cores.kernel import Decision, refuse
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Moment", "PersonCard", "find_kept", "find_own", "get_person", "masked", "person_card", "standing_lines"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the person's work through time."""

    when: str
    title: str
    note: str
    tone: str
    start: date | None
    row: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a card shows. Rows are of the models, each with `source` in words."""

    person: Person
    details: PersonDetails | None
    former: tuple[PersonDetails, ...]
    jobs: tuple[Employment, ...]
    moments: tuple[Moment, ...]
    leaves: tuple[Leave, ...]
    categories: tuple[QualificationCategory, ...]
    roles: tuple[StaffRole, ...]
    teams: tuple[TeamMember, ...]
    keys: tuple[tuple[str, str], ...]
    young: Decision | None
    sources: tuple[str, ...]
    requests: tuple[CorrectionRequest, ...]
    names: dict[UUID, str]

    @property
    def name(self) -> str:
        """The name on the day; the last known one where the day is before all of them."""
        shown = self.details or next(iter(self.former), None)
        return shown.full_name if shown else "Имя не записано"


def get_person(
    viewer: AnyViewer, person_id: UUID, *, right: Right, on: date, known_at: datetime | None = None
) -> Person:
    """A person that the viewer may see; raises Person.DoesNotExist otherwise. A tombstone is seen as the kept one."""
    rows = Person.objects.of(viewer).select_related("account", "tenant")
    person: Person = rows.filter(withdrawn_by=None).get(pk=person_id)
    if not access.may(viewer, right, find_kept(viewer, person), on=on, known_at=known_at):
        raise Person.DoesNotExist
    return person


def find_kept(viewer: AnyViewer, person: Person) -> Person:
    """The record that stands for this one after merges."""
    while person.merged_into_id is not None:
        person = Person.objects.of(viewer).select_related("account").get(pk=person.merged_into_id)
    return person


def find_own(viewer: Viewer) -> Person | None:
    """The viewer's own record among the staff, if their access is joined to one."""
    found = Person.objects.of(viewer).filter(account_id=viewer.account_id, withdrawn_by=None).first()
    return find_kept(viewer, found) if found else None


def masked(scheme: str, value: str) -> str:
    """A number that others know the person by, as far as a screen may show it."""
    if scheme == KeyScheme.SNILS:
        return f"***-***-{value[-5:-2]} {value[-2:]}"
    return f"{'•' * max(0, len(value) - 4)}{value[-4:]}" if len(value) > 4 else "••••"  # noqa: PLR2004 - a tail


def _rows(model: Any, viewer: AnyViewer, person: Person, known_at: datetime | None, *also: str) -> QuerySet[Any, Any]:
    rows = model.objects.of(viewer).known(known_at).filter(person=person)
    found: QuerySet[Any, Any] = rows.select_related("opened_by__source", *also).order_by("valid")
    return found


def person_card(
    viewer: AnyViewer,
    person: Person,
    *,
    on: date,
    known_at: datetime | None = None,
    words: Dictionaries,
) -> PersonCard:
    """The card on that day: seven queries for what is recorded, one for the names of places, one for requests."""
    details = list(_rows(PersonDetails, viewer, person, known_at))
    jobs = list(_rows(Employment, viewer, person, known_at, "node"))
    leaves = list(_rows(Leave, viewer, person, known_at, "node"))
    categories = list(_rows(QualificationCategory, viewer, person, known_at))
    roles = list(_rows(StaffRole, viewer, person, known_at, "node"))
    teams = list(_rows(TeamMember, viewer, person, known_at, "node"))
    keys = list(_rows(PersonKey, viewer, person, known_at))
    _title_teams(viewer, teams, on, known_at)
    now = next((row for row in details if _true(row, on)), None)
    placed = {row.node_id for row in (*jobs, *roles)}
    held = tuple(row for row in jobs if _true(row, on))
    for row in (*jobs, *leaves, *categories, *roles, *details):
        row.source = said_by(row.opened_by)
    for one in categories:
        one.title = words.categories.get(one.code, one.code)
        one.now = _true(one, on)
    for one in roles:
        one.title = words.staff_roles[one.role].name if one.role in words.staff_roles else one.role
        one.now = _true(one, on)
    for one in leaves:
        one.title = words.leave_kinds[one.kind].name if one.kind in words.leave_kinds else one.kind
        one.now = _true(one, on)
    return PersonCard(
        person=person,
        details=now,
        former=tuple(row for row in reversed(details) if row is not now),
        jobs=held,
        moments=moments_of(jobs, leaves, on, words),
        leaves=tuple(leaves),
        categories=tuple(reversed(categories)),
        roles=tuple(reversed(roles)),
        teams=tuple(row for row in teams if _true(row, on)),
        keys=tuple((_key_title(row), masked(row.scheme, row.value)) for row in keys if _true(row, on)),
        young=young_decision(now, jobs, words.young_teachers, on),
        sources=tuple(dict.fromkeys(row.source for row in (*held, *details) if row.source)),
        requests=tuple(CorrectionRequest.objects.of(viewer).filter(person=person)[:5]),
        names=names_of(viewer, placed, on=on, known_at=known_at),
    )


def _title_teams(viewer: AnyViewer, teams: list[Any], on: date, known_at: datetime | None) -> None:
    lines = {row.team_line for row in teams}
    if lines:
        found = ManagementTeam.objects.of(viewer).true(on, known_at).filter(line_id__in=lines)
        titles = dict(found.values_list("line_id", "title"))
        for row in teams:
            row.title = titles.get(row.team_line, "управленческая команда")


def _true(row: Recorded, on: date) -> bool:
    lower, upper = row.valid.lower, row.valid.upper
    return not row.valid.isempty and (lower is None or lower <= on) and (upper is None or on < upper)


def _key_title(row: PersonKey) -> str:
    return row.system or KeyScheme(row.scheme).title


def said_by(change: ChangeSet) -> str:
    """Where a record comes from, in words: a list that somebody sent, or a deed on the card."""
    source = getattr(change, "source", None)
    if source is not None:
        who = f", загрузил(а) {source.sent_by_name}" if source.sent_by_name else ""
        return f"из списка на {source.as_of:%d.%m.%Y}{who}"
    return f"{change.title or change.what}, {change.made_at:%d.%m.%Y}"


def young_decision(
    details: PersonDetails | None, jobs: Iterable[Employment], reading: YoungTeachers | None, on: date
) -> Decision | None:
    """REGISTRY-03 for this person; None for who teaches nowhere that day: the question does not arise."""
    teaching = [row for row in jobs if row.staff == StaffCategory.TEACHING]
    now = [row for row in teaching if _true(row, on)]
    if not now or details is None:
        return None
    if reading is None or reading.experience == "teaching":
        return rules.is_young(reading, birth_date=details.birth_date, since=details.teaching_since, on=on)
    found = refuse("REGISTRY-03", "Недостаточно данных: нет начала работы.", known=False)
    for node_id in {row.node_id for row in now}:
        starts = [row.valid.lower for row in teaching if row.node_id == node_id]
        since = None if None in starts else min(starts)
        found = rules.is_young(reading, birth_date=details.birth_date, since=since, on=on)
        if found:
            break
    return found


def moments_of(
    jobs: Iterable[Employment], leaves: Iterable[Leave], on: date, words: Dictionaries
) -> tuple[Moment, ...]:
    """Work and leaves as one line, newest first; what begins where something else ended the same day is a move."""
    jobs = list(jobs)
    ended = {row.valid.upper: row for row in jobs if row.valid.upper is not None}
    found = [_job_moment(row, ended, on, words) for row in jobs]
    for row in leaves:
        title = words.leave_kinds[row.kind].name if row.kind in words.leave_kinds else row.kind
        tone = "sun" if _true(row, on) else "plain"
        found.append(Moment(_period(row), title.capitalize(), str(row.node), tone, row.valid.lower, row))
    return tuple(sorted(found, key=lambda one: one.start or date.min, reverse=True))


def _job_moment(row: Employment, ended: dict[date, Employment], on: date, words: Dictionaries) -> Moment:
    note = [str(row.node)]
    if row.job != JobKind.MAIN:
        note.append(JobKind(row.job).title)
    if row.subjects:
        note.append(", ".join(row.subjects))
    if row.load is not None:
        note.append(f"{row.load:f} ставки".replace(".", ","))
    before = ended.get(row.valid.lower) if row.valid.lower else None
    if before is not None and before.node_id != row.node_id:
        note.append(f"перешёл из: {before.node}")
    if row.ended_why:
        reason = words.absence_reasons.get(row.ended_why)
        note.append(reason.name if reason else row.ended_why)
    tone = "" if _true(row, on) else "plain"
    return Moment(_period(row), row.post.capitalize(), " · ".join(note), tone, row.valid.lower, row)


def _period(row: Recorded) -> str:
    lower, upper = row.valid.lower, row.valid.upper
    start = f"с {lower:%d.%m.%Y}" if lower else "давно"
    return f"{start} по {upper - timedelta(days=1):%d.%m.%Y}" if upper else start


def standing_lines(viewer: AnyViewer, model: type[Recorded], line_id: UUID) -> Any:
    """The standing version of a fact, by its line; raises DoesNotExist."""
    return model.objects.of(viewer).known().select_related().get(line_id=line_id)


def node_title(node: Node, names: dict[UUID, str]) -> str:
    """The name on the day, else the present one."""
    return names.get(node.pk, str(node))
