"""`make bench`: measures the promises about speed, prints a table, appends to .bench/results.jsonl. Slow never fails.

A promise is a function in `benchmarks/<name>.py` marked with `@promise`; see README.md beside this file.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from shape import PROMISES, Row  # noqa: E402 - the folder is no package: it is put on the path first

RESULTS = HERE.parent / ".bench" / "results.jsonl"
#: What measurements stand on; nothing is measured in them.
SCENERY = {"run", "shape", "region50k", "demo50k", "events50k", "invented_region"}
COLUMNS = ("что", "измерено", "против", "отношение", "обещано", "сдержано")


def main(only: str = "") -> int:
    """Measure all, or the file `only`; the exit code tells of broken measurements, never of slow ones."""
    files = sorted(path for path in HERE.glob("*.py") if path.stem not in SCENERY)
    if only and only not in {path.stem for path in files}:
        sys.stderr.write(f"Нет измерения «{only}». Есть: {', '.join(path.stem for path in files)}\n")
        return 2
    facts = {**machine(), "commit": commit(), "at": datetime.now(UTC).isoformat(timespec="seconds")}
    sys.stdout.write(f"{facts['cpu']}, ядер {facts['cores']}, память {facts['memory_gb']} ГБ, {facts['python']}\n")
    broken = 0
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as results:
        for path in files:
            if only and path.stem != only:
                continue
            sys.stdout.write(f"\n{path.stem}\n")
            for measure in promises_of(path):
                broken += not report(path.stem, measure, facts, results)
    sys.stdout.write(f"\nЗаписано в {RESULTS}\n")
    return 1 if broken else 0


def promises_of(path: Path) -> list[Callable[[], Iterator[Row]]]:
    """The promises of one file, in their order."""
    PROMISES.clear()
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return list(PROMISES)


def report(file: str, measure: Callable[[], Iterator[Row]], facts: dict[str, Any], results: Any) -> bool:
    """Print and record the rows of one promise; False if the measurement itself broke."""
    try:
        for row in measure():
            sys.stdout.write(line(row) + "\n")
            sys.stdout.flush()
            results.write(json.dumps({"file": file, **asdict(row), "ratio": row.ratio, "kept": row.kept, **facts},
                                     ensure_ascii=False) + "\n")  # fmt: skip
    except Exception:  # noqa: BLE001 - one broken measurement must not hide the others
        sys.stdout.write(f"  {measure.__name__}: измерить не удалось\n{traceback.format_exc()}")
        return False
    return True


def line(row: Row) -> str:
    """A row of the table."""
    against = f"против {number(row.against)} ({row.against_what})" if row.against is not None else row.against_what
    ratio = f"×{number(row.ratio)}" if row.ratio is not None else ""
    kept = {True: "сдержано", False: "НЕ сдержано", None: ""}[row.kept]
    return f"  {row.name:<46} {number(row.measured):>9} {row.unit:<7} {against:<44} {ratio:<8} {row.promise:<14} {kept}"


def number(value: float) -> str:
    """A number with a decimal comma and three telling digits."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}".replace(".", ",")


def machine() -> dict[str, Any]:
    """What it was measured on."""
    cpu = platform.processor()
    for text in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if text.startswith("model name"):
            cpu = text.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    from marshrut import __version__
    from marshrut.foundation.database.binaries import find_binaries

    return {
        "cpu": cpu, "cores": len(os.sched_getaffinity(0)), "memory_gb": round(memory / 1e9, 1),
        "load": round(os.getloadavg()[0], 2), "python": f"Python {platform.python_version()}",
        "postgres": find_binaries().version, "django": version("django"), "product": __version__,
    }  # fmt: skip


def commit() -> str:
    """The state of the sources, with a plus where they were changed since."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
