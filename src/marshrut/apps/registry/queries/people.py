"""The list of people of a place: who works there or holds a role, narrowed, on a day and as known at a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.dictionaries import FIT, Dictionaries
from marshrut.apps.registry.models import (
    Employment,
    Leave,
    OrganisationDetails,
    PersonDetails,
    QualificationCategory,
    SchoolStatus,
    StaffRole,
)
from marshrut.apps.registry.queries.facts import LISTED, among, facts_of, place_name
from marshrut.apps.registry.types import JobKind, StaffCategory
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "NO_CATEGORY",
    "KeysFirst",
    "StaffFilter",
    "StaffRow",
    "beginnings",
    "count_young",
    "dress_people",
    "list_staff",
    "list_young",
    "names_by",
    "nodes_where",
    "place_words",
]

#: Of the filter by category: nobody has given one.
NO_CATEGORY = "none"
YOUNG, UNKNOWN = "yes", "unknown"
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """What the list is narrowed by; empty: everybody. `place` and `municipality` are places within the viewer's own."""

    search: str = ""
    municipality: UUID | None = None
    place: UUID | None = None
    place_words: str = ""
    post: str = ""
    subject: str = ""
    staff: str = ""
    job: str = ""
    category: str = ""
    young: str = ""
    role: str = ""
    leave: str = ""
    status: str = ""
    access: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def about_work(self) -> bool:
        """Whether something is asked that only an employment can answer."""
        return bool(self.post or self.subject or self.staff or self.job or self.status or self.young)


@dataclass(frozen=True, slots=True)
class Job:
    """One employment as a list shows it."""

    post: str
    place: str
    node_id: UUID
    kind: str
    main: bool
    staff: str
    subjects: tuple[str, ...]
    load: Any


@dataclass(slots=True)
class StaffRow:
    """A person in a list, on the day of the list."""

    person_id: UUID
    name: str
    age: str
    experience: str
    jobs: list[Job] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    has_access: bool = False

    @property
    def posts(self) -> str:
        """Posts in a line, each once."""
        return ", ".join(dict.fromkeys(job.post for job in self.jobs))

    @property
    def places(self) -> str:
        """Organisations in a line, each once."""
        return ", ".join(dict.fromkeys(job.place for job in self.jobs))

    @property
    def subjects(self) -> str:
        """Subjects in a line, each once."""
        return ", ".join(dict.fromkeys(one for job in self.jobs for one in job.subjects))


def beginnings(typed: str, column: str) -> Q:
    """Every typed word begins some word of the column; ё and е are one letter, as they are in the column."""
    found = Q()
    for word in _WORD.findall(typed.lower().replace("ё", "е").replace("\x00", ""))[:8]:
        found &= Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})
    return found


def nodes_where(
    viewer: AnyViewer, narrowed: StaffFilter, *, on: date, known_at: datetime | None = None
) -> QuerySet[Placement, Any]:
    """Ids of the viewer's places that the filter leaves."""
    nodes = access.nodes_of(viewer, on=on, known_at=known_at)
    for wanted in (narrowed.municipality, narrowed.place):
        if wanted is not None:
            top = Placement.objects.of(viewer).true(on, known_at).filter(node_id=wanted).values_list("path", flat=True)
            nodes = nodes.filter(path__under=top.first() or "nowhere")
    if narrowed.place_words and narrowed.place is None:
        named = OrganisationDetails.objects.of(viewer).true(on, known_at)
        nodes = nodes.filter(node_id__in=named.filter(place_words(narrowed.place_words)).values("node_id"))
    if narrowed.status:
        held = SchoolStatus.objects.of(viewer).known(known_at).filter(code=narrowed.status, year=on.year)
        nodes = nodes.filter(node_id__in=held.values("node_id"))
    return nodes


def place_words(typed: str) -> Q:
    """Every typed word stands somewhere in an organisation's name."""
    found = Q()
    for word in _WORD.findall(typed.lower().replace("ё", "е").replace("\x00", ""))[:8]:
        found &= Q(search_name__contains=word)
    return found


