"""Names of invented people and places, from the product's data; СНИЛС, ОГРН and ИНН with right control digits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import yaml

from marshrut.apps.regulation.folder import regions_home

__all__ = ["Names", "begin_with", "inn", "likely", "ogrn", "read_names", "snils"]

#: No source that was read says which numbers are never given out: these are far from the beginning and no more.
_FIRST_SNILS = 990_000_000


@dataclass(frozen=True)
class Names:
    """Pairs are (male, female); villages are (name, adjective that agrees with «школа»)."""

    surnames: tuple[tuple[str, str], ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    patronymics: tuple[tuple[str, str], ...]
    villages: tuple[tuple[str, str], ...]

    def person(self, rng: Random, *, female: bool) -> tuple[str, str, str]:
        """Surname, given name and patronymic that agree with the sex."""
        given = rng.choice(self.female if female else self.male)
        return rng.choice(self.surnames)[female], given, rng.choice(self.patronymics)[female]


def _base(name: str) -> Any:
    return yaml.safe_load((regions_home() / "base" / name).read_text(encoding="utf-8"))


@cache
def read_names() -> Names:
    """The lists of `regions/base/names.yaml`, with their sources there."""
    data = _base("names.yaml")
    return Names(
        tuple((male, female) for male, female, _ in data["surnames"]),
        tuple(name for name, _ in data["given_names_male"]),
        tuple(name for name, _ in data["given_names_female"]),
        tuple((male, female) for male, female, _ in data["patronymics"]),
        tuple((name, adjective) for name, adjective in data["villages"]),
    )


def begin_with() -> tuple[str, int]:
    """The region and the number of people of a demonstration for which nothing else was said."""
    data = _base("demonstration.yaml")
    return str(data["region"]), int(data["staff"])


def likely(rng: Random, share: float) -> bool:
    """True for that share of calls."""
    return rng.random() < share


def snils(number: int) -> str:
    """The number-th synthetic СНИЛС."""
    digits = f"{_FIRST_SNILS + number:09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    return f"{digits}{total % 101 % 100:02d}"


def ogrn(number: int) -> str:
    """The number-th synthetic ОГРН."""
    digits = f"1990000{number:05d}"
    return f"{digits}{int(digits) % 11 % 10}"


def inn(number: int) -> str:
    """The number-th synthetic ИНН of an organisation."""
    digits = f"9900{number:05d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return f"{digits}{sum(int(digit) * by for digit, by in zip(digits, weights, strict=True)) % 11 % 10}"
