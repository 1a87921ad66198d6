"""A person's card: everything that is known of one person on a day, where it comes from, and what changed when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.ledger import ChangeSet, Recorded
from marshrut.apps.registry.models import Employment, Person, PersonDetails
from marshrut.apps.registry.queries.facts import Fact, facts_of, period_words, place_name
from marshrut.apps.registry.types import JobKind, KeyScheme, StaffCategory
from marshrut.cores.kernel import Decision, refuse
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "Moment",
    "PersonCard",
    "find_kept",
    "find_own",
    "get_person",
    "key_title",
    "masked",
    "person_card",
    "said_by",
]


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
    """What a card shows on a day. Jobs are rows with `place` and `source`; the rest are facts with their words."""

    person: Person
    details: PersonDetails | None
    former: tuple[PersonDetails, ...]
    jobs: tuple[Any, ...]
    moments: tuple[Moment, ...]
    facts: tuple[tuple[Fact, str, str], ...]
    young: Decision | None
    sources: tuple[str, ...]
    on: date

    @property
    def name(self) -> str:
        """The name on the day; the last known one where the day is before all of them."""
        shown = self.details or next(iter(self.former), None)
        return shown.full_name if shown else "Имя не записано"

    @property
    def young_word(self) -> str:
        """The decision on «young teacher» in a word; empty where the question does not arise."""
        if self.young is None:
            return ""
        known = self.young.reasons[0].inputs.get("known", True)
        return "да" if self.young else "нет" if known else "недостаточно данных"

    def of(self, what: str) -> list[tuple[Fact, str, str]]:
        """Facts of this kind with their title and source, newest first."""
        return [one for one in self.facts if one[0].what == what]

    @property
    def categories(self) -> list[tuple[Fact, str, str]]:
        """Qualification categories of all times."""
        return self.of("category")

    @property
    def roles(self) -> list[tuple[Fact, str, str]]:
        """Roles of the order, of all times."""
        return self.of("role")

    @property
    def leaves(self) -> list[tuple[Fact, str, str]]:
        """Leaves that last on the day."""
        return [one for one in self.of("leave") if one[0].now(self.on)]

    @property
    def teams(self) -> list[tuple[Fact, str, str]]:
        """Seats in management teams on the day."""
        return [one for one in self.of("member") if one[0].now(self.on)]

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Numbers that others know the person by, masked."""
        return [(key_title(fact), masked(fact.code, fact.text)) for fact, _, _ in self.of("key") if fact.now(self.on)]


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


def key_title(fact: Fact) -> str:
    """What a number of a person is called: by the other system, if it is that system's."""
    scheme = KeyScheme(fact.code)
    return (fact.number or scheme.title) if scheme is KeyScheme.OUTSIDE else scheme.title


def masked(scheme: str, value: str) -> str:
    """A number that others know the person by, as far as a screen may show it."""
    if scheme == KeyScheme.SNILS:
        return f"***-***-{value[-5:-2]} {value[-2:]}"
    return f"{'•' * max(0, len(value) - 4)}{value[-4:]}" if len(value) > 4 else "••••"  # noqa: PLR2004 - a tail


def person_card(
    viewer: AnyViewer, person: Person, *, on: date, known_at: datetime | None = None, words: Dictionaries
) -> PersonCard:
    """The card on that day in four queries: names, work, other facts, and the change sets that said them."""
    named = PersonDetails.objects.of(viewer).known(known_at).filter(person=person)
    details = list(named.order_by("-valid"))
    work = Employment.objects.of(viewer).known(known_at).filter(person=person)
    jobs: list[Any] = list(work.annotate(place=place_name(viewer, on=on, known_at=known_at)).order_by("valid"))
    facts = facts_of(viewer, [person.pk], known_at=known_at, names_on=on)
    told = {row.opened_by_id for row in (*details, *jobs)} | {one.opened_by for one in facts}
    sources = {
        one.pk: said_by(one) for one in ChangeSet.objects.of(viewer).select_related("source").filter(pk__in=told)
    }
    for row in (*details, *jobs):
        row.source = sources.get(row.opened_by_id, "")
    now = next((row for row in details if _true(row, on)), None)
    held = tuple(row for row in jobs if _true(row, on))
    return PersonCard(
        person=person,
        details=now,
        former=tuple(row for row in details if row is not now),
        jobs=held,
        moments=moments_of(jobs, [one for one in facts if one.what == "leave"], on, words),
        facts=tuple(
            (one, one.title(words) if one.what != "key" else "", sources.get(one.opened_by, "")) for one in facts
        ),
        young=young_decision(now, jobs, words.young_teachers, on),
        sources=tuple(dict.fromkeys(row.source for row in (*held, *([now] if now else [])) if row.source)),
        on=on,
    )


def _true(row: Recorded, on: date) -> bool:
    lower, upper = row.valid.lower, row.valid.upper
    return not row.valid.isempty and (lower is None or lower <= on) and (upper is None or on < upper)


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


def moments_of(jobs: Iterable[Any], leaves: Iterable[Fact], on: date, words: Dictionaries) -> tuple[Moment, ...]:
    """Work and leaves as one line, newest first; what begins where something else ended the same day is a move."""
    jobs = list(jobs)
    ended = {row.valid.upper: row for row in jobs if row.valid.upper is not None}
    found = [_job_moment(row, ended, on, words) for row in jobs]
    for one in leaves:
        tone = "sun" if one.now(on) else "plain"
        found.append(Moment(one.when, one.title(words).capitalize(), one.place, tone, one.since, one))
    return tuple(sorted(found, key=lambda one: one.start or date.min, reverse=True))


def _job_moment(row: Any, ended: dict[date, Any], on: date, words: Dictionaries) -> Moment:
    note = [row.place]
    if row.job != JobKind.MAIN:
        note.append(JobKind(row.job).title)
    if row.subjects:
        note.append(", ".join(row.subjects))
    if row.load is not None:
        note.append(f"ставка {row.load.normalize():f}".replace(".", ","))
    before = ended.get(row.valid.lower) if row.valid.lower else None
    if before is not None and before.node_id != row.node_id:
        note.append(f"до этого: {before.place}")
    if row.ended_why:
        reason = words.absence_reasons.get(row.ended_why)
        note.append(reason.name if reason else row.ended_why)
    tone = "" if _true(row, on) else "plain"
    when = period_words(row.valid.lower, row.valid.upper)
    return Moment(when, row.post.capitalize(), " · ".join(note), tone, row.valid.lower, row)
