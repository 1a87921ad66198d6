"""What a bare word of YAML means: only readings on which nobody can be mistaken are accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml.resolver

__all__ = ["Refusal", "resolve"]

_RESOLVER: Any = yaml.resolver.Resolver
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a bare word is not accepted."""

    text: str


def resolve(written: str) -> Any:
    """The value of a bare word, as YAML 1.1 reads it; a Refusal where that may mislead."""
    return _READ.get(_tag(written), str)(written)


def _tag(written: str) -> str:
    resolvers = _RESOLVER.yaml_implicit_resolvers.get(written[:1], ())
    for tag, pattern in resolvers:
        if pattern.match(written):
            return str(tag).rsplit(":", 1)[-1]
    return "str"


def _refuse(written: str, wanted: str) -> Refusal:
    return Refusal(
        f"«{written}» без кавычек YAML прочтёт не так, как написано: если это текст, возьмите его в кавычки, "
        f"если нет — напишите {wanted} обычным образом"
    )


def _day(written: str) -> date | Refusal:
    try:
        if _DAY.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        return Refusal(f"дня «{written}» не бывает: проверьте месяц и число")
    return Refusal(f"«{written}»: дата пишется ГГГГ-ММ-ДД, без времени")


def _bool(written: str) -> bool | Refusal:
    return {"true": True, "false": False}.get(written, _refuse(written, "true или false"))


def _int(written: str) -> int | Refusal:
    return int(written) if _DECIMAL.fullmatch(written) else _refuse(written, "число")


def _float(written: str) -> float | Refusal:
    return float(written) if _FLOAT.fullmatch(written) else _refuse(written, "число")


def _special(written: str) -> Refusal:
    return Refusal(f"знак «{written}» имеет в YAML особый смысл: возьмите его в кавычки")


_READ: Mapping[str, Callable[[str], Any]] = {
    "null": lambda _: None,
    "bool": _bool,
    "int": _int,
    "float": _float,
    "timestamp": _day,
    "merge": _special,
    "value": _special,
}