def list_staff(
    viewer: AnyViewer,
    *,
    on: date,
    known_at: datetime | None = None,
    narrowed: StaffFilter | None = None,
    reading: YoungTeachers | None = None,
) -> QuerySet[PersonDetails, Any]:
    """People of the viewer's place as their details on that day, by name. `reading`: who counts as young."""
    asked = narrowed or StaffFilter()
    rows = PersonDetails.objects.of(viewer).true(on, known_at)
    rows = rows.filter(_of_place(viewer, asked, on, known_at))
    if asked.search:
        ever = PersonDetails.objects.of(viewer).known(known_at).filter(beginnings(asked.search, "sort_name"))
        rows = rows.filter(person_id__in=ever.values("person_id"))
    if asked.category:
        rows = rows.filter(_with_category(viewer, asked.category, on, known_at))
    if asked.leave:
        away = Leave.objects.of(viewer).true(on, known_at)
        rows = rows.filter(person_id__in=away.values("person_id"))
    if asked.young:
        rows = rows.filter(_young(viewer, asked.young, reading, on, known_at))
    if asked.access:
        closed = Q(person__account=None) | Q(person__account__is_active=False)
        rows = rows.filter(person__account__is_active=True) if asked.access == "yes" else rows.filter(closed)
    return rows.order_by("sort_name", "pk")


class KeysFirst:
    """A list as a paginator takes it: the keys of a page are found inside an index, then their rows are read.

    The thousandth page would otherwise sort, or read and throw away, every row before it.
    """

    def __init__(self, viewer: AnyViewer, rows: QuerySet[PersonDetails, Any]) -> None:
        self.viewer, self.rows = viewer, rows

    def count(self) -> int:
        """How many in all."""
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[PersonDetails]:
        keys = self.rows.values("pk")[part]
        return list(PersonDetails.objects.of(self.viewer).filter(pk__in=keys).order_by(*self.rows.query.order_by))


def _of_place(viewer: AnyViewer, asked: StaffFilter, on: date, known_at: datetime | None) -> Q:
    """By work and by role of the order; what only work can answer leaves out who holds a role alone."""
    narrower = asked.municipality or asked.place or asked.place_words or asked.role or asked.about_work
    if not narrower:
        return access.visible(viewer, Right.LIST, on=on, known_at=known_at, person="person_id", with_own=False)
    placed = asked.municipality or asked.place or asked.place_words or asked.status
    here = Q(node_id__in=nodes_where(viewer, asked, on=on, known_at=known_at))
    here = access.may_list(viewer) & (here if placed else access.at_nodes(viewer, on=on, known_at=known_at))
    work = Employment.objects.of(viewer).true(on, known_at).filter(here, _work(asked))
    roles = StaffRole.objects.of(viewer).true(on, known_at).filter(here)
    if asked.role:
        held = Q(person_id__in=roles.filter(role=asked.role).values("person_id"))
        return held & Q(person_id__in=work.values("person_id")) if asked.about_work else held
    if asked.about_work:
        return Q(person_id__in=work.values("person_id"))
    return Q(person_id__in=work.values("person_id").union(roles.values("person_id")))


def _work(asked: StaffFilter) -> Q:
    found = Q()
    for column in ("post", "staff", "job"):
        if value := getattr(asked, column):
            found &= Q(**{column: value})
    if asked.subject:
        found &= Q(subjects__contains=[asked.subject])
    if asked.young:
        found &= Q(staff=StaffCategory.TEACHING.value)
    return found


def _with_category(viewer: AnyViewer, code: str, on: date, known_at: datetime | None) -> Q:
    held = QualificationCategory.objects.of(viewer).true(on, known_at)
    if code == NO_CATEGORY:
        return ~Q(person_id__in=held.exclude(code=FIT).values("person_id"))
    return Q(person_id__in=held.filter(code=code).values("person_id"))


def _young(viewer: AnyViewer, asked: str, reading: YoungTeachers | None, on: date, known_at: datetime | None) -> Q:
    """REGISTRY-03 as a condition; the same two edges as the rule, so that a list and a card never differ."""
    if reading is None:
        return Q(pk__in=[])
    born_after, since_after = rules.young_edges(reading, on)
    if reading.experience == "teaching":
        unknown = Q(birth_date=None) | Q(teaching_since=None)
        young = Q(birth_date__gt=born_after, teaching_since__gt=since_after)
        return unknown if asked == UNKNOWN else young
    now = Employment.objects.of(viewer).true(on, known_at).filter(staff=StaffCategory.TEACHING.value)
    before = (
        Employment.objects.of(viewer)
        .known(known_at)
        .filter(
            Q(valid__startswith__lte=since_after) | Q(valid__startswith=None),
            person_id=OuterRef("person_id"),
            node_id=OuterRef("node_id"),
        )
    )
    fresh = now.filter(~Exists(before)).values("person_id")
    return Q(birth_date=None) if asked == UNKNOWN else Q(birth_date__gt=born_after, person_id__in=fresh)


