"""`marshrut psychometrics`: calibration and what follows it, without the web and without a database.

A column an item, an empty cell = not given. What is wrong is said in words with what to do; the exit code is 2 then.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from marshrut.cli.terminal import complain
from marshrut.foundation.database.trouble import Trouble

__all__ = ["register"]

MODELS = ("rasch", "2pl", "3pl", "pcm", "gpcm", "grm")
WRONG = 2
#: What goes in and what comes out, told by --help.
ABOUT = {
    "calibrate": """\
Входит: ANSWERS.csv — строка на человека, столбец на задание, в ячейке балл, пустая ячейка — не давали.
Рядом могут стоять группа, вес и имя человека: назовите эти столбцы.
Выходит: items.csv — параметры заданий с ошибками (a, d и b; при нескольких порогах d1…, b1…);
persons.csv — уровни людей (EAP, MAP, WLE) с ошибками; covariance.csv — для ошибок связывания;
fit.json — правдоподобие, группы, сходимость, надёжность, что исправлено.
""",
    "fit": """\
Входит: ANSWERS.csv — как у calibrate; с --key в ячейках не баллы, а выбранные варианты.
Выходит: items.csv — трудность, связь с остальными, инфит, аутфит, S-X² с поправкой на число заданий;
pairs.csv — пары заданий, ответы на которые связаны сильнее, чем уровнем; options.csv — варианты, если дан ключ;
fit.json — надёжность и сходимость. На экране — таблица, сомнительные задания первыми.
""",
    "dif": """\
Входит: ANSWERS.csv — как у calibrate, и столбец группы: --group.
Выходит: dif.csv — Мантель–Хензель с классами A, B, C, логистическая регрессия и проверка моделью двух групп;
dif.json — кто с кем сравнен, что под подозрением и что подтверждено. На экране — подозрительные задания.
""",
    "link": """\
Входит: два items.csv от calibrate (столбцы item, model, a, d или d1…; можно b вместо d), в обоих есть общие задания.
Если рядом с ними лежат covariance.csv, у констант будут ошибки.
Выходит: items.csv — задания первого файла на шкале второго; link.json — константы A и B, сдвиги общих заданий.
На экране — константы и что сдвинулось больше всего.
""",
    "simulate-cat": """\
