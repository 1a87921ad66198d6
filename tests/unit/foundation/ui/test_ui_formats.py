"""Russian numbers, dates and counted words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.foundation.ui import formats

N = "\u00a0"
WORDS = ("пункт", "пункта", "пунктов")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (7, "7"),
        (1240, f"1{N}240"),
        (1234567.5, f"1{N}234{N}567,5"),
        (-3.25, "\u22123,25"),
        (Decimal("0.10"), "0,1"),
        (0.005, "0,01"),
        (float("nan"), "—"),
        (None, ""),
        ("не число", "не число"),
    ],
)
def test_number(value: object, shown: str) -> None:
    assert formats.number(value) == shown  # type: ignore[arg-type]


def test_number_with_places_keeps_them() -> None:
    assert formats.number(3, 1) == "3,0"
    assert formats.number(2.45, 1) == "2,5"


@given(st.integers(-(10**12), 10**12))
def test_number_reads_back(value: int) -> None:
    assert int(formats.number(value).replace(N, "").replace("\u2212", "-")) == value


@given(st.decimals(-1_000_000, 1_000_000, places=2))
def test_number_never_shows_idle_zeros_or_a_signed_zero(value: Decimal) -> None:
    shown = formats.number(value)
    assert not ("," in shown and shown.endswith("0"))
    assert shown != "\u22120"


def test_percent() -> None:
    assert formats.percent(21.4) == f"21,4{N}%"
    assert formats.percent(30) == f"30{N}%"
    assert formats.percent(99.96) == f"100{N}%"
    assert formats.percent(None) == ""


@pytest.mark.parametrize(
    ("n", "word"),
    [(0, "пунктов"), (1, "пункт"), (2, "пункта"), (4, "пункта"), (5, "пунктов"), (11, "пунктов"), (14, "пунктов"),
     (21, "пункт"), (111, "пунктов"), (1.5, "пункта"), (-1, "пункт"), (None, "пунктов")],
)  # fmt: skip
def test_plural(n: float | None, word: str) -> None:
    assert formats.plural(n, *WORDS) == word


@given(st.integers(0, 10**9))
def test_plural_depends_on_the_last_two_digits_only(n: int) -> None:
    assert formats.plural(n, *WORDS) == formats.plural(n % 100 + 100, *WORDS)


@given(st.integers(0, 10**9))
def test_a_counted_word_never_breaks(n: int) -> None:
    assert " " not in formats.count(n, *WORDS)


def test_days() -> None:
    may = date(2026, 5, 12)
    assert formats.day(may) == f"12{N}мая{N}2026{N}года"
    assert formats.day(datetime(2026, 5, 12, 23, 59)) == formats.day(may)  # noqa: DTZ001 - a wall clock
    assert formats.short_day(may, date(2026, 11, 22)) == f"12{N}мая"
    assert formats.short_day(may, date(2027, 1, 1)) == f"12{N}мая{N}2026"
    assert formats.month(may) == f"май{N}2026"
    assert formats.day(None) == formats.short_day(None) == formats.month(None) == ""


def test_period_says_what_is_open() -> None:
    first, last = date(2026, 5, 1), date(2026, 5, 31)
    assert formats.period(first, last) == f"с{N}1{N}мая{N}2026 по{N}31{N}мая{N}2026"
    assert formats.period(first, None).startswith("с")
    assert formats.period(None, last).startswith("по")
    assert formats.period(None, None) == "без срока"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "сегодня"),
        (date(2026, 11, 21), "вчера"),
        (date(2026, 11, 24), "послезавтра"),
        (date(2026, 11, 19), f"3{N}дня назад"),
        (date(2026, 12, 1), f"через{N}9{N}дней"),
        (date(2026, 10, 22), f"4{N}недели назад"),
        (date(2027, 2, 22), f"через{N}3{N}месяца"),
        (date(2021, 11, 22), f"5{N}лет назад"),
    ],
)
def test_ago(day: date, words: str) -> None:
    assert formats.ago(day, date(2026, 11, 22)) == words


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_ago_knows_past_from_future(day: date, today: date) -> None:
    words = formats.ago(day, today)
    if abs((day - today).days) > 2:
        assert words.endswith("назад") == (day < today)
        assert words.startswith("через") == (day > today)


def test_file_size() -> None:
    assert formats.file_size(512) == f"512{N}Б"
    assert formats.file_size(340 * 1024) == f"340{N}КБ"
    assert formats.file_size(20 * 1024 * 1024) == f"20,0{N}МБ"


def test_typo_binds_short_words_numbers_and_dashes() -> None:
    assert formats.typo("в школе № 3 — и не в одной") == f"в{N}школе №{N}3{N}— и{N}не{N}в{N}одной"


@given(st.text(alphabet="аввикнош №—- 0123", max_size=40))
def test_typo_changes_only_spaces(text: str) -> None:
    assert "".join(formats.typo(text).split()) == "".join(text.split())


def test_names_of_places_are_cut_to_what_tells_them_apart() -> None:
    assert formats.short_place("муниципальное образование «Лесной муниципальный округ» Лесной области") == "Лесной"
    assert formats.short_place("городской округ город Берёзов") == "Берёзов"
    assert formats.short_place("Озёрный район") == "Озёрный"
    assert formats.short_place("Район") == "Район"
    assert formats.short_place("Лесной посёлок у воды", "посёлок у воды") == "Лесной"
    alike = ["Лесной муниципальный округ", "Лесной городской округ", "Озёрный район"]
    assert formats.short_places(alike) == [*alike[:2], "Озёрный"]
