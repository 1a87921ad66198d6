"""Who works in an organisation of a kind and size: posts in the order in which they are filled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import TYPE_CHECKING

from marshrut.demo.shapes import Organisation

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["posts_of"]

#: A post and its subjects, in short; posts end in the nomenclature by their beginning.
_HEAD, _DEPUTY, _UNIT = "руководитель (директор", "заместитель руководителя", "руководитель (заведующий"
_MATHEMATICS = ("Математика", "Алгебра", "Геометрия")
_PRIMARY = ("Начальные классы",)
_RUSSIAN = ("Русский язык", "Литература")
_CYCLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("учитель", _PRIMARY), ("учитель", _RUSSIAN), ("учитель", _MATHEMATICS), ("учитель", _PRIMARY),
    ("учитель", ("История", "Обществознание")), ("учитель", ("Иностранный язык",)), ("учитель", ("Биология", "Химия")),
    ("учитель", ("Физическая культура",)), ("учитель", _PRIMARY), ("учитель", ("Физика", "Информатика")),
    ("учитель", ("География",)), ("учитель", _PRIMARY), ("педагог-психолог", ()), ("учитель", ("Труд (технология)",)),
    ("учитель", _RUSSIAN), ("социальный педагог", ()), ("учитель", ("Иностранный язык",)), ("педагог-библиотекарь", ()),
    ("учитель", ("Музыка", "Изобразительное искусство")), ("учитель", ("Основы безопасности и защиты Родины",)),
    ("советник директора", ()), ("учитель-логопед", ()), ("педагог-организатор", ()), ("тьютор", ()),
)  # fmt: skip
_OTHERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "kindergarten": (
        (_HEAD, "воспитатель", "воспитатель", "старший воспитатель", "музыкальный руководитель"),
        ("воспитатель", "воспитатель", "воспитатель", "учитель-логопед", "воспитатель", "воспитатель",
         "инструктор по физической", "воспитатель", "педагог-психолог", "воспитатель", "музыкальный руководитель"),
    ),
    "additional": (
        (_HEAD, "педагог дополнительного", "методист"),
        ("педагог дополнительного", "педагог дополнительного", "тренер-преподаватель", "педагог дополнительного",
         "педагог-организатор", "концертмейстер"),
    ),
    "college": (
        (_HEAD, _DEPUTY, "методист"),
        ("преподаватель", "мастер производственного", "преподаватель", "преподаватель", "мастер производственного",
         "преподаватель", "педагог-психолог", "преподаватель", "социальный педагог", "воспитатель"),
    ),
}  # fmt: skip
_METHODISTS = ((_HEAD, "методист"), ("методист", "старший методист", "методист", _UNIT))


def posts_of(place: Organisation, words: Dictionaries) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(post as the nomenclature names it, subjects), one for each of the people; the head is the first."""
    plan = _school(place) if place.kind == "school" else _other(place.kind)
    for begin, subjects in islice(plan, place.size):
        yield next(post for post in words.posts if post.startswith(begin)), subjects


def _school(place: Organisation) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield _HEAD, ()
    yield from [(_DEPUTY, ())] * (place.size // 14)
    mathematicians = 0
    for post, subjects in cycle(_CYCLE):
        if subjects == _MATHEMATICS:
            mathematicians += 1
            if place.rural and mathematicians > 1:
                continue
        yield post, subjects


def _other(kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    first, then = _OTHERS.get(kind, _METHODISTS)
    for post in first:
        yield post, ()
    for post in cycle(then):
        yield post, ("Физика",) if post == "преподаватель" else ()
