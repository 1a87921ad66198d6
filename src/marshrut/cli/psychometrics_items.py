"""items.csv: items of a bank as a table, in the slope–intercept form and in the a, b form, written and read back.

A bank of right and wrong has one intercept and one difficulty: columns d and b. With more categories they are counted:
d1, d2 … b1, b2 … Both are read, from one file too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from marshrut.cli.psychometrics_tables import number_in, read_words
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.problems import AnswersError, BankError

__all__ = ["item_rows", "read_bank"]

TWO = 2
#: The curve behind each name a file may use.
CURVES = {"rasch": "gpcm", "2pl": "gpcm", "pcm": "gpcm", "gpcm": "gpcm", "grm": "grm", "3pl": "3pl"}
RIGHT_OR_WRONG = {"rasch", "2pl", "3pl"}
SLOPE_ONE = {"rasch", "pcm"}


def item_rows(
    bank: Bank,
    errors: Floats | None = None,
    difficulty_errors: Floats | None = None,
    guess_errors: Floats | None = None,
    *,
    asked: str = "",
) -> tuple[list[str], list[list[Any]]]:
    """Items as a table: slope–intercept form with errors, then the a, b form. An entry that does not exist is empty.

    `asked` is the model of the calibration; an item it does not fit (an anchor, a moved scale) is named by its curve.
    """
    most = int(bank.categories.max()) - 1
    counted = [""] if most == 1 else [str(k) for k in range(1, most + 1)]
    head = ["item", "model", "scores", "a", "a_se"]
    head += [f"d{k}{end}" for k in counted for end in ("", "_se")]
    head += ["c", "c_se"]
    head += [f"b{k}{end}" for k in counted for end in ("", "_se")]
    hard, guess = bank.difficulties(), bank.guesses
    rows = []
    for j, name in enumerate(bank.names):
        count = int(bank.categories[j]) - 1
        row: list[Any] = [name, _model(bank, j, asked), " ".join(f"{one:g}" for one in bank.scores[j])]
        row += [bank.rows[j, 0], _or_empty(errors, j, 0)]
        for k in range(1, most + 1):
            row += [bank.rows[j, k], _or_empty(errors, j, k)] if k <= count else ["", ""]
        third = bank.families[j] == "3pl"
        row += [guess[j], "" if guess_errors is None else guess_errors[j]] if third else ["", ""]
        for k in range(1, most + 1):
            row += [hard[j, k - 1], _or_empty(difficulty_errors, j, k - 1)] if k <= count else ["", ""]
        rows.append(row)
    return head, rows


def _model(bank: Bank, j: int, asked: str) -> str:
    """The model asked for where the item is of it, else what its curve is called: a row keeps its formula."""
    family, two, one = bank.families[j], bank.categories[j] == TWO, bank.rows[j, 0] == 1.0
    if CURVES.get(asked) == family and (two or asked not in RIGHT_OR_WRONG) and (one or asked not in SLOPE_ONE):
        return asked
    if family != "gpcm":
        return family
    if one:
        return "rasch" if two else "pcm"
    return "2pl" if two else "gpcm"


def _or_empty(table: Floats | None, j: int, k: int) -> Any:
    return "" if table is None else table[j, k]


def read_bank(path: Path) -> Bank:
    """Items as `item_rows` writes them; looked at are item, a, d or d1… (or b, b1…), model, scores, c.

    Raises BankError.
    """
    try:
        head, rows = read_words(path)
    except AnswersError as trouble:
        raise BankError(trouble.what, trouble.cure) from None
    if "item" not in head or "a" not in head or not {"d", "d1", "b", "b1"} & set(head):
        raise BankError(
            f"В файле {path.name} нет столбцов item, a и d или d1 (или b, b1).", "Возьмите items.csv от calibrate."
        )
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
    name = cells["item"].strip()
    model = cells.get("model", "").strip().casefold() or "gpcm"
    if model not in CURVES:
        raise BankError(f"Модель «{model}» неизвестна (строка {n + 2}).", f"Назовите одну из: {', '.join(CURVES)}.")
    family = CURVES[model]
    try:
        slope = _value(cells, "a", path, n)
        form, told = _thresholds(cells, path, n)
        c = _value(cells, "c", path, n) if family == "3pl" else None
        scores = tuple(number_in(one, path, n, "scores") for one in cells.get("scores", "").split())
    except AnswersError as trouble:
        raise BankError(trouble.what, "Исправьте число.") from None
    if slope is None or not told:
        raise BankError(f"У задания «{name}» нет a и d или d1 (или b, b1).", "Заполните строку.")
    if slope == 0:
        raise BankError(f"Наклон равен нулю, трудности нет: {name}.", "Уберите это задание.")
    if model in RIGHT_OR_WRONG and len(told) > 1:
        raise BankError(f"У задания «{name}» порогов {len(told)}, а модель {model}.", "Назовите pcm, gpcm или grm.")
    if form == "b":
        told = [-slope * one for one in told]
        told = list(np.cumsum(told)) if family == "gpcm" else told
    scores = scores or tuple(map(float, range(len(told) + 1)))
    if len(scores) != len(told) + 1:
        raise BankError(f"У задания «{name}» баллов не на один больше, чем порогов.", "Исправьте scores.")
    if family != "3pl":
        return name, family, scores, [slope, *told]
    if c is None or not 0 < c < 1:
        raise BankError(f"У задания «{name}» угадывание c не между 0 и 1.", "Исправьте c.")
    return name, family, scores, [slope, told[0], float(np.log(c / (1 - c)))]


def _thresholds(cells: dict[str, str], path: Path, n: int) -> tuple[str, list[float]]:
    """Intercepts where the row has any, else difficulties; d is another name of d1, b of b1."""
    for form in ("d", "b"):
        only, first = _value(cells, form, path, n), _value(cells, f"{form}1", path, n)
        if only is not None and first is not None:
            raise BankError(f"В строке {n + 2} есть и {form}, и {form}1.", "Оставьте одно из двух.")
        told = [one for one in (only, first) if one is not None]
        while told and (one := _value(cells, f"{form}{len(told) + 1}", path, n)) is not None:
            told.append(one)
        if told:
            return form, told
    return "d", []


def _value(cells: dict[str, str], name: str, path: Path, n: int) -> float | None:
    found = number_in(cells.get(name, ""), path, n, name)
    return None if np.isnan(found) else found
