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
    "find_claims",
    "find_pairs",
    "list_merged",
    "list_merges",
    "read_doubts",
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


#: Standing details that day. The given names are taken from `sort_name`, where case and ё are settled already: to
#: settle them again in 50,000 lines is most of the work.
_KNOWN = """
known AS NOT MATERIALIZED (
  SELECT person_id, sort_name, birth_date, right(sort_name, length(given_name) + length(patronymic) + 1) AS given
  FROM registry_persondetails
  WHERE tenant_id = %(tenant)s AND upper_inf(recorded) AND valid @> %(on)s::date
), nameless AS (
  SELECT a.person_id AS one, b.person_id AS two FROM known a JOIN known b USING (sort_name)
  WHERE a.birth_date IS NULL AND a.person_id <> b.person_id
)"""
#: Who may be looked at as one at all, in one pass over the region: born on one day under the same given names, or
#: namesakes of whom one has no birth date.
_ALIKE_ANYWHERE = f"""
WITH {_KNOWN}, alike AS (
  SELECT array_agg(person_id) AS ids FROM known WHERE birth_date IS NOT NULL GROUP BY birth_date, given
  HAVING count(*) > 1
)
SELECT one, two FROM alike, unnest(ids) one, unnest(ids) two WHERE one < two
UNION SELECT least(one, two), greatest(one, two) FROM nameless
"""  # noqa: S608 - parts of this file
#: The same from the people of a few places: by the indexes, without reading the region.
_ALIKE_HERE = f"""
WITH {_KNOWN}, here AS (
  SELECT person_id FROM registry_employment
  WHERE tenant_id = %(tenant)s AND node_id = ANY(%(nodes)s) AND upper_inf(recorded) AND valid @> %(on)s::date
)
SELECT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id) FROM known a
JOIN known b ON b.birth_date = a.birth_date AND b.given = a.given AND b.person_id <> a.person_id
WHERE a.person_id IN (SELECT person_id FROM here)
UNION SELECT least(one, two), greatest(one, two) FROM nameless
WHERE one IN (SELECT person_id FROM here) OR two IN (SELECT person_id FROM here)
"""  # noqa: S608 - parts of this file
#: Of these few, the pairs that wait: living records, one of them on the viewer's lists (a school sees that its newcomer
#: may be known elsewhere), not answered, not told apart by СНИЛС; who is not the same at sight works at one place.
_WAITING = """
WITH work AS (
  SELECT person_id, node_id FROM registry_employment
  WHERE tenant_id = %(tenant)s AND person_id = ANY(%(ones)s || %(twos)s) AND upper_inf(recorded)
    AND valid @> %(on)s::date
), known AS (
  SELECT d.person_id, d.sort_name, d.birth_date FROM registry_persondetails d
  JOIN registry_person p ON p.id = d.person_id
  WHERE d.tenant_id = %(tenant)s AND d.person_id = ANY(%(ones)s || %(twos)s) AND upper_inf(d.recorded)
    AND d.valid @> %(on)s::date AND p.merged_into_id IS NULL AND p.withdrawn_by_id IS NULL
), pairs AS (
  SELECT one, two, a.sort_name = b.sort_name AND a.birth_date IS NOT DISTINCT FROM b.birth_date
         AND a.birth_date IS NOT NULL AS certain
  FROM unnest(%(ones)s, %(twos)s) AS asked(one, two)
  JOIN known a ON a.person_id = one JOIN known b ON b.person_id = two
)
SELECT one, two FROM pairs
WHERE EXISTS (SELECT 1 FROM work w WHERE w.person_id IN (one, two)
              AND (%(nodes)s::uuid[] IS NULL OR w.node_id = ANY(%(nodes)s)))
  AND (certain OR EXISTS (SELECT 1 FROM work x JOIN work y USING (node_id)
                          WHERE x.person_id = one AND y.person_id = two))
  AND NOT EXISTS (SELECT 1 FROM registry_identityanswer n WHERE NOT n.same AND n.withdrawn_at IS NULL
                  AND ((n.person_id = one AND n.other_id = two) OR (n.person_id = two AND n.other_id = one)))
  AND NOT EXISTS (SELECT 1 FROM registry_personkey k JOIN registry_personkey l ON l.scheme = k.scheme
                  WHERE k.scheme = %(snils)s AND k.person_id = one AND l.person_id = two AND k.value <> l.value
                  AND upper_inf(k.recorded) AND upper_inf(l.recorded))
ORDER BY NOT certain, one, two
"""
#: From so many places on, one pass over the region is quicker than a search for each person.
_FEW = 40


