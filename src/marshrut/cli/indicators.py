"""`marshrut indicators` and `marshrut snapshot`: figures of an order on a day, and what they are counted from."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshrut.cli.deficits import identifier, inside_of, table
from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

if TYPE_CHECKING:
    from marshrut.apps.monitoring.queries import IndicatorFigure
    from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["register"]

PURPOSE = "monitoring.command-line"
#: Exit code of `snapshot verify` where something is damaged.
DAMAGED = 1


def register(subparsers: Any) -> None:
    """Add both commands."""
    figures = subparsers.add_parser("indicators", help="показатели приказа на день: значение, цель, прочтение, снимок")
    figures.add_argument("--region", default="", metavar="РЕГИОН", help="не нужен, если регион один")
    figures.add_argument("--on", type=date.fromisoformat, metavar="ДАТА", help="на какой день; без неё сегодня")
    figures.add_argument(
        "--known-at", type=datetime.fromisoformat, metavar="МОМЕНТ", help="что было записано к этому моменту"
    )
    figures.add_argument("--level", choices=("region", "municipality", "organisation"), default="region")
    figures.add_argument("--snapshot", type=identifier, metavar="ID", help="из какого снимка; без него новый")
    figures.add_argument("--format", choices=("table", "json", "xlsx"), default="table")
    figures.add_argument("--out", type=Path, metavar="ФАЙЛ", help="куда записать; для xlsx нужен")
    figures.set_defaults(run=run_indicators)
    snapshots = subparsers.add_parser("snapshot", help="снимки данных: снять, список, проверить, сравнить")
    deeds = snapshots.add_subparsers(dest="deed", required=True, metavar="что")
    for name, words in (("create", "снять"), ("list", "какие есть"), ("verify", "проверить"), ("diff", "сравнить два")):
        deed = deeds.add_parser(name, help=words)
        deed.add_argument("--region", default="", metavar="РЕГИОН", help="не нужен, если регион один")
        if name == "create":
            deed.add_argument("--words", default="", metavar="СЛОВА", help="для чего")
            deed.add_argument("--known-at", type=datetime.fromisoformat, metavar="МОМЕНТ")
            deed.add_argument("--keep", action="store_true", help="хранить, пока не уберут")
        if name in {"verify", "diff"}:
            count = "?" if name == "verify" else 2
            deed.add_argument("ids", nargs=count, type=identifier, metavar="ID")
        deed.add_argument("--format", choices=("table", "json"), default="table")
        deed.set_defaults(run=run_snapshot)


def _moment(told: datetime | None) -> datetime | None:
    """A moment without a zone is one of this machine's."""
    return told if told is None or told.tzinfo else told.astimezone()


def run_indicators(arguments: argparse.Namespace) -> int:
    """Count, or find what was counted, and tell."""
    if arguments.format == "xlsx" and arguments.out is None:
        raise Trouble(
            "Скажите, в какой файл записать книгу.", "marshrut indicators --format xlsx --out показатели.xlsx"
        )
    with database_session(PURPOSE) as viewer:
        from marshrut.apps.monitoring.services import count_figures
        from marshrut.cores.kernel import Refused

        inside = inside_of(viewer, arguments.region, command="marshrut indicators --region …")
        snapshot = _snapshot(inside, arguments)
        on = arguments.on or snapshot.day
        try:
            count_figures(inside, snapshot, on=on)
        except (Refused, ValueError) as no:
            raise Trouble(str(no), "marshrut snapshot list") from None
        figures = list(_figures(inside, snapshot, on, arguments.level))
        if arguments.format == "xlsx":
            from marshrut.apps.monitoring.cards import row_of
            from marshrut.apps.monitoring.services import figures_book

            rows = [
                row_of(one)
                if place is None
                else row_of(one, place=place.name, values=_numbers(one, place, arguments.level))
                for one, place in figures
            ]
            arguments.out.write_bytes(figures_book(rows))
            say(f"Записано: {arguments.out}, строк {len(rows)}")
            return 0
        rows = [_row(one, place, arguments.level, snapshot) for one, place in figures]
        if arguments.format == "table":
            _show(rows, snapshot)
            return 0
        text = json.dumps(rows, ensure_ascii=False, indent=2)
        if arguments.out is not None:
            arguments.out.write_text(text + "\n", encoding="utf-8")
        else:
            say(text)
    return 0


