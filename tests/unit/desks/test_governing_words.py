"""What the governing body's desk says: headlines, targets, chips, terms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.apps.regulation.types import ClauseState, IndicatorItem
from marshrut.cores.regulation import Indicator, Target, target_state
from marshrut.cores.regulation.roadmap import InWindow, OnDate
from marshrut.desks.governing import pictures, words

S = ClauseState


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def indicator(**given: Any) -> Indicator:
    base: dict[str, Any] = {
        "id": "X-IND-01", "kind": "effectiveness", "name": "Доля прошедших", "unit": "percent", "numerator": "люди",
        "denominator": None, "cumulative": False, "period": "year", "population": "teaching", "event": "diagnosed",
        "comparison": "at_least", "targets": (), "breakdown": ("region",), "source": ("X-IND-01",), "ambiguities": (),
    }  # fmt: skip
    return Indicator(**(base | given))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({S.NO_RECORDS: 131}, "Подтверждений пока нет ни по одному из 131 пункта"),
        ({S.NO_RECORDS: 314, S.SERVED_WITH_EVIDENCE: 12}, "Подтверждения есть по 12 пунктам из 326"),
        ({S.SERVED_WITH_EVIDENCE: 21}, "Подтверждения есть по всем 21 пункту"),
        ({S.DECLARED_NOT_EXECUTED: 2, S.NO_RECORDS: 8}, "Заявлено «не исполняется»: 2 пункта из 10"),
    ],
)
def test_the_headline_is_the_news(counts: dict[ClauseState, int], said: str) -> None:
    assert plain(words.headline(counts)) == said


@given(st.dictionaries(st.sampled_from([S.NO_RECORDS, S.SERVED, S.OUTSIDE]), st.integers(1, 500), min_size=1))
def test_without_a_declaration_nothing_is_said_not_to_be_carried_out(counts: dict[ClauseState, int]) -> None:
    assert "не исполняется" not in plain(words.headline(counts))
    assert "не исполняется" not in plain(words.lead(counts, ()))


@pytest.mark.parametrize(
    ("unit", "target", "said"),
    [
        ("percent", Target(year=2024, value=40), "не менее 40 % · 2024 год"),
        ("people", Target(from_year=2022, carry_forward=True, value=1), "не менее 1 человека · с 2022 года"),
        ("count", Target(every="year", from_year=2022, value=4), "не менее 4 единиц · ежегодно, с 2022 года"),
        ("count", Target(every="year", to_year=2024, value=21), "не менее 21 единицы · ежегодно, по 2024 год"),
        ("people", Target(year=2024, value=5, comparison="exactly"), "ровно 5 человек · 2024 год"),
        ("yes_no", Target(undated=True, value=True), "да · без срока"),
        ("percent", Target(year=2023, lost=True), "число в приказе не читается · 2023 год"),
        ("trend", Target(every="year", trend="rising", against="previous_year"), "рост к прошлому году · ежегодно"),
        (
            "percent",
            Target(by=date(2023, 6, 30), precision="quarter", value=9.5),
            "не менее 9,5 % · к концу II квартала 2023 года",
        ),
    ],
)  # fmt: skip
def test_a_target_in_words(unit: str, target: Target, said: str) -> None:
    assert plain(words.target_words(indicator(unit=unit), target)) == said


def test_a_past_target_is_past_never_met_or_missed() -> None:
    one = indicator(targets=(Target(year=2024, value=40),))
    item = IndicatorItem(one, target_state(one, date(2026, 11, 22)), "%", "")
    assert words.target_chip(item) == ("срок цели истёк", "sun")
    picture = pictures.indicator_bullet(item)
    assert "нет данных" in picture.label
    assert 'x="40%"' in picture.svg


def test_an_indicator_without_a_target_is_drawn_without_a_line() -> None:
    one = indicator()
    item = IndicatorItem(one, target_state(one, date(2026, 11, 22)), "%", "")
    assert words.target_chip(item) == ("цели в приказе нет", "sky")
    assert "v-ink" not in pictures.indicator_bullet(item).svg


def test_a_term_by_a_day_is_drawn_up_to_that_day() -> None:
    due = OnDate(kind="date", date=date(2022, 8, 25), precision="day")
    assert pictures.windows_of(due)[0][1] == date(2022, 8, 25)
    window = InWindow(kind="window", from_=date(2022, 1, 1), to=date(2022, 3, 31))
    assert pictures.windows_of(window) == [(date(2022, 1, 1), date(2022, 3, 31))]


def test_the_strip_leaves_out_what_is_not_there_and_keeps_the_order() -> None:
    parts = pictures.state_parts(
        {S.NO_RECORDS: 3, S.SERVED_WITH_EVIDENCE: 1, S.OUTSIDE: 0}, lambda state: f"?{state.value}"
    )
    assert [(part.title, part.size) for part in parts] == [("есть подтверждения", 1), ("нет записей в системе", 3)]
    assert parts[1].paint == "hatch"
