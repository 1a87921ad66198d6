"""The YAML parser's complaints, turned into Russian sentences that say what to do."""

from __future__ import annotations

import re

import yaml

__all__ = ["explain"]

#: What the parsers (libyaml's and Python's) say -> what the person reads. The first that fits wins.
_SENTENCES = (
    ("mapping values are not allowed", "лишнее двоеточие или неверный отступ: ключ сдвинут относительно соседних"),
    (r"could not find expected ':'", "нет двоеточия после ключа или сбит отступ"),
    (r"did not find expected ',' or|expected ',' or", "не закрыта скобка или пропущена запятая"),
    ("did not find expected '-' indicator", "неверный отступ: строка стоит не на уровне списка"),
    (
        r"did not find expected key|expected <block end>|did not find expected <document start>|expected '<document",
        "неверный отступ: строка сдвинута относительно соседних",
    ),
    ("block sequence entries are not allowed|block collections", "неверный отступ: «-» стоит не на уровне списка"),
    ("block mapping|sequence", "неверный отступ: строка сдвинута относительно соседних"),
    ("unexpected end of stream|end of file", "не закрыта кавычка: проверьте кавычки выше"),
    ("document indicator|document separator", "кавычка не закрыта до начала нового документа"),
    ("unknown escape|escape sequence|expected escape", "неверная запись с «\\» в двойных кавычках: возьмите одинарные"),
    ("tab character|violates indentation", "табуляция в отступе: замените её пробелами"),
    ("directive", "директивы YAML (строки с «%») не нужны: уберите их"),
    ("anchor|alias", "якоря и ссылки YAML («&», «*») запрещены: напишите значение целиком"),
    ("tag", "метки типов YAML («!») запрещены"),
    ("cannot start any token", "значение начинается со знака, занятого в YAML («@», «`», «%»): возьмите его в кавычки"),
    ("expected the node content|expected node content", "нет значения: проверьте скобки, запятые и отступы"),
    ("not allowed|unacceptable character|control characters", "недопустимый символ: удалите его"),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[int | None, str]:
    """Line (from 1) and a sentence with the column for an error of the parser over `text`."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = f"{getattr(error, 'problem', None) or ''} {getattr(error, 'context', None) or ''}"
    if mark is None:
        return None, f"файл не читается как YAML: {said.strip() or error}"
    lines = text.split("\n")
    row, line = int(mark.line), ""
    if row < len(lines):
        line = lines[row]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        sentence = "табуляция в отступе: замените её пробелами"
    else:
        sentence = next((words for sign, words in _SENTENCES if re.search(sign, said)), "файл не читается как YAML")
    return min(row + 1, len(lines)), f"{sentence} (столбец {int(mark.column) + 1})"
