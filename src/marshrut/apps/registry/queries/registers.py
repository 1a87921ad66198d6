"""Registers of the order that are made of records about people and organisations: nobody keeps them by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.models import Employment, OrganisationDetails, OrganisationRole, PersonDetails, StaffRole
from marshrut.apps.registry.queries.facts import period_words, place_name
from marshrut.apps.registry.queries.people import beginnings, place_words
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import Reading, RegisterItem
from marshrut.cores.regulation.people import RegisterOfRecords
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Kept", "RegisterRow", "dress_register", "find_kept_register", "list_kept", "list_register"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A register that the product makes of records: the order's own words and what it is made of."""

    item: RegisterItem
    made_of: RegisterOfRecords
    roles: tuple[tuple[str, str], ...]
    count: int = 0

    @property
    def code(self) -> str:
        """Its id in the order's data."""
        return self.item.register.id

    @property
    def about_people(self) -> bool:
        """People with roles, or organisations with roles."""
        return bool(self.made_of.roles)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of a register. `name`: a person or an organisation."""

    key: UUID
    node_id: UUID
    name: str
    role: str
    place: str
    above: str
    posts: str
    direction: str
    order_number: str
    order_date: date | None
    since: date | None
    until: date | None

    @property
    def when(self) -> str:
        """Its days in words."""
        return period_words(self.since, self.until)


def list_kept(
    viewer: AnyViewer, reading: Reading, words: Dictionaries, *, on: date, known_at: datetime | None = None
) -> list[Kept]:
    """Registers of the order that are made of records, each with how many stand in it; two queries."""
    held = {one.register.id: one for one in regulation.list_registers(viewer, reading)}
    nodes = access.nodes_of(viewer, on=on, known_at=known_at)
    counts: dict[tuple[str, str], int] = {}
    for kind, model in (("p", StaffRole), ("o", OrganisationRole)):
        rows: Any = model.objects.of(viewer).true(on, known_at).filter(node_id__in=nodes).order_by()
        counts |= {(kind, row["role"]): row["n"] for row in rows.values("role").annotate(n=Count("pk"))}
    return [
        Kept(
            held[one.register],
            one,
            _titles(one, words),
            sum(counts.get(("p", role), 0) for role in one.roles)
            + sum(counts.get(("o", role), 0) for role in one.organisation_roles),
        )
        for one in words.registers.values()
        if one.register in held
    ]


def _titles(one: RegisterOfRecords, words: Dictionaries) -> tuple[tuple[str, str], ...]:
    people = [(code, words.staff_roles[code].name) for code in one.roles if code in words.staff_roles]
    places = [
        (code, words.organisation_roles[code].name)
        for code in one.organisation_roles
        if code in words.organisation_roles
    ]
    return tuple(people + places)


def find_kept_register(viewer: AnyViewer, reading: Reading, words: Dictionaries, code: str) -> Kept | None:
    """One register by the order's id; None where it is not made of records."""
    made_of = words.registers.get(code)
    item = next((one for one in regulation.list_registers(viewer, reading) if one.register.id == code), None)
    return Kept(item, made_of, _titles(made_of, words)) if made_of and item else None


def list_register(
    viewer: AnyViewer,
    kept: Kept,
    *,
    on: date,
    known_at: datetime | None = None,
    search: str = "",
    municipality: UUID | None = None,
    role: str = "",
) -> Any:
    """Lines of the register within the viewer's place on that day."""
    nodes = access.nodes_of(viewer, on=on, known_at=known_at)
    if municipality is not None:
        top = Placement.objects.of(viewer).true(on, known_at).filter(node_id=municipality)
        nodes = nodes.filter(path__under=top.values_list("path", flat=True).first() or "nowhere")
    model: Any = StaffRole if kept.about_people else OrganisationRole
    wanted = kept.made_of.roles if kept.about_people else kept.made_of.organisation_roles
    rows = model.objects.of(viewer).true(on, known_at).filter(node_id__in=nodes)
    rows = rows.filter(role=role) if role in wanted else rows.filter(role__in=wanted)
    if not kept.about_people:
        if search:
            named = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(place_words(search))
            rows = rows.filter(node_id__in=named.values("node_id"))
        return rows.annotate(place=place_name(viewer, on=on, known_at=known_at)).order_by("place", "pk")
    rows = rows.filter(access.may_list(viewer))
    if search:
        ever = PersonDetails.objects.of(viewer).known(known_at).filter(beginnings(search, "sort_name"))
        rows = rows.filter(person_id__in=ever.values("person_id"))
    then = Q(person__details__valid__contains=on) & (
        Q(person__details__recorded__contains=known_at) if known_at else Q(person__details__recorded__upper_inf=True)
    )
    placed = rows.filter(then).annotate(place=place_name(viewer, on=on, known_at=known_at))
    return placed.order_by("person__details__sort_name", "pk")


def dress_register(
    viewer: AnyViewer,
    kept: Kept,
    rows: Sequence[Any],
    *,
    on: date,
    known_at: datetime | None = None,
) -> list[RegisterRow]:
    """One page of a register: names, posts and municipalities in three queries."""
    titles = dict(kept.roles)
    placed = Placement.objects.of(viewer).true(on, known_at).filter(node_id__in={row.node_id for row in rows})
    called = place_name(viewer, on=on, known_at=known_at, node="parent_id")
    above = dict(placed.exclude(parent=None).values_list("node_id", called))
    names, posts = _people(viewer, [row.person_id for row in rows], on, known_at) if kept.about_people else ({}, {})
    return [
        RegisterRow(
            key=row.person_id if kept.about_people else row.node_id,
            node_id=row.node_id,
            name=names.get(row.person_id, "") if kept.about_people else row.place,
            role=titles.get(row.role, row.role),
            place=row.place,
            above=above.get(row.node_id, ""),
            posts=posts.get(row.person_id, "") if kept.about_people else "",
            direction=row.direction if kept.about_people else row.topic,
            order_number=row.order_number,
            order_date=row.order_date,
            since=row.valid.lower,
            until=row.valid.upper,
        )
        for row in rows
    ]


def _people(
    viewer: AnyViewer, ids: list[UUID], on: date, known_at: datetime | None
) -> tuple[dict[UUID, str], dict[UUID, str]]:
    named = PersonDetails.objects.of(viewer).true(on, known_at).filter(person_id__in=ids)
    names = {row.person_id: row.full_name for row in named}
    posts: dict[UUID, str] = {}
    work = Employment.objects.of(viewer).true(on, known_at).filter(person_id__in=ids).order_by("job")
    for person_id, post in work.values_list("person_id", "post"):
        if post not in posts.get(person_id, ""):
            posts[person_id] = f"{posts[person_id]}, {post}" if person_id in posts else post
    return names, posts
