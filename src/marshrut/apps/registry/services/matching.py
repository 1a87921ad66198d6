"""Whom lines of a file from elsewhere mean: the same eyes as for staff lists (REGISTRY-17), lent to apps above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.importing.matching import Group, match_all
from marshrut.apps.registry.importing.places import Places
from marshrut.apps.registry.importing.plan import Brief, Item
from marshrut.apps.registry.importing.recorded import family_key, read_people, tidy
from marshrut.apps.registry.types import Completeness, ImportKind, KeyScheme
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import get_path
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["Match", "match_people"]


@dataclass(slots=True)
class Match:
    """Who it is; nobody, with `candidates`: somebody must say. `problems`: about the organisation that was named."""

    person_id: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)
    node_id: UUID | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)


def match_people(viewer: AnyViewer, claims: Sequence[Mapping[str, Any]], *, node_id: UUID, as_of: date) -> list[Match]:
    """One match for each claim, in order. A claim names family_name, given_name, and what it knows of patronymic,
    birth_date, snils, organisation, organisation_code, municipality. People are looked for in the whole tenant,
    organisations at and below the place."""
    tenant = tenant_of(viewer)
    path = get_path(viewer, node_id, on=as_of)
    brief = Brief(new_id(), tenant, ImportKind.STAFF, Completeness.ADDITION, as_of, node_id, path)
    places = Places(brief)
    items = [Item("", number, dict(claim), []) for number, claim in enumerate(claims)]
    for item in items:
        if item.values.get("organisation") or item.values.get("organisation_code"):
            places.resolve(item)
    nodes = {item.node for item in items if item.node}
    people = read_people(tenant, (item.values for item in items), len(items), nodes)
    groups = [_group(item) for item in items]
    match_all(groups, people, on=as_of, remembered=lambda _item: {})
    for item, group in zip(items, groups, strict=True):
        if not item.values.get("family_name") and (number := item.values.get("snils")):
            # A number without a name: nothing to compare it with, and nothing that speaks against it.
            group.person = people.by_number.get((KeyScheme.SNILS.value, number))
            group.grade, group.candidates = ("certain" if group.person else "new"), []
    return [
        Match(
            person_id=group.person if group.grade in {"certain", "renamed"} else None,
            candidates=list(group.candidates) if group.grade == "doubtful" else [],
            node_id=item.node,
            problems=[one for one in item.problems if not one.get("warning")],
        )
        for item, group in zip(items, groups, strict=True)
    ]


def _group(item: Item) -> Group:
    values = item.values
    name = family_key(values.get("family_name") or "", values.get("given_name") or "")
    group = Group([], name, tidy(values.get("patronymic") or ""))
    group.join(item)
    return group
