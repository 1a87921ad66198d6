"""DINA and the LCDM: latent classes of profiles, item by item the probability of a right answer.

LCDM (Henson, Templin and Willse 2009), saturated: logit P_j(α) = λ_0 + Σ λ_a α_a + Σ λ_ab α_a α_b + …, over the item's
own attributes; an item with m of them has 2^m probabilities, so the M step is exact: right answers over answers, class
by class. DINA (Junker and Sijtsma 2001): P = 1 − slip with all attributes, guess without. Class sizes are free. Errors
from the cross-product of persons' gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from marshrut.cores.psychometrics.diagnosis.qmatrix import check_q, profiles, reduced_classes
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import AnswersError, BankError
from marshrut.cores.psychometrics.responses import NOT_GIVEN, Responses, cleaned

__all__ = ["Diagnosis", "Profiles", "diagnose", "profiles_of"]

MOST = 3000
CLOSE = 1e-7
EDGE = 1e-4
FEWEST = 200


@dataclass(frozen=True)
class Diagnosis:
    """`sizes` (classes) with `error`; `p[j]` by the item's reduced classes; `effects[j]`: name ('', 'a', 'a:b') → (λ,
    its error); for DINA `slip` and `guess` (J), else None. `falling`: items where having more lowers the chance.
    """

    model: str
    items: tuple[str, ...]
    attributes: tuple[str, ...]
    q: Ints
    sizes: Floats
    sizes_error: Floats
    p: tuple[Floats, ...]
    effects: tuple[dict[str, tuple[float, float]], ...]
    slip: Floats | None
    guess: Floats | None
    falling: tuple[str, ...]
    log_likelihood: float
    parameters: int
    steps: int
    converged: bool


@dataclass(frozen=True)
class Profiles:
    """For each person (N): chances of all profiles (N, classes), of each attribute (N, A), the likeliest profile (N,
    A); `accuracy` (A): the share of right verdicts to expect for each attribute.
    """

    classes: Floats
    mastered: Floats
    likeliest: Ints
    accuracy: Floats


def diagnose(
    found: Responses, q: Floats, attributes: Sequence[str], *, model: Literal["dina", "lcdm"] = "lcdm"
) -> Diagnosis:
    """Calibrate right and wrong answers by a Q-matrix (J, A). Raises QMatrixError, AnswersError."""
    found, _ = cleaned(found)
    table = check_q(q, found.items, attributes)
    if np.any(found.categories > 2):  # noqa: PLR2004 - right and wrong
        raise AnswersError("Есть задания с баллами больше 1.", "Диагностика умений знает верно и неверно.")
    if found.persons < FEWEST:
        raise AnswersError(f"Людей только {found.persons}.", f"Для классов нужно хотя бы {FEWEST}.")
    everybody = profiles(len(attributes))
    places = [reduced_classes(row, everybody, conjunctive=model == "dina") for row in table]
    right, given = _tables(found)
    p: list[Floats] = [np.linspace(0.2, 0.8, int(place.max()) + 1) for place in places]
    for j, row in enumerate(table):
        if model == "lcdm":  # the more attributes, the likelier: which class is which is settled here
            own = profiles(int(row.sum())).sum(axis=1)
            p[j] = 0.2 + 0.6 * own / max(int(row.sum()), 1)
    sizes = np.full(everybody.shape[0], 1 / everybody.shape[0])
    before, value, step = -np.inf, -np.inf, 0
    weight = found.weight
    while step < MOST:
        posterior, value = _expect(right, given, p, places, sizes, weight)
        step += 1
        if value - before < CLOSE * (1 + abs(value)) * 1e-2:
            break
        before = value
        heavy = posterior * weight[:, None]
        mass, hits = heavy.T @ given, heavy.T @ right  # classes, J
        sizes = heavy.sum(axis=0) / weight.sum()
        for j, place in enumerate(places):
            total = np.bincount(place, weights=mass[:, j], minlength=p[j].size)
            p[j] = np.clip(
                np.bincount(place, weights=hits[:, j], minlength=p[j].size) / np.maximum(total, 1e-9), EDGE, 1 - EDGE
            )
    posterior, value = _expect(right, given, p, places, sizes, weight)
    return _told(model, found, table, tuple(attributes), sizes, p, places, posterior, (right, given), value, step)


def _tables(found: Responses) -> tuple[Floats, Floats]:
    codes = found.matrix()
    return (codes == 1).astype(float), (codes != NOT_GIVEN).astype(float)


def _expect(
    right: Floats, given: Floats, p: Sequence[Floats], places: Sequence[Ints], sizes: Floats, weight: Floats
) -> tuple[Floats, float]:
    chance = np.stack([one[place] for one, place in zip(p, places, strict=True)], axis=1)  # classes, J
    log_p = right @ np.log(chance / (1 - chance)).T + given @ np.log(1 - chance).T + np.log(np.maximum(sizes, 1e-300))
    top = log_p.max(axis=1, keepdims=True)
    np.exp(log_p - top, out=log_p)
    total = log_p.sum(axis=1, keepdims=True)
    return log_p / total, float(weight @ (top[:, 0] + np.log(total[:, 0])))


def _told(  # noqa: PLR0917 - what the last E step left

    model: str, found: Responses, q: Ints, attributes: tuple[str, ...], sizes: Floats, p: list[Floats],
    places: list[Ints], posterior: Floats, answers: tuple[Floats, Floats], value: float, step: int,
) -> Diagnosis:  # fmt: skip
    right, given = answers
    columns = [posterior[:, :-1] / np.maximum(sizes[:-1], 1e-9) - posterior[:, -1:] / max(float(sizes[-1]), 1e-9)]
    for j, place in enumerate(places):  # gradient by the logit of each probability
        member = np.zeros((sizes.size, p[j].size))
        member[np.arange(sizes.size), place] = 1.0
        own = posterior @ member
        columns.append(own * (right[:, j : j + 1] - p[j][None, :] * given[:, j : j + 1]))
    scores = np.concatenate(columns, axis=1)
    covariance = np.linalg.pinv((scores.T * found.weight) @ scores)
    classes = sizes.size - 1
    error = np.sqrt(np.maximum(np.diag(covariance)[:classes], 0))
    last = float(np.sqrt(max(covariance[:classes, :classes].sum(), 0.0)))
    effects, begin, falling = [], classes, []
    for j, one in enumerate(p):
        inner = covariance[begin : begin + one.size, begin : begin + one.size]
        begin += one.size
        names = [attributes[a] for a in np.flatnonzero(q[j])]
        turn, labels = (
            _contrasts(one.size, names) if model == "lcdm" else (np.array([[1.0, 0], [-1, 1]]), ["", ":".join(names)])
        )
        logit = np.log(one / (1 - one))
        spread = np.sqrt(np.maximum(np.einsum("ab,bc,ac->a", turn, inner, turn), 0))
        effects.append({name: (float(v), float(e)) for name, v, e in zip(labels, turn @ logit, spread, strict=True)})
        if _falls(one, len(names), model):
            falling.append(found.items[j])
    dina = model == "dina"
    return Diagnosis(
        model, found.items, attributes, q, sizes, np.append(error, last), tuple(p), tuple(effects),
        np.array([1 - one[1] for one in p]) if dina else None, np.array([one[0] for one in p]) if dina else None,
        tuple(falling), value, scores.shape[1], step, step < MOST,
    )  # fmt: skip


def _contrasts(size: int, names: Sequence[str]) -> tuple[Floats, list[str]]:
    """λ from logits: λ_S = Σ over subsets T of S of (−1)^{|S|−|T|} logit P(T)."""
    own = profiles(len(names))
    turn = np.zeros((size, size))
    labels = []
    for s in range(size):
        labels.append(":".join(name for name, has in zip(names, own[s], strict=True) if has))
        for t in range(size):
            if np.all(own[t] <= own[s]):
                turn[s, t] = (-1.0) ** int(own[s].sum() - own[t].sum())
    return turn, labels


def _falls(p: Floats, attributes: int, model: str) -> bool:
    if model == "dina":
        return bool(p[1] < p[0])
    own = profiles(attributes)
    return any(p[s] < p[t] - 0.02 for s in range(p.size) for t in range(p.size) if np.all(own[t] <= own[s]))


def profiles_of(known: Diagnosis, found: Responses) -> Profiles:
    """Profiles of people, of those too who were not in the calibration. Raises BankError for items it does not know."""
    lost = [name for name in found.items if name not in known.items]
    if lost:
        raise BankError(f"Заданий нет в диагностике: {', '.join(lost[:5])}.", "Уберите их из ответов.")
    index = [known.items.index(name) for name in found.items]
    everybody = profiles(len(known.attributes))
    places = [reduced_classes(known.q[j], everybody, conjunctive=known.model == "dina") for j in index]
    right, given = _tables(found)
    classes, _ = _expect(right, given, [known.p[j] for j in index], places, known.sizes, found.weight)
    mastered = classes @ everybody
    accuracy = np.maximum(mastered, 1 - mastered).mean(axis=0)
    return Profiles(classes, mastered, everybody[classes.argmax(axis=1)], accuracy)
