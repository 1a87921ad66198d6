"""registers.yaml: what is kept, by whom, from whose data."""

from __future__ import annotations

from dataclasses import dataclass

from marshrut.cores.regulation.readers import (
    boolean,
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
from marshrut.cores.regulation.words import KEEPER_BASES, REGISTER_KINDS

__all__ = ["Register", "Registers", "read_registers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register, plan or document that the order asks to keep; `external`: the product holds a copy or a link."""

    id: str = key(text)
    kind: str = key(one_of(REGISTER_KINDS))
    external: bool = key(boolean)
    name: str = key(text)
    keepers: tuple[str, ...] = key(idents)
    keeper_written: str | None = key(null_or(text))
    keeper_basis: str = key(one_of(KEEPER_BASES))
    suppliers: tuple[str, ...] = key(idents)
    suppliers_written: tuple[str, ...] = key(texts)
    updated_written: str | None = key(null_or(text))
    fields: tuple[str, ...] = key(list_of(text, 1))
    source: tuple[str, ...] = key(list_of(text, 1))
    approved_by: tuple[str, ...] = option(idents, default=())
    keepers_unresolved: tuple[str, ...] = option(texts, default=())
    suppliers_unresolved: tuple[str, ...] = option(texts, default=())
    updated_chosen: str | None = option(text)
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The whole of registers.yaml."""

    region: str = key(slug)
    registers: tuple[Register, ...] = key(list_of(record(Register), 1))
    note: str | None = key(null_or(text))


read_registers = record(Registers)
