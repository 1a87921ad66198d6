"""Facts common to all regions (`regions/base/`): posts, school subjects, standards, categories; typed and checked.

What the sources did not show stays null. `needs_check` lists every such value, so that a screen can mark it
«требует сверки» and nobody takes an empty field for a fact.
"""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshrut.cores.regulation.competencies import Framework, check_framework
from marshrut.cores.regulation.people import PeopleWords
from marshrut.cores.regulation.problems import Problem, nearest
from marshrut.cores.regulation.readers import (
    BAD,
    Path,
    Reader,
    Sheet,
    boolean,
    key,
    list_of,
    matching,
    null_or,
    option,
    record,
    text,
    texts,
    whole,
)
from marshrut.cores.regulation.routes import RouteWords, check_words
from marshrut.cores.regulation.yamltext import Node, read_tree

__all__ = [
    "FACT_FILES",
    "Category",
    "Facts",
    "Post",
    "Posts",
    "Qualification",
    "SchoolSubjects",
    "Standard",
    "Standards",
    "Unsourced",
    "needs_check",
    "read_facts",
]

_source_code = matching(r"[A-Z]\d{1,2}[a-z]?", "нужен код источника из SOURCES.md, например P3")
_sources = list_of(_source_code, 1)
_iso_day = matching(r"\d{4}-\d{2}-\d{2}", "нужна дата ГГГГ-ММ-ДД в кавычках")


def _source_or_list(sheet: Sheet, path: Path, node: Node) -> Any:
    """One code or a list of codes; a tuple either way."""
    if isinstance(node.value, list):
        return _sources(sheet, path, node)
    got = _source_code(sheet, path, node)
    return got if got is BAD else (got,)


def _anything(sheet: Sheet, path: Path, node: Node) -> Any:
    """Fragments that only a person reads: kept as they stand."""
    if isinstance(node.value, dict):
        return {word: _anything(sheet, (*path, word), inner) for word, (_, inner) in node.value.items()}
    if isinstance(node.value, list):
        return tuple(_anything(sheet, (*path, index), item) for index, item in enumerate(node.value))
    return node.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of a teacher or manager, named as in its sources; section and subsection of the nomenclature unread."""

    name: str = key(text)
    sources: tuple[str, ...] = key(_sources)
    section: str | None = key(null_or(text))
    subsection: int | None = key(null_or(whole))
    senior: str | None = option(text, nullable=True)
    pkg_level: int | None = option(whole, nullable=True)
    senior_pkg_level: int | None = option(whole)
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """The whole of positions.yaml."""

    nomenclature_225: Mapping[str, Any] = key(_anything)
    teaching: tuple[Post, ...] = key(list_of(record(Post), 1))
    pkg_note: str = key(text)
    management: tuple[Post, ...] = key(list_of(record(Post), 1))
    eks_761n: Mapping[str, Any] = key(_anything)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLevel:
    """A level of general education."""

    code: str = key(matching(r"[A-Z]{2,4}", "нужен код уровня из заглавных латинских букв"))
    name: str = key(text)
    grades: str | None = key(null_or(text))
    source: tuple[str, ...] = key(_source_or_list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSubjects:
    """The whole of subjects.yaml."""

    levels: tuple[SchoolLevel, ...] = key(list_of(record(SchoolLevel), 1))
    by_level: Mapping[str, Any] = key(_anything)
    all_subjects: tuple[str, ...] = key(list_of(text, 1))
    not_sourced: tuple[str, ...] = key(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A federal order: body, number, day; null where no source that was read names it."""

    body: str = key(text)
    date: str | None = key(null_or(_iso_day))
    number: str | None = key(null_or(text))
    title: str | None = option(text)
    edition: str | None = option(_iso_day)
    registration: Mapping[str, Any] | None = option(_anything)
    registered_minjust: str | None = option(_iso_day)
    in_force_from: str | None = option(_iso_day)
    in_force_until: str | None = option(_iso_day)
    note: str | None = option(text)
    sources: tuple[str, ...] = option(_sources, default=())

    @property
    def day(self) -> dt.date | None:
        """The day of the act."""
        return dt.date.fromisoformat(self.date) if self.date else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A professional standard, as far as it was read."""

    code: str | None = key(null_or(text))
    name: str = key(text)
    name_source: str = key(_source_code)
    order: Act = key(record(Act))
    generalized_functions: tuple[Any, ...] | None = key(_anything)
    job_actions: tuple[Any, ...] | None = key(_anything)
    purpose: str | None = option(text)
    purpose_source: str | None = option(_source_code)
    activity_kinds: tuple[str, ...] = option(texts, default=())
    okz: tuple[Any, ...] = option(_anything, default=())
    okz_source: str | None = option(_source_code)
    particular_functions: tuple[Any, ...] = option(_anything, default=())
    particular_functions_secondary: Mapping[str, Any] | None = option(_anything)
    necessary_knowledge_fragments: Mapping[str, Any] | None = option(_anything)
    draft_replacement: Mapping[str, Any] | None = option(_anything)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The whole of standards.yaml."""

    standards: tuple[Standard, ...] = key(list_of(record(Standard), 1))
    data_model_note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A qualification category; its term in the words of the sources."""

    code: str = key(matching(r"[a-z]+", "нужно обозначение из строчных латинских букв"))
    name: str = key(text)
    term: str = key(text)
    on_request: bool = key(boolean)
    sources: tuple[str, ...] = key(_sources)
    before_2023_09: str | None = option(text)
    gap_after_first: str | None = option(text)
    any_position: str | None = option(text)
    condition: str | None = option(text)
    duties: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """The whole of qualification.yaml."""

    order: Act = key(record(Act))
    not_applied_to: Mapping[str, Any] = key(_anything)
    categories: tuple[Category, ...] = key(list_of(record(Category), 1))
    fit_for_post: Mapping[str, Any] = key(_anything)
    commission: Mapping[str, Any] = key(_anything)
    application: Mapping[str, Any] = key(_anything)
    simplified: Mapping[str, Any] = key(_anything)
    refusal_not_allowed: Mapping[str, Any] = key(_anything)
    q5_note: str = key(text)
    not_sourced: tuple[str, ...] = key(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of `regions/base/`."""

    positions: Posts
    subjects: SchoolSubjects
    standards: Standards
    qualification: Qualification
    people: PeopleWords
    competencies: Framework
    routes: RouteWords


