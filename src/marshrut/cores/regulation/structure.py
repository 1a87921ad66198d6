"""structure.yaml: who — levels, subjects, their relations and agreements, roles."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    boolean,
    day,
    ident,
    idents,
    key,
    list_of,
    matching,
    null_or,
    one_of,
    option,
    record,
    text,
    texts,
)
from marshrut.cores.regulation.words import (
    AGREEMENT_FORMS,
    DESCRIBED,
    LEVELS,
    RELATION_KINDS,
    ROLE_TYPES,
    SUBJECT_TYPES,
)

__all__ = ["Agreement", "Level", "Relation", "Role", "Structure", "Subject", "System", "read_structure", "slug"]

_PARTIES = {"two_party": 2, "three_party": 3}

slug = matching(r"[a-z][a-z0-9_-]*", "нужно имя папки региона строчными латинскими буквами")
_prefix = matching(r"[A-Z][A-Z0-9]{1,7}", "нужна приставка пунктов из 2–8 заглавных латинских букв и цифр")


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What the order calls the whole; `coordinator` is a subject, `controller` the role that controls the order."""

    short: str = key(text)
    name: str | None = key(null_or(text))
    part_of: str | None = key(null_or(text))
    coordinator: str | None = key(null_or(ident))
    controller: str | None = key(null_or(ident))


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the four levels; `inside_system` says whether the order's system reaches it."""

    id: str = key(one_of(LEVELS))
    name: str = key(text)
    inside_system: bool = key(boolean)
    described: str = key(one_of(DESCRIBED))
    described_written: str | None = option(text)
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A body or a kind of bodies that the order names. `type` is the word common to all regions."""

    id: str = key(ident)
    level: str = key(one_of(LEVELS))
    type: str = key(one_of(SUBJECT_TYPES))
    short: str | None = key(null_or(text))
    official: str | None = key(null_or(text))
    many: bool = key(boolean)
    part_of: str | None = key(null_or(ident))
    subordinate_to: str | None = key(null_or(ident))
    source: tuple[str, ...] = key(list_of(text, 1))
    also: tuple[str, ...] = option(texts, default=())
    type_written: str | None = option(text)
    count_written: str | None = option(text)
    part_of_written: str | None = option(text)
    subordinate_written: str | None = option(text)
    subordinate_basis: str | None = option(one_of({"inferred"}))
    member_of: str | None = option(ident)
    members: tuple[str, ...] = option(texts, default=())
    subtypes: tuple[str, ...] = option(texts, default=())
    grounds: tuple[str, ...] = option(texts, default=())
    status: tuple[str, ...] = option(texts, default=())
    condition: str | None = option(text)
    opened: date | None = option(day)
    note: str | None = option(text)

    @property
    def title(self) -> str:
        """The name for a screen: the short one, else the official, else the words of the order for its kind."""
        return self.short or self.official or self.type_written or SUBJECT_TYPES[self.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Who does what to whom; `to` is a subject or `all`."""

    from_: str = key(ident, "from")
    kind: str = key(one_of(RELATION_KINDS))
    to: str = key(ident)
    what: str | None = key(null_or(text))
    source: tuple[str, ...] = key(texts)
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An agreement between two or three subjects that the order names."""

    form: str = key(one_of(AGREEMENT_FORMS))
    parties: tuple[str, ...] = key(idents)
    parties_written: tuple[str, ...] = key(texts)
    subject: str | None = key(null_or(text))
    state: str | None = key(null_or(text))
    source: tuple[str, ...] = key(list_of(text, 1))
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a person may be under the order; ids share one space with the subjects."""

    id: str = key(ident)
    type: str = key(one_of(ROLE_TYPES))
    name: str = key(text)
    level: str = key(one_of(LEVELS))
    who: tuple[str, ...] = key(texts)
    held_by: str | None = key(null_or(ident))
    appointed_by: str | None = key(null_or(ident))
    rules: tuple[str, ...] = key(texts)
    duties: tuple[str, ...] = key(texts)
    norms: tuple[str, ...] = key(texts)
    source: tuple[str, ...] = key(list_of(text, 1))
    exclusions: tuple[str, ...] = option(texts, default=())
    note: str | None = option(text)


def _party_count(sheet: Sheet, path: Path, agreement: Agreement) -> None:
    need = _PARTIES[agreement.form]
    if len(agreement.parties) != need:
        words = f"сторон {len(agreement.parties)}, а по виду соглашения нужно {need}"
        sheet.report((*path, "parties"), words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The whole of structure.yaml."""

    region: str = key(slug)
    name: str = key(text)
    parent_region: str | None = key(null_or(text))
    top_level: str = key(one_of(LEVELS))
    clause_prefix: str = key(_prefix)
    system: System = key(record(System))
    levels: tuple[Level, ...] = key(list_of(record(Level), 4))
    subjects: tuple[Subject, ...] = key(list_of(record(Subject), 1))
    relations: tuple[Relation, ...] = key(list_of(record(Relation)))
    agreements: tuple[Agreement, ...] = key(list_of(record(Agreement, _party_count)))
    roles: tuple[Role, ...] = key(list_of(record(Role)))
    learner_groups: tuple[str, ...] = key(texts)
    not_in_document: tuple[str, ...] = key(texts)


def _four_levels(sheet: Sheet, path: Path, structure: Structure) -> None:
    if tuple(level.id for level in structure.levels) != tuple(LEVELS):
        sheet.report((*path, "levels"), f"уровней должно быть четыре и в таком порядке: {', '.join(LEVELS)}")


read_structure = record(Structure, _four_levels)
