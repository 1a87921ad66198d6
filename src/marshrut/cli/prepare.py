"""`marshrut prepare`: everything that Django must do before the first page: migrations, rights, static files, orders.

`marshrut up` runs it as a child and only when something changed; behind one's own process manager it is run by hand.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshrut.cli.terminal import say, step
from marshrut.foundation.database import urls
from marshrut.foundation.database.home import home_folder
from marshrut.foundation.database.installed import prepare_database
from marshrut.foundation.database.trouble import Trouble

if TYPE_CHECKING:
    from marshrut.cores.regulation import Reading

__all__ = ["PARTS", "register"]

PARTS = ("schema", "static", "regions", "administrator")
#: Only where it is asked for: `marshrut up` does, at the first start.
DEMONSTRATION = "demonstration"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("prepare", help="миграции, права, статика, приказы регионов")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"что готовить: {', '.join(PARTS)}")
    parser.add_argument("--region", default="", help="регион первого администратора (папка в regions/)")
    parser.add_argument("--staff", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--result", type=int, default=0, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do the parts in their order."""
    parts = set(arguments.parts.split(","))
    result: dict[str, Any] = {}
    with step("Загружаю программу"):
        from marshrut.foundation.database import schema

        schema.set_up()
    if "schema" in parts:
        _schema()
    if "static" in parts:
        _static()
    if "regions" in parts:
        result["refused"] = _regions()
    if DEMONSTRATION in parts:
        # The first administrator of the demonstration's own region is among its people: no slip for another region.
        arguments.region = _demonstration(arguments.region, arguments.staff) or arguments.region
    if "administrator" in parts:
        words = _administrator(arguments.region)
        result["activation"], result["administrator_in"] = words or "", words == ""
    if arguments.result:
        with os.fdopen(arguments.result, "w", encoding="utf-8") as answer:
            json.dump(result, answer, ensure_ascii=False)
    elif result.get("activation"):
        say(result["activation"])
    return 1 if result.get("refused") and not arguments.result else 0


def _schema() -> None:
    from marshrut.apps.registry.services import name_places
    from marshrut.foundation.database import schema

    home = home_folder(os.environ)
    with step("Обновляю таблицы"):
        prepare_database(urls.addresses(os.environ, home), home)  # after `database start` by hand nobody has made roles
        schema.migrate()
        schema.grant_all()
        name_places()  # midnights that nobody was awake for


def _static() -> None:
    from django.core.management import call_command

    with step("Собираю стили и шрифты"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _regions() -> list[str]:
    """Load every order that the product carries (the same content changes nothing); returns what was refused."""
    from marshrut.apps.regulation import folder as folders

    catalogue = folders.read_base()
    paths = folders.own_regions()
    first = [folders.read_folder(path, catalogue=catalogue).regulation for path in paths]
    others = {one.region: frozenset(clause.id for clause in one.clauses.clauses) for one in first if one is not None}
    refused = []
    for path in paths:
        reading = folders.read_folder(path, catalogue=catalogue, others=others)
        words = _load(reading, path)
        if words:
            say(f"  Приказ {path.name} не загружен: {words}")
            refused.append(f"{path.name}: {words}")
    return refused


def _load(reading: Reading, path: Path) -> str:
    from django.utils import timezone

    from marshrut.apps.regulation import services
    from marshrut.cores.kernel import Refused
    from marshrut.foundation.scope.viewer import SystemViewer

    if reading.regulation is None or reading.problems:
        return f"{reading.problems[0]} (все замечания: marshrut region check {path})"
    with step(f"Загружаю приказ: {reading.regulation.structure.name}"):
        try:
            services.load_region(SystemViewer("regulation.load"), reading.regulation, on=timezone.localdate())
        except Refused as refusal:
            return str(refusal)
    return ""


def _demonstration(region: str, staff: int) -> str:
    """Invented people, where nobody has begun: no people on record, nobody who came in. The region, '' where not."""
    from marshrut.demo.making import is_untouched, load_region
    from marshrut.demo.names import begin_with
    from marshrut.foundation.database.schema import count_again

    slug, usual = begin_with()
    slug, home = region or slug, home_folder(os.environ)
    if not is_untouched(slug):
        return ""
    with step(f"Завожу демонстрационные данные: {staff or usual} работников"):
        load_region(home, slug, staff=staff or usual, seed=1)
        count_again()
    return slug


def _administrator(region: str) -> str | None:
    """The words about the first administrator's way in; empty once one has come in; None where there is no region."""
    from django.utils import timezone

    from marshrut.foundation.accounts.services import ensure_first_administrator
    from marshrut.foundation.scope.queries import list_tenants

    slugs = [tenant.slug for tenant in list_tenants()]
    if not slugs:
        return None
    if region and region not in slugs:
        raise Trouble(f"Нет региона «{region}». Есть: {', '.join(slugs)}.", f"make up REGION={slugs[0]}")
    slug = region or slugs[0]
    slip = ensure_first_administrator(slug, on=timezone.localdate())
    if slip is None:
        return ""
    until = timezone.localtime(slip.until)
    return (
        f"Первый вход администратора ({slip.place}; другой регион: make up REGION=…, есть {', '.join(slugs)}):\n"
        f"  имя для входа: {slip.login}\n  одноразовый код: {slip.code} (до {until:%d.%m.%Y %H:%M})"
    )