def find_pairs(viewer: AnyViewer, *, on: date) -> list[tuple[UUID, UUID]]:
    """Pairs that wait for an answer, the most alike first; three queries at most."""
    nodes: list[UUID] | None = None
    if isinstance(viewer, Viewer) and "." in viewer.node_path:
        nodes = list(access.nodes_of(viewer, on=on).values_list("node_id", flat=True))
    asked: dict[str, Any] = {"tenant": tenant_of(viewer), "on": on, "nodes": nodes, "snils": KeyScheme.SNILS.value}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE_ANYWHERE if nodes is None or len(nodes) > _FEW else _ALIKE_HERE, asked)
        alike = cursor.fetchall()
        if not alike:
            return []
        ones, twos = zip(*alike, strict=True)
        cursor.execute(_WAITING, {**asked, "ones": list(ones), "twos": list(twos)})
        return [(one, two) for one, two in cursor.fetchall()]


def count_pairs(viewer: AnyViewer, *, on: date) -> int:
    """How many pairs wait for an answer."""
    return len(find_pairs(viewer, on=on))


def read_doubts(
    viewer: AnyViewer, pairs: Sequence[tuple[UUID, UUID]], claimed: Sequence[UUID], *, on: date
) -> tuple[list[Pair], list[Claim]]:
    """These pairs laid side by side, and these people with the employments that claim them."""
    records = read_records(viewer, [*claimed, *(one for pair in pairs for one in pair)], on=on)
    found = [
        Pair(records[one], records[two], rules.compare(records[one].facts, records[two].facts))
        for one, two in pairs
        if one in records and two in records
    ]
    claims = [
        Claim(records[pk], tuple(job for job in records[pk].work if JobKind(job.job) in CLAIMS))
        for pk in claimed
        if pk in records
    ]
    return found, claims


def read_records(viewer: AnyViewer, ids: Sequence[UUID], *, on: date) -> dict[UUID, Record]:
    """These people with name, numbers and work on that day: four queries, however many they are."""
    work_rows = Employment.objects.of(viewer).true(on).filter(person_id__in=ids)
    rows = PersonDetails.objects.of(viewer).true(on).filter(person_id__in=ids).select_related("person")
    details = {one.person_id: one for one in rows}
    keys: dict[UUID, list[PersonKey]] = defaultdict(list)
    for key in PersonKey.objects.of(viewer).true(on).filter(person_id__in=ids):
        keys[key.person_id].append(key)
    work: dict[UUID, list[Employment]] = defaultdict(list)
    for job in work_rows.select_related("node").order_by("job", "post"):
        work[job.person_id].append(job)
    seen = Person.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), pk__in=ids)
    inside = set(seen.values_list("pk", flat=True))
    return {
        pk: Record(row.person, row, _facts(row, keys[pk], work[pk]), tuple(work[pk]), pk in inside)
        for pk, row in details.items()
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


def find_claims(viewer: AnyViewer, *, on: date) -> list[UUID]:
    """People with more than one employment that claims them, at least one of these on the viewer's lists."""
    claims = Employment.objects.of(viewer).true(on).filter(job__in=[one.value for one in CLAIMS]).order_by()
    several = claims.values("person_id").annotate(places=Count("node_id", distinct=True)).filter(places__gt=1)
    if isinstance(viewer, Viewer) and "." in viewer.node_path:
        own = claims.filter(node_id__in=access.nodes_of(viewer, on=on)).values("person_id")
        several = several.filter(person_id__in=own)
    return list(several.order_by("person_id").values_list("person_id", flat=True))


def count_claims(viewer: AnyViewer, *, on: date) -> int:
    """How many people two organisations call their own."""
    return len(find_claims(viewer, on=on))


def list_merges(viewer: AnyViewer, *, on: date) -> QuerySet[Merge]:
    """Merges that stand, of people on the viewer's lists, newest first."""
    seen = access.visible(viewer, Right.LIST, on=on, person="kept_id")
    return Merge.objects.of(viewer).filter(seen, undone_by=None).select_related("change")


def list_merged(viewer: AnyViewer, *, on: date, most: int = 20) -> list[Joined]:
    """The same with the names that the two records had."""
    merges = list(list_merges(viewer, on=on)[:most])
    if not merges:
        return []
    rows = PersonDetails.objects.of(viewer)
    kept = {row.person_id: row for row in rows.true(on).filter(person_id__in=[one.kept_id for one in merges])}
    gone = {row.person_id: row for row in rows.filter(closed_by_id__in=[one.change_id for one in merges])}
    return [
        Joined(one, kept[one.kept_id].full_name, gone[one.gone_id].full_name)
        for one in merges
        if one.kept_id in kept and one.gone_id in gone
    ]
