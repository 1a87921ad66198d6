"""What a calibration says of items in the a, b form, with errors by the delta method."""

from __future__ import annotations

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration.run import Calibration
from marshrut.cores.psychometrics.families import Floats, width
from marshrut.cores.psychometrics.problems import ModelError

__all__ = ["covariance_of", "difficulty_errors", "guess_errors", "item_covariance"]

STEP = 1e-6


def item_covariance(found: Calibration, j: int) -> Floats:
    """Covariance (p, p) of item j's row, zeros where fixed or where the calibration has no errors."""
    wide = width(found.bank.families[j], int(found.bank.categories[j]))
    out = np.zeros((wide, wide))
    if found.covariance is None:
        return out
    places = found.layout.places[j, :wide]
    free = np.flatnonzero(places >= 0)
    out[np.ix_(free, free)] = found.covariance[np.ix_(places[free], places[free])]
    return out


def difficulty_errors(found: Calibration) -> Floats:
    """Standard errors of `bank.difficulties()`, the same shape."""
    bank = found.bank
    middle = bank.difficulties()
    out = np.zeros_like(middle)
    slopes = np.zeros((bank.rows.shape[1], *middle.shape))
    for m in range(bank.rows.shape[1]):
        shift = np.zeros_like(bank.rows)
        wide = np.array([width(f, int(k)) for f, k in zip(bank.families, bank.categories, strict=True)])
        shift[m < wide, m] = STEP
        moved = Bank(bank.names, bank.families, bank.categories, bank.rows + shift, bank.scores).difficulties()
        slopes[m] = (moved - middle) / STEP
    for j in range(len(bank.names)):
        inner = item_covariance(found, j)
        part = slopes[: inner.shape[0], j]
        out[j] = np.sqrt(np.maximum(np.einsum("mb,mr,rb->b", part, inner, part), 0.0))
    return out


def guess_errors(found: Calibration) -> Floats:
    """Standard errors of c, zero outside the 3PL."""
    c = found.bank.guesses
    if found.errors is None or found.errors.shape[1] < 3:  # noqa: PLR2004 - no third parameter at all
        return np.zeros_like(c)
    return np.where(c > 0, found.errors[:, 2] * c * (1 - c), 0.0)


def covariance_of(found: Calibration, items: tuple[str, ...]) -> Floats:
    """Covariance (n·W, n·W) of some items' rows one after another, zeros where fixed; for errors of linking.

    Raises ModelError where the calibration has no errors.
    """
    if found.covariance is None:
        raise ModelError("У калибровки нет стандартных ошибок.", "Откалибруйте заново с ошибками.")
    places = found.layout.places[[found.bank.places[name] for name in items]].ravel()
    free = np.flatnonzero(places >= 0)
    out = np.zeros((places.size, places.size))
    out[np.ix_(free, free)] = found.covariance[np.ix_(places[free], places[free])]
    return out
