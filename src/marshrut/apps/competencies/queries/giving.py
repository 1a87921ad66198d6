"""Whom a rule would give to whom: who stands within a place, who may accompany them, what was given at once before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch
from marshrut.apps.competencies.types import Asking, Companion
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.access import nodes_of
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import Viewer

__all__ = [
    "ROLES",
    "Proposed",
    "Wanted",
    "asking_of",
    "companions_at",
    "find_batch",
    "list_batches",
    "propose",
    "rows_of",
]

#: Roles of the order that accompany: whose municipality binds them, and whose does not.
ROLES = {"municipal_methodologist": "муниципальные методисты", "regional_methodologist": "региональные методисты"}
_BOUND = "municipal_methodologist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the rule is: whom (place, subject, kind of staff), by whom, on which days."""

    roles: tuple[str, ...]
    since: date
    until: date | None = None
    municipality: UUID | None = None
    subject: str = ""
    staff: str = ""
    by_subject: bool = True

    @property
    def days(self) -> Any:
        """The days as they are kept."""
        return period(self.since, self.until + timedelta(days=1) if self.until else None)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Pairs (person, companion), who is left over and why; `companions`: (name, id, had already, people by name)."""

    pairs: list[tuple[UUID, UUID]]
    left: list[tuple[UUID, Decision]]
    taken: int
    companions: list[tuple[str, UUID, int, list[str]]]
    reasons: list[tuple[str, list[str]]]

    @property
    def asked(self) -> int:
        """For how many people somebody was looked for."""
        return len(self.pairs) + len(self.left)

    @property
    def key(self) -> str:
        """The same for the same pairs: what was looked at is what is written."""
        return sha256("".join(sorted(f"{one}{other}" for one, other in self.pairs)).encode()).hexdigest()


def propose(viewer: Viewer, wanted: Wanted, *, on: date) -> Proposed:
    """What the rule would do today; nothing is written. Who is accompanied already is left as they are."""
    care = framework(viewer, on).care
    chosen = {"municipality": wanted.municipality, "subject": wanted.subject, "staff": wanted.staff}
    picked = registry.select_people(viewer, chosen, node_id=viewer.node_id, on=on)
    holders = registry.holders_of(viewer, wanted.roles, on=on)
    helping = {one.person_id for one in holders}
    people = {one.person_id: one.node_id for one in picked if one.person_id not in helping}
    standing = Accompaniment.objects.of(viewer).known().filter(valid__overlap=wanted.days)
    taken = set(standing.values_list("person_id", flat=True)) & set(people)
    kept = registry.kept_people(viewer, [*people, *helping])
    free = [one for one in people if one not in taken and kept.get(one) == one]
    helping = {one for one in helping if kept.get(one) == one}
    has = Counter(standing.filter(companion__in=helping).values_list("companion_id", flat=True))
    names = registry.names_of(viewer, [*free, *helping], on=on)
    jobs = registry.jobs_by(viewer, [*free, *helping], on=on)
    around = registry.places_around(viewer, on=on)
    asking = [asking_of(one, names, jobs, around, people[one]) for one in free]
    companions = companions_at([one for one in holders if one.person_id in helping], names, jobs, around, has)
    pairs, left = rules.assign(
        asking,
        companions,
        by_subject=wanted.by_subject,
        own_school=bool(care.own_school),
        most=care.most_people,
        clause=next(iter(care.source), None),
    )
    return Proposed(pairs, left, len(taken), _by_companion(pairs, names, has), _by_reason(left, names))


def asking_of(one: UUID, names: Any, jobs: Any, around: Any, node: UUID) -> Asking:
    """Somebody for whom a companion is looked for, as the rule sees them."""
    held = jobs.get(one, ())
    return Asking(
        person_id=one,
        name=names.get(one, ""),
        nodes=frozenset(job.node_id for job in held),
        municipality=around.get(node, (None, None))[1],
        subjects=_words(subject for job in held for subject in job.subjects),
    )


def companions_at(
    holders: Collection[registry.Holder], names: Any, jobs: Any, around: Any, has: Counter[UUID]
) -> list[Companion]:
    """Each role of a person for itself: one may be a methodist of two municipalities."""
    return [
        Companion(
            person_id=one.person_id,
            name=names.get(one.person_id, ""),
            nodes=frozenset(job.node_id for job in jobs.get(one.person_id, ())),
            municipality=around.get(one.node_id, (None, None))[1] if one.role == _BOUND else None,
            subjects=_words([one.direction, *(word for job in jobs.get(one.person_id, ()) for word in job.subjects)]),
            has=has[one.person_id],
        )
        for one in holders
    ]


def _words(subjects: Any) -> frozenset[str]:
    return frozenset(one.strip().casefold().replace("ё", "е") for one in subjects if one.strip())


def _by_companion(pairs: Any, names: dict[UUID, str], has: Counter[UUID]) -> list[tuple[str, UUID, int, list[str]]]:
    found: dict[UUID, list[str]] = {}
    for person, companion in pairs:
        found.setdefault(companion, []).append(names.get(person, ""))
    return sorted((names.get(one, ""), one, has[one], sorted(held)) for one, held in found.items())


def _by_reason(left: list[tuple[UUID, Decision]], names: dict[UUID, str]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for person, why in left:
        found.setdefault(why.text, []).append(names.get(person, ""))
    return sorted((why, sorted(held)) for why, held in found.items())


def rows_of(viewer: Viewer, found: Proposed, *, on: date) -> list[tuple[str, ...]]:
    """The whole proposal, a line a person: (name, places, posts, subjects, companion, why nobody)."""
    told: list[tuple[UUID, UUID | None, str]] = [(one, other, "") for one, other in found.pairs]
    told += [(one, None, why.text) for one, why in found.left]
    people = [one for one, _, _ in told]
    names = registry.names_of(viewer, {*people, *(other for _, other in found.pairs)}, on=on)
    jobs = registry.jobs_by(viewer, people, on=on)

    def joined(one: UUID, of: Callable[[registry.Job], Iterable[str]]) -> str:
        return ", ".join(dict.fromkeys(word for job in jobs.get(one, ()) for word in of(job) if word))

    rows = [
        (
            names.get(one, ""),
            joined(one, lambda job: (job.place,)),
            joined(one, lambda job: (job.post,)),
            joined(one, lambda job: job.subjects),
            names.get(other, "") if other else "",
            why,
        )
        for one, other, why in told
    ]
    return sorted(rows, key=lambda row: (row[4] == "", row[4], row[5], row[0]))


def list_batches(viewer: Viewer, *, on: date, most: int = 20) -> list[AccompanimentBatch]:
    """What was given at once within the viewer's place, the last first."""
    rows = AccompanimentBatch.objects.of(viewer).filter(node_id__in=nodes_of(viewer, on=on))
    return list(rows[:most])


def find_batch(viewer: Viewer, batch_id: UUID, *, on: date) -> AccompanimentBatch | None:
    """One of them; None where it is none of the viewer's place."""
    rows = AccompanimentBatch.objects.of(viewer).filter(node_id__in=nodes_of(viewer, on=on))
    return rows.filter(pk=batch_id).first()
