"""`marshrut routes draft`: drafts for one person or for a place; of a place it tells figures alone."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from marshrut.cli.deficits import identifier, inside_of, node_of, table
from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

if TYPE_CHECKING:
    from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["register"]

#: Below so many people no figure says what is missing.
_GROUP = 5
PURPOSE = "routes.command-line"
OPENED = "черновик маршрута (командная строка)"


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("routes", help="маршруты: составить черновики по диагностике")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="что")
    made = deeds.add_parser("draft", help="черновики: кому какие шаги; у кого маршрут есть, тех не трогает")
    whose = made.add_mutually_exclusive_group()
    whose.add_argument("--person", type=identifier, metavar="ID", help="из адреса карточки")
    whose.add_argument("--school", metavar="ID", help="обозначение или название организации")
    whose.add_argument("--municipality", metavar="ID", help="обозначение или название муниципалитета")
    made.add_argument("--region", default="", metavar="РЕГИОН", help="не нужен, если регион один")
    made.add_argument("--year", type=int, metavar="ГОД", help="в каком году начинается учебный год; без него текущий")
    made.add_argument(
        "--seed", type=int, default=0, metavar="ЧИСЛО", help="кто первый среди равных; то же число — то же"
    )
    made.add_argument("--look", action="store_true", help="только посчитать, ничего не записывать")
    made.add_argument("--format", choices=("table", "json"), default="table")
    made.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draft, tell what came of it."""
    with database_session(PURPOSE) as viewer:
        from marshrut.apps.routes.queries import current_year
        from marshrut.foundation.scope.queries import today, top_node

        inside = inside_of(viewer, arguments.region, command="marshrut routes draft --region …")
        on = today(inside)
        year = arguments.year or current_year(inside, on=on)
        if arguments.person:
            found = _person(inside, arguments, year=year, on=on)
        else:
            name = arguments.school or arguments.municipality
            node = node_of(inside, name, on, school=bool(arguments.school)) if name else top_node(inside)
            found = _place(inside, node, arguments, year=year, on=on)
        if arguments.format == "json":
            say(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            _tell(found)
    return 0


def _person(viewer: SystemViewer, arguments: argparse.Namespace, *, year: int, on: date) -> dict[str, Any]:
    from django.core.exceptions import ObjectDoesNotExist

    from marshrut.apps.competencies.services import note_opening
    from marshrut.apps.routes import services
    from marshrut.cores.kernel import Refused

    person: UUID = arguments.person
    when: dict[str, Any] = {"year": year, "on": on, "seed": arguments.seed}
    try:
        gathered, plan = services.plan_person(viewer, person, **when)
        if not arguments.look:
            services.draft_person(viewer, person, **when)
    except ObjectDoesNotExist:
        raise Trouble("Такого человека в этом регионе нет.", "Обозначение стоит в адресе его карточки.") from None
    except Refused as no:
        raise Trouble(no.decision.text, f"Правило {no.decision.reasons[0].rule}.") from None
    note_opening(viewer, person, what=OPENED)
    steps, unserved = services.tell_draft(gathered, plan, 0)
    return {"person": str(person), "year": year, "written": not arguments.look, "steps": steps, "unserved": unserved}


def _place(viewer: SystemViewer, node: Any, arguments: argparse.Namespace, *, year: int, on: date) -> dict[str, Any]:
    from marshrut.apps.routes.services import draft_people

    figures, _, plan = draft_people(
        viewer, node.pk, year=year, on=on, seed=arguments.seed, write=not arguments.look, step=_progress
    )
    reasons = Counter(one.reason.value for found in plan.unserved for one in found)
    many = figures.made >= _GROUP
    return {
        "place": str(node.pk),
        "name": node.name,
        "year": year,
        "written": not arguments.look,
        "routes": figures.made,
        "left_alone": figures.alone,
        "without_draft": figures.without_ground + figures.without_steps,
        "steps": figures.steps,
        "hours": figures.hours,
        "seats": figures.seats,
        "value": round(plan.value, 3),
        # of a few people even the reasons would tell what is weak
        "unserved": dict(sorted(reasons.items())) if many else {},
    }


def _progress(done: int, total: int, words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{100 * done // max(1, total):3d} % {words:40}", end="", file=sys.stderr, flush=True)


def _tell(found: Mapping[str, Any]) -> None:
    if "steps" in found and "person" in found:
        head = ("Когда", "Часов", "Шаг", "Зачем")
        rows = [(one["days"], f"{one['hours']:g}", one["title"], one["why"]) for one in found["steps"]]
        table(head, rows, empty="Шагов нет.")
        for one in found["unserved"]:
            say(f"  {one['title']}: {one['words']}")
    else:
        say(f"{found['name']}, {found['year']}/{found['year'] + 1}")
        say(f"  Черновиков: {found['routes']}, шагов: {found['steps']}, часов: {found['hours']:g}")
        say(f"  Мест в группах: {found['seats']}")
        say(f"  Маршрут уже есть: {found['left_alone']}, составить не из чего: {found['without_draft']}")
    if not found["written"]:
        say("  Ничего не записано (--look).")