def count_young(
    viewer: AnyViewer,
    *,
    on: date,
    known_at: datetime | None = None,
    narrowed: StaffFilter | None = None,
    reading: YoungTeachers | None = None,
) -> dict[str, int]:
    """Young teachers and those for whom the dates do not suffice, of the same place and filter; one query."""
    plain = replace(narrowed or StaffFilter(), young="", staff=StaffCategory.TEACHING.value)
    rows = list_staff(viewer, on=on, known_at=known_at, narrowed=plain, reading=reading).order_by()
    found: dict[str, int] = rows.aggregate(
        young=Count("pk", filter=_young(viewer, YOUNG, reading, on, known_at)),
        unknown=Count("pk", filter=_young(viewer, UNKNOWN, reading, on, known_at)),
        teachers=Count("pk"),
    )
    return found


def list_young(viewer: AnyViewer, *, on: date, reading: YoungTeachers | None = None) -> QuerySet[PersonDetails, Any]:
    """Young teachers of the viewer's place on that day, by name."""
    return list_staff(viewer, on=on, narrowed=StaffFilter(young=YOUNG), reading=reading)


def names_by(viewer: AnyViewer, person_ids: Sequence[UUID], *, on: date) -> dict[UUID, str]:
    """Full names of these people on the day."""
    rows = PersonDetails.objects.of(viewer).true(on).filter(person_id__in=person_ids)
    return {row.person_id: row.full_name for row in rows}


def dress_people(
    viewer: AnyViewer,
    people: Sequence[PersonDetails],
    *,
    on: date,
    known_at: datetime | None = None,
    words: Dictionaries,
    whole: bool = False,
) -> list[StaffRow]:
    """One page of the list with posts, categories, roles and leaves: two queries whatever its length.

    Work outside the viewer's place is not theirs to see; `whole` shows it all (one's own card, the region's export).
    """
    ids = [one.person_id for one in people]
    rows = {
        one.person_id: StaffRow(
            one.person_id, one.full_name, age_band(one.birth_date, on), experience(one.teaching_since, on)
        )
        for one in people
    }
    work = Employment.objects.of(viewer).true(on, known_at).filter(among("person_id", ids))
    if not whole:
        work = work.filter(access.at_nodes(viewer, on=on, known_at=known_at))
    # periods are not shown: to read two ranges of each row is a good part of a region's file
    work = work.defer("valid", "recorded")
    named: Any = work.annotate(place=place_name(viewer, on=on, known_at=known_at))
    for one in sorted(named, key=lambda row: (row.job != JobKind.MAIN, row.post)):
        rows[one.person_id].jobs.append(job_of(one))
    for fact in facts_of(viewer, ids, on=on, known_at=known_at, names_on=on, kinds=LISTED):
        row = rows[fact.person_id]
        listed = {"category": row.categories, "role": row.roles, "leave": row.away}.get(fact.what)
        if listed is not None:
            listed.append(fact.title(words))
    return [rows[person_id] for person_id in ids]


def job_of(row: Any) -> Job:
    """An employment as a list shows it."""
    return Job(
        post=row.post,
        place=row.place,
        node_id=row.node_id,
        kind=JobKind(row.job).title,
        main=row.job == JobKind.MAIN,
        staff=row.staff,
        subjects=tuple(row.subjects),
        load=row.load,
    )


def age_band(birth_date: date | None, on: date) -> str:
    """Five years wide: a list needs no exact age."""
    if birth_date is None or birth_date > on:
        return ""
    low = rules.full_years(birth_date, on) // 5 * 5
    return f"{low}–{low + 4}"


def experience(since: date | None, on: date) -> str:
    """Full years of teaching, in words of a list."""
    if since is None or since > on:
        return ""
    return str(rules.full_years(since, on))
