"""From records to a question of who goes to which methodist: who has nobody, who is one too many, who may accompany.

Asked by work without a person (`SystemViewer`) within a place: whoever has a draft made sees names of that place alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import Accompaniment, AccompanimentDraft
from marshrut.apps.competencies.queries.giving import Wanted, asking_of, companions_at
from marshrut.apps.competencies.types import Asking, Companion, SpreadState
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.access import nodes_of
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["FAR", "Question", "gather_question", "plain_wanted", "standing_draft", "wanted_of"]

#: What a pair of a person and a methodist costs by where they are: one settlement, one municipality, further.
FAR = {"settlement": 0.0, "municipality": 1.0, "further": 3.0}

#: Where a draft returns to when its work was killed, stopped or fell silent.
_RETURNS = {SpreadState.MAKING: SpreadState.FAILED, SpreadState.ACCEPTING: SpreadState.READY}

Spot = tuple[UUID | None, UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who is asked about: those without anybody, and those of whom some have to leave a methodist with too many.

    `guides`: methodists by person, each with one or more roles; `has`: how many each has now; `spots`: settlement and
    municipality of everybody; `taken`: accompanied already and left as they are, with their municipality.
    """

    new: tuple[Asking, ...]
    crowded: tuple[tuple[Asking, UUID], ...]
    guides: Mapping[UUID, tuple[Companion, ...]]
    has: Mapping[UUID, int]
    spots: Mapping[UUID, Spot]
    taken: Mapping[str, int]
    most: int | None
    clause: str | None
    own_school: bool
    by_subject: bool

    @property
    def people(self) -> list[Asking]:
        """Everybody who is asked about, in one order."""
        return [*self.new, *(one for one, _ in self.crowded)]

    @property
    def left_as_they_are(self) -> int:
        """How many are accompanied already and stay with whom they are."""
        return sum(self.taken.values())

    @property
    def key(self) -> str:
        """A print of everything above: the same for the same lists."""
        told = [
            *(_print(one, self.spots) for one in self.new),
            *(f"{_print(one, self.spots)}>{guide}" for one, guide in self.crowded),
            *(
                f"{_print(role, self.spots)}:{role.municipality}:{self.has[one]}"
                for one, held in self.guides.items()
                for role in held
            ),
            *(f"{one}={count}" for one, count in sorted(self.taken.items(), key=str)),
            f"{self.most} {self.own_school} {self.by_subject}",
        ]
        return sha256("\n".join(told).encode()).hexdigest()

    def road(self, person: UUID, guide: UUID) -> str:
        """How far a methodist is from somebody: a word of FAR."""
        (here, district), (there, other) = self.spots[person], self.spots[guide]
        if here is not None and here == there:
            return "settlement"
        return "municipality" if district is not None and district == other else "further"


def _print(one: Asking | Companion, spots: Mapping[UUID, Spot]) -> str:
    nodes = ",".join(sorted(map(str, one.nodes)))
    return f"{one.person_id} {spots[one.person_id]} {nodes} {','.join(sorted(one.subjects))} {one.municipality}"


def plain_wanted(wanted: Wanted) -> dict[str, Any]:
    """The question as it is kept."""
    return {
        "roles": list(wanted.roles),
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat() if wanted.until else "",
        "municipality": str(wanted.municipality or ""),
        "subject": wanted.subject,
        "staff": wanted.staff,
        "by_subject": wanted.by_subject,
    }


def wanted_of(plain: Mapping[str, Any]) -> Wanted:
    """The question as it was asked."""
    return Wanted(
        roles=tuple(plain["roles"]),
        since=date.fromisoformat(plain["since"]),
        until=date.fromisoformat(plain["until"]) if plain["until"] else None,
        municipality=UUID(plain["municipality"]) if plain["municipality"] else None,
        subject=plain["subject"],
        staff=plain["staff"],
        by_subject=plain["by_subject"],
    )


def standing_draft(row: AccompanimentDraft) -> SpreadState:
    """Where a draft stands: work whose job is over without an end has left nothing behind."""
    state = SpreadState(row.state)
    if state in _RETURNS and in_vain(row.job):
        return _RETURNS[state]
    return state


def gather_question(system: SystemViewer, wanted: Wanted, *, node_id: UUID, on: date) -> Question:
    """The question as the lists stand on that day."""
    care = framework(system, on).care
    path = Placement.objects.of(system).true(on).filter(node_id=node_id).values_list("path", flat=True).first()
    here = set(nodes_of(system, on=on, path=str(path or "nowhere")).values_list("node_id", flat=True))
    holders = [one for one in registry.holders_of(system, wanted.roles, on=on) if one.node_id in here]
    chosen = {"municipality": wanted.municipality, "subject": wanted.subject, "staff": wanted.staff}
    picked = {one.person_id: one.node_id for one in registry.select_people(system, chosen, node_id=node_id, on=on)}
    kept = registry.kept_people(system, [*picked, *(one.person_id for one in holders)])
    guides = {one.person_id for one in holders if kept.get(one.person_id) == one.person_id}
    people = {one: node for one, node in picked.items() if one not in guides and kept.get(one) == one}
    standing, has = _standing(system, wanted, guides)
    around = registry.places_around(system, on=on)
    jobs = registry.jobs_by(system, [*people, *guides], on=on)
    over = {one for one in guides if care.most_people is not None and has[one] > care.most_people}
    new = tuple(asking_of(one, {}, jobs, around, people[one]) for one in sorted(people) if one not in standing)
    crowded = tuple(
        (asking_of(one, {}, jobs, around, people[one]), standing[one][0])
        for one in sorted(people)
        if len(standing.get(one, ())) == 1 and standing[one][0] in over
    )
    asked = {one.person_id for one in new} | {one.person_id for one, _ in crowded}
    roles: dict[UUID, list[Companion]] = defaultdict(list)
    for role in companions_at([one for one in holders if one.person_id in guides], {}, jobs, around, has):
        roles[role.person_id].append(role)
    spots = {one: around.get(people[one], (None, None)) for one in asked}
    spots |= {one: _spot(one, jobs, around, holders) for one in guides}
    taken = Counter(str(around.get(people[one], (None, None))[1] or "") for one in people if one not in asked)
    return Question(
        new=new,
        crowded=crowded,
        guides={one: tuple(roles[one]) for one in sorted(roles)},
        has={one: has[one] for one in sorted(guides)},
        spots=spots,
        taken=dict(taken),
        most=care.most_people,
        clause=next(iter(care.source), None),
        own_school=bool(care.own_school),
        by_subject=wanted.by_subject,
    )


def _standing(system: SystemViewer, wanted: Wanted, guides: set[UUID]) -> tuple[dict[UUID, list[UUID]], Counter[UUID]]:
    """Person → who accompanies them on the days that are asked for; methodist → how many they have on these days."""
    rows = Accompaniment.objects.of(system).known().filter(valid__overlap=wanted.days).order_by("valid", "pk")
    found: dict[UUID, list[UUID]] = defaultdict(list)
    has: Counter[UUID] = Counter()
    for person, companion in rows.values_list("person_id", "companion_id"):
        found[person].append(companion)
        has[companion] += companion in guides
    return found, has


def _spot(one: UUID, jobs: Any, around: Any, holders: Any) -> Spot:
    """Where a methodist sits: at their main work, else at the place of the role."""
    held = jobs.get(one, ())
    node = held[0].node_id if held else next(role.node_id for role in holders if role.person_id == one)
    spot: Spot = around.get(node, (None, None))
    return spot
