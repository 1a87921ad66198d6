"""Keys of the data as a reader says them, short names of territories, tiles. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import NamedTuple

from marshrut.cores.regulation import Source, Territory, Unsourced, empty_values
from marshrut.foundation.ui.formats import count, number, short_place

__all__ = [
    "FILES",
    "Gap",
    "Tile",
    "gap_words",
    "named_sources",
    "short_name",
    "short_names",
    "territory_gaps",
    "tiles",
]

#: File of facts -> how it is called, where it is shown.
FILES = MappingProxyType(
    {
        "positions.yaml": ("Должности", "facts:posts"),
        "subjects.yaml": ("Предметы и уровни", "facts:subjects"),
        "standards.yaml": ("Профессиональные стандарты", "facts:standards"),
        "qualification.yaml": ("Квалификационные категории", "facts:categories"),
    }
)
_KEYS = MappingProxyType(
    {
        "admin_centre": "центр",
        "areas": "предметные области",
        "by_level": "по уровням",
        "centre_city_population": "население города-центра",
        "code": "код",
        "date": "дата приказа",
        "generalized_functions": "обобщённые трудовые функции",
        "grades": "классы",
        "job_actions": "трудовые действия",
        "kind": "вид образования",
        "known_structure": "строение номенклатуры",
        "name": "название",
        "number": "номер приказа",
        "oktmo": "код ОКТМО",
        "particular_functions": "трудовые функции",
        "pkg_level": "квалификационный уровень ПКГ",
        "population": "население",
        "section": "раздел номенклатуры",
        "subsection": "подраздел номенклатуры",
        "utc_offset": "часовой пояс",
    }
)
#: Only hold other keys: their names say nothing to a reader.
_SHELVES = frozenset({"levels", "management", "nomenclature_225", "not_sourced", "order", "standards", "teaching"})
_STEP = re.compile(r"(\w+)(?:\[([^\]]*)\])?")
_CUT = 58


class Gap(NamedTuple):
    """A value that needs checking: of what, which value."""

    of: str
    what: str


class Tile(NamedTuple):
    """A territory on the map of tiles."""

    title: str
    words: str
    tone: str
    url: str


def gap_words(one: Unsourced) -> Gap:
    """«учитель: раздел номенклатуры» instead of `teaching[учитель].section`."""
    of, what = [], ""
    for key, name in _STEP.findall(one.key):
        what = "" if key in _SHELVES else _KEYS.get(key, key)
        if name:
            of.append(f"{what} {name}" if name.isdigit() and what else f"{name}…" if len(name) > _CUT else name)
            what = ""
        elif key not in _SHELVES and not one.key.endswith(key):
            of.append(what)
    if not what and of:
        what = of.pop()
    return Gap(" · ".join(of), what)


def short_name(one: Territory) -> str:
    """«Велижский» for «муниципальное образование «Велижский муниципальный округ» … области»."""
    return short_place(one.name, one.kind or "")


def short_names(listed: Sequence[Territory]) -> list[str]:
    """Short names; two of the same name keep their kinds: «Беловский, городской округ»."""
    names = [short_name(one) for one in listed]
    held = Counter(names)
    return [
        f"{name}, {one.kind}" if held[name] > 1 and one.kind else name for name, one in zip(names, listed, strict=True)
    ]


def tiles(listed: Sequence[Territory]) -> list[Tile]:
    """Equal tiles in the order of the names: where they lie on the ground no source says."""
    found = []
    for place, (one, name) in enumerate(zip(listed, short_names(listed), strict=True), start=1):
        gaps = len(empty_values(one))
        people = f"{number(one.population)} чел." if one.population is not None else ""
        missing = f"сверить: {count(gaps, 'поле', 'поля', 'полей')}" if gaps else ""
        found.append(Tile(name, missing or people, "sky" if gaps else "road", f"#t{place}"))
    return found


def named_sources(listed: Iterable[Territory], known: Iterable[Source]) -> tuple[Source, ...]:
    """The sources that these territories name; S5 means S5a, S5b and so on."""
    used = {code for one in listed for code in one.sources}
    return tuple(one for one in known if one.code in used or one.code.rstrip("abcdefghij") in used)


def territory_gaps(listed: Sequence[Territory]) -> list[Gap]:
    """What no source gave about the territories."""
    named = zip(listed, short_names(listed), strict=True)
    return [Gap(short, _KEYS.get(name, name)) for one, short in named for name in empty_values(one)]
