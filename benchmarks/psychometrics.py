"""Promises of the psychometric core: calibration, scoring, adaptive testing, raters; in seconds and in memory.

girth and catsim stand in the dependency group `bench`; without them their rows say so. `BENCH_FULL=1` lets girth have
the large calibration too (minutes). Figures of R's mirt are quoted, not measured: it is not on every machine.
"""

from __future__ import annotations

import csv
import importlib.util
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from marshrut.cores.psychometrics.adaptive import Pool, Rules, next_item, simulate  # first: it holds BLAS to one thread
from marshrut.cores.psychometrics.adaptive.choice import tables
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import Settings, calibrate
from marshrut.cores.psychometrics.facets import Ratings, calibrate_facets
from marshrut.cores.psychometrics.responses import cleaned, responses_of
from marshrut.cores.psychometrics.scoring import expected_of_table
from shape import Row, promise

import numpy as np  # isort: skip - after the package, which sets how many threads it takes

FULL = os.environ.get("BENCH_FULL") == "1"
PLAN = {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}


def apart(work: Callable[[], float]) -> tuple[float, float]:
    """(seconds as `work` measures them, peak of its process in MB, data and all) in a process of its own."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()

    def child() -> None:
        there.send((work(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    process = context.Process(target=child)
    process.start()
    told: tuple[float, float] = here.recv()
    process.join()
    return told


def spent(work: Callable[[], Any], times: int = 3) -> float:
    """The best of several runs."""
    best = np.inf
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return float(best)


def rows(name: str, told: tuple[float, float], limit: float, quoted: str = "") -> Iterator[Row]:
    """A row of time and one of memory."""
    yield Row(name, told[0], "с", quoted, promised=limit)
    yield Row("  память процесса", told[1], "МБ")


def people(count: int, items: int, *, given: int = 0) -> np.ndarray:
    """Right and wrong answers of invented people; NaN where not given."""
    made = np.random.default_rng(1)
    theta, a, d = made.standard_normal(count), made.lognormal(0, 0.3, items), made.normal(0, 1, items)
    table = (made.random((count, items)) < 1 / (1 + np.exp(-(theta[:, None] * a + d)))).astype(float)
    if given:
        order = np.argsort(made.random(table.shape), axis=1)[:, given:]
        np.put_along_axis(table, order, np.nan, axis=1)
    return table


def bank(items: int) -> Bank:
    """Invented items of the 2PL."""
    made = np.random.default_rng(2)
    table = np.column_stack([made.lognormal(0, 0.3, items), made.normal(0, 1, items)])
    return Bank(tuple(f"i{j}" for j in range(items)), ("gpcm",) * items, np.full(items, 2), table)


def calibration(table: np.ndarray, model: str) -> float:
    """Seconds of a calibration with standard errors; it has to converge."""
    found = responses_of(table, [f"i{j}" for j in range(table.shape[1])])

    def work() -> None:
        assert calibrate(found, model, settings=Settings(memory=8e9)).converged

    return spent(work)


@promise
def large_calibration() -> Iterator[Row]:
    """2PL of 10,000 people and 200 items with standard errors in a second; fifty times girth."""
    told = apart(lambda: calibration(people(10_000, 200), "2pl"))
    yield from rows("2PL 10 000 × 200 с ошибками", told, 1.0, "mirt 29,6 с без ошибок (не здесь)")
    if FULL:
        yield from against_girth(10_000, 200, told[0], promised=50)
    small = apart(lambda: calibration(people(1000, 40), "2pl"))
    yield from rows("2PL 1 000 × 40 с ошибками", small, 0.2, "mirt 2,5 с с ошибками (не здесь)")
    yield from against_girth(1000, 40, small[0])


def against_girth(count: int, items: int, ours: float, promised: float | None = None) -> Iterator[Row]:
    """girth on the same answers, without standard errors, which it has not."""
    if importlib.util.find_spec("girth") is None:
        yield Row("girth не установлен (группа bench)", 0.0, "")
        return
    from girth import twopl_mml

    table = people(count, items).astype(int).T
    began = time.perf_counter()
    twopl_mml(table)
    theirs = time.perf_counter() - began
    yield Row(f"girth 2PL {count} × {items} без ошибок", theirs, "с", "наш с ошибками", ours, promised=promised,
              of_ratio=True, at_least=True)  # fmt: skip


@promise
def sparse_calibration() -> Iterator[Row]:
    """50,000 people, 500 items, 30 answers each, in five seconds."""
    told = apart(lambda: calibration(people(50_000, 500, given=30), "2pl"))
    yield from rows("2PL 50 000 × 500 по 30 ответов, с ошибками", told, 5.0)


@promise
def real_calibration() -> Iterator[Row]:
    """TIMSS 2007, Russia: 4,471 pupils, 214 items of mathematics, 86 % missing by design, in a second."""
    folder = answers_folder()
    if folder is None:
        yield Row("TIMSS: ответов нет на машине (MARSHRUT_IRT_DATA)", 0.0, "")
        return
    told = apart(lambda: timss(folder))
    yield from rows("GPCM TIMSS Россия 4 471 × 214 с ошибками", told, 1.0, "mirt 22,9 с (не здесь)")


def answers_folder() -> Path | None:
    """The published answers, where the machine has them: named by a variable, or in `shared` above the repository."""
    told = os.environ.get("MARSHRUT_IRT_DATA")
    places = [Path(told)] if told else [one / "shared" / "data" / "irt" for one in Path(__file__).resolve().parents]
    return next((one for one in places if (one / "SOURCES.md").is_file()), None)


def timss(folder: Path) -> float:
    """Seconds of the calibration of Russia's mathematics."""
    maths = {"Number", "Algebra", "Geometry", "Data and Chance"}
    with (folder / "timss2007_g8_rus_items.csv").open(encoding="utf-8", newline="") as source:
        items = [row["item"] for row in csv.DictReader(source) if row["content"] in maths]
    with (folder / "timss2007_g8_rus_scored.csv").open(encoding="utf-8", newline="") as source:
        table = np.array([[float(row[name] or "nan") for name in items] for row in csv.DictReader(source)])
    found, _ = cleaned(responses_of(table, items), repair=True)
    return spent(lambda: calibrate(found, "gpcm"))


