"""Drafts, wishes, papers: each rule once with a yes and once with a no."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.apps.routes import rules
from marshrut.apps.routes.types import Ground
from marshrut.cores.planning import Reason
from marshrut.foundation.scope.types import Role


@pytest.mark.parametrize(
    ("role", "inside", "ok"),
    [
        (Role.CENTRE, True, True),
        (Role.MUNICIPAL_METHODOLOGIST, True, True),
        (Role.SCHOOL, True, True),
        (Role.SCHOOL, False, False),
        (Role.REGIONAL_METHODOLOGIST, True, False),
        (Role.GOVERNING_BODY, True, False),
        (Role.TEACHER, True, False),
        (Role.ADMINISTRATOR, True, False),
    ],
)
def test_who_starts_drafts_for_a_place(role: Role, inside: bool, ok: bool) -> None:
    decision = rules.may_draft(role, inside=inside)
    assert (bool(decision), decision.reasons[0].rule) == (ok, "ROUTES-30")


@pytest.mark.parametrize("ground", [*Ground, None])
def test_who_starts_the_draft_of_one_person(ground: Ground | None) -> None:
    decision = rules.may_draft_person(ground)
    assert bool(decision) == (ground in {Ground.OWN, Ground.CARE, Ground.SYSTEM})
    assert decision.reasons[0].rule == "ROUTES-31"


def test_a_step_says_why_it_stands() -> None:
    said = {"titles": ["Оценивание"], "share": 60, "hours": "36"}
    many = rules.explain_step(**said, others=4, formal=True, why="")  # type: ignore[arg-type]
    assert many.text == "Больше всего пользы за час из 5 подходящих групп: «Оценивание», примерно 60 % за 36 ч."
    alone = rules.explain_step(**said, others=0, formal=True, why="")  # type: ignore[arg-type]
    assert "другой подходящей группы нет" in alone.text
    near = rules.explain_step(**said, others=0, formal=False, why="вдвоём проще решиться на новое")  # type: ignore[arg-type]
    assert "вдвоём проще решиться на новое" in near.text
    assert {one.reasons[0].rule for one in (many, alone, near)} == {"ROUTES-32"}


@pytest.mark.parametrize("reason", Reason)
def test_what_found_no_step_says_why(reason: Reason) -> None:
    nothing, some = rules.explain_missing(reason, closed=0), rules.explain_missing(reason, closed=30)
    assert not nothing
    assert nothing.reasons[0].rule == "ROUTES-33"
    assert nothing.text[0].isupper()
    assert some.text.startswith("Закрыто примерно 30 %")


@pytest.mark.parametrize(
    ("hours", "not_formal", "busy", "words"),
    [
        (72, 30, [(date(2026, 1, 1), date(2026, 1, 1))], ""),
        (None, None, [], ""),
        (-5, None, [], "быть не может"),
        (0, None, [], "быть не может"),
        (5000, None, [], "Проверьте число"),
        (72, 101, [], "от 0 до 100"),
        (72, -1, [], "от 0 до 100"),
        (72, 30, [(date(2026, 2, 1), date(2026, 1, 1))], "раньше первого"),
        (72, 30, [(date(2026, 2, 1), date(2026, 2, 1))] * 31, "больше 30"),
    ],
)
def test_wishes_that_can_be_kept(
    hours: int | None, not_formal: int | None, busy: list[tuple[date, date]], words: str
) -> None:
    decision = rules.check_wishes(hours=hours, not_formal=not_formal, busy=busy)
    assert decision.reasons[0].rule == "ROUTES-34"
    assert bool(decision) == (not words)
    assert words in decision.text


def test_wishes_are_the_persons_own() -> None:
    assert rules.may_wish(Ground.OWN)
    assert rules.may_wish(Ground.CARE)
    no = rules.may_wish(Ground.SHARE)
    assert (bool(no), no.reasons[0].rule) == (False, "ROUTES-35")


def test_the_head_prints_a_copy_without_deficits() -> None:
    whole, copy = rules.may_print(opens=True, lists=True), rules.may_print(opens=False, lists=True)
    assert whole.text == "Маршрут целиком."
    assert "без результатов диагностики" in copy.text
    no = rules.may_print(opens=False, lists=False)
    assert (bool(no), no.reasons[0].rule) == (False, "ROUTES-36")


@pytest.mark.parametrize(
    ("role", "number", "routes", "others", "words"),
    [
        (Role.CENTRE, "12-о", 3, 0, ""),
        (Role.MUNICIPAL_METHODOLOGIST, "1", 1, 0, ""),
        (Role.SCHOOL, "12-о", 3, 0, "центр или муниципальная служба"),
        (Role.CENTRE, " ", 3, 0, "номер приказа"),
        (Role.CENTRE, "12-о", 0, 0, "хотя бы один"),
        (Role.CENTRE, "12-о", 3, 1, "не утверждённые"),
    ],
)
def test_who_puts_routes_under_an_order(role: Role, number: str, routes: int, others: int, words: str) -> None:
    decision = rules.may_put_under_order(role, number=number, routes=routes, others=others)
    assert decision.reasons[0].rule == "ROUTES-37"
    assert bool(decision) == (not words)
    assert words in decision.text


@pytest.mark.parametrize(
    ("live", "diagnosed", "deficits", "steps", "words"),
    [
        (False, True, 2, 3, ""),
        (True, True, 2, 3, "уже есть"),
        (False, False, 0, 0, "по диагностике"),
        (False, True, 0, 0, "подтягивать нечего"),
        (False, True, 2, 0, "не подошёл"),
    ],
)
def test_when_there_is_nothing_to_draft(live: bool, diagnosed: bool, deficits: int, steps: int, words: str) -> None:
    decision = rules.explain_no_draft(live=live, diagnosed=diagnosed, deficits=deficits, steps=steps)
    assert decision.reasons[0].rule == "ROUTES-38"
    assert bool(decision) == (not words)
    assert words in decision.text
