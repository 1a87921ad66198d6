"""Reads about who may be the same person: pairs, claims of two organisations, merges that were made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.models import Employment, Merge, Person, PersonDetails, PersonKey
from marshrut.apps.registry.types import CLAIMS, JobKind, KeyScheme, PersonFacts
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = [
    "Claim",
    "Joined",
    "Pair",
    "Record",
    "count_claims",
    "count_pairs",
    "list_claims",
    "list_merged",
    "list_merges",
    "list_pairs",
    "read_records",
]


@dataclass(frozen=True, slots=True)
class Record:
    """One person as two records are laid side by side."""

    person: Person
    details: PersonDetails
    facts: PersonFacts
    work: tuple[Employment, ...]
    #: Whether the viewer keeps a list on which the person stands.
    inside: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person, with the reason."""

    left: Record
    right: Record
    likeness: Decision

    @property
    def grade(self) -> str:
        """likely or possible."""
        return str(self.likeness.reasons[0].inputs["grade"])


@dataclass(frozen=True, slots=True)
class Claim:
    """A person whom two organisations call their own on one day."""

    record: Record
    jobs: tuple[Employment, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A merge that stands, with the names of both records."""

    merge: Merge
    kept_name: str
    gone_name: str


#: Standing details of living records; `mine` are the people on the viewer's lists. The pair is found when one of the
#: two is theirs: a school sees that its newcomer may be known elsewhere.
_PAIRS = """
WITH places AS (
  SELECT node_id FROM scope_placement
  WHERE tenant_id = %(tenant)s AND upper_inf(recorded) AND valid @> %(on)s::date
    AND (%(path)s::text IS NULL OR path <@ %(path)s::text::ltree)
), work AS (
  SELECT person_id, node_id FROM registry_employment
  WHERE tenant_id = %(tenant)s AND upper_inf(recorded) AND valid @> %(on)s::date
), mine AS (
  SELECT DISTINCT person_id FROM work WHERE node_id IN (SELECT node_id FROM places)
), known AS (
  SELECT d.person_id, d.sort_name, d.birth_date,
         replace(lower(d.given_name || ' ' || d.patronymic), 'ё', 'е') AS given
  FROM registry_persondetails d JOIN registry_person p ON p.id = d.person_id
  WHERE d.tenant_id = %(tenant)s AND upper_inf(d.recorded) AND d.valid @> %(on)s::date
    AND p.merged_into_id IS NULL AND p.withdrawn_by_id IS NULL
), pairs AS (
  SELECT a.person_id AS one, b.person_id AS two, 0 AS rank
  FROM known a JOIN known b ON a.sort_name = b.sort_name AND a.person_id < b.person_id
  WHERE a.birth_date = b.birth_date
  UNION
  SELECT x.person_id, y.person_id, 1
  FROM work x JOIN work y ON x.node_id = y.node_id AND x.person_id < y.person_id
  JOIN known a ON a.person_id = x.person_id JOIN known b ON b.person_id = y.person_id
  WHERE (a.sort_name = b.sort_name AND (a.birth_date IS NULL OR b.birth_date IS NULL))
     OR (a.sort_name <> b.sort_name AND a.given = b.given AND a.birth_date = b.birth_date)
)
SELECT one, two, min(rank) FROM pairs
WHERE (one IN (SELECT person_id FROM mine) OR two IN (SELECT person_id FROM mine))
  AND NOT EXISTS (SELECT 1 FROM registry_identityanswer n WHERE NOT n.same AND n.withdrawn_at IS NULL
                  AND ((n.person_id = one AND n.other_id = two) OR (n.person_id = two AND n.other_id = one)))
  AND NOT EXISTS (SELECT 1 FROM registry_personkey k JOIN registry_personkey l ON l.scheme = k.scheme
                  WHERE k.scheme = %(snils)s AND k.person_id = one AND l.person_id = two AND k.value <> l.value
                  AND upper_inf(k.recorded) AND upper_inf(l.recorded))
GROUP BY one, two
"""


def _asked(viewer: AnyViewer, on: date) -> dict[str, Any]:
    path = viewer.node_path if isinstance(viewer, Viewer) else None
    return {"tenant": tenant_of(viewer), "on": on, "path": path, "snils": KeyScheme.SNILS.value}


def count_pairs(viewer: AnyViewer, *, on: date) -> int:
    """How many pairs wait for an answer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_PAIRS}) found", _asked(viewer, on))  # noqa: S608
        return int(cursor.fetchone()[0])