@promise
def scoring() -> Iterator[Row]:
    """A million people of 60 answers scored with errors in a second."""

    def work() -> float:
        known, made = bank(60), np.random.default_rng(3)
        codes = made.integers(0, 2, (1_000_000, 60)).astype(np.int8)
        return spent(lambda: expected_of_table(known, codes))

    yield from rows("EAP с ошибкой, 1 000 000 × 60", apart(work), 1.0, "mirt 5,2 с на 10 000 × 200 (не здесь)")


@promise
def adaptive() -> Iterator[Row]:
    """10,000 adaptive tests of 25 items from 300 with a blueprint and a cap of .25 in two seconds; the next item in 2
    ms.
    """
    pool = Pool(bank(300), tuple("abcd"[j % 4] for j in range(300)))
    truth = np.random.default_rng(4).standard_normal(10_000)
    rules = Rules(longest=25, blueprint=PLAN)
    told = apart(lambda: spent(lambda: simulate(pool, rules, truth, seed=1, cap=0.25)))
    yield from rows("CAT 10 000 × 300 × 25, план и показ ≤ .25", told, 2.0)
    yield from against_catsim(told[0])
    large = Pool(bank(5000), tuple("abcd"[j % 4] for j in range(5000)))
    wide = Rules(longest=25, blueprint=PLAN, among=5)
    known, answers = tables(large, wide), [(f"i{j}", float(j % 2)) for j in range(12)]
    took = spent(lambda: [next_item(large, wide, answers, seed=n, known=known) for n in range(20)]) / 20
    yield Row("Следующее задание из 5 000", 1000 * took, "мс", promised=2.0)


def against_catsim(ours: float) -> Iterator[Row]:
    """catsim, maximum information and nothing else, on forty people, carried to ten thousand."""
    if importlib.util.find_spec("catsim") is None:
        yield Row("catsim не установлен (группа bench)", 0.0, "")
        return
    theirs = catsim_seconds(40) * 10_000 / 40
    yield Row("catsim, по 40 людям на 10 000, без плана", theirs, "с", "наш с планом и показом", ours)


def catsim_seconds(count: int) -> float:
    """Seconds of catsim for so many people."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.initialization import FixedPointInitializer
    from catsim.selection import MaxInfoSelector
    from catsim.simulation import Simulator
    from catsim.stopping import TestLengthStopper

    known = bank(300)
    hard = known.difficulties()[:, 0]
    items = np.column_stack([known.rows[:, 0], hard, np.zeros(300), np.ones(300)])
    simulator = Simulator(
        items, np.random.default_rng(4).standard_normal(count), FixedPointInitializer(0), MaxInfoSelector(),
        NumericalSearchEstimator(), TestLengthStopper(max_items=25),
    )  # fmt: skip
    began = time.perf_counter()
    simulator.simulate()
    return time.perf_counter() - began


@promise
def raters() -> Iterator[Row]:
    """36,000 texts, each by two of 11,000 raters on nine criteria, in a minute."""
    ratings = invented_ratings(36_000, 11_000, 9)
    told = apart(lambda: spent(lambda: calibrate_facets(ratings), times=1))
    yield from rows(
        "Эксперты: 36 000 работ × 11 000 × 9, оценок 648 000", told, 60.0, "TAM не закончил за 8 дней (не здесь)"
    )


def invented_ratings(texts: int, count: int, criteria: int) -> Ratings:
    """Each text by two raters, points 0 … 4."""
    made = np.random.default_rng(5)
    theta, severity = made.normal(0, 1.2, texts), made.normal(0, 0.6, count)
    text = np.repeat(np.arange(texts), 2)
    first = made.integers(0, count, texts)
    rater = np.stack([first, (first + made.integers(1, count, texts)) % count], axis=1)
    rater = np.sort(rater, axis=1).ravel()
    z = np.arange(5) * (theta[text] - severity[rater])[:, None] + np.array([0, 1, 1.3, 1, 0])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    below = np.cumsum(p / p.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    points = (made.random((text.size, criteria, 1)) > below[:, None, :]).sum(axis=2)
    known, number = np.unique(rater, return_inverse=True)
    return Ratings(
        tuple(map(str, range(texts))), tuple(map(str, known)), tuple(map(str, range(criteria))),
        np.repeat(text, criteria), np.repeat(number, criteria), np.tile(np.arange(criteria), text.size), points.ravel(),
        np.full(criteria, 5),
    )  # fmt: skip
