"""The confirmation: an item calibrated apart in each group, anchored by the items that are the same for both.

Likelihood ratio of a two-group model where the item has parameters of its own in each group against one where it has
not (Thissen, Steinberg and Wainer 1993); groups keep their own means and spreads, so a difference of level is not
taken for DIF.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.calibration import Calibration, Model, Settings, calibrate
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.fit.sx2 import adjusted
from marshrut.cores.psychometrics.problems import AnswersError, listed
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["Confirmed", "confirm"]

FEWEST_ANCHORS = 3


@dataclass(frozen=True)
class Confirmed:
    """For each item asked for: χ², freedom, p, p adjusted, and mean difference of expected share of points between the
    groups over the focal group's levels (negative: harder for the focal).
    """

    items: tuple[str, ...]
    chi2: Floats
    freedom: Floats
    p: Floats
    p_adjusted: Floats
    share_difference: Floats


def confirm(
    found: Responses,
    model: Model,
    suspects: Sequence[str],
    *,
    reference: str = "",
    settings: Settings | None = None,
) -> Confirmed:
    """Each suspect tested with all items that are no suspects as anchors. Raises AnswersError: fewer than three
    anchors.
    """
    from scipy.stats import chi2

    from marshrut.cores.psychometrics.dif.matching import two_groups

    focal = two_groups(found, reference)
    names = list(found.items)
    lost = [one for one in suspects if one not in names]
    if lost:
        raise AnswersError(f"Заданий нет в ответах: {listed(lost)}.", "Проверьте названия.")
    anchors = [j for j, name in enumerate(names) if name not in set(suspects)]
    if len(anchors) < FEWEST_ANCHORS:
        raise AnswersError("Заданий без подозрений меньше трёх.", "Сравнивать не с чем: возьмите больше заданий.")
    chosen = replace(settings or Settings(), errors=False)
    rows = []
    for name in suspects:
        part = found.only([*anchors, names.index(name)])
        together = calibrate(part, model, settings=chosen)
        apart = calibrate(_split(part, focal), model, start=together.bank, settings=chosen)
        rows.append((2 * (apart.log_likelihood - together.log_likelihood),
                     apart.parameters - together.parameters, _difference(apart, focal, part)))  # fmt: skip
    table = np.array(rows).reshape(-1, 3)
    p = chi2.sf(np.maximum(table[:, 0], 0), np.maximum(table[:, 1], 1))
    return Confirmed(tuple(suspects), np.maximum(table[:, 0], 0), table[:, 1], p, adjusted(p), table[:, 2])


def _split(part: Responses, focal: NDArray[np.bool_]) -> Responses:
    """The last item as two: one that only the reference was given, one only the focal group."""
    last = len(part.items) - 1
    item = np.where((part.item == last) & focal[part.person], last + 1, part.item)
    name = part.items[-1]
    return replace(
        part,
        items=(*part.items[:-1], f"{name}@reference", f"{name}@focal"),
        scores=(*part.scores, part.scores[-1]),
        item=item,
    )


def _difference(apart: Calibration, focal: NDArray[np.bool_], part: Responses) -> float:
    group = int(np.unique(np.asarray(part.group)[focal])[0])
    theta = np.linspace(-4, 4, 81) * apart.sds[group] + apart.means[group]
    weight = np.exp(-0.5 * np.linspace(-4, 4, 81) ** 2)
    pair = apart.bank.expected_scores(theta)[-2:] / (part.scores[-1][-1] - part.scores[-1][0])
    return float(np.average(pair[1] - pair[0], weights=weight))