def list_pairs(viewer: AnyViewer, *, on: date, first: int = 0, most: int = 20) -> list[Pair]:
    """Pairs that wait for an answer, the most alike first."""
    with connection.cursor() as cursor:
        asked = {**_asked(viewer, on), "first": first, "most": most}
        cursor.execute(f"{_PAIRS} ORDER BY 3, 1, 2 OFFSET %(first)s LIMIT %(most)s", asked)
        found = [(one, two) for one, two, _ in cursor.fetchall()]
    records = read_records(viewer, [one for pair in found for one in pair], on=on)
    return [
        Pair(records[one], records[two], rules.compare(records[one].facts, records[two].facts))
        for one, two in found
        if one in records and two in records
    ]


def read_records(viewer: AnyViewer, ids: Sequence[UUID], *, on: date) -> dict[UUID, Record]:
    """These people with name, numbers and work on that day: five queries, however many they are."""
    people = {one.pk: one for one in Person.objects.of(viewer).filter(pk__in=ids)}
    work_rows = Employment.objects.of(viewer).true(on).filter(person_id__in=ids)
    details = {one.person_id: one for one in PersonDetails.objects.of(viewer).true(on).filter(person_id__in=ids)}
    keys: dict[UUID, list[PersonKey]] = defaultdict(list)
    for key in PersonKey.objects.of(viewer).true(on).filter(person_id__in=ids):
        keys[key.person_id].append(key)
    work: dict[UUID, list[Employment]] = defaultdict(list)
    for job in work_rows.select_related("node").order_by("job", "post"):
        work[job.person_id].append(job)
    seen = Person.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), pk__in=ids)
    inside = set(seen.values_list("pk", flat=True))
    return {
        pk: Record(person, details[pk], _facts(details[pk], keys[pk], work[pk]), tuple(work[pk]), pk in inside)
        for pk, person in people.items()
        if pk in details
    }


def _facts(details: PersonDetails, keys: Iterable[PersonKey], work: Iterable[Employment]) -> PersonFacts:
    keys = list(keys)
    return PersonFacts(
        family_name=details.family_name,
        given_name=details.given_name,
        patronymic=details.patronymic,
        birth_date=details.birth_date,
        snils=next((key.value for key in keys if key.scheme == KeyScheme.SNILS), ""),
        codes=frozenset(f"{key.system}:{key.value}" for key in keys if key.scheme == KeyScheme.OUTSIDE),
        nodes=frozenset(str(job.node_id) for job in work),
    )


def _claimed(viewer: AnyViewer, on: date) -> QuerySet[Any, Any]:
    """People with more than one employment that claims them, at least one of these on the viewer's lists."""
    claims = Employment.objects.of(viewer).true(on).filter(job__in=[one.value for one in CLAIMS])
    own = claims.filter(node_id__in=access.nodes_of(viewer, on=on)).values("person_id")
    several = claims.filter(person_id__in=own).values("person_id").annotate(places=Count("node_id", distinct=True))
    return several.filter(places__gt=1).order_by("person_id").values_list("person_id", flat=True)


def count_claims(viewer: AnyViewer, *, on: date) -> int:
    """How many people two organisations call their own."""
    return int(_claimed(viewer, on).count())


def list_claims(viewer: AnyViewer, *, on: date, first: int = 0, most: int = 20) -> list[Claim]:
    """People whom two organisations call their own on that day, with the employments that say so."""
    ids = list(_claimed(viewer, on)[first : first + most])
    records = read_records(viewer, ids, on=on)
    return [
        Claim(records[pk], tuple(job for job in records[pk].work if JobKind(job.job) in CLAIMS))
        for pk in ids
        if pk in records
    ]


def list_merges(viewer: AnyViewer, *, on: date) -> QuerySet[Merge]:
    """Merges that stand, of people on the viewer's lists, newest first."""
    seen = access.visible(viewer, Right.LIST, on=on, person="kept_id")
    return Merge.objects.of(viewer).filter(seen, undone_by=None).select_related("change")


def list_merged(viewer: AnyViewer, *, on: date, most: int = 20) -> list[Joined]:
    """The same with the names that the two records had."""
    merges = list(list_merges(viewer, on=on)[:most])
    rows = PersonDetails.objects.of(viewer)
    kept = {row.person_id: row for row in rows.true(on).filter(person_id__in=[one.kept_id for one in merges])}
    gone = {row.person_id: row for row in rows.filter(closed_by_id__in=[one.change_id for one in merges])}
    return [
        Joined(one, kept[one.kept_id].full_name, gone[one.gone_id].full_name)
        for one in merges
        if one.kept_id in kept and one.gone_id in gone
    ]
