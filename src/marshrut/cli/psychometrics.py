"""`marshrut psychometrics`: calibration and what follows it, without the web and without a database.

A column an item, an empty cell = not given. What is wrong is said in words with what to do; the exit code is 2 then.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from marshrut.cli.terminal import complain
from marshrut.foundation.database.trouble import Trouble

__all__ = ["register"]

MODELS = ("rasch", "2pl", "3pl", "pcm", "gpcm", "grm")
WRONG = 2


def register(subparsers: Any) -> None:
    """calibrate, fit, dif, link, simulate-cat."""
    parser = subparsers.add_parser("psychometrics", help="калибровка заданий и что за ней, без базы и страниц")
    parts = parser.add_subparsers(dest="part", metavar="что", required=True)
    _calibrate(parts)


def _calibrate(parts: Any) -> None:
    parser = parts.add_parser("calibrate", help="параметры заданий и уровни людей по файлу ответов")
    _answers(parser)
    parser.add_argument("--model", choices=MODELS, required=True, help="модель заданий")
    parser.add_argument("--anchor", type=Path, metavar="ITEMS.csv", help="задания с известными параметрами")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="ПАПКА", help="куда items.csv, persons.csv, fit.json"
    )
    _run(parser, "run_calibrate")


def _answers(parser: Any) -> None:
    parser.add_argument(
        "answers", type=Path, metavar="ANSWERS.csv", help="столбец на задание, пустая ячейка — не давали"
    )
    parser.add_argument("--group", default="", metavar="СТОЛБЕЦ", help="группа со своим средним и разбросом")
    parser.add_argument("--weights", default="", metavar="СТОЛБЕЦ", help="вес человека")
    parser.add_argument("--person", default="", metavar="СТОЛБЕЦ", help="кто это; вернётся в persons.csv")
    parser.add_argument("--skip", nargs="*", default=[], metavar="СТОЛБЕЦ", help="столбцы не с ответами")
    parser.add_argument("--repair", action="store_true", help="убрать пустое и одинаковое, записать что")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, metavar="N", help="время, но не цифры")


def _run(parser: Any, name: str) -> None:
    def run(arguments: argparse.Namespace) -> int:
        from marshrut.cli import psychometrics_work
        from marshrut.cores.psychometrics.problems import PsychometricsError

        work: Callable[[argparse.Namespace], Any] = getattr(psychometrics_work, name)
        try:
            work(arguments)
        except PsychometricsError as trouble:
            complain(Trouble(trouble.what, trouble.cure))
            return WRONG
        except MemoryError:
            complain(Trouble("Не хватило памяти.", "Возьмите меньше людей или заданий за раз."))
            return WRONG
        except OSError as trouble:
            complain(
                Trouble(f"Файл не записан: {trouble.strerror or trouble}.", "Проверьте путь, права и место на диске.")
            )
            return WRONG
        return 0

    parser.set_defaults(run=run)
