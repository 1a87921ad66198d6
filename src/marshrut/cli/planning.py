"""`marshrut planning solve` and `marshrut planning check`: the plan of a region from tables, without any database."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshrut.cli.terminal import say

if TYPE_CHECKING:
    from marshrut.cores.planning.region.checker import Violation
    from marshrut.cores.planning.region.solve import RegionPlan
    from marshrut.cores.planning.region.tables import Named

__all__ = ["register"]

BAD_INPUT, BROKEN = 2, 1
_TABLES = ("people", "deficits", "resources", "effects", "prerequisites", "budgets", "busy", "done", "eligible")
#: Seconds a person that reasons and files take: kept back from the seconds allowed.
_WRITING = 1e-4
#: Violations of one rule that are printed one by one.
_SHOWN = 10


class Unreadable(ValueError):  # noqa: N818 - what the operator reads, in words
    """A folder or a file that is no instance or no plan, in words."""


def register(subparsers: Any) -> None:
    """Add the command."""
    planning = subparsers.add_parser("planning", help="план региона из таблиц: составить и проверить")
    deeds = planning.add_subparsers(dest="deed", metavar="действие", required=True)
    solving = deeds.add_parser("solve", help="составить план: шаги, цены мест, кто остался без маршрута и почему")
    solving.add_argument("instance", type=Path, metavar="INSTANCE_DIR", help="папка с таблицами CSV")
    solving.add_argument("--seconds", type=_seconds, default=60.0, metavar="S", help="сколько секунд можно считать")
    solving.add_argument("--seed", type=int, default=1, metavar="N", help="то же число — тот же план")
    solving.add_argument("--out", type=Path, required=True, metavar="PLAN_DIR", help="куда записать план")
    solving.add_argument("--threads", type=int, default=2, choices=range(1, 65), metavar="K", help="потоки, 2")
    solving.add_argument("--fair", action="store_true", help="сначала как можно меньше людей совсем без шага")
    solving.set_defaults(run=run_solve)
    checking = deeds.add_parser("check", help="проверить план: 1, если нарушено хоть одно правило")
    checking.add_argument("instance", type=Path, metavar="INSTANCE_DIR")
    checking.add_argument("plan", type=Path, metavar="PLAN_DIR")
    checking.set_defaults(run=run_check)


def _seconds(text: str) -> float:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = -1.0
    if not (isfinite(found) and found > 0):
        raise argparse.ArgumentTypeError(f"«{text}»: секунды — число больше нуля")
    return found


class _Lines:
    """The lines of a table as cells, as often as they are asked for. Commas or semicolons, as the heading has them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Sequence[str]]:
        with self._readable(), self.path.open(encoding="utf-8-sig", newline="") as file:
            sign = _sign(file.readline())
            file.seek(0)
            yield from csv.reader(file, delimiter=sign, strict=True)

    def content(self) -> tuple[bytes, str]:
        """The table in one piece and the sign between its cells."""
        with self._readable():
            found = self.path.read_bytes()
            return found, _sign(found[: found.find(b"\n") + 1].decode("utf-8"))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError:
            raise Unreadable(f"{self.path.name}: не UTF-8. Сохраните таблицу как CSV UTF-8.") from None
        except csv.Error as no:
            raise Unreadable(f"{self.path.name}: это не CSV ({no})") from None
        except OSError as no:
            raise Unreadable(f"{self.path.name}: не читается ({no.strerror})") from None


def _sign(heading: str) -> str:
    return ";" if heading.count(";") > heading.count(",") else ","


def read(folder: Path) -> Named:
    """The instance of a folder.

    Raises:
        Unreadable, TablesError: it is none, in words.
    """
    from marshrut.cores.planning.region.tables import read_region

    if not folder.is_dir():
        raise Unreadable(f"Нет папки {folder}")
    return read_region({name: _Lines(folder / f"{name}.csv") for name in _TABLES if (folder / f"{name}.csv").exists()})


