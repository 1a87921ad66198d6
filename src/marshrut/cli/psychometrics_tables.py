"""Tables of answers and people as files: read with the place of what is wrong, written for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.problems import AnswersError, MemoryWouldNotSufficeError, PsychometricsError, listed

__all__ = ["Sheet", "memory_left", "number_in", "read_options", "read_sheet", "read_words", "write_csv"]

NOTHING = {"", "na", "nan"}
DIGITS = 6
#: Bytes of memory while a file is read, measured: of its text a byte, of a cell, of a cell of several characters.
TEXT, CELL, WORD = 3, 16, 60
SAMPLE = 65536


@dataclass(frozen=True)
class Sheet:
    """A file of answers: points (N, J) with NaN where not given, and what stands beside them."""

    items: tuple[str, ...]
    points: Floats
    persons: tuple[str, ...]
    groups: tuple[str, ...] | None
    weights: Floats | None
    beside: dict[str, tuple[str, ...]]


def read_sheet(path: Path, *, group: str = "", weights: str = "", person: str = "", skip: Sequence[str] = ()) -> Sheet:
    """A CSV file, a column an item, an empty cell = not given. Raises AnswersError with row and column."""
    head, rows = _read(path)
    named = [name for name in (group, weights, person, *skip) if name]
    lost = [name for name in named if name not in head]
    if lost:
        raise AnswersError(f"В файле {path.name} нет столбца: {listed(lost)}.", f"Столбцы файла: {listed(head)}.")
    twice = sorted({name for name in head if head.count(name) > 1})
    if twice:
        raise AnswersError(f"Задания повторяются: {listed(twice)}.", "Оставьте каждый столбец один раз.")
    if not rows:
        raise AnswersError(f"В файле {path.name} нет ни одной строки с ответами.", "Нужна строка на человека.")
    columns = [k for k, name in enumerate(head) if name not in named]
    if not columns:
        raise AnswersError(f"В файле {path.name} нет столбцов с заданиями.", "Нужен столбец на задание.")
    points = np.full((len(rows), len(columns)), np.nan)
    for n, row in enumerate(rows):
        for j, k in enumerate(columns):
            points[n, j] = number_in(row[k], path, n, head[k])

    def column(name: str) -> tuple[str, ...]:
        return tuple(row[head.index(name)].strip() for row in rows)

    persons = column(person) if person else tuple(str(n + 1) for n in range(len(rows)))
    heavy = None
    if weights:
        heavy = np.array([number_in(row[head.index(weights)], path, n, weights) for n, row in enumerate(rows)])
    return Sheet(
        tuple(head[k] for k in columns), points, persons, column(group) if group else None, heavy,
        {name: column(name) for name in skip},
    )  # fmt: skip


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        _fits_memory(path)
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise AnswersError(f"Файл {path} не читается.", "Проверьте путь и права.") from None
    except UnicodeDecodeError:
        raise AnswersError(f"Файл {path.name} не в UTF-8.", "Сохраните его как «CSV UTF-8».") from None
    lines = text.splitlines()
    if not text.strip():
        raise AnswersError(f"Файл {path.name} пуст.", "Нужна строка заголовка и строка на человека.")
    mark = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(lines, delimiter=mark)
    try:
        table = [row for row in reader if any(cell.strip() for cell in row) or len(row) > 1]
    except csv.Error:
        raise AnswersError(
            f"Строка {reader.line_num} файла {path.name} не читается.", "Проверьте кавычки и разделители в ней."
        ) from None
    head = [name.strip() for name in table[0]]
    if any(not name for name in head):
        raise AnswersError(f"В файле {path.name} есть столбец без названия.", "Назовите каждый столбец.")
    for n, row in enumerate(table[1:]):
        if len(row) != len(head):
            raise AnswersError(
                f"В строке {n + 2} файла {path.name} ячеек {len(row)}, а столбцов {len(head)}.", "Исправьте строку."
            )
    return head, table[1:]


def _fits_memory(path: Path) -> None:
    """Raises MemoryWouldNotSufficeError before the file is read: its size times what a byte of its beginning takes."""
    if not path.is_file():  # what comes through a pipe can be read only once
        return
    with path.open("rb") as source:
        begin = source.read(SAMPLE)
    cells = [cell for line in begin.splitlines() for cell in line.replace(b";", b",").split(b",")]
    taken = CELL * len(cells) + WORD * sum(len(cell) > 1 for cell in cells)  # single characters are shared
    need = path.stat().st_size * (TEXT + taken / max(len(begin), 1))
    if need > (left := memory_left()):
        raise MemoryWouldNotSufficeError(
            f"Чтобы прочесть {path.name}, нужно около {need / 1e9:.1f} ГБ памяти, а есть {left / 1e9:.1f} ГБ.",
            "Возьмите часть людей или заданий, или машину, где памяти больше.",
        )


def number_in(cell: str, path: Path, row: int, name: str) -> float:
    """A cell as a number, NaN where it is empty. Raises AnswersError with row and column."""
    said = cell.strip()
    if said.casefold() in NOTHING:
        return float("nan")
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        value = float("inf")
    if not np.isfinite(value):
        raise AnswersError(
            f"В файле {path.name}, строка {row + 2}, столбец «{name}» — не число: «{said[:40]}».",
            "Поставьте балл или оставьте ячейку пустой; столбец не с ответами назовите в --skip, --person или --group.",
        )
    return value


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Numbers with six digits after the point; a number that is none is a bug, not a cell."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        for row in rows:
            writer.writerow([_written(cell, path) for cell in row])


def _written(cell: Any, path: Path) -> Any:
    if isinstance(cell, float | np.floating):
        if not np.isfinite(cell):
            raise PsychometricsError(f"В {path.name} вышло не число.", "Сообщите разработчикам: это ошибка программы.")
        return f"{cell:.{DIGITS}f}"
    return cell


def memory_left() -> float:
    """Bytes that may be taken: most of what the machine has free; a modest guess where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 2e9
    free = next((line.split()[1] for line in lines if line.startswith("MemAvailable")), None)
    return 0.8 * 1024 * float(free) if free else 2e9


def read_options(
    path: Path, keys: Path, *, skip: Sequence[str] = ()
) -> tuple[tuple[str, ...], list[list[str]], tuple[str, ...]]:
    """Items, options as people chose them ('' where nothing), keys. Raises AnswersError for items without a key."""
    head, rows = _read(path)
    key_head, key_rows = _read(keys)
    if "item" not in key_head or "key" not in key_head:
        raise AnswersError(f"В файле {keys.name} нет столбцов item и key.", "Назовите их так.")
    known = {row[key_head.index("item")].strip(): row[key_head.index("key")].strip() for row in key_rows}
    columns = [k for k, name in enumerate(head) if name not in skip]
    lost = [head[k] for k in columns if not known.get(head[k])]
    if lost:
        raise AnswersError(f"Нет ключа у заданий: {listed(lost)}.", "Допишите ключи или назовите столбцы в --skip.")
    cells = [["" if row[k].strip().casefold() in NOTHING else row[k].strip() for k in columns] for row in rows]
    return tuple(head[k] for k in columns), cells, tuple(known[head[k]] for k in columns)


def read_words(path: Path) -> tuple[list[str], list[list[str]]]:
    """Names of columns and rows of cells as they stand. Raises AnswersError for a file that is none."""
    return _read(path)
