"""What `marshrut psychometrics` does: files in, the core's work, files out."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from marshrut import __version__
from marshrut.cli.psychometrics_items import item_rows, read_bank
from marshrut.cli.psychometrics_tables import Sheet, memory_left, read_sheet, write_csv
from marshrut.cli.terminal import say
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import Calibration, Settings, calibrate
from marshrut.cores.psychometrics.calibration.report import difficulty_errors, guess_errors
from marshrut.cores.psychometrics.responses import Responses, cleaned, responses_of
from marshrut.cores.psychometrics.scoring import Population, Scores, reliability, score

__all__ = ["answers_of", "run_calibrate", "sheet_of", "summary", "write_bank", "write_json"]


def sheet_of(arguments: argparse.Namespace) -> Sheet:
    """The answers as the arguments name them."""
    return read_sheet(
        arguments.answers,
        group=arguments.group,
        weights=arguments.weights,
        person=arguments.person,
        skip=arguments.skip,
    )


def answers_of(sheet: Sheet, *, repair: bool) -> tuple[Responses, tuple[str, ...]]:
    """Answers fit for calibration and what was put aside."""
    found = responses_of(sheet.points, sheet.items, groups=sheet.groups, weights=sheet.weights)
    return cleaned(found, repair=repair)


def run_calibrate(arguments: argparse.Namespace) -> None:
    """items.csv, persons.csv, fit.json."""
    anchors = read_bank(arguments.anchor) if arguments.anchor else None
    sheet = sheet_of(arguments)
    found, notes = answers_of(sheet, repair=arguments.repair)
    settings = Settings(memory=memory_left(), threads=max(1, arguments.threads), errors=not arguments.no_errors)
    result = calibrate(found, arguments.model, anchors=anchors, settings=settings)
    everybody = responses_of(
        sheet.points[:, [sheet.items.index(name) for name in found.items]],
        found.items,
        groups=sheet.groups,
        scores=result.bank.scores,
    )
    population = Population(result.means, result.sds)
    scores = score(result.bank, everybody, population)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_items(arguments.out / "items.csv", result)
    write_persons(arguments.out / "persons.csv", sheet, scores)
    kept = scores.answered > 0
    write_covariance(arguments.out / "covariance.csv", result)
    told = summary(result, notes)
    told["reliability_eap"] = reliability(scores.eap[kept], scores.eap_error[kept])
    write_json(arguments.out / "fit.json", told)
    say(f"Логарифм правдоподобия {result.log_likelihood:.4f}, параметров {result.parameters}, людей {result.persons}.")
    for line in (*notes, *result.warnings):
        say(f"  {line}")
    say(f"Записано: {arguments.out}")


def write_items(path: Path, result: Calibration) -> None:
    """Items of a calibration with their errors."""
    hard = difficulty_errors(result) if result.errors is not None else None
    third = guess_errors(result) if result.errors is not None else None
    write_csv(path, *item_rows(result.bank, result.errors, hard, third, asked=result.model))


def write_covariance(path: Path, result: Calibration) -> None:
    """Covariance of all free parameters, named item:place; `link` takes its errors from it."""
    if result.covariance is None:
        return
    names = [""] * result.layout.size
    for j, m in zip(*np.nonzero(result.layout.places >= 0), strict=True):
        names[result.layout.places[j, m]] = f"{result.bank.names[j]}:{m}"
    for g, m in zip(*np.nonzero(result.layout.group_places >= 0), strict=True):
        names[result.layout.group_places[g, m]] = f"group {result.groups[g]}:{m}"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        writer.writerows([f"{one:.9g}" for one in row] for row in result.covariance)


def write_bank(path: Path, bank: Bank) -> None:
    """Items without errors."""
    write_csv(path, *item_rows(bank))


def write_persons(path: Path, sheet: Sheet, scores: Scores) -> None:
    """A row for each person of the file; one without answers has empty cells, never an invented score."""
    head = ["person", "group", "answered", "eap", "eap_se", "map", "map_se", "wle", "wle_se"]
    columns = (scores.eap, scores.eap_error, scores.map, scores.map_error, scores.wle, scores.wle_error)
    rows: list[list[Any]] = []
    for n, person in enumerate(sheet.persons):
        numbers = [column[n] for column in columns] if scores.answered[n] else [""] * len(columns)
        rows.append([person, sheet.groups[n] if sheet.groups else "", int(scores.answered[n]), *numbers])
    write_csv(path, head, rows)


def summary(result: Calibration, notes: tuple[str, ...]) -> dict[str, Any]:
    """fit.json: how well it went."""
    errors = result.group_errors if result.group_errors is not None else np.zeros((len(result.groups), 2))
    return {
        "model": result.model,
        "log_likelihood": result.log_likelihood,
        "parameters": result.parameters,
        "aic": result.aic,
        "bic": result.bic,
        "persons": result.persons,
        "answers": result.answers,
        "items": len(result.bank.names),
        "groups": [
            {
                "name": name,
                "mean": float(result.means[g]),
                "mean_se": float(errors[g, 0]),
                "variance": float(result.sds[g] ** 2),
                "sd": float(result.sds[g]),
                "sd_se": float(errors[g, 1]),
            }
            for g, name in enumerate(result.groups)
        ],
        "convergence": {
            "converged": result.converged,
            "gradient": result.steepness,
            "gradient_means": "largest gradient in standard errors of complete data",
            "evaluations": result.evaluations,
        },
        "standard_errors": result.method,
        "grid": {"points": int(result.theta.size), "from": float(result.theta[0]), "to": float(result.theta[-1])},
        "warnings": list(result.warnings),
        "repaired": list(notes),
        "program": f"marshrut {__version__}",
    }


def write_json(path: Path, told: dict[str, Any]) -> None:
    """Numbers only, never a NaN."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")
