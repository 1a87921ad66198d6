"""The published sets as the tests calibrate them, each calibrated once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from marshrut.cores.psychometrics.calibration import Calibration, Settings, calibrate
from marshrut.cores.psychometrics.responses import Responses, cleaned, responses_of
from support.irt import names_and_numbers, reference

REVERSED = ("A1", "C4", "C5", "E1", "E2", "O2", "O5")
MATHS = ("Number", "Algebra", "Geometry", "Data and Chance")


@dataclass(frozen=True)
class Published:
    """A set: its table, model, and the log-likelihood and files of the reference."""

    data: str
    model: str
    log_likelihood: float
    reference: str


SETS = {
    "LSAT6 2PL": Published("lsat6", "2pl", -2466.6534, "lsat6_2PL"),
    "LSAT6 Rasch": Published("lsat6", "rasch", -2466.9376, "lsat6_Rasch"),
    "LSAT7 2PL": Published("lsat7", "2pl", -2658.8050, "lsat7_2PL"),
    "LSAT7 Rasch": Published("lsat7", "rasch", -2664.9009, "lsat7_Rasch"),
    "SAT12 2PL": Published("sat12", "2pl", -9488.955, "sat12_2PL"),
    "SAT12 Rasch": Published("sat12", "rasch", -9643.469, "sat12_Rasch"),
    "Science GRM": Published("science", "grm", -1608.869, "science4_graded"),
    "Science GPCM": Published("science", "gpcm", -1612.682, "science4_gpcm"),
    "Science PCM": Published("science", "pcm", -1619.274, "science4_Rasch"),
    "Verbal 2PL": Published("verbal", "2pl", -4016.427, "verbal_2PL"),
    "Verbal Rasch": Published("verbal", "rasch", -4036.909, "verbal_Rasch"),
    "TIMSS Australia/Taiwan GPCM": Published("australia", "gpcm", -10421.917, "timss_aus_twn_gpcm"),
    "TIMSS Australia/Taiwan PCM": Published("australia", "pcm", -10807.501, "timss_aus_twn_Rasch"),
    "bfi A": Published("A", "grm", -19604.662, "bfi_A_graded"),
    "bfi C": Published("C", "grm", -20999.627, "bfi_C_graded"),
    "bfi E": Published("E", "grm", -21530.327, "bfi_E_graded"),
    "bfi N": Published("N", "grm", -21721.378, "bfi_N_graded"),
    "bfi O": Published("O", "grm", -20353.685, "bfi_O_graded"),
}
#: Where the reference stopped short of the top (its rule looks at the step): a test shows that it lies lower.
STOPPED_SHORT = {"Science GPCM": 1e-3, "Science PCM": 2e-4, "bfi A": 3e-4, "bfi N": 3e-4, "bfi O": 2e-4}
#: The reference's spread of this set solves equations of a grid that is too narrow for it: it has a test of its own.
NARROW = "TIMSS Australia/Taiwan PCM"
EXACT = [name for name in SETS if name != NARROW]


@cache
def answers(data: str) -> Responses:
    """Answers of a set, every person who gave any."""
    names, table = points(data)
    return responses_of(table[~np.all(np.isnan(table), axis=1)], names)


@cache
def points(data: str) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of items and points (N, J), persons without answers too."""
    if data in {"lsat6", "lsat7"}:
        head, table = names_and_numbers(f"{data}.csv")
    elif data == "sat12":
        head, table = names_and_numbers("sat12_scored.csv")
    elif data == "science":
        head, table = names_and_numbers("science4.csv")
    elif data == "verbal":
        head, table = names_and_numbers("verbal_aggression.csv")
        head, table = head[:24], table[:, :24]
    elif data == "australia":
        head, table = names_and_numbers("timss_aus_twn_pcm.csv")
        head, table = head[:11], table[:, :11]
    else:
        head, table = names_and_numbers("bfi.csv")
        chosen = [j for j, name in enumerate(head) if name[0] == data and name[1:].isdigit()]
        head, table = [head[j] for j in chosen], table[:, chosen].copy()
        back = [j for j, name in enumerate(head) if name in REVERSED]
        table[:, back] = 7 - table[:, back]
    return tuple(head), table


@cache
def russia() -> Responses:
    """TIMSS 2007, Russia, grade 8: the 214 items of mathematics that anybody answered."""
    import csv

    from support.irt import folder

    with (folder() / "timss2007_g8_rus_items.csv").open(encoding="utf-8", newline="") as source:
        maths = [row["item"] for row in csv.DictReader(source) if row["content"] in MATHS]
    head, table = names_and_numbers("timss2007_g8_rus_scored.csv")
    found, _ = cleaned(responses_of(table[:, [head.index(one) for one in maths]], maths), repair=True)
    return found


@cache
def calibrated(name: str) -> Calibration:
    """A set of SETS by its own model; the first group's spread of one set as its reference has it."""
    one = SETS[name]
    return calibrate(answers(one.data), one.model, settings=Settings(tolerance=1e-7))


def reference_rows(found: Calibration, file: str) -> np.ndarray:
    """The reference's parameters in the shape of `bank.rows`."""
    told = reference(f"{file}_slope_intercept.csv")
    rows = np.zeros_like(found.bank.rows)
    for j, (name, k) in enumerate(zip(found.bank.names, found.bank.categories, strict=True)):
        one = told[name]
        rows[j, 0] = one["a1"]
        for c in range(1, k):
            rows[j, c] = one["d"] if k == 2 and "d" in one else one[f"d{c}"]
    return rows
