"""`marshrut deficits`: what is said of one person's competencies; of a place, figures of groups and nothing else."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

if TYPE_CHECKING:
    from marshrut.apps.competencies.queries import Finding, Typical
    from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["identifier", "inside_of", "node_of", "register", "table"]

PURPOSE = "competencies.command-line"
OPENED = "результаты диагностик (командная строка)"


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("deficits", help="что сказано о компетенциях человека; о месте — только группы")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument(
        "--person", type=identifier, metavar="ID", help="из адреса карточки; запись попадёт в журнал чтений"
    )
    whose.add_argument("--school", metavar="ID", help="обозначение или название организации")
    whose.add_argument("--municipality", metavar="ID", help="обозначение или название муниципалитета")
    parser.add_argument("--region", default="", metavar="РЕГИОН", help="не нужен, если регион один")
    parser.add_argument("--on", type=date.fromisoformat, metavar="ДАТА", help="на какой день; без неё сегодня")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=run)


def identifier(text: str) -> UUID:
    """A key from the address of a page."""
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("нужно обозначение из адреса страницы: 01a21ab6-eb13-…") from None


def run(arguments: argparse.Namespace) -> int:
    """Look, note who was looked at, tell."""
    with database_session(PURPOSE) as viewer:
        from marshrut.foundation.scope.queries import today

        inside = inside_of(viewer, arguments.region, command="marshrut deficits --region …")
        on = arguments.on or today(inside)
        if arguments.person:
            found = _person(inside, arguments.person, on)
        else:
            found = _place(inside, arguments.school or arguments.municipality, on, school=bool(arguments.school))
        if arguments.format == "json":
            say(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            _tell(found)
    return 0


def inside_of(viewer: SystemViewer, region: str, *, command: str) -> SystemViewer:
    """The region that is named; without a name the only one in which somebody works."""
    from marshrut.apps.registry.queries import is_empty
    from marshrut.foundation.scope.queries import find_tenant, list_tenants, today
    from marshrut.foundation.scope.viewer import SystemViewer as Inside

    tenants = list_tenants()
    known = ", ".join(one.slug for one in tenants) or "ни одного"
    if region:
        tenant = find_tenant(region)
        if tenant is None:
            raise Trouble(f"Нет региона «{region}». Есть: {known}.", "marshrut region list")
        return Inside(viewer.purpose, tenant.pk)
    inside = [Inside(viewer.purpose, one.pk) for one in tenants]
    used = [one for one in inside if not is_empty(one, on=today(one))]
    if len(used) != 1:
        raise Trouble(f"Скажите, какой регион: {known}.", command)
    return used[0]


def _person(viewer: SystemViewer, person_id: UUID, on: date) -> dict[str, Any]:
    from marshrut.apps.competencies import queries, services
    from marshrut.cores.kernel import Refused

    try:
        found = queries.portrait(viewer, person_id, on=on)
    except Refused:
        raise Trouble("Такого человека в этом регионе нет.", "Обозначение стоит в адресе его карточки.") from None
    services.note_opening(viewer, found.person_id, what=OPENED)
    return {
        "person": str(found.person_id),
        "name": found.name,
        "on": on.isoformat(),
        "competencies": [_finding(one) for one in found.findings],
        "unmeasured": [one.entry.code for one in found.unmeasured],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "competency": one.entry.code,
        "title": one.entry.title,
        "area": one.entry.area,
        "standing": one.standing.value,
        "words": one.expert_words,
        "p_below": round(one.below, 4),
        "p_strong": round(one.above, 4),
        "mean": round(one.mean, 4),
        "interval": [round(one.low, 4), round(one.high, 4)],
        "n_effective": round(one.items, 2),
        "sources": one.sources,
        "reason": one.doubt.value,
        "last_on": one.last_on.isoformat(),
        "method": one.method,
    }


def _place(viewer: SystemViewer, name: str, on: date, *, school: bool) -> dict[str, Any]:
    from marshrut.apps.competencies import queries

    node = node_of(viewer, name, on, school=school)
    found = queries.find_round(viewer, on=on)
    typical = queries.typical_deficits(viewer, node.pk, on=on)
    hidden = queries.count_hidden(viewer, node.pk, on=on)
    return {
        "place": str(node.pk),
        "name": node.name,
        "figures_on": found.month.isoformat() if found else None,
        "typical": [_typical(one) for one in typical],
        "hidden": hidden,
    }


def _typical(one: Typical) -> dict[str, Any]:
    cell = one.cell
    return {
        "competency": one.competency,
        "title": one.title,
        "area": one.area,
        "known": cell.known,
        "deficit": cell.deficit.words if cell.deficit else "",
        "strong": cell.strong.words if cell.strong else "",
        "unsure": cell.unsure.words if cell.unsure else "",
        "figures_on": cell.figures_on.isoformat() if cell.figures_on else None,
    }


def node_of(viewer: SystemViewer, name: str, on: date, *, school: bool) -> Any:
    """The place of this id or name."""
    from marshrut.foundation.scope.queries import get_path, list_under, top_node
    from marshrut.foundation.scope.types import NodeKind

    kind = NodeKind.ORGANISATION if school else NodeKind.MUNICIPALITY
    places = list_under(viewer, get_path(viewer, top_node(viewer).pk, on=on), on=on, kind=kind)
    said = name.strip().casefold()
    found = [one for one in places if said in {str(one.pk), one.name.casefold(), one.short.casefold()}]
    if len(found) == 1:
        return found[0]
    what = "Мест с таким названием несколько" if found else "Нет такого места"
    raise Trouble(f"{what}: «{name}».", "Возьмите обозначение из адреса его страницы.")


def _tell(found: Mapping[str, Any]) -> None:
    if "person" in found:
        say(f"{found['name']}, на {date.fromisoformat(found['on']):%d.%m.%Y}")
        wide = ("Компетенция", "Что сказано", "Ниже порога", "Между", "Заданий", "Источников", "Почему неясно")
        rows = [_told(one) for one in found["competencies"]]
        table(wide, rows, empty="Результатов нет.")
        return
    day = found["figures_on"]
    say(f"{found['name']}" + (f", сводка на {date.fromisoformat(day):%d.%m.%Y}" if day else ": сводки ещё нет"))
    head = ("Компетенция", "У какой доли дефицит", "Известно о", "О какой доле неясно")
    lines = [(one["title"], one["deficit"], str(one["known"]), one["unsure"]) for one in found["typical"]]
    table(head, lines, empty="Показывать нечего: групп от пяти человек здесь нет.")
    if found["hidden"]:
        say(f"  Не показано, чтобы нельзя было узнать человека: {found['hidden']}.")


def _told(one: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = one["interval"]
    return (
        one["title"], one["words"], f"{one['p_below']:.0%}", f"{low:.2f}–{high:.2f}", f"{one['n_effective']:.1f}",
        str(one["sources"]), one["reason"],
    )  # fmt: skip


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Columns as wide as their words."""
    if not rows:
        say(f"  {empty}")
        return
    widths = [max(len(line[place]) for line in (head, *rows)) for place in range(len(head))]
    for line in (head, *rows):
        say("  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())
