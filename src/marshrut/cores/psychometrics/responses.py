"""Answers as the calibration takes them: who answered what with which category; what was not given is simply not there.

Booklets, adaptive records and missing by design need no mark: an absent answer says nothing and costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import AnchorsError, AnswersError, listed

__all__ = ["NOT_GIVEN", "Responses", "cleaned", "joined", "responses_of", "responses_of_records"]

NOT_GIVEN = -1
MOST_CATEGORIES = 60


@dataclass(frozen=True)
class Responses:
    """N persons, J items, M answers. Answers of person n are `item[start[n]:start[n + 1]]` with their `category`.

    `scores[j]` are the points behind the categories of item j, rising; `weight` (N) counts a person's answers so many
    times; `group` (N) points into `groups`.
    """

    items: tuple[str, ...]
    scores: tuple[tuple[float, ...], ...]
    start: Ints
    item: Ints
    category: Ints
    weight: Floats
    group: Ints
    groups: tuple[str, ...]

    @property
    def persons(self) -> int:
        """How many persons, those without answers too."""
        return self.start.size - 1

    @property
    def categories(self) -> Ints:
        """Number of categories of each item."""
        return np.array([len(one) for one in self.scores], dtype=np.int64)

    @property
    def answered(self) -> Ints:
        """How many answers each person gave."""
        return np.diff(self.start)

    @property
    def person(self) -> Ints:
        """The person of each answer."""
        return np.repeat(np.arange(self.persons), self.answered)

    def matrix(self) -> NDArray[np.int8]:
        """Categories as a table (N, J), NOT_GIVEN where there is no answer."""
        table = np.full((self.persons, len(self.items)), NOT_GIVEN, dtype=np.int8)
        table[self.person, self.item] = self.category
        return table

    def points(self) -> Floats:
        """Points of each answer, (M)."""
        widest = int(self.categories.max())
        table = np.zeros((len(self.items), widest))
        for j, one in enumerate(self.scores):
            table[j, : len(one)] = one
        return np.asarray(table[self.item, self.category])

    def only(self, items: Sequence[int] | Ints) -> Responses:
        """The same persons with these items alone, in that order."""
        index = np.asarray(items, dtype=np.int64)
        place = np.full(len(self.items), -1, dtype=np.int64)
        place[index] = np.arange(index.size)
        kept = place[self.item] >= 0
        counts = np.bincount(self.person[kept], minlength=self.persons)
        return Responses(
            tuple(self.items[j] for j in index),
            tuple(self.scores[j] for j in index),
            np.concatenate([[0], np.cumsum(counts)]),
            place[self.item[kept]],
            self.category[kept],
            self.weight,
            self.group,
            self.groups,
        )

    def of_persons(self, chosen: Ints) -> Responses:
        """Some of the persons, in that order, with all items."""
        index = np.asarray(chosen, dtype=np.int64)
        counts = self.answered[index]
        begins = np.repeat(self.start[index], counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return Responses(
            self.items,
            self.scores,
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            self.item[begins + within],
            self.category[begins + within],
            self.weight[index],
            self.group[index],
            self.groups,
        )


def responses_of(
    points: NDArray[np.generic],
    items: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    weights: Floats | None = None,
    scores: Sequence[Sequence[float]] | None = None,
) -> Responses:
    """A table (N, J) of points, NaN where not given → Responses. Groups are in the order of names.

    `scores`: what each item's categories give, where the answers alone need not show them all (scoring by a bank).
    Raises AnswersError: names that repeat, no rows, negative weights, points that an item does not have.
    """
    table = np.asarray(points, dtype=np.float64)
    names = tuple(items)
    _check_table(table, names)
    given = ~np.isnan(table)
    if np.any(np.isinf(table)):
        raise AnswersError("Среди баллов есть бесконечность.", "Исправьте эти ячейки.")
    found = tuple(map(tuple, scores)) if scores is not None else _scores(table, given, names)
    person, item = np.nonzero(given)
    category = np.empty(person.size, dtype=np.int64)
    columns = np.argsort(item, kind="stable")
    ends = np.searchsorted(item[columns], np.arange(len(names) + 1))
    for j, known in enumerate(found):
        which = columns[ends[j] : ends[j + 1]]
        values = table[person[which], j]
        place = np.searchsorted(known, values)
        wrong = (place == len(known)) | (np.asarray(known)[np.minimum(place, len(known) - 1)] != values)
        if np.any(wrong):
            raise AnswersError(
                f"В задании «{names[j]}» балл {values[wrong][0]:g}, а у него бывают только {_said(known)}.",
                "Исправьте ответы или параметры задания.",
            )
        category[which] = place
    number, labels = _group_numbers(groups, table.shape[0])
    return Responses(
        names,
        found,
        np.concatenate([[0], np.cumsum(given.sum(axis=1))]).astype(np.int64),
        item.astype(np.int64),
        category,
        _weights(weights, table.shape[0]),
        number,
        labels,
    )


def responses_of_records(
    persons: Sequence[str], items: Sequence[str], points: Sequence[float]
) -> tuple[Responses, tuple[str, ...]]:
    """Answers one by one (who, which item, how many points) → Responses of one group and the names of its persons.

    For adaptive records and for banks so large that a table would not fit. Raises AnswersError: none, an answer twice,
    points that are no number.
    """
    value = np.asarray(points, dtype=np.float64)
    if not value.size or len(persons) != value.size or len(items) != value.size:
        raise AnswersError("Ответов нет или в записях не всё.", "Нужны человек, задание и балл в каждой записи.")
    if not np.all(np.isfinite(value)):
        raise AnswersError("В записи балл не число.", "Исправьте или уберите такие записи.")
    people, person = np.unique(np.asarray(persons, dtype=str), return_inverse=True)
    names, item = np.unique(np.asarray(items, dtype=str), return_inverse=True)
    order = np.lexsort((item, person))
    person, item, value = person[order], item[order], value[order]
    same = np.flatnonzero((np.diff(person) == 0) & (np.diff(item) == 0))
    if same.size:
        raise AnswersError(
            f"Два ответа одного человека на задание: {people[person[same[0]]]}, {names[item[same[0]]]}.",
            "Оставьте один, обычно первый.",
        )
    scores: list[tuple[float, ...]] = []
    category = np.empty(value.size, dtype=np.int64)
    by_item = np.argsort(item, kind="stable")
    ends = np.searchsorted(item[by_item], np.arange(names.size + 1))
    for j in range(names.size):
        which = by_item[ends[j] : ends[j + 1]]
        known, category[which] = np.unique(value[which], return_inverse=True)
        scores.append(tuple(map(float, known)))
    start = np.concatenate([[0], np.cumsum(np.bincount(person, minlength=people.size))])
    found = Responses(
        tuple(map(str, names)), tuple(scores), start, item, category, np.ones(people.size),
        np.zeros(people.size, dtype=np.int64), ("",),
    )  # fmt: skip
    return found, tuple(map(str, people))


def _check_table(table: Floats, names: tuple[str, ...]) -> None:
    if table.ndim != 2 or table.shape[1] != len(names):  # noqa: PLR2004 - rows and columns
        raise AnswersError("Число столбцов не равно числу заданий.", "Проверьте заголовок файла.")
    if table.shape[0] == 0 or not names:
        raise AnswersError("В файле нет ответов.", "Нужна строка на человека и столбец на задание.")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise AnswersError(f"Задания повторяются: {listed(twice)}.", "Оставьте каждый столбец один раз.")


def _scores(table: Floats, given: NDArray[np.bool_], names: tuple[str, ...]) -> tuple[tuple[float, ...], ...]:
    """Points that occur, item by item; whether whole points between them are missing is looked at by `cleaned`."""
    found = []
    for j, name in enumerate(names):
        known = np.unique(table[given[:, j], j])
        if known.size > MOST_CATEGORIES:
            raise AnswersError(
                f"В задании «{name}» {known.size} разных баллов: это не задание, а сумма или код.",
                "Уберите столбец: он не задание.",
            )
        found.append(tuple(map(float, known)))
    return tuple(found)


def _said(known: Sequence[float]) -> str:
    return ", ".join(f"{one:g}" for one in known)


def _weights(weights: Floats | None, persons: int) -> Floats:
    if weights is None:
        return np.ones(persons)
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (persons,) or not np.all(np.isfinite(given)):
        raise AnswersError("Вес есть не у каждого человека.", "Заполните столбец весов числами.")
    if np.any(given < 0):
        row = int(np.flatnonzero(given < 0)[0]) + 1
        raise AnswersError(f"Вес меньше нуля (человек {row}).", "Веса не бывают отрицательными: исправьте столбец.")
    if not given.sum() > 0:
        raise AnswersError("Все веса равны нулю.", "Исправьте столбец весов.")
    return given


def _group_numbers(groups: Sequence[str] | None, persons: int) -> tuple[Ints, tuple[str, ...]]:
    if groups is None:
        return np.zeros(persons, dtype=np.int64), ("",)
    if len(groups) != persons:
        raise AnswersError("Группа названа не у каждого человека.", "Заполните столбец групп.")
    labels = tuple(sorted(set(groups), key=_by_number))
    if "" in labels:
        row = list(groups).index("") + 1
        raise AnswersError(f"Группа не названа (человек {row}).", "Заполните столбец групп.")
    place = {label: number for number, label in enumerate(labels)}
    number = np.array([place[one] for one in groups], dtype=np.int64)
    lone = [labels[g] for g in np.flatnonzero(np.bincount(number, minlength=len(labels)) < 2)]  # noqa: PLR2004
    if lone:
        raise AnswersError(
            f"В группе один человек: {listed(lone)}.", "Объедините группы: у одного нет ни среднего, ни разброса."
        )
    return number, labels


def _by_number(name: str) -> tuple[float, str]:
    """«2» before «10», words after numbers: the first group is the first by name, whoever stands first in the file."""
    return (float(name), name) if name.isdecimal() else (float("inf"), name)


def cleaned(found: Responses, *, repair: bool = False) -> tuple[Responses, tuple[str, ...]]:
    """Answers that can be calibrated, and what was put aside for that, in Russian sentences.

    What nobody can calibrate: an item without answers, an item with one category only (all or nobody solved it),
    a whole point between others that nobody got, a person without answers. With `repair` items and persons are left out
    and the neighbours of an empty category move together; without it each of these is an AnswersError.
    """
    notes: list[str] = []
    counts = np.array([len(one) for one in found.scores])
    empty = [found.items[j] for j in np.flatnonzero(counts == 0)]
    flat = [found.items[j] for j in np.flatnonzero(counts == 1)]
    gaps = [
        name
        for name, known in zip(found.items, found.scores, strict=True)
        if len(known) > 1 and all(one == round(one) for one in known) and known[-1] - known[0] + 1 > len(known)
    ]
    silent = int(np.sum(found.answered == 0))
    told = (
        (empty, f"На задание никто не отвечал: {listed(empty)}.", "Уберите столбец."),
        (flat, f"Задание у всех с одним и тем же баллом (решили все или никто): {listed(flat)}.", "Уберите столбец."),
        (gaps, f"Есть балл, который никто не получил: {listed(gaps)}.", "Объедините соседние баллы."),
        (silent, f"Людей без единого ответа: {silent}.", "Уберите их строки."),
    )
    for wrong, what, cure in told:
        if wrong and not repair:
            raise AnswersError(what, f"{cure} Или добавьте --repair: это сделает программа и запишет, что убрано.")
        if wrong:
            notes.append(f"{what} Исправлено.")
    result = found
    if empty or flat:
        kept = np.flatnonzero(counts > 1)
        if kept.size == 0:
            raise AnswersError("Не осталось ни одного задания.", "Проверьте файл: каждый столбец — задание.")
        result = result.only(kept)
    if np.any(result.answered == 0):
        result = result.of_persons(np.flatnonzero(result.answered > 0))
        if not silent:
            notes.append("Люди, у которых после этого не осталось ответов, убраны.")
    return result, tuple(notes)


def joined(forms: Mapping[str, Responses]) -> Responses:
    """Forms of different years or places as one set of answers, a group each: for concurrent calibration.

    Items of one name are one item. Raises AnchorsError where their points differ from form to form.
    """
    names = tuple(dict.fromkeys(name for one in forms.values() for name in one.items))
    scores: dict[str, tuple[float, ...]] = {}
    for one in forms.values():
        for name, known in zip(one.items, one.scores, strict=True):
            if scores.setdefault(name, known) != known:
                raise AnchorsError(f"Задание «{name}» в формах с разными баллами.", "Одно задание — одни баллы.")
    place = {name: j for j, name in enumerate(names)}
    labels = tuple(forms)
    items = [np.array([place[name] for name in one.items])[one.item] for one in forms.values()]
    answered = np.concatenate([one.answered for one in forms.values()])
    return Responses(
        names,
        tuple(scores[name] for name in names),
        np.concatenate([[0], np.cumsum(answered)]),
        np.concatenate(items),
        np.concatenate([one.category for one in forms.values()]),
        np.concatenate([one.weight for one in forms.values()]),
        np.repeat(np.arange(len(labels)), [one.persons for one in forms.values()]),
        labels,
    )
