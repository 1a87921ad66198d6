"""`marshrut psychometrics fit`, `dif`, `link`: what may be wrong with items, and one scale for two calibrations."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np

from marshrut.cli.psychometrics_items import read_bank
from marshrut.cli.psychometrics_shown import number, tell_dif, tell_fit, tell_link
from marshrut.cli.psychometrics_tables import memory_left, read_options, write_csv
from marshrut.cli.psychometrics_work import answers_of, sheet_of, summary, write_bank, write_json
from marshrut.cli.terminal import say
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import Settings, calibrate
from marshrut.cores.psychometrics.dif import confirm, logistic, mantel_haenszel
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.fit import OptionCard, classical, local_dependence, options, residuals, sx2
from marshrut.cores.psychometrics.linking import Drift, drifted, link
from marshrut.cores.psychometrics.problems import AnchorsError, AnswersError, ModelError, listed
from marshrut.cores.psychometrics.responses import Responses, cleaned, responses_of
from marshrut.cores.psychometrics.scoring import expected, reliability

__all__ = ["run_dif", "run_fit", "run_link"]

DOUBTFUL = 0.05
LOW_RELIABILITY = 0.7
WEAK = 0.2
FEWEST_ITEMS = 3
MISFIT = "не держит модель"


def run_fit(arguments: argparse.Namespace) -> None:
    """items.csv with all that is known of each item, pairs.csv, options.csv where a key was given, fit.json."""
    found, notes, cards = _answers(arguments)
    settings = Settings(memory=memory_left(), threads=max(1, arguments.threads))
    result = calibrate(found, arguments.model, settings=settings)
    counted = classical(found)
    squares = residuals(result.bank, found, result.means, result.sds, result.theta)
    people = expected(result.bank, found, result.means, result.sds, result.theta)
    pairs = local_dependence(result.bank, found, people.value)
    free = result.layout.free_rows.sum(axis=1)
    slopes_equal = not np.any(result.layout.free_rows[:, 0])
    try:
        good = sx2(result.bank, found, free + int(slopes_equal), mean=float(result.means[0]), sd=float(result.sds[0]))
    except AnswersError as trouble:
        good, notes = None, (*notes, f"S-X² не посчитан. {trouble}")
    doubts = {card.item: card.better for card in cards if card.better}
    arguments.out.mkdir(parents=True, exist_ok=True)
    head = ["item", "answers", "difficulty", "item_rest", "alpha_without", "infit", "outfit", "sx2", "sx2_df", "sx2_p",
            "sx2_p_adjusted", "key_to_check"]  # fmt: skip
    rows: list[list[Any]] = []
    for j, name in enumerate(found.items):
        tested = [good.value[j], int(good.freedom[j]), good.p[j], good.p_adjusted[j]] if good else [""] * 4
        without = "" if counted.alpha_without is None else counted.alpha_without[j]
        rows.append([name, int(counted.answers[j]), counted.difficulty[j], counted.item_rest[j], without,
                     squares.infit[j], squares.outfit[j], *tested, doubts.get(name, "")])  # fmt: skip
    write_csv(arguments.out / "items.csv", head, rows)
    write_csv(
        arguments.out / "pairs.csv", ["first", "second", "q3", "above_mean", "persons"],
        [[one.first, one.second, one.q3, one.above, one.persons] for one in pairs],
    )  # fmt: skip
    if cards:
        _write_options(arguments.out / "options.csv", cards)
    told = summary(result, notes)
    whole = reliability(people.value, people.error)
    told |= {
        "alpha": counted.alpha,
        "reliability_eap": whole,
        "complete_rows": counted.complete,
        "keys_to_check": doubts,
    }
    write_json(arguments.out / "fit.json", told)
    notice = [_notice(row, doubts) for row in rows]
    tell_fit(rows, notice, [(one.first, one.second, one.q3) for one in pairs])
    said = f"Надёжность {number(whole)}."
    say(said + (" По такой шкале о людях не решают." if whole < LOW_RELIABILITY else ""))
    misfits = [row[0] for row, said in zip(rows, notice, strict=True) if MISFIT in said]
    if misfits:
        say(f"Не держат модель (S-X², поправка на число заданий): {listed(misfits)}.")
    for name, option in doubts.items():
        say(f"Проверьте ключ задания «{name}»: сильные чаще выбирают «{option}».")
    for line in (*notes, *result.warnings):
        say(f"  {line}")
    say(f"Записано: {arguments.out}")


def _notice(row: list[Any], doubts: dict[str, str]) -> str:
    """What is doubtful of an item, in a word or two; '' where nothing is."""
    name, rest, adjusted = row[0], row[3], row[10]
    said = [f"ключ? «{doubts[name]}»"] if name in doubts else []
    said += [MISFIT] if adjusted != "" and adjusted < DOUBTFUL else []
    said += ["мало связано"] if rest < WEAK else []
    return ", ".join(said)


def _answers(arguments: argparse.Namespace) -> tuple[Responses, tuple[str, ...], tuple[OptionCard, ...]]:
    if not arguments.key:
        found, notes = answers_of(sheet_of(arguments), repair=arguments.repair)
        return found, notes, ()
    beside = [one for one in (arguments.group, arguments.weights, arguments.person, *arguments.skip) if one]
    items, chosen, keys = read_options(arguments.answers, arguments.key, skip=beside)
    cards = options(chosen, items, keys)
    points = np.array([[np.nan if not one else float(one == key) for one, key in zip(row, keys, strict=True)]
                       for row in chosen])  # fmt: skip
    found, notes = cleaned(responses_of(points, items), repair=arguments.repair)
    return found, notes, cards


def _write_options(path: Path, cards: tuple[OptionCard, ...]) -> None:
    head = ["item", "option", "is_key", "share", "mean_rest", "rest_correlation"]
    rows = [
        [card.item, option, int(option == card.key), card.share[m], card.mean_rest[m], card.rest_correlation[m]]
        for card in cards
        for m, option in enumerate(card.option)
    ]
    write_csv(path, head, rows)


def run_dif(arguments: argparse.Namespace) -> None:
    """dif.csv: Mantel–Haenszel, logistic regression, and the two-group model for what either flagged."""
    if not arguments.group:
        raise AnswersError("Не сказано, какие группы сравнивать.", "Добавьте --group СТОЛБЕЦ.")
    found, notes = answers_of(sheet_of(arguments), repair=arguments.repair)
    if len(found.items) < FEWEST_ITEMS:
        raise ModelError(f"В шкале заданий: {len(found.items)}.", "Сравнивать по общему баллу можно от трёх заданий.")
    purify = not arguments.no_purify
    scan = mantel_haenszel(found, reference=arguments.reference, purify=purify)
    shape = logistic(found, reference=arguments.reference, purify=purify)
    suspects = [name for name in found.items if name in {*scan.flagged, *shape.flagged}]
    settings = Settings(memory=memory_left(), threads=max(1, arguments.threads))
    proof = (
        confirm(found, arguments.model, suspects, reference=arguments.reference, settings=settings)
        if suspects
        else None
    )
    head = ["item", "mh_chi2", "mh_p", "mh_alpha", "mh_delta", "mh_delta_se", "ets", "logistic_chi2", "logistic_p",
            "uniform_p", "nonuniform_p", "r2_gain", "logistic_size", "lr_chi2", "lr_df", "lr_p_adjusted",
            "share_difference", "confirmed"]  # fmt: skip
    rows: list[list[Any]] = []
    confirmed = []
    for j, name in enumerate(found.items):
        tail: list[Any] = ["", "", "", "", 0]
        if proof and name in proof.items:
            m = proof.items.index(name)
            sure = bool(proof.p_adjusted[m] < DOUBTFUL)
            tail = [proof.chi2[m], int(proof.freedom[m]), proof.p_adjusted[m], proof.share_difference[m], int(sure)]
            confirmed += [name] if sure else []
        rows.append([name, scan.chi2[j], scan.p[j], scan.alpha[j], scan.delta[j], scan.delta_error[j], scan.ets[j],
                     shape.chi2[j], shape.p[j], shape.p_uniform[j], shape.p_nonuniform[j], shape.r2_gain[j],
                     shape.size[j], *tail])  # fmt: skip
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_csv(arguments.out / "dif.csv", head, rows)
    base = arguments.reference or found.groups[0]
    write_json(arguments.out / "dif.json", {
        "reference": base, "focal": next(one for one in found.groups if one != base), "purified": purify,
        "rounds_mh": scan.rounds, "rounds_logistic": shape.rounds, "suspects": suspects, "confirmed": confirmed,
        "class_c": [one for one, ets in zip(found.items, scan.ets, strict=True) if ets == "C"], "repaired": list(notes),
    })  # fmt: skip
    tell_dif(rows, suspects)
    say(
        f"Под подозрением: {listed(suspects) or 'ни одного'}. Подтверждено моделью: {listed(confirmed) or 'ни одного'}."
    )
    say(f"Записано: {arguments.out}")


def run_link(arguments: argparse.Namespace) -> None:
    """items.csv of the first on the second's scale, link.json with constants, errors and what drifted."""
    moved, target = read_bank(arguments.moved), read_bank(arguments.target)
    drift: Drift = drifted(moved, target, method=arguments.method)
    kept = (*drift.kept, *drift.dropped) if arguments.keep_drifted else drift.kept
    sides = [_covariance(path.parent / "covariance.csv", bank, kept)
             for path, bank in ((arguments.moved, moved), (arguments.target, target))]  # fmt: skip
    both = (sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None
    found = link(moved, target, arguments.method, items=kept, covariances=both)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_bank(arguments.out / "items.csv", moved.rescaled(found.a, found.b))
    write_json(arguments.out / "link.json", {
        "method": found.method, "a": found.a, "b": found.b, "a_se": found.a_error, "b_se": found.b_error,
        "items": list(found.items), "drifted": list(drift.dropped), "drift_kept": arguments.keep_drifted,
        "moved_by": drift.away, "z": drift.z,
    })  # fmt: skip
    tell_link(found, drift)
    sign = "+" if found.b >= 0 else "−"
    say(f"θ = {number(found.a, 4)}·θ {sign} {number(abs(found.b), 4)}, общих заданий {len(found.items)}.")
    if drift.dropped:
        say(f"Сдвинулись: {listed(drift.dropped)}. " + ("Оставлены." if arguments.keep_drifted else "В счёт не взяты."))
    if both is None:
        say("Ошибок констант нет: рядом с items.csv не лежит covariance.csv от calibrate.")
    say(f"Записано: {arguments.out}")


def _covariance(path: Path, bank: Bank, items: tuple[str, ...]) -> Floats | None:
    """Covariance of some items' rows from the file beside items.csv; None where there is none."""
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as source:
        head, *rows = list(csv.reader(source))
    try:
        table = np.array([[float(cell) for cell in row] for row in rows])
    except ValueError:
        table = np.zeros((0, 0))
    if table.shape != (len(head), len(head)):
        raise AnchorsError(f"Файл {path} испорчен.", "Откалибруйте заново или удалите его.")
    places = {name: number for number, name in enumerate(head)}
    wide = bank.rows.shape[1]
    chosen = [places.get(f"{name}:{m}", -1) for name in items for m in range(wide)]
    here = np.flatnonzero(np.array(chosen) >= 0)
    index = np.array(chosen)[here]
    out = np.zeros((len(chosen), len(chosen)))
    out[np.ix_(here, here)] = table[np.ix_(index, index)]
    return out
