"""From bytes to a small tree with line numbers, or to problems in words; never a traceback.

Only the part of YAML that a region's data needs is let in: one document of mappings with text keys, lists and
scalars. Anchors and aliases (the «YAML bomb»), tags, duplicate keys, several documents and ambiguous scalars are
refused. The parser's events are looked at one by one, so that a hostile file is left at its first bad sign.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

import yaml

from marshrut.cores.regulation.problems import Problem
from marshrut.cores.regulation.scalars import Refusal, resolve
from marshrut.cores.regulation.yamlwords import explain

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "Node", "read_tree"]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 200_000

#: The C scanner is about ten times quicker; the Python one does the same where libyaml is absent.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Everything a text file has no business to hold. U+0085, U+2028 and U+2029 would shift YAML's line numbers.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_FOREIGN_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(slots=True)
class Node:
    """A value with its line (from 1). `value`: a scalar, a list of nodes, or a dict key -> (line of the key, node)."""

    value: Any
    line: int
    #: the characters as they stand in the file, for scalars; shows what YAML made of them
    written: str = ""


class _Stop(Exception):  # noqa: N818 — carries one problem out of the reading, it is not an error of the program
    def __init__(self, line: int | None, text: str, key: str = "") -> None:
        super().__init__(text)
        self.line, self.text, self.key = line, text, key


def read_tree(file: str, data: bytes) -> tuple[Node | None, list[Problem]]:
    """The tree of one YAML file and what is wrong with it. No tree when the file cannot be read to its end."""
    reading = _Reading(file)
    try:
        return reading.document(_decode(data)), reading.problems
    except _Stop as stop:
        return None, [*reading.problems, Problem(file, stop.line, stop.key, stop.text)]


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Stop(None, f"файл больше {MAX_BYTES // 1024 // 1024} МБ: разделите его или уберите лишнее")
    for mark, name in _FOREIGN_MARKS:
        if data.startswith(mark):
            raise _Stop(1, f"файл записан в кодировке {name}: сохраните его в UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = " (похоже на Windows-1251)" if _looks_like_cp1251(data) else ""
        raise _Stop(
            line, f"файл не в кодировке UTF-8{guess}: байт {error.start + 1}; сохраните файл в UTF-8"
        ) from error
    if bad := _FORBIDDEN.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise _Stop(line, f"недопустимый невидимый символ U+{ord(bad.group()):04X}: удалите его")
    return text


def _looks_like_cp1251(data: bytes) -> bool:
    high = [byte for byte in data if byte >= 0x80]  # noqa: PLR2004 — the first byte beyond ASCII
    return bool(high) and sum(byte >= 0xC0 for byte in high) > 0.8 * len(high)  # noqa: PLR2004 — А…я in cp1251


class _Reading:
    """Builds the tree from the parser's events; recursion is as deep as MAX_DEPTH allows and no deeper."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, text: str) -> Node:
        self.events = yaml.parse(text, Loader=_LOADER)
        self.source = text
        root: Node | None = None
        try:
            for event in self.events:
                if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                    continue
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        raise _Stop(_line(event), "в файле больше одного документа YAML: уберите строку «---»")
                    if event.tags or event.version:
                        raise _Stop(_line(event), "директивы YAML (строки с «%») не нужны: уберите их")
                    continue
                root = self._node(event, 1)
        except yaml.YAMLError as error:
            line, sentence = explain(error, text)
            raise _Stop(line, sentence) from error
        except RecursionError as error:
            raise _Stop(None, "слишком глубокая вложенность") from error
        if root is None:
            raise _Stop(1, "файл пуст")
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event)
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Stop(line, "якоря и ссылки YAML («&», «*») запрещены: напишите значение целиком")
        if event.tag is not None:
            raise _Stop(line, f"метки типов YAML («!») запрещены: уберите «{event.tag}»")
        if depth > MAX_DEPTH:
            raise _Stop(line, f"вложенность глубже {MAX_DEPTH} уровней: проверьте скобки и отступы")
        if self.nodes > MAX_NODES:
            raise _Stop(line, f"в файле больше {MAX_NODES} значений: разделите его или уберите лишнее")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(following := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(following, depth + 1))
            return Node(items, line)
        return self._mapping(line, depth)

    def _scalar(self, event: Any, line: int) -> Node:
        value = resolve(event.value) if event.implicit[0] else event.value
        if isinstance(value, Refusal):
            self.problems.append(Problem(self.file, line, "", value.text))
            value = event.value
        return Node(value, line, event.value)

    def _mapping(self, line: int, depth: int) -> Node:
        entries: dict[str, tuple[int, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key.value, str):
                shown = key.written or "список или таблица"
                raise _Stop(key.line, f"ключ «{shown}» — не текст: ключи пишутся словами без «on», «yes», «no»")
            value = self._node(next(self.events), depth + 1)
            if key.value in entries:
                first = entries[key.value][0]
                self.problems.append(
                    Problem(self.file, key.line, key.value, f"ключ повторён: впервые он стоит в строке {first}")
                )
                continue
            entries[key.value] = (key.line, value)
        return Node(entries, line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
