"""PostgreSQL as the engine of plans: the frozen tables under the names that a plan asks for, and plans run there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from sqlglot import exp

from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam
from marshrut.cores.indicators import Names, sql

__all__ = ["Sought", "names_of", "only", "page_of_people", "run"]


def names_of(snapshot_id: UUID) -> Names:
    """The tables of one snapshot."""
    return Names(
        facts=FrozenFact._meta.db_table,
        staff=FrozenStaff._meta.db_table,
        places=FrozenPlace._meta.db_table,
        teams=FrozenTeam._meta.db_table,
        snapshot=str(snapshot_id),
    )


def run(plan: Any) -> list[dict[str, Any]]:
    """The rows of a plan, by name. The snapshot in it is one that the caller may read."""
    text = sql(plan, "postgres").replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(text, [])
        columns = [one[0] for one in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def only(plan: Any, ones: Sequence[Any]) -> Any:
    """The rows of a plan of facts that are of these people (places, programmes)."""
    listed = [exp.Literal.string(str(one)) for one in ones]
    wanted = exp.In(this=exp.column("one", table="r"), expressions=listed)
    bare = plan.copy()
    bare.set("order", None)
    rows = exp.select("r.*").from_(bare.subquery("r")).where(wanted)
    return rows.order_by(exp.column("day", table="r"), exp.column("source", table="r"))


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody typed: a part of a name (as names are sorted), of a record's title, or places called so."""

    name: str
    title: str
    places: Sequence[UUID]


#: Both take whole statements, never what somebody typed: that is a parameter.
_SOUGHT = (
    " AND (strpos(lower(r.title), %s) > 0 OR r.place = ANY(%s)"
    " OR r.one IN (SELECT s.person_id FROM ({names}) AS s WHERE strpos(s.sort_name, %s) > 0))"
)
_PAGE = (
    "SELECT g.one, count(*) OVER () FROM"
    " (SELECT r.one FROM ({rows}) AS r WHERE r.one IS NOT NULL{narrowed} GROUP BY r.one) AS g"
    " LEFT JOIN ({names}) AS n ON n.person_id = g.one ORDER BY n.sort_name, g.one LIMIT %s OFFSET %s"
)


def page_of_people(
    plan: Any, names: tuple[str, Sequence[Any]], sought: Sought | None, *, limit: int, offset: int
) -> tuple[int, list[UUID]]:
    """How many people a plan of facts holds, and those of one page in the order of their names; (0, []) past the last.

    `names`: a statement that gives `person_id` and `sort_name`, with its parameters.
    """
    bare = plan.copy()
    bare.set("order", None)
    rows = sql(bare, "postgres").replace("%", "%%")
    text, told = names
    params: list[Any] = []
    narrowed = ""
    if sought is not None:
        narrowed = _SOUGHT.replace("{names}", text)
        params = [sought.title, list(sought.places), *told, sought.name]
    statement = _PAGE.replace("{rows}", rows).replace("{names}", text).replace("{narrowed}", narrowed)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *told, limit, offset])
        found = cursor.fetchall()
    return (int(found[0][1]), [row[0] for row in found]) if found else (0, [])
