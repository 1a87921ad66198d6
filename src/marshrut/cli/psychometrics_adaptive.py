"""`marshrut psychometrics simulate-cat`: an adaptive test on invented people, and what it promises."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from marshrut.cli.psychometrics_items import read_bank
from marshrut.cli.psychometrics_shown import tell_cat
from marshrut.cli.psychometrics_tables import memory_left, read_words, write_csv
from marshrut.cli.psychometrics_work import write_json
from marshrut.cli.terminal import say
from marshrut.cores.psychometrics.adaptive import Pool, Rules, report, simulate
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.problems import (
    BankError,
    BlueprintError,
    MemoryWouldNotSufficeError,
    ModelError,
    listed,
)

__all__ = ["run_simulate"]

FEWEST = 100
#: Bytes a simulated person takes, and each question of his, measured and rounded up.
PERSON, QUESTION = 120, 40


def run_simulate(arguments: argparse.Namespace) -> None:
    """cat.json with what was asked and what was achieved, exposure.csv by item, bands.csv by true level."""
    if arguments.people < FEWEST:
        raise ModelError(f"Людей только {arguments.people}.", f"Возьмите хотя бы {FEWEST}: доли показа иначе случайны.")
    if arguments.seed < 0:
        raise ModelError(f"Число для случая меньше нуля: {arguments.seed}.", "Назовите в --seed ноль или больше.")
    pool = _pool(read_bank(arguments.bank), arguments.areas or arguments.bank, told=arguments.areas is not None)
    rules = Rules(
        longest=arguments.longest,
        shortest=arguments.shortest,
        blueprint=_blueprint(arguments.blueprint),
        stop_error=arguments.stop_error,
        cuts=tuple(arguments.cut),
        certainty=arguments.certainty,
        first=tuple(arguments.first),
        among=arguments.among,
        mean=arguments.mean,
        sd=arguments.sd,
    )
    _fits_memory(arguments.people, arguments.longest)
    truth = np.random.default_rng(arguments.seed).normal(rules.mean, rules.sd, arguments.people)
    found = report(simulate(pool, rules, truth, seed=arguments.seed, cap=arguments.cap))
    arguments.out.mkdir(parents=True, exist_ok=True)
    told = asdict(found)
    told.pop("exposure")
    told |= {"cap": arguments.cap, "seed": arguments.seed}
    write_json(arguments.out / "cat.json", told)
    rows = [[name, area, found.exposure[name]] for name, area in zip(pool.bank.names, pool.areas, strict=True)]
    write_csv(arguments.out / "exposure.csv", ["item", "area", "exposure"], rows)
    write_csv(
        arguments.out / "bands.csv", ["people", "from", "to", "bias", "rmse", "length"],
        [[one.people, one.low, one.high, one.bias, one.rmse, one.length] for one in found.bands],
    )  # fmt: skip
    tell_cat(found, arguments.cap)
    say(f"Записано: {arguments.out}")


def _fits_memory(people: int, longest: int) -> None:
    """Raises MemoryWouldNotSufficeError before anybody is invented."""
    need = people * (PERSON + QUESTION * longest)
    if need > (left := memory_left()):
        raise MemoryWouldNotSufficeError(
            f"Нужно около {need / 1e9:.1f} ГБ памяти, а есть {left / 1e9:.1f} ГБ.",
            f"Возьмите в --people не больше {int(left / need * people)}; довольно и 5000.",
        )


def _pool(bank: Bank, path: Path, *, told: bool) -> Pool:
    head, rows = read_words(path)
    if "item" not in head or (told and "area" not in head):
        raise BankError(f"В файле {path.name} нет столбцов item и area.", "Назовите их так.")
    known = [dict(zip(head, row, strict=True)) for row in rows]
    area = {one["item"].strip(): one.get("area", "").strip() for one in known}
    lost = [name for name in bank.names if name not in area]
    if lost:
        raise BankError(f"Область не названа у заданий: {listed(lost)}.", "Допишите их в файл областей.")
    sets: dict[str, set[str]] = {}
    for one in known:
        for label in one.get("enemies", "").split():
            sets.setdefault(label, set()).add(one["item"].strip())
    return Pool(bank, tuple(area[name] for name in bank.names), tuple(map(frozenset, sets.values())))


def _blueprint(said: Sequence[str]) -> dict[str, float]:
    out = {}
    for one in said:
        name, _, share = one.rpartition("=")
        try:
            out[name.strip()] = float(share.replace(",", "."))
        except ValueError:
            raise BlueprintError(f"Доля области не число: «{one}».", "Пишите так: «Алгебра=0.4».") from None
        if not name.strip():
            raise BlueprintError(f"Область не названа: «{one}».", "Пишите так: «Алгебра=0.4».")
    return out