def digest(folder: Path) -> dict[str, str]:
    """A print of each table: a plan remembers the data it was made of."""
    found = {}
    for name in _TABLES:
        path = folder / f"{name}.csv"
        if path.exists():
            with path.open("rb") as file:
                made = sha256()
                while block := file.read(1 << 20):
                    made.update(block)
                found[name] = made.hexdigest()[:16]
    return found


def run_solve(arguments: argparse.Namespace) -> int:
    """Read, plan, write; 2 where the tables cannot be planned with."""
    began = time.monotonic()
    try:
        named = read(arguments.instance)
        prints = digest(arguments.instance)
        _writable(arguments.out)
        for notice in named.notices[:_SHOWN]:
            sys.stderr.write(f"замечание: {notice}\n")
        if len(named.notices) > _SHOWN:
            sys.stderr.write(f"замечание: и ещё таких {len(named.notices) - _SHOWN}\n")
        plan = _best(named, arguments, began)
    except (Unreadable, ValueError) as no:
        sys.stderr.write(f"{no}\n")
        return BAD_INPUT
    if plan is None:
        sys.stderr.write("Остановлено раньше первого плана: ничего не записано.\n")
        return 130
    _write(named, plan, arguments, prints, began)
    words = {"optimal": "лучше не бывает, доказано"}.get(plan.proof, f"до границы {_percent(plan.gap)}")
    say(f"План: закрыто {plan.value:.3f}, граница {plan.bound:.3f}, {words}. Шагов {len(plan.people)},")
    say(f"с маршрутом {plan.served} из {named.instance.people}. Записано: {arguments.out}")
    return 0


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %".replace(".", ",")


def _best(named: Named, arguments: argparse.Namespace, began: float) -> RegionPlan | None:
    """The last plan within the seconds; Ctrl-C ends the work and keeps what there is."""
    from marshrut.cores.planning.region.solve import plans

    plan = None
    spent = time.monotonic() - began
    left = max(0.2 * arguments.seconds, arguments.seconds - spent - _WRITING * named.instance.people)
    with suppress(KeyboardInterrupt):
        for plan in plans(
            named.instance, seed=arguments.seed, seconds=left, clock=time.monotonic, threads=arguments.threads,
            fair=arguments.fair,
        ):  # fmt: skip
            say(
                f"  {time.monotonic() - began:6.1f} с: закрыто {plan.value:.3f}, граница {plan.bound:.3f}, "
                f"разрыв {_percent(plan.gap)}, с маршрутом {plan.served}"
            )
    return plan


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as no:
        raise Unreadable(f"{folder}: сюда нельзя записать ({no.strerror})") from None


def _write(named: Named, plan: RegionPlan, arguments: argparse.Namespace, prints: dict[str, str], began: float) -> None:
    """All files beside the old ones first, then in their place: a killed run leaves the old plan whole."""
    from marshrut.cores.planning.region.reasons import unserved
    from marshrut.cores.planning.region.reporting import price_rows

    steps = ((named.people[i], named.resources[r]) for i, r in zip(plan.people, plan.resources, strict=True))
    reasons = unserved(named.instance, plan.people, plan.resources)
    tables = {
        "steps.csv": (("person", "resource"), steps),
        "prices.csv": (("kind", "name", "price", "used", "limit", "meaning"), price_rows(named, plan)),
        "unserved.csv": (("person", "reason"), ((named.people[i], words) for i, words in reasons)),
    }
    summary = {
        "value": plan.value, "bound": plan.bound, "gap": plan.gap, "seconds": 0.0, "seed": arguments.seed,
        "proof": plan.proof, "cut_by_clock": plan.cut, "rounds": plan.rounds, "fair": arguments.fair,
        "people": named.instance.people, "served": plan.served, "steps": len(plan.people),
        "zero_route_share": 1 - plan.served / max(1, named.instance.people), "tables": prints,
    }  # fmt: skip
    fresh = []
    for name, (heading, rows) in tables.items():
        path = arguments.out / f".{name}.new"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(heading)
            writer.writerows(rows)
        fresh.append((path, arguments.out / name))
    summary["seconds"] = round(time.monotonic() - began, 3)  # reading, planning and writing
    path = arguments.out / ".summary.json.new"
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for source, target in [*fresh, (path, arguments.out / "summary.json")]:
        source.replace(target)


