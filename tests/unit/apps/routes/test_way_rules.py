"""Other ways of a draft: each rule once with a yes and once with a no."""

from __future__ import annotations

import pytest

from marshrut.apps.routes import rules
from marshrut.apps.routes.types import Ground, RouteState
from marshrut.cores.planning import Kind


@pytest.mark.parametrize("ground", [*Ground, None])
def test_who_takes_another_way(ground: Ground | None) -> None:
    decision = rules.may_take_way(ground, RouteState.DRAFT, same=True)
    assert bool(decision) == (ground in {Ground.OWN, Ground.CARE, Ground.SYSTEM})
    assert decision.reasons[0].rule == "ROUTES-60"


@pytest.mark.parametrize("state", list(RouteState))
def test_another_way_is_taken_while_the_route_is_a_draft(state: RouteState) -> None:
    decision = rules.may_take_way(Ground.OWN, state, same=True)
    assert bool(decision) == (state is RouteState.DRAFT)
    assert decision.reasons[0].rule == "ROUTES-60"


def test_what_is_taken_is_what_was_looked_at() -> None:
    decision = rules.may_take_way(Ground.OWN, RouteState.DRAFT, same=False)
    assert not decision
    assert "Пока вы смотрели" in decision.text


def test_a_step_says_what_it_closes_beside_the_others_and_who_else_could_stand_there() -> None:
    said = rules.explain_place([("Обратная связь", 40)], others=3, seat=True, why="")
    assert said.reasons[0].rule == "ROUTES-61"
    assert "«Обратная связь» примерно на 40 %" in said.text
    assert "другие группы: 3" in said.text
    assert "Другой такой группы нет" in rules.explain_place([("Обратная связь", 40)], others=0, seat=True, why="").text
    alone = rules.explain_place([("Обратная связь", 10)], others=0, seat=False, why="короткий разговор").text
    assert "Без группы: короткий разговор." in alone
    assert rules.explain_place([], others=0, seat=False, why="увидеть рост").text == "Увидеть рост."


@pytest.mark.parametrize(
    ("diagnosed", "fixed", "words"),
    [(False, False, "по результатам диагностики"), (True, True, "уже приняты"), (True, False, "Другого варианта")],
)
def test_why_there_is_no_other_way(diagnosed: bool, fixed: bool, words: str) -> None:
    said = rules.explain_no_ways(diagnosed=diagnosed, fixed=fixed)
    assert (bool(said), said.reasons[0].rule) == (False, "ROUTES-62")
    assert words in said.text


def test_each_kind_has_a_title() -> None:
    assert set(rules.WAYS) == set(Kind)
