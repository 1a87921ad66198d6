"""clauses.yaml: what is asked — the order itself and its clauses."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    day,
    idents,
    key,
    list_of,
    null_or,
    one_of,
    option,
    record,
    text,
    texts,
)
from marshrut.cores.regulation.structure import slug
from marshrut.cores.regulation.words import CAPABILITIES, CLAUSE_KINDS, PRINTED_PLACES

__all__ = ["Clause", "Clauses", "Comparison", "Document", "Printed", "Twin", "read_clauses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Number and date as they stand at one place of the order, where the places disagree."""

    where: str = key(one_of(PRINTED_PLACES))
    written: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The order: what it is called and which number and date we took for it."""

    kind: str = key(text)
    number: str = key(text)
    date: dt.date = key(day)
    issuer: str = key(text)
    title: str = key(text)
    seed: str = key(text)
    as_printed: tuple[Printed, ...] = key(list_of(record(Printed)))
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing the order asks. `functions` say what in the product serves it, the main one first."""

    id: str = key(text)
    kind: str = key(one_of(CLAUSE_KINDS))
    actors: tuple[str, ...] = key(idents)
    actor_written: str | None = key(null_or(text))
    says: str = key(text)
    capability: tuple[str, ...] = key(list_of(one_of(CAPABILITIES), 1))
    seen: str = key(text)
    functions: tuple[str, ...] = key(list_of(text, 1))
    actors_unresolved: tuple[str, ...] = option(texts, default=())
    outside: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A clause of this order and the one that says the same in another; `difference` null: they agree."""

    clause: str = key(text)
    twin: str | None = key(null_or(text))
    difference: str | None = key(null_or(text))


def _says_something(sheet: Sheet, path: Path, twin: Twin) -> None:
    if twin.twin is None and twin.difference is None:
        sheet.report(path, "нет ни пункта-двойника, ни отличия: впишите одно из двух")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How this order compares with another region's."""

    region: str = key(slug)
    general: tuple[str, ...] = key(texts)
    clauses: tuple[Twin, ...] = key(list_of(record(Twin, _says_something)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The whole of clauses.yaml."""

    region: str = key(slug)
    document: Document = key(record(Document))
    numbering: str | None = key(null_or(text))
    clauses: tuple[Clause, ...] = key(list_of(record(Clause), 1))
    compared_with: Comparison | None = key(null_or(record(Comparison)))


read_clauses = record(Clauses)
