"""From the tree to typed frozen classes: a reader checks one value and says what is wrong with it.

A class of the schema states each key once, beside its type:

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Level:
        id: str = key(one_of(LEVELS))
        note: str | None = option(text)

`record(Level)` then reads such a mapping; `to_plain` turns the object back into plain values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

from marshrut.cores.regulation.problems import Problem, nearest
from marshrut.cores.regulation.yamltext import Node

__all__ = [
    "BAD",
    "FIRST_YEAR",
    "Path",
    "Reader",
    "Sheet",
    "a_year",
    "amount",
    "boolean",
    "by_kind",
    "day",
    "ident",
    "idents",
    "key",
    "list_of",
    "matching",
    "null_or",
    "number",
    "one_of",
    "option",
    "record",
    "text",
    "texts",
    "to_plain",
    "true",
    "whole",
]

Path = tuple[str | int, ...]
#: Years that a regulation of our days may name, and that a place of the tree may be asked about.
FIRST_YEAR, LAST_YEAR = 2015, 2035
T = TypeVar("T")


class _Bad:
    """What a reader returns when it has reported a problem: nothing can be built of it."""


BAD: Any = _Bad()


@dataclass(slots=True)
class Sheet:
    """One file being read: its name, the problems found, and where each value stands (for checks across files)."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    names: dict[Path, str] = field(default_factory=dict)
    #: content that came back from the database as JSON holds its dates as text
    dates_as_text: bool = False

    def label(self, path: Path) -> str:
        """The way to a value for a reader: `clauses[ABC-1.2-03].kind`."""
        said = ""
        for end, part in enumerate(path, start=1):
            if isinstance(part, int):
                said += f"[{self.names.get(path[:end], part + 1)}]"
            else:
                said += f".{part}" if said else part
        return said

    def line(self, path: Path) -> int | None:
        """The line of a value, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def report(self, path: Path, words: str, hint: str | None = None) -> Any:
        """Note a problem; returns BAD, so that a reader can end with `return sheet.report(…)`."""
        self.problems.append(Problem(self.file, self.line(path), self.label(path), words, hint))
        return BAD


Reader = Callable[[Sheet, Path, Node], Any]


def key(read: Reader, name: str | None = None) -> Any:
    """A key that is always present. `name` where the key is a word of Python (`from`)."""
    return field(metadata={"read": read, "name": name})


def option(read: Reader, name: str | None = None, default: Any = None, *, nullable: bool = False) -> Any:
    """A key that is left out when empty; `nullable` where facts may also say null: «not found»."""
    return field(default=default, metadata={"read": read, "name": name, "nullable": nullable})


def _shown(node: Node) -> str:
    if isinstance(node.value, dict):
        return "таблица ключей"
    if isinstance(node.value, list):
        return "список"
    return "пусто" if node.value is None else f"«{str(node.value)[:60]}»"


def text(sheet: Sheet, path: Path, node: Node) -> Any:
    """A text without blanks around it."""
    said = node.value
    if isinstance(said, str) and said.strip() and said == said.strip():
        return said
    if isinstance(said, str):
        return sheet.report(path, "текст пуст или окружён пробелами: впишите текст без лишних пробелов")
    if isinstance(said, dict | list) or said is None:
        return sheet.report(path, f"нужен текст, а стоит {_shown(node)}")
    return sheet.report(path, f"нужен текст, а YAML прочёл {_shown(node)} иначе: возьмите значение в кавычки")


def boolean(sheet: Sheet, path: Path, node: Node) -> Any:
    """true or false."""
    good = isinstance(node.value, bool)
    return node.value if good else sheet.report(path, f"нужно true или false, а стоит {_shown(node)}")


def true(sheet: Sheet, path: Path, node: Node) -> Any:
    """true; a «no» is said by leaving the key out."""
    return True if node.value is True else sheet.report(path, "допускается только true: иначе уберите ключ")


def whole(sheet: Sheet, path: Path, node: Node) -> Any:
    """A whole number."""
    good = isinstance(node.value, int) and not isinstance(node.value, bool)
    return node.value if good else sheet.report(path, f"нужно целое число, а стоит {_shown(node)}")


def number(sheet: Sheet, path: Path, node: Node) -> Any:
    """A number."""
    good = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return node.value if good else sheet.report(path, f"нужно число, а стоит {_shown(node)}")


def amount(sheet: Sheet, path: Path, node: Node) -> Any:
    """A number or true/false."""
    good = isinstance(node.value, bool | int | float)
    return node.value if good else sheet.report(path, f"нужно число или true/false, а стоит {_shown(node)}")


def a_year(sheet: Sheet, path: Path, node: Node) -> Any:
    """A year that a regulation of our days may name."""
    said = whole(sheet, path, node)
    if said is BAD or FIRST_YEAR <= said <= LAST_YEAR:
        return said
    return sheet.report(path, f"год {said} вне пределов {FIRST_YEAR}–{LAST_YEAR}: проверьте")


def day(sheet: Sheet, path: Path, node: Node) -> Any:
    """A day, YYYY-MM-DD without quotes."""
    if sheet.dates_as_text and isinstance(node.value, str):
        return date.fromisoformat(node.value)
    good = isinstance(node.value, date)
    return node.value if good else sheet.report(path, f"нужна дата ГГГГ-ММ-ДД без кавычек, а стоит {_shown(node)}")


def matching(pattern: str, words: str) -> Reader:
    """A text of one form; `words` say which."""
    form = re.compile(pattern)

    def read(sheet: Sheet, path: Path, node: Node) -> Any:
        if isinstance(node.value, str) and form.fullmatch(node.value):
            return node.value
        return sheet.report(path, f"{words}, а стоит {_shown(node)}")

    return read


ident = matching(r"[a-z][a-z0-9_]*", "нужно обозначение из строчных латинских букв, цифр и «_»")


def one_of(words: Collection[str]) -> Reader:
    """A word of a closed list."""

    def read(sheet: Sheet, path: Path, node: Node) -> Any:
        if isinstance(node.value, str) and node.value in words:
            return node.value
        few = 8
        listed = f": {', '.join(sorted(words))}" if len(words) <= few else ""
        return sheet.report(path, f"{_shown(node)} нет в списке допустимых{listed}", nearest(node.value, words))

    return read


def null_or(read: Reader) -> Reader:
    """The same, or null where the order is silent."""
    return lambda sheet, path, node: None if node.value is None else read(sheet, path, node)


def list_of(read: Reader, least: int = 0, *, repeats: bool = False) -> Reader:
    """A list, kept as a tuple; texts in it do not repeat unless `repeats`."""

    def read_list(sheet: Sheet, path: Path, node: Node) -> Any:
        if not isinstance(node.value, list):
            return sheet.report(path, f"нужен список, а стоит {_shown(node)}")
        if len(node.value) < least:
            need = "хотя бы одно значение" if least == 1 else f"не меньше {least} значений"
            sheet.report(path, f"в списке нужно {need}")
        found, seen = [], set()
        for index, item in enumerate(node.value):
            place = (*path, index)
            sheet.lines[place] = item.line
            if isinstance(item.value, str):
                if item.value in seen and not repeats:
                    sheet.report(place, f"«{item.value}» повторено в списке: оставьте один раз")
                seen.add(item.value)
            found.append(read(sheet, place, item))
        return BAD if any(item is BAD for item in found) or len(found) < least else tuple(found)

    return read_list


texts = list_of(text)
idents = list_of(ident)


#: The keys of each class of the schema, looked up once.
_KNOWN: dict[type, Mapping[str, Field[Any]]] = {}


def _keys(cls: Any) -> Mapping[str, Field[Any]]:
    if cls not in _KNOWN:
        _KNOWN[cls] = {f.metadata["name"] or f.name: f for f in fields(cls) if "read" in f.metadata}
    return _KNOWN[cls]


def record(cls: type[T], check: Callable[[Sheet, Path, T], None] | None = None) -> Reader:
    """A mapping with exactly the keys that `cls` states; `check` looks at the keys together."""

    def read(sheet: Sheet, path: Path, node: Node) -> Any:
        if not isinstance(node.value, dict):
            return sheet.report(path, f"нужна таблица ключей, а стоит {_shown(node)}")
        known = _keys(cls)
        name = node.value.get("id")
        if name is not None and path and isinstance(path[-1], int) and isinstance(name[1].value, str):
            sheet.names[path] = name[1].value
        good = _complete(sheet, path, node, known)
        built: dict[str, Any] = {}
        for word, (line, inner) in node.value.items():
            place = (*path, word)
            sheet.lines[place] = line
            if word not in known:
                good = False
                missing = [k for k in known if k not in node.value]
                sheet.report(place, f"неизвестный ключ «{word}»", nearest(word, missing) or nearest(word, known))
                continue
            one = known[word]
            if one.metadata.get("nullable") and inner.value is None:
                got = None
            elif one.default is not MISSING and inner.value in (None, "", []):
                got = sheet.report(place, "необязательный ключ пуст: уберите его")
            else:
                got = one.metadata["read"](sheet, place, inner)
            good = good and got is not BAD
            built[one.name] = got
        if not good:
            return BAD
        made = cls(**built)
        before = len(sheet.problems)
        if check is not None:
            check(sheet, path, made)
        return made if len(sheet.problems) == before else BAD

    return read


def _complete(sheet: Sheet, path: Path, node: Node, known: Mapping[str, Field[Any]]) -> bool:
    lost = [word for word, one in known.items() if one.default is MISSING and word not in node.value]
    for word in lost:
        sheet.problems.append(
            Problem(sheet.file, node.line, sheet.label((*path, word)), f"нет обязательного ключа «{word}»: впишите его")
        )
    return not lost


def by_kind(kinds: Mapping[str, Reader], key_name: str = "kind") -> Reader:
    """A mapping whose `kind` says which class it is."""

    def read(sheet: Sheet, path: Path, node: Node) -> Any:
        if not isinstance(node.value, dict):
            return sheet.report(path, f"нужна таблица ключей, а стоит {_shown(node)}")
        if key_name not in node.value:
            return sheet.report(path, f"нет обязательного ключа «{key_name}»: впишите его")
        line, inner = node.value[key_name]
        if inner.value not in kinds:
            sheet.lines[(*path, key_name)] = line
            words = f"неизвестный вид {_shown(inner)}: бывает {', '.join(kinds)}"
            return sheet.report((*path, key_name), words, nearest(inner.value, kinds))
        return kinds[inner.value](sheet, path, node)

    return read


def to_plain(made: Any) -> Any:
    """The object as plain values (dict, list, text, number, ISO date) under the keys of the schema.

    Options left at their default are left out, so that one content has one form.
    """
    if is_dataclass(made):
        return {
            word: to_plain(getattr(made, one.name))
            for word, one in _keys(type(made)).items()
            if one.default is MISSING or getattr(made, one.name) != one.default
        }
    if isinstance(made, tuple | list):
        return [to_plain(item) for item in made]
    if isinstance(made, date):
        return made.isoformat()
    if isinstance(made, float) and made.is_integer():
        return int(made)
    return made