def run_check(arguments: argparse.Namespace) -> int:
    """0 where the plan keeps every rule and says the truth of itself, 1 with each broken rule by name, 2 unreadable."""
    from marshrut.cores.planning.region.checker import claims, value_of, violations
    from marshrut.cores.planning.region.reporting import sentence

    try:
        named = read(arguments.instance)
        pairs, unknown = _steps(named, arguments.plan / "steps.csv")
        summary = _summary(arguments.plan / "summary.json")
        changed = _changed(summary, digest(arguments.instance))
        said = {name: _figure(summary, name) for name in ("value", "bound", "gap")}
    except (Unreadable, ValueError) as no:
        sys.stderr.write(f"{no}\n")
        return BAD_INPUT
    if changed:
        sys.stderr.write(f"Данные изменились после расчёта: {', '.join(changed)}. Составьте план заново.\n")
    broken = violations(named.instance, pairs)
    value = value_of(named.instance, pairs)
    broken += claims(value, said_value=said["value"], said_bound=said["bound"], said_gap=said["gap"])
    _say_broken(broken, unknown, named, sentence)
    if broken or unknown:
        return BROKEN
    say(f"Нарушений нет: шагов {len(pairs)}, закрыто {value:.3f}, граница {said['bound']:.3f}")
    return 0


def _say_broken(broken: list[Violation], unknown: list[str], named: Named, sentence: Any) -> None:
    for words in unknown[:_SHOWN]:
        say(f"unknown: {words}")
    counts: dict[str, int] = {}
    for one in broken:
        counts[one.rule] = counts.get(one.rule, 0) + 1
        if counts[one.rule] <= _SHOWN:
            say(f"{one.rule}: {sentence(one, named)}")
    for rule, count in counts.items():
        if count > _SHOWN:
            say(f"{rule}: и ещё {count - _SHOWN}")


def _steps(named: Named, path: Path) -> tuple[list[tuple[int, int]], list[str]]:
    """(person, resource) by number, and lines that name what the instance does not know."""
    if not path.exists():
        raise Unreadable(f"Нет файла {path}")
    lines = iter(_Lines(path))
    heading = [one.strip().lower() for one in next(lines, ())]
    if not {"person", "resource"} <= set(heading):
        raise Unreadable("steps.csv, строка 1: нужны столбцы person и resource")
    at = heading.index("person"), heading.index("resource")
    people = {name: k for k, name in enumerate(named.people)}
    resources = {name: k for k, name in enumerate(named.resources)}
    pairs, unknown = [], []
    for row, cells in enumerate(lines, start=2):
        if not any(map(str.strip, cells)):
            continue
        person, resource = (cells[k].strip() if k < len(cells) else "" for k in at)
        if person not in people:
            unknown.append(f"steps.csv, строка {row}, столбец person: «{person}» нет в таблице people")
        elif resource not in resources:
            unknown.append(f"steps.csv, строка {row}, столбец resource: «{resource}» нет в таблице resources")
        else:
            pairs.append((people[person], resources[resource]))
    return pairs, unknown


def _summary(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise Unreadable(f"Нет файла {path}")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as no:
        raise Unreadable(f"summary.json: не читается ({no})") from None
    if not isinstance(found, dict):
        raise Unreadable("summary.json: нужны value, bound, gap, seconds")
    return found


def _figure(summary: dict[str, Any], name: str) -> float:
    found = summary.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise Unreadable(f"summary.json, {name}: нужно число")
    return float(found)


def _changed(summary: dict[str, Any], now: dict[str, str]) -> list[str]:
    then = summary.get("tables")
    if not isinstance(then, dict):
        return []
    return sorted(f"{name}.csv" for name in {*then, *now} if then.get(name) != now.get(name))