def _snapshot(viewer: SystemViewer, arguments: argparse.Namespace) -> Any:
    """The one that is named, checked against its seal; else a new one of what is recorded, or was by a moment."""
    from django.core.exceptions import ObjectDoesNotExist

    from marshrut.apps.monitoring import queries, services
    from marshrut.apps.monitoring.types import MonitoringError

    try:
        if arguments.snapshot is None:
            return services.make_snapshot(viewer, words="командная строка", known_at=_moment(arguments.known_at))
        found = queries.get_snapshot(viewer, arguments.snapshot)
    except MonitoringError as no:
        raise Trouble(str(no), "marshrut region load") from None
    except ObjectDoesNotExist:
        raise Trouble("Такого снимка в этом регионе нет.", "marshrut snapshot list") from None
    wrong = services.verify_snapshot(viewer, found)
    if wrong:
        raise Trouble(
            f"Снимок повреждён: {'; '.join(wrong)}. Показатели по нему не считаются.", "marshrut snapshot list"
        )
    return found


def _figures(viewer: SystemViewer, snapshot: Any, on: date, level: str) -> Iterator[tuple[IndicatorFigure, Any]]:
    """Figures of the region, or each with a place of that level."""
    from marshrut.apps.monitoring import queries
    from marshrut.apps.monitoring.types import Level

    for one in queries.list_figures(viewer, snapshot, on=on):
        if level == Level.REGION.value:
            yield one, None
        elif one.reading is not None and level in one.indicator.breakdown:
            told = queries.by_place(viewer, snapshot, one.indicator.id, one.reading.id, on=on, level=Level(level))
            yield from ((one, place) for place in told)


def _met(one: IndicatorFigure, value: float | None) -> bool | None:
    from marshrut.cores.indicators import meets

    target = one.item.state.target
    return None if target is None else meets(value, one.target, target.comparison or one.indicator.comparison)


def _row(one: IndicatorFigure, place: Any, level: str, snapshot: Any) -> dict[str, Any]:
    """A figure as a machine reads it. What a region alone has (other readings, past years) is empty for a place."""
    told = one if place is None else place
    return {
        "id": one.indicator.id,
        "name": one.indicator.name,
        "on": one.on.isoformat(),
        "level": level,
        "place": "" if place is None else str(place.place),
        "place_name": "" if place is None else place.name,
        "unit": one.indicator.unit,
        "numerator": told.numerator,
        "denominator": told.denominator,
        "value": None if told.value is None else round(told.value, 6),
        "target": one.target,
        "met": one.met if place is None else _met(one, place.value),
        "reading": one.reading.id if one.reading else None,
        "basis": one.basis,
        "missing": told.missing,
        "others": {reading.id: row.value for reading, row in one.others} if place is None else {},
        "past_years": None
        if one.opened is None or place is not None
        else {
            "year": one.opened.year,
            "said": one.opened.said,
            "recorded_after": one.opened.after,
            "contradicts": one.opened.contradicts,
        },
        "target_state": one.item.state.text,
        "clause": list(one.indicator.source),
        "snapshot": str(snapshot.pk),
    }


def _numbers(one: IndicatorFigure, place: Any, level: str) -> dict[str, Any]:
    """A place's own numbers in a row of the workbook."""
    from marshrut.apps.monitoring.cards import missing_words
    from marshrut.apps.monitoring.types import Level

    return {
        "level": Level(level).title,
        "numerator": place.numerator,
        "denominator": place.denominator,
        "value": None if place.value is None else round(place.value, 6),
        "met": _met(one, place.value),
        "missing": missing_words(place.missing),
    }


