"""The deeds of a plan as rows: one change set, a few statements a table, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from marshrut.apps.registry.importing.bulk import copy_rows, days, moments, update_closed
from marshrut.apps.registry.importing.check import Step
from marshrut.apps.registry.importing.facts import TABLES, Fact, columns
from marshrut.apps.registry.importing.naming import name_places
from marshrut.apps.registry.importing.plan import Deeds, Move, NewPlace
from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models import Person
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.queries import get_path
from marshrut.foundation.scope.services import move_node
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["StaleError", "write_deeds"]


class StaleError(Exception):
    """Somebody changed the same facts meanwhile: the comparison is of yesterday."""


def write_deeds(deeds: Deeds, change: ChangeSet, *, mark: str, at: datetime, step: Step | None = None) -> int:
    """Close what changes, then open what is new; returns how many rows. Raises StaleError where others were first."""
    done, total = 0, deeds.count

    def tell(words: str) -> None:
        if step:
            step(done, total, words)

    tell("Новые организации и люди")
    _places(deeds.places, change, mark=mark, at=at)
    copy_rows(
        Person,
        ("id", "tenant_id", "made_at", "opened_by_id"),
        ((one, change.tenant_id, at, change.pk) for one in deeds.people),
    )
    for kind, model in TABLES.items():
        ids = deeds.closed.get(kind)
        if ids:
            if update_closed(model, list(ids), at=at, by=change.pk) != len(ids):
                raise StaleError
            done += len(ids)
        facts = deeds.opened.get(kind)
        if facts:
            tell(str(model._meta.verbose_name_plural))
            done += copy_rows(model, _columns(kind), _rows(facts, change, at))
    for move in deeds.moves:
        _move(move, change, mark)
    name_places(deeds.renamed | {one.node_id for one in deeds.places})
    tell("Запись закончена")
    return done


def _move(move: Move, change: ChangeSet, mark: str) -> None:
    """The organisation goes to another place; somebody who moved it first makes the comparison stale."""
    viewer = SystemViewer(mark[:80], change.tenant_id)
    Node.objects.of(viewer).select_for_update(no_key=True).get(pk=move.node_id)
    if get_path(viewer, move.node_id, on=move.since) != move.path:
        raise StaleError
    move_node(viewer, move.node_id, parent_id=move.parent_id, since=move.since)


def _columns(kind: type[Fact]) -> list[str]:
    return ["id", "line_id", "valid", "recorded", "tenant_id", "opened_by_id", *columns(kind)]


def _rows(facts: list[Fact], change: ChangeSet, at: datetime) -> Iterator[tuple[Any, ...]]:
    recorded, tenant, opened = moments(at), change.tenant_id, change.pk
    for fact in facts:
        valid = days(fact.lower, fact.upper)
        yield (new_id(), fact.line_id or new_id(), valid, recorded, tenant, opened, *fact[4:])


def _places(places: list[NewPlace], change: ChangeSet, *, mark: str, at: datetime) -> None:
    if not places:
        return
    tenant = change.tenant_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, zone FROM scope_node WHERE id = ANY(%s)", [list({one.parent_id for one in places})])
        zones = dict(cursor.fetchall())
    made: dict[UUID, str] = {}

    def zone(one: NewPlace) -> str:
        made[one.node_id] = zones.get(one.parent_id) or made.get(one.parent_id) or "Europe/Moscow"
        return made[one.node_id]

    copy_rows(
        Node,
        ("id", "tenant_id", "kind", "name", "short", "source_key", "zone", "created_at"),
        (
            (
                one.node_id,
                tenant,
                (NodeKind.UNIT if one.unit else NodeKind.ORGANISATION).value,
                one.name,
                one.short,
                f"{mark}:{one.node_id}",
                zone(one),
                at,
            )
            for one in places
        ),
    )
    copy_rows(
        Placement,
        ("id", "tenant_id", "node_id", "parent_id", "path", "valid", "recorded"),
        (
            (
                new_id(),
                tenant,
                one.node_id,
                one.parent_id,
                f"{one.parent_path}.{one.node_id.hex}",
                days(one.since, None),
                moments(at),
            )
            for one in places
        ),
    )
