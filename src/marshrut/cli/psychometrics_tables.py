"""Tables of answers, items and people as files: read with the place of what is wrong, written for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.problems import AnswersError, BankError, PsychometricsError, listed

__all__ = ["Sheet", "item_rows", "memory_left", "read_bank", "read_options", "read_sheet", "read_words", "write_csv"]

NOTHING = {"", "na", "nan"}
DIGITS = 6


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
            points[n, j] = _number(row[k], path, n, head[k])

    def column(name: str) -> tuple[str, ...]:
        return tuple(row[head.index(name)].strip() for row in rows)

    persons = column(person) if person else tuple(str(n + 1) for n in range(len(rows)))
    heavy = None
    if weights:
        heavy = np.array([_number(row[head.index(weights)], path, n, weights) for n, row in enumerate(rows)])
    return Sheet(
        tuple(head[k] for k in columns), points, persons, column(group) if group else None, heavy,
        {name: column(name) for name in skip},
    )  # fmt: skip


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise AnswersError(f"Файл {path} не читается.", "Проверьте путь и права.") from None
    except UnicodeDecodeError:
        raise AnswersError(f"Файл {path.name} не в UTF-8.", "Сохраните его как «CSV UTF-8».") from None
    lines = text.splitlines()
    if not lines:
        raise AnswersError(f"Файл {path.name} пуст.", "Нужна строка заголовка и строка на человека.")
    mark = ";" if lines[0].count(";") > lines[0].count(",") else ","
    table = [row for row in csv.reader(lines, delimiter=mark) if any(cell.strip() for cell in row) or len(row) > 1]
    head = [name.strip() for name in table[0]]
    if any(not name for name in head):
        raise AnswersError(f"В файле {path.name} есть столбец без названия.", "Назовите каждый столбец.")
    for n, row in enumerate(table[1:]):
        if len(row) != len(head):
            raise AnswersError(
                f"В строке {n + 2} файла {path.name} ячеек {len(row)}, а столбцов {len(head)}.", "Исправьте строку."
            )
    return head, table[1:]


def _number(cell: str, path: Path, row: int, name: str) -> float:
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


def item_rows(
    bank: Bank, errors: Floats | None, difficulty_errors: Floats | None, guess_errors: Floats | None
) -> tuple[list[str], list[list[Any]]]:
    """Items as a table: slope–intercept form with errors, then the a, b form. An entry that does not exist is empty."""
    most = int(bank.categories.max()) - 1
    head = ["item", "model", "scores", "a", "a_se"]
    for k in range(1, most + 1):
        head += [f"d{k}", f"d{k}_se"]
    head += ["c", "c_se"]
    for k in range(1, most + 1):
        head += [f"b{k}", f"b{k}_se"]
    hard = bank.difficulties()
    guess = bank.guesses
    rows = []
    for j, name in enumerate(bank.names):
        count = int(bank.categories[j]) - 1
        third = bank.families[j] == "3pl"
        row: list[Any] = [name, bank.families[j], " ".join(f"{one:g}" for one in bank.scores[j])]
        row += [bank.rows[j, 0], _or_empty(errors, j, 0)]
        for k in range(1, most + 1):
            row += [bank.rows[j, k], _or_empty(errors, j, k)] if k <= count else ["", ""]
        row += [guess[j], "" if guess_errors is None else guess_errors[j]] if third else ["", ""]
        for k in range(1, most + 1):
            row += [hard[j, k - 1], _or_empty(difficulty_errors, j, k - 1)] if k <= count else ["", ""]
        rows.append(row)
    return head, rows


def _or_empty(table: Floats | None, j: int, k: int) -> Any:
    return "" if table is None else table[j, k]


def read_bank(path: Path) -> Bank:
    """Items as `item_rows` writes them; looked at are item, a, d1… (or b1…), model, scores, c. Raises BankError."""
    try:
        head, rows = _read(path)
    except AnswersError as trouble:
        raise BankError(trouble.what, trouble.cure) from None
    if "item" not in head or "a" not in head or not {"d1", "b1"} & set(head):
        raise BankError(f"В файле {path.name} нет столбцов item, a и d1 (или b1).", "Возьмите items.csv от calibrate.")
    items = [_item(dict(zip(head, row, strict=True)), path, n) for n, row in enumerate(rows)]
    if not items:
        raise BankError(f"В файле {path.name} нет заданий.", "Нужна строка на задание.")
    widest = max(len(one[3]) for one in items)
    table = np.zeros((len(items), widest))
    for j, one in enumerate(items):
        table[j, : len(one[3])] = one[3]
    return Bank(
        tuple(one[0] for one in items),
        tuple(one[1] for one in items),
        np.array([len(one[2]) for one in items]),
        table,
        tuple(one[2] for one in items),
    )


def _item(cells: dict[str, str], path: Path, n: int) -> tuple[str, Any, tuple[float, ...], list[float]]:
    def value(name: str) -> float | None:
        said = cells.get(name, "")
        found = _number(said, path, n, name)
        return None if np.isnan(found) else found

    try:
        family = cells.get("model") or "gpcm"
        family = {"rasch": "gpcm", "2pl": "gpcm", "pcm": "gpcm"}.get(family, family)
        if family not in {"gpcm", "grm", "3pl"}:
            raise BankError(f"Модель «{family}» неизвестна (строка {n + 2}).", "Назовите gpcm, grm или 3pl.")
        slope = value("a")
        form = "d" if value("d1") is not None else "b"
        told: list[float] = []
        while (one := value(f"{form}{len(told) + 1}")) is not None:
            told.append(one)
        if slope is None or not told:
            raise BankError(f"У задания «{cells['item']}» нет a и d1 (или b1).", "Заполните строку.")
        if form == "b":
            told = [-slope * one for one in told]
            told = list(np.cumsum(told)) if family == "gpcm" else told
        scores = tuple(float(one) for one in cells.get("scores", "").split()) or tuple(map(float, range(len(told) + 1)))
        if len(scores) != len(told) + 1:
            raise BankError(f"У задания «{cells['item']}» баллов не на один больше, чем порогов.", "Исправьте scores.")
        row = [slope, *told]
        if family == "3pl":
            c = value("c")
            if c is None or not 0 < c < 1:
                raise BankError(f"У задания «{cells['item']}» угадывание c не между 0 и 1.", "Исправьте c.")
            row = [slope, told[0], float(np.log(c / (1 - c)))]
    except AnswersError as trouble:
        raise BankError(trouble.what, "Исправьте число.") from None
    return cells["item"].strip(), family, scores, row


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