_READERS: Mapping[str, Reader] = {
    "positions": record(Posts),
    "subjects": record(SchoolSubjects),
    "standards": record(Standards),
    "qualification": record(Qualification),
    "people": record(PeopleWords),
    "competencies": record(Framework),
    "routes": record(RouteWords),
}
FACT_FILES = tuple(f"{name}.yaml" for name in _READERS)


def read_facts(files: Mapping[str, bytes]) -> tuple[Facts | None, tuple[Problem, ...]]:
    """The facts, or what is wrong with them. `files`: file name -> bytes."""
    problems: list[Problem] = []
    made: dict[str, Any] = {}
    sheets: dict[str, Sheet] = {}
    for name, read in _READERS.items():
        file = f"{name}.yaml"
        if file not in files:
            problems.append(Problem(file, None, "", "файла нет: он обязателен, добавьте его", nearest(file, files)))
            continue
        node, found = read_tree(file, files[file])
        sheet = sheets[name] = Sheet(file, found)
        got = BAD if node is None else read(sheet, (), node)
        if got is not BAD:
            made[name] = got
    if len(made) == len(_READERS):
        _check_framework(made, sheets["competencies"])
        _check_routes(made, sheets["routes"])
    problems += [problem for sheet in sheets.values() for problem in sheet.problems]
    return (None if problems else Facts(**made)), tuple(problems)


def _check_framework(made: Mapping[str, Any], sheet: Sheet) -> None:
    positions: Posts = made["positions"]
    posts = {name for one in (*positions.teaching, *positions.management) for name in (one.name, one.senior) if name}
    check_framework(
        made["competencies"],
        sheet,
        posts=posts,
        subjects=made["subjects"].all_subjects,
        standards={one.code for one in made["standards"].standards if one.code},
    )


def _check_routes(made: Mapping[str, Any], sheet: Sheet) -> None:
    framework: Framework = made["competencies"]
    areas = {one.code for one in framework.areas}
    check_words(made["routes"], sheet, areas=areas, competencies={one.code for one in framework.competencies})


#: Keys whose emptiness is not a gap: remarks, the senior form of a post, and what only accompanies a value.
_NOT_FACTS = ("note", "senior", "_basis", "_source", "_scope", "_year")
_SHOWN_NAME = 60


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A value that no source gave: «требует сверки»."""

    file: str
    line: int
    key: str


def needs_check(file: str, data: bytes) -> tuple[Unsourced, ...]:
    """Every null of a file of facts, and every entry of its `not_sourced`, in the order of the file.

    Raises ValueError when the file cannot be read.
    """
    node, problems = read_tree(file, data)
    if node is None or problems:
        raise ValueError("; ".join(str(problem) for problem in problems))
    sheet = Sheet(file)
    return tuple(Unsourced(file, line, sheet.label(path)) for path, line in _empty(node, (), sheet))


def _empty(node: Node, path: Path, sheet: Sheet) -> Iterator[tuple[Path, int]]:
    if isinstance(node.value, dict):
        name = node.value.get("id") or node.value.get("name")
        if name is not None and path and isinstance(path[-1], int) and isinstance(name[1].value, str):
            sheet.names[path] = name[1].value[:_SHOWN_NAME]
        for word, (line, inner) in node.value.items():
            if word.endswith(_NOT_FACTS):
                continue
            if inner.value is None:
                yield (*path, word), line
            else:
                yield from _empty(inner, (*path, word), sheet)
    elif isinstance(node.value, list):
        for index, item in enumerate(node.value):
            place = (*path, index)
            if path and path[-1] == "not_sourced":
                sheet.names[place] = str(item.value)
                yield place, item.line
            else:
                yield from _empty(item, place, sheet)
