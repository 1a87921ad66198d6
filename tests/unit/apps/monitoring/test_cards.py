"""Figures in words: how they stand to their target, how much lacks, what keeps somebody out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from marshrut.apps.monitoring.cards import card_of, count_standings, headline, lacks_words, most_behind, standing_of
from marshrut.apps.monitoring.queries import IndicatorFigure
from marshrut.apps.monitoring.types import Level, Standing
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.apps.regulation.types import IndicatorItem
from marshrut.cores.regulation import target_state
from marshrut.cores.regulation.counting import FACTS, Also, Facts, Mark, Reading
from support.invented_region import invented

ON = date(2026, 5, 5)
READING = Reading(id="all", words="Все", chosen=True, numerator=Facts(each="person", fact="diagnosed"))


def figure(value: float | None, numerator: float | None = None, denominator: float | None = None, **more: Any) -> Any:
    """The invented order's indicator (at least 10 % since 2025) with this value."""
    indicator = invented("abc", "Пример").indicators.indicators[0]
    on = more.pop("on", ON)
    item = IndicatorItem(indicator, target_state(indicator, on), "%", "")
    told: dict[str, Any] = {
        "item": item, "level": Level.REGION, "place": None, "on": on, "snapshot": uuid4(), "basis": "counted",
        "reading": READING, "numerator": numerator, "denominator": denominator, "value": value, "missing": "",
        "others": (), "intake": None, "entry": None, "reported": None, "past": (),
    } | more  # fmt: skip
    return IndicatorFigure(**{"opened": None, **told})


def _ended(one: Any) -> Any:
    state = replace(one.item.state, state="past", ended=date(2025, 12, 31))
    return replace(one, item=replace(one.item, state=state))


def test_a_figure_is_behind_reached_past_or_unknown() -> None:
    assert standing_of(figure(12.0)) is Standing.MET
    assert standing_of(figure(9.0)) is Standing.BEHIND
    assert standing_of(figure(None)) is Standing.NO_DATA
    assert standing_of(_ended(figure(12.0))) is Standing.PAST
    assert standing_of(_ended(figure(None))) is Standing.NO_DATA, "nobody knows what it was"


def test_what_lacks_is_said_in_people_and_rounded_up() -> None:
    assert card_of(figure(5.0, 2, 41)).chip.replace("\u00a0", " ") == "не хватает 3 человек"
    assert card_of(figure(9.5, 19, 200)).chip.replace("\u00a0", " ") == "не хватает 1 человека"
    assert card_of(figure(9.5)).chip.replace("\u00a0", " ") == "не хватает 0,5 п. п."
    assert (card_of(figure(9.5)).tone, card_of(figure(2.0)).tone) == ("sun", "risk")


def test_a_target_whose_time_is_over_is_neither_met_nor_missed() -> None:
    card = card_of(_ended(figure(2.0)))
    assert (card.chip, card.tone) == ("срок цели истёк", "plain")
    assert "v-ink" in card.picture.svg, "the last target stays on the bar"


def test_the_worst_come_first_and_the_headline_counts_what_can_be_compared() -> None:
    figures = [figure(9.0), figure(1.0), figure(12.0), figure(None)]
    assert [one.value for one in most_behind(figures, 3)] == [1.0, 9.0]
    said = headline(count_standings(figures)).replace("\u00a0", " ")
    assert said == "Пока не справляемся с 2 целями из 3"
    assert headline(count_standings([figure(12.0)])) == "Выполнены все цели, срок которых идёт: 1"


def test_each_condition_that_can_keep_somebody_out_has_its_words() -> None:
    assert lacks_words(Mark(mark="federal")) == "программа не состояла в федеральном реестре в день зачисления"
    assert lacks_words(Mark(mark="origin", any=("centre",))) == "диагностика проведена не там: нужно ЦНППМ"
    assert lacks_words(Also(fact="diagnosed", before=True)) == "нет диагностики до этого дня"
    assert "70" in lacks_words(Mark(mark="amount", at_least=0.7))


@pytest.mark.parametrize("path", [pytest.param(one, id=one.name) for one in own_regions()])
def test_no_condition_of_a_region_is_said_in_code_words(path: Path) -> None:
    """A mark of the data without words of its own would show its code."""
    held = read_folder(path, catalogue=read_base()).regulation
    assert held is not None
    assert held.counting is not None
    codes = {mark for marks in FACTS.values() for mark in marks}
    for said in held.counting.counting:
        for reading in said.readings:
            also = [reading.numerator.also] if reading.numerator.also else []
            for lacks in (*reading.numerator.where, *also):
                words = lacks_words(lacks)
                assert not codes & set(words.split()), words
                assert "не отмечено" not in words, words