def _show(rows: list[dict[str, Any]], snapshot: Any) -> None:
    head = ("показатель", "что", "числитель", "знаменатель", "значение", "цель", "выполнено", "прочтение")
    said = {True: "да", False: "нет", None: "—"}
    lines = []
    for row in rows:
        told = [_number(row[name]) for name in ("numerator", "denominator", "value", "target")]
        what = row["place_name"] or row["name"][:60]
        lines.append((row["id"], what, *told, said[row["met"]], row["reading"] or row["basis"]))
    say(f"Снимок {snapshot.pk} от {snapshot.known_at:%d.%m.%Y %H:%M}, {snapshot.order_words}")
    table(head, lines, empty="показателей нет")


def _number(value: Any) -> str:
    if value is None:
        return "—"
    return "да" if value is True else f"{float(value):.2f}".rstrip("0").rstrip(".")


def run_snapshot(arguments: argparse.Namespace) -> int:
    """Make, list, check or compare."""
    with database_session(PURPOSE) as viewer:
        inside = inside_of(viewer, arguments.region, command=f"marshrut snapshot {arguments.deed} --region …")
        return {"create": _create, "list": _list, "verify": _verify, "diff": _diff}[arguments.deed](inside, arguments)


def _create(viewer: SystemViewer, arguments: argparse.Namespace) -> int:
    from marshrut.apps.monitoring import services
    from marshrut.apps.monitoring.types import MonitoringError

    def step(done: int, total: int, words: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{words}: {done} из {total}   ")

    try:
        made = services.make_snapshot(
            viewer, words=arguments.words, known_at=_moment(arguments.known_at), kept=arguments.keep, step=step
        )
    except MonitoringError as no:
        raise Trouble(str(no), "marshrut region load") from None
    _tell([made], arguments.format)
    return 0


def _list(viewer: SystemViewer, arguments: argparse.Namespace) -> int:
    from marshrut.apps.monitoring import queries

    _tell(list(queries.list_snapshots(viewer)), arguments.format)
    return 0


def _verify(viewer: SystemViewer, arguments: argparse.Namespace) -> int:
    from marshrut.apps.monitoring import queries, services

    given = [arguments.ids] if arguments.ids is not None else None
    rows = [one for one in queries.list_snapshots(viewer) if given is None or one.pk in given]
    if not rows:
        raise Trouble("Такого снимка в этом регионе нет.", "marshrut snapshot list")
    damaged = 0
    for one in rows:
        wrong = services.verify_snapshot(viewer, one)
        damaged += bool(wrong)
        say(f"{one.pk}: {'повреждён: ' + '; '.join(wrong) if wrong else 'цел'}")
    return DAMAGED if damaged else 0


def _diff(viewer: SystemViewer, arguments: argparse.Namespace) -> int:
    from django.core.exceptions import ObjectDoesNotExist

    from marshrut.apps.monitoring import queries

    try:
        one, other = (queries.get_snapshot(viewer, each) for each in arguments.ids)
    except ObjectDoesNotExist:
        raise Trouble("Такого снимка в этом регионе нет.", "marshrut snapshot list") from None
    found = queries.diff_snapshots(one, other)
    if arguments.format == "json":
        names = ("part", "one", "other", "same")
        say(json.dumps([dict(zip(names, row, strict=True)) for row in found], ensure_ascii=False, indent=2))
        return 0
    rows = [(name, str(mine), str(yours), "то же" if same else "другое") for name, mine, yours, same in found]
    table(("часть", "строк в первом", "во втором", "содержание"), rows, empty="частей нет")
    return 0


def _tell(rows: list[Any], form: str) -> None:
    told = [
        {
            "id": str(one.pk),
            "known_at": one.known_at.isoformat(),
            "day": one.day.isoformat(),
            "state": one.state,
            "checksum": one.checksum,
            "order": one.order_words,
            "version": one.version,
            "revision": one.revision,
            "rows": {name: part[0] for name, part in one.parts.items()},
            "words": one.words,
        }
        for one in rows
    ]
    if form == "json":
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    head, lines = ("снимок", "что было записано к", "состояние", "строк", "сумма", "для чего"), []
    for one in told:
        count = str(sum(one["rows"].values()))
        lines.append((one["id"], one["known_at"][:16], one["state"], count, one["checksum"][:12], one["words"]))
    table(head, lines, empty="снимков нет")