Входит: items.csv от calibrate; области заданий — в его столбце area или в отдельном файле --areas.
Выходит: cat.json — что обещано и что вышло; exposure.csv — как часто показано каждое задание;
bands.csv — точность и длина по пятым частям истинного уровня. На экране — то же коротко.
""",
}


def register(subparsers: Any) -> None:
    """calibrate, fit, dif, link, simulate-cat."""
    parser = subparsers.add_parser("psychometrics", help="калибровка заданий и что за ней, без базы и страниц")
    parts = parser.add_subparsers(dest="part", metavar="что", required=True)
    _calibrate(parts)
    _fit(parts)
    _dif(parts)
    _link(parts)
    _simulate(parts)


def _part(parts: Any, name: str, what: str) -> Any:
    return parts.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.\n\n{ABOUT[name]}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _calibrate(parts: Any) -> None:
    parser = _part(parts, "calibrate", "параметры заданий и уровни людей по файлу ответов")
    _answers(parser)
    parser.add_argument("--model", choices=MODELS, required=True, help="модель заданий")
    parser.add_argument("--no-errors", action="store_true", help="без стандартных ошибок: для очень больших банков")
    parser.add_argument("--anchor", type=Path, metavar="ITEMS.csv", help="задания с известными параметрами")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="ПАПКА", help="куда items.csv, persons.csv, fit.json"
    )
    _run(parser, "run_calibrate")


def _fit(parts: Any) -> None:
    parser = _part(parts, "fit", "как задания держат модель: S-X², инфит, зависимость, ключи, надёжность")
    _answers(parser)
    parser.add_argument("--model", choices=MODELS, required=True, help="модель заданий")
    parser.add_argument("--key", type=Path, metavar="KEY.csv", help="столбцы item, key: в ответах тогда варианты")
    parser.add_argument("--out", type=Path, required=True, metavar="ПАПКА", help="куда items.csv, pairs.csv, fit.json")
    _run(parser, "run_fit", "psychometrics_checks")


def _dif(parts: Any) -> None:
    parser = _part(parts, "dif", "задания, которые одной группе труднее при равном уровне")
    _answers(parser)
    parser.add_argument("--model", choices=MODELS, required=True, help="модель для подтверждения")
    parser.add_argument("--reference", default="", metavar="ГРУППА", help="с кем сравнивают; иначе первая по имени")
    parser.add_argument("--no-purify", action="store_true", help="не убирать подозрительные задания из общего балла")
    parser.add_argument("--out", type=Path, required=True, metavar="ПАПКА", help="куда dif.csv, dif.json")
    _run(parser, "run_dif", "psychometrics_checks")


def _link(parts: Any) -> None:
    parser = _part(parts, "link", "привести задания одной калибровки к шкале другой")
    parser.add_argument("moved", type=Path, metavar="ITEMS.csv", help="что привести")
    parser.add_argument("target", type=Path, metavar="TO_ITEMS.csv", help="к чьей шкале")
    methods = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")
    parser.add_argument("--method", choices=methods, default="stocking-lord", help="чем сверять")
    parser.add_argument("--keep-drifted", action="store_true", help="не убирать задания, которые сдвинулись")
    parser.add_argument("--out", type=Path, required=True, metavar="ПАПКА", help="куда items.csv, link.json")
    _run(parser, "run_link", "psychometrics_checks")


def _simulate(parts: Any) -> None:
    parser = _part(parts, "simulate-cat", "как пойдёт адаптивный тест: план, показы, точность, длина")
    parser.add_argument("bank", type=Path, metavar="ITEMS.csv", help="откалиброванные задания; столбцы area, enemies")
    parser.add_argument("--longest", type=int, required=True, metavar="N", help="заданий самое большее")
    parser.add_argument("--shortest", type=int, default=1, metavar="N", help="заданий самое меньшее")
    parser.add_argument("--areas", type=Path, metavar="AREAS.csv", help="столбцы item, area и, если надо, enemies")
    parser.add_argument("--blueprint", nargs="*", default=[], metavar="ОБЛАСТЬ=ДОЛЯ", help="план теста, в сумме 1")
    parser.add_argument("--first", nargs="*", default=[], metavar="ЗАДАНИЕ", help="с чего начинают все")
    parser.add_argument("--cap", type=float, default=1.0, metavar="ДОЛЯ", help="кому самое большее показать задание")
    parser.add_argument("--among", type=int, default=1, metavar="N", help="выбирать случайно из стольких лучших")
    parser.add_argument("--stop-error", type=float, metavar="ОШИБКА", help="закончить при такой ошибке")
    parser.add_argument("--cut", type=float, nargs="*", default=[], metavar="УРОВЕНЬ", help="границы классификации")
    parser.add_argument("--certainty", type=float, default=0.9, metavar="ДОЛЯ", help="с какой уверенностью решено")
    parser.add_argument("--mean", type=float, default=0.0, help="среднее людей")
    parser.add_argument("--sd", type=float, default=1.0, help="разброс людей")
    parser.add_argument("--people", type=int, default=5000, metavar="N", help="сколько выдуманных людей")
    parser.add_argument("--seed", type=int, default=1, metavar="ЧИСЛО", help="то же число — те же тесты")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="ПАПКА", help="куда cat.json, exposure.csv, bands.csv"
    )
    _run(parser, "run_simulate", "psychometrics_adaptive")


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


def _run(parser: Any, name: str, module: str = "psychometrics_work") -> None:
    def run(arguments: argparse.Namespace) -> int:
        from importlib import import_module

        from marshrut.cores.psychometrics.problems import PsychometricsError

        work: Callable[[argparse.Namespace], Any] = getattr(import_module(f"marshrut.cli.{module}"), name)
        try:
            work(arguments)
        except PsychometricsError as trouble:
            complain(Trouble(trouble.what, trouble.cure))
            return WRONG
        except MemoryError:
            complain(Trouble("Не хватило памяти.", "Возьмите меньше людей или заданий за раз."))
            return WRONG
        except BrokenPipeError:  # whoever read the lines has gone (`| head`); the files were written before them
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as trouble:
            complain(
                Trouble(f"Файл не записан: {trouble.strerror or trouble}.", "Проверьте путь, права и место на диске.")
            )
            return WRONG
        return 0

    parser.set_defaults(run=run)
