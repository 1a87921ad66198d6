"""Why somebody has no step: the hurdle at which the last resource that would help fell away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from marshrut.cores.planning.region.instance import Instance, Ints

__all__ = ["unserved"]

_SMALL = 1e-9


def unserved(instance: Instance, people: Ints, resources: Ints) -> Iterator[tuple[int, str]]:
    """(person, words) of everybody without a step in the plan, in order."""
    served = np.zeros(instance.people, dtype=bool)
    served[people] = True
    filled = np.bincount(resources, minlength=instance.resources)
    paid = np.flatnonzero(instance.budget >= 0)
    left = instance.amounts.astype(np.float64)
    np.subtract.at(left, instance.budget[paid], (filled * instance.cost)[paid])
    serving = _serving(instance)
    for person in np.flatnonzero(~served).tolist():
        yield person, _why(instance, person, serving, filled, left)


def _serving(instance: Instance) -> list[Ints]:
    """For each competency, the resources with an effect on it."""
    rows, useful = instance.effects.rows, instance.effect > 0
    order = np.argsort(instance.effects.items[useful], kind="stable")
    items, owners = instance.effects.items[useful][order], rows[useful][order]
    cuts = np.searchsorted(items, np.arange(instance.competencies + 1))
    return [owners[cuts[c] : cuts[c + 1]] for c in range(instance.competencies)]


def _why(instance: Instance, person: int, serving: list[Ints], filled: Ints, left: np.ndarray) -> str:
    first, last = instance.deficits.ptr[person], instance.deficits.ptr[person + 1]
    matter = (instance.size[first:last] > 0) & (instance.value[first:last] > 0)
    lacking = instance.deficits.items[first:last][matter]
    if not len(lacking) or instance.weight[person] <= 0:
        return "нет дефицитов, которые нужно закрывать"
    found = np.unique(np.concatenate([serving[c] for c in lacking]))
    if not len(found):
        return "для этих дефицитов ничего не предлагается"
    may = found if instance.eligible is None else found[np.isin(found, instance.eligible.row(person))]
    if not len(may):
        return "ни один подходящий ресурс этому человеку не открыт"
    return _hurdle(instance, person, may, filled, left)


def _hurdle(  # noqa: PLR0911 - one hurdle, one answer
    instance: Instance, person: int, found: Ints, filled: Ints, left: np.ndarray
) -> str:
    done = instance.done.row(person)
    found = found[~np.isin(found, done)]
    if not len(found):
        return "всё подходящее уже пройдено"
    found = found[instance.taken_hours[found] <= instance.hours[person] + _SMALL]
    if not len(found):
        return "не хватает часов: каждый подходящий ресурс длиннее, чем есть времени"
    free = np.ones(len(found), dtype=bool)
    for at in range(int(instance.busy.ptr[person]), int(instance.busy.ptr[person + 1])):
        dated = instance.starts[found] <= instance.ends[found]
        met = (instance.starts[found] <= instance.busy_ends[at]) & (instance.ends[found] >= instance.busy.items[at])
        free &= ~(dated & met)
    found = found[free]
    if not len(found):
        return "всё подходящее приходится на дни, когда человек занят"
    ready = np.ones(len(found), dtype=bool)
    for k in np.flatnonzero(instance.needs.ptr[found + 1] > instance.needs.ptr[found]).tolist():  # few need anything
        ready[k] = np.isin(instance.needs.row(int(found[k])), done).all()
    if not ready.any():
        return "сначала нужно пройти другое, а это не получилось"
    found = found[ready]
    line = instance.budget[found]
    paid = (line < 0) | (instance.cost[found] <= left[np.maximum(line, 0)] + _SMALL) if len(left) else line < 0
    open_ = (filled[found] > 0) | (instance.least[found] <= 1)
    seats = filled[found] < instance.seats[found]
    if not seats.any():
        return "нет мест: они закрывают больше у других"
    if not (seats & paid).any():
        return "не хватает денег бюджета: они закрывают больше у других"
    if not (seats & paid & open_).any():
        return "группа не собирается: желающих меньше, чем нужно"
    return "свободное место закрыло бы слишком мало"
